// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// run is a stretch of a line of reports, each superseding the one before, in
// which the department claims a completion without interruption. A Return ends a
// run, and so does Progress that withdraws the claim; what follows is a run of its
// own with receipts of its own.
type run struct {
	department v1alpha1.DepartmentName
	checkpoint *checkpoint
	// reports of the run; the last speaks for it.
	reports []*report
	// ruling on the last, nil if there is none.
	ruling *ruling
	// ended is when the run was returned or withdrawn; zero while it is live.
	ended time.Time
	// returned is set where it was returned, and wanting where a look-back failed.
	returned bool
	wanting  bool
	// counts is set on a live run that was accepted, or needs no review.
	counts bool
}

func (r *run) live() bool { return r.ended.IsZero() }

func (r *run) last() *report { return r.reports[len(r.reports)-1] }

// covers tells whether the run claims checkpoint c: its own, each before it, and
// each milestone whose target its quantity reaches. A cycle carries on what was due before
// the cycles, and does not complete it.
func (r *run) covers(c *checkpoint) bool {
	if r.checkpoint.cycle() && !c.cycle() && !c.removed && !c.planned.IsZero() {
		return r.last().reaches(c)
	}
	return r.checkpoint.index >= c.index || r.last().reaches(c)
}

// reaches tells whether the quantity of the report reaches the target of c.
func (r *report) reaches(c *checkpoint) bool {
	quantity := r.object.Spec.Quantity
	return c.target != 0 && quantity != nil && *quantity >= c.target
}

// claim is what a run says of one checkpoint.
type claim struct {
	*run
	// reports that make the claim: where it is by quantity, those since it was
	// reached, and none before.
	reports []*report
	// receipt is the earliest of theirs: a correction does not lose the receipt of
	// what it corrects.
	receipt time.Time
}

// toward returns what the run, which covers c, claims of it.
func (r *run) toward(c *checkpoint) *claim {
	from := 0
	if r.checkpoint.index < c.index {
		for from = len(r.reports); from > 0 && r.reports[from-1].reaches(c); {
			from--
		}
	}
	made := &claim{run: r, reports: r.reports[from:], receipt: r.reports[from].receipt.ReceivedTime.Time}
	for _, report := range made.reports[1:] {
		if receipt := report.receipt.ReceivedTime.Time; receipt.Before(made.receipt) {
			made.receipt = receipt
		}
	}
	return made
}

// meets tells whether the claim to c was received before deadline.
func (m *claim) meets(c *checkpoint, deadline time.Time) bool {
	return m.receipt.Before(deadline) && (!c.beyond || m.checkpoint == c)
}

// view is what a set of resolved records amounts to.
type view struct {
	plan     *plan
	reports  []*report
	byName   map[v1alpha1.ObjectName]*report
	next     map[*report]*report
	inForce  map[*report]*ruling
	outcomes map[*ruling]*outcome
	// grants change the time of a checkpoint; interviews and lookBacks are those in
	// force. Each stands in the order of receipt.
	grants     []*grant
	interviews []*ruling
	lookBacks  []*ruling
	// wanting are the reports that a failed look-back found so.
	wanting map[*report]bool
	runs    []*run
	runsOf  map[v1alpha1.DepartmentName][]*run
}

// newView works out rulings and runs from records in the order of their receipt;
// once tells of a name whether a ruling under it was ever received.
func newView(p *plan, reports []*report, rulings []*ruling, once func(v1alpha1.ObjectName) bool) *view {
	v := &view{
		plan: p, reports: reports, byName: make(map[v1alpha1.ObjectName]*report, len(reports)),
		next: map[*report]*report{}, wanting: map[*report]bool{}, runsOf: map[v1alpha1.DepartmentName][]*run{},
	}
	for _, r := range reports {
		v.byName[r.recordName()] = r
	}
	var first []*report
	for _, r := range reports {
		switch {
		case r.previous != nil && v.byName[r.previous.recordName()] != nil:
			v.next[r.previous] = r
		case r.rejected == nil && !r.settled:
			first = append(first, r)
		}
	}
	v.judge(rulings, once)
	for _, r := range first {
		v.follow(r)
	}
	for _, r := range v.runs {
		v.runsOf[r.department] = append(v.runsOf[r.department], r)
	}
	return v
}

// follow collects the runs of the line that begins with first.
func (v *view) follow(first *report) {
	var current *run
	end := func(at time.Time, returned bool) {
		if current != nil {
			current.ended, current.returned = at, returned
			current = nil
		}
	}
	// A failed look-back ends what had been filed by then.
	lookBack := func(before time.Time) {
		if current == nil {
			return
		}
		failed := v.failed(current.department, current.last().filed())
		if !failed.IsZero() && (before.IsZero() || failed.Before(before)) {
			current.wanting = true
			v.wanting[current.last()] = true
			end(failed, true)
		}
	}
	for r := first; r != nil; r = v.next[r] {
		lookBack(r.filed())
		if !r.completes() {
			end(r.receipt.ReceivedTime.Time, false)
			continue
		}
		if current == nil {
			current = &run{department: r.object.Spec.Department, checkpoint: r.checkpoint}
			v.runs = append(v.runs, current)
		}
		current.reports, current.ruling = append(current.reports, r), v.inForce[r]
		if current.ruling != nil && current.ruling.object.Spec.Type == v1alpha1.RulingReturn {
			end(current.ruling.receipt.ReceivedTime.Time, true)
		}
	}
	lookBack(time.Time{})
	if current != nil {
		accepted := current.ruling != nil && current.ruling.object.Spec.Type == v1alpha1.RulingAccept
		current.counts = accepted || v.plan.spec.Review == v1alpha1.ReviewNone
	}
}

// standing is how one department stands toward one deadline.
type standing struct {
	// counted is the earliest live claim that counts, live the earliest live claim.
	counted, live *claim
	// inTime is set while a live claim was received before the deadline, or where
	// there is no deadline.
	inTime bool
	// late is set while a live claim counts that was received after the deadline.
	late bool
	// missedFrom is the first instant from which no claim was in time, and
	// missedByReturn is set where a Return made it so after the deadline.
	missedFrom     time.Time
	missedByReturn bool
	// wanting is set where it was a failed look-back.
	wanting bool
	// returned is set where a run was returned.
	returned bool
}

// accepted returns the claim by which the checkpoint is completed, and nil if it is
// not. Where what counts came late, but what came in time still awaits its ruling,
// the latter speaks for the department: it is in time until it is returned.
func (s *standing) accepted(deadline time.Time) *claim {
	if s.counted != nil && s.inTime && !deadline.IsZero() && !s.counted.receipt.Before(deadline) {
		return s.live
	}
	return s.counted
}

// claims tells whether department has a live run that covers c.
func (v *view) claims(department v1alpha1.DepartmentName, c *checkpoint) bool {
	return slices.ContainsFunc(v.runsOf[department], func(r *run) bool { return r.live() && r.covers(c) })
}

// standing works out how department stands toward c, were its deadline deadline.
func (v *view) standing(department v1alpha1.DepartmentName, c *checkpoint, deadline time.Time) standing {
	s := standing{missedFrom: deadline, inTime: deadline.IsZero()}
	for _, r := range v.runsOf[department] {
		if !r.covers(c) {
			continue
		}
		made := r.toward(c)
		if r.live() {
			s.addLive(made, made.meets(c, deadline), deadline)
		} else {
			s.addEnded(r, made.meets(c, deadline))
		}
	}
	return s
}

func (s *standing) addLive(made *claim, early bool, deadline time.Time) {
	s.inTime = s.inTime || early
	s.late = s.late || (made.counts && !made.receipt.Before(deadline))
	if s.live == nil || made.receipt.Before(s.live.receipt) {
		s.live = made
	}
	if made.counts && (s.counted == nil || made.receipt.Before(s.counted.receipt)) {
		s.counted = made
	}
}

func (s *standing) addEnded(r *run, early bool) {
	s.returned = s.returned || r.returned
	if early && r.ended.After(s.missedFrom) {
		s.missedFrom, s.missedByReturn, s.wanting = r.ended, r.returned, r.wanting
	}
}

// proves tells whether a record that came to light since missed shows that
// department met the deadline of c after all: one that was received in time, or a
// ruling that took a Return back. What was known when the deadline was missed
// proves nothing, whatever the plan says of it today.
func (v *view) proves(department v1alpha1.DepartmentName, c *checkpoint, deadline, missed time.Time) bool {
	return slices.ContainsFunc(v.runsOf[department], func(r *run) bool {
		if !r.live() || !r.covers(c) {
			return false
		}
		made := r.toward(c)
		return made.meets(c, deadline) && slices.ContainsFunc(made.reports, func(at *report) bool {
			inTime := at.receipt.ReceivedTime.Time.Before(deadline) && at.appeared.since(missed)
			decided := v.outcomes[v.inForce[at]]
			return inTime || (decided != nil && decided.tookBack && decided.appeared.since(missed))
		})
	})
}

// quantity returns the quantity last reported, all in all, by a department that
// takes part, and not returned or superseded since; nil if there is none.
func (v *view) quantity() *int64 {
	var quantity *int64
	for _, r := range v.reports {
		spec := &r.object.Spec
		uncounted := r.rejected != nil || r.settled || spec.Type == v1alpha1.ReportExtensionRequest || v.next[r] != nil
		if uncounted || spec.Quantity == nil || !v.plan.takesPart(spec.Department) {
			continue
		}
		if ruled := v.inForce[r]; ruled != nil && ruled.object.Spec.Type == v1alpha1.RulingReturn {
			continue
		}
		quantity = spec.Quantity
	}
	return quantity
}

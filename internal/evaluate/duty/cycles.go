// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/record"
)

// maxCycles bounds the ledger of cycles, as the API says, and maxOpen how many of them
// may be open at once. Tests make them smaller.
var maxCycles, maxOpen = 100, 60

const (
	// shownCycles is how many of the cycles that were completed are shown in
	// status.checkpoints.
	shownCycles = 24
	// slackDays is by how much at most a period back and forth on the calendar misses
	// the day from which it was counted.
	slackDays = 7
	// longestYears is how far back at most it is looked for cycles.
	longestYears = 10
)

// readRecurrence reads the recurrence, and the cycles that opened by now.
func (p *plan) readRecurrence(in Input) *problem {
	spec, known := &p.spec.Recurrence, &in.Duty.Status
	if spec.Cron == "" {
		p.readKnownCycles(slices.DeleteFunc(slices.Clone(known.Cycles), func(c v1alpha1.Cycle) bool { return c.Deadline.After(in.Now) }))
		return nil
	}
	if problem := p.readSchedule(); problem != nil {
		return problem
	}
	changed := p.readSince(in)
	if problem := p.tooMany(in); problem != nil {
		return problem
	}
	for i := range known.Cycles {
		cycle := known.Cycles[i]
		if cycle.Deadline.After(in.Now) {
			if changed {
				continue
			}
			deadline, ok := p.cycleDeadline(cycle.OpenedTime.Time)
			if !ok {
				return p.days.problem("spec.recurrence.dueWithin")
			}
			cycle.Deadline = &metav1.Time{Time: deadline}
		}
		p.readKnownCycles([]v1alpha1.Cycle{cycle})
	}
	if spec.DueWithin.WorkingDays != nil && !p.days.Readable() {
		return p.days.problem("spec.recurrence.dueWithin")
	}
	p.days.Note(&spec.DueWithin, false)
	return nil
}

// readSchedule reads what spec.recurrence says. CEL refuses most bad days at admission.
func (p *plan) readSchedule() *problem {
	spec := &p.spec.Recurrence
	bad := func(field string, err error) *problem {
		return &problem{reason: v1alpha1.ReasonInvalidRecurrence, message: "spec.recurrence." + field + ": " + err.Error()}
	}
	schedule, err := calendar.ParseSchedule(spec.Cron)
	if err != nil {
		return bad("cron", err)
	}
	for _, day := range []struct {
		field string
		value v1alpha1.PlainDate
	}{{"starting", spec.Starting}, {"until", spec.Until}} {
		if day.value == "" {
			continue
		}
		if _, err := calendar.DayStart(day.value, p.region.Location); err != nil {
			return bad(day.field, err)
		}
	}
	p.schedule = &schedule
	return nil
}

// tooMany refuses a recurrence of which more cycles would be open at once than the
// ledger can hold. What was found in order before is so.
func (p *plan) tooMany(in Input) *problem {
	if in.Duty.Status.Recurrence.Digest == p.recurrence.Digest {
		return nil
	}
	first := p.schedule.Next(p.since, p.region.Location)
	due, ok := p.cycleDeadline(first)
	at := first
	for range maxOpen {
		if at = p.schedule.Next(at, p.region.Location); !ok || at.IsZero() || !at.Before(due) {
			return nil
		}
	}
	return &problem{reason: v1alpha1.ReasonInvalidRecurrence, message: fmt.Sprintf(
		"spec.recurrence: more than %d cycles would be open at once: let them open less often, or be due sooner", maxOpen)}
}

// readSince finds out since when the recurrence has been what it is: the creation of
// the duty where it was there from the beginning, else when the change was first seen.
func (p *plan) readSince(in Input) (changed bool) {
	known, digest := &in.Duty.Status, record.Digest(p.spec.Recurrence)
	evaluated := meta.FindStatusCondition(known.Conditions, v1alpha1.ConditionCompleted) != nil
	switch {
	case known.Recurrence.Digest == digest:
		p.recurrence = *known.Recurrence.DeepCopy()
		p.since = known.Recurrence.Since.Time
		return false
	case !evaluated:
		p.since = p.created
	default:
		p.since, changed = in.Now.Truncate(time.Second), true
	}
	p.recurrence = v1alpha1.RecurrenceStatus{Digest: digest, Since: &metav1.Time{Time: p.since}}
	return changed
}

// readKnownCycles adds cycles as the ledger has them.
func (p *plan) readKnownCycles(cycles []v1alpha1.Cycle) {
	for i := range cycles {
		p.add(&checkpoint{name: cycles[i].Name, opened: cycles[i].OpenedTime.Time, deadline: cycles[i].Deadline.Time})
	}
}

// cycles returns the checkpoints that are cycles, in the order in which they opened.
func (p *plan) cycles() []*checkpoint {
	var cycles []*checkpoint
	for _, c := range p.checkpoints {
		if c.cycle() {
			cycles = append(cycles, c)
		}
	}
	return cycles
}

// standing tells whether the duty is a standing one, or has been.
func (p *plan) standing() bool {
	return p.schedule != nil || slices.ContainsFunc(p.checkpoints, (*checkpoint).cycle)
}

// settled tells whether the name is that of a cycle which the ledger does not have, or
// has dropped.
func (p *plan) settled(name v1alpha1.CheckpointName) bool {
	return isCycle(name) && p.find(name) == nil
}

// isCycle tells whether the name is that of a cycle: a day, which no milestone is named
// after.
func isCycle(name v1alpha1.CheckpointName) bool {
	_, err := time.Parse(time.DateOnly, string(name))
	return err == nil
}

// openCycles adds the cycles that opened since the last evaluation. Of very many it
// opens the last that the ledger holds: nobody can be held to the rest.
func (e *evaluation) openCycles() (opened bool) {
	p := e.plan
	if p.schedule == nil || e.withdrawn() {
		return false
	}
	known := map[v1alpha1.CheckpointName]bool{}
	for _, c := range p.checkpoints {
		known[c.name] = true
	}
	from, ok := e.cyclesFrom()
	var cycles []*checkpoint
	for ok {
		at := p.schedule.Next(from, p.region.Location)
		if at.IsZero() || p.isOver(at) {
			break
		}
		if c, opens := p.cycleAt(at); opens && !known[c.name] {
			if !e.passed(at) {
				break
			}
			cycles = append(cycles, c)
			p.recurrence.LastOpenedTime = &metav1.Time{Time: at}
		}
		from = at
	}
	cycles = cycles[max(0, len(cycles)-maxCycles):]
	for _, c := range cycles {
		p.add(c)
	}
	if len(cycles) > 0 {
		p.placeRemoved()
	}
	return len(cycles) > 0
}

// isOver tells whether nothing opens any more at an instant.
func (p *plan) isOver(at time.Time) bool {
	until := p.spec.Recurrence.Until
	return (until != "" && at.In(p.region.Location).Format(time.DateOnly) > string(until)) || p.withdrawnBy(at)
}

// cyclesFrom returns the instant after which the next cycle may open; ok is false
// while what comes before the cycles is not completed.
func (e *evaluation) cyclesFrom() (from time.Time, ok bool) {
	p := e.plan
	if last := p.recurrence.LastOpenedTime; last != nil {
		return last.Time, true
	}
	// None that was due by since opens, so there is no need to look further back. It is
	// where the search begins, and decides nothing: how certain it is does not matter.
	from, _ = p.region.Before(p.since, &p.spec.Recurrence.DueWithin)
	from = from.AddDate(0, 0, -slackDays)
	if longest := e.now.AddDate(-longestYears, 0, 0); from.Before(longest) {
		from = longest
	}
	if p.spec.Recurrence.Starting != "" {
		// It was read before.
		start, err := calendar.DayStart(p.spec.Recurrence.Starting, p.region.Location)
		if just := start.Add(-time.Nanosecond); err == nil && just.After(from) {
			from = just
		}
	}
	last, cycles := p.lastDue(), p.cycles()
	if len(cycles) > 0 {
		// Nor does any before those that opened under another recurrence.
		if opened := cycles[len(cycles)-1].opened; opened.After(from) {
			from = opened
		}
	}
	if last == nil || len(cycles) > 0 {
		return from, true
	}
	done, ok := e.doneSince(last)
	if done.After(from) {
		from = done
	}
	return from, ok
}

// cycleDeadline returns when a cycle that opens at an instant is due; ok is false where
// that cannot be told. How certain it is noteCycles says, of the last alone.
func (p *plan) cycleDeadline(opened time.Time) (deadline time.Time, ok bool) {
	within := &p.spec.Recurrence.DueWithin
	if within.WorkingDays != nil && !p.days.Readable() {
		return time.Time{}, false
	}
	deadline, _ = p.region.After(opened, within)
	return deadline, true
}

// noteCycles notes on which calendar cycles are counted. It is the last of them that
// can still move.
func (p *plan) noteCycles() {
	cycles := p.cycles()
	if p.schedule == nil || len(cycles) == 0 {
		return
	}
	within := &p.spec.Recurrence.DueWithin
	_, provisional := p.region.After(cycles[len(cycles)-1].opened, within)
	p.days.Note(within, provisional)
}

// cycleAt returns the cycle that opens at an instant; opens is false where it would be
// due too early.
func (p *plan) cycleAt(at time.Time) (c *checkpoint, opens bool) {
	name := v1alpha1.CheckpointName(calendar.Day(at, p.region.Location))
	deadline, ok := p.cycleDeadline(at)
	if !ok || !deadline.After(p.since) || !deadline.After(p.resumed) {
		return nil, false
	}
	return &checkpoint{name: name, opened: at, deadline: deadline}, true
}

// lastDue returns the last checkpoint of the plan that is no cycle, or nil.
func (p *plan) lastDue() *checkpoint {
	for _, c := range slices.Backward(p.checkpoints) {
		if !c.cycle() && !c.removed {
			return c
		}
	}
	return nil
}

// doneSince tells since when it has been known that nothing is owed for c any more.
func (e *evaluation) doneSince(c *checkpoint) (since time.Time, done bool) {
	if c.waivedForGood() {
		return c.waivedFrom, true
	}
	for _, department := range e.plan.owing {
		s := e.view.standing(department, c, c.deadline)
		if s.counted == nil {
			return time.Time{}, false
		}
		if known := s.counted.known(); known.After(since) {
			since = known
		}
	}
	return since, true
}

// known is when it was known that the claim counts.
func (m *claim) known() time.Time {
	known := m.last().filed()
	if m.ruling != nil && m.ruling.receipt.ReceivedTime.After(known) {
		known = m.ruling.receipt.ReceivedTime.Time
	}
	return known
}

// bounded returns in as it would be read after result was written, and then the oldest
// cycles dropped that the ledger has no room for; ok is false where there is room. Those
// that are over go, first the ones that are done.
func (e *evaluation) bounded(in Input, result *Result) (next Input, ok bool) {
	cycles := e.plan.cycles()
	surplus := len(cycles) - maxCycles
	if surplus <= 0 {
		return in, false
	}
	dropped := map[v1alpha1.CheckpointName]bool{}
	over := func(c *checkpoint) bool { return !c.planned.After(e.now) }
	for _, old := range []func(*checkpoint) bool{
		func(c *checkpoint) bool { return over(c) && e.done(c) }, over, func(*checkpoint) bool { return true },
	} {
		for _, c := range cycles {
			if len(dropped) < surplus && old(c) {
				dropped[c.name] = true
			}
		}
	}
	next = written(in, result)
	next.Duty.Status.Cycles = slices.DeleteFunc(next.Duty.Status.Cycles, func(c v1alpha1.Cycle) bool { return dropped[c.Name] })
	return next, true
}

// written returns in as it would be read after result was written.
func written(in Input, result *Result) Input {
	next := in
	next.Duty = in.Duty.DeepCopy()
	next.Duty.Status = *result.Status.DeepCopy()
	next.Reports, next.Rulings = slices.Clone(in.Reports), slices.Clone(in.Rulings)
	for i := range next.Reports {
		next.Reports[i].Status = result.Reports[i]
	}
	for i := range next.Rulings {
		next.Rulings[i].Status = result.Rulings[i]
	}
	return next
}

// ledgerOfCycles returns the cycles for the ledger.
func (p *plan) ledgerOfCycles() []v1alpha1.Cycle {
	var cycles []v1alpha1.Cycle
	for _, c := range p.cycles() {
		cycles = append(cycles, v1alpha1.Cycle{Name: c.name, OpenedTime: &metav1.Time{Time: c.opened}, Deadline: &metav1.Time{Time: c.planned}})
	}
	return cycles
}

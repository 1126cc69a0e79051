// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"strconv"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// resolver finds out, report by report in the order in which they took effect,
// which checkpoint each is for and which report it supersedes.
type resolver struct {
	plan   *plan
	book   *book
	lines  *supersessions[*report]
	claims map[*report]*report
}

// resolve resolves every report of the book against the plan, anew where it was
// before.
func (b *book) resolve(p *plan) {
	for _, r := range b.reports {
		r.checkpoint, r.previous, r.rejected, r.settled, r.resolved = nil, nil, nil, false, false
	}
	kind := v1alpha1.RecordDutyReport
	lines := newSupersessions(kind, b.reports, b.everReceived(kind))
	resolver := &resolver{plan: p, book: b, claims: map[*report]*report{}, lines: lines}
	for _, r := range lines.inOrder(b.reports) {
		previous, found, why := lines.lookup(r)
		if found {
			r.appeared = r.appeared.with(previous.appeared)
		}
		if r.rejected = why; why == nil {
			resolver.settle(r, previous)
		}
		r.resolved = true
	}
}

// settle decides on r, whose predecessor, if not nil, is resolved.
func (s *resolver) settle(r, previous *report) {
	if r.settled = s.settled(r, previous); r.settled {
		return
	}
	r.checkpoint, r.rejected = s.checkpointOf(r, previous)
	if r.rejected == nil {
		r.rejected = closedProblem(r, previous)
	}
	if r.rejected != nil {
		return
	}
	if previous != nil && previous.object.Spec.Department != r.object.Spec.Department {
		r.rejected = mismatch(previous, "department", string(previous.object.Spec.Department), string(r.object.Spec.Department))
		return
	}
	// A report that corrects one which does not count, or does not any more, stands for
	// itself.
	if previous != nil && previous.stands() {
		if r.rejected = s.correctionProblem(r, previous); r.rejected != nil {
			return
		}
	}
	if r.rejected = quantityProblem(r); r.rejected != nil {
		return
	}
	if previous != nil && previous.stands() {
		r.previous = previous
		s.claims[previous] = r
	}
}

// closedProblem says why a report does not correct one for a cycle that the ledger
// dropped. One that did not fit it before does not count now that it is not weighed.
func closedProblem(r, previous *report) *problem {
	if previous == nil || !previous.settled {
		return nil
	}
	if r.object.Status.Verdict != "" {
		ready := meta.FindStatusCondition(r.object.Status.Conditions, v1alpha1.ConditionReady)
		if ready != nil && ready.Reason == v1alpha1.ReasonSupersedesMismatch {
			return &problem{reason: ready.Reason, message: ready.Message}
		}
		return nil
	}
	if previous.object.Status.Verdict == v1alpha1.VerdictIgnored {
		return nil
	}
	return &problem{reason: v1alpha1.ReasonSupersedesMismatch, message: fmt.Sprintf(
		"spec.supersedes: DutyReport %q is for a cycle that is closed; file one that supersedes none", previous.object.Name)}
}

// correctionProblem says why r cannot take the place of previous, which counts.
func (s *resolver) correctionProblem(r, previous *report) *problem {
	was, is := previous.object.Spec.Type, r.object.Spec.Type
	if was != is && (was == v1alpha1.ReportExtensionRequest || is == v1alpha1.ReportExtensionRequest) {
		return mismatch(previous, "type", string(was), string(is))
	}
	if previous.checkpoint != r.checkpoint {
		return mismatch(previous, "checkpoint", string(previous.checkpoint.name), string(r.checkpoint.name))
	}
	if other, taken := s.claims[previous]; taken {
		return &problem{reason: v1alpha1.ReasonAlreadySuperseded, message: fmt.Sprintf(
			"spec.supersedes: DutyReport %q is already superseded by %q; supersede that one", previous.object.Name, other.object.Name)}
	}
	return nil
}

func mismatch(previous *report, field, has, wants string) *problem {
	return &problem{reason: v1alpha1.ReasonSupersedesMismatch, message: fmt.Sprintf(
		"spec.supersedes: DutyReport %q is of %s %q, this one of %q; a report supersedes only one of the same department, duty and checkpoint, and a request only a request",
		previous.object.Name, field, has, wants)}
}

// checkpointOf returns the checkpoint that the report is for: the one it names,
// else that of the report it supersedes, else the earliest that was open for its
// department when it was received.
func (s *resolver) checkpointOf(r, previous *report) (*checkpoint, *problem) {
	if name := r.object.Spec.Checkpoint; name != "" {
		if c := s.plan.find(name); c != nil {
			return c, s.openedProblem(r, c)
		}
		return nil, &problem{reason: v1alpha1.ReasonUnknownCheckpoint, message: fmt.Sprintf(
			"spec.checkpoint: %q is not a checkpoint of DepartmentDuty %q, which has %s", name, r.object.Spec.DutyRef.Name, s.plan.checkpointNames())}
	}
	if previous != nil && previous.stands() {
		return previous.checkpoint, nil
	}
	if (s.plan.last || isCycle(r.object.Status.Checkpoint)) && r.object.Status.Verdict != "" {
		// Weighed already, with all of the plan at hand; or as the duty had nothing but
		// cycles, perhaps.
		if c := s.plan.find(r.object.Status.Checkpoint); c != nil {
			return c, nil
		}
	}
	if c := s.earliestOpen(r); c != nil {
		return c, nil
	}
	return nil, &problem{reason: v1alpha1.ReasonCycleNotOpen, message: "no cycle of the duty had opened when this report was received, at " +
		s.plan.format(r.receipt.ReceivedTime.Time) + "; file another once one is open"}
}

// openedProblem says why a report does not count for the cycle that it names.
func (s *resolver) openedProblem(r *report, c *checkpoint) *problem {
	if c.openedBy(r.receipt.ReceivedTime.Time) {
		return nil
	}
	return &problem{reason: v1alpha1.ReasonCycleNotOpen, message: fmt.Sprintf(
		"spec.checkpoint: the cycle %q opened at %s, after this report was received, at %s; file another",
		c.name, s.plan.format(c.opened), s.plan.format(r.receipt.ReceivedTime.Time))}
}

// settled tells whether the report is for a cycle that the ledger dropped. One that was
// never weighed cannot be.
func (s *resolver) settled(r, previous *report) bool {
	if r.object.Status.Verdict == "" {
		return false
	}
	name := r.object.Spec.Checkpoint
	if name == "" {
		name = r.object.Status.Checkpoint
	}
	return s.plan.settled(name) || (previous != nil && previous.settled && s.plan.find(name) == nil)
}

// earliestOpen looks only at what had been received before r and was in effect
// then, so that nothing received later can move r to another checkpoint; nor a
// paper record that was filed later. It is nil where there was no checkpoint yet.
func (s *resolver) earliestOpen(r *report) *checkpoint {
	received := r.receipt.ReceivedTime.Time
	var opened []*checkpoint
	for _, c := range s.plan.checkpoints {
		if c.openedBy(received) {
			opened = append(opened, c)
		}
	}
	if len(opened) == 0 {
		return nil
	}
	last := opened[len(opened)-1]
	if len(opened) == 1 {
		return last
	}
	before := s.viewBefore(r)
	for _, c := range opened {
		if c.meant(r.filed()) && !before.claims(r.object.Spec.Department, c) {
			return c
		}
	}
	return last
}

// viewBefore is what the reports of r's department, and the rulings, that had been
// received before r amounted to.
func (s *resolver) viewBefore(r *report) *view {
	var reports []*report
	for _, earlier := range s.book.reports {
		if earlier == r {
			break
		}
		filedLater := !r.paper() && earlier.filed().After(r.filed())
		if earlier.resolved && !filedLater && earlier.object.Spec.Department == r.object.Spec.Department {
			reports = append(reports, earlier)
		}
	}
	received := r.receipt.ReceivedTime.Time
	var rulings []*ruling
	for _, earlier := range s.book.rulings {
		if !earlier.receipt.ReceivedTime.After(received) {
			rulings = append(rulings, earlier)
		}
	}
	return newView(s.plan, reports, rulings, s.book.receivedBy(v1alpha1.RecordDutyRuling, received))
}

// quantityProblem says why a completion does not fit the target of its milestone.
func quantityProblem(r *report) *problem {
	target := r.checkpoint.target
	if target == 0 || r.object.Spec.Type != v1alpha1.ReportCompletion {
		return nil
	}
	wanted := fmt.Sprintf("to complete milestone %q it is at least %d %s, all in all", r.checkpoint.name, target, r.checkpoint.unit)
	switch quantity := r.object.Spec.Quantity; {
	case quantity == nil:
		return &problem{reason: v1alpha1.ReasonQuantityRequired, message: "spec.quantity is missing: " + wanted}
	case *quantity < target:
		return &problem{reason: v1alpha1.ReasonQuantityBelowTarget, message: "spec.quantity: " + strconv.FormatInt(*quantity, 10) +
			" is too small: " + wanted + "; file what was reached so far as Progress"}
	}
	return nil
}

// checkpointNames lists the checkpoints that a record may name. Of cycles there are ever
// more, which must not make ever new messages.
func (p *plan) checkpointNames() string {
	names := make([]string, 0, len(p.checkpoints))
	for _, c := range p.checkpoints {
		if !c.cycle() && !c.removed {
			names = append(names, string(c.name))
		}
	}
	if p.standing() {
		names = append(names, "cycles, each named by the day on which it opened")
	}
	return joinNames(names)
}

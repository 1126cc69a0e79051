// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"strconv"

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

// resolve resolves every report of the book against the plan.
func (b *book) resolve(p *plan) {
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
	r.checkpoint, r.rejected = s.checkpointOf(r, previous)
	if r.rejected != nil {
		return
	}
	if previous != nil && previous.object.Spec.Department != r.object.Spec.Department {
		r.rejected = mismatch(previous, "department", string(previous.object.Spec.Department), string(r.object.Spec.Department))
		return
	}
	// A report that corrects one which does not count stands for itself.
	if previous != nil && previous.rejected == nil {
		if previous.checkpoint != r.checkpoint {
			r.rejected = mismatch(previous, "checkpoint", string(previous.checkpoint.name), string(r.checkpoint.name))
			return
		}
		if other, taken := s.claims[previous]; taken {
			r.rejected = &problem{reason: v1alpha1.ReasonAlreadySuperseded, message: fmt.Sprintf(
				"spec.supersedes: DutyReport %q is already superseded by %q; supersede that one", previous.object.Name, other.object.Name)}
			return
		}
	}
	if r.rejected = quantityProblem(r); r.rejected != nil {
		return
	}
	if previous != nil && previous.rejected == nil {
		r.previous = previous
		s.claims[previous] = r
	}
}

func mismatch(previous *report, field, has, wants string) *problem {
	return &problem{reason: v1alpha1.ReasonSupersedesMismatch, message: fmt.Sprintf(
		"spec.supersedes: DutyReport %q is of %s %q, this one of %q; a report supersedes only one of the same department, duty and checkpoint",
		previous.object.Name, field, has, wants)}
}

// checkpointOf returns the checkpoint that the report is for: the one it names,
// else that of the report it supersedes, else the earliest that was open for its
// department when it was received.
func (s *resolver) checkpointOf(r, previous *report) (*checkpoint, *problem) {
	if name := r.object.Spec.Checkpoint; name != "" {
		if c := s.plan.find(name); c != nil {
			return c, nil
		}
		return nil, &problem{reason: v1alpha1.ReasonUnknownCheckpoint, message: fmt.Sprintf(
			"spec.checkpoint: %q is not a checkpoint of DepartmentDuty %q, which has %s", name, r.object.Spec.DutyRef.Name, s.plan.checkpointNames())}
	}
	if previous != nil && previous.rejected == nil {
		return previous.checkpoint, nil
	}
	if s.plan.last && r.object.Status.Verdict != "" {
		// Weighed already, with all of the plan at hand.
		if c := s.plan.find(r.object.Status.Checkpoint); c != nil {
			return c, nil
		}
	}
	return s.earliestOpen(r), nil
}

// earliestOpen looks only at what had been received before r and was in effect
// then, so that nothing received later can move r to another checkpoint; nor a
// paper record that was filed later.
func (s *resolver) earliestOpen(r *report) *checkpoint {
	last := s.plan.checkpoints[len(s.plan.checkpoints)-1]
	if len(s.plan.checkpoints) == 1 {
		return last
	}
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
	var rulings []*ruling
	for _, earlier := range s.book.rulings {
		if !earlier.receipt.ReceivedTime.After(r.receipt.ReceivedTime.Time) {
			rulings = append(rulings, earlier)
		}
	}
	before := newView(s.plan, reports, rulings, s.book.receivedBy(v1alpha1.RecordDutyRuling, r.receipt.ReceivedTime.Time))
	for _, c := range s.plan.checkpoints {
		if c.meant(r.filed()) && !before.claims(r.object.Spec.Department, c) {
			return c
		}
	}
	return last
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

// checkpointNames lists the checkpoints that a report may name.
func (p *plan) checkpointNames() string {
	names := make([]v1alpha1.CheckpointName, 0, len(p.checkpoints))
	for _, c := range p.checkpoints {
		names = append(names, c.name)
	}
	return joinNames(names)
}

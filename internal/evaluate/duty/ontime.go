// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

// ruledUpon says what each type of ruling is made on.
var ruledUpon = map[v1alpha1.RulingType]string{
	v1alpha1.RulingAccept: "completion",
	v1alpha1.RulingReturn: "completion or request",
	v1alpha1.RulingExtend: "request",
	v1alpha1.RulingWaive:  "request",
}

// ruledBy tells whether such a ruling can be made on the report.
func (r *report) ruledBy(kind v1alpha1.RulingType) bool {
	switch kind {
	case v1alpha1.RulingAccept:
		return r.completes()
	case v1alpha1.RulingReturn:
		return r.completes() || r.requests()
	case v1alpha1.RulingExtend, v1alpha1.RulingWaive:
		return r.requests()
	case v1alpha1.RulingInterview, v1alpha1.RulingLookBack:
		return false
	default:
		return false
	}
}

// untilOf returns the instant that the ruling sets as an end; zero if it sets none.
func (v *view) untilOf(r *ruling) (time.Time, *problem) {
	spec := &r.object.Spec
	field, due := "spec.until", spec.Until
	if spec.Type == v1alpha1.RulingInterview {
		field, due = "spec.rectifyBy", spec.RectifyBy
	}
	if due == "" {
		return time.Time{}, nil
	}
	until, err := calendar.Deadline(due, v.plan.region.Location)
	if err != nil {
		return time.Time{}, &problem{reason: v1alpha1.ReasonUntilNotAfterRuling, message: field + ": " + err.Error()}
	}
	if received := r.receipt.ReceivedTime.Time; !until.After(received) {
		return time.Time{}, &problem{reason: v1alpha1.ReasonUntilNotAfterRuling, message: fmt.Sprintf(
			"%s: %q had passed at %s, when this ruling was received, at %s", field, due, v.plan.format(until), v.plan.format(received))}
	}
	return until, nil
}

// beginWithoutReport puts a ruling on the duty in force, or says why it does not count.
func (v *view) beginWithoutReport(r *ruling) *problem {
	spec := &r.object.Spec
	switch spec.Type {
	case v1alpha1.RulingExtend, v1alpha1.RulingWaive:
		if v.plan.settled(spec.Checkpoint) {
			return v.settle(r)
		}
		c := v.plan.find(spec.Checkpoint)
		switch {
		case c != nil && !c.openedBy(r.receipt.ReceivedTime.Time):
			return &problem{reason: v1alpha1.ReasonCycleNotOpen, message: fmt.Sprintf(
				"spec.checkpoint: the cycle %q opened at %s, after this ruling was received, at %s; file another",
				c.name, v.plan.format(c.opened), v.plan.format(r.receipt.ReceivedTime.Time))}
		case c == nil:
			return v.unknownCheckpoint(r)
		}
		return v.grantProblem(r, c)
	case v1alpha1.RulingInterview, v1alpha1.RulingLookBack:
		return v.subjectProblem(r)
	case v1alpha1.RulingAccept, v1alpha1.RulingReturn:
		// CEL asks for a report.
		return &problem{reason: v1alpha1.ReasonReportNotFound, message: "spec.report: name the DutyReport that the ruling is on"}
	default:
		return nil
	}
}

// grantProblem says why the ruling cannot change the time of a checkpoint.
func (v *view) grantProblem(r *ruling, c *checkpoint) *problem {
	if r.object.Spec.Until == "" || c.dated() {
		return nil
	}
	return &problem{reason: v1alpha1.ReasonNothingToExtend, message: fmt.Sprintf(
		"spec.until: checkpoint %q has no deadline, so there is nothing to put off", c.name)}
}

// otherSubject says why a ruling cannot replace one that is of something else.
func (v *view) otherSubject(previous, r *ruling) *problem {
	was, is := &previous.object.Spec, &r.object.Spec
	mismatch := func(format string, args ...any) *problem {
		return &problem{reason: v1alpha1.ReasonSupersedesMismatch, message: "spec.supersedes: " + fmt.Sprintf(format, args...)}
	}
	switch {
	case was.Report != is.Report:
		return mismatch("DutyRuling %q is %s, this one %s", previous.object.Name, onWhat(was), onWhat(is))
	case is.Report != "":
		if target := v.byName[is.Report]; target == nil || (!target.settled && !target.ruledBy(is.Type)) {
			return &problem{reason: v1alpha1.ReasonReportNotReviewable, message: fmt.Sprintf(
				"spec.report: DutyReport %q is no %s that counts, so there is nothing to rule upon", is.Report, ruledUpon[is.Type])}
		}
	case was.Type != is.Type || was.Checkpoint != is.Checkpoint || was.Subject != is.Subject:
		return mismatch("DutyRuling %q is %s, this one %s; such a ruling replaces only one of the same type, checkpoint and subject",
			previous.object.Name, onWhat(was), onWhat(is))
	case is.Type == v1alpha1.RulingLookBack:
		return v.subjectProblem(r)
	}
	return nil
}

// onWhat says what a ruling is on.
func onWhat(spec *v1alpha1.DutyRulingSpec) string {
	switch {
	case spec.Report != "":
		return fmt.Sprintf("on DutyReport %q", spec.Report)
	case spec.Checkpoint != "":
		return fmt.Sprintf("%s of checkpoint %q", spec.Type, spec.Checkpoint)
	case spec.Subject != "":
		return fmt.Sprintf("%s of %q", spec.Type, spec.Subject)
	default:
		return string(spec.Type) + " of everyone who owes a completion"
	}
}

// readGrants collects the rulings that change the time of a checkpoint, in the order
// of rulings, with those that replace them.
func (v *view) readGrants(rulings []*ruling) {
	for _, r := range rulings {
		decided := v.outcomes[r]
		if decided.rejected != nil || decided.settled || decided.grant != nil {
			continue
		}
		if first := (&grant{ruling: r}); !first.extends() && !first.waives() {
			continue
		}
		v.followGrants(r)
	}
}

// followGrants collects a grant and all that replace it, one after the other.
func (v *view) followGrants(r *ruling) {
	var first *grant
	var from time.Time
	for ; r != nil; r = v.outcomes[r].next {
		g := &grant{ruling: r, checkpoint: r.object.Spec.Checkpoint, until: v.outcomes[r].until, from: r.receipt.ReceivedTime.Time}
		if target := v.byName[r.object.Spec.Report]; target != nil && target.checkpoint != nil {
			g.checkpoint = target.checkpoint.name
		}
		// One that was received before what it replaces takes effect with that.
		if g.from.Before(from) {
			g.from = from
		}
		if first == nil {
			first = g
		}
		verdict := r.object.Status.Verdict
		g.known = v.plan.last && (verdict == v1alpha1.VerdictInForce || verdict == v1alpha1.VerdictSuperseded)
		g.first, from, v.outcomes[r].grant = first, g.from, g
		v.grants = append(v.grants, g)
	}
}

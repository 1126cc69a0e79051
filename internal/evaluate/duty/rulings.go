// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// outcome is what became of a ruling.
type outcome struct {
	rejected *problem
	// next is the ruling that supersedes this one, and previous the one that it does.
	next, previous *ruling
	// appeared is when the ruling, and with it all that it supersedes, came to light;
	// tookBack is set where there is a Return among those.
	appeared appearance
	tookBack bool
	// grant is what the ruling does to the time of a checkpoint; nil if nothing.
	grant *grant
	// until is the instant that spec.until or spec.rectifyBy of the ruling names.
	until time.Time
	// settled is set on a ruling on a report that is settled.
	settled bool
}

// judge finds out which ruling is in force on each report of the view: the last
// of the line that the first valid ruling on it began.
func (v *view) judge(rulings []*ruling, once func(v1alpha1.ObjectName) bool) {
	v.outcomes = make(map[*ruling]*outcome, len(rulings))
	v.inForce = map[*report]*ruling{}
	lines := newSupersessions(v1alpha1.RecordDutyRuling, rulings, once)
	for _, r := range lines.inOrder(rulings) {
		v.outcomes[r] = &outcome{appeared: r.appeared}
		v.outcomes[r].rejected = v.consider(r, lines)
	}
	v.readGrants(rulings)
	v.readInterviews(rulings)
}

// consider puts r in force, or says why it does not count. The ruling that it
// supersedes was considered before.
func (v *view) consider(r *ruling, lines *supersessions[*ruling]) *problem {
	if v.plan.regionless && !r.heard() {
		return &problem{reason: v1alpha1.ReasonDutyNotReady, waiting: true, message: "it is not known who may rule here: " + v.plan.problem.message}
	}
	previous, found, why := lines.lookup(r)
	if found {
		v.outcomes[r].appeared = v.outcomes[r].appeared.with(v.outcomes[previous].appeared)
	}
	if why != nil {
		return why
	}
	if why := v.bodyProblem(r); why != nil {
		return why
	}
	if v.outcomes[r].until, why = v.untilOf(r); why != nil {
		return why
	}
	if found && v.outcomes[previous].rejected == nil && !v.ignored(previous) {
		return v.replace(previous, r)
	}
	if r.object.Spec.Report == "" {
		return v.beginWithoutReport(r)
	}
	return v.begin(r)
}

// bodyProblem says why whoever rules cannot rule here.
func (v *view) bodyProblem(r *ruling) *problem {
	spec := &r.object.Spec
	if v.plan.regionless {
		return nil
	}
	if spec.Parent != "" {
		if spec.Parent == v.plan.parent {
			return nil
		}
		is := "it has none"
		if v.plan.parent != "" {
			is = fmt.Sprintf("that is %q", v.plan.parent)
		}
		return &problem{reason: v1alpha1.ReasonNotTheParent, message: fmt.Sprintf(
			"spec.parent: %q is not the parent of this region; %s", spec.Parent, is)}
	}
	if slices.Contains(v.plan.declared, spec.RulingDepartment) {
		return nil
	}
	return &problem{reason: v1alpha1.ReasonUnknownDepartment, message: fmt.Sprintf(
		"spec.rulingDepartment: %q is not a department of this region, which declares %s", spec.RulingDepartment, joinNames(v.plan.declared))}
}

// begin puts the first ruling on a report in force, or says why it does not count.
func (v *view) begin(r *ruling) *problem {
	name := r.object.Spec.Report
	target := v.byName[name]
	switch {
	case target == nil:
		return &problem{reason: v1alpha1.ReasonReportNotFound, waiting: true, message: fmt.Sprintf(
			"spec.report: there is no DutyReport %q of this duty yet", name)}
	case target.settled:
		return v.settle(r)
	case !target.ruledBy(r.object.Spec.Type):
		return &problem{reason: v1alpha1.ReasonReportNotReviewable, message: fmt.Sprintf(
			"spec.report: DutyReport %q is no %s that counts, so there is nothing to rule upon", name, ruledUpon[r.object.Spec.Type])}
	case r.receipt.ReceivedTime.Before(target.receipt.ReceivedTime):
		return &problem{reason: v1alpha1.ReasonRuledBeforeReport, message: fmt.Sprintf(
			"this ruling was received at %s, before the DutyReport %q that now bears the name, at %s; rule on what it says now under another name",
			v.plan.format(r.receipt.ReceivedTime.Time), name, v.plan.format(target.receipt.ReceivedTime.Time))}
	case target.notSeenBy(r):
		return &problem{reason: v1alpha1.ReasonRuledBeforeReport, message: fmt.Sprintf(
			"this ruling was received at %s, when the DutyReport %q may have had other content than the one created at %s; rule on what it says now under another name",
			v.plan.format(r.receipt.ReceivedTime.Time), name, v.plan.format(target.created))}
	}
	if why := v.grantProblem(r, target.checkpoint); why != nil {
		return why
	}
	if next := v.next[target]; next != nil && next.filed().Before(r.receipt.ReceivedTime.Time) {
		return &problem{reason: v1alpha1.ReasonReportSuperseded, message: fmt.Sprintf(
			"spec.report: DutyReport %q had been superseded by %q when this ruling was received; rule on that one", name, next.object.Name)}
	}
	if other := v.inForce[target]; other != nil {
		return &problem{reason: v1alpha1.ReasonAlreadyRuled, message: fmt.Sprintf(
			"spec.report: DutyRuling %q on DutyReport %q is in force; to replace it, name it in spec.supersedes", other.object.Name, name)}
	}
	v.inForce[target] = r
	return nil
}

// ignored tells whether a ruling that is settled did not count.
func (v *view) ignored(r *ruling) bool {
	return v.outcomes[r].settled && r.object.Status.Verdict == v1alpha1.VerdictIgnored
}

// settle leaves a ruling on a cycle that the ledger dropped as it is, and says why one
// that was never weighed does not count.
func (v *view) settle(r *ruling) *problem {
	switch {
	case r.object.Status.Verdict != "":
		v.outcomes[r].settled = true
		return nil
	case r.object.Spec.Report == "":
		return v.unknownCheckpoint(r)
	default:
		return &problem{reason: v1alpha1.ReasonReportNotReviewable, message: fmt.Sprintf(
			"spec.report: DutyReport %q is for a cycle that is closed, so there is nothing to rule upon", r.object.Spec.Report)}
	}
}

func (v *view) unknownCheckpoint(r *ruling) *problem {
	spec := &r.object.Spec
	return &problem{reason: v1alpha1.ReasonUnknownCheckpoint, message: fmt.Sprintf(
		"spec.checkpoint: %q is not a checkpoint of DepartmentDuty %q, which has %s", spec.Checkpoint, spec.DutyRef.Name, v.plan.checkpointNames())}
}

// replace puts r in force instead of previous, or says why it may not. It speaks of
// the report as it was when the first ruling of the line was made, so that a
// Return can be taken back after the department has already filed again.
func (v *view) replace(previous, r *ruling) *problem {
	was, is := &previous.object.Spec, &r.object.Spec
	if why := v.otherSubject(previous, r); why != nil {
		return why
	}
	if v.outcomes[previous].settled {
		return v.settle(r)
	}
	if is.Parent == "" && was.RulingDepartment != is.RulingDepartment {
		return &problem{reason: v1alpha1.ReasonSupersedesMismatch, message: fmt.Sprintf(
			"spec.supersedes: DutyRuling %q was made in the name of %s; a department replaces only its own rulings", previous.object.Name, bodyName(was))}
	}
	if next := v.outcomes[previous].next; next != nil {
		return &problem{reason: v1alpha1.ReasonAlreadySuperseded, message: fmt.Sprintf(
			"spec.supersedes: DutyRuling %q is already superseded by %q; supersede that one", previous.object.Name, next.object.Name)}
	}
	before, now := v.outcomes[previous], v.outcomes[r]
	before.next, now.previous = r, previous
	if target := v.byName[is.Report]; target != nil {
		v.inForce[target] = r
	}
	now.tookBack = before.tookBack || was.Type == v1alpha1.RulingReturn
	return nil
}

// bodyName says in whose name a ruling was made.
func bodyName(spec *v1alpha1.DutyRulingSpec) string {
	if spec.Parent != "" {
		return fmt.Sprintf("the parent %q", spec.Parent)
	}
	return fmt.Sprintf("department %q", spec.RulingDepartment)
}

// bodyOf tells whose ruling it is, seen from the duty.
func (p *plan) bodyOf(r *ruling) v1alpha1.RulingBody {
	switch spec := &r.object.Spec; {
	case spec.Parent != "":
		return v1alpha1.RulingBodyParent
	case slices.Contains(p.spec.Leads, spec.RulingDepartment):
		return v1alpha1.RulingBodyOwnLead
	default:
		return v1alpha1.RulingBodyOffice
	}
}

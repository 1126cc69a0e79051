// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// evaluated returns the statuses of all records, in the order of the input.
func (b *book) evaluated(v *view, now time.Time) ([]v1alpha1.RecordStatus, []v1alpha1.RecordStatus) {
	reports := make([]v1alpha1.RecordStatus, len(b.reports))
	for _, r := range b.reports {
		if r.settled {
			reports[r.position] = *r.object.Status.DeepCopy()
			continue
		}
		verdict, why := v.reportVerdict(r)
		status := recordStatus(&r.object.Status, r.object.Generation, r.receipt, verdict, why, now)
		if r.checkpoint != nil {
			status.Checkpoint = r.checkpoint.name
		}
		reports[r.position] = status
	}
	rulings := make([]v1alpha1.RecordStatus, len(b.rulings))
	for _, r := range b.rulings {
		if v.outcomes[r].settled {
			rulings[r.position] = *r.object.Status.DeepCopy()
			continue
		}
		verdict, why := v.rulingVerdict(r)
		status := recordStatus(&r.object.Status, r.object.Generation, r.receipt, verdict, why, now)
		switch target := v.byName[r.object.Spec.Report]; {
		case target != nil && target.checkpoint != nil:
			status.Checkpoint = target.checkpoint.name
		case target != nil && target.settled:
			status.Checkpoint = target.object.Status.Checkpoint
		default:
			status.Checkpoint = r.object.Spec.Checkpoint
		}
		rulings[r.position] = status
	}
	return reports, rulings
}

// unevaluated returns the statuses of records whose duty cannot be evaluated.
func (b *book) unevaluated(problem *problem, now time.Time) ([]v1alpha1.RecordStatus, []v1alpha1.RecordStatus) {
	return b.waiting(v1alpha1.ReasonDutyNotReady, "the duty cannot be evaluated: "+problem.message, now)
}

// orphaned returns the statuses of records whose duty does not exist.
func (b *book) orphaned(now time.Time) ([]v1alpha1.RecordStatus, []v1alpha1.RecordStatus) {
	return b.waiting(v1alpha1.ReasonDutyNotFound, "spec.dutyRef.name: there is no DepartmentDuty of that name in this namespace yet", now)
}

func (b *book) waiting(reason, message string, now time.Time) ([]v1alpha1.RecordStatus, []v1alpha1.RecordStatus) {
	why := &problem{reason: reason, message: message, waiting: true}
	reports := make([]v1alpha1.RecordStatus, len(b.reports))
	for _, r := range b.reports {
		reports[r.position] = recordStatus(&r.object.Status, r.object.Generation, r.receipt, "", why, now)
	}
	rulings := make([]v1alpha1.RecordStatus, len(b.rulings))
	for _, r := range b.rulings {
		rulings[r.position] = recordStatus(&r.object.Status, r.object.Generation, r.receipt, "", why, now)
	}
	return reports, rulings
}

func recordStatus(
	previous *v1alpha1.RecordStatus, generation int64, receipt v1alpha1.Receipt, verdict v1alpha1.Verdict, why *problem, now time.Time,
) v1alpha1.RecordStatus {
	status := v1alpha1.RecordStatus{
		Conditions: slices.Clone(previous.Conditions), ObservedGeneration: generation,
		ReceivedTime: receipt.ReceivedTime.DeepCopy(), Verdict: verdict,
	}
	setReady(&status.Conditions, why, generation, now)
	return status
}

// reportVerdict tells what became of a report, and what is wrong with it.
func (v *view) reportVerdict(r *report) (v1alpha1.Verdict, *problem) {
	if why := v.plan.departmentProblem(r); why != nil {
		return v1alpha1.VerdictIgnored, why
	}
	if r.rejected != nil {
		return v1alpha1.VerdictIgnored, r.rejected
	}
	ruling := v.inForce[r]
	switch {
	case ruling != nil && ruling.object.Spec.Type == v1alpha1.RulingReturn:
		return v1alpha1.VerdictReturned, nil
	case v.next[r] != nil:
		return v1alpha1.VerdictSuperseded, nil
	case v.wanting[r]:
		return v1alpha1.VerdictReturned, nil
	case !r.awaitsRuling():
		return v1alpha1.VerdictNoted, nil
	case r.requests() && ruling != nil:
		return v1alpha1.VerdictGranted, nil
	case r.requests():
		return v1alpha1.VerdictUnderReview, nil
	case ruling != nil || v.plan.spec.Review == v1alpha1.ReviewNone:
		return v1alpha1.VerdictAccepted, nil
	default:
		return v1alpha1.VerdictUnderReview, nil
	}
}

// departmentProblem says why a report of this department does not count. Its
// completions are kept in mind all the same: they may refute a miss that was
// recorded while the department still owed them.
func (p *plan) departmentProblem(r *report) *problem {
	department := r.object.Spec.Department
	if !p.takesPart(department) {
		return &problem{reason: v1alpha1.ReasonNotAReporter, message: fmt.Sprintf(
			"spec.department: %q has no part in this duty; its leads are %s, its participants %s",
			department, joinNames(p.spec.Leads), orNone(p.spec.Participants))}
	}
	if r.object.Spec.Type != v1alpha1.ReportProgress && !slices.Contains(p.owing, department) {
		return &problem{reason: v1alpha1.ReasonNotAReporter, message: fmt.Sprintf(
			"spec.department: %q owes no completion of this duty, only %s; file Progress instead", department, joinNames(p.owing))}
	}
	return nil
}

func orNone[S ~string](names []S) string {
	if len(names) == 0 {
		return "none"
	}
	return joinNames(names)
}

// rulingVerdict tells what became of a ruling, and what is wrong with it.
func (v *view) rulingVerdict(r *ruling) (v1alpha1.Verdict, *problem) {
	decided := v.outcomes[r]
	switch {
	case decided.rejected != nil && decided.rejected.reason == v1alpha1.ReasonDutyNotReady:
		return r.object.Status.Verdict, decided.rejected
	case decided.rejected != nil:
		return v1alpha1.VerdictIgnored, decided.rejected
	case decided.next != nil:
		return v1alpha1.VerdictSuperseded, nil
	default:
		return v1alpha1.VerdictInForce, nil
	}
}

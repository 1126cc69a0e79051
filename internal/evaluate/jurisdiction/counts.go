// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Standing is how a duty stands as far as its region counts it. Two duties with
// the same Standing count the same.
type Standing struct {
	state     state
	dueSoon   bool
	selfRuled bool
}

type state int

const (
	open state = iota
	overdue
	completed
	completedLate
)

// StandingOf reads how a duty stands off its status. One that was not evaluated
// yet is open.
func StandingOf(duty *v1alpha1.DepartmentDuty) Standing {
	if duty.Status.Light == v1alpha1.LightRed {
		return Standing{state: overdue}
	}
	condition := meta.FindStatusCondition(duty.Status.Conditions, v1alpha1.ConditionCompleted)
	if condition == nil || condition.Status != metav1.ConditionTrue {
		return Standing{state: open, dueSoon: duty.Status.Light == v1alpha1.LightYellow}
	}
	standing := Standing{state: completed, selfRuled: ruledByOwnLead(duty)}
	if condition.Reason == v1alpha1.ReasonCompletedLate {
		standing.state = completedLate
	}
	return standing
}

// ruledByOwnLead tells whether a lead of the duty itself ruled on its last
// checkpoint, which is what completed it.
func ruledByOwnLead(duty *v1alpha1.DepartmentDuty) bool {
	checkpoints := duty.Status.Checkpoints
	return len(checkpoints) > 0 && checkpoints[len(checkpoints)-1].RuledBy == v1alpha1.RulingBodyOwnLead
}

type tally struct {
	total, open, dueSoon, overdue, completed, completedLate, selfRuled int32
}

func count(duties []v1alpha1.DepartmentDuty) *tally {
	t := &tally{}
	for i := range duties {
		t.add(StandingOf(&duties[i]))
	}
	return t
}

func (t *tally) add(standing Standing) {
	t.total++
	switch standing.state {
	case open:
		t.open++
	case overdue:
		t.overdue++
	case completed:
		t.completed++
	case completedLate:
		t.completedLate++
	}
	if standing.dueSoon {
		t.dueSoon++
	}
	if standing.selfRuled {
		t.selfRuled++
	}
}

// counts shows every figure, zeros too: a table with holes reads badly.
func (t *tally) counts() v1alpha1.DutyCounts {
	return v1alpha1.DutyCounts{
		Total: &t.total, Open: &t.open, DueSoon: &t.dueSoon, Overdue: &t.overdue,
		Completed: &t.completed, CompletedLate: &t.completedLate, SelfRuled: &t.selfRuled,
	}
}

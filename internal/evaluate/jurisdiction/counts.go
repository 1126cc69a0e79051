// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Standing is how a duty stands as far as its region counts it. Two duties with
// the same Standing count the same.
type Standing struct {
	state     state
	dueSoon   bool
	selfRuled bool
	scope     v1alpha1.ScopeName
}

type state int

const (
	open state = iota
	overdue
	completed
	completedLate
)

// StandingOf reads how a duty stands off its status, and which scope it covers
// off its spec. One that was not evaluated yet is open.
func StandingOf(duty *v1alpha1.DepartmentDuty) Standing {
	standing := Standing{state: open, scope: duty.Spec.Scope}
	if duty.Status.Light == v1alpha1.LightRed {
		standing.state = overdue
		return standing
	}
	condition := meta.FindStatusCondition(duty.Status.Conditions, v1alpha1.ConditionCompleted)
	if condition == nil || condition.Status != metav1.ConditionTrue {
		standing.dueSoon = duty.Status.Light == v1alpha1.LightYellow
		return standing
	}
	standing.state, standing.selfRuled = completed, ruledByOwnLead(duty)
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

// tally counts duties. The region's own and those of a whole subtree are counted
// alike.
type tally struct {
	total, open, dueSoon, overdue, completed, completedLate, selfRuled int32
}

// census is what the duties of a region come to.
type census struct {
	duties tally
	// scopes that some duty covers.
	scopes map[v1alpha1.ScopeName]bool
}

func takeCensus(duties []v1alpha1.DepartmentDuty) *census {
	c := &census{scopes: map[v1alpha1.ScopeName]bool{}}
	for i := range duties {
		standing := StandingOf(&duties[i])
		c.duties.count(standing)
		c.scopes[standing.scope] = true
	}
	return c
}

func (t *tally) count(standing Standing) {
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

// add adds the counts of other regions.
func (t *tally) add(other tally) {
	t.total += other.total
	t.open += other.open
	t.dueSoon += other.dueSoon
	t.overdue += other.overdue
	t.completed += other.completed
	t.completedLate += other.completedLate
	t.selfRuled += other.selfRuled
}

// tallyOf reads counts back. What is not there counts nothing.
func tallyOf(counts v1alpha1.DutyCounts) tally {
	return tally{
		total: ptr.Deref(counts.Total, 0), open: ptr.Deref(counts.Open, 0), dueSoon: ptr.Deref(counts.DueSoon, 0),
		overdue: ptr.Deref(counts.Overdue, 0), completed: ptr.Deref(counts.Completed, 0),
		completedLate: ptr.Deref(counts.CompletedLate, 0), selfRuled: ptr.Deref(counts.SelfRuled, 0),
	}
}

// counts shows every figure, zeros too: a table with holes reads badly.
func (t *tally) counts() v1alpha1.DutyCounts {
	c := *t // what is added later must not show
	return v1alpha1.DutyCounts{
		Total: &c.total, Open: &c.open, DueSoon: &c.dueSoon, Overdue: &c.overdue,
		Completed: &c.completed, CompletedLate: &c.completedLate, SelfRuled: &c.selfRuled,
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"cmp"
	"slices"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// standing is how a duty stands as far as its region counts it.
type standing struct {
	state     state
	dueSoon   bool
	escalated bool
	selfRuled bool
}

type state int

const (
	open state = iota
	overdue
	completed
	completedLate
)

// StandAlike tells whether a duty means the same to its region before and after a
// change: it counts the same, and what the region says of its plan is the same.
func StandAlike(before, after *v1alpha1.DepartmentDuty) bool {
	if withdrawn(before) || withdrawn(after) {
		return withdrawn(before) && withdrawn(after)
	}
	return standingOf(before) == standingOf(after) &&
		before.Spec.Scope == after.Spec.Scope &&
		slices.Equal(before.Spec.Leads, after.Spec.Leads) &&
		slices.Equal(before.Spec.Participants, after.Spec.Participants)
}

// withdrawn tells whether nothing is owed of the duty any more. It is no part of
// the plan, and not counted.
func withdrawn(duty *v1alpha1.DepartmentDuty) bool { return duty.Spec.WithdrawnTime != nil }

// standingOf reads how a duty stands off its status. One that was not evaluated
// yet is open.
func standingOf(duty *v1alpha1.DepartmentDuty) standing {
	if duty.Status.Light == v1alpha1.LightRed {
		return standing{state: overdue, escalated: escalated(duty.Status.Escalation.Rung)}
	}
	condition := meta.FindStatusCondition(duty.Status.Conditions, v1alpha1.ConditionCompleted)
	if condition == nil || condition.Status != metav1.ConditionTrue {
		return standing{state: open, dueSoon: duty.Status.Light == v1alpha1.LightYellow}
	}
	s := standing{state: completed, selfRuled: ruledByOwnLead(duty)}
	if late(condition.Reason, duty.Status.Misses) {
		s.state = completedLate
	}
	return s
}

// escalated tells whether a rung follows on a miss: a reminder comes before it.
func escalated(rung v1alpha1.EscalationAction) bool {
	return rung != "" && rung != v1alpha1.EscalationReminder
}

// late tells whether a duty that is completed missed a deadline on the way. Where
// the reason does not say, as on a standing duty that is carried on, the ledger does.
func late(reason string, misses []v1alpha1.Miss) bool {
	switch reason {
	case v1alpha1.ReasonCompletedLate:
		return true
	case v1alpha1.ReasonCompletedInTime:
		return false
	default:
		return slices.ContainsFunc(misses, func(m v1alpha1.Miss) bool { return m.State != v1alpha1.MissRefuted })
	}
}

// ruledByOwnLead tells whether a lead of the duty itself ruled on the checkpoint
// that completed it: the last that is completed, since after it a standing duty may
// have a cycle that is still open.
func ruledByOwnLead(duty *v1alpha1.DepartmentDuty) bool {
	for _, checkpoint := range slices.Backward(duty.Status.Checkpoints) {
		if checkpoint.State == v1alpha1.CheckpointCompleted || checkpoint.State == v1alpha1.CheckpointCompletedLate {
			return checkpoint.RuledBy == v1alpha1.RulingBodyOwnLead
		}
	}
	return false
}

// tally counts duties. The region's own and those of a whole subtree are counted
// alike.
type tally struct {
	total, open, dueSoon, overdue, escalated, completed, completedLate, selfRuled int32
}

// census is what the duties and the meetings of a region come to.
type census struct {
	duties tally
	// plan holds the duties that are counted, in the order of their names: what is
	// said of them must not depend on the order in which they were listed.
	plan     []*v1alpha1.DepartmentDuty
	meetings meetingTally
	// offSchedule holds the meetings that are, in the order of their names.
	offSchedule []offSchedule
}

func takeCensus(duties []v1alpha1.DepartmentDuty, meetings []v1alpha1.JointMeeting) *census {
	c := &census{plan: make([]*v1alpha1.DepartmentDuty, 0, len(duties))}
	for i := range duties {
		if withdrawn(&duties[i]) {
			continue
		}
		c.duties.count(standingOf(&duties[i]))
		c.plan = append(c.plan, &duties[i])
	}
	slices.SortFunc(c.plan, func(a, b *v1alpha1.DepartmentDuty) int { return cmp.Compare(a.Name, b.Name) })
	for i := range meetings {
		standing := standingOfMeeting(&meetings[i])
		c.meetings.count(standing)
		if standing.wrong != "" {
			c.offSchedule = append(c.offSchedule, offSchedule{meetings[i].Name, standing.wrong})
		}
	}
	slices.SortFunc(c.offSchedule, func(a, b offSchedule) int { return cmp.Compare(a.name, b.name) })
	return c
}

func (t *tally) count(standing standing) {
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
	if standing.escalated {
		t.escalated++
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
	t.escalated += other.escalated
	t.completed += other.completed
	t.completedLate += other.completedLate
	t.selfRuled += other.selfRuled
}

// tallyOf reads counts back. What is not there counts nothing.
func tallyOf(counts v1alpha1.DutyCounts) tally {
	return tally{
		total: ptr.Deref(counts.Total, 0), open: ptr.Deref(counts.Open, 0), dueSoon: ptr.Deref(counts.DueSoon, 0),
		overdue: ptr.Deref(counts.Overdue, 0), escalated: ptr.Deref(counts.Escalated, 0),
		completed: ptr.Deref(counts.Completed, 0), completedLate: ptr.Deref(counts.CompletedLate, 0),
		selfRuled: ptr.Deref(counts.SelfRuled, 0),
	}
}

// counts shows every figure, zeros too: a table with holes reads badly.
func (t *tally) counts() v1alpha1.DutyCounts {
	c := *t // what is added later must not show
	return v1alpha1.DutyCounts{
		Total: &c.total, Open: &c.open, DueSoon: &c.dueSoon, Overdue: &c.overdue, Escalated: &c.escalated,
		Completed: &c.completed, CompletedLate: &c.completedLate, SelfRuled: &c.selfRuled,
	}
}

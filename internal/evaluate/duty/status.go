// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// fill writes everything of the status that is not ledger. status.Misses must be
// up to date.
func (e *evaluation) fill(status *v1alpha1.DepartmentDutyStatus, generation int64) {
	status.Checkpoints = e.checkpoints(status.Misses)
	status.Departments = e.departments()
	status.OverdueSince = overdueSince(status.Misses)
	ahead := e.ahead()
	status.NextDeadline = nil
	if len(ahead) > 0 {
		status.NextDeadline = &metav1.Time{Time: ahead[0].deadline}
	}
	status.Interviews = e.interviews(status.Misses)
	status.Rungs, status.Escalation = e.escalate(status, status.Misses, ahead)
	status.Cascade = v1alpha1.CascadeStatus{}
	if e.cascade != nil {
		status.Cascade = *e.cascade.DeepCopy()
	}
	e.setConditions(status, ahead, generation)
	status.Light = light(status.Conditions)
	status.Calendar = e.plan.days.Status()
}

// checkpoints tells how the duty stands toward each of its deadlines, old cycles that
// are done left out.
func (e *evaluation) checkpoints(misses []v1alpha1.Miss) []v1alpha1.Checkpoint {
	var checkpoints []v1alpha1.Checkpoint
	hidden := len(e.plan.cycles()) - shownCycles
	for _, c := range e.plan.checkpoints {
		checkpoint := e.checkpointStatus(c, misses)
		if c.cycle() {
			hidden--
			if hidden >= 0 && e.done(c) {
				continue
			}
		}
		if !c.removed || checkpoint.State == v1alpha1.CheckpointMissed {
			checkpoints = append(checkpoints, checkpoint)
		}
	}
	return checkpoints
}

func (e *evaluation) checkpointStatus(c *checkpoint, misses []v1alpha1.Miss) v1alpha1.Checkpoint {
	status := v1alpha1.Checkpoint{Name: c.name, State: v1alpha1.CheckpointOpen}
	if c.dated() {
		status.Deadline = &metav1.Time{Time: c.deadline}
	}
	if c.cycle() {
		status.OpenedTime = &metav1.Time{Time: c.opened}
	}
	e.fillGrants(c, &status)
	if c.target != 0 {
		status.Target = c.target
		status.Quantity = e.view.quantity()
	}
	missed := missesOf(misses, c.name)
	if len(missed) > 0 {
		status.MissedTime = missed[0].MissedTime.DeepCopy()
	}
	completed := e.completed(c)
	if latest := e.latest(c, completed); latest != nil {
		status.ReceivedTime = &metav1.Time{Time: latest.receipt}
		status.Report = latest.last().recordName()
		if latest.ruling != nil {
			status.Ruling = latest.ruling.recordName()
			status.RuledBy = e.plan.bodyOf(latest.ruling)
		}
	}
	stands := slices.ContainsFunc(missed, func(miss v1alpha1.Miss) bool { return miss.State == v1alpha1.MissStanding })
	switch {
	case stands:
		status.State = v1alpha1.CheckpointMissed
	case completed && len(missed) > 0:
		status.State = v1alpha1.CheckpointCompletedLate
	case completed:
		status.State = v1alpha1.CheckpointCompleted
	case e.lifted(c):
		status.State = v1alpha1.CheckpointWaived
	case status.ReceivedTime != nil:
		status.State = v1alpha1.CheckpointUnderReview
	}
	return status
}

// fillGrants tells what rulings gave the checkpoint.
func (e *evaluation) fillGrants(c *checkpoint, status *v1alpha1.Checkpoint) {
	if g := c.waiver(); g != nil {
		status.Ruling, status.RuledBy = g.ruling.recordName(), e.plan.bodyOf(g.ruling)
	}
	if c.removed {
		return
	}
	status.Extensions = c.extensions
	if !c.waivedUntil.IsZero() {
		status.WaivedUntil = &metav1.Time{Time: c.waivedUntil}
	}
}

// latest returns, of the claims by which each department covers c, the one that was
// received last; nil unless every department that owes a completion has one.
func (e *evaluation) latest(c *checkpoint, counted bool) *claim {
	var latest *claim
	for _, department := range e.plan.owing {
		s := e.view.standing(department, c, c.deadline)
		r := s.live
		if counted {
			r = s.accepted(c.deadline)
		}
		if r == nil {
			return nil
		}
		if latest == nil || r.receipt.After(latest.receipt) {
			latest = r
		}
	}
	return latest
}

// current returns the earliest checkpoint for which something is owed, else the last;
// nil while a standing duty has none yet.
func (e *evaluation) current() *checkpoint {
	var last *checkpoint
	for _, c := range e.plan.checkpoints {
		if last = c; !e.done(c) {
			break
		}
	}
	return last
}

func (e *evaluation) departments() []v1alpha1.DepartmentStatus {
	current := e.current()
	departments := make([]v1alpha1.DepartmentStatus, 0, len(e.plan.owing))
	for _, name := range e.plan.owing {
		department := v1alpha1.DepartmentStatus{Name: name, State: v1alpha1.DepartmentPending}
		if current == nil {
			departments = append(departments, department)
			continue
		}
		s := e.view.standing(name, current, current.deadline)
		var received time.Time
		switch {
		case s.counted != nil:
			department.State, received = v1alpha1.DepartmentAccepted, s.counted.receipt
		case s.live != nil:
			department.State, received = v1alpha1.DepartmentUnderReview, s.live.receipt
		case s.returned:
			department.State = v1alpha1.DepartmentReturned
		}
		if !received.IsZero() {
			department.ReceivedTime = &metav1.Time{Time: received}
		}
		departments = append(departments, department)
	}
	return departments
}

// overdueSince returns when the earliest miss that stands was missed.
func overdueSince(misses []v1alpha1.Miss) *metav1.Time {
	for i := range misses {
		if misses[i].State == v1alpha1.MissStanding {
			return misses[i].MissedTime.DeepCopy()
		}
	}
	return nil
}

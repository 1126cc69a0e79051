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
	status.Checkpoints = nil
	for _, c := range e.plan.checkpoints {
		checkpoint := e.checkpointStatus(c, status.Misses)
		if !c.removed || checkpoint.State == v1alpha1.CheckpointMissed {
			status.Checkpoints = append(status.Checkpoints, checkpoint)
		}
	}
	status.Departments = e.departments()
	status.OverdueSince = overdueSince(status.Misses)
	ahead := e.ahead()
	status.NextDeadline = nil
	if len(ahead) > 0 {
		status.NextDeadline = &metav1.Time{Time: ahead[0].deadline}
	}
	e.setConditions(status, ahead, generation)
	status.Light = light(status.Conditions)
}

func (e *evaluation) checkpointStatus(c *checkpoint, misses []v1alpha1.Miss) v1alpha1.Checkpoint {
	status := v1alpha1.Checkpoint{Name: c.name, State: v1alpha1.CheckpointOpen}
	if c.dated() {
		status.Deadline = &metav1.Time{Time: c.deadline}
	}
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
	case status.ReceivedTime != nil:
		status.State = v1alpha1.CheckpointUnderReview
	}
	return status
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

// current returns the earliest checkpoint that is not completed, else the last.
func (e *evaluation) current() *checkpoint {
	for _, c := range e.plan.checkpoints {
		if !e.completed(c) {
			return c
		}
	}
	return e.plan.checkpoints[len(e.plan.checkpoints)-1]
}

func (e *evaluation) departments() []v1alpha1.DepartmentStatus {
	current := e.current()
	departments := make([]v1alpha1.DepartmentStatus, 0, len(e.plan.owing))
	for _, name := range e.plan.owing {
		department := v1alpha1.DepartmentStatus{Name: name, State: v1alpha1.DepartmentPending}
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

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package forecast

import (
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// walk goes along the steps of one duty and collects what differs between them. It
// reads the statuses alone, as a person would.
type walk struct {
	subject duty.Input
	// status is how the duty stands since then; nil before the first step.
	status  *v1alpha1.DepartmentDutyStatus
	since   time.Time
	entries []Entry
}

// to collects what the step at an instant changes.
func (w *walk) to(at time.Time, after *v1alpha1.DepartmentDutyStatus) {
	w.fall(at, after)
	w.openCycles(at, after)
	w.turnConditions(at, after)
	for i := range after.Misses {
		if miss := &after.Misses[i]; w.beginsToStand(miss) {
			w.add(at, after, Entry{Kind: Missed, Checkpoint: miss.Checkpoint, Deadline: utc(miss.Deadline), Departments: miss.Departments, Message: miss.Reason})
		}
	}
	w.reachRungs(at, after)
	w.followInterviews(at, after)
}

// add fills in what is the same for all entries of a duty.
func (w *walk) add(at time.Time, after *v1alpha1.DepartmentDutyStatus, entry Entry) {
	object := w.subject.Duty
	entry.Time = at.UTC()
	entry.Namespace, entry.Duty, entry.Title = object.Namespace, v1alpha1.ObjectName(object.Name), object.Spec.Title
	if w.subject.Jurisdiction != nil {
		entry.Jurisdiction = v1alpha1.JurisdictionName(w.subject.Jurisdiction.Name)
	}
	entry.Departments = slices.Clone(entry.Departments)
	entry.Light = after.Light
	w.entries = append(w.entries, entry)
}

// fall lets the deadlines fall that lie ahead since the last step, up to an instant,
// which is that of the step that leads to after, or the end of the forecast.
func (w *walk) fall(until time.Time, after *v1alpha1.DepartmentDutyStatus) {
	for i := range w.status.Checkpoints {
		c := &w.status.Checkpoints[i]
		if c.Deadline == nil || !c.Deadline.After(w.since) || c.Deadline.After(until) {
			continue
		}
		entry := Entry{Kind: Due, Checkpoint: c.Name, Deadline: utc(c.Deadline)}
		then, state := w.status, c.State
		if after != nil && c.Deadline.Time.Equal(until) {
			// A waiver that ends at this instant leaves open what it was for.
			then, state = after, stateOf(after, c)
			if miss := find(after.Misses, c.Name, c.Deadline); miss != nil && w.beginsToStand(miss) {
				entry.Departments = miss.Departments
			}
		}
		settled := state == v1alpha1.CheckpointCompleted || state == v1alpha1.CheckpointCompletedLate || state == v1alpha1.CheckpointWaived
		if !settled || len(entry.Departments) > 0 {
			w.add(c.Deadline.Time, then, entry)
		}
	}
}

// stateOf returns the state of a checkpoint in another status, or its own where that
// does not show it.
func stateOf(status *v1alpha1.DepartmentDutyStatus, c *v1alpha1.Checkpoint) v1alpha1.CheckpointState {
	for i := range status.Checkpoints {
		if status.Checkpoints[i].Name == c.Name {
			return status.Checkpoints[i].State
		}
	}
	return c.State
}

// beginsToStand tells whether a miss stands that did not before.
func (w *walk) beginsToStand(miss *v1alpha1.Miss) bool {
	before := find(w.status.Misses, miss.Checkpoint, miss.Deadline)
	return miss.State == v1alpha1.MissStanding && (before == nil || before.State != v1alpha1.MissStanding)
}

// openCycles collects the cycles that open.
func (w *walk) openCycles(at time.Time, after *v1alpha1.DepartmentDutyStatus) {
	for i := range after.Cycles {
		cycle := &after.Cycles[i]
		known := func(other v1alpha1.Cycle) bool { return other.Name == cycle.Name }
		if slices.ContainsFunc(w.status.Cycles, known) {
			continue
		}
		entry := Entry{Kind: CycleOpened, Checkpoint: cycle.Name, Deadline: utc(cycle.Deadline)}
		for _, department := range after.Departments {
			entry.Departments = append(entry.Departments, department.Name)
		}
		w.add(at, after, entry)
	}
}

// turnConditions collects the warnings that begin.
func (w *walk) turnConditions(at time.Time, after *v1alpha1.DepartmentDutyStatus) {
	for _, kind := range []Kind{DueSoon, BehindSchedule} {
		now := meta.FindStatusCondition(after.Conditions, string(kind))
		if now == nil || now.Status != metav1.ConditionTrue || meta.IsStatusConditionTrue(w.status.Conditions, string(kind)) {
			continue
		}
		entry := Entry{Kind: kind, Departments: owing(after), Message: now.Message}
		if kind == DueSoon && after.NextDeadline != nil {
			entry.Deadline = utc(after.NextDeadline)
			entry.Checkpoint = checkpointDue(after, after.NextDeadline)
		}
		w.add(at, after, entry)
	}
}

// reachRungs collects the rungs that are reached.
func (w *walk) reachRungs(at time.Time, after *v1alpha1.DepartmentDutyStatus) {
	for i := range after.Rungs {
		rung := &after.Rungs[i]
		known := func(other v1alpha1.ReachedRung) bool {
			return other.Action == rung.Action && other.Checkpoint == rung.Checkpoint && other.Deadline.Equal(rung.Deadline)
		}
		if slices.ContainsFunc(w.status.Rungs, known) {
			continue
		}
		entry := Entry{Kind: RungReached, Checkpoint: rung.Checkpoint, Deadline: utc(rung.Deadline), Action: rung.Action}
		if miss := find(after.Misses, rung.Checkpoint, rung.Deadline); miss != nil {
			entry.Departments = miss.Departments
		} else {
			entry.Departments = owing(after)
		}
		w.add(at, after, entry)
	}
}

// followInterviews collects what becomes due of interviews.
func (w *walk) followInterviews(at time.Time, after *v1alpha1.DepartmentDutyStatus) {
	for i := range after.Interviews {
		interview := &after.Interviews[i]
		was := slices.IndexFunc(w.status.Interviews, func(other v1alpha1.Interview) bool { return other.Ruling == interview.Ruling })
		if was >= 0 && w.status.Interviews[was].State == interview.State {
			continue
		}
		entry := Entry{Ruling: interview.Ruling, Departments: owing(after)}
		if interview.Subject != "" {
			entry.Departments = []v1alpha1.DepartmentName{interview.Subject}
		}
		switch interview.State {
		case v1alpha1.InterviewRectificationOverdue:
			entry.Kind, entry.Deadline = RectificationOverdue, utc(interview.RectifyBy)
		case v1alpha1.InterviewLookBackDue:
			entry.Kind = LookBackDue
		default:
			continue
		}
		w.add(at, after, entry)
	}
}

// find returns the miss of a deadline of a checkpoint, or nil.
func find(misses []v1alpha1.Miss, name v1alpha1.CheckpointName, deadline *metav1.Time) *v1alpha1.Miss {
	at := slices.IndexFunc(misses, func(miss v1alpha1.Miss) bool { return miss.Checkpoint == name && miss.Deadline.Equal(deadline) })
	if at < 0 {
		return nil
	}
	return &misses[at]
}

// owing are the departments that have nothing in hand toward the current checkpoint:
// the earliest that is not completed.
func owing(status *v1alpha1.DepartmentDutyStatus) []v1alpha1.DepartmentName {
	var names []v1alpha1.DepartmentName
	for i := range status.Departments {
		if state := status.Departments[i].State; state == v1alpha1.DepartmentPending || state == v1alpha1.DepartmentReturned {
			names = append(names, status.Departments[i].Name)
		}
	}
	return names
}

// checkpointDue names the first checkpoint that is due at an instant.
func checkpointDue(status *v1alpha1.DepartmentDutyStatus, deadline *metav1.Time) v1alpha1.CheckpointName {
	for i := range status.Checkpoints {
		if status.Checkpoints[i].Deadline.Equal(deadline) {
			return status.Checkpoints[i].Name
		}
	}
	return ""
}

func utc(instant *metav1.Time) time.Time {
	if instant == nil {
		return time.Time{}
	}
	return instant.UTC()
}

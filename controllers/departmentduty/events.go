// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/notes"
)

// actionEvaluate is the action of the events of this controller. The recorder takes
// events that differ only in their note for one, keeps one of the notes and counts
// the rest minutes later; so the action of a miss names the miss, and that of a
// deadline that moved the deadline.
const actionEvaluate = "Evaluate"

// Reasons of events that are not also reasons or types of conditions.
const (
	// eventMissRefuted tells that a recorded miss turned out to be none.
	eventMissRefuted = "MissRefuted"
	// eventMissMadeGood tells that what was missed has been completed.
	eventMissMadeGood = "MissMadeGood"
	// eventMissLifted tells that what was missed is not owed any more.
	eventMissLifted = "MissLifted"
	// eventCalendarChanged tells that another calendar moved a deadline.
	eventCalendarChanged = "CalendarChanged"
)

// tellDuty tells what a status write changed about a duty.
func (r *Reconciler) tellDuty(before, after *v1alpha1.DepartmentDuty) {
	for i := range after.Status.Misses {
		miss := &after.Status.Misses[i]
		if was := stateBefore(before.Status.Misses, miss); was != miss.State {
			r.tellMiss(after, miss)
		}
	}
	r.tellMoved(before, after)
	r.tellConsequences(before, after)
	for _, condition := range []struct{ name, kind string }{
		{v1alpha1.ConditionDueSoon, corev1.EventTypeWarning},
		{v1alpha1.ConditionBehindSchedule, corev1.EventTypeWarning},
		{v1alpha1.ConditionCompleted, corev1.EventTypeNormal},
		{v1alpha1.ConditionHandedDown, corev1.EventTypeNormal},
		{v1alpha1.ConditionStalled, corev1.EventTypeWarning},
		{v1alpha1.ConditionLedgerLost, corev1.EventTypeWarning},
	} {
		if now := notes.TurnedTrue(before.Status.Conditions, after.Status.Conditions, condition.name); now != nil {
			r.tell(after, condition.kind, condition.name, actionEvaluate, notes.Describe(now))
		}
	}
}

func (r *Reconciler) tellMiss(duty *v1alpha1.DepartmentDuty, miss *v1alpha1.Miss) {
	what := fmt.Sprintf("checkpoint %s, deadline %s, owed by %v", miss.Checkpoint, miss.Deadline.UTC().Format(time.RFC3339), miss.Departments)
	action := actionOf(miss.Checkpoint, miss.Deadline)
	switch miss.State {
	case v1alpha1.MissStanding:
		r.tell(duty, corev1.EventTypeWarning, v1alpha1.ConditionDeadlineMissed, action, miss.Reason+": "+what)
	case v1alpha1.MissMadeGood:
		r.tell(duty, corev1.EventTypeNormal, eventMissMadeGood, action, "completed late: "+what)
	case v1alpha1.MissRefuted:
		r.tell(duty, corev1.EventTypeNormal, eventMissRefuted, action, "a record shows that it was met: "+what)
	case v1alpha1.MissLifted:
		r.tell(duty, corev1.EventTypeNormal, eventMissLifted, action, "not owed any more, by a waiver or because the duty was withdrawn: "+what)
	}
}

// tellMoved tells which deadlines another calendar moved. Where the plan was edited
// too it is not known which of the two moved them.
func (r *Reconciler) tellMoved(before, after *v1alpha1.DepartmentDuty) {
	calendar := after.Status.Calendar
	if calendar.Version == "" || calendar.Version == before.Status.Calendar.Version ||
		before.Status.ObservedGeneration != after.Status.ObservedGeneration {
		return
	}
	deadlines := map[v1alpha1.CheckpointName]*metav1.Time{}
	for i := range before.Status.Checkpoints {
		deadlines[before.Status.Checkpoints[i].Name] = before.Status.Checkpoints[i].Deadline
	}
	for i := range after.Status.Checkpoints {
		checkpoint := &after.Status.Checkpoints[i]
		was, is := deadlines[checkpoint.Name], checkpoint.Deadline
		if was == nil || is == nil || was.Equal(is) {
			continue
		}
		r.tell(after, corev1.EventTypeNormal, eventCalendarChanged, actionOf(checkpoint.Name, is),
			fmt.Sprintf("checkpoint %s: the deadline moved from %s to %s, on the calendar %s, version %s", checkpoint.Name,
				was.UTC().Format(time.RFC3339), is.UTC().Format(time.RFC3339), calendar.Source, calendar.Version))
	}
}

// actionOf is the action of an event about one deadline.
func actionOf(checkpoint v1alpha1.CheckpointName, deadline *metav1.Time) string {
	return strings.Join([]string{actionEvaluate, string(checkpoint), deadline.UTC().Format(time.RFC3339)}, "/")
}

// stateBefore returns the state that the same miss had, "" if it is new.
func stateBefore(misses []v1alpha1.Miss, miss *v1alpha1.Miss) v1alpha1.MissState {
	at := slices.IndexFunc(misses, func(other v1alpha1.Miss) bool {
		return other.Checkpoint == miss.Checkpoint && other.Deadline.Equal(miss.Deadline)
	})
	if at < 0 {
		return ""
	}
	return misses[at].State
}

// tellRecord tells what became of a record when that changed.
func (r *Reconciler) tellRecord(record client.Object, before, after *v1alpha1.RecordStatus) {
	if before.Verdict == after.Verdict || after.Verdict == "" {
		return
	}
	kind, note := corev1.EventTypeNormal, fmt.Sprintf("for checkpoint %s, received %s", after.Checkpoint, after.ReceivedTime.UTC().Format(time.RFC3339))
	if after.Verdict == v1alpha1.VerdictIgnored || after.Verdict == v1alpha1.VerdictReturned {
		kind = corev1.EventTypeWarning
	}
	if ready := meta.FindStatusCondition(after.Conditions, v1alpha1.ConditionReady); ready != nil && ready.Status != metav1.ConditionTrue {
		note = notes.Describe(ready)
	}
	r.tell(record, kind, string(after.Verdict), actionEvaluate, note)
}

// tell records one event.
func (r *Reconciler) tell(about client.Object, kind, reason, action, note string) {
	r.Recorder.Eventf(about, nil, kind, reason, action, "%s", notes.Note(note))
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"fmt"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/notes"
)

const (
	// eventCycleOpened tells that a cycle of a standing duty opened.
	eventCycleOpened = "CycleOpened"
	// eventEscalated begins the reasons of events that tell of a rung reached.
	eventEscalated = "Escalated"
	// eventInterview begins the reasons of events that tell how far an interview led.
	eventInterview = "Interview"
)

// tellConsequences tells of the rungs reached, of the cycles opened, and how far
// interviews led.
func (r *Reconciler) tellConsequences(before, after *v1alpha1.DepartmentDuty) {
	for i := range after.Status.Rungs {
		rung := &after.Status.Rungs[i]
		if !slices.ContainsFunc(before.Status.Rungs, func(was v1alpha1.ReachedRung) bool { return sameRung(&was, rung) }) {
			r.tellRung(after, rung)
		}
	}
	for i := range after.Status.Cycles {
		cycle := &after.Status.Cycles[i]
		if !slices.ContainsFunc(before.Status.Cycles, func(was v1alpha1.Cycle) bool { return was.Name == cycle.Name }) {
			r.tell(after, corev1.EventTypeNormal, eventCycleOpened, actionOf(cycle.Name, cycle.Deadline),
				fmt.Sprintf("checkpoint %s is due before %s", cycle.Name, cycle.Deadline.UTC().Format(time.RFC3339)))
		}
	}
	for i := range after.Status.Interviews {
		interview := &after.Status.Interviews[i]
		at := slices.IndexFunc(before.Status.Interviews, func(was v1alpha1.Interview) bool { return was.Ruling == interview.Ruling })
		if at < 0 || before.Status.Interviews[at].State != interview.State {
			r.tellInterview(after, interview)
		}
	}
}

func sameRung(a, b *v1alpha1.ReachedRung) bool {
	return a.Action == b.Action && a.Checkpoint == b.Checkpoint && a.Deadline.Equal(b.Deadline)
}

func (r *Reconciler) tellRung(duty *v1alpha1.DepartmentDuty, rung *v1alpha1.ReachedRung) {
	rungsReached.WithLabelValues(string(rung.Action)).Inc()
	kind := corev1.EventTypeWarning
	if rung.Action == v1alpha1.EscalationReminder {
		kind = corev1.EventTypeNormal
	}
	r.tell(duty, kind, eventEscalated+string(rung.Action), actionOf(rung.Checkpoint, rung.Deadline),
		fmt.Sprintf("checkpoint %s, deadline %s: reached at %s", rung.Checkpoint,
			rung.Deadline.UTC().Format(time.RFC3339), rung.ReachedTime.UTC().Format(time.RFC3339)))
}

func (r *Reconciler) tellInterview(duty *v1alpha1.DepartmentDuty, interview *v1alpha1.Interview) {
	kind := corev1.EventTypeNormal
	switch interview.State {
	case v1alpha1.InterviewRectificationOverdue, v1alpha1.InterviewLookBackDue, v1alpha1.InterviewLookBackFailed:
		kind = corev1.EventTypeWarning
	case v1alpha1.InterviewRectifying, v1alpha1.InterviewAwaitingLookBack, v1alpha1.InterviewClosed:
	}
	subject := string(interview.Subject)
	if subject == "" {
		subject = "everyone who owes a completion"
	}
	note := fmt.Sprintf("interview %s of %s, to rectify before %s", interview.Ruling, subject, interview.RectifyBy.UTC().Format(time.RFC3339))
	if interview.LookBackTime != nil {
		note += "; look-back due from " + interview.LookBackTime.UTC().Format(time.RFC3339)
	}
	r.tell(duty, kind, eventInterview+string(interview.State), notes.Action(actionEvaluate+"/"+string(interview.Ruling)), note)
}

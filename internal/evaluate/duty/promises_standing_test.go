// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"slices"
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// checkCycles holds that cycles stand in order, each under a name of its own, and that
// one that was due stays as it was; another unless the recurrence is edited.
func checkCycles(tb testing.TB, in duty.Input, after *v1alpha1.DepartmentDutyStatus) {
	tb.Helper()
	before := &in.Duty.Status
	bound := duty.TheBounds().Cycles
	if len(after.Cycles) > bound {
		tb.Fatalf("%d cycles, want at most %d", len(after.Cycles), bound)
	}
	names := map[v1alpha1.CheckpointName]bool{}
	for i := range after.Cycles {
		cycle := &after.Cycles[i]
		if names[cycle.Name] || cycle.OpenedTime.After(in.Now) || cycle.Deadline.Before(cycle.OpenedTime) ||
			(i > 0 && !after.Cycles[i-1].OpenedTime.Before(cycle.OpenedTime)) {
			tb.Fatalf("now is %s, the cycles %v", in.Now, after.Cycles)
		}
		names[cycle.Name] = true
	}
	if len(after.Cycles) == bound {
		return
	}
	same := before.Recurrence.Digest == after.Recurrence.Digest
	for _, cycle := range before.Cycles {
		at := slices.IndexFunc(after.Cycles, func(other v1alpha1.Cycle) bool { return other.Name == cycle.Name })
		due := !cycle.Deadline.After(in.Now)
		switch {
		case at < 0 && (due || same):
			tb.Fatalf("the cycle %v is gone from %v", cycle, after.Cycles)
		case at >= 0 && due && !after.Cycles[at].Deadline.Equal(cycle.Deadline):
			tb.Fatalf("the deadline of cycle %v passed, and it was rewritten to %v", cycle, after.Cycles[at])
		}
	}
}

// sameRung tells whether two rungs are of the same action and deadline.
func sameRung(a, b *v1alpha1.ReachedRung) bool {
	return a.Action == b.Action && a.Checkpoint == b.Checkpoint && a.Deadline.Equal(b.Deadline)
}

// checkRungs holds that each rung is reached once for each deadline, not before its
// time and on account of a miss, and that nothing of that is forgotten.
func checkRungs(tb testing.TB, in duty.Input, after *v1alpha1.DepartmentDutyStatus) {
	tb.Helper()
	rungs := after.Rungs
	bounds := duty.TheBounds()
	if len(rungs) > bounds.Rungs {
		tb.Fatalf("%d rungs, want at most %d", len(rungs), bounds.Rungs)
	}
	for i := range rungs {
		rung := &rungs[i]
		reminds := rung.Action == v1alpha1.EscalationReminder
		if rung.ReachedTime.After(in.Now) || reminds != rung.ReachedTime.Before(rung.Deadline) || (i > 0 && rung.ReachedTime.Before(rungs[i-1].ReachedTime)) {
			tb.Fatalf("now is %s, the rungs %v", in.Now, rungs)
		}
		if slices.ContainsFunc(rungs[:i], func(other v1alpha1.ReachedRung) bool { return sameRung(&other, rung) }) {
			tb.Fatalf("%v was reached twice: %v", *rung, rungs)
		}
		missed := slices.ContainsFunc(after.Misses, func(miss v1alpha1.Miss) bool {
			return miss.Checkpoint == rung.Checkpoint && miss.Deadline.Equal(rung.Deadline)
		})
		if !reminds && !missed && len(after.Misses) < bounds.Misses && len(in.Duty.Status.Misses) < bounds.Misses {
			tb.Fatalf("%v was reached on account of none of the misses %v", *rung, after.Misses)
		}
	}
	for i := range in.Duty.Status.Rungs {
		was := &in.Duty.Status.Rungs[i]
		kept := func(rung v1alpha1.ReachedRung) bool {
			return sameRung(&rung, was) && rung.ReachedTime.Equal(was.ReachedTime)
		}
		if len(rungs) < bounds.Rungs && !slices.ContainsFunc(rungs, kept) {
			tb.Fatalf("%v is gone from the rungs %v", *was, rungs)
		}
	}
}

// checkEscalation holds that the ladder is climbed while a miss stands.
func checkEscalation(tb testing.TB, in duty.Input, status *v1alpha1.DepartmentDutyStatus) {
	tb.Helper()
	escalation := &status.Escalation
	missed := meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionDeadlineMissed)
	escalated := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionEscalated)
	switch {
	case (escalation.Rung != "") != (escalation.Since != nil), escalation.NextTime != nil && escalation.Next == "":
		tb.Fatalf("half of it is missing: %v", *escalation)
	case escalation.Rung != "" && !missed:
		tb.Fatalf("rung %s, but nothing stands missed", escalation.Rung)
	case (escalated.Status == metav1.ConditionTrue) != (escalation.Rung != ""),
		escalated.Status == metav1.ConditionTrue && escalated.Reason != string(escalation.Rung):
		tb.Fatalf("Escalated is %v, the rung %q", *escalated, escalation.Rung)
	case understood(status) && escalation.NextTime != nil && !escalation.NextTime.After(in.Now),
		understood(status) && escalation.PausedUntil != nil && !escalation.PausedUntil.After(in.Now):
		tb.Fatalf("now is %s, the ladder %v", in.Now, *escalation)
	}
}

// checkInterviews holds that interviews stand in order, and that none is closed without
// a look-back, nor the duty completed before all are.
func checkInterviews(tb testing.TB, status *v1alpha1.DepartmentDutyStatus) {
	tb.Helper()
	if len(status.Interviews) > 20 {
		tb.Fatalf("%d interviews, want at most 20", len(status.Interviews))
	}
	completed := meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionCompleted)
	for i := range status.Interviews {
		interview := &status.Interviews[i]
		closed := interview.State == v1alpha1.InterviewClosed
		if i > 0 && interview.ReceivedTime.Before(status.Interviews[i-1].ReceivedTime) {
			tb.Fatalf("interviews do not stand in the order of receipt: %v", status.Interviews)
		}
		if (closed && interview.LookBack == "") || (completed && !closed) {
			tb.Fatalf("completed: %t, interview %v", completed, *interview)
		}
		awaits := interview.State == v1alpha1.InterviewAwaitingLookBack || interview.State == v1alpha1.InterviewLookBackDue
		if interview.LookBackTime != nil && !awaits {
			tb.Fatalf("a look-back is due at %s, but the interview is %s", interview.LookBackTime, interview.State)
		}
	}
}

// checkCompleted holds that a duty is not completed while what it asks for is missed.
func checkCompleted(tb testing.TB, in duty.Input, status *v1alpha1.DepartmentDutyStatus) {
	tb.Helper()
	completed := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionCompleted)
	if completed.Status != metav1.ConditionTrue {
		return
	}
	missed := meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionDeadlineMissed)
	standing := len(status.Cycles) > 0 || completed.Reason == v1alpha1.ReasonContinuing
	if standing && missed {
		tb.Fatalf("Completed is %v, and the misses are %v", *completed, status.Misses)
	}
	if in.Duty.Spec.WithdrawnTime != nil && standing {
		tb.Fatalf("withdrawn, and Completed is %v", *completed)
	}
}

// waives tells whether a ruling says that nothing is owed, or the duty was withdrawn.
// Then what comes after the deadline is completed, and not late.
func waives(in duty.Input) bool {
	return in.Duty.Spec.WithdrawnTime != nil || slices.ContainsFunc(in.Rulings, func(r v1alpha1.DutyRuling) bool { return r.Spec.Type == v1alpha1.RulingWaive })
}

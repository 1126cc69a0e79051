// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"cmp"
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// histories is how many random histories each property is held against. The name
// of a failing subtest tells its seed: go test -run 'TestTurbulent/seed=17$'.
var histories = flag.Uint64("histories", 100, "how many random histories each property is held against")

// each runs test on as many seeds as -histories says.
func each(t *testing.T, test func(t *testing.T, dice dice)) {
	t.Helper()
	for seed := range *histories {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			test(t, seeded(seed))
		})
	}
}

// TestTurbulentHistories lets everything happen, and holds the results against
// what world.evaluate holds of any.
func TestTurbulentHistories(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		h := newHistory(t, dice, true)
		h.world.evaluate()
		for range 5 + dice(25) {
			h.step()
		}
	})
}

// TestLiveAgreesWithRestart holds that an operator that was there all the time
// comes to the same conclusions as one that only looks at the end, if the plan was
// not edited and no record deleted in between.
func TestLiveAgreesWithRestart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		h := newHistory(t, dice, false)
		restarted := newWorld(t, dice, h.world.region, h.world.duty)
		restarted.down, restarted.calendar = true, h.world.calendar
		h.world.evaluate()
		for range 5 + dice(25) {
			h.step()
		}
		for _, act := range h.log {
			act(restarted)
		}
		restarted.advance(h.world.now)
		restarted.start()
		h.world.start()
		mustEqual(t, "live differs from restarted", conclusions(restarted), conclusions(h.world))
		checkSameRungs(t, &restarted.last.Status, &h.world.last.Status)
	})
}

// checkSameRungs holds that an operator that only looks at the end finds no rung that
// was not reached. It may miss one: of what was made good before it came. Where they
// found a deadline missed from another time on, because a Return was taken back, or
// time that was given, they count from another.
func checkSameRungs(tb testing.TB, restarted, live *v1alpha1.DepartmentDutyStatus) {
	tb.Helper()
	for i := range restarted.Rungs {
		rung := &restarted.Rungs[i]
		of := func(miss v1alpha1.Miss) bool {
			return miss.Checkpoint == rung.Checkpoint && miss.Deadline.Equal(rung.Deadline)
		}
		there, here := slices.IndexFunc(restarted.Misses, of), slices.IndexFunc(live.Misses, of)
		if rung.Action == v1alpha1.EscalationReminder || there < 0 || here < 0 || !restarted.Misses[there].MissedTime.Equal(live.Misses[here].MissedTime) {
			continue
		}
		if !slices.ContainsFunc(live.Rungs, func(other v1alpha1.ReachedRung) bool { return sameRung(&other, rung) }) {
			tb.Fatalf("only an operator that was not there found %v reached; one that was %v", *rung, live.Rungs)
		}
	}
}

// TestWhatIsInForceStays holds that a ruling in force gives way to none that does not
// supersede it, whatever its name and within whatever second, if the plan was not
// edited and no record deleted in between.
func TestWhatIsInForceStays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		h := newHistory(t, dice, false)
		h.backward = true
		h.world.evaluate()
		for range 5 + dice(25) {
			inForce := map[string]bool{}
			for name, ruling := range h.world.rulings {
				// One that supersedes has no turn of its own.
				inForce[name] = ruling.Status.Verdict == v1alpha1.VerdictInForce && ruling.Spec.Supersedes == ""
			}
			h.step()
			for name, was := range inForce {
				if was && h.world.verdict(name) == "Ignored "+v1alpha1.ReasonAlreadyRuled {
					t.Fatalf("%s was in force, and is ignored for another", name)
				}
			}
		}
	})
}

// conclusions is what a result says, but for when the operator came to say it.
func conclusions(w *world) duty.Result {
	var out duty.Result
	write(w.t, &out.Status, w.last.Status)
	for i := range out.Status.Conditions {
		out.Status.Conditions[i].LastTransitionTime = metav1.Time{}
	}
	// An operator that was not there reminded of nothing, and took no step on account of
	// what was made good before it came.
	meta.RemoveStatusCondition(&out.Status.Conditions, v1alpha1.ConditionEscalated)
	out.Next = w.last.Next
	if next := out.Status.Escalation.NextTime; next != nil && next.Time.Equal(out.Next) {
		out.Next = time.Time{}
	}
	out.Status.Rungs, out.Status.Escalation = nil, v1alpha1.EscalationStatus{}
	// A miss that was refuted is as good as none. Where only one of several departments
	// was, or a report was proven in time and then returned, the ledger keeps when the
	// deadline was first found missed, and for what reason.
	out.Status.Misses = slices.DeleteFunc(out.Status.Misses, func(miss v1alpha1.Miss) bool { return miss.State == v1alpha1.MissRefuted })
	for i := range out.Status.Misses {
		out.Status.Misses[i] = v1alpha1.Miss{
			Checkpoint: out.Status.Misses[i].Checkpoint, Deadline: out.Status.Misses[i].Deadline, State: out.Status.Misses[i].State,
		}
	}
	slices.SortFunc(out.Status.Misses, func(a, b v1alpha1.Miss) int {
		return cmp.Or(a.Deadline.Compare(b.Deadline.Time), cmp.Compare(a.Checkpoint, b.Checkpoint))
	})
	if missed := meta.FindStatusCondition(out.Status.Conditions, v1alpha1.ConditionDeadlineMissed); missed != nil {
		missed.Message = ""
		if missed.Status == metav1.ConditionTrue {
			missed.Reason = v1alpha1.ReasonDeadlinePassed
		}
	}
	for i := range out.Status.Checkpoints {
		out.Status.Checkpoints[i].MissedTime = nil
	}
	out.Status.OverdueSince = nil
	for _, status := range w.last.Reports {
		out.Reports = append(out.Reports, conclusion(status))
	}
	for _, status := range w.last.Rulings {
		out.Rulings = append(out.Rulings, conclusion(status))
	}
	return out
}

func conclusion(status v1alpha1.RecordStatus) v1alpha1.RecordStatus {
	status = *status.DeepCopy()
	for i := range status.Conditions {
		status.Conditions[i].LastTransitionTime = metav1.Time{}
	}
	return status
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// daily opens a cycle each day from 2 January 2021 on, due at the end of it.
func daily() *wrappers.DutyWrapper {
	return dutyDue("").Recurrence(wrappers.Recurrence("0 0 * * *", wrappers.Days(1)).Starting("2021-01-02")).
		Escalation(notice(0), wrappers.Rung(v1alpha1.EscalationInterview, wrappers.Days(20)))
}

// cycleAfter names the cycle that opens days after the first of daily.
func cycleAfter(days int) v1alpha1.CheckpointName {
	first := instant("2021-01-02 00:00:00")
	return v1alpha1.CheckpointName(calendar.Day(first.AddDate(0, 0, days), first.Location()))
}

// eachDay lets days go by, from the one that begins then, and on each something happen
// at nine.
func eachDay(from string, days int, happens func(w *world, day int)) step {
	return func(w *world) {
		w.t.Helper()
		for day := range days {
			w.advance(instant(from).AddDate(0, 0, day).Add(9 * time.Hour))
			happens(w, day)
		}
	}
}

// nothing lets the operator look again.
func nothing(w *world, _ int) { w.t.Helper(); w.evaluate() }

// fulfilled completes the cycle of the day. Of so many records the operator is there
// for each, and what it says is looked at now and then.
func fulfilled(w *world, day int) {
	w.t.Helper()
	name, running := fmt.Sprintf("%03d", day), !w.down
	w.down = true
	w.file(report("r" + name).Checkpoint(cycleAfter(day)).Obj())
	w.rule(accepting("a"+name, v1alpha1.ObjectName("r"+name)).Obj())
	switch {
	case !running:
	case day%25 == 0:
		w.start()
	default:
		in := w.input()
		result := duty.Evaluate(in)
		in = stored(in, result)
		mustEqual(w.t, "evaluating twice differs from once", result, duty.Evaluate(in))
		w.duty.Status = result.Status
		for i := range in.Reports {
			w.reports[in.Reports[i].Name].Status = result.Reports[i]
		}
		for i := range in.Rulings {
			w.rulings[in.Rulings[i].Name].Status = result.Rulings[i]
		}
		w.last, w.down = duty.Result{}, false
	}
}

// showBounds tells how much of each ledger there is, and what stands first.
func showBounds(status *v1alpha1.DepartmentDutyStatus) []string {
	lines := []string{fmt.Sprintf("%d cycles from %s", len(status.Cycles), status.Cycles[0].Name), fmt.Sprintf("%d misses", len(status.Misses))}
	if status.OverdueSince != nil {
		lines = append(lines, fmt.Sprintf("%s since %s", status.Misses[0].Checkpoint, shown(status.OverdueSince)))
	}
	return append(lines, showLadder(status)...)
}

// TestMoreCyclesThanFit holds that the ledgers stay within their bounds, and that what
// stands climbs one ladder for all that.
func TestMoreCyclesThanFit(t *testing.T) {
	t.Parallel()
	const from = "2021-01-02 00:00:00"
	climbed := []string{"Notice 2021-01-02 2021-01-03 00:00:00", "Interview 2021-01-02 2021-01-23 00:00:00"}
	unfiled := append([]string{"100 cycles from 2021-02-01", "100 misses", "2021-01-02 since 2021-01-03 00:00:00"}, climbed...)
	missed := eachDay(from, 130, nothing)
	tell(t, map[string]story{
		"nothing is filed": {duty: daily(), steps: []step{missed}, show: showBounds, told: unfiled, edited: true},
		"nothing is filed while the operator is there only at the end": {
			duty: daily(), steps: []step{stopped, eachDay(from, 130, nothing), started}, edited: true,
			show: func(status *v1alpha1.DepartmentDutyStatus) []string { return showBounds(status)[:2] }, told: []string{"100 cycles from 2021-02-01", "99 misses"},
		},
		"each is completed": {
			duty: daily(), steps: []step{eachDay(from, 130, fulfilled)}, show: showBounds, told: []string{"100 cycles from 2021-02-01", "0 misses"}, edited: true,
		},
		"one is waived that is not open yet": {
			duty: daily(), steps: []step{
				at("2021-01-01 09:00:00", ruled(waiving("w1").Checkpoint(cycleAfter(40)))), missed,
			},
			show: showBounds, told: unfiled, verdicts: map[string]string{"w1": "Ignored CycleNotOpen"}, edited: true,
		},
	})
}

// TestRecordsOfDroppedCycles holds that what was said of the records of a cycle stays to
// the letter when the ledger drops it, and that nothing new is for it.
func TestRecordsOfDroppedCycles(t *testing.T) {
	t.Parallel()
	s := story{duty: daily(), steps: []step{eachDay("2021-01-02 00:00:00", 90, fulfilled)}, edited: true}
	w := s.play(t, false)
	// What does not count is for what it says, also when that goes.
	w.file(report("m1").Checkpoint(cycleAfter(88)).Supersedes("r002").Obj())
	w.rule(accepting("n1", "r089").Supersedes("a002").Obj())
	w.rule(extending("o1", "2021-09").Checkpoint(cycleAfter(2)).Obj())
	w.rule(extending("o2", "2021-10").Checkpoint(cycleAfter(2)).Supersedes("o1").Obj())
	w.rule(waiving("o3").Checkpoint(cycleAfter(89)).Supersedes("o2").Obj())
	reports, rulings := map[string]v1alpha1.RecordStatus{}, map[string]v1alpha1.RecordStatus{}
	for day := range 20 {
		name := fmt.Sprintf("%03d", day)
		reports["r"+name], rulings["a"+name] = *w.reports["r"+name].Status.DeepCopy(), *w.rulings["a"+name].Status.DeepCopy()
	}
	reports["m1"] = *w.reports["m1"].Status.DeepCopy()
	for _, name := range []string{"n1", "o1", "o2", "o3"} {
		rulings[name] = *w.rulings[name].Status.DeepCopy()
	}
	for day := 90; day < 125; day++ {
		w.advance(instant("2021-01-02 09:00:00").AddDate(0, 0, day))
		fulfilled(w, day)
	}
	if slices.ContainsFunc(w.duty.Status.Cycles, func(c v1alpha1.Cycle) bool { return c.Name <= cycleAfter(24) }) {
		t.Fatalf("the first 25 cycles were not dropped: %v", w.duty.Status.Cycles[0])
	}
	kept := func() {
		t.Helper()
		for name, want := range reports {
			mustEqual(t, "what was said of "+name+" changed", want, w.reports[name].Status)
		}
		for name, want := range rulings {
			mustEqual(t, "what was said of "+name+" changed", want, w.rulings[name].Status)
		}
	}
	kept()
	w.file(report("x1").Checkpoint(cycleAfter(3)).Obj())
	w.file(report("x2").Checkpoint(cycleAfter(3)).Supersedes("r003").Obj())
	w.file(report("x3").Supersedes("r004").Obj())
	w.rule(returning("y1", "r003").Obj())
	w.rule(returning("y2", "r003").Supersedes("a003").Obj())
	w.rule(extending("y3", "2021-09").Checkpoint(cycleAfter(3)).Obj())
	w.rule(waiving("y4").Checkpoint(cycleAfter(3)).Obj())
	w.rule(extending("y5", "2021-11").Checkpoint(cycleAfter(2)).Supersedes("o2").Obj())
	got := map[string]string{}
	for _, name := range []string{"x1", "x2", "x3", "y1", "y2", "y3", "y4", "y5"} {
		got[name] = w.verdict(name)
	}
	mustEqual(t, "records of a dropped cycle", map[string]string{
		"x1": "Ignored UnknownCheckpoint", "x2": "Ignored UnknownCheckpoint", "x3": "Ignored SupersedesMismatch",
		"y1": "Ignored ReportNotReviewable", "y2": "Ignored ReportNotReviewable", "y3": "Ignored UnknownCheckpoint", "y4": "Ignored UnknownCheckpoint",
		"y5": "Ignored UnknownCheckpoint",
	}, got)
	w.advance(instant("2021-06-01 09:00:00"))
	w.evaluate()
	kept()
}

// TestDroppedMissEnds holds how the miss of a dropped cycle, which has climbed the
// ladder, ends: the next one climbs from then.
func TestDroppedMissEnds(t *testing.T) {
	t.Parallel()
	missed := eachDay("2021-01-02 00:00:00", 130, nothing)
	then := "2021-05-12 10:00:00"
	second := func(at string) []string {
		return []string{
			"Notice 2021-01-02 2021-01-03 00:00:00", "Interview 2021-01-02 2021-01-23 00:00:00", "Notice 2021-02-02 " + at, "then Interview 2021-06-01 10:00:00",
		}
	}
	tell(t, map[string]story{
		"waived": {
			duty: daily(), steps: []step{missed, at(then, ruled(waiving("w1").Checkpoint(cycleAfter(0)))), eachDay("2021-05-13 00:00:00", 10, nothing)},
			show: showLadder, told: second(then), verdicts: map[string]string{"w1": "InForce"}, edited: true,
		},
		"waived, and then the plan cannot be understood": {
			duty: daily(), steps: []step{missed, at(then, ruled(waiving("w1").Checkpoint(cycleAfter(0))), movedTo("2021-02-30")), at("2021-05-12 12:00:00")},
			show: showLadder, told: second(then), verdicts: map[string]string{"w1": "InForce"}, edited: true,
		},
		"completed": {
			duty: daily(), steps: []step{
				missed, at(then, reported(report("r1").Checkpoint(cycleAfter(0))), ruled(accepting("a1", "r1"))), eachDay("2021-05-13 00:00:00", 10, nothing),
			},
			show: showLadder, told: second(then), verdicts: map[string]string{"r1": "Accepted", "a1": "InForce"}, edited: true,
		},
	})
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// condition returns the condition of that type, which must be there.
func condition(tb testing.TB, conditions []metav1.Condition, kind string) metav1.Condition {
	tb.Helper()
	found := meta.FindStatusCondition(conditions, kind)
	if found == nil {
		tb.Fatalf("there is no condition %s", kind)
	}
	return *found
}

// TestTooManyOpenCycles holds that a recurrence of which the ledger could not hold the
// open cycles is refused, and says so.
func TestTooManyOpenCycles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cron    string
		within  v1alpha1.Period
		refused bool
	}{
		"daily, a hundred years":           {"0 0 * * *", wrappers.Months(1200), true},
		"daily, 120 days":                  {"0 0 * * *", wrappers.Days(120), true},
		"daily, a day more than there may": {"0 0 * * *", wrappers.Days(61), true},
		"daily, as many as there may":      {"0 0 * * *", wrappers.Days(60), false},
		"weekly, a year":                   {"0 9 * * 1", wrappers.Months(12), false},
		"weekly, two years":                {"0 9 * * 1", wrappers.Months(24), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := story{duty: dutyDue("").Recurrence(wrappers.Recurrence(test.cron, test.within)), steps: []step{at("2021-06-01 09:00:00")}, edited: true}
			ready := condition(t, s.play(t, false).duty.Status.Conditions, v1alpha1.ConditionReady)
			if refused := ready.Reason == v1alpha1.ReasonInvalidRecurrence; refused != test.refused || (refused && !strings.Contains(ready.Message, "more than 60 cycles")) {
				t.Errorf("Ready is %s: %s; want it refused: %t, and told how many", ready.Reason, ready.Message, test.refused)
			}
		})
	}
}

// TestLookBackIsBounded holds that a creation that an annotation tells of long ago makes
// no long search for cycles.
func TestLookBackIsBounded(t *testing.T) {
	t.Parallel()
	for cron, within := range map[string]v1alpha1.Period{"0 0 * * *": wrappers.Days(1), "0 0 29 2 *": wrappers.Months(1200), "0 9 * * 1": wrappers.WorkingDays(5)} {
		object := dutyDue("").Recurrence(wrappers.Recurrence(cron, within)).Obj()
		object.Annotations = map[string]string{v1alpha1.AnnotationRestored: "1900-01-01T00:00:00Z"}
		in := duty.Input{Duty: object, Jurisdiction: xicheng().Obj(), Calendar: published, Now: instant("2021-06-01 09:00:00")}
		begun := time.Now()
		result := duty.Evaluate(in)
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%q: evaluated in %s", cron, took)
		}
		if cycles := result.Status.Cycles; len(cycles) > 0 && cycles[0].OpenedTime.Year() < 2011 {
			t.Errorf("%q: the first cycle opened at %s, more than ten years ago", cron, cycles[0].OpenedTime)
		}
		mustEqual(t, "evaluating twice differs from once", result, duty.Evaluate(stored(in, result)))
	}
}

// TestClimbsFromThen holds that a miss climbs only from when none before it stands.
func TestClimbsFromThen(t *testing.T) {
	t.Parallel()
	monthly := func() *wrappers.DutyWrapper {
		return carriedOn().Escalation(notice(0), wrappers.Rung(v1alpha1.EscalationInterview, wrappers.Days(10)))
	}
	first := []string{"Notice 2021-02-01 2021-02-11 00:00:00", "Interview 2021-02-01 2021-02-21 00:00:00"}
	tell(t, map[string]story{
		"made good": {
			duty: monthly(), steps: []step{done("2021-03-20 09:00:00", "1", "2021-02-01"), at("2021-03-29 09:00:00")}, edited: true,
			show: showLadder, told: append(first, "Notice 2021-03-01 2021-03-20 09:00:00", "then Interview 2021-03-30 09:00:00"),
		},
		"lifted": {
			duty: monthly(), steps: []step{at("2021-03-20 09:00:00", ruled(waiving("w1").Checkpoint("2021-02-01"))), at("2021-03-30 09:00:00")}, edited: true,
			show: showLadder, told: append(first, "Notice 2021-03-01 2021-03-20 09:00:00", "Interview 2021-03-01 2021-03-30 09:00:00"),
		},
		"lifted on a ruling that an operator that was not there sees": {
			duty: monthly(), steps: []step{stopped, at("2021-03-20 09:00:00", ruled(waiving("w1").Checkpoint("2021-02-01"))), at("2021-03-29 09:00:00"), started},
			show: showLadder, told: []string{"Notice 2021-03-01 2021-03-20 09:00:00", "then Interview 2021-03-30 09:00:00"}, edited: true,
		},
		"made good before it was missed": {
			duty: monthly(), steps: []step{done("2021-02-15 09:00:00", "1", "2021-02-01"), at("2021-03-20 09:00:00")}, edited: true,
			show: showLadder, told: []string{"Notice 2021-02-01 2021-02-11 00:00:00", "Notice 2021-03-01 2021-03-11 00:00:00", "then Interview 2021-03-21 00:00:00"},
		},
	})
}

// withdrawnAt withdraws a copy, and inForceAgain takes that back.
func withdrawnAt(when string) step {
	return at(when, planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.WithdrawnTime = new(metav1.NewTime(instant(when))) }))
}

func inForceAgain(when string) step {
	return at(when, planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.WithdrawnTime = nil }))
}

// showResumed tells the withdrawal, the misses with their reasons, the cycles and the ladder.
func showResumed(status *v1alpha1.DepartmentDutyStatus) []string {
	lines := []string{"withdrawn " + optional(status.Withdrawal.From) + " to " + optional(status.Withdrawal.Until)}
	for i, line := range showMisses(status) {
		lines = append(lines, line+" "+status.Misses[i].Reason)
	}
	return append(append(lines, showCycles(status)...), showLadder(status)...)
}

func TestInForceAgain(t *testing.T) {
	t.Parallel()
	const feb = "2021-02-01 2021-02-01 00:00:00 to 2021-02-11 00:00:00"
	between := []step{withdrawnAt("2021-04-10 09:00:00"), inForceAgain("2021-04-20 09:00:00")}
	tell(t, map[string]story{
		"what fell due in between counts as given out then": {
			duty: dutyDue("2021-04-15").Escalation(notice(3)), steps: append(between, at("2021-05-01 09:00:00")), edited: true,
			want: []string{"Red CreatedAfterDeadline InProgress", "final Missed missed 2021-04-16 00:00:00"},
			show: showResumed, told: []string{
				"withdrawn 2021-04-10 09:00:00 to 2021-04-20 09:00:00",
				"final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Standing CreatedAfterDeadline", "Notice final 2021-04-23 09:00:00",
			},
		},
		"what falls due afterwards is as any": {
			duty: dutyDue("2021-04-25").Escalation(notice(3)), steps: append(between, at("2021-05-01 09:00:00")), edited: true,
			show: showResumed, told: []string{
				"withdrawn 2021-04-10 09:00:00 to 2021-04-20 09:00:00",
				"final 2021-04-26 00:00:00 missed 2021-04-26 00:00:00 Standing DeadlinePassed", "Notice final 2021-04-29 00:00:00",
			},
		},
		"what had been missed before stands again, and keeps its reason": {
			duty:  dutyDue("2021-04-05").Escalation(notice(0), wrappers.Rung(v1alpha1.EscalationInterview, wrappers.Days(10))),
			steps: append(between, at("2021-05-01 09:00:00")), edited: true,
			show: showResumed, told: []string{
				"withdrawn 2021-04-10 09:00:00 to 2021-04-20 09:00:00",
				"final 2021-04-06 00:00:00 missed 2021-04-06 00:00:00 Standing DeadlinePassed",
				"Notice final 2021-04-06 00:00:00", "Interview final 2021-04-30 09:00:00",
			},
		},
		"withdrawn again later": {
			duty: dutyDue("2021-04-15").Escalation(notice(3)), steps: append(between, withdrawnAt("2021-04-22 09:00:00"), at("2021-05-01 09:00:00")), edited: true,
			want: []string{"Blue Withdrawn", "final Waived missed 2021-04-16 00:00:00"},
			show: showResumed, told: []string{
				"withdrawn 2021-04-22 09:00:00 to ", "final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Lifted CreatedAfterDeadline",
			},
		},
		"a cycle that was due in between does not open": {
			duty: carriedOn().Escalation(notice(100)), edited: true, steps: []step{
				done("2021-02-05 09:00:00", "1", "2021-02-01"), withdrawnAt("2021-02-20 09:00:00"), inForceAgain("2021-04-05 09:00:00"), at("2021-04-12 09:00:00"),
			},
			show: showResumed, told: []string{
				"withdrawn 2021-02-20 09:00:00 to 2021-04-05 09:00:00", "2021-04-01 2021-04-11 00:00:00 missed 2021-04-11 00:00:00 Standing DeadlinePassed",
				feb, "2021-04-01 2021-04-01 00:00:00 to 2021-04-11 00:00:00", "then Notice 2021-07-20 00:00:00",
			},
		},
		"one that was open and fell due in between is missed as given out then": {
			duty: carriedOn().Escalation(notice(100)), edited: true, steps: []step{withdrawnAt("2021-02-05 09:00:00"), inForceAgain("2021-02-20 09:00:00")},
			show: showResumed, told: []string{
				"withdrawn 2021-02-05 09:00:00 to 2021-02-20 09:00:00", "2021-02-01 2021-02-11 00:00:00 missed 2021-02-11 00:00:00 Standing CreatedAfterDeadline",
				feb, "then Notice 2021-05-31 09:00:00",
			},
		},
		"none opens while it is withdrawn again": {
			duty: carriedOn().Escalation(notice(100)), edited: true, steps: []step{
				done("2021-02-05 09:00:00", "1", "2021-02-01"), withdrawnAt("2021-02-20 09:00:00"), inForceAgain("2021-03-20 09:00:00"),
				withdrawnAt("2021-03-25 09:00:00"), inForceAgain("2021-05-20 09:00:00"), at("2021-06-02 09:00:00"),
			},
			show: showResumed, told: []string{"withdrawn 2021-03-25 09:00:00 to 2021-05-20 09:00:00", feb, "2021-06-01 2021-06-01 00:00:00 to 2021-06-11 00:00:00"},
		},
	})
}

// TestMoreTimeOpensNothingEarlier holds that cycles open in order also where more time
// is given, so that one from before the creation would be due after it.
func TestMoreTimeOpensNothingEarlier(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{"daily": {
		duty: dutyDue("").Recurrence(wrappers.Recurrence("0 0 * * *", wrappers.Days(1))), edited: true, steps: []step{
			at("2021-01-03 09:00:00", recurring(func(r *v1alpha1.Recurrence) { r.DueWithin = wrappers.Days(4) })),
		},
		show: showCycles, told: []string{
			"2021-01-01 2021-01-01 00:00:00 to 2021-01-02 00:00:00", "2021-01-02 2021-01-02 00:00:00 to 2021-01-03 00:00:00",
			"2021-01-03 2021-01-03 00:00:00 to 2021-01-07 00:00:00",
		},
	}})
}

func TestDueIsAdded(t *testing.T) {
	t.Parallel()
	june := planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Due = "2021-06-30" })
	for name, filed := range map[string]*wrappers.ReportWrapper{"named": report("r1").Checkpoint("2021-02-01"), "not named": report("r1")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := story{
				duty: carriedOn(), edited: true, verdicts: map[string]string{"r1": "Accepted"},
				steps: []step{at("2021-02-05 09:00:00", reported(filed), ruled(accepting("a1", "r1"))), at("2021-02-20 09:00:00", june), at("2021-02-21 09:00:00")},
				want:  []string{"Blue InProgress", "final Open", february},
			}
			if c := s.play(t, false).reports["r1"].Status.Checkpoint; c != "2021-02-01" {
				t.Errorf("the report is for %q, want the cycle", c)
			}
		})
	}
}

func TestInterviewLasts(t *testing.T) {
	t.Parallel()
	both := dutyDue("2021-04-15").Leads(health, police)
	interviewed := at("2021-05-01 09:00:00", ruled(interviewing("i1", "2021-05-20")))
	completed := at("2021-05-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")))
	passed := at("2021-05-15 09:00:00", ruled(lookingBack("l1", v1alpha1.LookBackPassed)))
	closed := []string{"i1 Closed by 2021-05-21 00:00:00, last l1"}
	corrected := at("2021-05-18 09:00:00", reported(report("r2").Supersedes("r1")))
	tell(t, map[string]story{
		"the plan takes its subject out of leads": {
			duty: both, edited: true, verdicts: map[string]string{"i1": "InForce"}, steps: []step{
				at("2021-05-01 09:00:00", ruled(interviewing("i1", "2021-05-20").Subject(police))),
				at("2021-05-02 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Leads = []v1alpha1.DepartmentName{health} })),
				at("2021-06-01 09:00:00"),
			},
			show: showInterviews, told: []string{"i1 RectificationOverdue by 2021-05-21 00:00:00"},
		},
		"and also one that was closed": {
			duty: both, edited: true, verdicts: map[string]string{"i1": "InForce", "l1": "InForce"}, steps: []step{
				at("2021-05-01 09:00:00", ruled(interviewing("i1", "2021-05-20").Subject(police))),
				at("2021-05-10 09:00:00", reported(report("r1").Department(police)), ruled(accepting("a1", "r1"))),
				at("2021-05-15 09:00:00", ruled(lookingBack("l1", v1alpha1.LookBackPassed).Subject(police))),
				at("2021-05-16 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Leads = []v1alpha1.DepartmentName{health} })),
			},
			show: showInterviews, told: closed,
		},
		"closed stays closed when what was accepted is corrected": {
			steps: []step{interviewed, completed, passed, corrected}, show: showInterviews, told: closed,
		},
		"and when the correction is accepted": {
			steps: []step{interviewed, completed, passed, corrected, at("2021-05-20 09:00:00", ruled(accepting("a2", "r2")))}, show: showInterviews, told: closed,
		},
		"of cycles, and later ones are missed": {
			duty: carriedOn(), steps: []step{
				at("2021-02-12 09:00:00", ruled(interviewing("i1", "2021-05-20"))), done("2021-02-15 09:00:00", "1", "2021-02-01"),
				at("2021-02-16 09:00:00", ruled(lookingBack("l1", v1alpha1.LookBackPassed))), at("2021-05-20 09:00:00"),
			},
			show: showInterviews, told: closed,
		},
		"a look-back that fails returns what was reported": {
			steps:    []step{interviewed, completed, at("2021-05-15 09:00:00", ruled(lookingBack("l1", v1alpha1.LookBackFailed)))},
			verdicts: map[string]string{"r1": "Returned", "a1": "InForce", "l1": "InForce"},
		},
	})
}

func TestOwnLeadWaives(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"its own duty, for all to see": {
			steps: []step{at("2021-04-10 09:00:00", ruled(waiving("w1").Office(health)))}, want: []string{"Green Waived", "final Waived ruled by OwnLead in w1"},
		},
		"an undated duty until a day": {
			duty: dutyDue(""), steps: []step{at("2021-04-10 09:00:00", ruled(waiving("w1").Until("2021-05-15")))},
			want: []string{"Blue Continuing", "final Open"}, verdicts: map[string]string{"w1": "Ignored NothingToExtend"},
		},
	})
}

func TestLadderWithoutCalendar(t *testing.T) {
	t.Parallel()
	s := story{
		duty: dutyDue("2021-04-15").Escalation(notice(0), wrappers.Rung(v1alpha1.EscalationInterview, wrappers.WorkingDays(10)),
			wrappers.Rung(v1alpha1.EscalationListedSupervision, wrappers.Months(1))),
		calendar: missing, steps: []step{at("2021-06-01 09:00:00")}, show: showLadder,
		told: []string{"Notice final 2021-04-16 00:00:00", "ListedSupervision final 2021-05-16 00:00:00", "then Interview "},
	}
	escalated := condition(t, s.play(t, false).duty.Status.Conditions, v1alpha1.ConditionEscalated)
	if want := fmt.Sprintf("cannot be told: %s", missing.Message); !strings.Contains(escalated.Message, want) {
		t.Errorf("Escalated says %q, want %q", escalated.Message, want)
	}
}

// TestMessagesStay holds that the messages of records that do not count do not change
// each time a cycle opens.
func TestMessagesStay(t *testing.T) {
	t.Parallel()
	s := story{duty: carriedOn(), steps: []step{
		at("2021-01-20 09:00:00", reported(report("r1").Checkpoint("nowhere")), ruled(extending("e1", "2021-09").Checkpoint("nowhere"))),
	}, edited: true}
	w := s.play(t, false)
	filed, granted := *w.reports["r1"].Status.DeepCopy(), *w.rulings["e1"].Status.DeepCopy()
	w.advance(instant("2021-06-20 09:00:00"))
	w.evaluate()
	if len(w.duty.Status.Cycles) != 5 {
		t.Fatalf("%d cycles opened, want 5", len(w.duty.Status.Cycles))
	}
	mustEqual(t, "what is said of the report changed", filed, w.reports["r1"].Status)
	mustEqual(t, "what is said of the ruling changed", granted, w.rulings["e1"].Status)
}

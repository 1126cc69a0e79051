// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func TestDueSoon(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"not a second too early": {
			duty:  dutyDue("2021-04-15").WarnBefore(wrappers.Days(30)),
			steps: []step{at("2021-03-16 23:59:59")},
			want:  []string{"Blue InProgress", "final Open"},
		},
		"at the very second": {
			duty:  dutyDue("2021-04-15").WarnBefore(wrappers.Days(30)),
			steps: []step{at("2021-03-17 00:00:00")},
			want:  []string{"Yellow DeadlineNear InProgress", "final Open"},
		},
		"until the deadline": {
			duty:  dutyDue("2021-04-15").WarnBefore(wrappers.Days(30)),
			steps: []step{at("2021-04-16 00:00:00")},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"not while a completion awaits its ruling": {
			duty:  dutyDue("2021-04-15").WarnBefore(wrappers.Days(30)),
			steps: []step{at("2021-04-10 09:00:00", reported(report("r1")))},
			want:  []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
		},
		"again once it is returned": {
			duty:  dutyDue("2021-04-15").WarnBefore(wrappers.Days(30)),
			steps: []step{at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-04-11 09:00:00", ruled(returning("b1", "r1")))},
			want:  []string{"Yellow DeadlineNear InProgress", "final Open"},
		},
		"while one of several leads still owes": {
			duty:  dutyDue("2021-04-15").Leads(health, police).WarnBefore(wrappers.Days(30)),
			steps: []step{at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")))},
			want:  []string{"Yellow DeadlineNear InProgress", "final Open"},
		},
		"of a milestone": {
			duty:  dutyDue("2021-12").Milestone("survey", "2021-03").WarnBefore(wrappers.Days(10)),
			steps: []step{at("2021-03-25 09:00:00")},
			want:  []string{"Yellow DeadlineNear InProgress", "survey Open", "final Open"},
		},
		"never with warnBefore zero": {
			duty:  dutyDue("2021-04-15").WarnBefore(wrappers.Days(0)),
			steps: []step{at("2021-04-15 23:59:59")},
			want:  []string{"Blue InProgress", "final Open"},
		},
		"months clamp to the end of a short month": {
			duty:  dutyDue("2021-03-30").WarnBefore(wrappers.Months(1)),
			steps: []step{at("2021-02-28 00:00:00")},
			want:  []string{"Yellow DeadlineNear InProgress", "final Open"},
		},
		"months clamp to the end of a short month, a second before": {
			duty:  dutyDue("2021-03-30").WarnBefore(wrappers.Months(1)),
			steps: []step{at("2021-02-27 23:59:59")},
			want:  []string{"Blue InProgress", "final Open"},
		},
		"of an overdue duty that has another deadline ahead the light is red": {
			duty:  dutyDue("2021-04-15").Milestone("survey", "2021-03").WarnBefore(wrappers.Days(30)),
			steps: []step{at("2021-04-10 09:00:00")},
			want:  []string{"Red DeadlinePassed DeadlineNear InProgress", "survey Missed missed 2021-04-01 00:00:00", "final Open"},
		},
	})
}

// quarter is a duty whose line rises by 4 stations in 4000 seconds from its
// creation, and then by 9 more in 900.
func quarter() *wrappers.DutyWrapper {
	return dutyDue("2021-01-02").
		Target("first", "2021-01-01T09:06:40+08:00", 4, "stations").
		Target("second", "2021-01-01T09:21:40+08:00", 13, "stations")
}

func TestBehindSchedule(t *testing.T) {
	t.Parallel()
	onSchedule := []string{"Blue InProgress", "first Open", "second Open", "final Open"}
	behind := []string{"Yellow QuantityBehind InProgress", "first Open", "second Open", "final Open"}
	missed := "first Missed missed 2021-01-01 09:06:40"
	tell(t, map[string]story{
		"not before the line reaches one, from creation": {
			duty: quarter(), steps: []step{at("2021-01-01 08:16:39")}, want: onSchedule,
		},
		"behind at the exact second at which it does": {
			duty: quarter(), steps: []step{at("2021-01-01 08:16:40")}, want: behind,
		},
		"no more once the quantity is reported": {
			duty:  quarter(),
			steps: []step{at("2021-01-01 08:20:00", reported(report("r1").Progress().Quantity(1)))},
			want:  onSchedule,
		},
		"again when the line reaches two": {
			duty:  quarter(),
			steps: []step{at("2021-01-01 08:20:00", reported(report("r1").Progress().Quantity(1))), at("2021-01-01 08:33:20")},
			want:  behind,
		},
		"the quantity is that of the last report": {
			duty: quarter(),
			steps: []step{
				at("2021-01-01 08:20:00", reported(report("r1").Progress().Quantity(3))),
				at("2021-01-01 08:21:00", reported(report("r2").Progress().Quantity(0))),
			},
			want: behind,
		},
		"a report without a quantity says nothing of it": {
			duty: quarter(),
			steps: []step{
				at("2021-01-01 08:20:00", reported(report("r1").Progress().Quantity(3))),
				at("2021-01-01 08:21:00", reported(report("r2").Progress())),
			},
			want: onSchedule,
		},
		"quantity corrected downward": {
			duty: quarter(),
			steps: []step{
				at("2021-01-01 08:20:00", reported(report("r1").Progress().Quantity(3))),
				at("2021-01-01 08:21:00", reported(report("r2").Progress().Quantity(0).Supersedes("r1"))),
			},
			want: behind,
		},
		"Returned quantity not counted": {
			duty: quarter(),
			steps: []step{
				at("2021-01-01 08:20:00", reported(report("r1").Quantity(4))), at("2021-01-01 08:21:00", ruled(returning("b1", "r1"))),
			},
			want: behind,
		},
		"quantity of what is ignored not counted": {
			duty:  quarter(),
			steps: []step{at("2021-01-01 08:20:00", reported(report("r1").Quantity(3)))},
			want:  behind,
		},
		"quantity of what was superseded not counted, though it was received last": {
			duty: quarter(),
			steps: []step{
				at("2021-01-01 08:20:00", reported(report("r2").Progress().Quantity(0).Supersedes("r1"))),
				at("2021-01-01 08:21:00", reported(report("r1").Progress().Quantity(3))),
			},
			want: behind,
		},
		"quantity of a department without a part not counted": {
			duty:  quarter(),
			steps: []step{at("2021-01-01 08:20:00", reported(report("r1").Department(police).Progress().Quantity(4)))},
			want:  behind,
		},
		"quantity of a participant counted": {
			duty:  quarter().Participants(police),
			steps: []step{at("2021-01-01 08:20:00", reported(report("r1").Department(police).Progress().Quantity(4)))},
			want:  onSchedule,
		},
		"from the previous milestone, whose target is the start": {
			duty:  quarter(),
			steps: []step{at("2021-01-01 08:05:00", reported(report("r1").Progress().Quantity(4))), at("2021-01-01 09:08:19")},
			want:  []string{"Red DeadlinePassed InProgress", missed, "second Open", "final Open"},
		},
		"from the previous milestone, at the exact second": {
			duty:  quarter(),
			steps: []step{at("2021-01-01 08:05:00", reported(report("r1").Progress().Quantity(4))), at("2021-01-01 09:08:20")},
			want:  []string{"Red DeadlinePassed QuantityBehind InProgress", missed, "second Open", "final Open"},
		},
		"below the previous target is behind from the start": {
			duty:  quarter(),
			steps: []step{at("2021-01-01 08:05:00", reported(report("r1").Progress().Quantity(3))), at("2021-01-01 09:06:40")},
			want:  []string{"Red DeadlinePassed QuantityBehind InProgress", missed, "second Open", "final Open"},
		},
		"one short of the target is not behind before the deadline": {
			duty:  quarter(),
			steps: []step{at("2021-01-01 08:05:00", reported(report("r1").Progress().Quantity(3))), at("2021-01-01 09:06:39")},
			want:  onSchedule,
		},
		"completed is not behind": {
			duty: quarter(),
			steps: []step{
				at("2021-01-01 08:05:00", reported(report("r1").Quantity(13)), ruled(accepting("a1", "r1"))),
				at("2021-01-01 08:06:00", reported(report("r2").Progress().Quantity(0))),
				at("2021-01-01 09:00:00"),
			},
			want: []string{
				"Blue InProgress", "first Completed received 2021-01-01 08:05:00 by r1 ruled by Office in a1",
				"second Completed received 2021-01-01 08:05:00 by r1 ruled by Office in a1", "final Open",
			},
		},
		"from issued": {
			// The line rises by 24 in the 24 hours of the first of January.
			duty:  dutyDue("2021-01-02").Target("first", "2021-01-01", 24, "stations").Issued("2021-01-01"),
			steps: []step{at("2021-01-01 08:30:00", reported(report("r1").Progress().Quantity(8))), at("2021-01-01 08:59:59")},
			want:  []string{"Blue InProgress", "first Open", "final Open"},
		},
		"from issued, at the exact second": {
			duty:  dutyDue("2021-01-02").Target("first", "2021-01-01", 24, "stations").Issued("2021-01-01"),
			steps: []step{at("2021-01-01 08:30:00", reported(report("r1").Progress().Quantity(8))), at("2021-01-01 09:00:00")},
			want:  []string{"Yellow QuantityBehind InProgress", "first Open", "final Open"},
		},
		"issued by mistake two thousand years ago": {
			duty:  dutyDue("2999").Target("first", "2998", 1_000_000_000, "visits").Issued("0021-01-01"),
			steps: []step{at("2021-01-02 09:00:00", reported(report("r1").Progress().Quantity(600_000_000)))},
			want:  []string{"Yellow QuantityBehind InProgress", "first Open", "final Open"},
		},
	})
}

func TestReasonsOfBehindSchedule(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		steps []step
		want  string
	}{
		"a target ahead and the quantity keeps up": {
			steps: []step{at("2021-01-01 08:10:00")}, want: v1alpha1.ReasonOnSchedule,
		},
		"the quantity is reached, but not completed": {
			steps: []step{at("2021-01-01 08:10:00", reported(report("r1").Progress().Quantity(13)))}, want: v1alpha1.ReasonOnSchedule,
		},
		"completed": {
			steps: []step{at("2021-01-01 08:10:00", reported(report("r1").Quantity(13)), ruled(accepting("a1", "r1")))}, want: v1alpha1.ReasonNoTarget,
		},
		"no target lies ahead": {
			steps: []step{at("2021-01-01 09:21:40")}, want: v1alpha1.ReasonNoTarget,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := story{duty: quarter(), steps: test.steps}
			w := s.play(t, false)
			condition := meta.FindStatusCondition(w.duty.Status.Conditions, v1alpha1.ConditionBehindSchedule)
			if condition.Status != metav1.ConditionFalse || condition.Reason != test.want {
				t.Errorf("BehindSchedule is %s, %s, want False, %s", condition.Status, condition.Reason, test.want)
			}
		})
	}
}

// TestNext tells when the operator has to come back, and what it shows as the next
// deadline and as the earliest that stands missed.
func TestNext(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		duty                             *wrappers.DutyWrapper
		steps                            []step
		next, nextDeadline, overdueSince string
	}{
		"first the warning": {
			duty: dutyDue("2021-04-15").WarnBefore(wrappers.Days(30)),
			next: "2021-03-17 00:00:00", nextDeadline: "2021-04-16 00:00:00",
		},
		"then the deadline": {
			duty:  dutyDue("2021-04-15").WarnBefore(wrappers.Days(30)),
			steps: []step{at("2021-03-17 00:00:00")},
			next:  "2021-04-16 00:00:00", nextDeadline: "2021-04-16 00:00:00",
		},
		"then nothing": {
			steps: []step{at("2021-04-16 00:00:00")}, overdueSince: "2021-04-16 00:00:00",
		},
		"nothing of an undated duty":            {duty: dutyDue("")},
		"nothing while all is received in time": {steps: []step{at("2021-04-10 09:00:00", reported(report("r1")))}},
		"the second at which the quantity falls behind": {
			duty: quarter(), next: "2021-01-01 08:16:40", nextDeadline: "2021-01-01 09:06:40",
		},
		"the next deadline, though another is overdue": {
			duty:  dutyDue("2021-12-31").Milestone("survey", "2021-03").Milestone("report", "2021-06"),
			steps: []step{at("2021-05-01 09:00:00")},
			next:  "2021-07-01 00:00:00", nextDeadline: "2021-07-01 00:00:00", overdueSince: "2021-04-01 00:00:00",
		},
		"the earliest of two that are overdue": {
			duty:         dutyDue("2021-04-15").Milestone("survey", "2021-03"),
			steps:        []step{at("2021-05-01 09:00:00")},
			overdueSince: "2021-04-01 00:00:00",
		},
		"the other once the earliest is made good": {
			duty:         dutyDue("2021-04-15").Milestone("survey", "2021-03"),
			steps:        []step{at("2021-05-01 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")))},
			overdueSince: "2021-04-16 00:00:00",
		},
		"nothing while the plan cannot be read": {duty: dutyDue("2021-02-30")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// A ladder that is never climbed.
			s := story{duty: test.duty, region: xicheng().Escalation(wrappers.Reminder(wrappers.Days(0))), steps: test.steps}
			w := s.play(t, false)
			for what, times := range map[string][2]string{
				"Next":         {test.next, text(w.last.Next)},
				"nextDeadline": {test.nextDeadline, optional(w.duty.Status.NextDeadline)},
				"overdueSince": {test.overdueSince, optional(w.duty.Status.OverdueSince)},
			} {
				if times[0] != times[1] {
					t.Errorf("%s is %q, want %q", what, times[1], times[0])
				}
			}
		})
	}
}

func text(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return shown(&metav1.Time{Time: at})
}

func optional(at *metav1.Time) string {
	if at == nil {
		return ""
	}
	return shown(at)
}

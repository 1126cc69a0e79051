// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// outOfOrder gives a plan milestones that the schema cannot compare.
func outOfOrder(spec *v1alpha1.DepartmentDutySpec) {
	spec.Milestones = []v1alpha1.Milestone{{Name: "a", Due: "2019-06-01T00:00:00+08:00"}, {Name: "b", Due: "2018"}}
}

// TestNoHindsight holds that nobody lets a deadline pass while the plan cannot be
// understood, and moves it then.
func TestNoHindsight(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		garbled step
		reason  string
	}{
		"InvalidMilestones": {planned(outOfOrder), v1alpha1.ReasonInvalidMilestones},
		"InvalidMilestones, and due taken away": {planned(func(spec *v1alpha1.DepartmentDutySpec) {
			outOfOrder(spec)
			spec.Due = ""
		}), v1alpha1.ReasonInvalidMilestones},
		"InvalidMilestones, and due moved": {planned(func(spec *v1alpha1.DepartmentDutySpec) {
			outOfOrder(spec)
			spec.Due = "2099"
		}), v1alpha1.ReasonInvalidMilestones},
		"InvalidDueDate":           {movedTo("2021-02-30"), v1alpha1.ReasonInvalidDueDate},
		"InvalidDueDate of issued": {planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Source.Issued = "2021-02-29" }), v1alpha1.ReasonInvalidDueDate},
		"InvalidDueDate, and another lead": {planned(func(spec *v1alpha1.DepartmentDutySpec) {
			spec.Due, spec.Leads = "2021-02-30", []v1alpha1.DepartmentName{police}
		}), v1alpha1.ReasonInvalidDueDate},
		"UnknownTimeZone":      {within(xicheng().TimeZone("Asia/Xicheng")), v1alpha1.ReasonUnknownTimeZone},
		"JurisdictionNotFound": {within(nil), v1alpha1.ReasonJurisdictionNotFound},
		"one after the other": {func(w *world) {
			w.t.Helper()
			at("2021-04-02 09:00:00", movedTo("2021-02-30"))(w)
			at("2021-04-03 09:00:00", within(nil), planned(outOfOrder))(w)
			at("2021-04-04 09:00:00", within(xicheng()))(w)
		}, v1alpha1.ReasonInvalidDueDate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			moved := planned(func(spec *v1alpha1.DepartmentDutySpec) {
				*spec = dutyDue("2099").Obj().Spec
			})
			s := story{steps: []step{at("2021-04-01 09:00:00", test.garbled), at("2021-04-15 23:59:59")}}
			w := s.play(t, false)
			if next := metav1.NewTime(w.last.Next); shown(&next) != "2021-04-16 00:00:00" {
				t.Errorf("Next is %s, want the deadline", next)
			}
			if ready := meta.FindStatusCondition(w.duty.Status.Conditions, v1alpha1.ConditionReady); ready.Reason != test.reason {
				t.Errorf("Ready is %v, want %s", ready, test.reason)
			}
			at("2021-05-01 09:00:00")(w)
			for _, after := range []step{nil, moved} {
				if after != nil {
					within(xicheng())(w)
					after(w)
				}
				misses := w.duty.Status.Misses
				if len(misses) != 1 || misses[0].Checkpoint != v1alpha1.CheckpointFinal || shown(misses[0].MissedTime) != "2021-04-16 00:00:00" ||
					misses[0].Reason != v1alpha1.ReasonDeadlinePassed || misses[0].State != v1alpha1.MissStanding ||
					len(misses[0].Departments) != 1 || misses[0].Departments[0] != health {
					t.Errorf("moved: %t, misses are %v, want one of final by %s at its deadline", after != nil, misses, health)
				}
				if light := w.duty.Status.Light; light != v1alpha1.LightRed {
					t.Errorf("moved: %t, the light is %s", after != nil, light)
				}
			}
			missed := meta.FindStatusCondition(w.duty.Status.Conditions, v1alpha1.ConditionDeadlineMissed)
			if missed.Reason != v1alpha1.ReasonDeadlineMoved {
				t.Errorf("DeadlineMissed is %v, want %s", missed, v1alpha1.ReasonDeadlineMoved)
			}
		})
	}
}

// While the plan cannot be understood, the duty is judged by what it last was.
func TestPlanAsLastUnderstood(t *testing.T) {
	t.Parallel()
	garbled := movedTo("2021-02-30")
	mended := movedTo("2021-04-15")
	early := at("2021-04-01 09:00:00", garbled)
	tell(t, map[string]story{
		"a completion received meanwhile is in time": {
			steps:    []step{early, at("2021-04-15 23:59:58", reported(report("r1"))), at("2021-05-01 09:00:00", mended)},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 23:59:58 by r1"},
			verdicts: map[string]string{"r1": "UnderReview"}, edited: true,
		},
		"a completion accepted meanwhile counts": {
			steps: []step{
				early, at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", ruled(accepting("a1", "r1"))),
			},
			want:     []string{"Green InvalidDueDate CompletedInTime", "final Completed received 2021-04-10 09:00:00 by r1 ruled by Office in a1"},
			verdicts: map[string]string{"r1": "Accepted", "a1": "InForce"}, edited: true,
		},
		"a completion returned meanwhile, after the deadline, is missed": {
			steps: []step{
				early, at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-02 09:00:00", movedTo("2099")),
			},
			want: []string{"Red DeadlineMoved InProgress", "final Missed missed 2021-05-01 09:00:00"}, edited: true,
		},
		"a lead who was taken off meanwhile has completed all the same": {
			steps: []step{
				at("2021-04-01 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) {
					spec.Due, spec.Leads = "2021-02-30", []v1alpha1.DepartmentName{police}
				})),
				at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00"),
			},
			want:     []string{"Blue InvalidDueDate AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
			verdicts: map[string]string{"r1": "UnderReview"}, edited: true,
		},
		"participants that owed a report still do": {
			duty: dutyDue("2021-04-15").Participants(police).Reporters(v1alpha1.ReportersAll),
			steps: []step{
				at("2021-04-01 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) {
					spec.Due, spec.Reporters = "2021-02-30", v1alpha1.ReportersLeads
				})),
				at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00"),
			},
			want: []string{"Red InvalidDueDate DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00"}, edited: true,
		},
		"a milestone is reached by its target": {
			duty: stations(),
			steps: []step{
				at("2021-03-10 09:00:00", planned(outOfOrder), reported(report("r1").Checkpoint("spring").Quantity(13))),
				at("2021-08-01 09:00:00"),
			},
			want: []string{
				"Yellow InvalidMilestones QuantityBehind AwaitingRuling InProgress", "spring UnderReview received 2021-03-10 09:00:00 by r1",
				"summer UnderReview received 2021-03-10 09:00:00 by r1", "autumn Open", "final Open",
			},
			edited: true,
		},
		"and missed below it": {
			duty: stations(),
			steps: []step{
				at("2021-03-10 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) {
					spec.Milestones[1].Target, spec.Due = 4, "2021-02-30"
				}), reported(report("r1").Checkpoint("spring").Quantity(12))),
				at("2021-07-01 00:00:00"),
			},
			want: []string{
				"Red InvalidDueDate DeadlinePassed QuantityBehind AwaitingRuling InProgress", "spring UnderReview received 2021-03-10 09:00:00 by r1",
				"summer Missed missed 2021-07-01 00:00:00", "autumn Open", "final Open",
			},
			edited: true,
		},
		"a checkpoint of the plan that cannot be understood is none yet": {
			steps:    []step{at("2021-04-01 09:00:00", planned(outOfOrder), reported(report("r1").Checkpoint("a")))},
			want:     []string{"Blue InvalidMilestones InProgress", "final Open"},
			verdicts: map[string]string{"r1": "Ignored UnknownCheckpoint"}, edited: true,
		},
		"a removed milestone takes no report": {
			duty: dutyDue("2021-04-15").Milestone("survey", "2021-02"),
			steps: []step{
				at("2021-03-10 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones = nil })),
				at("2021-03-11 09:00:00", within(nil)),
				at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", within(xicheng())),
			},
			want: []string{
				"Red DeadlineMoved AwaitingRuling InProgress", "survey Missed missed 2021-03-01 00:00:00 received 2021-04-10 09:00:00 by r1",
				"final UnderReview received 2021-04-10 09:00:00 by r1",
			},
			edited: true,
		},
		"a record that was weighed is no news when the plan is mended": {
			duty: dutyDue("").Target("stations", "2021-04-15", 13, "stations"),
			steps: []step{
				at("2021-05-01 09:00:00", reported(report("r1").Quantity(10).Received(instant("2021-04-10 09:00:00")))),
				at("2021-05-02 09:00:00", planned(outOfOrder)),
				at("2021-05-03 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) {
					spec.Milestones = []v1alpha1.Milestone{{Name: "stations", Due: "2021-04-15", Target: 10, Unit: "stations"}}
				})),
			},
			want: []string{
				"Red DeadlinePassed AwaitingRuling InProgress", "stations Missed missed 2021-04-16 00:00:00 received 2021-04-10 09:00:00 by r1",
			},
			edited: true,
		},
		"without a region a ruling made before stays in force": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(returning("b1", "r1"))),
				at("2021-04-11 09:00:00", within(nil)), at("2021-05-01 09:00:00"),
			},
			want:     []string{"Red JurisdictionNotFound DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			verdicts: map[string]string{"r1": "Returned", "b1": "InForce"}, edited: true,
		},
		"without a region a ruling waits": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-04-11 09:00:00", within(nil), ruled(returning("b1", "r1"))),
				at("2021-05-01 09:00:00"),
			},
			want:     []string{"Blue JurisdictionNotFound AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
			verdicts: map[string]string{"r1": "UnderReview", "b1": "DutyNotReady"}, edited: true,
		},
		"and is in force once there is one": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-02 09:00:00", within(nil)), at("2021-05-03 09:00:00", ruled(accepting("a1", "r1").Supersedes("b1"))),
				at("2021-05-04 09:00:00", within(xicheng())),
			},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-10 09:00:00 by r1 ruled by Office in a1"},
			verdicts: map[string]string{"b1": "Superseded", "a1": "InForce"}, edited: true,
		},
		"without a region who could not rule before still cannot": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(returning("b1", "r1").Parent("tianjin"))),
				at("2021-04-11 09:00:00", within(nil)), at("2021-05-01 09:00:00"),
			},
			want:     []string{"Blue JurisdictionNotFound AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
			verdicts: map[string]string{"b1": "Ignored DutyNotReady"}, edited: true,
		},
		"an operator that was down meanwhile records the miss": {
			steps: []step{stopped, early, at("2021-05-01 09:00:00"), started},
			want:  []string{"Red InvalidDueDate DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"}, edited: true,
		},
	})
}

// TestNeverUnderstood holds that there is nothing to judge by where the plan never
// was understood.
func TestNeverUnderstood(t *testing.T) {
	t.Parallel()
	s := story{
		duty: dutyDue("2021-02-30"), steps: []step{at("2021-05-01 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")))},
		want: []string{" InvalidDueDate"}, verdicts: map[string]string{"r1": "DutyNotReady", "a1": "DutyNotReady"},
	}
	w := s.play(t, false)
	if status := &w.duty.Status; len(status.Misses) > 0 || len(status.Checkpoints) > 0 || !w.last.Next.IsZero() || len(status.Receipts) != 2 {
		t.Errorf("the status is %v, Next %s", status, w.last.Next)
	}
}

// TestMessagesWithoutTimeZone holds that messages use the default time zone while that
// of the region is not known.
func TestMessagesWithoutTimeZone(t *testing.T) {
	t.Parallel()
	for name, region := range map[string]*wrappers.JurisdictionWrapper{"no region": nil, "no such zone": xicheng().TimeZone("Asia/Xicheng")} {
		s := story{region: xicheng().TimeZone("Asia/Urumqi"), steps: []step{at("2021-04-01 09:00:00", within(region)), at("2021-05-01 09:00:00")}}
		w := s.play(t, false)
		missed := meta.FindStatusCondition(w.duty.Status.Conditions, v1alpha1.ConditionDeadlineMissed)
		if want := "deadline 2021-04-16T02:00:00+08:00"; !strings.Contains(missed.Message, want) {
			t.Errorf("%s: DeadlineMissed says %q, want %q", name, missed.Message, want)
		}
	}
}

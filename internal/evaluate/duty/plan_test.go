// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// Editing a plan never clears a recorded miss: design.md, 2.
func TestEditsKeepMisses(t *testing.T) {
	t.Parallel()
	missed := at("2021-05-01 09:00:00")
	withoutMilestones := planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones = nil })
	tell(t, map[string]story{
		"moved due keeps the miss: DeadlineMoved": {
			steps:  []step{missed, movedTo("2021-12-31")},
			want:   []string{"Red DeadlineMoved InProgress", "final Missed missed 2021-04-16 00:00:00"},
			edited: true,
		},
		"moved due and completed before the new one is completed late": {
			steps: []step{missed, movedTo("2021-12-31"), at("2021-06-01 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")))},
			want: []string{
				"Green CompletedLate", "final CompletedLate missed 2021-04-16 00:00:00 received 2021-06-01 09:00:00 by r1 ruled by Office in a1",
			},
			edited: true,
		},
		"moved due and missed again": {
			steps:  []step{missed, movedTo("2021-05-31"), at("2021-06-01 00:00:00")},
			want:   []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			edited: true,
		},
		"moved due and moved back is the same miss": {
			steps:  []step{missed, movedTo("2021-05-31"), at("2021-05-02 09:00:00", movedTo("2021-04-15"))},
			want:   []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			edited: true,
		},
		"moved before the deadline is no miss": {
			steps:  []step{at("2021-04-15 23:59:59", movedTo("2021-12-31")), missed},
			want:   []string{"Blue InProgress", "final Open"},
			edited: true,
		},
		"due taken away keeps the miss": {
			steps:  []step{missed, movedTo("")},
			want:   []string{"Red DeadlineMoved Continuing", "final Missed missed 2021-04-16 00:00:00"},
			edited: true,
		},
		"due taken away does not let an earlier milestone stand for it": {
			duty: dutyDue("2021-04-15").Milestone("survey", "2021-02"),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1").Checkpoint("survey")), ruled(accepting("a1", "r1"))), missed, movedTo(""),
			},
			want: []string{
				"Red DeadlineMoved CompletedLate", "final Missed missed 2021-04-16 00:00:00 received 2021-02-10 09:00:00 by r1 ruled by Office in a1",
				"survey Completed received 2021-02-10 09:00:00 by r1 ruled by Office in a1",
			},
			edited: true,
		},
		"due taken away is made good by a later completion": {
			duty: dutyDue("2021-04-15").Milestone("survey", "2021-02"),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1").Checkpoint("survey")), ruled(accepting("a1", "r1"))), missed, movedTo(""),
				at("2021-06-01 09:00:00", reported(report("r2").Checkpoint("final")), ruled(accepting("a2", "r2"))),
			},
			want:   []string{"Green CompletedLate", "survey Completed received 2021-02-10 09:00:00 by r1 ruled by Office in a1"},
			edited: true,
		},
		"removed milestone keeps its miss": {
			duty:   dutyDue("2021-12").Milestone("survey", "2021-02"),
			steps:  []step{missed, withoutMilestones},
			want:   []string{"Red DeadlineMoved InProgress", "survey Missed missed 2021-03-01 00:00:00", "final Open"},
			edited: true,
		},
		"removed milestone is made good by its own report": {
			duty: dutyDue("2021-12").Milestone("survey", "2021-02"),
			steps: []step{
				missed, withoutMilestones, at("2021-06-01 09:00:00", reported(report("r1").Checkpoint("survey")), ruled(accepting("a1", "r1"))),
			},
			want:   []string{"Blue InProgress", "final Open"},
			edited: true,
		},
		"removed milestone is made good by final": {
			duty: dutyDue("2021-12").Milestone("survey", "2021-02"),
			steps: []step{
				missed, withoutMilestones, at("2021-06-01 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
			},
			want:   []string{"Green CompletedLate", "final Completed received 2021-06-01 09:00:00 by r1 ruled by Office in a1"},
			edited: true,
		},
		"removed milestone is refuted by a paper record": {
			duty:   dutyDue("2021-12").Milestone("survey", "2021-02"),
			steps:  []step{missed, withoutMilestones, reported(report("r1").Checkpoint("survey").Received(instant("2021-02-28 23:59:59")))},
			want:   []string{"Blue AwaitingRuling InProgress", "final Open"},
			edited: true,
		},
		"an omitted checkpoint is not a removed one": {
			duty:   dutyDue("2021-12").Milestone("survey", "2021-02"),
			steps:  []step{missed, withoutMilestones, reported(report("r1"))},
			want:   []string{"Red DeadlineMoved AwaitingRuling InProgress", "survey Missed missed 2021-03-01 00:00:00 received 2021-05-01 09:00:00 by r1", "final UnderReview received 2021-05-01 09:00:00 by r1"},
			edited: true,
		},
		"lead changed after a miss does not clear it": {
			steps:  []step{missed, planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Leads = []v1alpha1.DepartmentName{police} })},
			want:   []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			edited: true,
		},
		"lead changed after a miss, the new one completes": {
			steps: []step{
				missed, planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Leads = []v1alpha1.DepartmentName{police} }),
				at("2021-06-01 09:00:00", reported(report("r1").Department(police)), ruled(accepting("a1", "r1"))),
			},
			want:   []string{"Green CompletedLate", "final CompletedLate missed 2021-04-16 00:00:00 received 2021-06-01 09:00:00 by r1 ruled by Office in a1"},
			edited: true,
		},
		"taking the lead who missed it off the plan does not clear the miss": {
			duty: dutyDue("2021-04-15").Leads(health, police),
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))), missed,
				planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Leads = []v1alpha1.DepartmentName{health} }),
			},
			want: []string{
				"Red DeadlinePassed CompletedLate", "final Missed missed 2021-04-16 00:00:00 received 2021-04-10 09:00:00 by r1 ruled by Office in a1",
			},
			edited: true,
		},
		"asking the participants no more does not clear their miss": {
			duty: dutyDue("2021-04-15").Participants(police).Reporters(v1alpha1.ReportersAll),
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))), missed,
				planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Reporters = v1alpha1.ReportersLeads }),
			},
			want: []string{
				"Red DeadlinePassed CompletedLate", "final Missed missed 2021-04-16 00:00:00 received 2021-04-10 09:00:00 by r1 ruled by Office in a1",
			},
			edited: true,
		},
		"a completion since then does": {
			duty: dutyDue("2021-04-15").Leads(health, police),
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))), missed,
				planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Leads = []v1alpha1.DepartmentName{health} }),
				at("2021-06-01 09:00:00", reported(report("r2")), ruled(accepting("a2", "r2"))),
			},
			want: []string{
				"Green CompletedLate", "final CompletedLate missed 2021-04-16 00:00:00 received 2021-04-10 09:00:00 by r1 ruled by Office in a1",
			},
			edited: true,
		},
		"lowered target does not let an earlier report meet it": {
			duty: stations(),
			steps: []step{
				at("2021-03-10 09:00:00", reported(report("r1").Quantity(10)), ruled(accepting("a1", "r1"))),
				at("2021-07-02 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones[1].Target = 10 })),
			},
			want: []string{
				"Red DeadlinePassed InProgress", "spring Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1",
				"summer Missed missed 2021-07-01 00:00:00 received 2021-03-10 09:00:00 by r1 ruled by Office in a1", "autumn Open", "final Open",
			},
			edited: true,
		},
		"lowered target does not let a report meet it that was ignored": {
			duty: stations(),
			steps: []step{
				at("2021-03-10 09:00:00", reported(report("r1").Checkpoint("summer").Quantity(10)), ruled(accepting("a1", "r1"))),
				at("2021-07-02 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones[1].Target = 10 })),
				// Neither does what is ruled, corrected or said of it afterwards.
				at("2021-07-03 09:00:00", reported(report("r2").Checkpoint("summer").Quantity(11).Supersedes("r1"))),
				at("2021-07-04 09:00:00", reported(report("r3").Progress().Quantity(11)), ruled(returning("b1", "r2"))),
				at("2021-07-05 09:00:00", ruled(accepting("a2", "r2"))),
			},
			want: []string{
				"Red DeadlinePassed InProgress", "spring Missed missed 2021-04-01 00:00:00",
				"summer Missed missed 2021-07-01 00:00:00", "autumn Open", "final Open",
			},
			edited: true,
		},
		"lowered target does not let a paper record meet it that was known before": {
			duty: dutyDue("2021-12").Issued("2020-01-01").Target("spring", "2020-03", 4, "stations").Target("summer", "2020-06", 13, "stations"),
			steps: []step{
				at("2021-01-02 09:00:00", reported(report("r1").Quantity(10).Received(instant("2020-03-10 09:00:00"))), ruled(accepting("a1", "r1"))),
				at("2021-01-03 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones[1].Target = 10 })),
			},
			want: []string{
				"Red DeadlinePassed InProgress", "spring Completed received 2020-03-10 09:00:00 by r1 ruled by Office in a1",
				"summer Missed missed 2020-07-01 00:00:00 received 2020-03-10 09:00:00 by r1 ruled by Office in a1", "final Open",
			},
			edited: true,
		},
		"a paper record filed while the plan could not be read refutes": {
			steps: []step{
				missed, movedTo("2021-02-30"),
				at("2021-05-02 09:00:00", reported(report("r1").Received(instant("2021-04-10 09:00:00")))),
				at("2021-05-03 09:00:00", movedTo("2021-04-15")),
			},
			want:   []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
			edited: true,
		},
		"lowered target is made good by what is reported since": {
			duty: stations(),
			steps: []step{
				at("2021-03-10 09:00:00", reported(report("r1").Quantity(10)), ruled(accepting("a1", "r1"))),
				at("2021-07-02 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones[1].Target = 10 })),
				at("2021-07-03 09:00:00", reported(report("r2").Checkpoint("summer").Quantity(10)), ruled(accepting("a2", "r2"))),
			},
			want: []string{
				"Blue InProgress", "spring Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1",
				"summer CompletedLate missed 2021-07-01 00:00:00 received 2021-03-10 09:00:00 by r1 ruled by Office in a1", "autumn Open", "final Open",
			},
			edited: true,
		},
		"a milestone taken away does not let its report stand for another": {
			duty: dutyDue("2021-04-15").Milestone("survey", "2021-02"),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))), missed, withoutMilestones,
			},
			want: []string{
				"Red DeadlinePassed CompletedLate", "final Missed missed 2021-04-16 00:00:00 received 2021-02-10 09:00:00 by r1 ruled by Office in a1",
			},
			edited: true,
		},
		"who may rule no more has returned all the same": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-04-20 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-01 09:00:00", within(xicheng().Departments(health))),
			},
			want: []string{
				"Red ReportReturned AwaitingRuling InProgress", "final Missed missed 2021-04-20 09:00:00 received 2021-04-10 09:00:00 by r1",
			},
			edited: true,
		},
		"a Return that is deleted was made all the same": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-04-20 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-01 09:00:00", purged("b1"), ruled(accepting("a1", "r1"))),
			},
			want: []string{
				"Red ReportReturned CompletedLate", "final Missed missed 2021-04-20 09:00:00 received 2021-04-10 09:00:00 by r1 ruled by Office in a1",
			},
			edited: true,
		},
		"removed milestone is refuted by a paper record of what came after it": {
			duty: dutyDue("2021-12").Milestone("survey", "2021-02").Milestone("report", "2021-03"),
			steps: []step{
				missed, planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones = spec.Milestones[1:] }),
				reported(report("r1").Checkpoint("final").Received(instant("2021-02-28 09:00:00"))),
			},
			want: []string{
				"Blue AwaitingRuling InProgress", "report UnderReview received 2021-02-28 09:00:00 by r1", "final UnderReview received 2021-02-28 09:00:00 by r1",
			},
			edited: true,
		},
		"removed milestone that was refuted is missed by nobody else": {
			duty: dutyDue("2021-12").Milestone("survey", "2021-02"),
			steps: []step{
				missed, withoutMilestones, reported(report("r1").Checkpoint("survey").Received(instant("2021-02-28 09:00:00"))),
				at("2021-05-02 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Leads = []v1alpha1.DepartmentName{police} })),
			},
			want:   []string{"Blue InProgress", "final Open"},
			edited: true,
		},
		"a plan that cannot be read keeps everything": {
			steps:  []step{missed, movedTo("2021-02-30")},
			want:   []string{"Red InvalidDueDate DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			edited: true,
		},
		"a deadline moved into the past is missed": {
			duty:   dutyDue("2021-12"),
			steps:  []step{at("2021-05-01 09:00:00", movedTo("2021-04-15"))},
			want:   []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			edited: true,
		},
	})
}

func TestRemovedMilestoneShowsItsLastDeadline(t *testing.T) {
	t.Parallel()
	due := func(due v1alpha1.DueDate) step {
		return planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones[0].Due = due })
	}
	s := story{
		duty: dutyDue("2021-12").Milestone("survey", "2021-02"),
		steps: []step{
			at("2021-03-10 09:00:00", due("2021-03")), at("2021-04-10 09:00:00", due("2021-01")),
			at("2021-04-11 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones = nil })),
		},
		want: []string{"Red DeadlineMoved InProgress", "survey Missed missed 2021-02-01 00:00:00", "final Open"},
	}
	w := s.play(t, false)
	if deadline := w.duty.Status.Checkpoints[0].Deadline; shown(deadline) != "2021-04-01 00:00:00" || len(w.duty.Status.Misses) != 3 {
		t.Errorf("the deadline is %s, the misses %v, want the last of three", shown(deadline), w.duty.Status.Misses)
	}
}

// Who has missed a deadline is told for as long as no record proves otherwise.
func TestMissingDepartments(t *testing.T) {
	t.Parallel()
	two := func() *wrappers.DutyWrapper { return dutyDue("2021-04-15").Leads(health, police) }
	tests := map[string]struct {
		steps []step
		want  []v1alpha1.DepartmentName
	}{
		"all that had not filed": {
			steps: []step{at("2021-05-01 09:00:00")}, want: []v1alpha1.DepartmentName{health, police},
		},
		"not who had filed": {
			steps: []step{at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00")}, want: []v1alpha1.DepartmentName{police},
		},
		"who was returned since": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
			},
			want: []v1alpha1.DepartmentName{police, health},
		},
		"not who is only asked since": {
			steps: []step{
				at("2021-05-01 09:00:00"),
				planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Leads = []v1alpha1.DepartmentName{insurance} }),
			},
			want: []v1alpha1.DepartmentName{health, police},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := story{duty: two(), steps: test.steps}
			w := s.play(t, false)
			if len(w.duty.Status.Misses) != 1 || !slices.Equal(w.duty.Status.Misses[0].Departments, test.want) {
				t.Errorf("misses are %v, want one by %v", w.duty.Status.Misses, test.want)
			}
		})
	}
}

func TestDepartments(t *testing.T) {
	t.Parallel()
	duty := dutyDue("2021-12").Milestone("survey", "2021-03").Leads(health, police)
	tests := map[string]struct {
		steps []step
		want  map[v1alpha1.DepartmentName]string
	}{
		"nothing filed": {want: map[v1alpha1.DepartmentName]string{health: "Pending", police: "Pending"}},
		"filed, accepted, returned": {
			steps: []step{at("2021-02-01 09:00:00", reported(report("r1")), reported(report("r2").Department(police)), ruled(returning("b2", "r2")))},
			want:  map[v1alpha1.DepartmentName]string{health: "UnderReview 2021-02-01 09:00:00", police: "Returned"},
		},
		"accepted and filed anew": {
			steps: []step{
				at("2021-02-01 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")), reported(report("r2").Department(police)), ruled(returning("b2", "r2"))),
				at("2021-02-02 09:00:00", reported(report("r3").Department(police).Supersedes("r2"))),
			},
			want: map[v1alpha1.DepartmentName]string{health: "Accepted 2021-02-01 09:00:00", police: "UnderReview 2021-02-02 09:00:00"},
		},
		"toward the earliest checkpoint that is not completed": {
			steps: []step{
				at("2021-02-01 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
				at("2021-02-02 09:00:00", reported(report("r2").Department(police)), ruled(accepting("a2", "r2"))),
				at("2021-02-03 09:00:00", reported(report("r3").Department(police))),
			},
			want: map[v1alpha1.DepartmentName]string{health: "Pending", police: "UnderReview 2021-02-03 09:00:00"},
		},
		"toward the last when all are completed": {
			steps: []step{
				at("2021-02-01 09:00:00", reported(report("r1").Checkpoint("final")), ruled(accepting("a1", "r1"))),
				at("2021-02-02 09:00:00", reported(report("r2").Department(police).Checkpoint("final")), ruled(accepting("a2", "r2"))),
			},
			want: map[v1alpha1.DepartmentName]string{health: "Accepted 2021-02-01 09:00:00", police: "Accepted 2021-02-02 09:00:00"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := story{duty: duty, steps: test.steps}
			w := s.play(t, false)
			got := map[v1alpha1.DepartmentName]string{}
			for _, department := range w.duty.Status.Departments {
				got[department.Name] = string(department.State)
				if department.ReceivedTime != nil {
					got[department.Name] += " " + shown(department.ReceivedTime)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("departments (-want +got):\n%s", diff)
			}
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"testing"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// extending begins a ruling of the office that gives more time for the duty, and
// waiving one that asks for nothing.
func extending(name string, until v1alpha1.DueDate) *wrappers.RulingWrapper {
	return wrappers.Ruling(name).Office(office).Extend(until).Checkpoint(v1alpha1.CheckpointFinal)
}

func waiving(name string) *wrappers.RulingWrapper {
	return wrappers.Ruling(name).Office(office).Waive("the clinic closed down").Checkpoint(v1alpha1.CheckpointFinal)
}

func TestExtension(t *testing.T) {
	t.Parallel()
	missedFinal := "final Missed missed 2021-04-16 00:00:00"
	tell(t, map[string]story{
		"before the deadline: that counts no more": {
			steps: []step{at("2021-04-10 09:00:00", ruled(extending("e1", "2021-05-15"))), at("2021-05-15 23:59:59")},
			want:  []string{"Blue InProgress", "final Open"}, show: showDeadlines, told: []string{"final Open 2021-05-16 00:00:00, 1 extensions"},
		},
		"the new one is missed as any": {
			steps: []step{at("2021-04-10 09:00:00", ruled(extending("e1", "2021-05-15"))), at("2021-05-16 00:00:00")},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-05-16 00:00:00"},
		},
		"received in time by then": {
			steps: []step{
				at("2021-04-10 09:00:00", ruled(extending("e1", "2021-05-15"))), at("2021-05-15 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
			},
			want: []string{"Green CompletedInTime", "final Completed received 2021-05-15 09:00:00 by r1 ruled by Office in a1"},
		},
		"after the deadline: the miss stays": {
			steps: []step{at("2021-04-20 09:00:00", ruled(extending("e1", "2021-05-15")))},
			want:  []string{"Red DeadlineExtended InProgress", missedFinal}, show: showMisses,
			told: []string{"final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Standing"},
		},
		"and completed within it is late all the same": {
			steps: []step{
				at("2021-04-20 09:00:00", ruled(extending("e1", "2021-05-15"))), at("2021-05-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
			},
			want: []string{"Green CompletedLate", "final CompletedLate missed 2021-04-16 00:00:00 received 2021-05-10 09:00:00 by r1 ruled by Office in a1"},
		},
		"and the new deadline is missed too": {
			steps: []step{at("2021-04-20 09:00:00", ruled(extending("e1", "2021-05-15"))), at("2021-05-16 00:00:00")},
			want:  []string{"Red DeadlinePassed InProgress", missedFinal}, show: showMisses, told: []string{
				"final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Standing", "final 2021-05-16 00:00:00 missed 2021-05-16 00:00:00 Standing",
			},
		},
		"two, of which the longer counts": {
			steps: []step{at("2021-04-10 09:00:00", ruled(extending("e1", "2021-06-15"))), at("2021-04-11 09:00:00", ruled(extending("e2", "2021-05-15")))},
			show:  showDeadlines, told: []string{"final Open 2021-06-16 00:00:00, 2 extensions"},
		},
		"superseded by less": {
			steps: []step{at("2021-04-10 09:00:00", ruled(extending("e1", "2021-06-15"))), at("2021-04-11 09:00:00", ruled(extending("e2", "2021-05-15").Supersedes("e1")))},
			show:  showDeadlines, told: []string{"final Open 2021-05-16 00:00:00, 1 extensions"}, verdicts: map[string]string{"e1": "Superseded", "e2": "InForce"},
		},
		"superseded by more": {
			steps: []step{at("2021-04-10 09:00:00", ruled(extending("e1", "2021-05-15"))), at("2021-05-11 09:00:00", ruled(extending("e2", "2021-06-15").Supersedes("e1")))},
			show:  showDeadlines, told: []string{"final Open 2021-06-16 00:00:00, 1 extensions"},
		},
		"for a milestone": {
			duty: dutyDue("2021-12").Milestone("survey", "2021-03"), steps: []step{at("2021-03-10 09:00:00", ruled(extending("e1", "2021-05").Checkpoint("survey")))},
			show: showDeadlines, told: []string{"survey Open 2021-06-01 00:00:00, 1 extensions", "final Open 2022-01-01 00:00:00"},
		},
		"for a cycle": {
			duty: carriedOn(), steps: []step{at("2021-02-05 09:00:00", ruled(extending("e1", "2021-02-20").Checkpoint("2021-02-01")))},
			show: showDeadlines, told: []string{"2021-02-01 Open 2021-02-21 00:00:00, 1 extensions"},
		},
		"until not after the ruling": {
			steps: []step{at("2021-04-20 09:00:00", ruled(extending("e1", "2021-04-19")))}, verdicts: map[string]string{"e1": "Ignored UntilNotAfterRuling"},
		},
		"until a day that does not exist": {
			steps: []step{at("2021-04-10 09:00:00", ruled(extending("e1", "2021-04-31")))}, verdicts: map[string]string{"e1": "Ignored UntilNotAfterRuling"},
		},
		"of what has no deadline": {
			duty: dutyDue(""), steps: []step{at("2021-04-10 09:00:00", ruled(extending("e1", "2021-05-15")))}, verdicts: map[string]string{"e1": "Ignored NothingToExtend"},
		},
		"of what there is not": {
			steps: []step{at("2021-04-10 09:00:00", ruled(extending("e1", "2021-05-15").Checkpoint("survey")))}, verdicts: map[string]string{"e1": "Ignored UnknownCheckpoint"},
		},
		"received before the deadline and seen after it refutes the miss": {
			steps: []step{at("2021-04-20 09:00:00", rulingSeenLate(extending("e1", "2021-05-15"), "2021-04-15 23:59:59"))},
			want:  []string{"Blue InProgress", "final Open"}, show: showMisses,
			told: []string{"final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Refuted"}, edited: true,
		},
		"it stays so when the new one is missed": {
			steps: []step{at("2021-04-20 09:00:00", rulingSeenLate(extending("e1", "2021-05-15"), "2021-04-15 23:59:59")), at("2021-06-01 09:00:00")},
			show:  showMisses, told: []string{
				"final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Refuted", "final 2021-05-16 00:00:00 missed 2021-05-16 00:00:00 Standing",
			}, edited: true,
		},
		"while the plan cannot be read it is kept": {
			steps: []step{at("2021-04-10 09:00:00", ruled(extending("e1", "2021-05-15")), movedTo("2021-02-30")), at("2021-05-15 23:59:59")},
			want:  []string{"Blue InvalidDueDate InProgress", "final Open"}, edited: true,
		},
		"and granted": {
			steps: []step{at("2021-04-10 09:00:00", movedTo("2021-02-30"), ruled(extending("e1", "2021-05-15"))), at("2021-05-15 23:59:59")},
			want:  []string{"Blue InvalidDueDate InProgress", "final Open"}, edited: true,
		},
	})
}

func TestExtensionRequest(t *testing.T) {
	t.Parallel()
	asked := at("2021-04-09 09:00:00", reported(report("q1").ExtensionRequest("2021-05-15")))
	granted := at("2021-04-10 09:00:00", ruled(wrappers.Ruling("e1").Office(office).Report("q1").Extend("2021-05-15")))
	tell(t, map[string]story{
		"awaits its ruling": {
			steps: []step{asked}, want: []string{"Blue AwaitingRuling InProgress", "final Open"}, verdicts: map[string]string{"q1": "UnderReview"},
		},
		"changes nothing by itself": {
			steps: []step{asked, at("2021-04-16 00:00:00")}, want: []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"granted": {
			steps: []step{asked, granted}, want: []string{"Blue InProgress", "final Open"}, verdicts: map[string]string{"q1": "Granted", "e1": "InForce"},
			show: showDeadlines, told: []string{"final Open 2021-05-16 00:00:00, 1 extensions"},
		},
		"refused": {
			steps:    []step{asked, at("2021-04-10 09:00:00", ruled(returning("b1", "q1")))},
			verdicts: map[string]string{"q1": "Returned", "b1": "InForce"}, show: showDeadlines, told: []string{"final Open 2021-04-16 00:00:00"},
		},
		"granted, and taken back by a Return before the deadline": {
			steps: []step{asked, granted, at("2021-04-12 09:00:00", ruled(returning("b1", "q1").Supersedes("e1")))},
			show:  showDeadlines, told: []string{"final Open 2021-04-16 00:00:00"}, verdicts: map[string]string{"q1": "Returned", "e1": "Superseded"},
		},
		"taken back after it: what lies behind was not missed": {
			steps: []step{asked, granted, at("2021-05-01 09:00:00", ruled(returning("b1", "q1").Supersedes("e1")))},
			show:  showMisses, told: []string{"final 2021-05-01 09:00:00 missed 2021-05-01 09:00:00 Standing"},
		},
		"asked on paper it is no completion": {
			steps: []step{asked, at("2021-04-10 09:00:00", ruled(accepting("a1", "q1")))}, verdicts: map[string]string{"a1": "Ignored ReportNotReviewable"},
		},
		"a completion is no request": {
			steps:    []step{at("2021-04-09 09:00:00", reported(report("r1"))), at("2021-04-10 09:00:00", ruled(wrappers.Ruling("e1").Office(office).Report("r1").Extend("2021-05-15")))},
			verdicts: map[string]string{"e1": "Ignored ReportNotReviewable"},
		},
		"neither corrects the other": {
			steps: []step{asked, at("2021-04-10 09:00:00", reported(report("r1").Supersedes("q1")))}, verdicts: map[string]string{"r1": "Ignored SupersedesMismatch"},
		},
		"let off upon it": {
			steps: []step{asked, at("2021-04-10 09:00:00", ruled(wrappers.Ruling("w1").Office(office).Report("q1").Waive("closed")))},
			want:  []string{"Green Waived", "final Waived ruled by Office in w1"}, verdicts: map[string]string{"q1": "Granted"},
		},
	})
}

func TestWaiver(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"before the deadline nothing is owed": {
			steps: []step{at("2021-04-10 09:00:00", ruled(waiving("w1"))), at("2021-06-01 09:00:00")}, want: []string{"Green Waived", "final Waived ruled by Office in w1"},
			show: showMisses,
		},
		"after the miss it is lifted, and stays counted": {
			steps: []step{at("2021-04-20 09:00:00", ruled(waiving("w1")))}, want: []string{"Green Waived", "final Waived missed 2021-04-16 00:00:00 ruled by Office in w1"},
			show: showMisses, told: []string{"final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Lifted"},
		},
		"until a day": {
			steps: []step{at("2021-04-10 09:00:00", ruled(waiving("w1").Until("2021-05-15"))), at("2021-05-15 23:59:59")},
			want:  []string{"Blue InProgress", "final Waived"}, show: showDeadlines,
			told: []string{"final Waived 2021-05-16 00:00:00, waived until 2021-05-16 00:00:00"},
		},
		"then it expires, and is missed": {
			steps: []step{at("2021-04-10 09:00:00", ruled(waiving("w1").Until("2021-05-15"))), at("2021-05-16 00:00:00")},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-05-16 00:00:00"},
		},
		"one that was missed before stands again": {
			steps: []step{at("2021-04-20 09:00:00", ruled(waiving("w1").Until("2021-05-15"))), at("2021-05-16 00:00:00")},
			show:  showMisses, told: []string{
				"final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Standing", "final 2021-05-16 00:00:00 missed 2021-05-16 00:00:00 Standing",
			},
		},
		"waived for good a milestone is done": {
			duty:  dutyDue("2021-12").Milestone("survey", "2021-03"),
			steps: []step{at("2021-03-10 09:00:00", ruled(waiving("w1").Checkpoint("survey"))), at("2021-04-10 09:00:00", reported(report("r1").Checkpoint("final")), ruled(accepting("a1", "r1")))},
			want: []string{
				"Green CompletedInTime", "survey Completed received 2021-04-10 09:00:00 by r1 ruled by Office in a1",
				"final Completed received 2021-04-10 09:00:00 by r1 ruled by Office in a1",
			},
		},
		"waived for good a due date lets cycles open": {
			duty: dutyDue("2021-04-15").Recurrence(monthly()), steps: []step{at("2021-04-10 09:00:00", ruled(waiving("w1"))), at("2021-05-01 00:00:00")},
			want: []string{"Green Continuing", "final Waived ruled by Office in w1", "2021-05-01 Open"},
		},
		"superseded by one until a day": {
			steps: []step{at("2021-04-10 09:00:00", ruled(waiving("w1"))), at("2021-05-10 09:00:00", ruled(waiving("w2").Until("2021-05-15").Supersedes("w1")))},
			want:  []string{"Blue InProgress", "final Waived"}, show: showDeadlines, told: []string{"final Waived 2021-05-16 00:00:00, waived until 2021-05-16 00:00:00"},
		},
		"received before the deadline and seen after it refutes the miss": {
			steps: []step{at("2021-04-20 09:00:00", rulingSeenLate(waiving("w1"), "2021-04-15 23:59:59"))}, want: []string{"Green Waived", "final Waived ruled by Office in w1"},
			show: showMisses, told: []string{"final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Refuted"}, edited: true,
		},
		"an undated duty too": {
			duty: dutyDue(""), steps: []step{at("2021-04-10 09:00:00", ruled(waiving("w1")))}, want: []string{"Green Waived", "final Waived ruled by Office in w1"},
		},
	})
}

func TestWithdrawn(t *testing.T) {
	t.Parallel()
	withdrawn := func(when string) step {
		return at(when, planned(func(spec *v1alpha1.DepartmentDutySpec) {
			spec.WithdrawnTime = wrappers.Duty("d").Withdrawn(instant(when)).Obj().Spec.WithdrawnTime
		}))
	}
	tell(t, map[string]story{
		"nothing is owed any more": {
			steps: []step{withdrawn("2021-04-10 09:00:00"), at("2021-06-01 09:00:00")}, want: []string{"Blue Withdrawn", "final Waived"}, show: showLadder, edited: true,
			told: []string{"Reminder final 2021-04-09 00:00:00"},
		},
		"what was missed is lifted, and stays counted": {
			steps: []step{withdrawn("2021-04-20 09:00:00"), at("2021-06-01 09:00:00")}, want: []string{"Blue Withdrawn", "final Waived missed 2021-04-16 00:00:00"},
			show: showMisses, told: []string{"final 2021-04-16 00:00:00 missed 2021-04-16 00:00:00 Lifted"}, edited: true,
		},
		"what was completed is": {
			steps: []step{at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))), withdrawn("2021-04-20 09:00:00")},
			want:  []string{"Green CompletedInTime", "final Completed received 2021-04-10 09:00:00 by r1 ruled by Office in a1"}, edited: true,
		},
		"no cycle opens any more": {
			duty: carriedOn(), steps: []step{withdrawn("2021-02-20 09:00:00"), at("2021-06-01 09:00:00")},
			want: []string{"Blue Withdrawn", "2021-02-01 Waived missed 2021-02-11 00:00:00"}, edited: true,
		},
	})
}

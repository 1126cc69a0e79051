// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"testing"

	"github.com/jianguan/supervision-operator/test/wrappers"
)

// stations is the duty of Xicheng's plan that counts emergency stations.
func stations() *wrappers.DutyWrapper {
	return dutyDue("2021-12").Target("spring", "2021-03", 4, "stations").Target("summer", "2021-06", 13, "stations").
		Target("autumn", "2021-09", 18, "stations")
}

func TestOmittedCheckpoint(t *testing.T) {
	t.Parallel()
	duty := func() *wrappers.DutyWrapper {
		return dutyDue("2021-12").Milestone("survey", "2021-03").Milestone("report", "2021-06")
	}
	tell(t, map[string]story{
		"takes the earliest open at receipt": {
			duty: duty(),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1"))),
				at("2021-02-11 09:00:00", reported(report("r2"))),
			},
			want: []string{
				"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-02-10 09:00:00 by r1",
				"report UnderReview received 2021-02-11 09:00:00 by r2", "final Open",
			},
		},
		"takes the earliest open though its deadline has passed": {
			duty:  duty(),
			steps: []step{at("2021-05-10 09:00:00", reported(report("r1")))},
			want: []string{
				"Red DeadlinePassed AwaitingRuling InProgress", "survey Missed missed 2021-04-01 00:00:00 received 2021-05-10 09:00:00 by r1",
				"report Open", "final Open",
			},
		},
		"takes final when nothing else is open": {
			duty:  dutyDue("2021-12").Milestone("survey", "2021-03"),
			steps: []step{at("2021-02-10 09:00:00", reported(report("r1")), reported(report("r2"))), at("2021-02-11 09:00:00", reported(report("r3")))},
			want: []string{
				"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-02-10 09:00:00 by r1", "final UnderReview received 2021-02-10 09:00:00 by r2",
			},
		},
		"takes what was returned by then": {
			duty: duty(),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1"))),
				at("2021-02-11 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-02-12 09:00:00", reported(report("r2"))),
			},
			want: []string{"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-02-12 09:00:00 by r2", "report Open", "final Open"},
		},
		"stays where it is when an earlier report is returned later": {
			duty: duty(),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1"))),
				at("2021-02-12 09:00:00", reported(report("r2"))),
				at("2021-02-13 09:00:00", ruled(returning("b1", "r1"))),
			},
			want: []string{
				// What counts for a later checkpoint counts for those before it.
				"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-02-12 09:00:00 by r2",
				"report UnderReview received 2021-02-12 09:00:00 by r2", "final Open",
			},
		},
		"stays where it is when a report that was on hold takes effect": {
			duty: duty(),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("c1").Supersedes("o1"))),
				at("2021-02-11 09:00:00", reported(report("r1"))),
				at("2021-02-12 09:00:00", reported(report("o1"))),
			},
			want: []string{
				// o1 and c1 are for "report", which covers the survey as well.
				"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-02-10 09:00:00 by c1",
				"report UnderReview received 2021-02-10 09:00:00 by c1", "final Open",
			},
		},
		"stays where it is when a ruling that was on hold takes effect": {
			duty: duty(),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1"))),
				at("2021-02-11 09:00:00", ruled(returning("b2", "r1").Supersedes("b1"))),
				at("2021-02-12 09:00:00", reported(report("r2"))),
				at("2021-02-13 09:00:00", ruled(returning("b1", "r1"))),
			},
			want: []string{
				"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-02-12 09:00:00 by r2",
				"report UnderReview received 2021-02-12 09:00:00 by r2", "final Open",
			},
			verdicts: map[string]string{"r1": "Returned"},
		},
		"stays where it is when an older paper record is filed later": {
			duty: dutyDue("2021-12").Milestone("survey", "2021-03"),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
				at("2021-02-11 09:00:00", reported(report("r0").Received(instant("2021-02-01 09:00:00")))),
			},
			want: []string{"Blue InProgress", "survey Completed received 2021-02-10 09:00:00 by r1 ruled by Office in a1", "final Open"},
		},
		"paper records take theirs in the order of their receipt, however they are filed": {
			duty: duty(),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r2").Received(instant("2021-01-20 09:00:00")))),
				at("2021-02-11 09:00:00", reported(report("r1").Received(instant("2021-01-10 09:00:00")))),
			},
			want: []string{
				"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-01-10 09:00:00 by r1",
				"report UnderReview received 2021-01-20 09:00:00 by r2", "final Open",
			},
		},
		"is that of the report it supersedes": {
			duty: duty(),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1").Checkpoint("report"))),
				at("2021-02-11 09:00:00", reported(report("r2").Supersedes("r1"))),
			},
			want: []string{
				"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-02-10 09:00:00 by r2",
				"report UnderReview received 2021-02-10 09:00:00 by r2", "final Open",
			},
		},
		"is each department's own": {
			duty: duty().Leads(health, police),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1"))),
				at("2021-02-11 09:00:00", reported(report("r2").Department(police))),
			},
			want: []string{"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-02-11 09:00:00 by r2", "report Open", "final Open"},
		},
	})
}

func TestCumulativeCheckpoints(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"final completes everything": {
			duty:  stations(),
			steps: []step{at("2021-03-10 09:00:00", reported(report("r1").Checkpoint("final")), ruled(accepting("a1", "r1")))},
			want: []string{
				"Green CompletedInTime", "spring Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1",
				"summer Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1",
				"autumn Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1",
				"final Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1",
			},
		},
		"final in time meets the deadlines of the milestones": {
			duty:  dutyDue("2021-12").Milestone("survey", "2021-03").Milestone("report", "2021-06"),
			steps: []step{at("2021-03-10 09:00:00", reported(report("r1").Checkpoint("final"))), at("2021-08-01 09:00:00")},
			want: []string{
				"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-03-10 09:00:00 by r1",
				"report UnderReview received 2021-03-10 09:00:00 by r1", "final UnderReview received 2021-03-10 09:00:00 by r1",
			},
		},
		"final between two deadlines is late for the first": {
			duty:  dutyDue("2021-12").Milestone("survey", "2021-03").Milestone("report", "2021-06"),
			steps: []step{at("2021-04-10 09:00:00", reported(report("r1").Checkpoint("final"))), at("2021-08-01 09:00:00")},
			want: []string{
				"Red DeadlinePassed AwaitingRuling InProgress", "survey Missed missed 2021-04-01 00:00:00 received 2021-04-10 09:00:00 by r1",
				"report UnderReview received 2021-04-10 09:00:00 by r1", "final UnderReview received 2021-04-10 09:00:00 by r1",
			},
		},
		"final makes every miss good": {
			duty:  dutyDue("2021-12").Milestone("survey", "2021-03"),
			steps: []step{at("2021-05-10 09:00:00", reported(report("r1").Checkpoint("final")), ruled(accepting("a1", "r1")))},
			want: []string{
				"Green CompletedLate", "survey CompletedLate missed 2021-04-01 00:00:00 received 2021-05-10 09:00:00 by r1 ruled by Office in a1",
				"final Completed received 2021-05-10 09:00:00 by r1 ruled by Office in a1",
			},
		},
		"a milestone does not complete what comes after it": {
			duty:  dutyDue("2021-12").Milestone("survey", "2021-03"),
			steps: []step{at("2021-02-10 09:00:00", reported(report("r1").Checkpoint("survey")), ruled(accepting("a1", "r1")))},
			want:  []string{"Blue InProgress", "survey Completed received 2021-02-10 09:00:00 by r1 ruled by Office in a1", "final Open"},
		},
		"quantity covers milestones": {
			duty:  stations(),
			steps: []step{at("2021-03-10 09:00:00", reported(report("r1").Quantity(13)), ruled(accepting("a1", "r1")))},
			want: []string{
				"Blue InProgress", "spring Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1",
				"summer Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1", "autumn Open", "final Open",
			},
		},
		"quantity in time meets the deadlines that it covers": {
			duty:  stations(),
			steps: []step{at("2021-03-10 09:00:00", reported(report("r1").Quantity(13))), at("2021-07-01 09:00:00")},
			want: []string{
				"Blue AwaitingRuling InProgress", "spring UnderReview received 2021-03-10 09:00:00 by r1",
				"summer UnderReview received 2021-03-10 09:00:00 by r1", "autumn Open", "final Open",
			},
		},
		"the next report then is for what is left": {
			duty: stations(),
			steps: []step{
				at("2021-03-10 09:00:00", reported(report("r1").Quantity(13)), ruled(accepting("a1", "r1"))),
				at("2021-03-11 09:00:00", reported(report("r2").Quantity(18))),
			},
			want: []string{
				"Blue AwaitingRuling InProgress", "spring Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1",
				"summer Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1",
				"autumn UnderReview received 2021-03-11 09:00:00 by r2", "final Open",
			},
		},
		"a quantity does not cover final": {
			duty:  dutyDue("2021-12").Target("spring", "2021-03", 4, "stations"),
			steps: []step{at("2021-03-10 09:00:00", reported(report("r1").Quantity(99)), ruled(accepting("a1", "r1")))},
			want:  []string{"Blue InProgress", "spring Completed received 2021-03-10 09:00:00 by r1 ruled by Office in a1", "final Open"},
		},
		"a correction claims no more by its quantity than it would alone": {
			duty: stations(),
			steps: []step{
				at("2021-03-10 09:00:00", reported(report("r1").Quantity(4))),
				at("2021-07-02 09:00:00", reported(report("r2").Quantity(13).Supersedes("r1"))),
			},
			want: []string{
				"Red DeadlinePassed AwaitingRuling InProgress", "spring UnderReview received 2021-03-10 09:00:00 by r2",
				"summer Missed missed 2021-07-01 00:00:00 received 2021-07-02 09:00:00 by r2", "autumn Open", "final Open",
			},
		},
		"a correction keeps the receipt of the quantity that it repeats": {
			duty: stations(),
			steps: []step{
				at("2021-03-10 09:00:00", reported(report("r1").Quantity(13))),
				at("2021-03-11 09:00:00", reported(report("r2").Quantity(12).Supersedes("r1"))),
				at("2021-03-12 09:00:00", reported(report("r3").Quantity(13).Supersedes("r2"))),
				at("2021-07-02 09:00:00", reported(report("r4").Quantity(14).Supersedes("r3"))),
			},
			want: []string{
				"Blue AwaitingRuling InProgress", "spring UnderReview received 2021-03-10 09:00:00 by r4",
				"summer UnderReview received 2021-03-12 09:00:00 by r4", "autumn Open", "final Open",
			},
		},
		"equal targets": {
			duty: dutyDue("2021-12").Target("spring", "2021-03", 4, "stations").Target("summer", "2021-06", 4, "stations"),
			want: []string{"Blue InProgress", "spring Open", "summer Open", "final Open"},
		},
		"a correction takes its quantity back": {
			duty: stations(),
			steps: []step{
				at("2021-03-10 09:00:00", reported(report("r1").Quantity(13))),
				at("2021-03-11 09:00:00", reported(report("r2").Quantity(4).Supersedes("r1"))),
				at("2021-07-01 00:00:00"),
			},
			want: []string{
				"Red DeadlinePassed QuantityBehind AwaitingRuling InProgress", "spring UnderReview received 2021-03-10 09:00:00 by r2",
				"summer Missed missed 2021-07-01 00:00:00", "autumn Open", "final Open",
			},
		},
		"completion without its quantity": {
			duty:     stations(),
			steps:    []step{at("2021-01-02 09:00:00", reported(report("r1")))},
			verdicts: map[string]string{"r1": "Ignored QuantityRequired"},
		},
		"completion below its target": {
			duty:     stations(),
			steps:    []step{at("2021-01-02 09:00:00", reported(report("r1").Quantity(3)))},
			verdicts: map[string]string{"r1": "Ignored QuantityBelowTarget"},
		},
		"progress of any quantity": {
			duty:     stations(),
			steps:    []step{at("2021-01-02 09:00:00", reported(report("r1").Progress().Quantity(0)), reported(report("r2").Progress()))},
			verdicts: map[string]string{"r1": "Noted", "r2": "Noted"},
		},
		"milestones without due end with the last milestone": {
			duty: dutyDue("").Milestone("survey", "2021-03").Milestone("report", "2021-06"),
			steps: []step{
				at("2021-02-10 09:00:00", reported(report("r1").Checkpoint("report")), ruled(accepting("a1", "r1"))),
				at("2021-02-11 09:00:00", reported(report("r2").Checkpoint("final"))),
			},
			want: []string{
				"Green CompletedInTime", "survey Completed received 2021-02-10 09:00:00 by r1 ruled by Office in a1",
				"report Completed received 2021-02-10 09:00:00 by r1 ruled by Office in a1",
			},
			verdicts: map[string]string{"r2": "Ignored UnknownCheckpoint"},
		},
		"milestones without due are in progress until then": {
			duty: dutyDue("").Milestone("survey", "2021-03"),
			want: []string{"Blue InProgress", "survey Open"},
		},
	})
}

func TestUndated(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"undated duty is Continuing": {
			duty:  dutyDue(""),
			steps: []step{at("2041-01-01 09:00:00")},
			want:  []string{"Blue Continuing", "final Open"},
		},
		"until a completion is received": {
			duty:  dutyDue(""),
			steps: []step{at("2031-01-01 09:00:00", reported(report("r1")))},
			want:  []string{"Blue AwaitingRuling Continuing", "final UnderReview received 2031-01-01 09:00:00 by r1"},
		},
		"until a completion is accepted": {
			duty:  dutyDue(""),
			steps: []step{at("2031-01-01 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")))},
			want:  []string{"Green CompletedInTime", "final Completed received 2031-01-01 09:00:00 by r1 ruled by Office in a1"},
		},
		"returned it continues": {
			duty:  dutyDue(""),
			steps: []step{at("2031-01-01 09:00:00", reported(report("r1")), ruled(returning("b1", "r1")))},
			want:  []string{"Blue Continuing", "final Open"},
		},
	})
}

func TestReporters(t *testing.T) {
	t.Parallel()
	leads := func() *wrappers.DutyWrapper {
		return dutyDue("2021-04-15").Leads(health, police).Participants(insurance)
	}
	all := leads().Reporters("All")
	tell(t, map[string]story{
		"several leads owe a report each": {
			duty:  leads(),
			steps: []step{at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))), at("2021-05-01 09:00:00")},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"the last of several leads completes": {
			duty: leads(),
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
				at("2021-04-11 09:00:00", reported(report("r2").Department(police)), ruled(accepting("a2", "r2"))),
			},
			want: []string{"Green CompletedInTime", "final Completed received 2021-04-11 09:00:00 by r2 ruled by Office in a2"},
		},
		"several leads, one accepted and one under review": {
			duty: leads(),
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
				at("2021-04-11 09:00:00", reported(report("r2").Department(police))),
				at("2021-05-01 09:00:00"),
			},
			want: []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-11 09:00:00 by r2"},
		},
		"several leads, the first missed counts": {
			duty: leads(),
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), reported(report("r2").Department(police))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-02 09:00:00", ruled(returning("b2", "r2"))),
			},
			want: []string{"Red ReportReturned InProgress", "final Missed missed 2021-05-01 09:00:00"},
		},
		"Leads: a participant owes nothing": {
			duty: leads(),
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), reported(report("r2").Department(police)), reported(report("r3").Department(insurance))),
				at("2021-04-11 09:00:00", reported(report("r4").Department(insurance).Progress()), reported(report("r5").Department(office).Progress())),
			},
			verdicts: map[string]string{"r1": "UnderReview", "r3": "Ignored NotAReporter", "r4": "Noted", "r5": "Ignored NotAReporter"},
		},
		"All: every participant owes a report": {
			duty: all,
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), reported(report("r2").Department(police))),
				at("2021-05-01 09:00:00"),
			},
			want: []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"All: the participant's report is the last": {
			duty: all,
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), reported(report("r2").Department(police))),
				at("2021-04-11 09:00:00", reported(report("r3").Department(insurance))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-11 09:00:00 by r3"},
			verdicts: map[string]string{"r3": "UnderReview"},
		},
	})
}

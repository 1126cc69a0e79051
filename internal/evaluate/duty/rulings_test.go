// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"testing"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

func TestRulings(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"accepted late ruling counts in time": {
			steps:    []step{at("2021-04-15 09:00:00", reported(report("r1"))), at("2021-09-01 09:00:00", ruled(accepting("a1", "r1")))},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1 ruled by Office in a1"},
			verdicts: map[string]string{"r1": "Accepted", "a1": "InForce"},
		},
		"returned after the deadline is missed at the Return's receipt": {
			steps:    []step{at("2021-04-15 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", ruled(returning("b1", "r1")))},
			want:     []string{"Red ReportReturned InProgress", "final Missed missed 2021-05-01 09:00:00"},
			verdicts: map[string]string{"r1": "Returned", "b1": "InForce"},
		},
		"returned at the deadline is missed at the deadline": {
			steps: []step{at("2021-04-15 09:00:00", reported(report("r1"))), at("2021-04-16 00:00:00", ruled(returning("b1", "r1")))},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"returned before the deadline is open": {
			steps: []step{at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-04-11 09:00:00", ruled(returning("b1", "r1")))},
			want:  []string{"Blue InProgress", "final Open"},
		},
		"returned before the deadline is missed at the deadline": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))), at("2021-04-11 09:00:00", ruled(returning("b1", "r1"))), at("2021-05-01 09:00:00"),
			},
			want: []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"late and returned is missed at the deadline": {
			steps: []step{at("2021-04-20 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", ruled(returning("b1", "r1")))},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"resubmission after a Return has its own receipt": {
			steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1"))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-10 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-05-11 09:00:00", ruled(accepting("a1", "r2"))),
			},
			want:     []string{"Green CompletedLate", "final CompletedLate missed 2021-05-01 09:00:00 received 2021-05-10 09:00:00 by r2 ruled by Office in a1"},
			verdicts: map[string]string{"r1": "Returned", "r2": "Accepted"},
		},
		"resubmission before the deadline is in time": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-11 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-04-15 23:59:59", reported(report("r2").Supersedes("r1"))),
				at("2021-05-11 09:00:00", ruled(accepting("a1", "r2"))),
			},
			want: []string{"Green CompletedInTime", "final Completed received 2021-04-15 23:59:59 by r2 ruled by Office in a1"},
		},
		"resubmission need not name the report returned": {
			steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1"))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-10 09:00:00", reported(report("r2")), ruled(accepting("a1", "r2"))),
			},
			want: []string{"Green CompletedLate", "final CompletedLate missed 2021-05-01 09:00:00 received 2021-05-10 09:00:00 by r2 ruled by Office in a1"},
		},
		"correction returned ends what it corrected too": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-12 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r2"))),
			},
			want:     []string{"Red ReportReturned InProgress", "final Missed missed 2021-05-01 09:00:00"},
			verdicts: map[string]string{"r1": "Superseded", "r2": "Returned"},
		},
		"a Return that is superseded by Accept refutes the miss": {
			steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1"))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-06-01 09:00:00", ruled(accepting("a1", "r1").Supersedes("b1"))),
			},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1 ruled by Office in a1"},
			verdicts: map[string]string{"r1": "Accepted", "b1": "Superseded", "a1": "InForce"},
		},
		"a Return is taken back after the department filed again": {
			steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1"))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-10 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-06-01 09:00:00", ruled(accepting("a1", "r1").Supersedes("b1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 09:00:00 by r2"},
			verdicts: map[string]string{"r1": "Superseded", "r2": "UnderReview", "a1": "InForce"},
		},
		"an Accept that is superseded by Return is no Accept": {
			steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1").Supersedes("a1"))),
			},
			want: []string{"Red ReportReturned InProgress", "final Missed missed 2021-05-01 09:00:00"},
		},
		"one ruling per report": {
			steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
			},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1 ruled by Office in a1"},
			verdicts: map[string]string{"a1": "InForce", "b1": "Ignored AlreadyRuled"},
		},
		"a report accepted in the second of its receipt": {
			steps: []step{at("2021-04-15 09:00:00", ruled(accepting("a1", "r1")), reported(report("r1")))},
			want:  []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1 ruled by Office in a1"},
		},
		"ruled before the report": {
			steps: []step{
				at("2021-04-14 09:00:00", ruled(accepting("a1", "r1"))),
				at("2021-04-15 09:00:00", reported(report("r1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 09:00:00 by r1"},
			verdicts: map[string]string{"a1": "Ignored RuledBeforeReport"},
		},
		"no such report": {
			steps:    []step{at("2021-04-14 09:00:00", ruled(accepting("a1", "r1")))},
			want:     []string{"Blue InProgress", "final Open"},
			verdicts: map[string]string{"a1": "Ignored ReportNotFound"},
		},
		"progress is not ruled upon": {
			steps: []step{
				at("2021-04-14 09:00:00", reported(report("r1").Progress())), at("2021-04-15 09:00:00", ruled(accepting("a1", "r1"))),
			},
			want:     []string{"Blue InProgress", "final Open"},
			verdicts: map[string]string{"r1": "Noted", "a1": "Ignored ReportNotReviewable"},
		},
		"what is ignored is not ruled upon": {
			steps: []step{
				at("2021-04-14 09:00:00", reported(report("r1").Checkpoint("nowhere"))), at("2021-04-15 09:00:00", ruled(accepting("a1", "r1"))),
			},
			verdicts: map[string]string{"r1": "Ignored UnknownCheckpoint", "a1": "Ignored ReportNotReviewable"},
		},
		"a report already superseded is not ruled upon": {
			steps: []step{
				at("2021-04-13 09:00:00", reported(report("r1"))),
				at("2021-04-14 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-04-15 09:00:00", ruled(accepting("a1", "r1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-13 09:00:00 by r2"},
			verdicts: map[string]string{"a1": "Ignored ReportSuperseded"},
		},
		"a paper correction filed after the ruling does not undo it": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-02 09:00:00", reported(report("r2").Supersedes("r1").Received(instant("2021-04-20 09:00:00")))),
			},
			want:     []string{"Red ReportReturned AwaitingRuling InProgress", "final Missed missed 2021-05-01 09:00:00 received 2021-04-20 09:00:00 by r2"},
			verdicts: map[string]string{"r1": "Returned", "b1": "InForce", "r2": "UnderReview"},
		},
		"an accepted report that is corrected awaits a ruling again": {
			steps: []step{
				at("2021-04-13 09:00:00", reported(report("r1"))),
				at("2021-04-14 09:00:00", ruled(accepting("a1", "r1"))),
				at("2021-05-15 09:00:00", reported(report("r2").Supersedes("r1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-13 09:00:00 by r2"},
			verdicts: map[string]string{"r1": "Superseded", "a1": "InForce", "r2": "UnderReview"},
		},
		"of two reports in time the accepted one is shown": {
			steps: []step{
				at("2021-04-14 09:00:00", reported(report("r1"))),
				at("2021-04-15 09:00:00", reported(report("r2")), ruled(accepting("a1", "r2"))),
			},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r2 ruled by Office in a1"},
			verdicts: map[string]string{"r1": "UnderReview", "r2": "Accepted"},
		},
		"what came late is accepted while what came in time awaits its ruling": {
			steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1"))),
				at("2021-04-20 09:00:00", reported(report("r2")), ruled(accepting("a1", "r2"))),
			},
			want: []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1"},
		},
		"what came late is accepted and what came in time is then returned": {
			steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1"))),
				at("2021-04-20 09:00:00", reported(report("r2")), ruled(accepting("a1", "r2"))),
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
			},
			want: []string{"Green CompletedLate", "final CompletedLate missed 2021-05-01 09:00:00 received 2021-04-20 09:00:00 by r2 ruled by Office in a1"},
		},
	})
}

func TestWhoRules(t *testing.T) {
	t.Parallel()
	inTime := at("2021-04-15 09:00:00", reported(report("r1")))
	tell(t, map[string]story{
		"self-ruled is valid and shown": {
			steps: []step{inTime, at("2021-05-01 09:00:00", ruled(accepting("a1", "r1").Office(health)))},
			want:  []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1 ruled by OwnLead in a1"},
		},
		"a participant who hosts the office is the office": {
			duty:  dutyDue("2021-04-15").Participants(office),
			steps: []step{inTime, at("2021-05-01 09:00:00", ruled(accepting("a1", "r1")))},
			want:  []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1 ruled by Office in a1"},
		},
		"the parent may rule": {
			steps: []step{inTime, at("2021-05-01 09:00:00", ruled(accepting("a1", "r1").Parent(beijing)))},
			want:  []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1 ruled by Parent in a1"},
		},
		"another's parent may not": {
			steps:    []step{inTime, at("2021-05-01 09:00:00", ruled(accepting("a1", "r1").Parent("tianjin")))},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 09:00:00 by r1"},
			verdicts: map[string]string{"a1": "Ignored NotTheParent"},
		},
		"without a parent no parent may": {
			region:   xicheng().Parent(""),
			steps:    []step{inTime, at("2021-05-01 09:00:00", ruled(accepting("a1", "r1").Parent(beijing)))},
			verdicts: map[string]string{"a1": "Ignored NotTheParent"},
		},
		"a department that the region does not declare may not": {
			steps:    []step{inTime, at("2021-05-01 09:00:00", ruled(accepting("a1", "r1").Office("customs")))},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 09:00:00 by r1"},
			verdicts: map[string]string{"a1": "Ignored UnknownDepartment"},
		},
		"the parent replaces anybody's ruling": {
			steps: []step{
				inTime,
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-02 09:00:00", ruled(accepting("a1", "r1").Parent(beijing).Supersedes("b1"))),
			},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1 ruled by Parent in a1"},
			verdicts: map[string]string{"b1": "Superseded", "a1": "InForce"},
		},
		"a department replaces its own rulings only": {
			steps: []step{
				inTime,
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-05-02 09:00:00", ruled(accepting("a1", "r1").Office(health).Supersedes("b1"))),
			},
			want:     []string{"Red ReportReturned InProgress", "final Missed missed 2021-05-01 09:00:00"},
			verdicts: map[string]string{"b1": "InForce", "a1": "Ignored SupersedesMismatch"},
		},
		"nobody in the region replaces the parent's ruling": {
			steps: []step{
				inTime,
				at("2021-05-01 09:00:00", ruled(returning("b1", "r1").Parent(beijing))),
				at("2021-05-02 09:00:00", ruled(accepting("a1", "r1").Supersedes("b1"))),
			},
			verdicts: map[string]string{"b1": "InForce", "a1": "Ignored SupersedesMismatch"},
		},
	})
}

func TestSupersededRulings(t *testing.T) {
	t.Parallel()
	inTime := at("2021-04-10 09:00:00", reported(report("r1")))
	tell(t, map[string]story{
		"a ruling on another report": {
			steps: []step{
				inTime,
				at("2021-04-11 09:00:00", reported(report("r2")), ruled(returning("b1", "r1")), ruled(accepting("a1", "r2").Supersedes("b1"))),
			},
			verdicts: map[string]string{"b1": "InForce", "a1": "Ignored SupersedesMismatch", "r1": "Returned", "r2": "UnderReview"},
		},
		"a ruling that is not there yet": {
			steps:    []step{inTime, at("2021-04-11 09:00:00", ruled(accepting("a1", "r1").Supersedes("b1")))},
			verdicts: map[string]string{"a1": "Ignored SupersededNotFound"},
		},
		"a ruling that was deleted": {
			steps: []step{
				inTime,
				at("2021-04-11 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-04-12 09:00:00", purged("b1"), ruled(accepting("a1", "r1").Supersedes("b1"))),
			},
			verdicts: map[string]string{"a1": "InForce", "r1": "Accepted"},
			edited:   true,
		},
		"in a cycle": {
			steps: []step{
				inTime,
				at("2021-04-11 09:00:00", ruled(accepting("a1", "r1").Supersedes("a2"))),
				at("2021-04-12 09:00:00", ruled(accepting("a2", "r1").Supersedes("a1"))),
				at("2021-04-13 09:00:00", ruled(accepting("a3", "r1").Supersedes("a3"))),
			},
			want: []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
			verdicts: map[string]string{
				"a1": "Ignored SupersedesCycle", "a2": "Ignored SupersedesCycle", "a3": "Ignored SupersedesCycle",
			},
		},
		"on top of a cycle a ruling stands for itself": {
			steps: []step{
				inTime,
				at("2021-04-11 09:00:00", ruled(accepting("a1", "r1").Supersedes("a2")), ruled(accepting("a2", "r1").Supersedes("a1"))),
				at("2021-04-12 09:00:00", ruled(accepting("a3", "r1").Supersedes("a1"))),
			},
			verdicts: map[string]string{"a1": "Ignored SupersedesCycle", "a3": "InForce"},
		},
		"a fork": {
			steps: []step{
				inTime,
				at("2021-04-11 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-04-12 09:00:00", ruled(accepting("a1", "r1").Supersedes("b1"))),
				at("2021-04-13 09:00:00", ruled(returning("b2", "r1").Supersedes("b1"))),
			},
			verdicts: map[string]string{"b1": "Superseded", "a1": "InForce", "b2": "Ignored AlreadySuperseded"},
		},
		"a line": {
			steps: []step{
				inTime,
				at("2021-04-11 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-04-12 09:00:00", ruled(accepting("a1", "r1").Supersedes("b1"))),
				at("2021-04-13 09:00:00", ruled(returning("b2", "r1").Supersedes("a1"))),
			},
			verdicts: map[string]string{"b1": "Superseded", "a1": "Superseded", "b2": "InForce", "r1": "Returned"},
		},
		"applied in the wrong order": {
			steps: []step{
				inTime,
				at("2021-04-11 09:00:00", ruled(accepting("a1", "r1").Supersedes("b1"))),
				at("2021-04-12 09:00:00", ruled(returning("b1", "r1"))),
			},
			verdicts: map[string]string{"b1": "Superseded", "a1": "InForce", "r1": "Accepted"},
		},
		// Or a lead could prepare an answer to a Return before it is made.
		"applied in the wrong order, with another's ruling in between": {
			steps: []step{
				inTime,
				at("2021-04-11 09:00:00", ruled(accepting("a2", "r1").Office(health).Supersedes("a1"))),
				at("2021-04-12 09:00:00", ruled(returning("b1", "r1"))),
				at("2021-04-13 09:00:00", ruled(accepting("a1", "r1").Office(health))),
			},
			want:     []string{"Blue InProgress", "final Open"},
			verdicts: map[string]string{"b1": "InForce", "a1": "Ignored AlreadyRuled", "a2": "Ignored AlreadyRuled", "r1": "Returned"},
		},
	})
}

func TestReviewNone(t *testing.T) {
	t.Parallel()
	duty := dutyDue("2021-04-15").Review(v1alpha1.ReviewNone)
	tell(t, map[string]story{
		"counts as soon as it is received": {
			duty:     duty,
			steps:    []step{at("2021-04-15 09:00:00", reported(report("r1")))},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r1"},
			verdicts: map[string]string{"r1": "Accepted"},
		},
		"can still be returned": {
			duty:     duty,
			steps:    []step{at("2021-04-15 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", ruled(returning("b1", "r1")))},
			want:     []string{"Red ReportReturned InProgress", "final Missed missed 2021-05-01 09:00:00"},
			verdicts: map[string]string{"r1": "Returned"},
		},
		"a correction counts too": {
			duty: duty,
			steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", reported(report("r2").Supersedes("r1"))),
			},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-15 09:00:00 by r2"},
			verdicts: map[string]string{"r1": "Superseded", "r2": "Accepted"},
		},
		"late counts late": {
			duty:  duty,
			steps: []step{at("2021-04-16 09:00:00", reported(report("r1")))},
			want:  []string{"Green CompletedLate", "final CompletedLate missed 2021-04-16 00:00:00 received 2021-04-16 09:00:00 by r1"},
		},
	})
}

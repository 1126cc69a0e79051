// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import "testing"

func TestSupersededReports(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"correction keeps the receipt": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-05-01 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-05-02 09:00:00", ruled(accepting("a1", "r2"))),
			},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-10 09:00:00 by r2 ruled by Office in a1"},
			verdicts: map[string]string{"r1": "Superseded", "r2": "Accepted"},
		},
		"correction of a correction keeps the receipt": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-20 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-05-01 09:00:00", reported(report("r3").Supersedes("r2"))),
			},
			want: []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r3"},
		},
		"correction received before what it corrects": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-04-20 09:00:00", reported(report("r1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r2"},
			verdicts: map[string]string{"r1": "Superseded", "r2": "UnderReview"},
		},
		"a late correction of nothing in time is late": {
			steps: []step{
				at("2021-04-20 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", reported(report("r2").Supersedes("r1"))),
			},
			want: []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00 received 2021-04-20 09:00:00 by r2"},
		},
		"Progress superseded by Completion does not inherit the receipt": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1").Progress())),
				at("2021-04-20 09:00:00", reported(report("r2").Supersedes("r1"))),
			},
			want: []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00 received 2021-04-20 09:00:00 by r2"},
		},
		"Progress that supersedes a Completion withdraws it": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-12 09:00:00", reported(report("r2").Progress().Supersedes("r1"))),
				at("2021-05-01 09:00:00"),
			},
			want:     []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			verdicts: map[string]string{"r1": "Superseded", "r2": "Noted"},
		},
		"withdrawn after the deadline is missed then, but was not returned": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-05-01 09:00:00", reported(report("r2").Progress().Supersedes("r1"))),
			},
			want: []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-05-01 09:00:00"},
		},
		"Completion after a withdrawal has its own receipt": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-12 09:00:00", reported(report("r2").Progress().Supersedes("r1"))),
				at("2021-05-01 09:00:00", reported(report("r3").Supersedes("r2")), ruled(accepting("a1", "r3"))),
			},
			want: []string{"Green CompletedLate", "final CompletedLate missed 2021-04-16 00:00:00 received 2021-05-01 09:00:00 by r3 ruled by Office in a1"},
		},
		"supersedes of another department": {
			duty: dutyDue("2021-04-15").Leads(health, police),
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-11 09:00:00", reported(report("r2").Department(police).Supersedes("r1"))),
				at("2021-05-01 09:00:00"),
			},
			want:     []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00"},
			verdicts: map[string]string{"r1": "UnderReview", "r2": "Ignored SupersedesMismatch"},
		},
		"supersedes of another checkpoint": {
			duty: dutyDue("2021-04-15").Milestone("survey", "2021-03"),
			steps: []step{
				at("2021-03-10 09:00:00", reported(report("r1").Checkpoint("survey"))),
				at("2021-03-11 09:00:00", reported(report("r2").Checkpoint("final").Supersedes("r1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "survey UnderReview received 2021-03-10 09:00:00 by r1", "final Open"},
			verdicts: map[string]string{"r1": "UnderReview", "r2": "Ignored SupersedesMismatch"},
		},
		"supersedes of what is not there yet": {
			steps: []step{at("2021-04-10 09:00:00", reported(report("r2").Supersedes("r1")))},
			want:  []string{"Blue InProgress", "final Open"},
			// Another object may still come: nobody needs to act.
			verdicts: map[string]string{"r2": "Ignored SupersededNotFound"},
		},
		"supersedes of what was deleted stands for itself": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-20 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-05-01 09:00:00", purged("r1")),
			},
			want:   []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00 received 2021-04-20 09:00:00 by r2"},
			edited: true,
		},
		"supersedes in a cycle": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1").Supersedes("r3"))),
				at("2021-04-11 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-04-12 09:00:00", reported(report("r3").Supersedes("r2"))),
			},
			want: []string{"Blue InProgress", "final Open"},
			verdicts: map[string]string{
				"r1": "Ignored SupersedesCycle", "r2": "Ignored SupersedesCycle", "r3": "Ignored SupersedesCycle",
			},
		},
		"supersedes of itself": {
			steps:    []step{at("2021-04-10 09:00:00", reported(report("r1").Supersedes("r1")))},
			want:     []string{"Blue InProgress", "final Open"},
			verdicts: map[string]string{"r1": "Ignored SupersedesCycle"},
		},
		"supersedes of a cycle stands for itself": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1").Supersedes("r2")), reported(report("r2").Supersedes("r1"))),
				at("2021-04-12 09:00:00", reported(report("r3").Supersedes("r1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-12 09:00:00 by r3"},
			verdicts: map[string]string{"r1": "Ignored SupersedesCycle", "r3": "UnderReview"},
		},
		"supersedes in a fork": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-11 09:00:00", reported(report("r2").Supersedes("r1"))),
				at("2021-04-12 09:00:00", reported(report("r3").Supersedes("r1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r2"},
			verdicts: map[string]string{"r1": "Superseded", "r2": "UnderReview", "r3": "Ignored AlreadySuperseded"},
		},
		"supersedes of what is ignored stands for itself": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1").Checkpoint("nowhere"))),
				at("2021-04-11 09:00:00", reported(report("r2").Supersedes("r1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-11 09:00:00 by r2"},
			verdicts: map[string]string{"r1": "Ignored UnknownCheckpoint", "r2": "UnderReview"},
		},
	})
}

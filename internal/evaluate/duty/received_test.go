// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"testing"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func TestReceipts(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"nothing received before the deadline is open": {
			steps: []step{at("2021-03-01 09:00:00")},
			want:  []string{"Blue InProgress", "final Open"},
		},
		"nothing received at the deadline is missed": {
			steps: []step{at("2021-04-16 00:00:00")},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"received before the deadline's second is in time": {
			steps: []step{at("2021-04-15 23:59:59", reported(report("r1"))), at("2021-05-01 09:00:00")},
			want:  []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 23:59:59 by r1"},
		},
		"received at the deadline is late": {
			steps: []step{at("2021-04-16 00:00:00", reported(report("r1"))), at("2021-05-01 09:00:00", ruled(accepting("a1", "r1")))},
			want:  []string{"Green CompletedLate", "final CompletedLate missed 2021-04-16 00:00:00 received 2021-04-16 00:00:00 by r1 ruled by Office in a1"},
		},
		"late and not yet ruled upon is missed": {
			steps: []step{at("2021-04-20 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00")},
			want:  []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00 received 2021-04-20 09:00:00 by r1"},
		},
		"late progress makes nothing good": {
			steps: []step{at("2021-04-20 09:00:00", reported(report("r1").Progress()))},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"progress in time is no completion": {
			steps:    []step{at("2021-04-10 09:00:00", reported(report("r1").Progress())), at("2021-04-16 00:00:00")},
			want:     []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			verdicts: map[string]string{"r1": "Noted"},
		},
		"attested paper record refutes": {
			steps: []step{
				at("2021-04-20 09:00:00"),
				at("2021-05-01 09:00:00", reported(report("r1").Received(instant("2021-04-15 17:00:00")))),
			},
			want: []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 17:00:00 by r1"},
		},
		"attested paper record received late refutes nothing": {
			steps: []step{at("2021-05-01 09:00:00", reported(report("r1").Received(instant("2021-04-16 00:00:00"))))},
			want:  []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00 received 2021-04-16 00:00:00 by r1"},
		},
		"attested paper progress refutes nothing": {
			steps: []step{at("2021-05-01 09:00:00", reported(report("r1").Progress().Received(instant("2021-04-10 09:00:00"))))},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"attested time after creation is not believed": {
			duty:  dutyDue("2021"),
			steps: []step{at("2021-05-01 09:00:00", reported(report("r1").Received(instant("2021-06-01 09:00:00"))))},
			want:  []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-05-01 09:00:00 by r1"},
		},
		"paper record from before the duty was created": {
			steps: []step{at("2021-05-01 09:00:00", reported(report("r1").Received(instant("2020-12-01 09:00:00"))), ruled(accepting("a1", "r1")))},
			want:  []string{"Green CompletedInTime", "final Completed received 2020-12-01 09:00:00 by r1 ruled by Office in a1"},
		},
		"deadline in Urumqi is two hours later": {
			region: xicheng().TimeZone("Asia/Urumqi"),
			steps:  []step{at("2021-04-16 01:59:59", reported(report("r1"))), at("2021-05-01 09:00:00")},
			want:   []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-16 01:59:59 by r1"},
		},
		"instant is exclusive": {
			duty:  dutyDue("2021-04-15T17:00:00+08:00"),
			steps: []step{at("2021-04-15 17:00:00", reported(report("r1")))},
			want:  []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-15 17:00:00 received 2021-04-15 17:00:00 by r1"},
		},
		"month is met until its end": {
			duty:  dutyDue("2021-04"),
			steps: []step{at("2021-04-30 23:59:59", reported(report("r1"))), at("2021-05-01 00:00:00")},
			want:  []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-30 23:59:59 by r1"},
		},
		"year is met until its end": {
			duty:  dutyDue("2021"),
			steps: []step{at("2022-01-01 00:00:00", reported(report("r1")))},
			want:  []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2022-01-01 00:00:00 received 2022-01-01 00:00:00 by r1"},
		},
	})
}

// A receipt belongs to a name and a content: design.md, 2 and 3.3.
func TestReceiptsAreKept(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"deleted and applied again keeps its receipt": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-14 09:00:00", purged("r1")),
				at("2021-04-15 09:00:00", reported(report("r1"))),
				at("2021-05-01 09:00:00"),
			},
			want:   []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
			edited: true,
		},
		"deleted at the deadline and applied again later is in time": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-14 09:00:00", purged("r1")),
				at("2021-04-20 09:00:00", reported(report("r1"))),
			},
			want:   []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
			edited: true,
		},
		"other content under the name does not keep the receipt": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-14 09:00:00", purged("r1")),
				at("2021-04-20 09:00:00", reported(report("r1").Statement("done, really"))),
			},
			want:   []string{"Red DeadlinePassed AwaitingRuling InProgress", "final Missed missed 2021-04-16 00:00:00 received 2021-04-20 09:00:00 by r1"},
			edited: true,
		},
		"an Accept on the old content does not hold for the new": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-11 09:00:00", ruled(accepting("a1", "r1"))),
				at("2021-04-12 09:00:00", purged("r1")),
				at("2021-04-13 09:00:00", reported(report("r1").Statement("done, really"))),
				at("2021-05-01 09:00:00"),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-13 09:00:00 by r1"},
			verdicts: map[string]string{"a1": "Ignored RuledBeforeReport"},
			edited:   true,
		},
		"an Accept on the old content does not hold for the new, whatever receipt that attests": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-11 09:00:00", ruled(accepting("a1", "r1"))),
				at("2021-04-12 09:00:00", purged("r1")),
				at("2021-04-13 09:00:00", reported(report("r1").Statement("done, really").Received(instant("2021-04-01 09:00:00")))),
				at("2021-05-01 09:00:00"),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-01 09:00:00 by r1"},
			verdicts: map[string]string{"a1": "Ignored RuledBeforeReport"},
			edited:   true,
		},
		"an Accept on the new content does not hold for the old when it comes back": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-11 09:00:00", purged("r1"), reported(report("r1").Statement("done, really"))),
				at("2021-04-12 09:00:00", ruled(accepting("a1", "r1"))),
				at("2021-04-13 09:00:00", purged("r1"), reported(report("r1"))),
			},
			want:     []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
			verdicts: map[string]string{"a1": "Ignored RuledBeforeReport"},
			edited:   true,
		},
		"an Accept holds again when its report is applied again": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1").Received(instant("2021-04-01 09:00:00")))),
				at("2021-04-11 09:00:00", ruled(accepting("a1", "r1"))),
				at("2021-04-20 09:00:00", purged("r1")),
				at("2021-04-21 09:00:00", reported(report("r1").Received(instant("2021-04-01 09:00:00")))),
			},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-01 09:00:00 by r1 ruled by Office in a1"},
			verdicts: map[string]string{"a1": "InForce"},
			edited:   true,
		},
		"an Accept applied again keeps its receipt": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-11 09:00:00", ruled(accepting("a1", "r1"))),
				at("2021-04-12 09:00:00", purged("a1"), ruled(returning("a2", "r1").Office(insurance))),
				at("2021-04-13 09:00:00", ruled(accepting("a1", "r1"))),
			},
			want:     []string{"Green CompletedInTime", "final Completed received 2021-04-10 09:00:00 by r1 ruled by Office in a1"},
			verdicts: map[string]string{"a1": "InForce", "a2": "Ignored AlreadyRuled"},
			edited:   true,
		},
		"a completion that is deleted is owed again, and was missed": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
				at("2021-05-01 09:00:00", purged("r1")),
			},
			want:     []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			verdicts: map[string]string{"a1": "Ignored ReportNotFound"},
			edited:   true,
		},
		"a receipt outlasts a region that is not there": {
			steps: []step{
				at("2021-04-01 09:00:00", within(nil)),
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-11 09:00:00", purged("r1")),
				at("2021-05-01 09:00:00", within(xicheng()), reported(report("r1"))),
			},
			want:   []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-10 09:00:00 by r1"},
			edited: true,
		},
	})
}

// Whatever happened while the operator was down is read off the records.
func TestOperatorDown(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"a deadline passed meanwhile": {
			steps: []step{at("2021-04-01 09:00:00", stopped), at("2021-05-01 09:00:00", started)},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"a report came in time meanwhile": {
			steps: []step{
				at("2021-04-01 09:00:00", stopped),
				at("2021-04-15 09:00:00", reported(report("r1"))),
				at("2021-05-01 09:00:00", started),
			},
			want: []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 09:00:00 by r1"},
		},
		"all was over meanwhile": {
			steps: []step{
				at("2021-04-01 09:00:00", stopped),
				at("2021-04-17 09:00:00", reported(report("r1"))),
				at("2021-04-18 09:00:00", ruled(accepting("a1", "r1"))),
				at("2021-05-01 09:00:00", started),
			},
			want: []string{"Green CompletedLate", "final CompletedLate missed 2021-04-16 00:00:00 received 2021-04-17 09:00:00 by r1 ruled by Office in a1"},
		},
	})
}

// What was concluded before the cache showed a record is set right by its stamp.
func TestCacheBehind(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"a report created in time is seen after the deadline": {
			steps: []step{at("2021-04-16 00:00:01", seenLate(report("r1"), "2021-04-15 23:59:59"))},
			want:  []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 23:59:59 by r1"},
		},
		"reports of two leads are seen one after the other": {
			duty: dutyDue("2021-04-15").Leads(health, police),
			steps: []step{
				at("2021-04-16 00:00:01", seenLate(report("r1"), "2021-04-15 23:59:59")),
				at("2021-04-16 00:00:02", seenLate(report("r2").Department(police), "2021-04-15 23:59:58")),
			},
			want: []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 23:59:59 by r1"},
		},
		"a correction is seen before what it corrects": {
			steps: []step{
				at("2021-04-15 23:59:59", reported(report("r2").Supersedes("r1"))),
				at("2021-04-16 00:00:01", seenLate(report("r1"), "2021-04-15 23:59:58")),
			},
			want: []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-15 23:59:58 by r2"},
		},
	})
}

func TestCreatedAfterDeadline(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"by creation": {
			duty:  dutyDue("2020-12-31"),
			steps: []step{at("2021-01-02 09:00:00")},
			want:  []string{"Red CreatedAfterDeadline InProgress", "final Missed missed 2021-01-01 00:00:00"},
		},
		"by creation at the very deadline": {
			duty: dutyDue("2021-01-01T08:00:00+08:00"),
			want: []string{"Red CreatedAfterDeadline InProgress", "final Missed missed 2021-01-01 08:00:00"},
		},
		"not by creation a second before": {
			duty: dutyDue("2021-01-01T08:00:01+08:00").WarnBefore(wrappers.Days(0)),
			want: []string{"Blue InProgress", "final Open"},
		},
		"by issued": {
			duty:  dutyDue("2021-04-15").Issued("2021-04-16"),
			steps: []step{at("2021-04-17 09:00:00")},
			want:  []string{"Red CreatedAfterDeadline InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"issued on the last day is not after the deadline": {
			duty:  dutyDue("2021-04-15").Issued("2021-04-15"),
			steps: []step{at("2021-04-17 09:00:00")},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"issued before the deadline, though created after it": {
			duty:  dutyDue("2020-12-31").Issued("2020-08-01"),
			steps: []step{at("2021-01-02 09:00:00")},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-01-01 00:00:00"},
		},
		"made good": {
			duty:  dutyDue("2020-12-31"),
			steps: []step{at("2021-01-02 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")))},
			want:  []string{"Green CompletedLate", "final CompletedLate missed 2021-01-01 00:00:00 received 2021-01-02 09:00:00 by r1 ruled by Office in a1"},
		},
		"the deadlines still ahead are not touched": {
			duty:  dutyDue("2021-06-30").Milestone("survey", "2020-12").Issued("2021-01-15"),
			steps: []step{at("2021-02-02 09:00:00")},
			want:  []string{"Red CreatedAfterDeadline InProgress", "survey Missed missed 2021-01-01 00:00:00", "final Open"},
		},
	})
}

// Refuted misses stay in the ledger.
func TestRefutedMissStaysInLedger(t *testing.T) {
	t.Parallel()
	s := story{
		edited: true,
		steps: []step{
			at("2021-04-20 09:00:00"),
			at("2021-05-01 09:00:00", reported(report("r1").Received(instant("2021-04-15 17:00:00")))),
			at("2021-05-02 09:00:00", ruled(returning("b1", "r1"))),
		},
		want: []string{"Red ReportReturned InProgress", "final Missed missed 2021-05-02 09:00:00"},
	}
	w := s.play(t, false)
	if misses := w.duty.Status.Misses; len(misses) != 1 || misses[0].State != v1alpha1.MissStanding {
		t.Errorf("misses are %v, want the one that was refuted and then missed again", misses)
	}
}

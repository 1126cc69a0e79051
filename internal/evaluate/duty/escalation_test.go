// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"testing"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// above puts regions above that of the duty, the nearest first.
func above(regions ...*wrappers.JurisdictionWrapper) step {
	return func(w *world) {
		w.t.Helper()
		for _, region := range regions {
			w.ancestors = append(w.ancestors, region.Obj())
		}
		w.evaluate()
	}
}

// notice is a ladder of one rung.
func notice(days int32) v1alpha1.EscalationRung {
	return wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(days))
}

func TestLadder(t *testing.T) {
	t.Parallel()
	may := at("2021-05-01 09:00:00")
	tell(t, map[string]story{
		"the default, each rung once": {
			calendar: published, steps: []step{at("2021-05-15 23:59:59"), at("2021-08-01 09:00:00")}, edited: true,
			want: []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			show: showLadder, told: []string{
				"Reminder final 2021-04-09 00:00:00", "Notice final 2021-04-16 00:00:00", "Interview final 2021-04-29 00:00:00",
				"ListedSupervision final 2021-05-16 00:00:00", "Circular final 2021-06-16 00:00:00", "Accountability final 2021-07-16 00:00:00",
			},
		},
		"an operator that was not there finds what was reached, but reminds of nothing": {
			calendar: published, steps: []step{stopped, may, started}, edited: true,
			show: showLadder, told: []string{"Notice final 2021-04-16 00:00:00", "Interview final 2021-04-29 00:00:00", "then ListedSupervision 2021-05-16 00:00:00"},
		},
		"its own": {
			duty: dutyDue("2021-04-15").Escalation(notice(3)), region: xicheng().Escalation(notice(5)), steps: []step{may},
			show: showLadder, told: []string{"Notice final 2021-04-19 00:00:00"},
		},
		"that of its region": {
			region: xicheng().Escalation(notice(5)), steps: []step{may}, show: showLadder, told: []string{"Notice final 2021-04-21 00:00:00"},
		},
		"that of the nearest region above that has one": {
			steps: []step{above(wrappers.Jurisdiction("beijing"), wrappers.Jurisdiction("china").Escalation(notice(7)), wrappers.Jurisdiction("world").Escalation(notice(9))), may},
			show:  showLadder, told: []string{"Notice final 2021-04-23 00:00:00"}, edited: true,
		},
		"while there is no region nobody knows which": {
			region: xicheng().Escalation(notice(5)), steps: []step{at("2021-04-22 09:00:00", within(nil)), at("2021-08-01 09:00:00")},
			show: showLadder, told: []string{"Notice final 2021-04-21 00:00:00"}, edited: true,
		},
		"counted from the creation where that was later": {
			duty: dutyDue("2021-04-15").Created(instant("2021-05-01 08:00:00")).Escalation(notice(0), wrappers.Rung(v1alpha1.EscalationInterview, wrappers.Days(2))),
			show: showLadder, told: []string{"Notice final 2021-05-01 08:00:00", "then Interview 2021-05-03 08:00:00"},
		},
		"no rung before the one below it": {
			duty:  dutyDue("2021-04-15").Escalation(notice(10), wrappers.Rung(v1alpha1.EscalationInterview, wrappers.Days(5))),
			steps: []step{may}, show: showLadder, told: []string{"Notice final 2021-04-26 00:00:00", "Interview final 2021-04-26 00:00:00"},
		},
		"nothing more once it is made good, and what was reached stays": {
			calendar: published, steps: []step{at("2021-05-01 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))), at("2021-08-01 09:00:00")},
			show: showLadder, told: []string{"Reminder final 2021-04-09 00:00:00", "Notice final 2021-04-16 00:00:00", "Interview final 2021-04-29 00:00:00"}, edited: true,
		},
		"the second miss climbs when the first is made good": {
			duty: dutyDue("2021-04-15").Milestone("survey", "2021-03").Escalation(notice(3)),
			steps: []step{
				at("2021-05-01 09:00:00", reported(report("r1").Checkpoint("survey"))), at("2021-05-02 09:00:00", ruled(accepting("a1", "r1"))), at("2021-06-01 09:00:00"),
			},
			show: showLadder, told: []string{"Notice survey 2021-04-04 00:00:00", "Notice final 2021-05-05 09:00:00"}, edited: true,
		},
		"until then it does not": {
			duty: dutyDue("2021-04-15").Milestone("survey", "2021-03").Escalation(notice(3)), steps: []step{may},
			show: showLadder, told: []string{"Notice survey 2021-04-04 00:00:00"},
		},
		"a deadline that was moved after the miss is another": {
			duty: dutyDue("2021-04-15").Escalation(notice(0)), steps: []step{at("2021-04-20 09:00:00", movedTo("2021-05-15")), at("2021-06-01 09:00:00")},
			show: showLadder, told: []string{"Notice final 2021-04-16 00:00:00"}, edited: true,
		},
	})
}

func TestReminder(t *testing.T) {
	t.Parallel()
	reminding := func(due v1alpha1.DueDate) *wrappers.DutyWrapper {
		return dutyDue(due).Escalation(wrappers.Reminder(wrappers.WorkingDays(3)))
	}
	tell(t, map[string]story{
		"not a second too early": {
			duty: reminding("2021-04-15"), calendar: published, steps: []step{at("2021-04-12 23:59:59")}, show: showLadder, told: []string{"then Reminder 2021-04-13 00:00:00"},
		},
		"once": {
			duty: reminding("2021-04-15"), calendar: published, steps: []step{at("2021-04-13 00:00:00"), at("2021-04-14 09:00:00")},
			show: showLadder, told: []string{"Reminder final 2021-04-13 00:00:00"},
		},
		"not once a completion was filed": {
			duty: reminding("2021-04-15"), calendar: published, steps: []step{at("2021-04-12 09:00:00", reported(report("r1"))), at("2021-04-15 09:00:00")}, show: showLadder,
		},
		"of another deadline again": {
			duty: reminding("2021-04-15"), calendar: published, steps: []step{at("2021-04-14 09:00:00", ruled(extending("e1", "2021-04-30"))), at("2021-04-29 09:00:00")},
			show: showLadder, told: []string{"Reminder final 2021-04-13 00:00:00", "Reminder final 2021-04-28 00:00:00"}, edited: true,
		},
		"of what was created within the time at once": {
			duty: reminding("2021-04-15").Created(instant("2021-04-15 08:00:00")), calendar: published, show: showLadder, told: []string{"Reminder final 2021-04-15 08:00:00"},
		},
		"of a cycle not before it opens": {
			duty: dutyDue("").Recurrence(monthly()).Escalation(wrappers.Reminder(wrappers.Days(30))), steps: []step{at("2021-02-02 09:00:00")},
			show: showLadder, told: []string{"Reminder 2021-02-01 2021-02-01 00:00:00"},
		},
	})
}

func TestLadderStandsStill(t *testing.T) {
	t.Parallel()
	two := func() *wrappers.DutyWrapper {
		return dutyDue("2021-04-15").Escalation(notice(0), wrappers.Rung(v1alpha1.EscalationInterview, wrappers.Days(10)))
	}
	const first = "Notice final 2021-04-16 00:00:00"
	interviewed := at("2021-04-20 00:00:00", ruled(interviewing("i1", "2021-05-19")))
	tell(t, map[string]story{
		"from an interview to the end of the rectification": {
			duty: two(), steps: []step{interviewed}, show: showLadder, told: []string{first, "then Interview 2021-05-26 00:00:00", "paused until 2021-05-20 00:00:00"},
		},
		"and goes on for the rest of the period": {
			duty: two(), steps: []step{interviewed, at("2021-05-26 00:00:00")}, show: showLadder, told: []string{first, "Interview final 2021-05-26 00:00:00"},
		},
		"not a second earlier": {
			duty: two(), steps: []step{interviewed, at("2021-05-25 23:59:59")}, show: showLadder, told: []string{first, "then Interview 2021-05-26 00:00:00"},
		},
		"from one that is superseded as well": {
			duty: two(), steps: []step{interviewed, at("2021-05-10 00:00:00", ruled(interviewing("i2", "2021-05-29").Supersedes("i1")))},
			show: showLadder, told: []string{first, "then Interview 2021-06-05 00:00:00", "paused until 2021-05-30 00:00:00"},
		},
		"not for one of somebody else": {
			duty: two().Participants(police), steps: []step{at("2021-04-20 00:00:00", ruled(interviewing("i1", "2021-05-19").Subject(police)))},
			show: showLadder, told: []string{first, "then Interview 2021-04-26 00:00:00"},
		},
		"from an extension after the miss to its end": {
			duty: two(), steps: []step{at("2021-04-20 00:00:00", ruled(extending("e1", "2021-05-19")))},
			show: showLadder, told: []string{first, "then Interview 2021-05-26 00:00:00", "paused until 2021-05-20 00:00:00"},
		},
		"only once where both do": {
			duty: two(), steps: []step{interviewed, at("2021-04-25 00:00:00", ruled(extending("e1", "2021-05-09")))},
			show: showLadder, told: []string{first, "then Interview 2021-05-26 00:00:00", "paused until 2021-05-20 00:00:00"},
		},
		"while what was missed awaits its ruling": {
			duty: two(), steps: []step{at("2021-04-20 00:00:00", reported(report("r1"))), at("2021-08-01 00:00:00")}, show: showLadder, told: []string{first, "then Interview "},
		},
		"until that is returned": {
			duty: two(), steps: []step{at("2021-04-20 00:00:00", reported(report("r1"))), at("2021-04-25 00:00:00", ruled(returning("b1", "r1")))},
			show: showLadder, told: []string{first, "then Interview 2021-05-01 00:00:00"},
		},
		"not while one of two who missed it has filed nothing": {
			duty: two().Leads(health, police), steps: []step{at("2021-04-20 00:00:00", reported(report("r1"))), at("2021-04-27 00:00:00")},
			show: showLadder, told: []string{first, "Interview final 2021-04-26 00:00:00"},
		},
		"while what is waived until a day": {
			duty: two(), steps: []step{at("2021-04-20 00:00:00", ruled(waiving("w1").Until("2021-05-19"))), at("2021-05-26 00:00:00")},
			show: showLadder, told: []string{first, "Interview final 2021-05-26 00:00:00"},
		},
	})
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// monthly opens a cycle on the first of each month from February 2021 on, due within
// ten days.
func monthly() *wrappers.RecurrenceWrapper {
	return wrappers.Recurrence("0 0 1 * *", wrappers.Days(10)).Starting("2021-02-01")
}

// carriedOn is the standing duty of the stories.
func carriedOn() *wrappers.DutyWrapper { return dutyDue("").Recurrence(monthly()) }

// done completes the cycle of that name at that time.
func done(when, name, cycle string) step {
	return at(when, reported(report("r"+name).Checkpoint(v1alpha1.CheckpointName(cycle))), ruled(accepting("a"+name, v1alpha1.ObjectName("r"+name))))
}

// recurring changes the recurrence.
func recurring(change func(recurrence *v1alpha1.Recurrence)) step {
	return planned(func(spec *v1alpha1.DepartmentDutySpec) { change(&spec.Recurrence) })
}

const (
	february = "2021-02-01 Completed received 2021-02-05 09:00:00 by r1 ruled by Office in a1"
	lapsed   = "2021-03-01 Missed missed 2021-03-11 00:00:00"
)

func TestCyclesOpen(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"none before the start": {duty: carriedOn(), steps: []step{at("2021-01-31 23:59:59")}, want: []string{"Blue InProgress"}},
		"one opens, named after its day, due within its period": {
			duty: carriedOn(), steps: []step{at("2021-02-01 00:00:00")}, want: []string{"Blue InProgress", "2021-02-01 Open"},
			show: showCycles, told: []string{"2021-02-01 2021-02-01 00:00:00 to 2021-02-11 00:00:00"},
		},
		"of more than one on a day the first": {
			duty:  dutyDue("").Recurrence(wrappers.Recurrence("0 */6 1 2 *", wrappers.Days(10))),
			steps: []step{at("2021-02-02 00:00:00")}, show: showCycles, told: []string{"2021-02-01 2021-02-01 00:00:00 to 2021-02-11 00:00:00"},
		},
		"due within working days": {
			duty: dutyDue("").Recurrence(wrappers.Recurrence("0 0 1 4 *", wrappers.WorkingDays(2))), calendar: published, steps: []step{at("2021-04-01 00:00:00")},
			show: showCycles, told: []string{"2021-04-01 2021-04-01 00:00:00 to 2021-04-03 00:00:00"},
		},
		"a start in the past does not flood: what was due before the creation does not open": {
			duty: dutyDue("").Recurrence(monthly().Starting("2011-01-01")), show: showCycles, told: []string{"2021-01-01 2021-01-01 00:00:00 to 2021-01-11 00:00:00"},
		},
		"none after until, and then it is completed": {
			duty:  dutyDue("").Recurrence(monthly().Until("2021-03-31")),
			steps: []step{done("2021-02-05 09:00:00", "1", "2021-02-01"), done("2021-03-05 09:00:00", "2", "2021-03-01"), at("2021-06-01 09:00:00")},
			want:  []string{"Green CompletedInTime", february, "2021-03-01 Completed received 2021-03-05 09:00:00 by r2 ruled by Office in a2"},
		},
		"completed late, where one was": {
			duty:  dutyDue("").Recurrence(monthly().Until("2021-02-28")),
			steps: []step{done("2021-02-15 09:00:00", "1", "2021-02-01"), at("2021-06-01 09:00:00")},
			want: []string{
				"Green CompletedLate", "2021-02-01 CompletedLate missed 2021-02-11 00:00:00 received 2021-02-15 09:00:00 by r1 ruled by Office in a1",
			},
		},
		"until its last day it is carried on": {
			duty:  dutyDue("").Recurrence(monthly().Until("2021-02-28")),
			steps: []step{done("2021-02-05 09:00:00", "1", "2021-02-01"), at("2021-02-28 23:59:59")}, want: []string{"Green Continuing", february},
		},
		"with a due date after its completion only": {
			duty: dutyDue("2021-04-15").Recurrence(monthly()), steps: []step{at("2021-03-02 09:00:00")}, want: []string{"Blue InProgress", "final Open"},
		},
		"from when that was known": {
			duty: dutyDue("2021-04-15").Recurrence(monthly()),
			steps: []step{
				at("2021-02-05 09:00:00", reported(report("r1"))), at("2021-03-02 09:00:00", ruled(accepting("a1", "r1"))), at("2021-04-01 00:00:00"),
			},
			want: []string{"Green Continuing", "final Completed received 2021-02-05 09:00:00 by r1 ruled by Office in a1", "2021-04-01 Open"},
		},
		"after the deadline of that they open late": {
			duty:  dutyDue("2021-04-15").Recurrence(monthly()),
			steps: []step{at("2021-05-02 09:00:00")}, want: []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
		},
		"a day that no month has": {
			duty: dutyDue("").Recurrence(wrappers.Recurrence("0 0 31 2 *", wrappers.Days(10))), want: []string{" InvalidRecurrence"},
		},
		"at the end of the hour that clocks skip": {
			duty:   dutyDue("").Recurrence(wrappers.Recurrence("30 2 28 3 *", wrappers.Days(1))),
			region: xicheng().TimeZone("Europe/Berlin"), steps: []step{at("2021-03-28 12:00:00")},
			show: showCycles, told: []string{"2021-03-28 2021-03-28 09:00:00 to 2021-03-29 09:00:00"},
		},
		"the first time of the hour that they show twice": {
			duty:   dutyDue("").Recurrence(wrappers.Recurrence("30 2 31 10 *", wrappers.Days(1))),
			region: xicheng().TimeZone("Europe/Berlin"), steps: []step{at("2021-10-31 12:00:00")},
			show: showCycles, told: []string{"2021-10-31 2021-10-31 08:30:00 to 2021-11-01 09:30:00"},
		},
		"where midnight is skipped the day begins later": {
			duty:   dutyDue("").Recurrence(wrappers.Recurrence("0 0 14 3 *", wrappers.Days(1))),
			region: xicheng().TimeZone("America/Havana"), steps: []step{at("2021-03-14 20:00:00")},
			show: showCycles, told: []string{"2021-03-14 2021-03-14 13:00:00 to 2021-03-15 12:00:00"},
		},
	})
}

func TestCarriedOn(t *testing.T) {
	t.Parallel()
	first := done("2021-02-05 09:00:00", "1", "2021-02-01")
	tell(t, map[string]story{
		"completed, and carried on":        {duty: carriedOn(), steps: []step{first}, want: []string{"Green Continuing", february}},
		"also while the next one is open":  {duty: carriedOn(), steps: []step{first, at("2021-03-10 23:59:59")}, want: []string{"Green Continuing", february, "2021-03-01 Open"}},
		"a cycle that is missed lapses it": {duty: carriedOn(), steps: []step{first, at("2021-03-11 00:00:00")}, want: []string{"Red DeadlinePassed Lapsed", february, lapsed}},
		"in progress before anything was completed": {
			duty: carriedOn(), steps: []step{at("2021-02-11 00:00:00")}, want: []string{"Red DeadlinePassed InProgress", "2021-02-01 Missed missed 2021-02-11 00:00:00"},
		},
		"made good by its own completion": {
			duty: carriedOn(), steps: []step{first, done("2021-03-15 09:00:00", "2", "2021-03-01")},
			want: []string{"Green Continuing", february, "2021-03-01 CompletedLate missed 2021-03-11 00:00:00 received 2021-03-15 09:00:00 by r2 ruled by Office in a2"},
		},
		"or by that of a later cycle": {
			duty: carriedOn(), steps: []step{first, done("2021-04-05 09:00:00", "2", "2021-04-01")},
			want: []string{
				"Green Continuing", february, "2021-03-01 CompletedLate missed 2021-03-11 00:00:00 received 2021-04-05 09:00:00 by r2 ruled by Office in a2",
				"2021-04-01 Completed received 2021-04-05 09:00:00 by r2 ruled by Office in a2",
			},
		},
		"not by one of an earlier": {
			duty: carriedOn(), steps: []step{at("2021-03-15 09:00:00", reported(report("r1").Checkpoint("2021-02-01")), ruled(accepting("a1", "r1")))},
			want: []string{
				"Red DeadlinePassed Lapsed", "2021-02-01 CompletedLate missed 2021-02-11 00:00:00 received 2021-03-15 09:00:00 by r1 ruled by Office in a1", lapsed,
			},
		},
		"a report that names none is for the earliest that is open": {
			duty: carriedOn(), steps: []step{first, at("2021-04-05 09:00:00", reported(report("r2")), ruled(accepting("a2", "r2")))},
			want: []string{
				"Green Continuing", february, "2021-03-01 CompletedLate missed 2021-03-11 00:00:00 received 2021-04-05 09:00:00 by r2 ruled by Office in a2", "2021-04-01 Open",
			},
		},
		"a report from before it opened is for no cycle": {
			duty: carriedOn(), steps: []step{at("2021-02-20 09:00:00", reported(report("r1").Checkpoint("2021-03-01"))), at("2021-03-02 09:00:00")},
			verdicts: map[string]string{"r1": "Ignored CycleNotOpen"},
		},
		"until then there is no such cycle": {
			duty: carriedOn(), steps: []step{at("2021-02-20 09:00:00", reported(report("r1").Checkpoint("2021-03-01")))}, verdicts: map[string]string{"r1": "Ignored UnknownCheckpoint"},
		},
		"nor is one that names none, where none had opened": {
			duty: carriedOn(), steps: []step{at("2021-01-20 09:00:00", reported(report("r1"))), at("2021-02-02 09:00:00")},
			want: []string{"Blue InProgress", "2021-02-01 Open"}, verdicts: map[string]string{"r1": "Ignored CycleNotOpen"},
		},
		"returned after its deadline it lapses": {
			duty: carriedOn(), steps: []step{
				first, at("2021-03-05 09:00:00", reported(report("r2").Checkpoint("2021-03-01"))), at("2021-03-12 09:00:00", ruled(returning("b2", "r2"))),
			},
			want: []string{"Red ReportReturned Lapsed", february, "2021-03-01 Missed missed 2021-03-12 09:00:00"},
		},
	})
}

func TestRecurrenceEdited(t *testing.T) {
	t.Parallel()
	first := done("2021-02-05 09:00:00", "1", "2021-02-01")
	tell(t, map[string]story{
		"another schedule neither floods nor moves what has passed": {
			duty: carriedOn(), edited: true,
			steps: []step{first, at("2021-03-20 09:00:00", recurring(func(r *v1alpha1.Recurrence) { r.Cron = "0 0 * * 1" }))},
			show:  showCycles, told: []string{
				"2021-02-01 2021-02-01 00:00:00 to 2021-02-11 00:00:00", "2021-03-01 2021-03-01 00:00:00 to 2021-03-11 00:00:00",
				"2021-03-15 2021-03-15 00:00:00 to 2021-03-25 00:00:00",
			},
		},
		"nor does more time": {
			duty: carriedOn(), edited: true,
			steps: []step{first, at("2021-03-20 09:00:00", recurring(func(r *v1alpha1.Recurrence) { r.DueWithin = wrappers.Days(25) }))},
			want:  []string{"Red DeadlinePassed Lapsed", february, lapsed},
		},
		"one that is open moves with it": {
			duty: carriedOn(), edited: true,
			steps: []step{first, at("2021-03-05 09:00:00", recurring(func(r *v1alpha1.Recurrence) { r.DueWithin = wrappers.Days(25) }))},
			show:  showCycles, told: []string{"2021-02-01 2021-02-01 00:00:00 to 2021-02-11 00:00:00", "2021-03-01 2021-03-01 00:00:00 to 2021-03-26 00:00:00"},
		},
		"time that had passed by then does not come back": {
			duty: carriedOn(), edited: true,
			steps: []step{first, at("2021-03-05 09:00:00", recurring(func(r *v1alpha1.Recurrence) { r.DueWithin = wrappers.Days(2) })), at("2021-04-02 09:00:00")},
			show:  showCycles, told: []string{"2021-02-01 2021-02-01 00:00:00 to 2021-02-11 00:00:00", "2021-04-01 2021-04-01 00:00:00 to 2021-04-03 00:00:00"},
		},
		"taken away, what had been due stays": {
			duty: carriedOn(), edited: true,
			steps: []step{first, at("2021-03-20 09:00:00", recurring(func(r *v1alpha1.Recurrence) { *r = v1alpha1.Recurrence{} })), at("2021-05-01 09:00:00")},
			want:  []string{"Red DeadlinePassed Lapsed", "final Completed received 2021-02-05 09:00:00 by r1 ruled by Office in a1", february, lapsed},
		},
		"and what was open goes": {
			duty: carriedOn(), edited: true,
			steps: []step{first, at("2021-03-05 09:00:00", recurring(func(r *v1alpha1.Recurrence) { *r = v1alpha1.Recurrence{} }))},
			want:  []string{"Green CompletedInTime", "final Completed received 2021-02-05 09:00:00 by r1 ruled by Office in a1", february},
		},
		"while it cannot be read what is open passes": {
			duty: carriedOn(), edited: true,
			steps: []step{first, at("2021-03-05 09:00:00", recurring(func(r *v1alpha1.Recurrence) { r.Cron = "0 0 31 2 *" })), at("2021-04-20 09:00:00")},
			want:  []string{"Red InvalidRecurrence DeadlinePassed Lapsed", february, lapsed},
		},
		"and what opened meanwhile opens then": {
			duty: carriedOn(), edited: true,
			steps: []step{
				first, at("2021-03-05 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Source.Issued = "2021-02-30" })),
				at("2021-04-20 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Source.Issued = "" })),
			},
			want: []string{"Red DeadlinePassed Lapsed", february, lapsed, "2021-04-01 Missed missed 2021-04-11 00:00:00"},
		},
	})
}

// TestBoundOfCycles holds what becomes of the oldest cycles, and of what was reported
// for them.
func TestBoundOfCycles(t *testing.T) {
	t.Parallel()
	first := instant("2021-01-02 00:00:00")
	daily := dutyDue("").Recurrence(wrappers.Recurrence("0 0 * * *", wrappers.Days(1)).Starting("2021-01-02")).Review(v1alpha1.ReviewNone)
	for name, test := range map[string]struct {
		days    int
		reports bool
		cycles  int
		from    v1alpha1.CheckpointName
		shown   int
	}{
		"the last 24 that were completed are shown": {days: 40, reports: true, cycles: 40, from: "2021-01-02", shown: 24},
		"100 are kept":                   {days: 120, reports: true, cycles: 100, from: "2021-01-22", shown: 24},
		"all that were missed are shown": {days: 60, cycles: 60, from: "2021-01-02", shown: 60},
		"what was dropped stays for the miss that the ledger has": {days: 120, cycles: 100, from: "2021-01-22", shown: 101},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, result := duty.Input{Duty: daily.Obj(), Jurisdiction: xicheng().Obj()}, duty.Result{}
			for i := range test.days {
				in.Now = first.AddDate(0, 0, i).Add(9 * time.Hour)
				if test.reports {
					in.Reports = append(in.Reports, *report(fmt.Sprintf("r%03d", i)).Created(in.Now).Obj())
				}
				result = duty.Evaluate(in)
				in = stored(in, result)
			}
			checkPromises(t, seeded(1), in, result)
			cycles := in.Duty.Status.Cycles
			if len(cycles) != test.cycles || cycles[0].Name != test.from || len(in.Duty.Status.Checkpoints) != test.shown {
				t.Errorf("%d cycles from %s, %d checkpoints, want %d from %s, %d", len(cycles), cycles[0].Name, len(in.Duty.Status.Checkpoints), test.cycles, test.from, test.shown)
			}
			if missed := len(in.Duty.Status.Misses) > 0; missed == test.reports {
				t.Errorf("misses are %v", in.Duty.Status.Misses)
			}
			for i, status := range result.Reports {
				want := v1alpha1.CheckpointName(calendar.Day(first.AddDate(0, 0, i), first.Location()))
				if status.Verdict != v1alpha1.VerdictAccepted || status.Checkpoint != want {
					t.Errorf("report %d is %s, for %s, want Accepted, for %s", i, status.Verdict, status.Checkpoint, want)
				}
			}
		})
	}
}

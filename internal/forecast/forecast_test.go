// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package forecast_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/forecast"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func run(t *testing.T, in forecast.Input) forecast.Forecast {
	t.Helper()
	made, err := forecast.Run(in)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestWhatHappensIfNothingIsFiled(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		duty    *wrappers.DutyWrapper
		reports []*wrappers.ReportWrapper
		rulings []*wrappers.RulingWrapper
		from    string
		until   string
		want    []string
	}{
		"a deadline comes near, falls and is missed, and the ladder is climbed": {
			duty: dutyDue("2021-04-15"),
			want: []string{
				"2021-03-17 00:00 DueSoon final [health-commission] Yellow",
				"2021-04-09 00:00 RungReached Reminder final [health-commission] Yellow",
				"2021-04-16 00:00 Due final [health-commission] Red",
				"2021-04-16 00:00 Missed final [health-commission] Red",
				"2021-04-16 00:00 RungReached Notice final [health-commission] Red",
				"2021-04-29 00:00 RungReached Interview final [health-commission] Red",
			},
		},
		"the beginning is not included: what stands is no news": {
			duty: dutyDue("2021-04-15"), from: "2021-04-16 00:00",
			want: []string{"2021-04-29 00:00 RungReached Interview final [health-commission] Red"},
		},
		"the end is": {
			duty: dutyDue("2021-04-15"), from: "2021-04-15 23:59", until: "2021-04-16 00:00",
			want: []string{
				"2021-04-16 00:00 Due final [health-commission] Red",
				"2021-04-16 00:00 Missed final [health-commission] Red",
				"2021-04-16 00:00 RungReached Notice final [health-commission] Red",
			},
		},
		"nothing happens within nothing":     {duty: dutyDue("2021-04-15"), from: "2021-04-16 00:00", until: "2021-04-16 00:00"},
		"nothing happens to an undated duty": {duty: dutyDue("")},
		"a completion awaits its ruling when the deadline falls": {
			duty: dutyDue("2021-04-15"), reports: []*wrappers.ReportWrapper{completion()},
			want: []string{"2021-04-16 00:00 Due final Blue"},
		},
		"what was accepted is not due any more": {
			duty: dutyDue("2021-04-15"), reports: []*wrappers.ReportWrapper{completion()},
			rulings: []*wrappers.RulingWrapper{ruling("a1", "2021-03-01 11:00").Report("r1")},
		},
		"who reported does not owe": {
			duty: dutyDue("2021-04-15").Leads(health, police), reports: []*wrappers.ReportWrapper{completion()},
			from: "2021-04-10 00:00", until: "2021-04-16 00:00",
			want: []string{
				"2021-04-16 00:00 Due final [police] Red",
				"2021-04-16 00:00 Missed final [police] Red",
				"2021-04-16 00:00 RungReached Notice final [police] Red",
			},
		},
		"a quantity falls behind": {
			duty: dutyDue("").Escalation(wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0))).WarnBefore(wrappers.Days(0)).
				Target("first", "2021-03-10", 9, "stations"),
			from: "2021-03-01 09:00", until: "2021-03-10 00:00",
			want: []string{"2021-03-02 10:40 BehindSchedule [health-commission] Yellow"},
		},
		"cycles open and fall due": {
			duty: dutyDue("").Escalation(wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0))).WarnBefore(wrappers.Days(3)).
				Recurrence(wrappers.Recurrence("0 0 1 * *", wrappers.Days(10)).Starting("2021-04-01")),
			until: "2021-05-05 00:00",
			want: []string{
				"2021-04-01 00:00 CycleOpened 2021-04-01 [health-commission] Blue",
				"2021-04-08 00:00 DueSoon 2021-04-01 [health-commission] Yellow",
				"2021-04-11 00:00 Due 2021-04-01 [health-commission] Red",
				"2021-04-11 00:00 Missed 2021-04-01 [health-commission] Red",
				"2021-04-11 00:00 RungReached Notice 2021-04-01 [health-commission] Red",
				"2021-05-01 00:00 CycleOpened 2021-05-01 [health-commission] Red",
			},
		},
		"an interview stops the ladder until its day": {
			duty: dutyDue("2021-03-01"), from: "2021-03-03 00:00",
			rulings: []*wrappers.RulingWrapper{ruling("i1", "2021-03-02 10:00").Interview("2021-04-01", "late")},
			want: []string{
				"2021-04-02 00:00 RectificationOverdue i1 [health-commission] Red",
				"2021-04-15 14:00 RungReached Interview final [health-commission] Red",
			},
		},
		"a waiver ends, and what it was for is due": {
			duty: dutyDue("2021-04-15"), from: "2021-03-20 00:00", until: "2021-05-11 00:00",
			rulings: []*wrappers.RulingWrapper{ruling("w1", "2021-03-02 10:00").Waive("closed").Checkpoint("final").Until("2021-05-10")},
			want: []string{
				"2021-04-11 00:00 DueSoon final [health-commission] Yellow",
				"2021-05-04 00:00 RungReached Reminder final [health-commission] Yellow",
				"2021-05-11 00:00 Due final [health-commission] Red",
				"2021-05-11 00:00 Missed final [health-commission] Red",
				"2021-05-11 00:00 RungReached Notice final [health-commission] Red",
			},
		},
		"a waiver ends while a completion awaits its ruling": {
			duty: dutyDue("2021-04-15"), reports: []*wrappers.ReportWrapper{completion()}, from: "2021-05-10 00:00", until: "2021-05-11 00:00",
			rulings: []*wrappers.RulingWrapper{ruling("w1", "2021-03-02 10:00").Waive("closed").Checkpoint("final").Until("2021-05-10")},
			want:    []string{"2021-05-11 00:00 Due final Blue"},
		},
		"nothing is owed for what was withdrawn": {
			duty: dutyDue("2021-04-15").Origin("province", "duty").Withdrawn(instant("2021-03-02 08:00")),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := county(test.duty)
			for _, r := range test.reports {
				in.Reports = append(in.Reports, *r.Obj())
			}
			for _, r := range test.rulings {
				in.Rulings = append(in.Rulings, *r.Obj())
			}
			if test.from != "" {
				in.From = instant(test.from)
			}
			if test.until != "" {
				in.Until = instant(test.until)
			}
			made := run(t, lived(t, in))
			if diff := cmp.Diff(test.want, say(made.Entries), cmpEmpty); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			if len(made.Problems) > 0 {
				t.Errorf("problems: %v", made.Problems)
			}
		})
	}
}

func TestEntriesSayWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	in := county(dutyDue("2021-04-15").Title("Inspect the wards"))
	in.From, in.Until = instant("2021-04-15 00:00"), instant("2021-04-16 00:00")
	deadline := instant("2021-04-16 00:00").UTC()
	about := forecast.Entry{
		Time: deadline, Jurisdiction: "county", Namespace: "region-county", Duty: "duty", Title: "Inspect the wards",
		Checkpoint: "final", Deadline: deadline, Departments: []v1alpha1.DepartmentName{health}, Light: v1alpha1.LightRed,
	}
	due, missed, notice := about, about, about
	due.Kind = forecast.Due
	missed.Kind, missed.Message = forecast.Missed, v1alpha1.ReasonDeadlinePassed
	notice.Kind, notice.Action = forecast.RungReached, v1alpha1.EscalationNotice
	want := forecast.Forecast{From: in.From, Until: in.Until, Entries: []forecast.Entry{due, missed, notice}}
	if diff := cmp.Diff(want, run(t, lived(t, in))); diff != "" {
		t.Errorf("the forecast (-want +got):\n%s", diff)
	}
}

// TestSpansAddUp holds that the forecast of a span is that of its parts, wherever it is cut.
func TestSpansAddUp(t *testing.T) {
	t.Parallel()
	in := county(dutyDue("2021-04-15").Target("first", "2021-03-31", 3, "wards").
		Recurrence(wrappers.Recurrence("0 8 * * 1", wrappers.WorkingDays(3))))
	whole := run(t, in).Entries
	for _, cut := range whole {
		first, second := in, in
		first.Until, second.From = cut.Time, cut.Time
		parts := slices.Concat(run(t, first).Entries, run(t, second).Entries)
		if diff := cmp.Diff(whole, parts); diff != "" {
			t.Errorf("cut at %s (-whole +parts):\n%s", cut.Time, diff)
		}
	}
	if len(whole) < 8 {
		t.Errorf("only %v", say(whole))
	}
}

func TestNothingOfTheInputChanges(t *testing.T) {
	t.Parallel()
	build := func() forecast.Input {
		in := county(dutyDue("2021-04-15"))
		in.Reports = []v1alpha1.DutyReport{*completion().Progress().Obj()}
		in.Rulings = []v1alpha1.DutyRuling{*ruling("w1", "2021-03-01 11:00").Extend("2021-05-01").Checkpoint("final").Obj()}
		return in
	}
	in := build()
	run(t, in)
	if diff := cmp.Diff(build(), in, cmpCalendars); diff != "" {
		t.Errorf("the input (-before +after):\n%s", diff)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
)

func TestNextWorkingDay(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		instant     string
		zone        string
		want        string
		provisional bool
	}{
		"a working day":                        {instant: "2025-09-30T09:00:00+08:00", want: "2025-09-30T09:00:00+08:00"},
		"National Day":                         {instant: "2025-10-01T09:00:00+08:00", want: "2025-10-09T09:00:00+08:00"},
		"a Sunday that is worked":              {instant: "2025-09-28T09:00:00+08:00", want: "2025-09-28T09:00:00+08:00"},
		"a Saturday":                           {instant: "2025-11-22T23:59:59+08:00", want: "2025-11-24T23:59:59+08:00"},
		"a Saturday here, a Friday in the UTC": {instant: "2025-11-21T22:00:00Z", want: "2025-11-24T06:00:00+08:00"},
		"a year without a notice":              {instant: "2031-10-01T09:00:00+08:00", want: "2031-10-01T09:00:00+08:00", provisional: true},
		"a time that the clocks skip":          {instant: "2025-03-29T02:30:00+01:00", zone: "Europe/Berlin", want: "2025-03-31T02:30:00+02:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			location, err := Location(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			got, provisional := Region{Location: location, Workdays: workdays.Builtin()}.NextWorkingDay(mustInstant(t, test.instant))
			if !got.Equal(mustInstant(t, test.want)) || provisional != test.provisional {
				t.Errorf("%s, provisional %t; want %s, %t", got.Format(time.RFC3339), provisional, test.want, test.provisional)
			}
		})
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		day   v1alpha1.PlainDate
		clock string
		zone  string
		want  string
		err   string
	}{
		"a time of the day":           {day: "2026-10-23", clock: "14:30", want: "2026-10-23T14:30:00+08:00"},
		"midnight":                    {day: "2026-10-23", clock: "00:00", want: "2026-10-23T00:00:00+08:00"},
		"a time that the clocks skip": {day: "2025-03-30", clock: "02:30", zone: "Europe/Berlin", want: "2025-03-30T03:00:00+02:00"},
		"a time that they show twice": {day: "2025-10-26", clock: "02:30", zone: "Europe/Berlin", want: "2025-10-26T02:30:00+02:00"},
		"no such day":                 {day: "2026-02-30", clock: "14:30", err: `"2026-02-30" is not a day of the calendar: write it as "2022-08-23"`},
		"no such time":                {day: "2026-10-23", clock: "24:00", err: `"24:00" is not a time of the day: write it as "14:30"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			location, err := Location(test.zone)
			if err != nil {
				t.Fatal(err)
			}
			got, err := At(test.day, test.clock, location)
			if test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Errorf("error %v, want %s", err, test.err)
				}
				return
			}
			if err != nil || !got.Equal(mustInstant(t, test.want)) {
				t.Errorf("%s, error %v; want %s", got.Format(time.RFC3339), err, test.want)
			}
		})
	}
}

func TestTally(t *testing.T) {
	t.Parallel()
	builtin := Found{Workdays: workdays.Builtin()}
	published := v1alpha1.CalendarStatus{
		Source: builtin.Workdays.Source(), Version: builtin.Workdays.Version(), Certainty: v1alpha1.CalendarPublished,
	}
	provisional := published
	provisional.Certainty = v1alpha1.CalendarProvisional
	tests := map[string]struct {
		found Found
		count func(*Tally)
		want  v1alpha1.CalendarStatus
	}{
		"nothing was counted":            {found: builtin, count: func(*Tally) {}},
		"days are not of the calendar":   {found: builtin, count: func(t *Tally) { t.Note(days(3), true) }},
		"working days are":               {found: builtin, count: func(t *Tally) { t.Note(workingDays(3), false) }, want: published},
		"one of them can still move":     {found: builtin, count: func(t *Tally) { t.Note(workingDays(3), true); t.NoteDay(false) }, want: provisional},
		"a day was asked about":          {found: builtin, count: func(t *Tally) { t.NoteDay(true) }, want: provisional},
		"there was no calendar to count": {count: func(t *Tally) { t.NoteDay(true) }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tally := &Tally{Found: test.found}
			test.count(tally)
			if diff := cmp.Diff(test.want, tally.Status()); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
		})
	}
	if unreadable := (&Tally{Found: Found{Reason: v1alpha1.ReasonInvalidCalendar}}); unreadable.Readable() || !(&Tally{Found: builtin}).Readable() {
		t.Error("a calendar is readable unless there is a reason why not")
	}
}

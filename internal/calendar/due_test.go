// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

func mustLocation(tb testing.TB, name string) *time.Location {
	tb.Helper()
	location, err := Location(name)
	if err != nil {
		tb.Fatal(err)
	}
	return location
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		due  v1alpha1.DueDate
		zone string
		want string
	}{
		"day":                         {due: "2021-04-15", want: "2021-04-16T00:00:00+08:00"},
		"last day of a year":          {due: "2021-12-31", want: "2022-01-01T00:00:00+08:00"},
		"leap day":                    {due: "2024-02-29", want: "2024-03-01T00:00:00+08:00"},
		"month":                       {due: "2021-04", want: "2021-05-01T00:00:00+08:00"},
		"December":                    {due: "2021-12", want: "2022-01-01T00:00:00+08:00"},
		"year":                        {due: "2021", want: "2022-01-01T00:00:00+08:00"},
		"instant is exclusive":        {due: "2021-04-15T17:00:00+08:00", want: "2021-04-15T17:00:00+08:00"},
		"instant of another zone":     {due: "2021-04-15T09:00:00Z", want: "2021-04-15T17:00:00+08:00"},
		"day in Urumqi":               {due: "2021-04-15", zone: "Asia/Urumqi", want: "2021-04-16T00:00:00+06:00"},
		"day that begins at one":      {due: "2018-11-03", zone: "America/Sao_Paulo", want: "2018-11-04T01:00:00-02:00"},
		"day that never was":          {due: "2011-12-29", zone: "Pacific/Apia", want: "2011-12-31T00:00:00+14:00"},
		"day whose midnight is twice": {due: "2020-10-31", zone: "America/Havana", want: "2020-11-01T00:00:00-04:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Deadline(test.due, mustLocation(t, test.zone))
			if err != nil {
				t.Fatal(err)
			}
			if got.Format(time.RFC3339) != test.want {
				t.Errorf("Deadline(%q) = %s, want %s", test.due, got.Format(time.RFC3339), test.want)
			}
		})
	}
}

func TestDeadlineRefusesAndNamesTheValue(t *testing.T) {
	t.Parallel()
	for _, due := range []v1alpha1.DueDate{
		"", "21", "2021-13", "2021-00", "2021-02-30", "2023-02-29", "2021-4-15", "2021/04/15", "next year", "2021-04-15 17:00",
		"2021-04-15T17:00:00", "2021-04-15T17:00:00.5Z", "2021-04-15T24:00:00Z", "二〇二一",
	} {
		_, err := Deadline(due, time.UTC)
		if err == nil {
			t.Errorf("Deadline(%q) was accepted", due)
			continue
		}
		if !strings.Contains(err.Error(), string(due)) || !strings.Contains(err.Error(), "2021-04-15") {
			t.Errorf("Deadline(%q): %v, want the value and the forms allowed", due, err)
		}
	}
}

func TestDayStartRefusesAndNamesTheValue(t *testing.T) {
	t.Parallel()
	for _, day := range []v1alpha1.PlainDate{"", "2021", "2021-02-29", "2021-02-30", "2021-04-15T00:00:00Z"} {
		if _, err := DayStart(day, time.UTC); err == nil || !strings.Contains(err.Error(), string(day)) {
			t.Errorf("DayStart(%q): %v, want an error with the value", day, err)
		}
	}
}

// TestStartOfDayIsTheFirstInstantOfTheDay holds startOfDay against a search by
// minutes, over zones that moved their clocks at midnight.
func TestStartOfDayIsTheFirstInstantOfTheDay(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Asia/Shanghai", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "America/Asuncion", "Asia/Amman"} {
		location := mustLocation(t, zone)
		for noon := time.Date(2015, 1, 1, 12, 0, 0, 0, location); noon.Year() < 2023; noon = noon.AddDate(0, 0, 1) {
			year, month, day := noon.Date()
			want := noon
			for minute := noon; noon.Sub(minute) < 15*time.Hour; minute = minute.Add(-time.Minute) {
				if minute.Day() == day {
					want = minute
				}
			}
			if got := startOfDay(year, month, day, location); !got.Equal(want) {
				t.Fatalf("%s: %s begins at %s, want %s", zone, noon.Format(time.DateOnly), got, want)
			}
		}
	}
}

// FuzzDeadline holds that a due date is either refused, or has a deadline before
// which its own text lies and which a later date does not precede.
func FuzzDeadline(f *testing.F) {
	for _, seed := range []string{"2021", "2021-04", "2021-04-15", "2021-04-15T17:00:00+08:00", "2021-02-30", "9999-12-31", "0000"} {
		f.Add(seed)
	}
	shanghai := mustLocation(f, DefaultTimeZone)
	f.Fuzz(func(t *testing.T, text string) {
		deadline, err := Deadline(v1alpha1.DueDate(text), shanghai)
		if err != nil {
			return
		}
		if deadline.Nanosecond() != 0 {
			t.Errorf("Deadline(%q) = %s, want whole seconds", text, deadline)
		}
		if len(text) > len(time.DateOnly) {
			return
		}
		last := deadline.Add(-time.Second).Format(time.DateOnly)
		if !strings.HasPrefix(last, text) {
			t.Errorf("Deadline(%q) = %s, want the last second before it to lie within %q", text, deadline, text)
		}
		if first := deadline.Format(time.DateOnly); strings.HasPrefix(first, text) {
			t.Errorf("Deadline(%q) = %s, which still lies within %q", text, deadline, text)
		}
	})
}

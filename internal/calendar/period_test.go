// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"strings"
	"testing"
	"time"

	"k8s.io/utils/ptr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

func TestBefore(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		instant string
		period  *v1alpha1.Period
		want    string
	}{
		"no period":                   {instant: "2021-04-16T00:00:00+08:00", want: "2021-04-16T00:00:00+08:00"},
		"zero days":                   {instant: "2021-04-16T00:00:00+08:00", period: &v1alpha1.Period{Days: ptr.To[int32](0)}, want: "2021-04-16T00:00:00+08:00"},
		"days over a year":            {instant: "2021-01-01T00:00:00+08:00", period: &v1alpha1.Period{Days: ptr.To[int32](30)}, want: "2020-12-02T00:00:00+08:00"},
		"three months, not 90 days":   {instant: "2021-04-16T00:00:00+08:00", period: &v1alpha1.Period{Months: ptr.To[int32](3)}, want: "2021-01-16T00:00:00+08:00"},
		"month too short for the day": {instant: "2021-03-31T00:00:00+08:00", period: &v1alpha1.Period{Months: ptr.To[int32](1)}, want: "2021-02-28T00:00:00+08:00"},
		"into a leap February":        {instant: "2024-03-31T08:30:00+08:00", period: &v1alpha1.Period{Months: ptr.To[int32](1)}, want: "2024-02-29T08:30:00+08:00"},
		"zero months":                 {instant: "2021-04-16T00:00:00+08:00", period: &v1alpha1.Period{Months: new(int32(0))}, want: "2021-04-16T00:00:00+08:00"},
		"a hundred years of months":   {instant: "2021-04-30T00:00:00+08:00", period: &v1alpha1.Period{Months: new(int32(1200))}, want: "1921-04-30T00:00:00+08:00"},
		"instant of another zone":     {instant: "2021-03-30T16:00:00Z", period: &v1alpha1.Period{Months: new(int32(1))}, want: "2021-02-28T00:00:00+08:00"},
		"thirteen months":             {instant: "2022-01-31T00:00:00+08:00", period: &v1alpha1.Period{Months: ptr.To[int32](13)}, want: "2020-12-31T00:00:00+08:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			instant, err := time.Parse(time.RFC3339, test.instant)
			if err != nil {
				t.Fatal(err)
			}
			if got := Before(instant, test.period, mustLocation(t, "")).Format(time.RFC3339); got != test.want {
				t.Errorf("Before = %s, want %s", got, test.want)
			}
		})
	}
}

// TestBeforeKeepsTheTimeOfDay holds that a period is counted on the calendar, over
// changes of the clocks too. Where the clocks skip the time of day that is meant,
// the hour may differ.
func TestBeforeKeepsTheTimeOfDay(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe"} {
		location := mustLocation(t, zone)
		for instant := time.Date(2017, 1, 31, 0, 30, 0, 0, location); instant.Year() < 2019; instant = instant.Add(25 * time.Hour) {
			for count := range int32(15) {
				year, month, day := instant.Date()
				hour, minute, second := instant.Clock()
				byDays := time.Date(year, month, day-int(count), hour, minute, second, 0, location)
				if got := Before(instant, &v1alpha1.Period{Days: &count}, location); !got.Equal(byDays) {
					t.Fatalf("%d days before %s is %s, want %s", count, instant, got, byDays)
				}
				// The last day of the month meant is the one before the first of the next.
				last := time.Date(year, month-time.Month(count)+1, 0, 12, 0, 0, 0, location)
				byMonths := time.Date(last.Year(), last.Month(), min(day, last.Day()), hour, minute, second, 0, location)
				if got := Before(instant, &v1alpha1.Period{Months: &count}, location); !got.Equal(byMonths) {
					t.Fatalf("%d months before %s is %s, want %s", count, instant, got, byMonths)
				}
			}
		}
	}
}

func TestLocation(t *testing.T) {
	t.Parallel()
	if got := mustLocation(t, "").String(); got != DefaultTimeZone {
		t.Errorf("the zone of no name is %s, want %s", got, DefaultTimeZone)
	}
	for _, name := range []string{"Local", "Asia/Xicheng", "UTC+8"} {
		if _, err := Location(name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Location(%q): %v, want an error that names it", name, err)
		}
	}
}

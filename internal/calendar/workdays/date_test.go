// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"testing"
	"time"
)

func TestDateOfTakesTheDayOfTheLocation(t *testing.T) {
	t.Parallel()
	instant := time.Date(2021, 4, 15, 16, 30, 0, 0, time.UTC)
	if got, want := DateOf(instant), (Date{2021, time.April, 15}); got != want {
		t.Errorf("DateOf(%s) = %s, want %s", instant, got, want)
	}
	beijing := instant.In(time.FixedZone("CST", 8*60*60))
	if got, want := DateOf(beijing), (Date{2021, time.April, 16}); got != want {
		t.Errorf("DateOf(%s) = %s, want %s", beijing, got, want)
	}
}

func TestDateCountsOnOutsideTheMonth(t *testing.T) {
	t.Parallel()
	for want, date := range map[string]Date{
		"2021-05-01": {2021, time.April, 31},
		"2020-02-29": {2020, time.March, 0},
		"2022-01-31": {2021, time.December + 1, 31},
	} {
		if got := date.String(); got != want {
			t.Errorf("%+v is written %s, want %s", date, got, want)
		}
		if got := dateOfEpochDay(date.epochDay()); got != mustDate(t, want) {
			t.Errorf("%+v is taken for %s, want %s", date, got, want)
		}
	}
}

// TestEpochDays holds the arithmetic of days over every day of two centuries,
// half of them before 1970, against the time package.
func TestEpochDays(t *testing.T) {
	t.Parallel()
	first := time.Date(1870, 1, 1, 0, 0, 0, 0, time.UTC)
	before := mondaysToFridays(DateOf(first).epochDay() - 1)
	for instant := first; instant.Year() < 2070; instant = instant.AddDate(0, 0, 1) {
		date := DateOf(instant)
		day := date.epochDay()
		if got := dateOfEpochDay(day); got != date {
			t.Fatalf("%s is day %d, which is %s", date, day, got)
		}
		if got := weekdayOfEpochDay(day); got != instant.Weekday() {
			t.Fatalf("%s is a %s, want %s", date, got, instant.Weekday())
		}
		count := mondaysToFridays(day)
		if isMondayToFriday(day) {
			before++
			if got := mondayToFriday(count); got != day {
				t.Fatalf("the day with count %d is %d, want %d", count, got, day)
			}
		}
		if count != before {
			t.Fatalf("%s has the count %d, want %d", date, count, before)
		}
	}
}

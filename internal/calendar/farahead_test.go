// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"testing"
	"time"
)

// TestCenturiesAhead holds that days and openings are found also where package time
// tells of a zone that it ends where it begins. Such instants can be reached: the last
// day that a date may name lies beyond them.
func TestCenturiesAhead(t *testing.T) {
	t.Parallel()
	schedule := mustSchedule(t, "30 2 * * *")
	for _, zone := range []string{"Australia/Lord_Howe", "Europe/Berlin", "America/Havana", "America/Sao_Paulo", DefaultTimeZone} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			location, told := mustLocation(t, zone), make(chan string, 1)
			go func() {
				told <- walk(schedule, time.Date(3004, time.December, 20, 12, 0, 0, 0, time.UTC), 30, location)
			}()
			select {
			case wrong := <-told:
				if wrong != "" {
					t.Error(wrong)
				}
			case <-time.After(30 * time.Second):
				t.Fatal("the search for a day or an opening does not end")
			}
		})
	}
}

// walk goes on for so many days, and says what is wrong with one of them.
func walk(schedule Schedule, from time.Time, days int, location *time.Location) (wrong string) {
	for day := range days {
		at := from.AddDate(0, 0, day)
		year, month, date := at.In(location).Date()
		start, next := startOfDay(year, month, date, location), schedule.Next(at, location)
		switch {
		case start.After(at) || at.Sub(start) > 25*time.Hour || Day(start, location) != Day(at, location):
			return "the day of " + at.String() + " begins at " + start.String()
		case !next.After(at) || next.Sub(at) > 25*time.Hour:
			return "after " + at.String() + " the next opening is at " + next.String()
		}
	}
	return ""
}

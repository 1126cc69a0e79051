// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"fmt"
	"strconv"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// dueLayouts are the forms of a due date that name a period, by their length.
var dueLayouts = map[int]struct {
	layout              string
	years, months, days int
}{
	len("2006"):       {layout: "2006", years: 1},
	len("2006-01"):    {layout: "2006-01", months: 1},
	len("2006-01-02"): {layout: time.DateOnly, days: 1},
}

// Deadline returns the first instant that is too late for due in location: the
// end of the day, month or year that it names, or the very instant. The error
// names the value and the forms that are allowed.
func Deadline(due v1alpha1.DueDate, location *time.Location) (time.Time, error) {
	if form, ok := dueLayouts[len(due)]; ok {
		start, err := time.Parse(form.layout, string(due))
		if err != nil {
			return time.Time{}, invalidDue(due)
		}
		end := start.AddDate(form.years, form.months, form.days)
		return startOfDay(end.Year(), end.Month(), end.Day(), location), nil
	}
	instant, err := time.Parse(time.RFC3339, string(due))
	if err != nil || instant.Nanosecond() != 0 {
		return time.Time{}, invalidDue(due)
	}
	return instant.In(location), nil
}

func invalidDue(due v1alpha1.DueDate) error {
	return fmt.Errorf("%s is not a due date: write \"2021-04-15\" (until the end of the day), \"2021-04\" "+
		"(of the month), \"2021\" (of the year) or an RFC 3339 instant with whole seconds", strconv.Quote(string(due)))
}

// DayStart returns the first instant of day in location. The error names the
// value and the form that is allowed.
func DayStart(day v1alpha1.PlainDate, location *time.Location) (time.Time, error) {
	date, err := parseDay(day)
	if err != nil {
		return time.Time{}, err
	}
	return startOfDay(date.Year(), date.Month(), date.Day(), location), nil
}

func parseDay(day v1alpha1.PlainDate) (time.Time, error) {
	date, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return time.Time{}, fmt.Errorf("%s is not a day of the calendar: write it as \"2022-08-23\"", strconv.Quote(string(day)))
	}
	return date, nil
}

// At returns the instant at which the clocks of location show clock, such as "14:30",
// on day: where they skip it the end of the gap, where they show it twice the first.
// The error names the value and the form that is allowed.
func At(day v1alpha1.PlainDate, clock string, location *time.Location) (time.Time, error) {
	date, err := parseDay(day)
	if err != nil {
		return time.Time{}, err
	}
	of, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s is not a time of the day: write it as \"14:30\"", strconv.Quote(clock))
	}
	hour, minute, _ := of.Clock()
	return firstAt(date.Add(time.Duration(hour)*time.Hour+time.Duration(minute)*time.Minute), location), nil
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
)

// Region is the calendar on which a region counts: the zone in which its days begin
// and end, and which of them are worked.
type Region struct {
	Location *time.Location
	Workdays workdays.Calendar
}

// After returns the instant that lies period after instant. What begins with the
// first instant of a day keeps to the first instants of days, whatever the clocks
// do; within a day the result has the same time of day. Where the month reached is
// too short for the day, its last day is taken.
//
// Working days are counted whole. From the first instant of a day it is the earliest
// one between which and instant n of them lie, so that one working day after a Friday
// begins is when the Saturday begins. Within a day that day is not counted
// (开始的当日不计入), and the result lies within the n-th working day after it. It is
// provisional if one of the days that were counted, or passed over, lies in a year
// without a published calendar.
//
// A nil or zero period returns instant itself.
func (r Region) After(instant time.Time, period *v1alpha1.Period) (at time.Time, provisional bool) {
	return r.count(instant, period, 1)
}

// Before mirrors After: the instant that lies period before instant, of working days
// the latest. Five working days before a Monday begins is, in a week without
// holidays, when the Monday before begins.
func (r Region) Before(instant time.Time, period *v1alpha1.Period) (at time.Time, provisional bool) {
	return r.count(instant, period, -1)
}

// DueWithin returns the first instant that is too late for what is due within period
// of the day in which from lies: that day is not counted, and the last one counts
// until its end. Days and working days are those after the end of that day. Months
// are not: a month from 28 January ends with 28 February, and a month from 31
// January with the last of February too, as of the Civil Code (article 202). A nil or
// zero period ends with the day itself.
func (r Region) DueWithin(from time.Time, period *v1alpha1.Period) (deadline time.Time, provisional bool) {
	if period != nil && period.Months != nil {
		year, month, day := addMonths(wallClock(from, r.Location), int(*period.Months)).Date()
		return startOfDay(year, month, day+1, r.Location), false
	}
	return r.After(EndOfDay(from, r.Location), period)
}

// NextWorkingDay returns instant where its day is worked, else the same time of the
// day on the first working day after it (顺延). It is provisional if a day from the one
// to the other lies in a year without a published calendar.
func (r Region) NextWorkingDay(instant time.Time) (at time.Time, provisional bool) {
	wall := wallClock(instant, r.Location)
	day := workdays.DateOf(wall)
	date, provisional := r.Workdays.NextWorkday(day)
	if date == day {
		return instant, provisional
	}
	hour, minute, second := wall.Clock()
	moved := time.Date(date.Year, date.Month, date.Day, hour, minute, second, wall.Nanosecond(), time.UTC)
	return firstAt(moved, r.Location), provisional
}

// count is After for direction 1, Before for -1.
func (r Region) count(instant time.Time, period *v1alpha1.Period, direction int) (at time.Time, provisional bool) {
	n := amount(period)
	if n == 0 {
		return instant, false
	}
	n *= direction
	wall := wallClock(instant, r.Location)
	year, month, day := wall.Date()
	first := startOfDay(year, month, day, r.Location).Equal(instant)
	if first {
		// The day may begin later than 00:00, and the one that is reached need not.
		wall = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	switch {
	case period.WorkingDays != nil:
		wall, provisional = r.addWorkingDays(wall, n, first)
	case period.Months != nil:
		wall = addMonths(wall, n)
	default:
		wall = wall.AddDate(0, 0, n)
	}
	return firstAt(wall, r.Location), provisional
}

// addWorkingDays moves wall by n working days, n not being zero. The first instant
// of a day is, forwards, the end of the day before it, and what it reaches is the end
// of the last day that it counts.
func (r Region) addWorkingDays(wall time.Time, n int, first bool) (moved time.Time, provisional bool) {
	start := 0
	if first && n > 0 {
		start = -1
	}
	from := wall.AddDate(0, 0, start)
	date, provisional := r.Workdays.Add(workdays.DateOf(from), n)
	hour, minute, second := wall.Clock()
	return time.Date(date.Year, date.Month, date.Day-start, hour, minute, second, wall.Nanosecond(), time.UTC), provisional
}

// amount returns the number of units in period, 0 if it has none.
func amount(period *v1alpha1.Period) int {
	if period == nil {
		return 0
	}
	for _, units := range []*int32{period.Days, period.WorkingDays, period.Months} {
		if units != nil {
			return int(*units)
		}
	}
	return 0
}

// addMonths is AddDate(0, months, 0) without its overflow into the month after.
func addMonths(wall time.Time, months int) time.Time {
	year, month, day := wall.Date()
	last := time.Date(year, month+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	hour, minute, second := wall.Clock()
	return time.Date(year, month+time.Month(months), min(day, last), hour, minute, second, wall.Nanosecond(), time.UTC)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import "time"

// Date is a day of the calendar, in no time zone. As with time.Date, what lies
// outside a month counts on: 31 April is 1 May.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of instant in instant's own location.
func DateOf(instant time.Time) Date {
	year, month, day := instant.Date()
	return Date{Year: year, Month: month, Day: day}
}

// String returns the date as "2021-04-15".
func (d Date) String() string {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

const secondsOfDay = 24 * 60 * 60

// epochDay returns the number of days from 1970-01-01 to d. All counting is done
// in such numbers.
func (d Date) epochDay() int {
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / secondsOfDay)
}

func dateOfEpochDay(day int) Date {
	return DateOf(time.Unix(int64(day)*secondsOfDay, 0).UTC())
}

func weekdayOfEpochDay(day int) time.Weekday {
	_, weekday := divide(day+int(time.Thursday), 7) // 1970-01-01 was a Thursday
	return time.Weekday(weekday)
}

func isMondayToFriday(day int) bool {
	weekday := weekdayOfEpochDay(day)
	return weekday != time.Saturday && weekday != time.Sunday
}

// mondaysToFridays returns how many days from Monday to Friday there are up to
// and including day, counted from Monday 1969-12-29; below 1 before it.
func mondaysToFridays(day int) int {
	weeks, rest := divide(day+3, 7)
	return weeks*5 + min(rest+1, 5)
}

// mondayToFriday is the inverse: the first day up to which there are count.
func mondayToFriday(count int) int {
	weeks, rest := divide(count-1, 5)
	return weeks*7 + rest - 3
}

// divide rounds down, also below zero, where Go's division rounds up.
func divide(dividend, divisor int) (quotient, remainder int) {
	quotient, remainder = dividend/divisor, dividend%divisor
	if remainder < 0 {
		return quotient - 1, remainder + divisor
	}
	return quotient, remainder
}

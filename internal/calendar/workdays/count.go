// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"slices"
	"sort"
)

// IsWorkday tells whether date is worked. A holiday is not, a day at the weekend
// that makes up for one is; of all others Monday to Friday are.
func (c Calendar) IsWorkday(date Date) bool {
	day := date.epochDay()
	_, isException := slices.BinarySearch(c.exceptions, day)
	return isMondayToFriday(day) != isException
}

// Add returns the n-th working day after date or, if n is below zero, the -n-th
// before it. The day from which a period runs is not counted (开始的当日不计入), so it
// does not matter whether date itself is worked, and n = 0 returns date as it is.
// The result is provisional if a day after date, up to and including the result
// (or before date, down to it), lies in a year without a notice: when that comes,
// the result may move. With n = 0 it cannot.
//
// The effort does not grow with n.
func (c Calendar) Add(date Date, n int) (result Date, provisional bool) {
	start := date.epochDay()
	switch {
	case n > 0:
		day := c.find(c.countUntil(start) + n)
		return dateOfEpochDay(day), c.provisional(start+1, day)
	case n < 0:
		day := c.find(c.countUntil(start-1) + n + 1)
		return dateOfEpochDay(day), c.provisional(day, start-1)
	default:
		return date, false
	}
}

// NextWorkday returns date if it is worked, else the first working day after it:
// where a meeting goes that is moved to the next working day (顺延). It is provisional
// if a day from date to the result lies in a year without a notice.
func (c Calendar) NextWorkday(date Date) (result Date, provisional bool) {
	start := date.epochDay()
	day := c.find(c.countUntil(start-1) + 1)
	return dateOfEpochDay(day), c.provisional(start, day)
}

// PreviousWorkday returns date if it is worked, else the last working day before
// it, provisional like that of NextWorkday.
func (c Calendar) PreviousWorkday(date Date) (result Date, provisional bool) {
	start := date.epochDay()
	day := c.find(c.countUntil(start))
	return dateOfEpochDay(day), c.provisional(day, start)
}

// WorkdaysBetween undoes Add: it counts the working days after from, up to and
// including to. If to is the earlier one, those before from, down to and including
// to, count below zero. Provisional is as for Add.
func (c Calendar) WorkdaysBetween(from, to Date) (count int, provisional bool) {
	first, last := from.epochDay(), to.epochDay()
	if last < first {
		return c.countUntil(last-1) - c.countUntil(first-1), c.provisional(last, first-1)
	}
	return c.countUntil(last) - c.countUntil(first), c.provisional(first+1, last)
}

// countUntil returns the number of working days up to and including day, from
// an origin of its own: only differences have a meaning.
func (c Calendar) countUntil(day int) int {
	if len(c.exceptions) == 0 {
		return mondaysToFridays(day)
	}
	until, _ := slices.BinarySearch(c.exceptions, day+1)
	return mondaysToFridays(day) + c.gained[until]
}

// find returns the first day up to which there are count working days, which is
// itself one.
func (c Calendar) find(count int) int {
	// All exceptions together shift the count by no more than their number, so the
	// day lies between those that Monday to Friday alone would give.
	slack := len(c.exceptions)
	first, last := mondayToFriday(count-slack), mondayToFriday(count+slack)
	return first + sort.Search(last-first, func(offset int) bool { return c.countUntil(first+offset) >= count })
}

// provisional tells whether one of the days from first to last lies in a year
// without a notice.
func (c Calendar) provisional(first, last int) bool {
	if last < first {
		return false
	}
	until := dateOfEpochDay(last).Year
	for year := dateOfEpochDay(first).Year; year <= until; year++ {
		if !c.Published(year) {
			return true
		}
	}
	return false
}

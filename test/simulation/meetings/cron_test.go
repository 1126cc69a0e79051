// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// cron is a schedule of five fields, each of which is written out.
type cron struct {
	// minutes behind midnight of the first tick of a day.
	minutes                 int
	dates, months, weekdays []int
	everyDate, daily        bool
}

// readCron reads numbers, lists, ranges and steps: what the meetings here use.
func readCron(tb testing.TB, text string) cron {
	tb.Helper()
	fields := strings.Fields(text)
	minutes, hours := numbersOf(tb, fields[0], 0, 59), numbersOf(tb, fields[1], 0, 23)
	return cron{
		minutes: 60*slices.Min(hours) + slices.Min(minutes),
		dates:   numbersOf(tb, fields[2], 1, 31), months: numbersOf(tb, fields[3], 1, 12), weekdays: numbersOf(tb, fields[4], 0, 6),
		everyDate: fields[2] == "*", daily: fields[4] == "*",
	}
}

// numbersOf returns the numbers that a field means.
func numbersOf(tb testing.TB, field string, least, most int) (numbers []int) {
	tb.Helper()
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			tb.Fatal(err)
		}
		return n
	}
	for part := range strings.SplitSeq(field, ",") {
		span, step, stepped := strings.Cut(part, "/")
		from, to, ranged := strings.Cut(span, "-")
		first, last, every := least, most, 1
		if span != "*" {
			if first, last = number(from), number(from); ranged {
				last = number(to)
			}
		}
		if stepped {
			every = number(step)
		}
		for n := first; n <= last; n += every {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// names tells whether the schedule names a day. Where both date and weekday are given, either is enough.
func (c cron) names(d day) bool {
	date := d.date()
	onDate, onWeekday := slices.Contains(c.dates, date.Day()), slices.Contains(c.weekdays, int(date.Weekday()))
	if !slices.Contains(c.months, int(date.Month())) {
		return false
	}
	if c.everyDate || c.daily {
		return onDate && onWeekday
	}
	return onDate || onWeekday
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// day counts the days of the calendar, from 1970 on.
type day int

// dayOf is the day that the clocks show which an instant is given by.
func dayOf(at time.Time) day {
	year, month, date := at.Date()
	return day(time.Date(year, month, date, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// dayNamed is the day of a key such as "2026-03-15".
func dayNamed(tb testing.TB, key v1alpha1.PlainDate) day {
	tb.Helper()
	date, err := time.Parse(time.DateOnly, string(key))
	if err != nil {
		tb.Fatal(err)
	}
	return dayOf(date)
}

func (d day) date() time.Time         { return time.Unix(int64(d)*24*60*60, 0).UTC() }
func (d day) key() v1alpha1.PlainDate { return v1alpha1.PlainDate(d.date().Format(time.DateOnly)) }

// months is the same day so many months later, or the last of that month where it is shorter.
func (d day) months(n int) day {
	month := int(d.date().Month()) + n
	for date := d.date().Day(); ; date-- {
		if found := time.Date(d.date().Year(), time.Month(month), date, 0, 0, 0, 0, time.UTC); found.Day() == date {
			return dayOf(found)
		}
	}
}

// notices are those for two years, in which three holidays last as long as is said.
func notices(nationalDay2025, springFestival2026, nationalDay2026 string) map[string]string {
	return map[string]string{
		"2025": `2025-01-01 holiday
2025-05-01 holiday
2025-05-31..2025-06-02 holiday
` + nationalDay2025 + ` holiday
2025-09-28 workday
2025-10-11 workday
`,
		"2026": `2026-01-01..2026-01-03 holiday
2026-01-04 workday
` + springFestival2026 + ` holiday
2026-02-14 workday
2026-02-28 workday
2026-04-04..2026-04-06 holiday
2026-05-01..2026-05-05 holiday
2026-05-09 workday
2026-06-19..2026-06-21 holiday
2026-09-25..2026-09-27 holiday
` + nationalDay2026 + ` holiday
2026-09-20 workday
2026-10-10 workday
`,
	}
}

// The holidays that are prolonged, as they are known at the beginning.
const (
	nationalDay2025    = "2025-10-01..2025-10-08"
	springFestival2026 = "2026-02-15..2026-02-23"
	nationalDay2026    = "2026-10-01..2026-10-07"
)

// sayings are what notices say of days: of those that are worked true.
type sayings map[day]bool

// say reads notices that replace those known at the beginning.
func say(tb testing.TB, published map[string]string) sayings {
	tb.Helper()
	all, said := notices(nationalDay2025, springFestival2026, nationalDay2026), sayings{}
	maps.Copy(all, published)
	for _, notice := range all {
		for line := range strings.Lines(notice) {
			fields := strings.Fields(line)
			first, last, ranged := strings.Cut(fields[0], "..")
			if !ranged {
				last = first
			}
			for d := dayNamed(tb, v1alpha1.PlainDate(first)); d <= dayNamed(tb, v1alpha1.PlainDate(last)); d++ {
				said[d] = fields[1] == "workday"
			}
		}
	}
	return said
}

func (s sayings) worked(d day) bool {
	if worked, said := s[d]; said {
		return worked
	}
	weekday := d.date().Weekday()
	return weekday != time.Saturday && weekday != time.Sunday
}

// walk goes in steps of one day until it has met so many that are worked.
func (s sayings) walk(d, step day, n int) day {
	for n > 0 {
		if d += step; s.worked(d) {
			n--
		}
	}
	return d
}

// move is the day that lies a period before or after another, by the direction of step.
func (s sayings) move(d, step day, period v1alpha1.Period) day {
	switch {
	case period.WorkingDays != nil:
		return s.walk(d, step, int(*period.WorkingDays))
	case period.Months != nil:
		return d.months(int(step) * int(*period.Months))
	case period.Days != nil:
		return d + step*day(*period.Days)
	}
	return d
}

// clocks are those of a zone. They are looked at minute by minute, once.
type clocks struct {
	zone   *time.Location
	begins map[day]time.Time
	shows  map[moment]time.Time
}

// moment is so many minutes behind midnight on a day.
type moment struct {
	day     day
	minutes int
}

func newClocks(zone *time.Location) *clocks {
	return &clocks{zone: zone, begins: map[day]time.Time{}, shows: map[moment]time.Time{}}
}

// day is the one in which an instant lies.
func (c *clocks) day(at time.Time) day { return dayOf(at.In(c.zone)) }

// begin is the first instant of a day.
func (c *clocks) begin(d day) time.Time {
	if _, known := c.begins[d]; !known {
		at := d.date().Add(-15 * time.Hour)
		for c.day(at) < d {
			at = at.Add(time.Minute)
		}
		c.begins[d] = at
	}
	return c.begins[d]
}

// at is the first instant of a day at which the clocks show so many minutes, or more.
func (c *clocks) at(d day, minutes int) time.Time {
	key := moment{d, minutes}
	if _, known := c.shows[key]; !known {
		at := c.begin(d)
		for c.day(at) == d && c.minutes(at) < minutes {
			at = at.Add(time.Minute)
		}
		c.shows[key] = at
	}
	return c.shows[key]
}

// minutes are how many the clocks show behind midnight.
func (c *clocks) minutes(at time.Time) int {
	local := at.In(c.zone)
	return 60*local.Hour() + local.Minute()
}

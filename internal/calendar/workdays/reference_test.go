// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// reference is what each notice says, from which the walker goes.
type reference map[int]map[Date]kind

func (r reference) kindOf(date Date) kind {
	for _, notice := range r {
		if said, ok := notice[date]; ok {
			return said
		}
	}
	return ""
}

func (r reference) walker() walker {
	kinds := map[Date]kind{}
	for _, notice := range r {
		maps.Copy(kinds, notice)
	}
	return walker{kinds: kinds, published: r}
}

// walker is the slow calendar that the fast one is held against. It goes day by
// day, and shares no code with it but the type Date.
type walker struct {
	kinds     map[Date]kind
	published reference
}

func (w walker) isWorkday(date Date) bool {
	switch w.kinds[date] {
	case holiday:
		return false
	case workday:
		return true
	}
	weekday := noon(date).Weekday()
	return weekday != time.Saturday && weekday != time.Sunday
}

// walk goes from date in steps of one day, until it has met n working days.
func (w walker) walk(date Date, step, n int) (Date, bool) {
	provisional := false
	for n > 0 {
		date = DateOf(noon(date).AddDate(0, 0, step))
		if _, published := w.published[date.Year]; !published {
			provisional = true
		}
		if w.isWorkday(date) {
			n--
		}
	}
	return date, provisional
}

func (w walker) add(date Date, n int) (Date, bool) {
	if n < 0 {
		return w.walk(date, -1, -n)
	}
	return w.walk(date, 1, n)
}

func (w walker) nearest(date Date, step int) (Date, bool) {
	return w.walk(DateOf(noon(date).AddDate(0, 0, -step)), step, 1)
}

func (w walker) between(from, to Date) (count int, provisional bool) {
	step := 1
	if noon(to).Before(noon(from)) {
		step = -1
	}
	for date := from; date != to; {
		date = DateOf(noon(date).AddDate(0, 0, step))
		if w.isWorkday(date) {
			count += step
		}
		if _, published := w.published[date.Year]; !published {
			provisional = true
		}
	}
	return count, provisional
}

func (r reference) with(overrides reference) reference {
	result := maps.Clone(r)
	maps.Copy(result, overrides)
	return result
}

func noon(date Date) time.Time {
	return time.Date(date.Year, date.Month, date.Day, 12, 0, 0, 0, time.UTC)
}

// randomDate lies from 2015 to 2035, each fourth time close to a turn of the year.
func randomDate(random *rand.Rand) Date {
	if random.IntN(4) == 0 {
		return DateOf(time.Date(2015+random.IntN(21), 1, random.IntN(11)-5, 12, 0, 0, 0, time.UTC))
	}
	return DateOf(time.Date(2015, 1, 1+random.IntN(21*365), 12, 0, 0, 0, time.UTC))
}

// randomOverrides makes up notices for some of the years from 2015 to 2035 that
// do not contradict those of base.
func randomOverrides(random *rand.Rand, base reference) reference {
	overrides := reference{}
	for year := 2015; year <= 2035; year++ {
		if random.IntN(3) > 0 {
			continue
		}
		others := base.with(overrides)
		delete(others, year)
		days := map[Date]kind{{year, time.January, 1}: holiday, {year, time.May, 1}: holiday, {year, time.October, 1}: holiday}
		for range random.IntN(60) {
			at := time.Date(year-1, 12, 1+random.IntN(31+365+31), 12, 0, 0, 0, time.UTC)
			date, said := DateOf(at), holiday
			if weekday := at.Weekday(); (weekday == time.Saturday || weekday == time.Sunday) && random.IntN(2) == 0 {
				said = workday
			}
			if _, taken := days[date]; !taken && (others.kindOf(date) == "" || others.kindOf(date) == said) {
				days[date] = said
			}
		}
		if others.kindOf(Date{year, time.January, 1}) != workday {
			overrides[year] = days
		}
	}
	return overrides
}

// data writes the notices as a ConfigMap holds them, the lines in any order.
func (r reference) data() map[string]string {
	data := map[string]string{}
	for year, notice := range r {
		var text strings.Builder
		for date, said := range notice {
			fmt.Fprintf(&text, "%04d-%02d-%02d %s\n", date.Year, date.Month, date.Day, said)
		}
		data[strconv.Itoa(year)] = text.String()
	}
	return data
}

func mustParse(tb testing.TB, data map[string]string) Notices {
	tb.Helper()
	notices, err := Parse(data)
	if err != nil {
		tb.Fatal(err)
	}
	return notices
}

func mustOverride(tb testing.TB, calendar Calendar, data map[string]string) Calendar {
	tb.Helper()
	overridden, err := calendar.WithOverrides("supervision-system/calendar", mustParse(tb, data))
	if err != nil {
		tb.Fatal(err)
	}
	return overridden
}

// mustDate reads "2021-04-15".
func mustDate(tb testing.TB, text string) Date {
	tb.Helper()
	parsed, err := time.Parse(time.DateOnly, text)
	if err != nil {
		tb.Fatal(err)
	}
	return DateOf(parsed)
}

// complete is a notice for year with lines beyond the days it must have.
func complete(year int, lines ...string) string {
	fixed := []string{"%[1]d-01-01 holiday 元旦", "%[1]d-05-01 holiday 劳动节", "%[1]d-10-01..%[1]d-10-03 holiday 国庆节"}
	return fmt.Sprintf(strings.Join(fixed, "\n"), year) + "\n" + strings.Join(slices.Concat(lines, []string{""}), "\n")
}

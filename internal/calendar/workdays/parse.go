// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds of what Parse reads. A year has had 39 exceptional days at most.
const (
	firstYear    = 2000
	lastYear     = 2099
	maxValueSize = 16 << 10
	maxLineSize  = 256
	maxDays      = 100
)

// fixedHolidays are holidays in every year, by the Regulation on Public Holidays
// (全国年节及纪念日放假办法): the one day of each festival that no notice moves.
var fixedHolidays = []Date{{Month: time.January, Day: 1}, {Month: time.May, Day: 1}, {Month: time.October, Day: 1}}

// Parse reads the data of a ConfigMap, in which each key is a year and its value
// the complete notice for that year, in the format that the package comment
// shows. The error names the key, the line, the value and what is allowed.
func Parse(data map[string]string) (Notices, error) {
	notices := Notices{byYear: make(map[int]notice, len(data))}
	for _, key := range slices.Sorted(maps.Keys(data)) {
		year, err := parseYear(key)
		if err != nil {
			return Notices{}, err
		}
		if notices.byYear[year], err = parseNotice(year, data[key]); err != nil {
			return Notices{}, err
		}
	}
	return notices, nil
}

func parseYear(key string) (int, error) {
	year, err := strconv.Atoi(key)
	if err != nil || strconv.Itoa(year) != key || year < firstYear || year > lastYear {
		return 0, fmt.Errorf("key %s is not a year: write each notice under its year, from \"%d\" to \"%d\"", quote(key), firstYear, lastYear)
	}
	return year, nil
}

// noticeParser reads the notice for one year.
type noticeParser struct {
	year   int
	kinds  map[int]kind
	lineOf map[int]int
}

func parseNotice(year int, text string) (notice, error) {
	if len(text) > maxValueSize {
		return nil, fmt.Errorf("key \"%d\": %d bytes, at most %d are allowed", year, len(text), maxValueSize)
	}
	p := noticeParser{year: year, kinds: map[int]kind{}, lineOf: map[int]int{}}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if err := p.line(number, line); err != nil {
			return nil, fmt.Errorf("key \"%d\", line %d: %w", year, number, err)
		}
	}
	for _, fixed := range fixedHolidays {
		fixed.Year = year
		if p.kinds[fixed.epochDay()] != holiday {
			return nil, fmt.Errorf("key \"%d\": %s is not stated as a holiday: a key replaces the whole notice for its year and must be complete",
				year, fixed)
		}
	}
	result := make(notice, 0, len(p.kinds))
	for _, day := range slices.Sorted(maps.Keys(p.kinds)) {
		result = append(result, statement{day: day, kind: p.kinds[day]})
	}
	return result, nil
}

func (p *noticeParser) line(number int, line string) error {
	if len(line) > maxLineSize {
		return fmt.Errorf("%d bytes, at most %d are allowed", len(line), maxLineSize)
	}
	text, _, _ := strings.Cut(line, "#")
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return nil
	}
	first, last, err := p.days(fields[0])
	if err != nil {
		return err
	}
	if len(fields) == 1 {
		return fmt.Errorf("%s is not said to be a holiday or a workday: write for instance %q", quote(fields[0]), fields[0]+" holiday")
	}
	said := kind(fields[1])
	if said != holiday && said != workday {
		return fmt.Errorf("%s is not a kind of day: write holiday or workday after the day", quote(fields[1]))
	}
	// YAML's folded style (>) makes one line of several, which would be lost as the occasion of the first.
	if occasion := strings.Join(fields[2:], " "); strings.ContainsAny(occasion, "0123456789") {
		return fmt.Errorf("%s is not an occasion: it has no digits, and the next day goes on a line of its own", quote(occasion))
	}
	for day := first; day <= last; day++ {
		if err := p.add(number, statement{day: day, kind: said}); err != nil {
			return err
		}
	}
	return nil
}

// days returns the first and last day of a field such as "2027-02-05" or
// "2027-02-05..2027-02-11".
func (p *noticeParser) days(field string) (first, last int, err error) {
	from, until, isRange := strings.Cut(field, "..")
	if first, err = p.day(from); err != nil || !isRange {
		return first, first, err
	}
	if last, err = p.day(until); err != nil {
		return 0, 0, err
	}
	if last < first {
		return 0, 0, fmt.Errorf("%s ends before it begins: write the earlier day first", quote(field))
	}
	return first, last, nil
}

func (p *noticeParser) day(text string) (int, error) {
	parsed, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%s is not a day of the calendar: write \"%d-05-01\", or \"%d-05-01..%d-05-05\" for several",
			quote(text), p.year, p.year, p.year)
	}
	earliest, latest := Date{Year: p.year - 1, Month: time.December, Day: 1}, Date{Year: p.year + 1, Month: time.January, Day: 31}
	day := DateOf(parsed).epochDay()
	if day < earliest.epochDay() || day > latest.epochDay() {
		return 0, fmt.Errorf("%s is not a day of the notice for %d: that holds days from %s to %s", quote(text), p.year, earliest, latest)
	}
	return day, nil
}

func (p *noticeParser) add(number int, said statement) error {
	date := dateOfEpochDay(said.day)
	if before, ok := p.kinds[said.day]; ok {
		return fmt.Errorf("%s is stated twice: line %d says %s already", date, p.lineOf[said.day], before)
	}
	if said.kind == workday && isMondayToFriday(said.day) {
		return fmt.Errorf("%s is a %s, a workday anyhow: only a Saturday or Sunday can be made a workday", date, weekdayOfEpochDay(said.day))
	}
	if len(p.kinds) == maxDays {
		return fmt.Errorf("%s is one day too many: at most %d are allowed in a notice", date, maxDays)
	}
	p.kinds[said.day], p.lineOf[said.day] = said.kind, number
	return nil
}

// quote quotes what a person wrote, cut to what is needed to find it.
func quote(value string) string {
	const enough = 40
	if runes := []rune(value); len(runes) > enough {
		value = string(runes[:enough]) + "…"
	}
	return strconv.Quote(value)
}

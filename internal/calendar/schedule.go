// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule says on which days something opens, and at what time of the day.
type Schedule struct {
	ticks cron.Schedule
}

// fiveFields reads the five fields and none of the shorthands such as "@daily".
var fiveFields = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// element is one of those that commas separate in a field. The parser is laxer: it
// takes "," for nothing at all, "*-5" for "*" and "+5" for "5".
var element = regexp.MustCompile(`^([*?]|[0-9A-Za-z]+(-[0-9A-Za-z]+)?)(/\d+)?$`)

// ParseSchedule reads a schedule in cron's five fields. The error names the value
// and what is allowed.
func ParseSchedule(text string) (Schedule, error) {
	schedule, err := parse(text)
	if err != nil {
		return Schedule{}, fmt.Errorf("%s is not a schedule: %w; write minute, hour, day of the month, month and day of the week (0 is Sunday), "+
			"such as \"0 0 16 4 *\"", strconv.Quote(text), err)
	}
	return schedule, nil
}

func parse(text string) (Schedule, error) {
	// The parser panics at a zone with nothing behind it.
	if strings.Contains(text, "TZ") {
		return Schedule{}, errors.New("it names a time zone, and the one of the region applies")
	}
	for field := range strings.FieldsSeq(text) {
		for part := range strings.SplitSeq(field, ",") {
			if !element.MatchString(part) {
				return Schedule{}, fmt.Errorf("%s is not a number, a name, a range such as \"1-5\" or \"*\"", strconv.Quote(part))
			}
		}
	}
	ticks, err := fiveFields.Parse(text)
	if err != nil {
		return Schedule{}, err
	}
	// A leap year is among the first five, beyond which the parser does not look.
	if ticks.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Schedule{}, errors.New("no year has such a day")
	}
	return Schedule{ticks: ticks}, nil
}

// Next returns the first opening after instant, zero if there is none. Of each day
// the first tick counts, as the clocks of location show it. One that they skip opens
// at the end of the gap, one that they show twice at the first. Where the gap ends on
// the day after, that day has had its opening.
func (s Schedule) Next(after time.Time, location *time.Location) time.Time {
	if s.ticks == nil {
		return time.Time{}
	}
	// A gap may be as long as a day, so two days back the openings are those that
	// would come from further back.
	year, month, day := after.In(location).Date()
	wall, last := time.Date(year, month, day-2, 0, 0, 0, 0, time.UTC), ""
	for {
		tick := s.tick(wall)
		opening := firstAt(tick, location)
		if today := Day(opening, location); today != last {
			if opening.After(after) {
				return opening
			}
			last = today
		}
		wall = tick.Truncate(24*time.Hour).AddDate(0, 0, 1)
	}
}

// tick returns the first tick at or after wall.
func (s Schedule) tick(wall time.Time) time.Time {
	before := wall.Add(-time.Second)
	if tick := s.ticks.Next(before); !tick.IsZero() {
		return tick
	}
	// The parser looks five years ahead. From 29 February 2096 the next one is in 2104.
	return s.ticks.Next(before.AddDate(4, 0, 0))
}

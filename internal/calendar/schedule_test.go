// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"
)

func mustSchedule(tb testing.TB, text string) Schedule {
	tb.Helper()
	schedule, err := ParseSchedule(text)
	if err != nil {
		tb.Fatal(err)
	}
	return schedule
}

func TestNext(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ schedule, after, zone, want string }{
		"each year":                     {schedule: "0 0 16 4 *", after: "2021-04-15T12:00:00+08:00", want: "2021-04-16T00:00:00+08:00"},
		"strictly after":                {schedule: "0 0 16 4 *", after: "2021-04-16T00:00:00+08:00", want: "2022-04-16T00:00:00+08:00"},
		"a second before":               {schedule: "30 8 * * *", after: "2021-04-16T08:29:59+08:00", want: "2021-04-16T08:30:00+08:00"},
		"within a second":               {schedule: "30 8 * * *", after: "2021-04-16T08:30:00.5+08:00", want: "2021-04-17T08:30:00+08:00"},
		"first of several a day":        {schedule: "* * * * *", after: "2021-04-16T00:00:00+08:00", want: "2021-04-17T00:00:00+08:00"},
		"between several of a day":      {schedule: "0 9,15 * * 1-5", after: "2021-04-16T10:00:00+08:00", want: "2021-04-19T09:00:00+08:00"},
		"before the first of a day":     {schedule: "0 9,15 * * 1-5", after: "2021-04-16T08:00:00+08:00", want: "2021-04-16T09:00:00+08:00"},
		"names":                         {schedule: "0 0 1 JAN,jul *", after: "2021-04-16T00:00:00+08:00", want: "2021-07-01T00:00:00+08:00"},
		"a leap day":                    {schedule: "0 0 29 2 *", after: "2024-02-29T00:00:00+08:00", want: "2028-02-29T00:00:00+08:00"},
		"a leap day after eight years":  {schedule: "0 0 29 2 *", after: "2096-02-29T00:00:00+08:00", want: "2104-02-29T00:00:00+08:00"},
		"a day of the month or week":    {schedule: "0 0 13 * 5", after: "2021-04-13T00:00:00+08:00", want: "2021-04-16T00:00:00+08:00"},
		"of another zone":               {schedule: "0 0 * * *", after: "2021-04-15T16:00:00Z", want: "2021-04-17T00:00:00+08:00"},
		"midnight is skipped":           {schedule: "0 0 4 11 *", after: "2018-10-01T00:00:00-03:00", zone: "America/Sao_Paulo", want: "2018-11-04T01:00:00-02:00"},
		"midnight was skipped":          {schedule: "0 0 * * *", after: "2018-11-04T01:00:00-02:00", zone: "America/Sao_Paulo", want: "2018-11-05T00:00:00-02:00"},
		"each half hour of the gap":     {schedule: "0,30 * * * *", after: "2018-11-03T00:00:00-03:00", zone: "America/Sao_Paulo", want: "2018-11-04T01:00:00-02:00"},
		"midnight comes twice":          {schedule: "0 0 * * *", after: "2020-10-31T12:00:00-04:00", zone: "America/Havana", want: "2020-11-01T00:00:00-04:00"},
		"between the two midnights":     {schedule: "0 0 * * *", after: "2020-11-01T00:30:00-04:00", zone: "America/Havana", want: "2020-11-02T00:00:00-05:00"},
		"half past comes twice":         {schedule: "30 2 * * *", after: "2024-10-27T00:00:00+02:00", zone: "Europe/Berlin", want: "2024-10-27T02:30:00+02:00"},
		"it came once already":          {schedule: "30 2 * * *", after: "2024-10-27T02:00:00+01:00", zone: "Europe/Berlin", want: "2024-10-28T02:30:00+01:00"},
		"half past is skipped":          {schedule: "30 2 * * *", after: "2024-03-31T00:00:00+01:00", zone: "Europe/Berlin", want: "2024-03-31T03:00:00+02:00"},
		"half an hour is skipped":       {schedule: "15 2 * * *", after: "2023-10-01T00:00:00+10:30", zone: "Australia/Lord_Howe", want: "2023-10-01T02:30:00+11:00"},
		"half an hour comes twice":      {schedule: "45 1 * * *", after: "2023-04-02T01:45:00+11:00", zone: "Australia/Lord_Howe", want: "2023-04-03T01:45:00+10:30"},
		"a day that never was":          {schedule: "0 9 30 12 *", after: "2011-12-29T00:00:00-10:00", zone: "Pacific/Apia", want: "2011-12-31T00:00:00+14:00"},
		"every day, one never was":      {schedule: "0 9 * * *", after: "2011-12-29T09:00:00-10:00", zone: "Pacific/Apia", want: "2011-12-31T00:00:00+14:00"},
		"after it the day is had":       {schedule: "0 9 * * *", after: "2011-12-31T00:00:00+14:00", zone: "Pacific/Apia", want: "2012-01-01T09:00:00+14:00"},
		"a day of which part comes new": {schedule: "50 23 * * *", after: "2006-10-28T23:55:00-02:30", zone: "America/St_Johns", want: "2006-10-29T23:50:00-03:30"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := mustSchedule(t, test.schedule).Next(mustInstant(t, test.after), mustLocation(t, test.zone))
			if got.Format(time.RFC3339) != test.want {
				t.Errorf("Next = %s, want %s", got.Format(time.RFC3339), test.want)
			}
		})
	}
}

func TestZeroScheduleNeverOpens(t *testing.T) {
	t.Parallel()
	if got := (Schedule{}).Next(mustInstant(t, "2021-04-15T00:00:00Z"), time.UTC); !got.IsZero() {
		t.Errorf("Next = %s, want none", got)
	}
}

func TestParseScheduleRefusesAndNamesTheValue(t *testing.T) {
	t.Parallel()
	for text, told := range map[string]string{
		"":                       "empty",
		"0 0 * *":                "found 4",
		"0 0 0 * * *":            "found 6",
		"@daily":                 "@daily",
		"@every 1s":              "@every",
		"TZ=UTC 0 0 * * *":       "time zone",
		"CRON_TZ=UTC 0 0 * * *":  "time zone",
		"TZ=UTC":                 "time zone",
		"60 0 * * *":             "above maximum (59)",
		"0 24 * * *":             "above maximum (23)",
		"0 0 0 * *":              "below minimum (1)",
		"0 0 32 * *":             "above maximum (31)",
		"0 0 * 13 *":             "above maximum (12)",
		"0 0 * * 7":              "above maximum (6)",
		"0 0 * * mondays":        "mondays",
		"0 0 5-1 * *":            "beyond end",
		"*/0 0 * * *":            "positive",
		"0 0 30 2 *":             "no year has such a day",
		"0 0 31 4,6,9,11 *":      "no year has such a day",
		", 0 * * *":              `"" is not a number`,
		"0,,5 0 * * *":           `"" is not a number`,
		"*-5 0 * * *":            `"*-5" is not a number`,
		"+5 0 * * *":             `"+5" is not a number`,
		"0 0 L * *":              "L",
		"0 0 1 1 99999999999999": "99999999999999",
	} {
		_, err := ParseSchedule(text)
		if err == nil {
			t.Errorf("ParseSchedule(%q) was accepted", text)
			continue
		}
		if !strings.Contains(err.Error(), fmt.Sprintf("%q is not a schedule", text)) || !strings.Contains(err.Error(), told) ||
			!strings.Contains(err.Error(), "0 0 16 4 *") {
			t.Errorf("ParseSchedule(%q): %v, want the value, %q and what is allowed", text, err, told)
		}
	}
}

// TestNextMatchesAWalkMinuteByMinute holds Next against clocks that are watched
// minute by minute, over changes that they make.
func TestNextMatchesAWalkMinuteByMinute(t *testing.T) {
	t.Parallel()
	spans := map[string]string{
		"America/Sao_Paulo":   "2018-11-01",
		"America/Havana":      "2020-10-29",
		"Europe/Berlin":       "2024-03-28",
		"Australia/Lord_Howe": "2023-03-30",
		"Pacific/Apia":        "2011-12-27",
		"America/St_Johns":    "2006-10-26",
		"Asia/Amman":          "2015-03-24",
		"Asia/Shanghai":       "1986-05-01",
	}
	for zone, from := range spans {
		location := mustLocation(t, zone)
		start, err := time.Parse(time.DateOnly, from)
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(1, uint64(len(zone))))
		for range 25 {
			text := fmt.Sprintf("%d,%d %s * * %s", random.IntN(60), random.IntN(60),
				[]string{"*", "0", "0,23", "1-3", "2", "9,17", "23"}[random.IntN(7)], []string{"*", "1-5", "0,6"}[random.IntN(3)])
			if random.IntN(4) == 0 {
				text = "0 0 * * *"
			}
			schedule := mustSchedule(t, text)
			openings := watch(t, text, start, location)
			for range 40 {
				after := start.Add(48*time.Hour + time.Duration(random.IntN(4*24*60*60))*time.Second)
				want := time.Time{}
				for _, opening := range openings {
					if opening.After(after) {
						want = opening
						break
					}
				}
				if got := schedule.Next(after, location); !want.IsZero() && !got.Equal(want) {
					t.Fatalf("%s: %q after %s opens %s, want %s", zone, text, after.In(location), got, want.In(location))
				}
			}
		}
	}
}

// watch goes through twelve days minute by minute. A tick is due once the clocks
// show it or more for the first time; one of a day, and one opening on a day.
func watch(t *testing.T, text string, start time.Time, location *time.Location) []time.Time {
	t.Helper()
	ticks, err := cron.ParseStandard(text)
	if err != nil {
		t.Fatal(err)
	}
	end := start.AddDate(0, 0, 12)
	var due []time.Time
	ticked := map[string]bool{}
	for tick := ticks.Next(start.Add(-time.Second)); tick.Before(end); tick = ticks.Next(tick) {
		if day := tick.Format(time.DateOnly); !ticked[day] {
			ticked[day] = true
			due = append(due, tick)
		}
	}
	var openings []time.Time
	opened := map[string]bool{}
	for at := start; len(due) > 0 && at.Before(end); at = at.Add(time.Minute) {
		_, offset := at.In(location).Zone()
		for len(due) > 0 && !at.Add(time.Duration(offset)*time.Second).Before(due[0]) {
			due = due[1:]
			if day := at.In(location).Format(time.DateOnly); !opened[day] {
				opened[day] = true
				openings = append(openings, at)
			}
		}
	}
	return openings
}

// TestNextOpensOnceADay holds that openings follow each other, one a day at most,
// over thirty years of a zone that has changed its clocks in many ways.
func TestNextOpensOnceADay(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Pacific/Apia", "America/St_Johns", "America/Sao_Paulo", "Asia/Shanghai"} {
		location := mustLocation(t, zone)
		for _, text := range []string{"*/30 * * * *", "0 0 * * *", "59 23 * * *"} {
			schedule := mustSchedule(t, text)
			last := ""
			for at := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2020; {
				next := schedule.Next(at, location)
				day := Day(next, location)
				if !next.After(at) || day <= last {
					t.Fatalf("%s: %q opens on %s at %s after %s", zone, text, day, next, at)
				}
				at, last = next, day
			}
		}
	}
}

func FuzzParseSchedule(f *testing.F) {
	for _, seed := range []string{"0 0 16 4 *", "*/15 9-17 * * 1-5", "TZ=UTC", "0 0 30 2 *", "0 0 29 2 *"} {
		f.Add(seed)
	}
	shanghai := mustLocation(f, DefaultTimeZone)
	after := time.Date(2097, 1, 1, 0, 0, 0, 0, shanghai)
	f.Fuzz(func(t *testing.T, text string) {
		schedule, err := ParseSchedule(text)
		if err != nil {
			return
		}
		if next := schedule.Next(after, shanghai); !next.After(after) {
			t.Errorf("%q opens %s after %s", text, next, after)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	schedule, location := mustSchedule(b, "0 0 16 4 *"), mustLocation(b, DefaultTimeZone)
	after := time.Date(2026, 4, 16, 0, 0, 0, 0, location)
	for b.Loop() {
		schedule.Next(after, location)
	}
}

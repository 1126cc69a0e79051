// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
)

func mustInstant(tb testing.TB, text string) time.Time {
	tb.Helper()
	instant, err := time.Parse(time.RFC3339, text)
	if err != nil {
		tb.Fatal(err)
	}
	return instant
}

func days(n int32) *v1alpha1.Period        { return &v1alpha1.Period{Days: &n} }
func workingDays(n int32) *v1alpha1.Period { return &v1alpha1.Period{WorkingDays: &n} }
func months(n int32) *v1alpha1.Period      { return &v1alpha1.Period{Months: &n} }

func TestAfter(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		instant     string
		period      *v1alpha1.Period
		zone        string
		want        string
		provisional bool
	}{
		"no period":                       {instant: "2021-04-16T00:00:00+08:00", want: "2021-04-16T00:00:00+08:00"},
		"an empty period":                 {instant: "2021-04-16T00:00:00+08:00", period: &v1alpha1.Period{}, want: "2021-04-16T00:00:00+08:00"},
		"no working days, on a holiday":   {instant: "2030-10-01T12:00:00+08:00", period: workingDays(0), want: "2030-10-01T12:00:00+08:00"},
		"days over a leap day":            {instant: "2024-02-20T00:00:00+08:00", period: days(15), want: "2024-03-06T00:00:00+08:00"},
		"a month too short for the day":   {instant: "2021-01-31T08:30:00+08:00", period: months(1), want: "2021-02-28T08:30:00+08:00"},
		"three months, not 90 days":       {instant: "2021-05-01T00:00:00+08:00", period: months(3), want: "2021-08-01T00:00:00+08:00"},
		"a Friday begins":                 {instant: "2024-03-15T00:00:00+08:00", period: workingDays(1), want: "2024-03-16T00:00:00+08:00"},
		"a Saturday begins":               {instant: "2024-03-16T00:00:00+08:00", period: workingDays(1), want: "2024-03-19T00:00:00+08:00"},
		"a Monday begins":                 {instant: "2024-03-18T00:00:00+08:00", period: workingDays(5), want: "2024-03-23T00:00:00+08:00"},
		"within a Friday":                 {instant: "2024-03-15T17:30:00+08:00", period: workingDays(1), want: "2024-03-18T17:30:00+08:00"},
		"within a Saturday":               {instant: "2024-03-16T17:30:00+08:00", period: workingDays(1), want: "2024-03-18T17:30:00+08:00"},
		"over the Spring Festival":        {instant: "2024-02-09T00:00:00+08:00", period: workingDays(2), want: "2024-02-19T00:00:00+08:00"},
		"an instant of another zone":      {instant: "2024-03-14T16:00:00Z", period: workingDays(1), want: "2024-03-16T00:00:00+08:00"},
		"into a year without a notice":    {instant: "2026-12-31T00:00:00+08:00", period: workingDays(2), want: "2027-01-02T00:00:00+08:00", provisional: true},
		"the last day with a notice":      {instant: "2026-12-31T00:00:00+08:00", period: workingDays(1), want: "2027-01-01T00:00:00+08:00"},
		"from the last day of a year":     {instant: "2026-12-31T09:00:00+08:00", period: workingDays(1), want: "2027-01-01T09:00:00+08:00", provisional: true},
		"to a day that begins at one":     {instant: "2018-10-25T00:00:00-03:00", period: days(10), zone: "America/Sao_Paulo", want: "2018-11-04T01:00:00-02:00"},
		"from a day that begins at one":   {instant: "2018-11-04T01:00:00-02:00", period: days(10), zone: "America/Sao_Paulo", want: "2018-11-14T00:00:00-02:00"},
		"months from one":                 {instant: "2018-11-04T01:00:00-02:00", period: months(1), zone: "America/Sao_Paulo", want: "2018-12-04T00:00:00-02:00"},
		"workings days to one":            {instant: "2018-11-03T00:00:00-03:00", period: workingDays(1), zone: "America/Sao_Paulo", want: "2018-11-06T00:00:00-02:00"},
		"Saturday ends at one":            {instant: "2018-11-02T12:00:00-03:00", period: days(1), zone: "America/Sao_Paulo", want: "2018-11-03T12:00:00-03:00"},
		"a time that is skipped":          {instant: "2024-03-30T02:30:00+01:00", period: days(1), zone: "Europe/Berlin", want: "2024-03-31T03:00:00+02:00"},
		"a time that comes twice":         {instant: "2024-10-26T02:30:00+02:00", period: days(1), zone: "Europe/Berlin", want: "2024-10-27T02:30:00+02:00"},
		"half an hour that is skipped":    {instant: "2023-09-30T02:15:00+10:30", period: days(1), zone: "Australia/Lord_Howe", want: "2023-10-01T02:30:00+11:00"},
		"to a midnight that comes twice":  {instant: "2020-10-31T00:00:00-04:00", period: days(1), zone: "America/Havana", want: "2020-11-01T00:00:00-04:00"},
		"the second midnight is no start": {instant: "2020-11-01T00:00:00-05:00", period: days(1), zone: "America/Havana", want: "2020-11-02T00:00:00-05:00"},
		"to a day that never was":         {instant: "2011-12-29T00:00:00-10:00", period: days(1), zone: "Pacific/Apia", want: "2011-12-31T00:00:00+14:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			region := Region{Location: mustLocation(t, test.zone), Workdays: workdays.Builtin()}
			got, provisional := region.After(mustInstant(t, test.instant), test.period)
			if got.Format(time.RFC3339) != test.want || provisional != test.provisional {
				t.Errorf("After = %s (provisional %t), want %s (%t)", got.Format(time.RFC3339), provisional, test.want, test.provisional)
			}
		})
	}
}

func TestBefore(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		instant     string
		period      *v1alpha1.Period
		zone        string
		want        string
		provisional bool
	}{
		"no period":                     {instant: "2021-04-16T00:00:00+08:00", want: "2021-04-16T00:00:00+08:00"},
		"zero days":                     {instant: "2021-04-16T00:00:00+08:00", period: days(0), want: "2021-04-16T00:00:00+08:00"},
		"days over a year":              {instant: "2021-01-01T00:00:00+08:00", period: days(30), want: "2020-12-02T00:00:00+08:00"},
		"three months, not 90 days":     {instant: "2021-04-16T00:00:00+08:00", period: months(3), want: "2021-01-16T00:00:00+08:00"},
		"month too short for the day":   {instant: "2021-03-31T00:00:00+08:00", period: months(1), want: "2021-02-28T00:00:00+08:00"},
		"into a leap February":          {instant: "2024-03-31T08:30:00+08:00", period: months(1), want: "2024-02-29T08:30:00+08:00"},
		"zero months":                   {instant: "2021-04-16T00:00:00+08:00", period: months(0), want: "2021-04-16T00:00:00+08:00"},
		"a hundred years of months":     {instant: "2021-04-30T00:00:00+08:00", period: months(1200), want: "1921-04-30T00:00:00+08:00"},
		"instant of another zone":       {instant: "2021-03-30T16:00:00Z", period: months(1), want: "2021-02-28T00:00:00+08:00"},
		"thirteen months":               {instant: "2022-01-31T00:00:00+08:00", period: months(13), want: "2020-12-31T00:00:00+08:00"},
		"a Monday begins":               {instant: "2024-03-18T00:00:00+08:00", period: workingDays(5), want: "2024-03-11T00:00:00+08:00"},
		"a Saturday begins":             {instant: "2024-03-16T00:00:00+08:00", period: workingDays(1), want: "2024-03-15T00:00:00+08:00"},
		"a Sunday begins":               {instant: "2024-03-17T00:00:00+08:00", period: workingDays(1), want: "2024-03-15T00:00:00+08:00"},
		"within a Monday":               {instant: "2024-03-18T17:30:00+08:00", period: workingDays(1), want: "2024-03-15T17:30:00+08:00"},
		"back over the Spring Festival": {instant: "2024-02-19T00:00:00+08:00", period: workingDays(2), want: "2024-02-09T00:00:00+08:00"},
		"into a year without a notice":  {instant: "2018-01-03T00:00:00+08:00", period: workingDays(2), want: "2017-12-29T00:00:00+08:00", provisional: true},
		"out of a year without one":     {instant: "2027-01-01T00:00:00+08:00", period: workingDays(1), want: "2026-12-31T00:00:00+08:00"},
		"from a day that begins at one": {instant: "2018-11-04T01:00:00-02:00", period: days(7), zone: "America/Sao_Paulo", want: "2018-10-28T00:00:00-03:00"},
		"to a day that begins at one":   {instant: "2018-11-05T00:00:00-02:00", period: days(1), zone: "America/Sao_Paulo", want: "2018-11-04T01:00:00-02:00"},
		"working days over midnight":    {instant: "2018-11-06T00:00:00-02:00", period: workingDays(2), zone: "America/Sao_Paulo", want: "2018-11-02T00:00:00-03:00"},
		"a time that is skipped":        {instant: "2024-04-01T02:30:00+02:00", period: days(1), zone: "Europe/Berlin", want: "2024-03-31T03:00:00+02:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			region := Region{Location: mustLocation(t, test.zone), Workdays: workdays.Builtin()}
			got, provisional := region.Before(mustInstant(t, test.instant), test.period)
			if got.Format(time.RFC3339) != test.want || provisional != test.provisional {
				t.Errorf("Before = %s (provisional %t), want %s (%t)", got.Format(time.RFC3339), provisional, test.want, test.provisional)
			}
		})
	}
}

func TestDueWithin(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		from        string
		period      *v1alpha1.Period
		want        string
		provisional bool
	}{
		"no period":                           {from: "2024-03-15T10:00:00+08:00", want: "2024-03-16T00:00:00+08:00"},
		"no days":                             {from: "2024-03-15T10:00:00+08:00", period: days(0), want: "2024-03-16T00:00:00+08:00"},
		"no months":                           {from: "2024-03-15T10:00:00+08:00", period: months(0), want: "2024-03-16T00:00:00+08:00"},
		"the first instant of a day":          {from: "2024-03-15T00:00:00+08:00", period: days(3), want: "2024-03-19T00:00:00+08:00"},
		"working days from a Friday":          {from: "2024-03-15T23:59:59+08:00", period: workingDays(2), want: "2024-03-20T00:00:00+08:00"},
		"working days from a Saturday":        {from: "2024-03-16T10:00:00+08:00", period: workingDays(2), want: "2024-03-20T00:00:00+08:00"},
		"working days beyond what is known":   {from: "2026-12-30T10:00:00+08:00", period: workingDays(2), want: "2027-01-02T00:00:00+08:00", provisional: true},
		"a month ends with the same day":      {from: "2021-01-28T10:00:00+08:00", period: months(1), want: "2021-03-01T00:00:00+08:00"},
		"a month that lacks the day":          {from: "2021-01-30T10:00:00+08:00", period: months(1), want: "2021-03-01T00:00:00+08:00"},
		"a month from the last day":           {from: "2021-01-31T10:00:00+08:00", period: months(1), want: "2021-03-01T00:00:00+08:00"},
		"a month from the last of February":   {from: "2021-02-28T10:00:00+08:00", period: months(1), want: "2021-03-29T00:00:00+08:00"},
		"three months into a month of thirty": {from: "2021-03-31T10:00:00+08:00", period: months(3), want: "2021-07-01T00:00:00+08:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			region := Region{Location: mustLocation(t, ""), Workdays: workdays.Builtin()}
			got, provisional := region.DueWithin(mustInstant(t, test.from), test.period)
			if got.Format(time.RFC3339) != test.want || provisional != test.provisional {
				t.Errorf("DueWithin = %s (provisional %t), want %s (%t)", got.Format(time.RFC3339), provisional, test.want, test.provisional)
			}
		})
	}
}

// TestPeriodsKeepTheTimeOfDay holds that a period is counted on the calendar, over
// changes of the clocks too.
func TestPeriodsKeepTheTimeOfDay(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe"} {
		region := Region{Location: mustLocation(t, zone)}
		clocks := watchClocks(2016, 2020, region.Location)
		for instant := time.Date(2017, 7, 1, 0, 30, 0, 0, region.Location); instant.Year() < 2019; instant = instant.Add(25 * time.Hour) {
			for count := int32(1); count < 12; count++ {
				year, month, day := instant.Date()
				hour, minute, _ := instant.Clock()
				for sign, move := range map[int]func(time.Time, *v1alpha1.Period) (time.Time, bool){1: region.After, -1: region.Before} {
					byDays := clocks.firstAt(time.Date(year, month, day+sign*int(count), hour, minute, 0, 0, time.UTC))
					if got, _ := move(instant, days(count)); !got.Equal(byDays) {
						t.Fatalf("%d days from %s is %s, want %s", sign*int(count), instant, got, byDays)
					}
					// The last day of the month meant is the one before the first of the next.
					last := time.Date(year, month+time.Month(sign*int(count))+1, 0, 12, 0, 0, 0, time.UTC)
					byMonths := clocks.firstAt(time.Date(last.Year(), last.Month(), min(day, last.Day()), hour, minute, 0, 0, time.UTC))
					if got, _ := move(instant, months(count)); !got.Equal(byMonths) {
						t.Fatalf("%d months from %s is %s, want %s", sign*int(count), instant, got, byMonths)
					}
				}
			}
		}
	}
}

// clocks is what a watch over some years has seen: for each minute that they could
// show, the instant at which they first showed it or more.
type clocks struct {
	from  time.Time
	first []time.Time
}

func watchClocks(from, until int, location *time.Location) clocks {
	seen := clocks{from: time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC)}
	for at := seen.from.AddDate(0, 0, -1); at.Year() < until; at = at.Add(time.Minute) {
		_, offset := at.In(location).Zone()
		shown := at.Add(time.Duration(offset) * time.Second)
		for next := seen.from.Add(time.Duration(len(seen.first)) * time.Minute); !next.After(shown); next = next.Add(time.Minute) {
			seen.first = append(seen.first, at)
		}
	}
	return seen
}

func (c clocks) firstAt(wall time.Time) time.Time {
	return c.first[wall.Sub(c.from)/time.Minute]
}

// slowFirstAt searches by minutes for the first instant at which the clocks show
// wall, a whole minute, or more.
func slowFirstAt(wall time.Time, location *time.Location) time.Time {
	for at := wall.Add(-15 * time.Hour); ; at = at.Add(time.Minute) {
		_, offset := at.In(location).Zone()
		if shown := at.Add(time.Duration(offset) * time.Second); !shown.Before(wall) {
			return at.In(location)
		}
	}
}

// TestWorkingDaysMatchAWalkDayByDay holds After and Before against a walk over the
// days between, for random calendars, zones and instants.
func TestWorkingDaysMatchAWalkDayByDay(t *testing.T) {
	t.Parallel()
	zones := []string{"Asia/Shanghai", "Asia/Urumqi", "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia"}
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 4))
		region := Region{Location: mustLocation(t, zones[random.IntN(len(zones))]), Workdays: randomCalendar(t, random)}
		for range 100 {
			day := time.Date(2010, 1, 1+random.IntN(25*365), 0, 0, 0, 0, time.UTC)
			instant := startOfDay(day.Year(), day.Month(), day.Day(), region.Location)
			if random.IntN(2) == 0 {
				instant = instant.Add(time.Duration(1+random.IntN(22*60*60)) * time.Second)
			}
			n := int32(1 + random.IntN(60))
			for sign, move := range map[int]func(time.Time, *v1alpha1.Period) (time.Time, bool){1: region.After, -1: region.Before} {
				got, provisional := move(instant, workingDays(n))
				want, wantProvisional := slowWorkingDays(region, instant, int(n), sign)
				if !got.Equal(want) || provisional != wantProvisional {
					t.Fatalf("seed %d, %s: %d working days from %s is %s (provisional %t), want %s (%t)",
						seed, region.Location, sign*int(n), instant, got, provisional, want, wantProvisional)
				}
			}
		}
	}
}

// slowWorkingDays walks day by day. Between the first instants of two days lie the
// days from the earlier one on, the later one not included; from within a day the
// walk begins with its neighbour and ends in the n-th.
func slowWorkingDays(region Region, instant time.Time, n, step int) (at time.Time, provisional bool) {
	wall := wallClock(instant, region.Location)
	day := time.Date(wall.Year(), wall.Month(), wall.Day(), 0, 0, 0, 0, time.UTC)
	first := startOfDay(day.Year(), day.Month(), day.Day(), region.Location).Equal(instant)
	counted := day.AddDate(0, 0, step)
	if first && step > 0 {
		counted = day
	}
	for {
		provisional = provisional || !region.Workdays.Published(counted.Year())
		if region.Workdays.IsWorkday(workdays.DateOf(counted)) {
			n--
		}
		if n == 0 {
			break
		}
		counted = counted.AddDate(0, 0, step)
	}
	switch {
	case !first:
		return slowFirstAtSecond(counted.Add(wall.Sub(day)), region.Location), provisional
	case step > 0:
		counted = counted.AddDate(0, 0, 1)
	}
	return slowFirstAt(counted, region.Location), provisional
}

// slowFirstAtSecond is slowFirstAt for a wall that is no whole minute.
func slowFirstAtSecond(wall time.Time, location *time.Location) time.Time {
	minute := slowFirstAt(wall.Truncate(time.Minute), location)
	if wallClock(minute, location).After(wall) {
		return minute
	}
	return minute.Add(wall.Sub(wall.Truncate(time.Minute)))
}

// randomCalendar is the one that comes with the operator, nothing at all, or either
// with notices made up for some of the years from 2010 to 2035.
func randomCalendar(t *testing.T, random *rand.Rand) workdays.Calendar {
	t.Helper()
	data := map[string]string{}
	for year := 2010; year <= 2035; year++ {
		if random.IntN(2) == 0 {
			data[strconv.Itoa(year)] = randomNotice(random, year)
		}
	}
	notices, err := workdays.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	base := workdays.Calendar{}
	if random.IntN(2) == 0 {
		base = workdays.Builtin()
	}
	calendar, err := base.WithOverrides("test/calendar", notices)
	if err != nil {
		t.Fatal(err)
	}
	return calendar
}

// randomNotice stays away from the turns of the year, at which the notices of two
// years could contradict each other.
func randomNotice(random *rand.Rand, year int) string {
	said := map[string]string{}
	for range random.IntN(40) {
		day := time.Date(year, 2, 1+random.IntN(300), 0, 0, 0, 0, time.UTC)
		if weekday := day.Weekday(); (weekday == time.Saturday || weekday == time.Sunday) && random.IntN(2) == 0 {
			said[day.Format(time.DateOnly)] = "workday"
		} else {
			said[day.Format(time.DateOnly)] = "holiday"
		}
	}
	for _, fixed := range []string{"-01-01", "-05-01", "-10-01"} {
		said[strconv.Itoa(year)+fixed] = "holiday"
	}
	var text strings.Builder
	for day, kind := range said {
		text.WriteString(day + " " + kind + "\n")
	}
	return text.String()
}

func TestEndOfDay(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ instant, zone, want string }{
		"within a day":            {instant: "2021-04-15T10:00:00+08:00", want: "2021-04-16T00:00:00+08:00"},
		"as it begins":            {instant: "2021-04-15T00:00:00+08:00", want: "2021-04-16T00:00:00+08:00"},
		"of another zone":         {instant: "2021-04-14T16:00:00Z", want: "2021-04-16T00:00:00+08:00"},
		"last of the year":        {instant: "2021-12-31T23:59:59+08:00", want: "2022-01-01T00:00:00+08:00"},
		"before one that is late": {instant: "2018-11-03T10:00:00-03:00", zone: "America/Sao_Paulo", want: "2018-11-04T01:00:00-02:00"},
		"before one that is not":  {instant: "2011-12-29T10:00:00-10:00", zone: "Pacific/Apia", want: "2011-12-31T00:00:00+14:00"},
		"with 25 hours":           {instant: "2024-10-27T02:30:00+01:00", zone: "Europe/Berlin", want: "2024-10-28T00:00:00+01:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := EndOfDay(mustInstant(t, test.instant), mustLocation(t, test.zone)).Format(time.RFC3339); got != test.want {
				t.Errorf("EndOfDay = %s, want %s", got, test.want)
			}
		})
	}
	if got := Day(mustInstant(t, "2021-04-14T16:00:00Z"), mustLocation(t, "")); got != "2021-04-15" {
		t.Errorf("Day = %s, want 2021-04-15", got)
	}
}

func TestLocation(t *testing.T) {
	t.Parallel()
	if got := mustLocation(t, "").String(); got != DefaultTimeZone {
		t.Errorf("the zone of no name is %s, want %s", got, DefaultTimeZone)
	}
	for _, name := range []string{"Local", "Asia/Xicheng", "UTC+8"} {
		if _, err := Location(name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Location(%q): %v, want an error that names it", name, err)
		}
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestAdd(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		date        string
		n           int
		want        string
		provisional bool
	}{
		"the start is not counted":               {date: "2024-03-11", n: 1, want: "2024-03-12"},
		"over a weekend":                         {date: "2024-03-15", n: 1, want: "2024-03-18"},
		"from a weekend":                         {date: "2024-03-16", n: 1, want: "2024-03-18"},
		"over the Spring Festival":               {date: "2024-02-08", n: 2, want: "2024-02-18"},
		"a Sunday that is worked":                {date: "2024-02-09", n: 1, want: "2024-02-18"},
		"back over the Spring Festival":          {date: "2024-02-19", n: -2, want: "2024-02-09"},
		"back, the start is not counted":         {date: "2024-03-12", n: -1, want: "2024-03-11"},
		"back from a holiday":                    {date: "2024-10-03", n: -1, want: "2024-09-30"},
		"no days, on a working day":              {date: "2024-03-11", n: 0, want: "2024-03-11"},
		"no days, on a holiday":                  {date: "2024-10-01", n: 0, want: "2024-10-01"},
		"no days, in a year without a notice":    {date: "2030-10-01", n: 0, want: "2030-10-01"},
		"60 working days of an appeal":           {date: "2026-01-05", n: 60, want: "2026-04-03"},
		"days of a notice for the next year":     {date: "2018-12-28", n: 2, want: "2019-01-02"},
		"last working day with a notice":         {date: "2026-12-30", n: 1, want: "2026-12-31"},
		"from it into the year without":          {date: "2026-12-31", n: 1, want: "2027-01-01", provisional: true},
		"from a year without into the first":     {date: "2017-12-31", n: 1, want: "2018-01-02"},
		"from the first into the year before it": {date: "2018-01-02", n: -1, want: "2017-12-29", provisional: true},
		"back from a year without":               {date: "2027-01-01", n: -1, want: "2026-12-31"},
		"Monday to Friday in a year without":     {date: "2030-09-30", n: 5, want: "2030-10-07", provisional: true},
		"over all years with a notice":           {date: "2017-12-31", n: 2244, want: "2026-12-31"},
		"ten years":                              {date: "2026-12-31", n: 3660, want: "2041-01-10", provisional: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, provisional := Builtin().Add(mustDate(t, test.date), test.n)
			if got.String() != test.want || provisional != test.provisional {
				t.Errorf("Add(%s, %d) = %s (provisional %t), want %s (%t)", test.date, test.n, got, provisional, test.want, test.provisional)
			}
		})
	}
}

func TestNextAndPreviousWorkday(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		date, next, previous                 string
		nextProvisional, previousProvisional bool
	}{
		"a working day stays":        {date: "2024-03-11", next: "2024-03-11", previous: "2024-03-11"},
		"a Sunday that is worked":    {date: "2024-02-18", next: "2024-02-18", previous: "2024-02-18"},
		"a weekend":                  {date: "2024-03-16", next: "2024-03-18", previous: "2024-03-15"},
		"a festival":                 {date: "2024-10-01", next: "2024-10-08", previous: "2024-09-30"},
		"a year without a notice":    {date: "2027-10-02", next: "2027-10-04", previous: "2027-10-01", nextProvisional: true, previousProvisional: true},
		"the first day with one":     {date: "2018-01-01", next: "2018-01-02", previous: "2017-12-29", previousProvisional: true},
		"a weekend before the first": {date: "2017-12-31", next: "2018-01-02", previous: "2017-12-29", nextProvisional: true, previousProvisional: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			next, provisional := Builtin().NextWorkday(mustDate(t, test.date))
			if next.String() != test.next || provisional != test.nextProvisional {
				t.Errorf("NextWorkday(%s) = %s (provisional %t), want %s", test.date, next, provisional, test.next)
			}
			previous, provisional := Builtin().PreviousWorkday(mustDate(t, test.date))
			if previous.String() != test.previous || provisional != test.previousProvisional {
				t.Errorf("PreviousWorkday(%s) = %s (provisional %t), want %s", test.date, previous, provisional, test.previous)
			}
		})
	}
}

func TestWorkdaysBetween(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		from, to    string
		want        int
		provisional bool
	}{
		"the start is not counted, the end is": {from: "2024-03-11", to: "2024-03-13", want: 2},
		"and so it is backwards":               {from: "2024-03-13", to: "2024-03-11", want: -2},
		"the same day":                         {from: "2027-03-11", to: "2027-03-11", want: 0},
		"the days of a festival":               {from: "2024-09-30", to: "2024-10-07", want: 0},
		"with a Saturday that is worked":       {from: "2024-10-07", to: "2024-10-13", want: 5},
		"into a year without a notice":         {from: "2026-12-31", to: "2027-01-01", want: 1, provisional: true},
		"back from a year without":             {from: "2027-01-01", to: "2026-12-31", want: -1},
		"into the first year with a notice":    {from: "2017-12-31", to: "2018-01-02", want: 1},
		"back from the first":                  {from: "2018-01-02", to: "2017-12-31", want: 0, provisional: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, provisional := Builtin().WorkdaysBetween(mustDate(t, test.from), mustDate(t, test.to))
			if got != test.want || provisional != test.provisional {
				t.Errorf("WorkdaysBetween(%s, %s) = %d (provisional %t), want %d (%t)", test.from, test.to, got, provisional, test.want, test.provisional)
			}
		})
	}
}

func TestZeroCalendarCountsMondayToFriday(t *testing.T) {
	t.Parallel()
	var calendar Calendar
	if got, provisional := calendar.Add(Date{2024, time.September, 30}, 5); got.String() != "2024-10-07" || !provisional {
		t.Errorf("Add = %s (provisional %t), want 2024-10-07, provisional", got, provisional)
	}
	if calendar.Published(2024) || calendar.IsWorkday(Date{2024, time.February, 18}) || !calendar.IsWorkday(Date{2024, time.October, 1}) {
		t.Error("the zero calendar knows a notice")
	}
}

// TestCountingMatchesAWalkDayByDay holds all counting against the reference, for
// random dates, numbers and overrides.
func TestCountingMatchesAWalkDayByDay(t *testing.T) {
	t.Parallel()
	known := facts(t)
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 42))
		slow, fast := reference{}, Calendar{}
		if seed%2 == 0 {
			slow, fast = known, Builtin()
		}
		if seed > 1 {
			overrides := randomOverrides(random, slow)
			slow, fast = slow.with(overrides), mustOverride(t, fast, overrides.data())
		}
		walk := slow.walker()
		for range 150 {
			compare(t, seed, walk, fast, random)
		}
	}
}

func compare(t *testing.T, seed uint64, slow walker, fast Calendar, random *rand.Rand) {
	t.Helper()
	date, n := randomDate(random), random.IntN(201)-100
	other := Date{date.Year, date.Month, date.Day + random.IntN(301) - 150}
	if random.IntN(50) == 0 {
		other, n = randomDate(random), random.IntN(2*3660+1)-3660
	}
	other = DateOf(noon(other))
	if got, want := fast.IsWorkday(date), slow.isWorkday(date); got != want {
		t.Fatalf("seed %d: IsWorkday(%s) = %t", seed, date, got)
	}
	if _, want := slow.published[date.Year]; fast.Published(date.Year) != want {
		t.Fatalf("seed %d: Published(%d) = %t", seed, date.Year, !want)
	}
	check := func(call string, got Date, provisional bool, want Date, wantProvisional bool) {
		t.Helper()
		if got != want || provisional != wantProvisional {
			t.Fatalf("seed %d: %s of %s (n %d) = %s (provisional %t), want %s (%t)", seed, call, date, n, got, provisional, want, wantProvisional)
		}
	}
	got, provisional := fast.Add(date, n)
	want, wantProvisional := slow.add(date, n)
	check("Add", got, provisional, want, wantProvisional)
	got, provisional = fast.NextWorkday(date)
	want, wantProvisional = slow.nearest(date, 1)
	check("NextWorkday", got, provisional, want, wantProvisional)
	got, provisional = fast.PreviousWorkday(date)
	want, wantProvisional = slow.nearest(date, -1)
	check("PreviousWorkday", got, provisional, want, wantProvisional)

	count, provisional := fast.WorkdaysBetween(date, other)
	wantCount, wantProvisional := slow.between(date, other)
	if count != wantCount || provisional != wantProvisional {
		t.Fatalf("seed %d: WorkdaysBetween(%s, %s) = %d (provisional %t), want %d (%t)",
			seed, date, other, count, provisional, wantCount, wantProvisional)
	}
}

// TestCountingUndoesItself holds the laws between the operations.
func TestCountingUndoesItself(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 7))
	known := facts(t)
	for range 20 {
		calendar := mustOverride(t, Builtin(), randomOverrides(random, known).data())
		for range 200 {
			date, n, m := randomDate(random), random.IntN(7321)-3660, random.IntN(100)
			result, provisional := calendar.Add(date, n)
			count, countProvisional := calendar.WorkdaysBetween(date, result)
			if count != n || countProvisional != provisional {
				t.Fatalf("Add(%s, %d) = %s, and between them are %d", date, n, result, count)
			}
			if n != 0 && !calendar.IsWorkday(result) {
				t.Fatalf("Add(%s, %d) = %s, which is not worked", date, n, result)
			}
			next, _ := calendar.NextWorkday(date)
			there, _ := calendar.Add(next, n)
			if back, _ := calendar.Add(there, -n); back != next {
				t.Fatalf("%d working days after %s and back is %s", n, next, back)
			}
			sum, _ := calendar.Add(date, m+1+m)
			first, _ := calendar.Add(date, m+1)
			if second, _ := calendar.Add(first, m); second != sum {
				t.Fatalf("%d and then %d working days after %s is %s, want %s", m+1, m, date, second, sum)
			}
		}
	}
}

func TestCountingFarFromTheNotices(t *testing.T) {
	t.Parallel()
	calendar, slow := Builtin(), facts(t).walker()
	for _, date := range []Date{{1900, 1, 1}, {2026, 12, 31}, {2500, 6, 1}} {
		for _, n := range []int{36500, -36500, 3660, -3660} {
			want, wantProvisional := slow.add(date, n)
			if got, provisional := calendar.Add(date, n); got != want || provisional != wantProvisional {
				t.Errorf("Add(%s, %d) = %s (provisional %t), want %s", date, n, got, provisional, want)
			}
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	calendar := Builtin()
	date := Date{2022, time.June, 1}
	for name, n := range map[string]int{"5": 5, "60": 60, "-3660": -3660, "3660": 3660} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				calendar.Add(date, n)
			}
		})
	}
}

func BenchmarkIsWorkday(b *testing.B) {
	calendar := Builtin()
	for b.Loop() {
		calendar.IsWorkday(Date{2022, time.June, 3})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// worked are the working days of each month, and of the year, by the facts.
var worked = map[int]struct {
	holidays, workdays int // stated by the notice for the year
	months             [12]int
	year               int
}{
	2018: {holidays: 23, workdays: 6, months: [12]int{22, 17, 22, 20, 22, 20, 22, 23, 21, 18, 22, 21}, year: 250},
	2019: {holidays: 24, workdays: 7, months: [12]int{22, 17, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22}, year: 250},
	2020: {holidays: 30, workdays: 6, months: [12]int{17, 20, 22, 22, 19, 21, 23, 21, 23, 17, 21, 23}, year: 249},
	2021: {holidays: 31, workdays: 7, months: [12]int{20, 17, 23, 22, 19, 21, 22, 22, 22, 17, 22, 23}, year: 250},
	2022: {holidays: 31, workdays: 7, months: [12]int{21, 16, 23, 21, 20, 21, 21, 23, 21, 18, 22, 22}, year: 249},
	2023: {holidays: 27, workdays: 7, months: [12]int{18, 20, 23, 20, 21, 21, 21, 23, 20, 19, 22, 21}, year: 249},
	2024: {holidays: 28, workdays: 8, months: [12]int{22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22}, year: 251},
	2025: {holidays: 28, workdays: 5, months: [12]int{19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23}, year: 248},
	2026: {holidays: 33, workdays: 6, months: [12]int{21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23}, year: 248},
}

// facts reads testdata/exceptional-days.txt, which was written down apart from
// notices.txt and in another form.
func facts(tb testing.TB) reference {
	tb.Helper()
	text, err := os.ReadFile("testdata/exceptional-days.txt")
	if err != nil {
		tb.Fatal(err)
	}
	result := reference{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if fields[0] == "#" {
			continue
		}
		year, err := strconv.Atoi(fields[0])
		if err != nil {
			tb.Fatal(err)
		}
		if result[year] == nil {
			result[year] = map[Date]kind{}
		}
		for _, day := range fields[2:] {
			date := mustDate(tb, fields[1]+"-"+day[1:])
			result[year][date] = map[byte]kind{'-': holiday, '+': workday}[day[0]]
		}
	}
	return result
}

// TestBuiltinSaysWhatTheNoticesSay compares notice by notice and day by day. That
// Monday 2020-02-03 is worked "as usual" is the only thing a notice says of a
// working day that is none at a weekend; there is nothing to state.
func TestBuiltinSaysWhatTheNoticesSay(t *testing.T) {
	t.Parallel()
	want := facts(t)
	delete(want[2020], Date{2020, time.February, 3})
	got := reference{}
	for year, notice := range Builtin().notices {
		got[year] = map[Date]kind{}
		for _, said := range notice {
			got[year][dateOfEpochDay(said.day)] = said.kind
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notices.txt differs from the facts (-want +got):\n%s", diff)
	}
}

func TestBuiltinCountsOfEveryYear(t *testing.T) {
	t.Parallel()
	calendar := Builtin()
	if len(calendar.notices) != len(worked) {
		t.Errorf("notices for %v, want %d of them", years(calendar.notices), len(worked))
	}
	for year, want := range worked {
		counted := map[kind]int{}
		for _, said := range calendar.notices[year] {
			counted[said.kind]++
		}
		if counted[holiday] != want.holidays || counted[workday] != want.workdays {
			t.Errorf("notice for %d: %v, want %d holidays and %d workdays", year, counted, want.holidays, want.workdays)
		}
		for month := time.January; month <= time.December; month++ {
			if got, _ := calendar.WorkdaysBetween(Date{year, month, 0}, Date{year, month + 1, 0}); got != want.months[month-1] {
				t.Errorf("%s %d has %d working days, want %d", month, year, got, want.months[month-1])
			}
		}
		if got, provisional := calendar.WorkdaysBetween(Date{year, 1, 0}, Date{year, 12, 31}); got != want.year || provisional {
			t.Errorf("%d has %d working days (provisional %t), want %d", year, got, provisional, want.year)
		}
	}
}

func TestIsWorkdayOfEveryDayByTheFacts(t *testing.T) {
	t.Parallel()
	want, calendar := facts(t).walker(), Builtin()
	for date := (Date{2015, 1, 1}); date.Year < 2036; date = DateOf(noon(date).AddDate(0, 0, 1)) {
		if got := calendar.IsWorkday(date); got != want.isWorkday(date) {
			t.Errorf("IsWorkday(%s) = %t", date, got)
		}
	}
}

func TestBuiltinStatesNoDayTwice(t *testing.T) {
	t.Parallel()
	seen := map[int]int{}
	for year, notice := range Builtin().notices {
		for _, said := range notice {
			if other, ok := seen[said.day]; ok {
				t.Errorf("%s is stated for %d and %d", said, other, year)
			}
			seen[said.day] = year
		}
	}
}

func TestMustBuildPanicsAtWrongData(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"a line before the first heading": {text: "# notices\n\n2018-01-01 holiday\n", want: "before the first heading"},
		"two sections of one year":        {text: "[2018]\n" + complete(2018) + "[2018]\n", want: "two sections"},
		"a heading that is no year":       {text: "[MMXVIII]\n", want: `"MMXVIII" is not a year`},
		"an incomplete notice":            {text: "[2018]\n2018-01-01 holiday\n", want: `key "2018": 2018-05-01`},
		"notices that contradict each other": {
			text: "[2018]\n" + complete(2018, "2018-12-29 holiday") + "[2019]\n" + complete(2019, "2018-12-29 workday"),
			want: "2018-12-29 is a holiday by the notice for 2018",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if got, ok := recover().(string); !ok || !strings.Contains(got, test.want) {
					t.Errorf("panicked with %q, want it to contain %q", got, test.want)
				}
			}()
			mustBuild(test.text)
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	notices := mustParse(t, map[string]string{
		"2027": "\r\n  # 国务院办公厅\r\n" + complete(2027,
			"2027-02-05..2027-02-06 holiday 春节 # Friday and Saturday",
			"\t2027-02-14\u3000workday   Spring Festival",
			"2026-12-31 holiday", "2028-01-01..2028-01-01 holiday"),
		"2028": complete(2028),
	})
	want := map[int]string{
		2027: "[2027]\n2026-12-31 holiday\n2027-01-01 holiday\n2027-02-05 holiday\n2027-02-06 holiday\n2027-02-14 workday\n" +
			"2027-05-01 holiday\n2027-10-01 holiday\n2027-10-02 holiday\n2027-10-03 holiday\n2028-01-01 holiday\n",
		2028: "[2028]\n2028-01-01 holiday\n2028-05-01 holiday\n2028-10-01 holiday\n2028-10-02 holiday\n2028-10-03 holiday\n",
	}
	got := map[int]string{}
	for year, stated := range notices.byYear {
		got[year] = canonical(map[int]notice{year: stated})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
}

func TestParseRefusesAKey(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "README.md", "27", "02027", "+2027", "1999", "2100", "2027.txt", "2027 ", "二〇二七"} {
		_, err := Parse(map[string]string{"2026": complete(2026), key: complete(2027)})
		if err == nil {
			t.Errorf("key %q was accepted", key)
			continue
		}
		for _, part := range []string{quote(key), `"2000" to "2099"`} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("key %q: %v, want it to contain %s", key, err, part)
			}
		}
	}
}

func TestParseRefusesALine(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ line, want string }{
		"a day that does not exist":  {line: "2027-02-29 holiday", want: `"2027-02-29" is not a day of the calendar: write "2027-05-01"`},
		"another form of day":        {line: "2027/2/6 holiday", want: `"2027/2/6" is not a day`},
		"no leading zero":            {line: "2027-2-6 holiday", want: `"2027-2-6" is not a day`},
		"no day":                     {line: "holiday 2027-02-06", want: `"holiday" is not a day`},
		"a range without its end":    {line: "2027-02-05.. holiday", want: `"" is not a day`},
		"a range with a short end":   {line: "2027-02-05..02-11 holiday", want: `"02-11" is not a day`},
		"a range of three":           {line: "2027-02-05..2027-02-06..2027-02-07 holiday", want: `"2027-02-06..2027-02-07" is not a day`},
		"a range that runs backward": {line: "2027-02-11..2027-02-05 holiday", want: "ends before it begins: write the earlier day first"},
		"a wrong year":               {line: "2017-02-06 holiday", want: `"2017-02-06" is not a day of the notice for 2027: that holds days from 2026-12-01 to 2028-01-31`},
		"too early":                  {line: "2026-11-30 holiday", want: "from 2026-12-01"},
		"too late":                   {line: "2027-12-31..2028-02-01 holiday", want: "to 2028-01-31"},
		"no kind":                    {line: "2027-02-06", want: `"2027-02-06" is not said to be a holiday or a workday: write for instance "2027-02-06 holiday"`},
		"an unknown kind":            {line: "2027-02-06 Holiday", want: `"Holiday" is not a kind of day: write holiday or workday`},
		"an occasion for the kind":   {line: "2027-02-06 春节", want: `"春节" is not a kind of day`},
		"blanks within a range":      {line: "2027-02-05 .. 2027-02-11 holiday", want: `".." is not a kind`},
		"lines folded by YAML":       {line: "2027-02-06 holiday 春节 2027-02-14 workday", want: `"春节 2027-02-14 workday" is not an occasion`},
		"a workday on a Monday":      {line: "2027-02-08 workday", want: "2027-02-08 is a Monday, a workday anyhow: only a Saturday or Sunday"},
		"workdays over a weekend":    {line: "2027-02-06..2027-02-08 workday", want: "2027-02-08 is a Monday"},
		"a day twice":                {line: "2027-10-02 holiday", want: "2027-10-02 is stated twice: line 3 says holiday already"},
		"a day of both kinds":        {line: "2027-10-02 workday", want: "2027-10-02 is stated twice: line 3 says holiday already"},
		"a long line":                {line: "# " + strings.Repeat("长", 100), want: "bytes, at most 256 are allowed"},
		"too many days":              {line: "2027-05-02..2027-09-30 holiday", want: "2027-08-05 is one day too many: at most 100"},
		"a long value":               {line: strings.Repeat("x", 200) + " holiday", want: `"` + strings.Repeat("x", 40) + `…" is not a day`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse(map[string]string{"2027": complete(2027, test.line)})
			if err == nil {
				t.Fatalf("%q was accepted", test.line)
			}
			for _, part := range []string{`key "2027", line 4: `, test.want} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%v, want it to contain %s", err, part)
				}
			}
		})
	}
}

func TestParseRefusesAnIncompleteNotice(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"empty":               {text: "", want: `key "2027": 2027-01-01 is not stated as a holiday: a key replaces the whole notice`},
		"one day to be added": {text: "2027-01-01 holiday", want: "2027-05-01 is not stated"},
		"New Year of another": {text: complete(2028), want: "is not a day of the notice for 2027"},
		"worked in October":   {text: "2023-01-01 holiday\n2023-05-01 holiday\n2023-10-01 workday", want: "2023-10-01 is not stated as a holiday"},
		"too large":           {text: complete(2027) + strings.Repeat("#\n", 8<<10), want: "bytes, at most 16384 are allowed"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := "2027"
			if strings.HasPrefix(test.text, "2023") {
				key = "2023"
			}
			if _, err := Parse(map[string]string{key: test.text}); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want it to contain %s", err, test.want)
			}
		})
	}
}

// FuzzParse holds that what is accepted has only days that a notice may state,
// and is accepted again, as the same, when written in the canonical form.
func FuzzParse(f *testing.F) {
	f.Add("2027", complete(2027, "2027-02-05..2027-02-11 holiday 春节", "2027-02-14 workday", "2026-12-31 holiday", "2028-01-31 holiday"))
	f.Add("2018", "2018-02-30 holiday\n# nothing else")
	f.Add("2027", "2027-02-06..2027-02-05 holiday\r\n\x00\xff..")
	f.Add("02027", strings.Repeat("2027-01-01 holiday\n", 20))
	f.Fuzz(func(t *testing.T, key, text string) {
		notices, err := Parse(map[string]string{key: text})
		if err != nil {
			if len(err.Error()) > 1024 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
			return
		}
		written := canonical(notices.byYear)
		again := mustParse(t, map[string]string{key: strings.TrimPrefix(written, "["+key+"]\n")})
		if got := canonical(again.byYear); got != written {
			t.Errorf("read again:\n%s, want:\n%s", got, written)
		}
		calendar, err := Calendar{}.WithOverrides("a/b", notices)
		if err != nil {
			t.Fatal(err)
		}
		for year, notice := range notices.byYear {
			if !calendar.Published(year) || calendar.IsWorkday(Date{year, time.May, 1}) {
				t.Errorf("%d is not published, or 1 May is worked", year)
			}
			for _, said := range notice {
				date := dateOfEpochDay(said.day)
				if calendar.IsWorkday(date) != (said.kind == workday) {
					t.Errorf("%s does not count", said)
				}
				if weekday := noon(date).Weekday(); said.kind == workday && weekday != time.Saturday && weekday != time.Sunday {
					t.Errorf("%s is a %s", said, weekday)
				}
			}
		}
	})
}

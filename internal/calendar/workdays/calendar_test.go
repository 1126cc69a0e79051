// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"strings"
	"testing"
	"time"
)

func TestOverrideAddsAYear(t *testing.T) {
	t.Parallel()
	calendar := mustOverride(t, Builtin(), map[string]string{"2027": complete(2027, "2026-12-31 holiday 元旦", "2027-01-02 workday 元旦")})
	if !calendar.Published(2027) || calendar.Published(2028) || !calendar.Published(2026) {
		t.Error("want notices until 2027")
	}
	if got, provisional := calendar.Add(Date{2026, time.December, 30}, 1); got.String() != "2027-01-02" || provisional {
		t.Errorf("after 2026-12-30 comes %s (provisional %t), want 2027-01-02 by the notice", got, provisional)
	}
	if Builtin().Published(2027) || !Builtin().IsWorkday(Date{2026, time.December, 31}) {
		t.Error("overriding changed the calendar that comes with the operator")
	}
}

// TestOverrideReplacesTheWholeNotice holds that nothing of the notice that is
// corrected remains, its days in the year before included.
func TestOverrideReplacesTheWholeNotice(t *testing.T) {
	t.Parallel()
	calendar := mustOverride(t, Builtin(), map[string]string{"2019": complete(2019)})
	for date, want := range map[string]bool{
		"2018-12-29": false, "2018-12-31": true, "2019-01-01": false, "2019-02-05": true, "2019-10-12": false,
		"2018-10-02": false, "2020-10-02": false, // of notices that stand
	} {
		if got := calendar.IsWorkday(mustDate(t, date)); got != want {
			t.Errorf("IsWorkday(%s) = %t, want %t", date, got, want)
		}
	}
}

func TestANoticeIntoAYearWithoutOneCountsAndIsProvisional(t *testing.T) {
	t.Parallel()
	calendar := mustOverride(t, Builtin(), map[string]string{"2027": complete(2027, "2028-01-03 holiday 元旦", "2028-01-08 workday 元旦")})
	if got, provisional := calendar.Add(Date{2027, time.December, 31}, 1); got.String() != "2028-01-04" || !provisional {
		t.Errorf("after 2027-12-31 comes %s (provisional %t), want 2028-01-04, provisional", got, provisional)
	}
	if !calendar.IsWorkday(Date{2028, time.January, 8}) {
		t.Error("2028-01-08 is not worked")
	}
}

func TestNoticesOfNeighbouringYearsThatAgreeOrNot(t *testing.T) {
	t.Parallel()
	agreeing := mustParse(t, map[string]string{"2018": complete(2018, "2018-12-29 workday")})
	if _, err := Builtin().WithOverrides("a/b", agreeing); err != nil {
		t.Errorf("a day that two notices state alike is refused: %v", err)
	}
	contradicting := mustParse(t, map[string]string{"2018": complete(2018, "2018-12-29 holiday")})
	_, err := Builtin().WithOverrides("a/b", contradicting)
	want := "2018-12-29 is a holiday by the notice for 2018 and a workday by the notice for 2019: correct one of the two"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestSourceAndVersion(t *testing.T) {
	t.Parallel()
	if got := Builtin().Source(); got != BuiltinSource {
		t.Errorf("source %q, want %q", got, BuiltinSource)
	}
	const days = "2027-02-05..2027-02-07 holiday 春节"
	base := mustOverride(t, Builtin(), map[string]string{"2027": complete(2027, days, "2027-02-14 workday")})
	if got := base.Source(); got != "supervision-system/calendar" {
		t.Errorf("source %q", got)
	}
	if len(base.Version()) != 2*versionBytes || strings.Trim(base.Version(), "0123456789abcdef") != "" {
		t.Errorf("version %q, want hexadecimal digits", base.Version())
	}
	same := map[string]map[string]string{
		"order, comments, occasions and ranges": {"2027": "# corrected\n2027-02-14 workday 春节\n\n2027-02-05 holiday\n2027-02-06 holiday\n" +
			"2027-02-07 holiday\n" + complete(2027)},
		"what the operator brings along, again": {
			"2027": complete(2027, days, "2027-02-14 workday"),
			"2018": canonical(map[int]notice{2018: Builtin().notices[2018]})[len("[2018]\n"):],
		},
	}
	for name, data := range same {
		if got := mustOverride(t, Builtin(), data).Version(); got != base.Version() {
			t.Errorf("%s: version %s, want %s as before", name, got, base.Version())
		}
	}
	different := map[string]map[string]string{
		"nothing overridden": {},
		"one day less":       {"2027": complete(2027, days)},
		"one day more":       {"2027": complete(2027, days, "2027-02-14 workday", "2027-02-13 workday")},
		"another kind":       {"2027": complete(2027, days, "2027-02-14 holiday")},
		"another year":       {"2028": complete(2028)},
	}
	for name, data := range different {
		if got := mustOverride(t, Builtin(), data).Version(); got == base.Version() {
			t.Errorf("%s: version %s, want another", name, got)
		}
	}
	if got := mustOverride(t, Builtin(), nil).Version(); got != Builtin().Version() {
		t.Errorf("version %s with no overrides, want %s", got, Builtin().Version())
	}
	if got := (Calendar{}).Version(); got != "" {
		t.Errorf("the zero calendar has the version %q", got)
	}
}

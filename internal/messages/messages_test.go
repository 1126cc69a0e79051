// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package messages_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/jianguan/supervision-operator/internal/messages"
)

func TestEnumerate(t *testing.T) {
	t.Parallel()
	number := func(i int) string { return strconv.Itoa(i + 1) }
	long := func(i int) string { return strings.Repeat("x", 400) + number(i) }
	tests := map[string]struct {
		total int
		thing func(int) string
		want  string
	}{
		"nothing":                          {0, number, ""},
		"one":                              {1, number, "1"},
		"as many as there is room for":     {10, number, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10"},
		"the others are counted":           {12, number, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, and 2 more"},
		"what is too long is counted":      {3, long, long(0) + ", " + long(1) + ", and 1 more"},
		"the first is named, however long": {2, func(int) string { return strings.Repeat("x", 1000) }, strings.Repeat("x", 1000) + ", and 1 more"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := messages.Enumerate(test.total, ", ", test.thing); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestFew(t *testing.T) {
	t.Parallel()
	for want, things := range map[string][]string{
		"":                   {},
		"a":                  {"a"},
		"a, b, c":            {"a", "b", "c"},
		"a, b, c and 2 more": {"a", "b", "c", "d", "e"},
	} {
		if got := messages.Few(things); got != want {
			t.Errorf("%q: %q, want %q", things, got, want)
		}
	}
	if got := messages.Few([]string{strings.Repeat("卫", 151)}); got != strings.Repeat("卫", 149)+"…" {
		t.Errorf("a long name: %q", got)
	}
}

func TestCutCountsCharacters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"综合监管", 4, "综合监管"},
		{"综合监管", 3, "综合…"},
		{"ab cd", 4, "ab…"},
		{"", 1, ""},
	} {
		if got := messages.Cut(test.text, test.most); got != test.want {
			t.Errorf("%q in %d characters: %q, want %q", test.text, test.most, got, test.want)
		}
	}
}

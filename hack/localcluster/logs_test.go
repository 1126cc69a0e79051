// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLastLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("重", logLineBytes)
	cases := map[string]struct {
		text string
		n    int
		want string
	}{
		"nothing":            {text: "", n: 3, want: ""},
		"fewer than asked":   {text: "a\nb\n", n: 3, want: "a\nb"},
		"the last ones":      {text: "a\nb\nc\nd\n", n: 2, want: "c\nd"},
		"no final newline":   {text: "a\nb", n: 1, want: "b"},
		"blank lines":        {text: "a\n\n  \nb\n\n", n: 2, want: "a\nb"},
		"carriage returns":   {text: "a\r\nb\r\n", n: 2, want: "a\nb"},
		"indentation stays":  {text: "a\n\tb\n", n: 1, want: "\tb"},
		"a long line is cut": {text: long, n: 1, want: long[:logLineBytes] + " …"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := lastLines(tc.text, tc.n); got != tc.want {
				t.Errorf("lastLines(%q, %d) = %q, want %q", tc.text, tc.n, got, tc.want)
			}
		})
	}
}

func TestTailOfFileStartsAtThisRun(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.log")
	earlier := "an earlier run\n"
	if err := os.WriteFile(path, []byte(earlier+"this run\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := tailOfFile(path, int64(len(earlier))); got != "this run\n" {
		t.Errorf("got %q", got)
	}
	if got := tailOfFile(path+".none", 0); !strings.Contains(got, "no log") {
		t.Errorf("a missing log reads %q", got)
	}
}

func TestTailBufferKeepsTheEnd(t *testing.T) {
	t.Parallel()
	buffer := &tailBuffer{}
	for i := range logTailBytes {
		fmt.Fprintf(buffer, "line %d\n", i) //nolint:errcheck // it cannot fail
	}
	if want, got := fmt.Sprintf("line %d", logTailBytes-1), buffer.last(1); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(buffer.content) > 2*logTailBytes {
		t.Errorf("it grew to %d bytes", len(buffer.content))
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// steps is how many numbered steps the demo has.
const steps = 9

// screen is what the demo prints to. A write error means that nobody looks any
// more, which is no reason to leave a cluster half cleaned up: it is kept, and told
// at the end.
type screen struct {
	out   io.Writer
	step  int
	start time.Time
	err   error
}

func newScreen(out io.Writer) *screen {
	return &screen{out: out, start: time.Now()}
}

// Write implements io.Writer for what others print, indented.
func (s *screen) Write(text []byte) (int, error) {
	s.printf("%s", "      "+strings.ReplaceAll(strings.TrimRight(string(text), "\n"), "\n", "\n      ")+"\n")
	return len(text), nil
}

func (s *screen) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(s.out, format, args...); err != nil && s.err == nil {
		s.err = fmt.Errorf("print to the screen: %w", err)
	}
}

// beginf prints the title of the next step.
func (s *screen) beginf(format string, args ...any) {
	s.step++
	s.printf("\n[%d/%d] %s\n", s.step, steps, fmt.Sprintf(format, args...))
}

// sayf prints a line within a step.
func (s *screen) sayf(format string, args ...any) {
	s.printf("      "+format+"\n", args...)
}

// donef prints what was checked and found as expected.
func (s *screen) donef(format string, args ...any) {
	s.printf("    ✓ "+format+"\n", args...)
}

// table prints rows in columns. The last column alone may hold Chinese, whose
// characters are two columns wide.
func (s *screen) table(header string, rows []string) {
	var text strings.Builder
	writer := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	for _, row := range append([]string{header}, rows...) {
		if _, err := fmt.Fprintln(writer, row); err != nil && s.err == nil {
			s.err = err
		}
	}
	if err := writer.Flush(); err != nil && s.err == nil {
		s.err = err
	}
	for line := range strings.Lines(text.String()) {
		s.printf("      %s", line)
	}
}

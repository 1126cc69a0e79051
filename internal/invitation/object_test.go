// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package invitation_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/invitation"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// checkLines looks at what RFC 5545 asks of the lines of every object.
func checkLines(t *testing.T, text string) {
	t.Helper()
	whole, ended := strings.CutSuffix(text, "\r\n")
	if !ended {
		t.Errorf("the last line does not end:\n%q", text)
	}
	for line := range strings.SplitSeq(whole, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
		if !utf8.ValidString(line) {
			t.Errorf("a line that is not UTF-8 by itself: %q", line)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			t.Errorf("a line with control characters: %q", line)
		}
		if kept := strings.TrimRight(line, `\`); (len(line)-len(kept))%2 == 1 {
			t.Errorf("a line that ends between a backslash and what it escapes: %q", line)
		}
		if strings.Trim(line, " ") == "" {
			t.Errorf("a line without content: %q", line)
		}
	}
}

// named is an invitation to and by a department of a name.
func named(title, department string) invitation.Input {
	region := wrappers.Jurisdiction("jilin").Office("finance").Department(wrappers.Department("finance").DisplayName(department))
	in := input(plenary().Title(title).Place(title).Members(), region)
	in.AgendaTotal = 1
	in.Agenda = []v1alpha1.AgendaItem{{
		Kind: v1alpha1.AgendaOpenDecision, Weight: 40, Subject: title, Leads: []v1alpha1.DepartmentCode{"finance"},
		Ref: v1alpha1.AgendaReference{Kind: v1alpha1.AgendaDepartmentDuty, Name: "duty"},
	}}
	return in
}

// fromRFC6868 reads the value of a parameter, which neither library does.
var fromRFC6868 = strings.NewReplacer("^^", "^", "^'", `"`, "^n", "\n")

// allowed is what can be written of a text at all.
func allowed(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' && r != '\n' {
			return -1
		}
		return r
	}, text)
}

func checkReadBack(t *testing.T, title, department string) {
	t.Helper()
	text := write(t, named(title, department))
	title, department = allowed(title), allowed(department)
	for name, reader := range readers {
		read := reader(t, text)
		if read.Summary != title {
			t.Errorf("%s reads the summary %q, want %q in\n%s", name, read.Summary, title, text)
		}
		if read.Place != title {
			t.Errorf("%s reads the place %q, want %q", name, read.Place, title)
		}
		if !strings.Contains(read.Description, title) || !strings.Contains(read.Description, department) {
			t.Errorf("%s reads the description %q, want in it %q and %q", name, read.Description, title, department)
		}
		if len(read.Attendees) != 1 {
			t.Errorf("%s reads %d attendees, want 1", name, len(read.Attendees))
		}
		if name == "golang-ical" && strings.Contains(department, `\`) {
			continue // It takes backslashes for escapes in a parameter too, where RFC 5545 has none.
		}
		for _, who := range append(read.Attendees, read.Organizer) {
			if got := fromRFC6868.Replace(who.Name); got != department {
				t.Errorf("%s reads the name %q, want %q in\n%s", name, got, department, text)
			}
		}
	}
}

func TestTextsAreReadBack(t *testing.T) {
	for name, text := range map[string]string{
		"plain":                   "Plenary",
		"Chinese, folded":         strings.Repeat("综合监管联席会议", 12),
		"Chinese and Latin":       strings.Repeat("监a督b所cd", 15),
		"no spaces to fold at":    strings.Repeat("x", 200),
		"spaces where it folds":   strings.Repeat("abcd   ", 30),
		"commas and semicolons":   "卫健委, 财政厅; 水利厅",
		"a colon":                 "专题: 会议",
		"backslashes":             `a\b\\c\n`,
		"backslashes, folded":     strings.Repeat(`\`, 150),
		"escapes, folded":         strings.Repeat("，,;", 60),
		"a break":                 "one\ntwo",
		"breaks of other systems": "one\r\ntwo\rthree",
		"quotation marks":         `所谓"医美"`,
		"a single one":            `it's`,
		"carets":                  `a^b^'c^n`,
		"a property":              "x\r\nATTENDEE:mailto:somebody@health.example",
		"the end":                 "x\nEND:VEVENT\nEND:VCALENDAR",
		"a tab":                   "one\ttwo",
		"control characters":      "a\x00b\x07c\x7f\u0085d",
		"beyond the plane":        strings.Repeat("𠮷🏥", 20),
	} {
		t.Run(name, func(t *testing.T) { checkReadBack(t, text, text) })
	}
}

// TestFoldsAnywhere moves the place where a line is folded along the text.
func TestFoldsAnywhere(t *testing.T) {
	for n := range 160 {
		checkReadBack(t, strings.Repeat("a", n)+`监,督\;所`+"\n末", strings.Repeat("省", n/4+1)+`,"`)
	}
}

func FuzzTextsAreReadBack(f *testing.F) {
	f.Add("吉林省综合监管联席会议, 全体会议", `省卫生健康委; "办公室"`)
	f.Add("a\\,\nb", "x:y^n")
	f.Fuzz(func(t *testing.T, title, department string) {
		if allowed(title) == "" || allowed(department) == "" {
			return // The API server asks for at least one character, and both libraries for one that can be shown.
		}
		checkReadBack(t, title, department)
	})
}

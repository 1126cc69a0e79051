// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package invitation

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLine is how many bytes a line has at most, without its end (RFC 5545, 3.1).
const maxLine = 75

// object writes an iCalendar object, property by property.
type object struct{ b strings.Builder }

func (o *object) String() string { return o.b.String() }

// text writes a property whose value is of the type TEXT.
func (o *object) text(name, value string) { o.line(name, escape(value)) }

// line writes a property whose value stands as it is, and folds it: what goes on in the
// next line begins with a space there. It is never folded within a character, nor between
// a backslash and what that escapes: some calendars read line by line.
func (o *object) line(name, value string) {
	rest, room := name+":"+value, maxLine
	for len(rest) > room {
		end := room
		for !utf8.RuneStart(rest[end]) {
			end--
		}
		if backslashes := len(rest[:end]) - len(strings.TrimRight(rest[:end], `\`)); backslashes%2 == 1 {
			end--
		}
		o.b.WriteString(rest[:end] + "\r\n ")
		rest, room = rest[end:], maxLine-1
	}
	o.b.WriteString(rest + "\r\n")
}

var (
	lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")
	textEscape = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)
	// parameterEscape is that of RFC 6868: RFC 5545 knows no way to write a quotation
	// mark into a parameter.
	parameterEscape = strings.NewReplacer("^", "^^", `"`, "^'", "\n", "^n")
)

// escape writes a text as a value of the type TEXT (RFC 5545, 3.3.11).
func escape(text string) string { return textEscape.Replace(printable(text)) }

// parameter writes a text as the value of a parameter (RFC 5545, 3.2).
func parameter(text string) string {
	value := parameterEscape.Replace(printable(text))
	if strings.ContainsAny(value, ",;:") {
		return `"` + value + `"`
	}
	return value
}

// printable leaves out the control characters that iCalendar does not allow.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, lineBreaks.Replace(text))
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// BuiltinSource is the source of the calendar that the operator brings along.
const BuiltinSource = "builtin"

//go:embed notices.txt
var builtinText string

var builtin = sync.OnceValue(func() Calendar { return mustBuild(builtinText) })

// Builtin returns the calendar of the notices that this release knows.
func Builtin() Calendar { return builtin() }

// mustBuild panics as the text is part of the program, which the tests hold against the facts.
func mustBuild(text string) Calendar {
	data, err := sections(text)
	if err != nil {
		panic(fmt.Sprintf("notices.txt: %v", err))
	}
	notices, err := Parse(data)
	if err != nil {
		panic(fmt.Sprintf("notices.txt: %v", err))
	}
	calendar, err := build(BuiltinSource, notices.byYear)
	if err != nil {
		panic(fmt.Sprintf("notices.txt: %v", err))
	}
	return calendar
}

// sections splits text at its headings, such as "[2018]", into the data that a
// ConfigMap with the same notices would have.
func sections(text string) (map[string]string, error) {
	data := map[string]string{}
	heading := ""
	for line := range strings.Lines(text) {
		content := strings.TrimSpace(line)
		inner, isHeading := strings.CutPrefix(content, "[")
		switch {
		case isHeading:
			heading = strings.TrimSuffix(inner, "]")
			if _, ok := data[heading]; ok {
				return nil, fmt.Errorf("%s has two sections", quote(heading))
			}
			data[heading] = ""
		case heading != "":
			data[heading] += line
		case content != "" && !strings.HasPrefix(content, "#"):
			return nil, fmt.Errorf("%s stands before the first heading", quote(content))
		}
	}
	return data, nil
}

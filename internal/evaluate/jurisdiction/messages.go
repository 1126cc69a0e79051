// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	// maxNamed is how many things a message names before it counts the others.
	maxNamed = 10
	// maxList is how many bytes they take up together, so that the whole message
	// stays below the 1,024 that an event can hold.
	maxList = 900
	// maxQuoted is how many characters a message quotes of another one.
	maxQuoted = 150
)

// enumerate names things one after another, and counts those for which there is
// no room. At least one is named.
func enumerate(total int, separator string, thing func(i int) string) string {
	var list strings.Builder
	for i := range total {
		next := ""
		if i < maxNamed {
			next = thing(i)
		}
		if i == maxNamed || i > 0 && list.Len()+len(separator)+len(next) > maxList {
			fmt.Fprintf(&list, "%sand %d more", separator, total-i)
			break
		}
		if i > 0 {
			list.WriteString(separator)
		}
		list.WriteString(next)
	}
	return list.String()
}

// quoted cuts a text that comes from elsewhere, between two characters.
func quoted(text string) string {
	if utf8.RuneCountInString(text) <= maxQuoted {
		return text
	}
	return string([]rune(text)[:maxQuoted-1]) + "…"
}

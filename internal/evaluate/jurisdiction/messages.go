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
	// maxFew is how many things are named of each of those.
	maxFew = 3
	// maxShort is how many characters are quoted of a name, each of which may take
	// ten bytes to write down.
	maxShort = 30
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

// few names the first things of a list within a list, and counts the others.
func few(things []string) string {
	var list strings.Builder
	for i, thing := range things {
		switch {
		case i == maxFew:
			fmt.Fprintf(&list, " and %d more", len(things)-i)
			return list.String()
		case i > 0:
			list.WriteString(", ")
		}
		list.WriteString(quoted(thing))
	}
	return list.String()
}

// quoted cuts a text that comes from elsewhere, between two characters.
func quoted(text string) string { return cut(text, maxQuoted) }

// short cuts a name that may hold anything.
func short(name string) string { return cut(name, maxShort) }

func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

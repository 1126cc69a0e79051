// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package messages writes lists into the messages of conditions and events, within
// what these can hold.
package messages

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
	// maxQuoted is how many characters a message quotes of another one.
	maxQuoted = 150
)

// Enumerate names things one after another, and counts those for which there is
// no room. At least one is named.
func Enumerate(total int, separator string, thing func(i int) string) string {
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

// Few names the first things of a list within a list, and counts the others.
func Few[S ~string](things []S) string {
	var list strings.Builder
	for i, thing := range things {
		switch {
		case i == maxFew:
			fmt.Fprintf(&list, " and %d more", len(things)-i)
			return list.String()
		case i > 0:
			list.WriteString(", ")
		}
		list.WriteString(Quoted(string(thing)))
	}
	return list.String()
}

// Quoted cuts a text that comes from elsewhere, between two characters.
func Quoted(text string) string { return Cut(text, maxQuoted) }

// Cut shortens a text to so many characters at most, between two of them. The API
// server counts characters, not bytes.
func Cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// kind is what a notice says of a day.
type kind string

const (
	// holiday is a day off, on whatever day of the week (放假).
	holiday kind = "holiday"
	// workday is a Saturday or Sunday that is worked (上班).
	workday kind = "workday"
)

// statement is what a notice says of one day.
type statement struct {
	day  int // as of Date.epochDay
	kind kind
}

func (s statement) String() string {
	return dateOfEpochDay(s.day).String() + " " + string(s.kind)
}

// notice is what the notice for one year says, in the order of the days.
type notice []statement

// Notices are complete and checked notices by their year, as Parse returns them.
// The zero value holds none.
type Notices struct {
	byYear map[int]notice
}

// years returns the years that have a notice, the earliest first.
func years(notices map[int]notice) []int {
	return slices.Sorted(maps.Keys(notices))
}

// merge brings what all notices say of each day together. The error names a day
// of which two notices say different things; neither can be taken for the right one.
func merge(notices map[int]notice) (map[int]kind, error) {
	kinds := map[int]kind{}
	toldBy := map[int]int{}
	for _, year := range years(notices) {
		for _, said := range notices[year] {
			if before, ok := kinds[said.day]; ok && before != said.kind {
				return nil, fmt.Errorf("%s is a %s by the notice for %d and a %s by the notice for %d: correct one of the two",
					dateOfEpochDay(said.day), before, toldBy[said.day], said.kind, year)
			}
			kinds[said.day], toldBy[said.day] = said.kind, year
		}
	}
	return kinds, nil
}

// canonical writes notices in the one form of which the version is the digest:
// sorted, a line a day, without occasions and comments.
func canonical(notices map[int]notice) string {
	var text strings.Builder
	for _, year := range years(notices) {
		fmt.Fprintf(&text, "[%d]\n", year)
		for _, said := range notices[year] {
			fmt.Fprintln(&text, said)
		}
	}
	return text.String()
}

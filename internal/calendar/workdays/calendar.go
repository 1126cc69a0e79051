// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package workdays

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
)

// versionBytes of the digest are enough to tell the calendars of a cluster apart.
const versionBytes = 6

// Calendar knows which days are worked. It never changes once made, and any
// number of goroutines may share it. The zero value knows no notice: Monday to
// Friday, all of it provisional.
type Calendar struct {
	source  string
	version string
	notices map[int]notice
	// exceptions are the days on which the calendar differs from Monday to Friday,
	// in order; gained[i] is by how much the first i of them change the count.
	exceptions []int
	gained     []int
}

// WithOverrides returns the calendar in which each notice of overrides replaces,
// as a whole, the one for the same year. The source names where overrides come
// from, as namespace/name. The error names a day on which the notice for one year
// and that for a neighbouring one contradict each other.
func (c Calendar) WithOverrides(source string, overrides Notices) (Calendar, error) {
	notices := make(map[int]notice, len(c.notices)+len(overrides.byYear))
	maps.Copy(notices, c.notices)
	maps.Copy(notices, overrides.byYear)
	return build(source, notices)
}

// build makes a calendar of notices, which it keeps.
func build(source string, notices map[int]notice) (Calendar, error) {
	kinds, err := merge(notices)
	if err != nil {
		return Calendar{}, err
	}
	digest := sha256.Sum256([]byte(canonical(notices)))
	calendar := Calendar{
		source:  source,
		version: hex.EncodeToString(digest[:versionBytes]),
		notices: notices,
		gained:  []int{0},
	}
	gained := 0
	for _, day := range slices.Sorted(maps.Keys(kinds)) {
		switch isWorkday := kinds[day] == workday; {
		case isWorkday == isMondayToFriday(day):
			continue
		case isWorkday:
			gained++
		default:
			gained--
		}
		calendar.exceptions = append(calendar.exceptions, day)
		calendar.gained = append(calendar.gained, gained)
	}
	return calendar, nil
}

// Source says where the calendar comes from: BuiltinSource, or the namespace and
// name of the ConfigMap that overrides it.
func (c Calendar) Source() string { return c.source }

// Version is a short digest of what all notices say, those that come with the
// operator included. It is the same wherever they say the same, whatever the
// source, the order of the lines, occasions and comments.
func (c Calendar) Version() string { return c.version }

// Published tells whether there is a notice for year. What is counted in a year
// without one is provisional.
func (c Calendar) Published(year int) bool {
	_, ok := c.notices[year]
	return ok
}

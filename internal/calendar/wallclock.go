// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import "time"

// widestOffset is more than any zone was ever away from UTC. The widest are those
// of places that once kept the day of the other side of the date line.
const widestOffset = 24 * time.Hour

// wallClock returns what the clocks of location show at instant, as if it were UTC.
// Only such times can be counted on: each of their days has 24 hours.
func wallClock(instant time.Time, location *time.Location) time.Time {
	local := instant.In(location)
	year, month, day := local.Date()
	hour, minute, second := local.Clock()
	return time.Date(year, month, day, hour, minute, second, local.Nanosecond(), time.UTC)
}

// firstAt returns the first instant at which the clocks of location show wall, or
// more: where they skip it the end of the gap, where they show it twice the first.
// time.Date does not say which one it takes.
func firstAt(wall time.Time, location *time.Location) time.Time {
	// No clock can show wall, or more, before this; from here the zone is walked
	// from one change of its offset to the next.
	at := wall.Add(-widestOffset).In(location)
	for {
		_, offset := at.Zone()
		start, end := at.ZoneBounds()
		found := wall.Add(-time.Duration(offset) * time.Second)
		switch {
		// Centuries ahead, package time may tell of a zone that it ends where it begins.
		case end.After(at) && !found.Before(end):
			at = end
		case !start.IsZero() && found.Before(start):
			return start
		default:
			return found.In(location)
		}
	}
}

// startOfDay returns the first instant of a day. Where clocks are put forward at
// midnight the day begins later than 00:00; where they are put back, 00:00 may
// come twice, and the first counts. A day that the zone left out begins with the
// one after it.
func startOfDay(year int, month time.Month, day int, location *time.Location) time.Time {
	return firstAt(time.Date(year, month, day, 0, 0, 0, 0, time.UTC), location)
}

// EndOfDay returns the first instant of the day after the one in which instant lies.
func EndOfDay(instant time.Time, location *time.Location) time.Time {
	year, month, day := instant.In(location).Date()
	return startOfDay(year, month, day+1, location)
}

// Day returns the day in which instant lies, such as "2021-04-15".
func Day(instant time.Time, location *time.Location) string {
	return instant.In(location).Format(time.DateOnly)
}

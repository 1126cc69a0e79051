// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Before returns the instant that lies period before instant on the calendar of
// location, at the same time of day. Where the month reached is too short for
// the day, its last day is taken. A nil or zero period returns instant itself.
func Before(instant time.Time, period *v1alpha1.Period, location *time.Location) time.Time {
	if period == nil {
		return instant
	}
	local := instant.In(location)
	switch {
	case period.Days != nil:
		return local.AddDate(0, 0, -int(*period.Days))
	case period.Months != nil:
		return addMonths(local, -int(*period.Months))
	default:
		return instant
	}
}

// addMonths is AddDate(0, months, 0) without its overflow into the month after.
func addMonths(instant time.Time, months int) time.Time {
	year, month, day := instant.Date()
	hour, minute, second := instant.Clock()
	last := time.Date(year, month+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(year, month+time.Month(months), min(day, last), hour, minute, second, instant.Nanosecond(), instant.Location())
}

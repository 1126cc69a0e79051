// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import "github.com/jianguan/supervision-operator/internal/calendar/workdays"

// Found is the calendar of working days that applies to a region, or why it cannot
// be read. The zero value is a calendar that was not looked for: it says Monday to
// Friday, all of it provisional.
type Found struct {
	// Workdays is the calendar.
	Workdays workdays.Calendar
	// Reason and Message say why there is none, as the condition Ready does; "" where
	// there is one.
	Reason  string
	Message string
	// Waiting is set where another object may still resolve it.
	Waiting bool
}

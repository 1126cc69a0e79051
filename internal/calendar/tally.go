// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import "github.com/jianguan/supervision-operator/api/v1alpha1"

// Tally keeps what was counted in working days while one object was evaluated, for
// its status.
type Tally struct {
	Found Found
	// counted is set once something was, and provisional where it can still move.
	counted     bool
	provisional bool
}

// Readable tells whether there is a calendar.
func (t *Tally) Readable() bool { return t.Found.Reason == "" }

// Note keeps that a period was counted, and whether the result can still move. Only
// working days are of the calendar.
func (t *Tally) Note(period *v1alpha1.Period, provisional bool) {
	if period.WorkingDays != nil {
		t.NoteDay(provisional)
	}
}

// NoteDay keeps that it was asked whether a day is worked.
func (t *Tally) NoteDay(provisional bool) {
	t.counted, t.provisional = true, t.provisional || provisional
}

// Status tells which calendar was counted on; none where nothing was.
func (t *Tally) Status() v1alpha1.CalendarStatus {
	if !t.counted || t.Found.Workdays.Source() == "" {
		return v1alpha1.CalendarStatus{}
	}
	status := v1alpha1.CalendarStatus{
		Source: t.Found.Workdays.Source(), Version: t.Found.Workdays.Version(), Certainty: v1alpha1.CalendarPublished,
	}
	if t.provisional {
		status.Certainty = v1alpha1.CalendarProvisional
	}
	return status
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

// workingDays is the calendar of working days, and what was counted on it.
type workingDays struct {
	found calendar.Found
	// counted is set once something was, and provisional where it can still move.
	counted     bool
	provisional bool
}

// readable tells whether there is a calendar.
func (d *workingDays) readable() bool { return d.found.Reason == "" }

// problem says why what a field asks for cannot be counted.
func (d *workingDays) problem(field string) *problem {
	return &problem{
		reason: d.found.Reason, waiting: d.found.Waiting,
		message: field + " counts in working days, and the calendar cannot be read: " + d.found.Message,
	}
}

func (d *workingDays) note(period *v1alpha1.Period, provisional bool) {
	if period.WorkingDays != nil {
		d.counted, d.provisional = true, d.provisional || provisional
	}
}

// status tells which calendar was counted on; none where nothing was.
func (d *workingDays) status() v1alpha1.CalendarStatus {
	if !d.counted || d.found.Workdays.Source() == "" {
		return v1alpha1.CalendarStatus{}
	}
	status := v1alpha1.CalendarStatus{
		Source: d.found.Workdays.Source(), Version: d.found.Workdays.Version(), Certainty: v1alpha1.CalendarPublished,
	}
	if d.provisional {
		status.Certainty = v1alpha1.CalendarProvisional
	}
	return status
}

// after returns the instant that lies a period after another; ok is false where it
// counts in working days and there is no calendar.
func (p *plan) after(from time.Time, period *v1alpha1.Period) (at time.Time, ok bool) {
	if period.WorkingDays != nil && !p.days.readable() {
		return time.Time{}, false
	}
	at, provisional := p.region.After(from, period)
	p.days.note(period, provisional)
	return at, true
}

// dueWithin is after for what spec.dueWithin asks for, which counts from the day on
// which the duty was given out.
func (p *plan) dueWithin() (deadline time.Time, ok bool) {
	period := &p.spec.DueWithin
	if period.WorkingDays != nil && !p.days.readable() {
		return time.Time{}, false
	}
	deadline, provisional := p.region.DueWithin(p.issued, period)
	p.days.note(period, provisional)
	return deadline, true
}

// before is after in the other direction. Without a calendar it takes Monday to Friday
// to be worked: what counts backwards warns, and decides nothing.
func (p *plan) before(from time.Time, period *v1alpha1.Period) time.Time {
	at, provisional := p.region.Before(from, period)
	if p.days.readable() {
		p.days.note(period, provisional)
	}
	return at
}

// isZero tells whether a Period was left out.
func isZero(period v1alpha1.Period) bool { return period == v1alpha1.Period{} }

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

// workingDays is the calendar of working days, and what was counted on it.
type workingDays struct{ calendar.Tally }

// problem says why what a field asks for cannot be counted.
func (d *workingDays) problem(field string) *problem {
	return &problem{
		reason: d.Found.Reason, waiting: d.Found.Waiting,
		message: field + " counts in working days, and the calendar cannot be read: " + d.Found.Message,
	}
}

// after returns the instant that lies a period after another; ok is false where it
// counts in working days and there is no calendar.
func (p *plan) after(from time.Time, period *v1alpha1.Period) (at time.Time, ok bool) {
	if period.WorkingDays != nil && !p.days.Readable() {
		return time.Time{}, false
	}
	at, provisional := p.region.After(from, period)
	p.days.Note(period, provisional)
	return at, true
}

// dueWithin is after for what spec.dueWithin asks for, which counts from the day on
// which the duty was given out.
func (p *plan) dueWithin() (deadline time.Time, ok bool) {
	period := &p.spec.DueWithin
	if period.WorkingDays != nil && !p.days.Readable() {
		return time.Time{}, false
	}
	deadline, provisional := p.region.DueWithin(p.issued, period)
	p.days.Note(period, provisional)
	return deadline, true
}

// before is after in the other direction. Without a calendar it takes Monday to Friday
// to be worked: what counts backwards warns, and decides nothing.
func (p *plan) before(from time.Time, period *v1alpha1.Period) time.Time {
	at, provisional := p.region.Before(from, period)
	if p.days.Readable() {
		p.days.Note(period, provisional)
	}
	return at
}

// isZero tells whether a Period was left out.
func isZero(period v1alpha1.Period) bool { return period == v1alpha1.Period{} }

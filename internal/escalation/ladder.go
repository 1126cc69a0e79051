// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package escalation knows the ladder of what follows where a deadline is missed:
// which one applies to a duty, and when each of its rungs is reached.
package escalation

import (
	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Ladder is the rungs that apply to a duty, in order.
type Ladder struct {
	Rungs []v1alpha1.EscalationRung
	// DeclaredBy is the Jurisdiction that declares them; "" where the duty itself
	// does, or nobody.
	DeclaredBy v1alpha1.JurisdictionName
}

// Default returns the rungs that apply where nobody declares any.
func Default() []v1alpha1.EscalationRung {
	days := func(n int32) v1alpha1.Period { return v1alpha1.Period{Days: &n} }
	months := func(n int32) v1alpha1.Period { return v1alpha1.Period{Months: &n} }
	return []v1alpha1.EscalationRung{
		{Action: v1alpha1.EscalationReminder, Before: days(7)},
		{Action: v1alpha1.EscalationNotice, After: days(0)},
		{Action: v1alpha1.EscalationInterview, After: v1alpha1.Period{WorkingDays: new(int32(10))}},
		{Action: v1alpha1.EscalationListedSupervision, After: months(1)},
		{Action: v1alpha1.EscalationCircular, After: months(2)},
		{Action: v1alpha1.EscalationAccountability, After: months(3)},
	}
}

// Resolve returns the ladder that applies to a duty: its own, else that of the
// nearest region that declares one, else the default. The line is the duty's region
// and then its ancestors, the nearest first.
func Resolve(own []v1alpha1.EscalationRung, line []*v1alpha1.Jurisdiction) Ladder {
	if len(own) > 0 {
		return Ladder{Rungs: own}
	}
	for _, region := range line {
		if len(region.Spec.Escalation) > 0 {
			return Ladder{Rungs: region.Spec.Escalation, DeclaredBy: v1alpha1.JurisdictionName(region.Name)}
		}
	}
	return Ladder{Rungs: Default()}
}

// Reminder returns how long before a deadline the ladder reminds of it.
func (l Ladder) Reminder() (before v1alpha1.Period, ok bool) {
	for i := range l.Rungs {
		if l.Rungs[i].Action == v1alpha1.EscalationReminder {
			return l.Rungs[i].Before, true
		}
	}
	return before, false
}

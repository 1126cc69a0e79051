// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import "github.com/jianguan/supervision-operator/api/v1alpha1"

// Reminder is the rung of a ladder that comes before a deadline.
func Reminder(before v1alpha1.Period) v1alpha1.EscalationRung {
	return v1alpha1.EscalationRung{Action: v1alpha1.EscalationReminder, Before: before}
}

// Rung is one that comes after a miss.
func Rung(action v1alpha1.EscalationAction, after v1alpha1.Period) v1alpha1.EscalationRung {
	return v1alpha1.EscalationRung{Action: action, After: after}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import "github.com/jianguan/supervision-operator/api/v1alpha1"

// RecurrenceWrapper builds the recurrence of a standing duty.
type RecurrenceWrapper struct{ recurrence v1alpha1.Recurrence }

// Recurrence begins a recurrence without a first or last day.
func Recurrence(cron string, dueWithin v1alpha1.Period) *RecurrenceWrapper {
	return &RecurrenceWrapper{recurrence: v1alpha1.Recurrence{Cron: cron, DueWithin: dueWithin}}
}

// Obj returns the recurrence.
func (w *RecurrenceWrapper) Obj() v1alpha1.Recurrence { return *w.recurrence.DeepCopy() }

// Starting sets the first day on which a cycle may open.
func (w *RecurrenceWrapper) Starting(day v1alpha1.PlainDate) *RecurrenceWrapper {
	w.recurrence.Starting = day
	return w
}

// Until sets the last day on which a cycle may open.
func (w *RecurrenceWrapper) Until(day v1alpha1.PlainDate) *RecurrenceWrapper {
	w.recurrence.Until = day
	return w
}

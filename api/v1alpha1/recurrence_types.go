// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Recurrence makes a duty a standing one: what was done is to be carried on
// (长期坚持). Each time that cron names opens a checkpoint, whose name is the day on
// which it opened.
//
// +kubebuilder:validation:XValidation:fieldPath=".until",rule="!has(self.until) || !has(self.starting) || self.starting <= self.until",messageExpression="'\"' + self.until + '\" lies before starting, \"' + self.starting + '\"'"
type Recurrence struct {
	// cron says when a cycle opens, in five fields: minute, hour, day of the month, then
	// month and day of the week, in the time zone of the region, such as "0 0 16 4 *". Of more than one
	// opening on a day, the first counts.
	// +required
	// +kubebuilder:validation:MinLength=9
	// +kubebuilder:validation:MaxLength=100
	// +kubebuilder:validation:XValidation:rule="self.matches('^[^ ]+( [^ ]+){4}$')",messageExpression="'\"' + self + '\" is not a schedule: write the five fields minute, hour, day of the month, month and day of the week, a space between them, such as \"0 0 16 4 *\"'"
	Cron string `json:"cron,omitempty"`

	// dueWithin is how long after it opened a cycle must be completed.
	// +required
	// +kubebuilder:validation:XValidation:rule="(has(self.days) ? self.days : 0) + (has(self.workingDays) ? self.workingDays : 0) + (has(self.months) ? self.months : 0) > 0",message="must be longer than nothing: a cycle of no time is missed as soon as it opens"
	DueWithin Period `json:"dueWithin,omitzero"`

	// starting is the first day on which a cycle may open. In a duty with a due
	// date none opens before that was completed either; and none that was due
	// before the duty was created, or before the recurrence was made what it is.
	// +optional
	Starting PlainDate `json:"starting,omitempty"`

	// until is the last day on which a cycle may open.
	// +optional
	Until PlainDate `json:"until,omitempty"`
}

// Cycle is a cycle of a standing duty that opened.
type Cycle struct {
	// name of its checkpoint: the day on which it opened.
	// +required
	Name CheckpointName `json:"name,omitempty"`

	// openedTime is when it opened.
	// +required
	OpenedTime *metav1.Time `json:"openedTime,omitempty"`

	// deadline of the cycle without extensions; once it has passed, nothing moves it.
	// +required
	Deadline *metav1.Time `json:"deadline,omitempty"`
}

// RecurrenceStatus is since when a recurrence has been what it is.
type RecurrenceStatus struct {
	// digest of spec.recurrence: the SHA-256 of its JSON, in lower-case hex.
	// +required
	// +kubebuilder:validation:MinLength=64
	// +kubebuilder:validation:MaxLength=64
	Digest string `json:"digest,omitempty"`

	// since is when it was first seen, or the duty was created with it. No cycle
	// opens that was due by then.
	// +required
	Since *metav1.Time `json:"since,omitempty"`

	// lastOpenedTime is when the last cycle opened under it.
	// +optional
	LastOpenedTime *metav1.Time `json:"lastOpenedTime,omitempty"`
}

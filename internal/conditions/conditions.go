// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package conditions sets status conditions as every kind of this API needs them.
package conditions

import (
	"time"
	"unicode/utf8"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// maxMessage is how many characters the API server accepts in the message of a
// condition.
const maxMessage = 32768

// ellipsis ends a message that was cut.
const ellipsis = "…"

// SetReady sets Ready and Stalled from what is wrong with an object; nothing is where
// reason is "". What another object may still resolve waits, and needs no person.
func SetReady(conditions *[]metav1.Condition, reason, message string, waiting bool, generation int64, now time.Time) {
	if reason == "" {
		Set(conditions, v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonEvaluated, "", generation, now)
		Set(conditions, v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled, "", generation, now)
		return
	}
	Set(conditions, v1alpha1.ConditionReady, metav1.ConditionFalse, reason, message, generation, now)
	if waiting {
		Set(conditions, v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled, "", generation, now)
		return
	}
	Set(conditions, v1alpha1.ConditionStalled, metav1.ConditionTrue, reason, message, generation, now)
}

// Set sets one condition. A condition that is already there keeps its place in
// the list, and keeps its lastTransitionTime unless its status changes; a new
// one goes to the end. A message that is too long for the API server is cut.
func Set(
	conditions *[]metav1.Condition,
	conditionType string, status metav1.ConditionStatus, reason, message string,
	generation int64, now time.Time,
) {
	condition := metav1.Condition{
		Type:               conditionType,
		Status:             status,
		Reason:             reason,
		Message:            truncate(message),
		ObservedGeneration: generation,
		// Whole seconds, as the API server keeps them: what was written then
		// equals what is read.
		LastTransitionTime: metav1.NewTime(now.Truncate(time.Second)),
	}
	for i := range *conditions {
		existing := &(*conditions)[i]
		if existing.Type != conditionType {
			continue
		}
		if existing.Status == status {
			condition.LastTransitionTime = existing.LastTransitionTime
		}
		*existing = condition
		return
	}
	*conditions = append(*conditions, condition)
}

// truncate cuts a message between two characters. The API server counts
// characters, not bytes.
func truncate(message string) string {
	if len(message) <= maxMessage || utf8.RuneCountInString(message) <= maxMessage {
		return message
	}
	kept := 0
	for i := range message {
		if kept == maxMessage-1 {
			return message[:i] + ellipsis
		}
		kept++
	}
	return message
}

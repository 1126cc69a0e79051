// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package notes writes what events tell: within what the API server accepts, and of
// what changed.
package notes

import (
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// maxNote and maxAction are how many bytes the API server accepts in the note and in the
// action of an event.
const (
	maxNote   = 1024
	maxAction = 128
)

// Note cuts a text to what the note of an event can hold.
func Note(text string) string { return shortened(text, maxNote) }

// Action cuts a text to what the action of an event can hold. The recorder takes events
// that differ only in their note for one, keeps one of the notes and counts the rest
// minutes later; so the action names what the event is about.
func Action(text string) string { return shortened(text, maxAction) }

// shortened cuts a text to so many bytes, between two characters.
func shortened(text string, longest int) string {
	const ellipsis = "…"
	if len(text) <= longest {
		return text
	}
	end := longest - len(ellipsis)
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + ellipsis
}

// TurnedTrue returns the condition if it is True now and was not before, else nil.
func TurnedTrue(before, after []metav1.Condition, name string) *metav1.Condition {
	if meta.IsStatusConditionTrue(before, name) || !meta.IsStatusConditionTrue(after, name) {
		return nil
	}
	return meta.FindStatusCondition(after, name)
}

// Describe says what a condition says.
func Describe(condition *metav1.Condition) string {
	if condition.Message == "" {
		return condition.Reason
	}
	return condition.Reason + ": " + condition.Message
}

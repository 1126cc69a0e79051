// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package conditions

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestSet(t *testing.T) {
	before := metav1.Date(2021, time.April, 15, 9, 0, 0, 0, time.UTC)
	now := time.Date(2021, time.April, 16, 0, 0, 0, 999, time.UTC)
	second := metav1.Date(2021, time.April, 16, 0, 0, 0, 0, time.UTC)

	ready := metav1.Condition{
		Type: "Ready", Status: metav1.ConditionTrue, Reason: "Evaluated", Message: "fine",
		ObservedGeneration: 1, LastTransitionTime: before,
	}
	stalled := metav1.Condition{
		Type: "Stalled", Status: metav1.ConditionFalse, Reason: "NotStalled",
		ObservedGeneration: 1, LastTransitionTime: before,
	}

	cases := map[string]struct {
		existing []metav1.Condition
		status   metav1.ConditionStatus
		reason   string
		message  string
		want     []metav1.Condition
	}{
		"a new condition goes to the end and begins now, in whole seconds": {
			existing: []metav1.Condition{stalled},
			status:   metav1.ConditionTrue, reason: "Evaluated", message: "fine",
			want: []metav1.Condition{stalled, {
				Type: "Ready", Status: metav1.ConditionTrue, Reason: "Evaluated", Message: "fine",
				ObservedGeneration: 2, LastTransitionTime: second,
			}},
		},
		"the first condition of all": {
			status: metav1.ConditionTrue, reason: "Evaluated", message: "fine",
			want: []metav1.Condition{{
				Type: "Ready", Status: metav1.ConditionTrue, Reason: "Evaluated", Message: "fine",
				ObservedGeneration: 2, LastTransitionTime: second,
			}},
		},
		"the same status keeps its time, whatever else changes": {
			existing: []metav1.Condition{ready, stalled},
			status:   metav1.ConditionTrue, reason: "Waiting", message: "other",
			want: []metav1.Condition{{
				Type: "Ready", Status: metav1.ConditionTrue, Reason: "Waiting", Message: "other",
				ObservedGeneration: 2, LastTransitionTime: before,
			}, stalled},
		},
		"another status begins now and keeps its place": {
			existing: []metav1.Condition{ready, stalled},
			status:   metav1.ConditionFalse, reason: "SetupFailed", message: "refused",
			want: []metav1.Condition{{
				Type: "Ready", Status: metav1.ConditionFalse, Reason: "SetupFailed", Message: "refused",
				ObservedGeneration: 2, LastTransitionTime: second,
			}, stalled},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			Set(&tc.existing, "Ready", tc.status, tc.reason, tc.message, 2, now)
			if diff := cmp.Diff(tc.want, tc.existing); diff != "" {
				t.Errorf("conditions (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSetCutsLongMessages(t *testing.T) {
	cases := map[string]struct {
		message string
		want    string
	}{
		"exactly as long as allowed": {
			message: strings.Repeat("a", maxMessage),
			want:    strings.Repeat("a", maxMessage),
		},
		"characters count, not bytes": {
			message: strings.Repeat("区", maxMessage),
			want:    strings.Repeat("区", maxMessage),
		},
		"one too many": {
			message: strings.Repeat("区", maxMessage+1),
			want:    strings.Repeat("区", maxMessage-1) + ellipsis,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			var conditions []metav1.Condition
			Set(&conditions, "Ready", metav1.ConditionFalse, "SetupFailed", tc.message, 1, time.Unix(0, 0))
			got := conditions[0].Message
			if got != tc.want {
				t.Errorf("message of %d characters, want %d", utf8.RuneCountInString(got), utf8.RuneCountInString(tc.want))
			}
			if !utf8.ValidString(got) {
				t.Error("message was cut within a character")
			}
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
)

func TestCalendarOfARegion(t *testing.T) {
	t.Parallel()
	builtin := workdays.Builtin()
	for name, test := range map[string]struct {
		parent  v1alpha1.JurisdictionName
		found   calendar.Found
		source  string
		reason  string
		stalled metav1.ConditionStatus
	}{
		"read": {found: calendar.Found{Workdays: builtin}, source: "builtin", reason: v1alpha1.ReasonEvaluated, stalled: metav1.ConditionFalse},
		"not there yet": {
			found:  calendar.Found{Reason: v1alpha1.ReasonCalendarNotFound, Message: "there is none", Waiting: true},
			reason: v1alpha1.ReasonCalendarNotFound, stalled: metav1.ConditionFalse,
		},
		"not readable": {
			found:  calendar.Found{Reason: v1alpha1.ReasonInvalidCalendar, Message: "line 4"},
			reason: v1alpha1.ReasonInvalidCalendar, stalled: metav1.ConditionTrue,
		},
		"not known as the parent is not": {
			parent: "missing", found: calendar.Found{Reason: v1alpha1.ReasonParentNotFound, Message: "said once is enough", Waiting: true},
			reason: v1alpha1.ReasonParentNotFound, stalled: metav1.ConditionFalse,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			county := tree(t, "C:county")["county"]
			county.Spec.ParentRef.Name = test.parent
			status := jurisdiction.Evaluate(jurisdiction.Input{
				Jurisdiction: county, Calendar: test.found, Setup: region.Outcome{Namespace: "region-county"},
			}).Status
			ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
			if ready.Reason != test.reason {
				t.Errorf("Ready is %s: %s, want %s", ready.Reason, ready.Message, test.reason)
			}
			if test.found.Reason == ready.Reason && test.parent == "" && ready.Message != test.found.Message {
				t.Errorf("Ready says %q, want %q", ready.Message, test.found.Message)
			}
			if got := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionStalled).Status; got != test.stalled {
				t.Errorf("Stalled is %s, want %s", got, test.stalled)
			}
			want := v1alpha1.CalendarStatus{}
			if test.source != "" {
				want = v1alpha1.CalendarStatus{Source: test.source, Version: builtin.Version()}
			}
			if status.Calendar != want {
				t.Errorf("calendar %v, want %v", status.Calendar, want)
			}
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/event"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

func TestDutyChanged(t *testing.T) {
	t.Parallel()
	const restored = v1alpha1.AnnotationRestored
	for name, test := range map[string]struct {
		before, after metav1.ObjectMeta
		want          bool
	}{
		"by its spec":              {metav1.ObjectMeta{Generation: 1}, metav1.ObjectMeta{Generation: 2}, true},
		"by its status":            {metav1.ObjectMeta{ResourceVersion: "1"}, metav1.ObjectMeta{ResourceVersion: "2"}, false},
		"by another annotation":    {metav1.ObjectMeta{}, annotated("a", "b"), false},
		"by a restore":             {metav1.ObjectMeta{}, annotated(restored, "2021-04-15T09:00:00Z"), true},
		"by an empty annotation":   {metav1.ObjectMeta{}, annotated(restored, ""), true},
		"by another creation":      {annotated(restored, "2021-04-15T09:00:00Z"), annotated(restored, "2021-04-16T09:00:00Z"), true},
		"once it was looked into":  {annotated(restored, "2021-04-15T09:00:00Z"), metav1.ObjectMeta{}, true},
		"not while that is all":    {annotated(restored, "2021-04-15T09:00:00Z"), annotated(restored, "2021-04-15T09:00:00Z"), false},
		"not by losing some other": {annotated("a", "b"), metav1.ObjectMeta{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := dutyChanged().Update(event.UpdateEvent{
				ObjectOld: &v1alpha1.DepartmentDuty{ObjectMeta: test.before}, ObjectNew: &v1alpha1.DepartmentDuty{ObjectMeta: test.after},
			})
			if got != test.want {
				t.Errorf("passes: %t, want %t", got, test.want)
			}
		})
	}
}

func annotated(key, value string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Annotations: map[string]string{key: value}}
}

func TestLedgerLostIsToldOnce(t *testing.T) {
	t.Parallel()
	recorder := events.NewFakeRecorder(10)
	r := &Reconciler{Recorder: recorder}
	before, after := &v1alpha1.DepartmentDuty{}, &v1alpha1.DepartmentDuty{}
	after.Status.Conditions = []metav1.Condition{{
		Type: v1alpha1.ConditionLedgerLost, Status: metav1.ConditionTrue, Reason: v1alpha1.ReasonRestoredWithoutStatus, Message: "restored",
	}}
	r.tellDuty(before, after)
	r.tellDuty(after, after)
	r.tellDuty(after, before)
	close(recorder.Events)
	var told []string
	for text := range recorder.Events {
		told = append(told, text)
	}
	if diff := cmp.Diff([]string{"Warning LedgerLost RestoredWithoutStatus: restored"}, told); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/event"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/wake"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// counted is a duty as it was evaluated on a calendar, with deadlines on days of 2027.
func counted(generation int64, version string, deadlines map[v1alpha1.CheckpointName]int) *v1alpha1.DepartmentDuty {
	duty := wrappers.Duty("counted").Namespace("region-county").Obj()
	duty.Status.ObservedGeneration = generation
	if version != "" {
		duty.Status.Calendar = v1alpha1.CalendarStatus{Source: "platform/national", Version: version}
	}
	for _, name := range []v1alpha1.CheckpointName{"draft", "2027-01-04", v1alpha1.CheckpointFinal} {
		if day, ok := deadlines[name]; ok {
			checkpoint := v1alpha1.Checkpoint{Name: name}
			if day > 0 {
				checkpoint.Deadline = &metav1.Time{Time: time.Date(2027, 1, day, 0, 0, 0, 0, time.UTC)}
			}
			duty.Status.Checkpoints = append(duty.Status.Checkpoints, checkpoint)
		}
	}
	return duty
}

func TestCalendarThatMovesADeadlineIsTold(t *testing.T) {
	t.Parallel()
	type deadlines = map[v1alpha1.CheckpointName]int
	was := deadlines{"draft": 5, "2027-01-04": 7, "final": 20}
	const moved = "Normal CalendarChanged checkpoint final: the deadline moved from 2027-01-20T00:00:00Z to 2027-01-21T00:00:00Z, " +
		"on the calendar platform/national, version b"
	for name, test := range map[string]struct {
		before, after *v1alpha1.DepartmentDuty
		want          []string
	}{
		"one that moved": {counted(1, "a", was), counted(1, "b", deadlines{"draft": 5, "2027-01-04": 7, "final": 21}), []string{moved}},
		"two that moved": {
			counted(1, "a", was), counted(1, "b", deadlines{"draft": 6, "2027-01-04": 7, "final": 21}),
			[]string{
				"Normal CalendarChanged checkpoint draft: the deadline moved from 2027-01-05T00:00:00Z to 2027-01-06T00:00:00Z, " +
					"on the calendar platform/national, version b",
				moved,
			},
		},
		"none that moved":                {counted(1, "a", was), counted(1, "b", was), nil},
		"a plan that moved it":           {counted(1, "a", was), counted(2, "b", deadlines{"final": 21}), nil},
		"the same calendar":              {counted(1, "b", was), counted(1, "b", deadlines{"final": 21}), nil},
		"nothing counted any more":       {counted(1, "a", was), counted(1, "", deadlines{"final": 21}), nil},
		"a calendar that came back":      {counted(1, "", was), counted(1, "b", deadlines{"final": 21}), []string{moved}},
		"one that is new":                {counted(1, "a", deadlines{"final": 20}), counted(1, "b", was), nil},
		"one that lost its deadline":     {counted(1, "a", was), counted(1, "b", deadlines{"final": 0}), nil},
		"one that had none":              {counted(1, "a", deadlines{"final": 0}), counted(1, "b", was), nil},
		"one that is not there any more": {counted(1, "a", was), counted(1, "b", deadlines{"draft": 5}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorder := events.NewFakeRecorder(10)
			(&Reconciler{Recorder: recorder}).tellDuty(test.before, test.after)
			close(recorder.Events)
			var told []string
			for text := range recorder.Events {
				told = append(told, text)
			}
			if diff := cmp.Diff(test.want, told); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInheritanceChanged(t *testing.T) {
	t.Parallel()
	base := wrappers.Jurisdiction("city").Parent("province")
	held := base.Obj()
	held.Status.Namespace = "region-city"
	for name, test := range map[string]struct {
		after *v1alpha1.Jurisdiction
		want  bool
	}{
		"nothing":        {base.Obj(), false},
		"its status":     {held, false},
		"its time zone":  {wrappers.Jurisdiction("city").Parent("province").TimeZone("Asia/Urumqi").Obj(), false},
		"its parent":     {wrappers.Jurisdiction("city").Parent("other").Obj(), true},
		"its calendar":   {wrappers.Jurisdiction("city").Parent("province").CalendarRef("platform", "national").Obj(), true},
		"its ladder":     {wrappers.Jurisdiction("city").Parent("province").Escalation(wrappers.Reminder(wrappers.Days(3))).Obj(), true},
		"no parent more": {wrappers.Jurisdiction("city").Obj(), true},
	} {
		if got := wake.InheritanceChanged(ladderChanged).Update(event.UpdateEvent{ObjectOld: base.Obj(), ObjectNew: test.after}); got != test.want {
			t.Errorf("%s passes: %t, want %t", name, got, test.want)
		}
	}
	region := base.Obj()
	if !wake.InheritanceChanged(ladderChanged).Create(event.CreateEvent{Object: region}) || !wake.InheritanceChanged(ladderChanged).Delete(event.DeleteEvent{Object: region}) ||
		wake.InheritanceChanged(ladderChanged).Create(event.CreateEvent{Object: region, IsInInitialList: true}) {
		t.Error("regions that come and go pass, and those there at the start do not")
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/evaluate/meeting"
)

// world plays the API server, which stamps and keeps objects, and the operator, which
// evaluates the meeting at each change and at each instant that the last evaluation
// named.
type world struct {
	t        testing.TB
	now      time.Time
	meeting  *v1alpha1.JointMeeting
	region   *v1alpha1.Jurisdiction
	calendar calendar.Found
	minutes  map[string]*v1alpha1.MeetingMinutes
	duties   map[string]*v1alpha1.DepartmentDuty
	// down is set while the operator does not run.
	down bool
	last meeting.Result
	// dice throws the instants at which promises are checked.
	dice dice
	// notices counts how often members were invited to each session, but for those that
	// were cancelled since.
	notices map[v1alpha1.PlainDate]int
}

func newWorld(tb testing.TB, dice dice, region *v1alpha1.Jurisdiction, object *v1alpha1.JointMeeting) *world {
	tb.Helper()
	object = object.DeepCopy()
	object.Generation = max(object.Generation, 1)
	return &world{
		t: tb, dice: dice, now: object.CreationTimestamp.Time, meeting: object, region: region,
		minutes: map[string]*v1alpha1.MeetingMinutes{}, duties: map[string]*v1alpha1.DepartmentDuty{},
		notices: map[v1alpha1.PlainDate]int{},
	}
}

// input returns what an evaluation now would be given: copies, as from a cache.
func (w *world) input() meeting.Input {
	in := meeting.Input{Meeting: w.meeting.DeepCopy(), Calendar: w.calendar, Now: w.now}
	if w.region != nil {
		in.Jurisdiction = w.region.DeepCopy()
	}
	for _, name := range slices.Sorted(maps.Keys(w.minutes)) {
		in.Minutes = append(in.Minutes, *w.minutes[name].DeepCopy())
	}
	for _, name := range slices.Sorted(maps.Keys(w.duties)) {
		in.Duties = append(in.Duties, *w.duties[name].DeepCopy())
	}
	return in
}

// evaluate evaluates the meeting, holds the result against everything that must be true
// of any, and writes the statuses.
func (w *world) evaluate() {
	w.t.Helper()
	if w.down {
		return
	}
	in := w.input()
	w.last = meeting.Evaluate(in)
	mustEqual(w.t, "Evaluate changed its input", w.input(), in)
	checkPromises(w.t, w.dice, in, w.last)
	checkLedger(w.t, in, &w.last.Status)
	checkStatus(w.t, in, w.last)
	w.countNotices(&in.Meeting.Status)
	write(w.t, &w.meeting.Status, w.last.Status)
	for i := range in.Minutes {
		write(w.t, &w.minutes[in.Minutes[i].Name].Status, w.last.Minutes[i])
	}
}

// countNotices counts whom the controller would invite, and holds that it is once.
func (w *world) countNotices(before *v1alpha1.JointMeetingStatus) {
	w.t.Helper()
	for i := range before.Sessions {
		was := &before.Sessions[i]
		if was.State == v1alpha1.SessionScheduled && sessionOf(&w.last.Status, was.Date) == nil {
			delete(w.notices, was.Date) // cancelled
		}
	}
	for i := range w.last.Status.Sessions {
		key := w.last.Status.Sessions[i].Date
		was := sessionOf(before, key)
		if w.last.Status.Sessions[i].NotifiedTime != nil && (was == nil || was.NotifiedTime == nil) {
			w.notices[key]++
		}
		if w.notices[key] > 1 {
			w.t.Fatalf("now is %s, members were invited to %s a second time", w.now, key)
		}
	}
}

// write stores value as the API server would: by way of JSON.
func write[T any](tb testing.TB, into *T, value T) {
	tb.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		tb.Fatal(err)
	}
	var stored T
	if err := json.Unmarshal(text, &stored); err != nil {
		tb.Fatal(err)
	}
	*into = stored
}

// advance lets time pass until then; a running operator evaluates at each instant at
// which something changes.
func (w *world) advance(then time.Time) {
	w.t.Helper()
	if then.Before(w.now) {
		w.t.Fatalf("%s lies before %s: a story is told in order", then, w.now)
	}
	for !w.down && !w.last.Next.IsZero() && !w.last.Next.After(then) {
		w.now = w.last.Next
		w.evaluate()
	}
	w.now = then
}

// start starts an operator that was down.
func (w *world) start() {
	w.t.Helper()
	w.down = false
	w.evaluate()
}

// file creates minutes, stamped in whole seconds.
func (w *world) file(object *v1alpha1.MeetingMinutes) {
	w.t.Helper()
	if w.minutes[object.Name] != nil {
		w.t.Fatalf("there are MeetingMinutes %q already", object.Name)
	}
	object = object.DeepCopy()
	object.Namespace, object.Generation, object.Status = w.meeting.Namespace, 1, v1alpha1.MeetingMinutesStatus{}
	if object.CreationTimestamp.IsZero() {
		object.CreationTimestamp = metav1.NewTime(w.now.Truncate(time.Second))
	}
	w.minutes[object.Name] = object
	w.evaluate()
}

// purge deletes minutes.
func (w *world) purge(name string) {
	w.t.Helper()
	if w.minutes[name] == nil {
		w.t.Fatalf("there are no MeetingMinutes %q", name)
	}
	delete(w.minutes, name)
	w.evaluate()
}

// edit changes the plan.
func (w *world) edit(change func(spec *v1alpha1.JointMeetingSpec)) {
	w.t.Helper()
	change(&w.meeting.Spec)
	w.meeting.Generation++
	w.evaluate()
}

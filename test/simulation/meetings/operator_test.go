// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"cmp"
	"testing"
	"time"

	"github.com/go-logr/logr"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	logf "sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/controllers/jointmeeting"
	"github.com/jianguan/supervision-operator/test/memory"
)

// retry is how soon the queue gives again what failed.
const retry = 100 * time.Millisecond

// work is what one of the controllers has to look at.
type work struct {
	kind string
	key  client.ObjectKey
}

func meetingWork(key client.ObjectKey) work { return work{"JointMeeting", key} }
func dutyWork(key client.ObjectKey) work    { return work{"DepartmentDuty", key} }

// operator runs the reconcilers: its queue is a list of when what is due, and time passes only as far as the test lets it.
type operator struct {
	tb       testing.TB
	server   *memory.Server
	client   client.Client
	clock    *clocktesting.FakePassiveClock
	trouble  *trouble
	meetings *jointmeeting.Reconciler
	duties   *departmentduty.Reconciler
	queue    map[work]time.Time
	// looked is when each meeting was looked at last, and its status written if it had to be.
	looked map[client.ObjectKey]time.Time
	// unwritten is since when that has been refused.
	unwritten map[client.ObjectKey]time.Time
	// down is set while the operator does not run.
	down bool
	// reconciled and restarts are counts.
	reconciled, restarts int
}

func newOperator(tb testing.TB, start time.Time) *operator {
	tb.Helper()
	o := &operator{tb: tb, clock: clocktesting.NewFakePassiveClock(start), looked: map[client.ObjectKey]time.Time{}, unwritten: map[client.ObjectKey]time.Time{}}
	server, err := memory.New(tb.Context(), o.clock.Now)
	if err != nil {
		tb.Fatal(err)
	}
	o.server, o.client = server, server.Client()
	o.trouble = &trouble{o: o}
	server.OnWrite(o.trouble.write)
	o.watch()
	o.begin()
	return o
}

// begin begins a new process: nothing is left of the one before it.
func (o *operator) begin() {
	o.queue, o.down, o.trouble.dead = map[work]time.Time{}, false, false
	clear(o.unwritten)
	finder := &calendars.Finder{Client: o.client}
	o.duties = &departmentduty.Reconciler{Client: o.client, Calendars: finder, Recorder: o.trouble, Clock: o.clock}
	o.meetings = &jointmeeting.Reconciler{
		Client: o.client, APIReader: o.client, Calendars: finder, Recorder: o.trouble, Clock: o.clock,
	}
	o.wakeAll()
}

// restart ends the process, and begins another.
func (o *operator) restart() {
	o.restarts++
	o.begin()
}

// stop ends the process.
func (o *operator) stop() { o.down, o.queue, o.trouble.dead = true, map[work]time.Time{}, false }

// wake has something looked at a little later. The queue keeps the earliest time.
func (o *operator) wake(w work, later time.Duration) {
	at := o.clock.Now().Add(later)
	if known, queued := o.queue[w]; !o.down && (!queued || at.Before(known)) {
		o.queue[w] = at
	}
}

// wakeAll has everything looked at, as at a start or a resync.
func (o *operator) wakeAll() {
	for _, meeting := range memory.All(o.server, &v1alpha1.JointMeeting{}) {
		o.wake(meetingWork(client.ObjectKeyFromObject(meeting)), 0)
	}
	for _, minutes := range memory.All(o.server, &v1alpha1.MeetingMinutes{}) {
		o.wake(meetingWork(meetingOf(minutes)), 0)
	}
	for _, duty := range memory.All(o.server, &v1alpha1.DepartmentDuty{}) {
		o.wake(dutyWork(client.ObjectKeyFromObject(duty)), 0)
	}
}

// run lets time pass until then, which is included. It returns early where the process is killed.
func (o *operator) run(then time.Time) {
	o.tb.Helper()
	for !o.down {
		w, due, found := o.next()
		if !found || due.After(then) {
			break
		}
		if due.After(o.clock.Now()) {
			o.clock.SetTime(due)
		}
		delete(o.queue, w)
		o.reconcile(w)
		if o.trouble.dead {
			return
		}
	}
	if then.After(o.clock.Now()) {
		o.clock.SetTime(then)
	}
}

func (o *operator) reconcile(w work) {
	o.tb.Helper()
	o.reconciled++
	refused := o.trouble.refused
	reconcile := o.meetings.Reconcile
	if w.kind == "DepartmentDuty" {
		reconcile = o.duties.Reconcile
	}
	if w.kind == "JointMeeting" {
		ended := o.lookAt(w.key)
		defer ended()
	}
	result, err := reconcile(logf.IntoContext(o.tb.Context(), logr.Discard()), ctrl.Request{NamespacedName: w.key})
	switch {
	case err != nil && o.trouble.refused == refused:
		o.tb.Fatalf("%s: reconcile %s %s: %v", stamp(o.clock.Now()), w.kind, w.key, err)
	case err != nil:
		o.wake(w, retry)
	case result.RequeueAfter > 0:
		o.wake(w, result.RequeueAfter)
	}
}

// lookAt begins to look at a meeting, and ends when what it returns is called.
func (o *operator) lookAt(key client.ObjectKey) (ended func()) {
	now, refused := o.clock.Now(), false
	o.trouble.unwritten = func() { refused = true }
	return func() {
		switch _, before := o.unwritten[key]; {
		case !refused:
			delete(o.unwritten, key)
			o.looked[key] = now
		case !before:
			o.unwritten[key] = now
		}
	}
}

// served returns until when the operator had looked at a meeting as it had to, when it was killed.
func (o *operator) served(key client.ObjectKey) time.Time {
	due, queued := o.queue[meetingWork(key)]
	refused, unwritten := o.unwritten[key]
	switch now := o.clock.Now(); {
	case unwritten:
		return refused.Add(-1)
	case o.looked[key].Equal(now) || !queued || due.After(now):
		return now
	default:
		return due.Add(-1)
	}
}

// next is whose turn it is, and when.
func (o *operator) next() (w work, due time.Time, found bool) {
	for other, at := range o.queue {
		if !found || cmp.Or(at.Compare(due), cmp.Compare(other.key.Namespace, w.key.Namespace), cmp.Compare(other.key.Name, w.key.Name),
			cmp.Compare(other.kind, w.kind)) < 0 {
			w, due, found = other, at, true
		}
	}
	return w, due, found
}

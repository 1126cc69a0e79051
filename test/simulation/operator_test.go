// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"cmp"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/test/memory"
)

// operator runs the reconciler: its queue is a list of when each duty is due, and time
// passes only as far as the test lets it.
type operator struct {
	tb         testing.TB
	server     *memory.Server
	client     client.Client
	clock      *clocktesting.FakePassiveClock
	reconciler *departmentduty.Reconciler
	queue      map[types.NamespacedName]time.Time
	// written is told of each status that is written.
	written func(statusWrite)
	// down is set while the operator does not run.
	down bool
	// reconciled and restarts are counts.
	reconciled, restarts int
}

func newOperator(tb testing.TB, start time.Time) *operator {
	tb.Helper()
	o := &operator{tb: tb, clock: clocktesting.NewFakePassiveClock(start), written: func(statusWrite) {}}
	server, err := memory.New(tb.Context(), o.clock.Now)
	if err != nil {
		tb.Fatal(err)
	}
	server.OnWrite(o.heard)
	o.server, o.client = server, server.Client()
	o.begin()
	return o
}

// begin begins a new process: nothing is left of the one before it.
func (o *operator) begin() {
	o.queue = map[types.NamespacedName]time.Time{}
	o.reconciler = &departmentduty.Reconciler{
		Client: o.client, Calendars: &calendars.Finder{Client: o.client}, Recorder: &events.FakeRecorder{}, Clock: o.clock,
	}
	o.down = false
	o.wakeAll()
}

// restart ends the process, and begins another.
func (o *operator) restart() {
	o.restarts++
	o.begin()
}

// stop ends the process.
func (o *operator) stop() {
	o.down, o.queue = true, map[types.NamespacedName]time.Time{}
}

// wake has a duty looked at.
func (o *operator) wake(key types.NamespacedName) {
	if !o.down {
		o.queue[key] = o.clock.Now()
	}
}

// wakeAll has every duty looked at, as at a start or a resync.
func (o *operator) wakeAll() {
	for _, duty := range memory.All(o.server, &v1alpha1.DepartmentDuty{}) {
		o.wake(client.ObjectKeyFromObject(duty))
	}
}

// run lets time pass until then, which is included.
func (o *operator) run(then time.Time) {
	o.tb.Helper()
	for {
		key, due, found := o.next()
		if !found || due.After(then) {
			break
		}
		if due.After(o.clock.Now()) {
			o.clock.SetTime(due)
		}
		delete(o.queue, key)
		o.reconciled++
		result, err := o.reconciler.Reconcile(o.tb.Context(), ctrl.Request{NamespacedName: key})
		if err != nil {
			o.tb.Fatalf("reconcile %s: %v", key, err)
		}
		if result.RequeueAfter > 0 {
			o.queue[key] = o.clock.Now().Add(result.RequeueAfter)
		}
	}
	if then.After(o.clock.Now()) {
		o.clock.SetTime(then)
	}
}

// next is the duty whose turn it is, and when.
func (o *operator) next() (key types.NamespacedName, due time.Time, found bool) {
	for other, at := range o.queue {
		if !found || cmp.Or(at.Compare(due), cmp.Compare(other.Namespace, key.Namespace), cmp.Compare(other.Name, key.Name)) < 0 {
			key, due, found = other, at, true
		}
	}
	return key, due, found
}

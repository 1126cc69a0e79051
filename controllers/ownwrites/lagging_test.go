// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package ownwrites_test

import (
	"context"
	"reflect"
	"testing"
	"time"
	_ "time/tzdata"

	"k8s.io/client-go/tools/events"
	clocktesting "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/controllers/jointmeeting"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// lagging reads one object as it was, until it catches up.
type lagging struct {
	client.Client
	was client.Object
}

func (l *lagging) Get(ctx context.Context, key client.ObjectKey, into client.Object, options ...client.GetOption) error {
	if l.was != nil && reflect.TypeOf(into) == reflect.TypeOf(l.was) && key == client.ObjectKeyFromObject(l.was) {
		reflect.ValueOf(into).Elem().Set(reflect.ValueOf(l.was.DeepCopyObject()).Elem())
		return nil
	}
	return l.Client.Get(ctx, key, into, options...)
}

// TestAStatusBetweenIsSetRight has a status written, what it was written for undone, and
// the cache still show the object of before, which is then right again.
func TestAStatusBetweenIsSetRight(t *testing.T) {
	t.Parallel()
	const namespace = "region-xicheng"
	region := wrappers.Jurisdiction("xicheng").Holds(namespace).Obj()
	late := wrappers.Duty("late").Namespace(namespace).Light(v1alpha1.LightRed).Obj()
	ahead := wrappers.Meeting("it").Namespace(namespace).Schedule("0 9 1 * *").Obj()
	for name, test := range map[string]struct {
		it client.Object
		// done comes and goes; there is what is there all the time.
		done       client.Object
		there      []client.Object
		reconciler func(client.Client, *clocktesting.FakePassiveClock) reconcile.Reconciler
	}{
		"a duty": {
			it: wrappers.Duty("it").Namespace(namespace).Obj(), done: region,
			reconciler: func(c client.Client, clock *clocktesting.FakePassiveClock) reconcile.Reconciler {
				return &departmentduty.Reconciler{Client: c, Recorder: &events.FakeRecorder{}, Clock: clock}
			},
		},
		"a meeting": {
			it: ahead, done: late, there: []client.Object{region},
			reconciler: func(c client.Client, clock *clocktesting.FakePassiveClock) reconcile.Reconciler {
				return &jointmeeting.Reconciler{Client: c, APIReader: c, Recorder: &events.FakeRecorder{}, Clock: clock}
			},
		},
		"a region": {
			it: wrappers.Jurisdiction("xicheng").Obj(), done: late,
			reconciler: func(c client.Client, clock *clocktesting.FakePassiveClock) reconcile.Reconciler {
				return &jurisdiction.Reconciler{Client: c, APIReader: c, Recorder: &events.FakeRecorder{}, Clock: clock}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			key := client.ObjectKeyFromObject(test.it)
			clock := clocktesting.NewFakePassiveClock(now)
			server, err := memory.New(t.Context(), clock.Now)
			if err != nil {
				t.Fatal(err)
			}
			reads := &lagging{Client: server.Client()}
			operator := test.reconciler(reads, clock)
			look := func() reconcile.Result {
				t.Helper()
				result, err := operator.Reconcile(t.Context(), reconcile.Request{NamespacedName: key})
				if err != nil {
					t.Fatal(err)
				}
				return result
			}
			put := func(object client.Object) {
				t.Helper()
				if err := server.Put(object.DeepCopyObject().(client.Object)); err != nil { //nolint:forcetypeassert // it is a copy
					t.Fatal(err)
				}
			}
			kept := func() client.Object {
				t.Helper()
				found := test.it.DeepCopyObject().(client.Object) //nolint:forcetypeassert // it is a copy
				if err := server.Get(t.Context(), key, found); err != nil {
					t.Fatal(err)
				}
				return found
			}
			status := func(object client.Object) any {
				return reflect.ValueOf(object).Elem().FieldByName("Status").Interface()
			}
			for _, object := range test.there {
				put(object)
			}
			put(test.it)
			look()
			look() // A region sees only now what it has set up.
			before := kept()
			put(test.done)
			look()
			if between := kept(); reflect.DeepEqual(status(before), status(between)) {
				t.Fatal("nothing was written in between")
			}
			if err := server.Remove(test.done); err != nil {
				t.Fatal(err)
			}

			reads.was = before
			server.Counted()
			if result := look(); result.RequeueAfter <= 0 || result.RequeueAfter > time.Second {
				t.Errorf("the cache is behind, and it looks again after %s", result.RequeueAfter)
			}
			if written := server.Counted(); len(written) > 0 {
				t.Errorf("written upon what is old: %v", written)
			}
			reads.was = nil
			look()
			if written := server.Counted(); len(written) == 0 {
				t.Error("the status in between stays")
			}
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/tools/events"
	"k8s.io/client-go/util/workqueue"
	clocktesting "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	prefectures           = 30
	countiesOfAPrefecture = 100
)

func labelsOf(object client.Object) labels.Set { return object.GetLabels() }

// country is a province with prefectures, counties, and a township in the first
// county of each prefecture, of which each has one duty, and the controller that
// looks after them: its own handlers, its queue and as many workers.
type country struct {
	*memory
	reconciler *Reconciler
	queue      queue
	// reconciled counts how often any region was.
	reconciled atomic.Int32
	failed     atomic.Pointer[error]
}

func newCountry(ctx context.Context, t *testing.T) *country {
	t.Helper()
	memory, err := newMemory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c := &country{
		memory: memory,
		reconciler: &Reconciler{
			Client: memory.client(), APIReader: memory.client(),
			Recorder: &events.FakeRecorder{},
			Clock:    clocktesting.NewFakePassiveClock(time.Date(2021, time.April, 16, 0, 0, 0, 0, time.UTC)),
		},
		queue: workqueue.NewTypedRateLimitingQueue(
			workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](retryFirst, retryLongest)),
	}
	c.declare(t, wrappers.Jurisdiction("province").Level(v1alpha1.LevelProvince))
	for p := range prefectures {
		prefecture := v1alpha1.JurisdictionName(fmt.Sprintf("prefecture-%d", p))
		c.declare(t, wrappers.Jurisdiction(string(prefecture)).Level(v1alpha1.LevelPrefecture).Parent("province"))
		for n := range countiesOfAPrefecture {
			county := v1alpha1.JurisdictionName(fmt.Sprintf("county-%d-%d", p, n))
			c.declare(t, wrappers.Jurisdiction(string(county)).Parent(prefecture))
			if n == 0 {
				c.declare(t, wrappers.Jurisdiction(fmt.Sprintf("township-%d", p)).Level(v1alpha1.LevelTownship).Parent(county))
			}
		}
	}
	memory.changed = func(before, after client.Object) { c.tell(ctx, before, after) }
	for range workers {
		go c.work(ctx)
	}
	return c
}

// declare makes a region with one duty, and has it looked at as at the start of
// the operator.
func (c *country) declare(t *testing.T, region *wrappers.JurisdictionWrapper) {
	t.Helper()
	jurisdiction := region.Generation(1).Obj()
	duty := wrappers.Duty("duty").Namespace(v1alpha1.NamespacePrefix + jurisdiction.Name).Obj()
	for _, object := range []client.Object{jurisdiction, duty} {
		if err := c.put(object); err != nil {
			t.Fatal(err)
		}
	}
	c.queue.Add(requestFor(jurisdiction.Name))
}

// tell has the controller's handlers hear of a change, as SetupWithManager wires
// them.
func (c *country) tell(ctx context.Context, before, after client.Object) {
	var handlers []handler.EventHandler
	switch after.(type) {
	case *v1alpha1.Jurisdiction:
		handlers = append(handlers, c.reconciler.descendantsHandler(), c.reconciler.parentHandler())
		update := event.UpdateEvent{ObjectOld: before, ObjectNew: after}
		concerned := predicate.Or[client.Object](predicate.GenerationChangedPredicate{}, namespaceChanged(), finalizerLost())
		if before != nil && concerned.Update(update) {
			handlers = append(handlers, &handler.EnqueueRequestForObject{})
		}
	case *v1alpha1.DepartmentDuty:
		handlers = append(handlers, c.reconciler.dutyHandler())
	default:
		handlers = append(handlers, handler.EnqueueRequestsFromMapFunc(jurisdictionOf))
	}
	for _, h := range handlers {
		if before == nil {
			h.Create(ctx, event.CreateEvent{Object: after}, c.queue)
		} else {
			h.Update(ctx, event.UpdateEvent{ObjectOld: before, ObjectNew: after}, c.queue)
		}
	}
}

// work is one worker of the controller.
func (c *country) work(ctx context.Context) {
	for {
		request, shutdown := c.queue.Get()
		if shutdown {
			return
		}
		c.reconciled.Add(1)
		result, err := c.reconciler.Reconcile(ctx, request)
		switch {
		case err != nil:
			c.failed.Store(&err)
		case result.RequeueAfter > 0:
			c.queue.AddAfter(request, result.RequeueAfter)
		}
		c.queue.Done(request)
	}
}

// settle waits until nothing is left to be done. Time stands still in the
// meantime, so that a minute passes as soon as nobody works.
func (c *country) settle(t *testing.T) {
	t.Helper()
	<-time.After(time.Minute)
	synctest.Wait()
	if err := c.failed.Load(); err != nil {
		t.Fatal(*err)
	}
}

// stand gives the duty of a region a light.
func (c *country) stand(t *testing.T, region string, light v1alpha1.Light) {
	t.Helper()
	c.change(t, region, func(duty *v1alpha1.DepartmentDuty) { duty.Status.Light = light })
}

// change changes the duty of a region.
func (c *country) change(t *testing.T, region string, change func(*v1alpha1.DepartmentDuty)) {
	t.Helper()
	duty := wrappers.Duty("duty").Namespace(v1alpha1.NamespacePrefix + region).Obj()
	if err := c.reconciler.Client.Get(t.Context(), client.ObjectKeyFromObject(duty), duty); err != nil {
		t.Fatal(err)
	}
	change(duty)
	if err := c.put(duty); err != nil {
		t.Fatal(err)
	}
}

// region is a region as it is now.
func (c *country) region(t *testing.T, name string) *v1alpha1.Jurisdiction {
	t.Helper()
	jurisdiction := wrappers.Jurisdiction(name).Obj()
	if err := c.reconciler.Client.Get(t.Context(), client.ObjectKeyFromObject(jurisdiction), jurisdiction); err != nil {
		t.Fatal(err)
	}
	return jurisdiction
}

// overdueBelow is how many duties are overdue in the subtree of the province.
func (c *country) overdueBelow(t *testing.T) int32 {
	t.Helper()
	return *c.region(t, "province").Status.Subtree.Duties.Overdue
}

func TestChangesInThreeThousandCounties(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCountry(t.Context(), t)
		defer c.queue.ShutDown()
		c.settle(t)
		const counties = prefectures * countiesOfAPrefecture
		root := c.region(t, "province")
		if got, want := *root.Status.Subtree.Regions, int32(1+prefectures+counties+prefectures); got != want {
			t.Fatalf("the province has %d regions, want %d", got, want)
		}
		if got := *root.Status.Subtree.Duties.Total; got != *root.Status.Subtree.Regions {
			t.Fatalf("the province has %d duties, want one of each region", got)
		}

		t.Log("one duty becomes overdue")
		c.countsAnew()
		before := c.reconciled.Load()
		c.stand(t, "township-7", v1alpha1.LightRed)
		c.settle(t)
		want := map[string]int{"township-7": 1, "county-7-0": 1, "prefecture-7": 1, "province": 1}
		if diff := cmp.Diff(want, c.statusWrites); diff != "" {
			t.Errorf("status writes (-want +got):\n%s", diff)
		}
		if got := c.reconciled.Load() - before; got != 4 {
			t.Errorf("%d regions were reconciled, want 4", got)
		}
		if got := c.overdueBelow(t); got != 1 {
			t.Errorf("the province counts %d overdue duties", got)
		}

		t.Log("the duties of all counties become overdue at the same moment")
		c.countsAnew()
		for p := range prefectures {
			for n := range countiesOfAPrefecture {
				c.stand(t, fmt.Sprintf("county-%d-%d", p, n), v1alpha1.LightRed)
			}
		}
		c.settle(t)
		if got, want := len(c.statusWrites), counties+prefectures+1; got != want {
			t.Errorf("the status of %d regions was written, want %d", got, want)
		}
		for name, writes := range c.statusWrites {
			if writes != 1 {
				t.Errorf("the status of %s was written %d times", name, writes)
			}
		}
		if got := c.overdueBelow(t); got != counties+1 {
			t.Errorf("the province counts %d overdue duties", got)
		}
		if c.otherWrites != 0 {
			t.Errorf("%d other writes", c.otherWrites)
		}

		t.Log("nothing that is counted changes")
		c.countsAnew()
		c.stand(t, "county-0-1", v1alpha1.LightRed)
		c.settle(t)
		if len(c.statusWrites)+c.otherWrites != 0 {
			t.Errorf("writes %v and %d others", c.statusWrites, c.otherWrites)
		}

		t.Log("a region changes in what nobody takes from it")
		before = c.reconciled.Load()
		county := c.region(t, "county-0-1")
		county.Generation, county.Spec.DisplayName = 2, "renamed"
		if err := c.put(county); err != nil {
			t.Fatal(err)
		}
		c.settle(t)
		if got := c.reconciled.Load() - before; got != 1 {
			t.Errorf("%d regions were reconciled, want that one", got)
		}
	})
}

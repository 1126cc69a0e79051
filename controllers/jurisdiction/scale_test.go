// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/events"
	"k8s.io/client-go/util/workqueue"
	clocktesting "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	"sigs.k8s.io/controller-runtime/pkg/source"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	prefectures           = 30
	countiesOfAPrefecture = 100
)

// country is a province with prefectures, counties, and a township in the first
// county of each prefecture, of which each has one duty, and the controller that
// looks after them: its own handlers, its queue and as many workers.
type country struct {
	server     *memory.Server
	reconciler *Reconciler
	queue      queue
	// reconciled counts how often any region was.
	reconciled atomic.Int32
	failed     atomic.Pointer[error]
}

func newCountry(ctx context.Context, t *testing.T) *country {
	t.Helper()
	clock := clocktesting.NewFakePassiveClock(time.Date(2021, time.April, 16, 0, 0, 0, 0, time.UTC))
	server, err := memory.New(ctx, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	c := &country{
		server:     server,
		reconciler: &Reconciler{Client: server.Client(), APIReader: server.Client(), Recorder: &events.FakeRecorder{}, Clock: clock},
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
	c.listen(ctx, t)
	for range workers {
		go c.work(ctx)
	}
	return c
}

// declare makes a region with one duty.
func (c *country) declare(t *testing.T, wrapper *wrappers.JurisdictionWrapper) {
	t.Helper()
	jurisdiction := wrapper.Obj()
	duty := wrappers.Duty("duty").Namespace(v1alpha1.NamespacePrefix + jurisdiction.Name).Obj()
	for _, object := range []client.Object{jurisdiction, duty} {
		if err := c.server.Put(object); err != nil {
			t.Fatal(err)
		}
	}
}

// listen has the controller's handlers hear of every change, as SetupWithManager wires
// them; and of what there is, as at the start of the operator.
func (c *country) listen(ctx context.Context, t *testing.T) {
	t.Helper()
	watch := func(kind client.Object, handler handler.EventHandler, predicates ...predicate.Predicate) {
		events := source.Kind(c.server, kind, handler, predicates...)
		if err := events.Start(ctx, c.queue); err != nil {
			t.Fatal(err)
		}
		if err := events.WaitForSync(ctx); err != nil {
			t.Fatal(err)
		}
	}
	watch(&v1alpha1.Jurisdiction{}, &handler.EnqueueRequestForObject{},
		predicate.Or[client.Object](predicate.GenerationChangedPredicate{}, namespaceChanged(), finalizerLost()))
	watch(&v1alpha1.Jurisdiction{}, c.reconciler.descendantsHandler())
	watch(&v1alpha1.Jurisdiction{}, c.reconciler.parentHandler())
	watch(&v1alpha1.DepartmentDuty{}, c.reconciler.dutyHandler())
	watch(&v1alpha1.JointMeeting{}, c.reconciler.meetingHandler())
	setUp := handler.EnqueueRequestsFromMapFunc(jurisdictionOf)
	watch(&corev1.Namespace{}, setUp)
	for _, kind := range region.Kinds {
		watch(kind.New(), setUp)
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
func (c *country) stand(t *testing.T, name string, light v1alpha1.Light) {
	t.Helper()
	c.change(t, name, func(duty *v1alpha1.DepartmentDuty) { duty.Status.Light = light })
}

// change changes the duty of a region.
func (c *country) change(t *testing.T, name string, change func(*v1alpha1.DepartmentDuty)) {
	t.Helper()
	duty := wrappers.Duty("duty").Namespace(v1alpha1.NamespacePrefix + name).Obj()
	if err := c.reconciler.Client.Get(t.Context(), client.ObjectKeyFromObject(duty), duty); err != nil {
		t.Fatal(err)
	}
	change(duty)
	if err := c.server.Put(duty); err != nil {
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

// statusOfEach counts one write to the status of each region.
func statusOfEach(regions ...string) map[string]int {
	writes := map[string]int{}
	for _, region := range regions {
		writes["status Jurisdiction "+region] = 1
	}
	return writes
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
		c.server.Counted()
		before := c.reconciled.Load()
		c.stand(t, "township-7", v1alpha1.LightRed)
		c.settle(t)
		want := statusOfEach("township-7", "county-7-0", "prefecture-7", "province")
		if diff := cmp.Diff(want, c.server.Counted()); diff != "" {
			t.Errorf("writes (-want +got):\n%s", diff)
		}
		if got := c.reconciled.Load() - before; got != 4 {
			t.Errorf("%d regions were reconciled, want 4", got)
		}
		if got := c.overdueBelow(t); got != 1 {
			t.Errorf("the province counts %d overdue duties", got)
		}

		t.Log("the duties of all counties become overdue at the same moment")
		for p := range prefectures {
			for n := range countiesOfAPrefecture {
				c.stand(t, fmt.Sprintf("county-%d-%d", p, n), v1alpha1.LightRed)
			}
		}
		c.settle(t)
		writes := c.server.Counted()
		if got, want := len(writes), counties+prefectures+1; got != want {
			t.Errorf("%d writes, want one to the status of each of %d regions", got, want)
		}
		for key, n := range writes {
			if n != 1 || !strings.HasPrefix(key, "status Jurisdiction ") {
				t.Errorf("%s: %d times", key, n)
			}
		}
		if got := c.overdueBelow(t); got != counties+1 {
			t.Errorf("the province counts %d overdue duties", got)
		}

		t.Log("nothing that is counted changes")
		c.change(t, "county-0-1", func(duty *v1alpha1.DepartmentDuty) { duty.Spec.Title = "another" })
		c.settle(t)
		if writes := c.server.Counted(); len(writes) != 0 {
			t.Errorf("writes %v", writes)
		}

		t.Log("a region changes in what nobody takes from it")
		before = c.reconciled.Load()
		county := c.region(t, "county-0-1")
		county.Spec.DisplayName = "renamed"
		if err := c.server.Put(county); err != nil {
			t.Fatal(err)
		}
		c.settle(t)
		if got := c.reconciled.Load() - before; got != 1 {
			t.Errorf("%d regions were reconciled, want that one", got)
		}
	})
}

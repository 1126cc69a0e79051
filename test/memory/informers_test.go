// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory_test

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// journal writes down what it hears of: "there" for what is there at first, then "add", "update" and "delete", with the object
// and its version.
type journal struct {
	mutex sync.Mutex
	lines []string
}

func (j *journal) write(what string, object any) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if o, ok := object.(client.Object); ok {
		j.lines = append(j.lines, fmt.Sprintf("%s %s %s", what, client.ObjectKeyFromObject(o), o.GetResourceVersion()))
	}
}

func (j *journal) read() []string {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return slices.Clone(j.lines)
}

// OnAdd is called for what is there, and for what is new.
func (j *journal) OnAdd(object any, isInInitialList bool) {
	if isInInitialList {
		j.write("there", object)
	} else {
		j.write("add", object)
	}
}

// OnUpdate is called for what changed.
func (j *journal) OnUpdate(_, after any) { j.write("update", after) }

// OnDelete is called for what is gone.
func (j *journal) OnDelete(object any) { j.write("delete", object) }

func TestWhatAHandlerHearsOf(t *testing.T) {
	t.Parallel()
	server, _ := newServer(t, wrappers.Duty("b").Namespace("region-x").Obj(), duty(), wrappers.Jurisdiction("x").Obj())
	informer, err := server.GetInformerForKind(t.Context(), v1alpha1.GroupVersion.WithKind("DepartmentDuty"))
	if err != nil {
		t.Fatal(err)
	}
	log, early := &journal{}, &journal{}
	added, err := informer.AddEventHandler(early)
	if err != nil {
		t.Fatal(err)
	}
	if err := informer.RemoveEventHandler(added); err != nil {
		t.Fatal(err)
	}
	if added, err = informer.AddEventHandler(log); err != nil || !added.HasSynced() || !informer.HasSynced() {
		t.Fatalf("it has not synced: %v", err)
	}
	made := wrappers.Duty("c").Namespace("region-x").Obj()
	changed := find(t, server, duty()).DeepCopy()
	changed.Spec.Title = "another"
	for _, err := range []error{
		server.Client().Create(t.Context(), made), server.Put(changed), server.Put(changed), server.Client().Delete(t.Context(), made),
		server.Put(wrappers.Jurisdiction("y").Obj()),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	initial := []string{"there region-x/a 2", "there region-x/b 1"}
	if diff := cmp.Diff(append(initial, "add region-x/c 4", "update region-x/a 5", "delete region-x/c 4"), log.read()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(initial, early.read()); diff != "" {
		t.Errorf("who left (-want +got):\n%s", diff)
	}
	if _, err := server.GetInformerForKind(t.Context(), v1alpha1.GroupVersion.WithKind("Unknown")); err == nil {
		t.Error("there is an informer of an unknown kind")
	}
}

// TestNothingIsWrittenWhileAHandlerIsAdded holds that a handler hears of what is there before it hears of what becomes of it.
func TestNothingIsWrittenWhileAHandlerIsAdded(t *testing.T) {
	t.Parallel()
	changed := wrappers.Duty("b").Namespace("region-x").Obj()
	server, _ := newServer(t, duty(), changed)
	changed.Spec.Title = "another"
	informer, err := server.GetInformer(t.Context(), changed)
	if err != nil {
		t.Fatal(err)
	}
	log := &slowly{begin: make(chan struct{})}
	var group sync.WaitGroup
	group.Go(func() {
		<-log.begin
		if err := server.Put(changed); err != nil {
			t.Error(err)
		}
	})
	if _, err := informer.AddEventHandler(log); err != nil {
		t.Fatal(err)
	}
	group.Wait()
	if diff := cmp.Diff([]string{"there region-x/a 1", "there region-x/b 2", "update region-x/b 3"}, log.read()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// slowly is a journal that gives way once it has heard of the first object.
type slowly struct {
	journal
	begin chan struct{}
	once  sync.Once
}

// OnAdd is called for what is there, and for what is new.
func (s *slowly) OnAdd(object any, isInInitialList bool) {
	s.journal.OnAdd(object, isInInitialList)
	s.once.Do(func() {
		close(s.begin)
		giveWay()
	})
}

// giveWay gives others every chance to do what they should have to wait for.
func giveWay() {
	for range 10000 {
		runtime.Gosched()
	}
}

// TestHandlersOfManyThatStartAtOnce holds that no handler is lost where several controllers start at once and objects are
// written meanwhile, and that each hears of each object once.
func TestHandlersOfManyThatStartAtOnce(t *testing.T) {
	t.Parallel()
	const controllers, objects = 20, 50
	server, _ := newServer(t)
	logs := make([]journal, controllers)
	var group sync.WaitGroup
	for i := range logs {
		group.Go(func() {
			for _, kind := range []client.Object{&v1alpha1.DepartmentDuty{}, &v1alpha1.Jurisdiction{}} {
				informer, err := server.GetInformer(t.Context(), kind)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := informer.AddEventHandler(&logs[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for n := range objects {
		group.Go(func() {
			name := fmt.Sprintf("o-%02d", n)
			for _, object := range []client.Object{wrappers.Duty(name).Namespace("region-x").Obj(), wrappers.Jurisdiction(name).Obj()} {
				if err := server.Put(object); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	want := len(memory.All(server, &v1alpha1.DepartmentDuty{})) + len(memory.All(server, &v1alpha1.Jurisdiction{}))
	for i := range logs {
		if got := len(logs[i].read()); got != want || want != 2*objects {
			t.Errorf("controller %d heard of %d objects, there are %d", i, got, want)
		}
	}
}

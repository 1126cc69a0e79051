// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// duty is a new one, with something in each of its parts.
func duty() *v1alpha1.DepartmentDuty {
	return wrappers.Duty("a").Namespace("region-x").Title("before").Label("kept", "yes").Light(v1alpha1.LightYellow).Obj()
}

// everything changes something in each part of a duty.
func everything(d *v1alpha1.DepartmentDuty) {
	d.Labels = map[string]string{"new": "yes"}
	d.Spec.Title, d.Spec.WarnBefore = "after", wrappers.Days(7)
	d.Status.Light = v1alpha1.LightRed
	d.Status.Conditions = []metav1.Condition{{Type: "Told", LastTransitionTime: metav1.NewTime(start.Add(1500 * time.Millisecond))}}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	server, _ := newServer(t)
	made := duty()
	if err := server.Client().Create(t.Context(), made); err != nil {
		t.Fatal(err)
	}
	if made.UID == "" || made.Generation != 1 || made.Status.Light != "" {
		t.Errorf("%+v, light %q", made.ObjectMeta, made.Status.Light)
	}
	if diff := cmp.Diff(find(t, server, made), made); diff != "" {
		t.Errorf("(-kept +answered):\n%s", diff)
	}
	if err := server.Client().Create(t.Context(), duty()); !apierrors.IsAlreadyExists(err) {
		t.Errorf("created twice: %v", err)
	}
	versioned := wrappers.Duty("b").Namespace("region-x").Obj()
	versioned.ResourceVersion = "1"
	if err := server.Client().Create(t.Context(), versioned); !apierrors.IsBadRequest(err) {
		t.Errorf("created with a version: %v", err)
	}
}

// TestPatches holds that a patch changes its part, and nothing else, whatever way it takes.
func TestPatches(t *testing.T) {
	t.Parallel()
	lock := client.MergeFromWithOptimisticLock{}
	raw := func(from client.Object, to client.Object) client.Patch {
		data, err := client.MergeFrom(from).Data(to)
		if err != nil {
			t.Fatal(err)
		}
		return client.RawPatch(types.MergePatchType, data)
	}
	for name, patch := range map[string]func(from, to client.Object) client.Patch{
		"whole": func(from, _ client.Object) client.Patch {
			return client.MergeFromWithOptions(from, lock)
		},
		"merged": raw,
	} {
		for _, part := range []memory.Verb{memory.Patch, memory.Status} {
			t.Run(name+" "+string(part), func(t *testing.T) {
				t.Parallel()
				before := duty()
				server, _ := newServer(t, before)
				after, want := before.DeepCopy(), before.DeepCopy()
				everything(after)
				var err error
				if part == memory.Patch {
					everything(want)
					want.Status, want.Generation = before.Status, 2
					err = server.Client().Patch(t.Context(), after, patch(before, after))
				} else {
					everything(want)
					want.ObjectMeta, want.Spec = before.ObjectMeta, before.Spec
					want.Status.Conditions[0].LastTransitionTime = metav1.NewTime(start.Add(time.Second)) // JSON carries seconds
					err = server.Client().Status().Patch(t.Context(), after, patch(before, after))
				}
				if err != nil {
					t.Fatal(err)
				}
				kept := find(t, server, before)
				if diff := cmp.Diff(want, kept, cmpopts.IgnoreFields(metav1.ObjectMeta{}, "ResourceVersion")); diff != "" {
					t.Errorf("(-want +kept):\n%s", diff)
				}
				if diff := cmp.Diff(kept, after); diff != "" {
					t.Errorf("(-kept +answered):\n%s", diff)
				}
				if kept.ResourceVersion == before.ResourceVersion {
					t.Error("the version is the same")
				}
			})
		}
	}
}

func TestPatchesThatMeet(t *testing.T) {
	t.Parallel()
	read := duty()
	server, _ := newServer(t, read)
	titled := read.DeepCopy()
	titled.Spec.Title = "another"
	if err := server.Client().Patch(t.Context(), titled, client.MergeFrom(read)); err != nil {
		t.Fatal(err)
	}
	late := read.DeepCopy()
	late.Status.Light = v1alpha1.LightRed
	err := server.Client().Status().Patch(t.Context(), late.DeepCopy(), client.MergeFromWithOptions(read, client.MergeFromWithOptimisticLock{}))
	if !apierrors.IsConflict(err) {
		t.Errorf("with the lock: %v", err)
	}
	if err := server.Client().Status().Patch(t.Context(), late, client.MergeFrom(read)); err != nil {
		t.Errorf("without the lock: %v", err)
	}
	if kept := find(t, server, read); kept.Spec.Title != "another" || kept.Status.Light != v1alpha1.LightRed {
		t.Errorf("title %q, light %q", kept.Spec.Title, kept.Status.Light)
	}
	other := late.DeepCopy()
	other.UID, other.Spec.Title = "other", "of another object"
	if err := server.Client().Patch(t.Context(), other, client.MergeFrom(late)); !apierrors.IsConflict(err) {
		t.Errorf("another UID: %v", err)
	}
	same := late.DeepCopy()
	if err := server.Client().Patch(t.Context(), same, client.MergeFrom(late)); err != nil || same.ResourceVersion != late.ResourceVersion {
		t.Errorf("nothing changed, but version %s became %s: %v", late.ResourceVersion, same.ResourceVersion, err)
	}
	if err := server.Remove(late); err != nil {
		t.Fatal(err)
	}
	if err := server.Client().Patch(t.Context(), late.DeepCopy(), client.MergeFrom(late)); !apierrors.IsNotFound(err) {
		t.Errorf("gone: %v", err)
	}
}

// TestOneOfManyWins holds that of writes from one version exactly one is kept.
func TestOneOfManyWins(t *testing.T) {
	t.Parallel()
	read := duty()
	server, _ := newServer(t, read)
	var won atomic.Int32
	var group sync.WaitGroup
	server.OnWrite(func(memory.Write) error { giveWay(); return nil })
	for n := range 20 {
		group.Go(func() {
			after := read.DeepCopy()
			after.Status.Rungs = make([]v1alpha1.ReachedRung, n+1)
			err := server.Client().Status().Patch(t.Context(), after, client.MergeFromWithOptions(read, client.MergeFromWithOptimisticLock{}))
			if err == nil {
				won.Add(1)
			} else if !apierrors.IsConflict(err) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if won.Load() != 1 {
		t.Errorf("%d writes were kept", won.Load())
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	kept := duty()
	server, clock := newServer(t, kept)
	c := server.Client()
	for name, precondition := range map[string]client.Preconditions{
		"UID": {UID: new(types.UID("other"))}, "resourceVersion": {ResourceVersion: new("0")},
	} {
		if err := c.Delete(t.Context(), kept, precondition); !apierrors.IsConflict(err) {
			t.Errorf("another %s: %v", name, err)
		}
	}
	if err := c.Delete(t.Context(), kept, client.Preconditions{UID: &kept.UID, ResourceVersion: &kept.ResourceVersion}); err != nil {
		t.Error(err)
	}
	if err := c.Delete(t.Context(), kept); !apierrors.IsNotFound(err) {
		t.Errorf("gone: %v", err)
	}

	held := duty()
	held.Finalizers = []string{"example.com/held"}
	if err := server.Put(held); err != nil {
		t.Fatal(err)
	}
	clock.SetTime(start.Add(90 * time.Minute))
	for range 2 {
		if err := c.Delete(t.Context(), held); err != nil {
			t.Fatal(err)
		}
		clock.SetTime(start.Add(2 * time.Hour))
	}
	marked := find(t, server, held).DeepCopy()
	if marked.DeletionTimestamp == nil || !marked.DeletionTimestamp.Time.Equal(start.Add(90*time.Minute)) || marked.Generation != 2 {
		t.Errorf("marked: %+v", marked.ObjectMeta)
	}
	unmarked := duty()
	unmarked.Finalizers = marked.Finalizers
	if err := server.Put(unmarked); err != nil || !unmarked.DeletionTimestamp.Equal(marked.DeletionTimestamp) {
		t.Errorf("put without the mark, it is marked %s: %v", unmarked.DeletionTimestamp, err)
	}
	let := marked.DeepCopy()
	let.Finalizers = nil
	if err := c.Patch(t.Context(), let, client.MergeFrom(marked)); err != nil {
		t.Fatal(err)
	}
	if _, exists := memory.Find(server, held); exists {
		t.Error("it is there without finalizers")
	}
}

func TestWhatIsCountedAndHeard(t *testing.T) {
	t.Parallel()
	server, clock := newServer(t, wrappers.Jurisdiction("x").Obj())
	c := server.Client()
	var heard []memory.Write
	server.OnWrite(func(w memory.Write) error { heard = append(heard, w); return nil })
	clock.SetTime(start.Add(time.Hour))

	made := duty()
	region := find(t, server, wrappers.Jurisdiction("x").Obj()).DeepCopy()
	changed := region.DeepCopy()
	changed.Status.Namespace = "region-x"
	for _, err := range []error{
		c.Create(t.Context(), made), c.Create(t.Context(), duty()),
		c.Status().Patch(t.Context(), changed, client.MergeFrom(region)), c.Patch(t.Context(), changed.DeepCopy(), client.MergeFrom(changed)),
		c.Delete(t.Context(), made),
	} {
		if err != nil && !apierrors.IsAlreadyExists(err) {
			t.Fatal(err)
		}
	}
	want := map[string]int{
		"create DepartmentDuty region-x/a": 2, "delete DepartmentDuty region-x/a": 1,
		"status Jurisdiction x": 1, "patch Jurisdiction x": 1,
	}
	if diff := cmp.Diff(want, server.Counted()); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
	if again := server.Counted(); len(again) != 0 {
		t.Errorf("counted again: %v", again)
	}
	var told []string
	for _, w := range heard {
		if !w.Time.Equal(start.Add(time.Hour)) {
			t.Errorf("%s at %s", w.Verb, w.Time)
		}
		told = append(told, string(w.Verb)+" "+w.Kind+" "+w.Key().String())
	}
	if diff := cmp.Diff([]string{
		"create DepartmentDuty region-x/a", "status Jurisdiction /x", "patch Jurisdiction /x", "delete DepartmentDuty region-x/a",
	}, told); diff != "" {
		t.Fatalf("heard (-want +got):\n%s", diff)
	}
	if heard[0].Before != nil || heard[0].After.GetUID() == "" || heard[3].After != nil || heard[3].Before.GetUID() != made.UID {
		t.Errorf("created %+v, deleted %+v", heard[0], heard[3])
	}
	if heard[1].Before == heard[1].After || heard[2].Before != heard[2].After {
		t.Errorf("the second changes something, and the third nothing: %+v, %+v", heard[1], heard[2])
	}
}

// TestKilled holds that a write which is refused leaves nothing behind, whatever it is.
func TestKilled(t *testing.T) {
	t.Parallel()
	killed := errors.New("killed")
	before := duty()
	server, _ := newServer(t, before)
	informer, err := server.GetInformer(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	log := &journal{}
	if _, err := informer.AddEventHandler(log); err != nil {
		t.Fatal(err)
	}
	server.OnWrite(func(memory.Write) error { return killed })
	after := before.DeepCopy()
	everything(after)
	for verb, err := range map[memory.Verb]error{
		memory.Create: server.Client().Create(t.Context(), wrappers.Duty("new").Obj()),
		memory.Patch:  server.Client().Patch(t.Context(), after.DeepCopy(), client.MergeFrom(before)),
		memory.Status: server.Client().Status().Patch(t.Context(), after.DeepCopy(), client.MergeFrom(before)),
		memory.Delete: server.Client().Delete(t.Context(), before),
	} {
		if !errors.Is(err, killed) {
			t.Errorf("%s: %v", verb, err)
		}
	}
	if diff := cmp.Diff([]*v1alpha1.DepartmentDuty{before}, memory.All(server, &v1alpha1.DepartmentDuty{})); diff != "" {
		t.Errorf("(-want +kept):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"there region-x/a 1"}, log.read()); diff != "" {
		t.Errorf("heard (-want +got):\n%s", diff)
	}
	server.OnWrite(nil)
	if err := server.Client().Delete(t.Context(), before); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNotPlayed(t *testing.T) {
	t.Parallel()
	kept, calendar := duty(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: "x", Name: "calendar"}}
	server, _ := newServer(t, kept, calendar)
	c := server.Client()
	jsonPatch := client.RawPatch(types.JSONPatchType, []byte(`[{"op":"remove","path":"/spec/title"}]`))
	for name, err := range map[string]error{
		"update":                  c.Update(t.Context(), kept),
		"update of the status":    c.Status().Update(t.Context(), kept),
		"deletion of all":         c.DeleteAllOf(t.Context(), kept),
		"JSON patch":              c.Patch(t.Context(), kept, jsonPatch),
		"patch of the scale":      c.SubResource("scale").Patch(t.Context(), kept, client.MergeFrom(duty())),
		"status of what has none": c.Status().Patch(t.Context(), calendar.DeepCopy(), client.MergeFrom(calendar)),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if diff := cmp.Diff(kept, find(t, server, kept)); diff != "" {
		t.Errorf("(-want +kept):\n%s", diff)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	clocktesting "k8s.io/utils/clock/testing"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var start = time.Date(2021, time.April, 16, 8, 0, 0, 0, time.UTC)

// newServer returns a server with some objects, and the clock that it goes by.
func newServer(t *testing.T, objects ...client.Object) (*memory.Server, *clocktesting.FakePassiveClock) {
	t.Helper()
	clock := clocktesting.NewFakePassiveClock(start)
	server, err := memory.New(t.Context(), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, object := range objects {
		if err := server.Put(object); err != nil {
			t.Fatal(err)
		}
	}
	return server, clock
}

// find is an object as it is kept.
func find[T client.Object](t *testing.T, server *memory.Server, like T) T {
	t.Helper()
	found, exists := memory.Find(server, like)
	if !exists {
		t.Fatalf("there is no %T %s", like, client.ObjectKeyFromObject(like))
	}
	return found
}

func TestWhatPutGives(t *testing.T) {
	t.Parallel()
	server, clock := newServer(t)
	duty := wrappers.Duty("a").Namespace("region-x").Light(v1alpha1.LightRed).Obj()
	put := func(object client.Object) {
		t.Helper()
		if err := server.Put(object); err != nil {
			t.Fatal(err)
		}
	}
	clock.SetTime(start.Add(1500 * time.Millisecond))
	put(duty)
	first := duty.DeepCopy()
	if created := duty.CreationTimestamp; !created.Time.Equal(start.Add(time.Second)) {
		t.Errorf("created at %s", created)
	}
	if duty.UID == "" || duty.Generation != 1 || duty.ResourceVersion == "" || duty.Status.Light != v1alpha1.LightRed {
		t.Errorf("UID %q, generation %d, version %q, light %q", duty.UID, duty.Generation, duty.ResourceVersion, duty.Status.Light)
	}

	clock.SetTime(start.Add(time.Hour))
	put(duty)
	if diff := cmp.Diff(first, duty); diff != "" {
		t.Errorf("nothing changed (-want +got):\n%s", diff)
	}
	duty.Status.Light, duty.UID, duty.CreationTimestamp = v1alpha1.LightBlue, "mine", metav1.Time{}
	put(duty)
	if duty.Generation != 1 || duty.ResourceVersion == first.ResourceVersion || duty.UID != first.UID || !duty.CreationTimestamp.Equal(&first.CreationTimestamp) {
		t.Errorf("another status: %+v", duty.ObjectMeta)
	}
	duty.Spec.Title = "another"
	put(duty)
	if duty.Generation != 2 {
		t.Errorf("another spec: generation %d", duty.Generation)
	}
	if err := server.Put(first); !apierrors.IsConflict(err) {
		t.Errorf("an old version: %v", err)
	}
	unversioned := wrappers.Duty("a").Namespace("region-x").Obj()
	put(unversioned)
	if unversioned.UID != first.UID || unversioned.Generation != 3 {
		t.Errorf("without a version: %+v", unversioned.ObjectMeta)
	}

	if err := server.Remove(unversioned); err != nil {
		t.Fatal(err)
	}
	if err := server.Put(unversioned); !apierrors.IsNotFound(err) {
		t.Errorf("a version of what is gone: %v", err)
	}
	if err := server.Remove(unversioned); !apierrors.IsNotFound(err) {
		t.Errorf("removed twice: %v", err)
	}
	again := wrappers.Duty("a").Namespace("region-x").Obj()
	put(again)
	if again.UID == first.UID || again.Generation != 1 {
		t.Errorf("made anew: %+v", again.ObjectMeta)
	}
	calendar := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: "x", Name: "calendar"}}
	put(calendar)
	if calendar.Generation != 0 {
		t.Errorf("generation %d of what has no spec", calendar.Generation)
	}
	if err := server.Put(&corev1.ConfigMap{}); err == nil {
		t.Error("an object without a name is kept")
	}
	if got := server.Counted(); len(got) != 0 {
		t.Errorf("counted %v", got)
	}
}

func TestReads(t *testing.T) {
	t.Parallel()
	server, _ := newServer(t,
		wrappers.Jurisdiction("p").Level(v1alpha1.LevelProvince).Obj(),
		wrappers.Jurisdiction("c").Parent("p").Label("in", "yes").Obj(),
		wrappers.Report("r2").Namespace("region-b").Duty("d").Obj(), wrappers.Report("r1").Namespace("region-b").Duty("other").Obj(),
		wrappers.Report("r1").Namespace("region-a").Duty("d").Obj(), wrappers.Duty("d").Namespace("region-a").Obj(),
	)
	tests := map[string]struct {
		list client.ObjectList
		opts []client.ListOption
		want []string
	}{
		"all":                 {list: &v1alpha1.DutyReportList{}, want: []string{"region-a/r1", "region-b/r1", "region-b/r2"}},
		"a namespace":         {&v1alpha1.DutyReportList{}, []client.ListOption{client.InNamespace("region-b")}, []string{"region-b/r1", "region-b/r2"}},
		"an index":            {&v1alpha1.DutyReportList{}, []client.ListOption{client.MatchingFields{index.RecordDuty: "d"}}, []string{"region-a/r1", "region-b/r2"}},
		"both":                {&v1alpha1.DutyReportList{}, []client.ListOption{client.MatchingFields{index.RecordDuty: "d"}, client.InNamespace("region-b")}, []string{"region-b/r2"}},
		"labels":              {&v1alpha1.JurisdictionList{}, []client.ListOption{client.MatchingLabels{"in": "yes"}}, []string{"/c"}},
		"without a namespace": {&v1alpha1.JurisdictionList{}, []client.ListOption{client.MatchingFields{index.JurisdictionParent: "p"}}, []string{"/c"}},
		"nothing":             {list: &corev1.NamespaceList{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := server.Client().List(t.Context(), test.list, test.opts...); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, keysOf(t, test.list)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	refused := map[string]client.ListOption{
		"an unknown index": client.MatchingFields{"spec.title": "d"},
		"two indexes":      client.MatchingFields{index.RecordDuty: "d", index.DutyOrigin: "d"},
		"what is not":      client.MatchingFieldsSelector{Selector: fields.OneTermNotEqualSelector(index.RecordDuty, "d")},
		"a part":           client.Limit(1),
	}
	for name, option := range refused {
		if err := server.List(t.Context(), &v1alpha1.DutyReportList{}, option); err == nil {
			t.Errorf("%s: no error", name)
		}
	}

	region := &v1alpha1.Jurisdiction{}
	if err := server.Get(t.Context(), client.ObjectKey{Name: "c"}, region); err != nil {
		t.Fatal(err)
	}
	region.Labels["in"] = "no"
	if kept := find(t, server, region); kept.Labels["in"] != "yes" {
		t.Errorf("what is kept is changed: %v", kept.Labels)
	}
	if err := server.Get(t.Context(), client.ObjectKey{Name: "r2"}, &v1alpha1.DutyReport{}); !apierrors.IsNotFound(err) {
		t.Errorf("no namespace: %v", err)
	}
	if err := server.Get(t.Context(), client.ObjectKey{Name: "p"}, &metav1.PartialObjectMetadata{
		TypeMeta: metav1.TypeMeta{APIVersion: v1alpha1.GroupVersion.String(), Kind: "Jurisdiction"},
	}); err == nil {
		t.Error("an object is read into one of another type")
	}
}

// keysOf are the namespaces and names of the items of a list, sorted.
func keysOf(t *testing.T, list client.ObjectList) (keys []string) {
	t.Helper()
	switch l := list.(type) {
	case *v1alpha1.DutyReportList:
		for i := range l.Items {
			keys = append(keys, client.ObjectKeyFromObject(&l.Items[i]).String())
		}
	case *v1alpha1.JurisdictionList:
		for i := range l.Items {
			keys = append(keys, client.ObjectKeyFromObject(&l.Items[i]).String())
		}
	case *corev1.NamespaceList:
		for i := range l.Items {
			keys = append(keys, client.ObjectKeyFromObject(&l.Items[i]).String())
		}
	default:
		t.Fatalf("a %T", list)
	}
	slices.Sort(keys)
	return keys
}

func TestAll(t *testing.T) {
	t.Parallel()
	server, _ := newServer(t, wrappers.Duty("b").Namespace("region-b").Obj(), wrappers.Duty("a").Namespace("region-b").Obj(),
		wrappers.Duty("c").Namespace("region-a").Obj(), wrappers.Report("r").Namespace("region-a").Duty("c").Obj())
	var names []string
	for _, duty := range memory.All(server, &v1alpha1.DepartmentDuty{}) {
		names = append(names, duty.Name)
	}
	if diff := cmp.Diff([]string{"c", "a", "b"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, exists := memory.Find(server, wrappers.Duty("c").Namespace("region-b").Obj()); exists {
		t.Error("found in another namespace")
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upkeep_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	keeper "github.com/jianguan/supervision-operator/controllers/upkeep"
	"github.com/jianguan/supervision-operator/internal/upkeep"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var (
	now       = time.Date(2021, 4, 16, 8, 0, 0, 5, time.UTC)
	errBroken = errors.New("the API server is down")
)

// words differ in each place.
func words() keeper.Words {
	return keeper.Words{
		Action:     "Decide",
		Source:     func(duty *v1alpha1.DepartmentDuty) string { return "the minutes of " + duty.Name },
		Created:    keeper.Event{Reason: "Decided", Note: "made of"},
		Changed:    keeper.Event{Reason: "Amended", Note: "brought in line with"},
		Reinstated: keeper.Event{Reason: "Revived", Note: "in force again by"},
		Withdrawn:  keeper.Event{Reason: "Struck", Note: "not owed any more by"},
		Deleted:    keeper.Event{Reason: "Erased", Note: "deleted by"},
	}
}

func duty(name string) *wrappers.DutyWrapper { return wrappers.Duty(name).Namespace("region-jilin") }

func report(duty v1alpha1.ObjectName) *v1alpha1.DutyReport {
	return wrappers.Report("report").Namespace("region-jilin").Duty(duty).Obj()
}

func ruling(duty v1alpha1.ObjectName) *v1alpha1.DutyRuling {
	return wrappers.Ruling("ruling").Namespace("region-jilin").Duty(duty).Obj()
}

// kept reads a duty, or returns nil.
func kept(t *testing.T, reader client.Reader, name string) *v1alpha1.DepartmentDuty {
	t.Helper()
	found, err := keeper.Get(t.Context(), reader, client.ObjectKey{Namespace: "region-jilin", Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// told takes what was recorded.
func told(recorder *events.FakeRecorder) []string {
	var all []string
	for len(recorder.Events) > 0 {
		all = append(all, <-recorder.Events)
	}
	return all
}

// edited is the change that gives a duty another title, and has it in force.
func edited(before *v1alpha1.DepartmentDuty, title string) upkeep.Change {
	after := before.DeepCopy()
	after.Spec.Title, after.Spec.WithdrawnTime = title, nil
	return upkeep.Change{Before: before, After: after}
}

func TestApplyWritesAndTells(t *testing.T) {
	t.Parallel()
	server := serverWith(t, duty("changed").Obj(), duty("withdrawn").Withdrawn(now).Obj(), duty("struck").Obj(), duty("erased").Obj())
	recorder := events.NewFakeRecorder(10)
	writer := keeper.Writer{Client: server, APIReader: server, Recorder: recorder, Words: words()}
	behind, err := writer.Apply(t.Context(), &upkeep.Changes{
		Create:    []*v1alpha1.DepartmentDuty{duty("new").Title("New").Obj()},
		Update:    []upkeep.Change{edited(kept(t, server, "changed"), "Changed")},
		Reinstate: []upkeep.Change{edited(kept(t, server, "withdrawn"), "Withdrawn")},
		Withdraw:  []upkeep.Change{upkeep.Withdraw(kept(t, server, "struck"), now)},
		Delete:    []*v1alpha1.DepartmentDuty{kept(t, server, "erased")},
	}, now)
	if behind || err != nil {
		t.Errorf("behind %t, error %v", behind, err)
	}
	want := []string{
		"Normal Decided made of the minutes of new",
		"Normal Amended brought in line with the minutes of changed",
		"Normal Revived in force again by the minutes of withdrawn",
		"Warning Struck not owed any more by the minutes of struck",
		"Warning Erased deleted by the minutes of erased",
	}
	if diff := cmp.Diff(want, told(recorder)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if made := kept(t, server, "new"); made == nil || made.Spec.Title != "New" {
		t.Errorf("made %v", made)
	}
	if got := kept(t, server, "changed").Spec.Title; got != "Changed" {
		t.Errorf("changed to %q", got)
	}
	if got := kept(t, server, "withdrawn").Spec; got.WithdrawnTime != nil || got.Title != "Withdrawn" {
		t.Errorf("reinstated as %+v", got)
	}
	if got := kept(t, server, "struck").Spec.WithdrawnTime; !got.Equal(new(metav1.NewTime(now.Truncate(time.Second)))) {
		t.Errorf("withdrawn at %v", got)
	}
	if kept(t, server, "erased") != nil {
		t.Error("it was not deleted")
	}
}

// TestApplyWithoutWhatItSaw holds that nothing is written, and nothing told, where the API
// server holds something else than was seen.
func TestApplyWithoutWhatItSaw(t *testing.T) {
	t.Parallel()
	gone := duty("gone").Obj()
	gone.ResourceVersion = "1"
	tests := map[string]struct {
		changes func(seen *v1alpha1.DepartmentDuty) *upkeep.Changes
		behind  bool
	}{
		"made already": {func(seen *v1alpha1.DepartmentDuty) *upkeep.Changes {
			return &upkeep.Changes{Create: []*v1alpha1.DepartmentDuty{duty(seen.Name).Title("planned").Obj()}}
		}, true},
		"changed since": {func(seen *v1alpha1.DepartmentDuty) *upkeep.Changes {
			return &upkeep.Changes{Update: []upkeep.Change{edited(seen, "planned")}}
		}, true},
		"changed since, to be reinstated": {func(seen *v1alpha1.DepartmentDuty) *upkeep.Changes {
			return &upkeep.Changes{Reinstate: []upkeep.Change{edited(seen, "planned")}}
		}, true},
		"changed since, to be withdrawn": {func(seen *v1alpha1.DepartmentDuty) *upkeep.Changes {
			return &upkeep.Changes{Withdraw: []upkeep.Change{upkeep.Withdraw(seen, now)}}
		}, true},
		"changed since, to be deleted": {func(seen *v1alpha1.DepartmentDuty) *upkeep.Changes {
			return &upkeep.Changes{Delete: []*v1alpha1.DepartmentDuty{seen}}
		}, true},
		"gone, to be changed": {func(*v1alpha1.DepartmentDuty) *upkeep.Changes {
			return &upkeep.Changes{Update: []upkeep.Change{edited(gone, "planned")}}
		}, false},
		"gone, to be deleted": {func(*v1alpha1.DepartmentDuty) *upkeep.Changes {
			return &upkeep.Changes{Delete: []*v1alpha1.DepartmentDuty{gone}}
		}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serverWith(t, duty("d").Title("seen").Obj())
			seen := kept(t, server, "d")
			newer := edited(seen, "newer").After
			if err := server.Update(t.Context(), newer); err != nil {
				t.Fatal(err)
			}
			recorder := events.NewFakeRecorder(10)
			writer := keeper.Writer{Client: server, APIReader: server, Recorder: recorder, Words: words()}
			behind, err := writer.Apply(t.Context(), test.changes(seen), now)
			if behind != test.behind || err != nil {
				t.Errorf("behind %t, error %v", behind, err)
			}
			if diff := cmp.Diff(newer.Spec, kept(t, server, "d").Spec); diff != "" {
				t.Errorf("what is kept (-want +got):\n%s", diff)
			}
			if all := told(recorder); len(all) > 0 {
				t.Errorf("events %q", all)
			}
		})
	}
}

// TestDeletionPrecondition holds that a duty is deleted as it was seen, and no other of its
// name. The fake client looks at resource versions alone.
func TestDeletionPrecondition(t *testing.T) {
	t.Parallel()
	seen := duty("d").Obj()
	seen.UID = "seen"
	server := serverWith(t, seen)
	var asked client.DeleteOptions
	watched := interceptor.NewClient(server, interceptor.Funcs{
		Delete: func(ctx context.Context, c client.WithWatch, o client.Object, options ...client.DeleteOption) error {
			asked.ApplyOptions(options)
			return c.Delete(ctx, o, options...)
		},
	})
	writer := keeper.Writer{Client: watched, APIReader: server, Recorder: events.NewFakeRecorder(10), Words: words()}
	seen = kept(t, server, "d")
	if behind, err := writer.Apply(t.Context(), &upkeep.Changes{Delete: []*v1alpha1.DepartmentDuty{seen}}, now); behind || err != nil {
		t.Errorf("behind %t, error %v", behind, err)
	}
	want := &metav1.Preconditions{UID: &seen.UID, ResourceVersion: &seen.ResourceVersion}
	if diff := cmp.Diff(want, asked.Preconditions); diff != "" {
		t.Errorf("preconditions (-want +got):\n%s", diff)
	}
}

// TestNothingFiledIsLost holds that a duty is withdrawn, and not deleted, where the API
// server knows of a record or refuses.
func TestNothingFiledIsLost(t *testing.T) {
	t.Parallel()
	refuse := interceptor.Funcs{Delete: func(_ context.Context, _ client.WithWatch, o client.Object, _ ...client.DeleteOption) error {
		return apierrors.NewForbidden(schema.GroupResource{Resource: "departmentduties"}, o.GetName(), errors.New("it has a ledger"))
	}}
	elsewhere := report("d")
	elsewhere.Namespace = "region-siping"
	tests := map[string]struct {
		records   []client.Object
		server    interceptor.Funcs
		withdrawn bool
	}{
		"a report":                    {records: []client.Object{report("d")}, withdrawn: true},
		"a ruling":                    {records: []client.Object{ruling("d")}, withdrawn: true},
		"refused":                     {server: refuse, withdrawn: true},
		"records of another duty":     {records: []client.Object{report("e"), ruling("e")}},
		"a report in another region":  {records: []client.Object{elsewhere}},
		"nothing is filed, no record": {},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serverWith(t, append(test.records, duty("d").Obj())...)
			recorder := events.NewFakeRecorder(10)
			writer := keeper.Writer{
				Client: interceptor.NewClient(server, test.server), APIReader: server, Recorder: recorder, Words: words(),
			}
			changes := &upkeep.Changes{Delete: []*v1alpha1.DepartmentDuty{kept(t, server, "d")}}
			if behind, err := writer.Apply(t.Context(), changes, now); behind || err != nil {
				t.Errorf("behind %t, error %v", behind, err)
			}
			want := "Warning Erased deleted by the minutes of d"
			if test.withdrawn {
				want = "Warning Struck not owed any more by the minutes of d"
			}
			if diff := cmp.Diff([]string{want}, told(recorder)); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			is := kept(t, server, "d")
			if withdrawn := is != nil && is.Spec.WithdrawnTime != nil; withdrawn != test.withdrawn || (is != nil) != test.withdrawn {
				t.Errorf("what is kept: %v", is)
			}
		})
	}
}

// TestAWriteThatFailsHoldsUpNoOther breaks every other write.
func TestAWriteThatFailsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	server := serverWith(t, duty("bad-change").Obj(), duty("good-change").Obj(), duty("bad-deletion").Obj(), duty("good-deletion").Obj())
	broken := func(o client.Object) error {
		if strings.HasPrefix(o.GetName(), "bad") {
			return errBroken
		}
		return nil
	}
	failing := interceptor.NewClient(server, interceptor.Funcs{
		Create: func(ctx context.Context, c client.WithWatch, o client.Object, options ...client.CreateOption) error {
			if err := broken(o); err != nil {
				return err
			}
			return c.Create(ctx, o, options...)
		},
		Patch: func(ctx context.Context, c client.WithWatch, o client.Object, patch client.Patch, options ...client.PatchOption) error {
			if err := broken(o); err != nil {
				return err
			}
			return c.Patch(ctx, o, patch, options...)
		},
		Delete: func(ctx context.Context, c client.WithWatch, o client.Object, options ...client.DeleteOption) error {
			if err := broken(o); err != nil {
				return err
			}
			return c.Delete(ctx, o, options...)
		},
	})
	recorder := events.NewFakeRecorder(10)
	writer := keeper.Writer{Client: failing, APIReader: server, Recorder: recorder, Words: words()}
	behind, err := writer.Apply(t.Context(), &upkeep.Changes{
		Create: []*v1alpha1.DepartmentDuty{duty("bad-creation").Obj(), duty("good-creation").Obj()},
		Update: []upkeep.Change{edited(kept(t, server, "bad-change"), "x"), edited(kept(t, server, "good-change"), "x")},
		Delete: []*v1alpha1.DepartmentDuty{kept(t, server, "bad-deletion"), kept(t, server, "good-deletion")},
	}, now)
	if behind || !errors.Is(err, errBroken) {
		t.Fatalf("behind %t, error %v", behind, err)
	}
	wantErrors := []string{
		"create DepartmentDuty region-jilin/bad-creation: " + errBroken.Error(),
		"patch DepartmentDuty region-jilin/bad-change: " + errBroken.Error(),
		"delete DepartmentDuty region-jilin/bad-deletion: " + errBroken.Error(),
	}
	if diff := cmp.Diff(wantErrors, strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	want := []string{
		"Normal Decided made of the minutes of good-creation",
		"Normal Amended brought in line with the minutes of good-change",
		"Warning Erased deleted by the minutes of good-deletion",
	}
	if diff := cmp.Diff(want, told(recorder)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestNothingIsDeletedUnseen holds that a duty stays if it cannot be told whether it has
// records.
func TestNothingIsDeletedUnseen(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"DutyReports", "DutyRulings"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			server := serverWith(t, duty("d").Obj())
			recorder := events.NewFakeRecorder(10)
			writer := keeper.Writer{Client: server, APIReader: unreadable(server, kind), Recorder: recorder, Words: words()}
			behind, err := writer.Apply(t.Context(), &upkeep.Changes{Delete: []*v1alpha1.DepartmentDuty{kept(t, server, "d")}}, now)
			if want := "list " + kind + " of region-jilin/d: " + errBroken.Error(); behind || err == nil || err.Error() != want {
				t.Errorf("behind %t, error %v, want %s", behind, err, want)
			}
			if is := kept(t, server, "d"); is == nil || is.Spec.WithdrawnTime != nil {
				t.Errorf("what is kept: %v", is)
			}
			if all := told(recorder); len(all) > 0 {
				t.Errorf("events %q", all)
			}
		})
	}
}

// TestBehindAndBroken holds that neither hides the other.
func TestBehindAndBroken(t *testing.T) {
	t.Parallel()
	server := serverWith(t, duty("made").Obj(), duty("d").Obj())
	writer := keeper.Writer{
		Client: server, APIReader: unreadable(server, "DutyReports"), Recorder: events.NewFakeRecorder(10), Words: words(),
	}
	changes := &upkeep.Changes{
		Create: []*v1alpha1.DepartmentDuty{duty("made").Obj()}, Delete: []*v1alpha1.DepartmentDuty{kept(t, server, "d")},
	}
	if behind, err := writer.Apply(t.Context(), changes, now); !behind || !errors.Is(err, errBroken) || apierrors.IsAlreadyExists(err) {
		t.Errorf("behind %t, error %v", behind, err)
	}
}

// unreadable cannot list the records of a kind.
func unreadable(server client.WithWatch, kind string) client.Client {
	return interceptor.NewClient(server, interceptor.Funcs{
		List: func(ctx context.Context, c client.WithWatch, list client.ObjectList, options ...client.ListOption) error {
			_, reports := list.(*v1alpha1.DutyReportList)
			_, rulings := list.(*v1alpha1.DutyRulingList)
			if reports && kind == "DutyReports" || rulings && kind == "DutyRulings" {
				return errBroken
			}
			return c.List(ctx, list, options...)
		},
	})
}

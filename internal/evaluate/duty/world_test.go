// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

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
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// world plays the API server, which stamps and keeps objects, and the operator,
// which evaluates the duty at each change and at each instant that the last
// evaluation named.
type world struct {
	t      testing.TB
	now    time.Time
	duty   *v1alpha1.DepartmentDuty
	region *v1alpha1.Jurisdiction
	// ancestors of the region, its calendar, and how copies of the duty stand.
	ancestors []*v1alpha1.Jurisdiction
	calendar  calendar.Found
	cascade   *v1alpha1.CascadeStatus
	reports   map[string]*v1alpha1.DutyReport
	rulings   map[string]*v1alpha1.DutyRuling
	// down is set while the operator does not run.
	down bool
	last duty.Result
	// understood is the duty with its region as the plan was last understood.
	understood duty.Input
	// dice throws the instants at which promises are checked.
	dice dice
}

func newWorld(tb testing.TB, dice dice, region *v1alpha1.Jurisdiction, object *v1alpha1.DepartmentDuty) *world {
	tb.Helper()
	object = object.DeepCopy()
	object.Generation = max(object.Generation, 1)
	return &world{
		t: tb, dice: dice, now: object.CreationTimestamp.Time, duty: object, region: region,
		reports: map[string]*v1alpha1.DutyReport{}, rulings: map[string]*v1alpha1.DutyRuling{},
	}
}

// input returns what an evaluation now would be given: copies, as from a cache.
func (w *world) input() duty.Input {
	in := duty.Input{Duty: w.duty.DeepCopy(), Calendar: w.calendar, Cascade: w.cascade.DeepCopy(), Now: w.now}
	for _, ancestor := range w.ancestors {
		in.Ancestors = append(in.Ancestors, ancestor.DeepCopy())
	}
	if w.region != nil {
		in.Jurisdiction = w.region.DeepCopy()
	}
	for _, name := range slices.Sorted(maps.Keys(w.reports)) {
		in.Reports = append(in.Reports, *w.reports[name].DeepCopy())
	}
	for _, name := range slices.Sorted(maps.Keys(w.rulings)) {
		in.Rulings = append(in.Rulings, *w.rulings[name].DeepCopy())
	}
	return in
}

// evaluate evaluates the duty, holds the result against everything that must be
// true of any, and writes the statuses.
func (w *world) evaluate() {
	w.t.Helper()
	if w.down {
		return
	}
	in := w.input()
	w.last = duty.Evaluate(in)
	mustEqual(w.t, "Evaluate changed its input", w.input(), in)
	checkPromises(w.t, w.dice, in, w.last)
	checkLedger(w.t, &in.Duty.Status, &w.last.Status)
	checkCycles(w.t, in, &w.last.Status)
	checkRungs(w.t, in, &w.last.Status)
	checkEdits(w.t, in, w.last)
	checkStatus(w.t, in, w.last)
	if understood(&w.last.Status) {
		w.understood = duty.Input{Duty: in.Duty, Jurisdiction: in.Jurisdiction, Calendar: in.Calendar}
	} else if w.understood.Duty != nil {
		checkLastPlan(w.t, w.understood, in, w.last)
	}
	write(w.t, &w.duty.Status, w.last.Status)
	for i := range in.Reports {
		write(w.t, &w.reports[in.Reports[i].Name].Status, w.last.Reports[i])
	}
	for i := range in.Rulings {
		write(w.t, &w.rulings[in.Rulings[i].Name].Status, w.last.Rulings[i])
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

// advance lets time pass until then; a running operator evaluates at each instant
// at which something changes.
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

// stamp is the creation time that the API server gives now, in whole seconds.
func (w *world) stamp() metav1.Time { return metav1.NewTime(w.now.Truncate(time.Second)) }

func (w *world) file(object *v1alpha1.DutyReport) {
	w.t.Helper()
	if w.reports[object.Name] != nil {
		w.t.Fatalf("there is a DutyReport %q already", object.Name)
	}
	object = object.DeepCopy()
	object.CreationTimestamp, object.Generation, object.Status = w.stamp(), 1, v1alpha1.RecordStatus{}
	w.reports[object.Name] = object
	w.evaluate()
}

func (w *world) rule(object *v1alpha1.DutyRuling) {
	w.t.Helper()
	if w.rulings[object.Name] != nil {
		w.t.Fatalf("there is a DutyRuling %q already", object.Name)
	}
	object = object.DeepCopy()
	object.CreationTimestamp, object.Generation, object.Status = w.stamp(), 1, v1alpha1.RecordStatus{}
	w.rulings[object.Name] = object
	w.evaluate()
}

// purge deletes a record.
func (w *world) purge(name string) {
	w.t.Helper()
	if w.reports[name] == nil && w.rulings[name] == nil {
		w.t.Fatalf("there is no record %q", name)
	}
	delete(w.reports, name)
	delete(w.rulings, name)
	w.evaluate()
}

// edit changes the plan.
func (w *world) edit(change func(spec *v1alpha1.DepartmentDutySpec)) {
	w.t.Helper()
	change(&w.duty.Spec)
	w.duty.Generation++
	w.evaluate()
}

// records names all records there are, in alphabetical order.
func (w *world) records() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for name := range w.reports {
			if !yield(name) {
				return
			}
		}
		for name := range w.rulings {
			if !yield(name) {
				return
			}
		}
	})
}

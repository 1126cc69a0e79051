// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade_test

import (
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/cascade"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// TestWhoAsksForANamespaceOfAnother holds that a region which matches says nothing about
// what is in a namespace that another holds.
func TestWhoAsksForANamespaceOfAnother(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		// held is the namespace that the status of the region which made the copy possible names.
		held          string
		withdrawn     bool
		total, behind int32
	}{
		"held by the one that left": {held: "region-siping", withdrawn: true, total: 1},
		"held by nobody":            {withdrawn: false, total: 1, behind: 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := clocktesting.NewFakePassiveClock(time.Date(2021, 4, 16, 0, 0, 0, 0, time.UTC))
			server, err := memory.New(t.Context(), clock.Now)
			if err != nil {
				t.Fatal(err)
			}
			above := wrappers.Jurisdiction("jilin").Level(v1alpha1.LevelProvince).Obj()
			above.Status.Namespace = "region-jilin"
			left := wrappers.Jurisdiction("siping").Level(v1alpha1.LevelCounty).Parent("jilin").Obj()
			left.Status.Namespace = test.held
			asks := wrappers.Jurisdiction("late").Level(v1alpha1.LevelCounty).Parent("jilin").Label("in", "yes").NamespaceName("region-siping").Obj()
			origin := wrappers.Duty("clinics").Namespace("region-jilin").Cascade(wrappers.Cascade().Matching("in", "yes")).Obj()
			made := wrappers.Duty("jilin.clinics").Namespace("region-siping").Origin("jilin", "clinics").
				Receipt(v1alpha1.Receipt{Name: "r"}).Light(v1alpha1.LightYellow).Obj()
			for _, object := range []client.Object{above, left, asks, origin, made} {
				if err := server.Put(object); err != nil {
					t.Fatal(err)
				}
			}
			standing, err := cascade.NewRegions(server, nil).Standing(t.Context(), origin, above)
			if err != nil {
				t.Fatal(err)
			}
			if *standing.Total != test.total || *standing.Behind != test.behind {
				t.Errorf("total %d, behind %d", *standing.Total, *standing.Behind)
			}
			reconciler := &cascade.Reconciler{
				Client: server.Client(), APIReader: server.Client(), Recorder: events.NewFakeRecorder(10), Clock: clock,
			}
			key := types.NamespacedName{Namespace: "region-jilin", Name: "clinics"}
			if _, err := reconciler.Reconcile(t.Context(), ctrl.Request{NamespacedName: key}); err != nil {
				t.Fatal(err)
			}
			is := &v1alpha1.DepartmentDuty{}
			if err := server.Get(t.Context(), client.ObjectKeyFromObject(made), is); err != nil {
				t.Fatal(err)
			}
			if withdrawn := is.Spec.WithdrawnTime != nil; withdrawn != test.withdrawn {
				t.Errorf("withdrawn: %t", withdrawn)
			}
		})
	}
}

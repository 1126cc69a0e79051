// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// TestWhatOfADutyConcernsItsRegion counts the writes that a change of one duty
// causes, in the order in which they come about.
func TestWhatOfADutyConcernsItsRegion(t *testing.T) {
	everyLevel := statusOfEach("township-7", "county-7-0", "prefecture-7", "province")
	alone, nothing := statusOfEach("township-7"), statusOfEach()
	steps := []struct {
		name   string
		change func(*v1alpha1.DepartmentDuty)
		// reconciled is how many regions were looked at.
		reconciled int32
		writes     map[string]int
	}{
		{"overdue, and on the first rung at once", func(d *v1alpha1.DepartmentDuty) {
			d.Status.Light, d.Status.Escalation.Rung = v1alpha1.LightRed, v1alpha1.EscalationNotice
		}, 4, everyLevel},
		{"on the next rung", func(d *v1alpha1.DepartmentDuty) {
			d.Status.Escalation.Rung = v1alpha1.EscalationInterview
		}, 0, nothing},
		{"completed late", func(d *v1alpha1.DepartmentDuty) {
			d.Status.Light, d.Status.Escalation.Rung = v1alpha1.LightGreen, ""
			meta.SetStatusCondition(&d.Status.Conditions, metav1.Condition{
				Type: v1alpha1.ConditionCompleted, Status: metav1.ConditionTrue, Reason: v1alpha1.ReasonCompletedLate,
			})
		}, 4, everyLevel},
		{"its copies and its ledger", func(d *v1alpha1.DepartmentDuty) {
			d.Status.Cascade.Completed = new(int32(7))
			d.Status.Receipts = append(d.Status.Receipts, v1alpha1.Receipt{Name: "r"})
		}, 0, nothing},
		{"led by a department that is not declared", func(d *v1alpha1.DepartmentDuty) {
			d.Spec.Leads = append(d.Spec.Leads, "police")
		}, 1, alone},
		{"of a scope of its own", func(d *v1alpha1.DepartmentDuty) { d.Spec.Scope = "blood" }, 1, alone},
		{"another title", func(d *v1alpha1.DepartmentDuty) { d.Spec.Title = "another" }, 0, nothing},
		{"withdrawn", func(d *v1alpha1.DepartmentDuty) { d.Spec.WithdrawnTime = new(metav1.Unix(0, 0)) }, 4, everyLevel},
		{"withdrawn, and turning blue", func(d *v1alpha1.DepartmentDuty) { d.Status.Light = v1alpha1.LightBlue }, 0, nothing},
	}
	synctest.Test(t, func(t *testing.T) {
		c := newCountry(t.Context(), t)
		defer c.queue.ShutDown()
		c.settle(t)
		c.server.Counted()
		for _, step := range steps {
			before := c.reconciled.Load()
			c.change(t, "township-7", step.change)
			c.settle(t)
			if diff := cmp.Diff(step.writes, c.server.Counted()); diff != "" {
				t.Errorf("%s: writes (-want +got):\n%s", step.name, diff)
			}
			if got := c.reconciled.Load() - before; got != step.reconciled {
				t.Errorf("%s: %d regions were reconciled, want %d", step.name, got, step.reconciled)
			}
		}
	})
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/regions"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

// facts is everything that the evaluation of one duty depends on, but the time.
type facts struct {
	// duty is nil if there is none of that name.
	duty *v1alpha1.DepartmentDuty
	// jurisdiction is nil while none holds the namespace.
	jurisdiction *v1alpha1.Jurisdiction
	// ancestors of the jurisdiction, the nearest first, as far as the line of
	// parents is known. They belong to the cache: they must not be changed.
	ancestors []*v1alpha1.Jurisdiction
	// calendar on which the jurisdiction counts working days.
	calendar calendar.Found
	reports  []v1alpha1.DutyReport
	rulings  []v1alpha1.DutyRuling
	// cascade is how the copies of the duty stand; nil where it is not handed down.
	cascade *v1alpha1.CascadeStatus
}

// gather reads from the cache. What it reads may be a little old; the optimistic
// lock of the write then refuses it, and the receipts that the API server gave set
// right whatever was concluded before a record was seen.
func (r *Reconciler) gather(ctx context.Context, key types.NamespacedName) (*facts, error) {
	found := &facts{duty: &v1alpha1.DepartmentDuty{}}
	switch err := r.Client.Get(ctx, key, found.duty); {
	case apierrors.IsNotFound(err):
		found.duty = nil
	case err != nil:
		return nil, fmt.Errorf("get DepartmentDuty %s: %w", key, err)
	}
	records := []client.ListOption{client.InNamespace(key.Namespace), client.MatchingFields{index.RecordDuty: key.Name}}
	var reports v1alpha1.DutyReportList
	if err := r.Client.List(ctx, &reports, records...); err != nil {
		return nil, fmt.Errorf("list DutyReports of %s: %w", key, err)
	}
	var rulings v1alpha1.DutyRulingList
	if err := r.Client.List(ctx, &rulings, records...); err != nil {
		return nil, fmt.Errorf("list DutyRulings of %s: %w", key, err)
	}
	found.reports, found.rulings = reports.Items, rulings.Items

	if err := r.gatherRegion(ctx, key.Namespace, found); err != nil {
		return nil, err
	}
	return found, r.gatherCascade(ctx, found)
}

// behind tells whether the cache shows one of the objects whose status is written here
// as it was before that.
func (r *Reconciler) behind(found *facts) bool {
	behind := found.duty != nil && r.written.Behind(found.duty)
	for i := range found.reports {
		behind = r.written.Behind(&found.reports[i]) || behind
	}
	for i := range found.rulings {
		behind = r.written.Behind(&found.rulings[i]) || behind
	}
	return behind
}

// gatherRegion reads the region that holds a namespace, and what its duties take from
// the regions above it.
func (r *Reconciler) gatherRegion(ctx context.Context, namespace string, found *facts) error {
	var err error
	if found.jurisdiction, err = regions.Holder(ctx, r.Client, namespace); err != nil {
		return err
	}
	if found.jurisdiction == nil {
		found.calendar = calendar.Found{
			Reason: v1alpha1.ReasonJurisdictionNotFound, Message: "no Jurisdiction says which calendar applies", Waiting: true,
		}
		return nil
	}
	if found.ancestors, err = regions.Ancestors(ctx, r.Client, found.jurisdiction); err != nil {
		return err
	}
	found.calendar, err = calendars.OrNew(r.Calendars, r.Client).Find(ctx, found.jurisdiction, found.ancestors)
	return err
}

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
	"github.com/jianguan/supervision-operator/controllers/index"
)

// facts is everything that the evaluation of one duty depends on, but the time.
type facts struct {
	// duty is nil if there is none of that name.
	duty *v1alpha1.DepartmentDuty
	// jurisdiction is nil while none holds the namespace.
	jurisdiction *v1alpha1.Jurisdiction
	reports      []v1alpha1.DutyReport
	rulings      []v1alpha1.DutyRuling
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

	var jurisdictions v1alpha1.JurisdictionList
	if err := r.Client.List(ctx, &jurisdictions, client.MatchingFields{index.JurisdictionNamespace: key.Namespace}); err != nil {
		return nil, fmt.Errorf("find the Jurisdiction that holds namespace %s: %w", key.Namespace, err)
	}
	if len(jurisdictions.Items) > 0 {
		found.jurisdiction = &jurisdictions.Items[0]
	}
	return found, nil
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"context"

	"k8s.io/apimachinery/pkg/api/equality"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// apply writes what changed: first the duty, which holds the ledger, then the
// records. Whoever is killed in between leaves nothing behind that the next
// evaluation would not write in the same way. Each write is told by events once
// it succeeded, so that a killed operator may leave one out but repeats none.
func (r *Reconciler) apply(ctx context.Context, facts *facts, result *duty.Result) error {
	if facts.duty != nil {
		if err := r.applyDuty(ctx, facts.duty, &result.Status); err != nil {
			return err
		}
	}
	for i := range facts.reports {
		before, after := &facts.reports[i], facts.reports[i]
		after.Status = result.Reports[i]
		if err := r.applyRecord(ctx, before, &after, &before.Status, &after.Status); err != nil {
			return err
		}
	}
	for i := range facts.rulings {
		before, after := &facts.rulings[i], facts.rulings[i]
		after.Status = result.Rulings[i]
		if err := r.applyRecord(ctx, before, &after, &before.Status, &after.Status); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reconciler) applyDuty(ctx context.Context, before *v1alpha1.DepartmentDuty, status *v1alpha1.DepartmentDutyStatus) error {
	if equality.Semantic.DeepEqual(&before.Status, status) {
		return nil
	}
	after := before.DeepCopy()
	after.Status = *status
	if err := r.patch(ctx, before, after); err != nil {
		return client.IgnoreNotFound(err)
	}
	r.tellDuty(before, after)
	return nil
}

// applyRecord writes the status of a report or a ruling, given with both objects.
func (r *Reconciler) applyRecord(ctx context.Context, before, after client.Object, was, is *v1alpha1.RecordStatus) error {
	if equality.Semantic.DeepEqual(was, is) {
		return nil
	}
	if err := r.patch(ctx, before, after); err != nil {
		return client.IgnoreNotFound(err)
	}
	r.tellRecord(after, was, is)
	return nil
}

// patch writes a status. What is gone needs none, and no events.
func (r *Reconciler) patch(ctx context.Context, before, after client.Object) error {
	return r.written.PatchStatus(ctx, r.Client, before, after, r.Clock.Now())
}

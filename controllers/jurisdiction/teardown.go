// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
)

// takeDown removes what was set up for a region that is being deleted, and lets
// it go; or says what keeps it. It returns when to look again, zero for never:
// what it waits for is watched.
func (r *Reconciler) takeDown(ctx context.Context, f *facts) (time.Duration, error) {
	if !controllerutil.ContainsFinalizer(f.jurisdiction, v1alpha1.FinalizerRegion) {
		return 0, nil
	}
	deletion := evaluate.Deletion{Children: evaluate.Below(f.jurisdiction, f.children)}
	deletes := f.jurisdiction.Spec.Namespace.DeletionPolicy == v1alpha1.DeletionDelete
	// Of a namespace that somebody deletes, nothing can be kept any more.
	remains := f.holdsNamespace() && f.observed.Namespace.DeletionTimestamp == nil
	var err error
	if deletes && remains {
		if deletion.Records, err = countRecords(ctx, r.Client, f.observed.Namespace.Name); err != nil {
			return 0, err
		}
	}
	if ends, err := r.saysWhyNot(ctx, f, deletion); ends || err != nil {
		return 0, err
	}
	if remains {
		if err := r.removeOwn(ctx, f, deletion); err != nil {
			return 0, err
		}
	}
	if deletes && f.holdsNamespace() {
		return r.deleteNamespace(ctx, f, deletion)
	}
	return 0, client.IgnoreNotFound(r.changeFinalizer(ctx, f, controllerutil.RemoveFinalizer))
}

// saysWhyNot writes how the deletion stands, and tells whether it ends there: as
// something keeps the region, or as it is gone already.
func (r *Reconciler) saysWhyNot(ctx context.Context, f *facts, deletion evaluate.Deletion) (bool, error) {
	before := f.jurisdiction
	status := evaluate.EvaluateDeletion(before, deletion, r.Clock.Now())
	if err := r.writeStatus(ctx, f, status); err != nil {
		return true, client.IgnoreNotFound(err)
	}
	r.announce(before, &status)
	return evaluate.DeletionIsBlocked(&status), nil
}

// removeOwn deletes what stands in the inventory and is the operator's own.
func (r *Reconciler) removeOwn(ctx context.Context, f *facts, deletion evaluate.Deletion) error {
	listed := sets.New(f.jurisdiction.Status.Inventory...)
	own := slices.DeleteFunc(region.InReverse(f.observed.Within), func(object region.Object) bool {
		return !listed.Has(region.EntryOf(object)) || !region.Own(f.jurisdiction.Name, object) || object.GetDeletionTimestamp() != nil
	})
	failures := eachOfAKind(own, itself, func(object region.Object) error { return r.delete(ctx, object) })
	if len(failures) == 0 {
		return nil
	}
	deletion.Problems = []region.Problem{setupProblem(failures)}
	_, err := r.saysWhyNot(ctx, f, deletion)
	return errors.Join(append(failures, err)...)
}

// deleteNamespace deletes the namespace, and lets the region go once it is gone.
// By now nobody holds a right there that the operator gave, so what is counted
// past the cache is the last that was filed.
func (r *Reconciler) deleteNamespace(ctx context.Context, f *facts, deletion evaluate.Deletion) (time.Duration, error) {
	namespace := f.observed.Namespace
	if namespace.DeletionTimestamp != nil {
		return 0, nil
	}
	var err error
	if deletion.Records, err = countRecords(ctx, r.APIReader, namespace.Name); err != nil {
		return 0, err
	}
	if ends, err := r.saysWhyNot(ctx, f, deletion); ends || err != nil {
		return 0, err
	}
	uid := namespace.UID
	if err := r.Client.Delete(ctx, namespace, client.Preconditions{UID: &uid}); client.IgnoreNotFound(err) != nil {
		return 0, fmt.Errorf("delete namespace %s: %w", namespace.Name, err)
	}
	// The watch tells when it is gone; should that be missed, this finds out.
	return recheckTaken, nil
}

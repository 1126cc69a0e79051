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

// gatherDeletion reads what keeps a region that is being deleted; nil for one that
// is not.
func (r *Reconciler) gatherDeletion(ctx context.Context, f *facts) (*evaluate.Deletion, error) {
	if f.jurisdiction.DeletionTimestamp == nil {
		return nil, nil
	}
	deletion := &evaluate.Deletion{Children: evaluate.Below(f.jurisdiction, f.children)}
	var err error
	if f.deletesNamespace() {
		deletion.Records, err = countRecords(ctx, r.Client, f.observed.Namespace.Name)
	}
	return deletion, err
}

// deletesNamespace tells whether the namespace of the region has to be deleted,
// and nobody did so yet. Of one that somebody deletes, nothing can be kept.
func (f *facts) deletesNamespace() bool {
	return f.jurisdiction.Spec.Namespace.DeletionPolicy == v1alpha1.DeletionDelete &&
		f.holdsNamespace() && f.observed.Namespace.DeletionTimestamp == nil
}

// takeDown removes what was set up for a region that is being deleted, and lets
// it go; or says what it waits for. It returns when to look again, zero for never.
func (r *Reconciler) takeDown(ctx context.Context, f *facts, deletion *evaluate.Deletion) (time.Duration, error) {
	remains := f.holdsNamespace() && f.observed.Namespace.DeletionTimestamp == nil
	var failures []error
	if remains {
		failures = r.removeOwn(ctx, f)
	}
	if f.deletesNamespace() && len(failures) == 0 {
		failures = r.deleteNamespace(ctx, f, deletion)
	}
	waits := f.holdsNamespace() && f.jurisdiction.Spec.Namespace.DeletionPolicy == v1alpha1.DeletionDelete
	if !waits && len(failures) == 0 {
		return 0, client.IgnoreNotFound(r.changeFinalizer(ctx, f, controllerutil.RemoveFinalizer))
	}

	if waits {
		deletion.AwaitedNamespace = f.observed.Namespace.Name
	}
	deletion.Problems = setupProblems(failures)
	before := f.jurisdiction
	status := evaluate.EvaluateDeletion(before, deletion, r.Clock.Now())
	if err := r.writeStatus(ctx, f, status); err != nil {
		failures = append(failures, client.IgnoreNotFound(err))
	}
	r.announce(before, &status)
	if err := errors.Join(failures...); err != nil {
		return 0, err
	}
	// The watch tells when the namespace is gone; should that be missed, this
	// finds out.
	return recheckTaken, nil
}

// removeOwn deletes what stands in the inventory and is the operator's own, and
// returns what failed.
func (r *Reconciler) removeOwn(ctx context.Context, f *facts) []error {
	listed := sets.New(f.jurisdiction.Status.Inventory...)
	own := slices.DeleteFunc(region.InReverse(f.observed.Within), func(object region.Object) bool {
		return !listed.Has(region.EntryOf(object)) || !region.Own(f.jurisdiction.Name, object) || object.GetDeletionTimestamp() != nil
	})
	return eachOfAKind(own, itself, func(object region.Object) error { return r.delete(ctx, object) })
}

// deleteNamespace deletes the namespace unless a record is found in it after all.
// By now nobody holds a right there that the operator gave, so what is counted
// past the cache is the last that was filed.
func (r *Reconciler) deleteNamespace(ctx context.Context, f *facts, deletion *evaluate.Deletion) []error {
	namespace := f.observed.Namespace
	var err error
	if deletion.Records, err = countRecords(ctx, r.APIReader, namespace.Name); err != nil {
		return []error{err}
	}
	if deletion.Blocked(f.jurisdiction) {
		return nil
	}
	uid := namespace.UID
	err = client.IgnoreNotFound(r.Client.Delete(ctx, namespace, client.Preconditions{UID: &uid}))
	if err != nil {
		return []error{fmt.Errorf("delete namespace %s: %w", namespace.Name, err)}
	}
	return nil
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"context"

	"k8s.io/client-go/util/workqueue"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	handdown "github.com/jianguan/supervision-operator/controllers/cascade"
	"github.com/jianguan/supervision-operator/internal/cascade"
)

// gatherCascade counts how the copies of a duty stand, if it is handed down.
func (r *Reconciler) gatherCascade(ctx context.Context, found *facts) (err error) {
	if found.duty == nil {
		return nil
	}
	regions := handdown.NewRegions(r.Client, r.Calendars)
	found.cascade, err = regions.Standing(ctx, found.duty, found.jurisdiction)
	return err
}

// watchCopies has a duty that is handed down evaluated anew when what its status takes
// from a copy changed, or the regions to which it goes, a little later: many copies
// that change together cause one write.
func (r *Reconciler) watchCopies(build *builder.Builder) *builder.Builder {
	return build.
		Watches(&v1alpha1.DepartmentDuty{}, r.copyHandler()).
		Watches(&v1alpha1.Jurisdiction{}, handdown.RegionHandler(r.Client))
}

// copyHandler enqueues the origin of a copy. At the start every duty is enqueued for
// itself.
func (r *Reconciler) copyHandler() handler.EventHandler {
	type queue = workqueue.TypedRateLimitingInterface[reconcile.Request]
	return handler.Funcs{
		CreateFunc: func(ctx context.Context, e event.CreateEvent, q queue) {
			if duty, ok := e.Object.(*v1alpha1.DepartmentDuty); ok && !e.IsInInitialList {
				handdown.EnqueueOrigin(ctx, r.Client, q, duty)
			}
		},
		UpdateFunc: func(ctx context.Context, e event.UpdateEvent, q queue) {
			before, wasDuty := e.ObjectOld.(*v1alpha1.DepartmentDuty)
			after, isDuty := e.ObjectNew.(*v1alpha1.DepartmentDuty)
			if !wasDuty || !isDuty || !cascade.IsCopy(before) && !cascade.IsCopy(after) ||
				cascade.StandingOf(before) == cascade.StandingOf(after) {
				return
			}
			handdown.EnqueueOrigin(ctx, r.Client, q, before)
			handdown.EnqueueOrigin(ctx, r.Client, q, after)
		},
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) {
			if duty, ok := e.Object.(*v1alpha1.DepartmentDuty); ok {
				handdown.EnqueueOrigin(ctx, r.Client, q, duty)
			}
		},
	}
}

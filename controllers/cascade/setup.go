// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	logf "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/regions"
	"github.com/jianguan/supervision-operator/internal/cascade"
	"github.com/jianguan/supervision-operator/internal/region"
)

const (
	// gatherChanges is how long a change of a region, or of a copy, waits for others:
	// a province that is set up changes hundreds of times within seconds.
	gatherChanges = 200 * time.Millisecond

	retryFirst = 100 * time.Millisecond
	// retryLongest also bounds how late a copy is made in a namespace that was gone for
	// a while, of which no watch tells.
	retryLongest = time.Minute

	workers = 2
)

type queue = workqueue.TypedRateLimitingInterface[reconcile.Request]

// SetupWithManager registers the controller and what it watches. At the start every
// duty that is handed down is looked at, and every copy, so that those are found whose
// origin went while nobody watched.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	err := ctrl.NewControllerManagedBy(mgr).
		Named("cascade").
		WithOptions(controller.Options{
			MaxConcurrentReconciles: workers,
			RateLimiter:             workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](retryFirst, retryLongest),
		}).
		Watches(&v1alpha1.DepartmentDuty{}, dutyHandler(r.Client)).
		Watches(&v1alpha1.Jurisdiction{}, RegionHandler(r.Client)).
		Watches(&corev1.ConfigMap{}, calendarHandler(r.Client), builder.WithPredicates(calendars.Changed())).
		Complete(r)
	if err != nil {
		return fmt.Errorf("set up the controller of cascades: %w", err)
	}
	return nil
}

// dutyHandler enqueues the origin of whatever changed: the duty itself, that of which
// it is a copy, or that whose copy would have its name. Statuses do not matter.
func dutyHandler(reader client.Reader) handler.EventHandler {
	enqueue := func(ctx context.Context, q queue, objects ...client.Object) {
		for _, object := range objects {
			duty, ok := object.(*v1alpha1.DepartmentDuty)
			if !ok {
				continue
			}
			if cascade.Declared(duty) {
				q.Add(reconcile.Request{NamespacedName: client.ObjectKeyFromObject(duty)})
			}
			EnqueueOrigin(ctx, reader, q, duty)
		}
	}
	return handler.Funcs{
		CreateFunc: func(ctx context.Context, e event.CreateEvent, q queue) { enqueue(ctx, q, e.Object) },
		UpdateFunc: func(ctx context.Context, e event.UpdateEvent, q queue) {
			if e.ObjectOld.GetGeneration() != e.ObjectNew.GetGeneration() || !maps.Equal(e.ObjectOld.GetLabels(), e.ObjectNew.GetLabels()) ||
				e.ObjectOld.GetAnnotations()[v1alpha1.AnnotationRestored] != e.ObjectNew.GetAnnotations()[v1alpha1.AnnotationRestored] {
				enqueue(ctx, q, e.ObjectOld, e.ObjectNew)
			}
		},
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) { enqueue(ctx, q, e.Object) },
	}
}

// EnqueueOrigin enqueues, a little later, the duty of which one is a copy, and that whose
// copy would have its name: most often it is the same.
func EnqueueOrigin(ctx context.Context, reader client.Reader, q queue, duty *v1alpha1.DepartmentDuty) {
	origin := cascade.OriginOf(duty)
	if cascade.IsCopy(duty) {
		q.AddAfter(reconcile.Request{NamespacedName: origin}, gatherChanges)
	}
	holder, name, dotted := strings.Cut(duty.Name, ".")
	if !dotted {
		return
	}
	// It may not hold its namespace yet, but no other.
	jurisdiction, err := regions.Get(ctx, reader, v1alpha1.JurisdictionName(holder), client.UnsafeDisableDeepCopy)
	if err != nil {
		logf.FromContext(ctx).Error(err, "find the origin of what has the name of a copy", "duty", client.ObjectKeyFromObject(duty))
		return
	}
	if jurisdiction == nil {
		return
	}
	if named := (types.NamespacedName{Namespace: region.NamespaceName(jurisdiction), Name: name}); named != origin {
		q.AddAfter(reconcile.Request{NamespacedName: named}, gatherChanges)
	}
}

// RegionHandler enqueues, a little later, the duties that are handed down by a region
// which changed, by those above it, and by those below it where they count on its
// calendar. Of a region that was moved it does so for both places. At the start
// every duty is enqueued for itself.
func RegionHandler(reader client.Reader) handler.EventHandler {
	enqueue := func(ctx context.Context, q queue, regions ...client.Object) {
		for _, object := range regions {
			if jurisdiction, ok := object.(*v1alpha1.Jurisdiction); ok {
				enqueueAbove(ctx, reader, q, jurisdiction)
			}
		}
	}
	return handler.Funcs{
		CreateFunc: func(ctx context.Context, e event.CreateEvent, q queue) {
			if !e.IsInInitialList {
				enqueue(ctx, q, e.Object)
			}
		},
		UpdateFunc: func(ctx context.Context, e event.UpdateEvent, q queue) {
			before, wasJurisdiction := e.ObjectOld.(*v1alpha1.Jurisdiction)
			after, isJurisdiction := e.ObjectNew.(*v1alpha1.Jurisdiction)
			if !wasJurisdiction || !isJurisdiction || !concerned(before, after) {
				return
			}
			enqueue(ctx, q, before, after)
			if before.Spec.CalendarRef != after.Spec.CalendarRef || before.Spec.ParentRef != after.Spec.ParentRef {
				enqueueCascades(ctx, reader, q)
			}
		},
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) { enqueue(ctx, q, e.Object) },
	}
}

// concerned tells whether a region changed in what copies follow from.
func concerned(before, after *v1alpha1.Jurisdiction) bool {
	return before.Generation != after.Generation || before.Status.Namespace != after.Status.Namespace ||
		!maps.Equal(before.Labels, after.Labels) || before.DeletionTimestamp.IsZero() != after.DeletionTimestamp.IsZero()
}

// enqueueAbove enqueues the duties that are handed down by a region or by one above
// it. Each is visited once, so that a circle of parents ends.
func enqueueAbove(ctx context.Context, reader client.Reader, q queue, jurisdiction *v1alpha1.Jurisdiction) {
	var seen []string
	for at := jurisdiction; at != nil && !slices.Contains(seen, at.Name); {
		seen = append(seen, at.Name)
		enqueueCascades(ctx, reader, q, client.InNamespace(region.NamespaceName(at)))
		parent := at.Spec.ParentRef.Name
		if parent == "" {
			return
		}
		above, err := regions.Get(ctx, reader, parent, client.UnsafeDisableDeepCopy)
		if err != nil {
			logf.FromContext(ctx).Error(err, "find the region above", "jurisdiction", at.Name)
			return
		}
		at = above
	}
}

// calendarHandler enqueues, a little later, every duty that is handed down: by how much
// earlier its copies are due may be counted in working days.
func calendarHandler(reader client.Reader) handler.EventHandler {
	return handler.Funcs{
		CreateFunc: func(ctx context.Context, _ event.CreateEvent, q queue) { enqueueCascades(ctx, reader, q) },
		UpdateFunc: func(ctx context.Context, _ event.UpdateEvent, q queue) { enqueueCascades(ctx, reader, q) },
		DeleteFunc: func(ctx context.Context, _ event.DeleteEvent, q queue) { enqueueCascades(ctx, reader, q) },
	}
}

// enqueueCascades enqueues, a little later, the duties that are handed down.
func enqueueCascades(ctx context.Context, reader client.Reader, q queue, options ...client.ListOption) {
	var duties v1alpha1.DepartmentDutyList
	options = append(options, client.MatchingFields{index.DutyCascade: index.Cascades}, client.UnsafeDisableDeepCopy)
	if err := reader.List(ctx, &duties, options...); err != nil {
		// The cache refuses a list only for a missing index or while it stops.
		logf.FromContext(ctx).Error(err, "list the duties that are handed down")
		return
	}
	for i := range duties.Items {
		q.AddAfter(reconcile.Request{NamespacedName: client.ObjectKeyFromObject(&duties.Items[i])}, gatherChanges)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
)

const (
	// gatherDuties is how long a change of a duty waits for others, so that
	// many duties with one deadline cause few writes.
	gatherDuties = 200 * time.Millisecond

	retryFirst = 100 * time.Millisecond
	// retryLongest also bounds how late the operator notices that a person set
	// right what the API server had refused.
	retryLongest = time.Minute

	workers = 4
)

type queue = workqueue.TypedRateLimitingInterface[reconcile.Request]

// CacheOptions restricts the cache of namespaces, Roles and RoleBindings to what
// the operator set up. The manager's cache must be started with them.
func CacheOptions() map[client.Object]cache.ByObject {
	own := labels.SelectorFromSet(labels.Set{v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator})
	keep := func(object any) (any, error) { return object, nil }
	return map[client.Object]cache.ByObject{
		// The managed fields of a namespace tell which of its labels are the
		// operator's to take away, so no default may strip them.
		&corev1.Namespace{}:   {Label: own, Transform: keep},
		&rbacv1.Role{}:        {Label: own, Transform: cache.TransformStripManagedFields()},
		&rbacv1.RoleBinding{}: {Label: own, Transform: cache.TransformStripManagedFields()},
	}
}

// SetupWithManager registers the controller and what it watches.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	setUp := handler.EnqueueRequestsFromMapFunc(jurisdictionOf)
	err := ctrl.NewControllerManagedBy(mgr).
		Named("jurisdiction").
		For(&v1alpha1.Jurisdiction{}, builder.WithPredicates(
			predicate.Or[client.Object](predicate.GenerationChangedPredicate{}, namespaceChanged()))).
		Watches(&v1alpha1.Jurisdiction{}, r.descendantsHandler()).
		Watches(&v1alpha1.DepartmentDuty{}, r.dutyHandler()).
		Watches(&corev1.Namespace{}, setUp).
		Watches(&rbacv1.Role{}, setUp).
		Watches(&rbacv1.RoleBinding{}, setUp).
		WithOptions(controller.Options{
			MaxConcurrentReconciles: workers,
			RateLimiter: workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](
				retryFirst, retryLongest),
		}).
		Complete(r)
	if err != nil {
		return fmt.Errorf("set up the controller of Jurisdictions: %w", err)
	}
	return nil
}

// jurisdictionOf maps what the operator set up to its region. Of an object that
// lost the label, the event handler also maps what it was before.
func jurisdictionOf(_ context.Context, object client.Object) []reconcile.Request {
	name := object.GetLabels()[v1alpha1.LabelJurisdiction]
	if name == "" {
		return nil
	}
	return []reconcile.Request{requestFor(name)}
}

func requestFor(name string) reconcile.Request {
	return reconcile.Request{NamespacedName: client.ObjectKey{Name: name}}
}

// namespaceChanged lets pass that a region came to hold its namespace. Changes
// of duties are mapped by that field: those which came before it was in the
// cache are counted now.
func namespaceChanged() predicate.Predicate {
	return predicate.Funcs{UpdateFunc: func(e event.UpdateEvent) bool {
		before, wasJurisdiction := e.ObjectOld.(*v1alpha1.Jurisdiction)
		after, isJurisdiction := e.ObjectNew.(*v1alpha1.Jurisdiction)
		return wasJurisdiction && isJurisdiction && before.Status.Namespace != after.Status.Namespace
	}}
}

// descendantsHandler enqueues the regions below one that changed. At the start
// every region is enqueued for itself.
func (r *Reconciler) descendantsHandler() handler.EventHandler {
	return handler.Funcs{
		CreateFunc: func(ctx context.Context, e event.CreateEvent, q queue) {
			if !e.IsInInitialList {
				r.enqueueBelow(ctx, q, e.Object.GetName(), everyDepth)
			}
		},
		UpdateFunc: func(ctx context.Context, e event.UpdateEvent, q queue) {
			before, wasJurisdiction := e.ObjectOld.(*v1alpha1.Jurisdiction)
			after, isJurisdiction := e.ObjectNew.(*v1alpha1.Jurisdiction)
			if !wasJurisdiction || !isJurisdiction {
				return
			}
			switch {
			case before.Spec.Level != after.Spec.Level,
				before.Spec.DivisionCode != after.Spec.DivisionCode,
				before.Spec.ParentRef != after.Spec.ParentRef:
				r.enqueueBelow(ctx, q, after.Name, everyDepth)
			case !equality.Semantic.DeepEqual(before.Spec.Office, after.Spec.Office):
				r.enqueueBelow(ctx, q, after.Name, childrenOnly)
			}
		},
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) {
			r.enqueueBelow(ctx, q, e.Object.GetName(), everyDepth)
		},
	}
}

type depth int

const (
	childrenOnly depth = iota
	everyDepth
)

// enqueueBelow enqueues the regions below one. Each is visited once, so that a
// circle of parents ends.
func (r *Reconciler) enqueueBelow(ctx context.Context, q queue, name string, how depth) {
	seen := map[string]bool{name: true}
	for pending := []string{name}; len(pending) > 0; pending = pending[1:] {
		var children v1alpha1.JurisdictionList
		if err := r.Client.List(ctx, &children, client.MatchingFields{index.JurisdictionParent: pending[0]},
			client.UnsafeDisableDeepCopy); err != nil {
			log.FromContext(ctx).Error(err, "list the regions below", "jurisdiction", pending[0])
			return
		}
		for i := range children.Items {
			child := children.Items[i].Name
			if seen[child] {
				continue
			}
			seen[child] = true
			q.Add(requestFor(child))
			if how == everyDepth {
				pending = append(pending, child)
			}
		}
	}
}

// dutyHandler enqueues the region of a duty when what the region counts of it
// changed. At the start every region is enqueued for itself.
func (r *Reconciler) dutyHandler() handler.EventHandler {
	return handler.Funcs{
		CreateFunc: func(ctx context.Context, e event.CreateEvent, q queue) {
			if !e.IsInInitialList {
				r.enqueueHolder(ctx, q, e.Object.GetNamespace())
			}
		},
		UpdateFunc: func(ctx context.Context, e event.UpdateEvent, q queue) {
			before, wasDuty := e.ObjectOld.(*v1alpha1.DepartmentDuty)
			after, isDuty := e.ObjectNew.(*v1alpha1.DepartmentDuty)
			if wasDuty && isDuty && evaluate.StandingOf(before) != evaluate.StandingOf(after) {
				r.enqueueHolder(ctx, q, after.Namespace)
			}
		},
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) {
			r.enqueueHolder(ctx, q, e.Object.GetNamespace())
		},
	}
}

// enqueueHolder enqueues the region that holds a namespace, a little later. The
// queue keeps the earliest time, so a steady stream of changes delays nothing.
func (r *Reconciler) enqueueHolder(ctx context.Context, q queue, namespace string) {
	var holders v1alpha1.JurisdictionList
	if err := r.Client.List(ctx, &holders, client.MatchingFields{index.JurisdictionNamespace: namespace},
		client.UnsafeDisableDeepCopy); err != nil {
		log.FromContext(ctx).Error(err, "find the region that holds a namespace", "namespace", namespace)
		return
	}
	for i := range holders.Items {
		q.AddAfter(requestFor(holders.Items[i].Name), gatherDuties)
	}
}

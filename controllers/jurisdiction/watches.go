// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/util/workqueue"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/regions"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
)

const (
	// gatherChanges is how long a change of a duty or a meeting, or of a region below,
	// waits for others, so that many duties with one deadline cause few writes.
	gatherChanges = 200 * time.Millisecond

	retryFirst = 100 * time.Millisecond
	// retryLongest also bounds how late the operator notices that a person set
	// right what the API server had refused.
	retryLongest = time.Minute

	workers = 4
)

type queue = workqueue.TypedRateLimitingInterface[reconcile.Request]

// CacheOptions restricts the cache of what the operator sets up to what bears
// its label, and that of ConfigMaps to calendars. The manager's cache must be
// started with them.
func CacheOptions() map[client.Object]cache.ByObject {
	own := labels.SelectorFromSet(labels.Set{v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator})
	keep := func(object any) (any, error) { return object, nil }
	options := map[client.Object]cache.ByObject{
		// The managed fields of a namespace tell which of its labels are the
		// operator's to take away, so no default may strip them.
		&corev1.Namespace{}: {Label: own, Transform: keep},
		&corev1.ConfigMap{}: calendars.CacheOptions(),
	}
	for _, kind := range region.Kinds {
		options[kind.New()] = cache.ByObject{Label: own, Transform: cache.TransformStripManagedFields()}
	}
	return options
}

// SetupWithManager registers the controller and what it watches.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	setUp := handler.EnqueueRequestsFromMapFunc(jurisdictionOf)
	building := ctrl.NewControllerManagedBy(mgr).
		Named("jurisdiction").
		For(&v1alpha1.Jurisdiction{}, builder.WithPredicates(
			predicate.Or[client.Object](predicate.GenerationChangedPredicate{}, namespaceChanged(), finalizerLost()))).
		Watches(&v1alpha1.Jurisdiction{}, r.descendantsHandler()).
		Watches(&v1alpha1.Jurisdiction{}, r.parentHandler()).
		Watches(&v1alpha1.DepartmentDuty{}, r.dutyHandler()).
		Watches(&v1alpha1.DutyReport{}, r.recordHandler()).
		Watches(&v1alpha1.DutyRuling{}, r.recordHandler()).
		Watches(&v1alpha1.JointMeeting{}, r.meetingHandler()).
		Watches(&v1alpha1.MeetingMinutes{}, r.recordHandler()).
		Watches(&corev1.Namespace{}, setUp).
		Watches(&corev1.ConfigMap{}, handler.EnqueueRequestsFromMapFunc(r.regionsOfCalendar), builder.WithPredicates(calendars.Changed()))
	for _, kind := range region.Kinds {
		building = building.Watches(kind.New(), setUp)
	}
	err := building.
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
	namespace := object.GetNamespace()
	if name == "" || namespace != "" && !strings.HasPrefix(namespace, v1alpha1.NamespacePrefix) {
		return nil
	}
	return []reconcile.Request{requestFor(name)}
}

func requestFor(name string) reconcile.Request {
	return reconcile.Request{NamespacedName: client.ObjectKey{Name: name}}
}

// namespaceChanged lets pass that a region came to hold its namespace. Changes
// of duties and meetings are mapped by that field: those which came before it was
// in the cache are counted now.
func namespaceChanged() predicate.Predicate {
	return predicate.Funcs{UpdateFunc: func(e event.UpdateEvent) bool {
		before, wasJurisdiction := e.ObjectOld.(*v1alpha1.Jurisdiction)
		after, isJurisdiction := e.ObjectNew.(*v1alpha1.Jurisdiction)
		return wasJurisdiction && isJurisdiction && before.Status.Namespace != after.Status.Namespace
	}}
}

// finalizerLost lets pass that somebody took the finalizer off.
func finalizerLost() predicate.Predicate {
	return predicate.Funcs{UpdateFunc: func(e event.UpdateEvent) bool {
		return e.ObjectNew.GetDeletionTimestamp() == nil &&
			controllerutil.ContainsFinalizer(e.ObjectOld, v1alpha1.FinalizerRegion) &&
			!controllerutil.ContainsFinalizer(e.ObjectNew, v1alpha1.FinalizerRegion)
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
				before.Spec.ParentRef != after.Spec.ParentRef,
				before.Spec.CalendarRef != after.Spec.CalendarRef,
				!equality.Semantic.DeepEqual(before.Spec.Workloads, after.Spec.Workloads):
				r.enqueueBelow(ctx, q, after.Name, everyDepth)
			case !equality.Semantic.DeepEqual(before.Spec.Office, after.Spec.Office),
				before.Status.Namespace != after.Status.Namespace:
				r.enqueueBelow(ctx, q, after.Name, childrenOnly)
			}
		},
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) {
			r.enqueueBelow(ctx, q, e.Object.GetName(), everyDepth)
		},
	}
}

// parentHandler enqueues the region above one when what it takes from that one
// changed, a little later: many regions below that change together cause few
// writes, and each change one at every level up to the root.
func (r *Reconciler) parentHandler() handler.EventHandler {
	enqueue := func(q queue, jurisdictions ...client.Object) {
		for _, object := range jurisdictions {
			if child, ok := object.(*v1alpha1.Jurisdiction); ok && child.Spec.ParentRef.Name != "" {
				q.AddAfter(requestFor(string(child.Spec.ParentRef.Name)), gatherChanges)
			}
		}
	}
	return handler.Funcs{
		CreateFunc: func(_ context.Context, e event.CreateEvent, q queue) {
			if !e.IsInInitialList {
				enqueue(q, e.Object)
			}
		},
		UpdateFunc: func(_ context.Context, e event.UpdateEvent, q queue) {
			before, wasJurisdiction := e.ObjectOld.(*v1alpha1.Jurisdiction)
			after, isJurisdiction := e.ObjectNew.(*v1alpha1.Jurisdiction)
			if wasJurisdiction && isJurisdiction && evaluate.RollUpOf(before) != evaluate.RollUpOf(after) {
				enqueue(q, before, after)
			}
		},
		DeleteFunc: func(_ context.Context, e event.DeleteEvent, q queue) { enqueue(q, e.Object) },
	}
}

// recordHandler enqueues the region of a record that is gone if the region waits
// for that to be deleted itself.
func (r *Reconciler) recordHandler() handler.EventHandler {
	return handler.Funcs{
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) {
			r.enqueueHolder(ctx, q, e.Object.GetNamespace(), func(holder *v1alpha1.Jurisdiction) bool {
				return holder.DeletionTimestamp != nil
			})
		},
	}
}

type depth int

const (
	childrenOnly depth = iota
	everyDepth
)

// enqueueBelow enqueues the regions below one.
func (r *Reconciler) enqueueBelow(ctx context.Context, q queue, name string, how depth) {
	err := regions.Below(ctx, r.Client, name, func(below *v1alpha1.Jurisdiction) bool {
		q.Add(requestFor(below.Name))
		return how == everyDepth
	})
	if err != nil {
		log.FromContext(ctx).Error(err, "enqueue the regions below one", "jurisdiction", name)
	}
}

// regionsOfCalendar maps a ConfigMap to the regions that count on it.
func (r *Reconciler) regionsOfCalendar(ctx context.Context, object client.Object) []reconcile.Request {
	users, err := calendars.Users(ctx, r.Client, object.GetNamespace(), object.GetName())
	if err != nil {
		log.FromContext(ctx).Error(err, "find who counts on a calendar", "configMap", client.ObjectKeyFromObject(object))
	}
	requests := make([]reconcile.Request, 0, len(users))
	for _, user := range users {
		requests = append(requests, requestFor(user.Name))
	}
	return requests
}

// dutyHandler enqueues the region of a duty when what the region counts of it, or
// says of its plan, changed. At the start every region is enqueued for itself.
func (r *Reconciler) dutyHandler() handler.EventHandler {
	return countedHandler(r, evaluate.StandAlike)
}

// meetingHandler does the same for a meeting.
func (r *Reconciler) meetingHandler() handler.EventHandler {
	return countedHandler(r, evaluate.MeetingsStandAlike)
}

// countedHandler enqueues the region that counts an object, unless it stands as it did
// before a change.
func countedHandler[T client.Object](r *Reconciler, alike func(before, after T) bool) handler.EventHandler {
	every := func(*v1alpha1.Jurisdiction) bool { return true }
	return handler.Funcs{
		CreateFunc: func(ctx context.Context, e event.CreateEvent, q queue) {
			if !e.IsInInitialList {
				r.enqueueHolder(ctx, q, e.Object.GetNamespace(), every)
			}
		},
		UpdateFunc: func(ctx context.Context, e event.UpdateEvent, q queue) {
			before, wasCounted := e.ObjectOld.(T)
			after, isCounted := e.ObjectNew.(T)
			if wasCounted && isCounted && !alike(before, after) {
				r.enqueueHolder(ctx, q, after.GetNamespace(), every)
			}
		},
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) {
			r.enqueueHolder(ctx, q, e.Object.GetNamespace(), every)
		},
	}
}

// enqueueHolder enqueues the region that holds a namespace, if it is wanted, a
// little later. The queue keeps the earliest time, so a steady stream of changes
// delays nothing.
func (r *Reconciler) enqueueHolder(
	ctx context.Context, q queue, namespace string, wanted func(*v1alpha1.Jurisdiction) bool,
) {
	var holders v1alpha1.JurisdictionList
	if err := r.Client.List(ctx, &holders, client.MatchingFields{index.JurisdictionNamespace: namespace},
		client.UnsafeDisableDeepCopy); err != nil {
		log.FromContext(ctx).Error(err, "find the region that holds a namespace", "namespace", namespace)
		return
	}
	for i := range holders.Items {
		if wanted(&holders.Items[i]) {
			q.AddAfter(requestFor(holders.Items[i].Name), gatherChanges)
		}
	}
}

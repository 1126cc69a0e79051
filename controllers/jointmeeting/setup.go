// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	"context"
	"fmt"
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
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/regions"
	"github.com/jianguan/supervision-operator/controllers/serverclock"
	"github.com/jianguan/supervision-operator/internal/agenda"
)

const (
	// gatherChanges is how long a change of a duty waits for others: thousands may have
	// one deadline and stand on the agendas of many meetings, each of which is written
	// whole.
	gatherChanges = 2 * time.Second

	retryFirst   = 100 * time.Millisecond
	retryLongest = time.Minute

	workers = 2
)

type queue = workqueue.TypedRateLimitingInterface[reconcile.Request]

// SetupWithManager registers the controller and what it watches. Its own status writes
// wake nothing: only specs do, minutes that come and go, what agendas and decisions
// take from duties, the region that holds the meeting, and calendars.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	specChanged := builder.WithPredicates(predicate.GenerationChangedPredicate{})
	build := ctrl.NewControllerManagedBy(mgr).
		Named("jointmeeting").
		WithOptions(controller.Options{
			MaxConcurrentReconciles: workers,
			RateLimiter:             workqueue.NewTypedItemExponentialFailureRateLimiter[reconcile.Request](retryFirst, retryLongest),
		}).
		For(&v1alpha1.JointMeeting{}, builder.WithPredicates(
			predicate.Or[client.Object](predicate.GenerationChangedPredicate{}, predicate.AnnotationChangedPredicate{}))).
		Watches(&v1alpha1.MeetingMinutes{}, handler.EnqueueRequestsFromMapFunc(meetingOf), specChanged).
		Watches(&v1alpha1.DepartmentDuty{}, r.dutyHandler()).
		Watches(&v1alpha1.Jurisdiction{}, handler.EnqueueRequestsFromMapFunc(r.meetingsOfRegion), builder.WithPredicates(regionChanged())).
		Watches(&v1alpha1.Jurisdiction{}, handler.EnqueueRequestsFromMapFunc(r.meetingsBelow), builder.WithPredicates(inheritanceChanged())).
		Watches(&corev1.ConfigMap{}, handler.EnqueueRequestsFromMapFunc(r.meetingsOfCalendar), builder.WithPredicates(calendars.Changed()))
	if r.OnClockStep != nil {
		build = build.WatchesRawSource(serverclock.Steps(r.OnClockStep, &v1alpha1.JointMeeting{}, r.allMeetings))
	}
	if err := build.Complete(r); err != nil {
		return fmt.Errorf("set up the controller of meetings: %w", err)
	}
	return nil
}

func meetingOf(_ context.Context, object client.Object) []ctrl.Request {
	minutes, ok := object.(*v1alpha1.MeetingMinutes)
	if !ok {
		return nil
	}
	return []ctrl.Request{{NamespacedName: types.NamespacedName{Namespace: minutes.Namespace, Name: string(minutes.Spec.MeetingRef.Name)}}}
}

// dutyHandler enqueues the meetings of the namespace of a duty of which something
// changed that stands on agendas, and the one that it comes from when anybody changed
// it. At the start every meeting is enqueued for itself.
func (r *Reconciler) dutyHandler() handler.EventHandler {
	return handler.Funcs{
		CreateFunc: func(ctx context.Context, e event.CreateEvent, q queue) {
			if !e.IsInInitialList {
				r.enqueue(ctx, q, e.Object.GetNamespace())
			}
		},
		UpdateFunc: func(ctx context.Context, e event.UpdateEvent, q queue) {
			before, wasDuty := e.ObjectOld.(*v1alpha1.DepartmentDuty)
			after, isDuty := e.ObjectNew.(*v1alpha1.DepartmentDuty)
			if !wasDuty || !isDuty {
				return
			}
			if !agenda.Alike(before, after) {
				r.enqueue(ctx, q, after.Namespace)
			}
			enqueueSource(q, before, after)
		},
		DeleteFunc: func(ctx context.Context, e event.DeleteEvent, q queue) {
			r.enqueue(ctx, q, e.Object.GetNamespace())
		},
	}
}

// enqueueSource enqueues the meetings that a duty comes from, and came from, where what
// they wrote was changed.
func enqueueSource(q queue, before, after *v1alpha1.DepartmentDuty) {
	label := before.Labels[v1alpha1.LabelMeeting] != after.Labels[v1alpha1.LabelMeeting] ||
		before.Labels[v1alpha1.LabelManagedBy] != after.Labels[v1alpha1.LabelManagedBy]
	if !label && before.Generation == after.Generation {
		return
	}
	for _, duty := range []*v1alpha1.DepartmentDuty{before, after} {
		if meeting := duty.Spec.Decision.Meeting; meeting != "" {
			q.Add(ctrl.Request{NamespacedName: types.NamespacedName{Namespace: duty.Namespace, Name: string(meeting)}})
		}
	}
}

// enqueue enqueues the meetings of a namespace a little later. The queue keeps the
// earliest time, so a steady stream of changes delays nothing.
func (r *Reconciler) enqueue(ctx context.Context, q queue, namespace string) {
	for _, request := range r.meetings(ctx, client.InNamespace(namespace)) {
		q.AddAfter(request, gatherChanges)
	}
}

// regionChanged passes what a meeting takes from its region: the spec, which namespace
// the region holds, and the findings of its plan.
func regionChanged() predicate.Predicate {
	return predicate.Or(predicate.GenerationChangedPredicate{}, predicate.Funcs{
		CreateFunc:  func(event.CreateEvent) bool { return true },
		DeleteFunc:  func(event.DeleteEvent) bool { return true },
		GenericFunc: func(event.GenericEvent) bool { return false },
		UpdateFunc: func(e event.UpdateEvent) bool {
			before, wasRegion := e.ObjectOld.(*v1alpha1.Jurisdiction)
			after, isRegion := e.ObjectNew.(*v1alpha1.Jurisdiction)
			return wasRegion && isRegion && (before.Status.Namespace != after.Status.Namespace || !agenda.AlikeRegion(before, after))
		},
	})
}

// inheritanceChanged passes what the meetings of the regions below take from a region:
// its calendar and its own line of parents. At the start every meeting is evaluated
// anyhow.
func inheritanceChanged() predicate.Predicate {
	return predicate.Funcs{
		CreateFunc:  func(e event.CreateEvent) bool { return !e.IsInInitialList },
		DeleteFunc:  func(event.DeleteEvent) bool { return true },
		GenericFunc: func(event.GenericEvent) bool { return false },
		UpdateFunc: func(e event.UpdateEvent) bool {
			before, wasRegion := e.ObjectOld.(*v1alpha1.Jurisdiction)
			after, isRegion := e.ObjectNew.(*v1alpha1.Jurisdiction)
			return wasRegion && isRegion &&
				(before.Spec.ParentRef != after.Spec.ParentRef || before.Spec.CalendarRef != after.Spec.CalendarRef)
		},
	}
}

func (r *Reconciler) meetingsOfRegion(ctx context.Context, object client.Object) []ctrl.Request {
	jurisdiction, ok := object.(*v1alpha1.Jurisdiction)
	if !ok || jurisdiction.Status.Namespace == "" {
		return nil
	}
	return r.meetings(ctx, client.InNamespace(jurisdiction.Status.Namespace))
}

// meetingsBelow maps a region to the meetings of all regions below it.
func (r *Reconciler) meetingsBelow(ctx context.Context, object client.Object) []ctrl.Request {
	var requests []ctrl.Request
	err := regions.Below(ctx, r.Client, object.GetName(), func(below *v1alpha1.Jurisdiction) bool {
		requests = append(requests, r.meetingsOfRegion(ctx, below)...)
		return true
	})
	if err != nil {
		// The cache refuses a list only while it stops.
		logf.FromContext(ctx).Error(err, "listing regions to evaluate their meetings anew", "jurisdiction", object.GetName())
	}
	return requests
}

// meetingsOfCalendar maps a ConfigMap to the meetings of the regions that count on it.
func (r *Reconciler) meetingsOfCalendar(ctx context.Context, object client.Object) []ctrl.Request {
	users, err := calendars.Users(ctx, r.Client, object.GetNamespace(), object.GetName())
	if err != nil {
		logf.FromContext(ctx).Error(err, "finding who counts on a calendar", "configMap", client.ObjectKeyFromObject(object))
	}
	var requests []ctrl.Request
	for _, user := range users {
		requests = append(requests, r.meetingsOfRegion(ctx, user)...)
	}
	return requests
}

func (r *Reconciler) allMeetings(ctx context.Context, _ client.Object) []ctrl.Request {
	return r.meetings(ctx)
}

func (r *Reconciler) meetings(ctx context.Context, options ...client.ListOption) []ctrl.Request {
	var list v1alpha1.JointMeetingList
	if err := r.Client.List(ctx, &list, append(options, client.UnsafeDisableDeepCopy)...); err != nil {
		// The cache refuses a list only while it stops.
		logf.FromContext(ctx).Error(err, "listing meetings to evaluate them anew")
		return nil
	}
	requests := make([]ctrl.Request, 0, len(list.Items))
	for i := range list.Items {
		requests = append(requests, ctrl.Request{NamespacedName: client.ObjectKeyFromObject(&list.Items[i])})
	}
	return requests
}

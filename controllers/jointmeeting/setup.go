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
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/serverclock"
	"github.com/jianguan/supervision-operator/controllers/wake"
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
	meetings := r.meetings()
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
		Watches(&v1alpha1.Jurisdiction{}, handler.EnqueueRequestsFromMapFunc(meetings.OfRegion), builder.WithPredicates(wake.RegionChanged(findingsChanged))).
		Watches(&v1alpha1.Jurisdiction{}, handler.EnqueueRequestsFromMapFunc(meetings.Below), builder.WithPredicates(wake.InheritanceChanged(nil))).
		Watches(&corev1.ConfigMap{}, handler.EnqueueRequestsFromMapFunc(meetings.OfCalendar), builder.WithPredicates(calendars.Changed()))
	if r.OnClockStep != nil {
		build = build.WatchesRawSource(serverclock.Steps(r.OnClockStep, &v1alpha1.JointMeeting{}, meetings.Everything))
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
	for _, request := range r.meetings().Requests(ctx, client.InNamespace(namespace)) {
		q.AddAfter(request, gatherChanges)
	}
}

// findingsChanged tells whether other findings of the plan stand on agendas.
func findingsChanged(before, after *v1alpha1.Jurisdiction) bool {
	return !agenda.AlikeRegion(before, after)
}

// meetings finds those to be evaluated anew.
func (r *Reconciler) meetings() wake.Within {
	return wake.Within{Reader: r.Client, NewList: func() client.ObjectList { return &v1alpha1.JointMeetingList{} }}
}

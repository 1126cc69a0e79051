// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	logf "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/regions"
	"github.com/jianguan/supervision-operator/controllers/serverclock"
)

// SetupWithManager registers the controller. Its own status writes wake nothing:
// only specs do, records that come and go, the region that holds the duty, what a
// region takes from those above it, calendars, and the annotation of a restore.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	specChanged := builder.WithPredicates(predicate.GenerationChangedPredicate{})
	build := ctrl.NewControllerManagedBy(mgr).
		Named("departmentduty").
		WithOptions(controller.Options{MaxConcurrentReconciles: max(r.Concurrency, 1)}).
		For(&v1alpha1.DepartmentDuty{}, builder.WithPredicates(dutyChanged())).
		Watches(&v1alpha1.DutyReport{}, handler.EnqueueRequestsFromMapFunc(dutyOfReport), specChanged).
		Watches(&v1alpha1.DutyRuling{}, handler.EnqueueRequestsFromMapFunc(dutyOfRuling), specChanged).
		Watches(&v1alpha1.Jurisdiction{}, handler.EnqueueRequestsFromMapFunc(r.dutiesOfRegion), builder.WithPredicates(regionChanged())).
		Watches(&v1alpha1.Jurisdiction{}, handler.EnqueueRequestsFromMapFunc(r.dutiesBelow), builder.WithPredicates(inheritanceChanged())).
		Watches(&corev1.ConfigMap{}, handler.EnqueueRequestsFromMapFunc(r.dutiesOfCalendar), builder.WithPredicates(calendars.Changed()))
	build = r.watchCopies(build)
	if r.OnClockStep != nil {
		build = build.WatchesRawSource(serverclock.Steps(r.OnClockStep, &v1alpha1.DepartmentDuty{}, r.allDuties))
	}
	return build.Complete(r)
}

// dutyChanged passes what a duty's evaluation takes from the duty itself: the spec,
// and the annotation of a restore, which takes LedgerLost away when it is removed.
func dutyChanged() predicate.Predicate {
	return predicate.Or(predicate.GenerationChangedPredicate{}, predicate.Funcs{
		CreateFunc:  func(event.CreateEvent) bool { return true },
		DeleteFunc:  func(event.DeleteEvent) bool { return true },
		GenericFunc: func(event.GenericEvent) bool { return false },
		UpdateFunc: func(e event.UpdateEvent) bool {
			before, was := e.ObjectOld.GetAnnotations()[v1alpha1.AnnotationRestored]
			after, is := e.ObjectNew.GetAnnotations()[v1alpha1.AnnotationRestored]
			return was != is || before != after
		},
	})
}

// regionChanged passes what a duty takes from its region: the spec, and which
// namespace the region holds.
func regionChanged() predicate.Predicate {
	return predicate.Or(predicate.GenerationChangedPredicate{}, predicate.Funcs{
		CreateFunc:  func(event.CreateEvent) bool { return true },
		DeleteFunc:  func(event.DeleteEvent) bool { return true },
		GenericFunc: func(event.GenericEvent) bool { return false },
		UpdateFunc: func(e event.UpdateEvent) bool {
			before, wasRegion := e.ObjectOld.(*v1alpha1.Jurisdiction)
			after, isRegion := e.ObjectNew.(*v1alpha1.Jurisdiction)
			return wasRegion && isRegion && before.Status.Namespace != after.Status.Namespace
		},
	})
}

// inheritanceChanged passes what the duties of the regions below take from a region:
// its ladder, its calendar and its own line of parents. At the start every duty is
// evaluated anyhow.
func inheritanceChanged() predicate.Predicate {
	return predicate.Funcs{
		CreateFunc:  func(e event.CreateEvent) bool { return !e.IsInInitialList },
		DeleteFunc:  func(event.DeleteEvent) bool { return true },
		GenericFunc: func(event.GenericEvent) bool { return false },
		UpdateFunc: func(e event.UpdateEvent) bool {
			before, wasRegion := e.ObjectOld.(*v1alpha1.Jurisdiction)
			after, isRegion := e.ObjectNew.(*v1alpha1.Jurisdiction)
			return wasRegion && isRegion && (before.Spec.ParentRef != after.Spec.ParentRef ||
				before.Spec.CalendarRef != after.Spec.CalendarRef ||
				!equality.Semantic.DeepEqual(before.Spec.Escalation, after.Spec.Escalation))
		},
	}
}

func dutyOfReport(_ context.Context, object client.Object) []ctrl.Request {
	report, ok := object.(*v1alpha1.DutyReport)
	if !ok {
		return nil
	}
	return request(report.Namespace, string(report.Spec.DutyRef.Name))
}

func dutyOfRuling(_ context.Context, object client.Object) []ctrl.Request {
	ruling, ok := object.(*v1alpha1.DutyRuling)
	if !ok {
		return nil
	}
	return request(ruling.Namespace, string(ruling.Spec.DutyRef.Name))
}

func request(namespace, name string) []ctrl.Request {
	return []ctrl.Request{{NamespacedName: types.NamespacedName{Namespace: namespace, Name: name}}}
}

func (r *Reconciler) dutiesOfRegion(ctx context.Context, object client.Object) []ctrl.Request {
	jurisdiction, ok := object.(*v1alpha1.Jurisdiction)
	if !ok || jurisdiction.Status.Namespace == "" {
		return nil
	}
	return r.duties(ctx, client.InNamespace(jurisdiction.Status.Namespace))
}

// dutiesBelow maps a region to the duties of all regions below it.
func (r *Reconciler) dutiesBelow(ctx context.Context, object client.Object) []ctrl.Request {
	var requests []ctrl.Request
	err := regions.Below(ctx, r.Client, object.GetName(), func(below *v1alpha1.Jurisdiction) bool {
		requests = append(requests, r.dutiesOfRegion(ctx, below)...)
		return true
	})
	if err != nil {
		// The cache refuses a list only while it stops.
		logf.FromContext(ctx).Error(err, "listing regions to evaluate their duties anew", "jurisdiction", object.GetName())
	}
	return requests
}

// dutiesOfCalendar maps a ConfigMap to the duties of the regions that count on it.
func (r *Reconciler) dutiesOfCalendar(ctx context.Context, object client.Object) []ctrl.Request {
	users, err := calendars.Users(ctx, r.Client, object.GetNamespace(), object.GetName())
	if err != nil {
		logf.FromContext(ctx).Error(err, "finding who counts on a calendar", "configMap", client.ObjectKeyFromObject(object))
	}
	var requests []ctrl.Request
	for _, user := range users {
		requests = append(requests, r.dutiesOfRegion(ctx, user)...)
	}
	return requests
}

func (r *Reconciler) allDuties(ctx context.Context, _ client.Object) []ctrl.Request {
	return r.duties(ctx)
}

func (r *Reconciler) duties(ctx context.Context, options ...client.ListOption) []ctrl.Request {
	var list v1alpha1.DepartmentDutyList
	if err := r.Client.List(ctx, &list, append(options, client.UnsafeDisableDeepCopy)...); err != nil {
		// The cache refuses a list only for a missing index or while it stops.
		logf.FromContext(ctx).Error(err, "listing duties to evaluate them anew")
		return nil
	}
	requests := make([]ctrl.Request, 0, len(list.Items))
	for i := range list.Items {
		requests = append(requests, ctrl.Request{NamespacedName: client.ObjectKeyFromObject(&list.Items[i])})
	}
	return requests
}

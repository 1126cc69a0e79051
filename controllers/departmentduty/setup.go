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
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/serverclock"
	"github.com/jianguan/supervision-operator/controllers/wake"
)

// SetupWithManager registers the controller. Its own status writes wake nothing:
// only specs do, records that come and go, the region that holds the duty, what a
// region takes from those above it, calendars, and the annotation of a restore.
func (r *Reconciler) SetupWithManager(mgr ctrl.Manager) error {
	duties := wake.Within{Reader: r.Client, NewList: func() client.ObjectList { return &v1alpha1.DepartmentDutyList{} }}
	specChanged := builder.WithPredicates(predicate.GenerationChangedPredicate{})
	build := ctrl.NewControllerManagedBy(mgr).
		Named("departmentduty").
		WithOptions(controller.Options{MaxConcurrentReconciles: max(r.Concurrency, 1)}).
		For(&v1alpha1.DepartmentDuty{}, builder.WithPredicates(dutyChanged())).
		Watches(&v1alpha1.DutyReport{}, handler.EnqueueRequestsFromMapFunc(dutyOfReport), specChanged).
		Watches(&v1alpha1.DutyRuling{}, handler.EnqueueRequestsFromMapFunc(dutyOfRuling), specChanged).
		Watches(&v1alpha1.Jurisdiction{}, handler.EnqueueRequestsFromMapFunc(duties.OfRegion), builder.WithPredicates(wake.RegionChanged(nil))).
		Watches(&v1alpha1.Jurisdiction{}, handler.EnqueueRequestsFromMapFunc(duties.Below), builder.WithPredicates(wake.InheritanceChanged(ladderChanged))).
		Watches(&corev1.ConfigMap{}, handler.EnqueueRequestsFromMapFunc(duties.OfCalendar), builder.WithPredicates(calendars.Changed()))
	build = r.watchCopies(build)
	if r.OnClockStep != nil {
		build = build.WatchesRawSource(serverclock.Steps(r.OnClockStep, &v1alpha1.DepartmentDuty{}, duties.Everything))
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

// ladderChanged tells whether the duties of the regions below climb another ladder.
func ladderChanged(before, after *v1alpha1.Jurisdiction) bool {
	return !equality.Semantic.DeepEqual(before.Spec.Escalation, after.Spec.Escalation)
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

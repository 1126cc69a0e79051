// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package departmentduty evaluates duties with their reports and rulings, and
// writes what follows into the statuses of all three.
package departmentduty

import (
	"context"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	logf "sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/ownwrites"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// conflictDelay is how long to wait for the cache after the object turned out to
// be newer on the API server.
const conflictDelay = 50 * time.Millisecond

// Reconciler brings duties and their records up to date. It writes nothing where
// nothing changed, and comes back at the next instant at which something will.
type Reconciler struct {
	// Client reads from a cache with the indexes of package index, and writes.
	Client client.Client
	// Calendars finds on which calendar a region counts. It may be left nil, but each
	// evaluation then parses that calendar anew.
	Calendars *calendars.Finder
	// Recorder tells people what changed.
	Recorder events.EventRecorder
	// Clock tells the API server's time, and never runs ahead of it.
	Clock clock.PassiveClock
	// OnClockStep, if set, registers a function that is called after Clock was
	// found wrong and set right, so that every duty is evaluated anew.
	OnClockStep func(func())
	// Concurrency is how many duties are evaluated at once; 0 is 1.
	Concurrency int

	written ownwrites.Tracker
}

// The operator reads from watches alone and writes nothing but statuses here.
//
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departmentduties;dutyreports;dutyrulings;jurisdictions,verbs=list;watch
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departmentduties/status;dutyreports/status;dutyrulings/status,verbs=patch
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create

// Reconcile evaluates the duty of that name, or tells its records that there is
// none.
func (r *Reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	facts, err := r.gather(ctx, request.NamespacedName)
	if err != nil {
		return ctrl.Result{}, err
	}
	if r.behind(facts) {
		return ctrl.Result{RequeueAfter: conflictDelay}, nil
	}
	now := r.Clock.Now()
	var result duty.Result
	if facts.duty == nil {
		result.Reports, result.Rulings = duty.Orphans(facts.reports, facts.rulings, now)
	} else {
		result = duty.Evaluate(duty.Input{
			Duty: facts.duty, Jurisdiction: facts.jurisdiction, Ancestors: facts.ancestors, Calendar: facts.calendar,
			Cascade: facts.cascade, Reports: facts.reports, Rulings: facts.rulings, Now: now,
		})
	}
	if err := r.apply(ctx, facts, &result); err != nil {
		if apierrors.IsConflict(err) {
			logf.FromContext(ctx).V(1).Info("the cache is behind the API server, evaluating again", "reason", err.Error())
			return ctrl.Result{RequeueAfter: conflictDelay}, nil
		}
		return ctrl.Result{}, err
	}
	if result.Next.IsZero() {
		return ctrl.Result{}, nil
	}
	return ctrl.Result{RequeueAfter: max(result.Next.Sub(r.Clock.Now()), time.Millisecond)}, nil
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package cascade hands duties down: it makes a copy in each region below that
// matches, keeps it what the duty says, and takes it away again. How the copies stand
// is counted by controllers/departmentduty, with what is read here.
package cascade

import (
	"context"
	"time"

	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/internal/cascade"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// retryBehind is how soon an origin is looked at anew after the cache turned out to be
// behind the API server.
const retryBehind = 100 * time.Millisecond

// Reconciler hands down one duty at a time. The indexes of controllers/index must be
// registered.
type Reconciler struct {
	// Client reads from the cache, and writes.
	Client client.Client
	// APIReader reads past the cache, before a copy is deleted.
	APIReader client.Reader
	// Calendars finds the calendars of regions. It may be nil; see NewRegions.
	Calendars *calendars.Finder
	Recorder  events.EventRecorder
	// Clock tells the API server's time.
	Clock clock.PassiveClock
}

// The verb handdown stands for the right to make, change and delete duties that were
// handed down. Admission asks for it.
//
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departmentduties,verbs=list;watch;create;patch;delete
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departments,verbs=handdown
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=dutyreports;dutyrulings;jurisdictions,verbs=list;watch
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create

// Reconcile hands down the duty of that name or, where there is none any more, takes
// its copies away.
func (r *Reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	facts, err := r.gather(ctx, request.NamespacedName)
	if err != nil {
		return ctrl.Result{}, err
	}
	if facts.unclear != "" {
		r.tellUnclear(facts)
		return ctrl.Result{}, nil
	}
	now := r.Clock.Now()
	changes := upkeep.Plan(cascade.IsCopyOf(request.NamespacedName), facts.wanted, facts.existing, now)
	behind, err := r.apply(ctx, changes, now)
	if err == nil && behind {
		return ctrl.Result{RequeueAfter: retryBehind}, nil
	}
	return ctrl.Result{}, err
}

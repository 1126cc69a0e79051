// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package jurisdiction sets regions up and reports how they stand.
package jurisdiction

import (
	"context"
	"errors"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
)

const (
	// recheckTaken is how soon a region that needs a person is looked at again.
	// Whatever took its names bears none of the operator's labels, so no watch
	// tells when it goes.
	recheckTaken = time.Minute
	// retryConflict is how soon a status is computed anew after another write
	// came first: long enough for the cache to see that write.
	retryConflict = 100 * time.Millisecond
)

// Reconciler sets up the region that a Jurisdiction declares and keeps its
// status. The indexes of controllers/index must be registered, and the cache be
// set up with CacheOptions.
type Reconciler struct {
	// Client reads from the cache.
	Client client.Client
	// APIReader reads past the cache, which holds nothing but what bears the
	// operator's labels: what took a name has to be looked for elsewhere.
	APIReader client.Reader
	Recorder  events.EventRecorder
	Clock     clock.PassiveClock
}

// The operator hands on the rights to read duties and records, to file reports
// and rulings, and the virtual verbs report and rule on any department. The API
// server lets it create Roles that grant these only because it holds them itself.
//
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=jurisdictions,verbs=list;watch
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=jurisdictions/status,verbs=patch
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departmentduties;dutyreports;dutyrulings,verbs=get;list;watch
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=dutyreports;dutyrulings,verbs=create
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departments,verbs=report;rule
// +kubebuilder:rbac:groups="",resources=namespaces,verbs=get;list;watch;create;patch
// +kubebuilder:rbac:groups=rbac.authorization.k8s.io,resources=roles;rolebindings,verbs=list;watch;create;patch;delete
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch

// Reconcile sets one region up and writes its status.
func (r *Reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	facts, err := r.gather(ctx, request.Name)
	if err != nil || facts == nil {
		return ctrl.Result{}, err
	}
	jurisdiction := facts.jurisdiction

	plan, err := region.Compare(jurisdiction, facts.desired, facts.observed)
	if err != nil {
		return ctrl.Result{}, err
	}
	outcome, setupErr := r.setUp(ctx, facts, plan)

	// The status is written also when a step failed: it says which.
	status := evaluate.Evaluate(evaluate.Input{
		Jurisdiction: jurisdiction,
		Ancestors:    facts.ancestors,
		Setup:        outcome,
		Duties:       facts.duties,
		Now:          r.Clock.Now(),
	}).Status
	if err := r.writeStatus(ctx, jurisdiction, status); err != nil {
		if apierrors.IsConflict(err) && setupErr == nil {
			return ctrl.Result{RequeueAfter: retryConflict}, nil
		}
		return ctrl.Result{}, errors.Join(setupErr, client.IgnoreNotFound(err))
	}
	r.announce(jurisdiction, &status)

	if setupErr != nil {
		return ctrl.Result{}, setupErr
	}
	if len(plan.Problems) > 0 {
		return ctrl.Result{RequeueAfter: recheckTaken}, nil
	}
	return ctrl.Result{}, nil
}

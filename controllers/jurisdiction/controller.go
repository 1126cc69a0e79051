// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package jurisdiction sets regions up, takes them down, and reports how they
// stand.
package jurisdiction

import (
	"context"
	"errors"
	"slices"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/ownwrites"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
)

const (
	// recheckTaken is how soon a region that needs a person is looked at again.
	// Whatever took its names bears none of the operator's labels, so no watch
	// tells when it goes.
	recheckTaken = time.Minute
	// retryConflict is how soon a region is looked at anew after another write
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
	// Calendars finds on which calendar a region counts. It may be left nil, but each
	// evaluation then parses that calendar anew.
	Calendars *calendars.Finder
	Recorder  events.EventRecorder
	Clock     clock.PassiveClock

	written ownwrites.Tracker
}

// The operator hands on the rights to read duties, meetings and records, to file
// reports, rulings and minutes, to edit duties and meetings, and the virtual verbs
// report, rule and minute on any department. The API server lets it create Roles
// that grant these only because it holds them itself.
//
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=jurisdictions,verbs=list;watch;patch
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=jurisdictions/status,verbs=patch
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departmentduties;jointmeetings,verbs=get;list;watch;create;update;patch;delete
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=dutyreports;dutyrulings;meetingminutes,verbs=get;list;watch;create
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departments,verbs=report;rule;minute
// +kubebuilder:rbac:groups="",resources=namespaces,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups="",resources=serviceaccounts;limitranges;resourcequotas;services,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=networking.k8s.io,resources=networkpolicies,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=rbac.authorization.k8s.io,resources=roles;rolebindings,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=batch,resources=cronjobs,verbs=get;list;watch;create;patch;delete
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create

// Reconcile sets one region up, or takes it down, and writes its status.
func (r *Reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	facts, err := r.gather(ctx, request.Name)
	if err != nil || facts == nil {
		return ctrl.Result{}, err
	}
	if r.written.Behind(facts.jurisdiction) {
		return ctrl.Result{RequeueAfter: retryConflict}, nil
	}
	deletion, err := r.gatherDeletion(ctx, facts)
	if err != nil {
		return ctrl.Result{}, err
	}
	var again time.Duration
	switch {
	case facts.jurisdiction.DeletionTimestamp == nil || deletion.Blocked(facts.jurisdiction):
		// What cannot go yet is kept up as before.
		again, err = r.keepUp(ctx, facts, deletion)
	case controllerutil.ContainsFinalizer(facts.jurisdiction, v1alpha1.FinalizerRegion):
		again, err = r.takeDown(ctx, facts, deletion)
	}
	if err != nil && onlyConflicts(err) {
		return ctrl.Result{RequeueAfter: retryConflict}, nil
	}
	return ctrl.Result{RequeueAfter: again}, err
}

// keepUp sets the region up as it is declared, and says how it stands. It
// returns when to look again, zero for never.
func (r *Reconciler) keepUp(ctx context.Context, f *facts, deletion *evaluate.Deletion) (time.Duration, error) {
	// What is held up by the finalizer is there before it could be lost.
	if f.jurisdiction.DeletionTimestamp == nil && !controllerutil.ContainsFinalizer(f.jurisdiction, v1alpha1.FinalizerRegion) {
		if err := r.changeFinalizer(ctx, f, controllerutil.AddFinalizer); err != nil {
			return 0, err
		}
	}
	plan, err := region.Compare(f.jurisdiction, f.desired, f.observed, f.kept)
	if err != nil {
		return 0, err
	}
	if err := r.sortOutTaken(ctx, f, &plan); err != nil {
		return 0, err
	}
	outcome, setupErr := r.setUp(ctx, f, plan)
	if setupErr != nil && onlyConflicts(setupErr) {
		return 0, setupErr // nothing is wrong that could be told
	}

	// The status is written also when a step failed: it says which.
	before := f.jurisdiction
	status := evaluate.Evaluate(evaluate.Input{
		Jurisdiction: before,
		Ancestors:    f.ancestors,
		Calendar:     f.calendar,
		Children:     f.children,
		Setup:        outcome,
		Duties:       f.duties,
		Meetings:     f.meetings,
		Deletion:     deletion,
		Now:          r.Clock.Now(),
	}).Status
	if err := r.writeStatus(ctx, f, status); err != nil {
		return 0, errors.Join(setupErr, client.IgnoreNotFound(err))
	}
	r.announce(before, &status)

	if setupErr == nil && slices.ContainsFunc(outcome.Problems, isTaken) {
		return recheckTaken, nil
	}
	return 0, setupErr
}

// isTaken tells of a problem that ends without any watch telling so.
func isTaken(problem region.Problem) bool {
	return problem.Reason == v1alpha1.ReasonNameTaken || problem.Reason == v1alpha1.ReasonNamespaceTaken
}

// onlyConflicts tells whether another write coming first is all that went wrong.
func onlyConflicts(err error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, each := range joined.Unwrap() {
			if !onlyConflicts(each) {
				return false
			}
		}
		return true
	}
	return apierrors.IsConflict(err)
}

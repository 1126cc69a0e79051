// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package jointmeeting evaluates meetings with their minutes, and keeps the duties that
// their decisions became.
package jointmeeting

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
	"github.com/jianguan/supervision-operator/internal/evaluate/meeting"
)

// retryBehind is how soon a meeting is looked at anew after the cache turned out to be
// behind the API server.
const retryBehind = 100 * time.Millisecond

// Reconciler brings meetings, their minutes and the duties of their decisions up to
// date. It writes nothing where nothing changed, and comes back at the next instant at
// which something will. The indexes of controllers/index must be registered.
type Reconciler struct {
	// Client reads from the cache, and writes.
	Client client.Client
	// APIReader reads past the cache, before a duty is deleted.
	APIReader client.Reader
	// Calendars finds on which calendar a region counts. It may be left nil, but each
	// evaluation then parses that calendar anew.
	Calendars *calendars.Finder
	// Recorder tells people what changed.
	Recorder events.EventRecorder
	// Clock tells the API server's time, and never runs ahead of it.
	Clock clock.PassiveClock
	// OnClockStep, if set, registers a function that is called after Clock was found
	// wrong and set right, so that every meeting is evaluated anew.
	OnClockStep func(func())

	written ownwrites.Tracker
}

// The verb handdown stands for the right to make, change and delete the duties that
// decisions became. Admission asks for it.
//
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=jointmeetings;meetingminutes;departmentduties;dutyreports;dutyrulings;jurisdictions,verbs=list;watch
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=jointmeetings/status;meetingminutes/status,verbs=patch
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departmentduties,verbs=create;patch;delete
// +kubebuilder:rbac:groups=supervision.jianguan.io,resources=departments,verbs=handdown
// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create

// Reconcile evaluates the meeting of that name, or tells its minutes that there is none.
func (r *Reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	facts, err := r.gather(ctx, request.NamespacedName)
	if err != nil {
		return ctrl.Result{}, err
	}
	if r.behind(facts) {
		return ctrl.Result{RequeueAfter: retryBehind}, nil
	}
	now := r.Clock.Now()
	var result meeting.Result
	if facts.meeting == nil {
		result.Minutes = meeting.Orphans(facts.minutes, now)
	} else {
		result = meeting.Evaluate(meeting.Input{
			Meeting: facts.meeting, Jurisdiction: facts.jurisdiction, Calendar: facts.calendar,
			Minutes: facts.minutes, Duties: facts.duties, Now: now,
		})
	}
	behind, err := r.apply(ctx, facts, &result, now)
	switch {
	case apierrors.IsConflict(err):
		logf.FromContext(ctx).V(1).Info("the cache is behind the API server, evaluating again", "reason", err.Error())
		return ctrl.Result{RequeueAfter: retryBehind}, nil
	case err != nil:
		return ctrl.Result{}, err
	case behind:
		return ctrl.Result{RequeueAfter: retryBehind}, nil
	case result.Next.IsZero():
		return ctrl.Result{}, nil
	}
	return ctrl.Result{RequeueAfter: max(result.Next.Sub(r.Clock.Now()), time.Millisecond)}, nil
}

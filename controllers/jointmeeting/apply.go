// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	keeper "github.com/jianguan/supervision-operator/controllers/upkeep"
	"github.com/jianguan/supervision-operator/internal/evaluate/meeting"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// apply writes what changed: first the meeting, which holds the ledger, then the
// minutes, then the duties. Whoever is killed in between leaves nothing behind that the
// next evaluation would not write in the same way. It tells whether the cache turned
// out to be behind the API server.
func (r *Reconciler) apply(ctx context.Context, facts *facts, result *meeting.Result, now time.Time) (behind bool, err error) {
	if facts.meeting != nil {
		if err := r.applyMeeting(ctx, facts.meeting, &result.Status); err != nil {
			return false, client.IgnoreNotFound(err)
		}
	}
	for i := range facts.minutes {
		if err := r.applyMinutes(ctx, &facts.minutes[i], &result.Minutes[i]); err != nil {
			return false, err
		}
	}
	if !result.Understood || facts.meeting.DeletionTimestamp != nil {
		return false, nil
	}
	return r.applyDecisions(ctx, facts, result.Wanted, now)
}

func (r *Reconciler) applyMeeting(ctx context.Context, before *v1alpha1.JointMeeting, status *v1alpha1.JointMeetingStatus) error {
	if equality.Semantic.DeepEqual(&before.Status, status) {
		return nil
	}
	after := before.DeepCopy()
	after.Status = *status
	if err := r.patch(ctx, before, after); err != nil {
		return err
	}
	r.tellMeeting(before, after)
	return nil
}

func (r *Reconciler) applyMinutes(ctx context.Context, before *v1alpha1.MeetingMinutes, status *v1alpha1.MeetingMinutesStatus) error {
	if equality.Semantic.DeepEqual(&before.Status, status) {
		return nil
	}
	after := before.DeepCopy()
	after.Status = *status
	if err := r.patch(ctx, before, after); err != nil {
		return client.IgnoreNotFound(err) // Minutes that are gone need no status and no events.
	}
	r.tellMinutes(before, after)
	return nil
}

// applyDecisions brings the duties in line with the decisions.
func (r *Reconciler) applyDecisions(ctx context.Context, facts *facts, wanted []upkeep.Wanted, now time.Time) (behind bool, err error) {
	existing, err := keeper.Gather(ctx, r.Client, facts.made(), wanted)
	if err != nil {
		return false, err
	}
	own := func(duty *v1alpha1.DepartmentDuty) bool { return meeting.IsOwn(facts.meeting.Name, duty) }
	writer := keeper.Writer{Client: r.Client, APIReader: r.APIReader, Recorder: r.Recorder, Words: words()}
	behind, err = writer.Apply(ctx, upkeep.Plan(own, wanted, existing, now), now)
	if apierrors.IsForbidden(err) || apierrors.IsInvalid(err) {
		// It is tried again, and nothing else tells that a decision has no duty.
		r.tell(facts.meeting, corev1.EventTypeWarning, v1alpha1.ReasonSetupFailed, "", "%v", err)
	}
	return behind, err
}

// patch writes a status. What is gone needs none, and no events.
func (r *Reconciler) patch(ctx context.Context, before, after client.Object) error {
	return r.written.PatchStatus(ctx, r.Client, before, after, r.Clock.Now())
}

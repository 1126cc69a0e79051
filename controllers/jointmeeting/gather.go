// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/regions"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/evaluate/meeting"
)

// facts is everything that the evaluation of one meeting depends on, but the time.
type facts struct {
	// meeting is nil if there is none of that name.
	meeting *v1alpha1.JointMeeting
	// jurisdiction is nil while none holds the namespace.
	jurisdiction *v1alpha1.Jurisdiction
	// calendar on which the jurisdiction counts working days.
	calendar calendar.Found
	minutes  []v1alpha1.MeetingMinutes
	// duties of the namespace belong to the cache: they must not be changed.
	duties []v1alpha1.DepartmentDuty
}

// made are copies of the duties that decisions of the meeting became.
func (f *facts) made() []*v1alpha1.DepartmentDuty {
	var made []*v1alpha1.DepartmentDuty
	for i := range f.duties {
		if meeting.IsOwn(f.meeting.Name, &f.duties[i]) {
			made = append(made, f.duties[i].DeepCopy())
		}
	}
	return made
}

// gather reads from the cache. What it reads may be a little old; the optimistic lock
// of the write then refuses it.
func (r *Reconciler) gather(ctx context.Context, key types.NamespacedName) (*facts, error) {
	found := &facts{meeting: &v1alpha1.JointMeeting{}}
	switch err := r.Client.Get(ctx, key, found.meeting); {
	case apierrors.IsNotFound(err):
		found.meeting = nil
	case err != nil:
		return nil, fmt.Errorf("get JointMeeting %s: %w", key, err)
	}
	var minutes v1alpha1.MeetingMinutesList
	if err := r.Client.List(ctx, &minutes, client.InNamespace(key.Namespace), client.MatchingFields{index.MinutesMeeting: key.Name}); err != nil {
		return nil, fmt.Errorf("list MeetingMinutes of %s: %w", key, err)
	}
	found.minutes = minutes.Items
	if found.meeting == nil {
		return found, nil
	}
	var duties v1alpha1.DepartmentDutyList
	// There may be thousands, and few of them are the meeting's own.
	if err := r.Client.List(ctx, &duties, client.InNamespace(key.Namespace), client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("list the duties in namespace %s: %w", key.Namespace, err)
	}
	found.duties = duties.Items
	return found, r.gatherRegion(ctx, key.Namespace, found)
}

// behind tells whether the cache shows one of the objects whose status is written here
// as it was before that.
func (r *Reconciler) behind(found *facts) bool {
	behind := found.meeting != nil && r.written.Behind(found.meeting)
	for i := range found.minutes {
		behind = r.written.Behind(&found.minutes[i]) || behind
	}
	return behind
}

// gatherRegion reads the region that holds a namespace, and its calendar.
func (r *Reconciler) gatherRegion(ctx context.Context, namespace string, found *facts) error {
	var err error
	if found.jurisdiction, err = regions.Holder(ctx, r.Client, namespace); err != nil || found.jurisdiction == nil {
		return err
	}
	ancestors, err := regions.Ancestors(ctx, r.Client, found.jurisdiction)
	if err != nil {
		return err
	}
	found.calendar, err = calendars.OrNew(r.Calendars, r.Client).Find(ctx, found.jurisdiction, ancestors)
	return err
}

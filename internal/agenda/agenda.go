// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package agenda

import (
	"cmp"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// maxItems is how many items an agenda has, as the API says.
const maxItems = 30

// Input is all that an agenda follows from. Nothing of it is changed, so it may belong
// to a cache.
type Input struct {
	Meeting *v1alpha1.JointMeeting
	// Jurisdiction of the meeting; nil if there is none.
	Jurisdiction *v1alpha1.Jurisdiction
	// Duties of the namespace of the meeting, in any order.
	Duties []v1alpha1.DepartmentDuty
	// Start is when the session begins.
	Start time.Time
}

// Compose returns the agenda of a session, the heaviest item first: at most 30, and how
// many there are in all. A duty is on it once, on account of what weighs most.
func Compose(in Input) (items []v1alpha1.AgendaItem, total int32) {
	add := func(item v1alpha1.AgendaItem) { items, total = append(items, item), total+1 }
	for i := range in.Duties {
		f := factsOf(&in.Duties[i])
		if !in.concerns(&f) {
			continue
		}
		if m, found := f.heaviest(in.Meeting.Name, in.Start.Unix()); found {
			add(f.item(in.Duties[i].Name, m))
		}
	}
	if in.Jurisdiction != nil && in.Meeting.Spec.Kind != v1alpha1.MeetingSpecial {
		for _, item := range planFindings(in.Jurisdiction) {
			add(item)
		}
	}
	slices.SortFunc(items, order)
	if len(items) > maxItems {
		items = slices.Clone(items[:maxItems]) // without the memory of the others
	}
	return items, total
}

// concerns tells whether a duty is of interest to the meeting at all.
func (in *Input) concerns(f *facts) bool {
	switch {
	case f.withdrawn:
		return false
	case in.Meeting.Spec.Kind != v1alpha1.MeetingSpecial || f.isDecisionOf(in.Meeting.Name):
		return true
	default:
		return slices.Contains(in.Meeting.Spec.Scopes, f.scope)
	}
}

// order puts the heaviest first, of those the earliest, and what has no time last. The
// rest makes it the same whatever the order of the duties was.
func order(a, b v1alpha1.AgendaItem) int {
	return cmp.Or(
		cmp.Compare(b.Weight, a.Weight),
		earliestFirst(a.Time, b.Time),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Ref.Name, b.Ref.Name),
		cmp.Compare(a.Reason, b.Reason),
	)
}

func earliestFirst(a, b *metav1.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	default:
		return a.Compare(b.Time)
	}
}

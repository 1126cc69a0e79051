// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wake

import (
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Differ tells whether a region means something else after a change than before it.
type Differ func(before, after *v1alpha1.Jurisdiction) bool

// RegionChanged passes what the objects of a region take from it: the spec, which
// namespace it holds, and what differs besides; differ may be nil.
func RegionChanged(differ Differ) predicate.Predicate {
	return predicate.Or(predicate.GenerationChangedPredicate{}, predicate.Funcs{
		CreateFunc:  func(event.CreateEvent) bool { return true },
		DeleteFunc:  func(event.DeleteEvent) bool { return true },
		GenericFunc: func(event.GenericEvent) bool { return false },
		UpdateFunc: updated(func(before, after *v1alpha1.Jurisdiction) bool {
			return before.Status.Namespace != after.Status.Namespace || differ != nil && differ(before, after)
		}),
	})
}

// InheritanceChanged passes what the objects of the regions below take from a region: its
// calendar, its own line of parents, and what differs besides; differ may be nil. At the
// start every object is evaluated anyhow.
func InheritanceChanged(differ Differ) predicate.Predicate {
	return predicate.Funcs{
		CreateFunc:  func(e event.CreateEvent) bool { return !e.IsInInitialList },
		DeleteFunc:  func(event.DeleteEvent) bool { return true },
		GenericFunc: func(event.GenericEvent) bool { return false },
		UpdateFunc: updated(func(before, after *v1alpha1.Jurisdiction) bool {
			return before.Spec.ParentRef != after.Spec.ParentRef || before.Spec.CalendarRef != after.Spec.CalendarRef ||
				differ != nil && differ(before, after)
		}),
	}
}

func updated(differ Differ) func(event.UpdateEvent) bool {
	return func(e event.UpdateEvent) bool {
		before, wasRegion := e.ObjectOld.(*v1alpha1.Jurisdiction)
		after, isRegion := e.ObjectNew.(*v1alpha1.Jurisdiction)
		return wasRegion && isRegion && differ(before, after)
	}
}

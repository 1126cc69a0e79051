// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// observation is what is known of the region for itself.
type observation struct {
	// census is nil while the region holds no namespace.
	census *census
	// reason why it holds none.
	reason string
}

// findings are all that the region itself must have in order to be on track.
func (o observation) findings(spec *v1alpha1.JurisdictionSpec) []finding {
	return []finding{o.dutiesOnTrack(), o.scopesCovered(spec.Scopes), gridsStaffed(spec.Grids), staffingAdequate(spec.Staffing)}
}

func (o observation) dutiesOnTrack() finding {
	f := finding{condition: v1alpha1.ConditionDutiesOnTrack, status: metav1.ConditionTrue, reason: v1alpha1.ReasonNoneOverdue}
	switch {
	case o.census == nil:
		f.status, f.reason = metav1.ConditionUnknown, o.reason
		f.message = "the region holds no namespace, so there are no duties to count"
	case o.census.duties.overdue > 0:
		f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonDutiesOverdue
		f.message = fmt.Sprintf("overdue: %d of %d duties", o.census.duties.overdue, o.census.duties.total)
	case o.census.duties.total == 0:
		f.message = "no duties are declared"
	default:
		f.message = fmt.Sprintf("overdue: none of %d duties", o.census.duties.total)
	}
	return f
}

// scopesCovered looks for scopes that no duty is of. Every duty has a lead, so a
// scope with a duty has somebody who answers for it.
func (o observation) scopesCovered(scopes []v1alpha1.Scope) finding {
	f := finding{condition: v1alpha1.ConditionScopesCovered, status: metav1.ConditionTrue}
	if len(scopes) == 0 {
		f.reason, f.message = v1alpha1.ReasonNoScopes, "no scopes are declared"
		return f
	}
	if o.census == nil {
		f.status, f.reason = metav1.ConditionUnknown, o.reason
		f.message = "the region holds no namespace, so there are no duties to cover its scopes"
		return f
	}
	uncovered := slices.DeleteFunc(slices.Clone(scopes), func(s v1alpha1.Scope) bool { return o.census.scopes[s.Name] })
	if len(uncovered) == 0 {
		f.reason, f.message = v1alpha1.ReasonAllCovered, fmt.Sprintf("not covered: none of %d scopes", len(scopes))
		return f
	}
	f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonScopesUncovered
	f.message = fmt.Sprintf("not covered by any duty's spec.scope: %d of %d scopes: %s", len(uncovered), len(scopes),
		enumerate(len(uncovered), ", ", func(i int) string { return string(uncovered[i].Name) }))
	return f
}

// gridsStaffed looks for grids without the people, or without what they are there
// for (定员、定责).
func gridsStaffed(grids []v1alpha1.Grid) finding {
	f := finding{condition: v1alpha1.ConditionGridsStaffed, status: metav1.ConditionTrue}
	if len(grids) == 0 {
		f.reason, f.message = v1alpha1.ReasonNoGrids, "no grids are declared"
		return f
	}
	var incomplete []*v1alpha1.Grid
	for i := range grids {
		if lacking(&grids[i]) != "" {
			incomplete = append(incomplete, &grids[i])
		}
	}
	if len(incomplete) == 0 {
		f.reason, f.message = v1alpha1.ReasonAllStaffed, fmt.Sprintf("incomplete: none of %d grids", len(grids))
		return f
	}
	f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonGridsIncomplete
	f.message = fmt.Sprintf("incomplete: %d of %d grids: %s", len(incomplete), len(grids),
		enumerate(len(incomplete), ", ", func(i int) string {
			return fmt.Sprintf("%q lacks %s", incomplete[i].Code, lacking(incomplete[i]))
		}))
	return f
}

// lacking names what a grid lacks, or nothing.
func lacking(grid *v1alpha1.Grid) string {
	switch {
	case len(grid.Staff) == 0 && len(grid.Responsibilities) == 0:
		return "staff and responsibilities"
	case len(grid.Staff) == 0:
		return "staff"
	case len(grid.Responsibilities) == 0:
		return "responsibilities"
	default:
		return ""
	}
}

func staffingAdequate(staffing v1alpha1.Staffing) finding {
	f := finding{condition: v1alpha1.ConditionStaffingAdequate, status: metav1.ConditionTrue}
	if staffing.Minimum == 0 {
		f.reason, f.message = v1alpha1.ReasonNoMinimum, "no minimum of staff is declared"
		return f
	}
	administrative, team := ptr.Deref(staffing.Administrative, 0), ptr.Deref(staffing.Team, 0)
	auxiliary := ptr.Deref(staffing.Auxiliary, 0)
	sum := administrative + team + auxiliary
	f.message = fmt.Sprintf("staff: %d (%d administrative, %d team, %d auxiliary), of a minimum of %d",
		sum, administrative, team, auxiliary, staffing.Minimum)
	f.reason = v1alpha1.ReasonMinimumReached
	if sum < staffing.Minimum {
		f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonBelowMinimum
	}
	return f
}

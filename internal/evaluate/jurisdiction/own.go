// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
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
	return []finding{
		o.dutiesOnTrack(), o.meetingsOnSchedule(), o.scopesCovered(spec), gridsStaffed(spec.Grids),
		staffingAdequate(spec.Staffing),
	}
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

// scopesCovered looks for scopes that nobody answers for (监管盲区): a duty covers
// its scope if a lead of it is declared here.
func (o observation) scopesCovered(spec *v1alpha1.JurisdictionSpec) finding {
	f := finding{condition: v1alpha1.ConditionScopesCovered, status: metav1.ConditionTrue}
	scopes := spec.Scopes
	if len(scopes) == 0 {
		f.reason, f.message = v1alpha1.ReasonNoScopes, "no scopes are declared"
		return f
	}
	if o.census == nil {
		f.status, f.reason = metav1.ConditionUnknown, o.reason
		f.message = "the region holds no namespace, so there are no duties to cover its scopes"
		return f
	}
	covered, leaderless := o.census.coverage(spec.Departments)
	uncovered := slices.DeleteFunc(slices.Clone(scopes), func(s v1alpha1.Scope) bool { return covered[s.Name] })
	if len(uncovered) == 0 {
		f.reason, f.message = v1alpha1.ReasonAllCovered, fmt.Sprintf("not covered: none of %d scopes", len(scopes))
		return f
	}
	f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonScopesUncovered
	f.message = fmt.Sprintf("not covered by any duty's spec.scope: %d of %d scopes: %s", len(uncovered), len(scopes),
		messages.Enumerate(len(uncovered), ", ", func(i int) string {
			scope := uncovered[i].Name
			if duty, ok := leaderless[scope]; ok {
				return fmt.Sprintf("%s (no lead of %s is declared)", scope, messages.Quoted(duty))
			}
			return string(scope)
		}))
	return f
}

// coverage tells which scopes are those of a duty with a declared lead, and names
// the first duty of each that has none.
func (c *census) coverage(departments []v1alpha1.Department) (
	covered map[v1alpha1.ScopeName]bool, leaderless map[v1alpha1.ScopeName]string,
) {
	declared := codesOf(departments)
	covered, leaderless = map[v1alpha1.ScopeName]bool{}, map[v1alpha1.ScopeName]string{}
	for _, duty := range c.plan {
		scope := duty.Spec.Scope
		switch {
		case covered[scope]:
		case slices.ContainsFunc(duty.Spec.Leads, func(lead v1alpha1.DepartmentName) bool { return declared[lead] }):
			covered[scope] = true
		case leaderless[scope] == "":
			leaderless[scope] = duty.Name
		}
	}
	return covered, leaderless
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
		messages.Enumerate(len(incomplete), ", ", func(i int) string {
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

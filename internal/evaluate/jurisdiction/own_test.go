// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// said is what one condition says, without its times.
type said struct {
	Status  metav1.ConditionStatus
	Reason  string
	Message string
}

func saidBy(t *testing.T, status v1alpha1.JurisdictionStatus, conditionType string) said {
	t.Helper()
	c := meta.FindStatusCondition(status.Conditions, conditionType)
	if c == nil {
		t.Fatalf("no condition %s", conditionType)
	}
	return said{c.Status, c.Reason, c.Message}
}

func covering(scopes ...v1alpha1.ScopeName) []v1alpha1.DepartmentDuty {
	var duties []v1alpha1.DepartmentDuty
	for i, scope := range scopes {
		duties = append(duties, *wrappers.Duty(fmt.Sprintf("d%d", i)).Scope(scope).Obj())
	}
	return duties
}

func listed(duties ...*wrappers.DutyWrapper) []v1alpha1.DepartmentDuty {
	var list []v1alpha1.DepartmentDuty
	for _, duty := range duties {
		list = append(list, *duty.Obj())
	}
	return list
}

// unknownRegion holds no namespace.
var unknownRegion = region.Outcome{Problems: []region.Problem{{Reason: v1alpha1.ReasonNamespaceTaken, Message: "taken", NeedsPerson: true}}}

func TestOwnConditions(t *testing.T) {
	const yes, no, unknown = metav1.ConditionTrue, metav1.ConditionFalse, metav1.ConditionUnknown
	whole := func(code string) *wrappers.GridWrapper {
		return wrappers.Grid(code).Staff("wei").Responsibilities("patrol")
	}
	xicheng := func() *wrappers.JurisdictionWrapper { return wrappers.Jurisdiction("xicheng") }
	grids := func(n int) *wrappers.JurisdictionWrapper {
		w := xicheng()
		for i := range n {
			w.Grid(wrappers.Grid(fmt.Sprintf("g%d", i)).Staff("wei"))
		}
		return w
	}
	cases := map[string]struct {
		jurisdiction *wrappers.JurisdictionWrapper
		duties       []v1alpha1.DepartmentDuty
		unknown      bool
		condition    string
		want         said
	}{
		"each scope is that of a duty": {
			jurisdiction: xicheng().Scopes("public-health", "blood"), duties: covering("blood", "", "public-health", "blood"),
			condition: "ScopesCovered", want: said{yes, "AllCovered", "not covered: none of 2 scopes"},
		},
		"scopes that no duty covers, in the order of the plan": {
			jurisdiction: xicheng().Scopes("public-health", "blood", "schools"), duties: covering("blood", "undeclared"),
			condition: "ScopesCovered", want: said{no, "ScopesUncovered",
				"not covered by any duty's spec.scope: 2 of 3 scopes: public-health, schools"},
		},
		"a duty whose leads are not declared covers nothing, and is named": {
			jurisdiction: xicheng().Departments("police", "fire").Scopes("public-health", "blood", "schools"),
			duties: listed(
				wrappers.Duty("xc-03").Scope("blood").Leads("education"),
				wrappers.Duty("xc-02").Scope("blood").Leads("health-commission"),
				wrappers.Duty("xc-01").Scope("schools").Leads("education", "fire"),
				wrappers.Duty("xc-04").Scope("public-health").Leads("education").Participants("police"),
			),
			condition: "ScopesCovered", want: said{no, "ScopesUncovered", "not covered by any duty's spec.scope: 2 of 3 scopes: " +
				"public-health (no lead of xc-04 is declared), blood (no lead of xc-02 is declared)"},
		},
		"of two duties of a scope, one with a declared lead is enough": {
			jurisdiction: xicheng().Departments("police").Scopes("blood"),
			duties: listed(wrappers.Duty("xc-01").Scope("blood").Leads("education"),
				wrappers.Duty("xc-02").Scope("blood").Leads("police")),
			condition: "ScopesCovered", want: said{yes, "AllCovered", "not covered: none of 1 scopes"},
		},
		"a duty that was withdrawn covers nothing": {
			jurisdiction: xicheng().Scopes("blood"), duties: listed(wrappers.Duty("jilin.d").Scope("blood").Withdrawn(earlier.Time)),
			condition: "ScopesCovered", want: said{no, "ScopesUncovered",
				"not covered by any duty's spec.scope: 1 of 1 scopes: blood"},
		},
		"scopes while no duties can be counted": {
			jurisdiction: xicheng().Scopes("public-health"), unknown: true,
			condition: "ScopesCovered", want: said{unknown, "NamespaceTaken",
				"the region holds no namespace, so there are no duties to cover its scopes"},
		},
		"no scopes, whether duties can be counted or not": {
			jurisdiction: xicheng(), unknown: true,
			condition: "ScopesCovered", want: said{yes, "NoScopes", "no scopes are declared"},
		},
		"each grid has staff and responsibilities": {
			jurisdiction: xicheng().Grid(whole("g1")).Grid(whole("g2")),
			condition:    "GridsStaffed", want: said{yes, "AllStaffed", "incomplete: none of 2 grids"},
		},
		"grids that lack staff, responsibilities, or both": {
			jurisdiction: xicheng().Grid(wrappers.Grid("一号").Staff("wei")).Grid(whole("g2")).
				Grid(wrappers.Grid("g3")).Grid(wrappers.Grid("g4").Responsibilities("patrol")),
			condition: "GridsStaffed", want: said{no, "GridsIncomplete",
				`incomplete: 3 of 4 grids: "一号" lacks responsibilities, "g3" lacks staff and responsibilities, "g4" lacks staff`},
		},
		"ten incomplete grids are named": {
			jurisdiction: grids(10),
			condition:    "GridsStaffed", want: said{no, "GridsIncomplete", "incomplete: 10 of 10 grids: " + lackingGrids(10)},
		},
		"more than ten are counted": {
			jurisdiction: grids(12),
			condition:    "GridsStaffed", want: said{no, "GridsIncomplete",
				"incomplete: 12 of 12 grids: " + lackingGrids(10) + ", and 2 more"},
		},
		"the staff reaches the minimum": {
			jurisdiction: xicheng().MinimumStaff(30).Staff(8, 20, 2),
			condition:    "StaffingAdequate", want: said{yes, "MinimumReached",
				"staff: 30 (8 administrative, 20 team, 2 auxiliary), of a minimum of 30"},
		},
		"the staff is one short": {
			jurisdiction: xicheng().MinimumStaff(30).Staff(8, 20, 1),
			condition:    "StaffingAdequate", want: said{no, "BelowMinimum",
				"staff: 29 (8 administrative, 20 team, 1 auxiliary), of a minimum of 30"},
		},
		"staff that is not declared counts nothing": {
			jurisdiction: xicheng().Staffing(v1alpha1.Staffing{Minimum: 30, Team: new(int32(30))}),
			condition:    "StaffingAdequate", want: said{yes, "MinimumReached",
				"staff: 30 (0 administrative, 30 team, 0 auxiliary), of a minimum of 30"},
		},
		"staff without a minimum": {
			jurisdiction: xicheng().Staff(1, 0, 0),
			condition:    "StaffingAdequate", want: said{yes, "NoMinimum", "no minimum of staff is declared"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			in := jurisdiction.Input{Jurisdiction: tc.jurisdiction.Obj(), Duties: tc.duties, Now: now.Time}
			in.Setup.Namespace = "region-xicheng"
			if tc.unknown {
				in.Setup = unknownRegion
			}
			if diff := cmp.Diff(tc.want, saidBy(t, jurisdiction.Evaluate(in).Status, tc.condition)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.condition, diff)
			}
		})
	}
}

func lackingGrids(n int) string {
	var texts []string
	for i := range n {
		texts = append(texts, fmt.Sprintf(`"g%d" lacks responsibilities`, i))
	}
	return strings.Join(texts, ", ")
}

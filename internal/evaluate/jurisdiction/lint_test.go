// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// lintCase is a plan, and what one condition says of it.
type lintCase struct {
	jurisdiction *wrappers.JurisdictionWrapper
	duties       []v1alpha1.DepartmentDuty
	want         said
}

func regionOf(departments ...v1alpha1.DepartmentName) *wrappers.JurisdictionWrapper {
	return wrappers.Jurisdiction("xicheng").Departments(departments...)
}

// checkLint holds a condition against its cases, with duties and departments, and
// what they list, in any order.
func checkLint(t *testing.T, condition string, cases map[string]lintCase) {
	t.Helper()
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			in := jurisdiction.Input{
				Jurisdiction: tc.jurisdiction.Obj(), Duties: tc.duties, Now: now.Time,
				Setup: region.Outcome{Namespace: "region-xicheng"},
			}
			random := rand.New(rand.NewPCG(1, 2))
			for range 20 {
				if diff := cmp.Diff(tc.want, saidBy(t, jurisdiction.Evaluate(in).Status, condition)); diff != "" {
					t.Fatalf("%s (-want +got):\n%s", condition, diff)
				}
				shuffle(random, in.Duties)
				shuffle(random, in.Jurisdiction.Spec.Departments)
				for i := range in.Jurisdiction.Spec.Departments {
					shuffle(random, in.Jurisdiction.Spec.Departments[i].Aliases)
				}
				for i := range in.Duties {
					shuffle(random, in.Duties[i].Spec.Leads)
					shuffle(random, in.Duties[i].Spec.Participants)
				}
			}
		})
	}
}

func shuffle[T any](random *rand.Rand, list []T) {
	random.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
}

func TestDepartmentsDeclared(t *testing.T) {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	checkLint(t, "DepartmentsDeclared", map[string]lintCase{
		"every department that duties name is declared": {
			jurisdiction: regionOf("police", "fire", "education"),
			duties:       listed(wrappers.Duty("xc-01").Leads("police").Participants("fire"), wrappers.Duty("xc-02").Leads("police")),
			want:         said{yes, "AllDeclared", "not declared: none of 2 departments that duties name"},
		},
		"leads and participants that are not, with the duties that name them": {
			jurisdiction: regionOf("police"),
			duties: listed(
				wrappers.Duty("xc-01").Leads("police", "fire"),
				wrappers.Duty("xc-02").Leads("police").Participants("education", "fire"),
			),
			want: said{no, "DepartmentsUndeclared",
				"not declared: 2 of 3 departments that duties name: education by xc-02; fire by xc-01, xc-02"},
		},
		"more duties than are named": {
			jurisdiction: regionOf("police"),
			duties: listed(
				wrappers.Duty("xc-01").Leads("fire"), wrappers.Duty("xc-02").Leads("fire"), wrappers.Duty("xc-03").Leads("fire"),
				wrappers.Duty("xc-04").Leads("fire"), wrappers.Duty("xc-05").Leads("fire"),
			),
			want: said{no, "DepartmentsUndeclared",
				"not declared: 1 of 1 departments that duties name: fire by xc-01, xc-02, xc-03 and 2 more"},
		},
		"more departments than are named": {
			jurisdiction: regionOf("police"),
			duties:       listed(wrappers.Duty("d").Leads("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")),
			want: said{no, "DepartmentsUndeclared", "not declared: 12 of 12 departments that duties name: " +
				"a by d; b by d; c by d; d by d; e by d; f by d; g by d; h by d; i by d; j by d; and 2 more"},
		},
		"one that only a withdrawn duty names": {
			jurisdiction: regionOf("police"),
			duties:       listed(wrappers.Duty("jilin.d").Leads("fire").Withdrawn(earlier.Time)),
			want:         said{yes, "AllDeclared", "not declared: none of 0 departments that duties name"},
		},
		"a copy whose department could not be found here": {
			jurisdiction: regionOf("police"),
			duties:       listed(wrappers.Duty("jilin.d").Origin("jilin", "d").Leads("fire")),
			want:         said{no, "DepartmentsUndeclared", "not declared: 1 of 1 departments that duties name: fire by jilin.d"},
		},
	})
}

func TestAliasesUnique(t *testing.T) {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	department := func(code v1alpha1.DepartmentName, displayName string, aliases ...string) *wrappers.DepartmentWrapper {
		return wrappers.Department(code).DisplayName(displayName).Aliases(aliases...)
	}
	having := func(departments ...*wrappers.DepartmentWrapper) *wrappers.JurisdictionWrapper {
		w := wrappers.Jurisdiction("xicheng")
		for _, d := range departments {
			w.Department(d)
		}
		return w
	}
	checkLint(t, "AliasesUnique", map[string]lintCase{
		"no name twice": {
			jurisdiction: having(department("health-commission", "区卫健委", "卫生局", "卫计委"), department("police", "公安分局")),
			want:         said{yes, "NoAmbiguity", "borne by two departments: none of 6 names"},
		},
		"a name that one department bears twice": {
			jurisdiction: having(department("police", "公安分局", "公安分局", "police")),
			want:         said{yes, "NoAmbiguity", "borne by two departments: none of 2 names"},
		},
		"an alias of two departments, and the display name of a third": {
			jurisdiction: having(department("medical-insurance", "区医保局", "卫生局"), department("health-commission", "区卫健委", "卫生局"),
				department("health-inspection", "卫生局")),
			want: said{no, "AmbiguousNames", "borne by two departments: 1 of 6 names: " +
				`"卫生局" by health-commission, health-inspection, medical-insurance`},
		},
		"a display name of two departments": {
			jurisdiction: having(department("police", "公安"), department("traffic-police", "公安")),
			want:         said{no, "AmbiguousNames", `borne by two departments: 1 of 3 names: "公安" by police, traffic-police`},
		},
		"the code of a department as the alias of another": {
			jurisdiction: having(department("police", "公安"), department("traffic-police", "交警", "police")),
			want:         said{no, "AmbiguousNames", `borne by two departments: 1 of 4 names: "police" by police, traffic-police`},
		},
		"several names, and one that is long": {
			jurisdiction: having(
				department("b", "b", "同名", "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"),
				department("a", "a", "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一", "同名")),
			want: said{no, "AmbiguousNames", "borne by two departments: 2 of 4 names: " +
				`"一二三四五六七八九十一二三四五六七八九十一二三四五六七八九…" by a, b; "同名" by a, b`},
		},
		"a name of more departments than are named": {
			jurisdiction: having(department("a", "同名"), department("b", "同名"), department("c", "同名"), department("d", "同名")),
			want:         said{no, "AmbiguousNames", `borne by two departments: 1 of 5 names: "同名" by a, b, c and 1 more`},
		},
	})
}

func TestLeadsConsistent(t *testing.T) {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	duty := func(name string, scope v1alpha1.ScopeName, leads ...v1alpha1.DepartmentName) *wrappers.DutyWrapper {
		return wrappers.Duty(name).Scope(scope).Leads(leads...)
	}
	checkLint(t, "LeadsConsistent", map[string]lintCase{
		"the same leads within each scope, in whatever order": {
			jurisdiction: regionOf("police"),
			duties: listed(duty("xc-01", "blood", "police", "fire"), duty("xc-02", "blood", "fire", "police"),
				duty("xc-03", "schools", "education"), duty("xc-04", "", "police"), duty("xc-05", "", "fire")),
			want: said{yes, "SameLeads", "with different leads: none of 2 scopes that duties name"},
		},
		"other leads within a scope": {
			jurisdiction: regionOf("police"),
			duties:       listed(duty("xc-01", "blood", "police"), duty("xc-02", "blood", "fire"), duty("xc-03", "schools", "education")),
			want: said{no, "DifferentLeads", "with different leads: 1 of 2 scopes that duties name: " +
				"blood: xc-01 is led by police, xc-02 by fire"},
		},
		"one more lead within a scope": {
			jurisdiction: regionOf("police"),
			duties:       listed(duty("xc-01", "blood", "police"), duty("xc-02", "blood", "police", "fire")),
			want: said{no, "DifferentLeads", "with different leads: 1 of 1 scopes that duties name: " +
				"blood: xc-01 is led by police, xc-02 by fire, police"},
		},
		"more duties than are named, in several scopes": {
			jurisdiction: regionOf("police"),
			duties: listed(duty("xc-01", "blood", "police"), duty("xc-02", "blood", "police"), duty("xc-03", "blood", "fire"),
				duty("xc-04", "blood", "education"), duty("xc-05", "blood", "police"),
				duty("xc-06", "air", "fire"), duty("xc-07", "air", "police")),
			want: said{no, "DifferentLeads", "with different leads: 2 of 2 scopes that duties name: " +
				"air: xc-06 is led by fire, xc-07 by police; " +
				"blood: xc-01 is led by police, xc-03 by fire (and 1 more differ from the first)"},
		},
		"more leads than are named: those first in which the duties differ": {
			jurisdiction: regionOf("police"),
			duties:       listed(duty("xc-01", "blood", "a", "b", "c", "d", "y"), duty("xc-02", "blood", "a", "b", "c", "d", "z")),
			want: said{no, "DifferentLeads", "with different leads: 1 of 1 scopes that duties name: " +
				"blood: xc-01 is led by y, a, b and 2 more, xc-02 by z, a, b and 2 more"},
		},
		"leads of a duty that was withdrawn": {
			jurisdiction: regionOf("police"),
			duties:       listed(duty("xc-01", "blood", "police"), duty("jilin.d", "blood", "fire").Withdrawn(earlier.Time)),
			want:         said{yes, "SameLeads", "with different leads: none of 1 scopes that duties name"},
		},
	})
}

// TestLintDoesNotEnterOnTrack is of a plan with which everything is wrong that
// nothing is missed for.
func TestLintDoesNotEnterOnTrack(t *testing.T) {
	status := jurisdiction.Evaluate(jurisdiction.Input{
		Jurisdiction: wrappers.Jurisdiction("xicheng").
			Department(wrappers.Department("a").Aliases("同名")).Department(wrappers.Department("b").Aliases("同名")).Obj(),
		Duties: listed(wrappers.Duty("d1").Scope("blood").Leads("c"), wrappers.Duty("d2").Scope("blood").Leads("d")),
		Setup:  region.Outcome{Namespace: "region-xicheng"}, Now: now.Time,
	}).Status
	for _, condition := range []string{"DepartmentsDeclared", "AliasesUnique", "LeadsConsistent"} {
		if got := saidBy(t, status, condition); got.Status != metav1.ConditionFalse {
			t.Errorf("%s: %v, want False", condition, got)
		}
	}
	want := said{metav1.ConditionTrue, "OnTrack", "the region is on track, and has none below it"}
	if diff := cmp.Diff(want, saidBy(t, status, "OnTrack")); diff != "" {
		t.Errorf("OnTrack (-want +got):\n%s", diff)
	}
	if *status.Subtree.RegionsOffTrack != 0 || status.Light != v1alpha1.LightBlue {
		t.Errorf("%d regions off track, light %s", *status.Subtree.RegionsOffTrack, status.Light)
	}
}

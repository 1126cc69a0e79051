// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
)

// maxShort is how many characters are quoted of a name that may hold anything, each
// of which may take ten bytes to write down.
const maxShort = 30

// lint are findings of the plan itself: what somebody should look at. Nothing is
// missed on account of them, so they do not enter OnTrack.
func (o observation) lint(spec *v1alpha1.JurisdictionSpec) []finding {
	return []finding{o.departmentsDeclared(spec.Departments), aliasesUnique(spec.Departments), o.leadsConsistent()}
}

// unknown is a finding of duties while there are none to look at.
func (o observation) unknown(f finding) finding {
	f.status, f.reason = metav1.ConditionUnknown, o.reason
	f.message = "the region holds no namespace, so there are no duties to look at"
	return f
}

func codesOf(departments []v1alpha1.Department) map[v1alpha1.DepartmentName]bool {
	codes := make(map[v1alpha1.DepartmentName]bool, len(departments))
	for i := range departments {
		codes[departments[i].Name] = true
	}
	return codes
}

// departmentsDeclared looks for departments that duties name and the region does
// not declare: nobody can report for them.
func (o observation) departmentsDeclared(departments []v1alpha1.Department) finding {
	f := finding{condition: v1alpha1.ConditionDepartmentsDeclared, status: metav1.ConditionTrue}
	if o.census == nil {
		return o.unknown(f)
	}
	declared := codesOf(departments)
	named := map[v1alpha1.DepartmentName]bool{}
	undeclared := map[v1alpha1.DepartmentName][]string{}
	for _, duty := range o.census.plan {
		for _, list := range [][]v1alpha1.DepartmentName{duty.Spec.Leads, duty.Spec.Participants} {
			for _, department := range list {
				named[department] = true
				if !declared[department] {
					undeclared[department] = append(undeclared[department], duty.Name)
				}
			}
		}
	}
	if len(undeclared) == 0 {
		f.reason = v1alpha1.ReasonAllDeclared
		f.message = fmt.Sprintf("not declared: none of %d departments that duties name", len(named))
		return f
	}
	f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonDepartmentsUndeclared
	codes := slices.Sorted(maps.Keys(undeclared))
	f.message = fmt.Sprintf("not declared: %d of %d departments that duties name: %s", len(codes), len(named),
		messages.Enumerate(len(codes), "; ", func(i int) string {
			return fmt.Sprintf("%s by %s", codes[i], messages.Few(undeclared[codes[i]]))
		}))
	return f
}

// aliasesUnique looks for names that two departments bear. Whoever writes one of
// them means either. A code is a name too: where it is the alias of another
// department, nobody reaches that one by it.
func aliasesUnique(departments []v1alpha1.Department) finding {
	f := finding{condition: v1alpha1.ConditionAliasesUnique, status: metav1.ConditionTrue}
	bearers := map[string][]string{}
	for i := range departments {
		department := &departments[i]
		code := string(department.Name)
		for _, name := range slices.Concat([]string{code, department.DisplayName}, department.Aliases) {
			if !slices.Contains(bearers[name], code) {
				bearers[name] = append(bearers[name], code)
			}
		}
	}
	total := len(bearers)
	maps.DeleteFunc(bearers, func(_ string, codes []string) bool { return len(codes) == 1 })
	if len(bearers) == 0 {
		f.reason, f.message = v1alpha1.ReasonNoAmbiguity, fmt.Sprintf("borne by two departments: none of %d names", total)
		return f
	}
	f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonAmbiguousNames
	names := slices.Sorted(maps.Keys(bearers))
	f.message = fmt.Sprintf("borne by two departments: %d of %d names: %s", len(names), total,
		messages.Enumerate(len(names), "; ", func(i int) string {
			codes := bearers[names[i]]
			slices.Sort(codes)
			return fmt.Sprintf("%q by %s", messages.Cut(names[i], maxShort), messages.Few(codes))
		}))
	return f
}

// leadsConsistent looks for scopes whose duties are led by different departments:
// it is not clear who answers for the scope.
func (o observation) leadsConsistent() finding {
	f := finding{condition: v1alpha1.ConditionLeadsConsistent, status: metav1.ConditionTrue}
	if o.census == nil {
		return o.unknown(f)
	}
	scopes := map[v1alpha1.ScopeName][]*v1alpha1.DepartmentDuty{}
	for _, duty := range o.census.plan {
		if duty.Spec.Scope != "" {
			scopes[duty.Spec.Scope] = append(scopes[duty.Spec.Scope], duty)
		}
	}
	var splits []split
	for _, scope := range slices.Sorted(maps.Keys(scopes)) {
		if s := splitOf(scope, scopes[scope]); len(s.others) > 0 {
			splits = append(splits, s)
		}
	}
	if len(splits) == 0 {
		f.reason = v1alpha1.ReasonSameLeads
		f.message = fmt.Sprintf("with different leads: none of %d scopes that duties name", len(scopes))
		return f
	}
	f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonDifferentLeads
	f.message = fmt.Sprintf("with different leads: %d of %d scopes that duties name: %s", len(splits), len(scopes),
		messages.Enumerate(len(splits), "; ", func(i int) string { return splits[i].text() }))
	return f
}

// split is a scope whose duties are led by different departments.
type split struct {
	scope v1alpha1.ScopeName
	first *v1alpha1.DepartmentDuty
	// others are the duties whose leads are not those of the first.
	others []*v1alpha1.DepartmentDuty
}

func splitOf(scope v1alpha1.ScopeName, duties []*v1alpha1.DepartmentDuty) split {
	s := split{scope: scope, first: duties[0]}
	for _, duty := range duties[1:] {
		if !sameSet(s.first.Spec.Leads, duty.Spec.Leads) {
			s.others = append(s.others, duty)
		}
	}
	return s
}

// sameSet compares lists in which nothing stands twice.
func sameSet(a, b []v1alpha1.DepartmentName) bool {
	return len(a) == len(b) &&
		!slices.ContainsFunc(a, func(name v1alpha1.DepartmentName) bool { return !slices.Contains(b, name) })
}

// text names two duties with their leads, and counts the others.
func (s split) text() string {
	other := s.others[0]
	text := fmt.Sprintf("%s: %s is led by %s, %s by %s", s.scope, messages.Quoted(s.first.Name), leadsOf(s.first, other),
		messages.Quoted(other.Name), leadsOf(other, s.first))
	if more := len(s.others) - 1; more > 0 {
		text += fmt.Sprintf(" (and %d more differ from the first)", more)
	}
	return text
}

// leadsOf names the leads of a duty, those first that another does not have: where
// there is no room for all of them, the two must not look alike.
func leadsOf(duty, other *v1alpha1.DepartmentDuty) string {
	leads := make([]string, 0, len(duty.Spec.Leads))
	for _, lead := range duty.Spec.Leads {
		leads = append(leads, string(lead))
	}
	shared := func(lead string) bool { return slices.Contains(other.Spec.Leads, v1alpha1.DepartmentName(lead)) }
	slices.SortFunc(leads, func(a, b string) int {
		if shared(a) != shared(b) {
			if shared(b) {
				return -1
			}
			return 1
		}
		return cmp.Compare(a, b)
	})
	return messages.Few(leads)
}

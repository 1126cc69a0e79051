// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"slices"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// resolve names the departments of a copy as its own region does.
func resolve(origin *v1alpha1.DepartmentDuty, from, to *v1alpha1.Jurisdiction) (leads, participants []v1alpha1.DepartmentName) {
	seen := map[v1alpha1.DepartmentName]bool{}
	translate := func(codes []v1alpha1.DepartmentName) []v1alpha1.DepartmentName {
		var names []v1alpha1.DepartmentName
		for _, code := range codes {
			if name := counterpart(code, from, to); !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
		return names
	}
	leads = translate(origin.Spec.Leads)
	return leads, translate(origin.Spec.Participants)
}

// counterpart finds the department of a region that answers to one of the region that
// hands down: the one of the same code, else the only one that shares a display name
// or an alias with it. Where there is none, or where it would have to be guessed, the
// code stays, and the copy says that its region has no such department.
func counterpart(code v1alpha1.DepartmentName, from, to *v1alpha1.Jurisdiction) v1alpha1.DepartmentName {
	if find(code, to) != nil {
		return code
	}
	there := find(code, from)
	if there == nil {
		return code
	}
	names := namesOf(there)
	var found []v1alpha1.DepartmentName
	for i := range to.Spec.Departments {
		department := &to.Spec.Departments[i]
		if slices.ContainsFunc(namesOf(department), func(name string) bool { return slices.Contains(names, name) }) {
			found = append(found, department.Name)
		}
	}
	if len(found) != 1 {
		return code
	}
	return found[0]
}

func find(code v1alpha1.DepartmentName, jurisdiction *v1alpha1.Jurisdiction) *v1alpha1.Department {
	for i := range jurisdiction.Spec.Departments {
		if jurisdiction.Spec.Departments[i].Name == code {
			return &jurisdiction.Spec.Departments[i]
		}
	}
	return nil
}

// namesOf are the display name and the aliases of a department.
func namesOf(department *v1alpha1.Department) []string {
	names := make([]string, 0, 1+len(department.Aliases))
	if department.DisplayName != "" {
		names = append(names, department.DisplayName)
	}
	return append(names, department.Aliases...)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// Place is a region, and the calendar on which it counts.
type Place struct {
	Jurisdiction *v1alpha1.Jurisdiction
	Calendar     calendar.Found
}

// Problem is why no copy can be written for a region yet.
type Problem struct {
	// Reason is one of the condition Ready.
	Reason  string
	Message string
}

// CopyName is the name of the copies of a duty that a Jurisdiction hands down. No
// Jurisdiction has a dot in its name, so it can be read back.
func CopyName(jurisdiction, duty string) string { return jurisdiction + "." + duty }

// OriginOf names the duty that a copy was made of; it is empty for what is no copy.
func OriginOf(duty *v1alpha1.DepartmentDuty) types.NamespacedName {
	return types.NamespacedName{Namespace: duty.Spec.Origin.Namespace, Name: string(duty.Spec.Origin.Name)}
}

// IsCopy tells whether a duty was handed down.
func IsCopy(duty *v1alpha1.DepartmentDuty) bool { return duty.Spec.Origin != v1alpha1.DutyOrigin{} }

// IsCopyOf returns what tells the copies of a duty from all other duties.
func IsCopyOf(origin types.NamespacedName) func(*v1alpha1.DepartmentDuty) bool {
	return func(duty *v1alpha1.DepartmentDuty) bool { return OriginOf(duty) == origin }
}

// Copy writes what a region is to have of a duty, as the API server would keep it. The
// problem is nil, or why the dates cannot be told.
func Copy(origin *v1alpha1.DepartmentDuty, from, to Place, namespace string) (*v1alpha1.DepartmentDuty, *Problem) {
	dates, problem := shiftDates(origin, from, to)
	if problem != nil {
		return nil, problem
	}
	made := &v1alpha1.DepartmentDuty{}
	made.Namespace = namespace
	made.Name = CopyName(from.Jurisdiction.Name, origin.Name)
	made.Labels = map[string]string{
		v1alpha1.LabelManagedBy:          v1alpha1.ManagedByOperator,
		v1alpha1.LabelOriginJurisdiction: from.Jurisdiction.Name,
		v1alpha1.LabelOriginDuty:         origin.Name,
	}
	origin.Spec.DeepCopyInto(&made.Spec)
	spec := &made.Spec
	spec.Cascade = v1alpha1.Cascade{}
	spec.WithdrawnTime = nil
	spec.Origin = v1alpha1.DutyOrigin{
		Jurisdiction: v1alpha1.JurisdictionName(from.Jurisdiction.Name),
		Namespace:    origin.Namespace,
		Name:         v1alpha1.ObjectName(origin.Name),
	}
	spec.Leads, spec.Participants = resolve(origin, from.Jurisdiction, to.Jurisdiction)
	spec.Due, spec.DueWithin = dates.due, dates.dueWithin
	for i := range spec.Milestones {
		spec.Milestones[i].Due = dates.milestones[i]
	}
	upkeep.SetDefaults(spec)
	return made, nil
}

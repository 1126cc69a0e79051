// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"maps"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

// defaultWarnBefore is what the API server makes of a duty that does not say.
const defaultWarnBefore int32 = 30

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
	setDefaults(spec)
	return made, nil
}

// setDefaults writes what the API server adds, so that a copy equals what is kept.
func setDefaults(spec *v1alpha1.DepartmentDutySpec) {
	if spec.Reporters == "" {
		spec.Reporters = v1alpha1.ReportersLeads
	}
	if spec.Review == "" {
		spec.Review = v1alpha1.ReviewRequired
	}
	if !given(spec.WarnBefore) {
		spec.WarnBefore = v1alpha1.Period{Days: new(defaultWarnBefore)}
	}
}

// same tells whether a copy says what it should. Other labels than those of a copy
// are not looked at, nor are annotations: GitOps tools and people set them.
func same(wanted, is *v1alpha1.DepartmentDuty) bool {
	for key, value := range wanted.Labels {
		if is.Labels[key] != value {
			return false
		}
	}
	return equality.Semantic.DeepEqual(&wanted.Spec, &is.Spec)
}

// correct returns a copy as it is, with what it should say.
func correct(wanted, is *v1alpha1.DepartmentDuty) *v1alpha1.DepartmentDuty {
	after := is.DeepCopy()
	wanted.Spec.DeepCopyInto(&after.Spec)
	if after.Labels == nil {
		after.Labels = map[string]string{}
	}
	maps.Copy(after.Labels, wanted.Labels)
	return after
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// RulingWrapper builds a DutyRuling.
type RulingWrapper struct{ object v1alpha1.DutyRuling }

// Ruling begins an acceptance of the report "report" on the duty "duty", which DefaultUser files in the name of
// DefaultDepartment.
func Ruling(name string) *RulingWrapper {
	w := &RulingWrapper{}
	w.object.Name = name
	w.object.Spec = v1alpha1.DutyRulingSpec{
		DutyRef:          v1alpha1.DutyReference{Name: "duty"},
		RulingDepartment: DefaultDepartment,
		Type:             v1alpha1.RulingAccept,
		Report:           "report",
		FiledBy:          DefaultUser,
	}
	return w
}

// Obj returns the ruling.
func (w *RulingWrapper) Obj() *v1alpha1.DutyRuling { return w.object.DeepCopy() }

// Namespace sets the namespace.
func (w *RulingWrapper) Namespace(namespace string) *RulingWrapper {
	w.object.Namespace = namespace
	return w
}

// GenerateName leaves the name to the API server.
func (w *RulingWrapper) GenerateName(prefix string) *RulingWrapper {
	w.object.Name, w.object.GenerateName = "", prefix
	return w
}

// Generation sets the generation that the API server would have counted.
func (w *RulingWrapper) Generation(generation int64) *RulingWrapper {
	w.object.Generation = generation
	return w
}

// Created sets the creation time that the API server would have stamped.
func (w *RulingWrapper) Created(at time.Time) *RulingWrapper {
	w.object.CreationTimestamp = metav1.NewTime(at)
	return w
}

// Duty names the duty.
func (w *RulingWrapper) Duty(name v1alpha1.ObjectName) *RulingWrapper {
	w.object.Spec.DutyRef.Name = name
	return w
}

// Report names the report that is ruled upon.
func (w *RulingWrapper) Report(name v1alpha1.ObjectName) *RulingWrapper {
	w.object.Spec.Report = name
	return w
}

// Office rules in the name of a department of the region.
func (w *RulingWrapper) Office(department v1alpha1.DepartmentName) *RulingWrapper {
	w.object.Spec.RulingDepartment, w.object.Spec.Parent = department, ""
	return w
}

// Parent rules in the name of the parent region.
func (w *RulingWrapper) Parent(jurisdiction v1alpha1.JurisdictionName) *RulingWrapper {
	w.object.Spec.RulingDepartment, w.object.Spec.Parent = "", jurisdiction
	return w
}

// Accept accepts the report, which the ruling does from the beginning.
func (w *RulingWrapper) Accept() *RulingWrapper {
	w.object.Spec.Type, w.object.Spec.Reason = v1alpha1.RulingAccept, ""
	return w
}

// Return returns the report for a reason.
func (w *RulingWrapper) Return(reason string) *RulingWrapper {
	w.object.Spec.Type, w.object.Spec.Reason = v1alpha1.RulingReturn, reason
	return w
}

// Reason sets the reason.
func (w *RulingWrapper) Reason(reason string) *RulingWrapper {
	w.object.Spec.Reason = reason
	return w
}

// Supersedes names the ruling that this one replaces.
func (w *RulingWrapper) Supersedes(ruling v1alpha1.ObjectName) *RulingWrapper {
	w.object.Spec.Supersedes = ruling
	return w
}

// FiledBy names the user who files.
func (w *RulingWrapper) FiledBy(user string) *RulingWrapper {
	w.object.Spec.FiledBy = user
	return w
}

// Finalizers sets the finalizers.
func (w *RulingWrapper) Finalizers(finalizers ...string) *RulingWrapper {
	w.object.Finalizers = finalizers
	return w
}

// OwnerReferences sets the owners.
func (w *RulingWrapper) OwnerReferences(owners ...metav1.OwnerReference) *RulingWrapper {
	w.object.OwnerReferences = owners
	return w
}

// Status sets the whole status.
func (w *RulingWrapper) Status(status v1alpha1.RecordStatus) *RulingWrapper {
	w.object.Status = status
	return w
}

// Verdict sets what became of the ruling.
func (w *RulingWrapper) Verdict(verdict v1alpha1.Verdict) *RulingWrapper {
	w.object.Status.Verdict = verdict
	return w
}

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

// Annotation adds an annotation.
func (w *RulingWrapper) Annotation(key, value string) *RulingWrapper {
	metav1.SetMetaDataAnnotation(&w.object.ObjectMeta, key, value)
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
func (w *RulingWrapper) Accept() *RulingWrapper { return w.decide(v1alpha1.RulingAccept, "") }

// Return returns the report, or refuses the request, for a reason.
func (w *RulingWrapper) Return(reason string) *RulingWrapper {
	return w.decide(v1alpha1.RulingReturn, reason)
}

// Extend grants time, on the request that the ruling is on or without one for a Checkpoint.
func (w *RulingWrapper) Extend(until v1alpha1.DueDate) *RulingWrapper {
	w.decide(v1alpha1.RulingExtend, "")
	w.object.Spec.Until = until
	return w
}

// Waive lets nothing be owed, for a reason: on the request that the ruling is on, or without one for a Checkpoint.
func (w *RulingWrapper) Waive(reason string) *RulingWrapper {
	return w.decide(v1alpha1.RulingWaive, reason)
}

// Interview calls in a department that has to rectify by a day, for a reason.
func (w *RulingWrapper) Interview(rectifyBy v1alpha1.DueDate, reason string) *RulingWrapper {
	w.decide(v1alpha1.RulingInterview, reason).OnDuty()
	w.object.Spec.RectifyBy = rectifyBy
	return w
}

// LookBack is a look-back with a result, and the reason for one that failed.
func (w *RulingWrapper) LookBack(result v1alpha1.LookBackResult, reason string) *RulingWrapper {
	w.decide(v1alpha1.RulingLookBack, reason).OnDuty()
	w.object.Spec.Result = result
	return w
}

// decide sets the type and the reason, and takes out what another type of ruling had said.
func (w *RulingWrapper) decide(decision v1alpha1.RulingType, reason string) *RulingWrapper {
	spec := &w.object.Spec
	spec.Type, spec.Reason = decision, reason
	spec.Until, spec.RectifyBy, spec.Result, spec.LookBackAfter = "", "", "", v1alpha1.Period{}
	return w
}

// OnDuty makes it a ruling that is on no report.
func (w *RulingWrapper) OnDuty() *RulingWrapper {
	w.object.Spec.Report = ""
	return w
}

// Checkpoint names the checkpoint of an Extend or a Waive that is on no report.
func (w *RulingWrapper) Checkpoint(checkpoint v1alpha1.CheckpointName) *RulingWrapper {
	w.object.Spec.Report, w.object.Spec.Checkpoint = "", checkpoint
	return w
}

// Until says when a Waive ends.
func (w *RulingWrapper) Until(until v1alpha1.DueDate) *RulingWrapper {
	w.object.Spec.Until = until
	return w
}

// Subject names the department that is interviewed, or looked at.
func (w *RulingWrapper) Subject(department v1alpha1.DepartmentName) *RulingWrapper {
	w.object.Spec.Subject = department
	return w
}

// LookBackAfter says how long after the completion the look-back is due; see WorkingDays.
func (w *RulingWrapper) LookBackAfter(period v1alpha1.Period) *RulingWrapper {
	w.object.Spec.LookBackAfter = period
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

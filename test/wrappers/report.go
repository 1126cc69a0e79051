// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// DefaultUser files whatever a test does not name a user for.
const DefaultUser = "wei"

// ReportWrapper builds a DutyReport.
type ReportWrapper struct{ object v1alpha1.DutyReport }

// Report begins a completion that DefaultUser files for DefaultDepartment on the duty "duty".
func Report(name string) *ReportWrapper {
	w := &ReportWrapper{}
	w.object.Name = name
	w.object.Spec = v1alpha1.DutyReportSpec{
		DutyRef:    v1alpha1.DutyReference{Name: "duty"},
		Department: DefaultDepartment,
		Type:       v1alpha1.ReportCompletion,
		Statement:  "done",
		FiledBy:    DefaultUser,
	}
	return w
}

// Obj returns the report.
func (w *ReportWrapper) Obj() *v1alpha1.DutyReport { return w.object.DeepCopy() }

// Namespace sets the namespace.
func (w *ReportWrapper) Namespace(namespace string) *ReportWrapper {
	w.object.Namespace = namespace
	return w
}

// Annotation adds an annotation.
func (w *ReportWrapper) Annotation(key, value string) *ReportWrapper {
	metav1.SetMetaDataAnnotation(&w.object.ObjectMeta, key, value)
	return w
}

// GenerateName leaves the name to the API server.
func (w *ReportWrapper) GenerateName(prefix string) *ReportWrapper {
	w.object.Name, w.object.GenerateName = "", prefix
	return w
}

// Generation sets the generation that the API server would have counted.
func (w *ReportWrapper) Generation(generation int64) *ReportWrapper {
	w.object.Generation = generation
	return w
}

// Created sets the creation time that the API server would have stamped.
func (w *ReportWrapper) Created(at time.Time) *ReportWrapper {
	w.object.CreationTimestamp = metav1.NewTime(at)
	return w
}

// Duty names the duty.
func (w *ReportWrapper) Duty(name v1alpha1.ObjectName) *ReportWrapper {
	w.object.Spec.DutyRef.Name = name
	return w
}

// Department sets the department that reports.
func (w *ReportWrapper) Department(department v1alpha1.DepartmentName) *ReportWrapper {
	w.object.Spec.Department = department
	return w
}

// Checkpoint says which checkpoint the report is for.
func (w *ReportWrapper) Checkpoint(checkpoint v1alpha1.CheckpointName) *ReportWrapper {
	w.object.Spec.Checkpoint = checkpoint
	return w
}

// Progress makes it a report of progress.
func (w *ReportWrapper) Progress() *ReportWrapper {
	w.object.Spec.Type, w.object.Spec.Until = v1alpha1.ReportProgress, ""
	return w
}

// Completion makes it a claim of completion, which it is from the beginning.
func (w *ReportWrapper) Completion() *ReportWrapper {
	w.object.Spec.Type, w.object.Spec.Until = v1alpha1.ReportCompletion, ""
	return w
}

// ExtensionRequest makes it a request for time, until a day or, with "", without saying until when.
func (w *ReportWrapper) ExtensionRequest(until v1alpha1.DueDate) *ReportWrapper {
	w.object.Spec.Type, w.object.Spec.Until = v1alpha1.ReportExtensionRequest, until
	return w
}

// Statement sets what the department says.
func (w *ReportWrapper) Statement(statement string) *ReportWrapper {
	w.object.Spec.Statement = statement
	return w
}

// Quantity sets the quantity reached.
func (w *ReportWrapper) Quantity(quantity int64) *ReportWrapper {
	w.object.Spec.Quantity = &quantity
	return w
}

// Evidence adds a document.
func (w *ReportWrapper) Evidence(uri, sha256, title string) *ReportWrapper {
	w.object.Spec.Evidence = append(w.object.Spec.Evidence, v1alpha1.Evidence{URI: uri, SHA256: sha256, Title: title})
	return w
}

// Supersedes names the report that this one corrects.
func (w *ReportWrapper) Supersedes(report v1alpha1.ObjectName) *ReportWrapper {
	w.object.Spec.Supersedes = report
	return w
}

// Received attests when a paper record was received.
func (w *ReportWrapper) Received(at time.Time) *ReportWrapper {
	w.object.Spec.ReceivedTime = new(metav1.NewTime(at))
	return w
}

// FiledBy names the user who files.
func (w *ReportWrapper) FiledBy(user string) *ReportWrapper {
	w.object.Spec.FiledBy = user
	return w
}

// Finalizers sets the finalizers.
func (w *ReportWrapper) Finalizers(finalizers ...string) *ReportWrapper {
	w.object.Finalizers = finalizers
	return w
}

// OwnerReferences sets the owners.
func (w *ReportWrapper) OwnerReferences(owners ...metav1.OwnerReference) *ReportWrapper {
	w.object.OwnerReferences = owners
	return w
}

// Status sets the whole status.
func (w *ReportWrapper) Status(status v1alpha1.RecordStatus) *ReportWrapper {
	w.object.Status = status
	return w
}

// Verdict sets what became of the report.
func (w *ReportWrapper) Verdict(verdict v1alpha1.Verdict) *ReportWrapper {
	w.object.Status.Verdict = verdict
	return w
}

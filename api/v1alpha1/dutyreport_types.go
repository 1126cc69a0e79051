// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// ReportType tells what a report claims.
//
// +kubebuilder:validation:Enum=Progress;Completion;ExtensionRequest
type ReportType string

const (
	// ReportProgress tells how far the department is.
	ReportProgress ReportType = "Progress"
	// ReportCompletion claims that the department has done what the checkpoint asks.
	ReportCompletion ReportType = "Completion"
	// ReportExtensionRequest asks for more time, or to be let off.
	ReportExtensionRequest ReportType = "ExtensionRequest"
)

// Evidence is a document that supports a report.
type Evidence struct {
	// uri under which the document is kept.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=1024
	// +kubebuilder:validation:XValidation:rule="self.matches('^[A-Za-z][A-Za-z0-9+.-]*:.+$')",messageExpression="'\"' + self + '\" is not a URI: it starts with a scheme, such as \"https:\" or \"urn:\"'"
	URI string `json:"uri,omitempty"`

	// sha256 of the document, in lower-case hex.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:XValidation:rule="self.matches('^[0-9a-f]{64}$')",message="must be 64 lower-case hexadecimal digits"
	SHA256 string `json:"sha256,omitempty"`

	// title of the document.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	Title string `json:"title,omitempty"`
}

// DutyReportSpec is what a department says it did.
//
// +kubebuilder:validation:XValidation:fieldPath=".until",rule="!has(self.until) || self.type == 'ExtensionRequest'",message="only an ExtensionRequest asks for time"
type DutyReportSpec struct {
	// dutyRef names the duty, in the same namespace.
	// +required
	DutyRef DutyReference `json:"dutyRef,omitzero"`

	// department that reports. Whoever files needs the verb "report" on it.
	// +required
	Department DepartmentName `json:"department,omitempty"`

	// checkpoint that the report is for: a milestone's name, or "final" if the
	// duty has a due date or no milestone. Left out, it is that of the report it supersedes, else the earliest that was
	// open for the department when the report was received.
	// +optional
	Checkpoint CheckpointName `json:"checkpoint,omitempty"`

	// type tells what the report is: Progress, Completion, or an ExtensionRequest.
	// +required
	Type ReportType `json:"type,omitempty"`

	// statement is what the department says, in its words.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=4000
	Statement string `json:"statement,omitempty"`

	// quantity reached, all in all; required to complete a milestone with a
	// target, and then at least the target.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000000000
	Quantity *int64 `json:"quantity,omitempty"`

	// until is by when an ExtensionRequest promises the completion, as in spec.due
	// of the duty. The ruling says what is granted.
	// +optional
	Until DueDate `json:"until,omitempty"`

	// evidence that supports the statement.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	Evidence []Evidence `json:"evidence,omitempty"`

	// supersedes names the DutyReport that this one corrects: of the same
	// department, duty and checkpoint.
	// +optional
	Supersedes ObjectName `json:"supersedes,omitempty"`

	// receivedTime imports a paper record from before it was filed here. Whoever
	// files needs the verb "backdate" on the department, unless the report is
	// restored from a backup; it lies before the creation of the object, and the receipt is shown as attested. It is an
	// RFC 3339 instant in whole seconds, such as "2021-04-15T17:00:00+08:00".
	// +optional
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:Pattern=`^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`
	ReceivedTime *metav1.Time `json:"receivedTime,omitempty"`

	// filedBy is the user name of whoever files, as the API server knows it.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=339
	FiledBy string `json:"filedBy,omitempty"`
}

// Verdict tells what became of a record.
//
// +kubebuilder:validation:Enum=UnderReview;Noted;Accepted;Granted;Returned;Superseded;InForce;Ignored
type Verdict string

const (
	// VerdictUnderReview shows on a completion, or a request, that awaits its ruling.
	VerdictUnderReview Verdict = "UnderReview"
	// VerdictNoted shows on progress, which needs no ruling.
	VerdictNoted Verdict = "Noted"
	// VerdictAccepted shows on a completion that counts.
	VerdictAccepted Verdict = "Accepted"
	// VerdictGranted shows on a request upon which more time or a waiver was granted.
	VerdictGranted Verdict = "Granted"
	// VerdictReturned shows on a completion that was returned, or a request that was
	// refused.
	VerdictReturned Verdict = "Returned"
	// VerdictSuperseded shows on a record that a later one corrects.
	VerdictSuperseded Verdict = "Superseded"
	// VerdictInForce shows on a ruling that counts.
	VerdictInForce Verdict = "InForce"
	// VerdictIgnored shows on a record that does not count; the condition Ready
	// says why.
	VerdictIgnored Verdict = "Ignored"
)

// RecordStatus is what the operator made of a record.
//
// +kubebuilder:validation:MinProperties=1
type RecordStatus struct {
	// conditions of the record: Ready, Stalled.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=8
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// observedGeneration is the generation of the spec that this status is of.
	// +optional
	// +kubebuilder:validation:Minimum=1
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// receivedTime is the receipt that counts, as kept in the duty's ledger.
	// +optional
	ReceivedTime *metav1.Time `json:"receivedTime,omitempty"`

	// checkpoint that the record was taken to be for.
	// +optional
	Checkpoint CheckpointName `json:"checkpoint,omitempty"`

	// verdict tells what became of the record.
	// +optional
	Verdict Verdict `json:"verdict,omitempty"`
}

// DutyReport is a record: what a department says it did about a duty
// (部门履职报告). It is written once; to correct it, file another that supersedes it.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:categories=supervision
// +kubebuilder:selectablefield:JSONPath=`.spec.dutyRef.name`
// +kubebuilder:selectablefield:JSONPath=`.spec.department`
// +kubebuilder:selectablefield:JSONPath=`.status.verdict`
// +kubebuilder:printcolumn:name="Duty",type=string,JSONPath=`.spec.dutyRef.name`
// +kubebuilder:printcolumn:name="Department",type=string,JSONPath=`.spec.department`
// +kubebuilder:printcolumn:name="Type",type=string,JSONPath=`.spec.type`
// +kubebuilder:printcolumn:name="Checkpoint",type=string,JSONPath=`.status.checkpoint`
// +kubebuilder:printcolumn:name="Verdict",type=string,JSONPath=`.status.verdict`
// +kubebuilder:printcolumn:name="Received",type=string,JSONPath=`.status.receivedTime`
// +kubebuilder:printcolumn:name="Reason",type=string,priority=1,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Filed by",type=string,priority=1,JSONPath=`.spec.filedBy`
type DutyReport struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is what the department says; it cannot be changed.
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="a DutyReport cannot be changed: file another that supersedes it"
	Spec DutyReportSpec `json:"spec,omitzero"`

	// status is what the operator made of the report.
	// +optional
	Status RecordStatus `json:"status,omitzero"`
}

// DutyReportList is a list of DutyReports.
//
// +kubebuilder:object:root=true
type DutyReportList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []DutyReport `json:"items"`
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// RulingType tells what a ruling decides.
//
// +kubebuilder:validation:Enum=Accept;Return
type RulingType string

const (
	// RulingAccept lets a completion count, from its receipt on.
	RulingAccept RulingType = "Accept"
	// RulingReturn treats a completion as not made (退回).
	RulingReturn RulingType = "Return"
)

// DutyRulingSpec is what the supervising office says of a report.
//
// +kubebuilder:validation:ExactlyOneOf=rulingDepartment;parent
// +kubebuilder:validation:XValidation:rule="self.type != 'Return' || has(self.reason)",message="reason: say why the report is returned"
type DutyRulingSpec struct {
	// dutyRef names the duty, in the same namespace.
	// +required
	DutyRef DutyReference `json:"dutyRef,omitzero"`

	// rulingDepartment is the department of the region in whose name the ruling
	// is made. Whoever files needs the verb "rule" on it.
	// +optional
	RulingDepartment DepartmentName `json:"rulingDepartment,omitempty"`

	// parent is the parent region in the name of whose office the ruling is
	// made. Whoever files needs the verb "rule" on "parent:<its name>".
	// +optional
	Parent JurisdictionName `json:"parent,omitempty"`

	// type is Accept or Return.
	// +required
	Type RulingType `json:"type,omitempty"`

	// report names the DutyReport that is ruled upon.
	// +required
	Report ObjectName `json:"report,omitempty"`

	// reason for the ruling; required to return a report.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=4000
	Reason string `json:"reason,omitempty"`

	// supersedes names the DutyRuling on the same report that this one
	// replaces. A department replaces its own rulings, the parent anybody's.
	// +optional
	Supersedes ObjectName `json:"supersedes,omitempty"`

	// filedBy is the user name of whoever files, as the API server knows it.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=339
	FiledBy string `json:"filedBy,omitempty"`
}

// DutyRuling is a record: what the supervising office says of a report
// (审核意见). It is written once; to change it, file another that supersedes it.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=ruling;rulings,categories=supervision
// +kubebuilder:selectablefield:JSONPath=`.spec.dutyRef.name`
// +kubebuilder:selectablefield:JSONPath=`.spec.report`
// +kubebuilder:selectablefield:JSONPath=`.status.verdict`
// +kubebuilder:printcolumn:name="Duty",type=string,JSONPath=`.spec.dutyRef.name`
// +kubebuilder:printcolumn:name="Type",type=string,JSONPath=`.spec.type`
// +kubebuilder:printcolumn:name="Report",type=string,JSONPath=`.spec.report`
// +kubebuilder:printcolumn:name="Department",type=string,JSONPath=`.spec.rulingDepartment`
// +kubebuilder:printcolumn:name="Parent",type=string,JSONPath=`.spec.parent`
// +kubebuilder:printcolumn:name="Verdict",type=string,JSONPath=`.status.verdict`
// +kubebuilder:printcolumn:name="Received",type=string,JSONPath=`.status.receivedTime`
// +kubebuilder:printcolumn:name="Reason",type=string,priority=1,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Filed by",type=string,priority=1,JSONPath=`.spec.filedBy`
type DutyRuling struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is what the office says; it cannot be changed.
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="a DutyRuling cannot be changed: file another that supersedes it"
	Spec DutyRulingSpec `json:"spec,omitzero"`

	// status is what the operator made of the ruling.
	// +optional
	Status RecordStatus `json:"status,omitzero"`
}

// DutyRulingList is a list of DutyRulings.
//
// +kubebuilder:object:root=true
type DutyRulingList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []DutyRuling `json:"items"`
}

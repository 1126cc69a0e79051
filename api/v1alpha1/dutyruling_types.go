// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// RulingType tells what a ruling decides.
//
// +kubebuilder:validation:Enum=Accept;Return;Extend;Waive;Interview;LookBack
type RulingType string

const (
	// RulingAccept lets a completion count, from its receipt on.
	RulingAccept RulingType = "Accept"
	// RulingReturn treats a completion as not made (退回), or refuses a request.
	RulingReturn RulingType = "Return"
	// RulingExtend gives a checkpoint more time (延期).
	RulingExtend RulingType = "Extend"
	// RulingWaive lets nothing be owed for a checkpoint, for good or until a day (免除).
	RulingWaive RulingType = "Waive"
	// RulingInterview calls in a department, and says by when to rectify (约谈). The
	// duty is not completed before a look-back has passed.
	RulingInterview RulingType = "Interview"
	// RulingLookBack says what was found when the rectification was looked at again
	// (回头看).
	RulingLookBack RulingType = "LookBack"
)

// LookBackResult is what a look-back found.
//
// +kubebuilder:validation:Enum=Passed;Failed
type LookBackResult string

const (
	// LookBackPassed closes the interviews before it (销号).
	LookBackPassed LookBackResult = "Passed"
	// LookBackFailed treats what was reported before it as not made.
	LookBackFailed LookBackResult = "Failed"
)

// DutyRulingSpec is what the supervising office says of a duty, as a rule of a report.
//
// +kubebuilder:validation:ExactlyOneOf=rulingDepartment;parent
// +kubebuilder:validation:XValidation:fieldPath=".report",rule="self.type in ['Accept', 'Return'] ? has(self.report) : (self.type in ['Extend', 'Waive'] || !has(self.report))",messageExpression="self.type in ['Accept', 'Return'] ? 'name the DutyReport that the ruling is on' : 'leave it out: ' + self.type + ' is on the duty, not on a report'"
// +kubebuilder:validation:XValidation:fieldPath=".checkpoint",rule="self.type in ['Extend', 'Waive'] ? has(self.report) != has(self.checkpoint) : !has(self.checkpoint)",messageExpression="self.type in ['Extend', 'Waive'] ? 'name either the checkpoint, or in report the ExtensionRequest' : self.type in ['Accept', 'Return'] ? 'leave it out: ' + self.type + ' is for the checkpoint of its report' : 'leave it out: ' + self.type + ' is on the duty as a whole'"
// +kubebuilder:validation:XValidation:fieldPath=".until",rule="self.type == 'Extend' ? has(self.until) : (self.type == 'Waive' || !has(self.until))",messageExpression="self.type == 'Extend' ? 'say until when the time is extended' : 'leave it out: only Extend and Waive last until a day'"
// +kubebuilder:validation:XValidation:fieldPath=".rectifyBy",rule="has(self.rectifyBy) == (self.type == 'Interview')",messageExpression="self.type == 'Interview' ? 'say by when to rectify' : 'leave it out: only an Interview says by when to rectify'"
// +kubebuilder:validation:XValidation:fieldPath=".lookBackAfter",rule="!has(self.lookBackAfter) || self.type == 'Interview'",message="leave it out: only an Interview says when to look back"
// +kubebuilder:validation:XValidation:fieldPath=".result",rule="has(self.result) == (self.type == 'LookBack')",messageExpression="self.type == 'LookBack' ? 'say what was found: Passed or Failed' : 'leave it out: only a LookBack has a result'"
// +kubebuilder:validation:XValidation:fieldPath=".subject",rule="!has(self.subject) || self.type in ['Interview', 'LookBack']",message="leave it out: only an Interview or a LookBack is of a department"
// +kubebuilder:validation:XValidation:fieldPath=".reason",rule="has(self.reason) || !(self.type in ['Return', 'Waive', 'Interview'] || (self.type == 'LookBack' && has(self.result) && self.result == 'Failed'))",messageExpression="'say why: ' + self.type + ' needs a reason'"
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

	// type is Accept or Return, of a completion; Extend or Waive, on a request or
	// without; Interview or LookBack, of the duty as a whole. A Return refuses a
	// request too.
	// +required
	Type RulingType `json:"type,omitempty"`

	// report names the DutyReport that is ruled upon: a completion for Accept and
	// Return, an ExtensionRequest for Return, Extend and Waive.
	// +optional
	Report ObjectName `json:"report,omitempty"`

	// checkpoint for which time is extended or a completion waived, where no report
	// asked for it.
	// +optional
	Checkpoint CheckpointName `json:"checkpoint,omitempty"`

	// until is the new due date of an Extend, in any of the forms of spec.due of a
	// duty, and must lie after the ruling. A Waive ends with it: what is owed must be
	// completed by then.
	// +optional
	Until DueDate `json:"until,omitempty"`

	// subject is the department that is interviewed, or looked at; left out, it is
	// every one that owes a completion. A LookBack in the name of the department
	// looked at is void.
	// +optional
	Subject DepartmentName `json:"subject,omitempty"`

	// rectifyBy is by when an Interview asks for the rectification, in any of the
	// forms of spec.due of a duty. The ladder stands still until then.
	// +optional
	RectifyBy DueDate `json:"rectifyBy,omitempty"`

	// lookBackAfter is how long after the completion was accepted the look-back is due;
	// at once if left out.
	// +optional
	LookBackAfter Period `json:"lookBackAfter,omitzero"`

	// result of a LookBack: Passed closes the interviews before it, Failed treats
	// what was reported before it as not made.
	// +optional
	Result LookBackResult `json:"result,omitempty"`

	// reason for the ruling; required for Return, Waive, Interview and a failed LookBack.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=4000
	Reason string `json:"reason,omitempty"`

	// supersedes names the DutyRuling that this one replaces: on the same report, or
	// of the same type where there is none. A department replaces its own rulings, the
	// parent anybody's.
	// +optional
	Supersedes ObjectName `json:"supersedes,omitempty"`

	// filedBy is the user name of whoever files, as the API server knows it.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=339
	FiledBy string `json:"filedBy,omitempty"`
}

// DutyRuling is a record: what the supervising office says of a duty, as a rule of
// a report (审核意见). It is written once; to change it, file another that supersedes it.
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

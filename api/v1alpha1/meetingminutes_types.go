// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// MeetingReference names a JointMeeting of the same namespace.
type MeetingReference struct {
	// name of the JointMeeting.
	// +required
	Name ObjectName `json:"name,omitempty"`
}

// DecisionID names a decision within its minutes.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=40
// +kubebuilder:validation:XValidation:rule="!format.dns1123Label().validate(self).hasValue()",messageExpression="'\"' + self + '\" is not the id of a decision: use lower-case letters, digits and hyphens, such as \"d1\"'"
type DecisionID string

// Decision is what a session decided that departments are to do. It becomes a
// DepartmentDuty named <meeting>-<session>-<id>.
//
// +kubebuilder:validation:XValidation:fieldPath=".dueWithin",rule="!has(self.dueWithin) || !has(self.due)",message="due says already by when: set one of the two"
// +kubebuilder:validation:XValidation:fieldPath=".participants",rule="!has(self.participants) || self.participants.all(p, !(p in self.leads))",messageExpression="'%s is already one of leads; name a department once'.format([self.participants.filter(p, p in self.leads)])"
type Decision struct {
	// id of the decision. Minutes that supersede these speak of the same decision by it.
	// +required
	ID DecisionID `json:"id,omitempty"`

	// title of the duty, in one line.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	// +kubebuilder:validation:XValidation:rule="self.matches('^\\\\P{C}*$')",message="must hold no control characters, nor characters that change the direction of the text"
	Title string `json:"title,omitempty"`

	// description says what has to be done, at length.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2000
	Description string `json:"description,omitempty"`

	// leads are the departments that answer for it (牵头部门).
	// +required
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:XValidation:rule="self.all(d, self.exists_one(e, e == d))",message="a department stands in it twice; name it once"
	Leads []DepartmentName `json:"leads,omitempty"`

	// participants are the departments that take part (配合部门).
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=60
	// +kubebuilder:validation:XValidation:rule="self.all(d, self.exists_one(e, e == d))",message="a department stands in it twice; name it once"
	Participants []DepartmentName `json:"participants,omitempty"`

	// due says by when, as spec.due of a DepartmentDuty: "2026-06-30", "2026-06", "2026"
	// or an RFC 3339 instant. Quote it.
	// +optional
	Due DueDate `json:"due,omitempty"`

	// dueWithin says instead how long after the day on which the session was held.
	// +optional
	DueWithin Period `json:"dueWithin,omitzero"`

	// scope of supervision to which the duty belongs, one of spec.scopes of the
	// Jurisdiction.
	// +optional
	Scope ScopeName `json:"scope,omitempty"`
}

// MeetingMinutesSpec is what the office of a meeting says of one session.
//
// +kubebuilder:validation:XValidation:fieldPath=".apologies",rule="!has(self.apologies) || self.apologies.all(a, !(a in self.attendees))",messageExpression="'%s attended; a department does one of the two'.format([self.apologies.filter(a, a in self.attendees)])"
type MeetingMinutesSpec struct {
	// meetingRef names the meeting, in the same namespace.
	// +required
	MeetingRef MeetingReference `json:"meetingRef,omitzero"`

	// office is the department in whose name the minutes are kept: that of the meeting,
	// or that of the region. Whoever files needs the verb "minute" on it.
	// +required
	Office DepartmentName `json:"office,omitempty"`

	// session is the key of the session: the day that the schedule names, such as
	// "2026-03-15", wherever the session was moved; of an extra session its date.
	// +required
	Session PlainDate `json:"session,omitempty"`

	// heldTime is when the session was held, and not after the creation of the object.
	// It is an RFC 3339 instant in whole seconds, such as "2026-03-16T09:00:00+08:00".
	// +required
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:Pattern=`^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`
	HeldTime *metav1.Time `json:"heldTime,omitempty"`

	// attendees are the departments that attended, members and guests.
	// +required
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	// +kubebuilder:validation:XValidation:rule="self.all(d, self.exists_one(e, e == d))",message="a department stands in it twice; name it once"
	Attendees []DepartmentName `json:"attendees,omitempty"`

	// apologies are the departments that sent apologies (请假).
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	// +kubebuilder:validation:XValidation:rule="self.all(d, self.exists_one(e, e == d))",message="a department stands in it twice; name it once"
	Apologies []DepartmentName `json:"apologies,omitempty"`

	// notes of what was said.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=20000
	Notes string `json:"notes,omitempty"`

	// decisions of the session. Each becomes a DepartmentDuty.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=50
	// +kubebuilder:validation:XValidation:rule="self.all(d, self.exists_one(e, e.id == d.id))",messageExpression="'an id names one decision, but the ids are %s'.format([self.map(d, d.id)])"
	Decisions []Decision `json:"decisions,omitempty"`

	// supersedes names the MeetingMinutes that these correct: of the same meeting and
	// session.
	// +optional
	Supersedes ObjectName `json:"supersedes,omitempty"`

	// filedBy is the user name of whoever files, as the API server knows it.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=339
	FiledBy string `json:"filedBy,omitempty"`
}

// DecisionDuty names the duty that a decision became.
type DecisionDuty struct {
	// id of the decision.
	// +required
	ID DecisionID `json:"id,omitempty"`

	// duty is the DepartmentDuty, in the same namespace.
	// +required
	Duty ObjectName `json:"duty,omitempty"`
}

// MeetingMinutesStatus is what the operator made of minutes.
//
// +kubebuilder:validation:MinProperties=1
type MeetingMinutesStatus struct {
	// conditions of the minutes: Ready, Stalled; LeadsAreMembers where there are
	// decisions.
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

	// receivedTime is the receipt that counts: that of the first minutes of the session,
	// where these supersede others.
	// +optional
	ReceivedTime *metav1.Time `json:"receivedTime,omitempty"`

	// verdict tells what became of the minutes: InForce, Superseded or Ignored.
	// +optional
	Verdict Verdict `json:"verdict,omitempty"`

	// duties that the decisions became; none unless the minutes are in force.
	// +optional
	// +listType=map
	// +listMapKey=id
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=50
	Duties []DecisionDuty `json:"duties,omitempty"`
}

// MeetingMinutes is a record: the minutes of one session of a JointMeeting
// (会议纪要). It is written once; to correct it, file another that supersedes it.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:path=meetingminutes,singular=meetingminutes,shortName=minutes,categories=supervision
// +kubebuilder:selectablefield:JSONPath=`.spec.meetingRef.name`
// +kubebuilder:selectablefield:JSONPath=`.spec.session`
// +kubebuilder:selectablefield:JSONPath=`.status.verdict`
// +kubebuilder:printcolumn:name="Meeting",type=string,JSONPath=`.spec.meetingRef.name`
// +kubebuilder:printcolumn:name="Session",type=string,JSONPath=`.spec.session`
// +kubebuilder:printcolumn:name="Held",type=string,JSONPath=`.spec.heldTime`
// +kubebuilder:printcolumn:name="Verdict",type=string,JSONPath=`.status.verdict`
// +kubebuilder:printcolumn:name="Received",type=string,JSONPath=`.status.receivedTime`
// +kubebuilder:printcolumn:name="Leads members",type=string,JSONPath=`.status.conditions[?(@.type=="LeadsAreMembers")].status`
// +kubebuilder:printcolumn:name="Reason",type=string,priority=1,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Filed by",type=string,priority=1,JSONPath=`.spec.filedBy`
type MeetingMinutes struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is what the office says; it cannot be changed.
	// +required
	// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="MeetingMinutes cannot be changed: file others that supersede them"
	Spec MeetingMinutesSpec `json:"spec,omitzero"`

	// status is what the operator made of the minutes.
	// +optional
	Status MeetingMinutesStatus `json:"status,omitzero"`
}

// MeetingMinutesList is a list of MeetingMinutes.
//
// +kubebuilder:object:root=true
type MeetingMinutesList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []MeetingMinutes `json:"items"`
}

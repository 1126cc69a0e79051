// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Reporters tells which departments owe a report for each checkpoint.
//
// +kubebuilder:validation:Enum=Leads;All
type Reporters string

const (
	// ReportersLeads asks every lead for its report.
	ReportersLeads Reporters = "Leads"
	// ReportersAll asks every lead and every participant for its report.
	ReportersAll Reporters = "All"
)

// Review tells whether a completion counts before it was ruled upon.
//
// +kubebuilder:validation:Enum=Required;None
type Review string

const (
	// ReviewRequired lets a completion count once a DutyRuling accepts it.
	ReviewRequired Review = "Required"
	// ReviewNone lets a completion count as soon as it is received; it can
	// still be returned.
	ReviewNone Review = "None"
)

// SourceKind tells what a duty comes from.
//
// +kubebuilder:validation:Enum=Plan;Decision;Finding;Complaint;RiskWarning
type SourceKind string

const (
	// SourcePlan is a published plan of supervision.
	SourcePlan SourceKind = "Plan"
	// SourceDecision is a decision of a joint meeting.
	SourceDecision SourceKind = "Decision"
	// SourceFinding is a finding of an inspection.
	SourceFinding SourceKind = "Finding"
	// SourceComplaint is a complaint or a report from the public (投诉举报).
	SourceComplaint SourceKind = "Complaint"
	// SourceRiskWarning is a warning of a risk (风险预警).
	SourceRiskWarning SourceKind = "RiskWarning"
)

// DutySource says where in which document the duty stands.
//
// +kubebuilder:validation:MinProperties=1
type DutySource struct {
	// kind tells what the duty comes from: Plan, Decision, Finding, Complaint or
	// RiskWarning.
	// +optional
	Kind SourceKind `json:"kind,omitempty"`

	// document is the number or the title of the document, such as
	// 西政办发〔2022〕5号.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	Document string `json:"document,omitempty"`

	// item is the number of the paragraph or of the measure.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Item string `json:"item,omitempty"`

	// problem that the duty answers to, such as what a complaint is about.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=1000
	Problem string `json:"problem,omitempty"`

	// issued is the day on which the document was issued, or the complaint or
	// warning received. A deadline that is not after the beginning of this day was
	// missed before anybody could meet it, and the status says so. Without it the
	// creation of the object counts.
	// +optional
	Issued PlainDate `json:"issued,omitempty"`
}

// Milestone is a stage on the way, with a deadline of its own.
//
// +kubebuilder:validation:XValidation:fieldPath=".name",rule="self.name != 'final' && !self.name.matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}$')",message="\"final\" is the checkpoint of the duty's own due date, and a day that of a cycle; choose another name"
// +kubebuilder:validation:XValidation:rule="has(self.target) == has(self.unit)",message="target and unit go together: a target counts something, such as 13 stations"
type Milestone struct {
	// name by which reports speak of the milestone.
	// +required
	Name CheckpointName `json:"name,omitempty"`

	// due says by when. Quote it: "2021", "2021-04", "2021-04-15" or an
	// RFC 3339 instant, as in spec.due.
	// +required
	Due DueDate `json:"due,omitempty"`

	// target is the quantity that must have been reached by then, all in all:
	// targets are cumulative, such as 4, then 13, then 18 stations.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000000000
	Target int64 `json:"target,omitempty"`

	// unit is what target counts.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=32
	// +kubebuilder:validation:XValidation:rule="self.matches('^\\\\P{C}*$')",message="must hold no control characters, nor characters that change the direction of the text"
	Unit string `json:"unit,omitempty"`
}

// DutyAbout names what a duty is about.
//
// +kubebuilder:validation:MinProperties=1
type DutyAbout struct {
	// institution that a complaint, a warning or a finding is about.
	// +optional
	Institution ObjectName `json:"institution,omitempty"`
}

// DutyDecision names the decision of a meeting that a duty was made of.
type DutyDecision struct {
	// meeting is the JointMeeting, in the same namespace.
	// +required
	Meeting ObjectName `json:"meeting,omitempty"`

	// session is the key of its session.
	// +required
	Session PlainDate `json:"session,omitempty"`

	// id of the decision in the minutes of that session.
	// +required
	ID DecisionID `json:"id,omitempty"`

	// minutes are the MeetingMinutes in force of that session.
	// +required
	Minutes ObjectName `json:"minutes,omitempty"`
}

// DepartmentDutySpec is a duty as the plan assigns it.
//
// +kubebuilder:validation:XValidation:fieldPath=".dueWithin",rule="!has(self.dueWithin) || !has(self.due)",message="due says already by when: set one of the two"
// +kubebuilder:validation:XValidation:fieldPath=".cascade",rule="!has(self.cascade) || !has(self.origin)",message="what was handed down is not handed on: the region that handed it down names all that get a copy"
// +kubebuilder:validation:XValidation:fieldPath=".withdrawnTime",rule="!has(self.withdrawnTime) || has(self.origin) || has(self.decision)",message="only a copy, or the duty of a decision, is withdrawn: a region takes a duty of its own out of its plan"
// +kubebuilder:validation:XValidation:fieldPath=".decision",rule="!has(self.decision) || (!has(self.origin) && !has(self.cascade))",message="the duty of a decision is neither handed down nor a copy"
// +kubebuilder:validation:XValidation:fieldPath=".participants",rule="!has(self.participants) || self.participants.all(p, !(p in self.leads))",messageExpression="'%s is already one of leads; name a department once'.format([self.participants.filter(p, p in self.leads)])"
// +kubebuilder:validation:XValidation:fieldPath=".milestones",rule="!has(self.milestones) || !has(self.due) || format.date().validate(size(self.due) == 4 ? self.due + '-12-31' : size(self.due) == 7 ? self.due + '-01' : self.due).hasValue() || self.milestones.map(m, !format.date().validate(size(m.due) == 4 ? m.due + '-12-31' : size(m.due) == 7 ? m.due + '-01' : m.due).hasValue(), int((size(m.due) == 4 ? m.due + '-12-31' : size(m.due) == 7 ? m.due + '-31' : (timestamp(m.due + 'T00:00:00Z') + duration('24h')).getDate() == 1 ? m.due.substring(0, 8) + '31' : m.due).replace('-', \"\"))).all(k, k <= int((size(self.due) == 4 ? self.due + '-12-31' : size(self.due) == 7 ? self.due + '-31' : (timestamp(self.due + 'T00:00:00Z') + duration('24h')).getDate() == 1 ? self.due.substring(0, 8) + '31' : self.due).replace('-', \"\")))",messageExpression="'none may be due after the duty itself, which is due %s, but they are due %s'.format([dyn(self.due), dyn(self.milestones.map(m, m.due))])"
type DepartmentDutySpec struct {
	// title of the duty, in one line.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	// +kubebuilder:validation:XValidation:rule="self.matches('^\\\\P{C}*$')",message="must hold no control characters, nor characters that change the direction of the text"
	Title string `json:"title,omitempty"`

	// description says what has to be done, at length.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=4000
	Description string `json:"description,omitempty"`

	// scope of supervision to which the duty belongs, one of spec.scopes of the
	// Jurisdiction.
	// +optional
	Scope ScopeName `json:"scope,omitempty"`

	// source says where in which document the duty stands.
	// +optional
	Source DutySource `json:"source,omitzero"`

	// leads are the departments that answer for the duty (牵头部门).
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=20
	Leads []DepartmentName `json:"leads,omitempty"`

	// participants are the departments that take part (配合部门).
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=60
	Participants []DepartmentName `json:"participants,omitempty"`

	// reporters tells which departments owe a report for each checkpoint: every
	// one of the Leads, or All of leads and participants.
	// +optional
	// +kubebuilder:default=Leads
	Reporters Reporters `json:"reporters,omitempty"`

	// due says by when the duty must be completed, in one of four forms:
	// "2021-04-15" is met until the end of that day, "2021-04" until the end of
	// that month, "2021" until the end of that year, each in the time zone of
	// the region; an RFC 3339 instant such as "2021-04-15T17:00:00+08:00" is met
	// by what is received before it. Quote it: YAML reads an unquoted 2021 as an
	// integer, which is refused. Left out, the duty is undated and continues
	// until a completion is accepted.
	// +optional
	Due DueDate `json:"due,omitempty"`

	// dueWithin says instead of due how long after source.issued the duty must be
	// completed, or after its creation without that day: the day itself is not
	// counted, and the last one counts until its end.
	// +optional
	DueWithin Period `json:"dueWithin,omitzero"`

	// milestones are stages on the way, in the order of their due dates.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=24
	// +kubebuilder:validation:XValidation:rule="self.map(m, !format.date().validate(size(m.due) == 4 ? m.due + '-12-31' : size(m.due) == 7 ? m.due + '-01' : m.due).hasValue(), int((size(m.due) == 4 ? m.due + '-12-31' : size(m.due) == 7 ? m.due + '-31' : (timestamp(m.due + 'T00:00:00Z') + duration('24h')).getDate() == 1 ? m.due.substring(0, 8) + '31' : m.due).replace('-', \"\"))).isSorted()",messageExpression="'must stand in the order of their due dates, but are due %s'.format([self.map(m, m.due)])"
	// +kubebuilder:validation:XValidation:rule="self.map(m, has(m.target), m.target).isSorted()",messageExpression="'targets are cumulative and must not fall, but are %s'.format([self.map(m, has(m.target), m.target)])"
	// +kubebuilder:validation:XValidation:rule="self.all(m, !has(m.unit) || self.all(n, !has(n.unit) || n.unit == m.unit))",messageExpression="'targets are cumulative, so all must count the same unit, but the units are %s'.format([self.map(m, has(m.unit), m.unit)])"
	Milestones []Milestone `json:"milestones,omitempty"`

	// recurrence makes it a standing duty. With a due date or milestones, cycles
	// open once those were completed.
	// +optional
	Recurrence Recurrence `json:"recurrence,omitzero"`

	// warnBefore says how long before a deadline the duty shows DueSoon.
	// {days: 0} never warns.
	// +optional
	// +kubebuilder:default={days: 30}
	WarnBefore Period `json:"warnBefore,omitzero"`

	// review tells whether a completion counts only once a DutyRuling accepts
	// it (Required) or as soon as it is received (None).
	// +optional
	// +kubebuilder:default=Required
	Review Review `json:"review,omitempty"`

	// escalation is the ladder of what follows on a miss. Left out, it is that of
	// the Jurisdiction, or of the nearest region above that declares one, or else
	// the default: Reminder 7 days before, then after the miss Notice at once,
	// Interview after 10 working days, ListedSupervision after 1 month, Circular
	// after 2 and Accountability after 3.
	// +optional
	// +listType=map
	// +listMapKey=action
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=6
	// +kubebuilder:validation:XValidation:rule="self.map(r, r.action == 'Reminder' ? 0 : r.action == 'Notice' ? 1 : r.action == 'Interview' ? 2 : r.action == 'ListedSupervision' ? 3 : r.action == 'Circular' ? 4 : 5).isSorted()",messageExpression="'rungs stand in the order Reminder, Notice, Interview, ListedSupervision, Circular, Accountability, and not in the order %s'.format([self.map(r, r.action)])"
	Escalation []EscalationRung `json:"escalation,omitempty"`

	// about names what the duty is about, such as the institution of a complaint.
	// +optional
	About DutyAbout `json:"about,omitzero"`

	// cascade hands the duty down to regions below.
	// +optional
	Cascade Cascade `json:"cascade,omitzero"`

	// origin is set by the operator on a copy, and says which duty it was made of.
	// A copy is changed by changing that one.
	// +optional
	Origin DutyOrigin `json:"origin,omitzero"`

	// decision is set by the operator on a duty that a decision of a JointMeeting
	// became. It is changed by minutes that supersede those of the decision.
	// +optional
	Decision DutyDecision `json:"decision,omitzero"`

	// withdrawnTime is set by the operator on a copy whose origin does not name the
	// region any more, or on the duty of a decision that was struck out, and which is
	// kept for the records that it has. Nothing is owed from then on.
	// +optional
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:Format=date-time
	// +kubebuilder:validation:Pattern=`^[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`
	WithdrawnTime *metav1.Time `json:"withdrawnTime,omitempty"`
}

// CheckpointState tells how one checkpoint of a duty stands.
//
// +kubebuilder:validation:Enum=Open;UnderReview;Missed;Completed;CompletedLate;Waived
type CheckpointState string

const (
	// CheckpointOpen shows when the deadline lies ahead, or there is none, and
	// a completion is owed.
	CheckpointOpen CheckpointState = "Open"
	// CheckpointUnderReview shows when every completion owed was received in
	// time and at least one awaits its ruling.
	CheckpointUnderReview CheckpointState = "UnderReview"
	// CheckpointMissed shows when a deadline was missed and has not been made
	// good.
	CheckpointMissed CheckpointState = "Missed"
	// CheckpointCompleted shows when every completion owed was received in time
	// and counts.
	CheckpointCompleted CheckpointState = "Completed"
	// CheckpointCompletedLate shows when every completion owed counts, but a
	// deadline had been missed.
	CheckpointCompletedLate CheckpointState = "CompletedLate"
	// CheckpointWaived shows while nothing is owed, by a Waive ruling or because the
	// duty was withdrawn, and what is owed had not been completed.
	CheckpointWaived CheckpointState = "Waived"
)

// RulingBody tells whose ruling completed a checkpoint.
//
// +kubebuilder:validation:Enum=OwnLead;Office;Parent
type RulingBody string

const (
	// RulingBodyOwnLead shows when a lead of the duty itself ruled: valid, and
	// shown as self-ruled.
	RulingBodyOwnLead RulingBody = "OwnLead"
	// RulingBodyOffice shows when another department of the region ruled, as a
	// rule the office's.
	RulingBodyOffice RulingBody = "Office"
	// RulingBodyParent shows when the office of the parent region ruled.
	RulingBodyParent RulingBody = "Parent"
)

// Checkpoint is how the duty stands toward one of its deadlines.
type Checkpoint struct {
	// name is the milestone's, or "final" for the due date of the duty, and for
	// a duty without any date; that of a cycle is the day on which it opened.
	// +required
	Name CheckpointName `json:"name,omitempty"`

	// openedTime is when the cycle of a standing duty opened.
	// +optional
	OpenedTime *metav1.Time `json:"openedTime,omitempty"`

	// deadline is the first instant that is too late, with all extensions; none for
	// an undated duty.
	// +optional
	Deadline *metav1.Time `json:"deadline,omitempty"`

	// extensions is how many extensions were granted.
	// +optional
	// +kubebuilder:validation:Minimum=1
	Extensions int32 `json:"extensions,omitempty"`

	// waivedUntil is when a waiver ends; none without an end.
	// +optional
	WaivedUntil *metav1.Time `json:"waivedUntil,omitempty"`

	// state tells how the checkpoint stands.
	// +required
	State CheckpointState `json:"state,omitempty"`

	// target is the quantity that must have been reached, all in all.
	// +optional
	// +kubebuilder:validation:Minimum=1
	Target int64 `json:"target,omitempty"`

	// quantity is the quantity last reported for the duty, all in all.
	// +optional
	Quantity *int64 `json:"quantity,omitempty"`

	// receivedTime is when the last of the completions owed was received.
	// +optional
	ReceivedTime *metav1.Time `json:"receivedTime,omitempty"`

	// report is the DutyReport that receivedTime is of.
	// +optional
	Report ObjectName `json:"report,omitempty"`

	// missedTime is when the deadline was missed. It stays when the checkpoint
	// is completed late.
	// +optional
	MissedTime *metav1.Time `json:"missedTime,omitempty"`

	// ruling is the DutyRuling on that report.
	// +optional
	Ruling ObjectName `json:"ruling,omitempty"`

	// ruledBy tells whose ruling it is.
	// +optional
	RuledBy RulingBody `json:"ruledBy,omitempty"`
}

// DepartmentState tells how a department stands toward the current checkpoint.
//
// +kubebuilder:validation:Enum=Pending;UnderReview;Returned;Accepted
type DepartmentState string

const (
	// DepartmentPending shows when the department owes its completion.
	DepartmentPending DepartmentState = "Pending"
	// DepartmentUnderReview shows when its completion awaits a ruling.
	DepartmentUnderReview DepartmentState = "UnderReview"
	// DepartmentReturned shows when its completion was returned and is owed again.
	DepartmentReturned DepartmentState = "Returned"
	// DepartmentAccepted shows when its completion counts.
	DepartmentAccepted DepartmentState = "Accepted"
)

// DepartmentStatus is how one department that owes a report stands.
type DepartmentStatus struct {
	// name of the department.
	// +required
	Name DepartmentName `json:"name,omitempty"`

	// state of the department toward the current checkpoint: the earliest that
	// is not completed, else the last.
	// +required
	State DepartmentState `json:"state,omitempty"`

	// receivedTime is when its completion for that checkpoint was received.
	// +optional
	ReceivedTime *metav1.Time `json:"receivedTime,omitempty"`
}

// CalendarCertainty tells whether what was counted in working days can still move.
//
// +kubebuilder:validation:Enum=Published;Provisional
type CalendarCertainty string

const (
	// CalendarPublished shows when all days counted are those of a notice.
	CalendarPublished CalendarCertainty = "Published"
	// CalendarProvisional shows when a day counted is of a year without a notice,
	// in which Monday to Friday are taken to be worked.
	CalendarProvisional CalendarCertainty = "Provisional"
)

// CalendarStatus tells which calendar working days were counted on.
type CalendarStatus struct {
	// source is "builtin", or the namespace and name of a ConfigMap.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=320
	Source string `json:"source,omitempty"`

	// version is a digest of the days of the calendar.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Version string `json:"version,omitempty"`

	// certainty tells whether what was counted can still move.
	// +optional
	Certainty CalendarCertainty `json:"certainty,omitempty"`
}

// DepartmentDutyStatus is how a duty stands.
//
// +kubebuilder:validation:MinProperties=1
type DepartmentDutyStatus struct {
	// conditions of the duty: Ready, Stalled, DeadlineMissed, DueSoon,
	// BehindSchedule, UnderReview, Escalated, Completed; HandedDown where it has a
	// cascade; LedgerLost after a restore without status.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=16
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// observedGeneration is the generation of the spec that this status is of.
	// +optional
	// +kubebuilder:validation:Minimum=1
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// light is the state at a glance: Red missed, Yellow due soon or behind,
	// Green completed, Blue otherwise.
	// +optional
	Light Light `json:"light,omitempty"`

	// nextDeadline is the earliest deadline ahead that is not yet met.
	// +optional
	NextDeadline *metav1.Time `json:"nextDeadline,omitempty"`

	// overdueSince is when the earliest deadline that still stands missed was
	// missed.
	// +optional
	OverdueSince *metav1.Time `json:"overdueSince,omitempty"`

	// checkpoints are the milestones in order, then "final" if there is a due date,
	// or neither a milestone nor a recurrence, and then the cycles that opened, of
	// which the last 24 are shown and those that are not completed. One that was
	// removed from the plan stays while a miss of it stands.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=256
	Checkpoints []Checkpoint `json:"checkpoints,omitempty"`

	// departments that owe a report, and how each stands.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=80
	Departments []DepartmentStatus `json:"departments,omitempty"`

	// escalation is where the duty stands on the ladder.
	// +optional
	Escalation EscalationStatus `json:"escalation,omitzero"`

	// interviews are the Interview rulings and what came of each, in order of
	// receipt. Of more than 20, the oldest that are closed are left out first.
	// +optional
	// +listType=map
	// +listMapKey=ruling
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=20
	Interviews []Interview `json:"interviews,omitempty"`

	// cascade is how the copies stand.
	// +optional
	Cascade CascadeStatus `json:"cascade,omitzero"`

	// calendar tells which calendar working days were counted on; none where
	// nothing was.
	// +optional
	Calendar CalendarStatus `json:"calendar,omitzero"`

	// withdrawal is part of the ledger: the last time during which the copy was
	// withdrawn.
	// +optional
	Withdrawal Withdrawal `json:"withdrawal,omitzero"`

	// recurrence is part of the ledger: since when spec.recurrence has been what it is.
	// +optional
	Recurrence RecurrenceStatus `json:"recurrence,omitzero"`

	// cycles is part of the ledger: the cycles that opened, in order. Of more than
	// 100, the oldest that are over and were completed are dropped first, and then the
	// oldest that are over; what became of their records and misses stays as it is.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=100
	Cycles []Cycle `json:"cycles,omitempty"`

	// rungs is part of the ledger: the rungs of the ladder that were reached, in
	// order. Of more than 200, the oldest on account of what does not stand any
	// more are dropped first, and then the oldest.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=200
	Rungs []ReachedRung `json:"rungs,omitempty"`

	// receipts is part of the ledger: when each record was first received, in
	// order of receipt. Of more than 1000, the oldest whose record still exists
	// with the same receipt are dropped first, as they can be read off it again.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=1000
	Receipts []Receipt `json:"receipts,omitempty"`

	// misses is part of the ledger: each deadline that was missed under the
	// plan then in force, in order of missedTime. Of more than 100, the oldest
	// that do not stand any more are dropped first, and then the oldest but one: the
	// earliest that stands is that which climbs the ladder.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=100
	Misses []Miss `json:"misses,omitempty"`
}

// DepartmentDuty is what departments must have done by a deadline (部门职责任务).
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=duty;duties,categories=supervision
// +kubebuilder:selectablefield:JSONPath=`.status.light`
// +kubebuilder:selectablefield:JSONPath=`.spec.source.kind`
// +kubebuilder:selectablefield:JSONPath=`.spec.origin.jurisdiction`
// +kubebuilder:selectablefield:JSONPath=`.spec.decision.meeting`
// +kubebuilder:validation:XValidation:rule="has(self.spec.origin) || !self.metadata.name.contains('.') || (oldSelf.hasValue() && !has(oldSelf.value().spec.origin))",optionalOldSelf=true,messageExpression="'metadata.name \"' + self.metadata.name + '\" holds a dot: such names are for duties that are handed down, which bear the name of the region that does before the dot; use letters, digits and hyphens'"
// +kubebuilder:validation:XValidation:rule="!has(self.spec.cascade) || size(self.metadata.name) <= 63",messageExpression="'metadata.name \"' + self.metadata.name + '\" is too long to be handed down: it becomes the value of a label, of at most 63 characters'"
// +kubebuilder:printcolumn:name="Light",type=string,JSONPath=`.status.light`
// +kubebuilder:printcolumn:name="Leads",type=string,JSONPath=`.spec.leads`
// +kubebuilder:printcolumn:name="Due",type=string,JSONPath=`.spec.due`
// +kubebuilder:printcolumn:name="Overdue",type=date,JSONPath=`.status.overdueSince`
// +kubebuilder:printcolumn:name="Completed",type=string,JSONPath=`.status.conditions[?(@.type=="Completed")].reason`
// +kubebuilder:printcolumn:name="Rung",type=string,JSONPath=`.status.escalation.rung`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Next deadline",type=string,priority=1,JSONPath=`.status.nextDeadline`
// +kubebuilder:printcolumn:name="Item",type=string,priority=1,JSONPath=`.spec.source.item`
// +kubebuilder:printcolumn:name="Origin",type=string,priority=1,JSONPath=`.spec.origin.jurisdiction`
// +kubebuilder:printcolumn:name="Meeting",type=string,priority=1,JSONPath=`.spec.decision.meeting`
// +kubebuilder:printcolumn:name="Regions overdue",type=integer,priority=1,JSONPath=`.status.cascade.overdue`
// +kubebuilder:printcolumn:name="Title",type=string,JSONPath=`.spec.title`
type DepartmentDuty struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is the duty as the plan assigns it.
	// +required
	Spec DepartmentDutySpec `json:"spec,omitzero"`

	// status is how the duty stands.
	// +optional
	Status DepartmentDutyStatus `json:"status,omitzero"`
}

// DepartmentDutyList is a list of DepartmentDuties.
//
// +kubebuilder:object:root=true
type DepartmentDutyList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []DepartmentDuty `json:"items"`
}

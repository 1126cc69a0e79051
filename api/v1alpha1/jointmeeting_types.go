// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// MeetingKind tells who meets, and about what.
//
// +kubebuilder:validation:Enum=Plenary;Liaison;Special
type MeetingKind string

const (
	// MeetingPlenary brings together the heads of the members (全体会议).
	MeetingPlenary MeetingKind = "Plenary"
	// MeetingLiaison brings together their liaison officers (联络员会议).
	MeetingLiaison MeetingKind = "Liaison"
	// MeetingSpecial is on one theme, with members and scopes of its own (专题会议).
	MeetingSpecial MeetingKind = "Special"
)

// DayAdjustment tells where a session goes that falls on a day that is not worked.
//
// +kubebuilder:validation:Enum=None;NextWorkingDay
type DayAdjustment string

const (
	// AdjustNone leaves it where it is.
	AdjustNone DayAdjustment = "None"
	// AdjustNextWorkingDay moves it to the first working day after it (顺延).
	AdjustNextWorkingDay DayAdjustment = "NextWorkingDay"
)

// MeetingSchedule says when a meeting takes place.
type MeetingSchedule struct {
	// cron says when a session begins, in five fields: minute, hour, day of the month,
	// month and day of the week, in the time zone of the region, such as
	// "0 9 15 3,6,9,12 *". Of more than one on a day, the first counts.
	// +required
	// +kubebuilder:validation:MinLength=9
	// +kubebuilder:validation:MaxLength=100
	// +kubebuilder:validation:XValidation:rule="self.matches('^[^ ]+( [^ ]+){4}$')",messageExpression="'\"' + self + '\" is not a schedule: write the five fields minute, hour, day of the month, month and day of the week, a space between them, such as \"0 9 15 3,6,9,12 *\"'"
	Cron string `json:"cron,omitempty"`

	// adjust tells where a session goes that falls on a day that is not worked: None
	// leaves it there, NextWorkingDay moves it to the first working day after it, at
	// the same time of the day. Its key stays the day that cron names.
	// +optional
	// +kubebuilder:default=None
	Adjust DayAdjustment `json:"adjust,omitempty"`
}

// ExtraSession is a session beside the schedule.
type ExtraSession struct {
	// date is the key of the session, and the day on which it takes place, whether that
	// is worked or not. On a day that the schedule names as well there is one session,
	// that of the schedule.
	// +required
	Date PlainDate `json:"date,omitempty"`

	// time of the day at which it begins, in the time zone of the region, such as "14:30".
	// +required
	// +kubebuilder:validation:MinLength=5
	// +kubebuilder:validation:MaxLength=5
	// +kubebuilder:validation:XValidation:rule="self.matches('^([01][0-9]|2[0-3]):[0-5][0-9]$')",messageExpression="'\"' + self + '\" is not a time of the day: write it as \"14:30\"'"
	Time string `json:"time,omitempty"`

	// purpose of the session, in one line.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	// +kubebuilder:validation:XValidation:rule="self.matches('^\\\\P{C}*$')",message="must hold no control characters, nor characters that change the direction of the text"
	Purpose string `json:"purpose,omitempty"`
}

// Quorum is how many members must attend for a session to count as held.
//
// +kubebuilder:validation:ExactlyOneOf=number;percent
type Quorum struct {
	// number of members.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100
	Number int32 `json:"number,omitempty"`

	// percent of the members, rounded up to a whole one.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100
	Percent int32 `json:"percent,omitempty"`
}

// JointMeetingSpec is how departments meet.
//
// +kubebuilder:validation:XValidation:fieldPath=".convener",rule="!has(self.convener) || !has(self.members) || self.convener in self.members",messageExpression="'\"' + self.convener + '\" is not one of members: whoever convenes the meeting is a member of it'"
// +kubebuilder:validation:XValidation:fieldPath=".quorum.number",rule="!has(self.quorum) || !has(self.quorum.number) || !has(self.members) || self.quorum.number <= size(self.members)",messageExpression="'%d is more than the %d members'.format([self.quorum.number, size(self.members)])"
// +kubebuilder:validation:XValidation:fieldPath=".scopes",rule="!has(self.scopes) || self.kind == 'Special'",messageExpression="'leave it out: a ' + self.kind + ' meeting is on every duty of the region; only a Special one has scopes'"
type JointMeetingSpec struct {
	// title of the meeting, in one line.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	// +kubebuilder:validation:XValidation:rule="self.matches('^\\\\P{C}*$')",message="must hold no control characters, nor characters that change the direction of the text"
	Title string `json:"title,omitempty"`

	// kind tells who meets: Plenary the heads of the members, Liaison their liaison
	// officers, Special whoever a theme concerns.
	// +optional
	// +kubebuilder:default=Plenary
	Kind MeetingKind `json:"kind,omitempty"`

	// convener calls the meeting (召集单位), one of members. Left out, it is
	// spec.leadDepartment of the Jurisdiction.
	// +optional
	Convener DepartmentName `json:"convener,omitempty"`

	// members of the meeting (成员单位); all departments of the Jurisdiction if left out.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	Members []DepartmentName `json:"members,omitempty"`

	// office is the department that sends the invitations and keeps the minutes. Left
	// out, it is that of spec.office of the Jurisdiction.
	// +optional
	Office DepartmentName `json:"office,omitempty"`

	// scopes of the duties that a Special meeting is on, of those that the Jurisdiction
	// declares; those of no duty if left out.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	Scopes []ScopeName `json:"scopes,omitempty"`

	// schedule says when the meeting takes place. Left out, there are no sessions but
	// those of extraSessions.
	// +optional
	Schedule MeetingSchedule `json:"schedule,omitzero"`

	// extraSessions take place beside the schedule.
	// +optional
	// +listType=map
	// +listMapKey=date
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=24
	ExtraSessions []ExtraSession `json:"extraSessions,omitempty"`

	// notice is how long before the day of a session its members are invited.
	// +optional
	// +kubebuilder:default={workingDays: 5}
	Notice Period `json:"notice,omitzero"`

	// quorum is how many members must attend. Left out, whoever attends is enough.
	// +optional
	Quorum Quorum `json:"quorum,omitzero"`

	// minutesWithin is how long after the day of a session its minutes must be filed:
	// that day is not counted, and the last one counts until its end.
	// +optional
	// +kubebuilder:default={workingDays: 10}
	MinutesWithin Period `json:"minutesWithin,omitzero"`

	// missedAfter is how long after the day of a session, counted in the same way, it
	// counts as not held if there are no minutes of it; at the earliest once these are
	// overdue.
	// +optional
	// +kubebuilder:default={months: 1}
	MissedAfter Period `json:"missedAfter,omitzero"`

	// lengthMinutes is how long a session lasts.
	// +optional
	// +kubebuilder:default=120
	// +kubebuilder:validation:Minimum=5
	// +kubebuilder:validation:Maximum=1440
	LengthMinutes int32 `json:"lengthMinutes,omitempty"`

	// place at which the meeting takes place.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	// +kubebuilder:validation:XValidation:rule="self.matches('^\\\\P{C}*$')",message="must hold no control characters, nor characters that change the direction of the text"
	Place string `json:"place,omitempty"`
}

// DepartmentCode is a DepartmentName as a status shows it, which was checked where
// it was declared: to check each one in lists of lists costs the API server too much.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=63
type DepartmentCode string

// AgendaKind tells why something stands on the agenda.
//
// +kubebuilder:validation:Enum=OverdueDuty;RegionsOverdue;Rectification;LookBack;OpenDecision;PlanFinding
type AgendaKind string

const (
	// AgendaOverdueDuty shows for a duty of which a deadline was missed and not made good.
	AgendaOverdueDuty AgendaKind = "OverdueDuty"
	// AgendaRegionsOverdue shows for a duty that was handed down, of which regions below
	// have missed a deadline.
	AgendaRegionsOverdue AgendaKind = "RegionsOverdue"
	// AgendaRectification shows for a duty under interview that must be rectified before
	// the session.
	AgendaRectification AgendaKind = "Rectification"
	// AgendaLookBack shows for a duty under interview that was completed, and awaits a
	// look-back that passes.
	AgendaLookBack AgendaKind = "LookBack"
	// AgendaOpenDecision shows for a duty that comes from a decision of this meeting, and
	// is not completed.
	AgendaOpenDecision AgendaKind = "OpenDecision"
	// AgendaPlanFinding shows for a condition of the Jurisdiction which tells that its
	// plan has gaps or contradicts itself.
	AgendaPlanFinding AgendaKind = "PlanFinding"
)

// AgendaObjectKind is the kind of what an item of the agenda is about.
//
// +kubebuilder:validation:Enum=DepartmentDuty;Jurisdiction
type AgendaObjectKind string

const (
	// AgendaDepartmentDuty is a DepartmentDuty of the namespace of the meeting.
	AgendaDepartmentDuty AgendaObjectKind = "DepartmentDuty"
	// AgendaJurisdiction is the Jurisdiction of the meeting.
	AgendaJurisdiction AgendaObjectKind = "Jurisdiction"
)

// AgendaReference names an object as kubectl does: kubectl get <kind> <name>, in
// the namespace of the meeting where it lives in one.
type AgendaReference struct {
	// kind of the object.
	// +required
	Kind AgendaObjectKind `json:"kind,omitempty"`

	// name of the object.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`
}

// AgendaItem is something that a session has to look at.
type AgendaItem struct {
	// kind tells why it stands on the agenda.
	// +required
	Kind AgendaKind `json:"kind,omitempty"`

	// reason says more: the rung that a duty has reached, or the condition of the
	// Jurisdiction.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// weight by which the agenda is ordered, the heaviest first.
	// +required
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=100
	Weight int32 `json:"weight,omitempty"`

	// ref names the object that it is about.
	// +required
	Ref AgendaReference `json:"ref,omitzero"`

	// subject is the title of the duty, or what the condition says.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	Subject string `json:"subject,omitempty"`

	// leads of the duty.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=20
	Leads []DepartmentCode `json:"leads,omitempty"`

	// time since when it is overdue, or by when it is due.
	// +optional
	Time *metav1.Time `json:"time,omitempty"`
}

// NextSession is the session that takes place next.
type NextSession struct {
	// date is the key of the session: the day that the schedule names, wherever the
	// session was moved.
	// +required
	Date PlainDate `json:"date,omitempty"`

	// startTime is when it begins.
	// +required
	StartTime *metav1.Time `json:"startTime,omitempty"`

	// noticeTime is when its members are invited.
	// +required
	NoticeTime *metav1.Time `json:"noticeTime,omitempty"`

	// agenda as it stands, the heaviest first: at most 30 items.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=30
	Agenda []AgendaItem `json:"agenda,omitempty"`

	// agendaTotal is how many items there are, with those for which there is no room.
	// +optional
	// +kubebuilder:validation:Minimum=0
	AgendaTotal *int32 `json:"agendaTotal,omitempty"`
}

// SessionType tells where a session comes from.
//
// +kubebuilder:validation:Enum=Regular;Extra;Recorded
type SessionType string

const (
	// SessionRegular comes from the schedule.
	SessionRegular SessionType = "Regular"
	// SessionExtra comes from spec.extraSessions.
	SessionExtra SessionType = "Extra"
	// SessionRecorded is known from its minutes alone: it was held before the meeting
	// was declared here.
	SessionRecorded SessionType = "Recorded"
)

// SessionState tells how a session stands.
//
// +kubebuilder:validation:Enum=Scheduled;AwaitingMinutes;MinutesOverdue;Held;Inquorate;Missed
type SessionState string

const (
	// SessionScheduled shows until the session has begun.
	SessionScheduled SessionState = "Scheduled"
	// SessionAwaitingMinutes shows once it has begun, as long as its minutes are in time.
	SessionAwaitingMinutes SessionState = "AwaitingMinutes"
	// SessionMinutesOverdue shows when its minutes were not filed in time.
	SessionMinutesOverdue SessionState = "MinutesOverdue"
	// SessionHeld shows when its minutes say that the quorum attended.
	SessionHeld SessionState = "Held"
	// SessionInquorate shows when its minutes say that fewer attended.
	SessionInquorate SessionState = "Inquorate"
	// SessionMissed shows when there were no minutes for so long that it counts as not
	// held.
	SessionMissed SessionState = "Missed"
)

// QuorumState tells whether the quorum attended.
//
// +kubebuilder:validation:Enum=Met;NotMet
type QuorumState string

const (
	// QuorumMet shows when as many members attended as must.
	QuorumMet QuorumState = "Met"
	// QuorumNotMet shows when fewer did.
	QuorumNotMet QuorumState = "NotMet"
)

// Attendance compares those who attended with the members at the time when the
// minutes were first seen.
type Attendance struct {
	// members of the meeting.
	// +required
	// +kubebuilder:validation:Minimum=0
	Members *int32 `json:"members,omitempty"`

	// present members.
	// +required
	// +kubebuilder:validation:Minimum=0
	Present *int32 `json:"present,omitempty"`

	// required is how many must attend.
	// +required
	// +kubebuilder:validation:Minimum=0
	Required *int32 `json:"required,omitempty"`

	// quorum tells whether they did.
	// +required
	Quorum QuorumState `json:"quorum,omitempty"`

	// apologies are the members that sent apologies (请假).
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	Apologies []DepartmentCode `json:"apologies,omitempty"`

	// absent are the members that neither attended nor sent apologies.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	Absent []DepartmentCode `json:"absent,omitempty"`

	// guests attended and are no members.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	Guests []DepartmentCode `json:"guests,omitempty"`
}

// SessionMinutes are the minutes that a session was recorded by.
type SessionMinutes struct {
	// name of the MeetingMinutes in force.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`

	// digest is the SHA-256 of their spec, in lower-case hex.
	// +required
	// +kubebuilder:validation:MinLength=64
	// +kubebuilder:validation:MaxLength=64
	Digest string `json:"digest,omitempty"`

	// receivedTime is when the first minutes of the session were received; a correction
	// does not change it.
	// +required
	ReceivedTime *metav1.Time `json:"receivedTime,omitempty"`

	// heldTime is when the session was held, as the minutes say.
	// +required
	HeldTime *metav1.Time `json:"heldTime,omitempty"`
}

// DecisionCounts counts decisions by how the duties stand that they became. A decision
// counts in total and in exactly one of open, overdue and completed.
//
// +kubebuilder:validation:MinProperties=1
type DecisionCounts struct {
	// total number of decisions.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Total *int32 `json:"total,omitempty"`

	// open decisions: no deadline missed, and not completed.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Open *int32 `json:"open,omitempty"`

	// overdue decisions: a deadline was missed and has not been made good.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Overdue *int32 `json:"overdue,omitempty"`

	// completed decisions, in time or late.
	// +optional
	// +kubebuilder:validation:Minimum=0
	Completed *int32 `json:"completed,omitempty"`
}

// SessionStatus is a session whose members were invited, that has begun, or of which
// there are minutes. What lies behind stays as it was, whatever the plan says since.
type SessionStatus struct {
	// date is the key of the session: the day that the schedule names, wherever the
	// session was moved.
	// +required
	Date PlainDate `json:"date,omitempty"`

	// type tells where the session comes from.
	// +required
	Type SessionType `json:"type,omitempty"`

	// state tells how it stands.
	// +required
	State SessionState `json:"state,omitempty"`

	// startTime is when it begins; none for one that is known from its minutes alone.
	// +optional
	StartTime *metav1.Time `json:"startTime,omitempty"`

	// notifiedTime is when its members were invited.
	// +optional
	NotifiedTime *metav1.Time `json:"notifiedTime,omitempty"`

	// movedTime is when it last moved after that.
	// +optional
	MovedTime *metav1.Time `json:"movedTime,omitempty"`

	// addedTime is when an extra session was first seen, where it had begun by then. Its
	// minutes are due as if it took place on that day.
	// +optional
	AddedTime *metav1.Time `json:"addedTime,omitempty"`

	// minutesDueTime is the first instant that is too late for its minutes.
	// +optional
	MinutesDueTime *metav1.Time `json:"minutesDueTime,omitempty"`

	// graceEndTime is from when it counts as missed without minutes.
	// +optional
	GraceEndTime *metav1.Time `json:"graceEndTime,omitempty"`

	// missedTime is when it was missed. It stays when minutes come late.
	// +optional
	MissedTime *metav1.Time `json:"missedTime,omitempty"`

	// minutes that the session was recorded by. They stay when the record is purged.
	// +optional
	Minutes SessionMinutes `json:"minutes,omitzero"`

	// attendance as the minutes say. Those who were not there, and guests, are named for
	// the last 24 sessions that have minutes.
	// +optional
	Attendance Attendance `json:"attendance,omitzero"`

	// decisions of the session.
	// +optional
	Decisions DecisionCounts `json:"decisions,omitzero"`

	// agenda as it stood when the session began, or was held if that was earlier. It is
	// kept for the last 8 sessions that have one.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=30
	Agenda []AgendaItem `json:"agenda,omitempty"`

	// agendaTotal is how many items there were, with those for which there was no room.
	// +optional
	// +kubebuilder:validation:Minimum=0
	AgendaTotal *int32 `json:"agendaTotal,omitempty"`
}

// MeetingScheduleStatus is since when a schedule has been what it is.
type MeetingScheduleStatus struct {
	// digest of spec.schedule: the SHA-256 of its JSON, in lower-case hex.
	// +required
	// +kubebuilder:validation:MinLength=64
	// +kubebuilder:validation:MaxLength=64
	Digest string `json:"digest,omitempty"`

	// since is when it was first seen, or the meeting was created with it. No session
	// comes from it that would have begun by then.
	// +required
	Since *metav1.Time `json:"since,omitempty"`

	// lastDate is the key of the last session that began under it.
	// +optional
	LastDate PlainDate `json:"lastDate,omitempty"`
}

// JointMeetingStatus is how a meeting stands.
//
// +kubebuilder:validation:MinProperties=1
type JointMeetingStatus struct {
	// conditions of the meeting: Ready, Stalled, SessionMissed, MinutesOverdue,
	// DecisionsOnTrack, MembersConsistent; LedgerLost after a restore without status.
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

	// next session; none where none is known.
	// +optional
	Next NextSession `json:"next,omitzero"`

	// sessions is part of the ledger: those whose members were invited, that have begun,
	// or of which there are minutes, in the order of their dates. Of more than 100, the
	// oldest that were held are dropped first, and then the oldest that have begun; not
	// those of spec.extraSessions, and not the last one that was held or missed.
	// +optional
	// +listType=map
	// +listMapKey=date
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=100
	Sessions []SessionStatus `json:"sessions,omitempty"`

	// decisions of all sessions, as the minutes in force say.
	// +optional
	Decisions DecisionCounts `json:"decisions,omitzero"`

	// calendar tells which calendar working days were counted on; none where nothing was.
	// +optional
	Calendar CalendarStatus `json:"calendar,omitzero"`

	// schedule is part of the ledger: since when spec.schedule has been what it is.
	// +optional
	Schedule MeetingScheduleStatus `json:"schedule,omitzero"`
}

// JointMeeting is a meeting of departments that coordinates their supervision
// (联席会议、会商机制).
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=jm,categories=supervision
// +kubebuilder:selectablefield:JSONPath=`.spec.kind`
// +kubebuilder:validation:XValidation:rule="size(self.metadata.name) <= 63 && self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",messageExpression="'metadata.name \"' + self.metadata.name + '\" is not the name of a meeting: use at most 63 lower-case letters, digits and hyphens, such as \"plenary\"'"
// +kubebuilder:printcolumn:name="Kind",type=string,JSONPath=`.spec.kind`
// +kubebuilder:printcolumn:name="Next",type=string,JSONPath=`.status.next.startTime`
// +kubebuilder:printcolumn:name="Agenda",type=integer,JSONPath=`.status.next.agendaTotal`
// +kubebuilder:printcolumn:name="Missed",type=string,JSONPath=`.status.conditions[?(@.type=="SessionMissed")].status`
// +kubebuilder:printcolumn:name="Minutes overdue",type=string,JSONPath=`.status.conditions[?(@.type=="MinutesOverdue")].status`
// +kubebuilder:printcolumn:name="Decisions",type=integer,JSONPath=`.status.decisions.total`
// +kubebuilder:printcolumn:name="Overdue",type=integer,JSONPath=`.status.decisions.overdue`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Members",type=string,priority=1,JSONPath=`.status.conditions[?(@.type=="MembersConsistent")].reason`
// +kubebuilder:printcolumn:name="Title",type=string,JSONPath=`.spec.title`
type JointMeeting struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is how departments meet.
	// +required
	Spec JointMeetingSpec `json:"spec,omitzero"`

	// status is how the meeting stands.
	// +optional
	Status JointMeetingStatus `json:"status,omitzero"`
}

// JointMeetingList is a list of JointMeetings.
//
// +kubebuilder:object:root=true
type JointMeetingList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []JointMeeting `json:"items"`
}

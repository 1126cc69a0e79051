// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// EscalationAction is what follows on one rung of the ladder.
//
// +kubebuilder:validation:Enum=Reminder;Notice;Interview;ListedSupervision;Circular;Accountability
type EscalationAction string

// The actions, in the order of the ladder.
const (
	// EscalationReminder reminds of a deadline ahead (提醒).
	EscalationReminder EscalationAction = "Reminder"
	// EscalationNotice demands what was missed (督办通知).
	EscalationNotice EscalationAction = "Notice"
	// EscalationInterview calls in whoever answers for the department (约谈).
	EscalationInterview EscalationAction = "Interview"
	// EscalationListedSupervision lists the duty for special supervision (挂牌督办).
	EscalationListedSupervision EscalationAction = "ListedSupervision"
	// EscalationCircular names the department in a circular to all (通报).
	EscalationCircular EscalationAction = "Circular"
	// EscalationAccountability holds people to account (问责).
	EscalationAccountability EscalationAction = "Accountability"
)

// EscalationRung says when one rung of the ladder is reached.
//
// +kubebuilder:validation:XValidation:rule="(self.action == 'Reminder') ? has(self.before) && !has(self.after) : has(self.after) && !has(self.before)",messageExpression="self.action == 'Reminder' ? 'a Reminder comes before the deadline: set before, and not after' : self.action + ' comes after the deadline was missed: set after, and not before'"
type EscalationRung struct {
	// action that follows.
	// +required
	Action EscalationAction `json:"action,omitempty"`

	// before says how long before a deadline a Reminder comes.
	// +optional
	Before Period `json:"before,omitzero"`

	// after says how long after the miss any other rung is reached. A duty that was
	// created only after its deadline counts from its creation.
	// +optional
	After Period `json:"after,omitzero"`
}

// EscalationStatus is where a duty stands on the ladder.
//
// +kubebuilder:validation:MinProperties=1
type EscalationStatus struct {
	// checkpoint whose miss counts: of those that stand the earliest climbs the ladder.
	// None where nothing stands missed.
	// +optional
	Checkpoint CheckpointName `json:"checkpoint,omitempty"`

	// deadline that was missed.
	// +optional
	Deadline *metav1.Time `json:"deadline,omitempty"`

	// climbingSince is the instant from which its rungs are counted: the miss, or
	// later, when the duty was given out or the miss before it was made good.
	// +optional
	ClimbingSince *metav1.Time `json:"climbingSince,omitempty"`

	// rung that was reached last on account of the miss that counts: the earliest
	// that stands.
	// +optional
	Rung EscalationAction `json:"rung,omitempty"`

	// since is when that rung was reached.
	// +optional
	Since *metav1.Time `json:"since,omitempty"`

	// next is the rung that will be reached next, a Reminder among them.
	// +optional
	Next EscalationAction `json:"next,omitempty"`

	// nextTime is when, unless something is done. There is none while the ladder
	// stands still with no end in sight: while a completion awaits its ruling.
	// +optional
	NextTime *metav1.Time `json:"nextTime,omitempty"`

	// pausedUntil is when the ladder goes on after an interview, or an extension
	// granted after the miss. It stands still until then.
	// +optional
	PausedUntil *metav1.Time `json:"pausedUntil,omitempty"`

	// declaredBy is the Jurisdiction whose ladder applies; none where it is the
	// duty's own, or the default.
	// +optional
	DeclaredBy JurisdictionName `json:"declaredBy,omitempty"`
}

// ReachedRung is a rung of the ladder that was reached.
type ReachedRung struct {
	// action of the rung.
	// +required
	Action EscalationAction `json:"action,omitempty"`

	// checkpoint on account of which it was reached.
	// +required
	Checkpoint CheckpointName `json:"checkpoint,omitempty"`

	// deadline of the checkpoint, as it was then.
	// +required
	Deadline *metav1.Time `json:"deadline,omitempty"`

	// reachedTime is when the rung was reached.
	// +required
	ReachedTime *metav1.Time `json:"reachedTime,omitempty"`
}

// InterviewState tells how far an interview has led.
//
// +kubebuilder:validation:Enum=Rectifying;RectificationOverdue;AwaitingLookBack;LookBackDue;LookBackFailed;Closed
type InterviewState string

const (
	// InterviewRectifying shows while rectifyBy lies ahead and something is still owed.
	InterviewRectifying InterviewState = "Rectifying"
	// InterviewRectificationOverdue shows when rectifyBy has passed and something is
	// still owed.
	InterviewRectificationOverdue InterviewState = "RectificationOverdue"
	// InterviewAwaitingLookBack shows when nothing is owed any more, and the time for
	// the look-back has not come.
	InterviewAwaitingLookBack InterviewState = "AwaitingLookBack"
	// InterviewLookBackDue shows when the time for the look-back has come.
	InterviewLookBackDue InterviewState = "LookBackDue"
	// InterviewLookBackFailed shows after a failed look-back, until a completion
	// filed since counts.
	InterviewLookBackFailed InterviewState = "LookBackFailed"
	// InterviewClosed shows after a passed look-back (销号).
	InterviewClosed InterviewState = "Closed"
)

// Interview is an Interview ruling and what came of it.
type Interview struct {
	// ruling is the name of the DutyRuling.
	// +required
	Ruling ObjectName `json:"ruling,omitempty"`

	// subject is the department that was interviewed; none where it was everyone who
	// owes a completion.
	// +optional
	Subject DepartmentName `json:"subject,omitempty"`

	// receivedTime is when the ruling was received.
	// +required
	ReceivedTime *metav1.Time `json:"receivedTime,omitempty"`

	// rectifyBy is the first instant that is too late for the rectification.
	// +required
	RectifyBy *metav1.Time `json:"rectifyBy,omitempty"`

	// lookBackTime is when the look-back is due; none while something is owed.
	// +optional
	LookBackTime *metav1.Time `json:"lookBackTime,omitempty"`

	// lookBack is the DutyRuling of the last look-back.
	// +optional
	LookBack ObjectName `json:"lookBack,omitempty"`

	// state tells how far the interview has led.
	// +required
	State InterviewState `json:"state,omitempty"`
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/notes"
	keeper "github.com/jianguan/supervision-operator/controllers/upkeep"
)

const (
	actionEvaluate = "Evaluate"
	actionDecide   = "Decide"
)

// Reasons of events that are not also states of a session or conditions.
const (
	// eventSessionNotice invites the members of a session.
	eventSessionNotice = "SessionNotice"
	// eventSessionMoved tells that a session of which notice was given takes place at
	// another time.
	eventSessionMoved = "SessionMoved"
	// eventSessionCancelled tells that such a session does not take place.
	eventSessionCancelled = "SessionCancelled"
	// eventSession begins the reasons of events that tell how a session stands.
	eventSession = "Session"
)

// words are what is told of the duties of decisions.
func words() keeper.Words {
	return keeper.Words{
		Action: actionDecide,
		Source: func(duty *v1alpha1.DepartmentDuty) string {
			decision := &duty.Spec.Decision
			return fmt.Sprintf("decision %q of session %s of JointMeeting %q, MeetingMinutes %q", decision.ID, decision.Session, decision.Meeting, decision.Minutes)
		},
		Created:    keeper.Event{Reason: "Decided", Note: "made after"},
		Changed:    keeper.Event{Reason: "Changed", Note: "brought in line with"},
		Reinstated: keeper.Event{Reason: "Reinstated", Note: "in force again by"},
		Withdrawn: keeper.Event{
			Reason: "Withdrawn",
			Note:   "nothing is owed any more, and what was filed is kept; it was struck out, and came from",
		},
		Deleted: keeper.Event{Reason: "StruckOut", Note: "deleted, as nothing was filed; it was struck out, and came from"},
	}
}

// tellMeeting tells what a status write changed about a meeting.
func (r *Reconciler) tellMeeting(before, after *v1alpha1.JointMeeting) {
	was := map[v1alpha1.PlainDate]*v1alpha1.SessionStatus{}
	for i := range before.Status.Sessions {
		was[before.Status.Sessions[i].Date] = &before.Status.Sessions[i]
	}
	for i := range after.Status.Sessions {
		session := &after.Status.Sessions[i]
		known := was[session.Date]
		delete(was, session.Date)
		r.tellSession(after, known, session)
	}
	for _, gone := range was {
		if gone.State == v1alpha1.SessionScheduled {
			r.tell(after, corev1.EventTypeWarning, eventSessionCancelled, gone.Date, "the session of %s is no more in the plan", gone.Date)
		}
	}
	for _, condition := range []string{v1alpha1.ConditionStalled, v1alpha1.ConditionLedgerLost} {
		if now := notes.TurnedTrue(before.Status.Conditions, after.Status.Conditions, condition); now != nil {
			r.tell(after, corev1.EventTypeWarning, condition, "", "%s", notes.Describe(now))
		}
	}
}

// tellSession tells what changed about one session; known is nil if it was not there.
// That it was missed is told once, when the ledger says so: minutes that came late may
// have been seen at the same time.
func (r *Reconciler) tellSession(about *v1alpha1.JointMeeting, known, session *v1alpha1.SessionStatus) {
	if known == nil {
		known = &v1alpha1.SessionStatus{}
	}
	if known.NotifiedTime == nil && session.NotifiedTime != nil {
		r.tell(about, corev1.EventTypeNormal, eventSessionNotice, session.Date, "%s", invitation(about, session))
	}
	moved := known.StartTime != nil && session.StartTime != nil && !known.StartTime.Equal(session.StartTime)
	if moved && session.Minutes.Name == "" { // else it was held already
		r.tell(about, corev1.EventTypeNormal, eventSessionMoved, session.Date, "the session of %s moved from %s to %s",
			session.Date, text(known.StartTime), text(session.StartTime))
	}
	if known.MissedTime == nil && session.MissedTime != nil {
		sessionsMissed.Inc()
		r.tell(about, corev1.EventTypeWarning, v1alpha1.ConditionSessionMissed, session.Date,
			"no minutes of the session of %s were filed before %s: it counts as not held", session.Date, text(session.MissedTime))
	}
	if known.State == session.State {
		return
	}
	switch session.State {
	case v1alpha1.SessionScheduled, v1alpha1.SessionAwaitingMinutes, v1alpha1.SessionMissed:
	case v1alpha1.SessionHeld:
		r.tell(about, corev1.EventTypeNormal, eventSession+string(session.State), session.Date, "%s", attendance(session))
	case v1alpha1.SessionInquorate:
		r.tell(about, corev1.EventTypeWarning, eventSession+string(session.State), session.Date, "%s", attendance(session))
	case v1alpha1.SessionMinutesOverdue:
		r.tell(about, corev1.EventTypeWarning, string(session.State), session.Date,
			"the minutes of the session of %s were due before %s", session.Date, text(session.MinutesDueTime))
	}
}

func invitation(about *v1alpha1.JointMeeting, session *v1alpha1.SessionStatus) string {
	note := fmt.Sprintf("%s: the session of %s begins at %s", about.Spec.Title, session.Date, text(session.StartTime))
	if about.Spec.Place != "" {
		note += ", at " + about.Spec.Place
	}
	if next := &about.Status.Next; next.Date == session.Date {
		note += fmt.Sprintf("; items on the agenda: %d", ptr.Deref(next.AgendaTotal, 0))
	}
	return note
}

func attendance(session *v1alpha1.SessionStatus) string {
	a := &session.Attendance
	return fmt.Sprintf("the session of %s was held at %s; %d of %d members attended, and %d must; minutes %q", session.Date,
		text(session.Minutes.HeldTime), ptr.Deref(a.Present, 0), ptr.Deref(a.Members, 0), ptr.Deref(a.Required, 0), session.Minutes.Name)
}

// tellMinutes tells what became of minutes when that changed.
func (r *Reconciler) tellMinutes(before, after *v1alpha1.MeetingMinutes) {
	status := &after.Status
	if before.Status.Verdict != status.Verdict && status.Verdict != "" {
		kind, note := corev1.EventTypeNormal, fmt.Sprintf("of the session of %s, received %s", after.Spec.Session, text(status.ReceivedTime))
		if status.Verdict == v1alpha1.VerdictIgnored {
			kind = corev1.EventTypeWarning
		}
		if ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady); ready != nil && ready.Status != metav1.ConditionTrue {
			note = notes.Describe(ready)
		}
		r.tell(after, kind, string(status.Verdict), "", "%s", note)
	}
	was := meta.FindStatusCondition(before.Status.Conditions, v1alpha1.ConditionLeadsAreMembers)
	is := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionLeadsAreMembers)
	if is != nil && is.Status == metav1.ConditionFalse && (was == nil || was.Status != is.Status) {
		r.tell(after, corev1.EventTypeWarning, is.Reason, "", "%s", is.Message)
	}
}

// tell records one event; date is the session that it is about, if it is about one.
func (r *Reconciler) tell(about client.Object, kind, reason string, date v1alpha1.PlainDate, note string, args ...any) {
	action := actionEvaluate
	if date != "" {
		action += "/" + string(date)
	}
	r.Recorder.Eventf(about, nil, kind, reason, notes.Action(action), "%s", notes.Note(fmt.Sprintf(note, args...)))
}

func text(at *metav1.Time) string { return at.UTC().Format(time.RFC3339) }

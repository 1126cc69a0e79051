// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/conditions"
	"github.com/jianguan/supervision-operator/internal/messages"
)

// finding is what one condition says. Its message holds instants, never spans of time
// up to now, so that it does not change while nothing happens.
type finding struct {
	condition string
	status    metav1.ConditionStatus
	reason    string
	message   string
}

// fill writes the status of the meeting.
func (e *evaluation) fill(status *v1alpha1.JointMeetingStatus) {
	status.Sessions = nil
	for _, s := range e.ledger {
		status.Sessions = append(status.Sessions, s.SessionStatus)
	}
	status.Next = e.nextSession()
	status.Decisions = e.decided.counts()
	status.Schedule = e.plan.ledger
	status.Calendar = e.plan.days.Status()

	meeting := e.plan.meeting
	problem := e.problem()
	if problem == nil {
		conditions.SetReady(&status.Conditions, "", "", false, meeting.Generation, e.now)
	} else {
		conditions.SetReady(&status.Conditions, problem.reason, problem.message, problem.waiting, meeting.Generation, e.now)
	}
	for _, f := range []finding{
		e.sessionMissed(), e.minutesOverdue(), e.decisionsOnTrack(), e.membersConsistent(),
	} {
		conditions.Set(&status.Conditions, f.condition, f.status, f.reason, f.message, meeting.Generation, e.now)
	}
}

// problem is why the meeting, though evaluated, is not Ready.
func (e *evaluation) problem() *problem {
	if len(e.taken) == 0 {
		return e.plan.problem
	}
	message := fmt.Sprintf("DepartmentDuties that come from no decision of this meeting bear the name that one is to have: %s; have them deleted, or give the decision another id",
		messages.Enumerate(len(e.taken), ", ", func(i int) string { return e.taken[i] }))
	if e.plan.problem != nil {
		message += "; " + e.plan.problem.message
	}
	return &problem{reason: v1alpha1.ReasonNameTaken, message: message}
}

func (e *evaluation) nextSession() v1alpha1.NextSession {
	if e.ahead == nil {
		return v1alpha1.NextSession{}
	}
	items, total := e.compose(e.ahead)
	return v1alpha1.NextSession{
		Date: e.ahead.Date, StartTime: e.ahead.StartTime.DeepCopy(), NoticeTime: instant(e.ahead.notice),
		Agenda: items, AgendaTotal: &total,
	}
}

// sessionMissed looks at the last session of which it is known whether it was held.
func (e *evaluation) sessionMissed() finding {
	f := finding{condition: v1alpha1.ConditionSessionMissed, status: metav1.ConditionTrue}
	s := e.lastConcluded()
	switch {
	case s == nil:
		f.status, f.reason, f.message = metav1.ConditionFalse, v1alpha1.ReasonNoSessionYet, "no session was held or missed yet"
	case s.State == v1alpha1.SessionHeld:
		f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonSessionHeld
		f.message = fmt.Sprintf("the session of %s was held %s", s.Date, e.plan.text(s.Minutes.HeldTime.Time))
	case s.State == v1alpha1.SessionInquorate:
		f.reason = v1alpha1.ReasonInquorate
		f.message = fmt.Sprintf("%d of %d members attended the session of %s, and %d must", *s.Attendance.Present, *s.Attendance.Members,
			s.Date, *s.Attendance.Required)
	default:
		f.reason = v1alpha1.ReasonNoMinutesFiled
		f.message = fmt.Sprintf("the session of %s counts as not held since %s: there are no minutes of it", s.Date, e.plan.text(s.MissedTime.Time))
	}
	return f
}

// minutesOverdue names the sessions whose minutes are overdue.
func (e *evaluation) minutesOverdue() finding {
	f := finding{
		condition: v1alpha1.ConditionMinutesOverdue, status: metav1.ConditionFalse,
		reason: v1alpha1.ReasonMinutesInTime, message: "no minutes are overdue",
	}
	overdue := slices.DeleteFunc(slices.Clone(e.ledger), func(s *session) bool { return s.State != v1alpha1.SessionMinutesOverdue })
	if len(overdue) == 0 {
		return f
	}
	f.status, f.reason = metav1.ConditionTrue, v1alpha1.ReasonMinutesNotFiled
	f.message = "no minutes were filed in time of " + messages.Enumerate(len(overdue), ", ", func(i int) string {
		return fmt.Sprintf("%s (due %s)", overdue[i].Date, e.plan.text(overdue[i].MinutesDueTime.Time))
	})
	return f
}

func (e *evaluation) decisionsOnTrack() finding {
	f := finding{condition: v1alpha1.ConditionDecisionsOnTrack, status: metav1.ConditionTrue}
	switch {
	case e.decided.total == 0:
		f.reason, f.message = v1alpha1.ReasonNoDecisions, "nothing was decided yet"
	case e.decided.overdue == 0:
		f.reason, f.message = v1alpha1.ReasonNoDecisionOverdue, fmt.Sprintf("overdue: none of %d decisions", e.decided.total)
	default:
		f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonDecisionsOverdue
		f.message = fmt.Sprintf("overdue: %d of %d decisions", e.decided.overdue, e.decided.total)
	}
	return f
}

// ledgerLost tells whether a meeting was restored and has no status from its backup.
func ledgerLost(meeting *v1alpha1.JointMeeting) bool {
	_, restored := meeting.Annotations[v1alpha1.AnnotationRestored]
	before := &meeting.Status
	return restored && (before.ObservedGeneration == 0 || meta.IsStatusConditionTrue(before.Conditions, v1alpha1.ConditionLedgerLost))
}

// setLedgerLost sets LedgerLost on a meeting that was restored and has no status from
// its backup, and takes it off once somebody has removed the annotation.
func setLedgerLost(list *[]metav1.Condition, in Input, location *time.Location) {
	if !ledgerLost(in.Meeting) {
		meta.RemoveStatusCondition(list, v1alpha1.ConditionLedgerLost)
		return
	}
	message := fmt.Sprintf("restored at %s without its status, and with it the ledger; sessions before that are known from their minutes alone, "+
		"and which of them were missed is not; once this was looked into, remove the annotation %s",
		in.Meeting.CreationTimestamp.In(location).Format(time.RFC3339), v1alpha1.AnnotationRestored)
	conditions.Set(list, v1alpha1.ConditionLedgerLost, metav1.ConditionTrue, v1alpha1.ReasonRestoredWithoutStatus, message, in.Meeting.Generation, in.Now)
}

// evaluatedMinutes returns the statuses of the minutes, in the order of the input.
func (e *evaluation) evaluatedMinutes() []v1alpha1.MeetingMinutesStatus {
	statuses := make([]v1alpha1.MeetingMinutesStatus, len(e.minutes))
	for i, m := range e.minutes {
		if m.unknown {
			m.rejected.message = e.unknownSession(m.session())
		}
		status := minutesStatus(m.object, m.rejected, e.now)
		status.ReceivedTime, status.Verdict = instant(m.receipt), m.verdict
		if decisions := m.object.Spec.Decisions; len(decisions) > 0 {
			f := e.plan.leadsAreMembers(decisions)
			conditions.Set(&status.Conditions, f.condition, f.status, f.reason, f.message, m.object.Generation, e.now)
			if m.verdict == v1alpha1.VerdictInForce {
				status.Duties = dutiesOf(e.plan.meeting.Name, m)
			}
		}
		statuses[i] = status
	}
	return statuses
}

func dutiesOf(meeting string, m *minutes) []v1alpha1.DecisionDuty {
	duties := make([]v1alpha1.DecisionDuty, 0, len(m.object.Spec.Decisions))
	for i := range m.object.Spec.Decisions {
		id := m.object.Spec.Decisions[i].ID
		duties = append(duties, v1alpha1.DecisionDuty{ID: id, Duty: v1alpha1.ObjectName(DutyName(meeting, m.session(), id))})
	}
	return duties
}

// unevaluated returns the statuses of minutes whose meeting cannot be evaluated. What
// became of them before stays.
func unevaluated(in Input, why *problem) []v1alpha1.MeetingMinutesStatus {
	return waiting(in.Minutes, &problem{
		reason: v1alpha1.ReasonMeetingNotReady, waiting: true,
		message: "the meeting cannot be evaluated: " + strings.TrimSuffix(why.message, "."),
	}, in.Now)
}

func waiting(objects []v1alpha1.MeetingMinutes, why *problem, now time.Time) []v1alpha1.MeetingMinutesStatus {
	statuses := make([]v1alpha1.MeetingMinutesStatus, len(objects))
	for i := range objects {
		object := &objects[i]
		statuses[i] = minutesStatus(object, why, now)
		statuses[i].ReceivedTime, statuses[i].Verdict = object.Status.ReceivedTime.DeepCopy(), object.Status.Verdict
		statuses[i].Duties = slices.Clone(object.Status.Duties)
	}
	return statuses
}

func minutesStatus(object *v1alpha1.MeetingMinutes, why *problem, now time.Time) v1alpha1.MeetingMinutesStatus {
	status := v1alpha1.MeetingMinutesStatus{Conditions: slices.Clone(object.Status.Conditions), ObservedGeneration: object.Generation}
	if why == nil {
		conditions.SetReady(&status.Conditions, "", "", false, object.Generation, now)
	} else {
		conditions.SetReady(&status.Conditions, why.reason, why.message, why.waiting, object.Generation, now)
	}
	return status
}

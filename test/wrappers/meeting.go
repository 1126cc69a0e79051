// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// MeetingWrapper builds a JointMeeting.
type MeetingWrapper struct{ object v1alpha1.JointMeeting }

// Meeting begins a plenary of all departments that has no sessions yet, with the periods that the API server fills in.
func Meeting(name string) *MeetingWrapper {
	w := &MeetingWrapper{}
	w.object.Name = name
	w.object.Spec = v1alpha1.JointMeetingSpec{
		Title:         name,
		Kind:          v1alpha1.MeetingPlenary,
		Notice:        WorkingDays(5),
		MinutesWithin: WorkingDays(10),
		MissedAfter:   Months(1),
		LengthMinutes: 120,
	}
	return w
}

// Obj returns the meeting.
func (w *MeetingWrapper) Obj() *v1alpha1.JointMeeting { return w.object.DeepCopy() }

// Namespace sets the namespace.
func (w *MeetingWrapper) Namespace(namespace string) *MeetingWrapper {
	w.object.Namespace = namespace
	return w
}

// Annotation adds an annotation.
func (w *MeetingWrapper) Annotation(key, value string) *MeetingWrapper {
	metav1.SetMetaDataAnnotation(&w.object.ObjectMeta, key, value)
	return w
}

// Generation sets the generation that the API server would have counted.
func (w *MeetingWrapper) Generation(generation int64) *MeetingWrapper {
	w.object.Generation = generation
	return w
}

// Created sets the creation time that the API server would have stamped.
func (w *MeetingWrapper) Created(at time.Time) *MeetingWrapper {
	w.object.CreationTimestamp = metav1.NewTime(at)
	return w
}

// Deleting sets the time at which somebody deleted the meeting.
func (w *MeetingWrapper) Deleting(at time.Time) *MeetingWrapper {
	w.object.DeletionTimestamp = new(metav1.NewTime(at))
	return w
}

// Finalizers sets the finalizers.
func (w *MeetingWrapper) Finalizers(finalizers ...string) *MeetingWrapper {
	w.object.Finalizers = finalizers
	return w
}

// Title sets the title.
func (w *MeetingWrapper) Title(title string) *MeetingWrapper {
	w.object.Spec.Title = title
	return w
}

// Liaison makes it a meeting of liaison officers.
func (w *MeetingWrapper) Liaison() *MeetingWrapper {
	w.object.Spec.Kind, w.object.Spec.Scopes = v1alpha1.MeetingLiaison, nil
	return w
}

// Special makes it a meeting on one theme: the duties of some scopes, or none.
func (w *MeetingWrapper) Special(scopes ...v1alpha1.ScopeName) *MeetingWrapper {
	w.object.Spec.Kind, w.object.Spec.Scopes = v1alpha1.MeetingSpecial, scopes
	return w
}

// Kind sets the kind and nothing else.
func (w *MeetingWrapper) Kind(kind v1alpha1.MeetingKind) *MeetingWrapper {
	w.object.Spec.Kind = kind
	return w
}

// Scopes sets the scopes and nothing else.
func (w *MeetingWrapper) Scopes(scopes ...v1alpha1.ScopeName) *MeetingWrapper {
	w.object.Spec.Scopes = scopes
	return w
}

// Convener names the department that calls the meeting.
func (w *MeetingWrapper) Convener(department v1alpha1.DepartmentName) *MeetingWrapper {
	w.object.Spec.Convener = department
	return w
}

// Members sets the members. Called without any, they are all departments.
func (w *MeetingWrapper) Members(departments ...v1alpha1.DepartmentName) *MeetingWrapper {
	w.object.Spec.Members = departments
	return w
}

// Office names the department that keeps the minutes.
func (w *MeetingWrapper) Office(department v1alpha1.DepartmentName) *MeetingWrapper {
	w.object.Spec.Office = department
	return w
}

// Schedule sets when a session begins. It stays on its day, worked or not; see NextWorkingDay.
func (w *MeetingWrapper) Schedule(cron string) *MeetingWrapper {
	w.object.Spec.Schedule = v1alpha1.MeetingSchedule{Cron: cron, Adjust: v1alpha1.AdjustNone}
	return w
}

// NextWorkingDay moves a session off a day that is not worked.
func (w *MeetingWrapper) NextWorkingDay() *MeetingWrapper {
	w.object.Spec.Schedule.Adjust = v1alpha1.AdjustNextWorkingDay
	return w
}

// Extra adds a session beside the schedule, at a time of the day such as "14:30".
func (w *MeetingWrapper) Extra(date v1alpha1.PlainDate, timeOfDay string) *MeetingWrapper {
	w.object.Spec.ExtraSessions = append(w.object.Spec.ExtraSessions, v1alpha1.ExtraSession{Date: date, Time: timeOfDay})
	return w
}

// Purpose says what the extra session is for that was added last.
func (w *MeetingWrapper) Purpose(purpose string) *MeetingWrapper {
	extra := w.object.Spec.ExtraSessions
	extra[len(extra)-1].Purpose = purpose
	return w
}

// Notice sets how long before a session its members are invited; see Days, WorkingDays and Months.
func (w *MeetingWrapper) Notice(period v1alpha1.Period) *MeetingWrapper {
	w.object.Spec.Notice = period
	return w
}

// Quorum sets how many members must attend.
func (w *MeetingWrapper) Quorum(number int32) *MeetingWrapper {
	w.object.Spec.Quorum = v1alpha1.Quorum{Number: number}
	return w
}

// QuorumPercent sets what part of the members must attend.
func (w *MeetingWrapper) QuorumPercent(percent int32) *MeetingWrapper {
	w.object.Spec.Quorum = v1alpha1.Quorum{Percent: percent}
	return w
}

// MinutesWithin sets how long after a session its minutes are due.
func (w *MeetingWrapper) MinutesWithin(period v1alpha1.Period) *MeetingWrapper {
	w.object.Spec.MinutesWithin = period
	return w
}

// MissedAfter sets how long after a session without minutes it counts as not held.
func (w *MeetingWrapper) MissedAfter(period v1alpha1.Period) *MeetingWrapper {
	w.object.Spec.MissedAfter = period
	return w
}

// Length sets how many minutes a session lasts.
func (w *MeetingWrapper) Length(minutes int32) *MeetingWrapper {
	w.object.Spec.LengthMinutes = minutes
	return w
}

// Place sets where the meeting takes place.
func (w *MeetingWrapper) Place(place string) *MeetingWrapper {
	w.object.Spec.Place = place
	return w
}

// Status sets the whole status.
func (w *MeetingWrapper) Status(status v1alpha1.JointMeetingStatus) *MeetingWrapper {
	w.object.Status = status
	return w
}

// Condition adds a condition of the current generation.
func (w *MeetingWrapper) Condition(
	conditionType string, status metav1.ConditionStatus, reason string, since time.Time,
) *MeetingWrapper {
	w.object.Status.Conditions = append(w.object.Status.Conditions, metav1.Condition{
		Type: conditionType, Status: status, Reason: reason,
		LastTransitionTime: metav1.NewTime(since), ObservedGeneration: w.object.Generation,
	})
	return w
}

// Session adds a session to the ledger.
func (w *MeetingWrapper) Session(session v1alpha1.SessionStatus) *MeetingWrapper {
	w.object.Status.Sessions = append(w.object.Status.Sessions, session)
	return w
}

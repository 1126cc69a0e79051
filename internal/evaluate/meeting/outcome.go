// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/agenda"
)

// conclude decides how each session stands.
func (e *evaluation) conclude() {
	for _, s := range e.sessions {
		begun := s.StartTime != nil && e.passed(s.StartTime.Time)
		if m := e.inForce[s.Date]; m != nil {
			e.recordBy(s, m, begun)
		}
		switch {
		case s.recorded():
			s.State = v1alpha1.SessionHeld
			if s.Attendance.Quorum == v1alpha1.QuorumNotMet {
				s.State = v1alpha1.SessionInquorate
			}
			if begun && s.MinutesDueTime == nil {
				e.setDue(s) // It was held before its time.
			}
		case !begun:
			s.State = v1alpha1.SessionScheduled
		default:
			s.State = e.unrecorded(s)
		}
	}
}

// recordBy takes over what the minutes in force say of a session. What they were found
// to say once is not weighed again: members may have changed since. Whether its first
// minutes came too late follows from their receipt, whenever they are seen; and what was
// held only when it counted as missed was missed, whatever was filed before.
func (e *evaluation) recordBy(s *session, m *minutes, begun bool) {
	if s.Minutes.Name == m.object.Name && s.Minutes.Digest == m.digest {
		return
	}
	first := !s.recorded()
	s.Minutes = v1alpha1.SessionMinutes{
		Name: m.object.Name, Digest: m.digest, ReceivedTime: instant(m.receipt), HeldTime: m.object.Spec.HeldTime.DeepCopy(),
	}
	s.Attendance = e.plan.attendance(&m.object.Spec)
	if !begun {
		return
	}
	e.setDue(s)
	late := first && !m.receipt.Before(s.GraceEndTime.Time) || !s.Minutes.HeldTime.Time.Before(s.GraceEndTime.Time)
	if s.MissedTime == nil && late {
		s.MissedTime = s.GraceEndTime.DeepCopy()
	}
}

// setDue sets by when the minutes of a session must be there, and from when it counts
// as missed.
func (e *evaluation) setDue(s *session) {
	from := s.StartTime.Time
	if s.AddedTime != nil {
		from = s.AddedTime.Time
	}
	s.MinutesDueTime = e.settle(s, s.MinutesDueTime, from, &e.plan.spec.MinutesWithin, from)
	s.GraceEndTime = e.settle(s, s.GraceEndTime, from, &e.plan.spec.MissedAfter, s.MinutesDueTime.Time)
}

// settle keeps an instant that has passed, and moves one that lies ahead, to the earliest
// where it would lie before that. Where there are minutes nothing moves any more, so
// nothing is said of the calendar.
func (e *evaluation) settle(
	s *session, known *metav1.Time, from time.Time, period *v1alpha1.Period, earliest time.Time,
) *metav1.Time {
	if known != nil && !known.After(e.now) {
		return known
	}
	due, provisional := e.plan.region.DueWithin(from, period)
	if due.Before(earliest) {
		return instant(earliest)
	}
	if due.After(e.now) && !s.recorded() {
		e.plan.days.Note(period, provisional)
	}
	return instant(due)
}

// unrecorded tells how a session stands that has begun and has no minutes.
func (e *evaluation) unrecorded(s *session) v1alpha1.SessionState {
	if s.MissedTime != nil {
		return v1alpha1.SessionMissed
	}
	e.setDue(s)
	switch {
	case !e.passed(s.MinutesDueTime.Time):
		return v1alpha1.SessionAwaitingMinutes
	case !e.passed(s.GraceEndTime.Time):
		return v1alpha1.SessionMinutesOverdue
	}
	s.MissedTime = s.GraceEndTime.DeepCopy()
	return v1alpha1.SessionMissed
}

// attendance compares who attended with the members.
func (p *plan) attendance(spec *v1alpha1.MeetingMinutesSpec) v1alpha1.Attendance {
	var present int32
	a := v1alpha1.Attendance{Quorum: v1alpha1.QuorumNotMet}
	for _, member := range p.members {
		switch {
		case slices.Contains(spec.Attendees, member):
			present++
		case slices.Contains(spec.Apologies, member):
			a.Apologies = append(a.Apologies, v1alpha1.DepartmentCode(member))
		default:
			a.Absent = append(a.Absent, v1alpha1.DepartmentCode(member))
		}
	}
	for _, attendee := range spec.Attendees {
		if !p.isMember[attendee] {
			a.Guests = append(a.Guests, v1alpha1.DepartmentCode(attendee))
		}
	}
	members := int32(len(p.members)) //nolint:gosec // a Jurisdiction has at most 100 departments
	required := p.spec.Quorum.Number
	if percent := p.spec.Quorum.Percent; percent > 0 {
		required = (percent*members + 99) / 100
	}
	if present >= required {
		a.Quorum = v1alpha1.QuorumMet
	}
	a.Members, a.Present, a.Required = &members, &present, &required
	return a
}

// compose is the agenda of a session as it stands now.
func (e *evaluation) compose(s *session) ([]v1alpha1.AgendaItem, int32) {
	return agenda.Compose(agenda.Input{
		Meeting: e.plan.meeting, Jurisdiction: e.plan.jurisdiction, Duties: e.duties, Start: s.StartTime.Time,
	})
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"maps"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

const (
	// maxInvited is for how many sessions of the schedule members are invited at a time,
	// however long the notice, so that the ledger has room for what lies behind.
	maxInvited = 50
	// slackDays is by how much at most a session is moved behind its day. The longest
	// holidays last nine days.
	slackDays = 40
)

// session is one session, as the ledger has it and as the plan says.
type session struct {
	v1alpha1.SessionStatus
	// planned is set where the plan names it.
	planned bool
	// again is set where minutes of it were in force before, and the ledger does not
	// have it.
	again bool
	// notice is when its members are invited, where it lies ahead.
	notice time.Time
}

// begun tells whether the session has begun. Nothing moves it from then on.
func (s *session) begun(now time.Time) bool {
	return s.StartTime != nil && !s.StartTime.After(now)
}

// recorded tells whether there are minutes of it, or have been.
func (s *session) recorded() bool { return s.Minutes.Name != "" }

func (e *evaluation) readLedger() {
	e.sessions = map[v1alpha1.PlainDate]*session{}
	for i := range e.before.Sessions {
		e.sessions[e.before.Sessions[i].Date] = &session{SessionStatus: *e.before.Sessions[i].DeepCopy()}
	}
}

// placeSessions finds the sessions that have begun, those whose members were invited,
// those of which there are minutes, and the one that takes place next. What was
// announced and is in the plan no more is dropped.
func (e *evaluation) placeSessions() {
	e.placeRegular()
	e.placeExtras()
	for key := range e.inForce {
		e.placeRecorded(key)
	}
	maps.DeleteFunc(e.sessions, func(key v1alpha1.PlainDate, s *session) bool {
		return !s.planned && !s.recorded() && !s.begun(e.now) && e.inForce[key] == nil
	})
}

// placeRegular walks the days of the schedule, from the last session that had begun to
// the first that lies ahead and was not announced. Announced may be some behind that,
// by a longer notice or another schedule.
func (e *evaluation) placeRegular() {
	p := e.plan
	if p.schedule == nil {
		return
	}
	for at := p.schedule.Next(e.regularFrom(), p.region.Location); !at.IsZero(); at = p.schedule.Next(at, p.region.Location) {
		if e.placeTick(at) {
			break
		}
	}
	for _, key := range slices.Sorted(maps.Keys(e.sessions)) {
		if s := e.sessions[key]; s.planned || s.NotifiedTime == nil || e.invited >= maxInvited {
			continue
		}
		if tick, ok := p.tickOn(key); ok {
			e.placeTick(tick)
		}
	}
}

// placeTick places the session that the schedule names at an instant, and tells whether
// it is the last of interest: one ahead to which nobody was invited yet.
func (e *evaluation) placeTick(at time.Time) (last bool) {
	p := e.plan
	key := p.keyOf(at)
	s := e.sessions[key]
	if s != nil && (s.recorded() || s.begun(e.now)) {
		e.noteBegun(s)
		return false
	}
	start, provisional := p.startOf(at)
	if !start.After(p.ledger.Since.Time) {
		return false
	}
	if s == nil {
		s = &session{SessionStatus: v1alpha1.SessionStatus{Date: key}}
	}
	s.Type = v1alpha1.SessionRegular
	if e.place(s, start) {
		e.noteBegun(s)
		return false
	}
	if e.inForce[key] != nil {
		return false
	}
	if p.spec.Schedule.Adjust == v1alpha1.AdjustNextWorkingDay {
		p.days.NoteDay(provisional)
	}
	e.invited++
	return s.NotifiedTime == nil || e.invited >= maxInvited
}

// noteBegun keeps up to where the days of the schedule were walked. What began under
// the schedule before this one does not count.
func (e *evaluation) noteBegun(s *session) {
	ledger := &e.plan.ledger
	if s.Type == v1alpha1.SessionRegular && s.begun(e.now) && s.StartTime.After(ledger.Since.Time) {
		ledger.LastDate = max(ledger.LastDate, s.Date)
	}
}

// regularFrom returns the instant after which the schedule is walked.
func (e *evaluation) regularFrom() time.Time {
	p := e.plan
	if p.ledger.LastDate != "" {
		if day, err := calendar.DayStart(p.ledger.LastDate, p.region.Location); err == nil {
			return calendar.EndOfDay(day, p.region.Location).Add(-time.Nanosecond)
		}
	}
	return p.ledger.Since.In(p.region.Location).AddDate(0, 0, -slackDays)
}

// placeExtras places the sessions beside the schedule.
func (e *evaluation) placeExtras() {
	p := e.plan
	for i := range p.spec.ExtraSessions {
		extra := &p.spec.ExtraSessions[i]
		s := e.sessions[extra.Date]
		if s == nil && e.regularOn(extra.Date) {
			continue
		}
		if s != nil && (s.planned || s.recorded() || s.begun(e.now)) {
			continue
		}
		start, err := calendar.At(extra.Date, extra.Time, p.region.Location)
		if err != nil {
			continue // checkExtras has read them
		}
		unknown := s == nil
		if unknown {
			s = &session{SessionStatus: v1alpha1.SessionStatus{Date: extra.Date}}
		}
		s.Type = v1alpha1.SessionExtra
		if e.place(s, start) && unknown {
			s.AddedTime = e.addedTime(start)
		}
	}
}

// addedTime returns when an extra session was first seen that has begun by now, and
// that the ledger does not have; nil where that was before it began: the spec has been
// evaluated before, or is still as it was created.
func (e *evaluation) addedTime(start time.Time) *metav1.Time {
	meeting := e.plan.meeting
	evaluated := meta.FindStatusCondition(e.before.Conditions, v1alpha1.ConditionSessionMissed)
	switch {
	case evaluated != nil && evaluated.ObservedGeneration == meeting.Generation:
		return nil
	case evaluated != nil || meeting.Generation != 1:
		return e.stamp()
	case start.After(meeting.CreationTimestamp.Time):
		return nil
	}
	return meeting.CreationTimestamp.DeepCopy()
}

// regularOn tells whether a session of the schedule has the key of a day.
func (e *evaluation) regularOn(key v1alpha1.PlainDate) bool {
	tick, ok := e.plan.tickOn(key)
	if !ok {
		return false
	}
	start, _ := e.plan.startOf(tick)
	return start.After(e.plan.ledger.Since.Time)
}

// soon tells whether a session of the schedule is the next one, or before that, or is
// to be announced by now.
func (e *evaluation) soon(key v1alpha1.PlainDate) bool {
	if key <= e.firstAhead() {
		return true
	}
	tick, _ := e.plan.tickOn(key)
	start, _ := e.plan.startOf(tick)
	notice, _ := e.plan.noticeOf(start)
	return e.passed(notice)
}

// firstAhead returns the key of the first session of the schedule that has not begun.
func (e *evaluation) firstAhead() v1alpha1.PlainDate {
	p := e.plan
	from := e.now.In(p.region.Location).AddDate(0, 0, -slackDays)
	for at := p.schedule.Next(from, p.region.Location); !at.IsZero(); at = p.schedule.Next(at, p.region.Location) {
		if start, _ := p.startOf(at); start.After(e.now) {
			return p.keyOf(at)
		}
	}
	return ""
}

// placeRecorded adds the session of minutes in force where nothing else did: one long
// before its time, from before the meeting was declared, or for which the ledger had no
// room.
func (e *evaluation) placeRecorded(key v1alpha1.PlainDate) {
	if e.sessions[key] != nil {
		return
	}
	s := &session{SessionStatus: v1alpha1.SessionStatus{Date: key, Type: v1alpha1.SessionRecorded}, planned: true, again: e.kept[key]}
	if e.regularOn(key) {
		tick, _ := e.plan.tickOn(key)
		start, _ := e.plan.startOf(tick)
		s.Type, s.StartTime = v1alpha1.SessionRegular, instant(start)
	}
	e.sessions[key] = s
}

// place puts a session where the plan has it, and tells whether it has begun. It is
// kept once its members were invited, or there are minutes of it.
func (e *evaluation) place(s *session, start time.Time) (begun bool) {
	s.planned = true
	if s.NotifiedTime != nil && s.StartTime != nil && !s.StartTime.Time.Equal(start) {
		s.MovedTime = e.stamp()
	}
	s.StartTime = instant(start)
	if e.passed(start) {
		e.sessions[s.Date] = s
		return true
	}
	if e.inForce[s.Date] != nil {
		e.sessions[s.Date] = s // held before its time
		return false
	}
	notice, provisional := e.plan.noticeOf(start)
	e.plan.days.Note(&e.plan.spec.Notice, provisional)
	s.notice = notice
	if s.NotifiedTime == nil && e.passed(s.notice) {
		s.NotifiedTime = e.stamp()
	}
	if s.NotifiedTime != nil {
		e.sessions[s.Date] = s
	}
	if e.ahead == nil || start.Before(e.ahead.StartTime.Time) {
		e.ahead = s
	}
	return false
}

// stamp is now, in whole seconds as the API server keeps them.
func (e *evaluation) stamp() *metav1.Time { return instant(e.now.Truncate(time.Second)) }

func instant(at time.Time) *metav1.Time { return &metav1.Time{Time: at} }

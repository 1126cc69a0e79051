// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	// maxSessions bounds the ledger, as the API says.
	maxSessions = 100
	// keptAgendas is for how many sessions the agenda is kept, and keptNames for how many
	// those who were not there, as the API says: with long names, all of them would be
	// more than the API server can keep of an object.
	keptAgendas, keptNames = 8, 24
)

// bounded returns the sessions in the order of their keys, without those for which the
// ledger has no room. What it had no room for before does not come back in the place of
// another. Three kinds stay: what was announced, which would be announced
// again; what spec.extraSessions names, which would be added again; and the last one of
// which it is known whether it was held.
func (e *evaluation) bounded() []*session {
	ordered := slices.SortedFunc(maps.Values(e.sessions), func(a, b *session) int { return cmp.Compare(a.Date, b.Date) })
	surplus, last := len(ordered)-maxSessions, e.lastConcluded()
	for _, old := range []func(*session) bool{
		func(s *session) bool { return s.again },
		func(s *session) bool { return s.State == v1alpha1.SessionHeld },
		func(s *session) bool { return s.State != v1alpha1.SessionScheduled },
	} {
		ordered = slices.DeleteFunc(ordered, func(s *session) bool {
			drop := surplus > 0 && old(s) && s != last && !e.plan.isExtra(s.Date)
			if drop {
				surplus--
			}
			return drop
		})
	}
	return ordered
}

// forgetNames leaves out who was not there, and guests, of all sessions but the last.
// How many they were stays.
func forgetNames(sessions []*session) {
	kept := 0
	for _, s := range slices.Backward(sessions) {
		if !s.recorded() {
			continue
		}
		kept++
		if kept > keptNames {
			s.Attendance.Apologies, s.Attendance.Absent, s.Attendance.Guests = nil, nil, nil
		}
	}
}

// lastConcluded returns the last session of which it is known whether it was held, nil
// if there is none.
func (e *evaluation) lastConcluded() (last *session) {
	for _, s := range e.sessions {
		switch s.State {
		case v1alpha1.SessionHeld, v1alpha1.SessionInquorate, v1alpha1.SessionMissed:
			if last == nil || cmp.Or(s.at().Compare(last.at()), cmp.Compare(s.Date, last.Date)) > 0 {
				last = s
			}
		default:
		}
	}
	return last
}

// at is when a session took place that is concluded: when it began, or was held if that
// was earlier.
func (s *session) at() time.Time {
	if held := s.Minutes.HeldTime; held != nil && (s.StartTime == nil || held.Before(s.StartTime)) {
		return held.Time
	}
	return s.StartTime.Time
}

// freeze keeps the agendas of sessions as they stood when these began, or were held
// before that: what the status showed until then. It forgets those of all but the last.
func (e *evaluation) freeze(sessions []*session) {
	kept := 0
	for _, s := range slices.Backward(sessions) {
		if s.AgendaTotal == nil && s.Type != v1alpha1.SessionRecorded && s.State != v1alpha1.SessionScheduled {
			s.Agenda, s.AgendaTotal = e.agendaOf(s)
		}
		if s.AgendaTotal == nil {
			continue
		}
		kept++
		if kept > keptAgendas {
			s.Agenda = nil
		}
	}
}

// agendaOf returns the agenda that the status showed of a session, or else the one that
// it would show.
func (e *evaluation) agendaOf(s *session) ([]v1alpha1.AgendaItem, *int32) {
	if shown := e.before.Next.DeepCopy(); shown.Date == s.Date && shown.AgendaTotal != nil {
		return shown.Agenda, shown.AgendaTotal
	}
	items, total := e.compose(s)
	return items, &total
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"fmt"
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/record"
)

// minutes are one MeetingMinutes, and what became of them.
type minutes struct {
	object *v1alpha1.MeetingMinutes
	digest string
	// receipt is when these minutes were received or, once they are known to be in
	// force, the first ones of the session.
	receipt time.Time
	// clear is when both they and what they supersede had been received.
	clear time.Time
	// known is set where the ledger says that they are in force.
	known bool
	// line is set on those and on what they supersede, judged where that was weighed.
	line, judged bool
	// unknown is set where the meeting has no such session.
	unknown bool
	// linked is set once it was asked what they supersede, root where that is nothing
	// that counts.
	linked, root bool
	// verdict is "" while it waits for something else.
	verdict v1alpha1.Verdict
	// rejected says why they do not count; nil if they do.
	rejected *problem
}

func (m *minutes) session() v1alpha1.PlainDate     { return m.object.Spec.Session }
func (m *minutes) supersedes() v1alpha1.ObjectName { return m.object.Spec.Supersedes }
func (m *minutes) reject(reason, message string) {
	m.ignore(&problem{reason: reason, message: message})
}
func (m *minutes) ignore(why *problem) { m.verdict, m.rejected = v1alpha1.VerdictIgnored, why }

// read reads minutes by themselves. What the ledger had no room for is known by the
// verdict that it was given.
func (e *evaluation) read(object *v1alpha1.MeetingMinutes) *minutes {
	created, _ := record.FirstCreated(object)
	m := &minutes{object: object, digest: record.Digest(object.Spec), receipt: created.Time, clear: created.Time}
	if s := e.sessions[m.session()]; s != nil {
		m.known = s.Minutes.Name == object.Name && s.Minutes.Digest == m.digest
	} else if object.Status.Verdict == v1alpha1.VerdictInForce {
		m.known, m.judged = true, true
		if received := object.Status.ReceivedTime; received != nil {
			m.receipt = received.Time
		}
	}
	return m
}

// check rejects minutes that do not count whatever others say. What is in force, or
// gave way to that, was weighed before, by an office that may have been another.
func (e *evaluation) check(m *minutes) {
	spec := &m.object.Spec
	switch {
	case m.known || m.judged:
	case !slices.Contains(e.plan.offices, spec.Office):
		m.reject(v1alpha1.ReasonNotTheOffice, fmt.Sprintf("spec.office: %q does not keep the minutes of this meeting; its office is %s",
			spec.Office, e.plan.officeText()))
	case spec.HeldTime.After(m.receipt):
		m.reject(v1alpha1.ReasonHeldAfterFiling, fmt.Sprintf("spec.heldTime: %s lies after the minutes were received, at %s",
			e.plan.text(spec.HeldTime.Time), e.plan.text(m.receipt)))
	case !e.knows(spec.Session):
		m.unknown = true
		m.ignore(&problem{reason: v1alpha1.ReasonUnknownSession, waiting: true})
	}
}

func (p *plan) officeText() string {
	if len(p.offices) == 0 {
		return "not declared: name one in spec.office of the meeting"
	}
	return join(p.offices)
}

// text writes an instant as the clocks of the region show it.
func (p *plan) text(at time.Time) string { return at.In(p.region.Location).Format(time.RFC3339) }

// knows tells whether the meeting has, or had, a session of a key of which there can be
// minutes. Of those ahead that are what was announced, the next of the schedule, and
// extra ones: a key years ahead is a slip of the pen. What lies before the meeting was
// declared is not known, and taken from the minutes.
func (e *evaluation) knows(key v1alpha1.PlainDate) bool {
	s := e.sessions[key]
	if s != nil && (s.recorded() || s.begun(e.now)) {
		return true
	}
	announced := s != nil && s.NotifiedTime != nil
	if e.kept[key] || e.plan.isExtra(key) || e.regularOn(key) && (announced || e.soon(key)) {
		return true
	}
	day, err := calendar.DayStart(key, e.plan.region.Location)
	return err == nil && day.Before(e.plan.declared())
}

// declared returns when the meeting was declared. Where it was restored without its
// ledger, nothing is known of what lies before that.
func (p *plan) declared() time.Time {
	if ledgerLost(p.meeting) {
		return p.meeting.CreationTimestamp.Time
	}
	created, _ := record.FirstCreated(p.meeting)
	return created.Time
}

// unknownSession says that there is no session of a key, and which one was moved to
// that day.
func (e *evaluation) unknownSession(key v1alpha1.PlainDate) string {
	message := fmt.Sprintf("spec.session: the meeting has no session %q", key)
	for _, s := range e.ledger {
		if s.StartTime != nil && e.plan.keyOf(s.StartTime.Time) == key {
			return message + fmt.Sprintf("; that of %q was moved to this day: its key stays %q", s.Date, s.Date)
		}
	}
	if e.regularOn(key) {
		return message + " yet: of those ahead, minutes are of one that was announced, or of the next"
	}
	return message + "; name the day that spec.schedule names, or add it to spec.extraSessions of the meeting"
}

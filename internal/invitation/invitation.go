// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package invitation

import (
	"fmt"
	"strconv"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

const (
	// product identifies what wrote the object.
	product = "-//supervision.jianguan.io//supervision-operator//EN"
	// defaultMinutes is how long a session lasts of a meeting that does not say so.
	defaultMinutes = 120
)

// sequenceStart is from when minutes are counted for the sequence of a revision.
var sequenceStart = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)

// Input is all that an invitation follows from. Nothing of it is changed, so it may
// belong to a cache.
type Input struct {
	Meeting *v1alpha1.JointMeeting
	// Jurisdiction of the meeting.
	Jurisdiction *v1alpha1.Jurisdiction
	// Date is the key of the session.
	Date v1alpha1.PlainDate
	// Start is when the session begins.
	Start time.Time
	// Agenda of the session, the heaviest item first, and how many items there are with
	// those for which there was no room.
	Agenda      []v1alpha1.AgendaItem
	AgendaTotal int32
	// Cancelled tells that the session does not take place.
	Cancelled bool
	// Revised is when the session was last moved or cancelled; zero if it never was.
	// Calendars keep the revision with the higher sequence, and from the day of a
	// session and its start alone it cannot be known which that is: a session may be
	// moved there and back. So the sequence is 0 for what was never revised, and else
	// counts the minutes from 2020 on.
	Revised time.Time
	// Stamp is as of when the rest of this holds. Of two objects of one sequence
	// calendars keep the one with the later stamp, such as when the agenda has changed.
	Stamp time.Time
}

// Calendar writes the invitation: lines of at most 75 bytes that end with CRLF, in UTF-8.
// The same input gives the same text. The error says why nobody can be invited: there
// is no start or no stamp, nobody invites, or the region has no such time zone.
func Calendar(in Input) (string, error) {
	if err := in.check(); err != nil {
		return "", err
	}
	location, err := calendar.Location(in.Jurisdiction.Spec.TimeZone)
	if err != nil {
		return "", fmt.Errorf("spec.timeZone of Jurisdiction %q: %w", in.Jurisdiction.Name, err)
	}
	organizer, err := in.organizer()
	if err != nil {
		return "", err
	}
	method, status := "REQUEST", "CONFIRMED"
	if in.Cancelled {
		method, status = "CANCEL", "CANCELLED"
	}
	o := &object{}
	o.line("BEGIN", "VCALENDAR")
	o.line("VERSION", "2.0")
	o.text("PRODID", product)
	o.line("METHOD", method)
	o.line("BEGIN", "VEVENT")
	o.text("UID", in.uid())
	o.line("DTSTAMP", utc(in.Stamp))
	o.line("SEQUENCE", strconv.FormatInt(sequence(in.Revised), 10))
	o.line("DTSTART", utc(in.Start))
	o.line("DTEND", utc(in.Start.Add(in.length())))
	o.line("STATUS", status)
	o.text("SUMMARY", in.Meeting.Spec.Title)
	if in.Meeting.Spec.Place != "" {
		o.text("LOCATION", in.Meeting.Spec.Place)
	}
	o.text("DESCRIPTION", in.description(location))
	in.writeParticipants(o, organizer)
	o.line("END", "VEVENT")
	o.line("END", "VCALENDAR")
	return o.String(), nil
}

func (in *Input) check() error {
	switch {
	case in.Start.IsZero():
		return fmt.Errorf("session %q of JointMeeting %q: it has no start, as one that is known from its minutes alone; nobody can be invited to it",
			in.Date, in.Meeting.Name)
	case in.Stamp.IsZero():
		return fmt.Errorf("session %q of JointMeeting %q: the invitation has no stamp; it is needed to tell which of two is the later one",
			in.Date, in.Meeting.Name)
	default:
		return nil
	}
}

// uid is the same for a session wherever it is moved.
func (in *Input) uid() string {
	return fmt.Sprintf("%s.%s.%s@%s", in.Meeting.Namespace, in.Meeting.Name, in.Date, v1alpha1.GroupVersion.Group)
}

func (in *Input) length() time.Duration {
	minutes := in.Meeting.Spec.LengthMinutes
	if minutes == 0 {
		minutes = defaultMinutes
	}
	return time.Duration(minutes) * time.Minute
}

func sequence(revised time.Time) int64 {
	if revised.IsZero() {
		return 0
	}
	return max(1, int64(revised.Sub(sequenceStart)/time.Minute))
}

func utc(instant time.Time) string { return instant.UTC().Format("20060102T150405Z") }

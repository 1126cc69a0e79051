// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/simulation/province"
)

// book is what must be known of one meeting, as far as the operator could see it. It is brought up to date whenever the
// operator runs, and looks at the beginning of each day and of each session, whether anything happens or not.
type book struct {
	tb        testing.TB
	name      string
	namespace string
	clocks    *clocks
	// said is the calendar of the region; nil while there is none.
	said func() *sayings
	// created is when the meeting was, and spec what it says.
	created time.Time
	spec    *v1alpha1.JointMeetingSpec

	// at is up to where the book was kept. If something happened that has not been seen yet, unseen is when it could be.
	at, unseen time.Time
	// touched is set where something happened since it was last compared.
	touched bool
	// called are the sessions of the plan, as of a calendar and a spec.
	called plan
	// edited is set once the spec is not any more what the meeting was created with.
	edited  bool
	papers  []*paper
	entries map[v1alpha1.PlainDate]*entry
	inForce map[v1alpha1.PlainDate]*paper
	next    *call
	// seen is the spec that was understood last; followed is the schedule that was looked at last, since when it has been what
	// it is, and the key of the last session that began under it.
	seen     *v1alpha1.JointMeetingSpec
	followed *v1alpha1.MeetingSchedule
	since    time.Time
	lastDate v1alpha1.PlainDate

	// told are the events that must have been, and causes counts what may have made the operator write.
	told   []telling
	causes int
	counts *counts
	written
}

// entry is a session of which members were invited, that has begun, or of which there are minutes.
type entry struct {
	key  v1alpha1.PlainDate
	kind v1alpha1.SessionType
	// Instants that are zero where there are none.
	start, notified, moved, added, due, grace, missed time.Time
	// minutes that it was recorded by, with all that they say.
	minutes, text              string
	received, held             time.Time
	members, present, required int
	state                      v1alpha1.SessionState
}

func (e *entry) begun(at time.Time) bool { return !e.start.IsZero() && !e.start.After(at) }
func (e *entry) recorded() bool          { return e.minutes != "" }

// call is a session that the plan calls.
type call struct {
	key           v1alpha1.PlainDate
	start, notice time.Time
}

// plan is what a spec calls by a calendar.
type plan struct {
	spec           *v1alpha1.JointMeetingSpec
	said           *sayings
	regular, extra []call
	// on tells on which days sessions begin.
	on map[day][]time.Time
}

// counts are what two years came to.
type counts struct {
	meetings, sessions, announced, moved, cancelled, held, inquorate, missed, late int
	minutes, superseded, ignored, purged, decisions                                int
	created, changed, reinstated, withdrawn, deleted, tampered                     int
	edits, reports, compared, differences                                          int
}

// keep brings the book up to date until an instant, up to which the operator ran.
func (b *book) keep(until time.Time) {
	if !b.unseen.IsZero() {
		b.at, b.unseen = b.unseen, time.Time{}
		b.look(b.at)
	}
	for d := b.clocks.day(b.at); d <= b.clocks.day(until); d++ {
		instants := append([]time.Time{b.clocks.begin(d)}, b.called.on[d]...)
		for _, e := range b.entries {
			if b.clocks.day(e.start) == d {
				instants = append(instants, e.start) // which stays where it was if it was held before
			}
		}
		for _, at := range slices.SortedFunc(slices.Values(instants), time.Time.Compare) {
			if at.After(b.at) && !at.After(until) {
				b.at = at
				b.look(at)
			}
		}
	}
	b.at = until
}

// happened notes that something did now, and that the operator may write on account of it.
func (b *book) happened(now time.Time) {
	b.unseen, b.touched = now, true
	b.causes++
}

// look brings the book up to date by what there is at an instant.
func (b *book) look(at time.Time) {
	said := b.said()
	if said == nil && b.counting() {
		if b.seen == nil {
			b.followSchedule(at)
		}
		return // Without a calendar nothing else is decided.
	}
	before, next := maps.Clone(b.entries), b.next
	for key, e := range before {
		before[key] = new(*e)
	}
	b.read(at, said)
	b.settle(at)
	b.place(at)
	for _, e := range b.entries {
		b.conclude(e, at)
	}
	b.follow()
	b.seen = b.spec
	changed := b.tell(before, at)
	if changed || (next == nil) != (b.next == nil) || next != nil && *next != *b.next {
		b.causes++
	}
}

// counting tells whether anything is counted in working days.
func (b *book) counting() bool {
	return b.spec.Notice.WorkingDays != nil || b.spec.MinutesWithin.WorkingDays != nil || b.spec.MissedAfter.WorkingDays != nil ||
		b.spec.Schedule.Adjust == v1alpha1.AdjustNextWorkingDay
}

// read reads the plan, and since when the schedule is what it is.
func (b *book) read(at time.Time, said *sayings) {
	b.followSchedule(at)
	if b.spec.Schedule.Cron == "" {
		b.followed, b.since, b.lastDate = nil, time.Time{}, ""
	}
	if b.called.spec == b.spec && b.called.said == said {
		return
	}
	b.called = plan{spec: b.spec, said: said, on: map[day][]time.Time{}}
	for i := range b.spec.ExtraSessions {
		extra := &b.spec.ExtraSessions[i]
		of, err := time.Parse("15:04", extra.Time)
		if err != nil {
			b.tb.Fatal(err)
		}
		b.called.extra = append(b.called.extra, b.call(extra.Date, dayNamed(b.tb, extra.Date), 60*of.Hour()+of.Minute(), said))
	}
	if b.spec.Schedule.Cron == "" {
		return
	}
	schedule := readCron(b.tb, b.spec.Schedule.Cron)
	for d := b.clocks.day(b.created) - 30; d < dayOf(end)+400; d++ {
		if !schedule.names(d) {
			continue
		}
		on, minutes := d, schedule.minutes
		if b.spec.Schedule.Adjust == v1alpha1.AdjustNextWorkingDay && !said.worked(d) {
			// At the time of the day at which it would have begun.
			on, minutes = said.walk(d, 1, 1), b.clocks.minutes(b.clocks.at(d, minutes))
		}
		b.called.regular = append(b.called.regular, b.call(d.key(), on, minutes, said))
	}
}

// followSchedule says since when the schedule has been what it is: the creation of the meeting, or when it was first seen.
func (b *book) followSchedule(at time.Time) {
	switch {
	case b.followed != nil && *b.followed == b.spec.Schedule:
		return
	case b.followed != nil || b.seen != nil:
		b.since = at.Truncate(time.Second)
	default:
		b.since = b.created
	}
	b.followed, b.lastDate = new(b.spec.Schedule), ""
}

func (b *book) call(key v1alpha1.PlainDate, on day, minutes int, said *sayings) call {
	start := b.clocks.at(on, minutes)
	b.called.on[on] = append(b.called.on[on], start)
	return call{key: key, start: start, notice: b.clocks.begin(said.move(on, -1, b.spec.Notice))}
}

// regular is the session of the schedule with a key; nil if there is none. What would have begun by when the schedule became
// what it is does not count.
func (b *book) regular(key v1alpha1.PlainDate) *call {
	at := slices.IndexFunc(b.called.regular, func(c call) bool { return c.key == key && c.start.After(b.since) })
	if at < 0 {
		return nil
	}
	return &b.called.regular[at]
}

func (b *book) extra(key v1alpha1.PlainDate) bool {
	return slices.ContainsFunc(b.called.extra, func(c call) bool { return c.key == key })
}

// place puts the sessions where the plan has them, but for those that have begun or were held.
func (b *book) place(at time.Time) {
	b.next = nil
	placed := map[v1alpha1.PlainDate]bool{}
	for _, c := range b.called.regular {
		e := b.entries[c.key]
		switch {
		case !c.start.After(b.since), e != nil && (e.recorded() || e.begun(at)), e == nil && c.key <= b.lastDate:
		default:
			placed[c.key] = true
			b.put(v1alpha1.SessionRegular, c, at)
		}
	}
	for _, c := range b.called.extra {
		e := b.entries[c.key]
		if placed[c.key] || e == nil && b.regular(c.key) != nil || e != nil && (e.recorded() || e.begun(at)) {
			continue
		}
		placed[c.key] = true
		b.put(v1alpha1.SessionExtra, c, at)
		if e == nil && !c.start.After(at) && b.seen != b.spec {
			b.entries[c.key].added = b.firstSeen(c.start, at)
		}
	}
	for key := range b.inForce {
		if b.entries[key] == nil {
			b.entries[key] = &entry{key: key, kind: v1alpha1.SessionRecorded}
		}
	}
	maps.DeleteFunc(b.entries, func(key v1alpha1.PlainDate, e *entry) bool {
		return !placed[key] && !e.recorded() && !e.begun(at) && b.inForce[key] == nil
	})
}

// firstSeen is when an extra session was first seen that had begun before; zero if it was there from the beginning.
func (b *book) firstSeen(start, at time.Time) time.Time {
	switch {
	case b.seen != nil || b.edited:
		return at.Truncate(time.Second)
	case start.After(b.created):
		return time.Time{}
	}
	return b.created
}

// put enters a session that has begun, to which members are invited now, or of which there are minutes.
func (b *book) put(kind v1alpha1.SessionType, c call, at time.Time) {
	e := b.entries[c.key]
	if e == nil {
		e = &entry{key: c.key}
	}
	if !e.notified.IsZero() && !e.start.Equal(c.start) {
		e.moved = at.Truncate(time.Second)
	}
	e.kind, e.start = kind, c.start
	if ahead := c.start.After(at) && b.inForce[c.key] == nil; ahead {
		if e.notified.IsZero() && !c.notice.After(at) {
			e.notified = at.Truncate(time.Second)
		}
		if b.next == nil || c.start.Before(b.next.start) {
			b.next = &c
		}
		if e.notified.IsZero() {
			return
		}
	}
	b.entries[c.key] = e
}

// conclude decides how a session stands.
func (b *book) conclude(e *entry, at time.Time) {
	if p := b.inForce[e.key]; p != nil && (e.minutes != p.object.Name || e.text != p.text) {
		first := !e.recorded()
		b.record(e, p)
		if e.begun(at) {
			b.owe(e, at)
			if e.missed.IsZero() && (first && !e.received.Before(e.grace) || !e.held.Before(e.grace)) {
				e.missed = e.grace
			}
		}
	}
	switch {
	case e.recorded():
		if e.state = v1alpha1.SessionHeld; e.present < e.required {
			e.state = v1alpha1.SessionInquorate
		}
		if e.begun(at) && e.due.IsZero() {
			b.owe(e, at)
		}
	case !e.begun(at):
		e.state = v1alpha1.SessionScheduled
	case !e.missed.IsZero():
		e.state = v1alpha1.SessionMissed
	default:
		b.owe(e, at)
		switch {
		case e.due.After(at):
			e.state = v1alpha1.SessionAwaitingMinutes
		case e.grace.After(at):
			e.state = v1alpha1.SessionMinutesOverdue
		default:
			e.state, e.missed = v1alpha1.SessionMissed, e.grace
		}
	}
}

// owe says by when minutes are due, and from when the session is missed. What has passed stays.
func (b *book) owe(e *entry, at time.Time) {
	from := e.start
	if !e.added.IsZero() {
		from = e.added
	}
	end := func(period v1alpha1.Period) time.Time {
		return b.clocks.begin(b.called.said.move(b.clocks.day(from), 1, period) + 1)
	}
	if e.due.IsZero() || e.due.After(at) {
		e.due = end(b.spec.MinutesWithin)
	}
	if e.grace.IsZero() || e.grace.After(at) {
		e.grace = end(b.spec.MissedAfter)
	}
	if e.grace.Before(e.due) {
		e.grace = e.due
	}
}

// record takes over what minutes say.
func (b *book) record(e *entry, p *paper) {
	spec := &p.object.Spec
	e.minutes, e.text, e.received, e.held = p.object.Name, p.text, p.receipt, spec.HeldTime.Time
	members := b.spec.Members
	if len(members) == 0 {
		members = province.Departments()
	}
	e.members, e.present = len(members), 0
	for _, attendee := range spec.Attendees {
		if slices.Contains(members, attendee) {
			e.present++
		}
	}
	e.required = int(b.spec.Quorum.Number)
	for percent := int(b.spec.Quorum.Percent); e.required*100 < percent*len(members); {
		e.required++
	}
}

// follow remembers up to which session the schedule was followed.
func (b *book) follow() {
	for _, c := range b.called.regular {
		e := b.entries[c.key]
		if e != nil && e.kind == v1alpha1.SessionRegular && e.begun(b.at) && e.start.After(b.since) {
			b.lastDate = max(b.lastDate, e.key)
		}
	}
}

// sorted are the entries in the order of their keys.
func (b *book) sorted() (entries []*entry) {
	for _, key := range slices.Sorted(maps.Keys(b.entries)) {
		entries = append(entries, b.entries[key])
	}
	return entries
}

// concluded is the last session of which it is known whether it was held.
func (b *book) concluded() (last *entry) {
	took := func(e *entry) time.Time {
		if e.start.IsZero() || !e.held.IsZero() && e.held.Before(e.start) {
			return e.held
		}
		return e.start
	}
	for _, e := range b.sorted() {
		switch e.state {
		case v1alpha1.SessionHeld, v1alpha1.SessionInquorate, v1alpha1.SessionMissed:
			if last == nil || !took(e).Before(took(last)) {
				last = e
			}
		default:
		}
	}
	return last
}

func stamp(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.UTC().Format(time.RFC3339)
}

func (e *entry) String() string {
	return fmt.Sprintf("session %s %s %s start %s notified %s moved %s added %s due %s grace %s missed %s minutes %q received %s held %s, %d of %d, %d must",
		e.key, e.kind, e.state, stamp(e.start), stamp(e.notified), stamp(e.moved), stamp(e.added), stamp(e.due), stamp(e.grace), stamp(e.missed),
		e.minutes, stamp(e.received), stamp(e.held), e.present, e.members, e.required)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// paper is one MeetingMinutes that is there, and what became of it.
type paper struct {
	object *v1alpha1.MeetingMinutes
	// text is all that it says.
	text string
	// receipt is when it was received or, in a line, the first of that.
	receipt time.Time
	verdict v1alpha1.Verdict
	// led is set where they had led to what is in force before.
	led bool
	// reason why it does not count.
	reason string
}

func newPaper(tb testing.TB, object *v1alpha1.MeetingMinutes) *paper {
	tb.Helper()
	text, err := json.Marshal(object.Spec)
	if err != nil {
		tb.Fatal(err)
	}
	return &paper{object: object, text: string(text)}
}

func (p *paper) name() string             { return p.object.Name }
func (p *paper) key() v1alpha1.PlainDate  { return p.object.Spec.Session }
func (p *paper) supersedes() string       { return string(p.object.Spec.Supersedes) }
func (p *paper) ignore(reason string)     { p.verdict, p.reason = v1alpha1.VerdictIgnored, reason }
func (p *paper) count(v v1alpha1.Verdict) { p.verdict, p.reason = v, "" }
func (p *paper) recorded(e *entry) bool   { return e != nil && e.minutes == p.name() && e.text == p.text }
func (p *paper) String() string {
	return fmt.Sprintf("minutes %s of %s superseding %q: %s received %s %s", p.name(), p.key(), p.supersedes(), p.verdict, stamp(p.receipt), p.reason)
}

// settle finds out which minutes are in force of each session: what is, what supersedes it, and, where none are, those that
// were received first.
func (b *book) settle(at time.Time) {
	b.inForce = map[v1alpha1.PlainDate]*paper{}
	candidates := map[v1alpha1.PlainDate][]*paper{}
	slices.SortFunc(b.papers, func(p, q *paper) int {
		return cmp.Or(p.object.CreationTimestamp.Compare(q.object.CreationTimestamp.Time), cmp.Compare(p.name(), q.name()))
	})
	for _, p := range b.papers {
		p.receipt, p.led = p.object.CreationTimestamp.Time, p.verdict == v1alpha1.VerdictSuperseded
		p.count("")
		office := p.object.Spec.Office
		switch {
		case p.recorded(b.entries[p.key()]):
		case office != "health" && office != b.spec.Office:
			p.ignore(v1alpha1.ReasonNotTheOffice)
			continue
		case !b.knows(p.key(), at):
			p.ignore(v1alpha1.ReasonUnknownSession)
			continue
		}
		candidates[p.key()] = append(candidates[p.key()], p)
	}
	for _, key := range slices.Sorted(maps.Keys(candidates)) {
		b.line(b.entries[key], candidates[key])
	}
}

// knows tells whether there may be minutes of a session: it is in the book and has begun, it was announced, it is an extra one or
// the next of the schedule, or it lies before the meeting.
func (b *book) knows(key v1alpha1.PlainDate, at time.Time) bool {
	e := b.entries[key]
	if e != nil && (e.recorded() || e.begun(at)) || b.extra(key) {
		return true
	}
	if c := b.regular(key); c != nil {
		ahead := slices.IndexFunc(b.called.regular, func(c call) bool { return c.start.After(at) })
		if e != nil && !e.notified.IsZero() || !c.notice.After(at) || ahead >= 0 && key <= b.called.regular[ahead].key {
			return true
		}
	}
	return b.clocks.begin(dayNamed(b.tb, key)).Before(b.created)
}

// line gives the minutes of one session their verdicts.
func (b *book) line(e *entry, candidates []*paper) {
	var line []*paper
	for _, p := range candidates {
		if p.recorded(e) {
			line = b.back(p)
		}
	}
	firsts := map[*paper]bool{}
	for _, p := range candidates {
		firsts[p] = p.verdict == "" && b.begins(e, p)
	}
	slices.SortStableFunc(candidates, func(p, q *paper) int {
		return cmp.Or(p.receipt.Compare(q.receipt), cmp.Compare(p.name(), q.name()))
	})
	if len(line) == 0 {
		first := slices.IndexFunc(candidates, func(p *paper) bool { return firsts[p] && b.corrects(e, p) })
		if first < 0 {
			first = slices.IndexFunc(candidates, func(p *paper) bool { return firsts[p] })
		}
		if first < 0 {
			return
		}
		line = candidates[first : first+1 : first+1]
	}
	for last := line[len(line)-1]; last != nil; {
		last.count(v1alpha1.VerdictSuperseded)
		next := slices.IndexFunc(candidates, func(p *paper) bool {
			return p.verdict == "" && p.supersedes() == last.name() && !firsts[p]
		})
		if next < 0 {
			break
		}
		last = candidates[next]
		line = append(line, last)
	}
	current := line[len(line)-1]
	current.count(v1alpha1.VerdictInForce)
	b.inForce[current.key()] = current
	b.receive(e, line)
	for _, p := range candidates {
		if p.verdict == "" {
			p.ignore(v1alpha1.ReasonAlreadyRecorded)
			if previous := b.paper(p.supersedes()); !firsts[p] && slices.Contains(line, previous) {
				p.ignore(v1alpha1.ReasonAlreadySuperseded)
			}
		}
	}
}

// corrects tells whether minutes correct those by which a session was recorded.
func (b *book) corrects(e *entry, p *paper) bool {
	return e != nil && e.recorded() && p.supersedes() == e.minutes
}

// receive gives the minutes of a line their receipt: that of the first or, where the session was recorded by one of them or by
// what they correct, what it was then.
func (b *book) receive(e *entry, line []*paper) {
	receipt := line[0].receipt
	if b.corrects(e, line[0]) || slices.ContainsFunc(line, func(p *paper) bool { return p.recorded(e) }) {
		receipt = e.received
	}
	for _, p := range line {
		p.receipt = receipt
	}
}

// begins tells whether minutes correct nothing that counts: from when both were there, they count for themselves. What waits
// for others, or names those of another session, is ignored.
func (b *book) begins(e *entry, p *paper) bool {
	previous := b.paper(p.supersedes())
	switch {
	case p.supersedes() == "", previous == nil && e != nil && e.minutes == p.supersedes():
		return true
	case previous == nil:
		p.ignore(v1alpha1.ReasonSupersededNotFound)
	case previous.key() != p.key():
		p.ignore(v1alpha1.ReasonSupersedesMismatch)
	case previous.verdict == "" && previous != p:
		b.begins(e, previous)
		return previous.verdict != "" && b.begins(e, p)
	case previous.reason == v1alpha1.ReasonSupersededNotFound:
		p.ignore(v1alpha1.ReasonSupersededNotFound)
	case previous.verdict == v1alpha1.VerdictIgnored:
		p.receipt = b.together(p)
		return true
	}
	return false
}

// together is when minutes were there with all that they correct.
func (b *book) together(p *paper) time.Time {
	since := p.object.CreationTimestamp.Time
	if previous := b.paper(p.supersedes()); previous != nil {
		with := previous.object.CreationTimestamp.Time
		if previous.key() == p.key() {
			with = b.together(previous)
		}
		if with.After(since) {
			since = with
		}
	}
	return since
}

// back is the line that led to the minutes by which a session was recorded, with these. What is applied again while that is
// gone which it corrects leads nowhere.
func (b *book) back(current *paper) (line []*paper) {
	for p := current; p != nil && p.key() == current.key() && p.verdict == "" && (p == current || b.leads(p)); p = b.paper(p.supersedes()) {
		p.count(v1alpha1.VerdictSuperseded)
		line = slices.Insert(line, 0, p)
	}
	return line
}

// leads tells whether minutes are part of a line: they were before, or it can be followed back to where it begins.
func (b *book) leads(p *paper) bool {
	if p.led || p.supersedes() == "" {
		return true
	}
	previous := b.paper(p.supersedes())
	return previous != nil && (previous.verdict == v1alpha1.VerdictIgnored || b.leads(previous))
}

// paper is the one of a name, nil if there is none.
func (b *book) paper(name string) *paper {
	at := slices.IndexFunc(b.papers, func(p *paper) bool { return p.name() == name })
	if at < 0 {
		return nil
	}
	return b.papers[at]
}

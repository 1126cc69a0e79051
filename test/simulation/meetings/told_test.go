// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"fmt"
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// telling is an event about one session.
type telling struct {
	at     time.Time
	reason string
	key    v1alpha1.PlainDate
	// from and to are said of a session that moved.
	from, to time.Time
}

func (t telling) String() string {
	text := fmt.Sprintf("%s %s %s", stamp(t.at), t.reason, t.key)
	if t.reason == "SessionMoved" {
		text += fmt.Sprintf(" from %s to %s", stamp(t.from), stamp(t.to))
	}
	return text
}

// tell notes which events must have been, and tells whether anything changed.
func (b *book) tell(before map[v1alpha1.PlainDate]*entry, at time.Time) (changed bool) {
	about := func(e *entry, reason string) {
		b.told = append(b.told, telling{at: at, reason: reason, key: e.key})
	}
	for key, was := range before {
		if b.entries[key] == nil {
			b.counts.cancelled++
			about(was, "SessionCancelled")
			changed = true
		}
	}
	for _, e := range b.entries {
		was := before[e.key]
		if was == nil {
			was = &entry{}
			b.counts.sessions++
		}
		if *was == *e {
			continue
		}
		changed = true
		if was.notified.IsZero() && !e.notified.IsZero() {
			b.counts.announced++
			about(e, "SessionNotice")
		}
		if !was.start.IsZero() && !was.start.Equal(e.start) && !e.recorded() {
			b.counts.moved++
			b.told = append(b.told, telling{at: at, reason: "SessionMoved", key: e.key, from: was.start, to: e.start})
		}
		if was.missed.IsZero() && !e.missed.IsZero() {
			b.counts.missed++
			about(e, "SessionMissed")
		}
		if was.state != e.state {
			b.turn(e, was, about)
		}
	}
	return changed
}

// turn notes how a session stands now.
func (b *book) turn(e, was *entry, about func(*entry, string)) {
	switch e.state {
	case v1alpha1.SessionHeld:
		b.counts.held++
		about(e, "SessionHeld")
	case v1alpha1.SessionInquorate:
		b.counts.inquorate++
		about(e, "SessionInquorate")
	case v1alpha1.SessionMinutesOverdue:
		about(e, "MinutesOverdue")
	default:
	}
	if !was.recorded() && e.recorded() && !e.missed.IsZero() {
		b.counts.late++
	}
}

// sortedTellings are events as lines, in order. Kept are whole seconds: that a write was refused delays it by less.
func sortedTellings(told []telling) (said []string) {
	for _, t := range told {
		t.at = t.at.Truncate(time.Second)
		said = append(said, t.String())
	}
	slices.Sort(said)
	return said
}

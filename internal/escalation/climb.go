// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package escalation

import (
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Pause is a time during which the ladder stands still: from From, before Until.
// Without an Until there is no end in sight.
type Pause struct{ From, Until time.Time }

// ends tells whether there is an end in sight.
func (p Pause) ends() bool { return !p.Until.IsZero() }

// Step is a rung and when it is reached.
type Step struct {
	Action v1alpha1.EscalationAction
	// At is the instant, zero while it cannot be told.
	At time.Time
}

// Count returns the instant that lies a period after another; ok is false where that
// cannot be told.
type Count func(from time.Time, period *v1alpha1.Period) (at time.Time, ok bool)

// Climb tells when each rung after a miss is reached, counted from base. The time of
// a pause does not count (中止): what is left of a period when it begins runs on when
// it ends. No rung is reached before the one below it, unless it cannot be told when
// that is.
func (l Ladder) Climb(base time.Time, pauses []Pause, count Count) []Step {
	pauses = merge(base, pauses)
	var steps []Step
	var below time.Time
	for i := range l.Rungs {
		rung := &l.Rungs[i]
		if rung.Action == v1alpha1.EscalationReminder {
			continue
		}
		step := Step{Action: rung.Action}
		at, ok := count(base, &rung.After)
		if ok {
			at, ok = postpone(at, pauses)
		}
		if ok {
			if at.Before(below) {
				at = below
			}
			step.At, below = at, at
		}
		steps = append(steps, step)
	}
	return steps
}

// postpone adds to an instant the pauses that begin before it; ok is false where one
// of them has no end in sight.
func postpone(at time.Time, pauses []Pause) (later time.Time, ok bool) {
	for _, pause := range pauses {
		if !at.After(pause.From) {
			break
		}
		if !pause.ends() {
			return time.Time{}, false
		}
		at = at.Add(pause.Until.Sub(pause.From))
	}
	return at, true
}

// merge returns what of the pauses lies after base, in order and without overlap.
func merge(base time.Time, pauses []Pause) []Pause {
	sorted := slices.Clone(pauses)
	slices.SortFunc(sorted, func(a, b Pause) int { return a.From.Compare(b.From) })
	var merged []Pause
	for _, pause := range sorted {
		if pause.From.Before(base) {
			pause.From = base
		}
		if pause.ends() && !pause.Until.After(pause.From) {
			continue
		}
		last := len(merged) - 1
		switch {
		case last < 0 || merged[last].ends() && merged[last].Until.Before(pause.From):
			merged = append(merged, pause)
		case merged[last].ends() && (!pause.ends() || pause.Until.After(merged[last].Until)):
			merged[last].Until = pause.Until
		}
	}
	return merged
}

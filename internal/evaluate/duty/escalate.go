// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/escalation"
)

// maxRungs bounds the ledger of rungs, as the API says. Tests make it smaller.
var maxRungs = 200

// escalate brings the ledger of rungs up to date, and tells where the duty stands on
// the ladder.
func (e *evaluation) escalate(known *v1alpha1.DepartmentDutyStatus, misses []v1alpha1.Miss, ahead []*checkpoint) ([]v1alpha1.ReachedRung, v1alpha1.EscalationStatus) {
	rungs := slices.Clone(known.Rungs)
	status := v1alpha1.EscalationStatus{}
	at := slices.IndexFunc(misses, func(miss v1alpha1.Miss) bool { return miss.State == v1alpha1.MissStanding })
	if e.plan.regionless && len(e.plan.spec.Escalation) == 0 {
		// It is not known which ladder applies.
		if at >= 0 {
			status = *known.Escalation.DeepCopy()
			status.Next, status.NextTime, status.PausedUntil = "", nil, nil
		}
		return rungs, status
	}
	rungs = e.remind(rungs, ahead, &status)
	if at >= 0 {
		since := e.climbsFrom(&known.Escalation, misses, at)
		rungs = e.climb(rungs, &misses[at], since, &status)
	}
	if status != (v1alpha1.EscalationStatus{}) {
		status.DeclaredBy = e.plan.ladder.DeclaredBy
	}
	slices.SortStableFunc(rungs, func(a, b v1alpha1.ReachedRung) int { return a.ReachedTime.Compare(b.ReachedTime.Time) })
	return e.boundRungs(rungs, misses), status
}

// remind enters the reminders of deadlines ahead.
func (e *evaluation) remind(rungs []v1alpha1.ReachedRung, ahead []*checkpoint, status *v1alpha1.EscalationStatus) []v1alpha1.ReachedRung {
	period, ok := e.plan.ladder.Reminder()
	if !ok {
		return rungs
	}
	for _, c := range ahead {
		at := e.plan.before(c.deadline, &period)
		// Nobody is reminded of what was not there yet.
		for _, start := range []time.Time{e.plan.created, e.plan.resumed, c.opened} {
			if at.Before(start) {
				at = start
			}
		}
		if !at.Before(c.deadline) || reached(rungs, v1alpha1.EscalationReminder, c.name, c.deadline) != nil {
			continue
		}
		switch {
		case e.passed(at):
			rungs = append(rungs, newRung(v1alpha1.EscalationReminder, c.name, c.deadline, at))
		case status.NextTime == nil || at.Before(status.NextTime.Time):
			status.Next, status.NextTime = v1alpha1.EscalationReminder, &metav1.Time{Time: at}
		}
	}
	return rungs
}

// climbsFrom returns the instant from which a miss climbs the ladder: since it was
// missed, the duty was given out, and no miss before it stands any more.
func (e *evaluation) climbsFrom(known *v1alpha1.EscalationStatus, misses []v1alpha1.Miss, at int) time.Time {
	before, miss := misses[:at], &misses[at]
	since := miss.MissedTime.Time
	later := func(at time.Time) {
		if at.After(since) {
			since = at
		}
	}
	later(e.plan.created)
	later(e.plan.resumed)
	climbed := func(other v1alpha1.Miss) bool { return isMiss(known, &other) }
	told := known.Checkpoint == "" || slices.ContainsFunc(misses[at:], climbed)
	for i := range before {
		stood, ok := e.stoodUntil(&before[i])
		later(stood)
		told = told || (ok && isMiss(known, &before[i]))
	}
	switch {
	case isMiss(known, miss):
		later(known.ClimbingSince.Time)
	case !told:
		// Of the one that climbed until now it is not known any more when it was made good.
		later(e.now.Truncate(time.Second))
	}
	return since
}

// stoodUntil returns until when a miss stood that does not any more: zero for one that
// never was; ok is false where that cannot be told.
func (e *evaluation) stoodUntil(miss *v1alpha1.Miss) (until time.Time, ok bool) {
	c := e.plan.find(miss.Checkpoint)
	switch {
	case miss.State == v1alpha1.MissRefuted:
		return time.Time{}, true
	case c == nil:
		return time.Time{}, false
	case miss.State == v1alpha1.MissLifted:
		return c.waivedFrom, true
	default:
		return e.doneSince(c)
	}
}

// isMiss tells whether the miss is that which climbed when the status was written.
func isMiss(known *v1alpha1.EscalationStatus, miss *v1alpha1.Miss) bool {
	return known.ClimbingSince != nil && known.Checkpoint == miss.Checkpoint && known.Deadline.Equal(miss.Deadline)
}

// climb enters the rungs reached on account of a miss that stands.
func (e *evaluation) climb(rungs []v1alpha1.ReachedRung, miss *v1alpha1.Miss, since time.Time, status *v1alpha1.EscalationStatus) []v1alpha1.ReachedRung {
	status.Checkpoint, status.Deadline, status.ClimbingSince = miss.Checkpoint, miss.Deadline.DeepCopy(), &metav1.Time{Time: since}
	pauses := e.pauses(miss)
	next := v1alpha1.EscalationStatus{}
	for _, step := range e.plan.ladder.Climb(since, pauses, e.plan.after) {
		was := reached(rungs, step.Action, miss.Checkpoint, miss.Deadline.Time)
		if was == nil && !step.At.IsZero() && e.passed(step.At) {
			rungs = append(rungs, newRung(step.Action, miss.Checkpoint, miss.Deadline.Time, step.At))
			was = &rungs[len(rungs)-1]
		}
		switch {
		case was != nil:
			status.Rung, status.Since = step.Action, was.ReachedTime.DeepCopy()
		case next.Next == "":
			next.Next = step.Action
			if !step.At.IsZero() {
				next.NextTime = &metav1.Time{Time: step.At}
			}
		}
	}
	if next.Next != "" {
		status.Next, status.NextTime = next.Next, next.NextTime
	}
	status.PausedUntil = e.pausedUntil(pauses)
	return rungs
}

// pausedUntil returns when the pauses that have begun are over; nil where none is on
// that has an end in sight.
func (e *evaluation) pausedUntil(pauses []escalation.Pause) *metav1.Time {
	var until time.Time
	for _, pause := range pauses {
		if pause.Until.After(until) && e.passed(pause.From) {
			until = pause.Until
		}
	}
	if until.IsZero() || e.passed(until) {
		return nil
	}
	return &metav1.Time{Time: until}
}

// pauses are the times during which the ladder stands still on account of a miss: from
// an interview to the end of the rectification, from an extension granted after the
// miss to its end, and while everyone who missed the deadline awaits a ruling.
func (e *evaluation) pauses(miss *v1alpha1.Miss) []escalation.Pause {
	var pauses []escalation.Pause
	for _, last := range e.view.interviews {
		if subject := last.object.Spec.Subject; subject != "" && !slices.Contains(miss.Departments, subject) {
			continue
		}
		for r := last; r != nil; r = e.view.outcomes[r].previous {
			pauses = append(pauses, e.paused(r, r.receipt.ReceivedTime.Time))
		}
	}
	c := e.plan.find(miss.Checkpoint)
	for _, g := range c.given {
		if (g.extends() || g.waives()) && !g.from.Before(miss.Deadline.Time) {
			pauses = append(pauses, e.paused(g.ruling, g.from))
		}
	}
	return append(pauses, e.underway(miss, c)...)
}

// paused is the pause that a ruling makes, until another replaces it at the latest.
func (e *evaluation) paused(r *ruling, from time.Time) escalation.Pause {
	decided := e.view.outcomes[r]
	pause := escalation.Pause{From: from, Until: decided.until}
	if next := decided.next; next != nil {
		replaced := next.receipt.ReceivedTime.Time
		if replaced.Before(from) {
			replaced = from
		}
		if pause.Until.IsZero() || replaced.Before(pause.Until) {
			pause.Until = replaced
		}
	}
	return pause
}

// underway are the times during which each department that missed the deadline had a
// completion that was not returned.
func (e *evaluation) underway(miss *v1alpha1.Miss, c *checkpoint) []escalation.Pause {
	var turns []time.Time
	claims := map[v1alpha1.DepartmentName][]escalation.Pause{}
	for _, department := range miss.Departments {
		for _, r := range e.view.runsOf[department] {
			if !r.covers(c) {
				continue
			}
			from := r.toward(c).reports[0].filed()
			claims[department] = append(claims[department], escalation.Pause{From: from, Until: r.ended})
			turns = append(turns, from)
		}
	}
	slices.SortFunc(turns, time.Time.Compare)
	var underway []escalation.Pause
	for _, from := range slices.CompactFunc(turns, time.Time.Equal) {
		if until, all := heldUntil(claims, miss.Departments, from); all {
			underway = append(underway, escalation.Pause{From: from, Until: until})
		}
	}
	return underway
}

// heldUntil tells whether each department has a claim at an instant, and until when
// they all do; zero without an end in sight.
func heldUntil(claims map[v1alpha1.DepartmentName][]escalation.Pause, departments []v1alpha1.DepartmentName, at time.Time) (until time.Time, all bool) {
	for _, department := range departments {
		held, end := false, time.Time{}
		for _, claim := range claims[department] {
			if claim.From.After(at) || (!claim.Until.IsZero() && !claim.Until.After(at)) {
				continue
			}
			if !held || (!end.IsZero() && (claim.Until.IsZero() || claim.Until.After(end))) {
				end = claim.Until
			}
			held = true
		}
		if !held {
			return time.Time{}, false
		}
		if !end.IsZero() && (until.IsZero() || end.Before(until)) {
			until = end
		}
	}
	return until, true
}

func newRung(action v1alpha1.EscalationAction, name v1alpha1.CheckpointName, deadline, at time.Time) v1alpha1.ReachedRung {
	return v1alpha1.ReachedRung{Action: action, Checkpoint: name, Deadline: &metav1.Time{Time: deadline}, ReachedTime: &metav1.Time{Time: at}}
}

// reached returns the rung as the ledger has it, or nil.
func reached(rungs []v1alpha1.ReachedRung, action v1alpha1.EscalationAction, name v1alpha1.CheckpointName, deadline time.Time) *v1alpha1.ReachedRung {
	for i := range rungs {
		if rungs[i].Action == action && rungs[i].Checkpoint == name && rungs[i].Deadline.Time.Equal(deadline) {
			return &rungs[i]
		}
	}
	return nil
}

// boundRungs drops the oldest rungs on account of what neither stands nor lies ahead, then
// the oldest, until the ledger is within its bound. What lies ahead would be reminded of
// again.
func (e *evaluation) boundRungs(rungs []v1alpha1.ReachedRung, misses []v1alpha1.Miss) []v1alpha1.ReachedRung {
	surplus := len(rungs) - maxRungs
	if surplus <= 0 {
		return rungs
	}
	rungs = slices.DeleteFunc(rungs, func(rung v1alpha1.ReachedRung) bool {
		stands := rung.Deadline.After(e.now) || slices.ContainsFunc(misses, func(miss v1alpha1.Miss) bool {
			return miss.State == v1alpha1.MissStanding && cmp.Compare(miss.Checkpoint, rung.Checkpoint) == 0 && miss.Deadline.Time.Equal(rung.Deadline.Time)
		})
		drop := surplus > 0 && !stands
		if drop {
			surplus--
		}
		return drop
	})
	return rungs[max(0, len(rungs)-maxRungs):]
}

func (e *evaluation) escalated(status *v1alpha1.DepartmentDutyStatus) finding {
	f := finding{condition: v1alpha1.ConditionEscalated, reason: v1alpha1.ReasonNotEscalated}
	if rung := status.Escalation.Rung; rung != "" {
		f.holds, f.reason = true, string(rung)
		f.message = fmt.Sprintf("reached at %s", e.plan.format(status.Escalation.Since.Time))
		if !e.plan.days.Readable() && status.Escalation.Next != "" && status.Escalation.NextTime == nil {
			f.message += "; when the next is cannot be told: " + e.plan.days.Found.Message
		}
		return f
	}
	afterMiss := func(rung v1alpha1.ReachedRung) bool { return rung.Action != v1alpha1.EscalationReminder }
	if slices.ContainsFunc(status.Rungs, afterMiss) {
		f.reason = v1alpha1.ReasonLadderStopped
	}
	return f
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"cmp"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// maxMisses bounds the ledger of misses, as the API says. Tests make it smaller.
var maxMisses = 100

// maxDepartments bounds the departments of each miss, as the API says.
const maxDepartments = 80

// misses brings the ledger of misses up to date: it adds what is missed under the
// plan as it is now, and decides anew which of the misses recorded still stand.
func (e *evaluation) misses(ledger []v1alpha1.Miss) []v1alpha1.Miss {
	misses := make([]v1alpha1.Miss, 0, len(ledger))
	for i := range ledger {
		misses = append(misses, e.refute(ledger[i].DeepCopy()))
	}
	for _, c := range e.plan.checkpoints {
		for _, deadline := range e.deadlines(c) {
			if missed, ok := e.missed(c, deadline); ok {
				misses = e.record(misses, c, missed)
			}
		}
	}
	for i := range misses {
		misses[i].State = e.missState(&misses[i])
	}
	slices.SortFunc(misses, func(a, b v1alpha1.Miss) int {
		return cmp.Or(a.MissedTime.Compare(b.MissedTime.Time), cmp.Compare(a.Checkpoint, b.Checkpoint), a.Deadline.Compare(b.Deadline.Time))
	})
	misses = boundMisses(misses)
	// With its last miss that stands, a cycle that was dropped before goes as well.
	e.forgot = slices.ContainsFunc(e.plan.checkpoints, func(c *checkpoint) bool {
		keeps := func(miss v1alpha1.Miss) bool { return miss.Checkpoint == c.name && miss.State == v1alpha1.MissStanding }
		return c.removed && isCycle(c.name) && !slices.ContainsFunc(misses, keeps)
	})
	return misses
}

// deadlines returns the deadlines of c that can have been missed: those that were
// outlived, and the one in force.
func (e *evaluation) deadlines(c *checkpoint) []time.Time {
	if c.removed {
		return nil
	}
	deadlines := slices.Clone(c.outlived)
	inForce := c.dated() && !c.waivedForGood() && !slices.ContainsFunc(deadlines, c.deadline.Equal)
	if inForce {
		deadlines = append(deadlines, c.deadline)
	}
	withdrawn := e.plan.spec.WithdrawnTime
	return slices.DeleteFunc(deadlines, func(deadline time.Time) bool { return withdrawn != nil && deadline.After(withdrawn.Time) })
}

// refute takes off a recorded miss whoever is proven to have been in time. If that
// is everybody the miss is refuted, and keeps their names.
func (e *evaluation) refute(miss *v1alpha1.Miss) v1alpha1.Miss {
	if miss.State == v1alpha1.MissRefuted {
		return *miss
	}
	c := e.plan.find(miss.Checkpoint)
	if c == nil {
		return *miss
	}
	if e.spared(c, miss.Deadline.Time, func(g *grant) bool { return e.view.outcomes[g.ruling].appeared.since(miss.MissedTime.Time) }) {
		miss.State = v1alpha1.MissRefuted
		return *miss
	}
	remaining := slices.DeleteFunc(slices.Clone(miss.Departments), func(department v1alpha1.DepartmentName) bool {
		return e.view.proves(department, c, miss.Deadline.Time, miss.MissedTime.Time)
	})
	if len(remaining) > 0 {
		miss.Departments = remaining
	} else {
		miss.State = v1alpha1.MissRefuted
	}
	return *miss
}

// spared tells whether more time had been granted before a deadline, by a ruling that
// was not known when it passed.
func (e *evaluation) spared(c *checkpoint, deadline time.Time, unknown func(*grant) bool) bool {
	return slices.ContainsFunc(c.given, func(g *grant) bool { return g.covers(deadline) && unknown(g) }) &&
		!slices.ContainsFunc(e.deadlines(c), deadline.Equal)
}

// record enters a miss of c into the ledger, if it is not there yet.
func (e *evaluation) record(misses []v1alpha1.Miss, c *checkpoint, missed v1alpha1.Miss) []v1alpha1.Miss {
	at := slices.IndexFunc(misses, func(other v1alpha1.Miss) bool {
		return other.Checkpoint == missed.Checkpoint && other.Deadline.Equal(missed.Deadline)
	})
	switch {
	case at < 0:
		return append(misses, missed)
	case c.unnamed:
		// It may have been removed before, and then nobody misses it any more.
		return misses
	case misses[at].State == v1alpha1.MissRefuted:
		// It had been proven to be none, so this is the first time.
		misses[at] = missed
		return misses
	}
	// Who was in time, and was returned since, missed it as well. Who is only asked
	// by the plan of today did not miss it then.
	recorded := &misses[at]
	for _, department := range missed.Departments {
		s := e.view.standing(department, c, missed.Deadline.Time)
		if s.missedFrom.After(missed.Deadline.Time) && !slices.Contains(recorded.Departments, department) && len(recorded.Departments) < maxDepartments {
			recorded.Departments = append(recorded.Departments, department)
		}
	}
	return misses
}

// missed tells whether a deadline of c has passed without every completion owed.
func (e *evaluation) missed(c *checkpoint, deadline time.Time) (v1alpha1.Miss, bool) {
	first := standing{}
	var departments []v1alpha1.DepartmentName
	for _, department := range e.plan.owing {
		s := e.view.standing(department, c, deadline)
		if s.inTime {
			continue
		}
		if len(departments) == 0 || s.missedFrom.Before(first.missedFrom) {
			first = s
		}
		departments = append(departments, department)
	}
	if len(departments) == 0 || !e.passed(deadline) {
		return v1alpha1.Miss{}, false
	}
	reason := v1alpha1.ReasonDeadlinePassed
	switch {
	case e.plan.givenOutAfter(deadline):
		reason = v1alpha1.ReasonCreatedAfterDeadline
	case first.wanting:
		reason = v1alpha1.ReasonLookBackFailed
	case first.missedByReturn:
		reason = v1alpha1.ReasonReportReturned
	}
	return v1alpha1.Miss{
		Checkpoint: c.name, Deadline: &metav1.Time{Time: deadline}, MissedTime: &metav1.Time{Time: first.missedFrom},
		Departments: departments, Reason: reason, State: v1alpha1.MissStanding,
	}, true
}

// missState decides whether a miss stands. A miss that was refuted stays so while
// everybody is in time. Only what was completed since makes one good: that the plan
// now asks less of fewer does not.
func (e *evaluation) missState(miss *v1alpha1.Miss) v1alpha1.MissState {
	c, deadline := e.plan.find(miss.Checkpoint), miss.Deadline.Time
	if c == nil {
		// Of a cycle that the ledger has dropped.
		return miss.State
	}
	notInTime := func(department v1alpha1.DepartmentName) bool { return !e.view.standing(department, c, deadline).inTime }
	completedSince := func(department v1alpha1.DepartmentName) bool { return e.view.standing(department, c, deadline).late }
	switch {
	case miss.State != v1alpha1.MissRefuted: // nothing to keep
	case !slices.ContainsFunc(miss.Departments, notInTime), e.spared(c, deadline, func(*grant) bool { return true }):
		return v1alpha1.MissRefuted
	}
	switch {
	case slices.ContainsFunc(e.plan.owing, completedSince) && e.completed(c):
		return v1alpha1.MissMadeGood
	case e.lifted(c):
		return v1alpha1.MissLifted
	default:
		return v1alpha1.MissStanding
	}
}

// completed tells whether every completion owed for c counts.
func (e *evaluation) completed(c *checkpoint) bool {
	return !slices.ContainsFunc(e.plan.owing, func(department v1alpha1.DepartmentName) bool {
		return e.view.standing(department, c, c.deadline).counted == nil
	})
}

// boundMisses drops the oldest misses that do not stand, then the oldest but the first,
// until the ledger is within its bound: the first that stands is that which climbs the
// ladder, and must not be another every day.
func boundMisses(misses []v1alpha1.Miss) []v1alpha1.Miss {
	surplus := len(misses) - maxMisses
	misses = slices.DeleteFunc(misses, func(miss v1alpha1.Miss) bool {
		drop := surplus > 0 && miss.State != v1alpha1.MissStanding
		if drop {
			surplus--
		}
		return drop
	})
	if excess := len(misses) - maxMisses; excess > 0 {
		return slices.Delete(misses, 1, 1+excess)
	}
	return misses
}

// missesOf returns the misses of a checkpoint that were not refuted.
func missesOf(misses []v1alpha1.Miss, name v1alpha1.CheckpointName) []v1alpha1.Miss {
	var of []v1alpha1.Miss
	for _, miss := range misses {
		if miss.Checkpoint == name && miss.State != v1alpha1.MissRefuted {
			of = append(of, miss)
		}
	}
	return of
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

// lastPlan returns the plan as it was last understood, which is what the status
// tells of it, and nil if it never was. Were nothing judged while the plan cannot be
// understood, whoever writes it could let a deadline pass meanwhile, and then move it.
//
// Of checkpoints and of who owes a report, the spec of today says nothing here. What
// the status does not tell is taken from the spec, as after any other edit.
func lastPlan(in Input, why *problem) *plan {
	known := &in.Duty.Status
	if len(known.Checkpoints) == 0 || len(known.Departments) == 0 {
		return nil
	}
	p := beginPlan(in, lastLocation(in.Jurisdiction))
	p.last = true
	// Where the day of issue cannot be read, the creation stands for it.
	p.readIssued(in.Duty)
	p.recall(known.Checkpoints, known.Misses)
	p.readKnownCycles(known.Cycles)
	p.addRemoved(known.Misses)
	p.recallMissed(known.Misses)
	for i := range known.Departments {
		p.owing = append(p.owing, known.Departments[i].Name)
	}
	if in.Jurisdiction != nil {
		p.readRegion(in.Jurisdiction)
	}
	p.regionless, p.problem = in.Jurisdiction == nil, why
	return p
}

// lastLocation returns the time zone of the region. Where it cannot be known it is
// the default: deadlines stand as instants in the status, and only messages and
// warnings are told by the calendar.
func lastLocation(jurisdiction *v1alpha1.Jurisdiction) *time.Location {
	if jurisdiction != nil {
		if location, err := calendar.Location(jurisdiction.Spec.TimeZone); err == nil {
			return location
		}
	}
	location, err := calendar.Location("")
	if err != nil {
		return time.UTC
	}
	return location
}

// recall takes the checkpoints from the status. The status does not tell which of
// them had been removed, and are there only because a miss stands. One that was due
// after the last is such, for a plan stands in the order of its deadlines but for the
// time that rulings gave, and comes back from the ledger. Neither the last nor one
// with a target is; any other may be if the spec does not name it.
func (p *plan) recall(checkpoints []v1alpha1.Checkpoint, misses []v1alpha1.Miss) {
	named := map[v1alpha1.CheckpointName]bool{v1alpha1.CheckpointFinal: p.hasFinal()}
	unit := ""
	for i := range p.spec.Milestones {
		named[p.spec.Milestones[i].Name] = true
		if unit == "" {
			unit = p.spec.Milestones[i].Unit
		}
	}
	// The cycles come from the ledger, also those that were removed.
	checkpoints = slices.DeleteFunc(slices.Clone(checkpoints), func(c v1alpha1.Checkpoint) bool { return isCycle(c.Name) })
	if len(checkpoints) == 0 {
		return
	}
	end := len(checkpoints) - 1
	last := checkpoints[end].Deadline
	for i := range checkpoints {
		known := &checkpoints[i]
		c := &checkpoint{name: known.Name, target: known.Target, unit: unit}
		c.unnamed = !named[known.Name] && known.Target == 0 && i != end
		if known.Deadline != nil {
			c.deadline = known.Deadline.Time
		}
		if last == nil || known.Target != 0 || !c.deadline.After(last.Time) || !onlyMissed(known, misses) {
			p.add(c)
		}
	}
}

// onlyMissed tells whether the checkpoint may be there only because a miss stands.
func onlyMissed(known *v1alpha1.Checkpoint, misses []v1alpha1.Miss) bool {
	if known.Extensions > 0 || known.WaivedUntil != nil || known.State != v1alpha1.CheckpointMissed {
		return false
	}
	return slices.ContainsFunc(misses, func(miss v1alpha1.Miss) bool {
		return miss.Checkpoint == known.Name && miss.Deadline.Equal(known.Deadline)
	})
}

// recallMissed takes from the ledger which deadlines were missed before rulings gave
// more time: the status tells only what the deadline is with that.
func (p *plan) recallMissed(misses []v1alpha1.Miss) {
	for i := range misses {
		// That of a cycle which the ledger dropped may not be there.
		if c := p.find(misses[i].Checkpoint); c != nil && misses[i].State != v1alpha1.MissRefuted {
			c.missed = append(c.missed, misses[i].Deadline.Time)
		}
	}
}

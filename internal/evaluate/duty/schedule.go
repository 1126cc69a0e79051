// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// owed tells whether a completion that was not received is still owed for c.
func (e *evaluation) owed(c *checkpoint) bool {
	if c.waivedForGood() || e.withdrawn() {
		return false
	}
	return slices.ContainsFunc(e.plan.owing, func(department v1alpha1.DepartmentName) bool {
		return !e.view.claims(department, c)
	})
}

// ahead returns the checkpoints whose deadline lies ahead and is owed, in the order
// of their deadlines.
func (e *evaluation) ahead() []*checkpoint {
	var ahead []*checkpoint
	for _, c := range e.plan.checkpoints {
		if !c.removed && c.dated() && e.owed(c) && !e.passed(c.deadline) {
			ahead = append(ahead, c)
		}
	}
	slices.SortStableFunc(ahead, func(a, b *checkpoint) int { return a.deadline.Compare(b.deadline) })
	return ahead
}

// near returns those of ahead that are nearer than spec.warnBefore.
func (e *evaluation) near(ahead []*checkpoint) []*checkpoint {
	var near []*checkpoint
	for _, c := range ahead {
		warning := e.plan.before(c.deadline, &e.plan.spec.WarnBefore)
		if warning.Before(c.deadline) && e.passed(warning) {
			near = append(near, c)
		}
	}
	return near
}

// pace is how a milestone with a target compares to the straight line that leads
// to it.
type pace struct {
	checkpoint *checkpoint
	quantity   int64
	// from is the first instant at which quantity is below the line's floor.
	from time.Time
}

// paces returns the milestones with targets ahead whose quantity falls, or will
// fall, behind the line from the milestone before it, or from 0 at issued. It also
// tells whether there is any target ahead that is not completed.
func (e *evaluation) paces() (paces []pace, targets bool) {
	var quantity int64
	if reported := e.view.quantity(); reported != nil {
		quantity = *reported
	}
	var last *checkpoint
	startTarget, start := int64(0), e.plan.issued
	for _, c := range e.plan.checkpoints {
		if c.target == 0 {
			continue
		}
		if !e.done(c) && !e.withdrawn() {
			last = c
			if quantity < c.target && start.Before(c.deadline) && !e.passed(c.deadline) {
				paces = append(paces, pace{checkpoint: c, quantity: quantity, from: behindFrom(quantity, startTarget, c.target, start, c.deadline)})
			}
		}
		startTarget, start = c.target, c.deadline
	}
	return paces, last != nil && !e.passed(last.deadline)
}

// behindFrom returns the first instant, in whole seconds, at which quantity, which
// is below target, is below floor(line), for the line from startTarget at start to
// target at end. floor(line(t)) > quantity is line(t) >= quantity+1, so this is
// where the line reaches quantity+1.
func behindFrom(quantity, startTarget, target int64, start, end time.Time) time.Time {
	if quantity < startTarget {
		return start
	}
	rise, need := target-startTarget, quantity+1-startTarget
	// need*seconds/rise, rounded up, in two parts: a document issued by mistake in
	// the year 22 would make the product too big for 63 bits.
	seconds := end.Unix() - start.Unix()
	whole, rest := seconds/rise, seconds%rise
	return time.Unix(start.Unix()+need*whole+(need*rest+rise-1)/rise, 0)
}

// behind returns those paces that are behind now. A milestone whose line only
// ends where it reaches the target is not behind before its deadline.
func (e *evaluation) behind(paces []pace) []pace {
	var behind []pace
	for _, p := range paces {
		if p.from.Before(p.checkpoint.deadline) && e.passed(p.from) {
			behind = append(behind, p)
		}
	}
	return behind
}

func (e *evaluation) describePace(p pace) string {
	return fmt.Sprintf("milestone %q: %d of %d %s reported, below the straight line since %s",
		p.checkpoint.name, p.quantity, p.checkpoint.target, p.checkpoint.unit, e.plan.format(p.from))
}

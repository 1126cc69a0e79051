// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// grants is what rulings gave a checkpoint.
type grants struct {
	// extensions in force.
	extensions int32
	// outlived are the deadlines that had passed when a ruling on time was received.
	outlived []time.Time
	// waivedFrom is when a waiver in force was received, and waivedUntil when it ends;
	// zero where it does not.
	waivedFrom, waivedUntil time.Time
	// waiving is the last waiver in force.
	waiving *grant
	given   []*grant
}

// waiver returns the waiver on account of which nothing is owed for good, or nil.
func (g *grants) waiver() *grant {
	if !g.waivedForGood() {
		return nil
	}
	return g.waiving
}

// waivedForGood tells whether nothing will be owed any more.
func (g *grants) waivedForGood() bool { return !g.waivedFrom.IsZero() && g.waivedUntil.IsZero() }

// grant is a ruling on the time of a checkpoint: an Extend, a Waive, or the Return
// that takes one of them back.
type grant struct {
	ruling     *ruling
	checkpoint v1alpha1.CheckpointName
	// until is the new deadline, or the end of a waiver; zero where it has none.
	until time.Time
	// from is when the ruling took effect.
	from time.Time
	// first is the grant with which the line of rulings began that this one replaces.
	first *grant
	// known is set where the plan is that which was last understood, and its deadlines
	// are those with the grant; of cycles the ledger has those without.
	known bool
}

func (g *grant) extends() bool { return g.ruling.object.Spec.Type == v1alpha1.RulingExtend }
func (g *grant) waives() bool  { return g.ruling.object.Spec.Type == v1alpha1.RulingWaive }

// covers tells whether the grant lets a deadline pass that it was received before.
func (g *grant) covers(deadline time.Time) bool {
	later := g.until.After(deadline) || (g.waives() && g.until.IsZero())
	return (g.extends() || g.waives()) && g.from.Before(deadline) && later
}

// applyGrants gives each checkpoint the deadline that it has by the rulings on it.
func (e *evaluation) applyGrants() {
	for _, c := range e.plan.checkpoints {
		c.deadline, c.grants = c.planned, grants{}
		for _, g := range e.view.grants {
			if g.checkpoint == c.name {
				g.known = g.known && !c.cycle()
				c.given = append(c.given, g)
			}
		}
		slices.SortStableFunc(c.given, func(a, b *grant) int { return a.from.Compare(b.from) })
		c.applyGrants()
	}
}

// applyGrants goes through the grants in the order in which they took effect. Of a
// line of rulings, each of which replaces the one before, the last counts; but what
// had passed before it was received has passed.
func (c *checkpoint) applyGrants() {
	var inForce []*grant
	floor := c.planned
	for _, g := range c.given {
		passed := c.dated() && !c.deadline.After(g.from)
		if passed && !c.waivedForGood() {
			c.outlive(c.deadline)
		}
		for _, deadline := range c.missed {
			if !c.cycle() && !deadline.After(g.from) {
				c.outlive(deadline)
			}
		}
		inForce = append(slices.DeleteFunc(inForce, func(other *grant) bool { return other.first == g.first }), g)
		c.sumUp(inForce, floor)
		if c.dated() && !passed && !g.known && c.deadline.Before(g.from) {
			// Time that was given is not taken away for what lies behind.
			floor, c.deadline = g.from, g.from
		}
	}
}

func (c *checkpoint) outlive(deadline time.Time) {
	if !slices.ContainsFunc(c.outlived, deadline.Equal) {
		c.outlived = append(c.outlived, deadline)
	}
}

// sumUp sets what the grants in force amount to: of more than one, the one that gives
// the most time counts. What the plan does not name any more is due when it was.
func (c *checkpoint) sumUp(inForce []*grant, floor time.Time) {
	c.extensions, c.waivedFrom, c.waivedUntil, c.waiving = 0, time.Time{}, time.Time{}, nil
	if c.dated() {
		c.deadline = floor
	}
	for _, g := range inForce {
		if g.extends() {
			c.extensions++
		}
		if c.dated() && !c.removed && !g.known && g.until.After(c.deadline) {
			c.deadline = g.until
		}
		if g.waives() && !c.waivedForGood() {
			if c.waivedFrom.IsZero() {
				c.waivedFrom = g.from
			}
			if g.until.IsZero() || g.until.After(c.waivedUntil) {
				c.waivedUntil, c.waiving = g.until, g
			}
		}
	}
}

// readWithdrawal finds out since when the duty has been withdrawn, or in force again.
func (p *plan) readWithdrawal(in Input) {
	p.withdrawal = *in.Duty.Status.Withdrawal.DeepCopy()
	switch at := p.spec.WithdrawnTime; {
	case at != nil && (p.withdrawal.From == nil || p.withdrawal.Until != nil):
		p.withdrawal = v1alpha1.Withdrawal{From: at.DeepCopy()}
	case at == nil && p.withdrawal.From != nil && p.withdrawal.Until == nil:
		p.withdrawal.Until = &metav1.Time{Time: in.Now.Truncate(time.Second)}
	}
	if p.withdrawal.Until != nil {
		p.resumed = p.withdrawal.Until.Time
	}
}

// givenOutAfter tells whether a deadline had passed when the duty was given out, or
// given out again after it had been withdrawn.
func (p *plan) givenOutAfter(deadline time.Time) bool {
	again := !p.resumed.IsZero() && deadline.After(p.withdrawal.From.Time) && !p.resumed.Before(deadline)
	return again || !p.issued.Before(deadline)
}

// withdrawnBy tells whether the duty was withdrawn at or before an instant.
func (p *plan) withdrawnBy(at time.Time) bool {
	withdrawn := p.spec.WithdrawnTime
	return withdrawn != nil && !withdrawn.After(at)
}

// withdrawn tells whether the duty was withdrawn by now.
func (e *evaluation) withdrawn() bool {
	at := e.plan.spec.WithdrawnTime
	return at != nil && e.passed(at.Time)
}

// lifted tells whether nothing is owed for c now: it was waived, or the duty withdrawn.
func (e *evaluation) lifted(c *checkpoint) bool {
	if e.withdrawn() || c.waivedForGood() {
		return true
	}
	return !c.waivedFrom.IsZero() && !e.passed(c.waivedUntil)
}

// done tells whether nothing is owed for c any more: it was completed, or waived for good.
func (e *evaluation) done(c *checkpoint) bool { return c.waivedForGood() || e.completed(c) }

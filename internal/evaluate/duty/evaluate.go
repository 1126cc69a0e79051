// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package duty decides how a DepartmentDuty stands. It is the only place that
// decides whether a duty is late: the controller, the forecast and the tests all
// call Evaluate.
//
// The evaluation runs in this order, a file each: receipts (when was each record
// received, also where it was restored from a backup), plan (which checkpoints, by
// when, owed by whom; lastplan, where that cannot be understood today), reports and
// rulings (which records count), runs (what each department has in hand), grants (who
// was given more time), cycles (what a standing duty asks for again), misses (the
// ledger of deadlines missed), schedule (what is near or behind), interviews, escalate
// (the ledger of rungs reached), completion and status.
package duty

import (
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

// Input is everything an evaluation depends on.
type Input struct {
	// Duty with its spec and, in its status, the ledger of earlier evaluations.
	Duty *v1alpha1.DepartmentDuty
	// Jurisdiction that holds the duty's namespace; nil while there is none.
	Jurisdiction *v1alpha1.Jurisdiction
	// Ancestors of the Jurisdiction, the nearest first.
	Ancestors []*v1alpha1.Jurisdiction
	// Calendar on which the Jurisdiction counts working days.
	Calendar calendar.Found
	// Cascade is how the copies of the duty stand; nil where it is not handed down.
	Cascade *v1alpha1.CascadeStatus
	// Reports and Rulings that name the duty, in any order.
	Reports []v1alpha1.DutyReport
	Rulings []v1alpha1.DutyRuling
	// Now is the API server's time. Records may be stamped a little later than
	// it: they are facts all the same.
	Now time.Time
}

// Result is what follows from an Input.
type Result struct {
	// Status of the duty, ledger included.
	Status v1alpha1.DepartmentDutyStatus
	// Reports and Rulings are the statuses of the records, in the order of the
	// Input's.
	Reports []v1alpha1.RecordStatus
	Rulings []v1alpha1.RecordStatus
	// Next is the next instant after Now at which the result would change while
	// plan and records stay as they are; zero if there is none.
	Next time.Time
}

// Evaluate decides how the duty stands at in.Now. It changes nothing of its
// input, and given its own result as the ledger it returns the same again.
func Evaluate(in Input) Result {
	status := in.Duty.Status.DeepCopy()
	status.ObservedGeneration = in.Duty.Generation
	book := newBook(in.Duty.Status.Receipts, in.Reports, in.Rulings)
	status.Receipts = book.receipts

	plan, problem := newPlan(in)
	if problem != nil {
		plan = lastPlan(in, problem)
	}
	if plan == nil {
		setReady(&status.Conditions, problem, in.Duty.Generation, in.Now)
		setLedgerLost(&status.Conditions, in, book, time.UTC)
		reports, rulings := book.unevaluated(problem, in.Now)
		return Result{Status: *status, Reports: reports, Rulings: rulings}
	}
	evaluation := &evaluation{plan: plan, now: in.Now, cascade: in.Cascade}
	status.Withdrawal = plan.withdrawal
	evaluation.weigh(book)
	if !plan.last {
		status.Recurrence = plan.recurrence
		status.Cycles = plan.ledgerOfCycles()
		plan.noteCycles()
	}
	status.Misses = evaluation.misses(in.Duty.Status.Misses)
	evaluation.fill(status, in.Duty.Generation)
	setLedgerLost(&status.Conditions, in, book, plan.region.Location)
	reports, rulings := book.evaluated(evaluation.view, in.Now)
	result := Result{Status: *status, Reports: reports, Rulings: rulings, Next: evaluation.next}
	if bounded, ok := evaluation.bounded(in, &result); ok {
		// What is dropped is forgotten here, and not only by the next evaluation.
		return Evaluate(bounded)
	}
	if evaluation.forgot {
		return Evaluate(written(in, &result))
	}
	return result
}

// Orphans returns the statuses of records whose duty does not exist.
func Orphans(reports []v1alpha1.DutyReport, rulings []v1alpha1.DutyRuling, now time.Time) ([]v1alpha1.RecordStatus, []v1alpha1.RecordStatus) {
	book := newBook(nil, reports, rulings)
	return book.orphaned(now)
}

// problem is why an object, or a part of it, is not understood.
type problem struct {
	reason  string
	message string
	// waiting is set when another object may still resolve it, and a person need
	// not act.
	waiting bool
}

// evaluation is one run of Evaluate after the records were resolved.
type evaluation struct {
	plan    *plan
	view    *view
	now     time.Time
	cascade *v1alpha1.CascadeStatus
	// forgot is set where the ledger does not keep a cycle in mind any more.
	forgot bool
	// next is the earliest instant after now that was asked about.
	next time.Time
}

// weigh finds out what the records amount to. Which cycles of a standing duty have
// opened depends on what was completed before, and what reports are for on which
// cycles had opened: so it looks again after it found some.
func (e *evaluation) weigh(b *book) {
	// What opened cannot open again.
	for again := true; again; again = e.openCycles() {
		b.resolve(e.plan)
		e.view = newView(e.plan, b.reports, b.rulings, b.everReceived(v1alpha1.RecordDutyRuling))
		e.applyGrants()
	}
}

// passed tells whether instant lies at or before now, and if not, remembers it
// as an instant at which the result changes.
func (e *evaluation) passed(instant time.Time) bool {
	if !e.now.Before(instant) {
		return true
	}
	if e.next.IsZero() || instant.Before(e.next) {
		e.next = instant
	}
	return false
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package meeting decides how a JointMeeting stands: which sessions it has, which of
// them were held, what the next one has to look at, and which duties its decisions
// became. The controller and the tests call Evaluate; nothing else decides whether a
// session was missed.
//
// The evaluation runs in this order, a file each: plan (what the meeting declares, and
// on which calendar), minutes and supersede (which of them are in force), sessions (the
// days of the schedule and the extra ones), outcome (how each stands), decisions (the
// duties), ledger (for what there is room, and the agendas), members and status.
package meeting

import (
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/conditions"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// Input is everything an evaluation depends on.
type Input struct {
	// Meeting with its spec and, in its status, the ledger of earlier evaluations.
	Meeting *v1alpha1.JointMeeting
	// Jurisdiction that holds the meeting's namespace; nil while there is none.
	Jurisdiction *v1alpha1.Jurisdiction
	// Calendar on which the Jurisdiction counts working days.
	Calendar calendar.Found
	// Minutes that name the meeting, in any order.
	Minutes []v1alpha1.MeetingMinutes
	// Duties of the namespace, in any order. They may belong to a cache.
	Duties []v1alpha1.DepartmentDuty
	// Now is the API server's time. Minutes may be stamped a little later than it: they
	// are facts all the same.
	Now time.Time
}

// Result is what follows from an Input.
type Result struct {
	// Status of the meeting, ledger included.
	Status v1alpha1.JointMeetingStatus
	// Minutes are the statuses of the minutes, in the order of the Input's.
	Minutes []v1alpha1.MeetingMinutesStatus
	// Understood is set where the meeting could be evaluated. Where it could not,
	// nothing is known of its decisions, and no duty may be touched.
	Understood bool
	// Wanted are the duties of its decisions as they should be. A duty of the meeting
	// that is not among them was struck out.
	Wanted []upkeep.Wanted
	// Next is the next instant after Now at which the result would change while the
	// input stays as it is; zero if there is none.
	Next time.Time
}

// Evaluate decides how the meeting stands at in.Now. It changes nothing of its input,
// and given its own result as the ledger it returns the same again.
func Evaluate(in Input) Result {
	status := in.Meeting.Status.DeepCopy()
	status.ObservedGeneration = in.Meeting.Generation
	plan, problem := newPlan(in)
	if problem != nil {
		if !wasUnderstood(in.Meeting) {
			status.Schedule = scheduleSeen(in.Meeting, in.Now) // so that another one is an edit
		}
		conditions.SetReady(&status.Conditions, problem.reason, problem.message, problem.waiting, in.Meeting.Generation, in.Now)
		setLedgerLost(&status.Conditions, in, time.UTC)
		return Result{Status: *status, Minutes: unevaluated(in, problem)}
	}
	e := &evaluation{plan: plan, before: &in.Meeting.Status, duties: in.Duties, now: in.Now}
	e.readLedger()
	e.resolve(in.Minutes)
	e.placeSessions()
	e.conclude()
	e.countDecisions()
	e.ledger = e.bounded()
	e.freeze(e.ledger)
	forgetNames(e.ledger)
	e.fill(status)
	setLedgerLost(&status.Conditions, in, plan.region.Location)
	return Result{
		Status: *status, Minutes: e.evaluatedMinutes(), Understood: true, Wanted: e.wanted(), Next: e.next,
	}
}

// Orphans returns the statuses of minutes whose meeting does not exist.
func Orphans(minutes []v1alpha1.MeetingMinutes, now time.Time) []v1alpha1.MeetingMinutesStatus {
	return waiting(minutes, &problem{
		reason: v1alpha1.ReasonMeetingNotFound, waiting: true,
		message: "spec.meetingRef.name: there is no JointMeeting of that name in this namespace yet",
	}, now)
}

// problem is why an object, or a part of it, is not understood.
type problem struct {
	reason  string
	message string
	// waiting is set when another object may still resolve it, and a person need not
	// act.
	waiting bool
}

// evaluation is one run of Evaluate after the plan was read.
type evaluation struct {
	plan   *plan
	before *v1alpha1.JointMeetingStatus
	duties []v1alpha1.DepartmentDuty
	now    time.Time
	// minutes in the order of the input, and which are in force of each session.
	minutes []*minutes
	inForce map[v1alpha1.PlainDate]*minutes
	// kept tells of which sessions minutes are at hand that were in force before.
	kept map[v1alpha1.PlainDate]bool
	// sessions by their keys, and those for which the ledger has room.
	sessions map[v1alpha1.PlainDate]*session
	ledger   []*session
	// invited is how many sessions of the schedule lie ahead up to the last whose members
	// are invited.
	invited int
	// ahead is the session that takes place next, nil if none is known.
	ahead *session
	// decided counts the decisions of all sessions.
	decided tally
	// taken names the duties that bear the name of a decision's and are not its own.
	taken []string
	// next is the earliest instant after now that was asked about.
	next time.Time
}

// passed tells whether instant lies at or before now, and if not, remembers it as an
// instant at which the result changes.
func (e *evaluation) passed(instant time.Time) bool {
	if !e.now.Before(instant) {
		return true
	}
	if e.next.IsZero() || instant.Before(e.next) {
		e.next = instant
	}
	return false
}

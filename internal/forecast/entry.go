// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package forecast

import (
	"cmp"
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Kind tells what happens.
type Kind string

// The kinds, in the order in which they are listed where they fall on one instant.
const (
	// CycleOpened: a cycle of a standing duty opens.
	CycleOpened Kind = "CycleOpened"
	// DueSoon: the duty begins to warn of a deadline.
	DueSoon Kind = "DueSoon"
	// BehindSchedule: the quantity reported falls below the straight line to a target.
	BehindSchedule Kind = "BehindSchedule"
	// Due: a deadline falls for which not every completion counts. Departments are those
	// that have nothing in hand; none where all that is owed awaits its ruling.
	Due Kind = "Due"
	// Missed: a miss begins to stand in the ledger: of a deadline that just fell, or
	// again, where a waiver of it has come to its end.
	Missed Kind = "Missed"
	// RungReached: a rung of the ladder is reached, a Reminder among them.
	RungReached Kind = "RungReached"
	// RectificationOverdue: what an interview asked for has not been done by its day.
	RectificationOverdue Kind = "RectificationOverdue"
	// LookBackDue: the time has come to look back at what an interview led to.
	LookBackDue Kind = "LookBackDue"
)

// kinds ranks them.
var kinds = []Kind{CycleOpened, DueSoon, BehindSchedule, Due, Missed, RungReached, RectificationOverdue, LookBackDue}

// Entry is one thing that happens to one duty at one instant. All instants are in UTC
// and in whole seconds, as those of the statuses are.
type Entry struct {
	// Time is when it happens: the very instant at which the operator will write it.
	Time time.Time `json:"time"`
	// Jurisdiction that holds the duty; "" if none does any more.
	Jurisdiction v1alpha1.JurisdictionName `json:"jurisdiction,omitempty"`
	// Namespace, Duty and Title are the duty's.
	Namespace string              `json:"namespace"`
	Duty      v1alpha1.ObjectName `json:"duty"`
	Title     string              `json:"title"`
	// Kind tells what happens.
	Kind Kind `json:"kind"`
	// Checkpoint that it is about; "" for BehindSchedule and what follows an interview,
	// which are about the duty as a whole.
	Checkpoint v1alpha1.CheckpointName `json:"checkpoint,omitempty"`
	// Deadline of the checkpoint, and of RectificationOverdue the day set by the
	// interview: the first instant that is too late. Zero where there is none.
	Deadline time.Time `json:"deadline,omitzero"`
	// Departments that owe what it is about, in the order of the plan.
	Departments []v1alpha1.DepartmentName `json:"departments,omitempty"`
	// Action is the rung of RungReached.
	Action v1alpha1.EscalationAction `json:"action,omitempty"`
	// Ruling is the interview of RectificationOverdue and LookBackDue.
	Ruling v1alpha1.ObjectName `json:"ruling,omitempty"`
	// Message is what the status says of it, in English and in the region's time zone;
	// "" where the other fields say everything.
	Message string `json:"message,omitempty"`
	// Light that the duty shows from then on.
	Light v1alpha1.Light `json:"light,omitempty"`
}

// Compare orders entries by time, then by region and duty, then by kind.
func Compare(a, b Entry) int {
	return cmp.Or(
		a.Time.Compare(b.Time),
		cmp.Compare(a.Jurisdiction, b.Jurisdiction),
		cmp.Compare(a.Namespace, b.Namespace),
		cmp.Compare(a.Duty, b.Duty),
		cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)),
		a.Deadline.Compare(b.Deadline),
		cmp.Compare(a.Checkpoint, b.Checkpoint),
		cmp.Compare(a.Action, b.Action),
		cmp.Compare(a.Ruling, b.Ruling),
	)
}

// Problem is a duty that is not Ready at the beginning. What is forecast of it, if
// anything, rests on the plan as it was last understood, or on what of it is.
type Problem struct {
	// Jurisdiction that holds the duty; "" if none does.
	Jurisdiction v1alpha1.JurisdictionName `json:"jurisdiction,omitempty"`
	// Namespace, Duty and Title are the duty's.
	Namespace string              `json:"namespace"`
	Duty      v1alpha1.ObjectName `json:"duty"`
	Title     string              `json:"title"`
	// Reason and Message are those of its condition Ready.
	Reason  string `json:"reason"`
	Message string `json:"message,omitempty"`
	// Stalled tells whether a person has to act; otherwise another object is missing
	// that may still come.
	Stalled bool `json:"stalled"`
}

func compareProblems(a, b Problem) int {
	return cmp.Or(cmp.Compare(a.Jurisdiction, b.Jurisdiction), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Duty, b.Duty))
}

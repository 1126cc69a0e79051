// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upkeep

import "github.com/jianguan/supervision-operator/api/v1alpha1"

// Words are how a controller tells people what it did to a duty. The note of an event
// is the Event's, a space, and what Source says.
type Words struct {
	// Action is that of all events.
	Action string
	// Source names what a duty was made of.
	Source func(*v1alpha1.DepartmentDuty) string

	// Created tells that a duty was made.
	Created Event
	// Changed tells that a duty was made again what its source says.
	Changed Event
	// Reinstated tells that a duty that was withdrawn is in force again.
	Reinstated Event
	// Withdrawn tells that nothing is owed of a duty any more. It is a warning.
	Withdrawn Event
	// Deleted tells that a duty without records was deleted. It is a warning.
	Deleted Event
}

// Event is what is told of one kind of write.
type Event struct {
	Reason string
	// Note says what it means for those who owe the duty, up to what Source says.
	Note string
}

// tell records what happened to a duty; kind is the type of the event.
func (w *Writer) tell(duty *v1alpha1.DepartmentDuty, kind string, event Event) {
	w.Recorder.Eventf(duty, nil, kind, event.Reason, w.Words.Action, "%s %s", event.Note, w.Words.Source(duty))
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// actionHandDown is the action of the events of this controller.
const actionHandDown = "HandDown"

// Reasons of events on copies.
const (
	// eventHandedDown tells that a copy was made.
	eventHandedDown = "HandedDown"
	// eventChanged tells that a copy was made again what its origin says.
	eventChanged = "Changed"
	// eventWithdrawn tells that nothing is owed of a copy any more.
	eventWithdrawn = "Withdrawn"
	// eventReinstated tells that a copy that was withdrawn is in force again.
	eventReinstated = "Reinstated"
	// eventTakenBack tells that a copy without records was deleted.
	eventTakenBack = "TakenBack"
)

// notes say of each event what it means for the region.
var notes = map[string]string{
	eventHandedDown: "made after",
	eventChanged:    "brought in line with",
	eventWithdrawn:  "nothing is owed any more, and what was filed is kept; it is not handed down here any more by",
	eventReinstated: "in force again, as it is handed down here again by",
	eventTakenBack:  "deleted, as nothing was filed, and it is not handed down here any more by",
}

// tell records what happened to a copy.
func (r *Reconciler) tell(duty *v1alpha1.DepartmentDuty, reason string) {
	kind := corev1.EventTypeNormal
	if reason == eventWithdrawn || reason == eventTakenBack {
		kind = corev1.EventTypeWarning
	}
	origin := &duty.Spec.Origin
	r.Recorder.Eventf(duty, nil, kind, reason, actionHandDown, "%s DepartmentDuty %q in namespace %q of Jurisdiction %q",
		notes[reason], origin.Name, origin.Namespace, origin.Jurisdiction)
}

// tellUnclear tells that nothing was done about a duty, if a person has to act.
func (r *Reconciler) tellUnclear(facts *facts) {
	if !facts.waiting {
		r.Recorder.Eventf(facts.origin, nil, corev1.EventTypeWarning, v1alpha1.ReasonInvalidCascade, actionHandDown,
			"%s; the copies stay as they are", facts.unclear)
	}
}

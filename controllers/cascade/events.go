// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	keeper "github.com/jianguan/supervision-operator/controllers/upkeep"
)

// actionHandDown is the action of the events of this controller.
const actionHandDown = "HandDown"

// words tell what a write means for the region that holds the copy.
func words() keeper.Words {
	return keeper.Words{
		Action: actionHandDown,
		Source: func(duty *v1alpha1.DepartmentDuty) string {
			origin := &duty.Spec.Origin
			return fmt.Sprintf("DepartmentDuty %q in namespace %q of Jurisdiction %q", origin.Name, origin.Namespace, origin.Jurisdiction)
		},
		Created:    keeper.Event{Reason: "HandedDown", Note: "made after"},
		Changed:    keeper.Event{Reason: "Changed", Note: "brought in line with"},
		Reinstated: keeper.Event{Reason: "Reinstated", Note: "in force again, as it is handed down here again by"},
		Withdrawn: keeper.Event{
			Reason: "Withdrawn",
			Note:   "nothing is owed any more, and what was filed is kept; it is not handed down here any more by",
		},
		Deleted: keeper.Event{
			Reason: "TakenBack",
			Note:   "deleted, as nothing was filed, and it is not handed down here any more by",
		},
	}
}

// tellUnclear tells that nothing was done about a duty, if a person has to act.
func (r *Reconciler) tellUnclear(facts *facts) {
	if !facts.waiting {
		r.Recorder.Eventf(facts.origin, nil, corev1.EventTypeWarning, v1alpha1.ReasonInvalidCascade, actionHandDown,
			"%s; the copies stay as they are", facts.unclear)
	}
}

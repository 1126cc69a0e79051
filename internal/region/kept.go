// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"slices"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Kept are the workloads whose objects stay as they are although nothing that
// could be set up declares them, by name.
type Kept map[v1alpha1.WorkloadName]v1alpha1.WorkloadStatus

// Keep finds what is kept: while the line of parents is not in order, what was
// inherited until then, as nobody knows what is inherited now; and always what
// is declared in a way in which it cannot be set up.
func Keep(jurisdiction *v1alpha1.Jurisdiction, workloads []Running, resolved bool) Kept {
	kept := Kept{}
	if !resolved {
		for _, status := range jurisdiction.Status.Workloads {
			if string(status.DeclaredBy) != jurisdiction.Name {
				kept[status.Name] = status
			}
		}
	}
	for _, workload := range workloads {
		delete(kept, workload.Name) // the region's own word counts
		if invalid(workload) != nil {
			kept[workload.Name] = v1alpha1.WorkloadStatus{Name: workload.Name}
		}
	}
	return kept
}

// holds tells whether an object is one of a workload that is kept.
func (k Kept) holds(object Object) bool {
	_, kept := k[v1alpha1.WorkloadName(object.GetLabels()[labelWorkload])]
	return kept
}

// inherited lists what is kept from before the line of parents broke.
func (k Kept) inherited(declared []Running) []v1alpha1.WorkloadStatus {
	var statuses []v1alpha1.WorkloadStatus
	for _, status := range k {
		if !slices.ContainsFunc(declared, func(r Running) bool { return r.Name == status.Name }) {
			statuses = append(statuses, status)
		}
	}
	return statuses
}

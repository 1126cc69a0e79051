// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"slices"
	"strings"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Running is a workload as it is declared for a region, by the region itself or
// by one above it. It may be switched off.
type Running struct {
	v1alpha1.Workload
	DeclaredBy string
}

// Off tells whether the workload is switched off.
func (r Running) Off() bool { return r.Presence == v1alpha1.WorkloadAbsent }

// Workloads finds what runs in a region: of each name, the nearest declaration
// that is meant for it. The ancestors are the nearest first. The result is in
// the order of names.
func Workloads(jurisdiction *v1alpha1.Jurisdiction, ancestors []*v1alpha1.Jurisdiction) []Running {
	var running []Running
	found := map[v1alpha1.WorkloadName]bool{}
	for _, declarer := range append([]*v1alpha1.Jurisdiction{jurisdiction}, ancestors...) {
		for _, workload := range declarer.Spec.Workloads {
			if found[workload.Name] || !meant(workload, declarer, jurisdiction) {
				continue
			}
			found[workload.Name] = true
			running = append(running, Running{Workload: workload, DeclaredBy: declarer.Name})
		}
	}
	slices.SortFunc(running, func(a, b Running) int { return strings.Compare(string(a.Name), string(b.Name)) })
	return running
}

// meant tells whether a declaration is meant for a region at or below the one
// that makes it.
func meant(workload v1alpha1.Workload, declarer, jurisdiction *v1alpha1.Jurisdiction) bool {
	if len(workload.Levels) == 0 {
		return declarer == jurisdiction
	}
	return slices.Contains(workload.Levels, jurisdiction.Spec.Level)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
	"github.com/jianguan/supervision-operator/internal/region"
)

// workloads sums up how the workloads of the region stand.
func workloads(all []v1alpha1.WorkloadStatus) finding {
	f := finding{condition: v1alpha1.ConditionWorkloadsReady, status: metav1.ConditionTrue}
	failing := inState(all, v1alpha1.WorkloadFailing)
	progressing := inState(all, v1alpha1.WorkloadProgressing)
	switch {
	case len(all) == 0:
		f.reason, f.message = v1alpha1.ReasonNoWorkloads, "the region runs no workload"
	case len(failing) > 0:
		f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonWorkloadsFailing
		f.message = fmt.Sprintf("failing: %d of %d workloads; %s", len(failing), len(all), explained(failing))
	case len(progressing) > 0:
		f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonWorkloadsProgressing
		f.message = fmt.Sprintf("not ready yet: %d of %d workloads; %s", len(progressing), len(all), explained(progressing))
	default:
		f.reason = v1alpha1.ReasonWorkloadsReady
		f.message = fmt.Sprintf("workloads: %d ready, %d absent",
			len(inState(all, v1alpha1.WorkloadReady)), len(inState(all, v1alpha1.WorkloadSwitchedOff)))
	}
	return f
}

func inState(all []v1alpha1.WorkloadStatus, states ...v1alpha1.WorkloadReadiness) []v1alpha1.WorkloadStatus {
	var found []v1alpha1.WorkloadStatus
	for _, workload := range all {
		if slices.Contains(states, workload.State) {
			found = append(found, workload)
		}
	}
	return found
}

// explained names workloads with their messages. What is cut here is told in full
// in status.workloads.
func explained(some []v1alpha1.WorkloadStatus) string {
	return messages.Enumerate(len(some), "; ", func(i int) string {
		if some[i].Message == "" {
			return string(some[i].Name)
		}
		return string(some[i].Name) + ": " + messages.Quoted(some[i].Message)
	})
}

// notAvailable finds that Deployments are not available. A CronJob is not: that
// it stands is all that setting it up can do.
func notAvailable(all []v1alpha1.WorkloadStatus) []region.Problem {
	missing := slices.DeleteFunc(inState(all, v1alpha1.WorkloadProgressing, v1alpha1.WorkloadFailing),
		func(workload v1alpha1.WorkloadStatus) bool { return workload.Kind != v1alpha1.WorkloadDeployment })
	if len(missing) == 0 {
		return nil
	}
	return []region.Problem{{
		Reason: v1alpha1.ReasonWorkloadsNotAvailable,
		Message: "Deployments that are not available: " + messages.Enumerate(len(missing), ", ", func(i int) string {
			return fmt.Sprintf("%s (%s)", missing[i].Name, missing[i].State)
		}),
	}}
}

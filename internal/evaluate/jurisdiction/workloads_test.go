// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func workload(
	name v1alpha1.WorkloadName, kind v1alpha1.WorkloadKind, state v1alpha1.WorkloadReadiness, message string,
) v1alpha1.WorkloadStatus {
	return v1alpha1.WorkloadStatus{Name: name, Kind: kind, DeclaredBy: "xicheng", State: state, Message: message}
}

func TestWorkloads(t *testing.T) {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	const deployment, cronJob = v1alpha1.WorkloadDeployment, v1alpha1.WorkloadCronJob
	const ready, progressing, failing = v1alpha1.WorkloadReady, v1alpha1.WorkloadProgressing, v1alpha1.WorkloadFailing
	off := workload("off", "", v1alpha1.WorkloadSwitchedOff, "switched off by xicheng")
	setUp := said{yes, "Evaluated", `set up in namespace "region-xicheng"`}
	var twelve []v1alpha1.WorkloadStatus
	for i := range 12 {
		twelve = append(twelve, workload(v1alpha1.WorkloadName(fmt.Sprintf("w%d", i)), cronJob, failing, ""))
	}
	cases := map[string]struct {
		workloads []v1alpha1.WorkloadStatus
		problems  []region.Problem
		want      said
		ready     said
	}{
		"every workload is ready or absent": {
			workloads: []v1alpha1.WorkloadStatus{workload("a", deployment, ready, ""), workload("b", cronJob, ready, "ran"), off},
			want:      said{yes, "WorkloadsReady", "workloads: 2 ready, 1 absent"},
			ready:     setUp,
		},
		"all are absent": {
			workloads: []v1alpha1.WorkloadStatus{off},
			want:      said{yes, "WorkloadsReady", "workloads: 0 ready, 1 absent"},
			ready:     setUp,
		},
		"a Deployment that is not available yet": {
			workloads: []v1alpha1.WorkloadStatus{workload("a", deployment, progressing, "0 of 1 pods"), workload("b", cronJob, ready, "")},
			want:      said{no, "WorkloadsProgressing", "not ready yet: 1 of 2 workloads; a: 0 of 1 pods"},
			ready:     said{no, "WorkloadsNotAvailable", "Deployments that are not available: a (Progressing)"},
		},
		"a CronJob keeps no region from being ready": {
			workloads: []v1alpha1.WorkloadStatus{workload("a", cronJob, failing, "run a-1 failed"), workload("b", cronJob, progressing, "")},
			want:      said{no, "WorkloadsFailing", "failing: 1 of 2 workloads; a: run a-1 failed"},
			ready:     setUp,
		},
		"what fails is told before what goes on": {
			workloads: []v1alpha1.WorkloadStatus{workload("a", deployment, progressing, "x"), workload("b", deployment, failing, ""), off},
			want:      said{no, "WorkloadsFailing", "failing: 1 of 3 workloads; b"},
			ready:     said{no, "WorkloadsNotAvailable", "Deployments that are not available: a (Progressing), b (Failing)"},
		},
		"a workload that is not available comes after other problems": {
			workloads: []v1alpha1.WorkloadStatus{workload("a", deployment, progressing, "")},
			problems:  []region.Problem{{Reason: v1alpha1.ReasonNameTaken, Message: "taken"}},
			want:      said{no, "WorkloadsProgressing", "not ready yet: 1 of 1 workloads; a"},
			ready:     said{no, "NameTaken", "taken; Deployments that are not available: a (Progressing)"},
		},
		"more than ten are counted": {
			workloads: twelve,
			want: said{no, "WorkloadsFailing",
				"failing: 12 of 12 workloads; w0; w1; w2; w3; w4; w5; w6; w7; w8; w9; and 2 more"},
			ready: setUp,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			status := jurisdiction.Evaluate(jurisdiction.Input{
				Jurisdiction: wrappers.Jurisdiction("xicheng").Obj(),
				Setup:        region.Outcome{Namespace: "region-xicheng", Problems: tc.problems, Workloads: tc.workloads},
				Now:          now.Time,
			}).Status
			if diff := cmp.Diff(tc.want, saidBy(t, status, "WorkloadsReady")); diff != "" {
				t.Errorf("WorkloadsReady (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.ready, saidBy(t, status, "Ready")); diff != "" {
				t.Errorf("Ready (-want +got):\n%s", diff)
			}
			if got := saidBy(t, status, "Stalled"); got.Status != no {
				t.Errorf("Stalled: %v, but no person is needed", got)
			}
			if got := saidBy(t, status, "OnTrack"); got.Status != yes {
				t.Errorf("OnTrack: %v, but workloads have no part in it", got)
			}
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// state of the one workload of a region, in words.
func state(jurisdiction *wrappers.JurisdictionWrapper, observed ...region.Object) string {
	j := jurisdiction.Obj()
	states := region.States(j, region.Workloads(j, nil), nil, observed)
	var words []string
	for _, s := range states {
		words = append(words, strings.TrimSpace(strings.Join(
			[]string{string(s.Name), string(s.Kind), string(s.DeclaredBy), string(s.State), s.Message}, " ")))
	}
	return strings.Join(words, "; ")
}

func TestStatesOfADeployment(t *testing.T) {
	condition := func(of appsv1.DeploymentConditionType, status corev1.ConditionStatus, message string) appsv1.DeploymentCondition {
		return appsv1.DeploymentCondition{Type: of, Status: status, Message: message}
	}
	available := condition(appsv1.DeploymentAvailable, corev1.ConditionTrue, "has minimum availability")
	unavailable := condition(appsv1.DeploymentAvailable, corev1.ConditionFalse, "has not")
	long := strings.Repeat("监", 1001)

	cases := map[string]struct {
		labels     map[string]string
		observed   int64
		conditions []appsv1.DeploymentCondition
		want       string
	}{
		"available": {observed: 2, conditions: []appsv1.DeploymentCondition{available}, want: "Ready"},
		"available, and rolling out a change": {
			observed: 2, want: "Ready",
			conditions: []appsv1.DeploymentCondition{condition(appsv1.DeploymentProgressing, corev1.ConditionTrue, "replica set updated"), available},
		},
		"not yet available": {
			observed: 2, conditions: []appsv1.DeploymentCondition{unavailable},
			want: "Progressing the Deployment is not available yet",
		},
		"nothing said yet": {observed: 2, want: "Progressing the Deployment is not available yet"},
		"what is said is of the generation before": {
			observed: 1, conditions: []appsv1.DeploymentCondition{available},
			want: "Progressing the change of the Deployment has not been taken up yet",
		},
		"no progress": {
			observed: 2, want: "Failing deadline exceeded",
			conditions: []appsv1.DeploymentCondition{
				unavailable, condition(appsv1.DeploymentProgressing, corev1.ConditionFalse, "deadline exceeded"),
			},
		},
		"no progress, though the old pods are available": {
			observed: 2, want: "Failing deadline exceeded",
			conditions: []appsv1.DeploymentCondition{
				available, condition(appsv1.DeploymentProgressing, corev1.ConditionFalse, "deadline exceeded"),
			},
		},
		"pods refused": {
			observed: 2, want: "Failing exceeded quota",
			conditions: []appsv1.DeploymentCondition{condition(appsv1.DeploymentReplicaFailure, corev1.ConditionTrue, "exceeded quota")},
		},
		"pods no longer refused": {
			observed: 2, want: "Ready",
			conditions: []appsv1.DeploymentCondition{condition(appsv1.DeploymentReplicaFailure, corev1.ConditionFalse, ""), available},
		},
		"a long message is cut between characters": {
			observed: 2, want: "Failing " + strings.Repeat("监", 1000) + "…",
			conditions: []appsv1.DeploymentCondition{condition(appsv1.DeploymentReplicaFailure, corev1.ConditionTrue, long)},
		},
		"somebody else's of the name": {
			labels: map[string]string{managedBy: "Helm"}, observed: 2,
			conditions: []appsv1.DeploymentCondition{available}, want: "Progressing not set up yet",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if tc.labels == nil {
				tc.labels = ownLabels()
			}
			got := state(wrappers.Jurisdiction("xicheng").Workload(wrappers.Deployment("portal")), &appsv1.Deployment{
				ObjectMeta: metav1.ObjectMeta{Name: "portal", Labels: tc.labels, Generation: 2},
				Status:     appsv1.DeploymentStatus{ObservedGeneration: tc.observed, Conditions: tc.conditions},
			})
			if diff := cmp.Diff("portal Deployment xicheng "+tc.want, got); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStatesOfACronJob(t *testing.T) {
	at := func(hour int) *metav1.Time {
		return &metav1.Time{Time: time.Date(2021, time.April, 16, hour, 0, 0, 0, time.UTC)}
	}
	failing := v1alpha1.WorkloadStatus{Name: "sync", State: v1alpha1.WorkloadFailing, Message: "the last run failed"}
	going := []corev1.ObjectReference{{Name: "sync-1"}}

	cases := map[string]struct {
		before []v1alpha1.WorkloadStatus
		status batchv1.CronJobStatus
		want   string
	}{
		"never ran":         {want: "Ready"},
		"succeeded":         {status: batchv1.CronJobStatus{LastScheduleTime: at(6), LastSuccessfulTime: at(7)}, want: "Ready"},
		"in no time at all": {status: batchv1.CronJobStatus{LastScheduleTime: at(6), LastSuccessfulTime: at(6)}, want: "Ready"},
		"failed": {
			status: batchv1.CronJobStatus{LastScheduleTime: at(8), LastSuccessfulTime: at(7)},
			want:   "Failing the last run that ended did not succeed",
		},
		"never succeeded": {
			status: batchv1.CronJobStatus{LastScheduleTime: at(8)},
			want:   "Failing the last run that ended did not succeed",
		},
		"succeeded again": {
			before: []v1alpha1.WorkloadStatus{failing},
			status: batchv1.CronJobStatus{LastScheduleTime: at(8), LastSuccessfulTime: at(9)}, want: "Ready",
		},
		"runs for the first time": {
			status: batchv1.CronJobStatus{LastScheduleTime: at(8), Active: going}, want: "Ready",
		},
		"runs after a failure: what was said holds": {
			before: []v1alpha1.WorkloadStatus{{Name: "other", State: v1alpha1.WorkloadReady}, failing},
			status: batchv1.CronJobStatus{LastScheduleTime: at(8), Active: going}, want: "Failing the last run failed",
		},
		"runs after a success of its own, and a failure of another": {
			before: []v1alpha1.WorkloadStatus{
				{Name: "other", State: v1alpha1.WorkloadFailing}, {Name: "sync", State: v1alpha1.WorkloadReady},
			},
			status: batchv1.CronJobStatus{LastScheduleTime: at(8), LastSuccessfulTime: at(7), Active: going}, want: "Ready",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			jurisdiction := wrappers.Jurisdiction("xicheng").Workload(wrappers.CronJob("sync", "0 6 * * *")).
				Status(v1alpha1.JurisdictionStatus{Workloads: tc.before})
			got := state(jurisdiction, &batchv1.CronJob{
				ObjectMeta: metav1.ObjectMeta{Name: "sync", Labels: ownLabels()}, Status: tc.status,
			})
			if diff := cmp.Diff("sync CronJob xicheng "+tc.want, got); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStatesOfWhatIsNotThere(t *testing.T) {
	got := state(wrappers.Jurisdiction("xicheng").
		Workload(wrappers.Deployment("portal")).Workload(wrappers.CronJob("sync", "0 6 * * *")).
		Workload(wrappers.Absent("archive")))
	want := "archive  xicheng Absent; portal Deployment xicheng Progressing not set up yet; " +
		"sync CronJob xicheng Progressing not set up yet"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if got := state(wrappers.Jurisdiction("xicheng")); got != "" {
		t.Errorf("a region without workloads has %q", got)
	}
}

func TestStatesOfWhatIsKept(t *testing.T) {
	jurisdiction := wrappers.Jurisdiction("xicheng").Workload(wrappers.Deployment("desk")).
		Status(v1alpha1.JurisdictionStatus{Workloads: []v1alpha1.WorkloadStatus{
			{Name: "archive", DeclaredBy: "beijing", State: v1alpha1.WorkloadSwitchedOff},
			{Name: "desk", Kind: v1alpha1.WorkloadCronJob, DeclaredBy: "beijing", State: v1alpha1.WorkloadReady},
			{Name: "portal", Kind: v1alpha1.WorkloadDeployment, DeclaredBy: "beijing", State: v1alpha1.WorkloadReady},
			{Name: "taken-out", Kind: v1alpha1.WorkloadDeployment, DeclaredBy: "xicheng", State: v1alpha1.WorkloadReady},
		}}).Obj()
	declared := region.Workloads(jurisdiction, nil)
	got := map[string]string{}
	for _, s := range region.States(jurisdiction, declared, region.Keep(jurisdiction, declared, false), nil) {
		got[string(s.Name)] = strings.TrimSpace(string(s.Kind) + " of " + string(s.DeclaredBy) + ": " + string(s.State))
	}
	want := map[string]string{
		"archive": "of beijing: Absent", "desk": "Deployment of xicheng: Progressing",
		"portal": "Deployment of beijing: Progressing",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}

// What stood before runs on, but that is not what is declared.
func TestStatesOfWhatCannotBeSetUp(t *testing.T) {
	j := wrappers.Jurisdiction("xicheng").Workload(wrappers.CronJob("sync", "0 6 * *")).Obj()
	workloads := region.Workloads(j, nil)
	job := &batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{Name: "sync", Labels: ownLabels()}}
	for name, observed := range map[string][]region.Object{"nothing stands": nil, "a CronJob stands": {job}} {
		states := region.States(j, workloads, region.Keep(j, workloads, true), observed)
		if len(states) != 1 || states[0].State != v1alpha1.WorkloadFailing || !strings.Contains(states[0].Message, "expected exactly 5 fields") {
			t.Errorf("%s: %+v, want it failing for its schedule", name, states)
		}
	}
}

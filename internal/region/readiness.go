// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// States tells how each workload of a region stands, those that are kept among
// them, in the order of names.
func States(
	jurisdiction *v1alpha1.Jurisdiction, workloads []Running, kept Kept, observed []Object,
) []v1alpha1.WorkloadStatus {
	deployments, cronJobs := map[string]*appsv1.Deployment{}, map[string]*batchv1.CronJob{}
	for _, object := range observed {
		if !own(jurisdiction.Name, object.GetLabels()) {
			continue
		}
		switch object := object.(type) {
		case *appsv1.Deployment:
			deployments[object.Name] = object
		case *batchv1.CronJob:
			cronJobs[object.Name] = object
		}
	}
	states := kept.inherited(workloads)
	for _, workload := range workloads {
		status := v1alpha1.WorkloadStatus{
			Name: workload.Name, DeclaredBy: v1alpha1.JurisdictionName(workload.DeclaredBy),
		}
		switch {
		case workload.Off():
			status.State = v1alpha1.WorkloadSwitchedOff
		case workload.CronJob.Image != "":
			status.Kind = v1alpha1.WorkloadCronJob
		default:
			status.Kind = v1alpha1.WorkloadDeployment
		}
		states = append(states, status)
	}
	for i := range states {
		status := &states[i]
		switch status.Kind {
		case v1alpha1.WorkloadCronJob:
			status.State, status.Message = cronJobState(jurisdiction, cronJobs[string(status.Name)])
		case v1alpha1.WorkloadDeployment:
			status.State, status.Message = deploymentState(deployments[string(status.Name)])
		}
	}
	for _, workload := range workloads {
		if err := invalid(workload); err != nil {
			at := slices.IndexFunc(states, func(s v1alpha1.WorkloadStatus) bool { return s.Name == workload.Name })
			states[at].State, states[at].Message = v1alpha1.WorkloadFailing, shortened("cannot be set up as declared: "+err.Error())
		}
	}
	slices.SortFunc(states, func(a, b v1alpha1.WorkloadStatus) int {
		return strings.Compare(string(a.Name), string(b.Name))
	})
	return states
}

const notSetUp = "not set up yet"

// deploymentState reads how a Deployment stands off its status. The message
// holds no counts: they would change it with every pod.
func deploymentState(deployment *appsv1.Deployment) (v1alpha1.WorkloadReadiness, string) {
	if deployment == nil {
		return v1alpha1.WorkloadProgressing, notSetUp
	}
	if deployment.Status.ObservedGeneration < deployment.Generation {
		return v1alpha1.WorkloadProgressing, "the change of the Deployment has not been taken up yet"
	}
	available := false
	for _, condition := range deployment.Status.Conditions {
		switch {
		case condition.Type == appsv1.DeploymentReplicaFailure && condition.Status == corev1.ConditionTrue,
			condition.Type == appsv1.DeploymentProgressing && condition.Status == corev1.ConditionFalse:
			return v1alpha1.WorkloadFailing, shortened(condition.Message)
		case condition.Type == appsv1.DeploymentAvailable:
			available = condition.Status == corev1.ConditionTrue
		}
	}
	if !available {
		return v1alpha1.WorkloadProgressing, "the Deployment is not available yet"
	}
	return v1alpha1.WorkloadReady, ""
}

// cronJobState judges a CronJob by the last of its runs that ended. While one is
// going, what was said before holds.
func cronJobState(jurisdiction *v1alpha1.Jurisdiction, job *batchv1.CronJob) (v1alpha1.WorkloadReadiness, string) {
	if job == nil {
		return v1alpha1.WorkloadProgressing, notSetUp
	}
	last, succeeded := job.Status.LastScheduleTime, job.Status.LastSuccessfulTime
	switch {
	case len(job.Status.Active) > 0:
		for _, before := range jurisdiction.Status.Workloads {
			if string(before.Name) == job.Name && before.State == v1alpha1.WorkloadFailing {
				return before.State, before.Message
			}
		}
	case last != nil && (succeeded == nil || succeeded.Before(last)):
		return v1alpha1.WorkloadFailing, "the last run that ended did not succeed"
	}
	return v1alpha1.WorkloadReady, ""
}

// shortened cuts a text to what a status holds, between two characters.
func shortened(text string) string {
	const longest = 1000
	characters := []rune(text)
	if len(characters) <= longest {
		return text
	}
	return string(characters[:longest]) + "…"
}

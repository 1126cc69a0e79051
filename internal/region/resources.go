// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// What a container asks for, and gets at most, unless its declaration says
// something else.
var (
	defaultRequests = corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse("50m"), corev1.ResourceMemory: resource.MustParse("64Mi"),
	}
	defaultLimits = corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse("500m"), corev1.ResourceMemory: resource.MustParse("256Mi"),
	}
	tmpSize = resource.MustParse("64Mi")
)

// resourcesOf completes what is declared. What is requested never exceeds the
// limit: of the two, the one that is declared counts.
func resourcesOf(declared v1alpha1.WorkloadResources) corev1.ResourceRequirements {
	requirements := corev1.ResourceRequirements{Requests: corev1.ResourceList{}, Limits: corev1.ResourceList{}}
	complete := func(name corev1.ResourceName, request, limit *resource.Quantity) {
		least, most := defaultRequests[name].DeepCopy(), defaultLimits[name].DeepCopy()
		switch {
		case request != nil && limit != nil:
			least, most = *request, *limit
		case request != nil:
			least = *request
			if most.Cmp(least) < 0 {
				most = least
			}
		case limit != nil:
			most = *limit
			if least.Cmp(most) > 0 {
				least = most
			}
		}
		requirements.Requests[name], requirements.Limits[name] = least, most
	}
	complete(corev1.ResourceCPU, amountOf(declared.Requests.CPU), amountOf(declared.Limits.CPU))
	complete(corev1.ResourceMemory, amountOf(declared.Requests.Memory), amountOf(declared.Limits.Memory))
	return requirements
}

// amountOf reads an amount as the API server would store it; nil for none. The
// CRD lets nothing through that cannot be read.
func amountOf[T v1alpha1.CPUAmount | v1alpha1.MemoryAmount](declared T) *resource.Quantity {
	amount, err := resource.ParseQuantity(string(declared))
	if err != nil {
		return nil
	}
	amount.RoundUp(resource.Milli)
	return &amount
}

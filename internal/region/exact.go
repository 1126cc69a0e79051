// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// Exact returns an observed object without what others changed in it so that an
// apply cannot set it right: an apply takes away only what is the operator's own.
// It is nil where an apply does.
//
// The spec of a quota or policy must hold nothing else, as whoever opens a region
// adds to it; nor may a pod run or read anything else than what is declared. A port is known by its number: one that got another would stay
// beside the right one, under the same name, which the API server refuses.
func Exact(desired, observed Object) Object {
	if KindOf(desired).same(desired, observed) {
		return nil
	}
	exact, ok := observed.DeepCopyObject().(Object)
	if !ok || !makeExact(desired, exact) {
		return nil
	}
	return exact
}

// makeExact takes out of an object what Exact tells, and says whether there was
// something.
func makeExact(desired, exact Object) bool {
	switch exact := exact.(type) {
	case *corev1.ResourceQuota:
		if desired, ok := desired.(*corev1.ResourceQuota); ok {
			desired.Spec.DeepCopyInto(&exact.Spec)
			return true
		}
	case *networkingv1.NetworkPolicy:
		if desired, ok := desired.(*networkingv1.NetworkPolicy); ok {
			desired.Spec.DeepCopyInto(&exact.Spec)
			return true
		}
	case *corev1.Service:
		desired, ok := desired.(*corev1.Service)
		return ok && renumberService(desired, exact)
	case *appsv1.Deployment:
		if desired, ok := desired.(*appsv1.Deployment); ok {
			cleared := clearPod(&desired.Spec.Template.Spec, &exact.Spec.Template.Spec)
			return renumberContainer(desired, exact) || cleared
		}
	case *batchv1.CronJob:
		desired, ok := desired.(*batchv1.CronJob)
		return ok && clearPod(&desired.Spec.JobTemplate.Spec.Template.Spec, &exact.Spec.JobTemplate.Spec.Template.Spec)
	}
	return false
}

// renumberService gives a port that is known by its name its number. Where
// somebody else has that number, the port goes instead: the apply takes up the
// other one.
func renumberService(desired, exact *corev1.Service) (changed bool) {
	for _, want := range desired.Spec.Ports {
		wrong := func(port corev1.ServicePort) bool {
			return port.Name == want.Name && (port.Port != want.Port || port.Protocol != want.Protocol)
		}
		right := func(port corev1.ServicePort) bool { return port.Port == want.Port && port.Protocol == want.Protocol }
		at := slices.IndexFunc(exact.Spec.Ports, wrong)
		switch {
		case at < 0:
			continue
		case slices.ContainsFunc(exact.Spec.Ports, right):
			exact.Spec.Ports = slices.Delete(exact.Spec.Ports, at, at+1)
		default:
			exact.Spec.Ports[at].Port, exact.Spec.Ports[at].Protocol = want.Port, want.Protocol
		}
		changed = true
	}
	return changed
}

// renumberContainer does the same for the ports of the workload's container.
func renumberContainer(desired, exact *appsv1.Deployment) (changed bool) {
	containers := exact.Spec.Template.Spec.Containers
	main := slices.IndexFunc(containers, func(c corev1.Container) bool { return c.Name == portName })
	if main < 0 {
		return false
	}
	ports := &containers[main].Ports
	for _, want := range desired.Spec.Template.Spec.Containers[0].Ports {
		wrong := func(port corev1.ContainerPort) bool {
			return port.Name == want.Name && (port.ContainerPort != want.ContainerPort || port.Protocol != want.Protocol)
		}
		right := func(port corev1.ContainerPort) bool {
			return port.ContainerPort == want.ContainerPort && port.Protocol == want.Protocol
		}
		at := slices.IndexFunc(*ports, wrong)
		switch {
		case at < 0:
			continue
		case slices.ContainsFunc(*ports, right):
			*ports = slices.Delete(*ports, at, at+1)
		default:
			(*ports)[at].ContainerPort, (*ports)[at].Protocol = want.ContainerPort, want.Protocol
		}
		changed = true
	}
	return changed
}

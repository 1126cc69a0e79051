// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
)

// clearPod takes out of a pod what others added to what it runs and reads:
// containers, volumes, variables, hooks. Where it is scheduled is left to them.
func clearPod(desired, exact *corev1.PodSpec) (changed bool) {
	before := exact.DeepCopy()
	exact.InitContainers = nil
	exact.HostNetwork, exact.HostPID, exact.HostIPC = false, false, false
	exact.HostAliases, exact.DNSConfig = nil, nil
	exact.Volumes = slices.DeleteFunc(exact.Volumes, func(volume corev1.Volume) bool {
		return !slices.ContainsFunc(desired.Volumes, func(d corev1.Volume) bool { return d.Name == volume.Name })
	})
	for i := range exact.Volumes {
		// Two sources would be refused, and an apply adds to the one that is there.
		at := slices.IndexFunc(desired.Volumes, func(d corev1.Volume) bool { return d.Name == exact.Volumes[i].Name })
		exact.Volumes[i].VolumeSource = *desired.Volumes[at].VolumeSource.DeepCopy()
	}
	exact.Containers = slices.DeleteFunc(exact.Containers, func(container corev1.Container) bool {
		return !slices.ContainsFunc(desired.Containers, func(d corev1.Container) bool { return d.Name == container.Name })
	})
	for i := range exact.Containers {
		container := &exact.Containers[i]
		at := slices.IndexFunc(desired.Containers, func(d corev1.Container) bool { return d.Name == container.Name })
		clearContainer(&desired.Containers[at], container)
	}
	return !equality.Semantic.DeepEqual(before, exact)
}

func clearContainer(desired, exact *corev1.Container) {
	exact.EnvFrom, exact.Lifecycle, exact.VolumeDevices, exact.WorkingDir = nil, nil, nil, ""
	exact.LivenessProbe, exact.ReadinessProbe, exact.StartupProbe = nil, nil, nil
	// Of a variable that is there twice, the last counts: none but one may stay.
	seen := map[string]bool{}
	exact.Env = slices.DeleteFunc(exact.Env, func(variable corev1.EnvVar) bool {
		again := seen[variable.Name]
		seen[variable.Name] = true
		return again || !slices.ContainsFunc(desired.Env, func(d corev1.EnvVar) bool { return d.Name == variable.Name })
	})
	for i := range exact.Env {
		exact.Env[i].ValueFrom = nil
	}
	exact.VolumeMounts = slices.DeleteFunc(exact.VolumeMounts, func(mount corev1.VolumeMount) bool {
		return !slices.ContainsFunc(desired.VolumeMounts, func(d corev1.VolumeMount) bool { return d.MountPath == mount.MountPath })
	})
	if len(desired.Command) == 0 {
		exact.Command = nil
	}
	if len(desired.Args) == 0 {
		exact.Args = nil
	}
}

// exactPod tells whether a pod runs and reads nothing but what is declared.
func exactPod(desired, observed *corev1.PodSpec) bool {
	return !clearPod(desired, observed.DeepCopy())
}

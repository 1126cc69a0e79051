// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	// workloadAccount is the ServiceAccount of all workloads: it has no rights,
	// and its token is not mounted.
	workloadAccount = "workload"
	// labelWorkload tells which workload an object is of.
	labelWorkload = "app.kubernetes.io/name"

	portName = "main"

	// A run that could not start within ten minutes waits for its next time, and
	// one that fails is tried twice more.
	startingDeadlineSeconds = 600
	retries                 = 2
	runsKept                = 1
)

func (d *desired) addWorkloads(workloads []Running) {
	d.add(d.serviceAccount(workloadAccount))
	for _, workload := range workloads {
		switch {
		case workload.Off() || invalid(workload) != nil:
		case workload.Deployment.Image != "":
			d.addDeployment(workload)
		default:
			d.addCronJob(workload)
		}
	}
}

func (d *desired) addDeployment(workload Running) {
	declared := workload.Deployment
	template := d.podTemplate(workload.Name, declared.WorkloadContainer)
	if declared.Port != 0 {
		template.Spec.Containers[0].Ports = []corev1.ContainerPort{{
			Name: portName, ContainerPort: declared.Port, Protocol: corev1.ProtocolTCP,
		}}
		template.Spec.SecurityContext.Sysctls = sysctlsFor(declared.Port)
		d.addService(workload.Name, declared.Port)
	}
	d.add(withDigest(&appsv1.Deployment{
		ObjectMeta: d.workloadMeta(workload.Name),
		Spec: appsv1.DeploymentSpec{
			Replicas: declared.Replicas,
			Selector: &metav1.LabelSelector{MatchLabels: d.selector(workload.Name)},
			Template: template,
		},
	}))
}

// sysctlsFor lets an unprivileged process listen on a low port.
func sysctlsFor(port int32) []corev1.Sysctl {
	const firstUnprivileged = 1024
	if port >= firstUnprivileged {
		return nil
	}
	return []corev1.Sysctl{{Name: "net.ipv4.ip_unprivileged_port_start", Value: "0"}}
}

func (d *desired) addService(name v1alpha1.WorkloadName, port int32) {
	d.add(withDigest(&corev1.Service{
		ObjectMeta: d.workloadMeta(name),
		Spec: corev1.ServiceSpec{
			Selector: d.selector(name),
			Ports: []corev1.ServicePort{{
				Name: portName, Port: port, TargetPort: intstr.FromString(portName), Protocol: corev1.ProtocolTCP,
			}},
		},
	}))
}

func (d *desired) addCronJob(workload Running) {
	template := d.podTemplate(workload.Name, workload.CronJob.WorkloadContainer)
	template.Spec.RestartPolicy = corev1.RestartPolicyNever
	timeZone := d.timeZone()
	d.add(withDigest(&batchv1.CronJob{
		ObjectMeta: d.workloadMeta(workload.Name),
		Spec: batchv1.CronJobSpec{
			Schedule:                   workload.CronJob.Schedule,
			TimeZone:                   &timeZone,
			ConcurrencyPolicy:          batchv1.ForbidConcurrent,
			StartingDeadlineSeconds:    new(int64(startingDeadlineSeconds)),
			SuccessfulJobsHistoryLimit: new(int32(runsKept)),
			FailedJobsHistoryLimit:     new(int32(runsKept)),
			JobTemplate: batchv1.JobTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: d.workloadLabels(workload.Name)},
				Spec:       batchv1.JobSpec{BackoffLimit: new(int32(retries)), Template: template},
			},
		},
	}))
}

func (d *desired) timeZone() string {
	if zone := d.jurisdiction.Spec.TimeZone; zone != "" {
		return zone
	}
	return defaultTimeZone
}

// podTemplate is the same for all workloads but for what the container runs. It
// meets Pod Security "restricted".
func (d *desired) podTemplate(name v1alpha1.WorkloadName, declared v1alpha1.WorkloadContainer) corev1.PodTemplateSpec {
	const tmp, unprivileged = "tmp", 65532
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: d.workloadLabels(name)},
		Spec: corev1.PodSpec{
			ServiceAccountName:           workloadAccount,
			AutomountServiceAccountToken: new(bool),
			EnableServiceLinks:           new(bool),
			SecurityContext: &corev1.PodSecurityContext{
				RunAsNonRoot:   new(true),
				RunAsUser:      new(int64(unprivileged)),
				RunAsGroup:     new(int64(unprivileged)),
				FSGroup:        new(int64(unprivileged)),
				SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
			},
			Containers: []corev1.Container{{
				Name:      portName,
				Image:     declared.Image,
				Command:   declared.Command,
				Args:      declared.Args,
				Env:       d.environment(declared.Env),
				Resources: resourcesOf(declared.Resources),
				SecurityContext: &corev1.SecurityContext{
					AllowPrivilegeEscalation: new(bool),
					ReadOnlyRootFilesystem:   new(true),
					Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
				},
				VolumeMounts: []corev1.VolumeMount{{Name: tmp, MountPath: "/tmp"}},
			}},
			Volumes: []corev1.Volume{{Name: tmp, VolumeSource: corev1.VolumeSource{
				EmptyDir: &corev1.EmptyDirVolumeSource{SizeLimit: new(tmpSize.DeepCopy())},
			}}},
		},
	}
}

// environment tells a workload in which region it runs, as one declaration may
// run in many.
func (d *desired) environment(declared []v1alpha1.EnvironmentVariable) []corev1.EnvVar {
	variables := []corev1.EnvVar{
		{Name: "SUPERVISION_JURISDICTION", Value: d.jurisdiction.Name},
		{Name: "SUPERVISION_DISPLAY_NAME", Value: d.jurisdiction.Spec.DisplayName},
		{Name: "SUPERVISION_LEVEL", Value: string(d.jurisdiction.Spec.Level)},
		{Name: "SUPERVISION_DIVISION_CODE", Value: d.jurisdiction.Spec.DivisionCode},
		{Name: "TZ", Value: d.timeZone()},
	}
	for _, variable := range declared {
		v := corev1.EnvVar{Name: variable.Name}
		if variable.Value != nil {
			v.Value = *variable.Value
		}
		variables = append(variables, v)
	}
	return variables
}

func (d *desired) selector(name v1alpha1.WorkloadName) map[string]string {
	return map[string]string{labelWorkload: string(name), v1alpha1.LabelJurisdiction: d.jurisdiction.Name}
}

func (d *desired) workloadLabels(name v1alpha1.WorkloadName) map[string]string {
	labels := ownLabels(d.jurisdiction.Name)
	labels[labelWorkload] = string(name)
	return labels
}

func (d *desired) workloadMeta(name v1alpha1.WorkloadName) metav1.ObjectMeta {
	meta := d.meta(string(name))
	meta.Labels = d.workloadLabels(name)
	return meta
}

// withDigest notes on an object what was declared for it.
func withDigest[T metav1.Object](object T) T {
	encoded, err := json.Marshal(object)
	if err != nil {
		panic(err) // types of the API always encode
	}
	digest := sha256.Sum256(encoded)
	object.SetAnnotations(map[string]string{AnnotationDigest: hex.EncodeToString(digest[:8])})
	return object
}

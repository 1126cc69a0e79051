// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/jianguan/supervision-operator/internal/region"
)

func TestExactUndoesWhatAnApplyCannot(t *testing.T) {
	desired, observed := standing(), standing()
	for i := range desired.Within {
		if exact := region.Exact(desired.Within[i], observed.Within[i]); exact != nil {
			t.Errorf("%s: it is exact", nameOf(exact))
		}
	}
	one[*corev1.ResourceQuota](&observed, "quota").Spec.Hard[corev1.ResourceServices] = resource.MustParse("1")
	deny := one[*networkingv1.NetworkPolicy](&observed, "default-deny")
	deny.Spec.Egress, deny.Labels["team"] = []networkingv1.NetworkPolicyEgressRule{{}}, "health"
	service := one[*corev1.Service](&observed, "portal")
	service.Spec.Ports[0].Port, service.Spec.ClusterIP = 81, "10.0.0.1"
	container := &one[*appsv1.Deployment](&observed, "portal").Spec.Template.Spec.Containers[0]
	container.Ports[0].Protocol = corev1.ProtocolUDP
	// What an apply sets right, or others may add, is left to it.
	one[*rbacv1.RoleBinding](&observed, "office").Subjects = nil
	one[*batchv1.CronJob](&observed, "sync").Spec.Schedule = "* * * * *"

	var got []string
	for i := range desired.Within {
		exact := region.Exact(desired.Within[i], observed.Within[i])
		if exact == nil {
			continue
		}
		got = append(got, nameOf(exact))
		if !region.Same(desired.Within[i], exact) {
			t.Errorf("%s is not as desired", nameOf(exact))
		}
		if region.Same(desired.Within[i], observed.Within[i]) {
			t.Errorf("%s was changed where it was observed", nameOf(exact))
		}
		if diff := cmp.Diff(observed.Within[i].GetLabels(), exact.GetLabels()); diff != "" {
			t.Errorf("labels of others stay (-want +got):\n%s", diff)
		}
	}
	want := []string{"ResourceQuota quota", "NetworkPolicy default-deny", "Service portal", "Deployment portal"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("to make exact (-want +got):\n%s", diff)
	}
}

func TestExactLeavesPortsOfOthers(t *testing.T) {
	desired, observed := standing(), standing()
	own := one[*corev1.Service](&desired, "portal")
	service := one[*corev1.Service](&observed, "portal")
	service.Spec.Ports = append(service.Spec.Ports, corev1.ServicePort{Name: "metrics", Port: 9090})
	if exact := region.Exact(own, service); exact != nil {
		t.Errorf("a port was added, which is the business of others: %v", exact)
	}
	service.Spec.Ports[0].Port = 81
	exact, ok := region.Exact(own, service).(*corev1.Service)
	if !ok || len(exact.Spec.Ports) != 2 || exact.Spec.Ports[0].Port != 8080 {
		t.Errorf("got %v", exact)
	}
	service.Spec.Ports[0] = own.Spec.Ports[0]
	service.Spec.Selector = nil
	if exact := region.Exact(own, service); exact != nil {
		t.Errorf("an apply does: %v", exact)
	}
}

// A port that bears the declared number already is taken up by the apply; beside
// it the operator's own, under the same name, would be refused.
func TestExactMakesWayForAPortOfTheNumber(t *testing.T) {
	desired, observed := standing(), standing()
	service := one[*corev1.Service](&observed, "portal")
	service.Spec.Ports = []corev1.ServicePort{
		{Name: "main", Port: 81, Protocol: corev1.ProtocolTCP}, {Name: "other", Port: 8080, Protocol: corev1.ProtocolTCP},
		{Name: "dns", Port: 8080, Protocol: corev1.ProtocolUDP},
	}
	exact, ok := region.Exact(one[*corev1.Service](&desired, "portal"), service).(*corev1.Service)
	if !ok {
		t.Fatal("nothing is made exact")
	}
	if diff := cmp.Diff(service.Spec.Ports[1:], exact.Spec.Ports); diff != "" {
		t.Errorf("ports of the Service (-want +got):\n%s", diff)
	}

	deployment := one[*appsv1.Deployment](&observed, "portal")
	ports := []corev1.ContainerPort{
		{Name: "main", ContainerPort: 81, Protocol: corev1.ProtocolTCP},
		{Name: "other", ContainerPort: 8080, Protocol: corev1.ProtocolTCP},
	}
	deployment.Spec.Template.Spec.Containers[0].Ports = ports
	changed, ok := region.Exact(one[*appsv1.Deployment](&desired, "portal"), deployment).(*appsv1.Deployment)
	if !ok {
		t.Fatal("nothing is made exact")
	}
	if diff := cmp.Diff(ports[1:], changed.Spec.Template.Spec.Containers[0].Ports); diff != "" {
		t.Errorf("ports of the container (-want +got):\n%s", diff)
	}
}

// A volume has one source, and of a variable the last value counts.
func TestExactRestoresWhatAPodReads(t *testing.T) {
	desired, observed := standing(), standing()
	want := one[*appsv1.Deployment](&desired, "portal")
	deployment := one[*appsv1.Deployment](&observed, "portal")
	pod := &deployment.Spec.Template.Spec
	pod.Volumes[0].VolumeSource = corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: "token"}}
	pod.Containers[0].Env = append(pod.Containers[0].Env, corev1.EnvVar{Name: "MODE", Value: "lax"})
	exact, ok := region.Exact(want, deployment).(*appsv1.Deployment)
	if !ok {
		t.Fatal("nothing is made exact")
	}
	if diff := cmp.Diff(want.Spec.Template.Spec, exact.Spec.Template.Spec); diff != "" {
		t.Errorf("pod (-want +got):\n%s", diff)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	limitRange         = "defaults"
	resourceQuota      = "quota"
	defaultDeny        = "default-deny"
	allowWithinRegion  = "allow-within-region"
	dnsPort            = 53
	namespaceNameLabel = corev1.LabelMetadataName
)

// addBounds adds what bounds the pods of the region.
func (d *desired) addBounds() {
	// With a quota, a pod that says nothing would be refused.
	d.add(&corev1.LimitRange{ObjectMeta: d.meta(limitRange), Spec: corev1.LimitRangeSpec{
		Limits: []corev1.LimitRangeItem{{
			Type:           corev1.LimitTypeContainer,
			DefaultRequest: defaultRequests.DeepCopy(),
			Default:        defaultLimits.DeepCopy(),
		}},
	}})
	if hard := quotaOf(d.jurisdiction.Spec.Namespace.Quota); len(hard) > 0 {
		d.add(&corev1.ResourceQuota{ObjectMeta: d.meta(resourceQuota), Spec: corev1.ResourceQuotaSpec{Hard: hard}})
	}
	if d.jurisdiction.Spec.Namespace.Isolation != v1alpha1.IsolationOpen {
		d.addIsolation()
	}
}

func quotaOf(quota v1alpha1.NamespaceQuota) corev1.ResourceList {
	hard := corev1.ResourceList{}
	set := func(name corev1.ResourceName, amount *resource.Quantity) {
		if amount != nil {
			hard[name] = *amount
		}
	}
	set(corev1.ResourceRequestsCPU, amountOf(quota.Requests.CPU))
	set(corev1.ResourceRequestsMemory, amountOf(quota.Requests.Memory))
	set(corev1.ResourceLimitsCPU, amountOf(quota.Limits.CPU))
	set(corev1.ResourceLimitsMemory, amountOf(quota.Limits.Memory))
	if quota.Pods != nil {
		hard[corev1.ResourcePods] = *resource.NewQuantity(int64(*quota.Pods), resource.DecimalSI)
	}
	return hard
}

// addIsolation lets the pods of the region talk to each other and to the
// cluster's DNS. Whoever runs the region may add policies that allow more.
func (d *desired) addIsolation() {
	both := []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress}
	d.add(&networkingv1.NetworkPolicy{
		ObjectMeta: d.meta(defaultDeny),
		Spec:       networkingv1.NetworkPolicySpec{PolicyTypes: both},
	})

	within := []networkingv1.NetworkPolicyPeer{{PodSelector: &metav1.LabelSelector{}}}
	d.add(&networkingv1.NetworkPolicy{
		ObjectMeta: d.meta(allowWithinRegion),
		Spec: networkingv1.NetworkPolicySpec{
			PolicyTypes: both,
			Ingress:     []networkingv1.NetworkPolicyIngressRule{{From: within}},
			Egress: []networkingv1.NetworkPolicyEgressRule{
				{To: within},
				{
					To: []networkingv1.NetworkPolicyPeer{{NamespaceSelector: &metav1.LabelSelector{
						MatchLabels: map[string]string{namespaceNameLabel: metav1.NamespaceSystem},
					}}},
					Ports: []networkingv1.NetworkPolicyPort{port(corev1.ProtocolUDP), port(corev1.ProtocolTCP)},
				},
			},
		},
	})
}

func port(protocol corev1.Protocol) networkingv1.NetworkPolicyPort {
	number := intstr.FromInt32(dnsPort)
	return networkingv1.NetworkPolicyPort{Protocol: &protocol, Port: &number}
}

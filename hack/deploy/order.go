// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

var (
	crdKind           = schema.GroupKind{Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"}
	policyKind        = schema.GroupKind{Group: "admissionregistration.k8s.io", Kind: "ValidatingAdmissionPolicy"}
	policyBindingKind = schema.GroupKind{Group: "admissionregistration.k8s.io", Kind: "ValidatingAdmissionPolicyBinding"}
)

// stages is the order in which kinds are applied: what others lie in or speak of comes first, what does work when it is
// there comes last. Deletion goes backwards. What is not named, such as custom resources, comes after all of these.
var stages = []schema.GroupKind{
	{Kind: "Namespace"},
	crdKind,
	{Kind: "ServiceAccount"},
	{Group: "rbac.authorization.k8s.io", Kind: "ClusterRole"},
	{Group: "rbac.authorization.k8s.io", Kind: "Role"},
	{Group: "rbac.authorization.k8s.io", Kind: "ClusterRoleBinding"},
	{Group: "rbac.authorization.k8s.io", Kind: "RoleBinding"},
	policyKind,
	policyBindingKind,
	{Kind: "ConfigMap"},
	{Kind: "Secret"},
	{Kind: "Service"},
	{Group: "apps", Kind: "Deployment"},
}

func stage(object *unstructured.Unstructured) int {
	i := slices.Index(stages, object.GroupVersionKind().GroupKind())
	if i < 0 {
		return len(stages)
	}
	return i
}

// inStages sorts the objects by stage and returns those of each stage together. Within a stage they keep their order.
func inStages(objects []*unstructured.Unstructured) [][]*unstructured.Unstructured {
	sorted := slices.Clone(objects)
	slices.SortStableFunc(sorted, func(a, b *unstructured.Unstructured) int { return cmp.Compare(stage(a), stage(b)) })
	var groups [][]*unstructured.Unstructured
	for i, object := range sorted {
		if i == 0 || stage(object) != stage(sorted[i-1]) {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], object)
	}
	return groups
}

// ofKind returns those of the objects that are of a kind.
func ofKind(objects []*unstructured.Unstructured, kind schema.GroupKind) []*unstructured.Unstructured {
	return slices.DeleteFunc(slices.Clone(objects), func(object *unstructured.Unstructured) bool {
		return object.GroupVersionKind().GroupKind() != kind
	})
}

// describe names an object as kubectl does, for progress and errors.
func describe(object *unstructured.Unstructured) string {
	name := fmt.Sprintf("%s/%s", strings.ToLower(object.GetKind()), object.GetName())
	if namespace := object.GetNamespace(); namespace != "" {
		name += " in " + namespace
	}
	return name
}

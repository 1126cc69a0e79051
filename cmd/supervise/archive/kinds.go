// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// kind of objects that a backup holds.
type kind struct {
	name     string
	resource schema.GroupVersionResource
	// within tells that the objects live in namespaces.
	within bool
	// finalizers tells that the objects get their finalizers back. Where admission lets nobody set any, those from before
	// are not worth a failure.
	finalizers bool
}

// namespaces come first: all but the Jurisdictions live in them.
var namespaces = kind{name: "Namespace", resource: corev1.SchemeGroupVersion.WithResource("namespaces")}

// ownKinds are those of the group, in the order of a backup: what is spoken of comes before what speaks of it.
var ownKinds = []kind{
	{name: "Jurisdiction", resource: v1alpha1.GroupVersion.WithResource("jurisdictions"), finalizers: true},
	{name: "DepartmentDuty", resource: v1alpha1.GroupVersion.WithResource("departmentduties"), within: true},
	{name: "JointMeeting", resource: v1alpha1.GroupVersion.WithResource("jointmeetings"), within: true},
	{name: "DutyReport", resource: v1alpha1.GroupVersion.WithResource("dutyreports"), within: true},
	{name: "DutyRuling", resource: v1alpha1.GroupVersion.WithResource("dutyrulings"), within: true},
	{name: "MeetingMinutes", resource: v1alpha1.GroupVersion.WithResource("meetingminutes"), within: true},
}

// groupVersionKind of the objects.
func (k kind) groupVersionKind() schema.GroupVersionKind {
	return k.resource.GroupVersion().WithKind(k.name)
}

// kindOf finds the kind of an object.
func kindOf(object *unstructured.Unstructured) (kind, error) {
	for _, k := range append([]kind{namespaces}, ownKinds...) {
		if object.GroupVersionKind() == k.groupVersionKind() {
			return k, nil
		}
	}
	return kind{}, fmt.Errorf("%s %q of %q is nothing that a backup holds", object.GetKind(), object.GetName(), object.GetAPIVersion())
}

// describe names an object for people.
func describe(object *unstructured.Unstructured) string {
	if object.GetNamespace() == "" {
		return object.GetKind() + " " + object.GetName()
	}
	return object.GetKind() + " " + object.GetNamespace() + "/" + object.GetName()
}

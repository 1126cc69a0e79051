// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package region knows what the operator sets up for a Jurisdiction: its
// namespace, the rights by which departments report and offices rule, the bounds
// of the namespace, and the workloads that run in it. It decides what has to
// change, and changes nothing itself.
package region

import (
	"maps"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	// podSecurityEnforce is the label by which Pod Security admission holds the
	// pods of a namespace to a profile.
	podSecurityEnforce    = "pod-security.kubernetes.io/enforce"
	podSecurityRestricted = "restricted"
)

// Object is an object of one of the Kinds.
type Object interface {
	metav1.Object
	runtime.Object
}

// Objects is everything that the operator sets up for one region.
type Objects struct {
	Namespace *corev1.Namespace
	// Within the namespace, in the order of Kinds.
	Within []Object
}

// Input is all that the objects of a region follow from.
type Input struct {
	Jurisdiction *v1alpha1.Jurisdiction
	// Parent of the region; nil where it has none, or none is known yet.
	Parent *v1alpha1.Jurisdiction
	// Workloads that run in the region, as the function Workloads finds them.
	Workloads []Running
}

// NamespaceName is the name of the namespace that a region asks for.
func NamespaceName(jurisdiction *v1alpha1.Jurisdiction) string {
	if name := jurisdiction.Spec.Namespace.Name; name != "" {
		return name
	}
	return v1alpha1.NamespacePrefix + jurisdiction.Name
}

// Desired computes what a region declares.
func Desired(in Input) Objects {
	d := &desired{
		jurisdiction: in.Jurisdiction,
		namespace:    NamespaceName(in.Jurisdiction),
		byKind:       map[string][]Object{},
		made:         map[string]bool{},
	}
	d.addRights(in.Parent)
	d.addBounds()
	d.addWorkloads(in.Workloads)

	objects := Objects{Namespace: desiredNamespace(in.Jurisdiction)}
	for _, kind := range Kinds {
		objects.Within = append(objects.Within, d.byKind[kind.Name]...)
	}
	return objects
}

// desired collects the objects of a region.
type desired struct {
	jurisdiction *v1alpha1.Jurisdiction
	namespace    string
	byKind       map[string][]Object
	// made holds what was added already, by kind and name.
	made map[string]bool
}

// add puts an object in. The first of a kind and name counts.
func (d *desired) add(object Object) {
	kind := KindOf(object).Name
	if key := kind + "/" + object.GetName(); !d.made[key] {
		d.made[key] = true
		d.byKind[kind] = append(d.byKind[kind], object)
	}
}

// meta is that of an object of the region's namespace.
func (d *desired) meta(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: d.namespace, Name: name, Labels: ownLabels(d.jurisdiction.Name)}
}

func desiredNamespace(jurisdiction *v1alpha1.Jurisdiction) *corev1.Namespace {
	labels := map[string]string{}
	maps.Copy(labels, jurisdiction.Spec.Namespace.Labels)
	// After the declared ones: the operator's own cannot be overridden.
	maps.Copy(labels, ownNamespaceLabels(jurisdiction.Name))
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: NamespaceName(jurisdiction), Labels: labels}}
}

// ownNamespaceLabels are those that every region's namespace bears.
func ownNamespaceLabels(jurisdiction string) map[string]string {
	labels := ownLabels(jurisdiction)
	labels[podSecurityEnforce] = podSecurityRestricted
	return labels
}

func ownLabels(jurisdiction string) map[string]string {
	return map[string]string{
		v1alpha1.LabelManagedBy:    v1alpha1.ManagedByOperator,
		v1alpha1.LabelJurisdiction: jurisdiction,
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Kind is a kind of objects that the operator sets up in a region's namespace.
type Kind struct {
	// Name of the kind, as it stands in the inventory.
	Name    string
	Version schema.GroupVersion
	// New returns an empty object of the kind.
	New func() Object
	// NewList returns an empty list of such objects.
	NewList func() List

	// is tells whether an object is of the kind.
	is func(object any) bool
	// same tells whether an object already is as desired.
	same func(desired, observed Object) bool
	// replaced tells that the object cannot become as desired by a change.
	replaced func(desired, observed Object) bool
}

// List is a list of objects of one kind.
type List interface {
	metav1.ListInterface
	runtime.Object
}

// GroupVersionKind of the kind.
func (k Kind) GroupVersionKind() schema.GroupVersionKind { return k.Version.WithKind(k.Name) }

// Kinds in the order in which their objects are set up: a right stands before
// somebody is bound to it, and the bounds of the namespace before what runs in
// it. What goes, goes in reverse.
var Kinds = []Kind{
	kindOf("ServiceAccount", corev1.SchemeGroupVersion, func() List { return &corev1.ServiceAccountList{} },
		func(desired, observed *corev1.ServiceAccount) bool {
			return equality.Semantic.DeepEqual(desired.AutomountServiceAccountToken, observed.AutomountServiceAccountToken)
		}),
	kindOf("LimitRange", corev1.SchemeGroupVersion, func() List { return &corev1.LimitRangeList{} },
		func(desired, observed *corev1.LimitRange) bool {
			return equality.Semantic.DeepEqual(desired.Spec, observed.Spec)
		}),
	kindOf("ResourceQuota", corev1.SchemeGroupVersion, func() List { return &corev1.ResourceQuotaList{} },
		func(desired, observed *corev1.ResourceQuota) bool {
			return equality.Semantic.DeepEqual(desired.Spec, observed.Spec)
		}),
	kindOf("NetworkPolicy", networkingv1.SchemeGroupVersion, func() List { return &networkingv1.NetworkPolicyList{} },
		func(desired, observed *networkingv1.NetworkPolicy) bool {
			return equality.Semantic.DeepEqual(desired.Spec, observed.Spec)
		}),
	kindOf("Role", rbacv1.SchemeGroupVersion, func() List { return &rbacv1.RoleList{} },
		func(desired, observed *rbacv1.Role) bool {
			return equality.Semantic.DeepEqual(desired.Rules, observed.Rules)
		}),
	roleBindings(),
	kindOf("Service", corev1.SchemeGroupVersion, func() List { return &corev1.ServiceList{} },
		func(desired, observed *corev1.Service) bool {
			return sameDigest(desired, observed) && holds(Content(desired)["spec"], Content(observed)["spec"])
		}),
	kindOf("Deployment", appsv1.SchemeGroupVersion, func() List { return &appsv1.DeploymentList{} },
		func(desired, observed *appsv1.Deployment) bool {
			return sameDigest(desired, observed) && holds(Content(desired)["spec"], Content(observed)["spec"]) &&
				exactPod(&desired.Spec.Template.Spec, &observed.Spec.Template.Spec)
		}),
	kindOf("CronJob", batchv1.SchemeGroupVersion, func() List { return &batchv1.CronJobList{} },
		func(desired, observed *batchv1.CronJob) bool {
			return sameDigest(desired, observed) && holds(Content(desired)["spec"], Content(observed)["spec"]) &&
				exactPod(&desired.Spec.JobTemplate.Spec.Template.Spec, &observed.Spec.JobTemplate.Spec.Template.Spec)
		}),
}

func roleBindings() Kind {
	kind := kindOf("RoleBinding", rbacv1.SchemeGroupVersion, func() List { return &rbacv1.RoleBindingList{} },
		func(desired, observed *rbacv1.RoleBinding) bool {
			return desired.RoleRef == observed.RoleRef && equality.Semantic.DeepEqual(desired.Subjects, observed.Subjects)
		})
	// A roleRef cannot be changed.
	kind.replaced = func(desired, observed Object) bool {
		d, isDesired := desired.(*rbacv1.RoleBinding)
		o, isObserved := observed.(*rbacv1.RoleBinding)
		return isDesired && isObserved && d.RoleRef != o.RoleRef
	}
	return kind
}

func kindOf[T any, P interface {
	*T
	Object
}](name string, version schema.GroupVersion, newList func() List, same func(desired, observed P) bool) Kind {
	return Kind{
		Name: name, Version: version, NewList: newList,
		New: func() Object { return P(new(T)) },
		is: func(object any) bool {
			_, ok := object.(P)
			return ok
		},
		same: func(desired, observed Object) bool {
			d, isDesired := desired.(P)
			o, isObserved := observed.(P)
			return isDesired && isObserved && same(d, o)
		},
		replaced: func(Object, Object) bool { return false },
	}
}

// KindOf returns the kind of an object, which must be of one of the Kinds.
func KindOf(object Object) Kind {
	for _, kind := range Kinds {
		if kind.is(object) {
			return kind
		}
	}
	panic(fmt.Sprintf("no region holds a %T", object))
}

// AnnotationDigest is set, on objects of which the API server or others fill in
// what the operator leaves open, to the digest of what it declared. It tells
// that something was taken out of the declaration.
const AnnotationDigest = v1alpha1.AnnotationPrefix + "digest"

func sameDigest(desired, observed metav1.Object) bool {
	return desired.GetAnnotations()[AnnotationDigest] == observed.GetAnnotations()[AnnotationDigest]
}

// KindNamed returns the kind of a name.
func KindNamed(name string) (Kind, bool) {
	at := slices.IndexFunc(Kinds, func(kind Kind) bool { return kind.Name == name })
	if at < 0 {
		return Kind{}, false
	}
	return Kinds[at], true
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Observed is what exists of a region's objects.
type Observed struct {
	// Namespace of the name that the region asks for; nil where there is none.
	Namespace *corev1.Namespace
	// Roles and RoleBindings of that namespace: all that bear the operator's
	// labels, and whatever bears a name that the region needs.
	Roles        []rbacv1.Role
	RoleBindings []rbacv1.RoleBinding
}

// Plan is what has to change.
type Plan struct {
	Namespace    Changes[*corev1.Namespace]
	Roles        Changes[*rbacv1.Role]
	RoleBindings Changes[*rbacv1.RoleBinding]

	// Problems stand in the way, whatever else is done.
	Problems []Problem
}

// Changes of objects of one type, in the order in which they have to be made.
type Changes[T metav1.Object] struct {
	// Delete holds objects as they were observed.
	Delete []T
	// Create holds objects that must not exist.
	Create []T
	// Apply holds changes of objects that exist, or that were just created.
	Apply []Application[T]
}

// Application is a change of one object.
type Application[T metav1.Object] struct {
	// Desired is what the object has to become.
	Desired T
	// UID of the object that was observed: another of its name is not meant.
	// Empty for one that was just created.
	UID types.UID
}

// Problem is a reason why the region is not set up as it declares.
type Problem struct {
	// Reason is one of conditions Ready and Stalled.
	Reason string
	// Message names the object or field, and what would help.
	Message string
	// NeedsPerson tells that nothing will change without a person.
	NeedsPerson bool
}

// Outcome is how far the operator came.
type Outcome struct {
	// Namespace that the region holds; empty while it holds none.
	Namespace string
	Problems  []Problem
}

// Compare decides what has to change so that what is observed becomes what is
// desired.
func Compare(jurisdiction *v1alpha1.Jurisdiction, desired Objects, observed Observed) (Plan, error) {
	var plan Plan
	if problem := claim(jurisdiction, observed.Namespace); problem != nil {
		plan.Problems = []Problem{*problem}
		return plan, nil
	}
	var err error
	plan.Namespace, err = compareNamespace(jurisdiction.Name, desired.Namespace, observed.Namespace)
	if err != nil {
		return Plan{}, fmt.Errorf("compare namespace %s: %w", desired.Namespace.Name, err)
	}

	var takenRoles, takenBindings []string
	plan.Roles, takenRoles = compare(jurisdiction.Name, desired.Roles, pointers(observed.Roles), sameRole)
	plan.RoleBindings, takenBindings = compare(jurisdiction.Name, desired.RoleBindings,
		pointers(observed.RoleBindings), sameRoleBinding)
	plan.RoleBindings = replaceOtherRoleRefs(plan.RoleBindings, observed.RoleBindings)

	if taken := nameTaken(takenRoles, takenBindings); taken != nil {
		plan.Problems = append(plan.Problems, *taken)
	}
	return plan, nil
}

// Holds tells whether a namespace is the region's own. One that lost the label
// by which it was claimed, but still bears the operator's, was the region's
// before and stays it.
func Holds(jurisdiction *v1alpha1.Jurisdiction, namespace *corev1.Namespace) bool {
	holder, labelled := namespace.Labels[v1alpha1.LabelJurisdiction]
	if labelled {
		return holder == jurisdiction.Name
	}
	return jurisdiction.Status.Namespace == namespace.Name &&
		namespace.Labels[v1alpha1.LabelManagedBy] == v1alpha1.ManagedByOperator
}

// claim tells what keeps the region from its namespace.
func claim(jurisdiction *v1alpha1.Jurisdiction, namespace *corev1.Namespace) *Problem {
	if namespace == nil {
		return nil
	}
	if !Holds(jurisdiction, namespace) {
		return &Problem{
			Reason:      v1alpha1.ReasonNamespaceTaken,
			Message:     namespaceTakenMessage(jurisdiction.Name, namespace),
			NeedsPerson: true,
		}
	}
	if namespace.DeletionTimestamp != nil {
		return &Problem{
			Reason: v1alpha1.ReasonNamespaceTerminating,
			Message: fmt.Sprintf("namespace %q is being deleted; it is made anew once it is gone",
				namespace.Name),
		}
	}
	return nil
}

func namespaceTakenMessage(jurisdiction string, namespace *corev1.Namespace) string {
	whose := "was made by somebody else"
	if holder := namespace.Labels[v1alpha1.LabelJurisdiction]; holder != "" {
		whose = fmt.Sprintf("belongs to Jurisdiction %q", holder)
	}
	return fmt.Sprintf("namespace %q exists and %s: delete it, declare another spec.namespace.name in a new Jurisdiction, "+
		"or hand it over with the label %s=%s", namespace.Name, whose, v1alpha1.LabelJurisdiction, jurisdiction)
}

func compareNamespace(
	jurisdiction string, desired, observed *corev1.Namespace,
) (changes Changes[*corev1.Namespace], err error) {
	if observed == nil {
		first := desired.DeepCopy()
		// Labels that may be taken back later are left to the apply that
		// follows: what a create sets belongs to it for good.
		first.Labels = ownNamespaceLabels(jurisdiction)
		changes.Create = append(changes.Create, first)
		if len(desired.Labels) > len(first.Labels) {
			changes.Apply = append(changes.Apply, Application[*corev1.Namespace]{Desired: desired})
		}
		return changes, nil
	}
	stale, err := staleLabels(observed, desired.Labels)
	if err != nil {
		return changes, err
	}
	if len(stale) > 0 || !bears(observed.Labels, desired.Labels) {
		changes.Apply = append(changes.Apply, Application[*corev1.Namespace]{Desired: desired, UID: observed.UID})
	}
	return changes, nil
}

// compare matches objects by name. What bears a desired name and is not the
// operator's is taken; what is the operator's and no longer desired is pruned.
func compare[T metav1.Object](
	jurisdiction string, desired, observed []T, same func(desired, observed T) bool,
) (changes Changes[T], taken []string) {
	existing := make(map[string]T, len(observed))
	for _, o := range observed {
		existing[o.GetName()] = o
	}
	wanted := make(map[string]bool, len(desired))
	for _, d := range desired {
		wanted[d.GetName()] = true
		o, exists := existing[d.GetName()]
		switch {
		case !exists:
			changes.Create = append(changes.Create, d)
		case !own(jurisdiction, o.GetLabels()):
			taken = append(taken, d.GetName())
		case !bears(o.GetLabels(), d.GetLabels()) || !same(d, o):
			changes.Apply = append(changes.Apply, Application[T]{Desired: d, UID: o.GetUID()})
		}
	}
	for _, o := range observed {
		// Both labels are asked for here: of what is deleted nothing is left to
		// set right later.
		if !wanted[o.GetName()] && bears(o.GetLabels(), ownLabels(jurisdiction)) {
			changes.Delete = append(changes.Delete, o)
		}
	}
	return changes, taken
}

// own tells whether an object is the operator's: it bears one of the two labels,
// and neither belongs to somebody else. Losing one of them is drift.
func own(jurisdiction string, labels map[string]string) bool {
	found := false
	for key, value := range ownLabels(jurisdiction) {
		actual, labelled := labels[key]
		if labelled && actual != value {
			return false
		}
		found = found || labelled
	}
	return found
}

func bears(actual, wanted map[string]string) bool {
	for key, value := range wanted {
		if got, ok := actual[key]; !ok || got != value {
			return false
		}
	}
	return true
}

func sameRole(desired, observed *rbacv1.Role) bool {
	return equality.Semantic.DeepEqual(desired.Rules, observed.Rules)
}

func sameRoleBinding(desired, observed *rbacv1.RoleBinding) bool {
	return desired.RoleRef == observed.RoleRef && equality.Semantic.DeepEqual(desired.Subjects, observed.Subjects)
}

// replaceOtherRoleRefs turns each application to a RoleBinding of another Role
// into deletion and creation: a roleRef cannot be changed.
func replaceOtherRoleRefs(
	changes Changes[*rbacv1.RoleBinding], observed []rbacv1.RoleBinding,
) Changes[*rbacv1.RoleBinding] {
	var applied []Application[*rbacv1.RoleBinding]
	for _, application := range changes.Apply {
		at := slices.IndexFunc(observed, func(o rbacv1.RoleBinding) bool { return o.UID == application.UID })
		if at < 0 || observed[at].RoleRef == application.Desired.RoleRef {
			applied = append(applied, application)
			continue
		}
		changes.Delete = append(changes.Delete, &observed[at])
		changes.Create = append(changes.Create, application.Desired)
	}
	changes.Apply = applied
	return changes
}

func nameTaken(roles, bindings []string) *Problem {
	var taken []string
	for _, name := range roles {
		taken = append(taken, "Role "+name)
	}
	for _, name := range bindings {
		taken = append(taken, "RoleBinding "+name)
	}
	if len(taken) == 0 {
		return nil
	}
	return &Problem{
		Reason: v1alpha1.ReasonNameTaken,
		Message: fmt.Sprintf("made by somebody else, and left untouched: %s; delete or rename them, "+
			"and the operator's own take their place", strings.Join(taken, ", ")),
		NeedsPerson: true,
	}
}

func pointers[T any](items []T) []*T {
	refs := make([]*T, len(items))
	for i := range items {
		refs[i] = &items[i]
	}
	return refs
}

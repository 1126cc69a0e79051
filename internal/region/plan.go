// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Observed is what exists of a region's objects.
type Observed struct {
	// Namespace of the name that the region asks for; nil where there is none.
	Namespace *corev1.Namespace
	// Within are the objects of that namespace that bear the operator's label,
	// and those of the inventory that lost it and are no longer desired.
	Within []Object
}

// Plan is what has to change, in the order in which it has to be made.
type Plan struct {
	Namespace NamespaceChanges
	// Delete holds objects as they were observed.
	Delete []Object
	// Create holds objects that must not exist.
	Create []Object
	// Apply holds changes of objects that exist.
	Apply []Application
	// Inventory is to be recorded before anything is made: what is desired, and
	// what is there to be deleted.
	Inventory []v1alpha1.InventoryEntry
	// Unlisted are objects that look like the operator's, stand in no inventory,
	// and are not desired. They are left alone.
	Unlisted []v1alpha1.InventoryEntry
	// Taken are objects of others that bear a desired name.
	Taken []v1alpha1.InventoryEntry
	// Problems stand in the way, whatever else is done.
	Problems []Problem
}

// NamespaceChanges are what has to change of the namespace.
type NamespaceChanges struct {
	// Create is a namespace that must not exist; nil for none.
	Create *corev1.Namespace
	// Apply is what it has to become, after it was created if it was; nil for no
	// change.
	Apply *corev1.Namespace
	// UID of the namespace that was observed: another of its name is not meant.
	// Empty for one that is created.
	UID types.UID
}

// Application is a change of one object.
type Application struct {
	// Desired is what the object has to become.
	Desired Object
	// UID of the object that was observed: another of its name is not meant.
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
	// Workloads of the region and how they stand, by name.
	Workloads []v1alpha1.WorkloadStatus
	// Inventory of what the operator set up.
	Inventory []v1alpha1.InventoryEntry
	// Unlisted are objects that were left alone, as Plan tells.
	Unlisted []v1alpha1.InventoryEntry
	Problems []Problem
}

// Compare decides what has to change so that what is observed becomes what is
// desired. The objects of workloads that are kept stay as they are.
func Compare(
	jurisdiction *v1alpha1.Jurisdiction, desired Objects, observed Observed, keep Kept,
) (Plan, error) {
	var plan Plan
	if problem := claim(jurisdiction, observed.Namespace); problem != nil {
		plan.Problems = []Problem{*problem}
		plan.Inventory = jurisdiction.Status.Inventory
		return plan, nil
	}
	var err error
	plan.Namespace, err = compareNamespace(jurisdiction.Name, desired.Namespace, observed.Namespace)
	if err != nil {
		return Plan{}, fmt.Errorf("compare namespace %s: %w", desired.Namespace.Name, err)
	}
	plan.compare(jurisdiction, desired.Within, observed.Within, keep)
	return plan, nil
}

// compare matches objects by kind and name.
func (p *Plan) compare(jurisdiction *v1alpha1.Jurisdiction, desired, observed []Object, keep Kept) {
	existing := make(map[v1alpha1.InventoryEntry]Object, len(observed))
	for _, o := range observed {
		existing[EntryOf(o)] = o
	}
	wanted := make(map[v1alpha1.InventoryEntry]bool, len(desired))
	for _, d := range desired {
		entry := EntryOf(d)
		wanted[entry] = true
		o, exists := existing[entry]
		switch {
		case !exists:
			p.Create = append(p.Create, d)
		case !Own(jurisdiction.Name, o):
			p.Taken = append(p.Taken, entry)
		case KindOf(d).replaced(d, o):
			p.Delete = append(p.Delete, o)
			p.Create = append(p.Create, d)
		case !Same(d, o):
			p.Apply = append(p.Apply, Application{Desired: d, UID: o.GetUID()})
		}
	}
	p.prune(jurisdiction, observed, keep, wanted)
	p.Inventory = sorted(wanted)
}

// prune decides what goes: what stands in the inventory, is the operator's, and is
// not wanted. What is there of it is wanted in the inventory until it is gone.
func (p *Plan) prune(
	jurisdiction *v1alpha1.Jurisdiction, observed []Object, keep Kept, wanted map[v1alpha1.InventoryEntry]bool,
) {
	listed := make(map[v1alpha1.InventoryEntry]bool, len(jurisdiction.Status.Inventory))
	for _, entry := range jurisdiction.Status.Inventory {
		listed[entry] = true
	}
	for _, o := range InReverse(observed) {
		entry, goes := EntryOf(o), o.GetDeletionTimestamp() != nil
		switch {
		case wanted[entry]:
		case listed[entry] && Own(jurisdiction.Name, o):
			wanted[entry] = true
			if !goes && !keep.holds(o) {
				p.Delete = append(p.Delete, o)
			}
		case !listed[entry] && !goes && bears(o.GetLabels(), ownLabels(jurisdiction.Name)):
			p.Unlisted = append(p.Unlisted, entry)
		}
	}
}

// EntryOf names an object as the inventory does.
func EntryOf(object Object) v1alpha1.InventoryEntry {
	return v1alpha1.InventoryEntry{Kind: KindOf(object).Name, Name: object.GetName()}
}

// Same tells whether an object is as desired, its labels among it.
func Same(desired, observed Object) bool {
	return bears(observed.GetLabels(), desired.GetLabels()) && KindOf(desired).same(desired, observed)
}

// sorted lists the entries that are set, by kind and name.
func sorted(entries map[v1alpha1.InventoryEntry]bool) []v1alpha1.InventoryEntry {
	var list []v1alpha1.InventoryEntry
	for entry, set := range entries {
		if set {
			list = append(list, entry)
		}
	}
	slices.SortFunc(list, func(a, b v1alpha1.InventoryEntry) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Name, b.Name))
	})
	return list
}

// InReverse lists objects in the order in which they go: the reverse of that in
// which they are set up.
func InReverse(objects []Object) []Object {
	order := make(map[string]int, len(Kinds))
	for i, kind := range Kinds {
		order[kind.Name] = i
	}
	list := slices.Clone(objects)
	slices.SortStableFunc(list, func(a, b Object) int {
		return order[KindOf(b).Name] - order[KindOf(a).Name]
	})
	return list
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
) (changes NamespaceChanges, err error) {
	if observed == nil {
		changes.Create = desired.DeepCopy()
		// Labels that may be taken back later are left to the apply that
		// follows: what a create sets belongs to it for good.
		changes.Create.Labels = ownNamespaceLabels(jurisdiction)
		if len(desired.Labels) > len(changes.Create.Labels) {
			changes.Apply = desired
		}
		return changes, nil
	}
	stale, err := staleLabels(observed, desired.Labels)
	if err != nil {
		return changes, err
	}
	if len(stale) > 0 || !bears(observed.Labels, desired.Labels) {
		changes.Apply, changes.UID = desired, observed.UID
	}
	return changes, nil
}

// Own tells whether an object is the operator's: it bears one of the two labels,
// and neither belongs to somebody else. Losing one of them is drift.
func Own(jurisdiction string, object metav1.Object) bool {
	return own(jurisdiction, object.GetLabels())
}

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

// NameTaken is the problem that objects of others stand where the operator's
// would; nil where there are none.
func NameTaken(taken []v1alpha1.InventoryEntry) *Problem {
	if len(taken) == 0 {
		return nil
	}
	return &Problem{
		Reason: v1alpha1.ReasonNameTaken,
		Message: fmt.Sprintf("made by somebody else, and left untouched: %s; delete or rename them, "+
			"and the operator's own take their place", Enumerate(taken)),
		NeedsPerson: true,
	}
}

// Enumerate names objects in one line, the first twenty of them.
func Enumerate(entries []v1alpha1.InventoryEntry) string {
	const most = 20
	var names []string
	for i, entry := range entries {
		if i == most {
			names = append(names, fmt.Sprintf("and %d more", len(entries)-most))
			break
		}
		names = append(names, entry.Kind+" "+entry.Name)
	}
	return strings.Join(names, ", ")
}

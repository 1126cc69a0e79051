// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// CascadeComplete tells when a duty that is handed down is completed.
//
// +kubebuilder:validation:Enum=All;Own
type CascadeComplete string

const (
	// CascadeCompleteAll asks that every copy is completed as well.
	CascadeCompleteAll CascadeComplete = "All"
	// CascadeCompleteOwn asks nothing of the copies.
	CascadeCompleteOwn CascadeComplete = "Own"
)

// Cascade hands a duty down (层层落实): the operator makes a copy of it in the
// namespace of each region below that matches, for the departments there.
//
// +kubebuilder:validation:MinProperties=1
type Cascade struct {
	// levels of the regions that get a copy; all levels if left out.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=3
	// +kubebuilder:validation:XValidation:rule="!('Province' in self)",message="a Province lies below no other region"
	Levels []Level `json:"levels,omitempty"`

	// selector picks, by the labels of their Jurisdictions, the regions that get a
	// copy; all of those levels if left out.
	// +optional
	// +kubebuilder:validation:XValidation:rule="!has(self.matchExpressions) || size(self.matchExpressions) <= 16 && self.matchExpressions.all(e, e.operator in ['In', 'NotIn'] ? has(e.values) && size(e.values) > 0 : e.operator in ['Exists', 'DoesNotExist'] && !has(e.values))",message="at most 16 expressions, each with operator In or NotIn and values, or Exists or DoesNotExist and none"
	Selector *metav1.LabelSelector `json:"selector,omitempty"`

	// dueOffset is how much earlier the copies are due.
	// +optional
	DueOffset Period `json:"dueOffset,omitzero"`

	// complete tells when this duty is completed: All asks that every copy is as
	// well, Own nothing of them.
	// +optional
	// +kubebuilder:default=All
	Complete CascadeComplete `json:"complete,omitempty"`
}

// DutyOrigin names the duty that a copy was made of.
type DutyOrigin struct {
	// jurisdiction that hands the duty down.
	// +required
	Jurisdiction JurisdictionName `json:"jurisdiction,omitempty"`

	// namespace of that region.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Namespace string `json:"namespace,omitempty"`

	// name of the DepartmentDuty there.
	// +required
	Name ObjectName `json:"name,omitempty"`
}

// CascadeRegion is how one copy stands.
type CascadeRegion struct {
	// jurisdiction that the copy is for.
	// +required
	Jurisdiction JurisdictionName `json:"jurisdiction,omitempty"`

	// light of the copy.
	// +optional
	Light Light `json:"light,omitempty"`

	// overdueSince is when the earliest deadline that the copy still misses was missed.
	// +optional
	OverdueSince *metav1.Time `json:"overdueSince,omitempty"`

	// nextDeadline of the copy.
	// +optional
	NextDeadline *metav1.Time `json:"nextDeadline,omitempty"`
}

// CascadeProblem says why a region has no copy, or none that is ready.
type CascadeProblem struct {
	// jurisdiction that the copy is for, or that hands down.
	// +required
	Jurisdiction JurisdictionName `json:"jurisdiction,omitempty"`

	// reason is NamespaceNotReady, NameTaken, NotHandedDownYet, that for which the copy
	// is not Ready, or, for the region that hands down, InvalidCascade.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// message explains it.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	Message string `json:"message,omitempty"`
}

// CascadeStatus is how the copies of a duty stand. What was withdrawn does not count.
//
// +kubebuilder:validation:MinProperties=1
type CascadeStatus struct {
	// total number of regions that match.
	// +optional
	Total *int32 `json:"total,omitempty"`

	// completed copies, in time or late.
	// +optional
	Completed *int32 `json:"completed,omitempty"`

	// overdue copies.
	// +optional
	Overdue *int32 `json:"overdue,omitempty"`

	// behind are the copies that are not overdue and whose deadline is near, or whose
	// milestone is behind.
	// +optional
	Behind *int32 `json:"behind,omitempty"`

	// worst are those overdue, the longest first, and then those behind, the nearest
	// deadline first: at most 20.
	// +optional
	// +listType=map
	// +listMapKey=jurisdiction
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=20
	Worst []CascadeRegion `json:"worst,omitempty"`

	// troubled is how many regions have no copy, or none that is ready.
	// +optional
	Troubled *int32 `json:"troubled,omitempty"`

	// problems say why, of the first 20 of those by name.
	// +optional
	// +listType=map
	// +listMapKey=jurisdiction
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=20
	Problems []CascadeProblem `json:"problems,omitempty"`
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// RecordKind is the kind of a record.
//
// +kubebuilder:validation:Enum=DutyReport;DutyRuling
type RecordKind string

const (
	// RecordDutyReport is a DutyReport.
	RecordDutyReport RecordKind = "DutyReport"
	// RecordDutyRuling is a DutyRuling.
	RecordDutyRuling RecordKind = "DutyRuling"
)

// ReceiptBasis tells what a receipt rests on.
//
// +kubebuilder:validation:Enum=Stamped;Attested
type ReceiptBasis string

const (
	// ReceiptStamped rests on the creation time that the API server gave.
	ReceiptStamped ReceiptBasis = "Stamped"
	// ReceiptAttested rests on spec.receivedTime, which somebody with the right
	// to backdate vouched for, or on the annotation of a restore.
	ReceiptAttested ReceiptBasis = "Attested"
)

// Receipt is when a record was first received. The same name with the same
// content is the same record: deleted and applied again it keeps its receipt.
type Receipt struct {
	// kind of the record.
	// +required
	Kind RecordKind `json:"kind,omitempty"`

	// name of the record.
	// +required
	Name ObjectName `json:"name,omitempty"`

	// digest is the SHA-256 of the record's spec, in lower-case hex.
	// +required
	// +kubebuilder:validation:MinLength=64
	// +kubebuilder:validation:MaxLength=64
	Digest string `json:"digest,omitempty"`

	// receivedTime is the first receipt.
	// +required
	ReceivedTime *metav1.Time `json:"receivedTime,omitempty"`

	// basis tells what the receipt rests on.
	// +required
	Basis ReceiptBasis `json:"basis,omitempty"`
}

// MissState tells whether a recorded miss still holds.
//
// +kubebuilder:validation:Enum=Standing;MadeGood;Refuted;Lifted
type MissState string

const (
	// MissStanding shows when what was missed has not been completed since.
	MissStanding MissState = "Standing"
	// MissMadeGood shows when it was completed late.
	MissMadeGood MissState = "MadeGood"
	// MissRefuted shows when a record proves that the deadline was met after
	// all: an attested paper record, or a Return that was itself superseded.
	MissRefuted MissState = "Refuted"
	// MissLifted shows when what was missed is not owed any more: it was waived
	// since, or the duty withdrawn. The miss stays counted.
	MissLifted MissState = "Lifted"
)

// Miss is a deadline that was missed under the plan in force at the time.
// Editing the plan never removes it.
type Miss struct {
	// checkpoint whose deadline was missed.
	// +required
	Checkpoint CheckpointName `json:"checkpoint,omitempty"`

	// deadline that was missed.
	// +required
	Deadline *metav1.Time `json:"deadline,omitempty"`

	// missedTime is the deadline, or the later instant at which a report that
	// had been received in time was returned.
	// +required
	MissedTime *metav1.Time `json:"missedTime,omitempty"`

	// departments that owed a completion and had none in time.
	// +required
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=80
	Departments []DepartmentName `json:"departments,omitempty"`

	// reason is a reason of the condition DeadlineMissed.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	Reason string `json:"reason,omitempty"`

	// state tells whether the miss still holds; it alone is derived anew.
	// +required
	State MissState `json:"state,omitempty"`
}

// Withdrawal is the last time during which nothing was owed, because the origin of the
// copy did not name the region.
type Withdrawal struct {
	// from is when the copy was withdrawn.
	// +required
	From *metav1.Time `json:"from,omitempty"`

	// until is when it was first seen to be in force again; none while it is not. What
	// fell due in between counts as given out then.
	// +optional
	Until *metav1.Time `json:"until,omitempty"`
}

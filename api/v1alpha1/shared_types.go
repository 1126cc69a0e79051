// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// DueDate says by when something must have been received. Everything received
// before the period it names is over is in time, in the time zone of the region:
//
//	"2021-04-15"                 until the end of that day
//	"2021-04"                    until the end of that month
//	"2021"                       until the end of that year
//	"2021-04-15T17:00:00+08:00"  before that instant (RFC 3339, whole seconds)
//
// Quote it: YAML reads an unquoted 2021 as an integer, and the API server
// refuses an integer here.
//
// +kubebuilder:validation:MinLength=4
// +kubebuilder:validation:MaxLength=25
// +kubebuilder:validation:XValidation:rule="self.matches('^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]))?)?)?$') && (size(self) < 10 || !format.date().validate(self.substring(0, 10)).hasValue())",messageExpression="'\"' + self + '\" is not a due date: write \"2021-04-15\" (until the end of the day), \"2021-04\" (of the month), \"2021\" (of the year) or an RFC 3339 instant with whole seconds such as \"2021-04-15T17:00:00+08:00\"'"
type DueDate string

// PlainDate is one day, such as "2022-08-23".
//
// +kubebuilder:validation:MinLength=10
// +kubebuilder:validation:MaxLength=10
// +kubebuilder:validation:XValidation:rule="!format.date().validate(self).hasValue()",messageExpression="'\"' + self + '\" is not a day of the calendar: write it as \"2022-08-23\"'"
type PlainDate string

// DepartmentName is the code of a department. It is shared by all regions, so
// that "health-commission" is the health commission everywhere, whatever its
// local name is.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=63
// +kubebuilder:validation:XValidation:rule="!format.dns1123Label().validate(self).hasValue()",messageExpression="'\"' + self + '\" is not a department code: use lower-case letters, digits and hyphens, such as \"health-commission\"'"
type DepartmentName string

// CheckpointName names one deadline of a duty: "final" for its due date, or
// the name of a milestone.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=63
// +kubebuilder:validation:XValidation:rule="!format.dns1123Label().validate(self).hasValue()",messageExpression="'\"' + self + '\" is not a checkpoint name: use lower-case letters, digits and hyphens, such as \"stations-2021\", or \"final\"'"
type CheckpointName string

// CheckpointFinal is the checkpoint whose deadline is the due date of the duty.
const CheckpointFinal CheckpointName = "final"

// ScopeName names an area of supervision that a Jurisdiction declares.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=63
// +kubebuilder:validation:XValidation:rule="!format.dns1123Label().validate(self).hasValue()",messageExpression="'\"' + self + '\" is not the name of a scope: use lower-case letters, digits and hyphens, such as \"public-health\"'"
type ScopeName string

// ObjectName names an object of the same namespace.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=253
// +kubebuilder:validation:XValidation:rule="!format.dns1123Subdomain().validate(self).hasValue()",messageExpression="'\"' + self + '\" is not the name of an object: use lower-case letters, digits, hyphens and dots'"
type ObjectName string

// JurisdictionName names a Jurisdiction.
//
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=56
// +kubebuilder:validation:XValidation:rule="!format.dns1123Label().validate(self).hasValue()",messageExpression="'\"' + self + '\" is not the name of a jurisdiction: use lower-case letters, digits and hyphens, such as \"xicheng\"'"
type JurisdictionName string

// Period is a length of time on the calendar, in exactly one unit. Three
// months are not ninety days.
//
// +kubebuilder:validation:ExactlyOneOf=days;workingDays;months
type Period struct {
	// days is a number of calendar days.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=36500
	Days *int32 `json:"days,omitempty"`

	// workingDays is a number of working days on the calendar of the region: days
	// that are worked by statute, make-up days at the weekend among them.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=5000
	WorkingDays *int32 `json:"workingDays,omitempty"`

	// months is a number of calendar months. Where the resulting month is too
	// short for the day, its last day is meant.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1200
	Months *int32 `json:"months,omitempty"`
}

// DutyReference names a DepartmentDuty of the same namespace.
type DutyReference struct {
	// name of the DepartmentDuty.
	// +required
	Name ObjectName `json:"name,omitempty"`
}

// JurisdictionReference names a Jurisdiction.
type JurisdictionReference struct {
	// name of the Jurisdiction.
	// +required
	Name JurisdictionName `json:"name,omitempty"`
}

// Light is the state of a duty at a glance, after the lights that supervision
// offices keep (亮灯管理).
//
// +kubebuilder:validation:Enum=Green;Blue;Yellow;Red
type Light string

const (
	// LightGreen shows when the duty is completed.
	LightGreen Light = "Green"
	// LightBlue shows when the duty is under way and nothing is due soon.
	LightBlue Light = "Blue"
	// LightYellow shows when a deadline is near or a milestone is behind.
	LightYellow Light = "Yellow"
	// LightRed shows when a deadline was missed and has not been made good.
	LightRed Light = "Red"
)

// SubjectKind tells what a Subject is.
//
// +kubebuilder:validation:Enum=User;Group;ServiceAccount
type SubjectKind string

const (
	// SubjectUser is a user as the API server authenticates it.
	SubjectUser SubjectKind = "User"
	// SubjectGroup is a group as the API server authenticates it.
	SubjectGroup SubjectKind = "Group"
	// SubjectServiceAccount is a ServiceAccount of some namespace.
	SubjectServiceAccount SubjectKind = "ServiceAccount"
)

// Subject is who acts for a department or an office.
//
// +kubebuilder:validation:XValidation:rule="self.kind == 'ServiceAccount' || !has(self.__namespace__)",message="namespace is forbidden for a User or Group: only a ServiceAccount lives in one"
// +kubebuilder:validation:XValidation:fieldPath=".name",rule="self.kind != 'ServiceAccount' || self.name != 'default' && !format.dns1123Subdomain().validate(self.name).hasValue()",messageExpression="'\"' + self.name + '\" cannot be a ServiceAccount that acts for somebody: use lower-case letters, digits, hyphens and dots, and not \"default\", as which every pod runs that asks for nothing else'"
type Subject struct {
	// kind is User, Group or ServiceAccount.
	// +required
	Kind SubjectKind `json:"kind,omitempty"`

	// name of the user, group or ServiceAccount.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`

	// namespace of the ServiceAccount; only for kind ServiceAccount. Left out, it
	// is the namespace of the region, in which the operator makes the account.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Namespace string `json:"namespace,omitempty"`
}

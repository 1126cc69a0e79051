// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

const (
	// LabelJurisdiction is set on the namespace of a region, and on what the
	// operator sets up in it, to the name of the Jurisdiction. A namespace that
	// already bears it is adopted; one that does not is never touched.
	LabelJurisdiction = "supervision.jianguan.io/jurisdiction"

	// LabelManagedBy is set to ManagedByOperator on what the operator sets up.
	LabelManagedBy = "app.kubernetes.io/managed-by"

	// ManagedByOperator is the value of LabelManagedBy, and the field manager
	// of everything the operator writes.
	ManagedByOperator = "supervision-operator"

	// AnnotationPrefix begins the annotations and labels of this project.
	AnnotationPrefix = "supervision.jianguan.io/"

	// AnnotationRestored is set by whoever restores an object from a backup, to
	// the creation time that it had there, in RFC 3339. On a record it needs the
	// verb VerbRestore.
	AnnotationRestored = "supervision.jianguan.io/restored"

	// LabelOriginJurisdiction and LabelOriginDuty are set on the copy of a duty that
	// was handed down, to the name of the Jurisdiction that did and to that of the
	// duty there.
	LabelOriginJurisdiction = "supervision.jianguan.io/origin-jurisdiction"
	// LabelOriginDuty is described with LabelOriginJurisdiction.
	LabelOriginDuty = "supervision.jianguan.io/origin-duty"

	// LabelMeeting is set on a duty that a decision of a JointMeeting became, to the
	// name of that meeting.
	LabelMeeting = "supervision.jianguan.io/meeting"

	// LabelCalendar is borne, with whatever value, by a ConfigMap that holds a
	// calendar of working days. Others are not read.
	LabelCalendar = "supervision.jianguan.io/calendar"

	// FinalizerRegion holds a Jurisdiction until what it set up is taken down.
	FinalizerRegion = "supervision.jianguan.io/region"

	// NamespacePrefix begins the name of every region's namespace.
	NamespacePrefix = "region-"
)

// The virtual resource on which rights are granted per department, and the verbs
// that admission asks for. No such objects exist: RBAC alone speaks of them.
const (
	// DepartmentsResource is the virtual resource; a name of it is a department
	// code, or ParentPrefix and the name of the parent region.
	DepartmentsResource = "departments"

	// ParentPrefix begins the virtual name on which the parent's office rules.
	// It holds a colon, so no department can bear the name.
	ParentPrefix = "parent:"

	// VerbReport lets a user file reports for a department.
	VerbReport = "report"
	// VerbRule lets a user rule in the name of a department or of the parent.
	VerbRule = "rule"
	// VerbBackdate lets a user attest when a paper record was received.
	VerbBackdate = "backdate"
	// VerbPurge lets a user delete the records of a department; granted on all
	// departments, also duties with a ledger.
	VerbPurge = "purge"
	// VerbMinute lets a user file the minutes of a meeting in the name of its office.
	VerbMinute = "minute"
	// VerbHandDown lets the operator make and change duties that were handed down, or
	// that decisions of a meeting became.
	VerbHandDown = "handdown"
	// VerbRestore lets a user restore records from a backup, as filed by others.
	VerbRestore = "restore"
)

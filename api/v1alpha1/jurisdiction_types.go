// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Level is the administrative level of a region.
//
// +kubebuilder:validation:Enum=Province;Prefecture;County;Township
type Level string

const (
	// LevelProvince is a province, an autonomous region or a municipality
	// directly under the central government (省、自治区、直辖市).
	LevelProvince Level = "Province"
	// LevelPrefecture is a prefecture-level city or prefecture (地级市、州、盟).
	LevelPrefecture Level = "Prefecture"
	// LevelCounty is a county, a district or a county-level city (县、区、县级市).
	LevelCounty Level = "County"
	// LevelTownship is a township or a subdistrict (乡镇、街道).
	LevelTownship Level = "Township"
)

// Liaison is the person or desk that answers for a department (联络员).
type Liaison struct {
	// name of the person or desk.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=100
	Name string `json:"name,omitempty"`

	// contact is a telephone number or an address.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	Contact string `json:"contact,omitempty"`
}

// Department is a department that takes part in the supervision of a region.
type Department struct {
	// name is the code of the department, shared by all regions, such as
	// "health-commission" or "market-regulation".
	// +required
	Name DepartmentName `json:"name,omitempty"`

	// displayName is the local name of the department, such as 区卫生健康委.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=100
	DisplayName string `json:"displayName,omitempty"`

	// aliases are other names under which plans speak of the department.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=16
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=100
	Aliases []string `json:"aliases,omitempty"`

	// liaison answers for the department.
	// +optional
	Liaison Liaison `json:"liaison,omitzero"`

	// subjects may file reports for the department in this region. The operator
	// binds them to a Role of the region's namespace.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=24
	Subjects []Subject `json:"subjects,omitempty"`
}

// Office is the office of the joint meeting (联席会议办公室), which rules on what
// departments report.
type Office struct {
	// department in which the office sits, one of spec.departments.
	// +required
	Department DepartmentName `json:"department,omitempty"`

	// subjects may rule for the office: in this region in the name of its
	// department, and in each region directly below in the name of the parent.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	Subjects []Subject `json:"subjects,omitempty"`
}

// Isolation tells whom the pods of a region may talk to.
//
// +kubebuilder:validation:Enum=Isolated;Open
type Isolation string

const (
	// IsolationIsolated lets the pods of a region reach each other and DNS alone.
	IsolationIsolated Isolation = "Isolated"
	// IsolationOpen sets no bounds.
	IsolationOpen Isolation = "Open"
)

// DeletionPolicy tells what becomes of a region's namespace when its
// Jurisdiction is deleted.
//
// +kubebuilder:validation:Enum=Retain;Delete
type DeletionPolicy string

const (
	// DeletionRetain leaves the namespace with the plans and records in it.
	DeletionRetain DeletionPolicy = "Retain"
	// DeletionDelete deletes the namespace once it holds no records.
	DeletionDelete DeletionPolicy = "Delete"
)

// NamespaceQuota bounds what may be asked for in a namespace.
//
// +kubebuilder:validation:MinProperties=1
type NamespaceQuota struct {
	// pods that may exist at a time.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000000
	Pods *int32 `json:"pods,omitempty"`

	// requests of all pods together.
	// +optional
	Requests ResourceAmounts `json:"requests,omitzero"`

	// limits of all pods together.
	// +optional
	Limits ResourceAmounts `json:"limits,omitzero"`
}

// Scope is an area of supervision that some duty must cover.
type Scope struct {
	// name by which duties speak of the scope.
	// +required
	Name ScopeName `json:"name,omitempty"`

	// title of the scope, in one line.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	Title string `json:"title,omitempty"`
}

// Grid is a part of the region with staff of its own (网格): which area, who, and
// for what (定格、定员、定责).
type Grid struct {
	// code of the grid.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Code string `json:"code,omitempty"`

	// title of the grid, such as the name of a community.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=200
	Title string `json:"title,omitempty"`

	// staff are the people or posts that look after the grid.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=100
	Staff []string `json:"staff,omitempty"`

	// responsibilities of the staff.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=200
	Responsibilities []string `json:"responsibilities,omitempty"`
}

// Staffing is how many people enforce health law in the region, by how they are
// employed.
//
// +kubebuilder:validation:MinProperties=1
type Staffing struct {
	// minimum that the three must reach together.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000000
	Minimum int32 `json:"minimum,omitempty"`

	// administrative are enforcement officers of the health authority itself.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000000
	Administrative *int32 `json:"administrative,omitempty"`

	// team are permanent members of the enforcement team.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000000
	Team *int32 `json:"team,omitempty"`

	// auxiliary are contracted assistants. They count here, and are never drawn
	// for an inspection.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000000
	Auxiliary *int32 `json:"auxiliary,omitempty"`
}

// CalendarReference names the ConfigMap of a calendar of working days.
type CalendarReference struct {
	// namespace of the ConfigMap. It cannot be the region's own: a region does
	// not set its own working days.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:XValidation:rule="!format.dns1123Label().validate(self).hasValue()",messageExpression="'\"' + self + '\" is not the name of a namespace: use lower-case letters, digits and hyphens'"
	Namespace string `json:"namespace,omitempty"`

	// name of the ConfigMap.
	// +required
	Name ObjectName `json:"name,omitempty"`
}

// RegionNamespace describes the namespace in which everything else of the
// region lives.
//
// +kubebuilder:validation:MinProperties=1
type RegionNamespace struct {
	// name of the namespace: "region-" followed by the name of the
	// Jurisdiction unless set. It starts with "region-" and cannot be changed.
	// +optional
	// +kubebuilder:validation:MinLength=8
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:XValidation:rule="self.startsWith('region-') && !format.dns1123Label().validate(self).hasValue()",messageExpression="'\"' + self + '\" cannot be a region\\'s namespace: use \"region-\" followed by lower-case letters, digits and hyphens'"
	Name string `json:"name,omitempty"`

	// labels are set on the namespace beside the operator's own. Keys of
	// kubernetes.io, k8s.io and supervision.jianguan.io are the operator's.
	// +optional
	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=16
	// +kubebuilder:validation:XValidation:rule="!self.exists(k, k.startsWith('kubernetes.io/') || k.contains('.kubernetes.io/'))",messageExpression="'labels of kubernetes.io, k8s.io and supervision.jianguan.io are the operator\\'s; remove %s'.format([self.map(k, k.startsWith('kubernetes.io/') || k.contains('.kubernetes.io/'), k)])"
	// +kubebuilder:validation:XValidation:rule="!self.exists(k, k.startsWith('k8s.io/') || k.contains('.k8s.io/') || k.startsWith('supervision.jianguan.io/'))",messageExpression="'labels of kubernetes.io, k8s.io and supervision.jianguan.io are the operator\\'s; remove %s'.format([self.map(k, k.startsWith('k8s.io/') || k.contains('.k8s.io/') || k.startsWith('supervision.jianguan.io/'), k)])"
	// +kubebuilder:validation:XValidation:rule="self.all(k, size(self[k]) <= 63)",messageExpression="'a label value has at most 63 characters; shorten %s'.format([self.map(k, size(self[k]) > 63, k)])"
	Labels map[string]string `json:"labels,omitempty"`

	// quota bounds what may be asked for in the namespace all in all. Nothing is
	// bounded that is left out.
	// +optional
	Quota NamespaceQuota `json:"quota,omitzero"`

	// isolation tells whom the region's pods may talk to: Isolated, the default,
	// lets them reach each other and the cluster's DNS, and nobody else reach
	// them; Open sets no bounds.
	// +optional
	// +kubebuilder:default=Isolated
	Isolation Isolation `json:"isolation,omitempty"`

	// deletionPolicy tells what becomes of the namespace when the Jurisdiction
	// is deleted. Retain, the default, leaves it with the plans and records in
	// it. Delete deletes it, and waits as long as records are in it.
	// +optional
	// +kubebuilder:default=Retain
	DeletionPolicy DeletionPolicy `json:"deletionPolicy,omitempty"`
}

// JurisdictionSpec is what a region declares.
//
// +kubebuilder:validation:XValidation:fieldPath=".leadDepartment",rule="!has(self.leadDepartment) || self.departments.exists(d, d.name == self.leadDepartment)",messageExpression="'\"' + self.leadDepartment + '\" is not one of spec.departments'"
// +kubebuilder:validation:XValidation:fieldPath=".office.department",rule="!has(self.office) || self.departments.exists(d, d.name == self.office.department)",messageExpression="'\"' + self.office.department + '\" is not one of spec.departments'"
// +kubebuilder:validation:XValidation:fieldPath=".namespace.name",rule="(has(self.__namespace__) && has(self.__namespace__.name) ? self.__namespace__.name : \"\") == (has(oldSelf.__namespace__) && has(oldSelf.__namespace__.name) ? oldSelf.__namespace__.name : \"\")",message="cannot be changed, set or unset once the jurisdiction exists"
// +kubebuilder:validation:XValidation:fieldPath=".parentRef",rule="self.level != 'Province' || !has(self.parentRef)",message="a Province has no parent"
// +kubebuilder:validation:XValidation:fieldPath=".divisionCode",rule="!has(self.divisionCode) || (self.level == 'Township') == (size(self.divisionCode) == 9)",messageExpression="'\"' + self.divisionCode + '\" does not fit level ' + self.level + ': a Township has 9 digits, every other level 6'"
type JurisdictionSpec struct {
	// displayName is the name of the region, such as 北京市西城区.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=100
	// +kubebuilder:validation:XValidation:rule="self.matches('^\\\\P{C}*$')",message="must hold no control characters, nor characters that change the direction of the text"
	DisplayName string `json:"displayName,omitempty"`

	// divisionCode is the code of the region in GB/T 2260: six digits, nine for
	// a township.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=9
	// +kubebuilder:validation:XValidation:rule="self.matches('^[1-9][0-9]{5}([0-9]{3})?$')",messageExpression="'\"' + self + '\" is not a division code: GB/T 2260 has 6 digits, such as \"110102\", or 9 for a township'"
	DivisionCode string `json:"divisionCode,omitempty"`

	// level is the administrative level of the region.
	// +required
	Level Level `json:"level,omitempty"`

	// parentRef names the region above; a Province has none.
	// +optional
	ParentRef JurisdictionReference `json:"parentRef,omitzero"`

	// timeZone is the IANA time zone in which days begin and end here.
	// +optional
	// +kubebuilder:default="Asia/Shanghai"
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=64
	TimeZone string `json:"timeZone,omitempty"`

	// calendarRef names a ConfigMap with working days, which overrides and
	// extends the calendar that the operator brings. Left out, it is that of the
	// nearest region above that names one. The ConfigMap bears the label
	// supervision.jianguan.io/calendar, and holds under each year the notice for it.
	// +optional
	CalendarRef CalendarReference `json:"calendarRef,omitzero"`

	// departments take part in the supervision of the region.
	// +required
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	Departments []Department `json:"departments,omitempty"`

	// leadDepartment leads the supervision as a whole, one of departments.
	// +optional
	LeadDepartment DepartmentName `json:"leadDepartment,omitempty"`

	// office rules on what departments report.
	// +optional
	Office Office `json:"office,omitzero"`

	// escalation is the ladder of what follows where a deadline is missed, for the
	// duties of this region, and of those below that declare none.
	// +optional
	// +listType=map
	// +listMapKey=action
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=6
	// +kubebuilder:validation:XValidation:rule="self.map(r, r.action == 'Reminder' ? 0 : r.action == 'Notice' ? 1 : r.action == 'Interview' ? 2 : r.action == 'ListedSupervision' ? 3 : r.action == 'Circular' ? 4 : 5).isSorted()",messageExpression="'rungs stand in the order Reminder, Notice, Interview, ListedSupervision, Circular, Accountability, and not in the order %s'.format([self.map(r, r.action)])"
	Escalation []EscalationRung `json:"escalation,omitempty"`

	// scopes are the areas of supervision that some duty with a lead must cover.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=100
	Scopes []Scope `json:"scopes,omitempty"`

	// grids into which the region is divided.
	// +optional
	// +listType=map
	// +listMapKey=code
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=500
	Grids []Grid `json:"grids,omitempty"`

	// staffing of health law enforcement in the region.
	// +optional
	Staffing Staffing `json:"staffing,omitzero"`

	// workloads run in the region's namespace, or in those of the regions below.
	// A region runs what it declares without levels, and inherits from the
	// regions above what names its level. Of one name, the nearest counts.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	Workloads []Workload `json:"workloads,omitempty"`

	// namespace in which everything else of the region lives.
	// +optional
	Namespace RegionNamespace `json:"namespace,omitzero"`
}

// DutyCounts counts duties by how they stand. A duty counts in total and in
// exactly one of open, overdue, completed and completedLate; dueSoon is a part
// of open, and selfRuled of completed and completedLate. A standing duty that is
// carried on counts as completed, and a withdrawn one not at all.
//
// +kubebuilder:validation:MinProperties=1
type DutyCounts struct {
	// total number of duties.
	// +optional
	Total *int32 `json:"total,omitempty"`

	// open duties: not completed, and no deadline missed.
	// +optional
	Open *int32 `json:"open,omitempty"`

	// dueSoon duties: open, with a deadline near or a milestone behind.
	// +optional
	DueSoon *int32 `json:"dueSoon,omitempty"`

	// overdue duties: a deadline was missed and has not been made good.
	// +optional
	Overdue *int32 `json:"overdue,omitempty"`

	// escalated duties: those overdue that have reached a rung of the ladder.
	// +optional
	Escalated *int32 `json:"escalated,omitempty"`

	// completed duties: in time.
	// +optional
	Completed *int32 `json:"completed,omitempty"`

	// completedLate duties: after a deadline had been missed.
	// +optional
	CompletedLate *int32 `json:"completedLate,omitempty"`

	// selfRuled duties: completed by a ruling of one of their own leads.
	// +optional
	SelfRuled *int32 `json:"selfRuled,omitempty"`
}

// MeetingCounts counts meetings, and what is wrong with them.
//
// +kubebuilder:validation:MinProperties=1
type MeetingCounts struct {
	// total number of meetings.
	// +optional
	Total *int32 `json:"total,omitempty"`

	// offSchedule are the meetings with a session that was missed and not made good, or
	// with minutes that are overdue.
	// +optional
	OffSchedule *int32 `json:"offSchedule,omitempty"`

	// sessionsMissed is how many sessions of them were missed and not held since, as
	// far as their ledgers reach.
	// +optional
	SessionsMissed *int32 `json:"sessionsMissed,omitempty"`
}

// JurisdictionCounts counts what a region answers for itself.
//
// +kubebuilder:validation:MinProperties=1
type JurisdictionCounts struct {
	// duties of the region's own namespace.
	// +optional
	Duties DutyCounts `json:"duties,omitzero"`

	// meetings of the region's own namespace.
	// +optional
	Meetings MeetingCounts `json:"meetings,omitzero"`
}

// SubtreeCounts counts what a region and all regions below it answer for.
//
// +kubebuilder:validation:MinProperties=1
type SubtreeCounts struct {
	// regions of the subtree, this one among them.
	// +optional
	Regions *int32 `json:"regions,omitempty"`

	// regionsOffTrack are those of them that are not on track for themselves.
	// +optional
	RegionsOffTrack *int32 `json:"regionsOffTrack,omitempty"`

	// duties of all these regions.
	// +optional
	Duties DutyCounts `json:"duties,omitzero"`

	// meetings of all these regions.
	// +optional
	Meetings MeetingCounts `json:"meetings,omitzero"`
}

// WorkloadKind is what a workload runs as.
//
// +kubebuilder:validation:Enum=Deployment;CronJob
type WorkloadKind string

const (
	// WorkloadDeployment is a workload that runs all the time.
	WorkloadDeployment WorkloadKind = "Deployment"
	// WorkloadCronJob is a workload that runs on a schedule.
	WorkloadCronJob WorkloadKind = "CronJob"
)

// WorkloadReadiness tells how a workload stands.
//
// +kubebuilder:validation:Enum=Ready;Progressing;Failing;Absent
type WorkloadReadiness string

const (
	// WorkloadReady shows when a Deployment is available, or a CronJob stands
	// and its last run that ended did not fail.
	WorkloadReady WorkloadReadiness = "Ready"
	// WorkloadProgressing shows while a Deployment is not available yet, or the
	// workload is not set up yet.
	WorkloadProgressing WorkloadReadiness = "Progressing"
	// WorkloadFailing shows when a Deployment makes no progress, or the last run
	// of a CronJob failed.
	WorkloadFailing WorkloadReadiness = "Failing"
	// WorkloadSwitchedOff shows when the workload is declared absent.
	WorkloadSwitchedOff WorkloadReadiness = "Absent"
)

// WorkloadStatus is how one workload of the region stands.
type WorkloadStatus struct {
	// name of the workload.
	// +required
	Name WorkloadName `json:"name,omitempty"`

	// kind of the workload; none for one that is switched off.
	// +optional
	Kind WorkloadKind `json:"kind,omitempty"`

	// declaredBy is the Jurisdiction whose declaration counts here.
	// +required
	DeclaredBy JurisdictionName `json:"declaredBy,omitempty"`

	// state of the workload.
	// +required
	State WorkloadReadiness `json:"state,omitempty"`

	// message explains the state.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=1024
	Message string `json:"message,omitempty"`
}

// InventoryEntry names an object that the operator set up in the namespace of
// the region.
type InventoryEntry struct {
	// kind of the object, such as RoleBinding.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Kind string `json:"kind,omitempty"`

	// name of the object.
	// +required
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name,omitempty"`
}

// JurisdictionStatus is what the operator observed of a region.
//
// +kubebuilder:validation:MinProperties=1
type JurisdictionStatus struct {
	// conditions of the region: Ready, Stalled, ParentResolved, WorkloadsReady,
	// DutiesOnTrack, MeetingsOnSchedule, ScopesCovered, DepartmentsDeclared, AliasesUnique,
	// LeadsConsistent, GridsStaffed, StaffingAdequate, and OnTrack, the summary of
	// the region and its subtree; DeletionBlocked while it waits to be deleted.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=24
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// observedGeneration is the generation of the spec that this status is of.
	// +optional
	// +kubebuilder:validation:Minimum=1
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// namespace that the region holds, once it does.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Namespace string `json:"namespace,omitempty"`

	// path leads from the topmost known region to this one, such as
	// "beijing/xicheng".
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=512
	Path string `json:"path,omitempty"`

	// light of the region and its subtree: Red when a duty is overdue, Yellow
	// when one is due soon or a region is not on track, Green when every duty is
	// completed, Blue otherwise.
	// +optional
	Light Light `json:"light,omitempty"`

	// calendar on which working days are counted here; none while that of
	// spec.calendarRef cannot be read.
	// +optional
	Calendar CalendarStatus `json:"calendar,omitzero"`

	// own counts what the region answers for itself.
	// +optional
	Own JurisdictionCounts `json:"own,omitzero"`

	// subtree counts what the region and all regions below it answer for.
	// +optional
	Subtree SubtreeCounts `json:"subtree,omitzero"`

	// workloads of the region, its own and inherited ones, by name.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=128
	Workloads []WorkloadStatus `json:"workloads,omitempty"`

	// inventory of the objects that the operator set up in the namespace, by
	// kind and name. It is written before they are made, and nothing is deleted
	// that does not stand in it.
	// +optional
	// +listType=atomic
	// +kubebuilder:validation:MinItems=0
	// +kubebuilder:validation:MaxItems=4096
	Inventory []InventoryEntry `json:"inventory,omitempty"`
}

// Jurisdiction is a region that supervises (监管辖区): a province, a prefecture, a
// county or a township. It owns a namespace, in which its duties and records
// live.
//
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:scope=Cluster,shortName=jur,categories=supervision
// +kubebuilder:selectablefield:JSONPath=`.spec.level`
// +kubebuilder:selectablefield:JSONPath=`.spec.parentRef.name`
// +kubebuilder:selectablefield:JSONPath=`.status.namespace`
// +kubebuilder:selectablefield:JSONPath=`.status.light`
// +kubebuilder:printcolumn:name="Level",type=string,JSONPath=`.spec.level`
// +kubebuilder:printcolumn:name="Path",type=string,JSONPath=`.status.path`
// +kubebuilder:printcolumn:name="Light",type=string,JSONPath=`.status.light`
// +kubebuilder:printcolumn:name="Duties",type=integer,JSONPath=`.status.subtree.duties.total`
// +kubebuilder:printcolumn:name="Overdue",type=integer,JSONPath=`.status.subtree.duties.overdue`
// +kubebuilder:printcolumn:name="Due soon",type=integer,JSONPath=`.status.subtree.duties.dueSoon`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Sessions missed",type=integer,priority=1,JSONPath=`.status.subtree.meetings.sessionsMissed`
// +kubebuilder:printcolumn:name="Reason",type=string,priority=1,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Namespace",type=string,priority=1,JSONPath=`.status.namespace`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="Region",type=string,JSONPath=`.spec.displayName`
// +kubebuilder:validation:XValidation:fieldPath=".spec.calendarRef.namespace",rule="!has(self.spec.calendarRef) || self.spec.calendarRef.__namespace__ != (has(self.spec.__namespace__) && has(self.spec.__namespace__.name) ? self.spec.__namespace__.name : 'region-' + self.metadata.name)",messageExpression="'\"' + self.spec.calendarRef.__namespace__ + '\" is the region\\'s own namespace: a region does not set its own working days; name one of the region above, or of the platform'"
// +kubebuilder:validation:XValidation:rule="size(self.metadata.name) <= 56 && self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",messageExpression="'metadata.name \"' + self.metadata.name + '\" is not the name of a jurisdiction: use at most 56 lower-case letters, digits and hyphens, such as \"xicheng\"'"
type Jurisdiction struct {
	metav1.TypeMeta `json:",inline"`

	// metadata is the standard object metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// spec is what the region declares.
	// +required
	Spec JurisdictionSpec `json:"spec,omitzero"`

	// status is what the operator observed.
	// +optional
	Status JurisdictionStatus `json:"status,omitzero"`
}

// JurisdictionList is a list of Jurisdictions.
//
// +kubebuilder:object:root=true
type JurisdictionList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []Jurisdiction `json:"items"`
}

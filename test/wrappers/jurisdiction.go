// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// JurisdictionWrapper builds a Jurisdiction.
type JurisdictionWrapper struct {
	object v1alpha1.Jurisdiction
	// departments holds those that a test named; DefaultDepartment stands in for them as long as there are none.
	departments []v1alpha1.Department
}

// Jurisdiction begins a county without a parent, whose only department is DefaultDepartment.
func Jurisdiction(name string) *JurisdictionWrapper {
	w := &JurisdictionWrapper{}
	w.object.Name = name
	w.object.Spec = v1alpha1.JurisdictionSpec{DisplayName: name, Level: v1alpha1.LevelCounty}
	return w
}

// Obj returns the jurisdiction.
func (w *JurisdictionWrapper) Obj() *v1alpha1.Jurisdiction {
	object := w.object.DeepCopy()
	object.Spec.Departments = []v1alpha1.Department{Department(DefaultDepartment).Obj()}
	if w.departments != nil {
		object.Spec.Departments = nil
		for i := range w.departments {
			object.Spec.Departments = append(object.Spec.Departments, *w.departments[i].DeepCopy())
		}
	}
	return object
}

// Label adds a label to the jurisdiction itself.
func (w *JurisdictionWrapper) Label(key, value string) *JurisdictionWrapper {
	metav1.SetMetaDataLabel(&w.object.ObjectMeta, key, value)
	return w
}

// UID sets the UID that the API server would have given.
func (w *JurisdictionWrapper) UID(uid string) *JurisdictionWrapper {
	w.object.UID = types.UID(uid)
	return w
}

// Generation sets the generation that the API server would have counted.
func (w *JurisdictionWrapper) Generation(generation int64) *JurisdictionWrapper {
	w.object.Generation = generation
	return w
}

// Created sets the creation time that the API server would have stamped.
func (w *JurisdictionWrapper) Created(at time.Time) *JurisdictionWrapper {
	w.object.CreationTimestamp = metav1.NewTime(at)
	return w
}

// Deleting sets the time at which somebody deleted the jurisdiction.
func (w *JurisdictionWrapper) Deleting(at time.Time) *JurisdictionWrapper {
	deleted := metav1.NewTime(at)
	w.object.DeletionTimestamp = &deleted
	return w
}

// Finalizer adds a finalizer.
func (w *JurisdictionWrapper) Finalizer(name string) *JurisdictionWrapper {
	w.object.Finalizers = append(w.object.Finalizers, name)
	return w
}

// DisplayName sets the name of the region.
func (w *JurisdictionWrapper) DisplayName(name string) *JurisdictionWrapper {
	w.object.Spec.DisplayName = name
	return w
}

// Level sets the administrative level.
func (w *JurisdictionWrapper) Level(level v1alpha1.Level) *JurisdictionWrapper {
	w.object.Spec.Level = level
	return w
}

// DivisionCode sets the code in GB/T 2260.
func (w *JurisdictionWrapper) DivisionCode(code string) *JurisdictionWrapper {
	w.object.Spec.DivisionCode = code
	return w
}

// Parent names the region above.
func (w *JurisdictionWrapper) Parent(name v1alpha1.JurisdictionName) *JurisdictionWrapper {
	w.object.Spec.ParentRef = v1alpha1.JurisdictionReference{Name: name}
	return w
}

// TimeZone sets the time zone.
func (w *JurisdictionWrapper) TimeZone(zone string) *JurisdictionWrapper {
	w.object.Spec.TimeZone = zone
	return w
}

// CalendarRef names the ConfigMap of a calendar.
func (w *JurisdictionWrapper) CalendarRef(namespace string, name v1alpha1.ObjectName) *JurisdictionWrapper {
	w.object.Spec.CalendarRef = v1alpha1.CalendarReference{Namespace: namespace, Name: name}
	return w
}

// Labels adds labels to the jurisdiction itself, by which a cascade selects it.
func (w *JurisdictionWrapper) Labels(labels map[string]string) *JurisdictionWrapper {
	for key, value := range labels {
		w.Label(key, value)
	}
	return w
}

// Escalation sets the ladder of the region; see Reminder and Rung.
func (w *JurisdictionWrapper) Escalation(rungs ...v1alpha1.EscalationRung) *JurisdictionWrapper {
	w.object.Spec.Escalation = rungs
	return w
}

// Department adds a department; see the function of this name.
func (w *JurisdictionWrapper) Department(department *DepartmentWrapper) *JurisdictionWrapper {
	w.departments = append(w.departments, department.Obj())
	return w
}

// Departments replaces the departments by ones that nobody acts for. Called without any, there are none.
func (w *JurisdictionWrapper) Departments(names ...v1alpha1.DepartmentName) *JurisdictionWrapper {
	w.departments = []v1alpha1.Department{}
	for _, name := range names {
		w.Department(Department(name))
	}
	return w
}

// LeadDepartment names the department that leads the supervision as a whole.
func (w *JurisdictionWrapper) LeadDepartment(name v1alpha1.DepartmentName) *JurisdictionWrapper {
	w.object.Spec.LeadDepartment = name
	return w
}

// Office says where the office sits and who rules for it.
func (w *JurisdictionWrapper) Office(department v1alpha1.DepartmentName, subjects ...v1alpha1.Subject) *JurisdictionWrapper {
	w.object.Spec.Office = v1alpha1.Office{Department: department, Subjects: subjects}
	return w
}

// Scopes sets the areas that some duty must cover, each titled by its name.
func (w *JurisdictionWrapper) Scopes(names ...v1alpha1.ScopeName) *JurisdictionWrapper {
	w.object.Spec.Scopes = nil
	for _, name := range names {
		w.object.Spec.Scopes = append(w.object.Spec.Scopes, v1alpha1.Scope{Name: name, Title: string(name)})
	}
	return w
}

// Grid adds a grid; see the function of this name.
func (w *JurisdictionWrapper) Grid(grid *GridWrapper) *JurisdictionWrapper {
	w.object.Spec.Grids = append(w.object.Spec.Grids, grid.Obj())
	return w
}

// MinimumStaff sets how many people must enforce health law in the region.
func (w *JurisdictionWrapper) MinimumStaff(minimum int32) *JurisdictionWrapper {
	w.object.Spec.Staffing.Minimum = minimum
	return w
}

// Staff says how many people do.
func (w *JurisdictionWrapper) Staff(administrative, team, auxiliary int32) *JurisdictionWrapper {
	staffing := &w.object.Spec.Staffing
	staffing.Administrative, staffing.Team, staffing.Auxiliary = &administrative, &team, &auxiliary
	return w
}

// Staffing sets the whole staffing.
func (w *JurisdictionWrapper) Staffing(staffing v1alpha1.Staffing) *JurisdictionWrapper {
	w.object.Spec.Staffing = staffing
	return w
}

// Workload adds a workload; see Deployment, CronJob and Absent.
func (w *JurisdictionWrapper) Workload(workload *WorkloadWrapper) *JurisdictionWrapper {
	w.object.Spec.Workloads = append(w.object.Spec.Workloads, workload.Obj())
	return w
}

// NamespaceName sets the name of the region's namespace.
func (w *JurisdictionWrapper) NamespaceName(name string) *JurisdictionWrapper {
	w.object.Spec.Namespace.Name = name
	return w
}

// NamespaceLabel adds a label to the region's namespace.
func (w *JurisdictionWrapper) NamespaceLabel(key, value string) *JurisdictionWrapper {
	if w.object.Spec.Namespace.Labels == nil {
		w.object.Spec.Namespace.Labels = map[string]string{}
	}
	w.object.Spec.Namespace.Labels[key] = value
	return w
}

// Quota bounds what may be asked for in the region's namespace.
func (w *JurisdictionWrapper) Quota(quota v1alpha1.NamespaceQuota) *JurisdictionWrapper {
	w.object.Spec.Namespace.Quota = quota
	return w
}

// Isolation says whom the pods of the region may talk to.
func (w *JurisdictionWrapper) Isolation(isolation v1alpha1.Isolation) *JurisdictionWrapper {
	w.object.Spec.Namespace.Isolation = isolation
	return w
}

// DeletionPolicy says what becomes of the namespace when the jurisdiction is deleted.
func (w *JurisdictionWrapper) DeletionPolicy(policy v1alpha1.DeletionPolicy) *JurisdictionWrapper {
	w.object.Spec.Namespace.DeletionPolicy = policy
	return w
}

// Status sets the whole status.
func (w *JurisdictionWrapper) Status(status v1alpha1.JurisdictionStatus) *JurisdictionWrapper {
	w.object.Status = status
	return w
}

// Holds says which namespace the region has claimed.
func (w *JurisdictionWrapper) Holds(namespace string) *JurisdictionWrapper {
	w.object.Status.Namespace = namespace
	return w
}

// Subtree sets what the region and all below it come to.
func (w *JurisdictionWrapper) Subtree(subtree v1alpha1.SubtreeCounts) *JurisdictionWrapper {
	w.object.Status.Subtree = subtree
	return w
}

// Inventory adds an object that the operator set up.
func (w *JurisdictionWrapper) Inventory(kind, name string) *JurisdictionWrapper {
	w.object.Status.Inventory = append(w.object.Status.Inventory, v1alpha1.InventoryEntry{Kind: kind, Name: name})
	return w
}

// Condition adds a condition of the current generation.
func (w *JurisdictionWrapper) Condition(
	conditionType string, status metav1.ConditionStatus, reason string, since time.Time,
) *JurisdictionWrapper {
	w.object.Status.Conditions = append(w.object.Status.Conditions, metav1.Condition{
		Type: conditionType, Status: status, Reason: reason,
		LastTransitionTime: metav1.NewTime(since), ObservedGeneration: w.object.Generation,
	})
	return w
}

// DepartmentWrapper builds a department of a Jurisdiction.
type DepartmentWrapper struct{ department v1alpha1.Department }

// Department begins a department that nobody acts for.
func Department(name v1alpha1.DepartmentName) *DepartmentWrapper {
	return &DepartmentWrapper{department: v1alpha1.Department{Name: name, DisplayName: string(name)}}
}

// Obj returns the department.
func (w *DepartmentWrapper) Obj() v1alpha1.Department { return *w.department.DeepCopy() }

// DisplayName sets the local name.
func (w *DepartmentWrapper) DisplayName(name string) *DepartmentWrapper {
	w.department.DisplayName = name
	return w
}

// Aliases sets other names of the department.
func (w *DepartmentWrapper) Aliases(aliases ...string) *DepartmentWrapper {
	w.department.Aliases = aliases
	return w
}

// Liaison sets who answers for the department.
func (w *DepartmentWrapper) Liaison(name, contact string) *DepartmentWrapper {
	w.department.Liaison = v1alpha1.Liaison{Name: name, Contact: contact}
	return w
}

// Subjects sets who files for the department.
func (w *DepartmentWrapper) Subjects(subjects ...v1alpha1.Subject) *DepartmentWrapper {
	w.department.Subjects = subjects
	return w
}

// GridWrapper builds a grid of a Jurisdiction.
type GridWrapper struct{ grid v1alpha1.Grid }

// Grid begins a grid that has neither staff nor responsibilities.
func Grid(code string) *GridWrapper {
	return &GridWrapper{grid: v1alpha1.Grid{Code: code, Title: code}}
}

// Obj returns the grid.
func (w *GridWrapper) Obj() v1alpha1.Grid { return *w.grid.DeepCopy() }

// Staff sets who looks after the grid.
func (w *GridWrapper) Staff(staff ...string) *GridWrapper {
	w.grid.Staff = staff
	return w
}

// Responsibilities sets what for.
func (w *GridWrapper) Responsibilities(responsibilities ...string) *GridWrapper {
	w.grid.Responsibilities = responsibilities
	return w
}

// DefaultImage runs in whatever workload a test does not name an image for.
const DefaultImage = "app:1"

// WorkloadWrapper builds a workload of a Jurisdiction.
type WorkloadWrapper struct {
	workload v1alpha1.Workload
	// container is that of the Deployment or CronJob.
	container v1alpha1.WorkloadContainer
}

// Deployment begins a workload that runs all the time, in the region that declares it.
func Deployment(name v1alpha1.WorkloadName) *WorkloadWrapper {
	w := &WorkloadWrapper{workload: v1alpha1.Workload{Name: name}}
	return w.Image(DefaultImage)
}

// CronJob begins a workload that runs on a schedule, in the region that declares it.
func CronJob(name v1alpha1.WorkloadName, schedule string) *WorkloadWrapper {
	w := Deployment(name)
	w.workload.CronJob.Schedule = schedule
	return w
}

// Absent keeps an inherited workload of the name from running.
func Absent(name v1alpha1.WorkloadName) *WorkloadWrapper {
	return &WorkloadWrapper{workload: v1alpha1.Workload{Name: name, Presence: v1alpha1.WorkloadAbsent}}
}

// Obj returns the workload.
func (w *WorkloadWrapper) Obj() v1alpha1.Workload {
	workload := *w.workload.DeepCopy()
	container := *w.container.DeepCopy()
	switch {
	case workload.Presence == v1alpha1.WorkloadAbsent:
	case workload.CronJob.Schedule != "":
		workload.CronJob.WorkloadContainer = container
	default:
		workload.Deployment.WorkloadContainer = container
	}
	return workload
}

// Levels sets the levels whose regions run the workload.
func (w *WorkloadWrapper) Levels(levels ...v1alpha1.Level) *WorkloadWrapper {
	w.workload.Levels = levels
	return w
}

// Image sets the image.
func (w *WorkloadWrapper) Image(image string) *WorkloadWrapper {
	w.container.Image = image
	return w
}

// Command sets the command.
func (w *WorkloadWrapper) Command(command ...string) *WorkloadWrapper {
	w.container.Command = command
	return w
}

// Args sets the arguments of the command.
func (w *WorkloadWrapper) Args(args ...string) *WorkloadWrapper {
	w.container.Args = args
	return w
}

// Env adds a variable.
func (w *WorkloadWrapper) Env(name, value string) *WorkloadWrapper {
	w.container.Env = append(w.container.Env, v1alpha1.EnvironmentVariable{Name: name, Value: &value})
	return w
}

// Requests sets what the container asks for.
func (w *WorkloadWrapper) Requests(cpu, memory string) *WorkloadWrapper {
	w.container.Resources.Requests = Amounts(cpu, memory)
	return w
}

// Limits sets what the container gets at most.
func (w *WorkloadWrapper) Limits(cpu, memory string) *WorkloadWrapper {
	w.container.Resources.Limits = Amounts(cpu, memory)
	return w
}

// Replicas sets how many pods a Deployment runs.
func (w *WorkloadWrapper) Replicas(replicas int32) *WorkloadWrapper {
	w.workload.Deployment.Replicas = &replicas
	return w
}

// Port sets the port on which a Deployment listens.
func (w *WorkloadWrapper) Port(port int32) *WorkloadWrapper {
	w.workload.Deployment.Port = port
	return w
}

// Amounts are of processor time and memory; an empty one is left out.
func Amounts(cpu, memory string) v1alpha1.ResourceAmounts {
	return v1alpha1.ResourceAmounts{CPU: v1alpha1.CPUAmount(cpu), Memory: v1alpha1.MemoryAmount(memory)}
}

// User is a subject.
func User(name string) v1alpha1.Subject {
	return v1alpha1.Subject{Kind: v1alpha1.SubjectUser, Name: name}
}

// Group is a subject.
func Group(name string) v1alpha1.Subject {
	return v1alpha1.Subject{Kind: v1alpha1.SubjectGroup, Name: name}
}

// ServiceAccount is a subject. Without a namespace it is one of the region's own.
func ServiceAccount(namespace, name string) v1alpha1.Subject {
	return v1alpha1.Subject{Kind: v1alpha1.SubjectServiceAccount, Namespace: namespace, Name: name}
}

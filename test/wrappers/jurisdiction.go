// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import (
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

// User is a subject.
func User(name string) v1alpha1.Subject {
	return v1alpha1.Subject{Kind: v1alpha1.SubjectUser, Name: name}
}

// Group is a subject.
func Group(name string) v1alpha1.Subject {
	return v1alpha1.Subject{Kind: v1alpha1.SubjectGroup, Name: name}
}

// ServiceAccount is a subject.
func ServiceAccount(namespace, name string) v1alpha1.Subject {
	return v1alpha1.Subject{Kind: v1alpha1.SubjectServiceAccount, Namespace: namespace, Name: name}
}

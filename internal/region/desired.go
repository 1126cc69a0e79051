// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package region knows what the operator sets up for a Jurisdiction: its
// namespace, and the Roles and RoleBindings by which departments report and
// offices rule. It decides what has to change, and changes nothing itself.
package region

import (
	"maps"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	// departmentRolePrefix begins the name of the Role of each department.
	departmentRolePrefix = "department-"
	// officeRole lets the region's own office rule.
	officeRole = "office"
	// parentOfficeRole lets the office of the parent region rule.
	parentOfficeRole = "parent-office"

	// podSecurityEnforce is the label by which Pod Security admission holds the
	// pods of a namespace to a profile.
	podSecurityEnforce    = "pod-security.kubernetes.io/enforce"
	podSecurityRestricted = "restricted"
)

// Objects is everything that the operator sets up for one region.
type Objects struct {
	Namespace    *corev1.Namespace
	Roles        []*rbacv1.Role
	RoleBindings []*rbacv1.RoleBinding
}

// NamespaceName is the name of the namespace that a region asks for.
func NamespaceName(jurisdiction *v1alpha1.Jurisdiction) string {
	if name := jurisdiction.Spec.Namespace.Name; name != "" {
		return name
	}
	return v1alpha1.NamespacePrefix + jurisdiction.Name
}

// Desired computes what a region declares. The parent is nil where the region
// has none, or where it does not exist yet.
func Desired(jurisdiction, parent *v1alpha1.Jurisdiction) Objects {
	objects := Objects{Namespace: desiredNamespace(jurisdiction)}
	for _, department := range jurisdiction.Spec.Departments {
		objects.grant(jurisdiction, departmentRolePrefix+string(department.Name), department.Subjects,
			v1alpha1.VerbReport, string(department.Name))
	}
	office := jurisdiction.Spec.Office
	objects.grant(jurisdiction, officeRole, office.Subjects, v1alpha1.VerbRule, string(office.Department))
	// A region that names itself has no office above it.
	if parent != nil && parent.Name != jurisdiction.Name {
		objects.grant(jurisdiction, parentOfficeRole, parent.Spec.Office.Subjects,
			v1alpha1.VerbRule, v1alpha1.ParentPrefix+parent.Name)
	}
	return objects
}

func desiredNamespace(jurisdiction *v1alpha1.Jurisdiction) *corev1.Namespace {
	labels := map[string]string{}
	maps.Copy(labels, jurisdiction.Spec.Namespace.Labels)
	// After the declared ones: the operator's own cannot be overridden.
	maps.Copy(labels, ownNamespaceLabels(jurisdiction.Name))
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: NamespaceName(jurisdiction), Labels: labels}}
}

// ownNamespaceLabels are those that every region's namespace bears.
func ownNamespaceLabels(jurisdiction string) map[string]string {
	labels := ownLabels(jurisdiction)
	labels[podSecurityEnforce] = podSecurityRestricted
	return labels
}

func ownLabels(jurisdiction string) map[string]string {
	return map[string]string{
		v1alpha1.LabelManagedBy:    v1alpha1.ManagedByOperator,
		v1alpha1.LabelJurisdiction: jurisdiction,
	}
}

// grant adds a Role and its RoleBinding. Nobody to bind means no right to hand
// on, so neither is made.
func (o *Objects) grant(
	jurisdiction *v1alpha1.Jurisdiction, name string, subjects []v1alpha1.Subject, verb, departmentName string,
) {
	if len(subjects) == 0 {
		return
	}
	meta := metav1.ObjectMeta{
		Namespace: NamespaceName(jurisdiction),
		Name:      name,
		Labels:    ownLabels(jurisdiction.Name),
	}
	o.Roles = append(o.Roles, &rbacv1.Role{ObjectMeta: meta, Rules: rules(verb, departmentName)})
	meta.Labels = ownLabels(jurisdiction.Name)
	o.RoleBindings = append(o.RoleBindings, &rbacv1.RoleBinding{
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: name},
		Subjects:   rbacSubjects(subjects),
	})
}

// rules let their holder read the duties of the region with all records, and
// file one kind of record in the name of one department. RBAC alone cannot hold
// a record to a department; admission does, and asks for the virtual verb.
func rules(verb, departmentName string) []rbacv1.PolicyRule {
	filed := "dutyreports"
	if verb == v1alpha1.VerbRule {
		filed = "dutyrulings"
	}
	groups := []string{v1alpha1.GroupVersion.Group}
	return []rbacv1.PolicyRule{
		{
			APIGroups: groups,
			Resources: []string{"departmentduties", "dutyreports", "dutyrulings"},
			Verbs:     []string{"get", "list", "watch"},
		},
		{APIGroups: groups, Resources: []string{filed}, Verbs: []string{"create"}},
		{
			APIGroups:     groups,
			Resources:     []string{v1alpha1.DepartmentsResource},
			ResourceNames: []string{departmentName},
			Verbs:         []string{verb},
		},
	}
}

func rbacSubjects(subjects []v1alpha1.Subject) []rbacv1.Subject {
	bound := make([]rbacv1.Subject, 0, len(subjects))
	for _, subject := range subjects {
		s := rbacv1.Subject{Kind: string(subject.Kind), Name: subject.Name, Namespace: subject.Namespace}
		// As the API server would default it, so that what is stored equals
		// what was declared.
		if subject.Kind != v1alpha1.SubjectServiceAccount {
			s.APIGroup = rbacv1.GroupName
		}
		bound = append(bound, s)
	}
	return bound
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	// departmentRolePrefix begins the name of the Role of each department.
	departmentRolePrefix = "department-"
	// officeRole lets the region's own office rule, and keep the minutes of meetings.
	officeRole = "office"
	// parentOfficeRole lets the office of the parent region rule.
	parentOfficeRole = "parent-office"
	// gitOps is the ServiceAccount as which the region's repository is applied,
	// and its Role: it may edit the region's plans and nothing else.
	gitOps = "gitops"
)

// addRights adds the Roles and RoleBindings of the region, and the
// ServiceAccounts that it asks for.
func (d *desired) addRights(parent *v1alpha1.Jurisdiction) {
	spec := d.jurisdiction.Spec
	for _, department := range spec.Departments {
		d.bind(departmentRolePrefix+string(department.Name),
			filing(string(department.Name), []string{"dutyreports"}, v1alpha1.VerbReport),
			d.subjects(department.Subjects))
	}
	d.bind(officeRole,
		filing(string(spec.Office.Department), []string{"dutyrulings", "meetingminutes"}, v1alpha1.VerbRule, v1alpha1.VerbMinute),
		d.subjects(spec.Office.Subjects))
	// A region that names itself has no office above it.
	if parent != nil && parent.Name != d.jurisdiction.Name {
		d.bind(parentOfficeRole, filing(v1alpha1.ParentPrefix+parent.Name, []string{"dutyrulings"}, v1alpha1.VerbRule),
			rbacSubjects(trusted(parent), NamespaceName(parent)))
	}

	d.add(d.serviceAccount(gitOps))
	d.bind(gitOps, []rbacv1.PolicyRule{{
		APIGroups: []string{v1alpha1.GroupVersion.Group},
		Resources: []string{"departmentduties", "jointmeetings"},
		Verbs:     []string{"get", "list", "watch", "create", "update", "patch", "delete"},
	}}, []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Namespace: d.namespace, Name: gitOps}})
}

// trusted are the subjects of a parent's office. An account of the parent's own
// namespace is one only while the parent holds that: somebody else's namespace
// may have an account of the name.
func trusted(parent *v1alpha1.Jurisdiction) []v1alpha1.Subject {
	return slices.DeleteFunc(slices.Clone(parent.Spec.Office.Subjects), func(subject v1alpha1.Subject) bool {
		return subject.Kind == v1alpha1.SubjectServiceAccount && subject.Namespace == "" &&
			parent.Status.Namespace != NamespaceName(parent)
	})
}

// subjects are those of the region. An account of its own namespace is asked for
// by naming it.
func (d *desired) subjects(subjects []v1alpha1.Subject) []rbacv1.Subject {
	for _, subject := range subjects {
		if subject.Kind == v1alpha1.SubjectServiceAccount && subject.Namespace == "" {
			d.add(d.serviceAccount(subject.Name))
		}
	}
	return rbacSubjects(subjects, d.namespace)
}

func (d *desired) serviceAccount(name string) *corev1.ServiceAccount {
	automount := false
	return &corev1.ServiceAccount{ObjectMeta: d.meta(name), AutomountServiceAccountToken: &automount}
}

// bind adds a Role and its RoleBinding. Nobody to bind means no right to hand
// on, so neither is made.
func (d *desired) bind(name string, rules []rbacv1.PolicyRule, subjects []rbacv1.Subject) {
	if len(subjects) == 0 {
		return
	}
	d.add(&rbacv1.Role{ObjectMeta: d.meta(name), Rules: rules})
	d.add(&rbacv1.RoleBinding{
		ObjectMeta: d.meta(name),
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: name},
		Subjects:   subjects,
	})
}

// filing lets its holder read the duties and meetings of the region with all
// records, and file some kinds of record in the name of one department. RBAC alone
// cannot hold a record to a department; admission does, and asks for the virtual
// verb of its kind.
func filing(departmentName string, records []string, verbs ...string) []rbacv1.PolicyRule {
	groups := []string{v1alpha1.GroupVersion.Group}
	return []rbacv1.PolicyRule{
		{
			APIGroups: groups,
			Resources: []string{"departmentduties", "jointmeetings", "dutyreports", "dutyrulings", "meetingminutes"},
			Verbs:     []string{"get", "list", "watch"},
		},
		{APIGroups: groups, Resources: records, Verbs: []string{"create"}},
		{
			APIGroups:     groups,
			Resources:     []string{v1alpha1.DepartmentsResource},
			ResourceNames: []string{departmentName},
			Verbs:         verbs,
		},
	}
}

// rbacSubjects are the subjects as RBAC knows them. A ServiceAccount without a
// namespace lives in that of the region which names it.
func rbacSubjects(subjects []v1alpha1.Subject, home string) []rbacv1.Subject {
	bound := make([]rbacv1.Subject, 0, len(subjects))
	for _, subject := range subjects {
		s := rbacv1.Subject{Kind: string(subject.Kind), Name: subject.Name, Namespace: subject.Namespace}
		if subject.Kind == v1alpha1.SubjectServiceAccount {
			if s.Namespace == "" {
				s.Namespace = home
			}
		} else {
			// As the API server would default it, so that what is stored equals
			// what was declared.
			s.APIGroup = rbacv1.GroupName
		}
		bound = append(bound, s)
	}
	return bound
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	namespace = "region-xicheng"
	group     = "supervision.jianguan.io"
	managedBy = "app.kubernetes.io/managed-by"
	holder    = "supervision.jianguan.io/jurisdiction"
)

func ownLabels() map[string]string {
	return map[string]string{managedBy: "supervision-operator", holder: "xicheng"}
}

func namespaceLabels() map[string]string {
	labels := ownLabels()
	labels["pod-security.kubernetes.io/enforce"] = "restricted"
	return labels
}

func namespaceOf(name string, labels map[string]string) *corev1.Namespace {
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}
}

// role spells out what a Role grants, so that no test repeats the code under test.
func role(name, filed, verb, on string) *rbacv1.Role {
	return &rbacv1.Role{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: ownLabels()},
		Rules: []rbacv1.PolicyRule{
			{
				APIGroups: []string{group},
				Resources: []string{"departmentduties", "dutyreports", "dutyrulings"},
				Verbs:     []string{"get", "list", "watch"},
			},
			{APIGroups: []string{group}, Resources: []string{filed}, Verbs: []string{"create"}},
			{APIGroups: []string{group}, Resources: []string{"departments"}, ResourceNames: []string{on}, Verbs: []string{verb}},
		},
	}
}

func binding(name string, subjects ...rbacv1.Subject) *rbacv1.RoleBinding {
	return &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: ownLabels()},
		RoleRef:    rbacv1.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "Role", Name: name},
		Subjects:   subjects,
	}
}

func user(name string) rbacv1.Subject {
	return rbacv1.Subject{APIGroup: "rbac.authorization.k8s.io", Kind: "User", Name: name}
}

func TestDesired(t *testing.T) {
	beijing := func() *wrappers.JurisdictionWrapper {
		return wrappers.Jurisdiction("beijing").Level(v1alpha1.LevelProvince)
	}
	officeOfBeijing := wrappers.Group("beijing-office")

	withTeam := namespaceLabels()
	withTeam["team"] = "health"

	cases := map[string]struct {
		jurisdiction *wrappers.JurisdictionWrapper
		parent       *wrappers.JurisdictionWrapper
		want         region.Objects
	}{
		"a namespace alone where nobody acts for anyone": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("police").Office("police"),
			parent:       beijing(),
			want:         region.Objects{Namespace: namespaceOf(namespace, namespaceLabels())},
		},
		"a namespace of another name, with labels, of which none overrides the operator's": {
			jurisdiction: wrappers.Jurisdiction("xicheng").NamespaceName("region-xc").
				NamespaceLabel("team", "health").NamespaceLabel(holder, "dongcheng"),
			want: region.Objects{Namespace: namespaceOf("region-xc", withTeam)},
		},
		"departments with subjects report, each for itself": {
			jurisdiction: wrappers.Jurisdiction("xicheng").
				Department(wrappers.Department("police").Subjects(wrappers.User("wei"), wrappers.Group("police"))).
				Department(wrappers.Department("medical-insurance")).
				Department(wrappers.Department("market-regulation").Subjects(wrappers.ServiceAccount("apps", "market"))),
			want: region.Objects{
				Namespace: namespaceOf(namespace, namespaceLabels()),
				Roles: []*rbacv1.Role{
					role("department-police", "dutyreports", "report", "police"),
					role("department-market-regulation", "dutyreports", "report", "market-regulation"),
				},
				RoleBindings: []*rbacv1.RoleBinding{
					binding("department-police", user("wei"),
						rbacv1.Subject{APIGroup: "rbac.authorization.k8s.io", Kind: "Group", Name: "police"}),
					binding("department-market-regulation",
						rbacv1.Subject{Kind: "ServiceAccount", Namespace: "apps", Name: "market"}),
				},
			},
		},
		"the office rules for its department": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("health-commission").
				Office("health-commission", wrappers.User("lan")),
			want: region.Objects{
				Namespace:    namespaceOf(namespace, namespaceLabels()),
				Roles:        []*rbacv1.Role{role("office", "dutyrulings", "rule", "health-commission")},
				RoleBindings: []*rbacv1.RoleBinding{binding("office", user("lan"))},
			},
		},
		"the office of the parent rules for the parent": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("police"),
			parent:       beijing().Departments("health-commission").Office("health-commission", officeOfBeijing),
			want: region.Objects{
				Namespace: namespaceOf(namespace, namespaceLabels()),
				Roles:     []*rbacv1.Role{role("parent-office", "dutyrulings", "rule", "parent:beijing")},
				RoleBindings: []*rbacv1.RoleBinding{binding("parent-office",
					rbacv1.Subject{APIGroup: "rbac.authorization.k8s.io", Kind: "Group", Name: "beijing-office"})},
			},
		},
		"no region is its own parent": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("police"),
			parent:       wrappers.Jurisdiction("xicheng").Departments("police").Office("police", wrappers.User("lan")),
			want:         region.Objects{Namespace: namespaceOf(namespace, namespaceLabels())},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			var parent *v1alpha1.Jurisdiction
			if tc.parent != nil {
				parent = tc.parent.Obj()
			}
			if diff := cmp.Diff(tc.want, region.Desired(tc.jurisdiction.Obj(), parent)); diff != "" {
				t.Errorf("objects (-want +got):\n%s", diff)
			}
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"fmt"
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

func objectMeta(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: ownLabels()}
}

func account(name string) *corev1.ServiceAccount {
	return &corev1.ServiceAccount{ObjectMeta: objectMeta(name), AutomountServiceAccountToken: new(bool)}
}

// role spells out what a Role grants, so that no test repeats the code under test.
func role(name, on string, filed []string, verbs ...string) *rbacv1.Role {
	return &rbacv1.Role{
		ObjectMeta: objectMeta(name),
		Rules: []rbacv1.PolicyRule{
			{
				APIGroups: []string{group},
				Resources: []string{"departmentduties", "jointmeetings", "dutyreports", "dutyrulings", "meetingminutes"},
				Verbs:     []string{"get", "list", "watch"},
			},
			{APIGroups: []string{group}, Resources: filed, Verbs: []string{"create"}},
			{APIGroups: []string{group}, Resources: []string{"departments"}, ResourceNames: []string{on}, Verbs: verbs},
		},
	}
}

func departmentRole(department string) *rbacv1.Role {
	return role("department-"+department, department, []string{"dutyreports"}, "report")
}

func officeRole(department string) *rbacv1.Role {
	return role("office", department, []string{"dutyrulings", "meetingminutes"}, "rule", "minute")
}

// parentOfficeRole keeps no minutes: a meeting is of one region.
func parentOfficeRole() *rbacv1.Role {
	return role("parent-office", "parent:beijing", []string{"dutyrulings"}, "rule")
}

func gitOpsRole() *rbacv1.Role {
	return &rbacv1.Role{
		ObjectMeta: objectMeta("gitops"),
		Rules: []rbacv1.PolicyRule{{
			APIGroups: []string{group},
			Resources: []string{"departmentduties", "jointmeetings"},
			Verbs:     []string{"get", "list", "watch", "create", "update", "patch", "delete"},
		}},
	}
}

func binding(name string, subjects ...rbacv1.Subject) *rbacv1.RoleBinding {
	return &rbacv1.RoleBinding{
		ObjectMeta: objectMeta(name),
		RoleRef:    rbacv1.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "Role", Name: name},
		Subjects:   subjects,
	}
}

func user(name string) rbacv1.Subject {
	return rbacv1.Subject{APIGroup: "rbac.authorization.k8s.io", Kind: "User", Name: name}
}

func groupOf(name string) rbacv1.Subject {
	return rbacv1.Subject{APIGroup: "rbac.authorization.k8s.io", Kind: "Group", Name: name}
}

func machine(namespace, name string) rbacv1.Subject {
	return rbacv1.Subject{Kind: "ServiceAccount", Namespace: namespace, Name: name}
}

// objectsOf are what a region declares, without a parent.
func objectsOf(jurisdiction *v1alpha1.Jurisdiction) region.Objects {
	return region.Desired(region.Input{
		Jurisdiction: jurisdiction, Workloads: region.Workloads(jurisdiction, nil),
	})
}

// ofKinds picks the objects of some kinds.
func ofKinds(objects region.Objects, kinds ...string) []region.Object {
	var found []region.Object
	for _, kind := range kinds {
		for _, object := range objects.Within {
			if region.KindOf(object).Name == kind {
				found = append(found, object)
			}
		}
	}
	return found
}

func TestDesiredNamespace(t *testing.T) {
	withTeam := namespaceLabels()
	withTeam["team"] = "health"
	cases := map[string]struct {
		jurisdiction *wrappers.JurisdictionWrapper
		want         *corev1.Namespace
	}{
		"named after the region": {
			jurisdiction: wrappers.Jurisdiction("xicheng"),
			want:         namespaceOf(namespace, namespaceLabels()),
		},
		"of another name, with labels, of which none overrides the operator's": {
			jurisdiction: wrappers.Jurisdiction("xicheng").NamespaceName("region-xc").
				NamespaceLabel("team", "health").NamespaceLabel(holder, "dongcheng"),
			want: namespaceOf("region-xc", withTeam),
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			objects := objectsOf(tc.jurisdiction.Obj())
			if diff := cmp.Diff(tc.want, objects.Namespace); diff != "" {
				t.Errorf("namespace (-want +got):\n%s", diff)
			}
			for _, object := range objects.Within {
				if object.GetNamespace() != tc.want.Name {
					t.Errorf("%v lies in namespace %q", region.EntryOf(object), object.GetNamespace())
				}
			}
		})
	}
}

func TestDesiredRights(t *testing.T) {
	beijing := func() *wrappers.JurisdictionWrapper {
		return wrappers.Jurisdiction("beijing").Level(v1alpha1.LevelProvince).Departments("health-commission")
	}
	cases := map[string]struct {
		jurisdiction *wrappers.JurisdictionWrapper
		parent       *wrappers.JurisdictionWrapper
		// want are the rights besides those of gitops, which every region has.
		wantAccounts []region.Object
		wantRoles    []region.Object
		wantBindings []region.Object
	}{
		"none where nobody acts for anyone": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("police").Office("police"),
			parent:       beijing(),
		},
		"departments with subjects report, each for itself": {
			jurisdiction: wrappers.Jurisdiction("xicheng").
				Department(wrappers.Department("police").Subjects(wrappers.User("wei"), wrappers.Group("police"))).
				Department(wrappers.Department("medical-insurance")).
				Department(wrappers.Department("market-regulation").Subjects(wrappers.ServiceAccount("apps", "market"))),
			wantRoles: []region.Object{
				departmentRole("police"),
				departmentRole("market-regulation"),
			},
			wantBindings: []region.Object{
				binding("department-police", user("wei"), groupOf("police")),
				binding("department-market-regulation", machine("apps", "market")),
			},
		},
		"the office rules and keeps the minutes for its department": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("health-commission").
				Office("health-commission", wrappers.User("lan")),
			wantRoles:    []region.Object{officeRole("health-commission")},
			wantBindings: []region.Object{binding("office", user("lan"))},
		},
		"the office of the parent rules for the parent": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("police"),
			parent:       beijing().Office("health-commission", wrappers.Group("beijing-office")),
			wantRoles:    []region.Object{parentOfficeRole()},
			wantBindings: []region.Object{binding("parent-office", groupOf("beijing-office"))},
		},
		"no region is its own parent": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("police"),
			parent:       wrappers.Jurisdiction("xicheng").Departments("police").Office("police", wrappers.User("lan")),
		},
		"a service account without a namespace is the region's own, and made once": {
			jurisdiction: wrappers.Jurisdiction("xicheng").
				Department(wrappers.Department("police").Subjects(wrappers.ServiceAccount("", "gateway"))).
				Office("police", wrappers.ServiceAccount("", "gateway"), wrappers.ServiceAccount("", "clerk")),
			wantAccounts: []region.Object{account("gateway"), account("clerk")},
			wantRoles: []region.Object{
				departmentRole("police"),
				officeRole("police"),
			},
			wantBindings: []region.Object{
				binding("department-police", machine(namespace, "gateway")),
				binding("office", machine(namespace, "gateway"), machine(namespace, "clerk")),
			},
		},
		"that of the parent's office lives in the parent's namespace": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("police"),
			parent: beijing().NamespaceName("region-bj").Holds("region-bj").
				Office("health-commission", wrappers.ServiceAccount("", "clerk"), wrappers.ServiceAccount("apps", "gateway")),
			wantRoles:    []region.Object{parentOfficeRole()},
			wantBindings: []region.Object{binding("parent-office", machine("region-bj", "clerk"), machine("apps", "gateway"))},
		},
		"but is not trusted while that namespace may be somebody else's": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("police"),
			parent: beijing().NamespaceName("region-bj").
				Office("health-commission", wrappers.ServiceAccount("", "clerk"), wrappers.ServiceAccount("apps", "gateway")),
			wantRoles:    []region.Object{parentOfficeRole()},
			wantBindings: []region.Object{binding("parent-office", machine("apps", "gateway"))},
		},
		"nor is anybody bound where there is nobody else": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Departments("police"),
			parent:       beijing().Office("health-commission", wrappers.ServiceAccount("", "clerk")),
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			in := region.Input{Jurisdiction: tc.jurisdiction.Obj()}
			if tc.parent != nil {
				in.Parent = tc.parent.Obj()
			}
			got := ofKinds(region.Desired(in), "ServiceAccount", "Role", "RoleBinding")
			var want []region.Object
			want = append(append(want, tc.wantAccounts...), account("gitops"), account("workload"))
			want = append(append(want, tc.wantRoles...), gitOpsRole())
			want = append(append(want, tc.wantBindings...), binding("gitops", machine(namespace, "gitops")))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("objects (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDesiredStaysSmall(t *testing.T) {
	jurisdiction := wrappers.Jurisdiction("xicheng")
	for i := range 30 {
		jurisdiction.Department(wrappers.Department(v1alpha1.DepartmentName(fmt.Sprintf("department-%d", i))))
	}
	want := []string{
		"ServiceAccount gitops", "ServiceAccount workload", "LimitRange defaults",
		"NetworkPolicy default-deny", "NetworkPolicy allow-within-region", "Role gitops", "RoleBinding gitops",
	}
	var got []string
	for _, object := range objectsOf(jurisdiction.Obj()).Within {
		entry := region.EntryOf(object)
		got = append(got, entry.Kind+" "+entry.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a department for which nobody acts costs no object (-want +got):\n%s", diff)
	}
}

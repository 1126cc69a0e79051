// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// named is the metadata of an object of home.
func named(name string) metav1.ObjectMeta { return metav1.ObjectMeta{Namespace: home, Name: name} }

func rulingRule() rbacv1.PolicyRule { return framework.Verb(v1alpha1.VerbRule, commission) }

func roleRef(kind, name string) rbacv1.RoleRef {
	return rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: name}
}

// escalation matches the refusal to hand on rights that one does not hold.
var escalation = framework.BeForbidden("is attempting to grant RBAC permissions not currently held")

var _ = DescribeTable("The repository's account is refused elsewhere:", refused,
	Entry("to read duties", attempt(func(ctx context.Context) error {
		return gitops.List(ctx, &v1alpha1.DepartmentDutyList{}, client.InNamespace(elsewhere))
	}), mayNot(account(home, "gitops"), "list", "departmentduties")),
	Entry("to read the duties of all", attempt(func(ctx context.Context) error {
		return gitops.List(ctx, &v1alpha1.DepartmentDutyList{})
	}), mayNot(account(home, "gitops"), "list", "departmentduties")),
	Entry("to create a duty", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("forged").Namespace(elsewhere).Obj())
	}), mayNot(account(home, "gitops"), "create", "departmentduties")),
	Entry("to create a duty in the region above", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("forged").Namespace("region-jilin").Obj())
	}), mayNot(account(home, "gitops"), "create", "departmentduties")),
	Entry("to create a duty in the region below", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("forged").Namespace(below).Obj())
	}), mayNot(account(home, "gitops"), "create", "departmentduties")),
	Entry("to change a duty", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, wrappers.Duty(openDuty).Namespace(elsewhere).Obj(), merge(`{"spec":{"due":"2098"}}`))
	}), mayNot(account(home, "gitops"), "patch", "departmentduties")),
	Entry("to delete a duty", attempt(func(ctx context.Context) error {
		return gitops.Delete(ctx, wrappers.Duty(openDuty).Namespace(elsewhere).Obj())
	}), mayNot(account(home, "gitops"), "delete", "departmentduties")),
	Entry("to write a Jurisdiction", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, wrappers.Jurisdiction(prefecture).Obj(), merge(`{"spec":{"office":null}}`))
	}), mayNot(account(home, "gitops"), "patch", "jurisdictions")),
	Entry("to read the records of its own region", attempt(func(ctx context.Context) error {
		return gitops.List(ctx, &v1alpha1.DutyReportList{}, client.InNamespace(home))
	}), mayNot(account(home, "gitops"), "list", "dutyreports")),
)

var _ = DescribeTable("Raising one's own rights is refused:", refused,
	Entry("a Role", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, &rbacv1.Role{ObjectMeta: named("forged"), Rules: []rbacv1.PolicyRule{rulingRule()}})
	}), mayNot(account(home, "gitops"), "create", "roles")),
	Entry("one's own Role", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, &rbacv1.Role{ObjectMeta: named("gitops")}, merge(`{"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}`))
	}), mayNot(account(home, "gitops"), "patch", "roles")),
	Entry("a RoleBinding", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, &rbacv1.RoleBinding{
			ObjectMeta: named("forged"), RoleRef: roleRef("Role", "office"), Subjects: []rbacv1.Subject{gitops.Subject()},
		})
	}), mayNot(account(home, "gitops"), "create", "rolebindings")),
	Entry("a ClusterRole", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: "forged"}})
	}), mayNot(account(home, "gitops"), "create", "clusterroles")),
	Entry("a ClusterRoleBinding", attempt(func(ctx context.Context) error {
		return platform.Create(ctx, &rbacv1.ClusterRoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: "forged"}, RoleRef: roleRef("ClusterRole", "cluster-admin"),
			Subjects: []rbacv1.Subject{platform.Subject()},
		})
	}), mayNot("platform", "create", "clusterrolebindings")),
	Entry("a Role with a right on departments, by the admin of the namespace", attempt(func(ctx context.Context) error {
		return chief.Create(ctx, &rbacv1.Role{ObjectMeta: named("forged"), Rules: []rbacv1.PolicyRule{rulingRule()}})
	}), escalation),
	Entry("a Role that purges, by the admin of the namespace", attempt(func(ctx context.Context) error {
		return chief.Create(ctx, &rbacv1.Role{ObjectMeta: named("forged"), Rules: []rbacv1.PolicyRule{
			framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge),
		}})
	}), escalation),
	Entry("more in a Role of the operator's, by the admin of the namespace", attempt(func(ctx context.Context) error {
		return chief.Patch(ctx, &rbacv1.Role{ObjectMeta: named("office")}, merge(`{"rules":[{"apiGroups":["supervision.jianguan.io"],`+
			`"resources":["departments"],"verbs":["*"]}]}`))
	}), escalation),
	Entry("oneself in a RoleBinding of the operator's, by the admin of the namespace", attempt(func(ctx context.Context) error {
		return chief.Patch(ctx, &rbacv1.RoleBinding{ObjectMeta: named("office")},
			merge(`{"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"chief"}]}`))
	}), escalation),
	Entry("a binding to a Role of the operator's, by the admin of the namespace", attempt(func(ctx context.Context) error {
		return chief.Create(ctx, &rbacv1.RoleBinding{
			ObjectMeta: named("forged"), RoleRef: roleRef("Role", "department-police"), Subjects: []rbacv1.Subject{chief.Subject()},
		})
	}), escalation),
	Entry("a token of a department's account", attempt(func(ctx context.Context) error {
		return gitops.SubResource("token").Create(ctx, &corev1.ServiceAccount{ObjectMeta: named("gateway")}, &authenticationv1.TokenRequest{})
	}), mayNot(account(home, "gitops"), "create", "serviceaccounts/token")),
	Entry("a token of the operator", attempt(func(ctx context.Context) error {
		operator := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: "supervision-system", Name: "supervision-operator"}}
		return chief.SubResource("token").Create(ctx, operator, &authenticationv1.TokenRequest{})
	}), mayNot("chief", "create", "serviceaccounts/token")),
	Entry("a Secret for the token of a department's account", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, &corev1.Secret{ObjectMeta: named("forged"), Type: corev1.SecretTypeServiceAccountToken})
	}), mayNot(account(home, "gitops"), "create", "secrets")),
	Entry("a pod of a department's account", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, &corev1.Pod{ObjectMeta: named("forged"), Spec: corev1.PodSpec{
			ServiceAccountName: "gateway", Containers: []corev1.Container{{Name: "main", Image: "app:1"}},
		}})
	}), mayNot(account(home, "gitops"), "create", "pods")),
	Entry("another Pod Security level", attempt(func(ctx context.Context) error {
		return chief.Patch(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: home}},
			merge(`{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"privileged"}}}`))
	}), mayNot("chief", "patch", "namespaces")),
	Entry("the label of another region", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: home}},
			merge(`{"metadata":{"labels":{"supervision.jianguan.io/jurisdiction":"xuzhou"}}}`))
	}), mayNot(account(home, "gitops"), "patch", "namespaces")),
	Entry("a quota", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, &corev1.ResourceQuota{ObjectMeta: named("forged")})
	}), mayNot(account(home, "gitops"), "create", "resourcequotas")),
	Entry("no bounds, by the admin of the namespace", attempt(func(ctx context.Context) error {
		return chief.Delete(ctx, &corev1.LimitRange{ObjectMeta: named("defaults")})
	}), mayNot("chief", "delete", "limitranges")),
	Entry("no isolation", attempt(func(ctx context.Context) error {
		return gitops.Delete(ctx, networkPolicy("default-deny"))
	}), mayNot(account(home, "gitops"), "delete", "networkpolicies")),
)

var _ = DescribeTable("The account of a region's pods is refused everything:", refused,
	Entry("duties", attempt(func(ctx context.Context) error {
		return workload.List(ctx, &v1alpha1.DepartmentDutyList{}, client.InNamespace(home))
	}), mayNot(account(home, "workload"), "list", "departmentduties")),
	Entry("Secrets", attempt(func(ctx context.Context) error {
		return workload.List(ctx, &corev1.SecretList{}, client.InNamespace(home))
	}), mayNot(account(home, "workload"), "list", "secrets")),
	Entry("pods", attempt(func(ctx context.Context) error {
		return workload.Create(ctx, &corev1.Pod{ObjectMeta: named("forged")})
	}), mayNot(account(home, "workload"), "create", "pods")),
	Entry("records", attempt(func(ctx context.Context) error {
		return workload.Create(ctx, report(home, workload, police).Obj())
	}), mayNot(account(home, "workload"), "create", "dutyreports")),
)

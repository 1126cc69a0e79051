// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package install

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	group        = "supervision.jianguan.io"
	operatorUser = "system:serviceaccount:" + namespace + ":" + account
)

// on says what somebody wants to do something to: a resource, perhaps with its subresource after a slash.
func on(group, resource, namespace, name string) authorizationv1.ResourceAttributes {
	attributes := authorizationv1.ResourceAttributes{Group: group, Resource: resource, Namespace: namespace, Name: name}
	for i := range resource {
		if resource[i] == '/' {
			attributes.Resource, attributes.Subresource = resource[:i], resource[i+1:]
			break
		}
	}
	return attributes
}

// may asks the API server whether a user has a right.
func may(ctx context.Context, user, verb string, attributes authorizationv1.ResourceAttributes) bool {
	GinkgoHelper()
	attributes.Verb = verb
	review := &authorizationv1.SubjectAccessReview{
		Spec: authorizationv1.SubjectAccessReviewSpec{User: user, ResourceAttributes: &attributes},
	}
	Expect(env.Admin.Create(ctx, review)).To(Succeed())
	return review.Status.Allowed
}

var _ = Describe("The operator's ServiceAccount", func() {
	DescribeTable("may",
		func(ctx SpecContext, verb string, attributes authorizationv1.ResourceAttributes) {
			Expect(may(ctx, operatorUser, verb, attributes)).To(BeTrue())
		},
		Entry("watch plans", "watch", on(group, "departmentduties", "region-a", "")),
		Entry("write the status of plans", "patch", on(group, "departmentduties/status", "region-a", "x")),
		Entry("write the status of records", "patch", on(group, "dutyreports/status", "region-a", "x")),
		Entry("write the status of meetings", "patch", on(group, "jointmeetings/status", "region-a", "x")),
		Entry("write the status of minutes", "patch", on(group, "meetingminutes/status", "region-a", "x")),
		Entry("set up namespaces", "create", on("", "namespaces", "", "")),
		Entry("delete those of regions that are deleted", "delete", on("", "namespaces", "", "region-a")),
		Entry("put its finalizer on regions", "patch", on(group, "jurisdictions", "", "x")),
		Entry("hand on the right to keep plans", "update", on(group, "departmentduties", "region-a", "x")),
		Entry("run workloads", "create", on("apps", "deployments", "region-a", "")),
		Entry("run workloads on a schedule", "create", on("batch", "cronjobs", "region-a", "")),
		Entry("bound a namespace", "patch", on("", "resourcequotas", "region-a", "x")),
		Entry("isolate a namespace", "patch", on("networking.k8s.io", "networkpolicies", "region-a", "x")),
		Entry("hand on the right to keep meetings", "update", on(group, "jointmeetings", "region-a", "x")),
		Entry("hand on the right to keep minutes", "minute", on(group, "departments", "region-a", "police")),
		Entry("hand on the right to report", "report", on(group, "departments", "region-a", "police")),
		Entry("hand on the right to rule", "rule", on(group, "departments", "region-a", "parent:beijing")),
		Entry("hand duties down", "handdown", on(group, "departments", "region-a", "")),
		Entry("tell what happened", "create", on("events.k8s.io", "events", "region-a", "")),
		Entry("create its lease", "create", on("coordination.k8s.io", "leases", namespace, "")),
		Entry("renew its lease", "update", on("coordination.k8s.io", "leases", namespace, account)),
		Entry("ask who reads its metrics", "create", on("authentication.k8s.io", "tokenreviews", "", "")),
	)

	DescribeTable("may not",
		func(ctx SpecContext, verb string, attributes authorizationv1.ResourceAttributes) {
			Expect(may(ctx, operatorUser, verb, attributes)).To(BeFalse())
		},
		Entry("change records by patch", "patch", on(group, "dutyreports", "region-a", "x")),
		Entry("change records", "update", on(group, "dutyreports", "region-a", "x")),
		Entry("delete records", "delete", on(group, "dutyreports", "region-a", "x")),
		Entry("delete rulings", "delete", on(group, "dutyrulings", "region-a", "x")),
		Entry("change minutes", "patch", on(group, "meetingminutes", "region-a", "x")),
		Entry("delete minutes", "delete", on(group, "meetingminutes", "region-a", "x")),
		Entry("backdate", "backdate", on(group, "departments", "region-a", "police")),
		Entry("purge", "purge", on(group, "departments", "region-a", "police")),
		Entry("restore", "restore", on(group, "departments", "region-a", "police")),
		Entry("declare regions", "create", on(group, "jurisdictions", "", "")),
		Entry("delete regions", "delete", on(group, "jurisdictions", "", "x")),
		Entry("delete all duties at once", "deletecollection", on(group, "departmentduties", "region-a", "")),
		Entry("delete all meetings at once", "deletecollection", on(group, "jointmeetings", "region-a", "")),
		Entry("delete all of anything at once", "deletecollection", on("", "namespaces", "", "")),
		Entry("replace workloads", "update", on("apps", "deployments", "region-a", "x")),
		Entry("scale workloads", "patch", on("apps", "deployments/scale", "region-a", "x")),
		Entry("ask for tokens of other accounts", "create", on("", "serviceaccounts/token", "region-a", "x")),
		Entry("enter pods", "create", on("", "pods/exec", "region-a", "x")),
		Entry("read secrets", "get", on("", "secrets", namespace, "x")),
		Entry("get ConfigMaps one by one", "get", on("", "configmaps", namespace, "x")),
		Entry("write ConfigMaps", "create", on("", "configmaps", namespace, "")),
		Entry("run pods", "create", on("", "pods", namespace, "")),
		Entry("grant rights on the whole cluster", "create", on("rbac.authorization.k8s.io", "clusterroles", "", "")),
		Entry("bind rights on the whole cluster", "create", on("rbac.authorization.k8s.io", "clusterrolebindings", "", "")),
		Entry("grant rights that it does not hold", "escalate", on("rbac.authorization.k8s.io", "roles", "region-a", "x")),
		Entry("bind rights that it does not hold", "bind", on("rbac.authorization.k8s.io", "roles", "region-a", "x")),
		Entry("act as others", "impersonate", on("", "users", "", "x")),
		Entry("change admission policies", "update", on("admissionregistration.k8s.io", "validatingadmissionpolicies", "", "x")),
		Entry("take other leases", "update", on("coordination.k8s.io", "leases", namespace, "other")),
		Entry("create leases elsewhere", "create", on("coordination.k8s.io", "leases", "kube-system", "")),
	)
})

var _ = Describe("Kubernetes' own roles", func() {
	bind := func(ctx SpecContext, role, user string) {
		GinkgoHelper()
		binding := &rbacv1.RoleBinding{
			ObjectMeta: metav1.ObjectMeta{GenerateName: role + "-", Namespace: "default"},
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role},
			Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: user}},
		}
		Expect(env.Admin.Create(ctx, binding)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) { Expect(env.Admin.Delete(ctx, binding)).To(Succeed()) })
	}
	for role, editsPlans := range map[string]bool{"view": false, "edit": true, "admin": true} {
		It("let those who "+role+" a namespace see everything of ours in it, and edit plans as they edit other things", func(ctx SpecContext) {
			bind(ctx, role, role+"er")
			// The controller manager adds our rules to the role a moment later, and the API server learns of it later still.
			for _, resource := range []string{"departmentduties", "jointmeetings", "dutyreports", "dutyrulings", "meetingminutes"} {
				Eventually(may).WithArguments(ctx, role+"er", "list", on(group, resource, "default", "")).
					WithTimeout(soon).WithPolling(pollEvery).Should(BeTrue(), resource)
			}
			for _, plan := range []string{"departmentduties", "jointmeetings"} {
				for _, verb := range []string{"create", "update", "patch", "delete"} {
					Eventually(may).WithArguments(ctx, role+"er", verb, on(group, plan, "default", "x")).
						WithTimeout(soon).WithPolling(pollEvery).Should(Equal(editsPlans), verb+" "+plan)
				}
			}
			By("keeping records out of their hands")
			for _, resource := range []string{
				"dutyreports", "dutyrulings", "meetingminutes", "departmentduties/status", "jointmeetings/status", "meetingminutes/status",
			} {
				for _, verb := range []string{"create", "update", "patch", "delete", "deletecollection"} {
					Expect(may(ctx, role+"er", verb, on(group, resource, "default", "x"))).To(BeFalse(), verb+" "+resource)
				}
			}
			for _, verb := range []string{"report", "rule", "minute", "backdate", "purge", "restore", "handdown"} {
				Expect(may(ctx, role+"er", verb, on(group, "departments", "default", "police"))).To(BeFalse(), verb)
			}
		})
	}
})

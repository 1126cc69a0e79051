// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"fmt"

	"github.com/google/go-cmp/cmp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	gomegatypes "github.com/onsi/gomega/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

// attempt is what an attacker does.
type attempt func(ctx context.Context) error

// refused is the body of a table of attempts: each is refused, and nothing has changed afterwards.
func refused(ctx SpecContext, try attempt, refusal gomegatypes.GomegaMatcher) {
	GinkgoHelper()
	guard(ctx)
	Expect(try(ctx)).To(refusal)
}

// mayNot matches the refusal for want of a right in RBAC.
func mayNot(who, verb, resource string) gomegatypes.GomegaMatcher {
	return framework.BeForbidden(fmt.Sprintf("User %q cannot %s resource %q", who, verb, resource))
}

// account is the user name of a ServiceAccount.
func account(namespace, name string) string { return "system:serviceaccount:" + namespace + ":" + name }

// watched are the kinds that an attempt must leave as they are. Of those that change by themselves, as controllers
// write their status, the generation and the labels must stay.
var watched = []struct {
	kind   schema.GroupVersionKind
	status bool
}{
	{v1alpha1.GroupVersion.WithKind("DepartmentDuty"), true},
	{v1alpha1.GroupVersion.WithKind("DutyReport"), true},
	{v1alpha1.GroupVersion.WithKind("DutyRuling"), true},
	{v1alpha1.GroupVersion.WithKind("MeetingMinutes"), true},
	{v1alpha1.GroupVersion.WithKind("JointMeeting"), false},
	{v1alpha1.GroupVersion.WithKind("Jurisdiction"), false},
	{schema.GroupVersionKind{Version: "v1", Kind: "Namespace"}, true},
	{schema.GroupVersionKind{Version: "v1", Kind: "ServiceAccount"}, true},
	{schema.GroupVersionKind{Version: "v1", Kind: "LimitRange"}, true},
	{schema.GroupVersionKind{Version: "v1", Kind: "ResourceQuota"}, false},
	{schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: "Deployment"}, false},
	{schema.GroupVersionKind{Group: "batch", Version: "v1", Kind: "CronJob"}, false},
	{schema.GroupVersionKind{Group: "networking.k8s.io", Version: "v1", Kind: "NetworkPolicy"}, true},
	{schema.GroupVersionKind{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "Role"}, true},
	{schema.GroupVersionKind{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "RoleBinding"}, true},
	{schema.GroupVersionKind{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRole"}, true},
	{schema.GroupVersionKind{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRoleBinding"}, true},
}

// guard looks at everything now, and again when the test is over: nothing may have changed, the statuses of duties and
// records among it.
func guard(ctx context.Context) {
	GinkgoHelper()
	settled(ctx)
	before := everything(ctx)
	DeferCleanup(func(ctx SpecContext) {
		Expect(cmp.Diff(before, everything(ctx))).To(BeEmpty(), "nothing may have changed")
	})
}

// everything maps each object that is watched to what tells that it changed.
func everything(ctx context.Context) map[string]string {
	GinkgoHelper()
	found := map[string]string{}
	for _, w := range watched {
		var list metav1.PartialObjectMetadataList
		list.SetGroupVersionKind(w.kind)
		Expect(env.Admin.List(ctx, &list)).To(Succeed())
		for i := range list.Items {
			o := &list.Items[i]
			state := fmt.Sprint(o.UID, o.Generation, o.Labels, o.Finalizers, o.OwnerReferences, o.DeletionTimestamp)
			if w.status {
				state += " " + o.ResourceVersion
			}
			found[w.kind.Kind+" "+o.Namespace+"/"+o.Name] = state
		}
	}
	return found
}

// settled waits until every plan and every record has been evaluated. A record is, after its plan.
func settled(ctx context.Context) {
	GinkgoHelper()
	Eventually(func(ctx context.Context) ([]string, error) {
		var pending []string
		for _, kind := range []string{"DepartmentDuty", "JointMeeting", "DutyReport", "DutyRuling", "MeetingMinutes"} {
			var list unstructured.UnstructuredList
			list.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind(kind + "List"))
			if err := env.Admin.List(ctx, &list); err != nil {
				return nil, err
			}
			for i := range list.Items {
				observed, _, err := unstructured.NestedInt64(list.Items[i].Object, "status", "observedGeneration")
				if err != nil {
					return nil, err
				}
				if observed != list.Items[i].GetGeneration() {
					pending = append(pending, kind+" "+list.Items[i].GetName())
				}
			}
		}
		return pending, nil
	}).WithContext(ctx).WithTimeout(within).WithPolling(every).Should(BeEmpty())
}

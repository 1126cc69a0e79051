// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// mayNotDeleteDuty is what somebody reads who deletes a duty that holds a ledger.
func mayNotDeleteDuty(user, name, namespace string, receipts, misses int) string {
	return fmt.Sprintf(`user %q may not delete DepartmentDuty %q in %s: that would destroy its ledger (receipts: %d, misses: %d), and `+
		`needs the verb "purge" on departments, without resourceNames, in this namespace, which nobody holds unless an administrator `+
		`grants it; keep the duty in the plan, and annotate it so that GitOps tools do not prune it: `+
		`argocd.argoproj.io/sync-options: Prune=false,Delete=false or kustomize.toolkit.fluxcd.io/prune: disabled`,
		user, name, namespace, receipts, misses)
}

// duties is the resource of the duties, for framework.Records.
const duties = "departmentduties"

var _ = Describe("Deleting a DepartmentDuty", func() {
	var (
		namespace string
		gitops    *framework.Actor
	)

	// gitops is what a GitOps tool is in a region: it may do everything to duties.
	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		gitops = env.ServiceAccount(ctx, namespace, "gitops")
		env.Grant(ctx, namespace, gitops.Subject(),
			framework.Records(duties, "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"))
	})

	at := metav1.NewTime(time.Date(2021, 4, 15, 9, 0, 0, 0, time.UTC))
	// duty makes a duty with so many receipts and misses.
	duty := func(ctx SpecContext, name string, receipts, misses int) *v1alpha1.DepartmentDuty {
		GinkgoHelper()
		given := wrappers.Duty(name).Namespace(namespace).Obj()
		Expect(gitops.Create(ctx, given)).To(Succeed())
		given.Status.ObservedGeneration = 1
		for i := range receipts {
			given.Status.Receipts = append(given.Status.Receipts, v1alpha1.Receipt{
				Kind: v1alpha1.RecordDutyReport, Name: v1alpha1.ObjectName(fmt.Sprintf("report-%d", i)), Digest: strings.Repeat("0", 64),
				ReceivedTime: &at, Basis: v1alpha1.ReceiptStamped,
			})
		}
		for i := range misses {
			given.Status.Misses = append(given.Status.Misses, v1alpha1.Miss{
				Checkpoint: v1alpha1.CheckpointName(fmt.Sprintf("stage-%d", i)), Deadline: &at, MissedTime: &at,
				Departments: []v1alpha1.DepartmentName{"police"}, Reason: v1alpha1.ReasonDeadlinePassed, State: v1alpha1.MissMadeGood,
			})
		}
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
		return given
	}
	deleteAll := func(ctx SpecContext, c client.Client) error {
		return c.DeleteAllOf(ctx, &v1alpha1.DepartmentDuty{}, client.InNamespace(namespace))
	}

	It("without a ledger is for whoever may delete duties", func(ctx SpecContext) {
		Expect(gitops.Delete(ctx, duty(ctx, "evaluated", 0, 0))).To(Succeed())
		never := wrappers.Duty("never-evaluated").Namespace(namespace).Obj()
		Expect(gitops.Create(ctx, never)).To(Succeed())
		Expect(gitops.Delete(ctx, never)).To(Succeed())
		duty(ctx, "together", 0, 0)
		Expect(deleteAll(ctx, gitops)).To(Succeed())
	})

	It("without a ledger is not for whom RBAC does not let", func(ctx SpecContext) {
		wei := env.User(ctx, "wei")
		env.Grant(ctx, namespace, wei.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge))
		Expect(wei.Delete(ctx, duty(ctx, "duty", 0, 0))).To(framework.BeForbidden("cannot delete resource"))
	})

	It("with a ledger is not for whoever may delete duties, in whatever way", func(ctx SpecContext) {
		given := duty(ctx, "duty", 2, 1)
		refusal := framework.BeForbidden(mayNotDeleteDuty(gitops.Name, "duty", namespace, 2, 1))
		Expect(gitops.Delete(ctx, given)).To(refusal)
		Expect(gitops.Delete(ctx, given, client.DryRunAll)).To(refusal)
		Expect(gitops.Delete(ctx, given, client.GracePeriodSeconds(0))).To(refusal)
		Expect(gitops.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationForeground))).To(refusal)
		Expect(gitops.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationOrphan))).To(refusal)
		Expect(deleteAll(ctx, gitops)).To(refusal)
		Expect(exists(ctx, given)).To(BeTrue())
	})

	It("with either half of a ledger is not for whoever may delete duties", func(ctx SpecContext) {
		Expect(gitops.Delete(ctx, duty(ctx, "received", 1, 0))).
			To(framework.BeForbidden(mayNotDeleteDuty(gitops.Name, "received", namespace, 1, 0)))
		Expect(gitops.Delete(ctx, duty(ctx, "missed", 0, 1))).
			To(framework.BeForbidden(mayNotDeleteDuty(gitops.Name, "missed", namespace, 0, 1)))
	})

	It("with a ledger is not for who can only write it away by the spec", func(ctx SpecContext) {
		given := duty(ctx, "duty", 1, 1)
		given.Status = v1alpha1.DepartmentDutyStatus{}
		Expect(gitops.Update(ctx, given)).To(Succeed(), "which leaves the status alone")
		Expect(gitops.Delete(ctx, given)).To(framework.BeForbidden(mayNotDeleteDuty(gitops.Name, "duty", namespace, 1, 1)))
	})

	DescribeTable("with a ledger is not for whoever also", func(ctx SpecContext, rules ...rbacv1.PolicyRule) {
		env.Grant(ctx, namespace, gitops.Subject(), rules...)
		Expect(gitops.Delete(ctx, duty(ctx, "duty", 1, 0))).
			To(framework.BeForbidden(mayNotDeleteDuty(gitops.Name, "duty", namespace, 1, 0)))
	},
		Entry("may report for a department", framework.Verb(v1alpha1.VerbReport, "police")),
		Entry("may rule", framework.Verb(v1alpha1.VerbRule, "police"), framework.Verb(v1alpha1.VerbRule, "parent:beijing")),
		Entry("may purge the records of departments by name",
			framework.Verb(v1alpha1.VerbPurge, string(wrappers.DefaultDepartment)), framework.Verb(v1alpha1.VerbPurge, "parent:beijing"),
			framework.Verb(v1alpha1.VerbPurge, "*")),
		Entry("may restore all records", framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbRestore)),
	)

	It("with a ledger is for whoever may purge all departments of the region", func(ctx SpecContext) {
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge))
		Expect(gitops.Delete(ctx, duty(ctx, "duty", 2, 1))).To(Succeed())
		duty(ctx, "together", 1, 1)
		Expect(deleteAll(ctx, gitops)).To(Succeed())
	})

	It("with a ledger is not for whoever may purge all departments of another region", func(ctx SpecContext) {
		env.Grant(ctx, env.Namespace(ctx), gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge))
		Expect(gitops.Delete(ctx, duty(ctx, "duty", 1, 0))).To(framework.BeForbidden("may not delete DepartmentDuty"))
	})

	It("with a ledger is for an administrator", func(ctx SpecContext) {
		Expect(env.Admin.Delete(ctx, duty(ctx, "duty", 2, 1))).To(Succeed())
	})

	It("together with others stops at one that has a ledger", func(ctx SpecContext) {
		kept := duty(ctx, "kept", 1, 0)
		duty(ctx, "other", 0, 0)
		Expect(deleteAll(ctx, gitops)).To(framework.BeForbidden(mayNotDeleteDuty(gitops.Name, "kept", namespace, 1, 0)))
		Expect(exists(ctx, kept)).To(BeTrue())
	})

	It("may wait for dependents, and then ends", func(ctx SpecContext) {
		given := duty(ctx, "duty", 0, 0)
		Expect(gitops.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationForeground))).To(Succeed())
		// As with records: the collector may have been there already.
		collector := as(kubeSystem("generic-garbage-collector"))
		for _, change := range []string{`{"metadata":{"annotations":{"a":"b"}}}`, `{"metadata":{"finalizers":null}}`} {
			err := collector.Patch(ctx, framework.Copy(given), client.RawPatch(types.MergePatchType, []byte(change)))
			Expect(client.IgnoreNotFound(err)).To(Succeed())
		}
		Expect(exists(ctx, given)).To(BeFalse())
	})

	DescribeTable("with a ledger is not for Kubernetes' own", func(ctx SpecContext, controller string) {
		name, groups := kubeSystem(controller)
		Expect(as(name, groups).Delete(ctx, duty(ctx, "duty", 1, 1))).
			To(framework.BeForbidden(mayNotDeleteDuty(name, "duty", namespace, 1, 1)))
	},
		Entry(nil, "generic-garbage-collector"),
		Entry(nil, "namespace-controller"),
	)

	It("happens when its namespace is deleted, and does not hold that up", func(ctx SpecContext) {
		for i := range 20 {
			duty(ctx, fmt.Sprintf("duty-%d", i), i%3, i%2)
		}
		region := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
		Expect(env.Admin.Delete(ctx, region)).To(Succeed())
		Eventually(exists).WithContext(ctx).WithArguments(region).WithTimeout(within).WithPolling(every).Should(BeFalse())
	})
})

var _ = Describe("The metadata of a DepartmentDuty", func() {
	var (
		namespace string
		gitops    *framework.Actor
		owner     metav1.OwnerReference
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		gitops = env.ServiceAccount(ctx, namespace, "gitops")
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(duties, "get", "create", "update", "patch", "delete"))
		config := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "bait"}}
		Expect(env.Admin.Create(ctx, config)).To(Succeed())
		owner = metav1.OwnerReference{APIVersion: "v1", Kind: "ConfigMap", Name: config.Name, UID: config.UID}
	})

	const (
		noOwner = `may not give a DepartmentDuty the owner ConfigMap/bait: metadata.ownerReferences of a duty must be empty, as nobody ` +
			`may have it deleted along with something else`
		noFinalizer = `may not give a DepartmentDuty the finalizer example.org/mine: metadata.finalizers of a duty must be empty, as ` +
			`nobody may hold up the deletion of its namespace`
	)
	duty := func() *v1alpha1.DepartmentDuty { return wrappers.Duty("duty").Namespace(namespace).Obj() }

	It("names no owner, and gets none later", func(ctx SpecContext) {
		owned := duty()
		owned.OwnerReferences = []metav1.OwnerReference{owner}
		Expect(gitops.Create(ctx, owned)).To(framework.BeInvalid(fmt.Sprintf("user %q ", gitops.Name) + noOwner))
		given := duty()
		Expect(gitops.Create(ctx, given)).To(Succeed())
		given.OwnerReferences = []metav1.OwnerReference{owner}
		Expect(gitops.Update(ctx, given)).To(framework.BeInvalid(noOwner))
		Expect(env.Admin.Update(ctx, given)).To(framework.BeInvalid(noOwner))
	})

	It("names no finalizer, which would hold up the namespace, and gets none later", func(ctx SpecContext) {
		held := duty()
		held.Finalizers = []string{"example.org/mine"}
		Expect(gitops.Create(ctx, held)).To(framework.BeInvalid(fmt.Sprintf("user %q ", gitops.Name) + noFinalizer))
		Expect(gitops.Create(ctx, duty())).To(Succeed())
		Expect(gitops.Patch(ctx, duty(), client.RawPatch(types.MergePatchType, []byte(`{"metadata":{"finalizers":["example.org/mine"]}}`)))).
			To(framework.BeInvalid(noFinalizer))
	})

	It("takes labels and annotations, as GitOps tools set them", func(ctx SpecContext) {
		Expect(gitops.Create(ctx, duty())).To(Succeed())
		patch := `{"metadata":{"labels":{"a":"b"},"annotations":{"argocd.argoproj.io/sync-options":"Prune=false,Delete=false"}}}`
		Expect(gitops.Patch(ctx, duty(), client.RawPatch(types.MergePatchType, []byte(patch)))).To(Succeed())
	})
})

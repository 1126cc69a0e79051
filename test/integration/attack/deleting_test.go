// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func theDuty() *v1alpha1.DepartmentDuty { return wrappers.Duty(missedDuty).Namespace(home).Obj() }

// owned makes an object go along with a ServiceAccount of the region.
func owned[T client.Object](object T) T {
	object.SetOwnerReferences([]metav1.OwnerReference{{APIVersion: "v1", Kind: "ServiceAccount", Name: "workload", UID: "1"}})
	return object
}

// held makes an object wait for somebody when it is deleted.
func held[T client.Object](object T) T {
	object.SetFinalizers([]string{"example.org/hold"})
	return object
}

const (
	addOwner     = `{"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"ServiceAccount","name":"workload","uid":"1"}]}}`
	addFinalizer = `{"metadata":{"finalizers":["example.org/hold"]}}`
	keepsLedger  = "that would destroy its ledger (receipts: "
)

var _ = DescribeTable("Deleting a record, to file it anew, is refused:", refused,
	Entry("to its department", attempt(func(ctx context.Context) error { return wei.Delete(ctx, theReport()) }),
		mayNot("wei", "delete", "dutyreports")),
	Entry("to its department, all at once", attempt(func(ctx context.Context) error {
		return wei.DeleteAllOf(ctx, &v1alpha1.DutyReport{}, client.InNamespace(home))
	}), mayNot("wei", "deletecollection", "dutyreports")),
	Entry("to the office", attempt(func(ctx context.Context) error { return lan.Delete(ctx, theRuling()) }),
		mayNot("lan", "delete", "dutyrulings")),
	Entry("to the parent's office", attempt(func(ctx context.Context) error { return hong.Delete(ctx, theRuling()) }),
		mayNot("hong", "delete", "dutyrulings")),
	Entry("to the repository", attempt(func(ctx context.Context) error { return gitops.Delete(ctx, theReport()) }),
		mayNot(account(home, "gitops"), "delete", "dutyreports")),
	Entry("to the admin of the namespace", attempt(func(ctx context.Context) error { return chief.Delete(ctx, theReport()) }),
		mayNot("chief", "delete", "dutyreports")),
	Entry("by its name, which it keeps", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, wrappers.Report(filed).Namespace(home).Duty(openDuty).Department(police).Statement("other").FiledBy("wei").Obj())
	}), MatchError(ContainSubstring("already exists"))),
	Entry("by an owner, from the start", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, owned(report(home, wei, police).Obj()))
	}), framework.BeInvalid("ServiceAccount/workload", "metadata.ownerReferences of a record must be empty")),
	Entry("by an owner, later", attempt(func(ctx context.Context) error { return env.Admin.Patch(ctx, theReport(), merge(addOwner)) }),
		framework.BeInvalid("ServiceAccount/workload", "metadata.ownerReferences of a record must be empty")),
	Entry("by a finalizer, from the start", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, held(ruling(home, lan).Obj()))
	}), framework.BeInvalid("example.org/hold", "metadata.finalizers of a record must be empty")),
	Entry("by a finalizer, later", attempt(func(ctx context.Context) error { return env.Admin.Patch(ctx, theRuling(), merge(addFinalizer)) }),
		framework.BeInvalid("example.org/hold", "metadata.finalizers of a record must be empty")),
)

var _ = DescribeTable("Clearing a miss by deleting its duty is refused:", refused,
	Entry("to the repository", attempt(func(ctx context.Context) error { return gitops.Delete(ctx, theDuty()) }),
		framework.BeForbidden(keepsLedger, `"purge" on departments, without resourceNames`)),
	Entry("to the repository, in the foreground", attempt(func(ctx context.Context) error {
		return gitops.Delete(ctx, theDuty(), client.PropagationPolicy(metav1.DeletePropagationForeground))
	}), framework.BeForbidden(keepsLedger)),
	Entry("to the repository, leaving orphans", attempt(func(ctx context.Context) error {
		return gitops.Delete(ctx, theDuty(), client.PropagationPolicy(metav1.DeletePropagationOrphan))
	}), framework.BeForbidden(keepsLedger)),
	Entry("to the repository, all at once", attempt(func(ctx context.Context) error {
		return gitops.DeleteAllOf(ctx, &v1alpha1.DepartmentDuty{}, client.InNamespace(home))
	}), mayNot(account(home, "gitops"), "deletecollection", "departmentduties")),
	Entry("to the admin of the namespace, all at once", attempt(func(ctx context.Context) error {
		return chief.DeleteAllOf(ctx, &v1alpha1.DepartmentDuty{}, client.InNamespace(home))
	}), framework.BeForbidden(keepsLedger)),
	Entry("to its department", attempt(func(ctx context.Context) error { return wei.Delete(ctx, theDuty()) }),
		mayNot("wei", "delete", "departmentduties")),
	Entry("by an owner", attempt(func(ctx context.Context) error { return gitops.Patch(ctx, theDuty(), merge(addOwner)) }),
		framework.BeInvalid("ServiceAccount/workload", "metadata.ownerReferences of a duty must be empty")),
	Entry("by an owner, from the start", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, owned(wrappers.Duty("forged").Namespace(home).Obj()))
	}), framework.BeInvalid("metadata.ownerReferences of a duty must be empty")),
	Entry("by a finalizer", attempt(func(ctx context.Context) error { return gitops.Patch(ctx, theDuty(), merge(addFinalizer)) }),
		framework.BeInvalid("example.org/hold", "metadata.finalizers of a duty must be empty")),
	Entry("along with its namespace, to the repository", attempt(func(ctx context.Context) error {
		return gitops.Delete(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: home}})
	}), mayNot(account(home, "gitops"), "delete", "namespaces")),
	Entry("along with its namespace, to its admin", attempt(func(ctx context.Context) error {
		return chief.Delete(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: home}})
	}), mayNot("chief", "delete", "namespaces")),
	Entry("along with its namespace, to the platform team", attempt(func(ctx context.Context) error {
		return platform.Delete(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: home}})
	}), mayNot("platform", "delete", "namespaces")),
)

var _ = Describe("A duty", func() {
	It("without a ledger goes when its repository prunes it", func(ctx SpecContext) {
		duty := wrappers.Duty("pruned").Namespace(home).Leads(police).Due("2099").Obj()
		Expect(gitops.Create(ctx, duty)).To(Succeed())
		settled(ctx)
		Expect(gitops.Delete(ctx, duty)).To(Succeed())
	})

	It("keeps its miss, whatever its repository makes of the plan", func(ctx SpecContext) {
		duty := wrappers.Duty("replanned").Namespace(home).Leads(police).Issued("2020-01-01").Due("2021").Obj()
		Expect(gitops.Create(ctx, duty)).To(Succeed())
		settled(ctx)
		missed := dutyStatus(ctx, duty.Name).Misses
		Expect(missed).To(HaveLen(1))
		for _, change := range []string{
			`{"spec":{"due":"2099"}}`, `{"spec":{"due":null}}`, `{"spec":{"leads":["market-regulation"]}}`, `{"spec":{"review":"None"}}`,
			`{"spec":{"source":{"issued":"2090-01-01"}}}`, `{"spec":{"milestones":[{"name":"other","due":"2098"}]}}`,
			annotateRestored, `{"metadata":{"annotations":{"supervision.jianguan.io/restored":null}}}`, `{"status":null}`,
			`{"status":{"misses":[],"receipts":[]}}`,
		} {
			Expect(gitops.Patch(ctx, duty, merge(change))).To(Succeed(), change)
			settled(ctx)
			Expect(dutyStatus(ctx, duty.Name)).To(And(
				HaveField("Misses", Equal(missed)), HaveField("Light", v1alpha1.LightRed)), change)
		}
		Expect(gitops.Delete(ctx, duty)).To(framework.BeForbidden(keepsLedger))
	})

	It("is missed also while its repository keeps the plan from being understood", func(ctx SpecContext) {
		due := time.Now().Add(5 * time.Second).Truncate(time.Second)
		duty := wrappers.Duty("garbled").Namespace(home).Leads(police).Issued("2020-01-01").
			Due(v1alpha1.DueDate(due.Format(time.RFC3339))).Obj()
		Expect(gitops.Create(ctx, duty)).To(Succeed())
		settled(ctx) // a plan that nobody ever understood judges nothing
		garbled := `{"spec":{"milestones":[{"name":"a","due":"2019-06-01T00:00:00+08:00"},{"name":"b","due":"2018"}]}}`
		if err := gitops.Patch(ctx, duty, merge(garbled)); err != nil {
			Expect(err).To(framework.BeInvalid("spec.milestones"))
			return
		}
		settled(ctx)
		Eventually(time.Now).WithTimeout(within).WithPolling(every).Should(BeTemporally(">", due.Add(time.Second)))
		Expect(gitops.Patch(ctx, duty, merge(`{"spec":{"milestones":null,"due":"2099"}}`))).To(Succeed())
		settled(ctx)
		Expect(dutyStatus(ctx, duty.Name).Misses).To(ContainElement(HaveField("Checkpoint", v1alpha1.CheckpointFinal)),
			"the deadline passed before it was moved")
	})

	It("does not begin with a ledger or a light of its repository's making", func(ctx SpecContext) {
		duty := declare(ctx, gitops, wrappers.Duty("painted").Namespace(home).Leads(police).Issued("2020-01-01").Due("2099").
			Light(v1alpha1.LightGreen).Obj())
		settled(ctx)
		Expect(dutyStatus(ctx, duty.Name).Light).To(Equal(v1alpha1.LightBlue))
	})
})

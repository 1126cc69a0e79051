// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// theCopy is what the province handed down to home.
func theCopy() *v1alpha1.DepartmentDuty { return wrappers.Duty(copiedDuty).Namespace(home).Obj() }

// origin is what a forged copy claims to be one of.
const origin = `{"jurisdiction":"jilin","namespace":"region-jilin","name":"stations"}`

// changeThere is what a refusal tells about where a copy is changed.
const changeThere = `it is a copy of DepartmentDuty "stations" in namespace "region-jilin" of Jurisdiction "jilin": change it there`

// nameOfCopies is what a refusal tells about a name that only a copy may have.
const nameOfCopies = "holds a dot: such names are for duties that are handed down"

// nowhere is the field of what is said about a whole object.
const nowhere = "<nil>"

// changing is the attempt to change the copy, by the region's own repository.
func changing(change string) attempt {
	return func(ctx context.Context) error { return gitops.Patch(ctx, theCopy(), merge(change)) }
}

// replace tries to put another duty in the place of the copy.
func replace(ctx context.Context, duty *wrappers.DutyWrapper) error {
	whole := duty.Namespace(home).Leads(commission).Obj()
	whole.ResourceVersion = framework.Get(ctx, env.Admin, theCopy()).ResourceVersion
	return gitops.Update(ctx, whole)
}

var _ = DescribeTable("Getting out of a duty that was handed down is refused", refused,
	Entry("by a later due date", changing(`{"spec":{"due":"2199"}}`), framework.BeForbidden(changeThere, `the verb "handdown"`)),
	Entry("by another lead", changing(`{"spec":{"leads":["police"]}}`), framework.BeForbidden(changeThere)),
	Entry("by no review", changing(`{"spec":{"review":"None"}}`), framework.BeForbidden(changeThere)),
	Entry("by a milder ladder", changing(`{"spec":{"escalation":[{"action":"Reminder","before":{"days":1}}]}}`), framework.BeForbidden(changeThere)),
	Entry("by withdrawing it", changing(`{"spec":{"withdrawnTime":"2021-01-01T00:00:00Z"}}`), framework.BeForbidden(changeThere)),
	Entry("by its origin, taken away", changing(`{"spec":{"origin":null}}`), framework.RefuseField(nowhere, nameOfCopies)),
	Entry("by its origin and labels, taken away", changing(`{"metadata":{"labels":null},"spec":{"origin":null,"due":"2199"}}`),
		framework.RefuseField(nowhere, nameOfCopies)),
	Entry("by another origin", changing(`{"spec":{"origin":{"name":"other"}}}`), framework.BeForbidden(changeThere)),
	Entry("by its labels, taken away", changing(`{"metadata":{"labels":null}}`), framework.BeForbidden(changeThere)),
	Entry("by another label", changing(`{"metadata":{"labels":{"supervision.jianguan.io/origin-duty":"clinics"}}}`), framework.BeForbidden(changeThere)),
	Entry("by handing it on", changing(`{"spec":{"origin":null,"cascade":{"levels":["County"]}}}`), framework.RefuseField(nowhere, nameOfCopies)),
	Entry("by server-side apply", attempt(func(ctx context.Context) error {
		applied, err := framework.ApplyConfiguration(env.Scheme, wrappers.Duty(copiedDuty).Namespace(home).Leads(police).Obj())
		Expect(err).NotTo(HaveOccurred())
		return gitops.Apply(ctx, applied, client.FieldOwner("argocd"), client.ForceOwnership)
	}), framework.BeForbidden(changeThere)),
	Entry("by replacing it whole", attempt(func(ctx context.Context) error {
		return replace(ctx, wrappers.Duty(copiedDuty).Origin("jilin", originDuty))
	}), framework.BeForbidden(changeThere)),
	Entry("by replacing it whole, without its origin", attempt(func(ctx context.Context) error {
		return replace(ctx, wrappers.Duty(copiedDuty))
	}), framework.RefuseField(nowhere, nameOfCopies)),
	Entry("by deleting it", attempt(func(ctx context.Context) error { return gitops.Delete(ctx, theCopy()) }), framework.BeForbidden(changeThere)),
	Entry("by deleting it in the foreground", attempt(func(ctx context.Context) error {
		return gitops.Delete(ctx, theCopy(), client.PropagationPolicy(metav1.DeletePropagationForeground))
	}), framework.BeForbidden(changeThere)),
	Entry("by deleting it as the admin of the namespace", attempt(func(ctx context.Context) error { return chief.Delete(ctx, theCopy()) }),
		framework.BeForbidden(changeThere)),
	Entry("by changing it as the admin of the namespace", attempt(func(ctx context.Context) error {
		return chief.Patch(ctx, theCopy(), merge(`{"spec":{"due":"2199"}}`))
	}), framework.BeForbidden(changeThere)),
	Entry("by an owner", changing(addOwner), framework.BeInvalid("metadata.ownerReferences of a duty must be empty")),
	Entry("by a finalizer", changing(addFinalizer), framework.BeInvalid("metadata.finalizers of a duty must be empty")),
	Entry("by its status", attempt(func(ctx context.Context) error {
		return gitops.Status().Patch(ctx, theCopy(), merge(`{"status":{"light":"Green"}}`))
	}), mayNot(account(home, "gitops"), "patch", "departmentduties/status")),
	Entry("by changing its origin, from below", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, wrappers.Duty(originDuty).Namespace("region-jilin").Obj(), merge(`{"spec":{"cascade":null}}`))
	}), mayNot(account(home, "gitops"), "patch", "departmentduties")),
	Entry("by another label of the region", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, wrappers.Jurisdiction(prefecture).Obj(), merge(`{"metadata":{"labels":{"exempt":"yes"}}}`))
	}), mayNot(account(home, "gitops"), "patch", "jurisdictions")),
	Entry("by acting as the operator", attempt(func(ctx context.Context) error {
		return impersonating(gitops, rest.ImpersonationConfig{UserName: account("supervision-system", "supervision-operator")}).Delete(ctx, theCopy())
	}), framework.BeForbidden("cannot impersonate")),
)

var _ = DescribeTable("Forging a duty that was handed down is refused", refused,
	Entry("from the start", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("jilin.forged").Namespace(home).Leads(police).Origin("jilin", "forged").Obj())
	}), framework.BeForbidden(`spec.origin makes it a copy of DepartmentDuty "forged" in namespace "region-jilin" of Jurisdiction "jilin"`)),
	Entry("from the start, for whoever reads labels alone", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("forged").Namespace(home).Leads(police).Label(v1alpha1.LabelOriginJurisdiction, "jilin").Obj())
	}), framework.BeInvalid("they are for copies of duties that were handed down")),
	Entry("of one's own duty", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, theDuty(), merge(`{"spec":{"origin":`+origin+`}}`))
	}), framework.BeForbidden(`may not UPDATE DepartmentDuty "`)),
	Entry("of one's own duty, to be withdrawn", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, theDuty(), merge(`{"spec":{"withdrawnTime":"2021-01-01T00:00:00Z","origin":`+origin+`}}`))
	}), framework.BeForbidden(`may not UPDATE DepartmentDuty "`)),
	Entry("of one's own duty, withdrawn alone", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, theDuty(), merge(`{"spec":{"withdrawnTime":"2021-01-01T00:00:00Z"}}`))
	}), framework.RefuseField("spec.withdrawnTime", "only a copy, or the duty of a decision, is withdrawn")),
	Entry("by the labels of one's own duty", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, theDuty(), merge(`{"metadata":{"labels":{"supervision.jianguan.io/origin-duty":"stations"}}}`))
	}), framework.BeInvalid("they are for copies of duties that were handed down")),
)

// squat tries to have the name of a copy before there is one.
func squat(ctx context.Context, who *framework.Actor, duty *wrappers.DutyWrapper) error {
	return who.Create(ctx, duty.Namespace(home).Leads(police).Obj())
}

var _ = DescribeTable("Taking the name of a copy before there is one is refused", refused,
	Entry("to the repository", attempt(func(ctx context.Context) error {
		return squat(ctx, gitops, wrappers.Duty("jilin.plan-2027").Due("2099"))
	}), framework.RefuseField(nowhere, `metadata.name "jilin.plan-2027" `+nameOfCopies)),
	Entry("to the admin of the namespace", attempt(func(ctx context.Context) error {
		return squat(ctx, chief, wrappers.Duty("jilin.plan-2027").Due("2099"))
	}), framework.RefuseField(nowhere, nameOfCopies)),
	Entry("to an administrator", attempt(func(ctx context.Context) error {
		return squat(ctx, env.Admin, wrappers.Duty("jilin.plan-2027").Due("2099"))
	}), framework.RefuseField(nowhere, nameOfCopies)),
	Entry("with an origin", attempt(func(ctx context.Context) error {
		return squat(ctx, gitops, wrappers.Duty("jilin.plan-2027").Due("2099").Origin("jilin", "plan-2027"))
	}), framework.BeForbidden(`spec.origin makes it a copy of`)),
	Entry("by server-side apply", attempt(func(ctx context.Context) error {
		applied, err := framework.ApplyConfiguration(env.Scheme, wrappers.Duty("jilin.plan-2027").Namespace(home).Leads(police).Obj())
		Expect(err).NotTo(HaveOccurred())
		return gitops.Apply(ctx, applied, client.FieldOwner("argocd"), client.ForceOwnership)
	}), framework.RefuseField(nowhere, nameOfCopies)),
	Entry("as a duty that is handed on", attempt(func(ctx context.Context) error {
		return squat(ctx, gitops, wrappers.Duty("jilin.plan-2027").Cascade(wrappers.Cascade(v1alpha1.LevelCounty)))
	}), framework.RefuseField(nowhere, nameOfCopies)),
)

var _ = Describe("A duty that was handed down", func() {
	It("is annotated as its region likes it, and judged all the same", func(ctx SpecContext) {
		before := framework.Get(ctx, env.Admin, theCopy())
		Expect(gitops.Patch(ctx, theCopy(), merge(`{"metadata":{"annotations":{"note":"ours"},"labels":{"note":"ours"}}}`))).To(Succeed())
		settled(ctx)
		Expect(framework.Get(ctx, env.Admin, theCopy())).To(And(
			HaveField("Spec", Equal(before.Spec)), HaveField("Status", Equal(before.Status)), HaveField("Annotations", HaveLen(1))))
		Expect(gitops.Patch(ctx, theCopy(), merge(`{"metadata":{"annotations":{"note":null},"labels":{"note":null}}}`))).To(Succeed())
	})
})

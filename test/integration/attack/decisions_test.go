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

// theDecided is what a decision of the meeting of home became.
func theDecided() *v1alpha1.DepartmentDuty { return wrappers.Duty(decidedDuty).Namespace(home).Obj() }

const (
	// forgedDecision is what a duty claims to come from that comes from nothing.
	forgedDecision = `{"meeting":"plenary","session":"2021-03-15","id":"d7","minutes":"plenary-held"}`
	// byMinutes is what a refusal tells about how the duty of a decision is changed.
	byMinutes = `it is the duty of decision "d1" in MeetingMinutes "plenary-held", of session 2021-03-15 of JointMeeting "plenary": ` +
		`change the minutes of meeting "plenary" by minutes that supersede them`
)

// redeciding is the attempt to change the duty of a decision, by the region's own repository.
func redeciding(change string) attempt {
	return func(ctx context.Context) error { return gitops.Patch(ctx, theDecided(), merge(change)) }
}

var _ = DescribeTable("Getting out of what a meeting decided is refused", refused,
	Entry("by a later due date", redeciding(`{"spec":{"due":"2199"}}`), framework.BeForbidden(byMinutes, `the verb "handdown"`)),
	Entry("by no due date", redeciding(`{"spec":{"due":null}}`), framework.BeForbidden(byMinutes)),
	Entry("by another lead", redeciding(`{"spec":{"leads":["medical-insurance"]}}`), framework.BeForbidden(byMinutes)),
	Entry("by no review", redeciding(`{"spec":{"review":"None"}}`), framework.BeForbidden(byMinutes)),
	Entry("by a milder ladder", redeciding(`{"spec":{"escalation":[{"action":"Reminder","before":{"days":1}}]}}`), framework.BeForbidden(byMinutes)),
	Entry("by withdrawing it", redeciding(`{"spec":{"withdrawnTime":"2021-04-01T00:00:00Z"}}`), framework.BeForbidden(byMinutes)),
	Entry("by its decision, taken away", redeciding(`{"spec":{"decision":null}}`), framework.BeForbidden(byMinutes)),
	Entry("by its decision and labels, taken away", redeciding(`{"metadata":{"labels":null},"spec":{"decision":null,"due":"2199"}}`),
		framework.BeForbidden(byMinutes)),
	Entry("by another decision", redeciding(`{"spec":{"decision":{"id":"d2"}}}`), framework.BeForbidden(byMinutes)),
	Entry("by another meeting", redeciding(`{"spec":{"decision":{"meeting":"other"}}}`), framework.BeForbidden(byMinutes)),
	Entry("by an origin in its stead", redeciding(`{"spec":{"decision":null,"origin":`+origin+`}}`), framework.BeForbidden(byMinutes)),
	Entry("by its label, taken away", redeciding(`{"metadata":{"labels":{"supervision.jianguan.io/meeting":null}}}`),
		framework.BeForbidden(byMinutes)),
	Entry("by when it was created", redeciding(annotateRestored), framework.BeForbidden(byMinutes)),
	Entry("by handing it down", redeciding(`{"spec":{"cascade":{"levels":["County"]}}}`),
		framework.RefuseField("spec.decision", "the duty of a decision is neither handed down nor a copy")),
	Entry("by server-side apply", attempt(func(ctx context.Context) error {
		applied, err := framework.ApplyConfiguration(env.Scheme, wrappers.Duty(decidedDuty).Namespace(home).Leads(insurance).Obj())
		Expect(err).NotTo(HaveOccurred())
		return gitops.Apply(ctx, applied, client.FieldOwner("argocd"), client.ForceOwnership)
	}), framework.BeForbidden(byMinutes)),
	Entry("by replacing it whole", attempt(func(ctx context.Context) error {
		whole := wrappers.Duty(decidedDuty).Namespace(home).Leads(insurance).Obj()
		whole.ResourceVersion = framework.Get(ctx, env.Admin, theDecided()).ResourceVersion
		return gitops.Update(ctx, whole)
	}), framework.BeForbidden(byMinutes)),
	Entry("by deleting it", attempt(func(ctx context.Context) error { return gitops.Delete(ctx, theDecided()) }), framework.BeForbidden(byMinutes)),
	Entry("by deleting it in the foreground", attempt(func(ctx context.Context) error {
		return gitops.Delete(ctx, theDecided(), client.PropagationPolicy(metav1.DeletePropagationForeground))
	}), framework.BeForbidden(byMinutes)),
	Entry("by deleting it as the admin of the namespace", attempt(func(ctx context.Context) error { return chief.Delete(ctx, theDecided()) }),
		framework.BeForbidden(byMinutes)),
	Entry("by changing it as the admin of the namespace", attempt(func(ctx context.Context) error {
		return chief.Patch(ctx, theDecided(), merge(`{"spec":{"due":"2199"}}`))
	}), framework.BeForbidden(byMinutes)),
	Entry("by changing it as the office that kept the minutes", attempt(func(ctx context.Context) error {
		return lan.Patch(ctx, theDecided(), merge(`{"spec":{"due":"2199"}}`))
	}), mayNot("lan", "patch", "departmentduties")),
	Entry("by an owner", redeciding(addOwner), framework.BeInvalid("metadata.ownerReferences of a duty must be empty")),
	Entry("by a finalizer", redeciding(addFinalizer), framework.BeInvalid("metadata.finalizers of a duty must be empty")),
	Entry("by acting as the operator", attempt(func(ctx context.Context) error {
		return impersonating(gitops, rest.ImpersonationConfig{UserName: account("supervision-system", "supervision-operator")}).
			Delete(ctx, theDecided())
	}), framework.BeForbidden("cannot impersonate")),
)

var _ = DescribeTable("Forging what a meeting decided is refused", refused,
	Entry("from the start", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("plenary-2021-03-15-d7").Namespace(home).Leads(market).
			Decision(heldMeeting, heldSession, "d7", recorded).Obj())
	}), framework.BeForbidden(`spec.decision makes it the duty of decision "d7" in MeetingMinutes "plenary-held", of session 2021-03-15 of `+
		`JointMeeting "plenary": the operator makes it of the minutes; leave spec.decision out of a duty of the region`)),
	Entry("from the start, by the admin of the namespace", attempt(func(ctx context.Context) error {
		return chief.Create(ctx, wrappers.Duty("plenary-2021-03-15-d7").Namespace(home).Leads(market).
			Decision(heldMeeting, heldSession, "d7", recorded).Obj())
	}), framework.BeForbidden("spec.decision makes it the duty of")),
	Entry("from the start, for whoever reads labels alone", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("forged").Namespace(home).Leads(market).Label(v1alpha1.LabelMeeting, heldMeeting).Obj())
	}), framework.BeInvalid("it is for duties that decisions of a meeting became")),
	Entry("of one's own duty", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, theDuty(), merge(`{"spec":{"decision":`+forgedDecision+`}}`))
	}), framework.BeForbidden(`may not UPDATE DepartmentDuty "licences"`, "spec.decision makes it the duty of")),
	Entry("of one's own duty, to be withdrawn", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, theDuty(), merge(`{"spec":{"withdrawnTime":"2021-01-01T00:00:00Z","decision":`+forgedDecision+`}}`))
	}), framework.BeForbidden(`may not UPDATE DepartmentDuty "licences"`)),
	Entry("of one's own duty, by its label", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, theDuty(), merge(`{"metadata":{"labels":{"supervision.jianguan.io/meeting":"plenary"}}}`))
	}), framework.BeInvalid("it is for duties that decisions of a meeting became")),
	Entry("of a copy from above", attempt(func(ctx context.Context) error {
		return gitops.Patch(ctx, theCopy(), merge(`{"spec":{"decision":`+forgedDecision+`}}`))
	}), framework.RefuseField("spec.decision", "the duty of a decision is neither handed down nor a copy")),
)

var _ = Describe("What a meeting decided", func() {
	It("is annotated as its region likes it, and judged all the same", func(ctx SpecContext) {
		before := framework.Get(ctx, env.Admin, theDecided())
		Expect(gitops.Patch(ctx, theDecided(), merge(`{"metadata":{"annotations":{"note":"ours"},"labels":{"note":"ours"}}}`))).To(Succeed())
		settled(ctx)
		Expect(framework.Get(ctx, env.Admin, theDecided())).To(And(
			HaveField("Spec", Equal(before.Spec)), HaveField("Status", Equal(before.Status)), HaveField("Annotations", HaveLen(1))))
		Expect(gitops.Patch(ctx, theDecided(), merge(`{"metadata":{"annotations":{"note":null},"labels":{"note":null}}}`))).To(Succeed())
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"context"
	"fmt"
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

var _ = Describe("A DepartmentDuty that a decision became", func() {
	var (
		namespace string
		gitops    *framework.Actor
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		gitops = env.ServiceAccount(ctx, namespace, "gitops")
		env.Grant(ctx, namespace, gitops.Subject(),
			framework.Records(duties, "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"))
	})

	const (
		name  = "plenary-2026-03-16-d1"
		which = `decision "d1" in MeetingMinutes "m1", of session 2026-03-16 of JointMeeting "plenary": `
	)
	needs := func(operation string) string {
		verbs := `"handdown"`
		if operation == "DELETE" {
			verbs += ` or "purge"`
		}
		return `. Here that needs the verb ` + verbs + ` on departments, without resourceNames, which nobody but the operator holds ` +
			`unless an administrator grants it`
	}
	// mayNot is what somebody reads who does something to such a duty.
	mayNot := func(operation string) string {
		return fmt.Sprintf(`user %q may not %s DepartmentDuty %q in %s: it is the duty of `+which+
			`change the minutes of meeting "plenary" by minutes that supersede them`, gitops.Name, operation, name, namespace) + needs(operation)
	}
	mayNotForge := func(operation, duty string) string {
		return fmt.Sprintf(`user %q may not %s DepartmentDuty %q in %s: spec.decision makes it the duty of `+which+
			`the operator makes it of the minutes; leave spec.decision out of a duty of the region`,
			gitops.Name, operation, duty, namespace) + needs(operation)
	}
	decided := func(name string) *wrappers.DutyWrapper {
		return wrappers.Duty(name).Namespace(namespace).Decision("plenary", "2026-03-16", "d1", "m1")
	}
	// made is one that an administrator made, who holds every verb.
	made := func(ctx SpecContext) *v1alpha1.DepartmentDuty {
		GinkgoHelper()
		duty := decided(name).Obj()
		Expect(env.Admin.Create(ctx, duty)).To(Succeed())
		return duty
	}
	own := func(ctx SpecContext) *v1alpha1.DepartmentDuty {
		GinkgoHelper()
		duty := wrappers.Duty("own").Namespace(namespace).Obj()
		Expect(gitops.Create(ctx, duty)).To(Succeed())
		return duty
	}
	patch := func(ctx context.Context, who client.Client, duty *v1alpha1.DepartmentDuty, change string) error {
		return who.Patch(ctx, framework.Copy(duty), client.RawPatch(types.MergePatchType, []byte(change)))
	}

	DescribeTable("is not changed by whoever may change duties:", func(ctx SpecContext, change string) {
		Expect(patch(ctx, gitops, made(ctx), change)).To(framework.BeForbidden(mayNot("UPDATE")))
	},
		Entry("its due date", `{"spec":{"due":"2099"}}`),
		Entry("its leads", `{"spec":{"leads":["police"]}}`),
		Entry("its source", `{"spec":{"source":{"document":"other"}}}`),
		Entry("its decision, to another", `{"spec":{"decision":{"id":"d2"}}}`),
		Entry("its decision, to other minutes", `{"spec":{"decision":{"minutes":"m2"}}}`),
		Entry("its decision, taken away", `{"spec":{"decision":null}}`),
		Entry("its decision and labels, taken away", `{"metadata":{"labels":null},"spec":{"decision":null}}`),
		Entry("its decision, to an origin",
			`{"spec":{"decision":null,"origin":{"jurisdiction":"jilin","namespace":"region-jilin","name":"clinics"}}}`),
		Entry("withdrawn", `{"spec":{"withdrawnTime":"2026-04-15T09:00:00Z"}}`),
		Entry("what the API server fills in", `{"spec":{"review":"None"}}`),
		Entry("the label of its meeting", `{"metadata":{"labels":{"supervision.jianguan.io/meeting":"other"}}}`),
		Entry("the label of its meeting, taken away", `{"metadata":{"labels":{"supervision.jianguan.io/meeting":null}}}`),
		Entry("its manager", `{"metadata":{"labels":{"app.kubernetes.io/managed-by":"argocd"}}}`),
		Entry("since when it is there", `{"metadata":{"annotations":{"supervision.jianguan.io/restored":"2021-04-15T09:00:00Z"}}}`),
	)

	It("is not changed by server-side apply", func(ctx SpecContext) {
		given := made(ctx)
		given.Spec.Title = "other"
		given.ManagedFields, given.ResourceVersion = nil, ""
		applied, err := framework.ApplyConfiguration(env.Scheme, given)
		Expect(err).NotTo(HaveOccurred())
		Expect(gitops.Apply(ctx, applied, client.FieldOwner("argocd"), client.ForceOwnership)).To(framework.BeForbidden(mayNot("UPDATE")))
	})

	DescribeTable("keeps what nothing follows from as whoever may change duties likes it:", func(ctx SpecContext, change string) {
		Expect(patch(ctx, gitops, made(ctx), change)).To(Succeed())
	},
		Entry("annotations", `{"metadata":{"annotations":{"argocd.argoproj.io/sync-options":"Prune=false"}}}`),
		Entry("other labels", `{"metadata":{"labels":{"app.kubernetes.io/instance":"siping"}}}`),
		Entry("nothing at all", `{"spec":{"review":"Required"}}`),
	)

	It("is not deleted by whoever may delete duties, in whatever way", func(ctx SpecContext) {
		given := made(ctx)
		refusal := framework.BeForbidden(mayNot("DELETE"))
		Expect(gitops.Delete(ctx, given)).To(refusal)
		Expect(gitops.Delete(ctx, given, client.DryRunAll)).To(refusal)
		Expect(gitops.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationForeground))).To(refusal)
		Expect(gitops.DeleteAllOf(ctx, &v1alpha1.DepartmentDuty{}, client.InNamespace(namespace))).To(refusal)
		Expect(exists(ctx, given)).To(BeTrue())
	})

	It("is not made by whoever may make duties", func(ctx SpecContext) {
		Expect(gitops.Create(ctx, decided(name).Obj())).To(framework.BeForbidden(mayNotForge("CREATE", name)))
		Expect(patch(ctx, gitops, own(ctx), `{"spec":{"decision":{"meeting":"plenary","session":"2026-03-16","id":"d1","minutes":"m1"}}}`)).
			To(framework.BeForbidden(mayNotForge("UPDATE", "own")))
	})

	It("is not made of a copy, which is told as one", func(ctx SpecContext) {
		copied := wrappers.Duty("copied").Namespace(namespace).Origin("jilin", "clinics").Obj()
		Expect(env.Admin.Create(ctx, copied)).To(Succeed())
		Expect(patch(ctx, gitops, copied,
			`{"spec":{"origin":null,"decision":{"meeting":"plenary","session":"2026-03-16","id":"d1","minutes":"m1"}}}`)).
			To(framework.BeForbidden(`it is a copy of DepartmentDuty "clinics"`))
	})

	It("is made, changed and deleted by whoever may hand down", func(ctx SpecContext) {
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbHandDown))
		given := decided(name).Obj()
		Expect(gitops.Create(ctx, given)).To(Succeed())
		Expect(patch(ctx, gitops, given, `{"spec":{"due":"2099","decision":{"minutes":"m2"}}}`)).To(Succeed())
		Expect(patch(ctx, gitops, given, `{"spec":{"withdrawnTime":"2026-04-15T09:00:00Z"}}`)).To(Succeed())
		Expect(gitops.Delete(ctx, given)).To(Succeed())
	})

	DescribeTable("is not deleted by whoever also", func(ctx SpecContext, rules ...rbacv1.PolicyRule) {
		env.Grant(ctx, namespace, gitops.Subject(), rules...)
		Expect(gitops.Delete(ctx, made(ctx))).To(framework.BeForbidden(mayNot("DELETE")))
	},
		Entry("may hand down for departments by name", framework.Verb(v1alpha1.VerbHandDown, string(wrappers.DefaultDepartment)),
			framework.Verb(v1alpha1.VerbHandDown, "*")),
		Entry("may keep the minutes", framework.Verb(v1alpha1.VerbMinute, string(wrappers.DefaultDepartment)),
			framework.Records(framework.Minutes, "create")),
		Entry("may purge the records of departments by name", framework.Verb(v1alpha1.VerbPurge, string(wrappers.DefaultDepartment)),
			framework.Verb(v1alpha1.VerbPurge, "*")),
	)

	It("is deleted, but neither made nor changed, by whoever may purge all records", func(ctx SpecContext) {
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge))
		Expect(gitops.Create(ctx, decided(name).Obj())).To(framework.BeForbidden(mayNotForge("CREATE", name)))
		given := made(ctx)
		Expect(patch(ctx, gitops, given, `{"spec":{"due":"2099"}}`)).To(framework.BeForbidden(mayNot("UPDATE")))
		Expect(gitops.Delete(ctx, given)).To(Succeed())
		withdrawn := decided("plenary-2026-03-16-d2").Withdrawn(time.Date(2026, 4, 15, 9, 0, 0, 0, time.UTC)).Obj()
		Expect(env.Admin.Create(ctx, withdrawn)).To(Succeed())
		Expect(gitops.DeleteAllOf(ctx, &v1alpha1.DepartmentDuty{}, client.InNamespace(namespace))).To(Succeed())
		Expect(exists(ctx, withdrawn)).To(BeFalse())
	})

	It("keeps its ledger from whoever may hand down", func(ctx SpecContext) {
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbHandDown))
		given := made(ctx)
		at := metav1.Now()
		given.Status.Misses = []v1alpha1.Miss{{
			Checkpoint: v1alpha1.CheckpointFinal, Deadline: &at, MissedTime: &at, Departments: []v1alpha1.DepartmentName{"police"},
			Reason: v1alpha1.ReasonDeadlinePassed, State: v1alpha1.MissStanding,
		}}
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
		Expect(gitops.Delete(ctx, given)).To(framework.BeForbidden(mayNotDeleteDuty(gitops.Name, name, namespace, 0, 1)))
	})

	It("goes with its namespace", func(ctx SpecContext) {
		made(ctx)
		region := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
		Expect(env.Admin.Delete(ctx, region)).To(Succeed())
		Eventually(exists).WithContext(ctx).WithArguments(region).WithTimeout(within).WithPolling(every).Should(BeFalse())
	})

	It("has its label for itself", func(ctx SpecContext) {
		const refusal = ` the label supervision.jianguan.io/meeting: it is for duties that decisions of a meeting became, which have ` +
			`spec.decision`
		Expect(gitops.Create(ctx, wrappers.Duty("labelled").Namespace(namespace).Label(v1alpha1.LabelMeeting, "").Obj())).
			To(framework.BeInvalid(fmt.Sprintf(`user %q may not give DepartmentDuty "labelled" in %s`, gitops.Name, namespace) + refusal))
		given := own(ctx)
		for _, who := range []client.Client{gitops, env.Admin} {
			Expect(patch(ctx, who, given, `{"metadata":{"labels":{"supervision.jianguan.io/meeting":"plenary"}}}`)).
				To(framework.BeInvalid(refusal))
		}
		Expect(patch(ctx, env.Admin, made(ctx), `{"spec":{"decision":null}}`)).To(framework.BeInvalid(refusal), "which leaves the label behind")
		copied := wrappers.Duty("copied").Namespace(namespace).Origin("jilin", "clinics").Label(v1alpha1.LabelMeeting, "plenary").Obj()
		Expect(env.Admin.Create(ctx, copied)).To(framework.BeInvalid(refusal))
	})

	It("does not lend the labels of an origin", func(ctx SpecContext) {
		given := decided(name).Label(v1alpha1.LabelOriginDuty, "clinics").Obj()
		Expect(env.Admin.Create(ctx, given)).To(framework.BeInvalid("they are for copies of duties that were handed down"))
	})
})

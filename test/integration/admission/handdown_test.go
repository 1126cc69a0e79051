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

var _ = Describe("A DepartmentDuty that was handed down", func() {
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

	const where = `DepartmentDuty "clinics" in namespace "region-jilin" of Jurisdiction "jilin": `
	needs := func(operation string) string {
		verbs := `"handdown"`
		if operation == "DELETE" {
			verbs += ` or "purge"`
		}
		return `Here that needs the verb ` + verbs + ` on departments, without resourceNames, which nobody but the operator holds ` +
			`unless an administrator grants it`
	}
	// mayNot is what somebody reads who does something to a copy.
	mayNot := func(operation, name string) string {
		return fmt.Sprintf(`user %q may not %s DepartmentDuty %q in %s: it is a copy of %schange it there. %s`,
			gitops.Name, operation, name, namespace, where, needs(operation))
	}
	mayNotForge := func(operation, name string) string {
		return fmt.Sprintf(`user %q may not %s DepartmentDuty %q in %s: spec.origin makes it a copy of %sit is handed down there; `+
			`leave spec.origin out of a duty of the region. %s`, gitops.Name, operation, name, namespace, where, needs(operation))
	}
	unlabelled := func(name string) *wrappers.DutyWrapper { return wrappers.Duty(name).Namespace(namespace) }
	copied := func(name string) *wrappers.DutyWrapper {
		return unlabelled(name).Origin("jilin", "clinics").Label(v1alpha1.LabelManagedBy, v1alpha1.ManagedByOperator)
	}
	// made is a copy that an administrator made, who holds every verb.
	made := func(ctx SpecContext) *v1alpha1.DepartmentDuty {
		GinkgoHelper()
		duty := copied("jilin.clinics").Obj()
		Expect(env.Admin.Create(ctx, duty)).To(Succeed())
		return duty
	}
	own := func(ctx SpecContext) *v1alpha1.DepartmentDuty {
		GinkgoHelper()
		duty := unlabelled("own").Obj()
		Expect(gitops.Create(ctx, duty)).To(Succeed())
		return duty
	}
	// missed gives a copy a ledger.
	missed := func(ctx SpecContext, duty *v1alpha1.DepartmentDuty) {
		GinkgoHelper()
		at := metav1.Now()
		duty.Status.Misses = []v1alpha1.Miss{{
			Checkpoint: v1alpha1.CheckpointFinal, Deadline: &at, MissedTime: &at, Departments: []v1alpha1.DepartmentName{"police"},
			Reason: v1alpha1.ReasonDeadlinePassed, State: v1alpha1.MissStanding,
		}}
		Expect(env.Admin.Status().Update(ctx, duty)).To(Succeed())
	}
	patch := func(ctx context.Context, who client.Client, duty *v1alpha1.DepartmentDuty, change string) error {
		return who.Patch(ctx, framework.Copy(duty), client.RawPatch(types.MergePatchType, []byte(change)))
	}

	DescribeTable("is not changed by whoever may change duties:", func(ctx SpecContext, change string) {
		Expect(patch(ctx, gitops, made(ctx), change)).To(framework.BeForbidden(mayNot("UPDATE", "jilin.clinics")))
	},
		Entry("its due date", `{"spec":{"due":"2099"}}`),
		Entry("its leads", `{"spec":{"leads":["police"]}}`),
		Entry("its milestones", `{"spec":{"milestones":[{"name":"a","due":"2099"}]}}`),
		Entry("its origin, to another", `{"spec":{"origin":{"name":"other"}}}`),
		Entry("withdrawn", `{"spec":{"withdrawnTime":"2021-04-15T09:00:00Z"}}`),
		Entry("what the API server fills in", `{"spec":{"review":"None"}}`),
		Entry("a label of its origin", `{"metadata":{"labels":{"supervision.jianguan.io/origin-duty":"other"}}}`),
		Entry("a label of its origin, taken away", `{"metadata":{"labels":{"supervision.jianguan.io/origin-jurisdiction":null}}}`),
		Entry("since when it is there", `{"metadata":{"annotations":{"supervision.jianguan.io/restored":"2021-04-15T09:00:00Z"}}}`),
		Entry("its manager", `{"metadata":{"labels":{"app.kubernetes.io/managed-by":"argocd"}}}`),
		Entry("a field, along with an annotation", `{"metadata":{"annotations":{"a":"b"}},"spec":{"title":"other"}}`),
	)

	It("is not made a duty of the region by whoever may change duties", func(ctx SpecContext) {
		given := copied("undotted").Obj() // under its own name the schema refuses that already
		Expect(env.Admin.Create(ctx, given)).To(Succeed())
		for _, change := range []string{`{"spec":{"origin":null}}`, `{"metadata":{"labels":null},"spec":{"origin":null}}`} {
			Expect(patch(ctx, gitops, given, change)).To(framework.BeForbidden(mayNot("UPDATE", "undotted")))
		}
	})

	It("is not changed by server-side apply", func(ctx SpecContext) {
		given := made(ctx)
		given.Spec.Title = "other"
		given.ManagedFields, given.ResourceVersion = nil, ""
		applied, err := framework.ApplyConfiguration(env.Scheme, given)
		Expect(err).NotTo(HaveOccurred())
		Expect(gitops.Apply(ctx, applied, client.FieldOwner("argocd"), client.ForceOwnership)).
			To(framework.BeForbidden(mayNot("UPDATE", "jilin.clinics")))
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
		refusal := framework.BeForbidden(mayNot("DELETE", "jilin.clinics"))
		Expect(gitops.Delete(ctx, given)).To(refusal)
		Expect(gitops.Delete(ctx, given, client.DryRunAll)).To(refusal)
		Expect(gitops.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationForeground))).To(refusal)
		Expect(gitops.DeleteAllOf(ctx, &v1alpha1.DepartmentDuty{}, client.InNamespace(namespace))).To(refusal)
		Expect(exists(ctx, given)).To(BeTrue())
	})

	It("is not made by whoever may make duties", func(ctx SpecContext) {
		Expect(gitops.Create(ctx, copied("jilin.clinics").Obj())).To(framework.BeForbidden(mayNotForge("CREATE", "jilin.clinics")))
		Expect(patch(ctx, gitops, own(ctx), `{"spec":{"origin":{"jurisdiction":"jilin","namespace":"region-jilin","name":"clinics"}}}`)).
			To(framework.BeForbidden(mayNotForge("UPDATE", "own")))
	})

	It("is made, changed and deleted by whoever may hand down", func(ctx SpecContext) {
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbHandDown))
		given := copied("jilin.clinics").Obj()
		Expect(gitops.Create(ctx, given)).To(Succeed())
		Expect(patch(ctx, gitops, given, `{"spec":{"due":"2099"}}`)).To(Succeed())
		Expect(patch(ctx, gitops, given, `{"spec":{"withdrawnTime":"2021-04-15T09:00:00Z"}}`)).To(Succeed())
		Expect(gitops.Delete(ctx, given)).To(Succeed())
	})

	DescribeTable("is not deleted by whoever also", func(ctx SpecContext, rules ...rbacv1.PolicyRule) {
		env.Grant(ctx, namespace, gitops.Subject(), rules...)
		Expect(gitops.Delete(ctx, made(ctx))).To(framework.BeForbidden(mayNot("DELETE", "jilin.clinics")))
	},
		Entry("may hand down for departments by name", framework.Verb(v1alpha1.VerbHandDown, string(wrappers.DefaultDepartment)),
			framework.Verb(v1alpha1.VerbHandDown, "*"), framework.Verb(v1alpha1.VerbHandDown, "parent:jilin")),
		Entry("may rule for the parent", framework.Verb(v1alpha1.VerbRule, "parent:jilin")),
		Entry("may purge the records of departments by name", framework.Verb(v1alpha1.VerbPurge, string(wrappers.DefaultDepartment)),
			framework.Verb(v1alpha1.VerbPurge, "*"), framework.Verb(v1alpha1.VerbPurge, "parent:jilin")),
		Entry("may restore all records", framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbRestore)),
	)

	It("is deleted by whoever may purge all records, with its ledger, and in whatever way", func(ctx SpecContext) {
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge))
		Expect(gitops.Delete(ctx, made(ctx))).To(Succeed())
		given := made(ctx)
		missed(ctx, given)
		Expect(gitops.Delete(ctx, given)).To(Succeed())
		withdrawn := copied("jilin.withdrawn").Withdrawn(time.Date(2021, 4, 15, 9, 0, 0, 0, time.UTC)).Obj()
		Expect(env.Admin.Create(ctx, withdrawn)).To(Succeed())
		Expect(gitops.DeleteAllOf(ctx, &v1alpha1.DepartmentDuty{}, client.InNamespace(namespace))).To(Succeed())
		Expect(exists(ctx, withdrawn)).To(BeFalse())
	})

	It("is neither made nor changed by whoever may purge all records", func(ctx SpecContext) {
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge))
		Expect(gitops.Create(ctx, copied("jilin.clinics").Obj())).To(framework.BeForbidden(mayNotForge("CREATE", "jilin.clinics")))
		Expect(patch(ctx, gitops, made(ctx), `{"spec":{"due":"2099"}}`)).To(framework.BeForbidden(mayNot("UPDATE", "jilin.clinics")))
	})

	It("is not deleted by whoever may hand down and purge in another region", func(ctx SpecContext) {
		env.Grant(ctx, env.Namespace(ctx), gitops.Subject(),
			framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbHandDown, v1alpha1.VerbPurge))
		Expect(gitops.Delete(ctx, made(ctx))).To(framework.BeForbidden(mayNot("DELETE", "jilin.clinics")))
	})

	It("keeps its ledger from whoever may hand down", func(ctx SpecContext) {
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbHandDown))
		given := made(ctx)
		missed(ctx, given)
		Expect(gitops.Delete(ctx, given)).To(framework.BeForbidden(mayNotDeleteDuty(gitops.Name, given.Name, namespace, 0, 1)))
	})

	It("goes with its namespace", func(ctx SpecContext) {
		made(ctx)
		region := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
		Expect(env.Admin.Delete(ctx, region)).To(Succeed())
		Eventually(exists).WithContext(ctx).WithArguments(region).WithTimeout(within).WithPolling(every).Should(BeFalse())
	})

	It("has its labels for itself", func(ctx SpecContext) {
		const refusal = ` the label supervision.jianguan.io/origin-jurisdiction or supervision.jianguan.io/origin-duty: they are for ` +
			`copies of duties that were handed down, which have spec.origin`
		for _, label := range []string{v1alpha1.LabelOriginJurisdiction, v1alpha1.LabelOriginDuty} {
			Expect(gitops.Create(ctx, unlabelled("labelled").Label(label, "").Obj())).
				To(framework.BeInvalid(fmt.Sprintf(`user %q may not give DepartmentDuty "labelled" in %s`, gitops.Name, namespace) + refusal))
		}
		given := own(ctx)
		for _, who := range []client.Client{gitops, env.Admin} {
			Expect(patch(ctx, who, given, `{"metadata":{"labels":{"supervision.jianguan.io/origin-duty":"clinics"}}}`)).
				To(framework.BeInvalid(refusal))
		}
		labelled := copied("undotted").Label(v1alpha1.LabelOriginDuty, "clinics").Obj()
		Expect(env.Admin.Create(ctx, labelled)).To(Succeed())
		Expect(patch(ctx, env.Admin, labelled, `{"spec":{"origin":null}}`)).To(framework.BeInvalid(refusal), "which leaves the labels behind")
		Expect(patch(ctx, gitops, given, `{"metadata":{"labels":{"app.kubernetes.io/managed-by":"argocd"}}}`)).To(Succeed())
	})

	It("is no concern of those who change the region's own", func(ctx SpecContext) {
		given := own(ctx)
		Expect(patch(ctx, gitops, given, `{"spec":{"due":"2099","cascade":{"levels":["Township"]}}}`)).To(Succeed())
		Expect(gitops.Delete(ctx, given)).To(Succeed())
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// mayNotReport is what somebody reads who files for another's department.
func mayNotReport(user, department, namespace string) string {
	return fmt.Sprintf(`user %q may not report for department %q in %s: that needs the verb "report" on departments/%s in `+
		`this namespace, which the Jurisdiction grants to the subjects of the department`, user, department, namespace, department)
}

// mayNotBackdate is what somebody reads who may report, but not say when a paper was received.
func mayNotBackdate(user, department, namespace string) string {
	return fmt.Sprintf(`user %q may not say when a paper record of department %q was received in %s: spec.receivedTime needs `+
		`the verb "backdate" on departments/%s in this namespace, which nobody holds unless an administrator grants it; without `+
		`the field the report is received now`, user, department, namespace, department)
}

// mayNotFileFor is what somebody reads who signs with another's name.
func mayNotFileFor(user, other string) string {
	return fmt.Sprintf(`user %q may not file in the name of %q: spec.filedBy must be %q, the user name of whoever files`, user, other, user)
}

var _ = Describe("Filing a DutyReport", func() {
	var (
		namespace string
		wei       *framework.Actor
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		wei = env.User(ctx, "wei")
		env.Grant(ctx, namespace, wei.Subject(), framework.DepartmentRules("police")...)
	})

	// report begins a report of the police.
	report := func(filedBy string) *wrappers.ReportWrapper {
		return wrappers.Report("report").Namespace(namespace).Department("police").FiledBy(filedBy)
	}

	Describe("for a department", func() {
		It("is for its user", func(ctx SpecContext) {
			Expect(wei.Create(ctx, report(wei.Name).Obj())).To(Succeed())
		})

		It("is for its user also where the API server makes the name", func(ctx SpecContext) {
			Expect(wei.Create(ctx, report(wei.Name).GenerateName("xc-09-").Obj())).To(Succeed())
		})

		It("is for the members of its group", func(ctx SpecContext) {
			li := env.User(ctx, "li", "xicheng:police")
			Expect(li.Create(ctx, report(li.Name).Obj())).To(framework.BeForbidden("cannot create resource"))
			env.Grant(ctx, namespace, rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: "xicheng:police"},
				framework.DepartmentRules("police")...)
			Expect(li.Create(ctx, report(li.Name).Obj())).To(Succeed())
		})

		It("is for its service account", func(ctx SpecContext) {
			robot := env.ServiceAccount(ctx, namespace, "police")
			env.Grant(ctx, namespace, robot.Subject(), framework.DepartmentRules("police")...)
			Expect(robot.Name).To(Equal("system:serviceaccount:" + namespace + ":police"))
			Expect(robot.Create(ctx, report(robot.Name).Obj())).To(Succeed())
		})

		It("is not for the user of another department", func(ctx SpecContext) {
			given := report(wei.Name).Department("medical-insurance").Obj()
			Expect(wei.Create(ctx, given)).To(framework.BeForbidden(mayNotReport("wei", "medical-insurance", namespace)))
			Expect(exists(ctx, given)).To(BeFalse())
		})

		It("is not for the service account of another department", func(ctx SpecContext) {
			robot := env.ServiceAccount(ctx, namespace, "finance")
			env.Grant(ctx, namespace, robot.Subject(), framework.DepartmentRules("finance")...)
			Expect(robot.Create(ctx, report(robot.Name).Obj())).
				To(framework.BeForbidden(mayNotReport(robot.Name, "police", namespace)))
		})

		It("is not for whoever may only create reports", func(ctx SpecContext) {
			clerk := env.User(ctx, "clerk")
			env.Grant(ctx, namespace, clerk.Subject(), framework.Records(framework.Reports, "create"))
			Expect(clerk.Create(ctx, report(clerk.Name).Obj())).To(framework.BeForbidden(mayNotReport("clerk", "police", namespace)))
		})

		It("is not for whoever may rule on it", func(ctx SpecContext) {
			desk := env.User(ctx, "desk")
			env.Grant(ctx, namespace, desk.Subject(),
				append(framework.OfficeRules("police"), framework.Records(framework.Reports, "create"))...)
			Expect(desk.Create(ctx, report(desk.Name).Obj())).To(framework.BeForbidden(mayNotReport("desk", "police", namespace)))
		})

		It("is not for the same department's user in another region", func(ctx SpecContext) {
			other := env.Namespace(ctx)
			env.Grant(ctx, other, wei.Subject(), framework.DepartmentRules("finance")...)
			Expect(wei.Create(ctx, report(wei.Name).Namespace(other).Obj())).
				To(framework.BeForbidden(mayNotReport("wei", "police", other)))
		})

		It("is refused on a dry run as well", func(ctx SpecContext) {
			Expect(wei.Create(ctx, report(wei.Name).Department("finance").Obj(), client.DryRunAll)).
				To(framework.BeForbidden(mayNotReport("wei", "finance", namespace)))
		})
	})

	Describe("in somebody's name", func() {
		It("is refused when it is another's", func(ctx SpecContext) {
			Expect(wei.Create(ctx, report("li").Obj())).To(framework.BeInvalid(mayNotFileFor("wei", "li")))
		})

		It("is refused when a user takes the name of a service account", func(ctx SpecContext) {
			name := "system:serviceaccount:" + namespace + ":police"
			Expect(wei.Create(ctx, report(name).Obj())).To(framework.BeInvalid(mayNotFileFor("wei", name)))
		})

		It("is refused to an administrator too, who passes every check of rights", func(ctx SpecContext) {
			Expect(env.Admin.Create(ctx, report(wei.Name).Obj())).To(framework.BeInvalid(mayNotFileFor(env.Admin.Name, "wei")))
			Expect(env.Admin.Create(ctx, report(env.Admin.Name).Obj())).To(Succeed())
		})

		It("is for whoever may impersonate, as GitOps tools do, with the rights of the name", func(ctx SpecContext) {
			Expect(as("wei", nil).Create(ctx, report("wei").Department("finance").Obj())).
				To(framework.BeForbidden(mayNotReport("wei", "finance", namespace)))
			Expect(as("wei", nil).Create(ctx, report("wei").Obj())).To(Succeed())
		})
	})

	Describe("with a receipt of its own", func() {
		past := time.Date(2020, 12, 31, 15, 59, 59, 0, time.UTC)

		It("is refused to whoever may report", func(ctx SpecContext) {
			Expect(wei.Create(ctx, report(wei.Name).Received(past).Obj())).
				To(framework.BeForbidden(mayNotBackdate("wei", "police", namespace)))
		})

		It("is refused to whoever may backdate for another department", func(ctx SpecContext) {
			env.Grant(ctx, namespace, wei.Subject(), framework.Verb(v1alpha1.VerbBackdate, "finance"))
			Expect(wei.Create(ctx, report(wei.Name).Received(past).Obj())).
				To(framework.BeForbidden(mayNotBackdate("wei", "police", namespace)))
		})

		It("is refused to whoever may backdate but not report", func(ctx SpecContext) {
			archive := env.ServiceAccount(ctx, namespace, "archive")
			env.Grant(ctx, namespace, archive.Subject(),
				framework.Records(framework.Reports, "create"), framework.Verb(v1alpha1.VerbBackdate, "police"))
			Expect(archive.Create(ctx, report(archive.Name).Received(past).Obj())).
				To(framework.BeForbidden(mayNotReport(archive.Name, "police", namespace)))
		})

		Describe("by whoever may", func() {
			BeforeEach(func(ctx SpecContext) {
				env.Grant(ctx, namespace, wei.Subject(), framework.Verb(v1alpha1.VerbBackdate, "police"))
			})

			It("is accepted", func(ctx SpecContext) {
				given := report(wei.Name).Received(past).Obj()
				Expect(wei.Create(ctx, given)).To(Succeed())
				Expect(given.Spec.ReceivedTime.Time).To(BeTemporally("==", past))
			})

			It("is accepted on a dry run as well", func(ctx SpecContext) {
				Expect(wei.Create(ctx, report(wei.Name).Received(past).Obj(), client.DryRunAll)).To(Succeed())
			})

			It("is refused when it lies ahead", func(ctx SpecContext) {
				ahead := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
				Expect(wei.Create(ctx, report(wei.Name).Received(ahead).Obj())).To(framework.BeInvalid(
					fmt.Sprintf("spec.receivedTime %q must lie before", ahead.Format(time.RFC3339)), `at which user "wei" files the report`))
			})

			It("is refused when it is the second of the creation itself", func(ctx SpecContext) {
				// The second may end on the way, so it takes more than one try now and then.
				Eventually(func() error {
					return wei.Create(ctx, report(wei.Name).Received(time.Now().Truncate(time.Second)).Obj(), client.DryRunAll)
				}).WithTimeout(within).WithPolling(every).Should(framework.BeInvalid("must lie before"))
			})

			It("is refused when it lies ahead of the true creation, whatever creation is claimed", func(ctx SpecContext) {
				given := report(wei.Name).Received(time.Now().Add(time.Hour)).Created(time.Now().Add(2 * time.Hour)).Obj()
				Expect(wei.Create(ctx, given)).To(framework.BeInvalid("must lie before"))
			})
		})
	})

	// Both requests create an object; neither may be a way around the policy, or around the API server's stamp. A PUT
	// creates nothing of these kinds.
	DescribeTable("holds for", func(ctx SpecContext, file func(ctx SpecContext, c client.Client, report *v1alpha1.DutyReport) error) {
		env.Grant(ctx, namespace, wei.Subject(), framework.Records(framework.Reports, "patch"))
		forged := metav1.NewTime(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC))

		Expect(file(ctx, wei, report(wei.Name).Department("finance").Obj())).
			To(framework.BeForbidden(mayNotReport("wei", "finance", namespace)))
		Expect(file(ctx, wei, report("li").Obj())).To(framework.BeInvalid(mayNotFileFor("wei", "li")))
		Expect(file(ctx, wei, report(wei.Name).Created(forged.Time).Obj())).To(Succeed())

		stored := &v1alpha1.DutyReport{}
		Expect(env.Admin.Get(ctx, client.ObjectKey{Namespace: namespace, Name: "report"}, stored)).To(Succeed())
		Expect(stored.CreationTimestamp.Time).To(BeTemporally("~", time.Now(), time.Minute))
	},
		Entry("POST", func(ctx SpecContext, c client.Client, report *v1alpha1.DutyReport) error {
			return c.Create(ctx, report)
		}),
		Entry("server-side apply", func(ctx SpecContext, c client.Client, report *v1alpha1.DutyReport) error {
			configuration, err := framework.ApplyConfiguration(env.Scheme, report)
			if err != nil {
				return err
			}
			return c.Apply(ctx, configuration, client.FieldOwner("test"))
		}),
	)

	It("leaves the status to whoever may write that", func(ctx SpecContext) {
		given := report(wei.Name).Obj()
		Expect(wei.Create(ctx, given)).To(Succeed())
		given.Status.Verdict = v1alpha1.VerdictAccepted
		Expect(wei.Status().Update(ctx, given)).To(framework.BeForbidden("cannot update resource"))

		operator := env.ServiceAccount(ctx, namespace, "operator")
		env.Grant(ctx, namespace, operator.Subject(), framework.Records("dutyreports/status", "update"))
		given.Status.Verdict = v1alpha1.VerdictUnderReview
		Expect(operator.Status().Update(ctx, given)).To(Succeed())
	})
})

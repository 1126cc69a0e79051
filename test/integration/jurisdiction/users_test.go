// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// settle bounds the wait for what the API server takes up in milliseconds on an idle machine.
const settle = 30 * time.Second

var _ = Describe("what people may do in a region", Ordered, func() {
	const namespace = "region-people-county"
	var (
		r                                             *run
		wei, ming, lan, hong, clerk, machine, visitor *framework.Actor
	)

	report := func(by *framework.Actor, department v1alpha1.DepartmentName) *v1alpha1.DutyReport {
		return wrappers.Report("").GenerateName("r-").Namespace(namespace).Department(department).FiledBy(by.Name).Obj()
	}
	ruling := func(by *framework.Actor) *wrappers.RulingWrapper {
		return wrappers.Ruling("").GenerateName("r-").Namespace(namespace).FiledBy(by.Name)
	}
	mayRead := func(ctx context.Context, who *framework.Actor) error {
		for _, list := range []client.ObjectList{
			&v1alpha1.DepartmentDutyList{}, &v1alpha1.DutyReportList{}, &v1alpha1.DutyRulingList{},
		} {
			if err := who.List(ctx, list, client.InNamespace(namespace)); err != nil {
				return err
			}
		}
		return nil
	}

	BeforeAll(func(ctx SpecContext) {
		r = newRun()
		wei, ming = env.User(ctx, "wei"), env.User(ctx, "ming")
		lan, hong = env.User(ctx, "lan"), env.User(ctx, "hong")
		clerk, visitor = env.User(ctx, "clerk", "police-clerks"), env.User(ctx, "visitor")
		machine = env.ServiceAccount(ctx, "default", "insurance-gateway")

		declare(ctx,
			wrappers.Jurisdiction("people-city").Level(v1alpha1.LevelPrefecture).
				Departments("health-commission").Office("health-commission", wrappers.User(hong.Name)).Obj(),
			wrappers.Jurisdiction("people-county").Parent("people-city").
				Department(wrappers.Department("police").Subjects(wrappers.User(wei.Name), wrappers.Group("police-clerks"))).
				Department(wrappers.Department("market-regulation").Subjects(wrappers.User(ming.Name))).
				Department(wrappers.Department("medical-insurance").
					Subjects(wrappers.ServiceAccount("default", "insurance-gateway"))).
				Department(wrappers.Department("health-commission").Subjects(wrappers.ServiceAccount("", "gateway"))).
				Office("health-commission", wrappers.User(lan.Name)).Obj())
		r.reconcile(ctx, "people-city", "people-county")
		Expect(statusOf(ctx, "people-county")).To(beReady())
		for _, who := range []*framework.Actor{wei, ming, lan, hong, clerk, machine} {
			Eventually(mayRead).WithContext(ctx).WithArguments(who).WithTimeout(settle).Should(Succeed(), who.Name)
		}
	})

	It("lets a department's user, group and service account report for it", func(ctx SpecContext) {
		Expect(wei.Create(ctx, report(wei, "police"))).To(Succeed())
		Expect(clerk.Create(ctx, report(clerk, "police"))).To(Succeed())
		Expect(machine.Create(ctx, report(machine, "medical-insurance"))).To(Succeed())
	})

	It("lets no department report for another, rule, or change the plan", func(ctx SpecContext) {
		Expect(wei.Create(ctx, report(wei, "market-regulation"))).To(framework.BeForbidden("market-regulation"))
		Expect(wei.Create(ctx, ruling(wei).Office("police").Obj())).To(framework.BeForbidden("dutyrulings"))
		Expect(wei.Create(ctx, wrappers.Duty("own").Namespace(namespace).Obj())).To(framework.BeForbidden("departmentduties"))
		Expect(wei.Delete(ctx, report(wei, "police"))).NotTo(Succeed())
	})

	It("lets the office rule for its department, and not report", func(ctx SpecContext) {
		Expect(lan.Create(ctx, ruling(lan).Office("health-commission").Obj())).To(Succeed())
		Expect(lan.Create(ctx, ruling(lan).Office("police").Obj())).To(framework.BeForbidden("police"))
		Expect(lan.Create(ctx, ruling(lan).Parent("people-city").Obj())).To(framework.BeForbidden("people-city"))
		Expect(lan.Create(ctx, report(lan, "health-commission"))).To(framework.BeForbidden("dutyreports"))
	})

	It("lets the office of the parent rule in the parent's name only", func(ctx SpecContext) {
		Expect(hong.Create(ctx, ruling(hong).Parent("people-city").Obj())).To(Succeed())
		Expect(hong.Create(ctx, ruling(hong).Office("health-commission").Obj())).To(framework.BeForbidden("health-commission"))
	})

	It("lets the region's own service accounts do what they are named for, and no more", func(ctx SpecContext) {
		gateway, gitOps := env.ServiceAccount(ctx, namespace, "gateway"), env.ServiceAccount(ctx, namespace, "gitops")
		workload := env.ServiceAccount(ctx, namespace, "workload")
		Expect(gateway.Create(ctx, report(gateway, "health-commission"))).To(Succeed())
		Expect(gateway.Create(ctx, report(gateway, "police"))).To(framework.BeForbidden("police"))

		duty := wrappers.Duty("planned").Namespace(namespace).Obj()
		Expect(gitOps.Create(ctx, duty)).To(Succeed())
		Expect(gitOps.Delete(ctx, duty)).To(Succeed())
		Expect(gitOps.Create(ctx, report(gitOps, "police"))).To(framework.BeForbidden("dutyreports"))
		Expect(gitOps.List(ctx, &corev1.SecretList{}, client.InNamespace(namespace))).To(framework.BeForbidden("secrets"))
		Expect(gitOps.List(ctx, &v1alpha1.DepartmentDutyList{}, client.InNamespace("region-people-city"))).To(framework.BeForbidden())

		Expect(mayRead(ctx, workload)).To(framework.BeForbidden())
	})

	It("lets nobody else in", func(ctx SpecContext) {
		Expect(mayRead(ctx, visitor)).To(framework.BeForbidden())
		Expect(visitor.Create(ctx, report(visitor, "police"))).To(framework.BeForbidden())
		Expect(lan.List(ctx, &v1alpha1.DepartmentDutyList{}, client.InNamespace("region-people-city"))).
			To(framework.BeForbidden(), "an office does not see into the region above")
	})

	It("takes the right from a user whom the department no longer names", func(ctx SpecContext) {
		county := wrappers.Jurisdiction("people-county").Obj()
		edit(ctx, county, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Departments[1].Subjects = nil
		})
		r.reconcile(ctx, "people-county")
		Eventually(func(ctx SpecContext) error { return ming.Create(ctx, report(ming, "market-regulation")) }).
			WithContext(ctx).WithTimeout(settle).Should(framework.BeForbidden())
		Expect(wei.Create(ctx, report(wei, "police"))).To(Succeed())
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("a region that cannot go yet", func() {
	var r *run

	BeforeEach(func() { r = newRun() })

	// settled expects that nothing is written any more, however much time goes by, and that no condition turned since.
	settled := func(ctx context.Context, name string, since metav1.Time) {
		GinkgoHelper()
		version := get(ctx, regionNamed(name)).ResourceVersion
		r.writes.Store(0)
		r.clock.SetTime(r.clock.Now().Add(time.Hour))
		r.reconcile(ctx, name)
		Expect(r.writes.Load()).To(BeZero())
		Expect(get(ctx, regionNamed(name)).ResourceVersion).To(Equal(version))
		for _, condition := range statusOf(ctx, name).Conditions {
			Expect(condition.LastTransitionTime.After(since.Time)).To(BeFalse(), condition.Type)
		}
	}

	It("is kept up and counted as before while regions are below it", func(ctx SpecContext) {
		const name, namespace, below = "kept-up", "region-kept-up", "kept-up-county"
		declared := withEverything(name).Level(v1alpha1.LevelPrefecture).Obj()
		declare(ctx, declared, wrappers.Jurisdiction(below).Parent(name).Obj())
		r.reconcile(ctx, below, name)
		deleteRegion(ctx, name)
		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(beBlocked(v1alpha1.ReasonHasChildren, below))
		since := metav1.NewTime(r.clock.Now())
		settled(ctx, name, since)

		By("undoing drift")
		edit(ctx, bindingNamed(namespace, "gitops"), func(b *rbacv1.RoleBinding) { b.Subjects[0].Name = "intruder" })
		edit(ctx, roleNamed(namespace, "gitops"), func(role *rbacv1.Role) { delete(role.Labels, managedBy) })
		Expect(env.Admin.Delete(ctx, deploymentNamed(namespace, "desk"))).To(Succeed())
		r.reconcile(ctx, name)
		Expect(rights(ctx, namespace)).To(ConsistOf(allRights))
		Expect(get(ctx, roleNamed(namespace, "gitops")).Labels).To(HaveKeyWithValue(managedBy, byOperator))
		Expect(exists(ctx, deploymentNamed(namespace, "desk"))).To(BeTrue())

		By("taking rights away that are no longer declared, and giving others")
		edit(ctx, declared, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Office = v1alpha1.Office{}
			j.Spec.Departments[1].Subjects = []v1alpha1.Subject{wrappers.User("fang")}
		})
		r.reconcile(ctx, name)
		Expect(rights(ctx, namespace)).To(ConsistOf("department-police", "department-police → department-police: wei",
			"department-medical-insurance", "department-medical-insurance → department-medical-insurance: fang",
			"gitops", "gitops → gitops: gitops"))
		Expect(get(ctx, regionNamed(name)).Status.ObservedGeneration).To(Equal(get(ctx, regionNamed(name)).Generation))

		By("counting its duties, and those of the region below")
		for _, in := range []string{namespace, "region-" + below} {
			duty := wrappers.Duty("red").Namespace(in).Obj()
			declare(ctx, duty)
			stand(ctx, duty, v1alpha1.DepartmentDutyStatus{Light: v1alpha1.LightRed})
		}
		r.reconcile(ctx, below, name)
		status := statusOf(ctx, name)
		Expect(status.Own.Duties.Overdue).To(HaveValue(BeEquivalentTo(1)))
		Expect(status).To(overdueBelow(2))
		Expect(status.Light).To(Equal(v1alpha1.LightRed))
		Expect(status).To(And(beBlocked(v1alpha1.ReasonHasChildren, below),
			have(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionFalse, v1alpha1.ReasonDutiesOverdue)))
		settled(ctx, name, metav1.NewTime(r.clock.Now()))
	})

	It("is kept up while records are in its namespace", func(ctx SpecContext) {
		const name, namespace = "recorded", "region-recorded"
		declare(ctx, withEverything(name).DeletionPolicy(v1alpha1.DeletionDelete).Obj())
		r.reconcile(ctx, name)
		declare(ctx, reportIn(namespace, "r"))
		deleteRegion(ctx, name)
		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(beBlocked(v1alpha1.ReasonHasRecords, "1 DutyReports"))
		Expect(env.Admin.Delete(ctx, bindingNamed(namespace, "office"))).To(Succeed())
		edit(ctx, deploymentNamed(namespace, "portal"), func(d *appsv1.Deployment) { d.Spec.Replicas = new(int32(9)) })
		r.reconcile(ctx, name)
		Expect(rights(ctx, namespace)).To(ConsistOf(allRights))
		Expect(get(ctx, deploymentNamed(namespace, "portal")).Spec.Replicas).To(HaveValue(BeEquivalentTo(2)))
		settled(ctx, name, metav1.NewTime(r.clock.Now()))
	})

	It("tells what else is wrong with it, and goes all the same", func(ctx SpecContext) {
		const name, below = "wrong", "wrong-county"
		child := wrappers.Jurisdiction(below).Parent(name).Obj()
		declare(ctx, wrappers.Jurisdiction(name).Level(v1alpha1.LevelPrefecture).TimeZone("Mars/Base").Obj(), child)
		r.reconcile(ctx, name)
		deleteRegion(ctx, name)
		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(And(beBlocked(v1alpha1.ReasonHasChildren, below), beDeleting("Mars/Base"),
			have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonUnknownTimeZone, "Mars/Base")))
		settled(ctx, name, metav1.NewTime(r.clock.Now()))

		edit(ctx, child, func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = "" })
		r.reconcile(ctx, name)
		Expect(isGone(ctx, name)).To(BeTrue())
	})

	It("whose finalizer somebody took off goes, and nothing puts it back", func(ctx SpecContext) {
		const name = "let-go"
		declare(ctx, wrappers.Jurisdiction(name).Finalizer("example.org/wait").Level(v1alpha1.LevelPrefecture).Obj(),
			wrappers.Jurisdiction("let-go-county").Parent(name).Obj())
		r.reconcile(ctx, name)
		deleteRegion(ctx, name)
		edit(ctx, regionNamed(name), func(j *v1alpha1.Jurisdiction) { j.Finalizers = []string{"example.org/wait"} })
		r.reconcile(ctx, name)
		Expect(get(ctx, regionNamed(name)).Finalizers).To(ConsistOf("example.org/wait"), "none can be added to what goes")
	})
})

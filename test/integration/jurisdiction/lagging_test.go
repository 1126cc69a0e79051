// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// withoutRights takes from a region whom withRights had given rights.
func withoutRights(j *v1alpha1.Jurisdiction) {
	j.Spec.Departments[0].Subjects, j.Spec.Office = nil, v1alpha1.Office{}
}

var _ = Describe("what the cache does not hold, and stands in the inventory", func() {
	var r *run

	BeforeEach(func() { r = newRun() })

	It("is pruned though the cache has not seen it yet", func(ctx SpecContext) {
		const name, namespace = "lagging", "region-lagging"
		declared := withRights(name).Workload(wrappers.Deployment("portal")).Obj()
		declare(ctx, declared)
		r.reconcile(ctx, name)
		r.unseen = []string{"Role office", "RoleBinding office", "Deployment portal"}
		edit(ctx, declared, func(j *v1alpha1.Jurisdiction) {
			withoutRights(j)
			j.Spec.Workloads = nil
		})
		r.reconcile(ctx, name)
		Expect(objects(ctx, namespace)).NotTo(ContainElement(BeElementOf(r.unseen)))

		r.reconcile(ctx, name)
		Expect(inventoryOf(ctx, name)).To(ConsistOf(objects(ctx, namespace)))
	})

	It("is no obstacle though it has to stay", func(ctx SpecContext) {
		const name, namespace = "lagging-stays", "region-lagging-stays"
		declare(ctx, withEverything(name).Obj())
		r.reconcile(ctx, name, name)
		before := get(ctx, regionNamed(name))
		r.unseen = objects(ctx, namespace)
		r.reconcile(ctx, name)
		Expect(get(ctx, regionNamed(name)).Status.Inventory).To(Equal(before.Status.Inventory))
		Expect(statusOf(ctx, name)).NotTo(have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonNameTaken))
		Expect(objects(ctx, namespace)).To(ConsistOf(inventoryOf(ctx, name)))
	})

	It("is pruned though it lost the label by which the cache knows it", func(ctx SpecContext) {
		const name, namespace = "unlabelled", "region-unlabelled"
		declared := withRights(name).Obj()
		declare(ctx, declared)
		r.reconcile(ctx, name)
		edit(ctx, bindingNamed(namespace, "office"), func(b *rbacv1.RoleBinding) { delete(b.Labels, managedBy) })
		edit(ctx, roleNamed(namespace, "office"), func(role *rbacv1.Role) { delete(role.Labels, managedBy) })
		edit(ctx, declared, withoutRights)
		r.reconcile(ctx, name)
		Expect(rights(ctx, namespace)).To(ConsistOf("gitops", "gitops → gitops: gitops"))
	})

	It("was given away if it lost both labels, and leaves the inventory", func(ctx SpecContext) {
		const name, namespace = "given", "region-given"
		declared := withRights(name).Obj()
		declare(ctx, declared)
		r.reconcile(ctx, name)
		office := roleNamed(namespace, "office")
		edit(ctx, office, func(role *rbacv1.Role) { role.Labels = nil })
		edit(ctx, declared, withoutRights)
		r.reconcile(ctx, name, name)
		Expect(get(ctx, roleNamed(namespace, "office")).ResourceVersion).To(Equal(office.ResourceVersion))
		Expect(inventoryOf(ctx, name)).NotTo(ContainElement("Role office"))
		Expect(statusOf(ctx, name)).To(beReady())
		Expect(exists(ctx, bindingNamed(namespace, "office"))).To(BeFalse())

		By("deleting the region")
		deleteRegion(ctx, name)
		r.reconcile(ctx, name)
		Expect(isGone(ctx, name)).To(BeTrue())
		Expect(objects(ctx, namespace)).To(ConsistOf("Role office"))
	})

	It("is taken down with the region, whichever label it lost, unless it lost both", func(ctx SpecContext) {
		const name, namespace = "unseen-down", "region-unseen-down"
		declare(ctx, withEverything(name).Obj())
		r.reconcile(ctx, name)
		edit(ctx, bindingNamed(namespace, "office"), func(b *rbacv1.RoleBinding) { delete(b.Labels, managedBy) })
		edit(ctx, roleNamed(namespace, "gitops"), func(role *rbacv1.Role) { delete(role.Labels, holder) })
		edit(ctx, roleNamed(namespace, "office"), func(role *rbacv1.Role) { role.Labels = nil })
		r.unseen = []string{"Deployment portal", "RoleBinding department-police", "ServiceAccount gitops"}
		deleteRegion(ctx, name)
		r.reconcile(ctx, name)
		Expect(isGone(ctx, name)).To(BeTrue())
		Expect(objects(ctx, namespace)).To(ConsistOf("Role office"))
	})
})

var _ = Describe("while the line of parents is not known", func() {
	const county = v1alpha1.LevelCounty

	It("a copy of an inherited workload's object is nobody's, and the live ones are told as before", func(ctx SpecContext) {
		const name, namespace = "copied", "region-copied"
		r := newRun()
		above := wrappers.Jurisdiction("copied-city").Level(v1alpha1.LevelPrefecture).
			Workload(wrappers.Deployment("portal").Levels(county)).Workload(wrappers.Deployment("archive").Levels(county)).
			Workload(wrappers.CronJob("sync", "0 6 * * *").Levels(county)).Obj()
		below := wrappers.Jurisdiction(name).Parent("copied-city").Workload(wrappers.Deployment("desk")).Obj()
		declare(ctx, above, below)
		r.reconcile(ctx, name)
		remove(ctx, above)

		portal := get(ctx, deploymentNamed(namespace, "portal"))
		declare(ctx, &appsv1.Deployment{
			ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "portal-copy", Labels: portal.Labels}, Spec: portal.Spec,
		})
		rollOut(ctx, namespace, deploymentCondition(appsv1.DeploymentAvailable, corev1.ConditionTrue))
		r.reconcile(ctx, name)
		Expect(inventoryOf(ctx, name)).To(And(ContainElements("Deployment portal", "CronJob sync"), Not(ContainElement("Deployment portal-copy"))))
		Expect(workloadsOf(ctx, name)).To(ConsistOf("Deployment portal of copied-city: Ready", "CronJob sync of copied-city: Ready",
			"Deployment archive of copied-city: Progressing", "Deployment desk of copied: Progressing"))

		By("switching one's own off, changing it, and overriding inherited ones")
		edit(ctx, below, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Workloads = []v1alpha1.Workload{
				wrappers.Absent("archive").Obj(), wrappers.Deployment("desk").Image("desk:2").Obj(),
				wrappers.CronJob("sync", "0 7 * * *").Obj(),
			}
		})
		r.reconcile(ctx, name, name)
		Expect(workloadsOf(ctx, name)).To(ConsistOf("Deployment portal of copied-city: Ready", "CronJob sync of copied: Ready",
			" archive of copied: Absent", "Deployment desk of copied: Progressing"))
		Expect(exists(ctx, deploymentNamed(namespace, "archive"))).To(BeFalse())
		Expect(container(ctx, namespace, "desk").Image).To(Equal("desk:2"))
		Expect(get(ctx, cronJobNamed(namespace, "sync")).Spec.Schedule).To(Equal("0 7 * * *"))

		edit(ctx, below, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Workloads = []v1alpha1.Workload{wrappers.Absent("desk").Obj()}
		})
		r.reconcile(ctx, name, name)
		Expect(workloadsOf(ctx, name)).To(ConsistOf("Deployment portal of copied-city: Ready", " desk of copied: Absent"))
		Expect(objects(ctx, namespace)).To(And(ContainElements("Deployment portal", "Deployment portal-copy"),
			Not(ContainElement(BeElementOf("Deployment desk", "CronJob sync", "Deployment archive")))))
		r.writes.Store(0)
		r.reconcile(ctx, name)
		Expect(r.writes.Load()).To(BeZero())
	})
})

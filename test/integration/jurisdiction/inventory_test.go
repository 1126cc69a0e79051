// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// diesAfter fails a controller's writes from the nth write of a status on: it is as if it had been killed there.
func diesAfter(nth int32) func(context.Context, string) error {
	var statuses atomic.Int32
	return func(_ context.Context, object string) error {
		if statuses.Load() >= nth {
			return apierrors.NewServiceUnavailable("killed")
		}
		if object == "status" {
			statuses.Add(1)
		}
		return nil
	}
}

var _ = Describe("the inventory", func() {
	var r *run

	BeforeEach(func() { r = newRun() })

	It("is written before anything is made", func(ctx SpecContext) {
		declare(ctx, withEverything("listed-first").Obj())
		r.beforeWrite = diesAfter(1)
		_, err := r.try(ctx, "listed-first")
		Expect(err).To(HaveOccurred())
		Expect(exists(ctx, namespaceNamed("region-listed-first"))).To(BeFalse())
		Expect(inventoryOf(ctx, "listed-first")).To(ContainElements("Role office", "Deployment portal", "CronJob sync"))

		r = newRun()
		r.reconcile(ctx, "listed-first")
		Expect(objects(ctx, "region-listed-first")).To(ConsistOf(inventoryOf(ctx, "listed-first")))
	})

	It("has pruned what was made by one that was killed before it could say so", func(ctx SpecContext) {
		declared := withEverything("killed").Obj()
		declare(ctx, declared)
		r.beforeWrite = func(_ context.Context, object string) error {
			// The inventory is the first status that is written, and there is no second.
			if object == "status" && len(inventoryOf(ctx, "killed")) > 0 {
				return apierrors.NewServiceUnavailable("killed")
			}
			return nil
		}
		_, err := r.try(ctx, "killed")
		Expect(err).To(HaveOccurred())
		Expect(objects(ctx, "region-killed")).To(ContainElements("Role office", "Deployment portal"))
		Expect(statusOf(ctx, "killed").Conditions).To(BeEmpty())

		edit(ctx, declared, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Office = v1alpha1.Office{}
			j.Spec.Workloads = nil
		})
		r = newRun()
		r.reconcile(ctx, "killed", "killed")
		Expect(objects(ctx, "region-killed")).NotTo(ContainElement(
			BeElementOf("Role office", "RoleBinding office", "Deployment portal", "Service portal", "CronJob sync")))
		Expect(objects(ctx, "region-killed")).To(ConsistOf(inventoryOf(ctx, "killed")))
		Expect(statusOf(ctx, "killed")).To(beReady())
	})

	It("keeps what could not be pruned until it is", func(ctx SpecContext) {
		declared := withRights("unpruned").Obj()
		declare(ctx, declared)
		r.reconcile(ctx, "unpruned")
		edit(ctx, declared, func(j *v1alpha1.Jurisdiction) { j.Spec.Office = v1alpha1.Office{} })
		r.beforeWrite = func(_ context.Context, object string) error {
			if object == "office" {
				return apierrors.NewServiceUnavailable("too busy")
			}
			return nil
		}
		_, err := r.try(ctx, "unpruned")
		Expect(err).To(MatchError(ContainSubstring("too busy")))
		Expect(inventoryOf(ctx, "unpruned")).To(ContainElements("Role office", "RoleBinding office"))
		r.beforeWrite = nil
		r.reconcile(ctx, "unpruned", "unpruned")
		Expect(rights(ctx, "region-unpruned")).NotTo(ContainElement(HavePrefix("office")))
		Expect(inventoryOf(ctx, "unpruned")).NotTo(ContainElements("Role office", "RoleBinding office"))
	})

	It("is what pruning goes by: what it does not list is left alone, and told", func(ctx SpecContext) {
		declared := withRights("restored").Obj()
		declare(ctx, declared)
		r.reconcile(ctx, "restored")
		auditors := roleNamed("region-restored", "auditors")
		auditors.Labels = map[string]string{managedBy: byOperator, holder: "restored"}
		declare(ctx, auditors)
		// As a restore without the status leaves it.
		get(ctx, declared)
		declared.Status = v1alpha1.JurisdictionStatus{Path: "restored"}
		Expect(env.Admin.Status().Update(ctx, declared)).To(Succeed())
		edit(ctx, declared, func(j *v1alpha1.Jurisdiction) { j.Spec.Office = v1alpha1.Office{} })

		r.reconcile(ctx, "restored")
		Expect(rights(ctx, "region-restored")).To(ConsistOf(append([]string{"auditors"}, allRights...)))
		Expect(inventoryOf(ctx, "restored")).NotTo(ContainElement(BeElementOf("Role office", "RoleBinding office", "Role auditors")))
		Expect(inventoryOf(ctx, "restored")).To(ContainElement("Role department-police"))
		Expect(statusOf(ctx, "restored")).To(And(beReady(), have(v1alpha1.ConditionReady, metav1.ConditionTrue,
			v1alpha1.ReasonEvaluated, "not deleted", "RoleBinding office", "Role office", "Role auditors")))

		By("declaring it again")
		edit(ctx, declared, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Office = wrappers.Jurisdiction("").Office("police", wrappers.User("lan")).Obj().Spec.Office
		})
		r.reconcile(ctx, "restored")
		Expect(inventoryOf(ctx, "restored")).To(ContainElements("Role office", "RoleBinding office"))
	})

	It("lists no name that is taken, of whatever kind", func(ctx SpecContext) {
		const name, namespace = "all-taken", "region-all-taken"
		declared := withEverything(name).Obj()
		declare(ctx, namespaceNamed(namespace, holder, name))
		byOthers := region.Desired(region.Input{Jurisdiction: declared, Workloads: region.Workloads(declared, nil)}).Within
		message := []string{}
		for _, object := range byOthers {
			object.SetLabels(map[string]string{"team": "health"})
			if binding, ok := object.(*rbacv1.RoleBinding); ok {
				binding.Subjects[0].Name = "somebody-else"
			}
			declare(ctx, object)
			message = append(message, region.KindOf(object).Name+" "+object.GetName())
		}
		declare(ctx, declared)
		result, err := r.try(ctx, name)
		Expect(err).NotTo(HaveOccurred())
		Expect(result.RequeueAfter).To(Equal(time.Minute))
		Expect(statusOf(ctx, name)).To(beStalled(v1alpha1.ReasonNameTaken, message...))
		Expect(inventoryOf(ctx, name)).To(BeEmpty())
		for _, object := range byOthers {
			now := framework.Copy(object)
			Expect(get(ctx, now).GetResourceVersion()).To(Equal(object.GetResourceVersion()), object.GetName())
		}

		r.writes.Store(0)
		r.reconcile(ctx, name)
		Expect(r.writes.Load()).To(BeZero())

		for _, object := range byOthers {
			Expect(env.Admin.Delete(ctx, framework.Copy(object))).To(Succeed())
		}
		r.reconcile(ctx, name)
		Expect(objects(ctx, namespace)).To(ConsistOf(inventoryOf(ctx, name)))
		Expect(exists(ctx, roleNamed(namespace, "office"))).To(BeTrue())
	})
})

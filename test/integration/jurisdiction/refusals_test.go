// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"errors"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// refusing fails every write of one object.
func refusing(refused string, err error) func(context.Context, string) error {
	return func(_ context.Context, object string) error {
		if object == refused {
			return err
		}
		return nil
	}
}

var forbidden = apierrors.NewForbidden(schema.GroupResource{Resource: "roles"}, "office", errors.New("not today"))

var _ = Describe("what the API server refuses", func() {
	var r *run

	BeforeEach(func() { r = newRun() })

	It("of the inventory keeps everything from being made, and is told", func(ctx SpecContext) {
		const name = "unlistable"
		declare(ctx, withRights(name).Obj())
		first := true
		r.beforeWrite = func(_ context.Context, object string) error {
			if object == "status" && first {
				first = false
				return apierrors.NewInvalid(schema.GroupKind{Kind: "Jurisdiction"}, name, nil)
			}
			return nil
		}
		_, err := r.try(ctx, name)
		Expect(err).To(MatchError(apierrors.IsInvalid, "IsInvalid"), "so that it is tried again")
		Expect(statusOf(ctx, name)).To(beStalled(v1alpha1.ReasonSetupFailed, "write the status of Jurisdiction unlistable"))
		Expect(exists(ctx, namespaceNamed("region-"+name))).To(BeFalse())
		Expect(inventoryOf(ctx, name)).To(BeEmpty())
		Expect(r.told()).To(ConsistOf(HavePrefix("Warning SetupFailed ")))

		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(beReady())
		Expect(objects(ctx, "region-"+name)).To(ConsistOf(inventoryOf(ctx, name)))
	})

	DescribeTable("of the namespace's labels keeps no right from being given or taken away",
		func(ctx SpecContext, name string, before int) {
			namespace := "region-" + name
			declared := withRights(name).Obj()
			declare(ctx, declared)
			for range before {
				r.reconcile(ctx, name)
			}
			edit(ctx, declared, func(j *v1alpha1.Jurisdiction) {
				j.Spec.Namespace.Labels = map[string]string{"not a key!": "x"}
				j.Spec.Office = v1alpha1.Office{}
				j.Spec.Departments[0].Subjects[0].Name = "ming"
				j.Spec.Departments[1].Subjects = []v1alpha1.Subject{wrappers.User("fang")}
			})
			expected := []string{
				"department-police", "department-police → department-police: ming", "gitops", "gitops → gitops: gitops",
				"department-medical-insurance", "department-medical-insurance → department-medical-insurance: fang",
			}
			_, err := r.try(ctx, name)
			Expect(err).To(MatchError(apierrors.IsInvalid, "IsInvalid"))
			Expect(statusOf(ctx, name)).To(beStalled(v1alpha1.ReasonSetupFailed, "apply Namespace", "not a key!"))
			Expect(statusOf(ctx, name).Namespace).To(Equal(namespace))
			Expect(rights(ctx, namespace)).To(ConsistOf(expected))

			edit(ctx, declared, func(j *v1alpha1.Jurisdiction) { j.Spec.Namespace.Labels = nil })
			r.reconcile(ctx, name, name)
			Expect(statusOf(ctx, name)).To(beReady())
			Expect(rights(ctx, namespace)).To(ConsistOf(expected))
		},
		Entry("where it stands", "mislabelled", 1),
		Entry("where it is new", "mislabelled-new", 0),
	)

	It("in taking a region down is told once, and stalls it", func(ctx SpecContext) {
		const name = "held-down"
		declare(ctx, withRights(name).Obj())
		r.reconcile(ctx, name)
		deleteRegion(ctx, name)
		statuses := 0
		r.beforeWrite = func(_ context.Context, object string) error {
			switch object {
			case "status":
				statuses++
			case "office":
				return forbidden
			}
			return nil
		}
		_, err := r.try(ctx, name)
		Expect(err).To(MatchError(ContainSubstring("not today")), "so that it is tried again")
		Expect(statuses).To(Equal(1))
		Expect(statusOf(ctx, name)).To(And(beDeleting("delete RoleBinding region-held-down/office", "not today"),
			have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonSetupFailed, "not today"), notBeBlocked()))

		version := get(ctx, regionNamed(name)).ResourceVersion
		r.clock.SetTime(r.clock.Now().Add(time.Hour))
		_, err = r.try(ctx, name)
		Expect(err).To(HaveOccurred())
		Expect(statuses).To(Equal(1), "nothing is new")
		Expect(get(ctx, regionNamed(name)).ResourceVersion).To(Equal(version))
	})

	It("in deleting the namespace is told, and stalls it", func(ctx SpecContext) {
		const name = "undeletable"
		declare(ctx, withRights(name).DeletionPolicy(v1alpha1.DeletionDelete).Obj())
		r.reconcile(ctx, name)
		deleteRegion(ctx, name)
		r.beforeWrite = refusing("region-"+name, forbidden)
		_, err := r.try(ctx, name)
		Expect(err).To(MatchError(ContainSubstring("delete namespace region-undeletable")))
		Expect(statusOf(ctx, name)).To(And(beDeleting("delete namespace region-undeletable"),
			have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonSetupFailed)))
	})
})

var _ = Describe("when a region is looked at again", func() {
	var r *run

	BeforeEach(func() { r = newRun() })

	DescribeTable("is never, unless something changes, after",
		func(ctx SpecContext, declared *v1alpha1.Jurisdiction, expected OmegaMatcher) {
			declare(ctx, declared)
			for range 2 {
				result, err := r.try(ctx, declared.Name)
				Expect(err).NotTo(HaveOccurred())
				Expect(result.RequeueAfter).To(BeZero())
			}
			Expect(statusOf(ctx, declared.Name)).To(expected)
		},
		Entry("nothing that is wrong", withRights("again-ready").Obj(), beReady()),
		Entry("a time zone that is none", wrappers.Jurisdiction("again-zone").TimeZone("Mars/Base").Obj(),
			beStalled(v1alpha1.ReasonUnknownTimeZone)),
		Entry("a schedule that is none", wrappers.Jurisdiction("again-schedule").Workload(wrappers.CronJob("sync", "daily")).Obj(),
			beStalled(v1alpha1.ReasonInvalidWorkload)),
		Entry("a line of parents that is a circle", wrappers.Jurisdiction("again-circle").Parent("again-circle").Obj(),
			beStalled(v1alpha1.ReasonParentCycle)),
		Entry("a parent that is not there", wrappers.Jurisdiction("again-orphan").Parent("again-nobody").Obj(),
			beWaiting(v1alpha1.ReasonParentNotFound)),
		Entry("a Deployment that is not available", wrappers.Jurisdiction("again-waiting").Workload(wrappers.Deployment("portal")).Obj(),
			beWaiting(v1alpha1.ReasonWorkloadsNotAvailable)),
	)

	It("is soon after another write came first, of which nothing is told", func(ctx SpecContext) {
		const name, namespace = "conflicting", "region-conflicting"
		declare(ctx, withEverything(name).Obj())
		r.reconcile(ctx, name, name)
		before := get(ctx, regionNamed(name))
		r.told()
		// Of two things to be set right one meets a conflict.
		for _, label := range []string{"office", "gitops"} {
			Expect(env.Admin.Delete(ctx, bindingNamed(namespace, label))).To(Succeed())
		}
		r.beforeWrite = refusing("office", apierrors.NewConflict(schema.GroupResource{}, "office", errors.New("it was changed")))
		result, err := r.try(ctx, name)
		Expect(err).NotTo(HaveOccurred())
		Expect(result.RequeueAfter).To(And(BeNumerically(">", 0), BeNumerically("<", time.Second)))
		Expect(get(ctx, regionNamed(name)).ResourceVersion).To(Equal(before.ResourceVersion))
		Expect(r.told()).To(BeEmpty())
		Expect(exists(ctx, bindingNamed(namespace, "gitops"))).To(BeTrue())

		By("something else failing, too")
		Expect(env.Admin.Delete(ctx, bindingNamed(namespace, "gitops"))).To(Succeed())
		r.beforeWrite = func(_ context.Context, object string) error {
			switch object {
			case "office":
				return apierrors.NewConflict(schema.GroupResource{}, "office", errors.New("it was changed"))
			case "gitops":
				return forbidden
			}
			return nil
		}
		_, err = r.try(ctx, name)
		Expect(err).To(MatchError(ContainSubstring("not today")))
		Expect(statusOf(ctx, name)).To(And(beStalled(v1alpha1.ReasonSetupFailed, "create RoleBinding region-conflicting/gitops", "not today"),
			Not(have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonSetupFailed, "more"))))

		By("being deleted")
		r.beforeWrite = nil
		r.reconcile(ctx, name)
		deleteRegion(ctx, name)
		r.beforeWrite = refusing("office", apierrors.NewConflict(schema.GroupResource{}, "office", errors.New("it was changed")))
		result, err = r.try(ctx, name)
		Expect(err).NotTo(HaveOccurred())
		Expect(result.RequeueAfter).To(And(BeNumerically(">", 0), BeNumerically("<", time.Second)))
		Expect(statusOf(ctx, name)).NotTo(beDeleting("it was changed"))
	})

	It("the finalizer that somebody took off is put back", func(ctx SpecContext) {
		const name = "unheld"
		declare(ctx, withRights(name).Obj())
		r.reconcile(ctx, name)
		edit(ctx, regionNamed(name), func(j *v1alpha1.Jurisdiction) { j.Finalizers = []string{"example.org/others"} })
		r.reconcile(ctx, name)
		Expect(get(ctx, regionNamed(name)).Finalizers).To(ConsistOf("example.org/others", v1alpha1.FinalizerRegion))
		r.writes.Store(0)
		r.reconcile(ctx, name)
		Expect(r.writes.Load()).To(BeZero())
	})
})

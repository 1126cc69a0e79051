// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("the line of parents", func() {
	const no = metav1.ConditionFalse
	var r *run

	BeforeEach(func() { r = newRun() })

	prefecture := func(name string) *wrappers.JurisdictionWrapper {
		return wrappers.Jurisdiction(name).Level(v1alpha1.LevelPrefecture)
	}

	It("waits for a parent that does not exist yet, but is set up all the same", func(ctx SpecContext) {
		declare(ctx, withRights("orphan").Parent("late-parent").Obj())
		r.reconcile(ctx, "orphan")
		status := statusOf(ctx, "orphan")
		Expect(status).To(beWaiting(v1alpha1.ReasonParentNotFound, `spec.parentRef.name "late-parent"`))
		Expect(status).To(have(v1alpha1.ConditionParentResolved, no, v1alpha1.ReasonParentNotFound))
		Expect(status.Namespace).To(Equal("region-orphan"))
		Expect(status.Path).To(Equal("orphan"))
		Expect(rights(ctx, "region-orphan")).To(ConsistOf(allRights))
		Expect(r.told()).To(ConsistOf(HavePrefix("Normal NamespaceClaimed")))

		declare(ctx, prefecture("late-parent").Departments("health-commission").
			Office("health-commission", wrappers.User("hong")).Obj())
		r.reconcile(ctx, "orphan")
		Expect(statusOf(ctx, "orphan")).To(beReady())
		Expect(statusOf(ctx, "orphan").Path).To(Equal("late-parent/orphan"))
		Expect(rights(ctx, "region-orphan")).To(ContainElement("parent-office → parent-office: hong"))
		Expect(r.told()).To(ConsistOf("Normal ParentFound the line of parents is late-parent/orphan"))
	})

	It("tells a circle of two, and a circle of three, to each region in it", func(ctx SpecContext) {
		declare(ctx,
			prefecture("two-a").Parent("two-b").Obj(), wrappers.Jurisdiction("two-b").Parent("two-a").Obj(),
			prefecture("three-a").Parent("three-c").Obj(), wrappers.Jurisdiction("three-b").Parent("three-a").Obj(),
			wrappers.Jurisdiction("three-c").Level(v1alpha1.LevelTownship).Parent("three-b").Obj())
		circles := map[string]string{
			"two-a":   "two-a → two-b → two-a",
			"two-b":   "two-b → two-a → two-b",
			"three-a": "three-a → three-c → three-b → three-a",
			"three-b": "three-b → three-a → three-c → three-b",
			"three-c": "three-c → three-b → three-a → three-c",
		}
		for name, circle := range circles {
			r.reconcile(ctx, name)
			status := statusOf(ctx, name)
			Expect(status).To(beStalled(v1alpha1.ReasonParentCycle, circle))
			Expect(status).To(have(v1alpha1.ConditionParentResolved, no, v1alpha1.ReasonParentCycle))
			Expect(status.Namespace).To(Equal("region-" + name))
			Expect(status.Path).To(Equal(name))
			Expect(r.told()).To(ConsistOf(HavePrefix("Normal NamespaceClaimed"), HavePrefix("Warning ParentCycle")))
		}

		edit(ctx, prefecture("two-a").Obj(), func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = "" })
		r.reconcile(ctx, "two-a", "two-b")
		Expect(statusOf(ctx, "two-b")).To(beReady())
		Expect(statusOf(ctx, "two-b").Path).To(Equal("two-a/two-b"))
	})

	It("tells a division code that does not lie within the parent's", func(ctx SpecContext) {
		county := wrappers.Jurisdiction("code-county").Parent("code-city").DivisionCode("530103").Obj()
		declare(ctx, prefecture("code-city").DivisionCode("533100").Obj(), county)
		r.reconcile(ctx, "code-county")
		Expect(statusOf(ctx, "code-county")).To(beStalled(v1alpha1.ReasonDivisionCodeMismatch,
			`spec.divisionCode "530103"`, `"code-city"`, "first 4 digits must be 5331"))
		Expect(statusOf(ctx, "code-county").Namespace).To(Equal("region-code-county"))

		edit(ctx, county, func(j *v1alpha1.Jurisdiction) { j.Spec.DivisionCode = "533103" })
		r.reconcile(ctx, "code-county")
		Expect(statusOf(ctx, "code-county")).To(beReady())
	})

	It("tells a parent of no higher level", func(ctx SpecContext) {
		declare(ctx, wrappers.Jurisdiction("level-a").Obj(), wrappers.Jurisdiction("level-b").Parent("level-a").Obj())
		r.reconcile(ctx, "level-b")
		Expect(statusOf(ctx, "level-b")).To(beStalled(v1alpha1.ReasonParentLevel,
			`spec.parentRef.name "level-a"`, "must be a Province or a Prefecture"))
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("The copies of a duty", func() {
	var (
		p      *province
		origin *v1alpha1.DepartmentDuty
	)

	// In city lie a and b, of which b has records; c lies directly below the province.
	BeforeEach(func(ctx SpecContext) {
		p = newProvince(ctx)
		p.declare(ctx, p.below("city", v1alpha1.LevelPrefecture, ""))
		p.declare(ctx, p.below("a", v1alpha1.LevelCounty, "city").Label("pilot", "yes"))
		p.declare(ctx, p.below("b", v1alpha1.LevelCounty, "city").Label("pilot", "yes"))
		p.declare(ctx, p.below("c", v1alpha1.LevelCounty, ""))
		origin = p.plan(ctx, wrappers.Duty("d").Due("2026").Cascade(wrappers.Cascade(v1alpha1.LevelCounty).Selector(metav1.LabelSelector{
			MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "pilot", Operator: metav1.LabelSelectorOpNotIn, Values: []string{"no"}}},
		})))
		p.reconcile(ctx, "d")
		record(ctx, p.copy(ctx, "d", "b"))
		p.told()
	})
	named := func(region string) *v1alpha1.Jurisdiction { return wrappers.Jurisdiction(p.regionName(region)).Obj() }
	withdrawn := func(ctx SpecContext) times { return withdrawnOf(ctx, p) }

	DescribeTable("go or are withdrawn, and come back,", func(ctx SpecContext, out, back func(ctx context.Context), takenAway, broughtBack []string, left []string) {
		out(ctx)
		Expect(p.reconcile(ctx, "d")).To(Equal(takenAway))
		Expect(p.regions(ctx, "d")).To(Equal(left))
		Expect(withdrawn(ctx)).To(Equal(times{"b": "2026-04-16T01:02:03Z"}))
		Expect(p.copy(ctx, "d", "b").Status.Receipts).To(HaveLen(1))

		By("still being withdrawn later, at the same time")
		p.clock.SetTime(p.clock.Now().Add(time.Hour))
		Expect(p.reconcile(ctx, "d")).To(BeEmpty())
		if back == nil {
			return
		}
		back(ctx)
		Expect(p.reconcile(ctx, "d")).To(Equal(broughtBack))
		Expect(withdrawn(ctx)).To(BeEmpty())
		Expect(p.copy(ctx, "d", "b").Status.Receipts).To(HaveLen(1))
	},
		Entry("when regions get another label", func(ctx context.Context) {
			for _, region := range []string{"a", "b"} {
				edit(ctx, named(region), func(j *v1alpha1.Jurisdiction) { j.Labels["pilot"] = "no" })
			}
		}, func(ctx context.Context) {
			for _, region := range []string{"a", "b"} {
				edit(ctx, named(region), func(j *v1alpha1.Jurisdiction) { delete(j.Labels, "pilot") })
			}
		}, []string{"DELETE a", "PATCH b"}, []string{"CREATE a", "PATCH b"}, []string{"b", "c"}),
		Entry("when a region moves, with those below it", func(ctx context.Context) {
			edit(ctx, named("city"), func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = "another-province" })
		}, func(ctx context.Context) {
			edit(ctx, named("city"), func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = v1alpha1.JurisdictionName(p.name) })
		}, []string{"DELETE a", "PATCH b"}, []string{"CREATE a", "PATCH b"}, []string{"b", "c"}),
		Entry("when a region gets another level", func(ctx context.Context) {
			for _, region := range []string{"a", "b"} {
				edit(ctx, named(region), func(j *v1alpha1.Jurisdiction) { j.Spec.Level = v1alpha1.LevelTownship })
			}
		}, func(ctx context.Context) {
			for _, region := range []string{"a", "b"} {
				edit(ctx, named(region), func(j *v1alpha1.Jurisdiction) { j.Spec.Level = v1alpha1.LevelCounty })
			}
		}, []string{"DELETE a", "PATCH b"}, []string{"CREATE a", "PATCH b"}, []string{"b", "c"}),
		Entry("when the cascade names another level", func(ctx context.Context) {
			edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Cascade.Levels = []v1alpha1.Level{v1alpha1.LevelPrefecture} })
		}, func(ctx context.Context) {
			edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Cascade.Levels = []v1alpha1.Level{v1alpha1.LevelCounty} })
		}, []string{"CREATE city", "DELETE a", "DELETE c", "PATCH b"}, []string{"CREATE a", "CREATE c", "DELETE city", "PATCH b"}, []string{"b", "city"}),
		Entry("when the duty is handed down no more", func(ctx context.Context) {
			edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Cascade = v1alpha1.Cascade{} })
		}, func(ctx context.Context) {
			edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Cascade = wrappers.Cascade().Obj() })
		}, []string{"DELETE a", "DELETE c", "PATCH b"}, []string{"CREATE a", "CREATE c", "CREATE city", "PATCH b"}, []string{"b"}),
		Entry("when the duty is deleted", func(ctx context.Context) {
			Expect(env.Admin.Delete(ctx, origin)).To(Succeed())
		}, nil, []string{"DELETE a", "DELETE c", "PATCH b"}, nil, []string{"b"}),
		Entry("when the region that hands it down is deleted", func(ctx context.Context) {
			Expect(env.Admin.Delete(ctx, named(""))).To(Succeed())
		}, nil, []string{"DELETE a", "DELETE c", "PATCH b"}, nil, []string{"b"}),
		Entry("when regions are deleted", func(ctx context.Context) {
			for _, region := range []string{"a", "b"} {
				Expect(env.Admin.Delete(ctx, named(region))).To(Succeed())
			}
		}, nil, []string{"DELETE a", "PATCH b"}, nil, []string{"b", "c"}),
	)

	It("stay as they are while the region that hands down does not hold its namespace, as after a restore", func(ctx SpecContext) {
		holder := framework.Get(ctx, env.Admin, named(""))
		holder.Status.Namespace, holder.Status.Path = "", "restored"
		Expect(env.Admin.Status().Update(ctx, holder)).To(Succeed())
		Expect(p.reconcile(ctx, "d")).To(BeEmpty())
		Expect(p.regions(ctx, "d")).To(Equal([]string{"a", "b", "c"}))
	})

	It("stay as they are while a region does not hold its namespace, as after a restore", func(ctx SpecContext) {
		region := framework.Get(ctx, env.Admin, named("a"))
		region.Status.Namespace, region.Status.Path = "", "restored"
		Expect(env.Admin.Status().Update(ctx, region)).To(Succeed())
		Expect(p.reconcile(ctx, "d")).To(BeEmpty())
		Expect(p.regions(ctx, "d")).To(Equal([]string{"a", "b", "c"}))
	})

	It("stay as they are while the selector cannot be understood, which an event tells", func(ctx SpecContext) {
		edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Cascade.Selector.MatchExpressions[0].Key = "no key" })
		Expect(p.reconcile(ctx, "d")).To(BeEmpty())
		Expect(p.regions(ctx, "d")).To(Equal([]string{"a", "b", "c"}))
		Expect(p.told()).To(ContainElement(And(ContainSubstring("Warning InvalidCascade"), ContainSubstring("no key"))))
	})

	It("with a record that nobody evaluated yet are withdrawn", func(ctx SpecContext) {
		Expect(env.Admin.Create(ctx, wrappers.Report("early").Namespace(p.namespace+"-a").Department(health).
			Duty(v1alpha1.ObjectName(p.name+".d")).FiledBy(env.Admin.Name).Obj())).To(Succeed())
		Expect(env.Admin.Delete(ctx, origin)).To(Succeed())
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"DELETE c", "PATCH a", "PATCH b"}))
		Expect(withdrawn(ctx)).To(HaveLen(2))
	})

	It("with a ruling that the cache has not seen yet are withdrawn", func(ctx SpecContext) {
		Expect(env.Admin.Create(ctx, wrappers.Ruling("early").Namespace(p.namespace+"-a").Report("r").Office(finance).
			Duty(v1alpha1.ObjectName(p.name+".d")).FiledBy(env.Admin.Name).Obj())).To(Succeed())
		Expect(env.Admin.Delete(ctx, origin)).To(Succeed())
		p.unseen = true
		p.writes = nil
		_, err := p.try(ctx, "d")
		Expect(err).NotTo(HaveOccurred())
		Expect(p.short(p.writes)).To(Equal([]string{"DELETE c", "PATCH a", "PATCH b"}))
		Expect(withdrawn(ctx)).To(HaveLen(2))
	})

	It("whose ledger began a moment ago are looked at again, and withdrawn", func(ctx SpecContext) {
		Expect(env.Admin.Delete(ctx, origin)).To(Succeed())
		once := true
		p.beforeWrite = func() error {
			if once {
				once = false
				for _, region := range []string{"a", "c"} {
					record(ctx, p.copy(ctx, "d", region))
				}
			}
			return nil
		}
		p.writes = nil
		Expect(p.try(ctx, "d")).To(HaveField("RequeueAfter", BeNumerically(">", 0)))
		p.reconcile(ctx, "d")
		Expect(p.regions(ctx, "d")).To(Equal([]string{"a", "b", "c"}))
		Expect(withdrawn(ctx)).To(HaveLen(3))
	})

	It("are told of", func(ctx SpecContext) {
		Expect(env.Admin.Delete(ctx, origin)).To(Succeed())
		p.reconcile(ctx, "d")
		Expect(p.told()).To(And(ContainElement(ContainSubstring("Warning TakenBack deleted, as nothing was filed")),
			ContainElement(ContainSubstring("Warning Withdrawn nothing is owed any more"))))
	})
})

// times maps regions to when their copy was withdrawn.
type times map[string]string

func withdrawnOf(ctx context.Context, p *province) times {
	GinkgoHelper()
	found := times{}
	for region, duty := range p.copies(ctx, "d") {
		if at := duty.Spec.WithdrawnTime; at != nil {
			found[region] = at.UTC().Format(time.RFC3339)
		}
	}
	return found
}

var _ = Describe("An operator that is killed between any two writes", func() {
	It("finishes what it began, and does nothing twice", func(ctx SpecContext) {
		for allowed := 0; ; allowed++ {
			p := newProvince(ctx)
			p.counties(ctx, "new", "changed", "gone", "kept", "back")
			origin := p.plan(ctx, wrappers.Duty("d").Title("was").Cascade(wrappers.Cascade().Matching("in", "yes")))
			label := func(in string, regions ...string) {
				for _, region := range regions {
					edit(ctx, wrappers.Jurisdiction(p.regionName(region)).Obj(), func(j *v1alpha1.Jurisdiction) {
						j.Labels = map[string]string{"in": in}
					})
				}
			}
			label("yes", "changed", "gone", "kept", "back")
			p.reconcile(ctx, "d")
			record(ctx, p.copy(ctx, "d", "kept"))
			record(ctx, p.copy(ctx, "d", "back"))
			label("no", "back")
			p.reconcile(ctx, "d")
			label("yes", "new", "back")
			label("no", "gone", "kept")
			edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Title = "is" })

			writes := 0
			p.writes = nil
			p.beforeWrite = func() error {
				if writes++; writes > allowed {
					return errKilled
				}
				return nil
			}
			_, err := p.try(ctx, "d")
			killed := err != nil
			p.beforeWrite = nil
			rest := p.reconcile(ctx, "d")
			By(fmt.Sprintf("after %d writes: %v", allowed, rest))
			Expect(rest).To(HaveLen(5 - min(allowed, 5)))
			Expect(p.regions(ctx, "d")).To(Equal([]string{"back", "changed", "kept", "new"}))
			Expect(withdrawnOf(ctx, p)).To(Equal(times{"kept": "2026-04-16T01:02:03Z"}))
			for _, region := range []string{"back", "changed", "new"} {
				Expect(p.copy(ctx, "d", region).Spec.Title).To(Equal("is"))
			}
			if !killed {
				Expect(allowed).To(Equal(5))
				return
			}
		}
	})

	It("is not held up by one region that is broken", func(ctx SpecContext) {
		p := newProvince(ctx)
		p.counties(ctx, "a")
		p.hold(ctx, p.below("broken", v1alpha1.LevelCounty, "")) // its namespace is gone
		p.counties(ctx, "c")
		p.plan(ctx, wrappers.Duty("d").Cascade(wrappers.Cascade()))
		result, err := p.try(ctx, "d")
		Expect(err).To(MatchError(ContainSubstring("broken")))
		Expect(result).To(Equal(ctrl.Result{}))
		Expect(p.regions(ctx, "d")).To(Equal([]string{"a", "c"}))
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("A duty that is handed down", func() {
	var p *province

	BeforeEach(func(ctx SpecContext) { p = newProvince(ctx) })

	It("has a copy in each region below", func(ctx SpecContext) {
		p.declare(ctx, p.below("city", v1alpha1.LevelPrefecture, ""))
		p.declare(ctx, p.below("county", v1alpha1.LevelCounty, "city"))
		p.plan(ctx, wrappers.Duty("clinics").Title("Clinics").Due("2026").Participants(finance).Cascade(wrappers.Cascade()))
		Expect(p.reconcile(ctx, "clinics")).To(Equal([]string{"CREATE city", "CREATE county"}))
		Expect(p.regions(ctx, "clinics")).To(Equal([]string{"city", "county"}))
		made := p.copy(ctx, "clinics", "county")
		Expect(made.Name).To(Equal(p.name + ".clinics"))
		Expect(made.Labels).To(Equal(map[string]string{
			v1alpha1.LabelOriginJurisdiction: p.name, v1alpha1.LabelOriginDuty: "clinics",
			v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator,
		}))
		Expect(made.Spec).To(And(
			HaveField("Title", "Clinics"), HaveField("Due", v1alpha1.DueDate("2026")),
			HaveField("Leads", []v1alpha1.DepartmentName{health}), HaveField("Participants", []v1alpha1.DepartmentName{finance}),
			HaveField("Cascade", v1alpha1.Cascade{}), HaveField("WithdrawnTime", BeNil()),
			HaveField("Origin", v1alpha1.DutyOrigin{
				Jurisdiction: v1alpha1.JurisdictionName(p.name), Namespace: p.namespace, Name: "clinics",
			})))
		Expect(made.OwnerReferences).To(BeEmpty(), "the garbage collector would delete it")
		Expect(p.told()).To(ContainElement(ContainSubstring(
			`Normal HandedDown made after DepartmentDuty "clinics" in namespace "` + p.namespace + `" of Jurisdiction "` + p.name + `"`)))
	})

	It("is copied with all that it can say, and then left alone", func(ctx SpecContext) {
		p.counties(ctx, "a")
		p.plan(ctx, wrappers.Duty("full").Title("Full").Description("Long").Source("吉政办发〔2019〕1号", "三").Issued("2026-01-01").
			Kind(v1alpha1.SourceDecision).Problem("why").Scope("practice").About("hospital-1").Participants(finance).
			Reporters(v1alpha1.ReportersAll).Review(v1alpha1.ReviewNone).WarnBefore(wrappers.WorkingDays(5)).Due("2026-10").
			Target("half", "2026-06-15T12:00:00+08:00", 5, "clinics").
			Recurrence(wrappers.Recurrence("0 0 1 1 *", wrappers.Months(2)).Starting("2027-01-01").Until("2030-01-01")).
			Escalation(wrappers.Reminder(wrappers.Days(3)), wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0))).
			Cascade(wrappers.Cascade(v1alpha1.LevelCounty).DueOffset(wrappers.Days(10)).Complete(v1alpha1.CascadeCompleteOwn)))
		p.plan(ctx, wrappers.Duty("complaint").DueWithin(wrappers.WorkingDays(10)).Cascade(wrappers.Cascade()))
		p.plan(ctx, wrappers.Duty("undated").Cascade(wrappers.Cascade().DueOffset(wrappers.Months(1))))
		for _, name := range []string{"full", "complaint", "undated"} {
			Expect(p.reconcile(ctx, name)).To(Equal([]string{"CREATE a"}), name)
		}
		made := p.copy(ctx, "full", "a")
		Expect(made.Spec.Due).To(Equal(v1alpha1.DueDate("2026-10-21")))
		Expect(made.Spec.Milestones[0].Due).To(Equal(v1alpha1.DueDate("2026-06-05T12:00:00+08:00")))
	})

	It("is copied to the regions of a level and with labels", func(ctx SpecContext) {
		p.declare(ctx, p.below("city", v1alpha1.LevelPrefecture, "").Label("area", "west"))
		p.declare(ctx, p.below("west", v1alpha1.LevelCounty, "city").Label("area", "west"))
		p.declare(ctx, p.below("east", v1alpha1.LevelCounty, "city").Label("area", "east"))
		p.plan(ctx, wrappers.Duty("d").Cascade(wrappers.Cascade(v1alpha1.LevelCounty).Matching("area", "west")))
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"CREATE west"}))
	})

	It("brings its copies along when it changes", func(ctx SpecContext) {
		p.counties(ctx, "a", "b")
		origin := p.plan(ctx, wrappers.Duty("d").Title("was").Due("2026-10-15").
			Cascade(wrappers.Cascade().DueOffset(wrappers.WorkingDays(5))))
		p.reconcile(ctx, "d")
		p.told()
		both := []string{"PATCH a", "PATCH b"}
		edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Title = "is" })
		Expect(p.reconcile(ctx, "d")).To(Equal(both))
		edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Due = "2026-12-31" })
		Expect(p.reconcile(ctx, "d")).To(Equal(both))
		edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Leads = []v1alpha1.DepartmentName{finance} })
		Expect(p.reconcile(ctx, "d")).To(Equal(both))
		edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Cascade.DueOffset = wrappers.Months(1) })
		Expect(p.reconcile(ctx, "d")).To(Equal(both))
		edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Labels = map[string]string{"own": "label"} })
		Expect(p.reconcile(ctx, "d")).To(BeEmpty())
		Expect(p.copy(ctx, "d", "b").Spec).To(And(HaveField("Title", "is"), HaveField("Due", v1alpha1.DueDate("2026-11-30")),
			HaveField("Leads", []v1alpha1.DepartmentName{finance})))
		Expect(p.told()).To(HaveLen(8))
	})

	It("undoes what a region changed, and leaves what nothing follows from", func(ctx SpecContext) {
		p.counties(ctx, "a")
		p.plan(ctx, wrappers.Duty("d").Due("2026").Cascade(wrappers.Cascade()))
		p.reconcile(ctx, "d")
		made := p.copy(ctx, "d", "a")
		edit(ctx, made, func(d *v1alpha1.DepartmentDuty) { d.Spec.Due = "2099" })
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"PATCH a"}))
		edit(ctx, made, func(d *v1alpha1.DepartmentDuty) { delete(d.Labels, v1alpha1.LabelOriginDuty) })
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"PATCH a"}))
		edit(ctx, made, func(d *v1alpha1.DepartmentDuty) {
			d.Labels["app.kubernetes.io/instance"], d.Annotations = "a", map[string]string{"note": "ours"}
		})
		Expect(p.reconcile(ctx, "d")).To(BeEmpty())
		Expect(p.copy(ctx, "d", "a")).To(And(HaveField("Spec.Due", v1alpha1.DueDate("2026")), HaveField("Labels", HaveLen(4))))
		Expect(env.Admin.Delete(ctx, made)).To(Succeed())
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"CREATE a"}))
	})

	It("names departments as the region does, and keeps the code of one that it lacks", func(ctx SpecContext) {
		p.declare(ctx, wrappers.Jurisdiction(p.regionName("alias")).Level(v1alpha1.LevelCounty).Parent(v1alpha1.JurisdictionName(p.name)).
			Department(wrappers.Department("health-bureau").DisplayName("县卫健局").Aliases("卫健委")).
			Department(wrappers.Department("treasury").DisplayName("省财政厅")))
		lacking := p.declare(ctx, wrappers.Jurisdiction(p.regionName("lacking")).Level(v1alpha1.LevelCounty).
			Parent(v1alpha1.JurisdictionName(p.name)).Departments("police"))
		p.plan(ctx, wrappers.Duty("d").Leads(health).Participants(finance).Cascade(wrappers.Cascade()))
		p.reconcile(ctx, "d")
		Expect(p.copy(ctx, "d", "alias").Spec).To(And(HaveField("Leads", []v1alpha1.DepartmentName{"health-bureau"}),
			HaveField("Participants", []v1alpha1.DepartmentName{"treasury"})))
		Expect(p.copy(ctx, "d", "lacking").Spec.Leads).To(Equal([]v1alpha1.DepartmentName{health}))

		By("a region that declares its department after all")
		edit(ctx, lacking, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Departments = append(j.Spec.Departments, wrappers.Department("health-office").Aliases("卫健委").Obj())
		})
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"PATCH lacking"}))
		Expect(p.copy(ctx, "d", "lacking").Spec.Leads).To(Equal([]v1alpha1.DepartmentName{"health-office"}))
	})

	It("leaves a copy alone that has its name, and was handed down when another held the region's name", func(ctx SpecContext) {
		p.counties(ctx, "a", "b")
		taken := wrappers.Duty(p.name+".d").Namespace(p.namespace+"-a").Title("theirs").
			Origin(v1alpha1.JurisdictionName(p.name), "d").OriginNamespace("region-before").Obj()
		Expect(env.Admin.Create(ctx, taken)).To(Succeed())
		origin := p.plan(ctx, wrappers.Duty("d").Title("ours").Cascade(wrappers.Cascade()))
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"CREATE b"}))
		Expect(env.Admin.Delete(ctx, origin)).To(Succeed())
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"DELETE b"}))
		Expect(framework.Get(ctx, env.Admin, taken).Spec.Title).To(Equal("theirs"))
	})

	It("goes to the region that holds a namespace, and not to one that asks for it too", func(ctx SpecContext) {
		p.declare(ctx, p.below("a", v1alpha1.LevelCounty, "").Label("in", "yes"))
		Expect(env.Admin.Create(ctx, p.below("late", v1alpha1.LevelCounty, "").NamespaceName(p.namespace+"-a").Label("in", "yes").Obj())).To(Succeed())
		p.plan(ctx, wrappers.Duty("d").Cascade(wrappers.Cascade().Matching("in", "yes")))
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"CREATE a"}))

		By("the one that holds it leaving")
		edit(ctx, wrappers.Jurisdiction(p.regionName("a")).Obj(), func(j *v1alpha1.Jurisdiction) { j.Labels = nil })
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"DELETE a"}))
	})

	It("waits for a region that does not hold its namespace, and then goes there", func(ctx SpecContext) {
		region := p.declare(ctx, p.below("a", v1alpha1.LevelCounty, ""))
		region.Status.Namespace = ""
		region.Status.Path = "pending"
		Expect(env.Admin.Status().Update(ctx, region)).To(Succeed())
		p.plan(ctx, wrappers.Duty("d").Cascade(wrappers.Cascade()))
		Expect(p.reconcile(ctx, "d")).To(BeEmpty())
		region.Status.Namespace = p.namespace + "-a"
		Expect(env.Admin.Status().Update(ctx, region)).To(Succeed())
		Expect(p.reconcile(ctx, "d")).To(Equal([]string{"CREATE a"}))
	})

	It("waits for a calendar, and changes nothing in the meantime", func(ctx SpecContext) {
		region := p.declare(ctx, p.below("a", v1alpha1.LevelCounty, ""))
		p.plan(ctx, wrappers.Duty("d").Due("2026").Cascade(wrappers.Cascade().DueOffset(wrappers.WorkingDays(5))))
		p.reconcile(ctx, "d")
		before := p.copy(ctx, "d", "a").Spec
		edit(ctx, region, func(j *v1alpha1.Jurisdiction) {
			j.Spec.CalendarRef = v1alpha1.CalendarReference{Namespace: "default", Name: "no-such-days"}
		})
		p.declare(ctx, p.below("b", v1alpha1.LevelCounty, "").CalendarRef("default", "no-such-days"))
		Expect(p.reconcile(ctx, "d")).To(BeEmpty())
		Expect(p.copy(ctx, "d", "a").Spec).To(Equal(before))
	})
})

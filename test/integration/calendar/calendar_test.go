// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("the calendar of a region", func() {
	It("is the one that the operator brings", func(ctx SpecContext) {
		declare(ctx, wrappers.Jurisdiction("plain").Obj())
		regionBecomes(ctx, "plain", ready, countedOn("builtin", ""), HaveField("Calendar.Version", workdays.Builtin().Version()))
		By("counting over the Spring Festival of 2024, with the Sunday that was worked")
		duty := wrappers.Duty("festival").Namespace("region-plain").Issued("2024-02-08").DueWithin(wrappers.WorkingDays(2)).
			Escalation(wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0))).Obj()
		declare(ctx, duty)
		dutyBecomes(ctx, duty, ready, dueAt("2024-02-19T00:00:00+08:00"), countedOn("builtin", v1alpha1.CalendarPublished))
		By("counting in a year without a notice")
		later := dueOf(ctx, "plain")
		dutyBecomes(ctx, later, ready, dueAt(mondayToFriday), countedOn("builtin", v1alpha1.CalendarProvisional))
	})

	It("is overridden and extended by a ConfigMap", func(ctx SpecContext) {
		declare(ctx, configMap("overriding", shifting()), wrappers.Jurisdiction("overridden").CalendarRef(platform, "overriding").Obj())
		regionBecomes(ctx, "overridden", ready, countedOn("platform/overriding", ""))
		duty := dueOf(ctx, "overridden")
		dutyBecomes(ctx, duty, ready, dueAt(shifted), countedOn("platform/overriding", v1alpha1.CalendarPublished))
		By("a correction of the notice")
		edit(ctx, configMap("overriding", nil), func(c *corev1.ConfigMap) { c.Data["2090"] += "2090-03-06 holiday\n" })
		dutyBecomes(ctx, duty, ready, dueAt("2090-03-11T00:00:00+08:00"))
	})

	It("is not read without the label, and waited for", func(ctx SpecContext) {
		unlabelled := configMap("unlabelled", shifting())
		unlabelled.Labels = nil
		declare(ctx, unlabelled, wrappers.Jurisdiction("waiting").CalendarRef(platform, "unlabelled").Obj())
		saying := []string{`Jurisdiction "waiting"`, "platform/unlabelled", v1alpha1.LabelCalendar}
		regionBecomes(ctx, "waiting", have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonCalendarNotFound, saying...),
			have(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled), HaveField("Calendar", v1alpha1.CalendarStatus{}))
		duty := dueOf(ctx, "waiting")
		dutyBecomes(ctx, duty, have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonCalendarNotFound, saying...),
			have(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled))

		By("the label")
		edit(ctx, configMap("unlabelled", nil), func(c *corev1.ConfigMap) { c.Labels = map[string]string{v1alpha1.LabelCalendar: ""} })
		regionBecomes(ctx, "waiting", ready, countedOn("platform/unlabelled", ""))
		dutyBecomes(ctx, duty, ready, dueAt(shifted))

		By("the ConfigMap going away: the plan last understood stays in force")
		Expect(env.Admin.Delete(ctx, configMap("unlabelled", nil))).To(Succeed())
		dutyBecomes(ctx, duty, have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonCalendarNotFound), dueAt(shifted))
		regionBecomes(ctx, "waiting", have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonCalendarNotFound))
	})

	It("says which key and line cannot be read", func(ctx SpecContext) {
		garbled := shifting()
		garbled["2090"] += "2090-03-32 holiday\n"
		declare(ctx, configMap("garbled", garbled), wrappers.Jurisdiction("misled").CalendarRef(platform, "garbled").Obj())
		saying := []string{`Jurisdiction "misled"`, "platform/garbled", `key "2090", line 7`, "2090-03-32"}
		regionBecomes(ctx, "misled", have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonInvalidCalendar, saying...),
			have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonInvalidCalendar, saying...))
		duty := dueOf(ctx, "misled")
		dutyBecomes(ctx, duty, have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonInvalidCalendar, saying...),
			have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonInvalidCalendar))
		By("a duty that does not count in working days")
		other := wrappers.Duty("dated").Namespace("region-misled").Due("2090-03-01").Obj()
		declare(ctx, other)
		dutyBecomes(ctx, other, ready, dueAt("2090-03-02T00:00:00+08:00"))
		By("the line put right")
		edit(ctx, configMap("garbled", nil), func(c *corev1.ConfigMap) { c.Data = shifting() })
		regionBecomes(ctx, "misled", ready, countedOn("platform/garbled", ""))
		dutyBecomes(ctx, duty, ready, dueAt(shifted))
	})

	It("moves deadlines when it arrives late, and tells from when to when", func(ctx SpecContext) {
		declare(ctx, configMap("late", nil), wrappers.Jurisdiction("early").CalendarRef(platform, "late").Obj())
		duty := dueOf(ctx, "early")
		dutyBecomes(ctx, duty, ready, dueAt(mondayToFriday), countedOn("platform/late", v1alpha1.CalendarProvisional))
		edit(ctx, configMap("late", nil), func(c *corev1.ConfigMap) { c.Data = shifting() })
		dutyBecomes(ctx, duty, ready, dueAt(shifted), countedOn("platform/late", v1alpha1.CalendarPublished))
		Eventually(calendarEvents).WithContext(ctx).WithArguments(duty).WithTimeout(settle).Should(ConsistOf(SatisfyAll(
			HaveField("Type", "Normal"), HaveField("Action", "Evaluate/final/2090-03-09T16:00:00Z"),
			HaveField("Note", "checkpoint final: the deadline moved from 2090-03-08T16:00:00Z to 2090-03-09T16:00:00Z, "+
				"on the calendar platform/late, version "+duty.Status.Calendar.Version))))
		By("a correction that moves nothing, of which nothing is told")
		version := duty.Status.Calendar.Version
		edit(ctx, configMap("late", nil), func(c *corev1.ConfigMap) { c.Data["2090"] += "2090-04-03 holiday\n" })
		dutyBecomes(ctx, duty, dueAt(shifted), HaveField("Calendar.Version", Not(Equal(version))))
		Expect(calendarEvents(ctx, duty)).To(HaveLen(1))
	})
})

var _ = Describe("the calendar of regions above", func() {
	It("is inherited from the nearest that names one", func(ctx SpecContext) {
		declare(ctx, configMap("of-the-province", shifting()),
			wrappers.Jurisdiction("heir-province").Level(v1alpha1.LevelProvince).CalendarRef(platform, "of-the-province").Obj(),
			wrappers.Jurisdiction("heir-city").Level(v1alpha1.LevelPrefecture).Parent("heir-province").Obj(),
			wrappers.Jurisdiction("heir-county").Parent("heir-city").Obj())
		regionBecomes(ctx, "heir-county", ready, countedOn("platform/of-the-province", ""))
		duty := dueOf(ctx, "heir-county")
		dutyBecomes(ctx, duty, ready, dueAt(shifted), countedOn("platform/of-the-province", v1alpha1.CalendarPublished))
		By("a change of the ConfigMap of the province")
		edit(ctx, configMap("of-the-province", nil), func(c *corev1.ConfigMap) { c.Data["2090"] += "2090-03-06 holiday\n" })
		dutyBecomes(ctx, duty, ready, dueAt("2090-03-11T00:00:00+08:00"))
	})

	It("is counted on anew when a region above names another", func(ctx SpecContext) {
		province := wrappers.Jurisdiction("turn-province").Level(v1alpha1.LevelProvince).Obj()
		city := wrappers.Jurisdiction("turn-city").Level(v1alpha1.LevelPrefecture).Parent("turn-province").Obj()
		declare(ctx, configMap("turning", shifting()), province, city, wrappers.Jurisdiction("turn-county").Parent("turn-city").Obj())
		duty := dueOf(ctx, "turn-county")
		dutyBecomes(ctx, duty, ready, dueAt(mondayToFriday), countedOn("builtin", v1alpha1.CalendarProvisional))

		By("the province naming one")
		edit(ctx, province, func(j *v1alpha1.Jurisdiction) {
			j.Spec.CalendarRef = v1alpha1.CalendarReference{Namespace: platform, Name: "turning"}
		})
		dutyBecomes(ctx, duty, ready, dueAt(shifted), countedOn("platform/turning", v1alpha1.CalendarPublished))
		regionBecomes(ctx, "turn-county", ready, countedOn("platform/turning", ""))

		By("the city naming one that is not there")
		edit(ctx, city, func(j *v1alpha1.Jurisdiction) {
			j.Spec.CalendarRef = v1alpha1.CalendarReference{Namespace: platform, Name: "missing"}
		})
		dutyBecomes(ctx, duty, dueAt(shifted),
			have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonCalendarNotFound, `Jurisdiction "turn-city"`, "platform/missing"))
		regionBecomes(ctx, "turn-county", have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonCalendarNotFound, "turn-city"))

		By("nobody naming one any more")
		for _, region := range []*v1alpha1.Jurisdiction{province, city} {
			edit(ctx, region, func(j *v1alpha1.Jurisdiction) { j.Spec.CalendarRef = v1alpha1.CalendarReference{} })
		}
		dutyBecomes(ctx, duty, ready, dueAt(mondayToFriday), countedOn("builtin", v1alpha1.CalendarProvisional))
	})

	It("is not guessed while a region above is not known", func(ctx SpecContext) {
		declare(ctx, configMap("of-the-absent", shifting()), wrappers.Jurisdiction("orphan").Parent("absent").Obj())
		duty := dueOf(ctx, "orphan")
		dutyBecomes(ctx, duty, have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonParentNotFound, `"absent"`),
			have(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled), HaveField("Misses", BeEmpty()))
		By("its arrival")
		declare(ctx, wrappers.Jurisdiction("absent").Level(v1alpha1.LevelProvince).CalendarRef(platform, "of-the-absent").Obj())
		dutyBecomes(ctx, duty, ready, dueAt(shifted), countedOn("platform/of-the-absent", v1alpha1.CalendarPublished))
		regionBecomes(ctx, "orphan", ready, countedOn("platform/of-the-absent", ""))
	})
})

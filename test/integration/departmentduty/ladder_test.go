// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"maps"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// rungs of the ladder that applies where nobody declares one, for a deadline on Monday, 1 July 2024, 00:00.
var rungs = []struct {
	action v1alpha1.EscalationAction
	when   string
}{
	{v1alpha1.EscalationReminder, "2024-06-24 00:00"},
	{v1alpha1.EscalationNotice, "2024-07-01 00:00"},
	{v1alpha1.EscalationInterview, "2024-07-13 00:00"}, // after ten working days, the last of which is Friday, 12 July
	{v1alpha1.EscalationListedSupervision, "2024-08-01 00:00"},
	{v1alpha1.EscalationCircular, "2024-09-01 00:00"},
	{v1alpha1.EscalationAccountability, "2024-10-01 00:00"},
}

// rungsReached is what the metric counts by now.
func rungsReached() map[v1alpha1.EscalationAction]float64 {
	GinkgoHelper()
	families, err := metrics.Registry.Gather()
	Expect(err).NotTo(HaveOccurred())
	counted := map[v1alpha1.EscalationAction]float64{}
	for _, family := range families {
		if family.GetName() != "supervision_duty_rungs_reached_total" {
			continue
		}
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				counted[v1alpha1.EscalationAction(label.GetValue())] = metric.GetCounter().GetValue()
			}
		}
	}
	Expect(counted).To(HaveLen(len(rungs)), "each is there before it is reached")
	return counted
}

var _ = Describe("the ladder", func() {
	It("is climbed rung by rung, each told once by event, condition and metric, whoever is restarted in between", func(ctx SpecContext) {
		r := newPastRegion(ctx, "2024-01-01 09:00")
		r.give(ctx, wrappers.Duty("climbing").Due("2024-06-30").WarnBefore(wrappers.Days(0)).Obj())
		_, next := r.on(ctx, "2024-01-01 09:00", "climbing")
		expected := rungsReached()
		for i, rung := range rungs {
			By(string(rung.action))
			at := moment(rung.when)
			Expect(next).To(BeTemporally("==", at), "it comes back when the rung is reached")
			r.restart()
			r.clock.SetTime(at.Add(-time.Millisecond))
			r.reconcile(ctx, "climbing")
			Expect(r.told()).To(BeEmpty(), "not before")
			Expect(rungsReached()).To(Equal(expected))

			var duty *v1alpha1.DepartmentDuty
			duty, next = r.on(ctx, rung.when, "climbing")
			expected[rung.action]++
			Expect(rungsReached()).To(Equal(expected))
			Expect(duty.Status.Rungs).To(HaveLen(i + 1))
			Expect(duty.Status.Rungs[i]).To(And(HaveField("Action", rung.action), HaveField("ReachedTime.Time", BeTemporally("==", at)),
				HaveField("Deadline.Time", BeTemporally("==", moment("2024-07-01 00:00")))))
			expectTold(r.told(), rung.action)
			if rung.action == v1alpha1.EscalationReminder {
				Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionEscalated, metav1.ConditionFalse, v1alpha1.ReasonNotEscalated))
			} else {
				Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionEscalated, metav1.ConditionTrue, string(rung.action)))
				Expect(duty.Status.Escalation).To(And(HaveField("Rung", rung.action), HaveField("Since.Time", BeTemporally("==", at))))
			}
			r.quiet(ctx, "climbing")
			Expect(rungsReached()).To(Equal(expected))
		}
		Expect(next).To(BeZero(), "there is none above")
	})

	It("is entered at the instants of its rungs by an operator that comes back later", func(ctx SpecContext) {
		r := newPastRegion(ctx, "2024-01-01 09:00")
		r.give(ctx, wrappers.Duty("unattended").Due("2024-06-30").Obj())
		r.on(ctx, "2024-01-01 09:00", "unattended")
		r.told()
		expected := maps.Clone(rungsReached())
		duty, next := r.on(ctx, "2024-12-24 12:00", "unattended")
		for i, rung := range rungs[1:] {
			expected[rung.action]++
			Expect(duty.Status.Rungs[i]).To(And(HaveField("Action", rung.action), HaveField("ReachedTime.Time", BeTemporally("==", moment(rung.when)))))
		}
		Expect(duty.Status.Rungs).To(HaveLen(5), "nobody is reminded of what lies behind")
		Expect(rungsReached()).To(Equal(expected))
		Expect(reasons(r.told())).To(ConsistOf("DeadlineMissed", "EscalatedNotice", "EscalatedInterview",
			"EscalatedListedSupervision", "EscalatedCircular", "EscalatedAccountability"))
		Expect(next).To(BeZero())
		r.quiet(ctx, "unattended")
	})

	DescribeTable("waits while no region says which it is, or on which calendar it counts,", func(ctx SpecContext, next v1alpha1.EscalationAction,
		ladder ...v1alpha1.EscalationRung,
	) {
		r := newPastRegion(ctx, "2024-01-01 09:00")
		r.give(ctx, wrappers.Duty("orphaned").Due("2024-06-30").WarnBefore(wrappers.WorkingDays(5)).Escalation(ladder...).Obj())
		r.on(ctx, "2024-01-01 09:00", "orphaned")
		before, _ := r.on(ctx, "2024-07-02 09:00", "orphaned")
		Expect(before.Status.Escalation.NextTime.Time).To(BeTemporally("==", moment("2024-07-13 00:00")))
		Expect(before.Status.Calendar.Certainty).To(Equal(v1alpha1.CalendarPublished))

		Expect(env.Admin.Delete(ctx, get(ctx, wrappers.Jurisdiction(r.name).Obj()))).To(Succeed())
		duty, _ := r.on(ctx, "2024-07-20 09:00", "orphaned")
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonJurisdictionNotFound))
		Expect(duty.Status.Misses).To(Equal(before.Status.Misses))
		Expect(duty.Status.Rungs).To(Equal(before.Status.Rungs))
		Expect(duty.Status.Escalation).To(And(HaveField("Rung", v1alpha1.EscalationNotice),
			HaveField("Next", next), HaveField("NextTime", BeNil())))

		r.hold(ctx, wrappers.Jurisdiction(r.name).Departments(health, finance).Obj())
		duty, _ = r.on(ctx, "2024-07-20 10:00", "orphaned")
		Expect(duty.Status.Escalation).To(And(HaveField("Rung", v1alpha1.EscalationInterview),
			HaveField("Since.Time", BeTemporally("==", moment("2024-07-13 00:00")))), "at its own instant")
	},
		Entry("where the duty has none of its own", v1alpha1.EscalationAction("")),
		Entry("where the duty has one", v1alpha1.EscalationInterview, wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0)),
			wrappers.Rung(v1alpha1.EscalationInterview, wrappers.WorkingDays(10))),
	)

	It("is that of the Jurisdiction where the duty has none, and says so", func(ctx SpecContext) {
		r := newPastRegion(ctx, "2024-01-01 09:00")
		held := get(ctx, wrappers.Jurisdiction(r.name).Obj())
		edit(ctx, held, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Escalation = []v1alpha1.EscalationRung{wrappers.Rung(v1alpha1.EscalationCircular, wrappers.Days(3))}
		})
		r.give(ctx, wrappers.Duty("regional").Due("2024-06-30").Obj())
		duty, _ := r.on(ctx, "2024-07-01 00:00", "regional")
		Expect(duty.Status.Escalation).To(And(HaveField("Rung", BeEmpty()), HaveField("Next", v1alpha1.EscalationCircular),
			HaveField("NextTime.Time", BeTemporally("==", moment("2024-07-04 00:00"))),
			HaveField("DeclaredBy", v1alpha1.JurisdictionName(r.name))))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionEscalated, metav1.ConditionFalse, v1alpha1.ReasonNotEscalated))
	})
})

// expectTold expects the events at the instant of a rung.
func expectTold(told []string, action v1alpha1.EscalationAction) {
	GinkgoHelper()
	switch action {
	case v1alpha1.EscalationReminder:
		Expect(told).To(ConsistOf(HavePrefix("Normal EscalatedReminder checkpoint final")))
	case v1alpha1.EscalationNotice:
		Expect(reasons(told)).To(ConsistOf("DeadlineMissed", "EscalatedNotice"))
	default:
		Expect(told).To(ConsistOf(HavePrefix("Warning Escalated" + string(action) + " checkpoint final")))
	}
}

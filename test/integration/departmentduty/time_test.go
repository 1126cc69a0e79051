// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("more time", func() {
	const name = "asking"
	// The deadline is 1 July, 00:00.
	var r *region
	BeforeEach(func(ctx SpecContext) {
		r = newPastRegion(ctx, "2024-01-01 09:00")
		r.give(ctx, wrappers.Duty(name).Due("2024-06-30").WarnBefore(wrappers.Days(0)).
			Escalation(wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0)),
				wrappers.Rung(v1alpha1.EscalationListedSupervision, wrappers.Months(1))).Obj())
		r.on(ctx, "2024-01-01 09:00", name)
		Expect(r.told()).To(BeEmpty())
	})
	ask := func(ctx SpecContext, when string) {
		GinkgoHelper()
		r.clock.SetTime(moment(when))
		r.file(ctx, wrappers.Report("request").Duty(name).Department(health).ExtensionRequest("2024-09").Obj())
		duty, _ := r.on(ctx, when, name)
		Expect(verdict(ctx, r, "request")).To(Equal(v1alpha1.VerdictUnderReview))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionUnderReview, metav1.ConditionTrue, v1alpha1.ReasonAwaitingRuling, "request"))
		Expect(reasons(r.told())).To(ConsistOf("UnderReview"))
	}
	rule := func(ctx SpecContext, when string, ruling *wrappers.RulingWrapper) *v1alpha1.DepartmentDuty {
		GinkgoHelper()
		r.clock.SetTime(moment(when))
		r.file(ctx, ruling.Duty(name).Office(finance).Obj())
		duty, _ := r.on(ctx, when, name)
		return duty
	}
	deadline := func(when string) types.GomegaMatcher {
		return HaveField("Deadline.Time", BeTemporally("==", moment(when)))
	}

	It("moves the deadline where it is granted before", func(ctx SpecContext) {
		ask(ctx, "2024-06-20 10:00")
		duty := rule(ctx, "2024-06-25 10:00", wrappers.Ruling("granted").Report("request").Extend("2024-08"))
		Expect(verdict(ctx, r, "request")).To(Equal(v1alpha1.VerdictGranted))
		Expect(reasons(r.told())).To(ConsistOf("Granted", "InForce"))
		Expect(duty.Status.Checkpoints).To(ConsistOf(And(deadline("2024-09-01 00:00"), HaveField("Extensions", BeEquivalentTo(1)))))
		duty, next := r.on(ctx, "2024-07-01 00:00", name)
		Expect(duty.Status.Misses).To(BeEmpty())
		Expect(next).To(BeTemporally("==", moment("2024-09-01 00:00")))
		r.complete(ctx, "2024-08-31", name, "final")
		duty, _ = r.on(ctx, "2024-09-05 10:00", name)
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonCompletedInTime))
	})

	It("leaves the miss where it is granted after, and may be missed as well", func(ctx SpecContext) {
		r.on(ctx, "2024-07-01 00:00", name)
		Expect(reasons(r.told())).To(ConsistOf("DeadlineMissed", "EscalatedNotice"))
		ask(ctx, "2024-07-05 10:00")
		duty := rule(ctx, "2024-07-08 10:00", wrappers.Ruling("granted").Report("request").Extend("2024-08"))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionDeadlineMissed, metav1.ConditionTrue, v1alpha1.ReasonDeadlineExtended))
		Expect(duty.Status.Checkpoints).To(ConsistOf(And(deadline("2024-09-01 00:00"), HaveField("State", v1alpha1.CheckpointMissed))))
		Expect(duty.Status.Escalation.PausedUntil.Time).To(BeTemporally("==", moment("2024-09-01 00:00")))
		Expect(duty.Status.Misses).To(HaveLen(1))

		r.told()
		duty, _ = r.on(ctx, "2024-09-01 00:00", name)
		Expect(duty.Status.Misses).To(HaveLen(2))
		Expect(reasons(r.told())).To(ConsistOf("DeadlineMissed"))
		Expect(duty.Status.Escalation.PausedUntil).To(BeNil(), "the ladder goes on")
		r.quiet(ctx, name)
		r.complete(ctx, "2024-09-03", name, "final")
		duty, _ = r.on(ctx, "2024-09-04 10:00", name)
		Expect(duty.Status.Misses).To(HaveEach(HaveField("State", v1alpha1.MissMadeGood)))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionEscalated, metav1.ConditionFalse, v1alpha1.ReasonLadderStopped))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonCompletedLate))
	})

	It("is not there where it is refused", func(ctx SpecContext) {
		ask(ctx, "2024-06-20 10:00")
		duty := rule(ctx, "2024-06-25 10:00", wrappers.Ruling("refused").Report("request").Return("nobody was told"))
		Expect(verdict(ctx, r, "request")).To(Equal(v1alpha1.VerdictReturned))
		Expect(r.told()).To(ConsistOf(HavePrefix("Warning Returned"), HavePrefix("Normal InForce")))
		Expect(duty.Status.Checkpoints).To(ConsistOf(And(deadline("2024-07-01 00:00"), HaveField("Extensions", BeZero()))))
		duty, _ = r.on(ctx, "2024-07-01 00:00", name)
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionDeadlineMissed, metav1.ConditionTrue, v1alpha1.ReasonDeadlinePassed))
	})

	It("ends where a waiver does", func(ctx SpecContext) {
		duty := rule(ctx, "2024-06-20 10:00", wrappers.Ruling("waived").Waive("the site is closed").Checkpoint("final").Until("2024-09"))
		Expect(duty.Status.Checkpoints).To(ConsistOf(And(HaveField("State", v1alpha1.CheckpointWaived),
			HaveField("WaivedUntil.Time", BeTemporally("==", moment("2024-10-01 00:00"))))))
		duty, next := r.on(ctx, "2024-07-01 00:00", name)
		Expect(duty.Status.Misses).To(BeEmpty())
		Expect(next).To(BeTemporally("==", moment("2024-10-01 00:00")))
		r.told()
		duty, _ = r.on(ctx, "2024-10-01 00:00", name)
		Expect(duty.Status.Checkpoints).To(ConsistOf(And(deadline("2024-10-01 00:00"), HaveField("State", v1alpha1.CheckpointMissed))))
		Expect(reasons(r.told())).To(ConsistOf("DeadlineMissed", "EscalatedNotice"))
	})

	It("is all there is where a waiver has no end, and a miss from before is lifted and stays counted", func(ctx SpecContext) {
		r.on(ctx, "2024-07-01 00:00", name)
		r.told()
		duty := rule(ctx, "2024-07-20 10:00", wrappers.Ruling("waived").Waive("the city does it").Checkpoint("final"))
		Expect(duty.Status.Misses).To(ConsistOf(HaveField("State", v1alpha1.MissLifted)))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionDeadlineMissed, metav1.ConditionFalse, v1alpha1.ReasonLifted))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonWaived))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightGreen))
		Expect(reasons(r.told())).To(ConsistOf("MissLifted", "Completed", "InForce"))
		r.quiet(ctx, name)
	})
})

var _ = Describe("a copy that is withdrawn", func() {
	It("owes nothing from then on, and keeps its records", func(ctx SpecContext) {
		r := newPastRegion(ctx, "2024-01-01 09:00")
		r.give(ctx, wrappers.Duty("province.stations").Milestone("first", "2024-03-31").Milestone("second", "2024-12-31").
			Origin("province", "stations").Obj())
		r.on(ctx, "2024-01-01 09:00", "province.stations")
		duty, _ := r.on(ctx, "2024-04-01 00:00", "province.stations")
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightRed))
		r.told()

		withdrawn := metav1.NewTime(moment("2024-05-01 12:00"))
		edit(ctx, duty, func(d *v1alpha1.DepartmentDuty) { d.Spec.WithdrawnTime = &withdrawn })
		duty, next := r.on(ctx, "2024-05-01 12:00", "province.stations")
		Expect(duty.Status.Checkpoints).To(HaveEach(HaveField("State", v1alpha1.CheckpointWaived)))
		Expect(duty.Status.Misses).To(ConsistOf(HaveField("State", v1alpha1.MissLifted)))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionFalse, v1alpha1.ReasonWithdrawn))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionEscalated, metav1.ConditionFalse, v1alpha1.ReasonLadderStopped))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightBlue))
		Expect(reasons(r.told())).To(ConsistOf("MissLifted"))
		Expect(next).To(BeZero(), "nothing more will happen by itself")
		duty, _ = r.on(ctx, "2025-01-01 00:00", "province.stations")
		Expect(duty.Status.Misses).To(HaveLen(1))
		r.quiet(ctx, "province.stations")
	})
})

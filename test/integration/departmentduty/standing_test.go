// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("a standing duty", func() {
	It("opens a cycle each time, lapses where one is missed, and goes on once it was made good", func(ctx SpecContext) {
		r := newPastRegion(ctx, "2024-02-20 10:00")
		r.give(ctx, wrappers.Duty("patrol").WarnBefore(wrappers.Days(0)).
			Recurrence(wrappers.Recurrence("0 9 1 * *", wrappers.Days(10)).Until("2024-05-31")).
			Escalation(wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0))).Obj())
		duty, next := r.on(ctx, "2024-02-20 10:00", "patrol")
		Expect(duty.Status.Checkpoints).To(BeEmpty())
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionFalse, v1alpha1.ReasonInProgress))
		Expect(duty.Status.Recurrence.Since.Time).To(BeTemporally("==", moment("2024-02-20 10:00")))
		Expect(next).To(BeTemporally("==", moment("2024-03-01 09:00")), "it comes back when the first cycle opens")
		Expect(r.told()).To(BeEmpty())

		By("the first, completed in time")
		duty, next = r.on(ctx, "2024-03-01 09:00", "patrol")
		Expect(reasons(r.told())).To(ConsistOf("CycleOpened"))
		Expect(duty.Status.Checkpoints).To(ConsistOf(And(
			HaveField("Name", v1alpha1.CheckpointName("2024-03-01")), HaveField("State", v1alpha1.CheckpointOpen),
			HaveField("OpenedTime.Time", BeTemporally("==", moment("2024-03-01 09:00"))),
			HaveField("Deadline.Time", BeTemporally("==", moment("2024-03-11 09:00"))))))
		Expect(next).To(BeTemporally("==", moment("2024-03-11 09:00")))
		r.quiet(ctx, "patrol")
		r.complete(ctx, "2024-03-05", "patrol", "2024-03-01")
		duty, _ = r.on(ctx, "2024-03-05 11:00", "patrol")
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonContinuing))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightGreen))
		Expect(reasons(r.told())).To(ConsistOf("Completed", "Accepted", "InForce"))

		By("the second, missed")
		duty, _ = r.on(ctx, "2024-04-01 09:00", "patrol")
		Expect(reasons(r.told())).To(ConsistOf("CycleOpened"))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonContinuing))
		duty, _ = r.on(ctx, "2024-04-11 09:00", "patrol")
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionFalse, v1alpha1.ReasonLapsed))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightRed))
		Expect(reasons(r.told())).To(ConsistOf("DeadlineMissed", "EscalatedNotice"))
		r.quiet(ctx, "patrol")

		By("the third, which makes good the second")
		duty, _ = r.on(ctx, "2024-05-01 09:00", "patrol")
		Expect(reasons(r.told())).To(ConsistOf("CycleOpened"))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionFalse, v1alpha1.ReasonLapsed))
		r.complete(ctx, "2024-05-03", "patrol", "2024-05-01")
		duty, next = r.on(ctx, "2024-05-03 11:00", "patrol")
		Expect(duty.Status.Checkpoints).To(HaveExactElements(
			HaveField("State", v1alpha1.CheckpointCompleted), HaveField("State", v1alpha1.CheckpointCompletedLate),
			HaveField("State", v1alpha1.CheckpointCompleted)))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonContinuing))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightGreen))
		Expect(reasons(r.told())).To(ConsistOf("MissMadeGood", "Completed", "Accepted", "InForce"))
		Expect(next).To(BeTemporally("==", moment("2024-06-01 00:00")), "it comes back when the last day is over")

		By("being over")
		duty, next = r.on(ctx, "2024-06-01 00:00", "patrol")
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonCompletedLate))
		Expect(duty.Status.Cycles).To(HaveLen(3))
		Expect(next).To(BeZero())
		r.told()
		r.quiet(ctx, "patrol")
	})

	It("lets nothing count for a cycle that had not opened", func(ctx SpecContext) {
		r := newPastRegion(ctx, "2024-02-20 10:00")
		r.give(ctx, wrappers.Duty("early").Recurrence(wrappers.Recurrence("0 9 1 * *", wrappers.Days(10))).Obj())
		r.on(ctx, "2024-02-20 10:00", "early")
		early := wrappers.Report("too-early").Duty("early").Department(health).Checkpoint("2024-03-01").Completion().Obj()
		r.file(ctx, early)
		r.on(ctx, "2024-02-21 10:00", "early")
		Expect(get(ctx, early).Status.Conditions).To(have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonUnknownCheckpoint))
		duty, _ := r.on(ctx, "2024-03-01 09:00", "early")
		Expect(get(ctx, early).Status.Verdict).To(Equal(v1alpha1.VerdictIgnored))
		Expect(get(ctx, early).Status.Conditions).To(have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonCycleNotOpen, "2024-03-01"))
		Expect(duty.Status.Departments).To(ConsistOf(HaveField("State", v1alpha1.DepartmentPending)))
	})
})

// complete files a completion for a checkpoint at ten on a day, and an hour later the acceptance, each evaluated but for
// the latter. What is told of the former is not returned.
func (r *region) complete(ctx SpecContext, day, duty string, checkpoint v1alpha1.CheckpointName) {
	GinkgoHelper()
	name := duty + "-" + day
	r.clock.SetTime(moment(day + " 10:00"))
	r.file(ctx, wrappers.Report(name).Duty(v1alpha1.ObjectName(duty)).Department(health).Checkpoint(checkpoint).Completion().Obj())
	r.reconcile(ctx, duty)
	Expect(verdict(ctx, r, name)).To(Equal(v1alpha1.VerdictUnderReview))
	r.told()
	r.clock.SetTime(moment(day + " 11:00"))
	r.file(ctx, wrappers.Ruling(name).Duty(v1alpha1.ObjectName(duty)).Report(v1alpha1.ObjectName(name)).Office(finance).Accept().Obj())
}

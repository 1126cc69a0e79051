// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"errors"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("a deadline", func() {
	It("is warned of, missed and made good, each at its instant and told once", func(ctx SpecContext) {
		r := newRegion(ctx)
		// Whole days ahead, so that what the API server stamps in the meantime lies before it.
		deadline := r.clock.Now().Add(10 * 24 * time.Hour).Truncate(time.Second)
		r.declare(ctx, wrappers.Duty("tenth").Due(due(deadline)).WarnBefore(wrappers.Days(3)).
			Escalation(wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0))).Obj())

		duty, again := r.reconcile(ctx, "tenth")
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightBlue))
		Expect(duty.Status.ObservedGeneration).To(Equal(duty.Generation))
		warning := deadline.AddDate(0, 0, -3)
		Expect(r.clock.Now().Add(again)).To(BeTemporally("==", warning), "it comes back when the warning begins")
		Expect(r.told()).To(BeEmpty())

		r.clock.SetTime(warning)
		duty, again = r.reconcile(ctx, "tenth")
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightYellow))
		Expect(r.clock.Now().Add(again)).To(BeTemporally("==", deadline), "it comes back at the deadline")
		Expect(r.told()).To(ConsistOf(ContainSubstring("Warning DueSoon")))

		r.clock.SetTime(deadline.Add(-time.Millisecond))
		duty, again = r.reconcile(ctx, "tenth")
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightYellow), "nothing is flagged before the deadline")
		Expect(again).To(Equal(time.Millisecond))

		r.clock.SetTime(deadline)
		duty, again = r.reconcile(ctx, "tenth")
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightRed))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionDeadlineMissed, metav1.ConditionTrue, v1alpha1.ReasonDeadlinePassed))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonEvaluated), "lateness is not health")
		Expect(duty.Status.OverdueSince.Time).To(BeTemporally("==", deadline))
		Expect(again).To(BeZero(), "nothing more will happen by itself")
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionEscalated, metav1.ConditionTrue, "Notice"))
		Expect(r.told()).To(ConsistOf(ContainSubstring("Warning DeadlineMissed"), ContainSubstring("Warning EscalatedNotice")))
	})

	It("is not missed by what was received in time and accepted long after", func(ctx SpecContext) {
		r := newRegion(ctx)
		deadline := r.clock.Now().Add(time.Hour)
		r.declare(ctx, wrappers.Duty("in-time").Due(due(deadline)).Obj(),
			wrappers.Report("done").Duty("in-time").Department(health).Completion().Obj())
		duty, _ := r.reconcile(ctx, "in-time")
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionUnderReview, metav1.ConditionTrue, v1alpha1.ReasonAwaitingRuling, "done"))

		r.clock.SetTime(deadline.Add(24 * time.Hour))
		duty, _ = r.reconcile(ctx, "in-time")
		Expect(duty.Status.Misses).To(BeEmpty())
		Expect(duty.Status.Checkpoints[0].State).To(Equal(v1alpha1.CheckpointUnderReview))

		r.declare(ctx, wrappers.Ruling("accepted").Duty("in-time").Report("done").Office(finance).Accept().Obj())
		duty, again := r.reconcile(ctx, "in-time")
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightGreen))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonCompletedInTime))
		Expect(duty.Status.Checkpoints[0].RuledBy).To(Equal(v1alpha1.RulingBodyOffice))
		Expect(again).To(BeZero())
		Expect(verdict(ctx, r, "done")).To(Equal(v1alpha1.VerdictAccepted))
	})

	It("stays missed when the plan is edited afterwards", func(ctx SpecContext) {
		r := newRegion(ctx)
		deadline := r.clock.Now().Add(time.Hour)
		r.declare(ctx, wrappers.Duty("moved").Due(due(deadline)).Obj())
		r.clock.SetTime(deadline)
		duty, _ := r.reconcile(ctx, "moved")
		missed := duty.Status.Misses

		edit(ctx, duty, func(d *v1alpha1.DepartmentDuty) {
			d.Spec.Due = due(deadline.AddDate(1, 0, 0))
			d.Spec.Leads = []v1alpha1.DepartmentName{finance}
		})
		duty, _ = r.reconcile(ctx, "moved")
		Expect(duty.Status.Misses).To(Equal(missed))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightRed))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionDeadlineMissed, metav1.ConditionTrue, v1alpha1.ReasonDeadlineMoved, "health-commission"))
	})
})

var _ = Describe("writing", func() {
	It("does not write what is already there", func(ctx SpecContext) {
		r := newRegion(ctx)
		r.declare(ctx, wrappers.Duty("quiet").Due("2021").Obj(), wrappers.Report("quiet-report").Duty("quiet").Department(health).Progress().Obj())
		r.reconcile(ctx, "quiet")
		Expect(r.writes.Load()).To(Equal(int32(2)), "one report costs one write for the duty and one for itself")
		r.clock.SetTime(r.clock.Now().Add(time.Hour))
		r.reconcile(ctx, "quiet")
		Expect(r.writes.Load()).To(Equal(int32(2)))
	})

	It("refuses to write over what it has not seen, and tells nothing of it", func(ctx SpecContext) {
		r := newRegion(ctx)
		r.declare(ctx, wrappers.Duty("raced").Due("2021").Obj())
		r.beforeWrite = func(object client.Object) error {
			r.beforeWrite = nil
			edit(ctx, &v1alpha1.DepartmentDuty{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: object.GetName()}},
				func(d *v1alpha1.DepartmentDuty) { d.Spec.Title = "edited in between" })
			return nil
		}
		duty, again := r.reconcile(ctx, "raced")
		Expect(duty.Status.Conditions).To(BeEmpty())
		Expect(again).NotTo(BeZero(), "it comes back")
		Expect(r.told()).To(BeEmpty())

		duty, _ = r.reconcile(ctx, "raced")
		Expect(duty.Status.ObservedGeneration).To(Equal(int64(2)))
		Expect(r.told()).To(ConsistOf(ContainSubstring("DeadlineMissed"), ContainSubstring("EscalatedNotice")))
	})

	It("brings records up to date that it was killed before writing", func(ctx SpecContext) {
		r := newRegion(ctx)
		r.declare(ctx, wrappers.Duty("killed").Due("2021").Obj(), wrappers.Report("late").Duty("killed").Department(health).Completion().Obj())
		killed := errors.New("killed")
		r.beforeWrite = func(object client.Object) error {
			if _, ok := object.(*v1alpha1.DutyReport); ok {
				return killed
			}
			return nil
		}
		_, err := r.try(ctx, "killed")
		Expect(err).To(MatchError(killed))
		Expect(verdict(ctx, r, "late")).To(BeEmpty())
		told := r.told()
		Expect(told).To(ContainElement(ContainSubstring("DeadlineMissed")))

		r.beforeWrite = nil
		r.reconcile(ctx, "killed")
		Expect(verdict(ctx, r, "late")).To(Equal(v1alpha1.VerdictUnderReview))
		Expect(r.told()).To(ConsistOf(ContainSubstring("UnderReview")), "what was told before is not told again")
	})
})

// verdict reads what became of a report.
func verdict(ctx SpecContext, r *region, name string) v1alpha1.Verdict {
	GinkgoHelper()
	return get(ctx, &v1alpha1.DutyReport{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: name}}).Status.Verdict
}

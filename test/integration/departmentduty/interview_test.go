// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// interviewTold are the states of interviews that events tell of.
func interviewTold(told []string) []string {
	states := []string{}
	for _, reason := range reasons(told) {
		if state, ok := strings.CutPrefix(reason, "Interview"); ok {
			states = append(states, state)
		}
	}
	return states
}

var _ = Describe("an interview", func() {
	const name = "interviewed"
	var r *region
	BeforeEach(func(ctx SpecContext) {
		r = newPastRegion(ctx, "2024-01-01 09:00")
		r.give(ctx, wrappers.Duty(name).Due("2024-06-30").WarnBefore(wrappers.Days(0)).
			Escalation(wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0)),
				wrappers.Rung(v1alpha1.EscalationListedSupervision, wrappers.Months(1))).Obj())
		r.on(ctx, "2024-01-01 09:00", name)
		r.on(ctx, "2024-07-01 00:00", name)
		r.told()
		r.clock.SetTime(moment("2024-07-10 10:00"))
		r.file(ctx, wrappers.Ruling("interview").Duty(name).Office(finance).Interview("2024-07-31", "late twice").
			Subject(health).LookBackAfter(wrappers.Days(30)).Obj())
	})
	lookBack := func(ctx SpecContext, when, ruling string, result v1alpha1.LookBackResult) {
		GinkgoHelper()
		r.clock.SetTime(moment(when))
		r.file(ctx, wrappers.Ruling(ruling).Duty(name).Office(finance).LookBack(result, "seen on the spot").Subject(health).Obj())
	}
	// expectState reconciles, and expects that the interview came to a state, and that this is told once.
	expectState := func(ctx SpecContext, when string, state v1alpha1.InterviewState) *v1alpha1.DepartmentDuty {
		GinkgoHelper()
		duty, _ := r.on(ctx, when, name)
		Expect(duty.Status.Interviews).To(ConsistOf(And(HaveField("Ruling", v1alpha1.ObjectName("interview")), HaveField("State", state))))
		Expect(interviewTold(r.told())).To(ConsistOf(string(state)))
		r.quiet(ctx, name)
		return duty
	}

	It("leads over a rectification and a look-back that fails to one that passes", func(ctx SpecContext) {
		duty := expectState(ctx, "2024-07-10 10:00", v1alpha1.InterviewRectifying)
		Expect(duty.Status.Escalation.PausedUntil.Time).To(BeTemporally("==", moment("2024-08-01 00:00")))
		duty = expectState(ctx, "2024-08-01 00:00", v1alpha1.InterviewRectificationOverdue)
		Expect(duty.Status.Escalation.PausedUntil).To(BeNil())

		By("completing it, which waits for the look-back")
		r.complete(ctx, "2024-08-05", name, "final")
		duty = expectState(ctx, "2024-08-05 11:00", v1alpha1.InterviewAwaitingLookBack)
		Expect(duty.Status.Interviews[0].LookBackTime.Time).To(BeTemporally("==", moment("2024-09-04 11:00")))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionFalse, v1alpha1.ReasonAwaitingLookBack, "interview"))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightBlue))
		expectState(ctx, "2024-09-04 11:00", v1alpha1.InterviewLookBackDue)

		By("a look-back that fails")
		lookBack(ctx, "2024-09-09 10:00", "wanting", v1alpha1.LookBackFailed)
		duty = expectState(ctx, "2024-09-09 10:00", v1alpha1.InterviewLookBackFailed)
		Expect(duty.Status.Misses).To(ConsistOf(HaveField("State", v1alpha1.MissStanding)))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightRed))
		Expect(duty.Status.Departments).To(ConsistOf(HaveField("State", v1alpha1.DepartmentReturned)))

		By("completing it anew")
		r.complete(ctx, "2024-09-20", name, "final")
		expectState(ctx, "2024-09-20 11:00", v1alpha1.InterviewAwaitingLookBack)
		lookBack(ctx, "2024-10-08 10:00", "in-order", v1alpha1.LookBackPassed)
		duty = expectState(ctx, "2024-10-08 10:00", v1alpha1.InterviewClosed)
		Expect(duty.Status.Interviews[0].LookBack).To(Equal(v1alpha1.ObjectName("in-order")))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonCompletedLate))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightGreen))
	})

	It("is not closed by a look-back before all was accepted", func(ctx SpecContext) {
		expectState(ctx, "2024-07-10 10:00", v1alpha1.InterviewRectifying)
		lookBack(ctx, "2024-07-20 10:00", "hasty", v1alpha1.LookBackPassed)
		duty, _ := r.on(ctx, "2024-07-20 10:00", name)
		Expect(duty.Status.Interviews).To(ConsistOf(HaveField("State", v1alpha1.InterviewRectifying)))
		r.complete(ctx, "2024-07-25", name, "final")
		duty, _ = r.on(ctx, "2024-07-25 11:00", name)
		Expect(duty.Status.Interviews).To(ConsistOf(HaveField("State", v1alpha1.InterviewAwaitingLookBack)))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionCompleted, metav1.ConditionFalse, v1alpha1.ReasonAwaitingLookBack))
	})

	It("is not looked back at by the department itself, nor before it was held", func(ctx SpecContext) {
		r.reconcile(ctx, name)
		own := wrappers.Ruling("own").Duty(name).Office(health).LookBack(v1alpha1.LookBackPassed, "").Subject(health).Obj()
		everybody := wrappers.Ruling("everybody").Duty(name).Office(health).LookBack(v1alpha1.LookBackPassed, "").Obj()
		r.file(ctx, own, everybody)
		duty, _ := r.on(ctx, "2024-07-11 10:00", name)
		for _, ruling := range []*v1alpha1.DutyRuling{own, everybody} {
			Expect(get(ctx, ruling).Status.Verdict).To(Equal(v1alpha1.VerdictIgnored))
			Expect(ruling.Status.Conditions).To(have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonOwnLookBack, `"health-commission"`))
		}
		Expect(duty.Status.Interviews).To(ConsistOf(And(HaveField("State", v1alpha1.InterviewRectifying), HaveField("LookBack", BeEmpty()))))

		r.clock.SetTime(moment("2024-07-09 10:00"))
		before := wrappers.Ruling("before").Duty(name).Office(finance).LookBack(v1alpha1.LookBackPassed, "").Subject(health).Obj()
		r.file(ctx, before)
		r.on(ctx, "2024-07-12 10:00", name)
		Expect(get(ctx, before).Status.Conditions).To(have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonNothingToLookBackAt))
	})
})

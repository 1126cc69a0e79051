// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// show writes the items of an agenda as "<weight> <kind> <reason> <name>".
func show(items []v1alpha1.AgendaItem) []string {
	shown := []string{}
	for i := range items {
		reason := items[i].Reason
		if reason != "" {
			reason += " "
		}
		shown = append(shown, fmt.Sprintf("%d %s %s%s", items[i].Weight, items[i].Kind, reason, items[i].Ref.Name))
	}
	return shown
}

var _ = Describe("The agenda of a session", func() {
	stamp := func(when string) *metav1.Time { return new(metav1.NewTime(moment(when))) }

	It("composes itself, follows what happens, and is kept as it stood when the session began", func(ctx SpecContext) {
		r := newRegion(ctx)
		for _, name := range []string{"overdue", "regions", "rectify", "look-back", "fine"} {
			Expect(env.Admin.Create(ctx, wrappers.Duty(name).Namespace(r.namespace).Title("任务 "+name).Leads(police).Obj())).To(Succeed())
		}
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		r.at(ctx, "2024-01-10 09:00", wrappers.Minutes("december").Meeting(plenary).Session("2023-12-15").Decision(wrappers.Decision("d1")).Obj())
		meeting, _ := r.on(ctx, "2024-01-10 09:00", plenary)
		Expect(show(meeting.Status.Next.Agenda)).To(Equal([]string{"40 OpenDecision plenary-2023-12-15-d1"}))
		r.told()

		By("duties that turn overdue, are escalated, and are under interview; and a plan with gaps")
		r.stand(ctx, "overdue", func(s *v1alpha1.DepartmentDutyStatus) {
			s.Light, s.OverdueSince, s.Escalation.Rung = v1alpha1.LightRed, stamp("2024-01-15 00:00"), v1alpha1.EscalationNotice
			s.Escalation.Since = stamp("2024-01-15 00:00")
		})
		r.stand(ctx, "regions", func(s *v1alpha1.DepartmentDutyStatus) {
			one, three, none := int32(1), int32(3), int32(0)
			s.Cascade = v1alpha1.CascadeStatus{Total: &three, Overdue: &one, Completed: &none, Troubled: &none}
		})
		interview := func(state v1alpha1.InterviewState, rectifyBy string, lookBack *metav1.Time) v1alpha1.Interview {
			return v1alpha1.Interview{Ruling: "r", ReceivedTime: stamp("2024-01-20 09:00"), Subject: police, RectifyBy: stamp(rectifyBy), State: state, LookBackTime: lookBack}
		}
		r.stand(ctx, "rectify", func(s *v1alpha1.DepartmentDutyStatus) {
			s.Interviews = []v1alpha1.Interview{interview(v1alpha1.InterviewRectifying, "2024-03-15 09:00", nil)}
		})
		r.stand(ctx, "look-back", func(s *v1alpha1.DepartmentDutyStatus) {
			s.Interviews = []v1alpha1.Interview{interview(v1alpha1.InterviewAwaitingLookBack, "2024-02-01 00:00", stamp("2024-03-01 00:00"))}
		})
		region := get(ctx, r.jurisdiction())
		region.Status.Conditions = []metav1.Condition{condition(v1alpha1.ConditionScopesCovered, metav1.ConditionFalse, v1alpha1.ReasonScopesUncovered)}
		Expect(env.Admin.Status().Update(ctx, region)).To(Succeed())
		full := []string{
			"75 LookBack look-back", "65 Rectification rectify", "60 OverdueDuty Notice overdue", "55 RegionsOverdue regions",
			"40 OpenDecision plenary-2023-12-15-d1", "30 PlanFinding ScopesCovered " + r.name,
		}
		meeting, _ = r.on(ctx, "2024-03-01 09:00", plenary)
		Expect(show(meeting.Status.Next.Agenda)).To(Equal(full))
		Expect(meeting.Status.Next.AgendaTotal).To(HaveValue(BeEquivalentTo(6)))
		Expect(meeting.Status.Next.Agenda[2]).To(And(HaveField("Subject", "任务 overdue"), HaveField("Time", be("2024-01-15 00:00")),
			HaveField("Leads", ConsistOf(v1alpha1.DepartmentCode(police))),
			HaveField("Ref.Kind", v1alpha1.AgendaDepartmentDuty)))
		Expect(r.told()).To(BeEmpty(), "an agenda is not told, but when the members are invited")
		r.on(ctx, "2024-03-08 00:00", plenary)
		Expect(r.told()).To(ConsistOf(HaveSuffix("items on the agenda: 6")))
		r.quiet(ctx)

		By("the session, for which it is kept")
		meeting, _ = r.on(ctx, "2024-03-15 09:00", plenary)
		frozen := HaveField("Sessions", ContainElement(And(HaveField("Date", v1alpha1.PlainDate("2024-03-15")),
			HaveField("AgendaTotal", HaveValue(BeEquivalentTo(6))), WithTransform(
				func(s v1alpha1.SessionStatus) []string { return show(s.Agenda) }, Equal(full)))))
		Expect(meeting.Status).To(frozen)
		Expect(show(meeting.Status.Next.Agenda)).To(Equal(full))

		By("what is made good, which is on the next one no more")
		for _, name := range []string{"overdue", "look-back", "rectify"} {
			r.stand(ctx, name, func(s *v1alpha1.DepartmentDutyStatus) {
				s.Light, s.Interviews, s.Escalation = v1alpha1.LightGreen, nil, v1alpha1.EscalationStatus{}
			})
		}
		r.clock.SetTime(r.clock.Now().Add(time.Minute))
		r.settle(ctx, plenary)
		meeting = r.meeting(ctx, plenary)
		Expect(show(meeting.Status.Next.Agenda)).To(Equal(full[3:]))
		Expect(meeting.Status).To(frozen)
		r.quiet(ctx)
	})

	It("that was overtaken by a stop of the operator is that which the status showed", func(ctx SpecContext) {
		r := newRegion(ctx)
		Expect(env.Admin.Create(ctx, wrappers.Duty("overdue").Namespace(r.namespace).Leads(police).Obj())).To(Succeed())
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		r.stand(ctx, "overdue", func(s *v1alpha1.DepartmentDutyStatus) { s.Light = v1alpha1.LightRed })
		r.on(ctx, "2024-03-14 09:00", plenary)
		r.stand(ctx, "overdue", func(s *v1alpha1.DepartmentDutyStatus) { s.Light = v1alpha1.LightGreen })
		r.restart()
		meeting, _ := r.on(ctx, "2024-03-20 09:00", plenary)
		Expect(meeting.Status.Sessions).To(ConsistOf(WithTransform(func(s v1alpha1.SessionStatus) []string { return show(s.Agenda) },
			Equal([]string{"50 OverdueDuty overdue"}))))
	})
})

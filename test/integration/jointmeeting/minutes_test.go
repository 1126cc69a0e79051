// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("The minutes of a session", func() {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	var r *region
	BeforeEach(func(ctx SpecContext) { r = newRegion(ctx) })

	It("are filed by the office, and by nobody else", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		r.on(ctx, "2024-03-15 09:00", plenary)
		wei := env.User(ctx, "wei-"+r.name)
		minutes := minutesOf("first").Namespace(r.namespace).FiledBy(wei.Name).Decision(wrappers.Decision("d1"))
		env.Grant(ctx, r.namespace, wei.Subject(), framework.Records(framework.Minutes, "create"))
		Expect(wei.Create(ctx, minutes.Obj())).To(framework.BeForbidden("minute", string(health)))
		env.Grant(ctx, r.namespace, wei.Subject(), framework.MinutesRules(string(health))...)
		Expect(wei.Create(ctx, minutes.Obj())).To(Succeed())
		r.on(ctx, "2024-03-20 10:00", plenary)
		filed := r.minutes(ctx, "first")
		Expect(filed.Status.Verdict).To(Equal(v1alpha1.VerdictInForce))
		Expect(filed.Status.Conditions).To(have(v1alpha1.ConditionLeadsAreMembers, yes, v1alpha1.ReasonAllMembers))
		Expect(filed.Status.ReceivedTime.Time).To(BeTemporally("==", filed.CreationTimestamp.Time), "the API server's stamp")
		Expect(r.duties(ctx)).To(ConsistOf(dutyOf("d1")))
	})

	It("wait for their meeting, and are in force once it is there", func(ctx SpecContext) {
		r.at(ctx, "2024-03-20 10:00", minutesOf("early").Decision(wrappers.Decision("d1")).Obj())
		writes, next := r.settle(ctx, plenary)
		Expect(writes).To(ConsistOf("STATUS MeetingMinutes early"))
		Expect(next).To(BeZero())
		Expect(r.minutes(ctx, "early").Status).To(And(HaveField("Verdict", BeEmpty()), HaveField("Conditions", And(
			have(v1alpha1.ConditionReady, no, v1alpha1.ReasonMeetingNotFound), have(v1alpha1.ConditionStalled, no, v1alpha1.ReasonNotStalled)))))
		r.quiet(ctx)
		Expect(r.duties(ctx)).To(BeEmpty())

		meeting := wrappers.Meeting(plenary).Namespace(r.namespace).Schedule(quarterly).Obj()
		Expect(env.Admin.Create(ctx, meeting)).To(Succeed())
		r.settle(ctx, plenary)
		Expect(r.minutes(ctx, "early").Status).To(And(HaveField("Verdict", v1alpha1.VerdictInForce),
			HaveField("ReceivedTime", be("2024-03-20 10:00")),
			HaveField("Conditions", have(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated))))
		Expect(get(ctx, meeting).Status.Sessions).To(ConsistOf(And(HaveField("Type", v1alpha1.SessionRecorded),
			HaveField("State", v1alpha1.SessionHeld), HaveField("StartTime", BeNil()), HaveField("AgendaTotal", BeNil()))))
		Expect(reasons(r.told())).To(ConsistOf("SessionHeld", "InForce", "Decided"))
		Expect(r.duties(ctx)).To(ConsistOf(dutyOf("d1")))
		r.quiet(ctx)
	})

	It("that come before their session record it, and it takes place no more and is not moved", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly).Extra("2024-03-14", "09:00"))
		r.on(ctx, "2024-03-08 09:00", plenary)
		r.told()
		r.at(ctx, "2024-03-12 10:00", minutesOf("moved-up").Held(moment("2024-03-12 09:00")).Obj(),
			minutesOf("extra").Session("2024-03-14").Held(moment("2024-03-12 10:00")).Obj())
		meeting, _ := r.on(ctx, "2024-03-12 10:00", plenary)
		Expect(meeting.Status.Sessions).To(HaveExactElements(HaveField("State", v1alpha1.SessionHeld),
			And(HaveField("State", v1alpha1.SessionHeld), HaveField("Minutes.HeldTime", be("2024-03-12 09:00")), HaveField("AgendaTotal", HaveValue(BeZero())))))
		Expect(meeting.Status.Next.Date).To(Equal(v1alpha1.PlainDate("2024-06-15")))
		Expect(reasons(r.told())).To(ConsistOf("SessionHeld", "InForce", "SessionHeld", "InForce"))
		edit(ctx, meeting, func(m *v1alpha1.JointMeeting) { m.Spec.ExtraSessions[0].Time = "16:00" })
		r.on(ctx, "2024-03-13 09:00", plenary)
		Expect(r.told()).To(BeEmpty())
		meeting, _ = r.on(ctx, "2024-05-15 09:00", plenary)
		Expect(meeting.Status.Sessions).To(And(HaveLen(2), HaveEach(HaveField("State", v1alpha1.SessionHeld))))
		Expect(r.told()).To(BeEmpty())
		r.quiet(ctx)
	})

	DescribeTable("say why they do not count",
		func(ctx SpecContext, reason string, stalled metav1.ConditionStatus, saying string, minutes ...*wrappers.MinutesWrapper) {
			r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
			r.on(ctx, "2024-03-15 09:00", plenary)
			r.told()
			var last string
			for _, w := range minutes {
				object := w.Obj()
				r.file(ctx, object)
				last = object.Name
			}
			r.on(ctx, "2024-03-20 10:00", plenary)
			status := r.minutes(ctx, last).Status
			Expect(status.Verdict).To(Equal(v1alpha1.VerdictIgnored))
			Expect(status.ReceivedTime).To(be("2024-03-15 09:00"))
			Expect(status.Conditions).To(have(v1alpha1.ConditionReady, no, reason, saying))
			stalledReason := reason
			if stalled == no {
				stalledReason = v1alpha1.ReasonNotStalled
			}
			Expect(status.Conditions).To(have(v1alpha1.ConditionStalled, stalled, stalledReason))
			Expect(r.told()).To(ContainElement(HavePrefix("Warning Ignored " + reason)))
			Expect(r.duties(ctx)).NotTo(ContainElement(dutyOf("d9")))
			r.quiet(ctx)
		},
		Entry("as another department keeps them", v1alpha1.ReasonNotTheOffice, yes, `"finance" does not keep the minutes`,
			minutesOf("m").Office(finance).Decision(wrappers.Decision("d9"))),
		Entry("as there is no such session", v1alpha1.ReasonUnknownSession, no, `the meeting has no session "2099-03-16"`,
			minutesOf("m").Session("2099-03-16").Held(moment("2024-03-15 09:00")).Decision(wrappers.Decision("d9"))),
		Entry("as there are some already", v1alpha1.ReasonAlreadyRecorded, yes, `"a"`,
			minutesOf("a"), minutesOf("b").Decision(wrappers.Decision("d9"))),
		Entry("as those that they correct are not there", v1alpha1.ReasonSupersededNotFound, no, `"lost"`,
			minutesOf("m").Supersedes("lost").Decision(wrappers.Decision("d9"))),
		Entry("as they correct those of another session", v1alpha1.ReasonSupersedesMismatch, yes, "2023-12-15",
			minutesOf("a").Session("2023-12-15"), minutesOf("b").Supersedes("a").Decision(wrappers.Decision("d9"))),
		Entry("as others have corrected the same", v1alpha1.ReasonAlreadySuperseded, yes, `"b" supersedes "a" already`,
			minutesOf("a"), minutesOf("b").Supersedes("a"), minutesOf("c").Supersedes("a").Decision(wrappers.Decision("d9"))),
		Entry("as they supersede each other", v1alpha1.ReasonSupersedesCycle, yes, `"a" leads back`,
			minutesOf("a").Supersedes("b").Decision(wrappers.Decision("d9")), minutesOf("b").Supersedes("a").Decision(wrappers.Decision("d9"))),
	)

	It("wait for a meeting that cannot be evaluated", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule("0 9 31 2 *"))
		r.at(ctx, "2024-03-20 10:00", minutesOf("m").Obj())
		meeting, _ := r.on(ctx, "2024-03-20 10:00", plenary)
		Expect(meeting.Status.Conditions).To(And(have(v1alpha1.ConditionReady, no, v1alpha1.ReasonInvalidSchedule, "spec.schedule.cron"),
			have(v1alpha1.ConditionStalled, yes, v1alpha1.ReasonInvalidSchedule)))
		Expect(r.minutes(ctx, "m").Status).To(And(HaveField("Verdict", BeEmpty()), HaveField("Conditions", And(
			have(v1alpha1.ConditionReady, no, v1alpha1.ReasonMeetingNotReady, "spec.schedule.cron"),
			have(v1alpha1.ConditionStalled, no, v1alpha1.ReasonNotStalled)))))
		Expect(r.told()).To(ConsistOf(HavePrefix("Warning Stalled InvalidSchedule")))
		r.quiet(ctx)
	})
})

var _ = Describe("A meeting", func() {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	var r *region
	BeforeEach(func(ctx SpecContext) { r = newRegion(ctx) })

	It("waits for a region, and then tells which departments that does not declare", func(ctx SpecContext) {
		held := get(ctx, r.jurisdiction())
		held.Status.Namespace, held.Status.Path = "", "restored"
		Expect(env.Admin.Status().Update(ctx, held)).To(Succeed())
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly).Convener(health).Members(health, "weather-bureau"))
		meeting, next := r.on(ctx, "2024-01-02 09:00", plenary)
		Expect(meeting.Status.Conditions).To(And(have(v1alpha1.ConditionReady, no, v1alpha1.ReasonJurisdictionNotFound, r.namespace),
			have(v1alpha1.ConditionStalled, no, v1alpha1.ReasonNotStalled)))
		Expect(next).To(BeZero())
		r.quiet(ctx)

		held.Status.Namespace = r.namespace
		Expect(env.Admin.Status().Update(ctx, held)).To(Succeed())
		meeting, _ = r.on(ctx, "2024-03-08 09:00", plenary)
		Expect(meeting.Status.Conditions).To(And(
			have(v1alpha1.ConditionReady, no, v1alpha1.ReasonUnknownDepartment, `spec.members[1]: "weather-bureau"`),
			have(v1alpha1.ConditionStalled, yes, v1alpha1.ReasonUnknownDepartment)))
		Expect(reasons(r.told())).To(ConsistOf("SessionNotice", "Stalled"), "and takes place all the same")
		r.quiet(ctx)

		edit(ctx, held, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Departments = append(j.Spec.Departments, wrappers.Department("weather-bureau").Obj())
		})
		meeting, _ = r.on(ctx, "2024-03-09 09:00", plenary)
		Expect(meeting.Status.Conditions).To(have(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated))
	})

	DescribeTable("says why it cannot be evaluated, and keeps what is known",
		func(ctx SpecContext, reason string, stalled metav1.ConditionStatus, saying string, change func(*v1alpha1.Jurisdiction)) {
			r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
			before, _ := r.on(ctx, "2024-03-08 09:00", plenary)
			r.told()
			edit(ctx, r.jurisdiction(), change)
			meeting, next := r.on(ctx, "2024-06-01 09:00", plenary)
			Expect(meeting.Status.Conditions).To(And(have(v1alpha1.ConditionReady, no, reason, saying),
				ContainElement(And(HaveField("Type", v1alpha1.ConditionStalled), HaveField("Status", stalled)))))
			Expect(meeting.Status.Sessions).To(Equal(before.Status.Sessions))
			Expect(next).To(BeZero())
			if stalled == yes {
				Expect(r.told()).To(ConsistOf(HavePrefix("Warning Stalled " + reason)))
			}
			r.quiet(ctx)
		},
		Entry("in a time zone that is not known", v1alpha1.ReasonUnknownTimeZone, yes, "Mars/Olympus",
			func(j *v1alpha1.Jurisdiction) { j.Spec.TimeZone = "Mars/Olympus" }),
		Entry("below a region that is not there, whose calendar may count", v1alpha1.ReasonParentNotFound, no, "nowhere",
			func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = "nowhere" }),
	)

	It("is evaluated again where the cache was behind, and is told of nothing twice", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		r.clock.SetTime(moment("2024-03-08 09:00"))
		meeting := r.meeting(ctx, plenary)
		r.beforeWrite = func() error {
			r.beforeWrite = nil
			edit(ctx, meeting, func(m *v1alpha1.JointMeeting) { m.Labels = map[string]string{"meanwhile": "edited"} })
			return nil
		}
		result, err := r.try(ctx, plenary)
		Expect(err).NotTo(HaveOccurred())
		Expect(result.RequeueAfter).To(BeNumerically(">", 0))
		Expect(r.told()).To(BeEmpty())
		r.settle(ctx, plenary)
		Expect(reasons(r.told())).To(ConsistOf("SessionNotice"))
	})

	It("that was deleted a moment ago makes no duties any more", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		r.at(ctx, "2024-03-20 10:00", minutesOf("march").Decision(wrappers.Decision("d1")).Obj())
		r.beforeWrite = func() error {
			r.beforeWrite = nil
			return env.Admin.Delete(ctx, r.meeting(ctx, plenary))
		}
		_, err := r.try(ctx, plenary)
		Expect(err).NotTo(HaveOccurred())
		Expect(r.writes).To(ConsistOf("STATUS JointMeeting plenary"))
		Expect(r.told()).To(BeEmpty())
		Expect(r.duties(ctx)).To(BeEmpty())
	})

	It("on a theme looks at the members who hold duties of its scopes, or at none", func(ctx SpecContext) {
		for _, duty := range []*wrappers.DutyWrapper{
			wrappers.Duty("other").Leads(police), wrappers.Duty("advertising").Scope("advertising").Leads(health).Participants(finance),
		} {
			Expect(env.Admin.Create(ctx, duty.Namespace(r.namespace).Obj())).To(Succeed())
		}
		r.convene(ctx, wrappers.Meeting("themed").Special("advertising", "blood").Members(health))
		r.convene(ctx, wrappers.Meeting("unthemed").Special().Members(health))
		meeting, _ := r.on(ctx, "2024-01-02 09:00", "themed")
		Expect(meeting.Status.Conditions).To(have(v1alpha1.ConditionMembersConsistent, no, v1alpha1.ReasonNotMembers,
			"1 of 2 departments that hold duties: finance holds 1 (advertising)", "blood"))
		meeting, _ = r.on(ctx, "2024-01-02 09:00", "unthemed")
		Expect(meeting.Status.Conditions).To(have(v1alpha1.ConditionMembersConsistent, yes, v1alpha1.ReasonNoTheme))
	})

	It("that was restored without its status says so, until somebody has looked into it", func(ctx SpecContext) {
		r.file(ctx, wrappers.Meeting(plenary).Schedule(quarterly).Obj())
		r.at(ctx, "2024-03-20 10:00", minutesOf("march").Obj())
		r.settle(ctx, plenary)
		meeting := r.meeting(ctx, plenary)
		Expect(meeting.Status.Conditions).To(have(v1alpha1.ConditionLedgerLost, yes, v1alpha1.ReasonRestoredWithoutStatus))
		Expect(meeting.Status.Sessions).To(ConsistOf(HaveField("Type", v1alpha1.SessionRecorded)))
		Expect(reasons(r.told())).To(ContainElement(v1alpha1.ConditionLedgerLost))
		r.quiet(ctx)
		edit(ctx, meeting, func(m *v1alpha1.JointMeeting) { m.Annotations = nil })
		r.settle(ctx, plenary)
		Expect(r.meeting(ctx, plenary).Status.Conditions).NotTo(ContainElement(HaveField("Type", v1alpha1.ConditionLedgerLost)))
	})

	It("that is being deleted is evaluated, and makes no duties any more", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		deleted := r.meeting(ctx, plenary)
		Expect(env.Admin.Delete(ctx, deleted, client.PropagationPolicy(metav1.DeletePropagationForeground))).To(Succeed())
		Expect(get(ctx, deleted).DeletionTimestamp).NotTo(BeNil(), "no garbage collector runs here")
		r.at(ctx, "2024-03-20 10:00", minutesOf("march").Decision(wrappers.Decision("d1")).Obj())
		writes, _ := r.settle(ctx, plenary)
		Expect(writes).To(ConsistOf("STATUS JointMeeting plenary", "STATUS MeetingMinutes march"))
		Expect(r.duties(ctx)).To(BeEmpty())
	})
})

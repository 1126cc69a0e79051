// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// quarterly is the schedule of most tests. Of the days that it names in 2024, 15 March is a Friday, 15 June a Saturday, 15
// September a holiday until the 17th, and 15 December a Sunday.
const quarterly = "0 9 15 3,6,9,12 *"

// missedSessions is what the metric counts by now.
func missedSessions() float64 {
	GinkgoHelper()
	families, err := metrics.Registry.Gather()
	Expect(err).NotTo(HaveOccurred())
	for _, family := range families {
		if family.GetName() == "supervision_meeting_sessions_missed_total" {
			return family.GetMetric()[0].GetCounter().GetValue()
		}
	}
	Fail("there is no metric of missed sessions")
	return 0
}

var _ = Describe("The sessions of a meeting", func() {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	var r *region
	BeforeEach(func(ctx SpecContext) { r = newRegion(ctx) })

	It("are announced, begin and are held, each told once", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Title("联席会议").Place("一号会议室").Schedule(quarterly).NextWorkingDay().Quorum(2))
		meeting, next := r.on(ctx, "2024-01-02 09:00", plenary)
		Expect(meeting.Status.Conditions).To(And(have(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated),
			have(v1alpha1.ConditionStalled, no, v1alpha1.ReasonNotStalled),
			have(v1alpha1.ConditionSessionMissed, no, v1alpha1.ReasonNoSessionYet),
			have(v1alpha1.ConditionMinutesOverdue, no, v1alpha1.ReasonMinutesInTime),
			have(v1alpha1.ConditionDecisionsOnTrack, yes, v1alpha1.ReasonNoDecisions),
			have(v1alpha1.ConditionMembersConsistent, yes, v1alpha1.ReasonAllMembers)))
		Expect(meeting.Status.Next).To(And(HaveField("Date", v1alpha1.PlainDate("2024-03-15")),
			HaveField("StartTime", be("2024-03-15 09:00")), HaveField("NoticeTime", be("2024-03-08 00:00")),
			HaveField("AgendaTotal", HaveValue(BeZero()))))
		Expect(meeting.Status.Sessions).To(BeEmpty())
		Expect(meeting.Status.Calendar).To(HaveField("Source", "builtin"))
		Expect(next).To(BeTemporally("==", moment("2024-03-08 00:00")), "it comes back when the members are invited")
		r.quiet(ctx)

		By("the notice, and not before")
		r.notBefore(ctx, "2024-03-08 00:00")
		meeting, next = r.on(ctx, "2024-03-08 00:00", plenary)
		Expect(r.told()).To(ConsistOf("Normal SessionNotice 联席会议: the session of 2024-03-15 begins at 2024-03-15T01:00:00Z, " +
			"at 一号会议室; items on the agenda: 0"))
		Expect(meeting.Status.Sessions).To(ConsistOf(And(
			HaveField("Date", v1alpha1.PlainDate("2024-03-15")), HaveField("Type", v1alpha1.SessionRegular),
			HaveField("State", v1alpha1.SessionScheduled), HaveField("StartTime", be("2024-03-15 09:00")),
			HaveField("NotifiedTime", be("2024-03-08 00:00")))))
		Expect(next).To(BeTemporally("==", moment("2024-03-15 09:00")), "it comes back when the session begins")
		r.quiet(ctx)

		By("the session, and the next one, which is moved off a Saturday")
		meeting, next = r.on(ctx, "2024-03-15 09:00", plenary)
		Expect(r.told()).To(BeEmpty())
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("State", v1alpha1.SessionAwaitingMinutes),
			HaveField("MinutesDueTime", be("2024-03-30 00:00")), HaveField("GraceEndTime", be("2024-04-16 00:00")),
			HaveField("AgendaTotal", HaveValue(BeZero())))))
		Expect(meeting.Status.Next).To(And(HaveField("Date", v1alpha1.PlainDate("2024-06-15")),
			HaveField("StartTime", be("2024-06-17 09:00")), HaveField("NoticeTime", be("2024-06-07 00:00"))))
		Expect(next).To(BeTemporally("==", moment("2024-03-30 00:00")), "it comes back when the minutes are overdue")
		r.quiet(ctx)

		By("its minutes")
		r.at(ctx, "2024-03-20 10:00", wrappers.Minutes("march").Meeting(plenary).Session("2024-03-15").
			Attendees(health, "archives", finance).Apologies(police).Obj())
		meeting, next = r.on(ctx, "2024-03-20 10:00", plenary)
		Expect(r.told()).To(ConsistOf(
			`Normal SessionHeld the session of 2024-03-15 was held at 2024-03-15T01:00:00Z; 2 of 3 members attended, and 2 must; minutes "march"`,
			"Normal InForce of the session of 2024-03-15, received 2024-03-20T02:00:00Z"))
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("State", v1alpha1.SessionHeld), HaveField("MissedTime", BeNil()),
			HaveField("Minutes.Name", "march"), HaveField("Minutes.ReceivedTime", be("2024-03-20 10:00")),
			HaveField("Minutes.HeldTime", be("2024-03-15 09:00")),
			HaveField("Attendance.Quorum", v1alpha1.QuorumMet), HaveField("Attendance.Present", HaveValue(BeEquivalentTo(2))),
			HaveField("Attendance.Apologies", ConsistOf(v1alpha1.DepartmentCode(police))),
			HaveField("Attendance.Guests", ConsistOf(v1alpha1.DepartmentCode("archives"))))))
		Expect(meeting.Status.Conditions).To(have(v1alpha1.ConditionSessionMissed, no, v1alpha1.ReasonSessionHeld, "2024-03-15"))
		Expect(next).To(BeTemporally("==", moment("2024-06-07 00:00")), "it comes back when the members are invited to the next one")
		r.quiet(ctx)

		By("the next notice")
		r.on(ctx, "2024-06-07 00:00", plenary)
		Expect(reasons(r.told())).To(ConsistOf("SessionNotice"))
		r.quiet(ctx)
	})

	It("without minutes are awaited, overdue and then missed, and stay missed once in the ledger", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		r.on(ctx, "2024-03-15 09:00", plenary)
		r.told()
		counted := missedSessions()
		r.notBefore(ctx, "2024-03-30 00:00")
		meeting, next := r.on(ctx, "2024-03-30 00:00", plenary)
		Expect(r.told()).To(ConsistOf("Warning MinutesOverdue the minutes of the session of 2024-03-15 were due before 2024-03-29T16:00:00Z"))
		Expect(meeting.Status.Sessions).To(ConsistOf(HaveField("State", v1alpha1.SessionMinutesOverdue)))
		Expect(meeting.Status.Conditions).To(And(
			have(v1alpha1.ConditionMinutesOverdue, yes, v1alpha1.ReasonMinutesNotFiled, "2024-03-15 (due 2024-03-30T00:00:00+08:00)"),
			have(v1alpha1.ConditionSessionMissed, no, v1alpha1.ReasonNoSessionYet), have(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated)))
		Expect(next).To(BeTemporally("==", moment("2024-04-16 00:00")))
		r.quiet(ctx)

		r.notBefore(ctx, "2024-04-16 00:00")
		meeting, next = r.on(ctx, "2024-04-16 00:00", plenary)
		Expect(r.told()).To(ConsistOf(
			"Warning SessionMissed no minutes of the session of 2024-03-15 were filed before 2024-04-15T16:00:00Z: it counts as not held"))
		Expect(missedSessions()).To(Equal(counted + 1))
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("State", v1alpha1.SessionMissed), HaveField("MissedTime", be("2024-04-16 00:00")))))
		Expect(meeting.Status.Conditions).To(And(have(v1alpha1.ConditionSessionMissed, yes, v1alpha1.ReasonNoMinutesFiled, "2024-03-15"),
			have(v1alpha1.ConditionMinutesOverdue, no, v1alpha1.ReasonMinutesInTime)))
		Expect(next).To(BeTemporally("==", moment("2024-06-07 00:00")))
		r.quiet(ctx)

		By("a plan that allows more time now: what has passed stays")
		edit(ctx, meeting, func(m *v1alpha1.JointMeeting) {
			m.Spec.MinutesWithin, m.Spec.MissedAfter = wrappers.Months(6), wrappers.Months(12)
		})
		meeting, _ = r.on(ctx, "2024-04-17 00:00", plenary)
		Expect(meeting.Status.Sessions).To(ConsistOf(HaveField("State", v1alpha1.SessionMissed)))
		Expect(r.told()).To(BeEmpty())

		By("minutes that come late")
		r.at(ctx, "2024-05-10 10:00", wrappers.Minutes("late").Meeting(plenary).Session("2024-03-15").Obj())
		meeting, _ = r.on(ctx, "2024-05-10 10:00", plenary)
		Expect(reasons(r.told())).To(ConsistOf("SessionHeld", "InForce"))
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("State", v1alpha1.SessionHeld),
			HaveField("MissedTime", be("2024-04-16 00:00")), HaveField("Minutes.ReceivedTime", be("2024-05-10 10:00")))))
		Expect(meeting.Status.Conditions).To(have(v1alpha1.ConditionSessionMissed, no, v1alpha1.ReasonSessionHeld))
		Expect(missedSessions()).To(Equal(counted + 1))
		r.quiet(ctx)
	})

	It("of two years in which nobody looked are all recorded, at the instants at which they were missed", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly).NextWorkingDay())
		r.on(ctx, "2024-01-02 09:00", plenary)
		counted := missedSessions()
		meeting, _ := r.on(ctx, "2025-12-31 12:00", plenary)
		missed := func(date v1alpha1.PlainDate, start, when string) OmegaMatcher {
			return And(HaveField("Date", date), HaveField("State", v1alpha1.SessionMissed), HaveField("StartTime", be(start)),
				HaveField("MissedTime", be(when)))
		}
		Expect(meeting.Status.Sessions).To(HaveExactElements(
			missed("2024-03-15", "2024-03-15 09:00", "2024-04-16 00:00"), missed("2024-06-15", "2024-06-17 09:00", "2024-07-18 00:00"),
			missed("2024-09-15", "2024-09-18 09:00", "2024-10-19 00:00"), missed("2024-12-15", "2024-12-16 09:00", "2025-01-17 00:00"),
			missed("2025-03-15", "2025-03-17 09:00", "2025-04-18 00:00"), missed("2025-06-15", "2025-06-16 09:00", "2025-07-17 00:00"),
			missed("2025-09-15", "2025-09-15 09:00", "2025-10-16 00:00"),
			And(HaveField("Date", v1alpha1.PlainDate("2025-12-15")), HaveField("State", v1alpha1.SessionMinutesOverdue))))
		Expect(missedSessions()).To(Equal(counted + 7))
		told := r.told()
		Expect(reasons(told)).To(ConsistOf("SessionMissed", "SessionMissed", "SessionMissed", "SessionMissed", "SessionMissed",
			"SessionMissed", "SessionMissed", "MinutesOverdue"), "nobody is invited to what has begun")
		r.quiet(ctx)
	})

	It("whose minutes came late are missed and held, also where nobody looked in between", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		r.on(ctx, "2024-03-15 09:00", plenary)
		r.told()
		counted := missedSessions()
		r.at(ctx, "2024-04-16 00:00", wrappers.Minutes("late").Meeting(plenary).Session("2024-03-15").Obj())
		meeting, _ := r.on(ctx, "2024-05-01 09:00", plenary)
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("State", v1alpha1.SessionHeld), HaveField("MissedTime", be("2024-04-16 00:00")))))
		Expect(reasons(r.told())).To(ConsistOf("SessionMissed", "SessionHeld", "InForce"))
		Expect(missedSessions()).To(Equal(counted + 1))
		r.quiet(ctx)
	})

	It("that too few attended are not quorate", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly).QuorumPercent(51))
		r.at(ctx, "2024-03-20 10:00", wrappers.Minutes("march").Meeting(plenary).Session("2024-03-15").Attendees(health, "archives").Obj())
		meeting, _ := r.on(ctx, "2024-03-20 10:00", plenary)
		Expect(r.told()).To(ContainElement(And(HavePrefix("Warning SessionInquorate"), ContainSubstring("1 of 3 members attended, and 2 must"))))
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("State", v1alpha1.SessionInquorate),
			HaveField("Attendance.Quorum", v1alpha1.QuorumNotMet),
			HaveField("Attendance.Absent", ConsistOf(v1alpha1.DepartmentCode(finance), v1alpha1.DepartmentCode(police))))))
		Expect(meeting.Status.Conditions).To(have(v1alpha1.ConditionSessionMissed, yes, v1alpha1.ReasonInquorate, "1 of 3 members"))
		r.quiet(ctx)

		By("members of whom fewer must attend now: what was found stays")
		edit(ctx, meeting, func(m *v1alpha1.JointMeeting) { m.Spec.Quorum = v1alpha1.Quorum{Number: 1} })
		meeting, _ = r.on(ctx, "2024-03-21 10:00", plenary)
		Expect(meeting.Status.Sessions).To(ConsistOf(HaveField("State", v1alpha1.SessionInquorate)))
		Expect(r.told()).To(BeEmpty())
	})

	It("beside the schedule are announced when they are declared, and called off when they are not any more", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		meeting, _ := r.on(ctx, "2024-01-02 09:00", plenary)
		edit(ctx, meeting, func(m *v1alpha1.JointMeeting) {
			m.Spec.ExtraSessions = []v1alpha1.ExtraSession{
				{Date: "2024-01-07", Time: "14:30", Purpose: "一个周日"}, {Date: "2024-01-10", Time: "09:00"}, {Date: "2024-03-15", Time: "16:00"},
			}
		})
		meeting, _ = r.on(ctx, "2024-01-03 09:00", plenary)
		Expect(r.told()).To(ConsistOf(ContainSubstring("the session of 2024-01-07 begins at 2024-01-07T06:30:00Z"),
			ContainSubstring("the session of 2024-01-10 begins")))
		Expect(meeting.Status.Next.Date).To(Equal(v1alpha1.PlainDate("2024-01-07")))
		Expect(meeting.Status.Sessions).To(HaveEach(And(HaveField("Type", v1alpha1.SessionExtra), HaveField("State", v1alpha1.SessionScheduled))))
		r.quiet(ctx)

		By("the second, which is put off by an hour")
		edit(ctx, meeting, func(m *v1alpha1.JointMeeting) { m.Spec.ExtraSessions[1].Time = "10:00" })
		r.on(ctx, "2024-01-04 09:00", plenary)
		Expect(r.told()).To(ConsistOf("Normal SessionMoved the session of 2024-01-10 moved from 2024-01-10T01:00:00Z to 2024-01-10T02:00:00Z"))

		By("the first, which is held")
		r.at(ctx, "2024-01-07 18:00", wrappers.Minutes("extra").Meeting(plenary).Session("2024-01-07").Obj())
		r.on(ctx, "2024-01-07 18:00", plenary)
		Expect(reasons(r.told())).To(ConsistOf("SessionHeld", "InForce"))

		By("the second, which is called off before it began")
		edit(ctx, meeting, func(m *v1alpha1.JointMeeting) { m.Spec.ExtraSessions = nil })
		meeting, _ = r.on(ctx, "2024-01-09 09:00", plenary)
		Expect(r.told()).To(ConsistOf("Warning SessionCancelled the session of 2024-01-10 is no more in the plan"))
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("Date", v1alpha1.PlainDate("2024-01-07")), HaveField("State", v1alpha1.SessionHeld))))
		r.quiet(ctx)

		By("the one on a day that the schedule names, which is that of the schedule")
		meeting, _ = r.on(ctx, "2024-03-08 09:00", plenary)
		Expect(meeting.Status.Sessions).To(ContainElement(And(HaveField("Date", v1alpha1.PlainDate("2024-03-15")),
			HaveField("Type", v1alpha1.SessionRegular), HaveField("StartTime", be("2024-03-15 09:00")))))
	})

	It("are moved by a calendar that arrives, with one notice of each", func(ctx SpecContext) {
		days := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
			Namespace: "default", Name: r.name, Labels: map[string]string{v1alpha1.LabelCalendar: ""},
		}}
		const year = "2024-01-01 holiday\n2024-05-01 holiday\n2024-10-01..2024-10-07 holiday\n"
		edit(ctx, r.jurisdiction(), func(j *v1alpha1.Jurisdiction) {
			j.Spec.CalendarRef = v1alpha1.CalendarReference{Namespace: "default", Name: v1alpha1.ObjectName(r.name)}
		})
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly).NextWorkingDay())
		meeting, next := r.on(ctx, "2024-01-02 09:00", plenary)
		Expect(meeting.Status.Conditions).To(And(
			have(v1alpha1.ConditionReady, no, v1alpha1.ReasonCalendarNotFound, "spec.schedule.adjust", "spec.notice", "default/"+r.name),
			have(v1alpha1.ConditionStalled, no, v1alpha1.ReasonNotStalled)))
		Expect(next).To(BeZero(), "it waits for the calendar")
		r.quiet(ctx)

		By("a calendar")
		days.Data = map[string]string{"2024": year}
		Expect(env.Admin.Create(ctx, days)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) { Expect(client.IgnoreNotFound(env.Admin.Delete(ctx, days))).To(Succeed()) })
		meeting, _ = r.on(ctx, "2024-03-08 09:00", plenary)
		Expect(meeting.Status.Conditions).To(have(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated))
		Expect(meeting.Status.Calendar.Source).To(Equal("default/" + r.name))
		Expect(reasons(r.told())).To(ConsistOf("SessionNotice"))

		By("another notice of the State Council, after the members were invited")
		days.Data["2024"] = year + "2024-03-14..2024-03-15 holiday\n"
		Expect(env.Admin.Update(ctx, days)).To(Succeed())
		meeting, next = r.on(ctx, "2024-03-11 09:00", plenary)
		Expect(r.told()).To(ConsistOf("Normal SessionMoved the session of 2024-03-15 moved from 2024-03-15T01:00:00Z to 2024-03-18T01:00:00Z"))
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("Date", v1alpha1.PlainDate("2024-03-15")),
			HaveField("StartTime", be("2024-03-18 09:00")), HaveField("State", v1alpha1.SessionScheduled))))
		Expect(meeting.Status.Next).To(And(HaveField("Date", v1alpha1.PlainDate("2024-03-15")), HaveField("StartTime", be("2024-03-18 09:00"))))
		Expect(next).To(BeTemporally("==", moment("2024-03-18 09:00")))
		r.quiet(ctx)

		By("a correction of it that comes after the session has begun, which moves nothing that has passed")
		r.on(ctx, "2024-03-18 09:00", plenary)
		days.Data["2024"] = year + "2024-03-18..2024-03-19 holiday\n"
		Expect(env.Admin.Update(ctx, days)).To(Succeed())
		meeting, _ = r.on(ctx, "2024-03-18 10:00", plenary)
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("StartTime", be("2024-03-18 09:00")),
			HaveField("State", v1alpha1.SessionAwaitingMinutes))))
		Expect(r.told()).To(BeEmpty())

		By("the calendar going away: what is known stays, and nothing is recorded")
		Expect(env.Admin.Delete(ctx, days)).To(Succeed())
		meeting, _ = r.on(ctx, "2024-12-01 09:00", plenary)
		Expect(meeting.Status.Sessions).To(ConsistOf(HaveField("State", v1alpha1.SessionAwaitingMinutes)))
		Expect(r.told()).To(BeEmpty())
	})

	It("follow a schedule that is edited from then on", func(ctx SpecContext) {
		r.convene(ctx, wrappers.Meeting(plenary).Schedule(quarterly))
		meeting, _ := r.on(ctx, "2024-03-08 09:00", plenary)
		Expect(reasons(r.told())).To(ConsistOf("SessionNotice"))
		edit(ctx, meeting, func(m *v1alpha1.JointMeeting) { m.Spec.Schedule.Cron = "0 10 1 * *" })
		meeting, _ = r.on(ctx, "2024-03-10 09:00", plenary)
		Expect(r.told()).To(ConsistOf("Warning SessionCancelled the session of 2024-03-15 is no more in the plan"))
		Expect(meeting.Status.Sessions).To(BeEmpty())
		Expect(meeting.Status.Next).To(And(HaveField("Date", v1alpha1.PlainDate("2024-04-01")), HaveField("StartTime", be("2024-04-01 10:00"))))
		Expect(meeting.Status.Schedule.Since).To(be("2024-03-10 09:00"))
		r.quiet(ctx)
	})
})

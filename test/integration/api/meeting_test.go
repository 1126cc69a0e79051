// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// meeting begins a meeting that is accepted.
func meeting() *wrappers.MeetingWrapper { return wrappers.Meeting("meeting").Namespace(namespace) }

// meetingNamed is a meeting of another name.
func meetingNamed(name string) client.Object {
	return wrappers.Meeting(name).Namespace(namespace).Obj()
}

// oneQuorum is what is said of a quorum that is neither a number nor a percentage, or both.
const oneQuorum = "exactly one of the fields in [number percent] must be set"

var _ = Describe("A JointMeeting", func() {
	It("gets defaults", func(ctx SpecContext) {
		create(ctx, raw(meeting().Obj(), func(spec map[string]any) {
			for field := range spec {
				if field != "title" {
					delete(spec, field)
				}
			}
			spec["schedule"] = map[string]any{"cron": "0 9 15 * *"}
		}))
		given := framework.Get(ctx, env.Admin, meeting().Obj())
		Expect(given.Spec).To(Equal(v1alpha1.JointMeetingSpec{
			Title: "meeting", Kind: v1alpha1.MeetingPlenary,
			Schedule: v1alpha1.MeetingSchedule{Cron: "0 9 15 * *", Adjust: v1alpha1.AdjustNone},
			Notice:   wrappers.WorkingDays(5), MinutesWithin: wrappers.WorkingDays(10), MissedAfter: wrappers.Months(1),
			LengthMinutes: 120,
		}))
	})

	It("keeps what is given in place of a default", func(ctx SpecContext) {
		given := meeting().Liaison().Schedule("0 9 15 * *").NextWorkingDay().Notice(wrappers.Days(7)).MinutesWithin(wrappers.Days(14)).
			MissedAfter(wrappers.WorkingDays(30)).Length(90).Obj()
		create(ctx, given)
		Expect(framework.Get(ctx, env.Admin, meeting().Obj()).Spec).To(Equal(given.Spec))
		Expect(given.Spec.Notice).To(Equal(wrappers.Days(7)))
	})

	It("can be changed, since it is a plan", func(ctx SpecContext) {
		given := meeting().Schedule("0 9 15 3,6,9,12 *").Obj()
		create(ctx, given)
		given.Spec.Schedule = v1alpha1.MeetingSchedule{}
		given.Spec.Kind = v1alpha1.MeetingSpecial
		Expect(env.Admin.Update(ctx, given)).To(Succeed())
		Expect(given.Generation).To(BeEquivalentTo(2))
	})

	DescribeTable("is accepted with", accept,
		Entry("nothing but a title", meeting().Obj()),
		Entry("a title of 200 characters", meeting().Title(long(200)).Obj()),
		Entry("the longest name", meetingNamed(strings.Repeat("a", 63))),
		Entry("as many members as there may be, of whom one convenes", meeting().
			Members(numbered[v1alpha1.DepartmentName](100, "department-%d")...).Convener("department-99").Quorum(100).Obj()),
		Entry("a convener, where all departments are members", meeting().Convener("health-commission").Obj()),
		Entry("a quorum, where all departments are members", meeting().Quorum(100).Obj()),
		Entry("the quorum of one", meeting().Quorum(1).Obj()),
		Entry("a quorum in percent", meeting().Members("police").QuorumPercent(100).Obj()),
		Entry("an office", meeting().Office("market-regulation").Obj()),
		Entry("a theme", meeting().Special("false-advertising", "medical-purchasing").Members("police", "market-regulation").Obj()),
		Entry("a theme that is no scope", meeting().Special().Obj()),
		Entry("liaison officers", meeting().Liaison().Obj()),
		Entry("the shortest schedule", meeting().Schedule("* * * * *").Obj()),
		Entry("lists, ranges and steps", meeting().Schedule("0,30 8-17/3 1 1-12/6 MON-FRI").NextWorkingDay().Obj()),
		Entry("a schedule of 100 characters", meeting().Schedule("0 0 16 4 "+strings.Repeat("1", 91)).Obj()),
		Entry("extra sessions alone", meeting().Extra("2026-05-08", "14:30").Purpose(long(200)).Extra("2026-05-09", "00:00").Obj()),
		Entry("as many extra sessions as there may be", func() client.Object {
			w := meeting().Schedule("0 9 15 * *")
			for i := range 24 {
				w.Extra(v1alpha1.PlainDate(fmt.Sprintf("2026-05-%02d", i+1)), "23:59")
			}
			return w.Obj()
		}()),
		Entry("no notice", meeting().Notice(wrappers.Days(0)).Obj()),
		Entry("minutes that are due on the day", meeting().MinutesWithin(wrappers.WorkingDays(0)).MissedAfter(wrappers.Days(0)).Obj()),
		Entry("five minutes", meeting().Length(5).Obj()),
		Entry("a whole day", meeting().Length(1440).Place(long(200)).Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("no title", meeting().Title("").Obj(), "spec.title", "Required value"),
		Entry("an empty title", raw(meeting().Obj(), set("title", "")), "spec.title", "at least 1 chars"),
		Entry("a long title", meeting().Title(long(201)).Obj(), "spec.title", "200"),
		Entry("a title of two lines", meeting().Title("联席\n会议").Obj(), "spec.title", controls),
		Entry("a title that turns the text around", meeting().Title("联席\u202e会议").Obj(), "spec.title", controls),
		Entry("no spec", withoutSpec(raw(meeting().Obj(), func(map[string]any) {})), "spec", "Required value"),
		Entry("a name of 64 letters", meetingNamed(strings.Repeat("a", 64)), nowhere,
			`metadata.name "`+strings.Repeat("a", 64)+`" is not the name of a meeting: use at most 63 lower-case letters, digits and hyphens`),
		Entry("a name with a dot", meetingNamed("plenary.2026"), nowhere, `metadata.name "plenary.2026" is not the name of a meeting`, `"plenary"`),

		Entry("another kind", meeting().Kind("Banquet").Obj(), "spec.kind", `"Banquet"`, `"Plenary", "Liaison", "Special"`),
		Entry("a convener that is no code", meeting().Convener("卫健委").Obj(), "spec.convener", `"卫健委" is not a department code`),
		Entry("a convener that is no member", meeting().Members("police", "audit").Convener("finance").Obj(),
			"spec.convener", `"finance" is not one of members: whoever convenes the meeting is a member of it`),
		Entry("empty members", raw(meeting().Obj(), set("members", []any{})), "spec.members", "at least 1 items"),
		Entry("too many members", meeting().Members(numbered[v1alpha1.DepartmentName](101, "department-%d")...).Obj(),
			"spec.members", "at most 100 items"),
		Entry("a member twice", meeting().Members("police", "police").Obj(), "spec.members[1]", `Duplicate value: "police"`),
		Entry("a member by its local name", meeting().Members("公安").Obj(), "spec.members[0]", `"公安" is not a department code`),
		Entry("the parent as a member", meeting().Members("parent:beijing").Obj(), "spec.members[0]", "not a department code"),
		Entry("an office that is no code", meeting().Office("办公室").Obj(), "spec.office", `"办公室" is not a department code`),

		Entry("a plenary of scopes", meeting().Scopes("false-advertising").Obj(),
			"spec.scopes", "leave it out: a Plenary meeting is on every duty of the region; only a Special one has scopes"),
		Entry("liaison officers of scopes", meeting().Liaison().Scopes("false-advertising").Obj(),
			"spec.scopes", "leave it out: a Liaison meeting is on every duty of the region"),
		Entry("empty scopes", raw(meeting().Special().Obj(), set("scopes", []any{})), "spec.scopes", "at least 1 items"),
		Entry("too many scopes", meeting().Special(numbered[v1alpha1.ScopeName](101, "scope-%d")...).Obj(),
			"spec.scopes", "at most 100 items"),
		Entry("a scope twice", meeting().Special("advertising", "advertising").Obj(), "spec.scopes[1]", `Duplicate value: "advertising"`),
		Entry("a scope that is no name", meeting().Special("广告").Obj(), "spec.scopes[0]", `"广告" is not the name of a scope`),

		Entry("an empty schedule", raw(meeting().Obj(), set("schedule", map[string]any{})), "spec.schedule.cron", "Required value"),
		Entry("a schedule moved elsewhere", raw(meeting().Obj(), set("schedule", map[string]any{"cron": "0 9 15 * *", "adjust": "PreviousDay"})),
			"spec.schedule.adjust", `"PreviousDay"`, `"None", "NextWorkingDay"`),
		Entry("a long schedule", meeting().Schedule("0 0 16 4 "+strings.Repeat("1", 92)).Obj(), "spec.schedule.cron", "100"),
		Entry("a short schedule", meeting().Schedule("* * * *").Obj(), "spec.schedule.cron", "at least 9 chars"),

		Entry("empty extra sessions", raw(meeting().Obj(), set("extraSessions", []any{})), "spec.extraSessions", "at least 1 items"),
		Entry("two extra sessions on a day", meeting().Extra("2026-05-08", "09:00").Extra("2026-05-08", "14:30").Obj(),
			"spec.extraSessions[1]", "Duplicate value", "2026-05-08"),
		Entry("too many extra sessions", func() client.Object {
			w := meeting()
			for i := range 25 {
				w.Extra(v1alpha1.PlainDate(fmt.Sprintf("2026-05-%02d", i+1)), "09:00")
			}
			return w.Obj()
		}(), "spec.extraSessions", "at most 24 items"),
		Entry("an extra session on no day", meeting().Extra("2026-02-29", "09:00").Obj(),
			"spec.extraSessions[0].date", `"2026-02-29" is not a day of the calendar`),
		Entry("an extra session without a day", raw(meeting().Obj(), set("extraSessions", []any{map[string]any{"time": "09:00"}})),
			"spec.extraSessions[0].date", "Required value"),
		Entry("an extra session without a time", raw(meeting().Obj(), set("extraSessions", []any{map[string]any{"date": "2026-05-08"}})),
			"spec.extraSessions[0].time", "Required value"),
		Entry("an extra session with a purpose of two lines", meeting().Extra("2026-05-08", "09:00").Purpose("a\nb").Obj(),
			"spec.extraSessions[0].purpose", controls),
		Entry("an extra session with a long purpose", meeting().Extra("2026-05-08", "09:00").Purpose(long(201)).Obj(),
			"spec.extraSessions[0].purpose", "200"),

		Entry("an empty quorum", raw(meeting().Obj(), set("quorum", map[string]any{})), "spec.quorum", oneQuorum),
		Entry("two quorums", raw(meeting().Obj(), set("quorum", map[string]any{"number": int64(1), "percent": int64(1)})), "spec.quorum", oneQuorum),
		Entry("a quorum of nobody", raw(meeting().Obj(), set("quorum", map[string]any{"number": int64(0)})), "spec.quorum.number", "0", "1"),
		Entry("a quorum of more than there may be", meeting().Quorum(101).Obj(), "spec.quorum.number", "101", "100"),
		Entry("a quorum of more than there are", meeting().Members("police", "audit").Quorum(3).Obj(),
			"spec.quorum.number", "3 is more than the 2 members"),
		Entry("a quorum of no part", raw(meeting().Obj(), set("quorum", map[string]any{"percent": int64(0)})), "spec.quorum.percent", "0", "1"),
		Entry("a quorum of more than all", meeting().QuorumPercent(101).Obj(), "spec.quorum.percent", "101", "100"),

		Entry("a notice in no unit", raw(meeting().Obj(), set("notice", map[string]any{})), "spec.notice", oneUnit),
		Entry("a notice in two units", raw(meeting().Obj(), set("notice", map[string]any{"days": int64(1), "months": int64(1)})),
			"spec.notice", oneUnit),
		Entry("minutes within no unit", raw(meeting().Obj(), set("minutesWithin", map[string]any{})), "spec.minutesWithin", oneUnit),
		Entry("missed after no unit", raw(meeting().Obj(), set("missedAfter", map[string]any{})), "spec.missedAfter", oneUnit),
		Entry("four minutes", meeting().Length(4).Obj(), "spec.lengthMinutes", "4", "5"),
		Entry("more than a day", meeting().Length(1441).Obj(), "spec.lengthMinutes", "1441", "1440"),
		Entry("an empty place", raw(meeting().Obj(), set("place", "")), "spec.place", "at least 1 chars"),
		Entry("a long place", meeting().Place(long(201)).Obj(), "spec.place", "200"),
		Entry("a place of two lines", meeting().Place("三楼\n会议室").Obj(), "spec.place", controls),
	)

	DescribeTable("is refused with the schedule", func(ctx SpecContext, cron string) {
		refuse(ctx, meeting().Schedule(cron).Obj(), "spec.schedule.cron", `"`+cron+`" is not a schedule`,
			"write the five fields minute, hour, day of the month, month and day of the week", `"0 9 15 3,6,9,12 *"`)
	},
		EntryDescription("%q"),
		Entry(nil, "every year"),
		Entry(nil, "@annually"),
		Entry(nil, "0 9 15 march"),
		Entry(nil, "0 0 9 15 3 *"),
		Entry(nil, "0  9 15 3 *"),
		Entry(nil, " 0 9 15 3 *"),
		Entry(nil, "0 9 15 3 * "),
		Entry(nil, "CRON_TZ=UTC 0 9 15 3 *"),
	)

	DescribeTable("is refused with an extra session at", func(ctx SpecContext, at string) {
		refuse(ctx, meeting().Extra("2026-05-08", at).Obj(), "spec.extraSessions[0].time", `"`+at+`" is not a time of the day: write it as "14:30"`)
	},
		EntryDescription("%q"),
		Entry(nil, "24:00"),
		Entry(nil, "23:60"),
		Entry(nil, "14.30"),
		Entry(nil, " 9:30"),
		Entry(nil, "2 pm."),
	)

	It("is refused an extra session at a time of another length", func(ctx SpecContext) {
		refuse(ctx, meeting().Extra("2026-05-08", "9:30").Obj(), "spec.extraSessions[0].time", "at least 5 chars")
		refuse(ctx, meeting().Extra("2026-05-08", "14:30:00").Obj(), "spec.extraSessions[0].time", "5")
	})

	It("is not made a plenary later as long as it has scopes", func(ctx SpecContext) {
		create(ctx, meeting().Special("false-advertising").Obj())
		Expect(patch(ctx, meeting().Obj(), types.MergePatchType, `{"spec":{"kind":"Plenary"}}`)).
			To(framework.RefuseField("spec.scopes", "a Plenary meeting is on every duty of the region"))
		Expect(patch(ctx, meeting().Obj(), types.MergePatchType, `{"spec":{"kind":"Plenary","scopes":null}}`)).To(Succeed())
	})

	It("begins without a status, whatever its author writes there", func(ctx SpecContext) {
		given := meeting().Session(v1alpha1.SessionStatus{
			Date: "2026-03-16", Type: v1alpha1.SessionRegular, State: v1alpha1.SessionHeld,
		}).Obj()
		create(ctx, given)
		Expect(given.Status).To(Equal(v1alpha1.JointMeetingStatus{}))
	})

	It("is found by its kind", func(ctx SpecContext) {
		create(ctx, meeting().Obj())
		create(ctx, wrappers.Meeting("liaison").Namespace(namespace).Liaison().Obj())
		var found v1alpha1.JointMeetingList
		Expect(env.Admin.List(ctx, &found, client.InNamespace(namespace), client.MatchingFields{"spec.kind": "Liaison"})).To(Succeed())
		Expect(found.Items).To(HaveExactElements(HaveField("Name", "liaison")))
	})

	It("has room in its status for every list at its longest", func(ctx SpecContext) {
		given := meeting().Obj()
		create(ctx, given)
		given.Status = fullMeeting(0)
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
	})

	It("is refused a status whose lists are longer", func(ctx SpecContext) {
		given := meeting().Obj()
		create(ctx, given)
		given.Status = fullMeeting(1)
		Expect(env.Admin.Status().Update(ctx, given)).To(SatisfyAll(
			framework.RefuseField("status.conditions", "at most 16 items"),
			framework.RefuseField("status.next.agenda", "at most 30 items"),
			framework.RefuseField("status.sessions", "at most 100 items"),
			framework.RefuseField("status.sessions[0].agenda", "at most 30 items"),
			framework.RefuseField("status.sessions[0].attendance.apologies", "at most 100 items"),
			framework.RefuseField("status.sessions[0].attendance.absent", "at most 100 items"),
			framework.RefuseField("status.sessions[0].attendance.guests", "at most 100 items"),
		))
	})

	DescribeTable("is refused a status with", func(ctx SpecContext, change, field string, saying ...string) {
		create(ctx, meeting().Obj())
		err := env.Admin.Status().Patch(ctx, meeting().Obj(), client.RawPatch(types.MergePatchType, []byte(change)))
		Expect(err).To(framework.RefuseField(field, saying...))
	},
		Entry("nothing in it", `{"status":{}}`, "status", "at least 1 properties"),
		Entry("no generation", `{"status":{"observedGeneration":0}}`, "status.observedGeneration", "0"),
		Entry("an unknown state", `{"status":{"sessions":[{"date":"2026-03-16","type":"Regular","state":"Postponed"}]}}`,
			"status.sessions[0].state", `"Postponed"`, `"Scheduled", "AwaitingMinutes", "MinutesOverdue", "Held", "Inquorate", "Missed"`),
		Entry("an unknown type", `{"status":{"sessions":[{"date":"2026-03-16","type":"Secret","state":"Held"}]}}`,
			"status.sessions[0].type", `"Secret"`, `"Regular", "Extra", "Recorded"`),
		Entry("a session without a state", `{"status":{"sessions":[{"date":"2026-03-16","type":"Regular"}]}}`,
			"status.sessions[0].state", "Required value"),
		Entry("a session twice", `{"status":{"sessions":[{"date":"2026-03-16","type":"Regular","state":"Held"},`+
			`{"date":"2026-03-16","type":"Extra","state":"Held"}]}}`, "status.sessions[1]", "Duplicate value"),
		Entry("a session on no day", `{"status":{"sessions":[{"date":"2026-02-30","type":"Regular","state":"Held"}]}}`,
			"status.sessions[0].date", `"2026-02-30" is not a day of the calendar`),
		Entry("a next session that does not begin", `{"status":{"next":{"date":"2026-03-16","noticeTime":"2026-03-09T00:00:00Z"}}}`,
			"status.next.startTime", "Required value"),
		Entry("decisions that count nothing", `{"status":{"decisions":{}}}`, "status.decisions", "at least 1 properties"),
		Entry("a weight beyond all", `{"status":{"next":{"date":"2026-03-16","startTime":"2026-03-16T01:00:00Z",`+
			`"noticeTime":"2026-03-09T00:00:00Z","agenda":[{"kind":"OverdueDuty","weight":101,"subject":"s",`+
			`"ref":{"kind":"DepartmentDuty","name":"d"}}]}}}`, "status.next.agenda[0].weight", "101", "100"),
		Entry("an item about something else", `{"status":{"next":{"date":"2026-03-16","startTime":"2026-03-16T01:00:00Z",`+
			`"noticeTime":"2026-03-09T00:00:00Z","agenda":[{"kind":"OverdueDuty","weight":1,"subject":"s",`+
			`"ref":{"kind":"Secret","name":"d"}}]}}}`, "status.next.agenda[0].ref.kind", `"Secret"`, `"DepartmentDuty", "Jurisdiction"`),
	)

	It("is called jm, and tells people when it meets next and what is wrong", func(ctx SpecContext) {
		create(ctx, meeting().Title("药品价格联席会议").Obj())
		given := framework.Get(ctx, env.Admin, meeting().Obj())
		at := metav1.NewTime(time.Date(2026, 3, 16, 1, 0, 0, 0, time.UTC))
		given.Status = v1alpha1.JointMeetingStatus{
			Conditions: []metav1.Condition{
				{Type: v1alpha1.ConditionReady, Status: metav1.ConditionTrue, Reason: "Evaluated", LastTransitionTime: at},
				{Type: v1alpha1.ConditionSessionMissed, Status: metav1.ConditionFalse, Reason: v1alpha1.ReasonSessionHeld, LastTransitionTime: at},
				{Type: v1alpha1.ConditionMinutesOverdue, Status: metav1.ConditionTrue, Reason: v1alpha1.ReasonMinutesNotFiled, LastTransitionTime: at},
				{Type: v1alpha1.ConditionMembersConsistent, Status: metav1.ConditionFalse, Reason: v1alpha1.ReasonNotMembers, LastTransitionTime: at},
			},
			Next:      v1alpha1.NextSession{Date: "2026-03-15", StartTime: &at, NoticeTime: &at, AgendaTotal: new(int32(7))},
			Decisions: v1alpha1.DecisionCounts{Total: new(int32(4)), Overdue: new(int32(1))},
		}
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
		Expect(shortNames("jointmeetings")).To(HaveExactElements("jm"))
		Expect(printed(ctx, "jointmeetings", "meeting")).To(HaveExactElements(
			"Name: meeting", "Kind: Plenary", "Next: 2026-03-16T01:00:00Z", "Agenda: 7", "Missed: False", "Minutes overdue: True",
			"Decisions: 4", "Overdue: 1", "Ready: True", "Members (wide): NotMembers", "Title: 药品价格联席会议",
		))
	})
})

// fullMeeting is the status of a meeting in which every list is as long as it may be, or longer by so many.
func fullMeeting(longer int) v1alpha1.JointMeetingStatus {
	at := metav1.NewTime(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	status := v1alpha1.JointMeetingStatus{
		ObservedGeneration: 1,
		Next:               v1alpha1.NextSession{Date: "2026-01-01", StartTime: &at, NoticeTime: &at, Agenda: fullAgenda(at, longer), AgendaTotal: new(int32(99))},
		Schedule:           v1alpha1.MeetingScheduleStatus{Digest: someDigest, Since: &at, LastDate: "2026-01-01"},
	}
	for i := range 16 + longer {
		status.Conditions = append(status.Conditions, metav1.Condition{
			Type: fmt.Sprintf("Condition%d", i), Status: metav1.ConditionTrue, Reason: "Full", LastTransitionTime: at,
		})
	}
	departments := numbered[v1alpha1.DepartmentCode](100+longer, "department-%d")
	for i := range 100 + longer {
		session := v1alpha1.SessionStatus{
			Date: v1alpha1.PlainDate(at.AddDate(0, 0, i).Format(time.DateOnly)), Type: v1alpha1.SessionRegular, State: v1alpha1.SessionHeld,
			StartTime: &at, NotifiedTime: &at, MinutesDueTime: &at, GraceEndTime: &at, MissedTime: &at,
			Minutes: v1alpha1.SessionMinutes{Name: strings.Repeat("m", 253), Digest: someDigest, ReceivedTime: &at, HeldTime: &at},
			Attendance: v1alpha1.Attendance{
				Members: new(int32(100)), Present: new(int32(0)), Required: new(int32(50)), Quorum: v1alpha1.QuorumNotMet,
				Apologies: departments, Absent: departments, Guests: departments,
			},
			Decisions: v1alpha1.DecisionCounts{Total: new(int32(50)), Open: new(int32(50)), Overdue: new(int32(0)), Completed: new(int32(0))},
		}
		if i < 8 { // a ledger keeps no more agendas
			session.Agenda, session.AgendaTotal = fullAgenda(at, longer), new(int32(99))
		}
		status.Sessions = append(status.Sessions, session)
	}
	return status
}

func fullAgenda(at metav1.Time, longer int) []v1alpha1.AgendaItem {
	var agenda []v1alpha1.AgendaItem
	for i := range 30 + longer {
		agenda = append(agenda, v1alpha1.AgendaItem{
			Kind: v1alpha1.AgendaOverdueDuty, Reason: string(v1alpha1.EscalationAccountability), Weight: 100,
			Ref:     v1alpha1.AgendaReference{Kind: v1alpha1.AgendaDepartmentDuty, Name: fmt.Sprintf("%s-%d", strings.Repeat("d", 250), i)},
			Subject: long(256), Leads: numbered[v1alpha1.DepartmentCode](20, "department-%d"), Time: &at,
		})
	}
	return agenda
}

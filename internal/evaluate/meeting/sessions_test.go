// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"testing"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// autumn meets once a year, on National Day. In 2018 that is moved to Monday, 8 October:
// members are invited on 26 September, since the weekend before is worked, minutes are
// due by the end of 22 October, and a month ends with 8 November.
func autumn() *wrappers.MeetingWrapper { return bare().Schedule("0 9 1 10 *").NextWorkingDay() }

func TestStates(t *testing.T) {
	t.Parallel()
	held := of("2018-10-01", "m").Held(instant("2018-10-08 09:00:00"))
	few := of("2018-10-01", "m").Attendees(health).Held(instant("2018-10-08 09:00:00"))
	tell(t, map[string]story{
		"before the notice":   {meeting: autumn(), steps: []step{at("2018-09-25 23:59:59")}, want: []string{"NoSessionYet"}},
		"at the notice":       {meeting: autumn(), steps: []step{at("2018-09-26 00:00:00")}, want: []string{"NoSessionYet", "2018-10-01 Regular Scheduled at 2018-10-08 09:00:00"}},
		"before it begins":    {meeting: autumn(), steps: []step{at("2018-10-08 08:59:59")}, want: []string{"NoSessionYet", "2018-10-01 Regular Scheduled at 2018-10-08 09:00:00"}},
		"when it begins":      {meeting: autumn(), steps: []step{at("2018-10-08 09:00:00")}, want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-08 09:00:00"}},
		"before they are due": {meeting: autumn(), steps: []step{at("2018-10-22 23:59:59")}, want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-08 09:00:00"}},
		"when they are due":   {meeting: autumn(), steps: []step{at("2018-10-23 00:00:00")}, want: []string{"NoSessionYet MinutesNotFiled", "2018-10-01 Regular MinutesOverdue at 2018-10-08 09:00:00"}},
		"before it is missed": {meeting: autumn(), steps: []step{at("2018-11-08 23:59:59")}, want: []string{"NoSessionYet MinutesNotFiled", "2018-10-01 Regular MinutesOverdue at 2018-10-08 09:00:00"}},
		"when it is missed":   {meeting: autumn(), steps: []step{at("2018-11-09 00:00:00")}, want: []string{"NoMinutesFiled", "2018-10-01 Regular Missed at 2018-10-08 09:00:00 missed 2018-11-09 00:00:00"}},
		"grace ends with the day by which minutes are due": {
			meeting: autumn().MissedAfter(wrappers.Days(1)), steps: []step{at("2018-10-22 23:59:59")},
			want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-08 09:00:00"},
		},
		"never overdue where that is when it is missed": {
			meeting: autumn().MissedAfter(wrappers.Days(1)), steps: []step{at("2018-10-23 00:00:00")},
			want: []string{"NoMinutesFiled", "2018-10-01 Regular Missed at 2018-10-08 09:00:00 missed 2018-10-23 00:00:00"},
		},
		"held, minutes awaited": {
			meeting: autumn(), steps: []step{at("2018-10-08 12:00:00", filed(held))},
			want: []string{"SessionHeld", "2018-10-01 Regular Held at 2018-10-08 09:00:00 received 2018-10-08 12:00:00 by m"},
		},
		"held, minutes overdue": {
			meeting: autumn(), steps: []step{at("2018-10-23 00:00:00", filed(held))},
			want: []string{"SessionHeld", "2018-10-01 Regular Held at 2018-10-08 09:00:00 received 2018-10-23 00:00:00 by m"},
		},
		"held, the last second before it is missed": {
			meeting: autumn(), steps: []step{at("2018-11-08 23:59:59", filed(held))},
			want: []string{"SessionHeld", "2018-10-01 Regular Held at 2018-10-08 09:00:00 received 2018-11-08 23:59:59 by m"},
		},
		"held, after it was missed": {
			meeting: autumn(), steps: []step{at("2018-11-09 00:00:00", filed(held))},
			want: []string{"SessionHeld", "2018-10-01 Regular Held at 2018-10-08 09:00:00 missed 2018-11-09 00:00:00 received 2018-11-09 00:00:00 by m"},
		},
		"held, after it was missed, and nobody saw it": {
			meeting: autumn(), steps: []step{stopped, at("2018-11-09 00:00:00", filed(held)), at("2019-01-01 00:00:00")},
			want: []string{"SessionHeld", "2018-10-01 Regular Held at 2018-10-08 09:00:00 missed 2018-11-09 00:00:00 received 2018-11-09 00:00:00 by m"},
		},
		"held in time, and nobody saw it": {
			meeting: autumn(), steps: []step{stopped, at("2018-11-08 23:59:59", filed(held)), at("2019-01-01 00:00:00")},
			want: []string{"SessionHeld", "2018-10-01 Regular Held at 2018-10-08 09:00:00 received 2018-11-08 23:59:59 by m"},
		},
		"held before its time": {
			meeting: autumn(), steps: []step{at("2018-08-20 12:00:00", filed(of("2018-10-01", "m").Held(instant("2018-08-20 09:00:00"))))},
			want: []string{"SessionHeld", "2018-10-01 Regular Held at 2018-10-08 09:00:00 received 2018-08-20 12:00:00 by m"},
		},
		"inquorate": {
			meeting: autumn().Quorum(2), steps: []step{at("2018-10-08 12:00:00", filed(few))},
			want: []string{"Inquorate", "2018-10-01 Regular Inquorate at 2018-10-08 09:00:00 received 2018-10-08 12:00:00 by m"},
		},
		"inquorate, after it was missed": {
			meeting: autumn().Quorum(2), steps: []step{at("2018-11-09 00:00:01", filed(few))},
			want: []string{"Inquorate", "2018-10-01 Regular Inquorate at 2018-10-08 09:00:00 missed 2018-11-09 00:00:00 received 2018-11-09 00:00:01 by m"},
		},
		"the last by start decides, not by key": {
			meeting: autumn().Extra("2018-10-03", "09:00").MissedAfter(wrappers.Days(1)).MinutesWithin(wrappers.Days(1)),
			steps:   []step{at("2018-10-03 12:00:00", filed(of("2018-10-03", "extra"))), at("2018-10-10 00:00:00")},
			want: []string{
				"NoMinutesFiled", "2018-10-01 Regular Missed at 2018-10-08 09:00:00 missed 2018-10-10 00:00:00",
				"2018-10-03 Extra Held at 2018-10-03 09:00:00 received 2018-10-03 12:00:00 by extra",
			},
		},
		"held long before its time decides by when it was held": {
			meeting: autumn().Extra("2018-09-10", "09:00").MissedAfter(wrappers.Days(1)).MinutesWithin(wrappers.Days(1)),
			steps:   []step{at("2018-08-20 12:00:00", filed(of("2018-10-01", "m").Held(instant("2018-08-20 09:00:00")))), at("2018-09-12 00:00:00")},
			want: []string{
				"NoMinutesFiled", "2018-09-10 Extra Missed at 2018-09-10 09:00:00 missed 2018-09-12 00:00:00",
				"2018-10-01 Regular Held at 2018-10-08 09:00:00 received 2018-08-20 12:00:00 by m",
			},
		},
	})
}

func TestNotices(t *testing.T) {
	t.Parallel()
	invited := "2018-10-01 at 2018-10-08 09:00:00 notified 2018-09-26 00:00:00"
	tell(t, map[string]story{
		"moved behind National Day": {
			meeting: autumn(), steps: []step{at("2018-09-25 23:59:59")}, show: next,
			want: []string{"2018-10-01 at 2018-10-08 09:00:00 notice 2018-09-26 00:00:00"},
		},
		"not moved": {
			meeting: bare().Schedule("0 9 1 10 *"), steps: []step{at("2018-09-20 23:59:59")}, show: next,
			want: []string{"2018-10-01 at 2018-10-01 09:00:00 notice 2018-09-26 00:00:00"},
		},
		"at the instant": {
			meeting: autumn(), steps: []step{at("2018-10-08 08:59:59")}, show: next,
			want: []string{"2018-10-01 at 2018-10-08 09:00:00 notice 2018-09-26 00:00:00", invited},
		},
		"late, the operator was down": {
			meeting: autumn(), steps: []step{stopped, at("2018-10-02 10:00:00", started)}, show: next,
			want: []string{"2018-10-01 at 2018-10-08 09:00:00 notice 2018-09-26 00:00:00", "2018-10-01 at 2018-10-08 09:00:00 notified 2018-10-02 10:00:00"},
		},
		"none once it has begun": {
			meeting: autumn(), steps: []step{stopped, at("2018-10-08 09:00:00", started)}, show: next,
			want: []string{"2019-10-01 at 2019-10-08 09:00:00 notice 2019-09-25 00:00:00"},
		},
		"none where it was held": {
			meeting: autumn(), show: next,
			steps: []step{at("2018-08-20 12:00:00", filed(of("2018-10-01", "m").Held(instant("2018-08-20 09:00:00")))), at("2018-10-08 08:00:00")},
			want:  []string{"2019-10-01 at 2019-10-08 09:00:00 notice 2019-09-25 00:00:00"},
		},
		"moved by a calendar before it was announced": {
			meeting: autumn(), steps: []step{at("2018-09-01 00:00:00", counting(override)), at("2018-10-04 08:00:00")}, show: next,
			want: []string{"2018-10-01 at 2018-10-04 09:00:00 notice 2018-09-19 00:00:00", "2018-10-01 at 2018-10-04 09:00:00 notified 2018-09-19 00:00:00"},
		},
		"moved by a calendar after it was announced": {
			meeting: autumn(), steps: []step{at("2018-09-26 12:00:00", counting(override)), at("2018-10-04 08:00:00")}, show: next,
			want: []string{"2018-10-01 at 2018-10-04 09:00:00 notice 2018-09-19 00:00:00", "2018-10-01 at 2018-10-04 09:00:00 notified 2018-09-26 00:00:00 moved 2018-09-26 12:00:00"},
		},
		"moved back and not announced again": {
			meeting: autumn(), show: next,
			steps: []step{at("2018-09-22 12:00:00", counting(override)), at("2018-09-23 00:00:00", counting(published)), at("2018-10-08 08:00:00")},
			want:  []string{"2018-10-01 at 2018-10-08 09:00:00 notice 2018-09-26 00:00:00", "2018-10-01 at 2018-10-08 09:00:00 notified 2018-09-22 12:00:00 moved 2018-09-23 00:00:00"},
		},
		"the notice shortened once it was announced": {
			meeting: autumn(), show: next,
			steps: []step{at("2018-09-26 12:00:00", planned(func(spec *v1alpha1.JointMeetingSpec) { spec.Notice = wrappers.Days(1) }))},
			want:  []string{"2018-10-01 at 2018-10-08 09:00:00 notice 2018-10-07 00:00:00", invited},
		},
		"extra": {
			meeting: bare().Extra("2018-10-03", "14:30"), steps: []step{at("2018-10-03 14:29:59")}, show: next,
			want: []string{"2018-10-03 at 2018-10-03 14:30:00 notice 2018-09-26 00:00:00", "2018-10-03 at 2018-10-03 14:30:00 notified 2018-09-26 00:00:00"},
		},
		"of as many as there is room for": {
			meeting: bare().Schedule("0 9 * * *").Notice(wrappers.Days(200)), steps: []step{at("2018-08-01 08:30:00")},
			show: func(w *world) []string { return next(w)[50:] },
			want: []string{"2018-09-19 at 2018-09-19 09:00:00 notified 2018-08-01 08:00:00"},
		},
		"the next of so many once one has begun": {
			meeting: bare().Schedule("0 9 * * *").Notice(wrappers.Days(200)), steps: []step{at("2018-08-01 09:00:00")},
			show: func(w *world) []string { return next(w)[51:] },
			want: []string{"2018-09-20 at 2018-09-20 09:00:00 notified 2018-08-01 09:00:00"},
		},
	})
}

func TestScheduleEdits(t *testing.T) {
	t.Parallel()
	none, adjusted := v1alpha1.AdjustNone, v1alpha1.AdjustNextWorkingDay
	tell(t, map[string]story{
		"before it was announced": {
			meeting: autumn(), steps: []step{at("2018-09-20 00:00:00", cron("0 9 10 10 *", adjusted)), at("2018-10-10 09:00:00")},
			want: []string{"NoSessionYet", "2018-10-10 Regular AwaitingMinutes at 2018-10-10 09:00:00"},
		},
		"cancelled once it was announced": {
			meeting: autumn(), steps: []step{at("2018-09-27 00:00:00", cron("0 9 20 11 *", adjusted)), at("2018-10-10 09:00:00")},
			want: []string{"NoSessionYet"},
		},
		"another time of the same day": {
			meeting: autumn(), steps: []step{at("2018-09-27 00:00:00", cron("30 14 1 10 *", adjusted)), at("2018-10-08 14:00:00")}, show: next,
			want: []string{"2018-10-01 at 2018-10-08 14:30:00 notice 2018-09-26 00:00:00", "2018-10-01 at 2018-10-08 14:30:00 notified 2018-09-26 00:00:00 moved 2018-09-27 00:00:00"},
		},
		"adjusted no more": {
			meeting: autumn(), steps: []step{at("2018-09-27 00:00:00", cron("0 9 1 10 *", none)), at("2018-10-01 09:00:00")},
			want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-01 09:00:00"},
		},
		"adjusted no more once its day has passed": {
			meeting: autumn(), steps: []step{at("2018-10-02 00:00:00", cron("0 9 1 10 *", none)), at("2018-10-08 09:00:00")},
			want: []string{"NoSessionYet"},
		},
		"adjusted once it has begun": {
			meeting: bare().Schedule("0 9 1 10 *"), steps: []step{at("2018-10-02 00:00:00", cron("0 9 1 10 *", adjusted)), at("2018-10-08 10:00:00")},
			want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-01 09:00:00"},
		},
		"edited on the way from its day to the one worked": {
			meeting: autumn(), steps: []step{at("2018-10-02 00:00:00", cron("0 10 1 10 *", adjusted)), at("2018-10-08 10:00:00")},
			want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-08 10:00:00"},
		},
		"what has begun stays": {
			meeting: autumn(), steps: []step{at("2018-10-08 09:00:00", cron("0 9 20 11 *", adjusted)), at("2018-11-09 00:00:00")},
			want: []string{"NoMinutesFiled", "2018-10-01 Regular Missed at 2018-10-08 09:00:00 missed 2018-11-09 00:00:00"},
		},
		"not what would have begun by then": {
			meeting: bare().Schedule("0 9 10 8 *"), steps: []step{at("2018-08-05 09:00:00", cron("0 9 1 * *", none)), at("2018-08-31 00:00:00")},
			want: []string{"NoSessionYet", "2018-09-01 Regular Scheduled at 2018-09-01 09:00:00"},
		},
		"there and back": {
			meeting: autumn(), steps: []step{at("2018-09-27 00:00:00", cron("0 9 20 11 *", adjusted)), at("2018-09-28 00:00:00", cron("0 9 1 10 *", adjusted))},
			show: next,
			want: []string{"2018-10-01 at 2018-10-08 09:00:00 notice 2018-09-26 00:00:00", "2018-10-01 at 2018-10-08 09:00:00 notified 2018-09-28 00:00:00"},
		},
		"taken away and given back": {
			meeting: bare().Schedule("0 9 2 8 *"), steps: []step{
				at("2018-08-01 12:00:00", planned(func(spec *v1alpha1.JointMeetingSpec) { spec.Schedule = v1alpha1.MeetingSchedule{} })),
				at("2018-08-03 00:00:00", cron("0 9 2 8 *", none)),
			},
			want: []string{"NoSessionYet"},
		},
		"what the calendar moved once it had begun": {
			meeting: autumn(), calendar: override, steps: []step{at("2018-10-04 09:00:00", counting(published)), at("2018-10-08 12:00:00")},
			want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-04 09:00:00"},
		},
		"no tick is skipped across a change to summer time": {
			meeting: bare().Schedule("30 2 * 3 *").Created(instant("2018-03-24 12:00:00")).Notice(wrappers.Days(0)),
			region:  xicheng().TimeZone("Europe/Berlin"), steps: []step{at("2018-03-26 09:00:00")},
			want: []string{
				"NoSessionYet", "2018-03-25 Regular AwaitingMinutes at 2018-03-25 09:00:00",
				"2018-03-26 Regular AwaitingMinutes at 2018-03-26 08:30:00",
			},
		},
		"another zone doubles nothing": {
			meeting: bare().Schedule("0 9 * 8 *").Notice(wrappers.Days(0)), steps: []step{
				at("2018-08-02 10:00:00", within(xicheng().TimeZone("Europe/Berlin"))), at("2018-08-03 15:00:00"),
			},
			want: []string{
				"NoSessionYet", "2018-08-01 Regular AwaitingMinutes at 2018-08-01 09:00:00",
				"2018-08-02 Regular AwaitingMinutes at 2018-08-02 09:00:00", "2018-08-03 Regular AwaitingMinutes at 2018-08-03 15:00:00",
			},
		},
	})
}

func TestDownOverSeveral(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{"": {
		meeting: monthly(), steps: []step{stopped, at("2018-11-15 23:59:59", started)},
		want: []string{
			"NoMinutesFiled", "2018-08-01 Regular Missed at 2018-08-01 09:00:00 missed 2018-09-02 00:00:00",
			"2018-09-01 Regular Missed at 2018-09-03 09:00:00 missed 2018-10-04 00:00:00",
			"2018-10-01 Regular Missed at 2018-10-08 09:00:00 missed 2018-11-09 00:00:00",
			"2018-11-01 Regular AwaitingMinutes at 2018-11-01 09:00:00",
		},
	}})
}

func TestExtraSessions(t *testing.T) {
	t.Parallel()
	day := extra("2018-10-03", "14:30")
	tell(t, map[string]story{
		"added in time": {
			meeting: bare(), steps: []step{at("2018-10-01 00:00:00", extras(day)), at("2018-10-03 14:30:00")},
			want: []string{"NoSessionYet", "2018-10-03 Extra AwaitingMinutes at 2018-10-03 14:30:00"},
		},
		"added late: minutes are due as if it took place then": {
			meeting: bare(), steps: []step{at("2018-10-15 12:00:00", extras(day))}, show: due,
			want: []string{"2018-10-03 AwaitingMinutes due 2018-10-30 00:00:00 missed 2018-11-16 00:00:00"},
		},
		"not late where it was declared, and nobody looked": {
			meeting: bare().Extra("2018-10-03", "14:30"), steps: []step{stopped, at("2018-10-15 12:00:00", started)},
			want: []string{"NoSessionYet", "2018-10-03 Extra AwaitingMinutes at 2018-10-03 14:30:00"},
		},
		"late where the meeting was created behind it": {
			meeting: bare().Extra("2018-07-31", "14:30"), steps: []step{stopped, at("2018-08-02 12:00:00", started)},
			want: []string{"NoSessionYet", "2018-07-31 Extra AwaitingMinutes at 2018-07-31 14:30:00 added 2018-08-01 08:00:00"},
		},
		"removed before it was announced": {
			meeting: bare(), steps: []step{at("2018-09-01 00:00:00", extras(day)), at("2018-09-02 00:00:00", extras()), at("2018-10-04 00:00:00")},
			want: []string{"NoSessionYet"},
		},
		"removed before it began": {
			meeting: bare().Extra("2018-10-03", "14:30"), steps: []step{at("2018-10-03 14:29:59", extras()), at("2018-10-04 00:00:00")},
			want: []string{"NoSessionYet"},
		},
		"removed once it has begun": {
			meeting: bare().Extra("2018-10-03", "14:30"), steps: []step{at("2018-10-03 14:30:00", extras())},
			want: []string{"NoSessionYet", "2018-10-03 Extra AwaitingMinutes at 2018-10-03 14:30:00"},
		},
		"another time of the day": {
			meeting: bare().Extra("2018-10-03", "14:30"), steps: []step{at("2018-10-02 00:00:00", extras(extra("2018-10-03", "09:00"))), at("2018-10-03 08:00:00")},
			show: next,
			want: []string{"2018-10-03 at 2018-10-03 09:00:00 notice 2018-09-26 00:00:00", "2018-10-03 at 2018-10-03 09:00:00 notified 2018-09-26 00:00:00 moved 2018-10-02 00:00:00"},
		},
		"another time of the day once it has begun": {
			meeting: bare().Extra("2018-10-03", "14:30"), steps: []step{at("2018-10-03 14:30:00", extras(extra("2018-10-03", "20:00")))},
			want: []string{"NoSessionYet", "2018-10-03 Extra AwaitingMinutes at 2018-10-03 14:30:00"},
		},
		"on a day of the schedule there is one": {
			meeting: autumn().Extra("2018-10-01", "14:30"), steps: []step{at("2018-10-08 09:00:00")},
			want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-08 09:00:00"},
		},
		"the schedule comes to name its day": {
			meeting: bare().Extra("2018-10-01", "14:30"), steps: []step{at("2018-09-30 00:00:00", cron("0 9 1 10 *", v1alpha1.AdjustNextWorkingDay)), at("2018-10-08 09:00:00")},
			want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-08 09:00:00"},
		},
		"it takes the place of one of the schedule, announced once": {
			meeting: autumn(), show: next,
			steps: []step{at("2018-09-27 00:00:00", planned(func(spec *v1alpha1.JointMeetingSpec) {
				spec.Schedule, spec.ExtraSessions = v1alpha1.MeetingSchedule{}, []v1alpha1.ExtraSession{extra("2018-10-01", "14:30")}
			}))},
			want: []string{"2018-10-01 at 2018-10-01 14:30:00 notice 2018-09-26 00:00:00", "2018-10-01 at 2018-10-01 14:30:00 notified 2018-09-26 00:00:00 moved 2018-09-27 00:00:00"},
		},
	})
}

func TestDueTimes(t *testing.T) {
	t.Parallel()
	within := func(minutes, missed v1alpha1.Period) step {
		return planned(func(spec *v1alpha1.JointMeetingSpec) { spec.MinutesWithin, spec.MissedAfter = minutes, missed })
	}
	tell(t, map[string]story{
		"on the calendar": {
			meeting: autumn(), steps: []step{at("2018-10-08 09:00:00")}, show: due,
			want: []string{"2018-10-01 AwaitingMinutes due 2018-10-23 00:00:00 missed 2018-11-09 00:00:00"},
		},
		"edited ahead": {
			meeting: autumn(), steps: []step{at("2018-10-10 00:00:00", within(wrappers.Days(3), wrappers.Days(5)))}, show: due,
			want: []string{"2018-10-01 AwaitingMinutes due 2018-10-12 00:00:00 missed 2018-10-14 00:00:00"},
		},
		"edited once minutes are overdue": {
			meeting: autumn(), steps: []step{at("2018-10-23 00:00:00", within(wrappers.Days(100), wrappers.Months(2)))}, show: due,
			want: []string{"2018-10-01 MinutesOverdue due 2018-10-23 00:00:00 missed 2018-12-09 00:00:00"},
		},
		"edited once it is missed": {
			meeting: autumn(), steps: []step{at("2018-11-09 00:00:00", within(wrappers.Days(100), wrappers.Months(2)))}, show: due,
			want: []string{"2018-10-01 Missed due 2018-10-23 00:00:00 missed 2018-11-09 00:00:00"},
		},
		"a calendar that changes ahead": {
			meeting: autumn(), calendar: override, show: due,
			steps: []step{at("2018-10-05 00:00:00", counting(published))},
			want:  []string{"2018-10-01 AwaitingMinutes due 2018-10-20 00:00:00 missed 2018-11-05 00:00:00"},
		},
		"a calendar that changes behind": {
			meeting: autumn(), show: due, steps: []step{at("2018-10-23 00:00:00", counting(override))},
			want: []string{"2018-10-01 MinutesOverdue due 2018-10-23 00:00:00 missed 2018-11-09 00:00:00"},
		},
	})
}

func TestCalendars(t *testing.T) {
	t.Parallel()
	certainty := func(w *world) []string { return []string{string(w.meeting.Status.Calendar.Certainty)} }
	days := func(w *wrappers.MeetingWrapper) *wrappers.MeetingWrapper {
		return w.Notice(wrappers.Days(5)).MinutesWithin(wrappers.Days(10))
	}
	tell(t, map[string]story{
		"published":            {meeting: autumn(), show: certainty, want: []string{"Published"}},
		"provisional":          {meeting: autumn(), steps: []step{at("2030-01-01 00:00:00")}, show: certainty, want: []string{"Provisional"}},
		"nothing counted":      {meeting: days(bare().Schedule("0 9 1 10 *")), show: certainty, want: []string{""}},
		"none, needed":         {calendar: missing, want: []string{"CalendarNotFound"}},
		"none, not needed":     {meeting: days(bare().Schedule("0 9 1 10 *")), calendar: missing, want: []string{"NoSessionYet"}},
		"none, days are moved": {meeting: days(autumn()), calendar: missing, want: []string{"CalendarNotFound"}},
		"none for a while: nothing changes until it is back": {
			meeting: autumn(), steps: []step{at("2018-09-26 12:00:00", counting(missing)), at("2018-11-10 00:00:00")},
			want: []string{"CalendarNotFound NoSessionYet", "2018-10-01 Regular Scheduled at 2018-10-08 09:00:00"},
		},
		"back after a while": {
			meeting: autumn(), steps: []step{at("2018-09-26 12:00:00", counting(missing)), at("2018-11-10 00:00:00", counting(published))},
			want: []string{"NoMinutesFiled", "2018-10-01 Regular Missed at 2018-10-08 09:00:00 missed 2018-11-09 00:00:00"},
		},
		"none from the beginning": {
			meeting: autumn(), calendar: missing, steps: []step{at("2018-10-20 00:00:00", counting(published))},
			want: []string{"NoSessionYet", "2018-10-01 Regular AwaitingMinutes at 2018-10-08 09:00:00"},
		},
		"none from the beginning, and edited meanwhile: nobody could hold what was not in the plan": {
			meeting: bare().Schedule("0 9 2 9 *"), calendar: missing, steps: []step{
				at("2018-10-20 00:00:00", cron("0 9 1 * *", v1alpha1.AdjustNone)), at("2018-10-21 00:00:00", counting(published)), at("2018-11-01 09:00:00"),
			},
			want: []string{"NoSessionYet", "2018-11-01 Regular AwaitingMinutes at 2018-11-01 09:00:00"},
		},
		"a schedule that could not be read, set right months later": {
			meeting: bare().Schedule("0 9 31 2 *"), steps: []step{at("2019-02-10 00:00:00", cron("0 9 1 * *", v1alpha1.AdjustNone)), at("2019-03-01 09:00:00")},
			want: []string{"NoSessionYet", "2019-03-01 Regular AwaitingMinutes at 2019-03-01 09:00:00"},
		},
		"no jurisdiction": {steps: []step{within(nil)}, show: func(w *world) []string {
			return append(condition(v1alpha1.ConditionReady)(w)[:1], condition(v1alpha1.ConditionStalled)(w)[0])
		}, want: []string{"False JurisdictionNotFound", "False NotStalled"}},
		"no zone":     {region: xicheng().TimeZone("Mars/Olympus"), want: []string{"UnknownTimeZone"}},
		"no schedule": {meeting: bare().Schedule("61 9 * * *"), want: []string{"InvalidSchedule"}},
		"unknown departments": {
			meeting: bare().Members(health, "fire").Convener("water").Office("forest"), show: condition(v1alpha1.ConditionReady),
			want: []string{"False UnknownDepartment", `spec.convener: "water", spec.office: "forest", spec.members[1]: "fire": no such department in spec.departments of ` +
				`Jurisdiction "xicheng", which declares health-commission, police, medical-insurance, government-office`},
		},
	})
}

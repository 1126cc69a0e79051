// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// daily meets every day at 09:00, and what has no minutes is missed after a day.
func daily() *wrappers.MeetingWrapper {
	return bare().Schedule("0 9 * * *").Notice(wrappers.Days(0)).MinutesWithin(wrappers.Days(1)).MissedAfter(wrappers.Days(1))
}

// keys are those of the ledger: how many, the first and the last.
func keys(w *world) []string {
	sessions := w.meeting.Status.Sessions
	return []string{strconv.Itoa(len(sessions)), describe(&sessions[0]), describe(&sessions[len(sessions)-1])}
}

// recorded files minutes of days of August 2018, at noon of the day after.
func recorded(days ...int) (steps []step) {
	for _, day := range days {
		key := v1alpha1.PlainDate(fmt.Sprintf("2018-08-%02d", day))
		steps = append(steps, at(fmt.Sprintf("2018-08-%02d 12:00:00", day), filed(of(key, fmt.Sprintf("m%d", day)))))
	}
	return steps
}

func TestLedgerBounds(t *testing.T) {
	t.Parallel()
	has := func(keys ...v1alpha1.PlainDate) func(w *world) []string {
		return func(w *world) (lines []string) {
			lines = append(lines, strconv.Itoa(len(w.meeting.Status.Sessions)))
			for _, key := range keys {
				if s := sessionOf(&w.meeting.Status, key); s != nil {
					lines = append(lines, string(key)+" "+string(s.State))
				}
			}
			return lines
		}
	}
	then := func(steps []step, more ...step) []step { return append(steps, more...) }
	tell(t, map[string]story{
		"a hundred": {meeting: daily(), steps: []step{at("2018-11-08 10:00:00")}, show: keys, want: []string{
			"100", "2018-08-01 Regular Missed at 2018-08-01 09:00:00 missed 2018-08-03 00:00:00", "2018-11-08 Regular AwaitingMinutes at 2018-11-08 09:00:00",
		}},
		"the oldest goes, and does not come back": {meeting: daily(), steps: []step{at("2018-11-18 10:00:00")}, show: keys, want: []string{
			"100", "2018-08-11 Regular Missed at 2018-08-11 09:00:00 missed 2018-08-13 00:00:00", "2018-11-18 Regular AwaitingMinutes at 2018-11-18 09:00:00",
		}},
		"the same after a restart": {meeting: daily(), steps: []step{stopped, at("2018-11-18 10:00:00")}, show: keys, want: []string{
			"100", "2018-08-11 Regular Missed at 2018-08-11 09:00:00 missed 2018-08-13 00:00:00", "2018-11-18 Regular AwaitingMinutes at 2018-11-18 09:00:00",
		}},
		"what was held goes first": {
			meeting: daily(), steps: then(recorded(5, 7, 9), at("2018-11-10 10:00:00")),
			show: has("2018-08-01", "2018-08-05", "2018-08-07", "2018-08-09"), want: []string{"100", "2018-08-01 Missed", "2018-08-09 Held"},
		},
		"the last of which it is known stays": {
			meeting: daily(), steps: then(recorded(5), at("2018-11-09 12:00:00", filed(of("2018-11-09", "last")))),
			show: has("2018-08-01", "2018-08-05", "2018-11-09"), want: []string{"100", "2018-08-01 Missed", "2018-11-09 Held"},
		},
		"the minutes of what went stay in force, by whatever schedule": {
			meeting: daily(), steps: then(recorded(5), at("2018-11-09 10:00:00", cron("0 9 1 * *", v1alpha1.AdjustNone),
				filed(of("2018-08-05", "again").Supersedes("m5")))),
			show: has("2018-08-05"), want: []string{"100"}, verdicts: map[string]string{"m5": "Superseded", "again": "InForce"},
		},
		"what went does not come back because members are more": {
			meeting: daily().Members(health, police, insurance).QuorumPercent(100),
			steps: then(recorded(5), at("2018-11-09 10:00:00", planned(func(spec *v1alpha1.JointMeetingSpec) {
				spec.Members = append(spec.Members, office)
			}))),
			show: has("2018-08-01", "2018-08-05"), want: []string{"100", "2018-08-01 Missed"},
		},
		"an extra session that is still declared stays": {
			meeting: daily().Extra("2018-07-31", "09:00"), steps: []step{at("2018-11-18 10:00:00")},
			show: has("2018-07-31", "2018-08-11", "2018-08-12"), want: []string{"100", "2018-07-31 Missed", "2018-08-12 Missed"},
		},
		"one that is not declared any more goes": {
			meeting: daily().Extra("2018-07-31", "09:00"), steps: []step{at("2018-11-18 10:00:00", extras()), at("2018-11-19 10:00:00")},
			show: has("2018-07-31", "2018-08-12"), want: []string{"100", "2018-08-12 Missed"},
		},
	})
}

// agendas tells of each session how many items its agenda has, and how many there were.
func agendas(w *world) (lines []string) {
	for i := range w.meeting.Status.Sessions {
		s := &w.meeting.Status.Sessions[i]
		total := "-"
		if s.AgendaTotal != nil {
			total = fmt.Sprint(*s.AgendaTotal)
		}
		lines = append(lines, fmt.Sprintf("%s %d of %s", s.Date, len(s.Agenda), total))
	}
	return lines
}

func TestAgendas(t *testing.T) {
	t.Parallel()
	overdue := func(name string) step { return hold(wrappers.Duty(name).Light(v1alpha1.LightRed)) }
	unseen := func(name string) step {
		return func(w *world) {
			w.duties[name] = wrappers.Duty(name).Namespace("region-xicheng").Light(v1alpha1.LightRed).Obj()
		}
	}
	tell(t, map[string]story{
		"frozen when it begins": {
			meeting: autumn(), steps: []step{overdue("a"), at("2018-10-08 09:00:00", overdue("b"))}, show: agendas, want: []string{"2018-10-01 1 of 1"},
		},
		"not before": {
			meeting: autumn(), steps: []step{overdue("a"), at("2018-10-08 08:59:59")}, show: agendas, want: []string{"2018-10-01 0 of -"},
		},
		"as the status showed it": {
			meeting: autumn(), steps: []step{overdue("a"), at("2018-10-08 08:00:00", unseen("b")), at("2018-10-08 09:00:00")}, show: agendas, want: []string{"2018-10-01 1 of 1"},
		},
		"when it is held before its time": {
			meeting: autumn(), show: agendas, want: []string{"2018-10-01 1 of 1"},
			steps: []step{overdue("a"), at("2018-08-20 12:00:00", filed(of("2018-10-01", "m").Held(instant("2018-08-20 09:00:00"))), overdue("b"))},
		},
		"of the last eight": {
			meeting: daily(), steps: []step{overdue("a"), at("2018-08-10 09:00:00")}, show: agendas,
			want: []string{
				"2018-08-01 0 of 1", "2018-08-02 0 of 1", "2018-08-03 1 of 1", "2018-08-04 1 of 1", "2018-08-05 1 of 1",
				"2018-08-06 1 of 1", "2018-08-07 1 of 1", "2018-08-08 1 of 1", "2018-08-09 1 of 1", "2018-08-10 1 of 1",
			},
		},
		"none of what is known from its minutes alone": {
			meeting: bare(), steps: []step{overdue("a"), filed(of("2017-06-05", "m"))}, show: agendas, want: []string{"2017-06-05 0 of -"},
		},
		"shown, and how many there are": {
			meeting: autumn(), steps: []step{overdue("a"), overdue("b")},
			show: func(w *world) []string {
				n := &w.meeting.Status.Next
				return []string{fmt.Sprint(len(n.Agenda), " of ", *n.AgendaTotal)}
			},
			want: []string{"2 of 2"},
		},
	})
}

func TestNamesOfTheLastSessions(t *testing.T) {
	t.Parallel()
	var days []int
	for day := range 26 {
		days = append(days, day+1)
	}
	tell(t, map[string]story{"of the last 24": {
		meeting: daily().Members(health, police), steps: recorded(days...),
		show: func(w *world) (lines []string) {
			for _, i := range []int{0, 1, 2, 25} {
				s := &w.meeting.Status.Sessions[i]
				lines = append(lines, fmt.Sprintf("%s %d of %d, guests %v", s.Date, *s.Attendance.Present, *s.Attendance.Members, s.Attendance.Guests))
			}
			return lines
		},
		want: []string{
			"2018-08-01 2 of 2, guests []", "2018-08-02 2 of 2, guests []",
			"2018-08-03 2 of 2, guests [medical-insurance]", "2018-08-26 2 of 2, guests [medical-insurance]",
		},
	}})
}

// TestManyDuties holds that an evaluation stays cheap where there are thousands.
func TestManyDuties(t *testing.T) {
	t.Parallel()
	s := story{meeting: autumn().Members(health)}
	w := s.play(t)
	for i := range 3000 {
		name := fmt.Sprintf("duty-%04d", i)
		w.duties[name] = wrappers.Duty(name).Namespace("region-xicheng").Leads(police).Light(v1alpha1.LightRed).Obj()
	}
	w.evaluate()
	want := []string{"False NotMembers", "no members: 1 of 1 departments that hold duties: police holds 3000 (duty-0000, duty-0001, duty-0002 and 2997 more)"}
	if diff := cmp.Diff(want, condition(v1alpha1.ConditionMembersConsistent)(w)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

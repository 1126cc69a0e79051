// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/meeting"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const day v1alpha1.PlainDate = "2018-10-01"

// october begins minutes of the session of National Day, held on 8 October.
func october(name string) *wrappers.MinutesWrapper {
	return of(day, name).Held(instant("2018-10-08 09:00:00"))
}

// record tells which minutes a session is recorded by, and when it was received.
func record(w *world) (lines []string) {
	for i := range w.meeting.Status.Sessions {
		m := &w.meeting.Status.Sessions[i].Minutes
		lines = append(lines, fmt.Sprintf("%s %s %s", w.meeting.Status.Sessions[i].State, m.Name, shown(m.ReceivedTime)))
	}
	return lines
}

// told tells of the minutes "a" why they do not count.
func told(w *world) []string {
	return []string{meta.FindStatusCondition(w.minutes["a"].Status.Conditions, v1alpha1.ConditionReady).Message}
}

func TestMinutesInForce(t *testing.T) {
	t.Parallel()
	noon, later, last := "2018-10-09 12:00:00", "2018-10-10 12:00:00", "2018-10-11 12:00:00"
	by := func(name, received string) []string { return []string{"Held " + name + " " + received} }
	stories := map[string]story{
		"the first wins": {
			steps: []step{at(noon, filed(october("b"))), at(later, filed(october("a")))}, want: by("b", noon),
			verdicts: map[string]string{"b": "InForce", "a": "Ignored AlreadyRecorded"},
		},
		"of one second the first by name": {
			steps: []step{stopped, at(noon, filed(october("b")), filed(october("a")))}, want: by("a", noon),
			verdicts: map[string]string{"a": "InForce", "b": "Ignored AlreadyRecorded"},
		},
		"what is in force stays within its second": {
			steps: []step{at(noon, filed(october("b")), filed(october("a")))}, want: by("b", noon),
			verdicts: map[string]string{"b": "InForce", "a": "Ignored AlreadyRecorded"},
		},
		"a line keeps the receipt of its first": {
			steps:    []step{at(noon, filed(october("a"))), at(later, filed(october("b").Supersedes("a"))), at(last, filed(october("c").Supersedes("b")))},
			want:     by("c", noon),
			verdicts: map[string]string{"a": "Superseded", "b": "Superseded", "c": "InForce"},
		},
		"two that supersede the same": {
			steps:    []step{at(noon, filed(october("a"))), at(later, filed(october("c").Supersedes("a"))), at(last, filed(october("b").Supersedes("a")))},
			want:     by("c", noon),
			verdicts: map[string]string{"a": "Superseded", "b": "Ignored AlreadySuperseded", "c": "InForce"},
		},
		"the second of two, and what supersedes that": {
			steps: []step{at(noon, filed(october("a"))), at(later, filed(october("b").Supersedes("a"))), at(last, filed(october("c").Supersedes("a")), filed(october("d").Supersedes("c")))},
			want:  by("b", noon), verdicts: map[string]string{"c": "Ignored AlreadySuperseded", "d": "Ignored AlreadyRecorded"},
		},
		"of another session": {
			meeting: autumn().Extra("2018-10-03", "09:00"),
			steps:   []step{at(noon, filed(of("2018-10-03", "a")), filed(october("b").Supersedes("a")))},
			want:    []string{"AwaitingMinutes  -", "Held a " + noon}, verdicts: map[string]string{"a": "InForce", "b": "Ignored SupersedesMismatch"},
		},
		"each other": {
			steps: []step{at(noon, filed(october("a").Supersedes("b")), filed(october("b").Supersedes("a")), filed(october("c").Supersedes("a")))},
			want:  []string{"AwaitingMinutes  -"}, verdicts: map[string]string{"a": "Ignored SupersedesCycle", "b": "Ignored SupersedesCycle", "c": "Ignored SupersedesCycle"},
		},
		"themselves": {
			steps: []step{at(noon, filed(october("a").Supersedes("a")))}, want: []string{"AwaitingMinutes  -"},
			verdicts: map[string]string{"a": "Ignored SupersedesCycle"},
		},
		"a circle beside what is in force": {
			steps: []step{at(noon, filed(october("x")), filed(october("a").Supersedes("b")), filed(october("b").Supersedes("a")))},
			want:  by("x", noon), verdicts: map[string]string{"a": "Ignored SupersedesCycle", "b": "Ignored SupersedesCycle"},
		},
		"nothing that is there": {
			steps: []step{at(noon, filed(october("b").Supersedes("a")))}, want: []string{"AwaitingMinutes  -"},
			verdicts: map[string]string{"b": "Ignored SupersededNotFound"},
		},
		"applied in the other order": {
			steps: []step{at(noon, filed(october("c").Supersedes("b"))), at(later, filed(october("b").Supersedes("a"))), at(last, filed(october("a")))},
			want:  by("c", last), verdicts: map[string]string{"a": "Superseded", "b": "Superseded", "c": "InForce"},
		},
		"applied in the other order, not all yet": {
			steps: []step{at(noon, filed(october("c").Supersedes("b"))), at(later, filed(october("b").Supersedes("a")))},
			want:  []string{"AwaitingMinutes  -"}, verdicts: map[string]string{"b": "Ignored SupersededNotFound", "c": "Ignored SupersededNotFound"},
		},
		"what does not count is corrected by what does": {
			steps: []step{at(noon, filed(october("a").Office(police))), at(later, filed(october("b").Supersedes("a")))}, want: by("b", later),
			verdicts: map[string]string{"a": "Ignored NotTheOffice", "b": "InForce"},
		},
		"purged: the session stays": {
			steps: []step{at(noon, filed(october("a"))), at(later, purged("a"))}, want: by("a", noon),
		},
		"purged and applied again": {
			steps: []step{at(noon, filed(october("a"))), at(later, purged("a")), at(last, filed(october("a")))}, want: by("a", noon),
			verdicts: map[string]string{"a": "InForce"},
		},
		"purged and filed anew with other content": {
			steps: []step{at(noon, filed(october("a"))), at(later, purged("a")), at(last, filed(october("a").Notes("anew")))}, want: by("a", last),
			verdicts: map[string]string{"a": "InForce"},
		},
		"purged and corrected": {
			steps: []step{at(noon, filed(october("a"))), at(later, purged("a")), at(last, filed(october("b").Supersedes("a")))}, want: by("b", noon),
			verdicts: map[string]string{"b": "InForce"},
		},
		"purged below what is in force": {
			steps: []step{at(noon, filed(october("a"))), at(later, filed(october("b").Supersedes("a"))), at(last, purged("a"))}, want: by("b", noon),
			verdicts: map[string]string{"b": "InForce"},
		},
		"purged below what led to it": {
			steps: []step{
				at(noon, filed(october("a")), filed(october("b").Supersedes("a")), filed(october("c").Supersedes("b"))), at(later, purged("a")),
			},
			want: by("c", noon), verdicts: map[string]string{"b": "Superseded", "c": "InForce"},
		},
		"purged below what led to it, and applied again in the middle": {
			steps: []step{
				at(noon, filed(october("a")), filed(october("b").Supersedes("a")), filed(october("c").Supersedes("b")), filed(october("d").Supersedes("c"))),
				at(later, purged("a"), purged("b")), at(last, filed(october("b").Supersedes("a"))),
			},
			want: by("d", noon), verdicts: map[string]string{"b": "Ignored SupersededNotFound", "c": "Superseded", "d": "InForce"},
		},
		"purged in the middle, and applied again while its own is gone": {
			steps: []step{
				at(noon, filed(october("a")), filed(october("b").Supersedes("a")), filed(october("c").Supersedes("b"))),
				at(later, purged("a"), purged("b")), at(last, filed(october("b").Supersedes("a"))),
			},
			want: by("c", noon), verdicts: map[string]string{"b": "Ignored SupersededNotFound", "c": "InForce"},
		},
		"the line is there again": {
			steps: []step{
				at(noon, filed(october("a")), filed(october("b").Supersedes("a")), filed(october("c").Supersedes("b"))),
				at(later, purged("a"), purged("b")), at(last, filed(october("b").Supersedes("a")), filed(october("a"))),
			},
			want: by("c", noon), verdicts: map[string]string{"a": "Superseded", "b": "Superseded", "c": "InForce"},
		},
		"a purged name that comes back to supersede": {
			steps: []step{
				at(noon, filed(october("a")), filed(october("b").Supersedes("a"))), at(later, purged("a")),
				at(last, filed(october("a").Supersedes("b").Notes("anew"))),
			},
			want: by("b", noon), verdicts: map[string]string{"a": "Ignored SupersedesCycle", "b": "InForce"},
		},
		"purged and corrected, while the operator was down": {
			steps: []step{
				at(noon, filed(october("a"))), at(later, filed(october("b").Supersedes("a"))),
				at(last, stopped, purged("b"), filed(october("c").Supersedes("b"))),
			},
			want: by("c", noon), verdicts: map[string]string{"c": "InForce"},
		},
		"the last of a line purged": {
			steps: []step{at(noon, filed(october("a"))), at(later, filed(october("b").Supersedes("a"))), at(last, purged("b"))}, want: by("a", noon),
			verdicts: map[string]string{"a": "InForce"},
		},
		"of the region's office": {
			steps: []step{at(noon, filed(october("a").Office(office)))}, want: by("a", noon), verdicts: map[string]string{"a": "InForce"},
		},
		"of another office": {
			steps: []step{at(noon, filed(october("a").Office(police)))}, want: []string{"AwaitingMinutes  -"}, verdicts: map[string]string{"a": "Ignored NotTheOffice"},
		},
		"no office at all": {
			meeting: autumn().Office(""), region: xicheng().Office(""), steps: []step{at(noon, filed(october("a")))}, show: told,
			want: []string{`spec.office: "health-commission" does not keep the minutes of this meeting; its office is not declared: name one in spec.office of the meeting`},
		},
		"an office that changes moves nothing": {
			steps: []step{
				at(noon, filed(october("a"))), at(later, filed(october("b").Supersedes("a"))),
				at(last, planned(func(spec *v1alpha1.JointMeetingSpec) { spec.Office = police })),
			},
			want: by("b", noon), verdicts: map[string]string{"a": "Superseded", "b": "InForce"},
		},
		"held when they were filed": {
			steps: []step{at(noon, filed(october("a").Held(instant(noon))))}, want: by("a", noon), verdicts: map[string]string{"a": "InForce"},
		},
		"held after they were filed": {
			steps: []step{at(noon, filed(october("a").Held(instant(noon).Add(time.Second))))}, want: []string{"AwaitingMinutes  -"},
			verdicts: map[string]string{"a": "Ignored HeldAfterFiling"},
		},
		"restored: the receipt is that of their first creation": {
			steps: []step{at(later, filed(october("a").Annotation(v1alpha1.AnnotationRestored, "2018-10-09T12:00:00+08:00")))}, want: by("a", noon),
			verdicts: map[string]string{"a": "InForce"},
		},
		"from before the meeting": {
			meeting: bare(), steps: []step{at(noon, filed(of("2017-06-05", "a")))}, show: summary,
			want:     []string{"SessionHeld", "2017-06-05 Recorded Held received 2018-10-09 12:00:00 by a"},
			verdicts: map[string]string{"a": "InForce"},
		},
		"of no session": {
			steps: []step{at(noon, filed(of("2018-10-02", "a")))}, show: told, verdicts: map[string]string{"a": "Ignored UnknownSession"},
			want: []string{`spec.session: the meeting has no session "2018-10-02"; name the day that spec.schedule names, or add it to spec.extraSessions of the meeting`},
		},
		"of the next session, before it was announced": {
			steps: []step{at("2018-08-20 12:00:00", filed(october("a").Held(instant("2018-08-20 09:00:00"))))},
			want:  by("a", "2018-08-20 12:00:00"), verdicts: map[string]string{"a": "InForce"},
		},
		"of a year that was mistyped": {
			steps: []step{at(noon, filed(of("2088-10-01", "a").Held(instant("2018-10-08 09:00:00"))))},
			show:  told, verdicts: map[string]string{"a": "Ignored UnknownSession"},
			want: []string{`spec.session: the meeting has no session "2088-10-01" yet: of those ahead, minutes are of one that was announced, or of the next`},
		},
		"of the session after the next": {
			meeting: monthly(), steps: []step{at("2018-08-20 12:00:00", filed(of("2018-10-01", "a").Held(instant("2018-08-20 09:00:00"))))},
			show: summary, verdicts: map[string]string{"a": "Ignored UnknownSession"},
		},
		"of the session after the next, once it is the next": {
			meeting:  monthly(),
			steps:    []step{at("2018-08-20 12:00:00", filed(of("2018-10-01", "a").Held(instant("2018-08-20 09:00:00")))), at("2018-09-03 09:00:00")},
			show:     summary,
			verdicts: map[string]string{"a": "InForce"},
		},
		"corrected to what was held when it counted as missed": {
			steps: []step{
				at(noon, filed(october("a"))),
				at("2019-03-01 12:00:00", filed(october("b").Supersedes("a").Held(instant("2019-02-28 09:00:00")))),
			},
			show: summary, verdicts: map[string]string{"a": "Superseded", "b": "InForce"},
			want: []string{"SessionHeld", "2018-10-01 Regular Held at 2018-10-08 09:00:00 missed 2018-11-09 00:00:00 received 2018-10-09 12:00:00 by b"},
		},
		"of the day to which a session was moved": {
			steps: []step{at(noon, filed(of("2018-10-08", "a")))}, show: told, verdicts: map[string]string{"a": "Ignored UnknownSession"},
			want: []string{`spec.session: the meeting has no session "2018-10-08"; that of "2018-10-01" was moved to this day: its key stays "2018-10-01"`},
		},
		"of that day, and the operator was down": {
			steps: []step{stopped, at(noon, filed(of("2018-10-08", "a")))}, show: told,
			want: []string{`spec.session: the meeting has no session "2018-10-08"; that of "2018-10-01" was moved to this day: its key stays "2018-10-01"`},
		},
		"of a session that is added": {
			steps: []step{at(noon, filed(of("2018-10-02", "a"))), at(later, extras(extra("2018-10-02", "09:00")))},
			want:  []string{"AwaitingMinutes  -", "Held a " + noon}, verdicts: map[string]string{"a": "InForce"},
		},
		"of a session that was cancelled, in the same moment": {
			steps: []step{at("2018-09-27 00:00:00", stopped, cron("0 9 20 11 *", v1alpha1.AdjustNone), filed(october("a").Held(instant("2018-09-26 09:00:00"))))},
			want:  nil, show: summary, verdicts: map[string]string{"a": "Ignored UnknownSession"},
		},
	}
	for name, story := range stories {
		if story.meeting == nil {
			story.meeting = autumn()
		}
		if story.show == nil {
			story.show = record
		}
		stories[name] = story
	}
	tell(t, stories)
}

func TestAttendance(t *testing.T) {
	t.Parallel()
	attended := func(w *world) []string {
		a := &w.meeting.Status.Sessions[0].Attendance
		return []string{fmt.Sprintf("%s: %d of %d, %d must", a.Quorum, *a.Present, *a.Members, *a.Required), fmt.Sprint(a.Apologies, a.Absent, a.Guests)}
	}
	file := func(minutes *wrappers.MinutesWrapper) []step {
		return []step{at("2018-10-09 12:00:00", filed(minutes))}
	}
	three := []v1alpha1.DepartmentName{health, police, insurance}
	stories := map[string]story{
		"all departments are members": {steps: file(october("a")), want: []string{"Met: 3 of 4, 0 must", "[] [government-office] []"}},
		"apologies, absent, guests": {
			meeting: autumn().Members(three...), steps: file(october("a").Attendees(health, office).Apologies(police)),
			want: []string{"Met: 1 of 3, 0 must", "[police] [medical-insurance] [government-office]"},
		},
		"apologies of a guest": {
			meeting: autumn().Members(three...), steps: file(october("a").Apologies(office)), want: []string{"Met: 3 of 3, 0 must", "[] [] []"},
		},
		"number":              {meeting: autumn().Quorum(3), steps: file(october("a")), want: []string{"Met: 3 of 4, 3 must", "[] [government-office] []"}},
		"number, one less":    {meeting: autumn().Quorum(4), steps: file(october("a")), want: []string{"NotMet: 3 of 4, 4 must", "[] [government-office] []"}},
		"guests do not count": {meeting: autumn().Members(health, police).Quorum(2), steps: file(october("a").Attendees(health, insurance, office)), want: []string{"NotMet: 1 of 2, 2 must", "[] [police] [medical-insurance government-office]"}},
		"percent, exactly":    {meeting: autumn().QuorumPercent(75), steps: file(october("a")), want: []string{"Met: 3 of 4, 3 must", "[] [government-office] []"}},
		"percent, rounded up": {meeting: autumn().QuorumPercent(76), steps: file(october("a")), want: []string{"NotMet: 3 of 4, 4 must", "[] [government-office] []"}},
		"percent, the least":  {meeting: autumn().QuorumPercent(1), steps: file(october("a").Attendees(health)), want: []string{"Met: 1 of 4, 1 must", "[] [police medical-insurance government-office] []"}},
		"percent of all":      {meeting: autumn().Members(three...).QuorumPercent(100), steps: file(october("a")), want: []string{"Met: 3 of 3, 3 must", "[] [] []"}},
		"members edited later": {
			meeting: autumn().Members(three...).QuorumPercent(100),
			steps: append(file(october("a")), planned(func(spec *v1alpha1.JointMeetingSpec) {
				spec.Members = append(spec.Members, office)
			})),
			want: []string{"Met: 3 of 3, 3 must", "[] [] []"},
		},
		"members edited later, and the minutes corrected": {
			meeting: autumn().Members(three...).QuorumPercent(100),
			steps: append(file(october("a")), planned(func(spec *v1alpha1.JointMeetingSpec) {
				spec.Members = append(spec.Members, office)
			}), filed(october("b").Supersedes("a"))),
			want: []string{"NotMet: 3 of 4, 4 must", "[] [government-office] []"},
		},
	}
	for name, story := range stories {
		if story.meeting == nil {
			story.meeting = autumn()
		}
		story.show = attended
		stories[name] = story
	}
	tell(t, stories)
}

func TestLedgerLost(t *testing.T) {
	t.Parallel()
	restored := func() *wrappers.MeetingWrapper {
		return autumn().Annotation(v1alpha1.AnnotationRestored, "2017-01-01T00:00:00Z")
	}
	lost := condition(v1alpha1.ConditionLedgerLost)
	message := "restored at 2018-08-01T08:00:00+08:00 without its status, and with it the ledger; sessions before that are known from their " +
		"minutes alone, and which of them were missed is not; once this was looked into, remove the annotation supervision.jianguan.io/restored"
	tell(t, map[string]story{
		"never restored":          {meeting: autumn(), show: lost, want: []string{}},
		"restored without status": {meeting: restored(), steps: []step{at("2018-09-30 00:00:00")}, show: lost, want: []string{"True RestoredWithoutStatus", message}},
		"restored with status": {
			meeting: restored().Status(v1alpha1.JointMeetingStatus{ObservedGeneration: 3}), show: lost, want: []string{},
		},
		"looked into": {
			meeting: restored(), steps: []step{func(w *world) { w.meeting.Annotations = nil; w.evaluate() }}, show: lost, want: []string{},
		},
		"what was before is taken from the minutes": {
			meeting: restored(), steps: []step{filed(of("2017-10-01", "a"))}, verdicts: map[string]string{"a": "InForce"},
			want: []string{"SessionHeld", "2017-10-01 Recorded Held received 2018-08-01 08:00:00 by a"},
		},
		"with its ledger it is not": {
			meeting: restored().Status(v1alpha1.JointMeetingStatus{ObservedGeneration: 3}), steps: []step{filed(of("2017-10-02", "a"))},
			verdicts: map[string]string{"a": "Ignored UnknownSession"}, want: []string{"NoSessionYet"},
		},
	})
}

func TestOrphans(t *testing.T) {
	t.Parallel()
	before := wrappers.Minutes("a").Generation(1).Verdict(v1alpha1.VerdictInForce).Obj()
	before.Status.ReceivedTime = new(metav1.NewTime(instant(created)))
	before.Status.Duties = []v1alpha1.DecisionDuty{{ID: "d1", Duty: "plenary-2018-10-01-d1"}}
	got := meeting.Orphans([]v1alpha1.MeetingMinutes{*before, *wrappers.Minutes("b").Generation(1).Obj()}, instant(created))
	if diff := cmp.Diff(before.Status.Duties, got[0].Duties); diff != "" || got[0].Verdict != v1alpha1.VerdictInForce || !got[0].ReceivedTime.Equal(before.Status.ReceivedTime) {
		t.Errorf("what became of the minutes does not stay: %+v", got[0])
	}
	for i := range got {
		ready := meta.FindStatusCondition(got[i].Conditions, v1alpha1.ConditionReady)
		if ready.Status != metav1.ConditionFalse || ready.Reason != v1alpha1.ReasonMeetingNotFound || meta.IsStatusConditionTrue(got[i].Conditions, v1alpha1.ConditionStalled) {
			t.Errorf("minutes %d: %v", i, got[i].Conditions)
		}
	}
}

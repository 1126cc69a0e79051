// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// meetingSaying is a meeting with a condition, and one session in each of some states.
func meetingSaying(
	name, conditionType string, status metav1.ConditionStatus, reason, message string, states ...v1alpha1.SessionState,
) *v1alpha1.JointMeeting {
	meeting := wrappers.Meeting(name).Condition(conditionType, status, reason, earlier.Time)
	for i, state := range states {
		meeting.Session(v1alpha1.SessionStatus{
			Date: v1alpha1.PlainDate(fmt.Sprintf("2021-%02d-15", i+1)), Type: v1alpha1.SessionRegular, State: state,
		})
	}
	m := meeting.Obj()
	m.Status.Conditions[0].Message = message
	return m
}

// missed is a meeting of which nobody filed the minutes of the last session.
func missed(name string) *v1alpha1.JointMeeting {
	return meetingSaying(name, "SessionMissed", metav1.ConditionTrue, "NoMinutesFiled", "session 2021-02-15 was not held",
		v1alpha1.SessionHeld, v1alpha1.SessionMissed)
}

// overdueMinutes is a meeting of which the minutes of the last session are overdue.
func overdueMinutes(name string) *v1alpha1.JointMeeting {
	return meetingSaying(name, "MinutesOverdue", metav1.ConditionTrue, "MinutesNotFiled", "those of 2021-02-15",
		v1alpha1.SessionHeld, v1alpha1.SessionMinutesOverdue)
}

// held is a meeting that missed a session, and held the one after it.
func held(name string) *v1alpha1.JointMeeting {
	return meetingSaying(name, "SessionMissed", metav1.ConditionFalse, "SessionHeld", "session 2021-02-15 was held",
		v1alpha1.SessionMissed, v1alpha1.SessionHeld)
}

func convened(meetings ...*v1alpha1.JointMeeting) []v1alpha1.JointMeeting {
	var list []v1alpha1.JointMeeting
	for _, meeting := range meetings {
		list = append(list, *meeting)
	}
	return list
}

func TestMeetingsOnSchedule(t *testing.T) {
	const yes, no, unknown = metav1.ConditionTrue, metav1.ConditionFalse, metav1.ConditionUnknown
	both := missed("plenary")
	both.Status.Conditions = append(both.Status.Conditions, overdueMinutes("plenary").Status.Conditions...)
	silent := missed("plenary")
	silent.Status.Conditions[0].Message = ""
	var many []*v1alpha1.JointMeeting
	for i := range 12 {
		many = append(many, meetingSaying(fmt.Sprintf("m%02d", 11-i), "SessionMissed", yes, "Inquorate", "few came"))
	}
	cases := map[string]struct {
		meetings []v1alpha1.JointMeeting
		homeless bool
		want     said
		counts   v1alpha1.MeetingCounts
	}{
		"no meetings": {
			want: said{yes, "NoMeetings", "no meetings are declared"}, counts: meetingCounts(0, 0, 0),
		},
		"one that was not evaluated yet": {
			meetings: convened(wrappers.Meeting("plenary").Obj()),
			want:     said{yes, "AllOnSchedule", "off schedule: none of 1 meetings"}, counts: meetingCounts(1, 0, 0),
		},
		"a session that was missed and not held since counts, even after the next was held": {
			meetings: convened(held("plenary"), wrappers.Meeting("liaison").Obj()),
			want:     said{yes, "AllOnSchedule", "off schedule: none of 2 meetings"}, counts: meetingCounts(2, 0, 1),
		},
		"what is not known is not wrong": {
			meetings: convened(meetingSaying("plenary", "MinutesOverdue", unknown, "CalendarMissing", "no calendar")),
			want:     said{yes, "AllOnSchedule", "off schedule: none of 1 meetings"}, counts: meetingCounts(1, 0, 0),
		},
		"a session that was missed": {
			meetings: convened(missed("plenary"), held("liaison")),
			want: said{no, "MeetingsOffSchedule",
				"off schedule: 1 of 2 meetings: plenary: session 2021-02-15 was not held"},
			counts: meetingCounts(2, 1, 2),
		},
		"few members attended: no session was missed": {
			meetings: convened(meetingSaying("plenary", "SessionMissed", yes, "Inquorate", "2 of 5 attended", v1alpha1.SessionInquorate)),
			want:     said{no, "MeetingsOffSchedule", "off schedule: 1 of 1 meetings: plenary: 2 of 5 attended"},
			counts:   meetingCounts(1, 1, 0),
		},
		"minutes that are overdue": {
			meetings: convened(overdueMinutes("plenary")),
			want:     said{no, "MeetingsOffSchedule", "off schedule: 1 of 1 meetings: plenary: those of 2021-02-15"},
			counts:   meetingCounts(1, 1, 0),
		},
		"both of one meeting count once": {
			meetings: convened(both),
			want: said{no, "MeetingsOffSchedule", "off schedule: 1 of 1 meetings: " +
				"plenary: session 2021-02-15 was not held, and those of 2021-02-15"},
			counts: meetingCounts(1, 1, 1),
		},
		"meetings are told in the order of their names": {
			meetings: convened(missed("special"), overdueMinutes("plenary"), missed("liaison")),
			want: said{no, "MeetingsOffSchedule", "off schedule: 3 of 3 meetings: liaison: session 2021-02-15 was not held; " +
				"plenary: those of 2021-02-15; special: session 2021-02-15 was not held"},
			counts: meetingCounts(3, 3, 2),
		},
		"more than ten are counted": {
			meetings: convened(many...),
			want: said{no, "MeetingsOffSchedule", "off schedule: 12 of 12 meetings: m00: few came; m01: few came; m02: few came; " +
				"m03: few came; m04: few came; m05: few came; m06: few came; m07: few came; m08: few came; m09: few came; and 2 more"},
			counts: meetingCounts(12, 12, 0),
		},
		"a condition without a message": {
			meetings: convened(silent),
			want:     said{no, "MeetingsOffSchedule", "off schedule: 1 of 1 meetings: plenary: NoMinutesFiled"},
			counts:   meetingCounts(1, 1, 1),
		},
		"no namespace": {
			homeless: true,
			want:     said{unknown, "NamespaceTaken", "the region holds no namespace, so there are no meetings to count"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			in := jurisdiction.Input{
				Jurisdiction: wrappers.Jurisdiction("xicheng").Obj(), Meetings: tc.meetings,
				Setup: region.Outcome{Namespace: "region-xicheng"}, Now: now.Time,
			}
			if tc.homeless {
				in.Setup = unknownRegion
			}
			before := slices.Clone(in.Meetings)
			status := jurisdiction.Evaluate(in).Status
			if diff := cmp.Diff(tc.want, saidBy(t, status, "MeetingsOnSchedule")); diff != "" {
				t.Errorf("MeetingsOnSchedule (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.counts, status.Own.Meetings); diff != "" {
				t.Errorf("own (-want +got):\n%s", diff)
			}
			if !tc.homeless {
				if diff := cmp.Diff(tc.counts, status.Subtree.Meetings); diff != "" {
					t.Errorf("subtree (-want +got):\n%s", diff)
				}
			}
			wantLight, wantOff := v1alpha1.LightBlue, int32(0)
			if tc.want.Status != yes {
				wantLight, wantOff = v1alpha1.LightYellow, 1
			}
			if status.Light != wantLight || *status.Subtree.RegionsOffTrack != wantOff {
				t.Errorf("the light is %s, and %d regions are off track; want %s and %d",
					status.Light, *status.Subtree.RegionsOffTrack, wantLight, wantOff)
			}
			if diff := cmp.Diff(before, in.Meetings); diff != "" {
				t.Errorf("the meetings were changed (-before +after):\n%s", diff)
			}
		})
	}
}

// TestMeetingsCountUpToTheRoot follows what is wrong with the meetings of a county
// through a prefecture that holds no namespace.
func TestMeetingsCountUpToTheRoot(t *testing.T) {
	const no = metav1.ConditionFalse
	regions := tree(t, "P:yunnan > M:dehong > C:mangshi")
	evaluate := func(name string, setup region.Outcome, meetings ...*v1alpha1.JointMeeting) v1alpha1.JurisdictionStatus {
		regions[name].Status = jurisdiction.Evaluate(jurisdiction.Input{
			Jurisdiction: regions[name], Children: regions.childrenOf(name), Meetings: convened(meetings...),
			Setup: setup, Now: now.Time,
		}).Status
		return regions[name].Status
	}
	evaluate("mangshi", region.Outcome{Namespace: "region-mangshi"}, missed("plenary"), overdueMinutes("special"), held("liaison"))
	evaluate("dehong", unknownRegion, missed("not-known"))
	status := evaluate("yunnan", region.Outcome{Namespace: "region-yunnan"}, held("plenary"))

	if diff := cmp.Diff(meetingCounts(4, 2, 3), status.Subtree.Meetings); diff != "" {
		t.Errorf("subtree (-want +got):\n%s", diff)
	}
	want := said{no, "SubtreeOffTrack",
		"not on track below: 2 of 2 regions, in or below dehong (0 overdue, 2 meetings off schedule)"}
	if diff := cmp.Diff(want, saidBy(t, status, "OnTrack")); diff != "" {
		t.Errorf("OnTrack (-want +got):\n%s", diff)
	}
}

func TestMeetingsStandAlike(t *testing.T) {
	changes := map[string]struct {
		change func(*v1alpha1.JointMeeting)
		alike  bool
	}{
		"what is not counted": {alike: true, change: func(m *v1alpha1.JointMeeting) {
			m.Status.Next.StartTime, m.Spec.Title, m.ResourceVersion = &now, "another", "7"
			m.Status.Next.Agenda = []v1alpha1.AgendaItem{{Kind: v1alpha1.AgendaOverdueDuty}}
		}},
		"an invitation": {alike: true, change: func(m *v1alpha1.JointMeeting) {
			m.Status.Sessions = append(m.Status.Sessions, v1alpha1.SessionStatus{State: v1alpha1.SessionScheduled})
		}},
		"a session that has begun": {alike: true, change: func(m *v1alpha1.JointMeeting) {
			m.Status.Sessions = append(m.Status.Sessions, v1alpha1.SessionStatus{State: v1alpha1.SessionAwaitingMinutes})
		}},
		"another condition": {alike: true, change: func(m *v1alpha1.JointMeeting) {
			m.Status.Conditions = append(m.Status.Conditions, metav1.Condition{
				Type: v1alpha1.ConditionMembersConsistent, Status: metav1.ConditionTrue, Message: "all are",
			})
		}},
		"what is told of a meeting that is on schedule, and the time of what is wrong": {alike: true, change: func(m *v1alpha1.JointMeeting) {
			m.Status.Conditions[0].LastTransitionTime = now
			if m.Status.Conditions[0].Status == metav1.ConditionFalse {
				m.Status.Conditions[0].Message = "another"
			}
		}},
		"the condition": {change: func(m *v1alpha1.JointMeeting) {
			c := &m.Status.Conditions[0]
			if c.Status == metav1.ConditionTrue {
				c.Status = metav1.ConditionFalse
			} else {
				c.Status = metav1.ConditionTrue
			}
		}},
		"another session, as the message says": {change: func(m *v1alpha1.JointMeeting) {
			m.Status.Conditions[0].Status, m.Status.Conditions[0].Message = metav1.ConditionTrue, "another"
		}},
		"one more session that was missed": {change: func(m *v1alpha1.JointMeeting) {
			m.Status.Sessions = append(m.Status.Sessions, v1alpha1.SessionStatus{State: v1alpha1.SessionMissed})
		}},
	}
	for name, tc := range changes {
		for _, before := range []*v1alpha1.JointMeeting{missed("m"), overdueMinutes("m"), held("m")} {
			after := before.DeepCopy()
			tc.change(after)
			if alike := jurisdiction.MeetingsStandAlike(before, after); alike != tc.alike {
				t.Errorf("%s of a meeting with %v: alike %t, want %t", name, before.Status.Conditions, alike, tc.alike)
			}
			if alike := jurisdiction.MeetingsStandAlike(after, before); alike != tc.alike {
				t.Errorf("%s of a meeting with %v, back again: alike %t, want %t", name, before.Status.Conditions, alike, tc.alike)
			}
		}
	}
}

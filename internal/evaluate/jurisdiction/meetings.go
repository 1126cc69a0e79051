// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"cmp"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
)

// MeetingsStandAlike tells whether a meeting means the same to its region before and
// after a change: it counts the same, and what the region says of it is the same.
func MeetingsStandAlike(before, after *v1alpha1.JointMeeting) bool {
	return standingOfMeeting(before) == standingOfMeeting(after)
}

// meetingStanding is how a meeting stands as far as its region counts it.
type meetingStanding struct {
	// wrong is what its conditions say of it; nothing while it is on schedule.
	wrong string
	// missed is how many sessions were, and were not held since.
	missed int32
}

// standingOfMeeting reads how a meeting stands off its status. One that was not
// evaluated yet is on schedule.
func standingOfMeeting(meeting *v1alpha1.JointMeeting) meetingStanding {
	var wrong []string
	for _, conditionType := range []string{v1alpha1.ConditionSessionMissed, v1alpha1.ConditionMinutesOverdue} {
		c := meta.FindStatusCondition(meeting.Status.Conditions, conditionType)
		if c != nil && c.Status == metav1.ConditionTrue {
			wrong = append(wrong, cmp.Or(c.Message, c.Reason, c.Type))
		}
	}
	s := meetingStanding{wrong: messages.Quoted(strings.Join(wrong, ", and "))}
	for i := range meeting.Status.Sessions {
		if meeting.Status.Sessions[i].State == v1alpha1.SessionMissed {
			s.missed++
		}
	}
	return s
}

// meetingTally counts meetings. The region's own and those of a whole subtree are
// counted alike.
type meetingTally struct {
	total, offSchedule, sessionsMissed int32
}

func (t *meetingTally) count(standing meetingStanding) {
	t.total++
	if standing.wrong != "" {
		t.offSchedule++
	}
	t.sessionsMissed += standing.missed
}

// add adds the counts of other regions.
func (t *meetingTally) add(other meetingTally) {
	t.total += other.total
	t.offSchedule += other.offSchedule
	t.sessionsMissed += other.sessionsMissed
}

// meetingTallyOf reads counts back. What is not there counts nothing.
func meetingTallyOf(counts v1alpha1.MeetingCounts) meetingTally {
	return meetingTally{
		total: ptr.Deref(counts.Total, 0), offSchedule: ptr.Deref(counts.OffSchedule, 0),
		sessionsMissed: ptr.Deref(counts.SessionsMissed, 0),
	}
}

// counts shows every figure, zeros too.
func (t *meetingTally) counts() v1alpha1.MeetingCounts {
	c := *t // what is added later must not show
	return v1alpha1.MeetingCounts{Total: &c.total, OffSchedule: &c.offSchedule, SessionsMissed: &c.sessionsMissed}
}

// offSchedule is a meeting of which a session was missed, or minutes are overdue.
type offSchedule struct{ name, wrong string }

func (o observation) meetingsOnSchedule() finding {
	f := finding{condition: v1alpha1.ConditionMeetingsOnSchedule, status: metav1.ConditionTrue}
	if o.census == nil {
		f.status, f.reason = metav1.ConditionUnknown, o.reason
		f.message = "the region holds no namespace, so there are no meetings to count"
		return f
	}
	off, total := o.census.offSchedule, o.census.meetings.total
	switch {
	case len(off) > 0:
		f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonMeetingsOffSchedule
		f.message = fmt.Sprintf("off schedule: %d of %d meetings: %s", len(off), total,
			messages.Enumerate(len(off), "; ", func(i int) string { return off[i].name + ": " + off[i].wrong }))
	case total == 0:
		f.reason, f.message = v1alpha1.ReasonNoMeetings, "no meetings are declared"
	default:
		f.reason, f.message = v1alpha1.ReasonAllOnSchedule, fmt.Sprintf("off schedule: none of %d meetings", total)
	}
	return f
}

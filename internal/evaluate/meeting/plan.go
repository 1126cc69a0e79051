// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/record"
)

// plan is what a meeting declares, read for its region.
type plan struct {
	meeting      *v1alpha1.JointMeeting
	spec         *v1alpha1.JointMeetingSpec
	jurisdiction *v1alpha1.Jurisdiction
	region       calendar.Region
	// days is what is known of the calendar of working days.
	days calendar.Tally
	// schedule is nil where there is none.
	schedule *calendar.Schedule
	// ledger of the schedule; none where there is no schedule.
	ledger v1alpha1.MeetingScheduleStatus
	// members of the meeting, by spec or by default, and the same to look one up.
	members  []v1alpha1.DepartmentName
	isMember map[v1alpha1.DepartmentName]bool
	// offices are the departments in whose name minutes are kept, that of the meeting
	// first.
	offices []v1alpha1.DepartmentName
	// problem is why the meeting, which is evaluated all the same, is not Ready.
	problem *problem
}

// newPlan reads the plan, or says why it cannot be evaluated.
func newPlan(in Input) (*plan, *problem) {
	if in.Jurisdiction == nil {
		return nil, &problem{
			reason: v1alpha1.ReasonJurisdictionNotFound, waiting: true,
			message: fmt.Sprintf("no Jurisdiction holds namespace %q yet", in.Meeting.Namespace),
		}
	}
	location, err := calendar.Location(in.Jurisdiction.Spec.TimeZone)
	if err != nil {
		return nil, &problem{
			reason:  v1alpha1.ReasonUnknownTimeZone,
			message: fmt.Sprintf("spec.timeZone of Jurisdiction %q: %v", in.Jurisdiction.Name, err),
		}
	}
	p := &plan{
		meeting: in.Meeting, spec: &in.Meeting.Spec, jurisdiction: in.Jurisdiction,
		region: calendar.Region{Location: location, Workdays: in.Calendar.Workdays}, days: calendar.Tally{Found: in.Calendar},
	}
	if problem := p.checkCalendar(); problem != nil {
		return nil, problem
	}
	if problem := p.readSchedule(in.Now); problem != nil {
		return nil, problem
	}
	if problem := p.checkExtras(); problem != nil {
		return nil, problem
	}
	p.readRegion()
	return p, nil
}

// checkCalendar asks for a calendar where something is counted on it. To decide
// without one could record a session as missed, which stays.
func (p *plan) checkCalendar() *problem {
	if p.days.Readable() {
		return nil
	}
	var fields []string
	if p.spec.Schedule.Adjust == v1alpha1.AdjustNextWorkingDay {
		fields = append(fields, "spec.schedule.adjust")
	}
	for _, period := range []struct {
		field  string
		counts bool
	}{
		{"spec.notice", p.spec.Notice.WorkingDays != nil},
		{"spec.minutesWithin", p.spec.MinutesWithin.WorkingDays != nil},
		{"spec.missedAfter", p.spec.MissedAfter.WorkingDays != nil},
	} {
		if period.counts {
			fields = append(fields, period.field)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return &problem{
		reason: p.days.Found.Reason, waiting: p.days.Found.Waiting,
		message: strings.Join(fields, ", ") + ": working days count here, and the calendar cannot be read: " + p.days.Found.Message,
	}
}

// readSchedule reads the schedule, and since when it has been what it is.
func (p *plan) readSchedule(now time.Time) *problem {
	if p.spec.Schedule.Cron == "" {
		return nil
	}
	schedule, err := calendar.ParseSchedule(p.spec.Schedule.Cron)
	if err != nil {
		return &problem{reason: v1alpha1.ReasonInvalidSchedule, message: "spec.schedule.cron: " + err.Error()}
	}
	p.schedule, p.ledger = &schedule, scheduleSeen(p.meeting, now)
	return nil
}

// scheduleSeen returns since when the schedule has been what it is: the creation of the
// meeting where it was there from the beginning, else when it was first seen. What was
// restored without its status knows nothing of the time before.
func scheduleSeen(meeting *v1alpha1.JointMeeting, now time.Time) v1alpha1.MeetingScheduleStatus {
	known, digest := &meeting.Status.Schedule, record.Digest(meeting.Spec.Schedule)
	since := meeting.CreationTimestamp
	switch {
	case known.Digest == digest:
		return *known.DeepCopy()
	case known.Digest != "" || wasUnderstood(meeting):
		since = metav1.NewTime(now.Truncate(time.Second))
	}
	return v1alpha1.MeetingScheduleStatus{Digest: digest, Since: &since}
}

// wasUnderstood tells whether the meeting was ever understood.
func wasUnderstood(meeting *v1alpha1.JointMeeting) bool {
	return meta.FindStatusCondition(meeting.Status.Conditions, v1alpha1.ConditionSessionMissed) != nil
}

// checkExtras reads the extra sessions. CEL refuses most at admission.
func (p *plan) checkExtras() *problem {
	for i := range p.spec.ExtraSessions {
		extra := &p.spec.ExtraSessions[i]
		if _, err := calendar.At(extra.Date, extra.Time, p.region.Location); err != nil {
			return &problem{reason: v1alpha1.ReasonInvalidSession, message: fmt.Sprintf("spec.extraSessions[%d]: %v", i, err)}
		}
	}
	return nil
}

// readRegion reads what follows from the Jurisdiction where the meeting does not say,
// and which departments it does not declare.
func (p *plan) readRegion() {
	region := &p.jurisdiction.Spec
	declared := make([]v1alpha1.DepartmentName, 0, len(region.Departments))
	for i := range region.Departments {
		declared = append(declared, region.Departments[i].Name)
	}
	p.members = p.spec.Members
	if len(p.members) == 0 {
		p.members = declared
	}
	p.isMember = make(map[v1alpha1.DepartmentName]bool, len(p.members))
	for _, member := range p.members {
		p.isMember[member] = true
	}
	for _, office := range []v1alpha1.DepartmentName{p.spec.Office, region.Office.Department} {
		if office != "" && !slices.Contains(p.offices, office) {
			p.offices = append(p.offices, office)
		}
	}
	var unknown []string
	check := func(field string, name v1alpha1.DepartmentName) {
		if name != "" && !slices.Contains(declared, name) {
			unknown = append(unknown, fmt.Sprintf("%s: %q", field, name))
		}
	}
	check("spec.convener", p.spec.Convener)
	check("spec.office", p.spec.Office)
	for i, member := range p.spec.Members {
		check(fmt.Sprintf("spec.members[%d]", i), member)
	}
	if number := p.spec.Quorum.Number; int(number) > len(p.members) {
		p.problem = &problem{reason: v1alpha1.ReasonInvalidQuorum, message: fmt.Sprintf(
			"spec.quorum.number: %d is more than the %d members, the departments of Jurisdiction %q", number, len(p.members), p.jurisdiction.Name)}
	}
	if len(unknown) > 0 {
		p.problem = &problem{reason: v1alpha1.ReasonUnknownDepartment, message: fmt.Sprintf(
			"%s: no such department in spec.departments of Jurisdiction %q, which declares %s",
			strings.Join(unknown, ", "), p.jurisdiction.Name, join(declared))}
	}
}

func join[S ~string](names []S) string {
	texts := make([]string, 0, len(names))
	for _, name := range names {
		texts = append(texts, string(name))
	}
	return strings.Join(texts, ", ")
}

// startOf returns when a session begins that the schedule names at an instant, and
// whether a calendar that is yet to be published may move it.
func (p *plan) startOf(tick time.Time) (start time.Time, provisional bool) {
	if p.spec.Schedule.Adjust != v1alpha1.AdjustNextWorkingDay {
		return tick, false
	}
	return p.region.NextWorkingDay(tick)
}

// noticeOf returns when the members of a session are invited that begins at an instant.
func (p *plan) noticeOf(start time.Time) (notice time.Time, provisional bool) {
	day, err := calendar.DayStart(p.keyOf(start), p.region.Location)
	if err != nil {
		day = start // It is a day that was just written.
	}
	return p.region.Before(day, &p.spec.Notice)
}

// keyOf returns the day in which an instant lies.
func (p *plan) keyOf(instant time.Time) v1alpha1.PlainDate {
	return v1alpha1.PlainDate(calendar.Day(instant, p.region.Location))
}

// tickOn returns when the schedule names a day; ok is false where it does not.
func (p *plan) tickOn(key v1alpha1.PlainDate) (tick time.Time, ok bool) {
	if p.schedule == nil {
		return time.Time{}, false
	}
	day, err := calendar.DayStart(key, p.region.Location)
	if err != nil {
		return time.Time{}, false
	}
	tick = p.schedule.Next(day.Add(-time.Nanosecond), p.region.Location)
	return tick, !tick.IsZero() && p.keyOf(tick) == key
}

// isExtra tells whether spec.extraSessions names a day.
func (p *plan) isExtra(key v1alpha1.PlainDate) bool {
	return slices.ContainsFunc(p.spec.ExtraSessions, func(x v1alpha1.ExtraSession) bool { return x.Date == key })
}

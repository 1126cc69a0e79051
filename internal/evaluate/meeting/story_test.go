// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// Who acts in the stories. The office of the region sits in a department of its own.
const (
	health    = wrappers.DefaultDepartment
	police    = v1alpha1.DepartmentName("police")
	insurance = v1alpha1.DepartmentName("medical-insurance")
	office    = v1alpha1.DepartmentName("government-office")
)

// created is when the meetings of the stories were created.
const created = "2018-08-01 08:00:00"

// The calendars of the stories: that of the notices, and one that cannot be read.
var (
	published = calendar.Found{Workdays: workdays.Builtin()}
	missing   = calendar.Found{Reason: v1alpha1.ReasonCalendarNotFound, Message: "there is no ConfigMap \"days\"", Waiting: true}
)

// story tells what happened to a meeting, and how it then stands.
type story struct {
	// meeting as it was created; monthly where nil.
	meeting *wrappers.MeetingWrapper
	// region as it was then; xicheng where nil.
	region *wrappers.JurisdictionWrapper
	// calendar of working days; published where it is left out.
	calendar calendar.Found
	steps    []step
	// want is what show tells of the status at the end; summary where nil.
	show func(w *world) []string
	want []string
	// verdicts are those of some of the minutes, with the reason where ignored.
	verdicts map[string]string
}

// step is something that happens in a story.
type step func(w *world)

// monthly meets on the first of the month at 09:00, moved to a working day.
func monthly() *wrappers.MeetingWrapper {
	return bare().Schedule("0 9 1 * *").NextWorkingDay()
}

// bare has no sessions.
func bare() *wrappers.MeetingWrapper {
	return wrappers.Meeting("plenary").Namespace("region-xicheng").Created(instant(created)).Office(health)
}

func xicheng() *wrappers.JurisdictionWrapper {
	return wrappers.Jurisdiction("xicheng").Departments(health, police, insurance, office).Office(office)
}

// instant reads what a clock on a wall in Shanghai shows.
func instant(text string) time.Time {
	location, err := calendar.Location("")
	if err != nil {
		panic(err)
	}
	at, err := time.ParseInLocation(time.DateTime, text, location)
	if err != nil {
		panic(err)
	}
	return at
}

// at lets time pass until when, and then steps happen.
func at(when string, steps ...step) step {
	return func(w *world) {
		w.t.Helper()
		w.advance(instant(when))
		for _, step := range steps {
			step(w)
		}
	}
}

// filed files minutes; of begins those of a session that the three members attended.
func filed(minutes *wrappers.MinutesWrapper) step {
	object := minutes.Meeting("plenary").Obj()
	return func(w *world) { w.t.Helper(); w.file(object.DeepCopy()) } // stories share it
}

func of(key v1alpha1.PlainDate, name string) *wrappers.MinutesWrapper {
	return wrappers.Minutes(name).Session(key).Attendees(health, police, insurance)
}

func purged(name string) step { return func(w *world) { w.t.Helper(); w.purge(name) } }

// planned changes the plan.
func planned(change func(spec *v1alpha1.JointMeetingSpec)) step {
	return func(w *world) { w.t.Helper(); w.edit(change) }
}

func cron(text string, adjust v1alpha1.DayAdjustment) step {
	return planned(func(spec *v1alpha1.JointMeetingSpec) {
		spec.Schedule = v1alpha1.MeetingSchedule{Cron: text, Adjust: adjust}
	})
}

func extras(extras ...v1alpha1.ExtraSession) step {
	return planned(func(spec *v1alpha1.JointMeetingSpec) { spec.ExtraSessions = extras })
}

func extra(date v1alpha1.PlainDate, clock string) v1alpha1.ExtraSession {
	return v1alpha1.ExtraSession{Date: date, Time: clock}
}

// counting changes the calendar.
func counting(found calendar.Found) step {
	return func(w *world) { w.t.Helper(); w.calendar = found; w.evaluate() }
}

// within changes the region; nil takes it away.
func within(region *wrappers.JurisdictionWrapper) step {
	return func(w *world) {
		w.t.Helper()
		w.region = nil
		if region != nil {
			w.region = region.Obj()
		}
		w.evaluate()
	}
}

// hold puts a duty into the namespace.
func hold(duty *wrappers.DutyWrapper) step {
	object := duty.Namespace("region-xicheng").Obj()
	return func(w *world) {
		w.t.Helper()
		w.duties[object.Name] = object.DeepCopy() // stories share it
		w.evaluate()
	}
}

// stopped and started are done to the operator.
func stopped(w *world) { w.down = true }
func started(w *world) { w.t.Helper(); w.start() }

// tell plays every story.
func tell(t *testing.T, stories map[string]story) {
	t.Helper()
	for name, story := range stories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := story.play(t)
			show := story.show
			if show == nil {
				show = summary
			}
			if diff := cmp.Diff(story.want, show(w)); story.want != nil && diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for name, want := range story.verdicts {
				if got := w.verdict(name); got != want {
					t.Errorf("the verdict on %s is %q, want %q", name, got, want)
				}
			}
		})
	}
}

// play plays the story and returns its world at the end.
func (s *story) play(t *testing.T) *world {
	t.Helper()
	object, region, found := s.meeting, s.region, s.calendar
	if object == nil {
		object = monthly()
	}
	if region == nil {
		region = xicheng()
	}
	if found.Reason == "" && found.Workdays.Source() == "" {
		found = published
	}
	w := newWorld(t, seeded(1), region.Obj(), object.Obj())
	w.calendar = found
	w.evaluate()
	for _, step := range s.steps {
		step(w)
	}
	w.start()
	return w
}

// verdict tells the verdict on minutes, and the reason where ignored.
func (w *world) verdict(name string) string {
	w.t.Helper()
	if w.minutes[name] == nil {
		w.t.Fatalf("there are no MeetingMinutes %q", name)
	}
	status := w.minutes[name].Status
	ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
	if ready.Status == metav1.ConditionTrue {
		return string(status.Verdict)
	}
	return strings.TrimSpace(string(status.Verdict) + " " + ready.Reason)
}

// summary tells what is wrong with the meeting, then each session.
func summary(w *world) []string {
	status := &w.meeting.Status
	var head []string
	for _, c := range []string{v1alpha1.ConditionReady, v1alpha1.ConditionSessionMissed, v1alpha1.ConditionMinutesOverdue} {
		condition := meta.FindStatusCondition(status.Conditions, c)
		switch {
		case condition == nil || c == v1alpha1.ConditionReady && condition.Status == metav1.ConditionTrue:
		case c == v1alpha1.ConditionMinutesOverdue && condition.Status != metav1.ConditionTrue:
		default:
			head = append(head, condition.Reason)
		}
	}
	lines := []string{strings.Join(head, " ")}
	for i := range status.Sessions {
		lines = append(lines, describe(&status.Sessions[i]))
	}
	return lines
}

func describe(s *v1alpha1.SessionStatus) string {
	parts := []string{string(s.Date), string(s.Type), string(s.State)}
	for _, part := range []struct {
		what string
		at   *metav1.Time
	}{
		{"at", s.StartTime}, {"added", s.AddedTime}, {"missed", s.MissedTime}, {"received", s.Minutes.ReceivedTime},
	} {
		if part.at != nil {
			parts = append(parts, part.what, shown(part.at))
		}
	}
	if s.Minutes.Name != "" {
		parts = append(parts, "by", s.Minutes.Name)
	}
	return strings.Join(parts, " ")
}

// due tells by when minutes are due, and until when there is grace.
func due(w *world) (lines []string) {
	for i := range w.meeting.Status.Sessions {
		s := &w.meeting.Status.Sessions[i]
		lines = append(lines, fmt.Sprintf("%s %s due %s missed %s", s.Date, s.State, shown(s.MinutesDueTime), shown(s.GraceEndTime)))
	}
	return lines
}

// next tells of the session that takes place next, and which were announced and moved
// when.
func next(w *world) []string {
	n := &w.meeting.Status.Next
	lines := []string{"none"}
	if n.Date != "" {
		lines[0] = fmt.Sprintf("%s at %s notice %s", n.Date, shown(n.StartTime), shown(n.NoticeTime))
	}
	for i := range w.meeting.Status.Sessions {
		if s := &w.meeting.Status.Sessions[i]; s.NotifiedTime != nil {
			line := fmt.Sprintf("%s at %s notified %s", s.Date, shown(s.StartTime), shown(s.NotifiedTime))
			if s.MovedTime != nil {
				line += " moved " + shown(s.MovedTime)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// condition tells one of the conditions, with its message.
func condition(kind string) func(w *world) []string {
	return func(w *world) []string {
		c := meta.FindStatusCondition(w.meeting.Status.Conditions, kind)
		if c == nil {
			return []string{}
		}
		return []string{string(c.Status) + " " + c.Reason, c.Message}
	}
}

func shown(at *metav1.Time) string {
	if at == nil {
		return "-"
	}
	return at.In(instant(created).Location()).Format(time.DateTime)
}

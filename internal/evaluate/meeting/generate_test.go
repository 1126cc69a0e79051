// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"fmt"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// zones of the generated regions: without summer time, with it, with clocks that change
// at midnight. The histories begin in September 2018, so that they see National Day, and
// most of them their clocks change.
var zones = []string{"", "Asia/Urumqi", "Europe/Berlin", "America/Sao_Paulo", "America/Havana"}

// The departments of the generated regions; "stranger" is not declared.
var departments = []v1alpha1.DepartmentName{"health", "police", "insurance", "stranger"}

// schedules of the generated meetings; "" is none.
var schedules = []string{"0 9 * * 1", "30 0 1,15 * *", "0 14 * * *", "0 9 1 * *", "0 0 * * 6", ""}

// history grows a random history of one meeting.
type history struct {
	dice     dice
	world    *world
	location *time.Location
	// turbulent histories also edit the plan, the region and the calendar, and purge
	// minutes.
	turbulent bool
	filed     int
	// log repeats the history in another world.
	log []func(w *world)
}

func newHistory(tb testing.TB, dice dice, turbulent bool) *history {
	tb.Helper()
	region := wrappers.Jurisdiction("xicheng").TimeZone(pick(dice, zones...)).Departments(departments[:3]...).Obj()
	location, err := calendar.Location(region.Spec.TimeZone)
	if err != nil {
		tb.Fatal(err)
	}
	if !oneIn(dice, 3) {
		region.Spec.Office.Department = "police"
	}
	h := &history{dice: dice, turbulent: turbulent, location: location}
	created := time.Date(2018, 9, 10+dice(40), dice(24), dice(60), dice(60), 0, location)
	object := wrappers.Meeting("meeting").Namespace("region-xicheng").Created(created).Obj()
	object.Spec = h.plan(created)
	h.world = newWorld(tb, dice, region, object)
	h.world.calendar = h.workdays()
	return h
}

func (h *history) plan(around time.Time) v1alpha1.JointMeetingSpec {
	w := wrappers.Meeting("meeting").Office("health").Notice(h.period()).MinutesWithin(h.period()).MissedAfter(h.period())
	switch h.dice(4) {
	case 0:
		w.Liaison()
	case 1:
		w.Special(pick(h.dice, []v1alpha1.ScopeName{"blood"}, nil)...)
	}
	if oneIn(h.dice, 2) {
		w.Members(departments[:1+h.dice(4)]...)
	}
	switch h.dice(3) {
	case 0:
		w.Quorum(int32(1 + h.dice(2)))
	case 1:
		w.QuorumPercent(int32(1 + h.dice(100)))
	}
	if cron := pick(h.dice, schedules...); cron != "" {
		w.Schedule(cron)
		if oneIn(h.dice, 2) {
			w.NextWorkingDay()
		}
	}
	spec := w.Obj().Spec
	for range h.dice(3) {
		h.addExtra(&spec, around)
	}
	return spec
}

// addExtra adds an extra session within three weeks.
func (h *history) addExtra(spec *v1alpha1.JointMeetingSpec, around time.Time) {
	day := h.day(around.AddDate(0, 0, h.dice(30)-8))
	if slicesHas(spec.ExtraSessions, day) {
		return
	}
	spec.ExtraSessions = append(spec.ExtraSessions, v1alpha1.ExtraSession{Date: day, Time: fmt.Sprintf("%02d:%02d", h.dice(24), h.dice(60))})
}

func slicesHas(extras []v1alpha1.ExtraSession, day v1alpha1.PlainDate) bool {
	for i := range extras {
		if extras[i].Date == day {
			return true
		}
	}
	return false
}

func (h *history) day(at time.Time) v1alpha1.PlainDate {
	return v1alpha1.PlainDate(at.In(h.location).Format(time.DateOnly))
}

func (h *history) period() v1alpha1.Period {
	switch h.dice(5) {
	case 0:
		return wrappers.Days(int32(h.dice(20)))
	case 1:
		return wrappers.Months(int32(h.dice(3)))
	case 2:
		return wrappers.Days(0)
	default:
		return wrappers.WorkingDays(int32(h.dice(12)))
	}
}

func (h *history) workdays() calendar.Found {
	switch h.dice(6) {
	case 0:
		return calendar.Found{} // Monday to Friday, provisionally
	case 1:
		if h.turbulent {
			return calendar.Found{Reason: v1alpha1.ReasonCalendarNotFound, Message: "there is no ConfigMap \"days\"", Waiting: true}
		}
	case 2:
		return override
	}
	return calendar.Found{Workdays: workdays.Builtin()}
}

// override is a calendar by which National Day of 2018 ends four days earlier, and the
// week after it is not worked.
var override = overriding("2018-01-01 holiday\n2018-05-01 holiday\n2018-09-24..2018-09-26 holiday\n" +
	"2018-10-01..2018-10-03 holiday\n2018-10-08..2018-10-10 holiday\n2018-10-13 workday\n")

// overriding is the calendar of the notices with another one for 2018.
func overriding(notice string) calendar.Found {
	notices, err := workdays.Parse(map[string]string{"2018": notice})
	if err != nil {
		panic(err)
	}
	days, err := workdays.Builtin().WithOverrides("ConfigMap days", notices)
	if err != nil {
		panic(err)
	}
	return calendar.Found{Workdays: days}
}

// step lets something happen.
func (h *history) step() {
	then := h.world.now.Add(time.Duration(h.dice(6*24*60)) * time.Minute)
	if next := h.world.last.Next; oneIn(h.dice, 3) && !next.IsZero() && next.Before(h.world.now.AddDate(0, 3, 0)) {
		then = next.Add(time.Duration(h.dice(3)-1) * time.Second)
	}
	if then.Before(h.world.now) {
		then = h.world.now
	}
	h.do(func(w *world) { w.advance(then) })
	switch {
	case h.turbulent && oneIn(h.dice, 3):
		h.disturb()
	case oneIn(h.dice, 3):
	default:
		object := h.file()
		h.do(func(w *world) { w.file(object) })
	}
}

// do does something in the world, and keeps it for another.
func (h *history) do(act func(w *world)) {
	h.log = append(h.log, act)
	act(h.world)
}

// file throws minutes of a session near today.
func (h *history) file() *v1alpha1.MeetingMinutes {
	h.filed++
	day := h.world.now.AddDate(0, 0, h.dice(25)-18)
	key := h.day(day)
	if sessions := h.world.meeting.Status.Sessions; len(sessions) > 0 && !oneIn(h.dice, 3) {
		key = sessions[h.dice(len(sessions))].Date
	} else if next := h.world.meeting.Status.Next.Date; next != "" && oneIn(h.dice, 2) {
		key = next
	}
	w := wrappers.Minutes(fmt.Sprintf("minutes-%d", h.filed)).Session(key).
		Office(pick(h.dice, departments[0], departments[0], departments[1], departments[2])).
		Held(h.world.now.Add(-time.Duration(h.dice(100)) * time.Hour).Truncate(time.Second)).
		Attendees(departments[:1+h.dice(4)]...)
	if oneIn(h.dice, 20) {
		w.Held(h.world.now.Add(time.Hour).Truncate(time.Second))
	}
	if oneIn(h.dice, 3) {
		// Also what is not there yet, and what is of another session.
		w.Supersedes(v1alpha1.ObjectName(fmt.Sprintf("minutes-%d", max(1, h.filed+3-h.dice(8)))))
	}
	for i := range h.dice(3) {
		w.Decision(wrappers.Decision(v1alpha1.DecisionID(fmt.Sprintf("d%d", i))).Leads(departments[h.dice(4)]))
	}
	return w.Obj()
}

// disturb edits or purges something.
func (h *history) disturb() {
	switch h.dice(10) {
	case 0:
		object := h.plan(h.world.now)
		h.do(func(w *world) { w.edit(func(spec *v1alpha1.JointMeetingSpec) { *spec = object }) })
	case 1:
		schedule := h.plan(h.world.now).Schedule
		h.do(func(w *world) { w.edit(func(spec *v1alpha1.JointMeetingSpec) { spec.Schedule = schedule }) })
	case 2:
		h.do(func(w *world) {
			w.edit(func(spec *v1alpha1.JointMeetingSpec) {
				if spec.Schedule.Cron != "" {
					spec.Schedule.Adjust = map[v1alpha1.DayAdjustment]v1alpha1.DayAdjustment{
						v1alpha1.AdjustNone: v1alpha1.AdjustNextWorkingDay, v1alpha1.AdjustNextWorkingDay: v1alpha1.AdjustNone,
					}[spec.Schedule.Adjust]
				}
			})
		})
	case 3:
		h.do(func(w *world) {
			w.edit(func(spec *v1alpha1.JointMeetingSpec) {
				if n := len(spec.ExtraSessions); n > 0 && oneIn(h.dice, 2) {
					spec.ExtraSessions = append([]v1alpha1.ExtraSession(nil), spec.ExtraSessions[1:]...)
				} else {
					h.addExtra(spec, w.now)
				}
			})
		})
	case 4:
		found := h.workdays()
		h.do(func(w *world) { w.calendar = found; w.evaluate() })
	case 5:
		notice := h.period()
		h.do(func(w *world) { w.edit(func(spec *v1alpha1.JointMeetingSpec) { spec.Notice = notice }) })
	case 6:
		within, after := h.period(), h.period()
		h.do(func(w *world) {
			w.edit(func(spec *v1alpha1.JointMeetingSpec) { spec.MinutesWithin, spec.MissedAfter = within, after })
		})
	case 7:
		h.do(func(w *world) {
			w.edit(func(spec *v1alpha1.JointMeetingSpec) { spec.Office = pick(h.dice, departments[:3]...) })
		})
	case 8:
		h.do(func(w *world) { w.down = !w.down; w.evaluate() })
	default:
		h.purgeSome()
	}
}

// purgeSome purges minutes, and files them again or others in their name.
func (h *history) purgeSome() {
	names := make([]string, 0, h.filed)
	for i := range h.filed {
		if name := fmt.Sprintf("minutes-%d", i+1); h.world.minutes[name] != nil {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return
	}
	name := pick(h.dice, names...)
	object := h.world.minutes[name].DeepCopy()
	object.CreationTimestamp = metav1.Time{}
	h.do(func(w *world) { w.purge(name) })
	switch h.dice(4) {
	case 0:
		object.Spec.Notes = "anew"
		object.Spec.Supersedes = ""
		fallthrough
	case 1:
		h.do(func(w *world) { w.file(object) })
	}
}

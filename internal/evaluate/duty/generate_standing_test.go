// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// crons of the generated recurrences: daily, at an hour that clocks skip or show twice,
// more than once a day, weekly, monthly, quarterly, yearly.
var crons = []string{"0 0 * * *", "30 2 * * *", "0 */6 * * *", "0 9 * * 1", "0 0 1,15 * *", "0 0 1 * *", "0 0 1 */3 *", "0 0 4 11 *"}

// within throws how long something takes, in any of the units.
func (h *history) within(most int) v1alpha1.Period {
	switch h.dice(4) {
	case 0:
		return wrappers.WorkingDays(int32(h.dice(most)))
	case 1:
		return wrappers.Months(int32(1 + h.dice(2)))
	default:
		return wrappers.Days(int32(h.dice(most)))
	}
}

// recurrence throws when a standing duty opens its cycles.
func (h *history) recurrence(created time.Time) v1alpha1.Recurrence {
	w := wrappers.Recurrence(pick(h.dice, crons...), h.within(6))
	day := func(from, days int) v1alpha1.PlainDate {
		return v1alpha1.PlainDate(created.AddDate(0, 0, from+h.dice(days)).Format(time.DateOnly))
	}
	if oneIn(h.dice, 3) {
		w.Starting(day(-40, 50))
	}
	if oneIn(h.dice, 4) {
		w.Until(day(10, 30))
	}
	return w.Obj()
}

// ladder throws what follows on a miss; none one time in three.
func (h *history) ladder() []v1alpha1.EscalationRung {
	if oneIn(h.dice, 3) {
		return nil
	}
	var ladder []v1alpha1.EscalationRung
	if oneIn(h.dice, 2) {
		ladder = append(ladder, wrappers.Reminder(h.within(5)))
	}
	for _, action := range []v1alpha1.EscalationAction{
		v1alpha1.EscalationNotice, v1alpha1.EscalationInterview, v1alpha1.EscalationListedSupervision, v1alpha1.EscalationCircular, v1alpha1.EscalationAccountability,
	} {
		if oneIn(h.dice, 2) {
			ladder = append(ladder, wrappers.Rung(action, h.within(12)))
		}
	}
	return ladder
}

// workdays throws a calendar: that of the notices, none at all, one of random notices.
func (h *history) workdays() calendar.Found {
	switch h.dice(3) {
	case 0:
		return calendar.Found{}
	case 1:
		return calendar.Found{Workdays: workdays.Builtin()}
	}
	data := map[string]string{}
	for _, year := range []int{2018, 2019} {
		var text strings.Builder
		fmt.Fprintf(&text, "%d-01-01 holiday\n%d-05-01 holiday\n%d-10-01 holiday\n", year, year, year)
		day := time.Date(year, time.October, 2, 0, 0, 0, 0, time.UTC)
		for ; day.Year() == year; day = day.AddDate(0, 0, 1+h.dice(8)) {
			weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
			if weekend {
				fmt.Fprintf(&text, "%s workday\n", day.Format(time.DateOnly))
			} else {
				fmt.Fprintf(&text, "%s holiday\n", day.Format(time.DateOnly))
			}
		}
		data[strconv.Itoa(year)] = text.String()
	}
	notices, err := workdays.Parse(data)
	if err != nil {
		panic(err)
	}
	days, err := (workdays.Calendar{}).WithOverrides("region-xicheng/days", notices)
	if err != nil {
		panic(err)
	}
	return calendar.Found{Workdays: days}
}

// editCalendar lets another calendar arrive, or the one there is go.
func (h *history) editCalendar() {
	found := h.workdays()
	if oneIn(h.dice, 4) {
		found = calendar.Found{Reason: v1alpha1.ReasonCalendarNotFound, Message: "there is no ConfigMap", Waiting: true}
	}
	h.do(func(w *world) {
		w.calendar = found
		w.evaluate()
	})
}

// timeRuling throws a ruling on time, an interview or a look-back.
func (h *history) timeRuling(w *wrappers.RulingWrapper) {
	until := h.due(h.world.now.AddDate(0, 0, h.dice(15)-2))
	switch h.dice(6) {
	case 0, 1:
		w.Extend(until)
		h.onCheckpoint(w)
	case 2:
		w.Waive("closed down")
		if !oneIn(h.dice, 3) {
			w.Until(until)
		}
		h.onCheckpoint(w)
	case 3, 4:
		w.Interview(until, "behind").Subject(pick(h.dice, "", "", departments[h.dice(4)]))
		if oneIn(h.dice, 3) {
			w.LookBackAfter(h.within(5))
		}
	default:
		w.LookBack(pick(h.dice, v1alpha1.LookBackPassed, v1alpha1.LookBackPassed, v1alpha1.LookBackFailed), "seen").
			Subject(pick(h.dice, "", "", departments[h.dice(4)]))
	}
}

// onCheckpoint puts a ruling on a request, or without one on a checkpoint.
func (h *history) onCheckpoint(w *wrappers.RulingWrapper) {
	for _, name := range h.reports {
		r := h.world.reports[string(name)]
		if r != nil && r.Spec.Type == v1alpha1.ReportExtensionRequest && oneIn(h.dice, 2) {
			w.Report(name)
			return
		}
	}
	name := h.cycle()
	if name == "" {
		name = pick(h.dice, v1alpha1.CheckpointFinal, v1alpha1.CheckpointFinal, "m0", "m1", "nowhere")
	}
	w.Checkpoint(name)
}

// cycle throws one of the cycles that opened; "" if there is none, and now and then.
func (h *history) cycle() v1alpha1.CheckpointName {
	cycles := h.world.duty.Status.Cycles
	if len(cycles) == 0 || oneIn(h.dice, 4) {
		return ""
	}
	return cycles[len(cycles)-1-h.dice(min(len(cycles), 4))].Name
}

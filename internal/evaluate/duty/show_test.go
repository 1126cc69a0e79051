// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// The calendars of the stories: that of the notices, and one that cannot be read.
var (
	published = calendar.Found{Workdays: workdays.Builtin()}
	missing   = calendar.Found{Reason: v1alpha1.ReasonCalendarNotFound, Message: "there is no ConfigMap \"days\"", Waiting: true}
)

// counting changes the calendar.
func counting(found calendar.Found) step {
	return func(w *world) { w.t.Helper(); w.calendar = found; w.evaluate() }
}

// rulingSeenLate lets the operator see a ruling that was created a while ago.
func rulingSeenLate(ruling *wrappers.RulingWrapper, created string) step {
	return func(w *world) {
		w.t.Helper()
		object := ruling.Created(instant(created)).Generation(1).Obj()
		w.rulings[object.Name] = object
		w.evaluate()
	}
}

// showDeadlines tells until when there is time, and how it was given.
func showDeadlines(status *v1alpha1.DepartmentDutyStatus) []string {
	var lines []string
	for i := range status.Checkpoints {
		c := &status.Checkpoints[i]
		line := fmt.Sprintf("%s %s %s", c.Name, c.State, optional(c.Deadline))
		if c.Extensions > 0 {
			line += fmt.Sprintf(", %d extensions", c.Extensions)
		}
		if c.WaivedUntil != nil {
			line += ", waived until " + shown(c.WaivedUntil)
		}
		lines = append(lines, line)
	}
	return lines
}

// showCalendar tells the deadlines, and on which calendar they were counted.
func showCalendar(status *v1alpha1.DepartmentDutyStatus) []string {
	lines := showDeadlines(status)
	if status.Calendar.Source != "" {
		lines = append(lines, fmt.Sprintf("%s %s", status.Calendar.Source, status.Calendar.Certainty))
	}
	return lines
}

// showMisses tells the ledger of misses.
func showMisses(status *v1alpha1.DepartmentDutyStatus) []string {
	var lines []string
	for i := range status.Misses {
		miss := &status.Misses[i]
		lines = append(lines, fmt.Sprintf("%s %s missed %s %s", miss.Checkpoint, shown(miss.Deadline), shown(miss.MissedTime), miss.State))
	}
	return lines
}

// showLadder tells which rungs were reached, and where the duty stands.
func showLadder(status *v1alpha1.DepartmentDutyStatus) []string {
	var lines []string
	for i := range status.Rungs {
		rung := &status.Rungs[i]
		lines = append(lines, fmt.Sprintf("%s %s %s", rung.Action, rung.Checkpoint, shown(rung.ReachedTime)))
	}
	escalation := &status.Escalation
	if escalation.Next != "" {
		lines = append(lines, fmt.Sprintf("then %s %s", escalation.Next, optional(escalation.NextTime)))
	}
	if escalation.PausedUntil != nil {
		lines = append(lines, "paused until "+shown(escalation.PausedUntil))
	}
	return lines
}

// showInterviews tells what came of each interview.
func showInterviews(status *v1alpha1.DepartmentDutyStatus) []string {
	var lines []string
	for i := range status.Interviews {
		interview := &status.Interviews[i]
		line := fmt.Sprintf("%s %s by %s", interview.Ruling, interview.State, shown(interview.RectifyBy))
		if interview.LookBackTime != nil {
			line += ", look back " + shown(interview.LookBackTime)
		}
		if interview.LookBack != "" {
			line += ", last " + string(interview.LookBack)
		}
		lines = append(lines, line)
	}
	return lines
}

// showCycles tells when each cycle opened, and by when it is due.
func showCycles(status *v1alpha1.DepartmentDutyStatus) []string {
	var lines []string
	for i := range status.Cycles {
		cycle := &status.Cycles[i]
		lines = append(lines, fmt.Sprintf("%s %s to %s", cycle.Name, shown(cycle.OpenedTime), shown(cycle.Deadline)))
	}
	return lines
}

// handedDown tells the condition; "" where it is not there.
func handedDown(status *v1alpha1.DepartmentDutyStatus) string {
	condition := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionHandedDown)
	if condition == nil {
		return ""
	}
	return string(condition.Status) + " " + condition.Reason
}

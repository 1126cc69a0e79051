// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"fmt"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/simulation/province"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// departments are those of every region.
var departments = province.Departments()

// declare makes the province.
func (y *year) declare() {
	for _, region := range province.Regions() {
		y.regions = append(y.regions, v1alpha1.JurisdictionName(region.Name))
		y.put(region)
	}
	y.publish("province", map[string]string{})
}

// publish makes a calendar what it says, and has every duty looked at that may count on it.
func (y *year) publish(name string, notices map[string]string) {
	y.put(province.Calendar(name, notices))
	y.operator.wakeAll()
}

// newDuty gives a region a duty.
func (y *year) newDuty() {
	y.counts.duties++
	name := fmt.Sprintf("duty-%03d", y.counts.duties)
	object := wrappers.Duty(name).Namespace(v1alpha1.NamespacePrefix + string(province.Pick(y.dice, y.regions...))).Obj()
	object.Spec = y.plan(name)
	if province.OneIn(y.dice, 12) {
		object.Spec.Origin = v1alpha1.DutyOrigin{Jurisdiction: "nation", Namespace: "region-nation", Name: "duty"}
	}
	y.put(object)
	y.changed(object)
}

// plan throws a plan with deadlines within the year that follows.
func (y *year) plan(title string) v1alpha1.DepartmentDutySpec {
	w := wrappers.Duty("duty").Title(title).Leads(departments[y.dice(4)])
	if province.OneIn(y.dice, 3) {
		w.Leads(departments[:2]...)
	} else if province.OneIn(y.dice, 2) {
		w.Participants("archives")
	}
	w.Reporters(province.Pick(y.dice, v1alpha1.ReportersLeads, v1alpha1.ReportersLeads, v1alpha1.ReportersAll))
	w.Review(province.Pick(y.dice, v1alpha1.ReviewRequired, v1alpha1.ReviewRequired, v1alpha1.ReviewNone))
	w.WarnBefore(province.Pick(y.dice, wrappers.Days(30), wrappers.Days(int32(y.dice(20))), wrappers.WorkingDays(int32(y.dice(10))), wrappers.Months(1)))
	if province.OneIn(y.dice, 3) {
		w.Issued(y.now().AddDate(0, 0, -y.dice(40)).Format(time.DateOnly))
	}
	if province.OneIn(y.dice, 4) {
		w.Escalation(y.ladder()...)
	}
	switch y.dice(12) {
	case 0: // undated
	case 1, 2:
		w.Due(y.due(y.later(200)))
	case 3, 4:
		w.Due(y.due(y.milestones(w)))
	case 5:
		y.milestones(w)
	case 6, 7, 8:
		w.Kind(province.Pick(y.dice, v1alpha1.SourceComplaint, v1alpha1.SourceRiskWarning, v1alpha1.SourceFinding)).About("hospital")
		w.DueWithin(y.period(60))
	case 9, 10:
		w.Recurrence(y.recurrence())
	default:
		w.Due(y.due(y.later(60))).Recurrence(y.recurrence())
	}
	return w.Obj().Spec
}

// milestones adds some, most of them with targets, and returns the day of the last.
func (y *year) milestones(w *wrappers.DutyWrapper) time.Time {
	day, target, counted := y.later(60), int64(0), !province.OneIn(y.dice, 4)
	for i := range 1 + y.dice(4) {
		name := v1alpha1.CheckpointName(fmt.Sprintf("stage-%d", i))
		target += int64(1 + y.dice(8))
		if counted && !province.OneIn(y.dice, 5) {
			w.Target(name, y.due(day), target, "stations")
		} else {
			w.Milestone(name, y.due(day))
		}
		day = day.AddDate(0, 0, 1+y.dice(70))
	}
	return day
}

// later throws a day after now, by so many days at most. Some lie a little before.
func (y *year) later(days int) time.Time { return y.now().AddDate(0, 0, y.dice(days)-3) }

// due writes a due date: mostly a day.
func (y *year) due(day time.Time) v1alpha1.DueDate {
	if province.OneIn(y.dice, 4) {
		return v1alpha1.DueDate(day.Truncate(time.Second).Format(time.RFC3339))
	}
	return v1alpha1.DueDate(day.Format(time.DateOnly))
}

func (y *year) period(days int) v1alpha1.Period {
	switch y.dice(6) {
	case 0:
		return wrappers.Months(int32(y.dice(4)))
	case 1, 2:
		return wrappers.Days(int32(y.dice(days)))
	default:
		return wrappers.WorkingDays(int32(y.dice(days)))
	}
}

func (y *year) recurrence() *wrappers.RecurrenceWrapper {
	cron := province.Pick(y.dice, "0 0 1 * *", "30 8 1,15 * *", "0 0 16 */3 *", "0 0 16 4 *", "0 2 * * 1", "15 0 20 */2 *", "0 12 28-31 * *")
	if province.OneIn(y.dice, 12) {
		cron = "0 9 * * *"
	}
	within := wrappers.WorkingDays(int32(1 + y.dice(15)))
	switch y.dice(3) {
	case 0:
		within = wrappers.Days(int32(1 + y.dice(25)))
	case 1:
		within = province.Pick(y.dice, within, wrappers.Months(1))
	}
	w := wrappers.Recurrence(cron, within)
	if province.OneIn(y.dice, 4) {
		w.Starting(v1alpha1.PlainDate(y.now().AddDate(0, 0, y.dice(60)-30).Format(time.DateOnly)))
	}
	if province.OneIn(y.dice, 4) {
		w.Until(v1alpha1.PlainDate(y.now().AddDate(0, 0, 60+y.dice(200)).Format(time.DateOnly)))
	}
	return w
}

// ladder throws some of the rungs, in the order of the ladder. A later one may well come
// to be reached before an earlier.
func (y *year) ladder() []v1alpha1.EscalationRung {
	rungs := []v1alpha1.EscalationRung{wrappers.Reminder(y.period(15))}
	for _, action := range []v1alpha1.EscalationAction{
		v1alpha1.EscalationNotice, v1alpha1.EscalationInterview, v1alpha1.EscalationListedSupervision,
		v1alpha1.EscalationCircular, v1alpha1.EscalationAccountability,
	} {
		if !province.OneIn(y.dice, 3) {
			rungs = append(rungs, wrappers.Rung(action, y.period(40)))
		}
	}
	return rungs[y.dice(2)*min(1, len(rungs)-1):]
}

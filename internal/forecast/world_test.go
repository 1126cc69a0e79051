// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package forecast_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/internal/forecast"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	health = wrappers.DefaultDepartment
	police = v1alpha1.DepartmentName("police")
)

// instant reads a time of day in the time zone of the regions.
func instant(text string) time.Time {
	zone, err := calendar.Location("")
	if err != nil {
		panic(err)
	}
	parsed, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		panic(err)
	}
	return parsed
}

func region(name string, level v1alpha1.Level, parent v1alpha1.JurisdictionName) *v1alpha1.Jurisdiction {
	return wrappers.Jurisdiction(name).Level(level).Parent(parent).Departments(health, police).
		Holds(v1alpha1.NamespacePrefix + name).Obj()
}

// dutyDue begins a duty of a county, created on 1 March 2021, with a short ladder.
func dutyDue(due v1alpha1.DueDate) *wrappers.DutyWrapper {
	return wrappers.Duty("duty").Namespace("region-county").Generation(1).Created(instant("2021-03-01 09:00")).Due(due).WarnBefore(wrappers.Days(30)).Escalation(
		wrappers.Reminder(wrappers.Days(7)),
		wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0)),
		wrappers.Rung(v1alpha1.EscalationInterview, wrappers.WorkingDays(10)),
	)
}

// completion is the report "r1", filed on the day on which the duty was created.
func completion() *wrappers.ReportWrapper {
	return wrappers.Report("r1").Namespace("region-county").Created(instant("2021-03-01 10:00"))
}

func ruling(name, filed string) *wrappers.RulingWrapper {
	return wrappers.Ruling(name).Namespace("region-county").Created(instant(filed))
}

// county is the input of a forecast for a county with one duty, of March to June 2021.
func county(object *wrappers.DutyWrapper) forecast.Input {
	return forecast.Input{
		Jurisdictions: []*v1alpha1.Jurisdiction{
			region("province", v1alpha1.LevelProvince, ""), region("county", v1alpha1.LevelCounty, "province"),
		},
		Calendars: map[v1alpha1.JurisdictionName]calendar.Found{"county": {Workdays: workdays.Builtin()}},
		Duties:    []v1alpha1.DepartmentDuty{*object.Obj()},
		From:      instant("2021-03-02 09:00"), Until: instant("2021-06-01 00:00"),
	}
}

// lived returns the input as it is after the operator has lived until its From.
func lived(t *testing.T, in forecast.Input) forecast.Input {
	t.Helper()
	until := in.From
	in.From = in.Duties[0].CreationTimestamp.Time
	subjects, err := forecast.Subjects(in)
	if err != nil {
		t.Fatal(err)
	}
	for i := range subjects {
		var last duty.Result
		for step, err := range forecast.Steps(subjects[i], until, 0) {
			if err != nil {
				t.Fatal(err)
			}
			last = step.Result
		}
		in.Duties[i].Status = last.Status
	}
	in.From = until
	return in
}

// say writes entries down in short, in the time zone of the regions.
func say(entries []forecast.Entry) []string {
	zone := instant("2021-01-01 00:00").Location()
	said := make([]string, 0, len(entries))
	for i := range entries {
		e := &entries[i]
		parts := []string{e.Time.In(zone).Format("2006-01-02 15:04"), string(e.Kind), string(e.Action), string(e.Checkpoint), string(e.Ruling)}
		if len(e.Departments) > 0 {
			parts = append(parts, fmt.Sprint(e.Departments))
		}
		parts = slices.DeleteFunc(append(parts, string(e.Light)), func(part string) bool { return part == "" })
		said = append(said, strings.Join(parts, " "))
	}
	return said
}

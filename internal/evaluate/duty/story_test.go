// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

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
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// Who acts in the stories. The office of the region sits in a department that
// leads no duty; its parent is Beijing.
const (
	health    = wrappers.DefaultDepartment
	police    = v1alpha1.DepartmentName("police")
	insurance = v1alpha1.DepartmentName("medical-insurance")
	office    = v1alpha1.DepartmentName("government-office")
	beijing   = v1alpha1.JurisdictionName("beijing")
)

// created is when the duties of the stories were created.
const created = "2021-01-01 08:00:00"

// story tells what happened to a duty, and how it then stands.
type story struct {
	// duty as it was created; due on 15 April 2021 where nil.
	duty *wrappers.DutyWrapper
	// region as it was then; xicheng where nil.
	region *wrappers.JurisdictionWrapper
	steps  []step
	// calendar of working days; where it is left out Monday to Friday are worked.
	calendar calendar.Found
	// want is how the duty stands at the end; see summary.
	want []string
	// told is what show tells of the status at the end.
	show func(status *v1alpha1.DepartmentDutyStatus) []string
	told []string
	// verdicts are those of some of the records, with the reason where ignored.
	verdicts map[string]string
	// edited is set where plan or region were changed or records deleted on the way:
	// what an operator concluded that was there need not be what one concludes that
	// only sees the end.
	edited bool
}

// step is something that happens in a story.
type step func(w *world)

func dutyDue(due v1alpha1.DueDate) *wrappers.DutyWrapper {
	return wrappers.Duty("duty").Namespace("region-xicheng").Created(instant(created)).Due(due)
}

func xicheng() *wrappers.JurisdictionWrapper {
	return wrappers.Jurisdiction("xicheng").Parent(beijing).Departments(health, police, insurance, office)
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

// reported files a report; report begins a completion by the lead.
func reported(report *wrappers.ReportWrapper) step {
	return func(w *world) { w.t.Helper(); w.file(report.Obj()) }
}

func report(name string) *wrappers.ReportWrapper { return wrappers.Report(name) }

// ruled files a ruling; accepting and returning begin one of the office.
func ruled(ruling *wrappers.RulingWrapper) step {
	return func(w *world) { w.t.Helper(); w.rule(ruling.Obj()) }
}

func accepting(name string, report v1alpha1.ObjectName) *wrappers.RulingWrapper {
	return wrappers.Ruling(name).Report(report).Office(office)
}

func returning(name string, report v1alpha1.ObjectName) *wrappers.RulingWrapper {
	return accepting(name, report).Return("evidence is missing")
}

// seenLate lets the operator see a report that was created a while ago: its cache was
// behind.
func seenLate(report *wrappers.ReportWrapper, created string) step {
	return func(w *world) {
		w.t.Helper()
		object := report.Created(instant(created)).Generation(1).Obj()
		w.reports[object.Name] = object
		w.evaluate()
	}
}

// purged deletes a record.
func purged(name string) step {
	return func(w *world) { w.t.Helper(); w.purge(name) }
}

// planned changes the plan.
func planned(change func(spec *v1alpha1.DepartmentDutySpec)) step {
	return func(w *world) { w.t.Helper(); w.edit(change) }
}

// movedTo changes the due date of the duty.
func movedTo(due v1alpha1.DueDate) step {
	return planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Due = due })
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

// stopped and started are done to the operator.
func stopped(w *world) { w.down = true }
func started(w *world) { w.t.Helper(); w.start() }

// tell plays every story twice: with an operator that is there all the time, and
// with one that is started at the end.
func tell(t *testing.T, stories map[string]story) {
	t.Helper()
	for name, story := range stories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story.play(t, false)
			if !story.edited {
				story.play(t, true)
			}
		})
	}
}

// play plays the story and returns its world at the end.
func (s *story) play(t *testing.T, down bool) *world {
	t.Helper()
	object, region := s.duty, s.region
	if object == nil {
		object = dutyDue("2021-04-15")
	}
	if region == nil {
		region = xicheng()
	}
	w := newWorld(t, seeded(1), region.Obj(), object.Obj())
	w.down, w.calendar = down, s.calendar
	w.evaluate()
	for _, step := range s.steps {
		step(w)
	}
	w.start()
	if s.want != nil {
		if diff := cmp.Diff(s.want, summary(&w.duty.Status)); diff != "" {
			t.Errorf("operator down all the time: %t, status (-want +got):\n%s", down, diff)
		}
	}
	if s.show != nil {
		if diff := cmp.Diff(s.told, s.show(&w.duty.Status)); diff != "" {
			t.Errorf("operator down all the time: %t, told (-want +got):\n%s", down, diff)
		}
	}
	for name, want := range s.verdicts {
		if got := w.verdict(name); got != want {
			t.Errorf("operator down all the time: %t, the verdict on %s is %q, want %q", down, name, got, want)
		}
	}
	return w
}

// verdict tells the verdict on a record, and the reason where it is ignored.
func (w *world) verdict(name string) string {
	w.t.Helper()
	var status v1alpha1.RecordStatus
	switch report, ruling := w.reports[name], w.rulings[name]; {
	case report != nil:
		status = report.Status
	case ruling != nil:
		status = ruling.Status
	default:
		w.t.Fatalf("there is no record %q", name)
	}
	ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
	if ready.Status == metav1.ConditionTrue {
		return string(status.Verdict)
	}
	return strings.TrimSpace(string(status.Verdict) + " " + ready.Reason)
}

// summary tells a status in a few lines: the light, what is wrong with the duty,
// each of its own conditions that holds, whether it is completed; then each
// checkpoint.
func summary(status *v1alpha1.DepartmentDutyStatus) []string {
	head := []string{string(status.Light)}
	for _, c := range []string{
		v1alpha1.ConditionReady, v1alpha1.ConditionDeadlineMissed, v1alpha1.ConditionDueSoon,
		v1alpha1.ConditionBehindSchedule, v1alpha1.ConditionUnderReview, v1alpha1.ConditionCompleted,
	} {
		condition := meta.FindStatusCondition(status.Conditions, c)
		if condition == nil {
			continue
		}
		told := condition.Status == metav1.ConditionTrue
		switch c {
		case v1alpha1.ConditionReady:
			told = !told
		case v1alpha1.ConditionCompleted:
			told = true
		}
		if told {
			head = append(head, condition.Reason)
		}
	}
	lines := []string{strings.Join(head, " ")}
	for i := range status.Checkpoints {
		lines = append(lines, describe(&status.Checkpoints[i]))
	}
	return lines
}

func describe(c *v1alpha1.Checkpoint) string {
	line := fmt.Sprintf("%s %s", c.Name, c.State)
	if c.MissedTime != nil {
		line += " missed " + shown(c.MissedTime)
	}
	if c.ReceivedTime != nil {
		line += fmt.Sprintf(" received %s by %s", shown(c.ReceivedTime), c.Report)
	}
	if c.Ruling != "" {
		line += fmt.Sprintf(" ruled by %s in %s", c.RuledBy, c.Ruling)
	}
	return line
}

func shown(at *metav1.Time) string { return at.In(instant(created).Location()).Format(time.DateTime) }

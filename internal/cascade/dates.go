// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"fmt"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// dates are those of a copy.
type dates struct {
	due        v1alpha1.DueDate
	dueWithin  v1alpha1.Period
	milestones []v1alpha1.DueDate
}

// shiftDates tells by when a region has to be done. Without an offset it is what the
// duty says, word for word, and so in the time zone of that region.
func shiftDates(origin *v1alpha1.DepartmentDuty, from, to Place) (*dates, *Problem) {
	spec := &origin.Spec
	all := &dates{due: spec.Due, dueWithin: spec.DueWithin}
	for i := range spec.Milestones {
		all.milestones = append(all.milestones, spec.Milestones[i].Due)
	}
	if isZero(spec.Cascade.DueOffset) {
		return all, nil
	}
	there, problem := calendarOf(to, spec.Cascade.DueOffset)
	if problem != nil {
		return nil, problem
	}
	if given(spec.DueWithin) {
		deadline, problem := deadlineWithin(origin, from)
		if problem != nil {
			return nil, problem
		}
		all.dueWithin = v1alpha1.Period{}
		all.due = write(earlier(deadline, spec, there), there.Location)
	} else {
		all.due = shift(spec.Due, spec, there)
	}
	for i, due := range all.milestones {
		all.milestones[i] = shift(due, spec, there)
	}
	return all, nil
}

// isZero tells whether a period moves nothing.
func isZero(period v1alpha1.Period) bool {
	for _, units := range []*int32{period.Days, period.WorkingDays, period.Months} {
		if units != nil && *units != 0 {
			return false
		}
	}
	return true
}

// calendarOf returns the calendar of a region, or why it cannot count a period on it.
func calendarOf(place Place, period v1alpha1.Period) (calendar.Region, *Problem) {
	location, err := calendar.Location(place.Jurisdiction.Spec.TimeZone)
	if err != nil {
		return calendar.Region{}, &Problem{
			Reason:  v1alpha1.ReasonUnknownTimeZone,
			Message: fmt.Sprintf("spec.timeZone of Jurisdiction %q: %v", place.Jurisdiction.Name, err),
		}
	}
	if period.WorkingDays != nil && place.Calendar.Reason != "" {
		return calendar.Region{}, &Problem{Reason: place.Calendar.Reason, Message: place.Calendar.Message}
	}
	return calendar.Region{Location: location, Workdays: place.Calendar.Workdays}, nil
}

// deadlineWithin counts when a duty that says dueWithin is due in its own region. How
// certain that is says the status of the duty itself.
func deadlineWithin(origin *v1alpha1.DepartmentDuty, from Place) (time.Time, *Problem) {
	here, problem := calendarOf(from, origin.Spec.DueWithin)
	if problem != nil {
		return time.Time{}, problem
	}
	issued, err := duty.Issued(origin, here.Location)
	if err != nil {
		return time.Time{}, &Problem{Reason: v1alpha1.ReasonInvalidDueDate, Message: err.Error()}
	}
	deadline, _ := here.DueWithin(issued, &origin.Spec.DueWithin)
	return deadline, nil
}

// shift writes a due date earlier by the offset. What cannot be read stays as it is:
// the copy then says what is wrong with it, as the duty itself does.
func shift(due v1alpha1.DueDate, spec *v1alpha1.DepartmentDutySpec, there calendar.Region) v1alpha1.DueDate {
	deadline, err := calendar.Deadline(due, there.Location)
	if due == "" || err != nil {
		return due
	}
	return write(earlier(deadline, spec, there), there.Location)
}

// earlier is a deadline less the offset. A date cannot say how certain it is: where the
// calendar changes, the copy is written anew.
func earlier(deadline time.Time, spec *v1alpha1.DepartmentDutySpec, there calendar.Region) time.Time {
	at, _ := there.Before(deadline, &spec.Cascade.DueOffset)
	return at
}

// write writes a deadline as a due date: what ends with a day as that day, as people
// would, else the instant.
func write(deadline time.Time, location *time.Location) v1alpha1.DueDate {
	before := deadline.Add(-time.Second)
	if calendar.EndOfDay(before, location).Equal(deadline) {
		return v1alpha1.DueDate(calendar.Day(before, location))
	}
	local := deadline.In(location)
	if _, offset := local.Zone(); offset%60 != 0 {
		local = local.UTC() // RFC 3339 cannot write the local mean times of long ago
	}
	return v1alpha1.DueDate(local.Format(time.RFC3339))
}

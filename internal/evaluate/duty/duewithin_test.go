// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"testing"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// dueWithin is a duty that was issued on 1 April 2021, a Thursday before a holiday.
func dueWithin(period v1alpha1.Period) *wrappers.DutyWrapper {
	return dutyDue("").Issued("2021-04-01").DueWithin(period)
}

func TestDueWithin(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"days: that of issue is not counted, the last is until its end": {
			duty: dueWithin(wrappers.Days(10)), show: showCalendar, told: []string{"final Open 2021-04-12 00:00:00"},
		},
		"working days: Qingming is none, the Sunday that is made up is one": {
			duty: dueWithin(wrappers.WorkingDays(16)), calendar: published,
			show: showCalendar, told: []string{"final Open 2021-04-26 00:00:00", "builtin Published"},
		},
		"months": {
			duty: dutyDue("").Issued("2021-01-31").DueWithin(wrappers.Months(1)), show: showCalendar, told: []string{"final Open 2021-03-01 00:00:00"},
		},
		"a day of issue without working days counts from there": {
			duty: dutyDue("").Issued("2021-04-03").DueWithin(wrappers.WorkingDays(1)), calendar: published,
			show: showCalendar, told: []string{"final Open 2021-04-07 00:00:00", "builtin Published"},
		},
		"without a day of issue from the creation, whose day is not counted": {
			duty: dutyDue("").DueWithin(wrappers.Days(3)), show: showCalendar, told: []string{"final Open 2021-01-05 00:00:00"},
		},
		"zero is the end of the day itself": {
			duty: dueWithin(wrappers.Days(0)), show: showCalendar, told: []string{"final Open 2021-04-02 00:00:00"},
		},
		"missed as any deadline is": {
			duty: dueWithin(wrappers.Days(10)), steps: []step{at("2021-04-12 00:00:00")},
			want: []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-12 00:00:00"},
		},
		"before a milestone it is refused": {
			duty: dueWithin(wrappers.Days(10)).Milestone("survey", "2021-05"), want: []string{" InvalidMilestones"},
		},
	})
}

func TestComplaintsAndRiskWarnings(t *testing.T) {
	t.Parallel()
	complaint := func() *wrappers.DutyWrapper {
		return dueWithin(wrappers.WorkingDays(15)).Kind(v1alpha1.SourceComplaint).About("clinic").WarnBefore(wrappers.WorkingDays(3))
	}
	tell(t, map[string]story{
		"fifteen working days to answer a complaint": {
			duty: complaint(), calendar: published, show: showCalendar, told: []string{"final Open 2021-04-24 00:00:00", "builtin Published"},
		},
		"it is due soon three working days before": {
			duty: complaint(), calendar: published, steps: []step{at("2021-04-21 00:00:00")}, want: []string{"Yellow DeadlineNear InProgress", "final Open"},
		},
		"not a second earlier": {
			duty: complaint(), calendar: published, steps: []step{at("2021-04-20 23:59:59")}, want: []string{"Blue InProgress", "final Open"},
		},
		"a risk warning that is answered": {
			duty: complaint().Kind(v1alpha1.SourceRiskWarning), calendar: published,
			steps: []step{at("2021-04-23 23:59:59", reported(report("r1")), ruled(accepting("a1", "r1")))},
			want:  []string{"Green CompletedInTime", "final Completed received 2021-04-23 23:59:59 by r1 ruled by Office in a1"},
		},
	})
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	notices, err := workdays.Parse(map[string]string{"2021": "2021-01-01 holiday\n2021-04-02 holiday\n2021-05-01 holiday\n2021-10-01 holiday\n"})
	if err != nil {
		t.Fatal(err)
	}
	days, err := workdays.Builtin().WithOverrides("region-xicheng/days", notices)
	if err != nil {
		t.Fatal(err)
	}
	other := calendar.Found{Workdays: days}
	tell(t, map[string]story{
		"a year without a notice is provisional": {
			duty: dutyDue("").Issued("2027-03-01").DueWithin(wrappers.WorkingDays(2)), calendar: published,
			show: showCalendar, told: []string{"final Open 2027-03-04 00:00:00", "builtin Provisional"},
		},
		"nothing counts in working days": {
			duty: dueWithin(wrappers.Days(10)).Escalation(wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(1))), calendar: published,
			steps: []step{at("2021-05-01 09:00:00")}, show: showCalendar, told: []string{"final Missed 2021-04-12 00:00:00"},
		},
		"only a rung does": {
			calendar: published, steps: []step{at("2021-04-16 00:00:00")},
			show: showCalendar, told: []string{"final Missed 2021-04-16 00:00:00", "builtin Published"},
		},
		"another calendar moves the deadline": {
			duty: dueWithin(wrappers.WorkingDays(2)), calendar: published, steps: []step{at("2021-04-02 09:00:00", counting(other))},
			show: showCalendar, told: []string{"final Open 2021-04-07 00:00:00", "region-xicheng/days Published"}, edited: true,
		},
		"while it is missing the deadline stays": {
			duty: dueWithin(wrappers.WorkingDays(10)), calendar: published, steps: []step{at("2021-04-02 09:00:00", counting(missing))},
			want: []string{"Blue CalendarNotFound InProgress", "final Open"}, show: showDeadlines, told: []string{"final Open 2021-04-17 00:00:00"}, edited: true,
		},
		"and passes": {
			duty: dueWithin(wrappers.WorkingDays(10)), calendar: published,
			steps: []step{at("2021-04-02 09:00:00", counting(missing)), at("2021-05-01 09:00:00")},
			want:  []string{"Red CalendarNotFound DeadlinePassed InProgress", "final Missed missed 2021-04-17 00:00:00"}, edited: true,
		},
		"missing from the beginning nothing can be told": {
			duty: dueWithin(wrappers.WorkingDays(10)), calendar: missing, want: []string{" CalendarNotFound"},
		},
		"missing, and nothing needs it but a rung": {
			calendar: missing, steps: []step{at("2021-07-01 09:00:00")},
			show: showLadder, told: []string{"Reminder final 2021-04-09 00:00:00", "Notice final 2021-04-16 00:00:00",
				"ListedSupervision final 2021-05-16 00:00:00", "Circular final 2021-06-16 00:00:00", "then Interview "}, edited: true,
		},
		"for a warning Monday to Friday will do": {
			duty: dutyDue("2021-04-16").WarnBefore(wrappers.WorkingDays(5)), calendar: missing, steps: []step{at("2021-04-12 00:00:00")},
			want: []string{"Yellow DeadlineNear InProgress", "final Open"},
		},
	})
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/internal/cascade"
	"github.com/jianguan/supervision-operator/internal/upkeep"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func place(jurisdiction *wrappers.JurisdictionWrapper) cascade.Place {
	return cascade.Place{Jurisdiction: jurisdiction.Obj(), Calendar: calendar.Found{Workdays: workdays.Builtin()}}
}

// from is the region that hands down in these tests.
func from() cascade.Place {
	return place(wrappers.Jurisdiction("jilin").Level(province).
		Department(wrappers.Department("health-commission").DisplayName("省卫生健康委").Aliases("卫生健康部门", "卫健委")).
		Department(wrappers.Department("market-regulation").DisplayName("省市场监管厅").Aliases("市场监管部门")).
		Department(wrappers.Department("drug-administration").DisplayName("省药监局").Aliases("药监部门")))
}

func copyOf(t *testing.T, origin *wrappers.DutyWrapper, to cascade.Place) *v1alpha1.DepartmentDuty {
	t.Helper()
	made, problem := cascade.Copy(origin.Namespace("region-jilin").Obj(), from(), to, "region-siping")
	if problem != nil {
		t.Fatal(problem)
	}
	return made
}

func TestCopyIsWhatTheAPIServerKeeps(t *testing.T) {
	t.Parallel()
	origin := wrappers.Duty("clinics").Namespace("region-jilin").Title("Clinics").Description("All of them").Source("吉政办发〔2019〕1号", "三").
		Kind(v1alpha1.SourcePlan).Issued("2019-01-01").Scope("practice").About("hospital-1").Leads("health-commission").
		Participants("market-regulation").Due("2021").Target("half", "2020", 5, "clinics").Label("team", "north").
		Recurrence(wrappers.Recurrence("0 0 1 1 *", wrappers.Months(2))).Escalation(wrappers.Reminder(wrappers.Days(3))).
		Cascade(wrappers.Cascade(county)).Obj()
	origin.Annotations = map[string]string{"argocd.argoproj.io/tracking-id": "x"}
	to := place(wrappers.Jurisdiction("siping").Departments("health-commission", "market-regulation"))
	got, problem := cascade.Copy(origin, from(), to, "region-siping")
	if problem != nil {
		t.Fatal(problem)
	}
	want := wrappers.Duty("jilin.clinics").Namespace("region-siping").Title("Clinics").Description("All of them").Source("吉政办发〔2019〕1号", "三").
		Kind(v1alpha1.SourcePlan).Issued("2019-01-01").Scope("practice").About("hospital-1").Leads("health-commission").
		Participants("market-regulation").Due("2021").Target("half", "2020", 5, "clinics").
		Recurrence(wrappers.Recurrence("0 0 1 1 *", wrappers.Months(2))).Escalation(wrappers.Reminder(wrappers.Days(3))).
		Origin("jilin", "clinics").Label(v1alpha1.LabelManagedBy, v1alpha1.ManagedByOperator).
		Reporters(v1alpha1.ReportersLeads).Review(v1alpha1.ReviewRequired).WarnBefore(wrappers.Days(30)).Obj()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("copy (-want +got):\n%s", diff)
	}

	kept := copyOf(t, wrappers.Duty("clinics").Reporters(v1alpha1.ReportersAll).Review(v1alpha1.ReviewNone).WarnBefore(wrappers.WorkingDays(0)).
		Cascade(wrappers.Cascade()), to)
	if kept.Spec.Reporters != v1alpha1.ReportersAll || kept.Spec.Review != v1alpha1.ReviewNone || *kept.Spec.WarnBefore.WorkingDays != 0 {
		t.Errorf("what the origin says is not kept: %+v", kept.Spec)
	}
}

// TestACopyIsKept holds that Copy, IsCopyOf and upkeep.Plan speak of the same duties.
func TestACopyIsKept(t *testing.T) {
	t.Parallel()
	to := place(wrappers.Jurisdiction("siping"))
	made := copyOf(t, wrappers.Duty("clinics").Cascade(wrappers.Cascade(county)), to)
	other := copyOf(t, wrappers.Duty("stations").Cascade(wrappers.Cascade(county)), to)
	other.Name = made.Name
	edited := made.DeepCopy()
	edited.Spec.Title = "edited"
	key := types.NamespacedName{Namespace: made.Namespace, Name: made.Name}
	tests := map[string]struct {
		wanted bool
		there  *v1alpha1.DepartmentDuty
		want   upkeep.Changes
	}{
		"as it should be":            {true, made, upkeep.Changes{}},
		"edited":                     {true, edited, upkeep.Changes{Update: []upkeep.Change{{Before: edited, After: made}}}},
		"not wanted":                 {false, made, upkeep.Changes{Delete: []*v1alpha1.DepartmentDuty{made}}},
		"that of another duty":       {true, other, upkeep.Changes{Taken: []*v1alpha1.DepartmentDuty{other}}},
		"that of another, no target": {false, other, upkeep.Changes{}},
		"not handed down":            {false, wrappers.Duty("jilin.clinics").Namespace("region-siping").Obj(), upkeep.Changes{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var wanted []upkeep.Wanted
			if test.wanted {
				wanted = append(wanted, upkeep.Wanted{NamespacedName: key, Copy: made})
			}
			got := upkeep.Plan(cascade.IsCopyOf(origin), wanted, []upkeep.Existing{{Duty: test.there}}, now)
			if diff := cmp.Diff(&test.want, got); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCopyNamesDepartmentsAsItsRegionDoes(t *testing.T) {
	t.Parallel()
	type names = []v1alpha1.DepartmentName
	tests := map[string]struct {
		leads, participants         names
		to                          *wrappers.JurisdictionWrapper
		wantLeads, wantParticipants names
	}{
		"by code": {
			leads: names{"health-commission"}, participants: names{"market-regulation"},
			to:        wrappers.Jurisdiction("siping").Departments("health-commission", "market-regulation"),
			wantLeads: names{"health-commission"}, wantParticipants: names{"market-regulation"},
		},
		"by code, whatever it is called": {
			leads: names{"health-commission"},
			to: wrappers.Jurisdiction("siping").Department(wrappers.Department("health-commission").DisplayName("市局")).
				Department(wrappers.Department("health").DisplayName("省卫生健康委")),
			wantLeads: names{"health-commission"},
		},
		"by the alias there": {
			leads:     names{"health-commission"},
			to:        wrappers.Jurisdiction("siping").Department(wrappers.Department("health-bureau").DisplayName("市卫健局").Aliases("卫健委")),
			wantLeads: names{"health-bureau"},
		},
		"by the display name there, an alias here": {
			leads:     names{"health-commission"},
			to:        wrappers.Jurisdiction("siping").Department(wrappers.Department("health-bureau").DisplayName("卫健委")),
			wantLeads: names{"health-bureau"},
		},
		"two that are one there, once": {
			leads: names{"market-regulation", "drug-administration"}, participants: names{"health-commission"},
			to: wrappers.Jurisdiction("siping").Departments("health-commission").
				Department(wrappers.Department("market-bureau").DisplayName("市场局").Aliases("市场监管部门", "药监部门")),
			wantLeads: names{"market-bureau"}, wantParticipants: names{"health-commission"},
		},
		"a participant that is a lead there": {
			leads: names{"market-regulation"}, participants: names{"drug-administration"},
			to:        wrappers.Jurisdiction("siping").Department(wrappers.Department("market-regulation").Aliases("药监部门")),
			wantLeads: names{"market-regulation"},
		},
		"not one that would have to be guessed": {
			leads: names{"health-commission"},
			to: wrappers.Jurisdiction("siping").Department(wrappers.Department("one").Aliases("卫健委")).
				Department(wrappers.Department("other").Aliases("卫生健康部门")),
			wantLeads: names{"health-commission"},
		},
		"not one that is not there": {
			leads: names{"health-commission"}, participants: names{"drug-administration"},
			to:        wrappers.Jurisdiction("siping").Departments("police"),
			wantLeads: names{"health-commission"}, wantParticipants: names{"drug-administration"},
		},
		"not one that is not declared here either": {
			leads: names{"weather"}, to: wrappers.Jurisdiction("siping").Departments("police"), wantLeads: names{"weather"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := copyOf(t, wrappers.Duty("d").Leads(test.leads...).Participants(test.participants...).Cascade(wrappers.Cascade()), place(test.to))
			if diff := cmp.Diff(test.wantLeads, made.Spec.Leads); diff != "" {
				t.Errorf("leads (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.wantParticipants, made.Spec.Participants); diff != "" {
				t.Errorf("participants (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCopyIsDueEarlier(t *testing.T) {
	t.Parallel()
	days, working, months := wrappers.Days, wrappers.WorkingDays, wrappers.Months
	created := time.Date(2021, 3, 1, 9, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		origin *wrappers.DutyWrapper
		offset v1alpha1.Period
		zone   string
		want   v1alpha1.DueDate
	}{
		"no offset, word for word":           {origin: wrappers.Duty("d").Due("2021"), want: "2021"},
		"an offset of nothing":               {origin: wrappers.Duty("d").Due("2021-04"), offset: days(0), want: "2021-04"},
		"undated":                            {origin: wrappers.Duty("d"), offset: days(10), want: ""},
		"a day":                              {origin: wrappers.Duty("d").Due("2021-04-15"), offset: days(10), want: "2021-04-05"},
		"a month":                            {origin: wrappers.Duty("d").Due("2021-04"), offset: days(10), want: "2021-04-20"},
		"a year, by months":                  {origin: wrappers.Duty("d").Due("2021"), offset: months(3), want: "2021-09-30"},
		"over the end of a year":             {origin: wrappers.Duty("d").Due("2021-01-05"), offset: days(10), want: "2020-12-26"},
		"the end of a month, by months":      {origin: wrappers.Duty("d").Due("2021-03-30"), offset: months(1), want: "2021-02-27"},
		"working days over a week":           {origin: wrappers.Duty("d").Due("2021-04-23"), offset: working(5), want: "2021-04-18"},
		"working days over the spring":       {origin: wrappers.Duty("d").Due("2021-02-19"), offset: working(3), want: "2021-02-09"},
		"an instant":                         {origin: wrappers.Duty("d").Due("2021-04-15T17:00:00+08:00"), offset: days(10), want: "2021-04-05T17:00:00+08:00"},
		"an instant of another zone":         {origin: wrappers.Duty("d").Due("2021-04-15T09:00:00Z"), offset: days(1), want: "2021-04-14T17:00:00+08:00"},
		"an instant that ends a day":         {origin: wrappers.Duty("d").Due("2021-04-16T00:00:00+08:00"), offset: days(1), want: "2021-04-14"},
		"an instant in the zone there":       {origin: wrappers.Duty("d").Due("2021-04-15T17:00:00+08:00"), offset: days(1), zone: "Asia/Urumqi", want: "2021-04-14T15:00:00+06:00"},
		"a day in the zone there":            {origin: wrappers.Duty("d").Due("2021-04-15"), offset: days(1), zone: "Asia/Urumqi", want: "2021-04-14"},
		"a zone without whole minutes":       {origin: wrappers.Duty("d").Due("1900-12-31T12:00:00Z"), offset: days(10), want: "1900-12-21T12:00:00Z"},
		"what cannot be read stays":          {origin: wrappers.Duty("d").Due("2021-02-30"), offset: days(10), want: "2021-02-30"},
		"within days of its issue":           {origin: wrappers.Duty("d").Issued("2021-03-31").DueWithin(days(30)), offset: days(10), want: "2021-04-20"},
		"within working days of its issue":   {origin: wrappers.Duty("d").Issued("2021-04-16").DueWithin(working(10)), offset: days(1), want: "2021-04-28"},
		"within days of its creation":        {origin: wrappers.Duty("d").Created(created).DueWithin(days(30)), offset: days(10), want: "2021-03-21"},
		"within days, seen from another one": {origin: wrappers.Duty("d").Issued("2021-03-31").DueWithin(days(30)), offset: days(10), zone: "Asia/Urumqi", want: "2021-04-20T22:00:00+06:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := place(wrappers.Jurisdiction("siping").TimeZone(test.zone))
			made := copyOf(t, test.origin.Cascade(wrappers.Cascade().DueOffset(test.offset)), to)
			if made.Spec.Due != test.want {
				t.Errorf("due %q, want %q", made.Spec.Due, test.want)
			}
			if test.want != "" && made.Spec.DueWithin != (v1alpha1.Period{}) {
				t.Errorf("due %q and within %v", made.Spec.Due, made.Spec.DueWithin)
			}
		})
	}
}

func TestCopyShiftsItsMilestones(t *testing.T) {
	t.Parallel()
	made := copyOf(t, wrappers.Duty("d").Target("a", "2021-04", 4, "stations").Target("b", "2021-10-15T12:00:00+08:00", 9, "stations").Due("2021").
		Cascade(wrappers.Cascade().DueOffset(wrappers.Months(1))), place(wrappers.Jurisdiction("siping")))
	want := wrappers.Duty("d").Target("a", "2021-03-31", 4, "stations").Target("b", "2021-09-15T12:00:00+08:00", 9, "stations").Due("2021-11-30").Obj()
	if diff := cmp.Diff(want.Spec.Milestones, made.Spec.Milestones); diff != "" || made.Spec.Due != want.Spec.Due {
		t.Errorf("due %s, milestones (-want +got):\n%s", made.Spec.Due, diff)
	}
}

func TestCopyKeepsDueWithinWithoutAnOffset(t *testing.T) {
	t.Parallel()
	made := copyOf(t, wrappers.Duty("d").DueWithin(wrappers.WorkingDays(10)).Cascade(wrappers.Cascade()), place(wrappers.Jurisdiction("siping")))
	if made.Spec.Due != "" || made.Spec.DueWithin.WorkingDays == nil || *made.Spec.DueWithin.WorkingDays != 10 {
		t.Errorf("due %q, within %v", made.Spec.Due, made.Spec.DueWithin)
	}
}

func TestCopyOfARestoredDutyCountsFromItsFirstCreation(t *testing.T) {
	t.Parallel()
	origin := wrappers.Duty("d").Created(time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)).DueWithin(wrappers.Days(10)).
		Cascade(wrappers.Cascade().DueOffset(wrappers.Days(1))).Obj()
	origin.Annotations = map[string]string{v1alpha1.AnnotationRestored: "2021-04-15T09:00:00Z"}
	made, problem := cascade.Copy(origin, from(), place(wrappers.Jurisdiction("siping")), "region-siping")
	if problem != nil || made.Spec.Due != "2021-04-24" {
		t.Errorf("copy %v, problem %v", made, problem)
	}
}

func TestCopyWaitsForWhatItCountsOn(t *testing.T) {
	t.Parallel()
	missing := calendar.Found{Reason: v1alpha1.ReasonCalendarNotFound, Message: "no such ConfigMap"}
	to := wrappers.Jurisdiction("siping")
	lost := cascade.Place{Jurisdiction: to.Obj(), Calendar: missing}
	lostAbove := from()
	lostAbove.Calendar = missing
	tests := map[string]struct {
		origin   *wrappers.DutyWrapper
		from, to cascade.Place
		want     string
	}{
		"the calendar there": {wrappers.Duty("d").Due("2021").Cascade(wrappers.Cascade().DueOffset(wrappers.WorkingDays(5))), from(), lost, v1alpha1.ReasonCalendarNotFound},
		"no calendar":        {wrappers.Duty("d").Due("2021").Cascade(wrappers.Cascade().DueOffset(wrappers.Days(5))), from(), lost, ""},
		"no offset":          {wrappers.Duty("d").DueWithin(wrappers.WorkingDays(5)).Cascade(wrappers.Cascade()), lostAbove, lost, ""},
		"the calendar above": {wrappers.Duty("d").DueWithin(wrappers.WorkingDays(5)).Cascade(wrappers.Cascade().DueOffset(wrappers.Days(5))), lostAbove, place(to), v1alpha1.ReasonCalendarNotFound},
		"the zone there": {
			wrappers.Duty("d").Due("2021").Cascade(wrappers.Cascade().DueOffset(wrappers.Days(5))), from(),
			place(wrappers.Jurisdiction("siping").TimeZone("Asia/Siping")), v1alpha1.ReasonUnknownTimeZone,
		},
		"the day of issue": {
			wrappers.Duty("d").Issued("2021-02-30").DueWithin(wrappers.Days(5)).Cascade(wrappers.Cascade().DueOffset(wrappers.Days(5))), from(),
			place(to), v1alpha1.ReasonInvalidDueDate,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made, problem := cascade.Copy(test.origin.Obj(), test.from, test.to, "region-siping")
			switch {
			case test.want == "" && (problem != nil || made == nil):
				t.Errorf("problem %v", problem)
			case test.want != "" && (problem == nil || problem.Reason != test.want || problem.Message == "" || made != nil):
				t.Errorf("copy %v, problem %v, want %s", made, problem, test.want)
			}
		})
	}
}

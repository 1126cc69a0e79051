// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package province is where simulations play: twelve regions that differ in time zone, ladder and calendar, the calendars that
// are published late, and the dice that everything random is thrown by.
package province

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// CalendarNamespace is where the ConfigMaps with calendars are.
const CalendarNamespace = "calendars"

// Notice2027 is a notice for a year of which the operator knows none. It is made up, and longer than any that there was, so
// that it moves much when it comes.
const Notice2027 = `2027-01-01..2027-01-03 holiday 元旦
2027-02-05..2027-02-14 holiday 春节
2027-02-20 workday 春节
2027-02-21 workday 春节
2027-04-03..2027-04-05 holiday 清明节
2027-05-01..2027-05-06 holiday 劳动节
2027-05-08 workday 劳动节
2027-06-09..2027-06-11 holiday 端午节
2027-06-13 workday 端午节
2027-09-15 holiday 中秋节
2027-10-01..2027-10-07 holiday 国庆节
`

// Departments are those of every region. The office sits in the first, and the last, the archives, takes part in no duty.
func Departments() []v1alpha1.DepartmentName {
	return []v1alpha1.DepartmentName{"health", "police", "insurance", "market", "archives"}
}

// Regions are a province, three prefectures, seven counties, of which one lies directly under the province, and a township.
// They count on the calendar "province" but for south-2, which has one of its own name.
func Regions() []*v1alpha1.Jurisdiction {
	region := func(name string, level v1alpha1.Level, parent v1alpha1.JurisdictionName) *wrappers.JurisdictionWrapper {
		return wrappers.Jurisdiction(name).Level(level).Parent(parent).Departments(Departments()...).Office("health").
			Holds(v1alpha1.NamespacePrefix + name)
	}
	return []*v1alpha1.Jurisdiction{
		region("province", v1alpha1.LevelProvince, "").CalendarRef(CalendarNamespace, "province").Obj(),
		region("north", v1alpha1.LevelPrefecture, "province").Escalation(
			wrappers.Reminder(wrappers.WorkingDays(3)),
			wrappers.Rung(v1alpha1.EscalationNotice, wrappers.WorkingDays(1)),
			wrappers.Rung(v1alpha1.EscalationInterview, wrappers.WorkingDays(7)),
			wrappers.Rung(v1alpha1.EscalationAccountability, wrappers.Months(1))).Obj(),
		region("north-1", v1alpha1.LevelCounty, "north").Obj(),
		region("north-2", v1alpha1.LevelCounty, "north").Escalation(
			wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0)),
			wrappers.Rung(v1alpha1.EscalationListedSupervision, wrappers.Days(0)),
			wrappers.Rung(v1alpha1.EscalationCircular, wrappers.Days(20))).Obj(),
		region("north-2-west", v1alpha1.LevelTownship, "north-2").Obj(),
		region("south", v1alpha1.LevelPrefecture, "province").TimeZone("Asia/Urumqi").Obj(),
		region("south-1", v1alpha1.LevelCounty, "south").Obj(),
		region("south-2", v1alpha1.LevelCounty, "south").TimeZone("Asia/Urumqi").CalendarRef(CalendarNamespace, "south-2").Obj(),
		region("east", v1alpha1.LevelPrefecture, "province").Obj(),
		region("east-1", v1alpha1.LevelCounty, "east").TimeZone("America/Havana").Obj(),
		region("east-2", v1alpha1.LevelCounty, "east").TimeZone("Europe/Berlin").Obj(),
		region("border", v1alpha1.LevelCounty, "province").Obj(),
	}
}

// Calendar is a ConfigMap with notices by their years.
func Calendar(name string, notices map[string]string) *corev1.ConfigMap {
	return &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: CalendarNamespace, Name: name, Labels: map[string]string{v1alpha1.LabelCalendar: ""},
		},
		Data: notices,
	}
}

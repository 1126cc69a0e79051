// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package invitation_test

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/invitation"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var (
	// start is on a Monday at nine in Changchun: the fifteenth is a Sunday.
	start = time.Date(2026, time.March, 16, 1, 0, 0, 0, time.UTC)
	// stamped is a week before it.
	stamped = time.Date(2026, time.March, 9, 0, 0, 7, 0, time.UTC)
)

func jilin() *wrappers.JurisdictionWrapper {
	return wrappers.Jurisdiction("jilin").DisplayName("吉林省").Level(v1alpha1.LevelProvince).
		Department(wrappers.Department("health-commission").DisplayName("省卫生健康委").Liaison("联席会议办公室", "lianxi@health.jilin.example")).
		Department(wrappers.Department("publicity-department").DisplayName("省委宣传部").Liaison("值班室", "0431-00000000")).
		Department(wrappers.Department("finance").DisplayName("省财政厅")).
		Department(wrappers.Department("water-resources").DisplayName("省水利厅")).
		LeadDepartment("health-commission").Office("health-commission")
}

func plenary() *wrappers.MeetingWrapper {
	return wrappers.Meeting("joint-meeting").Namespace("region-jilin").Title("吉林省综合监管联席会议全体会议").
		Members("health-commission", "publicity-department", "finance", "court").Place("省政府第一会议室")
}

// input is the invitation to a session without an agenda.
func input(meeting *wrappers.MeetingWrapper, jurisdiction *wrappers.JurisdictionWrapper) invitation.Input {
	return invitation.Input{
		Meeting: meeting.Obj(), Jurisdiction: jurisdiction.Obj(), Date: "2026-03-15", Start: start, Stamp: stamped,
	}
}

// items are one of each kind.
func items() []v1alpha1.AgendaItem {
	duty := func(name string) v1alpha1.AgendaReference {
		return v1alpha1.AgendaReference{Kind: v1alpha1.AgendaDepartmentDuty, Name: name}
	}
	at := func(year int, month time.Month, day int) *metav1.Time {
		return new(metav1.Date(year, month, day, 16, 0, 0, 0, time.UTC)) // midnight in Changchun
	}
	return []v1alpha1.AgendaItem{
		{
			Kind: v1alpha1.AgendaOverdueDuty, Reason: "Circular", Weight: 90, Ref: duty("content-04-procurement"),
			Subject: "药品、医用耗材采购：联合检查", Leads: []v1alpha1.DepartmentCode{"health-commission", "finance"}, Time: at(2025, 9, 30),
		},
		{
			Kind: v1alpha1.AgendaLookBack, Weight: 75, Ref: duty("mechanism-10-complaints"),
			Subject: "投诉举报, 限期办结", Leads: []v1alpha1.DepartmentCode{"court"}, Time: at(2026, 3, 1),
		},
		{
			Kind: v1alpha1.AgendaRectification, Weight: 65, Ref: duty("mechanism-07-grids"),
			Subject: "网格化管理; 定格、定员、定责", Leads: []v1alpha1.DepartmentCode{"water-resources"}, Time: at(2026, 3, 13),
		},
		{
			Kind: v1alpha1.AgendaRegionsOverdue, Weight: 55, Ref: duty("support-01-implementation"),
			Subject: "落实综合监管责任 (2 of 9 regions overdue)", Leads: []v1alpha1.DepartmentCode{"health-commission"},
		},
		{
			Kind: v1alpha1.AgendaOpenDecision, Weight: 40, Ref: duty("joint-meeting-2025-12-15-d1"),
			Subject: "通报联合执法结果", Leads: []v1alpha1.DepartmentCode{"health-commission"},
		},
		{
			Kind: v1alpha1.AgendaPlanFinding, Reason: "ScopesCovered", Weight: 30,
			Ref:     v1alpha1.AgendaReference{Kind: v1alpha1.AgendaJurisdiction, Name: "jilin"},
			Subject: "not covered by any duty's spec.scope: 1 of 9 scopes: blood",
		},
	}
}

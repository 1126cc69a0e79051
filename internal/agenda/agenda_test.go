// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package agenda_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/agenda"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func TestComposeDuties(t *testing.T) {
	own := decided("own", "meeting")
	for name, test := range map[string]struct {
		meeting *wrappers.MeetingWrapper // a plenary, if nil
		duties  []v1alpha1.DepartmentDuty
		want    []string
	}{
		"nothing": {want: []string{}},
		"nothing to look at": {
			duties: list(
				duty("never-evaluated").Obj(), duty("blue").Light(v1alpha1.LightBlue).Obj(),
				duty("yellow").Light(v1alpha1.LightYellow).Obj(), duty("green").Light(v1alpha1.LightGreen).Obj()),
			want: []string{},
		},
		"overdue, by the rung": {
			duties: list(
				overdue("none", days(-1), ""), overdue("reminder", days(-2), v1alpha1.EscalationReminder),
				overdue("notice", days(-3), v1alpha1.EscalationNotice), overdue("interview", days(-4), v1alpha1.EscalationInterview),
				overdue("listed", days(-5), v1alpha1.EscalationListedSupervision),
				overdue("circular", days(-6), v1alpha1.EscalationCircular),
				overdue("accountability", days(-7), v1alpha1.EscalationAccountability)),
			want: []string{
				"100 OverdueDuty DepartmentDuty/accountability Accountability 2026-03-09",
				"90 OverdueDuty DepartmentDuty/circular Circular 2026-03-10",
				"80 OverdueDuty DepartmentDuty/listed ListedSupervision 2026-03-11",
				"70 OverdueDuty DepartmentDuty/interview Interview 2026-03-12",
				"60 OverdueDuty DepartmentDuty/notice Notice 2026-03-13",
				"50 OverdueDuty DepartmentDuty/reminder Reminder 2026-03-14",
				"50 OverdueDuty DepartmentDuty/none 2026-03-15",
			},
		},
		"a reminder of what is not overdue": {
			duties: list(duty("ahead").Light(v1alpha1.LightYellow).Rung(v1alpha1.EscalationReminder, days(-3)).Obj()),
			want:   []string{},
		},
		"to be rectified by the time of the session": {
			duties: list(
				interviewed("before", owes(v1alpha1.InterviewRectifying, days(-1))),
				interviewed("when-it-begins", owes(v1alpha1.InterviewRectifying, start)),
				interviewed("after", owes(v1alpha1.InterviewRectifying, start.Add(time.Second))),
				interviewed("long-overdue", owes(v1alpha1.InterviewRectificationOverdue, days(-9))),
				interviewed("found-wanting", owes(v1alpha1.InterviewLookBackFailed, days(-8))),
				interviewed("closed", owes(v1alpha1.InterviewClosed, days(-7)))),
			want: []string{
				"65 Rectification DepartmentDuty/long-overdue 2026-03-07",
				"65 Rectification DepartmentDuty/found-wanting 2026-03-08",
				"65 Rectification DepartmentDuty/before 2026-03-15",
				"65 Rectification DepartmentDuty/when-it-begins 2026-03-16",
			},
		},
		"look-backs due by the time of the session": {
			duties: list(
				interviewed("ahead", awaits(v1alpha1.InterviewAwaitingLookBack, stamp(days(-1)))),
				interviewed("when-it-begins", awaits(v1alpha1.InterviewAwaitingLookBack, stamp(start))),
				interviewed("after", awaits(v1alpha1.InterviewAwaitingLookBack, stamp(start.Add(time.Second)))),
				interviewed("due", awaits(v1alpha1.InterviewLookBackDue, stamp(days(-9)))),
				interviewed("not-known-when", awaits(v1alpha1.InterviewAwaitingLookBack, nil)),
				interviewed("closed", awaits(v1alpha1.InterviewClosed, stamp(days(-9))))),
			want: []string{
				"75 LookBack DepartmentDuty/due 2026-03-07",
				"75 LookBack DepartmentDuty/ahead 2026-03-15",
				"75 LookBack DepartmentDuty/when-it-begins 2026-03-16",
				"75 LookBack DepartmentDuty/not-known-when",
			},
		},
		"of several interviews": {
			duties: list(
				interviewed("rectify", owes(v1alpha1.InterviewRectifying, days(-2)), owes(v1alpha1.InterviewClosed, days(-9)),
					owes(v1alpha1.InterviewRectificationOverdue, days(-3)), owes(v1alpha1.InterviewRectifying, days(3))),
				interviewed("look-back", owes(v1alpha1.InterviewRectifying, days(-9)),
					awaits(v1alpha1.InterviewAwaitingLookBack, stamp(days(-4))), awaits(v1alpha1.InterviewLookBackDue, stamp(days(-5)))),
				interviewed("one-not-known-when", awaits(v1alpha1.InterviewAwaitingLookBack, nil),
					awaits(v1alpha1.InterviewAwaitingLookBack, stamp(days(-1)))),
				interviewed("other-not-known-when", awaits(v1alpha1.InterviewAwaitingLookBack, stamp(days(-1))),
					awaits(v1alpha1.InterviewAwaitingLookBack, nil)),
				interviewed("one-later", awaits(v1alpha1.InterviewAwaitingLookBack, nil),
					awaits(v1alpha1.InterviewAwaitingLookBack, stamp(days(1)))),
				interviewed("look-back-later", awaits(v1alpha1.InterviewAwaitingLookBack, stamp(days(5))),
					owes(v1alpha1.InterviewRectifying, days(-1)))),
			want: []string{
				"75 LookBack DepartmentDuty/look-back 2026-03-11",
				"75 LookBack DepartmentDuty/one-not-known-when 2026-03-15",
				"75 LookBack DepartmentDuty/other-not-known-when 2026-03-15",
				"75 LookBack DepartmentDuty/one-later",
				"65 Rectification DepartmentDuty/rectify 2026-03-13",
				"65 Rectification DepartmentDuty/look-back-later 2026-03-15",
			},
		},
		"regions overdue": {
			duties: list(handedDown("some", 2, 16), handedDown("none", 0, 16)),
			want:   []string{"55 RegionsOverdue DepartmentDuty/some"},
		},
		"decisions that are open": {
			duties: list(
				decided("never-evaluated", "meeting"), with(decided("open", "meeting"), completed(metav1.ConditionFalse)),
				with(decided("unknown", "meeting"), completed(metav1.ConditionUnknown)),
				with(decided("done", "meeting"), completed(metav1.ConditionTrue)), decided("of-another", "liaison")),
			want: []string{
				"40 OpenDecision DepartmentDuty/never-evaluated", "40 OpenDecision DepartmentDuty/open",
				"40 OpenDecision DepartmentDuty/unknown",
			},
		},
		"the heaviest of each": {
			duties: list(
				with(overdue("interview", days(-1), v1alpha1.EscalationInterview), func(duty *v1alpha1.DepartmentDuty) {
					duty.Status.Interviews = []v1alpha1.Interview{owes(v1alpha1.InterviewRectifying, days(-2))}
				}),
				with(overdue("notice", days(-1), v1alpha1.EscalationNotice), func(duty *v1alpha1.DepartmentDuty) {
					duty.Status.Interviews = []v1alpha1.Interview{owes(v1alpha1.InterviewRectifying, days(-2))}
				}),
				with(overdue("look-back", days(-1), v1alpha1.EscalationInterview), func(duty *v1alpha1.DepartmentDuty) {
					duty.Status.Interviews = []v1alpha1.Interview{awaits(v1alpha1.InterviewLookBackDue, stamp(days(-2)))}
				}),
				with(overdue("regions", days(-1), ""), func(duty *v1alpha1.DepartmentDuty) {
					duty.Status.Cascade.Overdue = new(int32(1))
				}),
				with(overdue("regions-and-notice", days(-1), v1alpha1.EscalationNotice), func(duty *v1alpha1.DepartmentDuty) {
					duty.Status.Cascade.Overdue = new(int32(1))
				}),
				with(decided("decision", "meeting"), func(duty *v1alpha1.DepartmentDuty) {
					duty.Status.Light, duty.Status.OverdueSince = v1alpha1.LightRed, stamp(days(-1))
				})),
			want: []string{
				"75 LookBack DepartmentDuty/look-back 2026-03-14",
				"70 OverdueDuty DepartmentDuty/interview Interview 2026-03-15",
				"65 Rectification DepartmentDuty/notice 2026-03-14",
				"60 OverdueDuty DepartmentDuty/regions-and-notice Notice 2026-03-15",
				"55 RegionsOverdue DepartmentDuty/regions",
				"50 OverdueDuty DepartmentDuty/decision 2026-03-15",
			},
		},
		"withdrawn": {
			duties: list(
				with(overdue("overdue", days(-1), v1alpha1.EscalationNotice), withdraw),
				with(interviewed("rectify", owes(v1alpha1.InterviewRectifying, days(-1))), withdraw),
				with(interviewed("look-back", awaits(v1alpha1.InterviewLookBackDue, stamp(days(-1)))), withdraw),
				with(handedDown("regions", 2, 16), withdraw),
				with(decided("struck-out", "meeting"), withdraw)),
			want: []string{},
		},
		"a meeting of liaison officers": {
			meeting: wrappers.Meeting("meeting").Liaison(),
			duties:  list(overdue("overdue", days(-1), ""), own),
			want:    []string{"50 OverdueDuty DepartmentDuty/overdue 2026-03-15", "40 OpenDecision DepartmentDuty/own"},
		},
		"a special meeting with scopes": {
			meeting: wrappers.Meeting("meeting").Special("advertising", "purchasing"),
			duties: list(
				overdue("no-scope", days(-1), ""),
				with(overdue("other-scope", days(-1), ""), scoped("blood")),
				with(overdue("one", days(-1), ""), scoped("advertising")),
				with(overdue("other", days(-1), ""), scoped("purchasing")),
				with(decided("not-own", "other"), scoped("advertising")),
				with(decided("withdrawn", "meeting"), withdraw),
				with(decided("own-of-other-scope", "meeting"), scoped("blood")), own),
			want: []string{
				"50 OverdueDuty DepartmentDuty/one 2026-03-15", "50 OverdueDuty DepartmentDuty/other 2026-03-15",
				"40 OpenDecision DepartmentDuty/own", "40 OpenDecision DepartmentDuty/own-of-other-scope",
			},
		},
		"a special meeting without": {
			meeting: wrappers.Meeting("meeting").Special(),
			duties: list(
				overdue("no-scope", days(-1), ""), with(overdue("scope", days(-1), ""), scoped("advertising")), own,
				with(decided("own-overdue", "meeting"), func(duty *v1alpha1.DepartmentDuty) {
					duty.Status.Light, duty.Status.OverdueSince = v1alpha1.LightRed, stamp(days(-1))
					duty.Status.Escalation.Rung = v1alpha1.EscalationNotice
				})),
			want: []string{
				"60 OverdueDuty DepartmentDuty/own-overdue Notice 2026-03-15", "40 OpenDecision DepartmentDuty/own",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if test.meeting == nil {
				test.meeting = wrappers.Meeting("meeting")
			}
			items, total := agenda.Compose(agenda.Input{Meeting: test.meeting.Obj(), Duties: test.duties, Start: start})
			if diff := cmp.Diff(test.want, show(items)); diff != "" {
				t.Errorf("agenda (-want +got):\n%s", diff)
			}
			if int(total) != len(test.want) {
				t.Errorf("total is %d, want %d", total, len(test.want))
			}
		})
	}
}

func TestComposePlanFindings(t *testing.T) {
	region := wrappers.Jurisdiction("jilin")
	for _, condition := range []string{
		v1alpha1.ConditionStaffingAdequate, v1alpha1.ConditionGridsStaffed, v1alpha1.ConditionLeadsConsistent,
		v1alpha1.ConditionAliasesUnique, v1alpha1.ConditionDepartmentsDeclared, v1alpha1.ConditionScopesCovered,
		v1alpha1.ConditionDutiesOnTrack, v1alpha1.ConditionMeetingsOnSchedule, v1alpha1.ConditionOnTrack,
		v1alpha1.ConditionWorkloadsReady, v1alpha1.ConditionParentResolved, v1alpha1.ConditionReady,
	} {
		region.Condition(condition, metav1.ConditionFalse, "Because", days(-1))
	}
	every := []string{
		"50 OverdueDuty DepartmentDuty/overdue 2026-03-15",
		"30 PlanFinding Jurisdiction/jilin AliasesUnique", "30 PlanFinding Jurisdiction/jilin DepartmentsDeclared",
		"30 PlanFinding Jurisdiction/jilin GridsStaffed", "30 PlanFinding Jurisdiction/jilin LeadsConsistent",
		"30 PlanFinding Jurisdiction/jilin ScopesCovered", "30 PlanFinding Jurisdiction/jilin StaffingAdequate",
	}
	for name, test := range map[string]struct {
		meeting      *wrappers.MeetingWrapper
		jurisdiction *v1alpha1.Jurisdiction
		want         []string
	}{
		"a plenary":                     {wrappers.Meeting("meeting"), region.Obj(), every},
		"a meeting of liaison officers": {wrappers.Meeting("meeting").Liaison(), region.Obj(), every},
		"a special meeting":             {wrappers.Meeting("meeting").Special("advertising"), region.Obj(), []string{}},
		"no region":                     {wrappers.Meeting("meeting"), nil, every[:1]},
		"no findings": {
			wrappers.Meeting("meeting"),
			wrappers.Jurisdiction("jilin").
				Condition(v1alpha1.ConditionScopesCovered, metav1.ConditionTrue, "Because", days(-1)).
				Condition(v1alpha1.ConditionLeadsConsistent, metav1.ConditionUnknown, "Because", days(-1)).Obj(),
			every[:1],
		},
	} {
		t.Run(name, func(t *testing.T) {
			items, total := agenda.Compose(agenda.Input{
				Meeting: test.meeting.Obj(), Jurisdiction: test.jurisdiction, Start: start,
				Duties: list(overdue("overdue", days(-1), "")),
			})
			if diff := cmp.Diff(test.want, show(items)); diff != "" {
				t.Errorf("agenda (-want +got):\n%s", diff)
			}
			if int(total) != len(test.want) {
				t.Errorf("total is %d, want %d", total, len(test.want))
			}
		})
	}
}

func TestComposeWritesItems(t *testing.T) {
	since := days(-3)
	long := strings.Repeat("监", 300)
	finding := func(message string) *v1alpha1.Jurisdiction {
		region := wrappers.Jurisdiction("jilin").Condition(v1alpha1.ConditionGridsStaffed, metav1.ConditionFalse, "GridsIncomplete", since).Obj()
		region.Status.Conditions[0].Message = message
		return region
	}
	grids := v1alpha1.AgendaItem{
		Kind: v1alpha1.AgendaPlanFinding, Reason: "GridsStaffed", Weight: 30,
		Ref: v1alpha1.AgendaReference{Kind: v1alpha1.AgendaJurisdiction, Name: "jilin"},
	}
	regions := v1alpha1.AgendaItem{
		Kind: v1alpha1.AgendaRegionsOverdue, Weight: 55,
		Ref:   v1alpha1.AgendaReference{Kind: v1alpha1.AgendaDepartmentDuty, Name: "duty"},
		Leads: []v1alpha1.DepartmentCode{"health-commission"},
	}
	decision := regions
	decision.Kind, decision.Weight = v1alpha1.AgendaOpenDecision, 40
	titled := func(title string) func(*v1alpha1.DepartmentDuty) {
		return func(duty *v1alpha1.DepartmentDuty) { duty.Spec.Title = title }
	}
	for name, test := range map[string]struct {
		duties       []v1alpha1.DepartmentDuty
		jurisdiction *v1alpha1.Jurisdiction
		want         v1alpha1.AgendaItem
		subject      string
	}{
		"a duty": {
			duties: list(with(overdue("stations", since, v1alpha1.EscalationCircular), func(duty *v1alpha1.DepartmentDuty) {
				duty.Spec.Title = "院前急救工作站建设"
				duty.Spec.Leads = []v1alpha1.DepartmentName{"health-commission", "finance"}
				duty.Spec.Participants = []v1alpha1.DepartmentName{"housing"}
			})),
			want: v1alpha1.AgendaItem{
				Kind: v1alpha1.AgendaOverdueDuty, Reason: "Circular", Weight: 90, Time: stamp(since),
				Ref:   v1alpha1.AgendaReference{Kind: v1alpha1.AgendaDepartmentDuty, Name: "stations"},
				Leads: []v1alpha1.DepartmentCode{"health-commission", "finance"},
			},
			subject: "院前急救工作站建设",
		},
		"the count of regions":            {duties: list(handedDown("duty", 2, 16)), want: regions, subject: "任务 duty (2 of 16 regions overdue)"},
		"the count without that of all":   {duties: list(handedDown("duty", 2, 0)), want: regions, subject: "任务 duty (2 regions overdue)"},
		"the count behind a title cut":    {duties: list(with(handedDown("duty", 2, 16), titled(long))), want: regions, subject: strings.Repeat("监", 229) + "… (2 of 16 regions overdue)"},
		"a title that is cut":             {duties: list(with(decided("duty", "meeting"), titled(long))), want: decision, subject: strings.Repeat("监", 255) + "…"},
		"a finding":                       {jurisdiction: finding("incomplete: 1 of 3 grids"), want: grids, subject: "incomplete: 1 of 3 grids"},
		"a finding that is cut":           {jurisdiction: finding(long), want: grids, subject: strings.Repeat("监", 255) + "…"},
		"a finding that tells its reason": {jurisdiction: finding(""), want: grids, subject: "GridsIncomplete"},
	} {
		t.Run(name, func(t *testing.T) {
			items, _ := agenda.Compose(agenda.Input{
				Meeting: wrappers.Meeting("meeting").Obj(), Jurisdiction: test.jurisdiction, Duties: test.duties, Start: start,
			})
			test.want.Subject = test.subject
			if diff := cmp.Diff([]v1alpha1.AgendaItem{test.want}, items); diff != "" {
				t.Errorf("agenda (-want +got):\n%s", diff)
			}
			if n := utf8.RuneCountInString(items[0].Subject); n > 256 {
				t.Errorf("the subject has %d characters, and the API server accepts 256", n)
			}
		})
	}
}

func TestComposeOrder(t *testing.T) {
	noTime := overdue("aa-no-time", start, "")
	noTime.Status.OverdueSince = nil
	items, _ := agenda.Compose(agenda.Input{
		Meeting: wrappers.Meeting("meeting").Obj(), Start: start,
		Jurisdiction: wrappers.Jurisdiction("jilin").
			Condition(v1alpha1.ConditionScopesCovered, metav1.ConditionFalse, "Because", start).
			Condition(v1alpha1.ConditionAliasesUnique, metav1.ConditionFalse, "Because", start).Obj(),
		Duties: list(
			noTime, decided("b", "meeting"), decided("a", "meeting"), overdue("d", days(-1), ""), overdue("c", days(-1), ""),
			overdue("earlier", days(-2), ""), overdue("heavier", days(-1), v1alpha1.EscalationNotice)),
	})
	want := []string{
		"60 OverdueDuty DepartmentDuty/heavier Notice 2026-03-15",
		"50 OverdueDuty DepartmentDuty/earlier 2026-03-14",
		"50 OverdueDuty DepartmentDuty/c 2026-03-15",
		"50 OverdueDuty DepartmentDuty/d 2026-03-15",
		"50 OverdueDuty DepartmentDuty/aa-no-time",
		"40 OpenDecision DepartmentDuty/a",
		"40 OpenDecision DepartmentDuty/b",
		"30 PlanFinding Jurisdiction/jilin AliasesUnique",
		"30 PlanFinding Jurisdiction/jilin ScopesCovered",
	}
	if diff := cmp.Diff(want, show(items)); diff != "" {
		t.Errorf("agenda (-want +got):\n%s", diff)
	}
}

func TestComposeBounds(t *testing.T) {
	for _, n := range []int{29, 30, 31, 500} {
		t.Run(fmt.Sprintf("%d duties", n), func(t *testing.T) {
			var duties []v1alpha1.DepartmentDuty
			for i := range n {
				duties = append(duties, *overdue(fmt.Sprintf("duty-%03d", i), days(-i), ""))
			}
			items, total := agenda.Compose(agenda.Input{Meeting: wrappers.Meeting("meeting").Obj(), Duties: duties, Start: start})
			if int(total) != n || len(items) != min(n, 30) {
				t.Fatalf("%d items of %d, want %d of %d", len(items), total, min(n, 30), n)
			}
			if first := items[0].Ref.Name; first != fmt.Sprintf("duty-%03d", n-1) {
				t.Errorf("the first is %s, and not that which has been overdue longest", first)
			}
		})
	}
}

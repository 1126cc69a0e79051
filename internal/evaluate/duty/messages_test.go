// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// TestDutyNotUnderstood holds that what is wrong with a duty is told by field,
// value and what is allowed, and that only what another object may still cure does
// not stall it.
func TestDutyNotUnderstood(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		duty    *wrappers.DutyWrapper
		region  *wrappers.JurisdictionWrapper
		reason  string
		waiting bool
		message []string
	}{
		"no jurisdiction": {
			region: nil, reason: v1alpha1.ReasonJurisdictionNotFound, waiting: true, message: []string{`"region-xicheng"`},
		},
		"unknown time zone": {
			region: xicheng().TimeZone("Asia/Xicheng"), reason: v1alpha1.ReasonUnknownTimeZone,
			message: []string{"spec.timeZone", `"xicheng"`, `"Asia/Xicheng"`, "Asia/Shanghai"},
		},
		"unknown lead": {
			duty: dutyDue("2021").Leads(health, "custom"), region: xicheng(), reason: v1alpha1.ReasonUnknownDepartment,
			message: []string{`spec.leads[1]: "custom"`, `"xicheng"`, "health-commission, police, medical-insurance, government-office"},
		},
		"unknown participants": {
			duty: dutyDue("2021").Participants("custom", police, "tax"), region: xicheng(), reason: v1alpha1.ReasonUnknownDepartment,
			message: []string{`spec.participants[0]: "custom", spec.participants[2]: "tax"`},
		},
		"due on a day that does not exist": {
			duty: dutyDue("2021-02-30"), region: xicheng(), reason: v1alpha1.ReasonInvalidDueDate,
			message: []string{"spec.due", `"2021-02-30"`, `"2021-04-15"`, "RFC 3339"},
		},
		"due in month 13": {
			duty: dutyDue("2021-13"), region: xicheng(), reason: v1alpha1.ReasonInvalidDueDate, message: []string{"spec.due", `"2021-13"`},
		},
		"milestone due on a day that does not exist": {
			duty: dutyDue("2021").Milestone("survey", "2021-02-01").Milestone("report", "2021-02-29"), region: xicheng(),
			reason: v1alpha1.ReasonInvalidDueDate, message: []string{"spec.milestones[1].due", `"2021-02-29"`, `"2021-04-15"`},
		},
		"issued on a day that does not exist": {
			duty: dutyDue("2021").Issued("2021-02-29"), region: xicheng(), reason: v1alpha1.ReasonInvalidDueDate,
			message: []string{"spec.source.issued", `"2021-02-29"`, `"2022-08-23"`},
		},
		"milestones out of order": {
			duty: dutyDue("2021").Milestone("survey", "2021-04").Milestone("report", "2021-04-29T00:00:00Z"), region: xicheng(),
			reason:  v1alpha1.ReasonInvalidMilestones,
			message: []string{"spec.milestones[1].due", "2021-04-29T08:00:00+08:00", `"survey"`, "2021-05-01T00:00:00+08:00", "order"},
		},
		"milestone after the duty itself": {
			duty: dutyDue("2021-04").Milestone("survey", "2021-05-01T00:00:01+08:00"), region: xicheng(), reason: v1alpha1.ReasonInvalidMilestones,
			message: []string{"spec.due", "2021-05-01T00:00:00+08:00", `"survey"`, "2021-05-01T00:00:01+08:00"},
		},
		"falling targets": {
			duty:   dutyDue("2021").Target("spring", "2021-03", 13, "stations").Milestone("survey", "2021-04").Target("summer", "2021-06", 4, "stations"),
			region: xicheng(), reason: v1alpha1.ReasonInvalidMilestones, message: []string{"spec.milestones[2].target", "4", "13"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object := test.duty
			if object == nil {
				object = dutyDue("2021")
			}
			in := duty.Input{Duty: object.Generation(3).Obj(), Now: instant(created), Reports: []v1alpha1.DutyReport{*report("r1").Created(instant(created)).Obj()}}
			if test.region != nil {
				in.Jurisdiction = test.region.Obj()
			}
			result := duty.Evaluate(in)
			ready := meta.FindStatusCondition(result.Status.Conditions, v1alpha1.ConditionReady)
			stalled := meta.FindStatusCondition(result.Status.Conditions, v1alpha1.ConditionStalled)
			if ready.Status != metav1.ConditionFalse || ready.Reason != test.reason || ready.ObservedGeneration != 3 {
				t.Errorf("Ready is %v, want False, %s, generation 3", ready, test.reason)
			}
			if (stalled.Status == metav1.ConditionFalse) != test.waiting {
				t.Errorf("Stalled is %v, want waiting %t", stalled, test.waiting)
			}
			if !test.waiting && (stalled.Reason != ready.Reason || stalled.Message != ready.Message) {
				t.Errorf("Stalled says %q, Ready %q", stalled.Message, ready.Message)
			}
			mustContain(t, ready.Message, test.message)
			if len(result.Status.Receipts) != 1 {
				t.Errorf("receipts are %v, want that of the report whatever is wrong with the duty", result.Status.Receipts)
			}
			// A duty with an unknown department is evaluated all the same.
			if reported := result.Reports[0]; test.reason != v1alpha1.ReasonUnknownDepartment {
				why := meta.FindStatusCondition(reported.Conditions, v1alpha1.ConditionReady)
				if why.Reason != v1alpha1.ReasonDutyNotReady || meta.IsStatusConditionTrue(reported.Conditions, v1alpha1.ConditionStalled) || reported.ReceivedTime == nil {
					t.Errorf("the report is %v, want it received and waiting for the duty", reported)
				}
				mustContain(t, why.Message, test.message)
			} else if reported.Verdict != v1alpha1.VerdictUnderReview || result.Status.Light != v1alpha1.LightBlue {
				t.Errorf("the report is %v, the light %s, want them evaluated", reported, result.Status.Light)
			}
		})
	}
}

func mustContain(t *testing.T, message string, parts []string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(message, part) {
			t.Errorf("the message %q lacks %q", message, part)
		}
	}
}

// TestRecordsNotUnderstood holds the same of records.
func TestRecordsNotUnderstood(t *testing.T) {
	t.Parallel()
	when, later := "2021-02-10 09:00:00", "2021-02-11 09:00:00"
	tests := map[string]struct {
		steps   []step
		record  string
		reason  string
		waiting bool
		message []string
	}{
		"unknown checkpoint": {
			steps: []step{at(when, reported(report("r1").Checkpoint("winter")))}, record: "r1", reason: v1alpha1.ReasonUnknownCheckpoint,
			message: []string{"spec.checkpoint", `"winter"`, "spring, summer, autumn, final"},
		},
		"no part in the duty": {
			steps: []step{at(when, reported(report("r1").Department(police)))}, record: "r1", reason: v1alpha1.ReasonNotAReporter,
			message: []string{"spec.department", `"police"`, "health-commission", "medical-insurance"},
		},
		"owes no completion": {
			steps: []step{at(when, reported(report("r1").Department(insurance).Checkpoint("final")))}, record: "r1", reason: v1alpha1.ReasonNotAReporter,
			message: []string{"spec.department", `"medical-insurance"`, "only health-commission", "Progress"},
		},
		"quantity missing": {
			steps: []step{at(when, reported(report("r1")))}, record: "r1", reason: v1alpha1.ReasonQuantityRequired,
			message: []string{"spec.quantity", `"spring"`, "4 stations"},
		},
		"quantity below the target": {
			steps: []step{at(when, reported(report("r1").Quantity(3)))}, record: "r1", reason: v1alpha1.ReasonQuantityBelowTarget,
			message: []string{"spec.quantity: 3", `"spring"`, "4 stations", "Progress"},
		},
		"supersedes what is not there yet": {
			steps: []step{at(when, reported(report("r1").Supersedes("r0")))}, record: "r1", reason: v1alpha1.ReasonSupersededNotFound, waiting: true,
			message: []string{"spec.supersedes", `"r0"`},
		},
		"supersedes itself": {
			steps: []step{at(when, reported(report("r1").Supersedes("r1")))}, record: "r1", reason: v1alpha1.ReasonSupersedesCycle,
			message: []string{"spec.supersedes", `"r1"`},
		},
		"supersedes another department's": {
			steps: []step{
				at(when, reported(report("r1").Progress())),
				at(later, reported(report("r2").Progress().Department(insurance).Supersedes("r1"))),
			},
			record: "r2", reason: v1alpha1.ReasonSupersedesMismatch,
			message: []string{"spec.supersedes", `"r1"`, `department "health-commission"`, `"medical-insurance"`, "same department"},
		},
		"supersedes another checkpoint's": {
			steps: []step{
				at(when, reported(report("r1").Progress().Checkpoint("spring"))),
				at(later, reported(report("r2").Progress().Checkpoint("summer").Supersedes("r1"))),
			},
			record: "r2", reason: v1alpha1.ReasonSupersedesMismatch, message: []string{`checkpoint "spring"`, `"summer"`},
		},
		"superseded already": {
			steps: []step{
				at(when, reported(report("r1").Progress()), reported(report("r2").Progress().Supersedes("r1"))),
				at(later, reported(report("r3").Progress().Supersedes("r1"))),
			},
			record: "r3", reason: v1alpha1.ReasonAlreadySuperseded, message: []string{`"r1"`, `"r2"`},
		},
		"ruling on what is not there yet": {
			steps: []step{at(when, ruled(accepting("a1", "r1")))}, record: "a1", reason: v1alpha1.ReasonReportNotFound, waiting: true,
			message: []string{"spec.report", `"r1"`},
		},
		"ruling on progress": {
			steps:  []step{at(when, reported(report("r1").Progress()), ruled(accepting("a1", "r1")))},
			record: "a1", reason: v1alpha1.ReasonReportNotReviewable, message: []string{"spec.report", `"r1"`},
		},
		"ruling from before the report": {
			steps:  []step{at(when, ruled(accepting("a1", "r1"))), at(later, reported(report("r1").Quantity(4)))},
			record: "a1", reason: v1alpha1.ReasonRuledBeforeReport, message: []string{`"r1"`, "2021-02-10T09:00:00+08:00", "2021-02-11T09:00:00+08:00"},
		},
		"ruling on what was superseded": {
			steps: []step{
				at(when, reported(report("r1").Quantity(4)), reported(report("r2").Quantity(5).Supersedes("r1"))), at(later, ruled(accepting("a1", "r1"))),
			},
			record: "a1", reason: v1alpha1.ReasonReportSuperseded, message: []string{"spec.report", `"r1"`, `"r2"`},
		},
		"ruled already": {
			steps: []step{
				at(when, reported(report("r1").Quantity(4)), ruled(accepting("a1", "r1"))), at(later, ruled(accepting("a2", "r1"))),
			},
			record: "a2", reason: v1alpha1.ReasonAlreadyRuled, message: []string{"spec.report", `"a1"`, `"r1"`, "spec.supersedes"},
		},
		"ruling of a department that is not declared": {
			steps:  []step{at(when, reported(report("r1").Quantity(4)), ruled(accepting("a1", "r1").Office("custom")))},
			record: "a1", reason: v1alpha1.ReasonUnknownDepartment, message: []string{"spec.rulingDepartment", `"custom"`, "government-office"},
		},
		"ruling of another's parent": {
			steps:  []step{at(when, reported(report("r1").Quantity(4)), ruled(accepting("a1", "r1").Parent("tianjin")))},
			record: "a1", reason: v1alpha1.ReasonNotTheParent, message: []string{"spec.parent", `"tianjin"`, `"beijing"`},
		},
		"ruling that replaces another department's": {
			steps: []step{
				at(when, reported(report("r1").Quantity(4)), ruled(accepting("a1", "r1"))),
				at(later, ruled(returning("b1", "r1").Office(health).Supersedes("a1"))),
			},
			record: "b1", reason: v1alpha1.ReasonSupersedesMismatch, message: []string{"spec.supersedes", `"a1"`, `department "government-office"`},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := story{duty: stations().Participants(insurance), steps: test.steps}
			w := s.play(t, false)
			var status v1alpha1.RecordStatus
			if report := w.reports[test.record]; report != nil {
				status = report.Status
			} else {
				status = w.rulings[test.record].Status
			}
			ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
			stalled := meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionStalled)
			if status.Verdict != v1alpha1.VerdictIgnored || ready.Status != metav1.ConditionFalse || ready.Reason != test.reason || stalled == test.waiting {
				t.Errorf("the record is %v, want it ignored for %s, waiting %t", status, test.reason, test.waiting)
			}
			mustContain(t, ready.Message, test.message)
		})
	}
}

// TestMessagesOfConditions holds that a condition that is True names what a person
// needs to act.
func TestMessagesOfConditions(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		duty      *wrappers.DutyWrapper
		steps     []step
		condition string
		want      string
	}{
		"DeadlineMissed": {
			duty:      dutyDue("2021-04-15").Milestone("survey", "2021-03").Leads(health, police),
			steps:     []step{at("2021-03-30 09:00:00", reported(report("r1"))), at("2021-05-01 09:00:00")},
			condition: v1alpha1.ConditionDeadlineMissed,
			want: "survey (DeadlinePassed): deadline 2021-04-01T00:00:00+08:00, missed 2021-04-01T00:00:00+08:00 by police; " +
				"final (DeadlinePassed): deadline 2021-04-16T00:00:00+08:00, missed 2021-04-16T00:00:00+08:00 by health-commission, police",
		},
		"DeadlineMissed does not name who was proven in time": {
			duty: dutyDue("2021-04-15").Leads(health, police),
			steps: []step{
				at("2021-05-01 09:00:00"), at("2021-05-02 09:00:00", reported(report("r1").Received(instant("2021-04-15 09:00:00")))),
			},
			condition: v1alpha1.ConditionDeadlineMissed,
			want:      "final (DeadlinePassed): deadline 2021-04-16T00:00:00+08:00, missed 2021-04-16T00:00:00+08:00 by police",
		},
		"DueSoon": {
			duty:      dutyDue("2021-04-15").Milestone("survey", "2021-04-10").WarnBefore(wrappers.Days(30)),
			steps:     []step{at("2021-04-01 09:00:00")},
			condition: v1alpha1.ConditionDueSoon,
			want:      "survey: deadline 2021-04-11T00:00:00+08:00; final: deadline 2021-04-16T00:00:00+08:00",
		},
		"BehindSchedule": {
			duty:      quarter(),
			steps:     []step{at("2021-01-01 08:40:00", reported(report("r1").Progress().Quantity(1)))},
			condition: v1alpha1.ConditionBehindSchedule,
			want:      `milestone "first": 1 of 4 stations reported, below the straight line since 2021-01-01T08:33:20+08:00`,
		},
		"UnderReview": {
			duty: dutyDue("2021-04-15").Leads(health, police),
			steps: []step{
				at("2021-04-01 09:00:00", reported(report("r2")), reported(report("r1").Department(police)), reported(report("r3").Department(insurance))),
			},
			condition: v1alpha1.ConditionUnderReview,
			want:      "DutyReports that await a ruling: r1, r2",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := story{duty: test.duty, steps: test.steps}
			w := s.play(t, false)
			if condition := meta.FindStatusCondition(w.duty.Status.Conditions, test.condition); condition.Status != metav1.ConditionTrue || condition.Message != test.want {
				t.Errorf("%s is %s:\n%s\nwant\n%s", test.condition, condition.Status, condition.Message, test.want)
			}
		})
	}
}

func TestOrphans(t *testing.T) {
	t.Parallel()
	now := instant("2021-04-10 09:00:00")
	given := []v1alpha1.DutyReport{
		*report("r2").Created(now).Obj(), *report("r1").Created(now.AddDate(0, 0, -1)).Received(now.AddDate(0, 0, -9)).Obj(),
	}
	reports, rulings := duty.Orphans(given, []v1alpha1.DutyRuling{*accepting("a1", "r1").Created(now).Obj()}, now)
	if len(reports) != 2 || len(rulings) != 1 {
		t.Fatalf("%d reports and %d rulings, want 2 and 1", len(reports), len(rulings))
	}
	for _, status := range append(reports, rulings...) {
		ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
		if ready.Status != metav1.ConditionFalse || ready.Reason != v1alpha1.ReasonDutyNotFound || meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionStalled) {
			t.Errorf("the record is %v, want it to wait for its duty", status)
		}
		mustContain(t, ready.Message, []string{"spec.dutyRef.name"})
	}
	if !reports[0].ReceivedTime.Time.Equal(now) || !reports[1].ReceivedTime.Time.Equal(now.AddDate(0, 0, -9)) {
		t.Errorf("received %s and %s, want the statuses in the order of the reports", reports[0].ReceivedTime, reports[1].ReceivedTime)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func TestCounts(t *testing.T) {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	duty := func(light v1alpha1.Light, status metav1.ConditionStatus, reason string) *wrappers.DutyWrapper {
		return wrappers.Duty("d").Light(light).Condition("Completed", status, reason, earlier.Time)
	}
	checkpoint := func(state v1alpha1.CheckpointState, by v1alpha1.RulingBody) v1alpha1.Checkpoint {
		return v1alpha1.Checkpoint{Name: "c", State: state, RuledBy: by}
	}
	miss := func(state v1alpha1.MissState) v1alpha1.Miss { return v1alpha1.Miss{Checkpoint: "c", State: state} }
	green := func(reason string) *wrappers.DutyWrapper { return duty(v1alpha1.LightGreen, yes, reason) }
	red := func() *wrappers.DutyWrapper { return duty(v1alpha1.LightRed, no, v1alpha1.ReasonInProgress) }

	// In the order of the fields of DutyCounts: total, open, dueSoon, overdue, escalated, completed, completedLate, selfRuled.
	cases := map[string]struct {
		duty *wrappers.DutyWrapper
		want v1alpha1.JurisdictionCounts
	}{
		"overdue, before any rung":          {red(), counts(1, 0, 0, 1, 0, 0, 0, 0)},
		"overdue, reminded of it before":    {red().Rung(v1alpha1.EscalationReminder, earlier.Time), counts(1, 0, 0, 1, 0, 0, 0, 0)},
		"overdue, on the first rung":        {red().Rung(v1alpha1.EscalationNotice, earlier.Time), counts(1, 0, 0, 1, 1, 0, 0, 0)},
		"overdue, on the last rung":         {red().Rung(v1alpha1.EscalationAccountability, earlier.Time), counts(1, 0, 0, 1, 1, 0, 0, 0)},
		"completed late, and was escalated": {green("CompletedLate").Rung(v1alpha1.EscalationNotice, earlier.Time), counts(1, 0, 0, 0, 0, 0, 1, 0)},
		"reminded, nothing missed": {
			duty(v1alpha1.LightYellow, no, "InProgress").Rung(v1alpha1.EscalationReminder, earlier.Time), counts(1, 1, 1, 0, 0, 0, 0, 0),
		},
		"completed here, awaiting its regions": {duty(v1alpha1.LightBlue, no, "RegionsInProgress"), counts(1, 1, 0, 0, 0, 0, 0, 0)},
		"completed, awaiting a look-back":      {duty(v1alpha1.LightYellow, no, "AwaitingLookBack"), counts(1, 1, 1, 0, 0, 0, 0, 0)},
		"a standing duty before its first completion": {
			duty(v1alpha1.LightBlue, no, "Continuing"), counts(1, 1, 0, 0, 0, 0, 0, 0),
		},
		"a standing duty that is carried on":        {green("Continuing"), counts(1, 0, 0, 0, 0, 1, 0, 0)},
		"carried on, with a miss made good":         {green("Continuing").Miss(miss("MadeGood")), counts(1, 0, 0, 0, 0, 0, 1, 0)},
		"carried on, with a miss that was lifted":   {green("Continuing").Miss(miss("Lifted")), counts(1, 0, 0, 0, 0, 0, 1, 0)},
		"carried on, with a miss that was refuted":  {green("Continuing").Miss(miss("Refuted")), counts(1, 0, 0, 0, 0, 1, 0, 0)},
		"in time after all, a miss that was lifted": {green("CompletedInTime").Miss(miss("Lifted")), counts(1, 0, 0, 0, 0, 1, 0, 0)},
		"waived, nothing missed":                    {green("Waived"), counts(1, 0, 0, 0, 0, 1, 0, 0)},
		"waived after it was missed":                {green("Waived").Miss(miss("Lifted")), counts(1, 0, 0, 0, 0, 0, 1, 0)},
		"lapsed":                                    {duty(v1alpha1.LightRed, no, "Lapsed").Rung(v1alpha1.EscalationNotice, earlier.Time), counts(1, 0, 0, 1, 1, 0, 0, 0)},
		"carried on, its last cycle ruled by its own lead, the next one open": {
			green("Continuing").Checkpoint(checkpoint("Completed", "Office")).Checkpoint(checkpoint("CompletedLate", "OwnLead")).
				Checkpoint(checkpoint("Open", "")), counts(1, 0, 0, 0, 0, 1, 0, 1),
		},
		"completed by another ruling than that of its own lead before": {
			green("CompletedInTime").Checkpoint(checkpoint("Completed", "OwnLead")).Checkpoint(checkpoint("Completed", "Parent")),
			counts(1, 0, 0, 0, 0, 1, 0, 0),
		},
		"withdrawn":                   {green("Withdrawn").Withdrawn(earlier.Time), counts(0, 0, 0, 0, 0, 0, 0, 0)},
		"withdrawn after it was late": {red().Rung(v1alpha1.EscalationNotice, earlier.Time).Withdrawn(earlier.Time), counts(0, 0, 0, 0, 0, 0, 0, 0)},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			status := jurisdiction.Evaluate(jurisdiction.Input{
				Jurisdiction: wrappers.Jurisdiction("xicheng").Obj(), Duties: listed(tc.duty),
				Setup: region.Outcome{Namespace: "region-xicheng"}, Now: now.Time,
			}).Status
			if diff := cmp.Diff(tc.want, status.Own); diff != "" {
				t.Errorf("own (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.want.Duties, status.Subtree.Duties); diff != "" {
				t.Errorf("subtree (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStandAlike(t *testing.T) {
	duties := everyState()
	changes := map[string]struct {
		change func(*v1alpha1.DepartmentDuty)
		alike  bool
	}{
		"what is not counted": {alike: true, change: func(d *v1alpha1.DepartmentDuty) {
			d.Status.NextDeadline, d.Spec.Title, d.ResourceVersion = &now, "another", "7"
		}},
		"the ledger": {alike: true, change: func(d *v1alpha1.DepartmentDuty) {
			d.Status.Receipts = []v1alpha1.Receipt{{Name: "r"}}
			d.Status.Misses = []v1alpha1.Miss{{Checkpoint: "c", State: v1alpha1.MissRefuted}}
		}},
		"its place on the ladder, before a miss": {alike: true, change: func(d *v1alpha1.DepartmentDuty) {
			if d.Status.Escalation.Rung == "" {
				d.Status.Escalation.Rung = v1alpha1.EscalationReminder
			}
		}},
		"the rung after the first": {alike: true, change: func(d *v1alpha1.DepartmentDuty) {
			if d.Status.Escalation.Rung != "" {
				d.Status.Escalation.Rung, d.Status.Escalation.Since = v1alpha1.EscalationInterview, &now
			}
		}},
		"its copies":     {alike: true, change: func(d *v1alpha1.DepartmentDuty) { d.Status.Cascade.Total = new(int32(60)) }},
		"the scope":      {change: func(d *v1alpha1.DepartmentDuty) { d.Spec.Scope = "public-health" }},
		"a lead":         {change: func(d *v1alpha1.DepartmentDuty) { d.Spec.Leads = []v1alpha1.DepartmentName{"police"} }},
		"a participant":  {change: func(d *v1alpha1.DepartmentDuty) { d.Spec.Participants = []v1alpha1.DepartmentName{"police"} }},
		"its withdrawal": {change: func(d *v1alpha1.DepartmentDuty) { d.Spec.WithdrawnTime = &now }},
		"the light, to another": {change: func(d *v1alpha1.DepartmentDuty) {
			before := d.Status.Light
			if d.Status.Light = v1alpha1.LightRed; before == v1alpha1.LightRed {
				d.Status.Light = v1alpha1.LightBlue
			}
		}},
		"the first rung after a miss, or that there was none": {change: func(d *v1alpha1.DepartmentDuty) {
			d.Status.Light = v1alpha1.LightRed
			if before := d.Status.Escalation.Rung; before == "" {
				d.Status.Escalation.Rung = v1alpha1.EscalationNotice
			} else {
				d.Status.Escalation.Rung = ""
			}
		}},
	}
	for name, tc := range changes {
		for i := range duties {
			after := duties[i].DeepCopy()
			tc.change(after)
			if alike := jurisdiction.StandAlike(&duties[i], after); alike != tc.alike {
				t.Errorf("%s of duty %d: alike %t, want %t", name, i, alike, tc.alike)
			}
			if alike := jurisdiction.StandAlike(after, &duties[i]); alike != tc.alike {
				t.Errorf("%s of duty %d, back again: alike %t, want %t", name, i, alike, tc.alike)
			}
			// Of one that is withdrawn before and after, nothing is of concern.
			before := duties[i].DeepCopy()
			before.Spec.WithdrawnTime, after.Spec.WithdrawnTime = &earlier, &now
			if !jurisdiction.StandAlike(before, after) {
				t.Errorf("%s of duty %d, which is withdrawn: not alike", name, i)
			}
		}
	}
}

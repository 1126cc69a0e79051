// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var (
	earlier = metav1.Date(2021, time.April, 1, 0, 0, 0, 0, time.UTC)
	now     = metav1.Date(2021, time.April, 16, 0, 0, 0, 0, time.UTC)
)

func condition(
	conditionType string, status metav1.ConditionStatus, reason, message string, since metav1.Time,
) metav1.Condition {
	return metav1.Condition{
		Type: conditionType, Status: status, Reason: reason, Message: message,
		ObservedGeneration: 2, LastTransitionTime: since,
	}
}

// counts are in the order of the fields of DutyCounts.
func counts(total, open, dueSoon, overdue, completed, completedLate, selfRuled int32) v1alpha1.JurisdictionCounts {
	return v1alpha1.JurisdictionCounts{Duties: v1alpha1.DutyCounts{
		Total: &total, Open: &open, DueSoon: &dueSoon, Overdue: &overdue,
		Completed: &completed, CompletedLate: &completedLate, SelfRuled: &selfRuled,
	}}
}

func TestEvaluate(t *testing.T) {
	const yes, no, unknown = metav1.ConditionTrue, metav1.ConditionFalse, metav1.ConditionUnknown
	held := region.Outcome{Namespace: "region-xicheng"}
	taken := region.Problem{Reason: v1alpha1.ReasonNamespaceTaken, Message: "taken", NeedsPerson: true}
	refused := region.Problem{Reason: v1alpha1.ReasonSetupFailed, Message: "refused"}
	noParent := condition("ParentResolved", yes, "NoParent", "a County without a parent", now)
	noDuties := condition("DutiesOnTrack", yes, "NoneOverdue", "no duties are declared", now)
	notStalled := condition("Stalled", no, "NotStalled", "", now)
	const nothingCounted = "the region holds no namespace, so there are no duties to count"

	cases := map[string]struct {
		jurisdiction *wrappers.JurisdictionWrapper
		setup        region.Outcome
		duties       []v1alpha1.DepartmentDuty
		want         v1alpha1.JurisdictionStatus
	}{
		"a region that is set up": {
			setup: held,
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Own:       counts(0, 0, 0, 0, 0, 0, 0),
				Conditions: []metav1.Condition{
					condition("Ready", yes, "Evaluated", `set up in namespace "region-xicheng"`, now),
					notStalled, noParent, noDuties,
				},
			},
		},
		"conditions keep their place and, while they last, their time": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Status(v1alpha1.JurisdictionStatus{
				Conditions: []metav1.Condition{
					{Type: "Stalled", Status: no, LastTransitionTime: earlier},
					{Type: "Ready", Status: no, LastTransitionTime: earlier},
				},
			}),
			setup: held,
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Own:       counts(0, 0, 0, 0, 0, 0, 0),
				Conditions: []metav1.Condition{
					condition("Stalled", no, "NotStalled", "", earlier),
					condition("Ready", yes, "Evaluated", `set up in namespace "region-xicheng"`, now),
					noParent, noDuties,
				},
			},
		},
		"a namespace that is taken: there is nothing to count": {
			setup: region.Outcome{Problems: []region.Problem{taken}},
			want: v1alpha1.JurisdictionStatus{
				Conditions: []metav1.Condition{
					condition("Ready", no, "NamespaceTaken", "taken", now),
					condition("Stalled", yes, "NamespaceTaken", "taken", now),
					noParent,
					condition("DutiesOnTrack", unknown, "NamespaceTaken", nothingCounted, now),
				},
			},
		},
		"what may pass is waited for": {
			setup: region.Outcome{Namespace: "region-xicheng", Problems: []region.Problem{refused}},
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Own:       counts(0, 0, 0, 0, 0, 0, 0),
				Conditions: []metav1.Condition{
					condition("Ready", no, "SetupFailed", "refused", now), notStalled, noParent, noDuties,
				},
			},
		},
		"several problems: what needs a person names the reason, Ready tells all": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Parent("beijing"),
			setup:        region.Outcome{Problems: []region.Problem{refused, taken}},
			want: v1alpha1.JurisdictionStatus{
				Conditions: []metav1.Condition{
					condition("Ready", no, "NamespaceTaken",
						`refused; taken; spec.parentRef.name "beijing": there is no such Jurisdiction yet`, now),
					condition("Stalled", yes, "NamespaceTaken", "taken", now),
					condition("ParentResolved", no, "ParentNotFound",
						`spec.parentRef.name "beijing": there is no such Jurisdiction yet`, now),
					condition("DutiesOnTrack", unknown, "SetupFailed", nothingCounted, now),
				},
			},
		},
		"an unknown time zone names field, value and what is allowed": {
			jurisdiction: wrappers.Jurisdiction("xicheng").TimeZone("Asia/Peking"),
			setup:        held,
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Own:       counts(0, 0, 0, 0, 0, 0, 0),
				Conditions: []metav1.Condition{
					condition("Ready", no, "UnknownTimeZone", unknownTimeZone, now),
					condition("Stalled", yes, "UnknownTimeZone", unknownTimeZone, now),
					noParent, noDuties,
				},
			},
		},
		"duties in every state": {
			setup:  held,
			duties: everyState(),
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Own:       counts(9, 4, 1, 2, 2, 1, 2),
				Conditions: []metav1.Condition{
					condition("Ready", yes, "Evaluated", `set up in namespace "region-xicheng"`, now),
					notStalled, noParent,
					condition("DutiesOnTrack", no, "DutiesOverdue", "overdue: 2 of 9 duties", now),
				},
			},
		},
		"duties, none of them overdue": {
			setup:  held,
			duties: everyState()[:1],
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Own:       counts(1, 1, 0, 0, 0, 0, 0),
				Conditions: []metav1.Condition{
					condition("Ready", yes, "Evaluated", `set up in namespace "region-xicheng"`, now),
					notStalled, noParent,
					condition("DutiesOnTrack", yes, "NoneOverdue", "overdue: none of 1 duties", now),
				},
			},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if tc.jurisdiction == nil {
				tc.jurisdiction = wrappers.Jurisdiction("xicheng")
			}
			tc.want.ObservedGeneration, tc.want.Path = 2, "xicheng"
			in := jurisdiction.Input{
				Jurisdiction: tc.jurisdiction.Generation(2).Obj(), Setup: tc.setup, Duties: tc.duties, Now: now.Time,
			}
			before := in.Jurisdiction.DeepCopy()
			got := jurisdiction.Evaluate(in).Status
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, in.Jurisdiction); diff != "" {
				t.Errorf("the input was changed (-before +after):\n%s", diff)
			}
			in.Jurisdiction.Status, in.Now = got, now.Add(time.Hour)
			if diff := cmp.Diff(got, jurisdiction.Evaluate(in).Status); diff != "" {
				t.Errorf("evaluated again, an hour later (-first +second):\n%s", diff)
			}
		})
	}
}

const unknownTimeZone = `spec.timeZone: "Asia/Peking" is not a time zone: ` +
	`use an IANA name such as "Asia/Shanghai" or "Asia/Urumqi"`

func everyState() []v1alpha1.DepartmentDuty {
	final := func(by v1alpha1.RulingBody) v1alpha1.Checkpoint {
		return v1alpha1.Checkpoint{Name: v1alpha1.CheckpointFinal, RuledBy: by}
	}
	milestone := v1alpha1.Checkpoint{Name: "stations-2021", RuledBy: v1alpha1.RulingBodyOwnLead}
	completed := func(light v1alpha1.Light, reason string) *wrappers.DutyWrapper {
		return wrappers.Duty("d").Light(light).Condition("Completed", metav1.ConditionTrue, reason, earlier.Time)
	}
	underWay := func(light v1alpha1.Light) *wrappers.DutyWrapper {
		return wrappers.Duty("d").Light(light).
			Condition("Completed", metav1.ConditionFalse, v1alpha1.ReasonInProgress, earlier.Time)
	}
	const late, inTime = v1alpha1.ReasonCompletedLate, v1alpha1.ReasonCompletedInTime
	var duties []v1alpha1.DepartmentDuty
	for _, duty := range []*wrappers.DutyWrapper{
		wrappers.Duty("not-yet-evaluated"),
		underWay(v1alpha1.LightBlue),
		underWay(v1alpha1.LightYellow),
		underWay(v1alpha1.LightBlue).Checkpoint(final(v1alpha1.RulingBodyOwnLead)), // accepted, but another lead is owed
		underWay(v1alpha1.LightRed),
		underWay(v1alpha1.LightRed).Checkpoint(milestone),
		completed(v1alpha1.LightGreen, inTime).Checkpoint(milestone).Checkpoint(final(v1alpha1.RulingBodyOffice)),
		completed(v1alpha1.LightGreen, inTime).Checkpoint(final(v1alpha1.RulingBodyOwnLead)),
		completed(v1alpha1.LightGreen, late).Checkpoint(milestone).Checkpoint(final(v1alpha1.RulingBodyOwnLead)),
	} {
		duties = append(duties, *duty.Obj())
	}
	return duties
}

func TestStandingOf(t *testing.T) {
	duties := everyState()
	for i := range duties {
		changed := duties[i].DeepCopy()
		changed.Status.NextDeadline = &now
		changed.Spec.Title = "another"
		if jurisdiction.StandingOf(&duties[i]) != jurisdiction.StandingOf(changed) {
			t.Errorf("duty %d: what is not counted changed how it stands", i)
		}
		changed.Status.Light = v1alpha1.LightRed
		if duties[i].Status.Light != v1alpha1.LightRed &&
			jurisdiction.StandingOf(&duties[i]) == jurisdiction.StandingOf(changed) {
			t.Errorf("duty %d: it turned red, and stands the same", i)
		}
	}
}

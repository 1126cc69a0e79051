// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"fmt"
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

// counts are in the order of the fields of DutyCounts. There are no meetings.
func counts(total, open, dueSoon, overdue, escalated, completed, completedLate, selfRuled int32) v1alpha1.JurisdictionCounts {
	return v1alpha1.JurisdictionCounts{Duties: v1alpha1.DutyCounts{
		Total: &total, Open: &open, DueSoon: &dueSoon, Overdue: &overdue, Escalated: &escalated,
		Completed: &completed, CompletedLate: &completedLate, SelfRuled: &selfRuled,
	}, Meetings: meetingCounts(0, 0, 0)}
}

// meetingCounts are in the order of the fields of MeetingCounts.
func meetingCounts(total, offSchedule, sessionsMissed int32) v1alpha1.MeetingCounts {
	return v1alpha1.MeetingCounts{Total: &total, OffSchedule: &offSchedule, SessionsMissed: &sessionsMissed}
}

// whole counts the region and those below it.
func whole(regions, offTrack int32, counts v1alpha1.JurisdictionCounts) v1alpha1.SubtreeCounts {
	return v1alpha1.SubtreeCounts{
		Regions: &regions, RegionsOffTrack: &offTrack, Duties: counts.Duties, Meetings: counts.Meetings,
	}
}

func TestEvaluate(t *testing.T) {
	const yes, no, unknown = metav1.ConditionTrue, metav1.ConditionFalse, metav1.ConditionUnknown
	held := region.Outcome{Namespace: "region-xicheng"}
	taken := region.Problem{Reason: v1alpha1.ReasonNamespaceTaken, Message: "taken", NeedsPerson: true}
	refused := region.Problem{Reason: v1alpha1.ReasonSetupFailed, Message: "refused"}
	nothing := counts(0, 0, 0, 0, 0, 0, 0, 0)

	setUp := condition("Ready", yes, "Evaluated", `set up in namespace "region-xicheng"`, now)
	notStalled := condition("Stalled", no, "NotStalled", "", now)
	noParent := condition("ParentResolved", yes, "NoParent", "a County without a parent", now)
	noWorkloads := condition("WorkloadsReady", yes, "NoWorkloads", "the region runs no workload", now)
	noDuties := condition("DutiesOnTrack", yes, "NoneOverdue", "no duties are declared", now)
	noMeetings := condition("MeetingsOnSchedule", yes, "NoMeetings", "no meetings are declared", now)
	noScopes := condition("ScopesCovered", yes, "NoScopes", "no scopes are declared", now)
	noGrids := condition("GridsStaffed", yes, "NoGrids", "no grids are declared", now)
	noMinimum := condition("StaffingAdequate", yes, "NoMinimum", "no minimum of staff is declared", now)
	declared := func(n int) metav1.Condition {
		return condition("DepartmentsDeclared", yes, "AllDeclared",
			fmt.Sprintf("not declared: none of %d departments that duties name", n), now)
	}
	allDeclared, oneDeclared := declared(0), declared(1)
	unique := condition("AliasesUnique", yes, "NoAmbiguity", "borne by two departments: none of 1 names", now)
	sameLeads := condition("LeadsConsistent", yes, "SameLeads",
		"with different leads: none of 0 scopes that duties name", now)
	onTrack := condition("OnTrack", yes, "OnTrack", "the region is on track, and has none below it", now)
	onTrackUnknown := func(reason string) metav1.Condition {
		return condition("OnTrack", unknown, reason, "not True here: DutiesOnTrack, MeetingsOnSchedule", now)
	}
	const (
		nothingCounted   = "the region holds no namespace, so there are no duties to count"
		noMeetingCounted = "the region holds no namespace, so there are no meetings to count"
		nothingLookedAt  = "the region holds no namespace, so there are no duties to look at"
	)

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
				Light:     v1alpha1.LightBlue, Own: nothing, Subtree: whole(1, 0, nothing),
				Conditions: []metav1.Condition{
					setUp, notStalled, noParent, noWorkloads, noDuties, noMeetings, noScopes, noGrids, noMinimum, allDeclared, unique, sameLeads, onTrack,
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
				Light:     v1alpha1.LightBlue, Own: nothing, Subtree: whole(1, 0, nothing),
				Conditions: []metav1.Condition{
					condition("Stalled", no, "NotStalled", "", earlier), setUp,
					noParent, noWorkloads, noDuties, noMeetings, noScopes, noGrids, noMinimum, allDeclared, unique, sameLeads, onTrack,
				},
			},
		},
		"a namespace that is taken: there is nothing to count": {
			setup: region.Outcome{Problems: []region.Problem{taken}},
			want: v1alpha1.JurisdictionStatus{
				Light: v1alpha1.LightYellow, Subtree: whole(1, 1, nothing),
				Conditions: []metav1.Condition{
					condition("Ready", no, "NamespaceTaken", "taken", now),
					condition("Stalled", yes, "NamespaceTaken", "taken", now),
					noParent, noWorkloads,
					condition("DutiesOnTrack", unknown, "NamespaceTaken", nothingCounted, now),
					condition("MeetingsOnSchedule", unknown, "NamespaceTaken", noMeetingCounted, now),
					noScopes, noGrids, noMinimum,
					condition("DepartmentsDeclared", unknown, "NamespaceTaken", nothingLookedAt, now), unique,
					condition("LeadsConsistent", unknown, "NamespaceTaken", nothingLookedAt, now), onTrackUnknown("NamespaceTaken"),
				},
			},
		},
		"what may pass is waited for": {
			setup: region.Outcome{Namespace: "region-xicheng", Problems: []region.Problem{refused}},
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Light:     v1alpha1.LightBlue, Own: nothing, Subtree: whole(1, 0, nothing),
				Conditions: []metav1.Condition{
					condition("Ready", no, "SetupFailed", "refused", now), notStalled,
					noParent, noWorkloads, noDuties, noMeetings, noScopes, noGrids, noMinimum, allDeclared, unique, sameLeads, onTrack,
				},
			},
		},
		"several problems: what needs a person names the reason, Ready tells all": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Parent("beijing"),
			setup:        region.Outcome{Problems: []region.Problem{refused, taken}},
			want: v1alpha1.JurisdictionStatus{
				Light: v1alpha1.LightYellow, Subtree: whole(1, 1, nothing),
				Conditions: []metav1.Condition{
					condition("Ready", no, "NamespaceTaken",
						`refused; taken; spec.parentRef.name "beijing": there is no such Jurisdiction yet`, now),
					condition("Stalled", yes, "NamespaceTaken", "taken", now),
					condition("ParentResolved", no, "ParentNotFound",
						`spec.parentRef.name "beijing": there is no such Jurisdiction yet`, now),
					noWorkloads,
					condition("DutiesOnTrack", unknown, "SetupFailed", nothingCounted, now),
					condition("MeetingsOnSchedule", unknown, "SetupFailed", noMeetingCounted, now),
					noScopes, noGrids, noMinimum,
					condition("DepartmentsDeclared", unknown, "SetupFailed", nothingLookedAt, now), unique,
					condition("LeadsConsistent", unknown, "SetupFailed", nothingLookedAt, now), onTrackUnknown("SetupFailed"),
				},
			},
		},
		"an unknown time zone names field, value and what is allowed": {
			jurisdiction: wrappers.Jurisdiction("xicheng").TimeZone("Asia/Peking"),
			setup:        held,
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Light:     v1alpha1.LightBlue, Own: nothing, Subtree: whole(1, 0, nothing),
				Conditions: []metav1.Condition{
					condition("Ready", no, "UnknownTimeZone", unknownTimeZone, now),
					condition("Stalled", yes, "UnknownTimeZone", unknownTimeZone, now),
					noParent, noWorkloads, noDuties, noMeetings, noScopes, noGrids, noMinimum, allDeclared, unique, sameLeads, onTrack,
				},
			},
		},
		"duties in every state": {
			setup:  held,
			duties: everyState(),
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Light:     v1alpha1.LightRed,
				Own:       counts(10, 4, 1, 3, 1, 2, 1, 2), Subtree: whole(1, 1, counts(10, 4, 1, 3, 1, 2, 1, 2)),
				Conditions: []metav1.Condition{
					setUp, notStalled, noParent, noWorkloads,
					condition("DutiesOnTrack", no, "DutiesOverdue", "overdue: 3 of 10 duties", now),
					noMeetings, noScopes, noGrids, noMinimum, oneDeclared, unique, sameLeads,
					condition("OnTrack", no, "RegionOffTrack", "not True here: DutiesOnTrack", now),
				},
			},
		},
		"duties, none of them overdue": {
			setup:  held,
			duties: everyState()[:1],
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Light:     v1alpha1.LightBlue,
				Own:       counts(1, 1, 0, 0, 0, 0, 0, 0), Subtree: whole(1, 0, counts(1, 1, 0, 0, 0, 0, 0, 0)),
				Conditions: []metav1.Condition{
					setUp, notStalled, noParent, noWorkloads,
					condition("DutiesOnTrack", yes, "NoneOverdue", "overdue: none of 1 duties", now),
					noMeetings, noScopes, noGrids, noMinimum, oneDeclared, unique, sameLeads, onTrack,
				},
			},
		},
		"what was set up is told as it was found": {
			setup: region.Outcome{
				Namespace: "region-xicheng",
				Workloads: []v1alpha1.WorkloadStatus{{Name: "web", Kind: "Deployment", DeclaredBy: "beijing", State: "Ready"}},
				Inventory: []v1alpha1.InventoryEntry{{Kind: "Deployment", Name: "web"}},
			},
			want: v1alpha1.JurisdictionStatus{
				Namespace: "region-xicheng",
				Light:     v1alpha1.LightBlue, Own: nothing, Subtree: whole(1, 0, nothing),
				Workloads: []v1alpha1.WorkloadStatus{{Name: "web", Kind: "Deployment", DeclaredBy: "beijing", State: "Ready"}},
				Inventory: []v1alpha1.InventoryEntry{{Kind: "Deployment", Name: "web"}},
				Conditions: []metav1.Condition{
					setUp, notStalled, noParent,
					condition("WorkloadsReady", yes, "WorkloadsReady", "workloads: 1 ready, 0 absent", now),
					noDuties, noMeetings, noScopes, noGrids, noMinimum, allDeclared, unique, sameLeads, onTrack,
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
		return v1alpha1.Checkpoint{Name: v1alpha1.CheckpointFinal, State: v1alpha1.CheckpointCompleted, RuledBy: by}
	}
	milestone := v1alpha1.Checkpoint{
		Name: "stations-2021", State: v1alpha1.CheckpointCompleted, RuledBy: v1alpha1.RulingBodyOwnLead,
	}
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
		underWay(v1alpha1.LightRed).Rung(v1alpha1.EscalationNotice, earlier.Time),
	} {
		duties = append(duties, *duty.Obj())
	}
	return duties
}

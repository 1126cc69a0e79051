// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func TestDeletion(t *testing.T) {
	const toRetain, toDelete = v1alpha1.DeletionRetain, v1alpha1.DeletionDelete
	children := func(n int) []string {
		var names []string
		for i := range n {
			names = append(names, fmt.Sprintf("c%02d", n-i))
		}
		return names
	}
	const remedy = "purge them, or set spec.namespace.deletionPolicy to Retain to leave them where they are, " +
		"or delete the namespace and them with it"
	const recordsBlock = `namespace "region-xicheng" holds 3 DutyReports, 2 DutyRulings, 5 MeetingMinutes, ` +
		"1 DepartmentDuties with a recorded miss and 4 JointMeetings with a recorded session; " + remedy
	const minutesBlock = `namespace "region-xicheng" holds 0 DutyReports, 0 DutyRulings, 1 MeetingMinutes, ` +
		"0 DepartmentDuties with a recorded miss and 0 JointMeetings with a recorded session; " + remedy
	const meetingBlock = `namespace "region-xicheng" holds 0 DutyReports, 0 DutyRulings, 0 MeetingMinutes, ` +
		"0 DepartmentDuties with a recorded miss and 1 JointMeetings with a recorded session; " + remedy
	const twoChildren = "regions that name it as their parent: 2: c01, c02; delete them, or change their spec.parentRef.name"
	records := jurisdiction.Records{Reports: 3, Rulings: 2, Minutes: 5, DutiesWithMisses: 1, MeetingsWithSessions: 4}
	cases := map[string]struct {
		policy   v1alpha1.DeletionPolicy
		deletion jurisdiction.Deletion
		// reason and blocked are of DeletionBlocked; none if it is not there.
		reason, blocked string
		ready           string
		stalled         bool
	}{
		"nothing blocks": {
			policy: toDelete, ready: "the region is being deleted",
		},
		"children, under either policy": {
			policy: toRetain, deletion: jurisdiction.Deletion{Children: children(2)},
			reason: "HasChildren", blocked: twoChildren, ready: "the region is being deleted; " + twoChildren,
		},
		"ten children are named, the others counted": {
			policy: toDelete, deletion: jurisdiction.Deletion{Children: children(12)},
			reason: "HasChildren",
			blocked: "regions that name it as their parent: 12: c01, c02, c03, c04, c05, c06, c07, c08, c09, c10, and 2 more; " +
				"delete them, or change their spec.parentRef.name",
			ready: "the region is being deleted; regions that name it as their parent: 12: " +
				"c01, c02, c03, c04, c05, c06, c07, c08, c09, c10, and 2 more; delete them, or change their spec.parentRef.name",
		},
		"a region that is its own parent does not block itself": {
			policy: toDelete, deletion: jurisdiction.Deletion{Children: []string{"xicheng"}},
			ready: "the region is being deleted",
		},
		"records, when the namespace is to be deleted": {
			policy: toDelete, deletion: jurisdiction.Deletion{Records: records},
			reason: "HasRecords", blocked: recordsBlock, ready: "the region is being deleted; " + recordsBlock,
		},
		"minutes alone": {
			policy: toDelete, deletion: jurisdiction.Deletion{Records: jurisdiction.Records{Minutes: 1}},
			reason: "HasRecords", blocked: minutesBlock, ready: "the region is being deleted; " + minutesBlock,
		},
		"a meeting that has met alone": {
			policy: toDelete, deletion: jurisdiction.Deletion{Records: jurisdiction.Records{MeetingsWithSessions: 1}},
			reason: "HasRecords", blocked: meetingBlock, ready: "the region is being deleted; " + meetingBlock,
		},
		"records stay where they are retained": {
			policy: toRetain, deletion: jurisdiction.Deletion{Records: records},
			ready: "the region is being deleted",
		},
		"to retain is the default": {
			deletion: jurisdiction.Deletion{Records: records},
			ready:    "the region is being deleted",
		},
		"children and records": {
			policy: toDelete, deletion: jurisdiction.Deletion{Children: children(2), Records: records},
			reason: "HasChildren", blocked: twoChildren + "; " + recordsBlock,
			ready: "the region is being deleted; " + twoChildren + "; " + recordsBlock,
		},
		"what failed in taking down is told": {
			policy:   toDelete,
			deletion: jurisdiction.Deletion{Problems: []region.Problem{{Reason: v1alpha1.ReasonSetupFailed, Message: "refused"}}},
			ready:    "the region is being deleted; refused",
		},
		"what a person must set right stalls it": {
			deletion: jurisdiction.Deletion{Problems: []region.Problem{
				{Reason: v1alpha1.ReasonSetupFailed, Message: "refused", NeedsPerson: true},
			}},
			ready: "the region is being deleted; refused", stalled: true,
		},
		"a namespace that is not gone yet is waited for": {
			policy:   toDelete,
			deletion: jurisdiction.Deletion{AwaitedNamespace: "region-xicheng"},
			ready:    `the region is being deleted; it waits until namespace "region-xicheng" is gone`,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			going := goingRegion(tc.policy)
			before := going.DeepCopy()
			given := append([]string(nil), tc.deletion.Children...)
			got := jurisdiction.EvaluateDeletion(going, &tc.deletion, now.Time)
			if diff := cmp.Diff(before, going); diff != "" {
				t.Errorf("the input was changed (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff(given, tc.deletion.Children); diff != "" {
				t.Errorf("the children were changed (-before +after):\n%s", diff)
			}

			if blocked := tc.deletion.Blocked(going); blocked != (tc.reason != "") {
				t.Errorf("the deletion is blocked: %t", blocked)
			}

			want := before.Status.DeepCopy()
			want.ObservedGeneration = 2
			want.Conditions[0] = condition("Ready", metav1.ConditionFalse, "Deleting", tc.ready, now)
			want.Conditions = want.Conditions[:3]
			if tc.stalled {
				want.Conditions[1] = condition("Stalled", metav1.ConditionTrue, "SetupFailed", "refused", now)
			} else {
				want.Conditions[1].ObservedGeneration = 2
			}
			if tc.reason != "" {
				want.Conditions = append(want.Conditions,
					condition("DeletionBlocked", metav1.ConditionTrue, tc.reason, tc.blocked, earlier))
			}
			if diff := cmp.Diff(*want, got); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
			going.Status = got
			if diff := cmp.Diff(got, jurisdiction.EvaluateDeletion(going, &tc.deletion, now.Add(time.Hour))); diff != "" {
				t.Errorf("evaluated again, an hour later (-first +second):\n%s", diff)
			}
		})
	}
}

// goingRegion is one that was on track, and whose deletion has been blocked
// since.
func goingRegion(policy v1alpha1.DeletionPolicy) *v1alpha1.Jurisdiction {
	return wrappers.Jurisdiction("xicheng").Generation(2).Deleting(earlier.Time).Finalizer(v1alpha1.FinalizerRegion).
		DeletionPolicy(policy).
		Status(v1alpha1.JurisdictionStatus{
			ObservedGeneration: 1, Path: "beijing/xicheng", Light: v1alpha1.LightRed,
			Own: counts(9, 4, 1, 2, 0, 2, 1, 2), Subtree: whole(3, 1, counts(9, 4, 1, 2, 0, 2, 1, 2)),
			Workloads: []v1alpha1.WorkloadStatus{{Name: "web", Kind: "Deployment", DeclaredBy: "beijing", State: "Ready"}},
		}).
		Holds("region-xicheng").
		Inventory("Deployment", "web").
		Condition("Ready", metav1.ConditionTrue, "Evaluated", earlier.Time).
		Condition("Stalled", metav1.ConditionFalse, "NotStalled", earlier.Time).
		Condition("OnTrack", metav1.ConditionTrue, "OnTrack", earlier.Time).
		Condition("DeletionBlocked", metav1.ConditionTrue, "HasChildren", earlier.Time).
		Obj()
}

func TestDeletionBlockedAppears(t *testing.T) {
	going := goingRegion(v1alpha1.DeletionRetain)
	meta.RemoveStatusCondition(&going.Status.Conditions, v1alpha1.ConditionDeletionBlocked)
	status := jurisdiction.EvaluateDeletion(going, &jurisdiction.Deletion{Children: []string{"c"}}, now.Time)
	blocked := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionDeletionBlocked)
	if blocked == nil || !blocked.LastTransitionTime.Equal(&now) {
		t.Errorf("DeletionBlocked: %v, want it from now on", blocked)
	}
}

// While it cannot go, a region is kept up and counted as before.
func TestBlockedRegionIsCounted(t *testing.T) {
	going := goingRegion(v1alpha1.DeletionRetain)
	in := jurisdiction.Input{
		Jurisdiction: going,
		Setup:        region.Outcome{Namespace: "region-xicheng"},
		Duties:       everyState()[:1],
		Deletion:     &jurisdiction.Deletion{Children: []string{"c"}},
		Now:          now.Time,
	}
	status := jurisdiction.Evaluate(in).Status
	if diff := cmp.Diff(counts(1, 1, 0, 0, 0, 0, 0, 0), status.Own); diff != "" {
		t.Errorf("own counts (-want +got):\n%s", diff)
	}
	for _, conditionType := range []string{"Ready", "DeletionBlocked"} {
		found := meta.FindStatusCondition(status.Conditions, conditionType)
		if found == nil || (found.Status == metav1.ConditionTrue) != (conditionType == "DeletionBlocked") {
			t.Errorf("%s is %v", conditionType, found)
		}
	}
	going.Status = status
	in.Now = now.Add(time.Hour)
	if diff := cmp.Diff(status, jurisdiction.Evaluate(in).Status); diff != "" {
		t.Errorf("evaluated again, an hour later (-first +second):\n%s", diff)
	}
}

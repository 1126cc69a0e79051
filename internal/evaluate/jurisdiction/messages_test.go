// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// TestMessagesAreBounded takes the longest of everything that the API accepts, in
// characters of one to four bytes: every message must fit an event, and be cut
// between two characters.
func TestMessagesAreBounded(t *testing.T) {
	for _, letter := range []string{"x", "网", "𠀀", "\u0001", "\U000e0001"} {
		t.Run(fmt.Sprintf("%+q", letter), func(t *testing.T) {
			status := jurisdiction.Evaluate(largest(letter)).Status
			for _, name := range []string{
				"Ready", "WorkloadsReady", "DutiesOnTrack", "MeetingsOnSchedule", "ScopesCovered", "GridsStaffed",
				"StaffingAdequate", "OnTrack", "DepartmentsDeclared", "AliasesUnique", "LeadsConsistent",
			} {
				checkMessage(t, status, name)
			}
		})
	}
	var names []string
	for i := range 3000 {
		names = append(names, fmt.Sprintf("%s%04d", strings.Repeat("c", 52), i))
	}
	going := wrappers.Jurisdiction("xicheng").Holds("region-" + strings.Repeat("x", 56)).
		DeletionPolicy(v1alpha1.DeletionDelete).Obj()
	checkMessage(t, jurisdiction.EvaluateDeletion(going, &jurisdiction.Deletion{Children: names}, now.Time), "DeletionBlocked")
}

func checkMessage(t *testing.T, status v1alpha1.JurisdictionStatus, conditionType string) {
	t.Helper()
	c := meta.FindStatusCondition(status.Conditions, conditionType)
	if c == nil {
		t.Fatalf("no condition %s", conditionType)
	}
	if len(c.Message) > 1024 {
		t.Errorf("%s: %d bytes: %s", conditionType, len(c.Message), c.Message)
	}
	if !utf8.ValidString(c.Message) {
		t.Errorf("%s was cut within a character: %q", conditionType, c.Message)
	}
}

// largest is a region with as much of everything as the API accepts.
func largest(letter string) jurisdiction.Input {
	of := wrappers.Jurisdiction(strings.Repeat("x", 56)).Level(v1alpha1.LevelProvince).MinimumStaff(1000000)
	var scopes []v1alpha1.ScopeName
	for i := range 100 {
		scopes = append(scopes, v1alpha1.ScopeName(fmt.Sprintf("%s%03d", strings.Repeat("s", 60), i)))
	}
	for i := range 500 {
		of.Grid(wrappers.Grid(fmt.Sprintf("%s%03d", strings.Repeat(letter, 60), i)))
	}
	for i := range 100 {
		of.Department(wrappers.Department(v1alpha1.DepartmentName(fmt.Sprintf("%s%03d", strings.Repeat("d", 60), i))).
			DisplayName(strings.Repeat(letter, 100)).Aliases(strings.Repeat(letter, 99)))
	}
	in := jurisdiction.Input{
		Jurisdiction: of.Scopes(scopes...).Obj(),
		Setup:        region.Outcome{Namespace: "region-" + strings.Repeat("x", 56)},
		Duties:       everyState(),
		Now:          now.Time,
	}
	// Two duties of each scope, whose leads differ in the last alone.
	for i := range 200 {
		duty := wrappers.Duty(fmt.Sprintf("%s%03d", strings.Repeat("d", 250), i)).Scope(scopes[i/2])
		var leads []v1alpha1.DepartmentName
		for n := range 20 {
			leads = append(leads, v1alpha1.DepartmentName(fmt.Sprintf("%s%03d", strings.Repeat("l", 60), n+n/19*i)))
		}
		in.Duties = append(in.Duties, *duty.Leads(leads...).Obj())
	}
	for i := range 300 {
		in.Meetings = append(in.Meetings, *wrappers.Meeting(fmt.Sprintf("%s%03d", strings.Repeat("m", 60), i)).
			Status(v1alpha1.JointMeetingStatus{Conditions: []metav1.Condition{
				{Type: v1alpha1.ConditionSessionMissed, Status: metav1.ConditionTrue, Message: strings.Repeat(letter, 1024)},
				{Type: v1alpha1.ConditionMinutesOverdue, Status: metav1.ConditionTrue, Message: strings.Repeat(letter, 1024)},
			}}).Obj())
	}
	for i := range 128 {
		in.Setup.Workloads = append(in.Setup.Workloads, v1alpha1.WorkloadStatus{
			Name: v1alpha1.WorkloadName(fmt.Sprintf("%s%03d", strings.Repeat("w", 49), i)), Kind: v1alpha1.WorkloadDeployment,
			State: v1alpha1.WorkloadFailing, Message: strings.Repeat(letter, 1024),
		})
	}
	for i := range 3000 {
		subtree := whole(50000, 50000, counts(600000, 0, 0, 600000, 0, 0, 0, 0))
		subtree.Meetings = meetingCounts(600000, 600000, 600000)
		child := wrappers.Jurisdiction(fmt.Sprintf("%s%04d", strings.Repeat("c", 52), i)).Subtree(subtree)
		in.Children = append(in.Children, child.Obj())
	}
	return in
}

func TestAllBelowAreNamedWithinBounds(t *testing.T) {
	in := largest("x")
	in.Jurisdiction = wrappers.Jurisdiction("jilin").Level(v1alpha1.LevelProvince).Obj()
	in.Duties, in.Meetings = nil, nil
	status := jurisdiction.Evaluate(in).Status
	checkMessage(t, status, "OnTrack")
	got := saidBy(t, status, "OnTrack")
	if got.Reason != v1alpha1.ReasonSubtreeOffTrack || !strings.HasSuffix(got.Message, ", and 2992 more") {
		t.Errorf("OnTrack: %v, want the eight named for which there is room", got)
	}
}

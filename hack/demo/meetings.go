// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	// The joint meeting of Jilin's plan, and the department that has duties and no seat
	// in it.
	jilin        = "jilin"
	jointMeeting = "joint-meeting"
	seatless     = "water-resources"
)

// showMeetings shows how the departments of the five plans meet.
func (d *demo) showMeetings(ctx context.Context) error {
	d.beginf("How the departments of the five plans meet: kubectl get jm -A -o wide")
	meetings, err := d.awaitMeetings(ctx)
	if err != nil {
		return err
	}
	rows := make([]string, 0, len(meetings))
	for i := range meetings {
		meeting := &meetings[i]
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%d\t%s\t%s", meeting.Namespace, meeting.Name, meeting.Spec.Kind,
			d.local(meeting.Status.Next.StartTime.Time), number(meeting.Status.Next.AgendaTotal),
			meta.FindStatusCondition(meeting.Status.Conditions, v1alpha1.ConditionMembersConsistent).Reason, meeting.Spec.Title))
	}
	d.table("NAMESPACE\tNAME\tKIND\tNEXT\tAGENDA\tMEMBERS\tTITLE", rows)
	d.printf("\n")
	d.sayf("Agenda: how many items the next session has to look at by now. NotMembers: a department holds a duty and has no seat.")
	finding, err := seats(meetings)
	if err != nil {
		return err
	}
	d.donef("%s: MembersConsistent is %s (%s):", jilin, finding.Status, finding.Reason)
	d.sayf("%s", finding.Message)
	return nil
}

// awaitMeetings waits until every meeting has been evaluated and knows its next
// session, and returns them by their names.
func (d *demo) awaitMeetings(ctx context.Context) ([]v1alpha1.JointMeeting, error) {
	declared := countKind(d.applied, "JointMeeting")
	var meetings v1alpha1.JointMeetingList
	err := d.eventually(ctx, fmt.Sprintf("all of %d meetings know their next session", declared), func(ctx context.Context) (bool, error) {
		if err := d.client.List(ctx, &meetings); err != nil {
			return false, fmt.Errorf("list meetings: %w", err)
		}
		evaluated := 0
		for i := range meetings.Items {
			status := &meetings.Items[i].Status
			ready := meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionReady)
			if ready && status.Next.Date != "" && meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionMembersConsistent) != nil {
				evaluated++
			}
		}
		return declared > 0 && evaluated == declared, nil
	})
	slices.SortFunc(meetings.Items, func(a, b v1alpha1.JointMeeting) int {
		return cmp.Or(strings.Compare(a.Namespace, b.Namespace), strings.Compare(a.Name, b.Name))
	})
	return meetings.Items, err
}

// seats returns what Jilin's meeting finds of its members, which must name the
// department that has no seat.
func seats(meetings []v1alpha1.JointMeeting) (*metav1.Condition, error) {
	for i := range meetings {
		if meetings[i].Namespace != v1alpha1.NamespacePrefix+jilin || meetings[i].Name != jointMeeting {
			continue
		}
		finding := meta.FindStatusCondition(meetings[i].Status.Conditions, v1alpha1.ConditionMembersConsistent)
		if finding.Status != metav1.ConditionFalse || !strings.Contains(finding.Message, seatless) {
			return nil, fmt.Errorf("%s of %s is %s, want it False and to name %s: %s", finding.Type, jilin, finding.Status, seatless, finding.Message)
		}
		return finding, nil
	}
	return nil, errors.New("the plan of " + jilin + " has no " + jointMeeting)
}

// local writes an instant as the clocks show it in all these regions.
func (d *demo) local(instant time.Time) string { return instant.In(d.zone).Format("2006-01-02 15:04") }

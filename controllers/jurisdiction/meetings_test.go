// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// TestWhatOfAMeetingConcernsItsRegion counts the writes that a change of one meeting
// causes, in the order in which they come about.
func TestWhatOfAMeetingConcernsItsRegion(t *testing.T) {
	everyLevel := statusOfEach("township-7", "county-7-0", "prefecture-7", "province")
	alone, nothing := statusOfEach("township-7"), statusOfEach()
	says := func(m *v1alpha1.JointMeeting, conditionType string, status metav1.ConditionStatus, message string) {
		m.Status.Conditions = []metav1.Condition{{Type: conditionType, Status: status, Reason: "Told", Message: message}}
	}
	steps := []struct {
		name   string
		change func(*v1alpha1.JointMeeting)
		// reconciled is how many regions were looked at.
		reconciled int32
		writes     map[string]int
	}{
		{"declared", func(*v1alpha1.JointMeeting) {}, 4, everyLevel},
		{"its members were invited", func(m *v1alpha1.JointMeeting) {
			m.Status.Sessions = []v1alpha1.SessionStatus{{Date: "2021-03-15", State: v1alpha1.SessionScheduled}}
		}, 0, nothing},
		{"another agenda", func(m *v1alpha1.JointMeeting) { m.Status.Next.AgendaTotal = new(int32(7)) }, 0, nothing},
		{"the session has begun", func(m *v1alpha1.JointMeeting) {
			m.Status.Sessions[0].State = v1alpha1.SessionAwaitingMinutes
			says(m, v1alpha1.ConditionMinutesOverdue, metav1.ConditionFalse, "in time")
		}, 0, nothing},
		{"its minutes are overdue", func(m *v1alpha1.JointMeeting) {
			m.Status.Sessions[0].State = v1alpha1.SessionMinutesOverdue
			says(m, v1alpha1.ConditionMinutesOverdue, metav1.ConditionTrue, "those of one")
		}, 4, everyLevel},
		{"those of another session are overdue too", func(m *v1alpha1.JointMeeting) {
			says(m, v1alpha1.ConditionMinutesOverdue, metav1.ConditionTrue, "those of two")
		}, 1, alone},
		{"the session was missed", func(m *v1alpha1.JointMeeting) {
			m.Status.Sessions[0].State = v1alpha1.SessionMissed
			says(m, v1alpha1.ConditionSessionMissed, metav1.ConditionTrue, "missed")
		}, 4, everyLevel},
		{"the next one was held", func(m *v1alpha1.JointMeeting) {
			says(m, v1alpha1.ConditionSessionMissed, metav1.ConditionFalse, "held")
		}, 4, everyLevel},
		{"minutes of the one that was missed came late", func(m *v1alpha1.JointMeeting) {
			m.Status.Sessions[0].State = v1alpha1.SessionHeld
		}, 4, everyLevel},
		{"another title", func(m *v1alpha1.JointMeeting) { m.Spec.Title = "another" }, 0, nothing},
	}
	synctest.Test(t, func(t *testing.T) {
		c := newCountry(t.Context(), t)
		defer c.queue.ShutDown()
		c.settle(t)
		meeting := wrappers.Meeting("plenary").Namespace(v1alpha1.NamespacePrefix + "township-7").Obj()
		c.server.Counted()
		for _, step := range steps {
			before := c.reconciled.Load()
			step.change(meeting)
			if err := c.server.Put(meeting); err != nil {
				t.Fatal(err)
			}
			c.settle(t)
			if diff := cmp.Diff(step.writes, c.server.Counted()); diff != "" {
				t.Errorf("%s: writes (-want +got):\n%s", step.name, diff)
			}
			if got := c.reconciled.Load() - before; got != step.reconciled {
				t.Errorf("%s: %d regions were reconciled, want %d", step.name, got, step.reconciled)
			}
		}

		if got := *c.region(t, "province").Status.Subtree.Meetings.Total; got != 1 {
			t.Errorf("the province counts %d meetings, want 1", got)
		}
		if err := c.server.Client().Delete(t.Context(), meeting); err != nil {
			t.Fatal(err)
		}
		c.settle(t)
		if got := *c.region(t, "province").Status.Subtree.Meetings.Total; got != 0 {
			t.Errorf("the province counts %d meetings after the only one was deleted", got)
		}
	})
}

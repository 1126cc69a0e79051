// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	stockpile = v1alpha1.DecisionID("stockpile")
	staffing  = v1alpha1.DecisionID("staffing")
	// correction is added to the name of the minutes that correct others.
	correction = "-corrected"
)

// record has the office file the minutes, with two decisions.
func (d *demo) record(ctx context.Context, s *session) error {
	err := d.fileMinutes(ctx, s, minutesOf(s, "",
		v1alpha1.Decision{
			ID: stockpile, Title: "储备一个月用量的冬季防控物资", DueWithin: workingDays(10),
			Leads: []v1alpha1.DepartmentName{office}, Participants: []v1alpha1.DepartmentName{commerce},
		},
		v1alpha1.Decision{
			ID: staffing, Title: "市级医院发热门诊增派人手", DueWithin: workingDays(5), Leads: []v1alpha1.DepartmentName{guest},
		},
	))
	if err != nil {
		return err
	}
	held, err := d.awaitSession(ctx, s, v1alpha1.SessionHeld)
	if err != nil {
		return err
	}
	attendance := &held.Attendance
	d.donef("the session is %s: %d of %d members attended, and %d must, so the quorum is %s; apologies: %s; guests: %s", held.State,
		number(attendance.Present), number(attendance.Members), number(attendance.Required), attendance.Quorum,
		joined(attendance.Apologies), joined(attendance.Guests))
	if attendance.Quorum != v1alpha1.QuorumMet || !slices.Equal(attendance.Guests, []v1alpha1.DepartmentCode{v1alpha1.DepartmentCode(guest)}) {
		return fmt.Errorf("want the quorum met, and the guest %s", guest)
	}
	leads := meta.FindStatusCondition(s.minutes.Status.Conditions, v1alpha1.ConditionLeadsAreMembers)
	if leads == nil || leads.Status != metav1.ConditionFalse || !strings.Contains(leads.Message, string(guest)) {
		return fmt.Errorf("the minutes do not tell that %s leads and is no member: %s is %v", guest, v1alpha1.ConditionLeadsAreMembers, leads)
	}
	d.donef("the minutes tell of a lead without a seat: %s is %s (%s): %s", leads.Type, leads.Status, leads.Reason, leads.Message)
	return nil
}

// minutesOf writes the minutes of the session: all members attended but one, which sent
// apologies, and a guest.
func minutesOf(s *session, supersedes v1alpha1.ObjectName, decisions ...v1alpha1.Decision) *v1alpha1.MeetingMinutes {
	name := fmt.Sprintf("%s-%s", demoMeeting, s.key)
	if supersedes != "" {
		name += correction
	}
	return &v1alpha1.MeetingMinutes{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: v1alpha1.NamespacePrefix + city},
		Spec: v1alpha1.MeetingMinutesSpec{
			MeetingRef: v1alpha1.MeetingReference{Name: demoMeeting}, Office: cityOffice, Session: s.key,
			HeldTime:  &metav1.Time{Time: s.start},
			Attendees: []v1alpha1.DepartmentName{convener, office, education, commerce, guest},
			Apologies: []v1alpha1.DepartmentName{insurance}, Supersedes: supersedes, Decisions: decisions,
		},
	}
}

// fileMinutes has the office file minutes, and waits until they are in force.
func (d *demo) fileMinutes(ctx context.Context, s *session, minutes *v1alpha1.MeetingMinutes) error {
	desk := city + "-office-desk"
	keeps, err := d.as(desk, city+":office")
	if err != nil {
		return err
	}
	minutes.Spec.FiledBy = desk
	if err := keeps.Create(ctx, minutes); err != nil {
		return fmt.Errorf("file the minutes of %s: %w", s.key, err)
	}
	s.minutes = &v1alpha1.MeetingMinutes{}
	err = d.eventually(ctx, "MeetingMinutes "+minutes.Name+" are in force", func(ctx context.Context) (bool, error) {
		err := d.client.Get(ctx, client.ObjectKeyFromObject(minutes), s.minutes)
		return s.minutes.Status.Verdict == v1alpha1.VerdictInForce, err
	})
	if err != nil {
		return err
	}
	d.donef("%s files MeetingMinutes %s: verdict %s", desk, minutes.Name, s.minutes.Status.Verdict)
	return nil
}

// showDecisions shows the duties that the decisions have become, and that the city's
// repository cannot change them.
func (d *demo) showDecisions(ctx context.Context, s *session) error {
	if err := d.awaitDecided(ctx, s); err != nil {
		return err
	}
	return d.tryToEdit(ctx, city, dutyOf(s, stockpile))
}

// correct has the office strike one decision out and amend the other.
func (d *demo) correct(ctx context.Context, s *session) error {
	first := v1alpha1.ObjectName(s.minutes.Name)
	err := d.fileMinutes(ctx, s, minutesOf(s, first, v1alpha1.Decision{
		ID: stockpile, Title: "储备两个月用量的冬季防控物资", DueWithin: workingDays(20),
		Leads: []v1alpha1.DepartmentName{office}, Participants: []v1alpha1.DepartmentName{commerce, insurance},
	}))
	if err != nil {
		return err
	}
	d.donef("they supersede %s: decision %s is amended, and %s is struck out", first, stockpile, staffing)
	if err := d.awaitDecided(ctx, s); err != nil {
		return err
	}
	switch _, err := d.duty(ctx, city, dutyOf(s, staffing)); {
	case err == nil:
		return fmt.Errorf("DepartmentDuty %s is still there, though its decision was struck out", dutyOf(s, staffing))
	case !apierrors.IsNotFound(err):
		return err
	}
	d.donef("DepartmentDuty %s is gone, as nobody had reported on it", dutyOf(s, staffing))
	return d.awaitFollowUp(ctx, s)
}

// awaitDecided waits until the decisions of the minutes in force, and no others, are
// duties that say what they do, and shows them.
func (d *demo) awaitDecided(ctx context.Context, s *session) error {
	var duties v1alpha1.DepartmentDutyList
	err := d.eventually(ctx, "the decisions have become duties", func(ctx context.Context) (bool, error) {
		err := d.client.List(ctx, &duties, client.InNamespace(v1alpha1.NamespacePrefix+city),
			client.MatchingFields{"spec.source.kind": string(v1alpha1.SourceDecision)})
		if err != nil {
			return false, fmt.Errorf("list the duties that come from decisions: %w", err)
		}
		decided := 0
		for i := range duties.Items {
			duty := &duties.Items[i]
			named := slices.Contains(s.minutes.Status.Duties, v1alpha1.DecisionDuty{ID: duty.Spec.Decision.ID, Duty: v1alpha1.ObjectName(duty.Name)})
			evaluated := duty.Status.ObservedGeneration == duty.Generation && duty.Status.NextDeadline != nil
			if named && evaluated && string(duty.Spec.Decision.Minutes) == s.minutes.Name {
				decided++
			}
		}
		return decided == len(s.minutes.Spec.Decisions) && decided == len(duties.Items), nil
	})
	if err != nil {
		return err
	}
	rows := make([]string, 0, len(duties.Items))
	for i := range duties.Items {
		duty := &duties.Items[i]
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s", duty.Name, duty.Status.Light, joined(duty.Spec.Leads),
			joined(duty.Spec.Participants), d.local(duty.Status.NextDeadline.Time), duty.Spec.Title))
	}
	d.donef("each decision is a duty: kubectl get duty -n region-%s --field-selector spec.source.kind=%s", city, v1alpha1.SourceDecision)
	d.table("NAME\tLIGHT\tLEADS\tPARTICIPANTS\tDUE BEFORE\tTITLE", rows)
	return nil
}

// awaitFollowUp waits until the next session has the decision that stands on its agenda.
func (d *demo) awaitFollowUp(ctx context.Context, s *session) error {
	wanted := map[string]v1alpha1.AgendaKind{dutyOf(s, stockpile): v1alpha1.AgendaOpenDecision}
	var next *v1alpha1.NextSession
	err := d.eventually(ctx, "the next session has the decision on its agenda", func(ctx context.Context) (bool, error) {
		meeting, err := d.called(ctx)
		if err != nil {
			return false, err
		}
		next = &meeting.Status.Next
		return next.Date != "" && next.Date != s.key && isOn(next.Agenda, wanted) && number(meeting.Status.Decisions.Total) == 1, nil
	})
	if err != nil {
		return err
	}
	d.donef("the next session, at %s, has it on its agenda: %s %s", d.local(next.StartTime.Time), v1alpha1.AgendaOpenDecision, dutyOf(s, stockpile))
	return nil
}

// dutyOf is the name of the duty of a decision.
func dutyOf(s *session, id v1alpha1.DecisionID) string {
	return fmt.Sprintf("%s-%s-%s", demoMeeting, s.key, id)
}

func workingDays(count int32) v1alpha1.Period { return v1alpha1.Period{WorkingDays: &count} }

func joined[S ~string](names []S) string {
	if len(names) == 0 {
		return "none"
	}
	texts := make([]string, 0, len(names))
	for _, name := range names {
		texts = append(texts, string(name))
	}
	return strings.Join(texts, ", ")
}

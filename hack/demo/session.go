// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
)

const (
	demoMeeting  = "demo-winter"
	feverClinics = "demo-fever-clinics"
	// callAhead is how far ahead the session lies at least. The time of the day at which
	// one begins has whole minutes, so it may be a minute more.
	callAhead = 7 * time.Second
	// missAhead is how far ahead the deadline lies that is missed before the session.
	missAhead = time.Second
	// waitTickEvery is how often the time left until the session is printed.
	waitTickEvery = 15 * time.Second
	// subjectShown is how many characters are shown of the subject of an item.
	subjectShown = 60

	education  = v1alpha1.DepartmentName("education")
	commerce   = v1alpha1.DepartmentName("commerce")
	insurance  = v1alpha1.DepartmentName("healthcare-security")
	convener   = v1alpha1.DepartmentName("medical-reform-leading-group")
	cityOffice = convener
	// guest has no seat in the meeting.
	guest = v1alpha1.DepartmentName("hospital-development-centre")
)

// session is the session that the demo calls.
type session struct {
	key   v1alpha1.PlainDate
	start time.Time
	// shown is the agenda as the status had it before the session began.
	shown []v1alpha1.AgendaItem
	// minutes that are in force.
	minutes *v1alpha1.MeetingMinutes
}

// meet calls departments together, and shows what they have to look at, that they met,
// and what has become of what they decided.
func (d *demo) meet(ctx context.Context) error {
	s := &session{start: time.Now().Add(callAhead).Truncate(time.Minute).Add(time.Minute)}
	s.key = v1alpha1.PlainDate(s.start.In(d.zone).Format(time.DateOnly))
	d.beginf("A meeting in Shanghai on what was missed: it begins at %s, and here its minutes are filed at once", d.local(s.start))
	for _, part := range []func(context.Context, *session) error{
		d.call, d.compose, d.invite, d.begin, d.record, d.showDecisions, d.correct,
	} {
		if err := part(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// call declares the meeting, as the repository of the city would.
func (d *demo) call(ctx context.Context, s *session) error {
	gitops, err := d.repositoryOf(city)
	if err != nil {
		return err
	}
	// No month has the day of today once more a fortnight later.
	cron := fmt.Sprintf("0 9 %d * *", s.start.In(d.zone).AddDate(0, 0, 14).Day())
	err = gitops.Create(ctx, &v1alpha1.JointMeeting{
		ObjectMeta: metav1.ObjectMeta{Name: demoMeeting, Namespace: v1alpha1.NamespacePrefix + city},
		Spec: v1alpha1.JointMeetingSpec{
			Title: "冬季防控调度会（演示）", Kind: v1alpha1.MeetingPlenary, Convener: convener,
			Members:  []v1alpha1.DepartmentName{convener, office, education, commerce, insurance},
			Schedule: v1alpha1.MeetingSchedule{Cron: cron, Adjust: v1alpha1.AdjustNextWorkingDay},
			ExtraSessions: []v1alpha1.ExtraSession{
				{Date: s.key, Time: s.start.In(d.zone).Format("15:04"), Purpose: "冬季防控逾期事项"},
			},
			Quorum: v1alpha1.Quorum{Percent: 60}, Place: "市政府第三会议室",
		},
	})
	if err != nil {
		return fmt.Errorf("declare the meeting: %w", err)
	}
	d.donef("the repository of %s declares JointMeeting %s: once a month, and an extra session in the minute that begins next", city, demoMeeting)
	note, err := d.awaitNotice(ctx, s)
	if err != nil {
		return err
	}
	d.donef("its members are invited at once, as there are no five working days left: kubectl get events -n region-%s", city)
	d.sayf("SessionNotice: %s", note)
	return nil
}

// awaitNotice waits for the event that invites the members, and returns its note.
func (d *demo) awaitNotice(ctx context.Context, s *session) (note string, err error) {
	var told eventsv1.EventList
	err = d.eventually(ctx, "the members of the session are invited", func(ctx context.Context) (bool, error) {
		if err := d.client.List(ctx, &told, client.InNamespace(v1alpha1.NamespacePrefix+city)); err != nil {
			return false, fmt.Errorf("list events: %w", err)
		}
		for i := range told.Items {
			event := &told.Items[i]
			if event.Reason == "SessionNotice" && event.Regarding.Name == demoMeeting && strings.Contains(event.Note, string(s.key)) {
				note = event.Note
				return true, nil
			}
		}
		return false, nil
	})
	return note, err
}

// compose has one more deadline missed, and shows the agenda: the duty of the city that
// was missed a moment ago is on it, and the one that it has handed down.
func (d *demo) compose(ctx context.Context, s *session) error {
	deadline := time.Now().Add(missAhead).Truncate(time.Second).Add(time.Second)
	none := v1alpha1.Period{Days: new(int32)}
	err := d.client.Create(ctx, &v1alpha1.DepartmentDuty{
		ObjectMeta: metav1.ObjectMeta{Name: feverClinics, Namespace: v1alpha1.NamespacePrefix + city},
		Spec: v1alpha1.DepartmentDutySpec{
			Title: "发热门诊全部开诊（演示）", Leads: []v1alpha1.DepartmentName{office}, Due: v1alpha1.DueDate(deadline.Format(time.RFC3339)),
			Escalation: []v1alpha1.EscalationRung{
				{Action: v1alpha1.EscalationNotice, After: none}, {Action: v1alpha1.EscalationInterview, After: none},
			},
		},
	})
	if err != nil {
		return fmt.Errorf("create the duty: %w", err)
	}
	d.donef("meanwhile %s misses a deadline: DepartmentDuty %s", office, feverClinics)
	wanted := map[string]v1alpha1.AgendaKind{feverClinics: v1alpha1.AgendaOverdueDuty, handedDown: v1alpha1.AgendaRegionsOverdue}
	var next *v1alpha1.NextSession
	err = d.eventually(ctx, "what was missed is on the agenda before the session begins", func(ctx context.Context) (bool, error) {
		meeting, err := d.called(ctx)
		if err != nil {
			return false, err
		}
		next = &meeting.Status.Next
		return next.Date == s.key && isOn(next.Agenda, wanted), nil
	})
	if err != nil {
		return err
	}
	s.shown = next.Agenda
	d.donef("the agenda has composed itself, the heaviest item first:")
	d.printAgenda(s.shown)
	return inOrder(s.shown)
}

// isOn tells whether all duties are on an agenda, each for the reason that is wanted.
func isOn(agenda []v1alpha1.AgendaItem, wanted map[string]v1alpha1.AgendaKind) bool {
	found := 0
	for i := range agenda {
		item := &agenda[i]
		if item.Ref.Kind == v1alpha1.AgendaDepartmentDuty && wanted[item.Ref.Name] == item.Kind {
			found++
		}
	}
	return found == len(wanted)
}

func (d *demo) printAgenda(agenda []v1alpha1.AgendaItem) {
	rows := make([]string, 0, len(agenda))
	for i := range agenda {
		item := &agenda[i]
		rows = append(rows, fmt.Sprintf("%d\t%d\t%s\t%s\t%s/%s\t%s", i+1, item.Weight, item.Kind, item.Reason,
			strings.ToLower(string(item.Ref.Kind)), item.Ref.Name, messages.Cut(item.Subject, subjectShown)))
	}
	d.table("ITEM\tWEIGHT\tKIND\tREASON\tKUBECTL GET -N region-"+city+"\tSUBJECT", rows)
}

func inOrder(agenda []v1alpha1.AgendaItem) error {
	if !slices.IsSortedFunc(agenda, func(a, b v1alpha1.AgendaItem) int { return int(b.Weight - a.Weight) }) {
		return errors.New("the heaviest items of the agenda do not come first")
	}
	return nil
}

// begin looks on until the session has begun. Its agenda is in the ledger from then on,
// as it was shown.
func (d *demo) begin(ctx context.Context, s *session) error {
	if err := d.waitUntil(ctx, s.start); err != nil {
		return err
	}
	held, err := d.awaitSession(ctx, s, v1alpha1.SessionAwaitingMinutes)
	if err != nil {
		return err
	}
	if !equality.Semantic.DeepEqual(held.Agenda, s.shown) {
		return fmt.Errorf("the agenda in the ledger is not the one that was shown (-shown +ledger):\n%s", cmp.Diff(s.shown, held.Agenda))
	}
	d.donef("the session has begun, and its agenda of %d items is frozen in the ledger; its minutes are due before %s", len(held.Agenda),
		d.local(held.MinutesDueTime.Time))
	return nil
}

// waitUntil waits for an instant, and prints the time left.
func (d *demo) waitUntil(ctx context.Context, instant time.Time) error {
	for left := time.Until(instant); left > 0; left = time.Until(instant) {
		if left >= time.Second {
			d.sayf("%2.0f s left", left.Seconds())
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(min(left, waitTickEvery)):
		}
	}
	return nil
}

// awaitSession waits until the session is in some state, and returns its entry in the
// ledger.
func (d *demo) awaitSession(ctx context.Context, s *session, state v1alpha1.SessionState) (*v1alpha1.SessionStatus, error) {
	var entry *v1alpha1.SessionStatus
	err := d.eventually(ctx, "the session is "+string(state), func(ctx context.Context) (bool, error) {
		meeting, err := d.called(ctx)
		if err != nil {
			return false, err
		}
		known := meeting.Status.Sessions
		i := slices.IndexFunc(known, func(other v1alpha1.SessionStatus) bool { return other.Date == s.key })
		if i < 0 {
			return false, nil
		}
		entry = &known[i]
		return entry.State == state, nil
	})
	return entry, err
}

// called reads the meeting that the demo has called.
func (d *demo) called(ctx context.Context) (*v1alpha1.JointMeeting, error) {
	meeting := &v1alpha1.JointMeeting{}
	if err := d.client.Get(ctx, types.NamespacedName{Namespace: v1alpha1.NamespacePrefix + city, Name: demoMeeting}, meeting); err != nil {
		return nil, fmt.Errorf("read the meeting %s of %s: %w", demoMeeting, city, err)
	}
	return meeting, nil
}

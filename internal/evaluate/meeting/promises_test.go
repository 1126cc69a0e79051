// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/conversion"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/internal/evaluate/meeting"
)

// equalities compare as the controller does before it writes.
var equalities = func() conversion.Equalities {
	equalities := equality.Semantic.Copy()
	if err := equalities.AddFuncs(time.Time.Equal, sameCalendar); err != nil {
		panic(err)
	}
	return equalities
}()

func sameCalendar(a, b workdays.Calendar) bool {
	return a.Source() == b.Source() && a.Version() == b.Version()
}

func same(a, b any) bool { return equalities.DeepEqual(a, b) }

// mustEqual stops the test where want and got differ, and says how.
func mustEqual[T any](tb testing.TB, what string, want, got T) {
	tb.Helper()
	if !same(want, got) {
		tb.Fatalf("%s (-want +got):\n%s", what, cmp.Diff(want, got, cmp.Comparer(sameCalendar)))
	}
}

// stored returns the input of an evaluation that finds result written.
func stored(in meeting.Input, result meeting.Result) meeting.Input {
	next := in
	next.Meeting = in.Meeting.DeepCopy()
	next.Meeting.Status = result.Status
	next.Minutes = slices.Clone(in.Minutes)
	for i := range next.Minutes {
		next.Minutes[i].Status = result.Minutes[i]
	}
	return next
}

// checkPromises holds what Evaluate promises of any result: it is its own fixed point,
// it lasts until Next and not longer, and the order in which objects are listed is
// nothing to it.
func checkPromises(tb testing.TB, dice dice, in meeting.Input, result meeting.Result) {
	tb.Helper()
	again := stored(in, result)
	mustEqual(tb, "evaluating twice differs from once", result, meeting.Evaluate(again))
	lasts := func(until time.Time) {
		tb.Helper()
		again.Now = until
		mustEqual(tb, "the result changes by "+until.String(), result, meeting.Evaluate(again))
	}
	if result.Next.IsZero() {
		lasts(in.Now.AddDate(pick(dice, 0, 1, 30), dice(12), dice(31)))
	} else {
		if !result.Next.After(in.Now) {
			tb.Fatalf("Next is %s, not after now, %s", result.Next, in.Now)
		}
		lasts(result.Next.Add(-1))
		lasts(in.Now.Add(result.Next.Sub(in.Now) / time.Duration(1000) * time.Duration(dice(1000))))
		again.Now = result.Next
		then := meeting.Evaluate(again)
		if same(result.Status, then.Status) && same(result.Minutes, then.Minutes) {
			tb.Fatalf("nothing changes at Next, %s, seen from %s: %s", result.Next, in.Now, cmp.Diff(nil, result.Status))
		}
	}
	checkOrder(tb, dice, in, result)
}

// checkOrder holds that minutes and duties may be listed in any order.
func checkOrder(tb testing.TB, dice dice, in meeting.Input, result meeting.Result) {
	tb.Helper()
	shuffled := in
	shuffled.Minutes, shuffled.Duties = slices.Clone(in.Minutes), slices.Clone(in.Duties)
	was := shuffle(dice, shuffled.Minutes)
	shuffle(dice, shuffled.Duties)
	other := meeting.Evaluate(shuffled)
	mustEqual(tb, "the order matters to the meeting", result.Status, other.Status)
	mustEqual(tb, "the order matters to Next", result.Next, other.Next)
	for i, was := range was {
		mustEqual(tb, "the order matters to MeetingMinutes "+in.Minutes[was].Name, result.Minutes[was], other.Minutes[i])
	}
}

// sessionOf returns the session of a key, nil if there is none.
func sessionOf(status *v1alpha1.JointMeetingStatus, key v1alpha1.PlainDate) *v1alpha1.SessionStatus {
	for i := range status.Sessions {
		if status.Sessions[i].Date == key {
			return &status.Sessions[i]
		}
	}
	return nil
}

// checkLedger holds that nothing that has passed disappears below the bound, or moves.
func checkLedger(tb testing.TB, in meeting.Input, after *v1alpha1.JointMeetingStatus) {
	tb.Helper()
	for i := range in.Meeting.Status.Sessions {
		was := &in.Meeting.Status.Sessions[i]
		is := sessionOf(after, was.Date)
		lasts := was.Minutes.Name != "" || was.StartTime != nil && !was.StartTime.After(in.Now)
		if is == nil {
			if lasts && len(after.Sessions) < 100 {
				tb.Fatalf("now is %s, the session %+v is gone", in.Now, *was)
			}
			continue
		}
		checkStays(tb, in.Now, was, is, lasts)
	}
}

func checkStays(tb testing.TB, now time.Time, was, is *v1alpha1.SessionStatus, lasts bool) {
	tb.Helper()
	mustEqual(tb, "notifiedTime of "+string(was.Date), orElse(was.NotifiedTime, is.NotifiedTime), is.NotifiedTime)
	mustEqual(tb, "missedTime of "+string(was.Date), orElse(was.MissedTime, is.MissedTime), is.MissedTime)
	if lasts {
		mustEqual(tb, "what began moves: "+string(was.Date), was.StartTime, is.StartTime)
		mustEqual(tb, "what began is another: "+string(was.Date), was.Type, is.Type)
	}
	if was.MinutesDueTime != nil && !was.MinutesDueTime.After(now) {
		mustEqual(tb, "what passed moves: "+string(was.Date), was.MinutesDueTime, is.MinutesDueTime)
	}
	if was.GraceEndTime != nil && !was.GraceEndTime.After(now) {
		mustEqual(tb, "what passed moves: "+string(was.Date), was.GraceEndTime, is.GraceEndTime)
	}
	if was.AgendaTotal != nil {
		mustEqual(tb, "the agenda moves: "+string(was.Date), was.AgendaTotal, is.AgendaTotal)
	}
	if was.Minutes.Name != "" && was.Minutes.Name == is.Minutes.Name && was.Minutes.Digest == is.Minutes.Digest {
		mustEqual(tb, "what was recorded moves: "+string(was.Date), was.Minutes, is.Minutes)
		mustEqual(tb, "who attended changes: "+string(was.Date), attendanceAs(&was.Attendance, &is.Attendance), is.Attendance)
	}
}

// orElse returns value, or other where there is none.
func orElse[T any](value, other *T) *T {
	if value == nil {
		return other
	}
	return value
}

// checkStatus holds what must be true of the parts of a result toward each other, and
// what the API server demands.
func checkStatus(tb testing.TB, in meeting.Input, result meeting.Result) {
	tb.Helper()
	status := &result.Status
	if len(result.Minutes) != len(in.Minutes) {
		tb.Fatalf("%d statuses of %d minutes", len(result.Minutes), len(in.Minutes))
	}
	if len(status.Sessions) > 100 || len(status.Next.Agenda) > 30 || len(status.Conditions) > 16 {
		tb.Fatalf("%d sessions, %d items, %d conditions", len(status.Sessions), len(status.Next.Agenda), len(status.Conditions))
	}
	for i := range status.Conditions {
		if c := &status.Conditions[i]; utf8.RuneCountInString(c.Message) > 32768 || c.Reason == "" {
			tb.Fatalf("condition %+v", *c)
		}
	}
	if !result.Understood {
		return
	}
	agendas := 0
	for i := range status.Sessions {
		s := &status.Sessions[i]
		if i > 0 && s.Date <= status.Sessions[i-1].Date {
			tb.Fatalf("%s stands behind %s", s.Date, status.Sessions[i-1].Date)
		}
		if len(s.Agenda) > 0 {
			agendas++
		}
		checkSession(tb, in.Now, s)
	}
	if agendas > 8 {
		tb.Fatalf("%d agendas", agendas)
	}
	checkNext(tb, in.Now, status)
	checkInForce(tb, in, result)
}

func checkNext(tb testing.TB, now time.Time, status *v1alpha1.JointMeetingStatus) {
	tb.Helper()
	next := &status.Next
	if next.Date == "" {
		return
	}
	if !next.StartTime.After(now) || next.NoticeTime.After(next.StartTime.Time) || next.AgendaTotal == nil {
		tb.Fatalf("now is %s, next is %+v", now, *next)
	}
	if s := sessionOf(status, next.Date); s != nil && (s.State != v1alpha1.SessionScheduled || !s.StartTime.Equal(next.StartTime)) {
		tb.Fatalf("next is %+v, its session %+v", *next, *s)
	}
	if s := sessionOf(status, next.Date); s == nil && !next.NoticeTime.After(now) {
		tb.Fatalf("now is %s, next is %+v, and not in the ledger", now, *next)
	}
}

// checkSession holds that a state agrees with the instants of its session.
func checkSession(tb testing.TB, now time.Time, s *v1alpha1.SessionStatus) {
	tb.Helper()
	passed := func(at interface{ After(time.Time) bool }) bool { return !at.After(now) }
	begun := s.StartTime != nil && passed(s.StartTime)
	ok := len(s.Attendance.Apologies)+len(s.Attendance.Absent) <= 100 && len(s.Attendance.Guests) <= 100
	switch s.State {
	case v1alpha1.SessionScheduled:
		ok = ok && !begun && s.NotifiedTime != nil && s.Minutes.Name == "" && s.MissedTime == nil && s.AgendaTotal == nil
	case v1alpha1.SessionAwaitingMinutes:
		ok = ok && begun && s.Minutes.Name == "" && !passed(s.MinutesDueTime) && s.MissedTime == nil
	case v1alpha1.SessionMinutesOverdue:
		ok = ok && begun && s.Minutes.Name == "" && passed(s.MinutesDueTime) && !passed(s.GraceEndTime) && s.MissedTime == nil
	case v1alpha1.SessionMissed:
		ok = ok && begun && s.Minutes.Name == "" && passed(s.MissedTime)
	case v1alpha1.SessionHeld, v1alpha1.SessionInquorate:
		ok = ok && s.Minutes.Name != "" && s.Attendance.Members != nil &&
			(s.State == v1alpha1.SessionHeld) == (s.Attendance.Quorum == v1alpha1.QuorumMet)
	default:
		ok = false
	}
	if s.MinutesDueTime != nil {
		ok = ok && s.MinutesDueTime.After(s.StartTime.Time) && !s.GraceEndTime.Before(s.MinutesDueTime)
	}
	if (s.Type == v1alpha1.SessionRecorded) != (s.StartTime == nil) || s.Type == v1alpha1.SessionRecorded && s.Minutes.Name == "" {
		ok = false
	}
	if !ok {
		tb.Fatalf("now is %s, the session %s", now, cmp.Diff(nil, s))
	}
}

// checkInForce holds that of each session one MeetingMinutes are in force at most, those
// of the ledger, and that every decision of theirs is wanted once.
func checkInForce(tb testing.TB, in meeting.Input, result meeting.Result) {
	tb.Helper()
	inForce, decisions := map[v1alpha1.PlainDate]string{}, map[string]bool{}
	for i := range in.Minutes {
		m, status := &in.Minutes[i], &result.Minutes[i]
		if status.Verdict == "" || status.ReceivedTime == nil {
			tb.Fatalf("no verdict on %s", m.Name)
		}
		if status.Verdict != v1alpha1.VerdictInForce {
			continue
		}
		if other := inForce[m.Spec.Session]; other != "" {
			tb.Fatalf("%s and %s are both in force", other, m.Name)
		}
		inForce[m.Spec.Session] = m.Name
		s := sessionOf(&result.Status, m.Spec.Session)
		if s == nil && len(result.Status.Sessions) < 100 || s != nil && (s.Minutes.Name != m.Name || !s.Minutes.ReceivedTime.Equal(status.ReceivedTime)) {
			tb.Fatalf("%s are in force since %s, and the session is %+v", m.Name, status.ReceivedTime, s)
		}
		for _, d := range m.Spec.Decisions {
			decisions[meeting.DutyName(in.Meeting.Name, m.Spec.Session, d.ID)] = true
		}
	}
	for _, wanted := range result.Wanted {
		if wanted.Copy != nil && !decisions[wanted.Name] {
			tb.Fatalf("%s is wanted twice, or by nothing", wanted.Name)
		}
		if wanted.Copy != nil {
			delete(decisions, wanted.Name)
		}
	}
	if len(decisions) > 0 {
		tb.Fatalf("not wanted: %v", decisions)
	}
}

// attendanceAs returns an attendance without the names that the ledger does not have any
// more: it forgets all of them, or none.
func attendanceAs(was, is *v1alpha1.Attendance) v1alpha1.Attendance {
	as := *was
	if len(is.Absent)+len(is.Apologies)+len(is.Guests) == 0 {
		as.Absent, as.Apologies, as.Guests = nil, nil, nil
	}
	return as
}

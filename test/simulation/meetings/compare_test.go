// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/memory"
)

// differf tells of a difference.
func (b *book) differf(format string, args ...any) {
	b.tb.Helper()
	b.counts.differences++
	b.tb.Errorf("%s: meeting %s/%s: %s", stamp(b.at), b.namespace, b.name, fmt.Sprintf(format, args...))
}

// compare holds a meeting against its book, once the operator has come to rest.
func (e *era) compare(b *book) {
	e.tb.Helper()
	if b.said() == nil && b.counting() {
		return // It is not evaluated.
	}
	now := e.dutiesIn(b.namespace)
	b.same("status", b.lines(now), e.linesOf(b))
	b.same("events", sortedTellings(b.told), slices.Sorted(slices.Values(b.heard)))
	b.compareDuties(now)
	if b.statuses > b.causes {
		b.differf("its status was written %d times on account of %d changes", b.statuses, b.causes)
	}
	b.told, b.causes, b.touched = nil, 0, false
	b.written = written{base: now, verbs: map[string][]memory.Verb{}}
}

// same counts the lines that only one side has.
func (b *book) same(what string, want, got []string) {
	b.tb.Helper()
	b.counts.compared += len(want)
	if !slices.Equal(want, got) {
		b.differf("%s (-book +operator):\n%s", what, cmp.Diff(strings.Join(want, "\n"), strings.Join(got, "\n")))
	}
}

// lines are what the status must say.
func (b *book) lines(now duties) (lines []string) {
	var all [4]int32
	for _, s := range b.sorted() {
		counts := b.tally(s.key, now)
		for i, count := range counts {
			all[i] += count
		}
		lines = append(lines, fmt.Sprintf("%s, decisions %v", s, counts))
	}
	next, overdue, missed := "none", false, v1alpha1.ReasonNoSessionYet
	if b.next != nil {
		next = fmt.Sprintf("%s start %s notice %s", b.next.key, stamp(b.next.start), stamp(b.next.notice))
	}
	for _, s := range b.entries {
		overdue = overdue || s.state == v1alpha1.SessionMinutesOverdue
	}
	if last := b.concluded(); last != nil {
		missed = map[v1alpha1.SessionState]string{
			v1alpha1.SessionHeld: v1alpha1.ReasonSessionHeld, v1alpha1.SessionInquorate: v1alpha1.ReasonInquorate,
			v1alpha1.SessionMissed: v1alpha1.ReasonNoMinutesFiled,
		}[last.state]
	}
	lines = append(lines,
		fmt.Sprintf("next %s; since %s until %q; decisions %v; missed %s; overdue %t", next, stamp(b.since), b.lastDate, all, missed, overdue))
	for _, p := range b.papers {
		var decided strings.Builder
		if p.verdict == v1alpha1.VerdictInForce {
			for i := range p.object.Spec.Decisions {
				fmt.Fprintf(&decided, " %s-%s-%s", b.name, p.key(), p.object.Spec.Decisions[i].ID)
			}
		}
		lines = append(lines, p.String()+decided.String())
	}
	return lines
}

// linesOf are the same lines, as the operator wrote it.
func (e *era) linesOf(b *book) (lines []string) {
	meeting := e.meeting(b)
	status := &meeting.Status
	for i := range status.Sessions {
		s := &status.Sessions[i]
		lines = append(lines, fmt.Sprintf("%s, decisions %v", entryOf(s), countsOf(s.Decisions)))
	}
	next := "none"
	if n := &status.Next; n.Date != "" {
		next = fmt.Sprintf("%s start %s notice %s", n.Date, stamp(n.StartTime.Time), stamp(n.NoticeTime.Time))
	}
	missed := ptr.Deref(meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionSessionMissed), metav1.Condition{})
	lines = append(lines, fmt.Sprintf("next %s; since %s until %q; decisions %v; missed %s; overdue %t", next, stamp(at(status.Schedule.Since)),
		status.Schedule.LastDate, countsOf(status.Decisions), missed.Reason,
		meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionMinutesOverdue)))
	for _, p := range b.papers {
		object, ok := memory.Find(e.operator.server, p.object)
		if !ok {
			e.tb.Fatalf("there are no minutes %s", client.ObjectKeyFromObject(p.object))
		}
		is := paper{object: object, verdict: object.Status.Verdict, receipt: at(object.Status.ReceivedTime)}
		if ready := meta.FindStatusCondition(object.Status.Conditions, v1alpha1.ConditionReady); ready != nil && ready.Status != metav1.ConditionTrue {
			is.reason = ready.Reason
		}
		var decided strings.Builder
		for _, d := range object.Status.Duties {
			decided.WriteString(" " + string(d.Duty))
		}
		lines = append(lines, is.String()+decided.String())
	}
	return lines
}

func at(instant *metav1.Time) time.Time { return ptr.Deref(instant, metav1.Time{}).Time }

// entryOf is a session of the ledger as an entry of the book.
func entryOf(s *v1alpha1.SessionStatus) *entry {
	return &entry{
		key: s.Date, kind: s.Type, state: s.State,
		start: at(s.StartTime), notified: at(s.NotifiedTime), moved: at(s.MovedTime), added: at(s.AddedTime),
		due: at(s.MinutesDueTime), grace: at(s.GraceEndTime), missed: at(s.MissedTime),
		minutes: s.Minutes.Name, received: at(s.Minutes.ReceivedTime), held: at(s.Minutes.HeldTime),
		members: int(ptr.Deref(s.Attendance.Members, 0)), present: int(ptr.Deref(s.Attendance.Present, 0)),
		required: int(ptr.Deref(s.Attendance.Required, 0)),
	}
}

func countsOf(c v1alpha1.DecisionCounts) [4]int32 {
	return [4]int32{ptr.Deref(c.Total, 0), ptr.Deref(c.Open, 0), ptr.Deref(c.Overdue, 0), ptr.Deref(c.Completed, 0)}
}

// event hears of each event that the operator told, or would have if it had not been killed.
func (e *era) event(about client.Object, reason, action, note string) {
	e.tb.Helper()
	switch object := about.(type) {
	case *v1alpha1.DepartmentDuty:
		if action != "Decide" {
			return
		}
		if reason != e.awaited {
			e.tb.Errorf("%s: the event %s tells of duty %s, and awaited is %q", e.text(), reason, client.ObjectKeyFromObject(object), e.awaited)
		}
		e.awaited = ""
	case *v1alpha1.JointMeeting:
		_, key, ofSession := strings.Cut(action, "/")
		if !ofSession {
			return
		}
		text := fmt.Sprintf("%s %s %s", stamp(e.now().Truncate(time.Second)), reason, key)
		if reason == "SessionMoved" {
			_, moved, _ := strings.Cut(note, " moved from ")
			text += " from " + moved
		}
		b := e.bookOf(client.ObjectKeyFromObject(object))
		b.heard = append(b.heard, text)
	}
}

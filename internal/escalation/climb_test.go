// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package escalation_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/escalation"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// day is the n-th day of May 2021.
func day(n int) time.Time { return time.Date(2021, time.May, n, 0, 0, 0, 0, time.UTC) }

// never is no end in sight.
var never = time.Time{}

// count counts days, and nothing else can be told.
func count(from time.Time, period *v1alpha1.Period) (time.Time, bool) {
	if period.Days == nil {
		return time.Time{}, false
	}
	return from.AddDate(0, 0, int(*period.Days)), true
}

func TestClimb(t *testing.T) {
	t.Parallel()
	notice := func(days int32) v1alpha1.EscalationRung {
		return wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(days))
	}
	interview := func(after v1alpha1.Period) v1alpha1.EscalationRung {
		return wrappers.Rung(v1alpha1.EscalationInterview, after)
	}
	two := []v1alpha1.EscalationRung{notice(0), interview(wrappers.Days(10))}
	for name, test := range map[string]struct {
		rungs  []v1alpha1.EscalationRung
		pauses []escalation.Pause
		want   []string
	}{
		"each after its period":                    {rungs: two, want: []string{"Notice 1", "Interview 11"}},
		"a reminder is none of them":               {rungs: append([]v1alpha1.EscalationRung{wrappers.Reminder(wrappers.Days(3))}, two...), want: []string{"Notice 1", "Interview 11"}},
		"none before the one below it":             {rungs: []v1alpha1.EscalationRung{notice(10), interview(wrappers.Days(5))}, want: []string{"Notice 11", "Interview 11"}},
		"what cannot be told":                      {rungs: []v1alpha1.EscalationRung{notice(0), interview(wrappers.Months(1))}, want: []string{"Notice 1", "Interview ?"}},
		"what is above it can all the same":        {rungs: []v1alpha1.EscalationRung{wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Months(1)), interview(wrappers.Days(5))}, want: []string{"Notice ?", "Interview 6"}},
		"a pause does not count":                   {rungs: two, pauses: []escalation.Pause{{From: day(5), Until: day(8)}}, want: []string{"Notice 1", "Interview 14"}},
		"nor do two":                               {rungs: two, pauses: []escalation.Pause{{From: day(12), Until: day(14)}, {From: day(5), Until: day(8)}}, want: []string{"Notice 1", "Interview 16"}},
		"where they overlap once":                  {rungs: two, pauses: []escalation.Pause{{From: day(5), Until: day(8)}, {From: day(6), Until: day(9)}}, want: []string{"Notice 1", "Interview 15"}},
		"one within the other":                     {rungs: two, pauses: []escalation.Pause{{From: day(5), Until: day(9)}, {From: day(6), Until: day(7)}}, want: []string{"Notice 1", "Interview 15"}},
		"one that begins when the rung is reached": {rungs: two, pauses: []escalation.Pause{{From: day(11), Until: day(20)}}, want: []string{"Notice 1", "Interview 11"}},
		"one from before the miss counts from it":  {rungs: two, pauses: []escalation.Pause{{From: day(-5), Until: day(4)}}, want: []string{"Notice 1", "Interview 14"}},
		"one that was over by then does not":       {rungs: two, pauses: []escalation.Pause{{From: day(-5), Until: day(-1)}}, want: []string{"Notice 1", "Interview 11"}},
		"no end in sight":                          {rungs: two, pauses: []escalation.Pause{{From: day(5), Until: never}}, want: []string{"Notice 1", "Interview ?"}},
		"no end in sight, whatever ends":           {rungs: two, pauses: []escalation.Pause{{From: day(6), Until: day(7)}, {From: day(5), Until: never}}, want: []string{"Notice 1", "Interview ?"}},
		"no end in sight, but later":               {rungs: two, pauses: []escalation.Pause{{From: day(12), Until: never}}, want: []string{"Notice 1", "Interview 11"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, step := range (escalation.Ladder{Rungs: test.rungs}).Climb(day(1), test.pauses, count) {
				at := "?"
				if !step.At.IsZero() {
					at = strconv.Itoa(int(step.At.Sub(day(0)).Hours() / 24))
				}
				got = append(got, fmt.Sprintf("%s %s", step.Action, at))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	rung := func(days int32) []v1alpha1.EscalationRung {
		return []v1alpha1.EscalationRung{wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(days))}
	}
	county := wrappers.Jurisdiction("county")
	for name, test := range map[string]struct {
		own  []v1alpha1.EscalationRung
		line []*v1alpha1.Jurisdiction
		want escalation.Ladder
	}{
		"its own": {own: rung(1), line: []*v1alpha1.Jurisdiction{wrappers.Jurisdiction("county").Escalation(rung(2)...).Obj()}, want: escalation.Ladder{Rungs: rung(1)}},
		"that of the nearest region that has one": {
			line: []*v1alpha1.Jurisdiction{
				county.Obj(), wrappers.Jurisdiction("city").Escalation(rung(2)...).Obj(), wrappers.Jurisdiction("province").Escalation(rung(3)...).Obj(),
			},
			want: escalation.Ladder{Rungs: rung(2), DeclaredBy: "city"},
		},
		"the default": {line: []*v1alpha1.Jurisdiction{county.Obj()}, want: escalation.Ladder{Rungs: escalation.Default()}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, escalation.Resolve(test.own, test.line)); diff != "" {
				t.Errorf("ladder (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReminder(t *testing.T) {
	t.Parallel()
	if before, ok := (escalation.Ladder{Rungs: escalation.Default()}).Reminder(); !ok || *before.Days != 7 {
		t.Errorf("the default reminds %v before, %t, want 7 days", before, ok)
	}
	if _, ok := (escalation.Ladder{Rungs: escalation.Default()[1:]}).Reminder(); ok {
		t.Error("a ladder without a Reminder reminds")
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package notes_test

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/controllers/notes"
)

func TestTextsFitAnEvent(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		cut  func(string) string
		most int
	}{"note": {notes.Note, 1024}, "action": {notes.Action, 128}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if whole := strings.Repeat("x", test.most); test.cut(whole) != whole {
				t.Error("what fits is cut")
			}
			for _, character := range []string{"x", "é", "卫", "😀"} {
				got := test.cut(strings.Repeat(character, test.most+1))
				kept, told := strings.CutSuffix(got, "…")
				if !told || strings.ReplaceAll(kept, character, "") != "" {
					t.Errorf("%s: cut to %q", character, got)
				}
				if room := test.most - len(got); room < 0 || room >= len(character) {
					t.Errorf("%s: %d bytes, of at most %d", character, len(got), test.most)
				}
			}
		})
	}
}

func TestTurnedTrue(t *testing.T) {
	t.Parallel()
	with := func(status metav1.ConditionStatus) []metav1.Condition {
		return []metav1.Condition{{Type: "Stalled", Status: status, Reason: "R", Message: "m"}}
	}
	for name, test := range map[string]struct {
		before, after []metav1.Condition
		want          bool
	}{
		"it appears":          {nil, with(metav1.ConditionTrue), true},
		"it was not":          {with(metav1.ConditionFalse), with(metav1.ConditionTrue), true},
		"it was not known":    {with(metav1.ConditionUnknown), with(metav1.ConditionTrue), true},
		"it was":              {with(metav1.ConditionTrue), with(metav1.ConditionTrue), false},
		"it is not":           {with(metav1.ConditionTrue), with(metav1.ConditionFalse), false},
		"it is not there":     {with(metav1.ConditionTrue), nil, false},
		"it was never there ": {nil, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := notes.TurnedTrue(test.before, test.after, "Stalled")
			if (got != nil) != test.want {
				t.Errorf("%v, want %t", got, test.want)
			}
			if got != nil && notes.Describe(got) != "R: m" {
				t.Errorf("described as %q", notes.Describe(got))
			}
		})
	}
	if got := notes.Describe(&metav1.Condition{Reason: "R"}); got != "R" {
		t.Errorf("without a message it is described as %q", got)
	}
}

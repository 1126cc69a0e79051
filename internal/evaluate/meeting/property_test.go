// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// histories is how many random histories each property is held against. The name of a
// failing subtest tells its seed: go test -run 'TestTurbulent/seed=17$'.
var histories = flag.Uint64("histories", 20, "how many random histories each property is held against")

// each runs test on as many seeds as -histories says.
func each(t *testing.T, test func(t *testing.T, dice dice)) {
	t.Helper()
	for seed := range *histories {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			test(t, seeded(seed))
		})
	}
}

// TestTurbulentHistories lets everything happen, and holds the results against what
// world.evaluate holds of any.
func TestTurbulentHistories(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		h := newHistory(t, dice, true)
		h.world.evaluate()
		for range 5 + dice(30) {
			h.step()
		}
		h.world.start()
	})
}

// TestLiveAgreesWithRestart holds that an operator that was there all the time comes to
// the same conclusions as one that only looks at the end, and as one that does not look
// at whatever instant was announced to it, if nothing was edited and no minutes deleted
// in between.
func TestLiveAgreesWithRestart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		h := newHistory(t, dice, false)
		rare := func() *world {
			w := newWorld(t, dice, h.world.region, h.world.meeting)
			w.calendar = h.world.calendar
			return w
		}
		restarted, sometimes, first := rare(), rare(), true
		restarted.down = true
		h.world.evaluate()
		for range 5 + dice(25) {
			h.step()
		}
		for _, act := range h.log {
			act(restarted)
			if sometimes.down = !first && !oneIn(dice, 4); !sometimes.down && !first {
				sometimes.start()
			}
			first = false
			act(sometimes)
		}
		for _, w := range []*world{restarted, sometimes, h.world} {
			w.advance(h.world.now)
			w.start()
		}
		mustEqual(t, "live differs from restarted", conclusions(restarted), conclusions(h.world))
		mustEqual(t, "live differs from seldom", conclusions(sometimes), conclusions(h.world))
	})
}

// conclusion is what is said of a session, but for what only who was there can know.
type conclusion struct {
	Session v1alpha1.SessionStatus
	Missed  string
}

// conclusions are what a result says of sessions and minutes. An operator that was not
// there invited nobody, and showed no agenda.
func conclusions(w *world) (all []any) {
	for i := range w.meeting.Status.Sessions {
		s := *w.meeting.Status.Sessions[i].DeepCopy()
		s.NotifiedTime, s.Agenda, s.AgendaTotal = nil, nil, nil
		c := conclusion{Session: s}
		if s.MissedTime != nil {
			c.Missed = s.MissedTime.String()
		}
		all = append(all, c)
	}
	for i := range w.last.Minutes {
		all = append(all, w.last.Minutes[i].Verdict, w.last.Minutes[i].ReceivedTime)
	}
	schedule := w.meeting.Status.Schedule
	all = append(all, schedule, w.meeting.Status.Decisions, w.meeting.Status.Next.Date, w.meeting.Status.Next.StartTime)
	for i := range w.meeting.Status.Conditions {
		c := &w.meeting.Status.Conditions[i]
		all = append(all, c.Type, c.Status, c.Reason, c.Message)
	}
	return all
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// TestBehindScheduleAgreesWithSearch holds BehindSchedule against the straight
// line as a person would draw it, second by second.
func TestBehindScheduleAgreesWithSearch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		start, w := instant(created), dutyDue("2021-01-02")
		type end struct{ second, target int }
		line := []end{{}}
		for i := range 1 + dice(3) {
			last := line[len(line)-1]
			next := end{second: last.second + dice(60), target: last.target + 1 + dice(20)}
			line = append(line, next)
			due := v1alpha1.DueDate(start.Add(time.Duration(next.second) * time.Second).Format(time.RFC3339))
			w.Target(v1alpha1.CheckpointName(fmt.Sprintf("m%d", i)), due, int64(next.target), "stations")
		}
		quantity := dice(line[len(line)-1].target + 3)
		in := duty.Input{Duty: w.Obj(), Jurisdiction: xicheng().Obj(), Reports: []v1alpha1.DutyReport{
			*report("r1").Created(start).Progress().Quantity(int64(quantity)).Obj(),
		}}
		for second := range line[len(line)-1].second + 2 {
			want := false
			for i := 1; i < len(line); i++ {
				from, to := line[i-1], line[i]
				if from.second <= second && second < to.second {
					want = quantity < from.target+(to.target-from.target)*(second-from.second)/(to.second-from.second)
				}
			}
			in.Now = start.Add(time.Duration(second) * time.Second)
			result := duty.Evaluate(in)
			if got := meta.IsStatusConditionTrue(result.Status.Conditions, v1alpha1.ConditionBehindSchedule); got != want {
				t.Fatalf("line %v, quantity %d, second %d: BehindSchedule is %t, want %t", line, quantity, second, got, want)
			}
		}
	})
}

// claim is what one department says of one checkpoint, followed event by event.
type claim struct {
	deadline      time.Time
	since, missed time.Time
	made, counts  bool
}

// until tells the claim that nothing happened until now.
func (c *claim) until(now time.Time) {
	if c.missed.IsZero() && !now.Before(c.deadline) && (!c.made || !c.since.Before(c.deadline)) {
		c.missed = c.deadline
	}
}

func (c *claim) make(now time.Time) {
	c.until(now)
	if !c.made {
		c.made, c.since = true, now
	}
	c.counts = false
}

func (c *claim) end(now time.Time) {
	c.until(now)
	if c.missed.IsZero() && c.made && !now.Before(c.deadline) {
		c.missed = now
	}
	c.made, c.counts = false, false
}

func (c *claim) state() v1alpha1.CheckpointState {
	switch {
	case c.counts && c.missed.IsZero():
		return v1alpha1.CheckpointCompleted
	case c.counts:
		return v1alpha1.CheckpointCompletedLate
	case !c.missed.IsZero():
		return v1alpha1.CheckpointMissed
	case c.made:
		return v1alpha1.CheckpointUnderReview
	default:
		return v1alpha1.CheckpointOpen
	}
}

// TestSimpleLinesAgreeWithBookkeeping holds the checkpoint of a duty, of which one
// department files one report after the other, against bookkeeping in order.
func TestSimpleLinesAgreeWithBookkeeping(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		now := instant(created)
		want := claim{deadline: now.Add(time.Minute)}
		object := wrappers.Duty("duty").Created(now).Due(v1alpha1.DueDate(want.deadline.Format(time.RFC3339))).Obj()
		in := duty.Input{Duty: object, Jurisdiction: xicheng().Obj()}
		last := ""
		for i := range 1 + dice(8) {
			now = now.Add(time.Duration(1+dice(30)) * time.Second)
			switch name := fmt.Sprintf("r%d", i); dice(4) {
			case 0:
				in.Reports = append(in.Reports, *report(name).Created(now).Progress().Supersedes(v1alpha1.ObjectName(last)).Obj())
				want.end(now)
				last = name
			case 1:
				in.Reports = append(in.Reports, *report(name).Created(now).Supersedes(v1alpha1.ObjectName(last)).Obj())
				want.make(now)
				last = name
			case 2:
				in.Rulings = append(in.Rulings, *returning("b"+name, v1alpha1.ObjectName(last)).Created(now).Obj())
				if want.made && !want.counts {
					want.end(now)
				}
			default:
				in.Rulings = append(in.Rulings, *accepting("a"+name, v1alpha1.ObjectName(last)).Created(now).Obj())
				want.counts = want.made
			}
		}
		now = now.Add(time.Duration(dice(30)) * time.Second)
		want.until(now)
		in.Now = now
		got := duty.Evaluate(in).Status.Checkpoints[0]
		if got.State != want.state() || !same(got.MissedTime == nil, want.missed.IsZero()) || (got.MissedTime != nil && !got.MissedTime.Time.Equal(want.missed)) ||
			(got.ReceivedTime != nil) != want.made || (want.made && !got.ReceivedTime.Time.Equal(want.since)) {
			t.Fatalf("now is %s, got %s, want %s, %+v", now, describe(&got), want.state(), want)
		}
	})
}

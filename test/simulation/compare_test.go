// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/forecast"
)

// ledgerMisses is how many misses the ledger of a duty holds.
const ledgerMisses = 100

// lines are what is compared: one for each thing said, and about which duty.
type lines map[string][]string

func (l lines) addf(about, format string, args ...any) {
	l[about] = append(l[about], fmt.Sprintf(format, args...))
}

// differences counts the lines that only one side has, and tells of the first duty that
// has any.
func (y *year) differences(want, got lines) (count int, told string) {
	abouts := map[string]bool{}
	for _, side := range []lines{want, got} {
		for about := range side {
			abouts[about] = true
		}
	}
	var different []string
	for about := range abouts {
		slices.Sort(want[about])
		slices.Sort(got[about])
		if n := missing(want[about], got[about]) + missing(got[about], want[about]); n > 0 {
			count += n
			different = append(different, about)
		}
	}
	slices.Sort(different)
	if len(different) == 0 {
		return 0, ""
	}
	first := different[0]
	return count, fmt.Sprintf("%d duties, first %s (-forecast +written):\n%s\n%s", len(different), first,
		cmp.Diff(readable(want[first]), readable(got[first])), y.dossier(first))
}

// readable breaks statuses into lines.
func readable(said []string) []string {
	var broken []string
	for _, line := range said {
		broken = append(broken, strings.Split(strings.ReplaceAll(line, ",", ",\n"), "\n")...)
	}
	return broken
}

// missing counts the lines of one list that the other does not have.
func missing(of, in []string) (count int) {
	left := map[string]int{}
	for _, line := range in {
		left[line]++
	}
	for _, line := range of {
		left[line]--
		if left[line] < 0 {
			count++
		}
	}
	return count
}

func stampOf(instant time.Time) string { return instant.UTC().Format(time.RFC3339Nano) }

// foreseenStatuses are the statuses that the steps of the forecast foresee, each with
// the instant at which it comes to be.
func (y *year) foreseenStatuses(in forecast.Input) lines {
	subjects, err := forecast.Subjects(in)
	if err != nil {
		y.tb.Fatal(err)
	}
	foreseen := lines{}
	for i := range subjects {
		subject := &subjects[i]
		about := subject.Duty.Namespace + "/" + subject.Duty.Name
		var reports, rulings []json.RawMessage
		for _, report := range subject.Reports {
			reports = append(reports, encode(y.tb, report.Status))
		}
		for _, ruling := range subject.Rulings {
			rulings = append(rulings, encode(y.tb, ruling.Status))
		}
		for step, err := range forecast.Steps(*subject, in.Until, 0) {
			if err != nil {
				y.tb.Fatal(err)
			}
			y.counts.steps++
			said := func(kind, name string, before, after json.RawMessage) json.RawMessage {
				switch {
				case bytes.Equal(before, after):
				case step.Time.Equal(in.From):
					y.tb.Errorf("%s: evaluated again, the status of %s %s of %s changes (-written +again):\n%s\n%s", stampOf(step.Time), kind, name, about,
						cmp.Diff(readable([]string{string(before)}), readable([]string{string(after)})), y.dossier(about))
				default:
					foreseen.addf(about, "%s %s %s: %s", stampOf(step.Time), kind, name, after)
				}
				return after
			}
			said("DepartmentDuty", subject.Duty.Name, encode(y.tb, step.Before), encode(y.tb, step.Result.Status))
			for i := range reports {
				reports[i] = said("DutyReport", subject.Reports[i].Name, reports[i], encode(y.tb, step.Result.Reports[i]))
			}
			for i := range rulings {
				rulings[i] = said("DutyRuling", subject.Rulings[i].Name, rulings[i], encode(y.tb, step.Result.Rulings[i]))
			}
		}
	}
	return foreseen
}

// writtenStatuses are the statuses that the operator wrote.
func writtenStatuses(writes []statusWrite, dutyOf func(statusWrite) string) lines {
	written := lines{}
	for _, w := range writes {
		written.addf(dutyOf(w), "%s %s %s: %s", stampOf(w.at), w.kind, w.key.Name, w.after)
	}
	return written
}

// foreseenEntries are the entries of the forecast in the form of writtenEntries.
func foreseenEntries(entries []forecast.Entry) lines {
	foreseen := lines{}
	for i := range entries {
		e := &entries[i]
		about, at, deadline := e.Namespace+"/"+string(e.Duty), stampOf(e.Time), stampOf(e.Deadline)
		switch e.Kind {
		case forecast.CycleOpened:
			foreseen.addf(about, "%s cycle %s due %s", at, e.Checkpoint, deadline)
		case forecast.DueSoon, forecast.BehindSchedule:
			foreseen.addf(about, "%s %s: %s", at, e.Kind, e.Message)
		case forecast.Due:
			if !e.Time.Equal(e.Deadline) {
				foreseen.addf(about, "%s due although the deadline is %s", at, deadline)
			}
			foreseen.addf(about, "%s deadline of %s, owed by %v", at, e.Checkpoint, e.Departments)
		case forecast.Missed:
			foreseen.addf(about, "%s missed %s, due %s, by %v", at, e.Checkpoint, deadline, e.Departments)
		case forecast.RungReached:
			foreseen.addf(about, "%s reached %s on account of %s, due %s", at, e.Action, e.Checkpoint, deadline)
		case forecast.RectificationOverdue, forecast.LookBackDue:
			foreseen.addf(about, "%s interview %s: %s", at, e.Ruling, e.Kind)
		default:
			foreseen.addf(about, "%s unknown kind %s", at, e.Kind)
		}
		foreseen.addf(about, "%s light %s", at, e.Light)
	}
	return unique(foreseen)
}

// unique drops lines that stand twice: a light is told with every entry of an instant.
func unique(all lines) lines {
	for about, said := range all {
		slices.Sort(said)
		all[about] = slices.Compact(said)
	}
	return all
}

// span is what the operator made of one duty from one instant to another.
type span struct {
	about       string
	from, until time.Time
	// start is the status at the beginning, and writes those that follow.
	start  *v1alpha1.DepartmentDutyStatus
	writes []statusWrite
}

// writtenEntries reads off the ledgers what came to be. What the ledger dates itself is
// taken at its word; the writes only tell the rest.
func (y *year) writtenEntries(s span) lines {
	written := lines{}
	before, lights := s.start, []statusWrite{}
	for _, w := range s.writes {
		after := decode[v1alpha1.DepartmentDutyStatus](y.tb, w.after)
		for _, c := range after.Cycles {
			if !slices.ContainsFunc(before.Cycles, func(o v1alpha1.Cycle) bool { return o.Name == c.Name }) {
				written.addf(s.about, "%s cycle %s due %s", stampOf(c.OpenedTime.Time), c.Name, stampOf(c.Deadline.Time))
				lights = append(lights, w)
			}
		}
		for _, m := range after.Misses {
			if m.State != v1alpha1.MissStanding || slices.ContainsFunc(before.Misses, func(o v1alpha1.Miss) bool { return same(o, m) && o.State == m.State }) {
				continue
			}
			since := m.MissedTime.Time
			if slices.ContainsFunc(before.Misses, func(o v1alpha1.Miss) bool { return same(o, m) }) {
				since = w.at // a waiver ended
			} else if m.Deadline.After(s.from) {
				written.addf(s.about, "%s deadline of %s, owed by %v", stampOf(m.Deadline.Time), m.Checkpoint, m.Departments)
			}
			written.addf(s.about, "%s missed %s, due %s, by %v", stampOf(s.found(since, w)), m.Checkpoint, stampOf(m.Deadline.Time), m.Departments)
			lights = append(lights, w)
		}
		for _, r := range after.Rungs {
			if !slices.Contains(keysOf(before.Rungs), keyOfRung(r)) {
				written.addf(s.about, "%s reached %s on account of %s, due %s", stampOf(s.found(reachedAt(r, before, w), w)), r.Action, r.Checkpoint, stampOf(r.Deadline.Time))
				lights = append(lights, w)
			}
		}
		for _, name := range []string{v1alpha1.ConditionDueSoon, v1alpha1.ConditionBehindSchedule} {
			now := meta.FindStatusCondition(after.Conditions, name)
			if now != nil && now.Status == metav1.ConditionTrue && !meta.IsStatusConditionTrue(before.Conditions, name) {
				written.addf(s.about, "%s %s: %s", stampOf(now.LastTransitionTime.Time), name, now.Message)
				lights = append(lights, w)
			}
		}
		if interviewTurns(written, s.about, w, before, after) {
			lights = append(lights, w)
		}
		before = after
	}
	y.reviewedAtDeadline(written, s, before)
	for _, w := range lights {
		written.addf(s.about, "%s light %s", stampOf(w.at), decode[v1alpha1.DepartmentDutyStatus](y.tb, w.after).Light)
	}
	return unique(written)
}

func same(a, b v1alpha1.Miss) bool {
	return a.Checkpoint == b.Checkpoint && a.Deadline.Equal(b.Deadline)
}

// found is an instant by what the ledger says or, of what the ledger dates to before the
// span, when the operator came to enter it.
func (s span) found(told time.Time, w statusWrite) time.Time {
	return pickTime(told.After(s.from), told, w.at)
}

// reachedAt is when a rung was reached by what the ledger says. On account of a miss that
// was there and did not climb, as an earlier one did, it may have been before: then it
// is when the operator came to enter it.
func reachedAt(r v1alpha1.ReachedRung, before *v1alpha1.DepartmentDutyStatus, w statusWrite) time.Time {
	climbing := true
	for _, m := range before.Misses {
		if m.Checkpoint == r.Checkpoint && m.Deadline.Equal(r.Deadline) {
			return pickTime(climbing && m.State == v1alpha1.MissStanding, r.ReachedTime.Time, w.at)
		}
		climbing = climbing && m.State != v1alpha1.MissStanding
	}
	return r.ReachedTime.Time
}

func pickTime(first bool, a, b time.Time) time.Time {
	if first {
		return a
	}
	return b
}

// interviewTurns tells of the interviews whose day has come.
func interviewTurns(written lines, about string, w statusWrite, before, after *v1alpha1.DepartmentDutyStatus) (turned bool) {
	for _, i := range after.Interviews {
		var was v1alpha1.InterviewState
		for _, o := range before.Interviews {
			if o.Ruling == i.Ruling {
				was = o.State
			}
		}
		if was == i.State {
			continue
		}
		switch i.State {
		case v1alpha1.InterviewRectificationOverdue:
			// Where what was rectified is missed again, it is not the day that turns it.
			written.addf(about, "%s interview %s: RectificationOverdue", stampOf(pickTime(was == v1alpha1.InterviewRectifying, i.RectifyBy.Time, w.at)), i.Ruling)
		case v1alpha1.InterviewLookBackDue:
			written.addf(about, "%s interview %s: LookBackDue", stampOf(i.LookBackTime.Time), i.Ruling)
		default:
			continue
		}
		turned = true
	}
	return turned
}

// reviewedAtDeadline tells of the deadlines that fell while all that was owed awaited
// its ruling: with nothing filed, they do so still.
func (y *year) reviewedAtDeadline(written lines, s span, end *v1alpha1.DepartmentDutyStatus) {
	for i := range end.Checkpoints {
		c := &end.Checkpoints[i]
		if c.Deadline == nil || !c.Deadline.After(s.from) || c.Deadline.After(s.until) {
			continue
		}
		if slices.ContainsFunc(end.Misses, func(m v1alpha1.Miss) bool { return m.Checkpoint == c.Name && m.Deadline.Equal(c.Deadline) }) {
			continue
		}
		if c.State != v1alpha1.CheckpointUnderReview && c.State != v1alpha1.CheckpointMissed {
			continue
		}
		written.addf(s.about, "%s deadline of %s, owed by []", stampOf(c.Deadline.Time), c.Name)
		light := s.start.Light
		for _, w := range s.writes {
			if !w.at.After(c.Deadline.Time) {
				light = decode[v1alpha1.DepartmentDutyStatus](y.tb, w.after).Light
			}
		}
		written.addf(s.about, "%s light %s", stampOf(c.Deadline.Time), light)
	}
}

func keyOfRung(r v1alpha1.ReachedRung) string {
	return fmt.Sprintf("%s of %s due %s", r.Action, r.Checkpoint, stampOf(r.Deadline.Time))
}

func keysOf(rungs []v1alpha1.ReachedRung) []string {
	keys := make([]string, 0, len(rungs))
	for _, r := range rungs {
		keys = append(keys, keyOfRung(r))
	}
	return keys
}

// checkWrite holds of every write to a duty what must be true of any.
func (y *year) checkWrite(tb testing.TB, w statusWrite) {
	tb.Helper()
	if w.kind != "DepartmentDuty" {
		return
	}
	before, after := decode[v1alpha1.DepartmentDutyStatus](tb, w.before), decode[v1alpha1.DepartmentDutyStatus](tb, w.after)
	about := w.key.String()
	for _, m := range before.Misses {
		if len(after.Misses) < ledgerMisses && !slices.ContainsFunc(after.Misses, func(o v1alpha1.Miss) bool { return same(o, m) }) {
			tb.Errorf("%s: the miss of %s, due %s, is gone from %s", stampOf(w.at), m.Checkpoint, stampOf(m.Deadline.Time), about)
		}
	}
	for _, m := range after.Misses {
		y.seen.misses[fmt.Sprintf("%s %s due %s", about, m.Checkpoint, stampOf(m.Deadline.Time))] = true
	}
	for _, c := range after.Cycles {
		y.seen.cycles[about+" "+string(c.Name)] = true
	}
	was := keysOf(before.Rungs)
	for _, r := range after.Rungs {
		rung := about + " " + keyOfRung(r)
		if !slices.Contains(was, keyOfRung(r)) && y.seen.rungs[rung] {
			tb.Errorf("%s: %s is reached a second time", stampOf(w.at), rung)
		}
		y.seen.rungs[rung] = true
	}
	if keys := keysOf(after.Rungs); len(slices.Compact(slices.Sorted(slices.Values(keys)))) < len(keys) {
		tb.Errorf("%s: %s has a rung twice: %v", stampOf(w.at), about, keys)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/forecast"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/simulation/province"
)

// years is how many years are simulated, each from another seed. The name of a failing
// subtest tells its seed.
var years = flag.Uint64("years", 1, "how many years are simulated, from the seeds 0, 1 and so on")

// firstDuties is how many duties there are at the beginning; others come by and by.
const firstDuties = 260

// year is a province in one year of its life.
type year struct {
	tb       testing.TB
	dice     province.Dice
	start    time.Time
	operator *operator
	regions  []v1alpha1.JurisdictionName
	serial   int
	// purged are records that were deleted, and may come again.
	purged []client.Object
	// writes are those since the last forecast.
	writes []statusWrite
	counts counts
	seen   struct{ misses, rungs, cycles map[string]bool }
}

// counts are what a year came to.
type counts struct {
	duties, reports, rulings, interviews, edits, purged         int
	forecasts, entries, steps, compared, differences, writesAll int
}

func newYear(tb testing.TB, dice province.Dice) *year {
	tb.Helper()
	zone, err := calendar.Location("")
	if err != nil {
		tb.Fatal(err)
	}
	y := &year{tb: tb, dice: dice, start: time.Date(2026, time.September, 1, 8, 0, 0, 0, zone)}
	y.seen.misses, y.seen.rungs, y.seen.cycles = map[string]bool{}, map[string]bool{}, map[string]bool{}
	y.operator = newOperator(tb, y.start)
	y.operator.written = func(w statusWrite) {
		tb.Helper()
		y.counts.writesAll++
		y.writes = append(y.writes, w)
		y.checkWrite(tb, w)
	}
	y.declare()
	return y
}

func (y *year) now() time.Time { return y.operator.clock.Now().In(y.start.Location()) }

// stamp is the creation time that the API server gives now, in whole seconds.
func (y *year) stamp() metav1.Time { return metav1.NewTime(y.now().Truncate(time.Second)) }

// pass lets some time go by, of which the operator takes notice if it runs.
func (y *year) pass(most time.Duration) {
	step := time.Duration(y.dice(int(most/time.Millisecond))) * time.Millisecond
	if province.OneIn(y.dice, 2) {
		step = step.Truncate(time.Second)
	}
	y.operator.run(y.now().Add(step))
}

// week lets things happen for a day or two, makes a forecast, lets the operator run with
// nothing filed until its end, and compares.
func (y *year) week() {
	for range 20 + y.dice(50) {
		y.pass(time.Hour)
		y.happen()
	}
	if y.operator.down {
		y.operator.restart()
	}
	y.operator.run(y.now())
	if province.OneIn(y.dice, 3) {
		y.holdStill()
	}
	until := y.now().AddDate(0, 0, 2+y.dice(7)).Add(time.Duration(y.dice(86400)) * time.Second)
	in := y.forecastInput(until)
	made, err := forecast.Run(in)
	if err != nil {
		y.tb.Fatal(err)
	}
	statuses, starts := y.foreseenStatuses(in), y.statuses()
	from := y.now()
	y.writes = nil
	for range y.dice(3) {
		// A resync, or a restart, in between changes nothing.
		y.operator.run(from.Add(time.Duration(y.dice(int(until.Sub(from)/time.Second))) * time.Second))
		if province.OneIn(y.dice, 2) {
			y.operator.restart()
		} else {
			y.operator.wakeAll()
		}
		from = y.now()
	}
	y.operator.run(until)
	y.compare(made, statuses, starts)
}

// holdStill restarts the operator, which must write nothing.
func (y *year) holdStill() {
	y.writes = nil
	y.operator.restart()
	y.operator.run(y.now())
	for _, w := range y.writes {
		y.tb.Errorf("%s: the operator, restarted, writes %s %s again\n- %s\n+ %s", stampOf(w.at), w.kind, w.key, w.before, w.after)
	}
}

// forecastInput is what somebody sees who looks at the province now.
func (y *year) forecastInput(until time.Time) forecast.Input {
	in := forecast.Input{
		Jurisdictions: memory.All(y.operator.server, &v1alpha1.Jurisdiction{}), Calendars: y.calendars(),
		Root: "province", From: y.now(), Until: until,
	}
	for _, duty := range memory.All(y.operator.server, &v1alpha1.DepartmentDuty{}) {
		in.Duties = append(in.Duties, *duty)
	}
	for _, report := range memory.All(y.operator.server, &v1alpha1.DutyReport{}) {
		in.Reports = append(in.Reports, *report)
	}
	for _, ruling := range memory.All(y.operator.server, &v1alpha1.DutyRuling{}) {
		in.Rulings = append(in.Rulings, *ruling)
	}
	return in
}

// statuses are those of all duties now.
func (y *year) statuses() map[string]*v1alpha1.DepartmentDutyStatus {
	statuses := map[string]*v1alpha1.DepartmentDutyStatus{}
	for _, duty := range memory.All(y.operator.server, &v1alpha1.DepartmentDuty{}) {
		statuses[client.ObjectKeyFromObject(duty).String()] = duty.Status.DeepCopy()
	}
	return statuses
}

// dutyOf names the duty that a write is about.
func (y *year) dutyOf(w statusWrite) string {
	name := w.key.Name
	switch w.kind {
	case "DutyReport":
		if report, ok := memory.Find(y.operator.server, &v1alpha1.DutyReport{ObjectMeta: metaOf(w)}); ok {
			name = string(report.Spec.DutyRef.Name)
		}
	case "DutyRuling":
		if ruling, ok := memory.Find(y.operator.server, &v1alpha1.DutyRuling{ObjectMeta: metaOf(w)}); ok {
			name = string(ruling.Spec.DutyRef.Name)
		}
	}
	return w.key.Namespace + "/" + name
}

func metaOf(w statusWrite) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: w.key.Namespace, Name: w.key.Name}
}

// compare holds the forecast against what the operator wrote.
func (y *year) compare(made forecast.Forecast, statuses lines, starts map[string]*v1alpha1.DepartmentDutyStatus) {
	y.tb.Helper()
	written := lines{}
	for about, start := range starts {
		s := span{about: about, from: made.From, until: made.Until, start: start}
		for _, w := range y.writes {
			if w.kind == "DepartmentDuty" && w.key.String() == about {
				s.writes = append(s.writes, w)
			}
		}
		for _, said := range y.writtenEntries(s) {
			written[about] = append(written[about], said...)
		}
	}
	y.counts.forecasts++
	y.counts.entries += len(made.Entries)
	if !slices.IsSortedFunc(made.Entries, forecast.Compare) {
		y.tb.Error("the entries are not in order")
	}
	for _, pair := range []struct {
		what             string
		foreseen, became lines
	}{
		{"statuses", statuses, writtenStatuses(y.writes, y.dutyOf)},
		{"entries", foreseenEntries(made.Entries), written},
	} {
		for _, said := range pair.became {
			y.counts.compared += len(said)
		}
		count, told := y.differences(pair.foreseen, pair.became)
		y.counts.differences += count
		if count > 0 {
			y.tb.Errorf("from %s to %s %d lines of %s differ, of %s", stampOf(made.From), stampOf(made.Until), count, pair.what, told)
		}
	}
}

// tell logs what the year came to.
func (y *year) tell(tb testing.TB, seed uint64) {
	tb.Helper()
	c := &y.counts
	tb.Logf("seed %d: %d regions, %d duties, %d reports, %d rulings of which %d interviews, %d plan edits, %d records deleted, %d restarts",
		seed, len(y.regions), c.duties, c.reports, c.rulings, c.interviews, c.edits, c.purged, y.operator.restarts)
	tb.Logf("seed %d: %d misses, %d rungs, %d cycles; %d evaluations, %d status writes",
		seed, len(y.seen.misses), len(y.seen.rungs), len(y.seen.cycles), y.operator.reconciled, c.writesAll)
	tb.Logf("seed %d: %d forecasts with %d entries from %d steps; %d lines compared with what was written, %d differences",
		seed, c.forecasts, c.entries, c.steps, c.compared, c.differences)
}

func TestSimulatedYear(t *testing.T) {
	t.Parallel()
	for seed := range *years {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			y := newYear(t, province.Seeded(seed))
			for range firstDuties {
				y.newDuty()
			}
			notices := y.lateNotices()
			for end := y.start.AddDate(1, 0, 0); y.now().Before(end) && !t.Failed(); {
				y.week()
				for len(notices) > 0 && notices[0].at.Before(y.now()) {
					notices[0].publish()
					notices = notices[1:]
				}
			}
			y.tell(t, seed)
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/simulation/province"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// years is how often the two years are simulated, each time from another seed. The name of a failing subtest tells its seed.
var years = flag.Uint64("years", 1, "how often two years are simulated, from the seeds 0, 1 and so on")

// The two years. The second half of the last lies in a year without a notice, until that comes.
var (
	begin = time.Date(2025, time.June, 2, 0, 0, 0, 0, time.UTC)
	end   = begin.AddDate(2, 0, 0)
)

const (
	// firstMeetings is how many there are at the beginning, and laterMeetings how many come by and by.
	firstMeetings, laterMeetings = 14, 6
	// rest is how long the operator needs at most to come to rest, though writes be refused and changes gathered.
	rest = 700 * time.Millisecond
)

// era is a province in two years of its life.
type era struct {
	tb       testing.TB
	dice     province.Dice
	operator *operator
	books    []*book
	clocks   map[v1alpha1.JurisdictionName]*clocks
	regions  []v1alpha1.JurisdictionName
	// calendars that were published, by their names.
	calendars map[string]*sayings
	// errands are what people will do, the earliest first.
	errands []errand
	serial  int
	// fated are the sessions of which it was thrown what becomes of their minutes.
	fated map[*book]map[v1alpha1.PlainDate]bool
	// awaited is the event that has to follow the write before.
	awaited string
	counts  counts
	quiet   int
}

// errand is something that is done at its time.
type errand struct {
	at time.Time
	do func()
}

func newEra(tb testing.TB, dice province.Dice) *era {
	tb.Helper()
	e := &era{
		tb: tb, dice: dice, operator: newOperator(tb, begin), clocks: map[v1alpha1.JurisdictionName]*clocks{},
		calendars: map[string]*sayings{}, fated: map[*book]map[v1alpha1.PlainDate]bool{},
	}
	e.operator.trouble.onWrite, e.operator.trouble.onEvent = e.hear, e.event
	e.publish("province", map[string]string{})
	byZone := map[string]*clocks{}
	for _, region := range province.Regions() {
		zone, err := calendar.Location(region.Spec.TimeZone)
		if err != nil {
			tb.Fatal(err)
		}
		if byZone[zone.String()] == nil {
			byZone[zone.String()] = newClocks(zone)
		}
		name := v1alpha1.JurisdictionName(region.Name)
		e.regions, e.clocks[name] = append(e.regions, name), byZone[zone.String()]
		e.put(region)
	}
	e.after(30+e.dice(30), func() { e.publish("south-2", map[string]string{}) })
	// Holidays are prolonged when they are about to begin, or to end, as in 2020; and a year has long begun until all know
	// those of it.
	const longer2025, longerFestival, longer2026 = "2025-10-01..2025-10-10", "2026-02-15..2026-02-27", "2026-10-01..2026-10-09"
	last := notices(longer2025, longerFestival, longer2026)
	last["2027"] = province.Notice2027
	e.on("2025-09-27", func() { e.publish("province", notices(longer2025, springFestival2026, nationalDay2026)) })
	e.on("2026-02-20", func() { e.publish("province", notices(longer2025, longerFestival, nationalDay2026)) })
	e.on("2026-09-28", func() { e.publish("province", notices(longer2025, longerFestival, longer2026)) })
	e.on("2027-01-29", func() { e.publish("province", last) })
	e.on("2027-04-08", func() { e.publish("south-2", map[string]string{"2027": province.Notice2027}) })
	return e
}

func (e *era) now() time.Time { return e.operator.clock.Now() }
func (e *era) text() string   { return stamp(e.now()) }

// do has something done at a time.
func (e *era) do(at time.Time, do func()) {
	later := slices.IndexFunc(e.errands, func(other errand) bool { return other.at.After(at) })
	if later < 0 {
		later = len(e.errands)
	}
	e.errands = slices.Insert(e.errands, later, errand{at, do})
}

// after has something done within a day, after so many.
func (e *era) after(days int, do func()) {
	e.do(e.now().AddDate(0, 0, days).Add(time.Duration(e.dice(24*60*60))*time.Second), do)
}

// on has something done on a day or a little later.
func (e *era) on(date v1alpha1.PlainDate, do func()) {
	e.do(dayNamed(e.tb, date).date().Add(time.Duration(e.dice(5*24*60*60))*time.Second), do)
}

// put has somebody declare or change an object.
func (e *era) put(object client.Object) {
	e.tb.Helper()
	if err := e.operator.server.Put(object); err != nil {
		e.tb.Fatal(err)
	}
}

// publish makes a calendar what it says.
func (e *era) publish(name string, published map[string]string) {
	said := say(e.tb, published)
	e.calendars[name] = &said
	e.put(province.Calendar(name, published))
	e.happened(e.books...)
}

// happened notes that something happened to meetings.
func (e *era) happened(to ...*book) {
	for _, b := range to {
		b.happened(e.now())
	}
}

func (e *era) bookOf(key client.ObjectKey) *book {
	at := slices.IndexFunc(e.books, func(b *book) bool { return b.namespace == key.Namespace && b.name == key.Name })
	if at < 0 {
		e.tb.Fatalf("there is no meeting %s", key)
	}
	return e.books[at]
}

func (e *era) meeting(b *book) *v1alpha1.JointMeeting {
	meeting, ok := memory.Find(e.operator.server, wrappers.Meeting(b.name).Namespace(b.namespace).Obj())
	if !ok {
		e.tb.Fatalf("there is no meeting %s", b.name)
	}
	return meeting
}

// pass lets time pass, in which the operator runs if it is not down, and the books are kept.
func (e *era) pass(then time.Time) {
	e.tb.Helper()
	for e.operator.run(then); e.operator.trouble.dead; e.operator.run(then) {
		e.killed()
	}
	if !e.operator.down {
		e.keep()
	}
}

// keep brings the books up to date.
func (e *era) keep() {
	for _, b := range e.books {
		b.keep(e.now())
	}
}

// killed keeps the books of what the process had seen when it was killed. Another begins at once, or some days later.
func (e *era) killed() {
	now := e.now()
	for _, b := range e.books {
		b.killed = true
		key := client.ObjectKey{Namespace: b.namespace, Name: b.name}
		served := e.operator.served(key)
		switch {
		case e.operator.looked[key].Before(b.unseen): // It does not know yet.
		case served.Before(b.unseen):
			b.keep(b.unseen)
		case !served.Before(b.at):
			b.keep(served)
		}
	}
	if !province.OneIn(e.dice, 3) {
		e.restart()
		return
	}
	e.operator.stop()
	e.do(now.Add(time.Duration(e.dice(14*24*60*60))*time.Second), e.restart)
}

// restart begins a process in the place of one that is down or running.
func (e *era) restart() {
	e.operator.restart()
	e.happened(e.books...)
}

// stop has the operator be down for some days.
func (e *era) stop() {
	if !e.operator.down {
		e.operator.stop()
		e.after(e.dice(24), e.restart)
	}
}

// settle lets the operator come to rest.
func (e *era) settle() {
	e.tb.Helper()
	e.pass(e.now().Add(rest))
}

// compareTouched compares the meetings to which something happened.
func (e *era) compareTouched() {
	e.tb.Helper()
	for _, b := range e.books {
		if b.touched && !e.operator.down {
			e.compare(b)
		}
	}
}

// checkpoint compares all meetings.
func (e *era) checkpoint() {
	e.tb.Helper()
	if e.operator.down {
		return
	}
	e.operator.trouble.calm()
	e.settle()
	for _, b := range e.books {
		e.compare(b)
	}
	if province.OneIn(e.dice, 3) {
		e.holdStill()
	}
}

// holdStill looks at everything again, or restarts the operator, which must write and tell nothing.
func (e *era) holdStill() {
	e.tb.Helper()
	e.quiet++
	writes := e.operator.trouble.writes
	e.operator.wakeAll()
	if province.OneIn(e.dice, 2) {
		e.operator.restart()
	}
	e.settle()
	if wrote := e.operator.trouble.writes - writes; wrote > 0 {
		e.tb.Errorf("%s: the operator writes %d times, and nothing happened", e.text(), wrote)
	}
	for _, b := range e.books {
		if len(b.heard) > 0 {
			e.tb.Errorf("%s: it tells of %s again: %q", e.text(), b.name, b.heard)
		}
	}
}

// live lets the two years go by.
func (e *era) live() {
	for range firstMeetings {
		e.convene()
	}
	for range laterMeetings {
		e.after(e.dice(500), e.convene)
	}
	e.checkpoint()
	for checked := e.now(); e.now().Before(end) && !e.tb.Failed(); {
		then := e.now().Truncate(time.Second).Add(time.Duration(1+e.dice(14*60*60)) * time.Second)
		do := e.happen
		if len(e.errands) > 0 && e.errands[0].at.Before(then) {
			then, do = e.errands[0].at, e.errands[0].do
			e.errands = e.errands[1:]
		}
		then = then.Truncate(time.Second).Add(province.Pick(e.dice, 0, 0, 300*time.Millisecond))
		if then.After(e.now()) {
			e.pass(then)
		}
		e.brew()
		do()
		e.settle()
		e.compareTouched()
		e.throwFates()
		if e.now().Sub(checked) > 3*24*time.Hour {
			checked = e.now()
			e.checkpoint()
		}
	}
	if e.operator.down {
		e.restart()
	}
	e.checkpoint()
}

// tellAll logs what the two years came to.
func (e *era) tellAll(seed uint64) {
	c, o := &e.counts, e.operator
	red, rungs := 0, 0
	for _, duty := range memory.All(o.server, &v1alpha1.DepartmentDuty{}) {
		if duty.Status.Light == v1alpha1.LightRed {
			red++
		}
		rungs += len(duty.Status.Rungs)
	}
	for _, b := range e.books {
		for _, p := range b.papers {
			if p.verdict == v1alpha1.VerdictIgnored {
				c.ignored++
			}
		}
	}
	e.tb.Logf("seed %d: %d meetings, %d sessions: %d announced, %d moved, %d cancelled, %d held, %d inquorate, %d missed, %d of these made good late; "+
		"%d minutes: %d superseding, %d ignored, %d purged; %d decisions, duties %d created, %d changed, %d withdrawn, %d reinstated, %d deleted, %d tampered with, "+
		"%d reports, %d red, %d rungs; %d edits, %d restarts, %d kills, %d events lost, %d writes refused, %d reconciled, %d writes, %d times quiet; "+
		"%d lines compared, %d differences",
		seed, c.meetings, c.sessions, c.announced, c.moved, c.cancelled, c.held, c.inquorate, c.missed, c.late,
		c.minutes, c.superseded, c.ignored, c.purged, c.decisions, c.created, c.changed, c.withdrawn, c.reinstated, c.deleted, c.tampered,
		c.reports, red, rungs, c.edits, o.restarts, o.trouble.kills, o.trouble.lost, o.trouble.refused, o.reconciled, o.trouble.writes, e.quiet,
		c.compared, c.differences)
}

func TestSimulatedTwoYears(t *testing.T) {
	t.Parallel()
	for seed := range *years {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			e := newEra(t, province.Seeded(seed))
			e.live()
			e.tellAll(seed)
		})
	}
}

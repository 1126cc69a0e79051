// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// drama is what happens in a county while the operator is killed again and again: deadlines pass, people file and rule,
// at instants that a seed decides.
type drama struct {
	*county

	// archive may backdate.
	archive *framework.Actor
	random  *rand.Rand

	duties    []*wrappers.DutyWrapper
	deadlines []time.Time
	acts      []act
	// played is closed after the last act.
	played chan struct{}
	// filed tells of each record, seen of each version of a duty.
	filed, seen chan struct{}

	mu      sync.Mutex
	history []sight
}

// act is somebody creating something at a certain time.
type act struct {
	at   time.Time
	who  *framework.Actor
	what client.Object
}

const (
	// curtain leaves time to create all duties before the first deadline.
	curtain = 5 * time.Second
	// length is how long deadlines keep passing: about as long as the kills take.
	length = 27 * time.Second
	// eachPlot is how many duties have the same plot.
	eachPlot = 4
)

// plots are what can become of a duty. The duty's deadline is given; it has one department, and warns of nothing, so
// that each event can come once only.
var plots = []struct {
	name string
	of   func(d *drama, duty string, deadline time.Time) *wrappers.DutyWrapper
}{
	{"silence", func(_ *drama, duty string, deadline time.Time) *wrappers.DutyWrapper {
		return due(duty, deadline)
	}},
	{"stages", func(_ *drama, duty string, deadline time.Time) *wrappers.DutyWrapper {
		return due(duty, deadline).
			Milestone("first", instant(deadline.Add(-2*time.Second))).Milestone("second", instant(deadline.Add(-time.Second)))
	}},
	{"in-time", func(d *drama, duty string, deadline time.Time) *wrappers.DutyWrapper {
		d.report(duty, "done", deadline, -2500, 0)
		return due(duty, deadline)
	}},
	{"accepted", func(d *drama, duty string, deadline time.Time) *wrappers.DutyWrapper {
		report, at := d.report(duty, "done", deadline, -2500, 0)
		d.rule(d.ruling(duty, report), at, 0, 4000)
		return due(duty, deadline)
	}},
	{"returned", func(d *drama, duty string, deadline time.Time) *wrappers.DutyWrapper {
		report, at := d.report(duty, "done", deadline, -2500, 0)
		d.rule(d.ruling(duty, report).Return("incomplete"), at, 500, 4000)
		return due(duty, deadline)
	}},
	{"filed-again", func(d *drama, duty string, deadline time.Time) *wrappers.DutyWrapper {
		report, at := d.report(duty, "draft", deadline, -3000, -1000)
		at = d.rule(d.ruling(duty, report).Return("incomplete"), at, 100, 1500)
		report, at = d.report(duty, "done", at, 100, 2500)
		d.rule(d.ruling(duty, report), at, 0, 1000)
		return due(duty, deadline)
	}},
	{"late", func(d *drama, duty string, deadline time.Time) *wrappers.DutyWrapper {
		report, at := d.report(duty, "done", deadline, 0, 3000)
		d.rule(d.ruling(duty, report), at, 0, 2000)
		return due(duty, deadline)
	}},
	{"paper", func(d *drama, duty string, deadline time.Time) *wrappers.DutyWrapper {
		paper := d.county.report(duty, duty+"-paper").FiledBy(d.archive.Name).Received(deadline.Add(-time.Second))
		at := d.after(deadline, 100, 3000)
		d.acts = append(d.acts, act{at, d.archive, paper.Obj()})
		d.rule(d.ruling(duty, duty+"-paper"), at, 0, 2000)
		return due(duty, deadline)
	}},
	{"no-review", func(d *drama, duty string, deadline time.Time) *wrappers.DutyWrapper {
		d.report(duty, "done", deadline, -2000, 2000)
		return due(duty, deadline).Review(v1alpha1.ReviewNone)
	}},
}

// due begins a duty whose ladder ends with the miss: nothing happens by itself once the deadline has passed.
func due(duty string, deadline time.Time) *wrappers.DutyWrapper {
	return wrappers.Duty(duty).Leads(police).Due(instant(deadline)).WarnBefore(wrappers.Days(0)).
		Escalation(wrappers.Reminder(wrappers.Days(7)), wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(0)))
}

// newDrama writes the script. The operator must run, to set the county up.
func newDrama(ctx context.Context, name string, seed uint64) *drama {
	GinkgoHelper()
	d := &drama{
		county: newCounty(ctx, name), archive: env.User(ctx, name+"-archive"), random: rand.New(rand.NewPCG(seed, 0)),
		played: make(chan struct{}), filed: make(chan struct{}, maxSights), seen: make(chan struct{}, maxSights),
	}
	env.Grant(ctx, d.namespace, d.archive.Subject(), framework.Records(framework.Reports, "create"),
		framework.Verb(v1alpha1.VerbReport, string(police)), framework.Verb(v1alpha1.VerbBackdate, string(police)))
	return d
}

// open declares the duties and begins to play.
func (d *drama) open(ctx context.Context) {
	GinkgoHelper()
	now, err := serverTime(ctx)
	Expect(err).NotTo(HaveOccurred())
	for range eachPlot {
		for _, plot := range plots {
			deadline := d.after(now, int(curtain.Milliseconds()), int((curtain + length).Milliseconds())).Truncate(time.Second)
			d.deadlines = append(d.deadlines, deadline)
			d.duties = append(d.duties, plot.of(d, fmt.Sprintf("%s-%d", plot.name, len(d.duties)), deadline))
		}
	}
	slices.SortFunc(d.deadlines, time.Time.Compare)
	slices.SortStableFunc(d.acts, func(a, b act) int { return a.at.Compare(b.at) })
	sights := observe(ctx, d.namespace)
	go func() {
		for s := range sights {
			d.mu.Lock()
			d.history = append(d.history, s)
			d.mu.Unlock()
			d.seen <- struct{}{}
		}
	}()
	d.declare(ctx, d.duties...)
	go d.play(ctx)
}

func (d *drama) play(ctx context.Context) {
	defer GinkgoRecover()
	defer close(d.played)
	for _, a := range d.acts {
		if !until(ctx, a.at) {
			return
		}
		Expect(a.who.Create(ctx, a.what)).To(Succeed())
		d.filed <- struct{}{}
	}
}

// until waits for an instant that the script names, unless the test ends before.
func until(ctx context.Context, at time.Time) bool {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// after throws an instant, so many milliseconds after another.
func (d *drama) after(at time.Time, least, most int) time.Time {
	return at.Add(time.Duration(least+d.random.IntN(most-least+1)) * time.Millisecond)
}

// report has the desk file, so many milliseconds after an instant, and returns the name of the report.
func (d *drama) report(duty, suffix string, at time.Time, least, most int) (name string, filed time.Time) {
	name, filed = duty+"-"+suffix, d.after(at, least, most)
	d.acts = append(d.acts, act{filed, d.desk, d.county.report(duty, name).Obj()})
	return name, filed
}

// rule has the office file, so many milliseconds after an instant.
func (d *drama) rule(ruling *wrappers.RulingWrapper, at time.Time, least, most int) time.Time {
	at = d.after(at, least, most)
	d.acts = append(d.acts, act{at, d.office, ruling.Obj()})
	return at
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package serverclock_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/utils/clock"
	clocktesting "k8s.io/utils/clock/testing"

	"github.com/jianguan/supervision-operator/controllers/serverclock"
)

// start is what the local clock shows at first; the servers of these tests are ahead of it or behind.
var start = time.Date(2022, 8, 23, 12, 0, 0, 123456789, time.UTC)

// quickClock is a local clock on which waiting takes no time: whoever waits finds that the time has gone by.
type quickClock struct{ *clocktesting.FakeClock }

func newQuickClock() quickClock { return quickClock{clocktesting.NewFakeClock(start)} }

func (c quickClock) NewTimer(d time.Duration) clock.Timer {
	timer := c.FakeClock.NewTimer(d)
	c.Step(d)
	return timer
}

// server is an API server whose clock differs from the local one.
type server struct {
	local     quickClock
	offset    time.Duration
	roundTrip time.Duration
	refusals  int // so many requests fail first
	requests  int
}

var errRefused = errors.New("refused")

func (s *server) now() time.Time { return s.local.Now().Add(s.offset) }

func (s *server) probe(ctx context.Context) (time.Time, error) {
	if ctx.Err() != nil {
		return time.Time{}, ctx.Err()
	}
	s.requests++
	if s.requests <= s.refusals {
		return time.Time{}, errRefused
	}
	s.local.Step(s.roundTrip / 2)
	stamp := s.now().Truncate(time.Second)
	s.local.Step(s.roundTrip / 2)
	return stamp, nil
}

func newServer(offset time.Duration) *server {
	return &server{local: newQuickClock(), offset: offset, roundTrip: 4 * time.Millisecond}
}

// checkBounds fails the test unless the clock knows the server's time to within.
func checkBounds(t *testing.T, c *serverclock.Clock, s *server, within time.Duration) {
	t.Helper()
	low, high, ok := c.Bounds()
	if !ok {
		t.Fatal("the clock was not measured")
	}
	if truth := s.now(); low.After(truth) || !high.After(truth) {
		t.Errorf("the server's time %s is not within [%s, %s)", truth, low, high)
	}
	if width := high.Sub(low); width > within {
		t.Errorf("the bounds are %s apart, want at most %s", width, within)
	}
	if now := c.Now(); now.After(s.now()) {
		t.Errorf("Now %s is ahead of the server's %s", now, s.now())
	}
}

func TestMeasure(t *testing.T) {
	for _, offset := range []time.Duration{0, 3200 * time.Millisecond, -700 * time.Millisecond, 26 * time.Hour, -365 * 24 * time.Hour} {
		t.Run(offset.String(), func(t *testing.T) {
			s := newServer(offset)
			c := serverclock.New(s.probe, s.local)
			if c.Check(nil) == nil {
				t.Error("ready before the clock was measured")
			}
			if err := c.Measure(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := c.Check(nil); err != nil {
				t.Errorf("not ready after the clock was measured: %v", err)
			}
			checkBounds(t, c, s, 21*time.Millisecond)
			if s.requests > 24 {
				t.Errorf("took %d requests, want at most 24", s.requests)
			}
			if got, want := c.Since(s.now().Add(-time.Hour)), time.Hour; (got - want).Abs() > 21*time.Millisecond {
				t.Errorf("Since an hour ago = %s", got)
			}
		})
	}
}

func TestMeasureTriesAgain(t *testing.T) {
	s := newServer(time.Minute)
	s.refusals = 5
	c := serverclock.New(s.probe, s.local)
	if err := c.Measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkBounds(t, c, s, 21*time.Millisecond)
}

func TestMeasureGivesUp(t *testing.T) {
	s := newServer(0)
	s.refusals = 1 << 20
	c := serverclock.New(s.probe, s.local)
	err := c.Measure(t.Context())
	if !errors.Is(err, errRefused) {
		t.Fatalf("Measure returns %v, want the last refusal", err)
	}
	if took := s.local.Since(start); took > time.Minute {
		t.Errorf("gave up after %s only", took)
	}
	if c.Check(nil) == nil {
		t.Error("ready though the clock was not measured")
	}
	if values := gather(t, c); len(values) > 0 {
		t.Errorf("metrics before the clock was measured: %v, want none", values)
	}
}

func TestMeasureEndsWithItsContext(t *testing.T) {
	s := newServer(0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := serverclock.New(s.probe, s.local).Measure(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Measure returns %v, want context.Canceled", err)
	}
	if err := serverclock.New(s.probe, s.local).Start(ctx); err != nil {
		t.Errorf("Start returns %v, want no error: it was told to stop", err)
	}
}

func TestNowBeforeMeasure(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Now before Measure returned, want a panic")
		}
	}()
	s := newServer(0)
	serverclock.New(s.probe, s.local).Now()
}

// A slow answer says little, and is no reason to end.
func TestMeasureOverASlowLine(t *testing.T) {
	s := newServer(-time.Hour)
	s.roundTrip = 400 * time.Millisecond
	c := serverclock.New(s.probe, s.local)
	if err := c.Measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkBounds(t, c, s, 900*time.Millisecond)
}

// Several API servers behind one address, whose clocks differ, must not make the clock run ahead of any of them.
func TestMeasureServersThatDiffer(t *testing.T) {
	slow := newServer(-800 * time.Millisecond)
	fast := &server{local: slow.local, offset: 900 * time.Millisecond, roundTrip: slow.roundTrip}
	requests := 0
	c := serverclock.New(func(ctx context.Context) (time.Time, error) {
		requests++
		if requests%2 == 0 {
			return slow.probe(ctx)
		}
		return fast.probe(ctx)
	}, slow.local)
	if err := c.Measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	if now := c.Now(); now.After(slow.now()) {
		t.Errorf("Now %s is ahead of the slower server's %s", now, slow.now())
	}
	if _, high, _ := c.Bounds(); !high.After(fast.now()) {
		t.Errorf("the upper bound %s leaves out the faster server's %s", high, fast.now())
	}
}

func TestSteps(t *testing.T) {
	for _, tt := range []struct {
		name string
		step time.Duration
		told bool
	}{
		{"none", 0, false},
		{"too small to matter", 60 * time.Millisecond, false},
		{"forward", 10 * time.Second, true},
		{"back", -10 * time.Second, true},
		{"by part of a second", 700 * time.Millisecond, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(time.Second)
			c := serverclock.New(s.probe, s.local)
			told := 0
			c.OnStep(func() { told++ })
			if err := c.Measure(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.offset += tt.step
			if err := c.Measure(t.Context()); err != nil {
				t.Fatal(err)
			}
			if (told > 0) != tt.told || told > 1 {
				t.Errorf("told of a step %d times, want %t", told, tt.told)
			}
			checkBounds(t, c, s, 21*time.Millisecond)
		})
	}
}

// After the end of the context nothing waits any more, so the quick clock stands still.
func TestStart(t *testing.T) {
	const rounds = 20
	s := newServer(2 * time.Second)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var lows []time.Time
	var c *serverclock.Clock
	measurements, lastRequest := 0, start
	c = serverclock.New(func(ctx context.Context) (time.Time, error) {
		if s.local.Since(lastRequest) > time.Minute { // the first sample of another measurement
			measurements++
			checkBounds(t, c, s, 400*time.Millisecond) // five minutes after the last
			lows = append(lows, c.Now())
			if measurements == rounds {
				cancel()
			}
		}
		lastRequest = s.local.Now()
		return s.probe(ctx)
	}, s.local)
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	if measurements != rounds {
		t.Errorf("measured again %d times, want %d", measurements, rounds)
	}
	if took := s.local.Since(start); took < rounds*5*time.Minute || took > rounds*6*time.Minute {
		t.Errorf("%d rounds took %s, want five minutes each", rounds, took)
	}
	for i := 1; i < len(lows); i++ {
		if !lows[i].After(lows[i-1]) {
			t.Errorf("Now went back from %s to %s", lows[i-1], lows[i])
		}
	}
}

func TestStartOutlivesAnOutage(t *testing.T) {
	s := newServer(2 * time.Second)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := serverclock.New(func(ctx context.Context) (time.Time, error) {
		up := s.local.Since(start)
		switch {
		case up > time.Hour:
			cancel()
		case up > 10*time.Minute && up < 30*time.Minute:
			s.local.Step(time.Millisecond)
			return time.Time{}, errRefused
		}
		return s.probe(ctx)
	}, s.local)
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	checkBounds(t, c, s, 400*time.Millisecond)
}

func TestStartFailsWhereTheClockCannotBeMeasured(t *testing.T) {
	s := newServer(0)
	s.refusals = 1 << 20
	if err := serverclock.New(s.probe, s.local).Start(t.Context()); !errors.Is(err, errRefused) {
		t.Errorf("Start returns %v, want the refusal", err)
	}
}

func TestMetrics(t *testing.T) {
	s := newServer(3200 * time.Millisecond)
	c := serverclock.New(s.probe, s.local)
	if err := c.Measure(t.Context()); err != nil {
		t.Fatal(err)
	}
	values := gather(t, c)
	offset, uncertainty := values["supervision_clock_offset_seconds"], values["supervision_clock_uncertainty_seconds"]
	if len(values) != 2 || math.Abs(offset-3.2) > uncertainty || uncertainty <= 0 || uncertainty > 0.0105 {
		t.Errorf("metrics %v, want an offset of 3.2 s plus or minus the uncertainty, at most 10 ms", values)
	}
	s.local.Step(10 * time.Minute)
	if later := gather(t, c)["supervision_clock_uncertainty_seconds"]; later < uncertainty+0.3 {
		t.Errorf("after ten minutes the uncertainty is %v s, want %v s and 300 ms", later, uncertainty)
	}
}

// gather returns the value of each metric of the clock.
func gather(t *testing.T, c *serverclock.Clock) map[string]float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(c); err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, family := range families {
		values[family.GetName()] = family.GetMetric()[0].GetGauge().GetValue()
	}
	return values
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package serverclock_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/internal/serverclock"
)

// target is the width at which the tests stop to sample, unless answers take longer than that.
const target = 20 * time.Millisecond

var noon = time.Date(2022, 8, 23, 12, 0, 0, 0, time.UTC)

func TestFrom(t *testing.T) {
	// Half a second under way, stamped 12:00:00: at 3.5 s on the stopwatch the server's clock shows 12:00:00 or later, and
	// not yet 12:00:01.5 (and a little more, since its clock may be fast).
	estimate := serverclock.From(serverclock.Sample{Sent: 3 * time.Second, Received: 3500 * time.Millisecond, Stamp: noon})
	low, high := estimate.At(3500 * time.Millisecond)
	if want := noon; low.After(want) || want.Sub(low) > time.Microsecond {
		t.Errorf("low = %s, want %s", low, want)
	}
	if want := noon.Add(1500 * time.Millisecond); high.Before(want) || high.Sub(want) > time.Millisecond {
		t.Errorf("high = %s, want %s and at most a millisecond more", high, want)
	}
}

func TestAtMovesApart(t *testing.T) {
	estimate := serverclock.From(serverclock.Sample{Stamp: noon})
	fiveMinutes := 5 * time.Minute
	low, high := estimate.At(fiveMinutes)
	if want := noon.Add(fiveMinutes - 150*time.Millisecond); low.Sub(want).Abs() > time.Microsecond {
		t.Errorf("low after 5 minutes = %s, want %s: 500 ppm less", low, want)
	}
	if want := noon.Add(time.Second + fiveMinutes + 150*time.Millisecond); high.Sub(want).Abs() > time.Microsecond {
		t.Errorf("high after 5 minutes = %s, want %s: 500 ppm more", high, want)
	}
	if got := estimate.Width(fiveMinutes); got != high.Sub(low) {
		t.Errorf("Width = %s, want %s", got, high.Sub(low))
	}
}

func TestNarrowBracketsTheTick(t *testing.T) {
	before := serverclock.Sample{Sent: 990 * time.Millisecond, Received: 995 * time.Millisecond, Stamp: noon}
	after := serverclock.Sample{Sent: 1000 * time.Millisecond, Received: 1005 * time.Millisecond, Stamp: noon.Add(time.Second)}
	estimate, ok := serverclock.From(before).Narrow(after)
	if !ok {
		t.Fatal("the samples contradict each other")
	}
	// The second turned between 0.990 and 1.005 on the stopwatch.
	if got := estimate.Width(after.Received); got < 15*time.Millisecond || got > 16*time.Millisecond {
		t.Errorf("width = %s, want 15 ms and the drift", got)
	}
}

func TestNarrowContradiction(t *testing.T) {
	first := serverclock.From(serverclock.Sample{Sent: 0, Received: time.Millisecond, Stamp: noon})
	for _, tt := range []struct {
		name  string
		stamp time.Time
		ok    bool
	}{
		{"ten seconds later", noon.Add(10 * time.Second), true},
		{"the second before, as the first stamp may have been late in its second", noon.Add(9 * time.Second), false},
		{"the second after, as the first stamp may have been late in its second", noon.Add(11 * time.Second), true},
		{"set forward", noon.Add(12 * time.Second), false},
		{"set back", noon.Add(-time.Hour), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sample := serverclock.Sample{Sent: 10050 * time.Millisecond, Received: 10055 * time.Millisecond, Stamp: tt.stamp}
			if _, ok := first.Narrow(sample); ok != tt.ok {
				t.Errorf("Narrow says %t, want %t", ok, tt.ok)
			}
		})
	}
}

func TestInclude(t *testing.T) {
	slow := serverclock.Sample{Stamp: noon}
	fast := serverclock.Sample{Stamp: noon.Add(7 * time.Second)}
	for _, estimate := range []serverclock.Estimate{
		serverclock.From(slow).Include(fast), serverclock.From(fast).Include(slow),
	} {
		low, high := estimate.At(0)
		if low.After(noon) {
			t.Errorf("low = %s is ahead of the slower server", low)
		}
		if high.Before(noon.Add(8 * time.Second)) {
			t.Errorf("high = %s leaves out the faster server", high)
		}
	}
}

// world is a server and a way to it, whose truth the estimate must contain.
type world struct {
	random  *rand.Rand
	elapsed time.Duration
	epoch   time.Time     // what the server's clock shows when the stopwatch reads 0
	ppm     int64         // by how much the server's clock runs faster than the stopwatch
	fastest time.Duration // round trip
	jitter  time.Duration // at most this much more, one time in four ten times as much
}

func newWorld(seed uint64) *world {
	random := rand.New(rand.NewPCG(seed, 2022))
	return &world{
		random:  random,
		elapsed: time.Duration(random.Int64N(int64(time.Hour))),
		epoch:   noon.Add(time.Duration(random.Int64N(int64(2*time.Hour))) - time.Hour),
		ppm:     random.Int64N(1001) - 500,
		fastest: 200*time.Microsecond + time.Duration(random.Int64N(int64(30*time.Millisecond))),
		jitter:  time.Microsecond + time.Duration(random.Int64N(int64(5*time.Millisecond))),
	}
}

func (w *world) serverTime() time.Time {
	return w.epoch.Add(w.elapsed + time.Duration(int64(w.elapsed)/1_000_000*w.ppm))
}

// wait lets time go by until the stopwatch reads at, and somewhat longer, as timers do.
func (w *world) wait(at time.Duration) {
	w.elapsed = max(w.elapsed, at) + time.Duration(w.random.Int64N(int64(time.Millisecond)))
}

func (w *world) sample() serverclock.Sample {
	roundTrip := w.fastest + time.Duration(w.random.Int64N(int64(w.jitter)))
	if w.random.IntN(4) == 0 {
		roundTrip += time.Duration(w.random.Int64N(int64(10 * w.jitter)))
	}
	sample := serverclock.Sample{Sent: w.elapsed}
	there := time.Duration(w.random.Int64N(int64(roundTrip) + 1)) // the way there may take all of it, or nothing
	w.elapsed += there
	sample.Stamp = w.serverTime().Truncate(time.Second)
	w.elapsed += roundTrip - there
	sample.Received = w.elapsed
	return sample
}

// check says what is wrong with an estimate, now.
func (w *world) check(estimate serverclock.Estimate) error {
	low, high := estimate.At(w.elapsed)
	if truth := w.serverTime(); low.After(truth) || !high.After(truth) {
		return fmt.Errorf("at %s: the server's time %s is not within [%s, %s)", w.elapsed, truth, low, high)
	}
	return nil
}

// measure samples until the estimate is narrow, and checks it at every step.
func (w *world) measure(t *testing.T, estimate serverclock.Estimate) (_ serverclock.Estimate, samples int) {
	t.Helper()
	for estimate.Width(w.elapsed) > max(target, 2*(w.fastest+w.jitter)) {
		next := estimate.Next(w.elapsed, w.fastest)
		if next < w.elapsed || next > w.elapsed+2*time.Second {
			t.Fatalf("at %s: the next sample is to be sent at %s", w.elapsed, next)
		}
		w.wait(next)
		narrower, ok := estimate.Narrow(w.sample())
		if !ok {
			t.Fatalf("at %s: a true sample contradicts the estimate", w.elapsed)
		}
		if err := w.check(narrower); err != nil {
			t.Fatal(err)
		}
		estimate = narrower
		samples++
		if samples > 60 {
			t.Fatalf("still %s wide after %d samples", estimate.Width(w.elapsed), samples)
		}
	}
	return estimate, samples
}

func TestTheTruthIsAlwaysWithin(t *testing.T) {
	const worlds = 2000
	var samples, again int
	var took time.Duration
	for seed := range uint64(worlds) {
		w := newWorld(seed)
		started := w.elapsed
		estimate, n := w.measure(t, serverclock.From(w.sample()))
		samples += n + 1
		took += w.elapsed - started

		// Minutes later, the clocks having parted by up to 500 ppm: it still holds, and is made narrow again.
		for range 3 {
			w.wait(w.elapsed + time.Duration(w.random.Int64N(int64(10*time.Minute))))
			if err := w.check(estimate); err != nil {
				t.Fatalf("seed %d: after a while, %v", seed, err)
			}
			estimate, n = w.measure(t, estimate)
			again += n
		}
	}
	mean := float64(samples) / worlds
	t.Logf("mean of %d worlds: %.1f samples and %s for a first measurement, %.1f samples for another",
		worlds, mean, (took / worlds).Round(time.Millisecond), float64(again)/worlds/3)
	if mean > 10 {
		t.Errorf("a first measurement takes %.1f samples, want at most 10", mean)
	}
	if took/worlds > 3*time.Second {
		t.Errorf("a first measurement takes %s, want at most 3 s", took/worlds)
	}
}

func TestTheLowerBoundNeverGoesBack(t *testing.T) {
	for seed := range uint64(200) {
		w := newWorld(seed)
		estimate := serverclock.From(w.sample())
		shown, _ := estimate.At(w.elapsed)
		for range 20 {
			w.wait(estimate.Next(w.elapsed, w.fastest))
			estimate, _ = estimate.Narrow(w.sample())
			low, _ := estimate.At(w.elapsed)
			if low.Before(shown) {
				t.Fatalf("seed %d: went back from %s to %s", seed, shown, low)
			}
			shown = low
		}
	}
}

func TestAnotherMeasurementFindsAStep(t *testing.T) {
	for seed := range uint64(1000) {
		w := newWorld(seed)
		old, _ := w.measure(t, serverclock.From(w.sample()))
		w.wait(w.elapsed + time.Duration(w.random.Int64N(int64(5*time.Minute))))

		// A step of any size: where it is too small to contradict the old estimate, the truth is close to it.
		step := time.Duration(w.random.Int64N(int64(3*time.Second))) - 1500*time.Millisecond
		w.epoch = w.epoch.Add(step)
		fresh, _ := w.measure(t, serverclock.From(w.sample()))
		both, consistent := fresh.Intersect(old)
		uncertain := old.Width(w.elapsed) + fresh.Width(w.elapsed)
		switch {
		case !consistent && w.check(old) == nil:
			t.Errorf("seed %d: a step of %s was found though the old estimate still holds", seed, step)
		case consistent && step.Abs() > uncertain:
			t.Errorf("seed %d: a step of %s was not found, with %s of uncertainty", seed, step, uncertain)
		case consistent && both.Width(w.elapsed) > fresh.Width(w.elapsed):
			t.Errorf("seed %d: together the estimates are wider than one of them", seed)
		}
		if err := w.check(fresh); err != nil {
			t.Errorf("seed %d: after a step of %s, %v", seed, step, err)
		}
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package serverclock

import "time"

const (
	// Resolution is that of the stamps of the API server: it cuts off what is below a second.
	Resolution = time.Second

	// driftDivisor bounds how far two clocks part while nobody looks: one part in 2000, or 500 ppm. It is the most by which
	// ntpd and adjtime correct a clock that goes wrong; a free-running crystal stays within 100 ppm.
	driftDivisor = 2000
)

// Sample is one stamp of the API server. Sent and Received are readings of a stopwatch: the time gone by, on a clock
// that nobody sets, since an instant that stays the same for all samples.
type Sample struct {
	// Sent is when the request left.
	Sent time.Duration
	// Received is when its answer was there.
	Received time.Duration
	// Stamp is the server's time at some moment between them, cut off to the second.
	Stamp time.Time
}

// RoundTrip is how long the answer took.
func (s Sample) RoundTrip() time.Duration { return s.Received - s.Sent }

// Estimate says between which two times the server's clock is. The zero value knows nothing and must not be used.
type Estimate struct {
	at        time.Duration
	low, high time.Time
}

// From is what a single sample says: a second and the round trip wide.
func From(s Sample) Estimate {
	// The stamp was given at Received or before; at Sent or after, and was at most a second old by the server's own clock.
	return Estimate{
		at:   s.Received,
		low:  s.Stamp,
		high: s.Stamp.Add(Resolution + s.RoundTrip() + drift(s.RoundTrip())),
	}
}

// At returns the bounds of the server's time when the stopwatch reads elapsed: low is reached or passed, high is not
// reached. They move apart as time goes by, since no two clocks run alike.
func (e Estimate) At(elapsed time.Duration) (low, high time.Time) {
	age := elapsed - e.at
	slack := drift(age)
	return e.low.Add(age - slack), e.high.Add(age + slack)
}

// Width is how far the bounds are apart when the stopwatch reads elapsed.
func (e Estimate) Width(elapsed time.Duration) time.Duration {
	low, high := e.At(elapsed)
	return high.Sub(low)
}

// Narrow returns what the estimate and a sample say together. It returns false where they contradict each other: one of
// the two clocks was set in between, or another server gave the stamp.
func (e Estimate) Narrow(s Sample) (Estimate, bool) { return From(s).Intersect(e) }

// Include returns an estimate that holds for the server that gave the sample and for those before it, whose clocks
// differ: as early as the slowest, as late as the fastest.
func (e Estimate) Include(s Sample) Estimate {
	either := From(s)
	low, high := e.At(either.at)
	either.low = earlier(either.low, low)
	either.high = later(either.high, high)
	return either
}

// Intersect returns what two estimates say together, and false where they contradict each other. The older may be
// either of them.
func (e Estimate) Intersect(other Estimate) (Estimate, bool) {
	if e.at < other.at {
		e, other = other, e
	}
	low, high := other.At(e.at)
	e.low = later(e.low, low)
	e.high = earlier(e.high, high)
	return e, e.low.Before(e.high)
}

// drift is how far two clocks may part while one of them counts d.
func drift(d time.Duration) time.Duration {
	// One nanosecond more, as the division rounds down.
	return d.Abs()/driftDivisor + 1
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package serverclock keeps the time of the API server, which stamps the records and by which deadlines are judged.
//
// The time is measured by creating an object as a dry run: the API server stamps it, answers, and keeps nothing. What
// the stamps say is worked out in internal/serverclock, which is pure; here is the I/O.
package serverclock

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"k8s.io/utils/clock"

	estimate "github.com/jianguan/supervision-operator/internal/serverclock"
)

// Clock shows the time of the API server. It is a clock.PassiveClock, a Runnable that keeps it right, a readiness check
// and a Collector of its own metrics.
type Clock struct {
	local clock.Clock
	probe Prober
	// epoch is when the stopwatch that counts all elapsed time was started.
	epoch time.Time

	measured chan struct{} // closed once known is set

	mu      sync.RWMutex
	known   *estimate.Estimate
	onSteps []func()
}

var _ clock.PassiveClock = &Clock{}

// New returns a clock that knows nothing yet: Measure it, or let a manager start it. local counts the time between
// measurements, and waits; what it shows does not matter.
func New(probe Prober, local clock.Clock) *Clock {
	return &Clock{local: local, probe: probe, epoch: local.Now(), measured: make(chan struct{})}
}

// Now returns a time that the clock of the API server has reached for certain, and has not passed by more than the
// uncertainty of the measurement. It never goes back unless the API server's clock was set back.
//
// The receipt of a record that was created a moment ago may therefore be later than Now.
//
// Calling it before the clock was measured is a mistake in the program, and panics: every answer would be wrong.
func (c *Clock) Now() time.Time {
	low, _, ok := c.Bounds()
	if !ok {
		panic("serverclock: Now was called before the clock was measured")
	}
	return low
}

// Since returns how long ago t was by the clock of the API server.
func (c *Clock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Measured is closed once the clock shows the time.
func (c *Clock) Measured() <-chan struct{} { return c.measured }

// OnStep registers a function to be called whenever the clock of the API server turns out to have been set: what was
// worked out from the old time, above all when to look again, no longer holds. It must not block.
func (c *Clock) OnStep(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.onSteps = append(c.onSteps, f)
}

// Check is a readiness check (healthz.Checker): it fails until the clock was measured.
func (c *Clock) Check(*http.Request) error {
	select {
	case <-c.measured:
		return nil
	default:
		return errors.New("the API server's clock has not been measured yet")
	}
}

// Bounds returns the two times between which the API server's clock is: it has reached low, and not yet high. Before
// the clock was measured, ok is false.
func (c *Clock) Bounds() (low, high time.Time, ok bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.known == nil {
		return time.Time{}, time.Time{}, false
	}
	low, high = c.known.At(c.elapsed())
	return low, high, true
}

// elapsed reads the stopwatch.
func (c *Clock) elapsed() time.Duration { return c.local.Since(c.epoch) }

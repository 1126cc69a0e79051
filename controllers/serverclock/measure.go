// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package serverclock

import (
	"context"
	"fmt"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/log"

	estimate "github.com/jianguan/supervision-operator/internal/serverclock"
)

const (
	// targetWidth is how far apart the bounds of the time may be for a measurement to end, or twice the round trip if
	// that is more. A few milliseconds are within reach of a close server, but every halving takes another second.
	targetWidth = 20 * time.Millisecond
	// maxSamples ends a measurement whose answers come so unevenly that it does not get there. What it found holds.
	maxSamples = 24

	// sampleWithin bounds the wait for one answer.
	sampleWithin = 5 * time.Second
	// measureWithin bounds the retries of the first measurement.
	measureWithin = 30 * time.Second
	// retryFirst is the pause after a measurement that failed; it doubles up to retryLongest.
	retryFirst   = time.Second
	retryLongest = 8 * time.Second

	// stepSize is by how much the time must have been set for those who planned by it to be told. What they planned
	// comes at most so much late.
	stepSize = 100 * time.Millisecond
)

// Measure finds out the time of the API server, which takes two or three seconds. While the API server does not answer,
// or refuses, it tries again for half a minute.
func (c *Clock) Measure(ctx context.Context) error {
	logger := log.FromContext(ctx).WithName("serverclock")
	started := c.elapsed()
	for pause := retryFirst; ; pause = min(2*pause, retryLongest) {
		found, err := c.measure(ctx)
		if err == nil {
			c.adopt(ctx, found)
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("measure the API server's clock: %w", context.Cause(ctx))
		}
		if c.elapsed()-started >= measureWithin {
			return fmt.Errorf("measure the API server's clock, gave up after %s: %w", measureWithin, err)
		}
		logger.Info("Cannot measure the API server's clock, will try again", "in", pause.String(), "reason", err.Error())
		if err := c.wait(ctx, pause); err != nil {
			return fmt.Errorf("measure the API server's clock: %w", err)
		}
	}
}

// measure starts from nothing, also when the time was measured before: only so does it notice every step of either
// clock.
func (c *Clock) measure(ctx context.Context) (estimate.Estimate, error) {
	sample, err := c.sample(ctx)
	if err != nil {
		return estimate.Estimate{}, err
	}
	found := estimate.From(sample)
	roundTrip := sample.RoundTrip()
	contradictions := 0
	for range maxSamples - 1 {
		now := c.elapsed()
		if found.Width(now) <= max(targetWidth, 2*roundTrip) {
			break
		}
		if err := c.wait(ctx, found.Next(now, roundTrip)-now); err != nil {
			return found, err
		}
		if sample, err = c.sample(ctx); err != nil {
			return found, err
		}
		roundTrip = min(roundTrip, sample.RoundTrip())
		narrower, ok := found.Narrow(sample)
		if !ok {
			contradictions++
		}
		switch {
		case contradictions > 1:
			// Not a step but several API servers behind one address, whose clocks differ. Any of them may stamp the next
			// record: none may be run ahead of.
			found = found.Include(sample)
		case !ok:
			found = estimate.From(sample)
		default:
			found = narrower
		}
	}
	return found, nil
}

// sample asks for one stamp and takes the time around it.
func (c *Clock) sample(ctx context.Context) (estimate.Sample, error) {
	ctx, cancel := context.WithTimeout(ctx, sampleWithin)
	defer cancel()
	sent := c.elapsed()
	stamp, err := c.probe(ctx)
	if err != nil {
		return estimate.Sample{}, err
	}
	return estimate.Sample{Sent: sent, Received: c.elapsed(), Stamp: stamp}, nil
}

// adopt makes a new measurement the one that counts, and tells of a step.
func (c *Clock) adopt(ctx context.Context, found estimate.Estimate) {
	c.mu.Lock()
	var step time.Duration
	if c.known == nil {
		c.known = &found
		close(c.measured)
	} else if both, ok := found.Intersect(*c.known); ok {
		c.known = &both
	} else {
		now := c.elapsed()
		before, _ := c.known.At(now)
		after, _ := found.At(now)
		step = after.Sub(before)
		c.known = &found
	}
	onSteps := c.onSteps
	c.mu.Unlock()

	if step == 0 {
		return
	}
	log.FromContext(ctx).WithName("serverclock").Info("The API server's clock was set, or another API server answers",
		"by", step.String())
	if step.Abs() < stepSize {
		return
	}
	for _, f := range onSteps {
		f()
	}
}

// wait waits on the local clock. It returns an error where the context ends, and only then.
func (c *Clock) wait(ctx context.Context, d time.Duration) error {
	if d > 0 && ctx.Err() == nil {
		timer := c.local.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C():
		case <-ctx.Done():
		}
	}
	return context.Cause(ctx)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package serverclock

import (
	"context"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/manager"
)

const (
	// remeasureEvery bounds how far the clocks can part unnoticed: 150 ms in five minutes, see internal/serverclock.
	remeasureEvery = 5 * time.Minute
	// remeasureAfterFailure is the pause when the API server did not answer. Nothing can be written meanwhile either.
	remeasureAfterFailure = 10 * time.Second
)

var (
	_ manager.Runnable               = &Clock{}
	_ manager.LeaderElectionRunnable = &Clock{}
)

// Start measures the clock unless that has been done, and again every five minutes until the context ends. It returns an
// error only where the first measurement fails.
func (c *Clock) Start(ctx context.Context) error {
	if err := c.keep(ctx); ctx.Err() == nil {
		return err
	}
	return nil // told to stop
}

// keep does what Start says, and returns no other error than that of the first measurement or of the context.
func (c *Clock) keep(ctx context.Context) error {
	if c.Check(nil) != nil {
		if err := c.Measure(ctx); err != nil {
			return err
		}
	}
	pause := remeasureEvery
	for {
		if err := c.wait(ctx, pause); err != nil {
			return err
		}
		found, err := c.measure(ctx)
		switch {
		case err == nil:
			c.adopt(ctx, found)
			pause = remeasureEvery
		case ctx.Err() == nil:
			// The old measurement still holds, ever less narrowly.
			log.FromContext(ctx).WithName("serverclock").Error(err, "Cannot measure the API server's clock again, will try later")
			pause = remeasureAfterFailure
		}
	}
}

// NeedLeaderElection is false: who takes over must know the time already.
func (c *Clock) NeedLeaderElection() bool { return false }

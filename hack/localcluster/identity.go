// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// identity tells one process from every other that ever had, or will have, the same pid.
type identity struct {
	PID int `json:"pid"`
	// StartTime is opaque; it is compared only.
	StartTime string `json:"startTime"`
}

// identify reads the identity of a process that runs now.
func identify(pid int) (identity, error) {
	started, err := startTime(pid)
	if err != nil {
		return identity{}, fmt.Errorf("identify process %d: %w", pid, err)
	}
	return identity{PID: pid, StartTime: started}, nil
}

// alive says whether this very process still runs. A process that has ended but was not yet waited for is not alive.
func (i identity) alive() bool {
	started, err := startTime(i.PID)
	return err == nil && started == i.StartTime
}

// signal sends a signal to this very process, and does nothing when it has ended. The handle is taken before the start
// time is read: where the system has process handles, a pid that is recycled in between is never hit.
func (i identity) signal(sig syscall.Signal) error {
	handle, err := os.FindProcess(i.PID)
	if err != nil {
		return fmt.Errorf("find process %d: %w", i.PID, err)
	}
	defer handle.Release() //nolint:errcheck // nothing depends on the handle any more
	if !i.alive() {
		return nil
	}
	if err := handle.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("signal process %d: %w", i.PID, err)
	}
	return nil
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// stopGrace is how long a component may take to stop by itself before it is killed.
	stopGrace = 15 * time.Second
	// orphanGrace is for an API server whose etcd is gone: it would wait for it in vain, and has nothing to lose.
	orphanGrace = time.Second
	// killGrace is how long the kernel may take to end a killed process.
	killGrace     = 10 * time.Second
	exitPollEvery = 20 * time.Millisecond
)

// process is a component that was started, here or by an earlier launcher.
type process struct {
	component Component
	id        identity
	logPath   string
	// logStart is where this run begins in the log.
	logStart int64
	// done is closed once the process has ended; nil where an earlier launcher started it.
	done chan struct{}
	// stopping is set once it has been told to end.
	stopping atomic.Bool
}

// starter runs functions on one thread that lives as long as the program. The kernel ends a component when the thread
// that started it ends, and the Go runtime ends threads at will.
var starter = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
})

// startProcess starts a component; its output goes to the end of the log.
func startProcess(c Component, binary string, args []string, logPath string, detached bool) (*process, error) {
	log, err := os.OpenFile(logPath, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c, err)
	}
	defer log.Close() //nolint:errcheck // the component has a copy of its own
	info, err := log.Stat()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", c, err)
	}
	cmd := exec.Command(binary, args...) //nolint:noctx // it outlives the call that starts it; stop ends it
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = processAttributes(detached)
	started := make(chan error)
	starter() <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", c, err)
	}
	p := &process{component: c, logPath: logPath, logStart: info.Size(), done: make(chan struct{})}
	// Before it is waited for, its pid cannot be recycled; a process that has ended already has no identity, and
	// needs none.
	id, err := identify(cmd.Process.Pid)
	if err != nil {
		id = identity{PID: cmd.Process.Pid}
	}
	p.id = id
	go func() {
		// How it ended is told by its log.
		cmd.Wait() //nolint:errcheck // see above
		close(p.done)
	}()
	return p, nil
}

// exited says whether the process has ended.
func (p *process) exited() bool {
	if p.done == nil {
		return !p.id.alive()
	}
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func (p *process) log() string { return tailOfFile(p.logPath, p.logStart) }

// stop ends the process: first it is asked to, then it is killed.
func (p *process) stop(grace time.Duration) error {
	p.stopping.Store(true)
	if p.exited() {
		return nil
	}
	if err := p.id.signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop %s: %w", p.component, err)
	}
	if p.awaitExit(grace) {
		return nil
	}
	if err := p.id.signal(syscall.SIGKILL); err != nil {
		return fmt.Errorf("kill %s: %w", p.component, err)
	}
	if p.awaitExit(killGrace) {
		return nil
	}
	return fmt.Errorf("stop %s: process %d outlives SIGKILL", p.component, p.id.PID)
}

func (p *process) awaitExit(limit time.Duration) bool {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	ticker := time.NewTicker(exitPollEvery)
	defer ticker.Stop()
	for !p.exited() {
		select {
		case <-p.done: // never, where an earlier launcher started it
		case <-ticker.C:
		case <-deadline.C:
			return p.exited()
		}
	}
	return true
}

// ComponentError reports a component that did not come up or that ended.
type ComponentError struct {
	Component Component
	Problem   string
	// Log holds the last lines that the component wrote.
	Log string
	// LogPath is the whole log; empty where it is removed with a temporary data directory.
	LogPath string
}

// Error names the component, what happened to it, and the last lines of its log.
func (e *ComponentError) Error() string {
	where := ""
	if e.LogPath != "" {
		where = " (" + e.LogPath + ")"
	}
	return fmt.Sprintf("%s %s; its last log lines%s:\n%s", e.Component, e.Problem, where, e.Log)
}

// stopAll stops the processes at once and returns every error.
func stopAll(processes []*process, grace time.Duration) error {
	errs := make([]error, len(processes))
	var stopped sync.WaitGroup
	for i, p := range processes {
		stopped.Go(func() { errs[i] = p.stop(grace) })
	}
	stopped.Wait()
	return errors.Join(errs...)
}

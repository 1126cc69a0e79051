// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// portAttempts is how often a component is started anew when someone else has taken its port.
const portAttempts = 5

// ErrRunning is returned by Start when the data directory is in use. A detached control plane that runs in parts only
// is not in the way: Start stops what is left of it.
var ErrRunning = errors.New("a control plane already runs in this data directory")

// Cluster is a running control plane.
type Cluster struct {
	options   Options
	binaries  *Binaries
	dir       string
	temporary bool
	ca        *authority
	admin     *keyPair
	failed    chan error
	unlock    func() error

	mu        sync.Mutex
	ports     map[Component]int
	processes map[Component]*process
	ready     bool
}

// Start brings a control plane up and returns once everything in it is ready. The context bounds Start only; Stop ends
// the control plane. Where Start fails, nothing is left running.
func Start(ctx context.Context, options Options) (cluster *Cluster, err error) {
	options, err = options.complete()
	if err != nil {
		return nil, fmt.Errorf("start the control plane: %w", err)
	}
	binaries, err := EnsureBinaries(ctx, options.Log, options.Components...)
	if err != nil {
		return nil, err
	}
	c := newCluster(options, options.DataDir)
	c.binaries = binaries
	if err := c.claimDataDir(ctx); err != nil {
		return nil, fmt.Errorf("start the control plane: %w", err)
	}
	if err := c.start(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start the control plane: %w", err), c.Stop())
	}
	if options.Detach {
		if err := c.release(); err != nil {
			return nil, errors.Join(err, c.Stop())
		}
	}
	return c, nil
}

func newCluster(options Options, dir string) *Cluster {
	return &Cluster{
		options:   options,
		dir:       dir,
		failed:    make(chan error, len(AllComponents())),
		ports:     map[Component]int{},
		processes: map[Component]*process{},
	}
}

// start runs the components in the order of their needs: those that only talk to the API server start side by side.
func (c *Cluster) start(ctx context.Context) error {
	if err := c.prepare(); err != nil {
		return err
	}
	if err := c.launch(ctx, Etcd); err != nil {
		return err
	}
	if err := c.launch(ctx, APIServer); err != nil {
		return err
	}
	if err := c.writeComponentKubeconfigs(); err != nil {
		return err
	}
	if err := c.launchClients(ctx); err != nil {
		return err
	}
	if err := c.settle(ctx); err != nil {
		return err
	}
	return c.recordReady()
}

// launchClients starts the clients of the API server; the first to fail ends the wait for the others.
func (c *Cluster) launchClients(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var started sync.WaitGroup
	for _, component := range c.options.Components {
		if isServer(component) {
			continue
		}
		started.Go(func() {
			if err := c.launch(ctx, component); err != nil {
				cancel(err)
			}
		})
	}
	started.Wait()
	return context.Cause(ctx)
}

// isServer tells etcd and the API server, which always run, from the clients of the API server.
func isServer(c Component) bool { return c == Etcd || c == APIServer }

// launch starts a component and waits until it is ready. A component that ran before keeps its port, since others know
// it by that; a new one tries another port when it loses the race for the first.
func (c *Cluster) launch(ctx context.Context, component Component, extraArgs ...string) error {
	known := c.port(component)
	for attempt := 1; ; attempt++ {
		port := known
		if port == 0 {
			free, err := freePort()
			if err != nil {
				return fmt.Errorf("start %s: %w", component, err)
			}
			port = free
		}
		p, err := c.run(ctx, component, port, extraArgs)
		if err == nil {
			go c.watch(p)
			return nil
		}
		if p == nil {
			return err
		}
		if stopErr := p.stop(c.grace()); stopErr != nil {
			return errors.Join(err, stopErr)
		}
		if known != 0 || attempt == portAttempts || !lostPort(p.log()) {
			return err
		}
	}
}

// run starts a component once. The process is recorded before it is waited for: whatever happens next, it can be
// found and stopped.
func (c *Cluster) run(ctx context.Context, component Component, port int, extraArgs []string) (*process, error) {
	logPath := c.path("logs", string(component)+".log")
	args := append(c.arguments(component, port), extraArgs...)
	p, err := startProcess(component, c.binaries.Paths[component], args, logPath, c.options.Detach)
	if err != nil {
		return nil, err
	}
	if err := c.record(p, port); err != nil {
		return p, err
	}
	return p, c.awaitReady(ctx, p, endpoint(port)+readyPath(component))
}

// watch reports a component that ends without having been told to.
func (c *Cluster) watch(p *process) {
	<-p.done
	if !p.stopping.Load() {
		select {
		case c.failed <- c.failure(p, "ended unexpectedly"):
		default: // nobody listens, and the channel is full of older news
		}
	}
}

// Failed delivers an error, with the component's last log lines, for each component that ends without having been told
// to. It is silent for a control plane that an earlier program started.
func (c *Cluster) Failed() <-chan error { return c.failed }

// Stop ends the control plane: its clients first, then the API server, etcd last. It removes a temporary data
// directory and keeps any other. Stopping again does nothing.
func (c *Cluster) Stop() error {
	var errs []error
	for _, group := range [][]Component{{Kwok, Scheduler, ControllerManager}, {APIServer}, {Etcd}} {
		errs = append(errs, stopAll(c.running(group), c.grace()))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if c.options.Detach {
		errs = append(errs, c.removeState())
	}
	if c.temporary {
		errs = append(errs, os.RemoveAll(c.dir))
	}
	return errors.Join(append(errs, c.release())...)
}

// grace is how long a component may take to stop.
func (c *Cluster) grace() time.Duration {
	if c.PID(Etcd) == 0 {
		return orphanGrace
	}
	return stopGrace
}

// StopComponent ends one component and leaves the others running, for tests of what happens without it.
func (c *Cluster) StopComponent(component Component) error {
	return stopAll(c.running([]Component{component}), c.grace())
}

// StartComponent starts a component again, on the port it had, with arguments added to those it was
// first started with, and waits until it is ready.
func (c *Cluster) StartComponent(ctx context.Context, component Component, extraArgs ...string) error {
	if !c.options.has(component) {
		return fmt.Errorf("start %s: the control plane was started without it", component)
	}
	if c.binaries == nil {
		return fmt.Errorf("start %s: only the program that started the control plane can do that", component)
	}
	if len(c.running([]Component{component})) > 0 {
		return fmt.Errorf("start %s: it runs already", component)
	}
	return c.launch(ctx, component, extraArgs...)
}

// PID returns the process id of a running component, or 0.
func (c *Cluster) PID(component Component) int {
	for _, p := range c.running([]Component{component}) {
		return p.id.PID
	}
	return 0
}

// running lists those of the components that run.
func (c *Cluster) running(components []Component) []*process {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []*process
	for _, component := range components {
		if p := c.processes[component]; p != nil && !p.exited() {
			found = append(found, p)
		}
	}
	return found
}

func (c *Cluster) port(component Component) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ports[component]
}

func (c *Cluster) path(elements ...string) string {
	return filepath.Join(append([]string{c.dir}, elements...)...)
}

// failure describes what happened to a component. The log of a temporary cluster is not named, since Stop removes it.
func (c *Cluster) failure(p *process, what string) error {
	err := &ComponentError{Component: p.component, Problem: what, Log: lastLines(p.log(), logTailLines)}
	if !c.temporary {
		err.LogPath = p.logPath
	}
	return err
}

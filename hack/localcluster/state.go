// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotRunning is returned by Load when nothing runs in a data directory.
var ErrNotRunning = errors.New("no control plane runs in this data directory")

// stateName is the file by which a detached control plane is found again.
const stateName = "state.json"

// state is the content of that file.
type state struct {
	Version string `json:"version"`
	// Ready is set once Start has seen everything ready.
	Ready      bool             `json:"ready"`
	Components []componentState `json:"components"`
}

type componentState struct {
	Component Component `json:"component"`
	identity
	Port int    `json:"port"`
	Log  string `json:"log"`
}

// ComponentStatus tells how a component of a control plane is.
type ComponentStatus struct {
	Component Component
	PID       int
	Running   bool
	// Endpoint is the address it serves on.
	Endpoint string
	LogPath  string
}

// Load finds the control plane that an earlier program started detached in a data directory. Its Stop ends exactly the
// processes that were started then, never one that has been given the same pid since.
func Load(dataDir string) (*Cluster, error) {
	dir, err := filepath.Abs(dataDir)
	if err != nil {
		return nil, fmt.Errorf("load the control plane: %w", err)
	}
	content, err := os.ReadFile(filepath.Join(dir, stateName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNotRunning, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("load the control plane: %w", err)
	}
	var saved state
	if err := json.Unmarshal(content, &saved); err != nil {
		return nil, fmt.Errorf("load the control plane: %s: %w", filepath.Join(dir, stateName), err)
	}
	c := newCluster(Options{DataDir: dir, Detach: true}, dir)
	c.ready = saved.Ready
	for _, s := range saved.Components {
		c.options.Components = append(c.options.Components, s.Component)
		c.ports[s.Component] = s.Port
		c.processes[s.Component] = &process{component: s.Component, id: s.identity, logPath: s.Log}
	}
	if len(c.pids()) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNotRunning, dir)
	}
	if c.ca, err = loadAuthority(c.path("pki"), clusterCA); err != nil {
		return nil, fmt.Errorf("load the control plane: %w", err)
	}
	if c.admin, err = readKeyPair(c.path("pki"), adminUser); err != nil {
		return nil, fmt.Errorf("load the control plane: %w", err)
	}
	return c, nil
}

// Status tells how each component is, in the order of their start.
func (c *Cluster) Status() []ComponentStatus {
	c.mu.Lock()
	defer c.mu.Unlock()
	var statuses []ComponentStatus
	for _, component := range AllComponents() {
		p := c.processes[component]
		if p == nil {
			continue
		}
		statuses = append(statuses, ComponentStatus{
			Component: component,
			PID:       p.id.PID,
			Running:   !p.exited(),
			Endpoint:  endpoint(c.ports[component]),
			LogPath:   p.logPath,
		})
	}
	return statuses
}

// Healthy says whether the control plane came up and every component of it still runs.
func (c *Cluster) Healthy() bool {
	for _, s := range c.Status() {
		if !s.Running {
			return false
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ready
}

func (c *Cluster) pids() []int {
	var pids []int
	for _, s := range c.Status() {
		if s.Running {
			pids = append(pids, s.PID)
		}
	}
	return pids
}

// record remembers a process and, where it may outlive this program, writes down how to find it.
func (c *Cluster) record(p *process, port int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ports[p.component] = port
	c.processes[p.component] = p
	return c.save()
}

// recordReady remembers that everything came up.
func (c *Cluster) recordReady() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ready = true
	return c.save()
}

// save writes the state of a detached control plane; the caller holds the mutex.
func (c *Cluster) save() error {
	if !c.options.Detach {
		return nil
	}
	saved := state{Version: c.binaries.Version, Ready: c.ready}
	for _, component := range AllComponents() {
		if p := c.processes[component]; p != nil {
			saved.Components = append(saved.Components, componentState{
				Component: component, identity: p.id, Port: c.ports[component], Log: p.logPath,
			})
		}
	}
	content, err := json.MarshalIndent(saved, "", "  ")
	if err != nil {
		return fmt.Errorf("save the state of the control plane: %w", err)
	}
	return writeFileAtomically(c.path(stateName), append(content, '\n'), 0o600)
}

func (c *Cluster) removeState() error {
	if err := os.Remove(c.path(stateName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the control plane: %w", err)
	}
	return nil
}

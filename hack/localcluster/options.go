// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"
)

const (
	defaultNodes        = 2
	defaultStartTimeout = 2 * time.Minute
)

// Options says what Start starts. The zero value is a whole control plane in a temporary directory.
type Options struct {
	// Components are the programs to run; all of them when empty. etcd and the API server always run.
	Components []Component
	// DataDir holds the data, the certificates and the logs, and is kept by Stop. When empty, a temporary directory is
	// used and Stop removes it.
	DataDir string
	// Detach lets the components outlive the program that starts them; Load finds them again. It needs a DataDir.
	Detach bool
	// Durable makes etcd wait for the disk. Without it a power cut may lose data, and everything is faster.
	Durable bool
	// Nodes is how many nodes kwok plays; two when zero.
	Nodes int
	// ExtraArgs are appended to the flags of a component, and so override them.
	ExtraArgs map[Component][]string
	// StartTimeout bounds the wait for each component; two minutes when zero.
	StartTimeout time.Duration
	// Log receives the progress of builds; nil is silent.
	Log io.Writer
}

// complete checks the options and fills in the defaults.
func (o Options) complete() (Options, error) {
	for _, c := range o.Components {
		if !slices.Contains(AllComponents(), c) {
			return o, fmt.Errorf("unknown component %q; there are %v", c, AllComponents())
		}
	}
	wanted := o.Components
	o.Components = slices.DeleteFunc(AllComponents(), func(c Component) bool {
		return len(wanted) > 0 && !isServer(c) && !slices.Contains(wanted, c)
	})
	for c := range o.ExtraArgs {
		if !o.has(c) {
			return o, fmt.Errorf("extra arguments for %q, which is not among the components %v", c, o.Components)
		}
	}
	if o.Detach && o.DataDir == "" {
		return o, errors.New("a detached control plane needs a data directory, by which it is found again")
	}
	if o.Nodes < 0 {
		return o, fmt.Errorf("%d nodes: the number must not be negative", o.Nodes)
	}
	if o.Nodes == 0 {
		o.Nodes = defaultNodes
	}
	if o.StartTimeout <= 0 {
		o.StartTimeout = defaultStartTimeout
	}
	if o.DataDir != "" {
		absolute, err := filepath.Abs(o.DataDir)
		if err != nil {
			return o, fmt.Errorf("data directory: %w", err)
		}
		o.DataDir = absolute
	}
	return o, nil
}

func (o Options) has(c Component) bool { return slices.Contains(o.Components, c) }

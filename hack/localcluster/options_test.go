// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestOptionsComponents(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ wanted, want []Component }{
		"all by default":              {nil, AllComponents()},
		"the API server needs etcd":   {[]Component{APIServer}, []Component{Etcd, APIServer}},
		"in the order of their start": {[]Component{Kwok, ControllerManager}, []Component{Etcd, APIServer, ControllerManager, Kwok}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Options{Components: tc.wanted}.complete()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Components, tc.want) {
				t.Errorf("got %v, want %v", got.Components, tc.want)
			}
		})
	}
}

func TestOptionsDefaults(t *testing.T) {
	t.Parallel()
	got, err := Options{DataDir: "data"}.complete()
	if err != nil {
		t.Fatal(err)
	}
	if got.Nodes != defaultNodes || got.StartTimeout != defaultStartTimeout || !filepath.IsAbs(got.DataDir) {
		t.Errorf("got %+v", got)
	}
}

func TestOptionsRefused(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		options Options
		want    string
	}{
		"unknown component": {Options{Components: []Component{"kubelet"}}, `unknown component "kubelet"`},
		"arguments for a component that does not run": {
			Options{Components: []Component{APIServer}, ExtraArgs: map[Component][]string{Kwok: {"--v=5"}}}, `"kwok"`,
		},
		"detached without a directory": {Options{Detach: true}, "data directory"},
		"nodes below zero":             {Options{Nodes: -1}, "-1 nodes"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := tc.options.complete(); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error that tells %q", err, tc.want)
			}
		})
	}
}

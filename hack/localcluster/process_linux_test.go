// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	t.Parallel()
	rest := strings.Repeat(" 0", 18) + " 4711 0 0\n"
	cases := map[string]struct {
		stat, want string
		wantErr    bool
	}{
		"plain":                   {stat: "7 (etcd) S" + rest, want: "4711"},
		"brackets in the name":    {stat: "7 (a) R 1 (b) S" + rest, want: "4711"},
		"ended, not waited for":   {stat: "7 (etcd) Z" + rest, wantErr: true},
		"dead":                    {stat: "7 (etcd) X" + rest, wantErr: true},
		"no name":                 {stat: "7 etcd", wantErr: true},
		"fewer fields than usual": {stat: "7 (etcd) S 1 2", wantErr: true},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseStat(tc.stat)
			if got != tc.want || (err != nil) != tc.wantErr {
				t.Errorf("parseStat(%q) = %q, %v", tc.stat, got, err)
			}
		})
	}
}

// A zombie keeps its pid until it is waited for, and must not be waited for by name.
func TestZombieIsNotAlive(t *testing.T) {
	t.Parallel()
	gate, open, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "cat")
	cmd.Stdin = gate
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	id, err := identify(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	if !id.alive() {
		t.Error("it is not alive")
	}
	if err := open.Close(); err != nil { // cat reads the end of its input and ends
		t.Fatal(err)
	}
	eventually(t, 10*time.Second, "the zombie not being alive", func() bool { return !id.alive() })
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// launcherEnv makes the test binary a launcher: "attached" starts a control plane and waits to be killed, any other
// value is the data directory of a detached one.
const launcherEnv = "LOCALCLUSTER_TEST_LAUNCHER"

func TestMain(m *testing.M) {
	mode := os.Getenv(launcherEnv)
	if mode == "" {
		os.Exit(m.Run())
	}
	if err := launcher(mode); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func launcher(mode string) error {
	options := Options{Components: []Component{APIServer}, Log: os.Stderr}
	if mode != "attached" {
		options.DataDir, options.Detach = mode, true
	}
	cluster, err := Start(context.Background(), options)
	if err != nil {
		return err
	}
	ids := []identity{cluster.process(Etcd).id, cluster.process(APIServer).id}
	if err := json.NewEncoder(os.Stdout).Encode(ids); err != nil || options.Detach {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin) // until the parent kills this process
	return errors.Join(err, cluster.Stop())
}

func launcherCommand(t *testing.T, mode string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	// A launcher that is killed leaves its temporary directory, which the test then removes.
	cmd.Env = append(os.Environ(), launcherEnv+"="+mode, "TMPDIR="+t.TempDir())
	return cmd
}

func TestComponentsDieWithTheirLauncher(t *testing.T) {
	t.Parallel()
	cmd := launcherCommand(t, "attached")
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil { // held open until the kill
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var ids []identity
	if err := json.Unmarshal(line, &ids); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if !id.alive() {
			t.Errorf("process %d is not alive before the launcher is killed", id.PID)
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the launcher ended by itself")
	}
	for _, id := range ids {
		eventually(t, time.Minute, "a component to end", func() bool { return !id.alive() })
	}
}

func TestDetachedControlPlane(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := Load(dir); !errors.Is(err, ErrNotRunning) {
		t.Fatalf("before: %v", err)
	}
	launchTwice(t, dir)

	cluster, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	if !cluster.Healthy() {
		t.Errorf("it is not healthy: %+v", cluster.Status())
	}
	if _, err := clientFor(t, cluster.Config()).CoreV1().Namespaces().List(t.Context(), metav1.ListOptions{}); err != nil {
		t.Error(err)
	}
	if err := Purge(dir); !errors.Is(err, ErrRunning) {
		t.Errorf("removing the data of a control plane that is up: %v", err)
	}
	pids := cluster.pids()
	if err := cluster.Stop(); err != nil {
		t.Fatal(err)
	}
	if left := cluster.pids(); len(pids) != 2 || len(left) != 0 {
		t.Errorf("of the processes %v there are left %v", pids, left)
	}
	if _, err := Load(dir); !errors.Is(err, ErrNotRunning) {
		t.Errorf("after: %v", err)
	}
	if err := Purge(dir); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the data is there: %v", err)
	}
}

// launchTwice starts the control plane from two programs at once: one must do it, the other be told that it runs.
func launchTwice(t *testing.T, dir string) {
	t.Helper()
	outputs := make([]strings.Builder, 2)
	errs := make([]error, len(outputs))
	var done sync.WaitGroup
	for i := range outputs {
		cmd := launcherCommand(t, dir)
		cmd.Stderr = &outputs[i]
		done.Go(func() { errs[i] = cmd.Run() })
	}
	done.Wait()
	started := 0
	for i := range outputs {
		if errs[i] == nil {
			started++
		} else if !strings.Contains(outputs[i].String(), ErrRunning.Error()) {
			t.Errorf("%v: %s", errs[i], outputs[i].String())
		}
	}
	if started != 1 {
		t.Errorf("%d launchers of two started it", started)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

func TestIdentityOfThisProcess(t *testing.T) {
	t.Parallel()
	self, err := identify(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if !self.alive() {
		t.Error("this process is not alive")
	}
	if other := (identity{PID: self.PID, StartTime: self.StartTime + "0"}); other.alive() {
		t.Error("a process that was started at another time is taken for this one")
	}
}

// A process that has been given the pid of one that was started here must survive.
func TestSignalSparesARecycledPID(t *testing.T) {
	t.Parallel()
	bystander := exec.CommandContext(t.Context(), "sleep", "600")
	if err := bystander.Start(); err != nil {
		t.Fatal(err)
	}
	id, err := identify(bystander.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	recorded := identity{PID: id.PID, StartTime: "an earlier boot/1"}
	if err := recorded.signal(syscall.SIGKILL); err != nil {
		t.Error(err)
	}
	p := &process{component: Etcd, id: recorded}
	if err := p.stop(stopGrace); err != nil {
		t.Error(err)
	}
	if !id.alive() {
		t.Fatal("the bystander was killed")
	}
	if err := id.signal(syscall.SIGINT); err != nil {
		t.Error(err)
	}
	var ended *exec.ExitError
	if err := bystander.Wait(); !errors.As(err, &ended) {
		t.Fatalf("the bystander: %v", err)
	}
	if status, ok := ended.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGINT {
		t.Errorf("the bystander ended by %v, not by the interrupt that was meant for it", ended)
	}
	if id.alive() {
		t.Error("an ended process is alive")
	}
	if err := id.signal(syscall.SIGKILL); err != nil {
		t.Errorf("signal to an ended process: %v", err)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestLockIsExclusive(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := tryLockFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tryLockFile(path); !errors.Is(err, errLocked) {
		t.Fatalf("the second lock: %v", err)
	}
	waiting, locked := make(chan struct{}), make(chan error)
	go func() {
		second, err := lockFile(t.Context(), path, func() { close(waiting) })
		if err == nil {
			err = second()
		}
		locked <- err
	}()
	<-waiting
	select {
	case err := <-locked:
		t.Fatalf("locked twice (%v)", err)
	default:
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-locked; err != nil {
		t.Error(err)
	}
}

func TestLockWaitIsBounded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := tryLockFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := lockFile(ctx, path, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
}

func TestSweepRemovesOnlyWhatNobodyUses(t *testing.T) {
	t.Parallel()
	parent := t.TempDir()
	old := time.Now().Add(-2 * sweepAfter)
	age := func(name string) string {
		dir := filepath.Join(parent, name)
		if err := os.WriteFile(filepath.Join(mkdir(t, dir), lockName), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, old, old); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	left := age("supervision-controlplane-left")
	used := age("supervision-controlplane-used")
	foreign := age("something-else")
	young := mkdir(t, filepath.Join(parent, "supervision-controlplane-young"))
	unlock, err := tryLockFile(filepath.Join(used, lockName))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sweepTempDirs(parent), unlock()); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]bool{left: false, used: true, foreign: true, young: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s: kept %t, want %t", filepath.Base(dir), err == nil, want)
		}
	}
}

func mkdir(t *testing.T, dir string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

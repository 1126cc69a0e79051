// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	tempPattern = "supervision-controlplane-*"
	// lockName is held as long as a program uses a data directory. The kernel drops it when that program dies.
	lockName = ".lock"
	// sweepAfter keeps the sweep away from a directory whose owner is just about to lock it.
	sweepAfter = time.Minute
)

// claimDataDir makes the data directory and takes its lock, so that no two control planes share one.
func (c *Cluster) claimDataDir(ctx context.Context) (err error) {
	if c.dir == "" {
		return c.claimTempDir()
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	lock := c.path(lockName)
	if c.options.Detach {
		// Whoever holds the lock of a detached control plane is about to be done with starting it.
		c.unlock, err = lockFile(ctx, lock, func() {
			newProgress(c.options.Log).printf("another process is starting this control plane; waiting for it")
		})
	} else {
		c.unlock, err = tryLockFile(lock)
	}
	if errors.Is(err, errLocked) {
		return fmt.Errorf("%w: %s", ErrRunning, c.dir)
	}
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	if err := c.replace(); err != nil {
		return errors.Join(err, c.release())
	}
	return nil
}

// replace looks for an earlier detached control plane in the data directory, and stops what is left of a broken one.
func (c *Cluster) replace() error {
	earlier, err := Load(c.dir)
	if errors.Is(err, ErrNotRunning) {
		return nil
	}
	if err != nil {
		return err
	}
	if earlier.Healthy() {
		return fmt.Errorf("%w: %s, process ids %v", ErrRunning, c.dir, earlier.pids())
	}
	newProgress(c.options.Log).printf("the control plane in %s is up in parts only; starting it again", c.dir)
	return earlier.Stop()
}

func (c *Cluster) claimTempDir() (err error) {
	if err := sweepTempDirs(os.TempDir()); err != nil {
		return fmt.Errorf("remove the data of control planes whose launcher was killed: %w", err)
	}
	if c.dir, err = os.MkdirTemp("", tempPattern); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	c.temporary = true
	if c.unlock, err = tryLockFile(c.path(lockName)); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	return nil
}

// sweepTempDirs removes what launchers that were killed left behind: directories that nobody has locked.
func sweepTempDirs(parent string) error {
	dirs, err := filepath.Glob(filepath.Join(parent, tempPattern))
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		info, err := os.Stat(dir)
		if err != nil || time.Since(info.ModTime()) < sweepAfter {
			continue
		}
		unlock, err := tryLockFile(filepath.Join(dir, lockName))
		if err != nil {
			continue // in use, or another user's
		}
		if err := errors.Join(os.RemoveAll(dir), unlock()); err != nil {
			return err
		}
	}
	return nil
}

// release gives the data directory's lock back.
func (c *Cluster) release() error {
	c.mu.Lock()
	unlock := c.unlock
	c.unlock = nil
	c.mu.Unlock()
	if unlock == nil {
		return nil
	}
	return unlock()
}

// prepare empties the logs and makes the certificates. Authorities and the service accounts' key are kept with the data that depends on
// them; the rest is made anew.
func (c *Cluster) prepare() error {
	if err := os.RemoveAll(c.path("logs")); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	for _, dir := range []string{"pki", "logs"} {
		if err := os.MkdirAll(c.path(dir), 0o700); err != nil {
			return fmt.Errorf("data directory: %w", err)
		}
	}
	pki := c.path("pki")
	var err error
	if c.ca, err = loadOrCreateAuthority(pki, clusterCA); err != nil {
		return err
	}
	store, err := loadOrCreateAuthority(pki, etcdCA)
	if err != nil {
		return err
	}
	// Only its key is used, to sign and to verify tokens.
	if _, err := loadOrCreateAuthority(pki, serviceAccount); err != nil {
		return err
	}
	if c.admin, err = c.ca.client(adminUser, adminGroup); err != nil {
		return err
	}
	leaves := map[string]func() (*keyPair, error){
		adminUser:   func() (*keyPair, error) { return c.admin, nil },
		serving:     func() (*keyPair, error) { return c.ca.server(serving, "kubernetes", "kubernetes.default.svc") },
		etcdServing: func() (*keyPair, error) { return store.server(etcdServing) },
		etcdClient:  func() (*keyPair, error) { return store.client(etcdClient) },
	}
	for name, create := range leaves {
		pair, err := create()
		if err != nil {
			return err
		}
		if err := pair.write(pki, name); err != nil {
			return err
		}
	}
	return nil
}

// Purge removes the data directory of a control plane that is down.
func Purge(dataDir string) (err error) {
	if !isFile(filepath.Join(dataDir, lockName)) {
		return nil // none, or not one of ours
	}
	unlock, err := tryLockFile(filepath.Join(dataDir, lockName))
	if err != nil {
		return fmt.Errorf("remove the data of the control plane: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if _, err := Load(dataDir); !errors.Is(err, ErrNotRunning) {
		return errors.Join(fmt.Errorf("remove the data of the control plane: %w: %s", ErrRunning, dataDir), err)
	}
	return os.RemoveAll(dataDir)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package ownwrites keeps controllers from concluding anything from objects that the
// cache shows as they were before the controller itself wrote them.
//
// The optimistic lock refuses what is written upon an old object. It does not help where
// nothing is written: a controller that wrote a status, and then finds the status before
// that right, would leave the one between in place, and its own writes wake it not.
package ownwrites

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// kept is for how long at least a write is remembered. No cache that works is so far
// behind; what is gone must not be remembered for ever.
const kept = 5 * time.Minute

// Tracker remembers from which versions of which objects a controller wrote. The zero
// value remembers none, and any number of goroutines may share one.
type Tracker struct {
	lock sync.Mutex
	// recent and older hold, for each object, the versions that were written upon since
	// the cache was last seen to have caught up.
	recent, older map[types.UID][]string
	// turned is when recent became older.
	turned time.Time
}

// Wrote remembers a write that succeeded by now, given the object as it was written upon
// and as the API server answered.
func (t *Tracker) Wrote(before, after client.Object, now time.Time) {
	if before.GetResourceVersion() == after.GetResourceVersion() {
		return // It changed nothing, and the cache will show nothing else.
	}
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.recent == nil || now.Sub(t.turned) > kept {
		t.recent, t.older, t.turned = map[types.UID][]string{}, t.recent, now
	}
	uid := before.GetUID()
	t.recent[uid] = append(t.recent[uid], before.GetResourceVersion())
}

// PatchStatus writes the status of an object under an optimistic lock, so that nothing is
// concluded twice from an old copy, and remembers the write. The error names the object.
func (t *Tracker) PatchStatus(ctx context.Context, c client.Client, before, after client.Object, now time.Time) error {
	patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	if err := c.Status().Patch(ctx, after, patch); err != nil {
		return fmt.Errorf("patch the status of %T %s: %w", after, client.ObjectKeyFromObject(after), err)
	}
	t.Wrote(before, after, now)
	return nil
}

// Behind tells whether the cache shows an object as it was before a write. It is for
// objects as they were read: once one shows a later version, its writes are forgotten.
func (t *Tracker) Behind(object client.Object) bool {
	t.lock.Lock()
	defer t.lock.Unlock()
	uid, version := object.GetUID(), object.GetResourceVersion()
	if slices.Contains(t.recent[uid], version) || slices.Contains(t.older[uid], version) {
		return true
	}
	delete(t.recent, uid)
	delete(t.older, uid)
	return false
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import "testing"

// Bounds of the ledgers, and of how many cycles may be open at once.
type Bounds struct{ Cycles, Open, Misses, Rungs int }

// TheBounds returns the bounds in force.
func TheBounds() Bounds {
	return Bounds{Cycles: maxCycles, Open: maxOpen, Misses: maxMisses, Rungs: maxRungs}
}

// SetBounds sets other bounds for one test, which must not run in parallel with others.
func SetBounds(tb testing.TB, bounds Bounds) {
	tb.Helper()
	before := TheBounds()
	set := func(b Bounds) { maxCycles, maxOpen, maxMisses, maxRungs = b.Cycles, b.Open, b.Misses, b.Rungs }
	set(bounds)
	tb.Cleanup(func() { set(before) })
}

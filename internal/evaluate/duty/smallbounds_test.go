// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// TestTurbulentHistoriesWithinSmallBounds is TestTurbulentHistories of standing duties
// whose ledgers have little room. It does not run in parallel with other tests, whose
// ledgers have more.
//
//nolint:paralleltest,tparallel // it changes what all evaluations share
func TestTurbulentHistoriesWithinSmallBounds(t *testing.T) {
	duty.SetBounds(t, duty.Bounds{Cycles: 8, Open: 4, Misses: 12, Rungs: 20})
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		h := newHistory(t, dice, true)
		spec := &h.world.duty.Spec
		spec.Recurrence = wrappers.Recurrence(pick(dice, crons[:4]...), wrappers.Days(int32(1+dice(3)))).Obj()
		spec.Due, spec.DueWithin, spec.Milestones = "", wrappers.Days(0), nil
		spec.DueWithin.Days = nil
		h.world.evaluate()
		for range 10 + dice(40) {
			h.step()
			h.world.advance(h.world.now.Add(time.Duration(dice(2)) * 24 * time.Hour))
		}
	})
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import "testing"

// FuzzHistory lets the fuzzer write the history of a duty, and holds every result
// in it against what world.evaluate holds of any. Coverage leads it to histories
// that throwing dice does not reach. With -fuzzminimizetime=10x it does not spend its
// time on making histories shorter.
func FuzzHistory(f *testing.F) {
	for seed := range byte(8) {
		var data []byte
		for dice := seeded(uint64(seed)); len(data) < 200; {
			data = append(data, byte(dice(256)))
		}
		f.Add(data, seed%2 == 0)
	}
	f.Fuzz(func(t *testing.T, data []byte, turbulent bool) {
		h := newHistory(t, fromBytes(data), turbulent)
		h.world.evaluate()
		for range min(len(data)/6, 15) {
			h.step()
		}
	})
}

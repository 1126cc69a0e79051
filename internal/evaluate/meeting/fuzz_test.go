// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import "testing"

// FuzzHistory lets the fuzzer write the history of a meeting, and holds every result in
// it against what world.evaluate holds of any.
func FuzzHistory(f *testing.F) {
	for seed := range byte(4) {
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
		h.world.start()
	})
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import "math/rand/v2"

// dice returns a number below n. Everything random in these tests comes from one,
// so that a seed, or the bytes of a fuzzer, tell the whole case.
type dice func(n int) int

// seeded throws the same numbers for the same seed.
func seeded(seed uint64) dice { return rand.New(rand.NewPCG(seed, 0)).IntN }

// fromBytes throws what the bytes say, and zeros once they are used up.
func fromBytes(data []byte) dice {
	return func(n int) int {
		if len(data) == 0 {
			return 0
		}
		throw := int(data[0])
		data = data[1:]
		if n > 256 && len(data) > 0 {
			throw, data = throw<<8|int(data[0]), data[1:]
		}
		return throw % n
	}
}

// pick returns one of the values.
func pick[T any](dice dice, values ...T) T { return values[dice(len(values))] }

// oneIn is true once in n throws.
func oneIn(dice dice, n int) bool { return dice(n) == n-1 }

// shuffle puts list in another order, and returns where each was before.
func shuffle[T any](dice dice, list []T) []int {
	was := make([]int, len(list))
	for i := range list {
		was[i] = i
		j := dice(i + 1)
		list[i], list[j] = list[j], list[i]
		was[i], was[j] = was[j], was[i]
	}
	return was
}

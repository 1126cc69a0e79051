// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package province

import "math/rand/v2"

// Dice throws a number below n. Everything random in a simulation comes from one, so that its seed tells the whole story.
type Dice func(n int) int

// Seeded throws the same numbers for the same seed.
func Seeded(seed uint64) Dice {
	return rand.New(rand.NewPCG(seed, 0)).IntN //nolint:gosec // a story must be the same for the same seed
}

// Pick returns one of the values.
func Pick[T any](dice Dice, values ...T) T { return values[dice(len(values))] }

// OneIn is true once in n throws.
func OneIn(dice Dice, n int) bool { return dice(n) == 0 }

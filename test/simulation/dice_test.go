// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import "math/rand/v2"

// dice throws a number below n. Everything random in a year comes from one, so that its
// seed tells the whole year.
type dice func(n int) int

// seeded throws the same numbers for the same seed.
func seeded(seed uint64) dice { return rand.New(rand.NewPCG(seed, 0)).IntN }

// pick returns one of the values.
func pick[T any](dice dice, values ...T) T { return values[dice(len(values))] }

// oneIn is true once in n throws.
func oneIn(dice dice, n int) bool { return dice(n) == 0 }

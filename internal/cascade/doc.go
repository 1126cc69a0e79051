// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package cascade decides to which regions a duty is handed down (层层落实), what its
// copies say, and how they stand all in all.
//
// What a region gets follows from the duty, from the Jurisdiction that holds it, and
// from that of the region: Targets finds the regions, Copy writes what each is to
// have, and RollUp counts. Package upkeep then tells which copies have to be written.
package cascade

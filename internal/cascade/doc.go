// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package cascade decides to which regions a duty is handed down (层层落实), what its
// copies say, which of them have to be written, and how they stand all in all.
//
// What a region gets follows from the duty, from the Jurisdiction that holds it, and
// from that of the region: Targets finds the regions, Copy writes what each is to
// have, Plan compares that with what there is, and RollUp counts.
package cascade

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package upkeep keeps the duties that the operator makes what they should say.
//
// Whoever makes them says what is to be there under which name, and how to tell what
// was made before from what is of others: Plan compares that with what there is. A duty
// on which something was filed is never deleted: it is withdrawn, and its ledger stays.
package upkeep

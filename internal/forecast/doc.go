// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package forecast tells what will happen to duties if nothing is filed and no plan is
// changed: what falls due, what is missed, when each rung of the ladder is reached.
//
// It decides nothing itself. It runs the evaluator forward: each duty is evaluated at
// the beginning, the result taken for its ledger, evaluated again at the instant that
// the result names as the next, and so on to the end, as the operator will do it. What
// differs between one result and the next is what the forecast reports.
package forecast

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package simulation lets a province live through a year, in which departments report,
// offices rule, plans are edited, the operator is restarted, and the calendar of the
// next year is published late; and holds what was forecast each week against what the
// operator then wrote.
//
// The operator is the real reconciler. The API server is played in memory, the clock
// is set by the test, and everything random is thrown by a dice, whose seed is the name
// of the subtest:
//
//	go test ./test/simulation -run 'TestSimulatedYear/seed=7$' -years 8 -v
package simulation

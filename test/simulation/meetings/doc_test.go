// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package meetings lets some tens of meetings of a province go through two years. Sessions are called, moved by calendars that
// are published late, cancelled, held and missed; their minutes are filed in time, late or never, corrected and purged; and
// departments report on what was decided. Meanwhile the operator is restarted, is down for weeks, is killed between any two of
// its writes and events, and has writes refused.
//
// The operator is the real reconcilers of meetings and duties. What has to follow is kept in books: a slow reference, which
// looks at each meeting at the beginning of every day and of every session, and shares no code with the operator; see the files
// almanac, cron, book and line. At every step what the operator wrote and told is held against them.
//
// Everything random is thrown by a dice, whose seed is the name of the subtest:
//
//	go test ./test/simulation/meetings -run 'TestSimulatedTwoYears/seed=7$' -years 8 -v
package meetings

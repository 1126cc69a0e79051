// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package calendar turns the dates and periods of plans into instants. An
// instant alone means nothing to a plan: everything here takes the time zone of
// the region, in which days begin and end.
package calendar

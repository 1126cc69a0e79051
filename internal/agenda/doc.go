// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package agenda composes the agenda of a session of a JointMeeting (议程): what the
// session has to look at, the heaviest first.
//
// It follows from the duties of the region, from what the Jurisdiction says of its own
// plan, and from when the session begins. It does not follow from the present time: what
// turns late later on changes the status of a duty, and with it the agenda.
package agenda

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package invitation writes the invitation to a session of a JointMeeting as an
// iCalendar object (RFC 5545), such as calendars of all makes import.
//
// The object asks the members to come (METHOD:REQUEST), or tells them that the session
// is off (METHOD:CANCEL), as RFC 5546 has it. Its UID follows from the meeting and the key of
// the session, so that a calendar which has the session already changes or removes it.
//
// All instants are in UTC: a session takes place once, so it needs no zone, and each
// calendar shows it in that of its reader. Only the times within the description are
// written in the zone of the region.
package invitation

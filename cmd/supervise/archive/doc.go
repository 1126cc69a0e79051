// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package archive writes everything of the group supervision.jianguan.io to one stream of YAML documents, and puts it
// back onto a cluster.
//
// The stream holds Namespaces, Jurisdictions, DepartmentDuties, JointMeetings, DutyReports, DutyRulings and
// MeetingMinutes, in this order and each in the order of their names, and ends with the line "...", so that one that was
// cut off can be told. An object is as the API server shows it, but for what would mean nothing on another cluster: who
// manages which field, uid, version and owners.
package archive

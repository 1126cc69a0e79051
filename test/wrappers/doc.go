// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package wrappers builds API objects for tests, one short call for each thing that a test is about. What a test does not
// say is filled in so that the API server accepts the object:
//
//	wrappers.Duty("xc-01").Namespace("region-xicheng").Leads("health-commission").Due("2022").Obj()
//	wrappers.Report("xc-01-1").Duty("xc-01").Department("health-commission").FiledBy("wei").Obj()
//	wrappers.Ruling("xc-01-1-ok").Report("xc-01-1").Office("health-commission").Accept().Obj()
//	wrappers.Meeting("plenary").Members("health-commission", "audit").Schedule("0 9 15 3,6,9,12 *").NextWorkingDay().Obj()
//	wrappers.Minutes("m1").Meeting("plenary").Session("2026-03-15").Decision(wrappers.Decision("d1").Due("2026-06")).Obj()
//	wrappers.Duty("sh-07").Recurrence(wrappers.Recurrence("0 0 16 4 *", wrappers.Months(2))).Obj()
//	wrappers.Duty("jl-03").Cascade(wrappers.Cascade(v1alpha1.LevelPrefecture).DueOffset(wrappers.Days(10))).Obj()
//
// A method that takes several values sets them; one named in the singular (Milestone, Department, Evidence) adds one.
// Obj returns a copy, so that a wrapper can be varied and used again.
package wrappers

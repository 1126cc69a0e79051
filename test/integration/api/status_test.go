// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"fmt"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// fullStatus is the status of a duty in which every list is as long as it may be, or longer by so many.
func fullStatus(longer int) v1alpha1.DepartmentDutyStatus {
	at := metav1.NewTime(time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC))
	departments := numbered[v1alpha1.DepartmentName](80, "department-%d")
	status := v1alpha1.DepartmentDutyStatus{ObservedGeneration: 1, Light: v1alpha1.LightRed, NextDeadline: &at, OverdueSince: &at}
	for i := range 16 + longer {
		status.Conditions = append(status.Conditions, metav1.Condition{
			Type: fmt.Sprintf("Condition%d", i), Status: metav1.ConditionTrue, Reason: "Full", LastTransitionTime: at,
		})
	}
	for _, name := range numbered[v1alpha1.CheckpointName](256+longer, "checkpoint-%d") {
		status.Checkpoints = append(status.Checkpoints, v1alpha1.Checkpoint{Name: name, State: v1alpha1.CheckpointMissed, Deadline: &at})
	}
	for _, name := range numbered[v1alpha1.DepartmentName](80+longer, "department-%d") {
		status.Departments = append(status.Departments, v1alpha1.DepartmentStatus{Name: name, State: v1alpha1.DepartmentPending})
	}
	fillLadder(&status, at, longer)
	fillCascade(&status, at, longer)
	for _, name := range numbered[v1alpha1.ObjectName](1000+longer, "report-%d") {
		status.Receipts = append(status.Receipts, v1alpha1.Receipt{
			Kind: v1alpha1.RecordDutyReport, Name: name, Digest: strings.Repeat("0", 64), ReceivedTime: &at, Basis: v1alpha1.ReceiptStamped,
		})
	}
	for range 100 + longer {
		status.Misses = append(status.Misses, v1alpha1.Miss{
			Checkpoint: v1alpha1.CheckpointFinal, Deadline: &at, MissedTime: &at, Departments: departments,
			Reason: v1alpha1.ReasonDeadlinePassed, State: v1alpha1.MissStanding,
		})
	}
	return status
}

// fillLadder fills in what standing duties and the ladder leave in a status.
func fillLadder(status *v1alpha1.DepartmentDutyStatus, at metav1.Time, longer int) {
	for _, name := range numbered[v1alpha1.CheckpointName](100+longer, "cycle-%d") {
		status.Cycles = append(status.Cycles, v1alpha1.Cycle{Name: name, OpenedTime: &at, Deadline: &at})
	}
	status.Recurrence = v1alpha1.RecurrenceStatus{Digest: strings.Repeat("0", 64), Since: &at}
	for range 200 + longer {
		status.Rungs = append(status.Rungs, v1alpha1.ReachedRung{
			Action: v1alpha1.EscalationListedSupervision, Checkpoint: v1alpha1.CheckpointFinal, Deadline: &at, ReachedTime: &at,
		})
	}
	status.Escalation = v1alpha1.EscalationStatus{Rung: v1alpha1.EscalationAccountability, Since: &at}
	for _, name := range numbered[v1alpha1.ObjectName](20+longer, "interview-%d") {
		status.Interviews = append(status.Interviews, v1alpha1.Interview{
			Ruling: name, ReceivedTime: &at, RectifyBy: &at, State: v1alpha1.InterviewRectifying,
		})
	}
}

// fillCascade fills in how the copies stand.
func fillCascade(status *v1alpha1.DepartmentDutyStatus, at metav1.Time, longer int) {
	for _, name := range numbered[v1alpha1.JurisdictionName](20+longer, "county-%d") {
		status.Cascade.Worst = append(status.Cascade.Worst, v1alpha1.CascadeRegion{
			Jurisdiction: name, Light: v1alpha1.LightRed, OverdueSince: &at, NextDeadline: &at,
		})
		status.Cascade.Problems = append(status.Cascade.Problems, v1alpha1.CascadeProblem{
			Jurisdiction: name, Reason: v1alpha1.ReasonNotHandedDownYet, Message: long(512),
		})
	}
}

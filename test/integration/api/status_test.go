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
	for _, name := range numbered[v1alpha1.CheckpointName](128+longer, "checkpoint-%d") {
		status.Checkpoints = append(status.Checkpoints, v1alpha1.Checkpoint{Name: name, State: v1alpha1.CheckpointMissed, Deadline: &at})
	}
	for _, name := range numbered[v1alpha1.DepartmentName](80+longer, "department-%d") {
		status.Departments = append(status.Departments, v1alpha1.DepartmentStatus{Name: name, State: v1alpha1.DepartmentPending})
	}
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

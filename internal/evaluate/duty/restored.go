// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/conditions"
	"github.com/jianguan/supervision-operator/internal/record"
)

// setLedgerLost sets LedgerLost on a duty that was restored and has no status from
// its backup, and takes it off once somebody has removed the annotation.
func setLedgerLost(list *[]metav1.Condition, in Input, b *book, location *time.Location) {
	before := &in.Duty.Status
	lost := before.ObservedGeneration == 0 || meta.IsStatusConditionTrue(before.Conditions, v1alpha1.ConditionLedgerLost)
	if !lost || !has(in.Duty.Annotations, v1alpha1.AnnotationRestored) {
		meta.RemoveStatusCondition(list, v1alpha1.ConditionLedgerLost)
		return
	}
	vouched := 0
	for _, r := range b.reports {
		if _, restored := record.FirstCreated(r.object); restored {
			vouched++
		}
	}
	for _, r := range b.rulings {
		if _, restored := record.FirstCreated(r.object); restored {
			vouched++
		}
	}
	message := fmt.Sprintf("restored at %s without its status, and with it the ledger; the receipts of %d records are those that the restore vouches for; "+
		"deadlines missed under earlier plans, and records purged before, are not known; once this was looked into, remove the annotation %s",
		in.Duty.CreationTimestamp.In(location).Format(time.RFC3339), vouched, v1alpha1.AnnotationRestored)
	conditions.Set(list, v1alpha1.ConditionLedgerLost, metav1.ConditionTrue, v1alpha1.ReasonRestoredWithoutStatus, message, in.Duty.Generation, in.Now)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/notes"
)

const (
	// eventNamespaceClaimed shows when a region came to hold its namespace.
	eventNamespaceClaimed = "NamespaceClaimed"

	actionSetUp    = "SetUp"
	actionTakeDown = "TakeDown"
	actionEvaluate = "Evaluate"
)

// announce emits an event for each change that a person should hear of. It
// compares with the status that was stored before, so a restart repeats nothing.
func (r *Reconciler) announce(before *v1alpha1.Jurisdiction, after *v1alpha1.JurisdictionStatus) {
	if after.Namespace != "" && after.Namespace != before.Status.Namespace {
		r.Recorder.Eventf(before, nil, corev1.EventTypeNormal, eventNamespaceClaimed, actionSetUp,
			"holds namespace %s", after.Namespace)
	}
	if stalled := began(before.Status.Conditions, after.Conditions, v1alpha1.ConditionStalled); stalled != nil {
		r.Recorder.Eventf(before, nil, corev1.EventTypeWarning, stalled.Reason, actionEvaluate, "%s", notes.Note(stalled.Message))
	}
	blocked := began(before.Status.Conditions, after.Conditions, v1alpha1.ConditionDeletionBlocked)
	if blocked != nil {
		r.Recorder.Eventf(before, nil, corev1.EventTypeWarning, blocked.Reason, actionTakeDown, "%s", notes.Note(blocked.Message))
	}
	resolved := began(before.Status.Conditions, after.Conditions, v1alpha1.ConditionParentResolved)
	if resolved != nil && resolved.Reason == v1alpha1.ReasonParentFound &&
		meta.IsStatusConditionFalse(before.Status.Conditions, v1alpha1.ConditionParentResolved) {
		r.Recorder.Eventf(before, nil, corev1.EventTypeNormal, resolved.Reason, actionEvaluate, "%s", notes.Note(resolved.Message))
	}
}

// began returns a condition that is True now, and was not True for the same
// reason before.
func began(before, after []metav1.Condition, conditionType string) *metav1.Condition {
	now := meta.FindStatusCondition(after, conditionType)
	if now == nil || now.Status != metav1.ConditionTrue {
		return nil
	}
	was := meta.FindStatusCondition(before, conditionType)
	if was != nil && was.Status == now.Status && was.Reason == now.Reason {
		return nil
	}
	return now
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gstruct"
	"github.com/onsi/gomega/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// have matches a status with a condition whose message says all of what is given.
func have(conditionType string, status metav1.ConditionStatus, reason string, saying ...string) types.GomegaMatcher {
	message := []types.GomegaMatcher{}
	for _, text := range saying {
		message = append(message, ContainSubstring(text))
	}
	return WithTransform(func(s v1alpha1.JurisdictionStatus) []metav1.Condition { return s.Conditions },
		ContainElement(gstruct.MatchFields(gstruct.IgnoreExtras, gstruct.Fields{
			"Type":    Equal(conditionType),
			"Status":  Equal(status),
			"Reason":  Equal(reason),
			"Message": SatisfyAll(message...),
		})))
}

// beReady matches the status of a region that is set up.
func beReady() types.GomegaMatcher {
	return SatisfyAll(
		have(v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonEvaluated),
		have(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled))
}

// beStalled matches the status of a region that needs a person.
func beStalled(reason string, saying ...string) types.GomegaMatcher {
	return SatisfyAll(
		have(v1alpha1.ConditionReady, metav1.ConditionFalse, reason, saying...),
		have(v1alpha1.ConditionStalled, metav1.ConditionTrue, reason, saying...))
}

// beWaiting matches the status of a region that waits for something else.
func beWaiting(reason string, saying ...string) types.GomegaMatcher {
	return SatisfyAll(
		have(v1alpha1.ConditionReady, metav1.ConditionFalse, reason, saying...),
		have(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled))
}

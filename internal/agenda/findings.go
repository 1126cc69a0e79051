// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package agenda

import (
	"cmp"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
)

// planConditions tell of gaps and contradictions in what a region declares.
var planConditions = [...]string{
	v1alpha1.ConditionScopesCovered, v1alpha1.ConditionDepartmentsDeclared, v1alpha1.ConditionAliasesUnique,
	v1alpha1.ConditionLeadsConsistent, v1alpha1.ConditionGridsStaffed, v1alpha1.ConditionStaffingAdequate,
}

// planFindings puts those of them that are False on the agenda. What is Unknown is no
// finding.
func planFindings(jurisdiction *v1alpha1.Jurisdiction) []v1alpha1.AgendaItem {
	var items []v1alpha1.AgendaItem
	for _, condition := range planConditions {
		finding := meta.FindStatusCondition(jurisdiction.Status.Conditions, condition)
		if finding == nil || finding.Status != metav1.ConditionFalse {
			continue
		}
		items = append(items, v1alpha1.AgendaItem{
			Kind: v1alpha1.AgendaPlanFinding, Reason: condition, Weight: weightPlanFinding,
			Ref:     v1alpha1.AgendaReference{Kind: v1alpha1.AgendaJurisdiction, Name: jurisdiction.Name},
			Subject: messages.Cut(cmp.Or(finding.Message, finding.Reason), maxSubject),
		})
	}
	return items
}

// AlikeRegion tells whether a region, before and after a change, has the same findings
// of its plan for every agenda. What else a meeting takes from its region is not asked.
func AlikeRegion(before, after *v1alpha1.Jurisdiction) bool {
	return equality.Semantic.DeepEqual(planFindings(before), planFindings(after))
}

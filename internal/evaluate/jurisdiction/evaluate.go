// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package jurisdiction decides how a region stands: whether its line of parents
// is in order, whether it is set up, and how its duties are doing.
package jurisdiction

import (
	"fmt"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/conditions"
	"github.com/jianguan/supervision-operator/internal/region"
)

// Input is all that the status of a region follows from.
type Input struct {
	Jurisdiction *v1alpha1.Jurisdiction
	// Ancestors of the region, as the function Ancestors finds them.
	Ancestors []*v1alpha1.Jurisdiction
	// Setup tells how far the operator came in setting the region up.
	Setup region.Outcome
	// Duties of the region's own namespace. They are read only.
	Duties []v1alpha1.DepartmentDuty
	Now    time.Time
}

// Result is how the region stands. It does not change with time alone.
type Result struct {
	Status v1alpha1.JurisdictionStatus
}

// Evaluate decides how a region stands.
func Evaluate(in Input) Result {
	jurisdiction := in.Jurisdiction
	line := resolve(jurisdiction, in.Ancestors)
	status := v1alpha1.JurisdictionStatus{
		Conditions:         slices.Clone(jurisdiction.Status.Conditions),
		ObservedGeneration: jurisdiction.Generation,
		Namespace:          in.Setup.Namespace,
		Path:               line.path,
	}
	set := func(conditionType string, condition metav1.ConditionStatus, reason, message string) {
		conditions.Set(&status.Conditions, conditionType, condition, reason, message, jurisdiction.Generation, in.Now)
	}

	problems := slices.Concat(timeZoneProblems(jurisdiction), in.Setup.Problems, line.problems)
	setReady(set, problems, in.Setup.Namespace)

	resolved := metav1.ConditionTrue
	if len(line.problems) > 0 {
		resolved = metav1.ConditionFalse
	}
	set(v1alpha1.ConditionParentResolved, resolved, line.reason, line.message)

	if in.Setup.Namespace == "" {
		set(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionUnknown, whyNoNamespace(problems),
			"the region holds no namespace, so there are no duties to count")
		return Result{Status: status}
	}
	tally := count(in.Duties)
	status.Own = v1alpha1.JurisdictionCounts{Duties: tally.counts()}
	setDutiesOnTrack(set, tally)
	return Result{Status: status}
}

type setter func(conditionType string, status metav1.ConditionStatus, reason, message string)

// setReady reports the problems: the reason is that of the first one that needs
// a person, else of the first; the message names them all.
func setReady(set setter, problems []region.Problem, namespace string) {
	if len(problems) == 0 {
		set(v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonEvaluated,
			fmt.Sprintf("set up in namespace %q", namespace))
		set(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled, "")
		return
	}
	first := problems[0]
	if at := slices.IndexFunc(problems, func(p region.Problem) bool { return p.NeedsPerson }); at >= 0 {
		first = problems[at]
	}
	set(v1alpha1.ConditionReady, metav1.ConditionFalse, first.Reason, messages(problems, nil))
	if !first.NeedsPerson {
		set(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled, "")
		return
	}
	needsPerson := func(p region.Problem) bool { return p.NeedsPerson }
	set(v1alpha1.ConditionStalled, metav1.ConditionTrue, first.Reason, messages(problems, needsPerson))
}

// messages joins the messages of the problems that are wanted; all if wanted is
// nil.
func messages(problems []region.Problem, wanted func(region.Problem) bool) string {
	var found []string
	for _, p := range problems {
		if wanted == nil || wanted(p) {
			found = append(found, p.Message)
		}
	}
	return strings.Join(found, "; ")
}

func timeZoneProblems(jurisdiction *v1alpha1.Jurisdiction) []region.Problem {
	if _, err := calendar.Location(jurisdiction.Spec.TimeZone); err != nil {
		return []region.Problem{{
			Reason:      v1alpha1.ReasonUnknownTimeZone,
			Message:     "spec.timeZone: " + err.Error(),
			NeedsPerson: true,
		}}
	}
	return nil
}

// whyNoNamespace returns the reason why the region holds no namespace.
func whyNoNamespace(problems []region.Problem) string {
	for _, p := range problems {
		switch p.Reason {
		case v1alpha1.ReasonNamespaceTaken, v1alpha1.ReasonNamespaceTerminating, v1alpha1.ReasonSetupFailed:
			return p.Reason
		}
	}
	return v1alpha1.ReasonSetupFailed
}

func setDutiesOnTrack(set setter, tally *tally) {
	switch {
	case tally.overdue > 0:
		set(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionFalse, v1alpha1.ReasonDutiesOverdue,
			fmt.Sprintf("overdue: %d of %d duties", tally.overdue, tally.total))
	case tally.total == 0:
		set(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionTrue, v1alpha1.ReasonNoneOverdue, "no duties are declared")
	default:
		set(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionTrue, v1alpha1.ReasonNoneOverdue,
			fmt.Sprintf("overdue: none of %d duties", tally.total))
	}
}

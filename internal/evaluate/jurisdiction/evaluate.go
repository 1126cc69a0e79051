// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package jurisdiction decides how a region stands: whether its line of parents
// is in order, whether it is set up, and how its duties and meetings are doing.
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
	"github.com/jianguan/supervision-operator/internal/messages"
	"github.com/jianguan/supervision-operator/internal/region"
)

// Input is all that the status of a region follows from. Nothing of it is
// changed, so it may belong to a cache.
type Input struct {
	Jurisdiction *v1alpha1.Jurisdiction
	// Ancestors of the region, as the function Ancestors finds them.
	Ancestors []*v1alpha1.Jurisdiction
	// Calendar on which the region counts working days.
	Calendar calendar.Found
	// Children are all regions that name this one as their parent, in any order.
	Children []*v1alpha1.Jurisdiction
	// Setup tells how far the operator came in setting the region up.
	Setup region.Outcome
	// Duties of the region's own namespace.
	Duties []v1alpha1.DepartmentDuty
	// Meetings of the region's own namespace.
	Meetings []v1alpha1.JointMeeting
	// Deletion is what is known of a region that is being deleted, but cannot go
	// yet; nil for one that is not.
	Deletion *Deletion
	Now      time.Time
}

// Result is how the region stands. It does not change with time alone.
type Result struct {
	Status v1alpha1.JurisdictionStatus
}

// Evaluate decides how a region stands. One that is being taken down is for
// EvaluateDeletion.
func Evaluate(in Input) Result {
	jurisdiction := in.Jurisdiction
	line := resolve(jurisdiction, in.Ancestors)
	problems := slices.Concat(timeZoneProblems(jurisdiction), in.Setup.Problems, line.problems,
		notAvailable(in.Setup.Workloads), calendarProblems(in.Calendar))
	status := v1alpha1.JurisdictionStatus{
		Conditions:         slices.Clone(jurisdiction.Status.Conditions),
		ObservedGeneration: jurisdiction.Generation,
		Namespace:          in.Setup.Namespace,
		Path:               line.path,
		Calendar:           calendarStatus(in.Calendar),
		Workloads:          in.Setup.Workloads,
		Inventory:          in.Setup.Inventory,
	}

	subtree := below(jurisdiction.Spec.Level, in.Children)
	own := observation{reason: whyNoNamespace(problems)}
	if in.Setup.Namespace != "" {
		own.census = takeCensus(in.Duties, in.Meetings)
		status.Own = v1alpha1.JurisdictionCounts{
			Duties: own.census.duties.counts(), Meetings: own.census.meetings.counts(),
		}
	}
	findings := own.findings(&jurisdiction.Spec)
	onTrack := subtree.onTrack(findings)
	subtree.include(own, findings)
	status.Subtree = subtree.counts()
	status.Light = subtree.light(onTrack)

	set := func(conditionType string, condition metav1.ConditionStatus, reason, message string) {
		conditions.Set(&status.Conditions, conditionType, condition, reason, message, jurisdiction.Generation, in.Now)
	}
	if in.Deletion == nil {
		setReady(set, problems, in.Setup)
	} else {
		in.Deletion.set(jurisdiction, &status, problems, in.Now)
	}
	for _, f := range slices.Concat([]finding{line.finding(), workloads(in.Setup.Workloads)}, findings,
		own.lint(&jurisdiction.Spec), []finding{onTrack}) {
		set(f.condition, f.status, f.reason, f.message)
	}
	return Result{Status: status}
}

// finding is what one condition says.
type finding struct {
	condition       string
	status          metav1.ConditionStatus
	reason, message string
}

type setter func(conditionType string, status metav1.ConditionStatus, reason, message string)

// setReady reports the problems: the reason is that of the first one that needs
// a person, else of the first; the message names them all.
func setReady(set setter, problems []region.Problem, setup region.Outcome) {
	if len(problems) == 0 {
		set(v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonEvaluated,
			fmt.Sprintf("set up in namespace %q", setup.Namespace)+leftAlone(setup.Unlisted))
		set(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled, "")
		return
	}
	first := problems[0]
	if at := slices.IndexFunc(problems, needsPerson); at >= 0 {
		first = problems[at]
	}
	set(v1alpha1.ConditionReady, metav1.ConditionFalse, first.Reason, joined(problems, nil))
	setStalled(set, problems)
}

func needsPerson(problem region.Problem) bool { return problem.NeedsPerson }

// setStalled reports the problems that need a person.
func setStalled(set setter, problems []region.Problem) {
	at := slices.IndexFunc(problems, needsPerson)
	if at < 0 {
		set(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled, "")
		return
	}
	set(v1alpha1.ConditionStalled, metav1.ConditionTrue, problems[at].Reason, joined(problems, needsPerson))
}

// leftAlone tells of objects that were not pruned, as it is not known who made
// them: such as after a restore without the status, and with it the inventory.
func leftAlone(unlisted []v1alpha1.InventoryEntry) string {
	if len(unlisted) == 0 {
		return ""
	}
	return "; not deleted, as they bear the operator's labels and stand in no inventory: " +
		messages.Enumerate(len(unlisted), ", ", func(i int) string { return unlisted[i].Kind + " " + unlisted[i].Name })
}

// joined are the messages of the problems that are wanted; all if wanted is
// nil.
func joined(problems []region.Problem, wanted func(region.Problem) bool) string {
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

// calendarProblems tells why there is no calendar. Where it follows from the line of
// parents, what is wrong with that is told already.
func calendarProblems(found calendar.Found) []region.Problem {
	if found.Reason == "" || found.Reason == v1alpha1.ReasonParentNotFound {
		return nil
	}
	return []region.Problem{{Reason: found.Reason, Message: found.Message, NeedsPerson: !found.Waiting}}
}

// calendarStatus tells which calendar it is; none if it cannot be read.
func calendarStatus(found calendar.Found) v1alpha1.CalendarStatus {
	if found.Reason != "" {
		return v1alpha1.CalendarStatus{}
	}
	return v1alpha1.CalendarStatus{Source: found.Workdays.Source(), Version: found.Workdays.Version()}
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

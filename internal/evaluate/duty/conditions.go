// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/conditions"
)

// finding is what one condition says. Its message holds instants, never spans of
// time up to now, so that it does not change while nothing happens.
type finding struct {
	condition string
	holds     bool
	reason    string
	message   string
}

func (e *evaluation) setConditions(status *v1alpha1.DepartmentDutyStatus, ahead []*checkpoint, generation int64) {
	setReady(&status.Conditions, e.plan.problem, generation, e.now)
	for _, f := range []finding{
		e.deadlineMissed(status.Misses),
		e.dueSoon(ahead),
		e.behindSchedule(),
		e.underReview(),
		e.escalated(status),
		e.completion(status),
	} {
		value := metav1.ConditionFalse
		if f.holds {
			value = metav1.ConditionTrue
		}
		conditions.Set(&status.Conditions, f.condition, value, f.reason, f.message, generation, e.now)
	}
	e.setHandedDown(&status.Conditions, generation)
}

// setReady sets Ready and Stalled from what is wrong with the object; nil if
// nothing is.
func setReady(list *[]metav1.Condition, problem *problem, generation int64, now time.Time) {
	if problem == nil {
		conditions.SetReady(list, "", "", false, generation, now)
		return
	}
	conditions.SetReady(list, problem.reason, problem.message, problem.waiting, generation, now)
}

// missedReasons ranks the reasons of DeadlineMissed: the first that applies to a
// standing miss is the condition's.
var missedReasons = []string{
	v1alpha1.ReasonDeadlinePassed,
	v1alpha1.ReasonReportReturned,
	v1alpha1.ReasonLookBackFailed,
	v1alpha1.ReasonDeadlineExtended,
	v1alpha1.ReasonDeadlineMoved,
	v1alpha1.ReasonCreatedAfterDeadline,
}

func (e *evaluation) deadlineMissed(misses []v1alpha1.Miss) finding {
	f := finding{condition: v1alpha1.ConditionDeadlineMissed, reason: v1alpha1.ReasonNoneMissed}
	var reasons, messages []string
	for i := range misses {
		miss := &misses[i]
		switch miss.State {
		case v1alpha1.MissStanding:
			reason := e.missReason(miss)
			reasons = append(reasons, reason)
			messages = append(messages, fmt.Sprintf("%s (%s): deadline %s, missed %s by %s", miss.Checkpoint, reason,
				e.plan.format(miss.Deadline.Time), e.plan.format(miss.MissedTime.Time), joinNames(miss.Departments)))
		case v1alpha1.MissMadeGood:
			f.reason = v1alpha1.ReasonMadeGood
		case v1alpha1.MissLifted:
			if f.reason == v1alpha1.ReasonNoneMissed {
				f.reason = v1alpha1.ReasonLifted
			}
		case v1alpha1.MissRefuted: // as if it had never been missed
		}
	}
	if len(reasons) == 0 {
		return f
	}
	f.holds, f.message = true, strings.Join(messages, "; ")
	for _, reason := range missedReasons {
		if slices.Contains(reasons, reason) {
			f.reason = reason
			break
		}
	}
	return f
}

// missReason is the reason recorded, or DeadlineMoved where the plan now names
// another deadline for the checkpoint, or does not name the checkpoint.
func (e *evaluation) missReason(miss *v1alpha1.Miss) string {
	c := e.plan.find(miss.Checkpoint)
	switch {
	case slices.ContainsFunc(c.outlived, miss.Deadline.Time.Equal) && c.dated() && c.deadline.After(miss.Deadline.Time):
		return v1alpha1.ReasonDeadlineExtended
	case c.removed, c.unnamed, !c.deadline.Equal(miss.Deadline.Time):
		return v1alpha1.ReasonDeadlineMoved
	default:
		return miss.Reason
	}
}

func (e *evaluation) dueSoon(ahead []*checkpoint) finding {
	f := finding{condition: v1alpha1.ConditionDueSoon, reason: v1alpha1.ReasonNothingDueSoon}
	var messages []string
	for _, c := range e.near(ahead) {
		messages = append(messages, fmt.Sprintf("%s: deadline %s", c.name, e.plan.format(c.deadline)))
	}
	if len(messages) > 0 {
		f.holds, f.reason, f.message = true, v1alpha1.ReasonDeadlineNear, strings.Join(messages, "; ")
	}
	return f
}

func (e *evaluation) behindSchedule() finding {
	f := finding{condition: v1alpha1.ConditionBehindSchedule, reason: v1alpha1.ReasonNoTarget}
	paces, targets := e.paces()
	if targets {
		f.reason = v1alpha1.ReasonOnSchedule
	}
	var messages []string
	for _, p := range e.behind(paces) {
		messages = append(messages, e.describePace(p))
	}
	regions := e.regionsBehind()
	switch {
	case len(messages) > 0:
		f.holds, f.reason = true, v1alpha1.ReasonQuantityBehind
	case regions != "":
		f.holds, f.reason = true, v1alpha1.ReasonRegionsBehind
	}
	if regions != "" {
		messages = append(messages, regions)
	}
	f.message = strings.Join(messages, "; ")
	return f
}

func (e *evaluation) underReview() finding {
	f := finding{condition: v1alpha1.ConditionUnderReview, reason: v1alpha1.ReasonNothingToReview}
	var names []string
	for _, r := range e.view.runs {
		if r.live() && !r.counts && slices.Contains(e.plan.owing, r.department) && !e.completed(r.checkpoint) {
			names = append(names, r.last().object.Name)
		}
	}
	for _, r := range e.view.reports {
		if r.requests() && e.view.inForce[r] == nil && e.view.next[r] == nil && slices.Contains(e.plan.owing, r.object.Spec.Department) && !e.done(r.checkpoint) {
			names = append(names, r.object.Name)
		}
	}
	if len(names) > 0 {
		slices.Sort(names)
		f.holds, f.reason = true, v1alpha1.ReasonAwaitingRuling
		f.message = "DutyReports that await a ruling: " + strings.Join(names, ", ")
	}
	return f
}

// light sums the conditions up.
func light(list []metav1.Condition) v1alpha1.Light {
	holds := func(condition string) bool { return meta.IsStatusConditionTrue(list, condition) }
	switch {
	case holds(v1alpha1.ConditionDeadlineMissed):
		return v1alpha1.LightRed
	case holds(v1alpha1.ConditionDueSoon), holds(v1alpha1.ConditionBehindSchedule):
		return v1alpha1.LightYellow
	case holds(v1alpha1.ConditionCompleted):
		return v1alpha1.LightGreen
	default:
		return v1alpha1.LightBlue
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/conditions"
)

func (e *evaluation) completion(status *v1alpha1.DepartmentDutyStatus) finding {
	next := e.next
	f := e.ownCompletion(status.Misses)
	f.condition = v1alpha1.ConditionCompleted
	if !f.holds {
		return f
	}
	own := e.next
	// What comes next of what is not shown changes nothing.
	e.next = next
	if open := underInterview(status.Interviews); len(open) > 0 {
		f.holds, f.reason = false, v1alpha1.ReasonAwaitingLookBack
		names := make([]v1alpha1.ObjectName, 0, len(open))
		for i := range open {
			names = append(names, open[i].Ruling)
		}
		f.message = "no look-back has passed since the interviews: " + joinNames(names)
		return f
	}
	if waiting := e.regionsInProgress(); waiting != "" {
		f.holds, f.reason, f.message = false, v1alpha1.ReasonRegionsInProgress, waiting
		return f
	}
	e.next = own
	return f
}

// ownCompletion tells whether everything that is owed here was completed.
func (e *evaluation) ownCompletion(misses []v1alpha1.Miss) finding {
	if e.plan.standing() {
		return e.standingCompletion(misses)
	}
	last := e.plan.checkpoints[len(e.plan.checkpoints)-1]
	switch {
	case e.done(last):
		return finding{holds: true, reason: e.howCompleted(last, misses)}
	case e.withdrawn():
		return finding{reason: v1alpha1.ReasonWithdrawn}
	case !last.dated():
		return finding{reason: v1alpha1.ReasonContinuing}
	default:
		return finding{reason: v1alpha1.ReasonInProgress}
	}
}

// howCompleted says whether a duty of which last is the last checkpoint was completed
// in time, late, or waived.
func (e *evaluation) howCompleted(last *checkpoint, misses []v1alpha1.Miss) string {
	late := func(miss v1alpha1.Miss) bool { return miss.State != v1alpha1.MissRefuted }
	switch {
	case !e.completed(last):
		return v1alpha1.ReasonWaived
	case slices.ContainsFunc(misses, late):
		return v1alpha1.ReasonCompletedLate
	default:
		return v1alpha1.ReasonCompletedInTime
	}
}

// standingCompletion is ownCompletion of a standing duty: completed, and carried on.
func (e *evaluation) standingCompletion(misses []v1alpha1.Miss) finding {
	stands := func(miss v1alpha1.Miss) bool { return miss.State == v1alpha1.MissStanding }
	cycles, first := e.plan.cycles(), e.plan.lastDue()
	once := (first != nil && e.done(first)) || slices.ContainsFunc(cycles, e.done)
	open := slices.ContainsFunc(cycles, func(c *checkpoint) bool { return !e.done(c) })
	switch {
	case e.withdrawn():
		return finding{reason: v1alpha1.ReasonWithdrawn}
	case first != nil && !e.done(first), !once:
		return finding{reason: v1alpha1.ReasonInProgress}
	case slices.ContainsFunc(misses, stands):
		return finding{reason: v1alpha1.ReasonLapsed}
	case !open && e.isOver():
		return finding{holds: true, reason: e.howCompleted(e.plan.checkpoints[len(e.plan.checkpoints)-1], misses)}
	default:
		return finding{holds: true, reason: v1alpha1.ReasonContinuing}
	}
}

// isOver tells whether no cycle will open any more.
func (e *evaluation) isOver() bool {
	if e.plan.schedule == nil {
		return true
	}
	until := e.plan.spec.Recurrence.Until
	if until == "" {
		return false
	}
	// It was read before.
	start, err := calendar.DayStart(until, e.plan.region.Location)
	return err == nil && e.passed(calendar.EndOfDay(start, e.plan.region.Location))
}

// waitsForRegions tells whether the duty is completed only when the regions have
// completed it to which it was handed down.
func (e *evaluation) waitsForRegions() bool {
	return e.cascade != nil && e.plan.spec.Cascade.Complete != v1alpha1.CascadeCompleteOwn
}

// regionsInProgress says how many regions have not completed the duty; "" if all have
// that it waits for.
func (e *evaluation) regionsInProgress() string {
	if !e.waitsForRegions() {
		return ""
	}
	total, completed := count(e.cascade.Total), count(e.cascade.Completed)
	if completed >= total {
		return ""
	}
	return fmt.Sprintf("completed in %d of %d regions", completed, total)
}

// regionsBehind names the regions that have missed a deadline, of those that the duty
// waits for; "" if there is none.
func (e *evaluation) regionsBehind() string {
	if !e.waitsForRegions() || count(e.cascade.Overdue) == 0 {
		return ""
	}
	var names []v1alpha1.JurisdictionName
	for i := range e.cascade.Worst {
		if e.cascade.Worst[i].OverdueSince != nil {
			names = append(names, e.cascade.Worst[i].Jurisdiction)
		}
	}
	return fmt.Sprintf("overdue in %d of %d regions: %s", count(e.cascade.Overdue), count(e.cascade.Total), abridged(names, int(count(e.cascade.Overdue))))
}

// abridged lists names, and says how many more there are.
func abridged[S ~string](names []S, total int) string {
	text := joinNames(names)
	if more := total - len(names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

func count(n *int32) int32 {
	if n == nil {
		return 0
	}
	return *n
}

// setHandedDown sets HandedDown on a duty with a cascade, and takes it off another.
func (e *evaluation) setHandedDown(list *[]metav1.Condition, generation int64) {
	if e.cascade == nil {
		meta.RemoveStatusCondition(list, v1alpha1.ConditionHandedDown)
		return
	}
	value, reason, message := metav1.ConditionTrue, v1alpha1.ReasonAllHandedDown, ""
	switch troubled := count(e.cascade.Troubled); {
	case count(e.cascade.Total) == 0:
		value, reason = metav1.ConditionFalse, v1alpha1.ReasonNoRegions
	case troubled > 0:
		value, reason = metav1.ConditionFalse, v1alpha1.ReasonRegionsTroubled
		texts := make([]string, 0, len(e.cascade.Problems))
		for i := range e.cascade.Problems {
			texts = append(texts, fmt.Sprintf("%s (%s)", e.cascade.Problems[i].Jurisdiction, e.cascade.Problems[i].Reason))
		}
		message = fmt.Sprintf("not in order in %d of %d regions: %s", troubled, count(e.cascade.Total), abridged(texts, int(troubled)))
	}
	conditions.Set(list, v1alpha1.ConditionHandedDown, value, reason, strings.TrimSpace(message), generation, e.now)
}

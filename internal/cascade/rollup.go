// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
)

const (
	// maxNamed is how many regions the status of a duty names.
	maxNamed = 20
	// maxMessage is how many characters the API server accepts in the message of a
	// problem.
	maxMessage = 512
)

// Standing is all that the status of an origin takes from one of its copies. As long
// as those of all copies stay the same, so does status.cascade.
type Standing struct {
	key, origin types.NamespacedName
	// withdrawn is set on a copy of which nothing is owed any more.
	withdrawn bool
	light     v1alpha1.Light
	completed bool
	// overdueSince and nextDeadline are kept only where the copy may be among the
	// worst: everywhere else they would change with every report. In seconds of Unix
	// time, 0 for none, so that Standings can be compared.
	overdueSince, nextDeadline int64
	// ready is that of the condition Ready, "" if there is none.
	ready           metav1.ConditionStatus
	reason, message string
}

// StandingOf reads what the origin takes from a copy.
func StandingOf(duty *v1alpha1.DepartmentDuty) Standing {
	status := &duty.Status
	s := Standing{
		key: types.NamespacedName{Namespace: duty.Namespace, Name: duty.Name}, origin: OriginOf(duty), withdrawn: duty.Spec.WithdrawnTime != nil, light: status.Light,
		completed: meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionCompleted),
	}
	if s.light == v1alpha1.LightRed || s.light == v1alpha1.LightYellow {
		s.overdueSince, s.nextDeadline = seconds(status.OverdueSince), seconds(status.NextDeadline)
	}
	if ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady); ready != nil {
		s.ready = ready.Status
		if ready.Status != metav1.ConditionTrue {
			s.reason, s.message = ready.Reason, ready.Message
		}
	}
	return s
}

func seconds(instant *metav1.Time) int64 {
	if instant == nil {
		return 0
	}
	return instant.Unix()
}

func instant(seconds int64) *metav1.Time {
	if seconds == 0 {
		return nil
	}
	return new(metav1.NewTime(time.Unix(seconds, 0)))
}

// Region is a region that matches, and what there is in it.
type Region struct {
	Name v1alpha1.JurisdictionName
	// Namespace that it holds; "" while it holds none.
	Namespace string
	// Duty of the name of the copy; nil if there is none.
	Duty *v1alpha1.DepartmentDuty
	// Problem is why none can be written yet, if that is known.
	Problem *Problem
}

// RollUp counts how the copies of an origin stand. Regions are in the order of their
// names.
func RollUp(origin types.NamespacedName, regions []Region) *v1alpha1.CascadeStatus {
	var total, completed, overdue, behind, troubled int32
	var late, near []v1alpha1.CascadeRegion
	var problems []v1alpha1.CascadeProblem
	for i := range regions {
		region := &regions[i]
		total++
		if problem := problemOf(origin, region); problem != nil {
			troubled++
			problems = append(problems, *problem)
		}
		if region.Duty == nil {
			continue
		}
		s := StandingOf(region.Duty)
		if s.origin != origin || s.withdrawn {
			continue
		}
		shown := v1alpha1.CascadeRegion{
			Jurisdiction: region.Name, Light: s.light,
			OverdueSince: instant(s.overdueSince), NextDeadline: instant(s.nextDeadline),
		}
		switch s.light {
		case v1alpha1.LightRed:
			overdue++
			late = append(late, shown)
		case v1alpha1.LightYellow:
			behind++
			near = append(near, shown)
		default: // under way, completed, or not evaluated yet
		}
		if s.completed && s.light != v1alpha1.LightRed {
			completed++
		}
	}
	sortBy(late, func(r *v1alpha1.CascadeRegion) *metav1.Time { return r.OverdueSince })
	sortBy(near, func(r *v1alpha1.CascadeRegion) *metav1.Time { return r.NextDeadline })
	return &v1alpha1.CascadeStatus{
		Total: &total, Completed: &completed, Overdue: &overdue, Behind: &behind, Troubled: &troubled,
		Worst: first(append(late, near...)), Problems: first(problems),
	}
}

// Unclear is how the copies of an origin stand while it cannot be told which regions
// match: as they stood, and the region that hands down is troubled itself.
func Unclear(last *v1alpha1.CascadeStatus, holder string, problem error) *v1alpha1.CascadeStatus {
	status := last.DeepCopy()
	for _, count := range []**int32{&status.Total, &status.Completed, &status.Overdue, &status.Behind} {
		if *count == nil {
			*count = new(int32(0))
		}
	}
	status.Troubled = new(int32(1))
	status.Problems = []v1alpha1.CascadeProblem{{
		Jurisdiction: v1alpha1.JurisdictionName(holder), Reason: v1alpha1.ReasonInvalidCascade, Message: messages.Cut(problem.Error(), maxMessage),
	}}
	return status
}

// problemOf says why a region has no copy, or none that is ready; nil if it has.
func problemOf(origin types.NamespacedName, region *Region) *v1alpha1.CascadeProblem {
	problem := &v1alpha1.CascadeProblem{Jurisdiction: region.Name}
	if region.Namespace == "" {
		problem.Reason = v1alpha1.ReasonNamespaceNotReady
		problem.Message = "the region does not hold its namespace yet; see its conditions"
		return problem
	}
	if region.Duty == nil {
		problem.Reason, problem.Message = v1alpha1.ReasonNotHandedDownYet, "there is no copy yet in "+region.Namespace
		if region.Problem != nil {
			problem.Message = messages.Cut(region.Problem.Reason+": "+region.Problem.Message, maxMessage)
		}
		return problem
	}
	switch s := StandingOf(region.Duty); {
	case s.origin != origin:
		problem.Reason = v1alpha1.ReasonNameTaken
		problem.Message = messages.Cut(fmt.Sprintf("DepartmentDuty %q in %s is no copy of this duty; give this one another name, or have that one deleted", s.key.Name, s.key.Namespace), maxMessage)
	case s.withdrawn:
		problem.Reason, problem.Message = v1alpha1.ReasonNotHandedDownYet, "the copy that was withdrawn is not in force again yet"
	case s.ready == "":
		problem.Reason, problem.Message = v1alpha1.ReasonNotHandedDownYet, "the copy was not evaluated yet"
	case s.ready != metav1.ConditionTrue:
		problem.Reason, problem.Message = s.reason, messages.Cut(s.message, maxMessage)
	default:
		return nil
	}
	return problem
}

// sortBy puts the earliest first, what has no time last, and the same by name.
func sortBy(regions []v1alpha1.CascadeRegion, at func(*v1alpha1.CascadeRegion) *metav1.Time) {
	slices.SortStableFunc(regions, func(a, b v1alpha1.CascadeRegion) int {
		x, y := at(&a), at(&b)
		switch {
		case x == nil && y != nil:
			return 1
		case x != nil && y == nil:
			return -1
		case x != nil && !x.Equal(y):
			return x.Compare(y.Time)
		}
		return cmp.Compare(a.Jurisdiction, b.Jurisdiction)
	})
}

func first[T any](items []T) []T { return items[:min(len(items), maxNamed)] }

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package agenda

import (
	"reflect"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// facts are all that meetings take from a duty. Nothing here reads anything else of
// one, so that Alike cannot forget what an agenda depends on. Instants are in seconds
// of Unix time, 0 for none, as those of one instant may differ in their zone.
type facts struct {
	title               string
	scope               v1alpha1.ScopeName
	leads, participants []v1alpha1.DepartmentName
	decision            v1alpha1.DutyDecision
	// withdrawn is set where nothing is owed any more.
	withdrawn bool
	completed bool
	// overdue is set where a miss stands; without it there is neither of the next two.
	overdue      bool
	overdueSince int64
	rung         v1alpha1.EscalationAction
	// regionsOverdue are those of regions that have missed a deadline; without any,
	// regions is not told.
	regionsOverdue, regions int32
	// rectifyBy is the earliest of the interviews after which something is still owed.
	rectifyBy int64
	// lookBackTime is the earliest of those that await their look-back.
	lookBackTime int64
	// lookBackAnytime is set where one of them does not know when it is due, since the
	// working days until then could not be counted.
	lookBackAnytime bool
}

func factsOf(duty *v1alpha1.DepartmentDuty) facts {
	spec, status := &duty.Spec, &duty.Status
	f := facts{
		title: spec.Title, scope: spec.Scope, leads: spec.Leads, participants: spec.Participants, decision: spec.Decision,
		withdrawn: spec.WithdrawnTime != nil,
		completed: meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionCompleted),
		overdue:   status.Light == v1alpha1.LightRed,
	}
	if f.overdue {
		f.overdueSince, f.rung = seconds(status.OverdueSince), status.Escalation.Rung
	}
	if f.regionsOverdue = ptr.Deref(status.Cascade.Overdue, 0); f.regionsOverdue > 0 {
		f.regions = ptr.Deref(status.Cascade.Total, 0)
	}
	for i := range status.Interviews {
		f.interviewed(&status.Interviews[i])
	}
	return f
}

func (f *facts) interviewed(interview *v1alpha1.Interview) {
	switch interview.State {
	case v1alpha1.InterviewRectifying, v1alpha1.InterviewRectificationOverdue, v1alpha1.InterviewLookBackFailed:
		f.rectifyBy = earlier(f.rectifyBy, seconds(interview.RectifyBy))
	case v1alpha1.InterviewAwaitingLookBack, v1alpha1.InterviewLookBackDue:
		f.lookBackTime = earlier(f.lookBackTime, seconds(interview.LookBackTime))
		f.lookBackAnytime = f.lookBackAnytime || interview.LookBackTime == nil
	case v1alpha1.InterviewClosed:
	}
}

func (f *facts) isDecisionOf(meeting string) bool { return string(f.decision.Meeting) == meeting }

// Alike tells whether a duty, before and after a change, means the same to every
// meeting: to their agendas, to whether their members are those who hold the duties, and
// to how their decisions stand. Both are of one name.
func Alike(before, after *v1alpha1.DepartmentDuty) bool {
	return reflect.DeepEqual(factsOf(before), factsOf(after))
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

func earlier(a, b int64) int64 {
	if a == 0 || (b != 0 && b < a) {
		return b
	}
	return a
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package agenda_test

import (
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// start is when the session begins that the agendas are for.
var start = time.Date(2026, 3, 16, 1, 0, 0, 0, time.UTC)

func days(n int) time.Time { return start.AddDate(0, 0, n) }

func stamp(at time.Time) *metav1.Time { return new(metav1.NewTime(at)) }

func duty(name string) *wrappers.DutyWrapper { return wrappers.Duty(name).Title("任务 " + name) }

// overdue is a duty whose earliest miss that stands is of that time.
func overdue(name string, since time.Time, rung v1alpha1.EscalationAction) *v1alpha1.DepartmentDuty {
	made := duty(name).Light(v1alpha1.LightRed).Obj()
	made.Status.OverdueSince = stamp(since)
	made.Status.Escalation.Rung = rung
	return made
}

// interviewed is a duty with interviews.
func interviewed(name string, interviews ...v1alpha1.Interview) *v1alpha1.DepartmentDuty {
	made := duty(name).Obj()
	made.Status.Interviews = interviews
	return made
}

func owes(state v1alpha1.InterviewState, rectifyBy time.Time) v1alpha1.Interview {
	return v1alpha1.Interview{Ruling: "interview", ReceivedTime: stamp(days(-60)), RectifyBy: stamp(rectifyBy), State: state}
}

func awaits(state v1alpha1.InterviewState, lookBack *metav1.Time) v1alpha1.Interview {
	return v1alpha1.Interview{
		Ruling: "interview", ReceivedTime: stamp(days(-60)), RectifyBy: stamp(days(-30)), State: state, LookBackTime: lookBack,
	}
}

// handedDown is a duty with so many copies, and so many of them overdue.
func handedDown(name string, lateRegions, total int32) *v1alpha1.DepartmentDuty {
	made := duty(name).Obj()
	made.Status.Cascade = v1alpha1.CascadeStatus{Overdue: &lateRegions, Total: &total}
	return made
}

// decided is a duty that comes from a decision of a meeting.
func decided(name string, meeting v1alpha1.ObjectName) *v1alpha1.DepartmentDuty {
	made := duty(name).Kind(v1alpha1.SourceDecision).Obj()
	made.Spec.Decision = v1alpha1.DutyDecision{Meeting: meeting, Session: "2025-12-15", ID: "d1", Minutes: "minutes-2025-12"}
	return made
}

// with sets something on a duty that no builder does.
func with(duty *v1alpha1.DepartmentDuty, change func(*v1alpha1.DepartmentDuty)) *v1alpha1.DepartmentDuty {
	change(duty)
	return duty
}

func withdraw(duty *v1alpha1.DepartmentDuty) { duty.Spec.WithdrawnTime = stamp(days(-1)) }

func scoped(scope v1alpha1.ScopeName) func(*v1alpha1.DepartmentDuty) {
	return func(duty *v1alpha1.DepartmentDuty) { duty.Spec.Scope = scope }
}

func completed(status metav1.ConditionStatus) func(*v1alpha1.DepartmentDuty) {
	return func(duty *v1alpha1.DepartmentDuty) {
		duty.Status.Conditions = append(duty.Status.Conditions, metav1.Condition{Type: v1alpha1.ConditionCompleted, Status: status})
	}
}

func list(duties ...*v1alpha1.DepartmentDuty) []v1alpha1.DepartmentDuty {
	var all []v1alpha1.DepartmentDuty
	for _, duty := range duties {
		all = append(all, *duty)
	}
	return all
}

// show writes items one a line.
func show(items []v1alpha1.AgendaItem) []string {
	lines := []string{}
	for i := range items {
		item := &items[i]
		line := fmt.Sprintf("%d %s %s/%s", item.Weight, item.Kind, item.Ref.Kind, item.Ref.Name)
		if item.Reason != "" {
			line += " " + item.Reason
		}
		if item.Time != nil {
			line += " " + item.Time.UTC().Format(time.DateOnly)
		}
		lines = append(lines, line)
	}
	return lines
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// DutyName is the name of the duty that a decision becomes.
func DutyName(meeting string, session v1alpha1.PlainDate, id v1alpha1.DecisionID) string {
	return fmt.Sprintf("%s-%s-%s", meeting, session, id)
}

// IsOwn tells whether a duty of the same namespace comes from a decision of a meeting.
func IsOwn(meeting string, duty *v1alpha1.DepartmentDuty) bool {
	return string(duty.Spec.Decision.Meeting) == meeting
}

// tally counts decisions.
type tally struct{ total, open, overdue, completed int32 }

// counts shows every figure; none where nothing was decided.
func (t *tally) counts() v1alpha1.DecisionCounts {
	if *t == (tally{}) {
		return v1alpha1.DecisionCounts{}
	}
	return v1alpha1.DecisionCounts{Total: &t.total, Open: &t.open, Overdue: &t.overdue, Completed: &t.completed}
}

func (t *tally) count(duty *v1alpha1.DepartmentDuty) {
	t.total++
	switch {
	case duty != nil && duty.Status.Light == v1alpha1.LightRed:
		t.overdue++
	case duty != nil && meta.IsStatusConditionTrue(duty.Status.Conditions, v1alpha1.ConditionCompleted):
		t.completed++
	default:
		t.open++ // or not made yet
	}
}

func (t *tally) add(other tally) {
	t.total += other.total
	t.open += other.open
	t.overdue += other.overdue
	t.completed += other.completed
}

// countDecisions counts the decisions of the minutes in force by how their duties
// stand, and those of purged minutes by the duties that they left.
func (e *evaluation) countDecisions() {
	byName := make(map[string]*v1alpha1.DepartmentDuty, len(e.duties))
	left := map[v1alpha1.PlainDate]*tally{}
	for i := range e.duties {
		duty := &e.duties[i]
		byName[duty.Name] = duty
		if session := duty.Spec.Decision.Session; IsOwn(e.plan.meeting.Name, duty) && e.inForce[session] == nil && duty.Spec.WithdrawnTime == nil {
			if left[session] == nil {
				left[session] = &tally{}
			}
			left[session].count(duty)
		}
	}
	for key, m := range e.inForce {
		left[key] = e.countOf(m, byName)
	}
	for _, counted := range left {
		e.decided.add(*counted)
	}
	for key, s := range e.sessions {
		s.Decisions = v1alpha1.DecisionCounts{}
		if counted := left[key]; counted != nil {
			s.Decisions = counted.counts()
		}
	}
	slices.Sort(e.taken)
}

// countOf counts the decisions of minutes, and notes the names that others bear.
func (e *evaluation) countOf(m *minutes, byName map[string]*v1alpha1.DepartmentDuty) *tally {
	counted := &tally{}
	for i := range m.object.Spec.Decisions {
		name := DutyName(e.plan.meeting.Name, m.session(), m.object.Spec.Decisions[i].ID)
		duty := byName[name]
		if duty != nil && !IsOwn(e.plan.meeting.Name, duty) {
			e.taken, duty = append(e.taken, name), nil
		}
		counted.count(duty)
	}
	return counted
}

// wanted returns the duties of the decisions in force, and those of minutes that were
// purged, which stay as they are.
func (e *evaluation) wanted() []upkeep.Wanted {
	var wanted []upkeep.Wanted
	for _, m := range e.minutes {
		if e.inForce[m.session()] != m {
			continue
		}
		for i := range m.object.Spec.Decisions {
			duty := e.plan.dutyOf(m, &m.object.Spec.Decisions[i])
			if was := e.dutyNamed(duty.Name); was != nil && IsOwn(e.plan.meeting.Name, was) {
				// The title that the meeting had then: who may edit it may not edit what was decided.
				duty.Spec.Source.Document = was.Spec.Source.Document
			}
			wanted = append(wanted, upkeep.Wanted{NamespacedName: keyOf(duty), Copy: duty})
		}
	}
	for i := range e.duties {
		duty := &e.duties[i]
		if IsOwn(e.plan.meeting.Name, duty) && e.inForce[duty.Spec.Decision.Session] == nil {
			wanted = append(wanted, upkeep.Wanted{NamespacedName: keyOf(duty)})
		}
	}
	return wanted
}

// dutyNamed returns the duty of a name, nil if there is none.
func (e *evaluation) dutyNamed(name string) *v1alpha1.DepartmentDuty {
	at := slices.IndexFunc(e.duties, func(d v1alpha1.DepartmentDuty) bool { return d.Name == name })
	if at < 0 {
		return nil
	}
	return &e.duties[at]
}

func keyOf(duty *v1alpha1.DepartmentDuty) types.NamespacedName {
	return types.NamespacedName{Namespace: duty.Namespace, Name: duty.Name}
}

// dutyOf writes the duty of a decision, as the API server would keep it.
func (p *plan) dutyOf(m *minutes, decision *v1alpha1.Decision) *v1alpha1.DepartmentDuty {
	duty := &v1alpha1.DepartmentDuty{}
	duty.Namespace = p.meeting.Namespace
	duty.Name = DutyName(p.meeting.Name, m.session(), decision.ID)
	duty.Labels = map[string]string{
		v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator,
		v1alpha1.LabelMeeting:   p.meeting.Name,
	}
	duty.Spec = v1alpha1.DepartmentDutySpec{
		Title:       decision.Title,
		Description: decision.Description,
		Scope:       decision.Scope,
		Source: v1alpha1.DutySource{
			Kind:     v1alpha1.SourceDecision,
			Document: p.spec.Title,
			Item:     fmt.Sprintf("%s %s", m.session(), decision.ID),
			Issued:   v1alpha1.PlainDate(calendar.Day(m.object.Spec.HeldTime.Time, p.region.Location)),
		},
		Leads:        slices.Clone(decision.Leads),
		Participants: slices.Clone(decision.Participants),
		Due:          decision.Due,
		DueWithin:    *decision.DueWithin.DeepCopy(),
		Decision: v1alpha1.DutyDecision{
			Meeting: v1alpha1.ObjectName(p.meeting.Name),
			Session: m.session(),
			ID:      decision.ID,
			Minutes: v1alpha1.ObjectName(m.object.Name),
		},
	}
	upkeep.SetDefaults(&duty.Spec)
	return duty
}

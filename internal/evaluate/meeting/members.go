// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
)

// membersConsistent looks for departments that hold a duty of the region, and have no
// seat in the meeting that is on it.
func (e *evaluation) membersConsistent() finding {
	p := e.plan
	f := finding{condition: v1alpha1.ConditionMembersConsistent, status: metav1.ConditionTrue}
	if p.spec.Kind == v1alpha1.MeetingSpecial && len(p.spec.Scopes) == 0 {
		f.reason, f.message = v1alpha1.ReasonNoTheme, "the meeting names no scopes, so no duty of the region is known to concern it"
		return f
	}
	holders := map[v1alpha1.DepartmentName]bool{}
	seatless := map[v1alpha1.DepartmentName][]string{}
	for _, duty := range e.concerning() {
		for _, list := range [][]v1alpha1.DepartmentName{duty.Spec.Leads, duty.Spec.Participants} {
			for _, department := range list {
				holders[department] = true
				if !p.isMember[department] {
					seatless[department] = append(seatless[department], duty.Name)
				}
			}
		}
	}
	if len(seatless) == 0 {
		f.reason = v1alpha1.ReasonAllMembers
		f.message = fmt.Sprintf("no members: none of %d departments that hold duties%s", len(holders), p.undeclaredScopes())
		return f
	}
	f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonNotMembers
	codes := slices.Sorted(maps.Keys(seatless))
	f.message = fmt.Sprintf("no members: %d of %d departments that hold duties: %s%s", len(codes), len(holders),
		messages.Enumerate(len(codes), "; ", func(i int) string {
			duties := seatless[codes[i]]
			return fmt.Sprintf("%s holds %d (%s)", codes[i], len(duties), messages.Few(duties))
		}), p.undeclaredScopes())
	return f
}

// concerning returns the duties that the meeting is on, in the order of their names.
func (e *evaluation) concerning() []*v1alpha1.DepartmentDuty {
	var duties []*v1alpha1.DepartmentDuty
	for i := range e.duties {
		duty := &e.duties[i]
		themed := e.plan.spec.Kind != v1alpha1.MeetingSpecial || slices.Contains(e.plan.spec.Scopes, duty.Spec.Scope)
		if themed && duty.Spec.WithdrawnTime == nil {
			duties = append(duties, duty)
		}
	}
	slices.SortFunc(duties, func(a, b *v1alpha1.DepartmentDuty) int { return cmp.Compare(a.Name, b.Name) })
	return duties
}

// undeclaredScopes tells of scopes that the Jurisdiction does not declare: no duty is
// found by them.
func (p *plan) undeclaredScopes() string {
	var unknown []v1alpha1.ScopeName
	for _, scope := range p.spec.Scopes {
		if !slices.ContainsFunc(p.jurisdiction.Spec.Scopes, func(s v1alpha1.Scope) bool { return s.Name == scope }) {
			unknown = append(unknown, scope)
		}
	}
	if len(unknown) == 0 {
		return ""
	}
	return fmt.Sprintf("; spec.scopes names what Jurisdiction %q does not declare: %s", p.jurisdiction.Name, messages.Few(unknown))
}

// leadsAreMembers looks for decisions whose lead has no seat in the meeting.
func (p *plan) leadsAreMembers(decisions []v1alpha1.Decision) finding {
	f := finding{condition: v1alpha1.ConditionLeadsAreMembers, status: metav1.ConditionTrue, reason: v1alpha1.ReasonAllMembers}
	var strange []string
	for i := range decisions {
		for _, lead := range decisions[i].Leads {
			if !p.isMember[lead] {
				strange = append(strange, fmt.Sprintf("%s is led by %s", decisions[i].ID, lead))
			}
		}
	}
	f.message = fmt.Sprintf("led by no member: none of %d decisions", len(decisions))
	if len(strange) > 0 {
		f.status, f.reason = metav1.ConditionFalse, v1alpha1.ReasonNotMembers
		f.message = "led by no member: " + messages.Enumerate(len(strange), "; ", func(i int) string { return strange[i] })
	}
	return f
}

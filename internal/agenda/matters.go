// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package agenda

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
)

// The weights of what is not an overdue duty; those are weighed by overdueWeight.
const (
	weightLookBack       = 75
	weightRectification  = 65
	weightRegionsOverdue = 55
	weightOpenDecision   = 40
	weightPlanFinding    = 30
)

// overdueWeight weighs an overdue duty by the rung of the ladder that it has reached.
func overdueWeight(rung v1alpha1.EscalationAction) int32 {
	switch rung {
	case v1alpha1.EscalationAccountability:
		return 100
	case v1alpha1.EscalationCircular:
		return 90
	case v1alpha1.EscalationListedSupervision:
		return 80
	case v1alpha1.EscalationInterview:
		return 70
	case v1alpha1.EscalationNotice:
		return 60
	case v1alpha1.EscalationReminder:
		return 50
	default: // none yet
		return 50
	}
}

// maxSubject is how many characters the API server accepts in the subject of an item.
const maxSubject = 256

// matter is a reason why a duty is on an agenda.
type matter struct {
	kind   v1alpha1.AgendaKind
	weight int32
	reason string
	time   int64
}

// heaviest returns what weighs most of a duty that is of interest to the meeting, at a
// session that begins at start. No two matters of a duty weigh the same.
func (f *facts) heaviest(meeting string, start int64) (m matter, found bool) {
	matters := f.matters(meeting, start)
	if len(matters) == 0 {
		return matter{}, false
	}
	return slices.MaxFunc(matters, func(a, b matter) int { return cmp.Compare(a.weight, b.weight) }), true
}

func (f *facts) matters(meeting string, start int64) []matter {
	var matters []matter
	if f.overdue {
		matters = append(matters, matter{v1alpha1.AgendaOverdueDuty, overdueWeight(f.rung), string(f.rung), f.overdueSince})
	}
	switch {
	case f.lookBackTime != 0 && f.lookBackTime <= start:
		matters = append(matters, matter{kind: v1alpha1.AgendaLookBack, weight: weightLookBack, time: f.lookBackTime})
	case f.lookBackAnytime:
		matters = append(matters, matter{kind: v1alpha1.AgendaLookBack, weight: weightLookBack})
	}
	if f.rectifyBy != 0 && f.rectifyBy <= start {
		matters = append(matters, matter{kind: v1alpha1.AgendaRectification, weight: weightRectification, time: f.rectifyBy})
	}
	if f.regionsOverdue > 0 {
		matters = append(matters, matter{kind: v1alpha1.AgendaRegionsOverdue, weight: weightRegionsOverdue})
	}
	if f.isDecisionOf(meeting) && !f.completed {
		matters = append(matters, matter{kind: v1alpha1.AgendaOpenDecision, weight: weightOpenDecision})
	}
	return matters
}

// item puts a matter of the duty of a name on the agenda.
func (f *facts) item(name string, m matter) v1alpha1.AgendaItem {
	item := v1alpha1.AgendaItem{
		Kind: m.kind, Reason: m.reason, Weight: m.weight, Time: instant(m.time),
		Ref:     v1alpha1.AgendaReference{Kind: v1alpha1.AgendaDepartmentDuty, Name: name},
		Subject: messages.Cut(f.title, maxSubject),
	}
	if m.kind == v1alpha1.AgendaRegionsOverdue {
		item.Subject = f.regionsSubject()
	}
	for _, lead := range f.leads {
		item.Leads = append(item.Leads, v1alpha1.DepartmentCode(lead))
	}
	return item
}

// regionsSubject counts the regions behind the title, which is cut rather than them.
func (f *facts) regionsSubject() string {
	of := ""
	if f.regions > 0 {
		of = fmt.Sprintf(" of %d", f.regions)
	}
	count := fmt.Sprintf(" (%d%s regions overdue)", f.regionsOverdue, of)
	return messages.Cut(f.title, maxSubject-len(count)) + count
}

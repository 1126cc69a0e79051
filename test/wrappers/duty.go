// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// DefaultDepartment is the department of whatever a test does not name one for.
const DefaultDepartment v1alpha1.DepartmentName = "health-commission"

// DutyWrapper builds a DepartmentDuty.
type DutyWrapper struct{ object v1alpha1.DepartmentDuty }

// Duty begins an undated duty that DefaultDepartment leads.
func Duty(name string) *DutyWrapper {
	w := &DutyWrapper{}
	w.object.Name = name
	w.object.Spec.Title = name
	w.object.Spec.Leads = []v1alpha1.DepartmentName{DefaultDepartment}
	return w
}

// Obj returns the duty.
func (w *DutyWrapper) Obj() *v1alpha1.DepartmentDuty { return w.object.DeepCopy() }

// Namespace sets the namespace.
func (w *DutyWrapper) Namespace(namespace string) *DutyWrapper {
	w.object.Namespace = namespace
	return w
}

// Label adds a label.
func (w *DutyWrapper) Label(key, value string) *DutyWrapper {
	metav1.SetMetaDataLabel(&w.object.ObjectMeta, key, value)
	return w
}

// Generation sets the generation that the API server would have counted.
func (w *DutyWrapper) Generation(generation int64) *DutyWrapper {
	w.object.Generation = generation
	return w
}

// Created sets the creation time that the API server would have stamped.
func (w *DutyWrapper) Created(at time.Time) *DutyWrapper {
	w.object.CreationTimestamp = metav1.NewTime(at)
	return w
}

// Title sets the title.
func (w *DutyWrapper) Title(title string) *DutyWrapper {
	w.object.Spec.Title = title
	return w
}

// Description sets the description.
func (w *DutyWrapper) Description(description string) *DutyWrapper {
	w.object.Spec.Description = description
	return w
}

// Source says in which document, and where in it, the duty stands.
func (w *DutyWrapper) Source(document, item string) *DutyWrapper {
	w.object.Spec.Source.Document, w.object.Spec.Source.Item = document, item
	return w
}

// Issued sets the day on which the document was issued.
func (w *DutyWrapper) Issued(day string) *DutyWrapper {
	w.object.Spec.Source.Issued = v1alpha1.PlainDate(day)
	return w
}

// Kind says what the duty comes from.
func (w *DutyWrapper) Kind(kind v1alpha1.SourceKind) *DutyWrapper {
	w.object.Spec.Source.Kind = kind
	return w
}

// Problem says what the duty answers to.
func (w *DutyWrapper) Problem(problem string) *DutyWrapper {
	w.object.Spec.Source.Problem = problem
	return w
}

// Scope sets the scope to which the duty belongs.
func (w *DutyWrapper) Scope(scope v1alpha1.ScopeName) *DutyWrapper {
	w.object.Spec.Scope = scope
	return w
}

// About names the institution that the duty is about.
func (w *DutyWrapper) About(institution v1alpha1.ObjectName) *DutyWrapper {
	w.object.Spec.About.Institution = institution
	return w
}

// Leads sets the lead departments.
func (w *DutyWrapper) Leads(departments ...v1alpha1.DepartmentName) *DutyWrapper {
	w.object.Spec.Leads = departments
	return w
}

// Participants sets the departments that take part.
func (w *DutyWrapper) Participants(departments ...v1alpha1.DepartmentName) *DutyWrapper {
	w.object.Spec.Participants = departments
	return w
}

// Reporters says who owes a report.
func (w *DutyWrapper) Reporters(reporters v1alpha1.Reporters) *DutyWrapper {
	w.object.Spec.Reporters = reporters
	return w
}

// Due sets the due date.
func (w *DutyWrapper) Due(due v1alpha1.DueDate) *DutyWrapper {
	w.object.Spec.Due = due
	return w
}

// DueWithin says how long after it was issued or created the duty is due; see WorkingDays.
func (w *DutyWrapper) DueWithin(period v1alpha1.Period) *DutyWrapper {
	w.object.Spec.DueWithin = period
	return w
}

// Milestone adds a milestone without a target.
func (w *DutyWrapper) Milestone(name v1alpha1.CheckpointName, due v1alpha1.DueDate) *DutyWrapper {
	w.object.Spec.Milestones = append(w.object.Spec.Milestones, v1alpha1.Milestone{Name: name, Due: due})
	return w
}

// Target adds a milestone with a target.
func (w *DutyWrapper) Target(name v1alpha1.CheckpointName, due v1alpha1.DueDate, target int64, unit string) *DutyWrapper {
	w.Milestone(name, due)
	milestone := &w.object.Spec.Milestones[len(w.object.Spec.Milestones)-1]
	milestone.Target, milestone.Unit = target, unit
	return w
}

// Milestones replaces the milestones.
func (w *DutyWrapper) Milestones(milestones ...v1alpha1.Milestone) *DutyWrapper {
	w.object.Spec.Milestones = milestones
	return w
}

// WarnBefore sets how long before a deadline the duty warns; see Days, WorkingDays and Months.
func (w *DutyWrapper) WarnBefore(period v1alpha1.Period) *DutyWrapper {
	w.object.Spec.WarnBefore = period
	return w
}

// Recurrence makes it a standing duty; see the function Recurrence.
func (w *DutyWrapper) Recurrence(recurrence *RecurrenceWrapper) *DutyWrapper {
	w.object.Spec.Recurrence = recurrence.Obj()
	return w
}

// Escalation sets the ladder of the duty's own; see Reminder and Rung.
func (w *DutyWrapper) Escalation(rungs ...v1alpha1.EscalationRung) *DutyWrapper {
	w.object.Spec.Escalation = rungs
	return w
}

// Cascade hands the duty down; see the function Cascade.
func (w *DutyWrapper) Cascade(cascade *CascadeWrapper) *DutyWrapper {
	w.object.Spec.Cascade = cascade.Obj()
	return w
}

// Origin makes it a copy of the duty of another region, with the labels that a copy bears. That region holds the namespace
// that it has unless it declares another; see OriginNamespace.
func (w *DutyWrapper) Origin(jurisdiction v1alpha1.JurisdictionName, name v1alpha1.ObjectName) *DutyWrapper {
	w.object.Spec.Origin = v1alpha1.DutyOrigin{
		Jurisdiction: jurisdiction,
		Namespace:    v1alpha1.NamespacePrefix + string(jurisdiction),
		Name:         name,
	}
	return w.Label(v1alpha1.LabelOriginJurisdiction, string(jurisdiction)).Label(v1alpha1.LabelOriginDuty, string(name))
}

// OriginNamespace sets the namespace of the duty that this is a copy of.
func (w *DutyWrapper) OriginNamespace(namespace string) *DutyWrapper {
	w.object.Spec.Origin.Namespace = namespace
	return w
}

// Decision makes it the duty of a decision that minutes in force hold, with the labels that such a duty bears.
func (w *DutyWrapper) Decision(
	meeting v1alpha1.ObjectName, session v1alpha1.PlainDate, id v1alpha1.DecisionID, minutes v1alpha1.ObjectName,
) *DutyWrapper {
	w.object.Spec.Decision = v1alpha1.DutyDecision{Meeting: meeting, Session: session, ID: id, Minutes: minutes}
	return w.Label(v1alpha1.LabelManagedBy, v1alpha1.ManagedByOperator).Label(v1alpha1.LabelMeeting, string(meeting))
}

// Withdrawn says since when nothing is owed any more of a copy, or of a decision.
func (w *DutyWrapper) Withdrawn(at time.Time) *DutyWrapper {
	w.object.Spec.WithdrawnTime = new(metav1.NewTime(at))
	return w
}

// Review says whether a completion counts before it was ruled upon.
func (w *DutyWrapper) Review(review v1alpha1.Review) *DutyWrapper {
	w.object.Spec.Review = review
	return w
}

// Status sets the whole status.
func (w *DutyWrapper) Status(status v1alpha1.DepartmentDutyStatus) *DutyWrapper {
	w.object.Status = status
	return w
}

// Condition adds a condition of the current generation.
func (w *DutyWrapper) Condition(conditionType string, status metav1.ConditionStatus, reason string, since time.Time) *DutyWrapper {
	w.object.Status.Conditions = append(w.object.Status.Conditions, metav1.Condition{
		Type: conditionType, Status: status, Reason: reason,
		LastTransitionTime: metav1.NewTime(since), ObservedGeneration: w.object.Generation,
	})
	return w
}

// Light sets the light.
func (w *DutyWrapper) Light(light v1alpha1.Light) *DutyWrapper {
	w.object.Status.Light = light
	return w
}

// Checkpoint adds a checkpoint to the status.
func (w *DutyWrapper) Checkpoint(checkpoint v1alpha1.Checkpoint) *DutyWrapper {
	w.object.Status.Checkpoints = append(w.object.Status.Checkpoints, checkpoint)
	return w
}

// Receipt adds a receipt to the ledger.
func (w *DutyWrapper) Receipt(receipt v1alpha1.Receipt) *DutyWrapper {
	w.object.Status.Receipts = append(w.object.Status.Receipts, receipt)
	return w
}

// Miss adds a miss to the ledger.
func (w *DutyWrapper) Miss(miss v1alpha1.Miss) *DutyWrapper {
	w.object.Status.Misses = append(w.object.Status.Misses, miss)
	return w
}

// Rung says which rung of the ladder was reached last, and when.
func (w *DutyWrapper) Rung(action v1alpha1.EscalationAction, since time.Time) *DutyWrapper {
	w.object.Status.Escalation.Rung = action
	w.object.Status.Escalation.Since = new(metav1.NewTime(since))
	return w
}

// Reached adds a rung that was reached to the ledger.
func (w *DutyWrapper) Reached(rung v1alpha1.ReachedRung) *DutyWrapper {
	w.object.Status.Rungs = append(w.object.Status.Rungs, rung)
	return w
}

// Cycle adds a cycle that opened to the ledger.
func (w *DutyWrapper) Cycle(cycle v1alpha1.Cycle) *DutyWrapper {
	w.object.Status.Cycles = append(w.object.Status.Cycles, cycle)
	return w
}

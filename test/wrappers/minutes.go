// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// DefaultSession is the session of whatever minutes a test does not name one for: a Monday that is worked.
const DefaultSession v1alpha1.PlainDate = "2026-03-16"

// MinutesWrapper builds MeetingMinutes.
type MinutesWrapper struct{ object v1alpha1.MeetingMinutes }

// Minutes begins the minutes of DefaultSession of the meeting "meeting", which DefaultUser files in the name of
// DefaultDepartment, and which that department alone attended.
func Minutes(name string) *MinutesWrapper {
	w := &MinutesWrapper{}
	w.object.Name = name
	w.object.Spec = v1alpha1.MeetingMinutesSpec{
		MeetingRef: v1alpha1.MeetingReference{Name: "meeting"},
		Office:     DefaultDepartment,
		Attendees:  []v1alpha1.DepartmentName{DefaultDepartment},
		FiledBy:    DefaultUser,
	}
	return w.Session(DefaultSession)
}

// Obj returns the minutes.
func (w *MinutesWrapper) Obj() *v1alpha1.MeetingMinutes { return w.object.DeepCopy() }

// Namespace sets the namespace.
func (w *MinutesWrapper) Namespace(namespace string) *MinutesWrapper {
	w.object.Namespace = namespace
	return w
}

// Annotation adds an annotation.
func (w *MinutesWrapper) Annotation(key, value string) *MinutesWrapper {
	metav1.SetMetaDataAnnotation(&w.object.ObjectMeta, key, value)
	return w
}

// GenerateName leaves the name to the API server.
func (w *MinutesWrapper) GenerateName(prefix string) *MinutesWrapper {
	w.object.Name, w.object.GenerateName = "", prefix
	return w
}

// Generation sets the generation that the API server would have counted.
func (w *MinutesWrapper) Generation(generation int64) *MinutesWrapper {
	w.object.Generation = generation
	return w
}

// Created sets the creation time that the API server would have stamped.
func (w *MinutesWrapper) Created(at time.Time) *MinutesWrapper {
	w.object.CreationTimestamp = metav1.NewTime(at)
	return w
}

// Meeting names the meeting.
func (w *MinutesWrapper) Meeting(name v1alpha1.ObjectName) *MinutesWrapper {
	w.object.Spec.MeetingRef.Name = name
	return w
}

// Office sets the department in whose name the minutes are kept.
func (w *MinutesWrapper) Office(department v1alpha1.DepartmentName) *MinutesWrapper {
	w.object.Spec.Office = department
	return w
}

// Session names the session by its key, and has it held at nine in the morning of that day, Beijing time; see Held.
func (w *MinutesWrapper) Session(key v1alpha1.PlainDate) *MinutesWrapper {
	w.object.Spec.Session = key
	beijing := time.FixedZone("Asia/Shanghai", 8*60*60)
	// A key that is no day is what a test may be about. It leaves the time as it is.
	if day, err := time.ParseInLocation(time.DateOnly, string(key), beijing); err == nil {
		return w.Held(day.Add(9 * time.Hour))
	}
	return w
}

// Held says when the session was held.
func (w *MinutesWrapper) Held(at time.Time) *MinutesWrapper {
	w.object.Spec.HeldTime = new(metav1.NewTime(at))
	return w
}

// Attendees sets the departments that attended.
func (w *MinutesWrapper) Attendees(departments ...v1alpha1.DepartmentName) *MinutesWrapper {
	w.object.Spec.Attendees = departments
	return w
}

// Apologies sets the departments that sent apologies.
func (w *MinutesWrapper) Apologies(departments ...v1alpha1.DepartmentName) *MinutesWrapper {
	w.object.Spec.Apologies = departments
	return w
}

// Notes sets what was said.
func (w *MinutesWrapper) Notes(notes string) *MinutesWrapper {
	w.object.Spec.Notes = notes
	return w
}

// Decision adds a decision; see the function of this name.
func (w *MinutesWrapper) Decision(decision *DecisionWrapper) *MinutesWrapper {
	w.object.Spec.Decisions = append(w.object.Spec.Decisions, decision.Obj())
	return w
}

// Decisions replaces the decisions. Called without any, there are none.
func (w *MinutesWrapper) Decisions(decisions ...*DecisionWrapper) *MinutesWrapper {
	w.object.Spec.Decisions = nil
	for _, decision := range decisions {
		w.Decision(decision)
	}
	return w
}

// Supersedes names the minutes that these correct.
func (w *MinutesWrapper) Supersedes(minutes v1alpha1.ObjectName) *MinutesWrapper {
	w.object.Spec.Supersedes = minutes
	return w
}

// FiledBy names the user who files.
func (w *MinutesWrapper) FiledBy(user string) *MinutesWrapper {
	w.object.Spec.FiledBy = user
	return w
}

// Finalizers sets the finalizers.
func (w *MinutesWrapper) Finalizers(finalizers ...string) *MinutesWrapper {
	w.object.Finalizers = finalizers
	return w
}

// OwnerReferences sets the owners.
func (w *MinutesWrapper) OwnerReferences(owners ...metav1.OwnerReference) *MinutesWrapper {
	w.object.OwnerReferences = owners
	return w
}

// Status sets the whole status.
func (w *MinutesWrapper) Status(status v1alpha1.MeetingMinutesStatus) *MinutesWrapper {
	w.object.Status = status
	return w
}

// Verdict sets what became of the minutes.
func (w *MinutesWrapper) Verdict(verdict v1alpha1.Verdict) *MinutesWrapper {
	w.object.Status.Verdict = verdict
	return w
}

// DecisionWrapper builds a decision of minutes.
type DecisionWrapper struct{ decision v1alpha1.Decision }

// Decision begins an undated decision that DefaultDepartment leads.
func Decision(id v1alpha1.DecisionID) *DecisionWrapper {
	return &DecisionWrapper{decision: v1alpha1.Decision{
		ID: id, Title: string(id), Leads: []v1alpha1.DepartmentName{DefaultDepartment},
	}}
}

// Obj returns the decision.
func (w *DecisionWrapper) Obj() v1alpha1.Decision { return *w.decision.DeepCopy() }

// Title sets the title.
func (w *DecisionWrapper) Title(title string) *DecisionWrapper {
	w.decision.Title = title
	return w
}

// Description sets the description.
func (w *DecisionWrapper) Description(description string) *DecisionWrapper {
	w.decision.Description = description
	return w
}

// Leads sets the lead departments.
func (w *DecisionWrapper) Leads(departments ...v1alpha1.DepartmentName) *DecisionWrapper {
	w.decision.Leads = departments
	return w
}

// Participants sets the departments that take part.
func (w *DecisionWrapper) Participants(departments ...v1alpha1.DepartmentName) *DecisionWrapper {
	w.decision.Participants = departments
	return w
}

// Due sets the due date.
func (w *DecisionWrapper) Due(due v1alpha1.DueDate) *DecisionWrapper {
	w.decision.Due = due
	return w
}

// DueWithin says how long after the day of the session it is due; see WorkingDays.
func (w *DecisionWrapper) DueWithin(period v1alpha1.Period) *DecisionWrapper {
	w.decision.DueWithin = period
	return w
}

// Scope sets the scope to which the duty belongs.
func (w *DecisionWrapper) Scope(scope v1alpha1.ScopeName) *DecisionWrapper {
	w.decision.Scope = scope
	return w
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package forecast

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/cascade"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// Input is everything that a forecast rests on. Nothing of it is changed. The order of
// its lists is nothing to the forecast.
type Input struct {
	// Jurisdictions are the regions, those above Root included, as duties take ladders
	// from them.
	Jurisdictions []*v1alpha1.Jurisdiction
	// Calendars on which the regions count working days. A region without one counts
	// Monday to Friday.
	Calendars map[v1alpha1.JurisdictionName]calendar.Found
	// Duties with their ledgers, in the namespaces of the regions. Others are passed over
	// unless Root is "".
	Duties []v1alpha1.DepartmentDuty
	// Reports and Rulings of those namespaces.
	Reports []v1alpha1.DutyReport
	Rulings []v1alpha1.DutyRuling
	// Root is the region that the forecast is for, with all below it; "" for everything
	// there is.
	Root v1alpha1.JurisdictionName
	// From is the beginning, which is not included: what stands at From is no news. It is
	// the present time as a rule, and not before the last evaluation of any duty.
	From time.Time
	// Until is the end, which is included: a deadline that falls on it is forecast. So the
	// forecast from a to b and that from b to c make up that from a to c.
	Until time.Time
	// MaxSteps bounds the evaluations of each duty; 0 is DefaultMaxSteps.
	MaxSteps int
}

// Forecast is what will happen if nothing is filed.
type Forecast struct {
	// From and Until are those of the Input.
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	// Entries in the order of Compare.
	Entries []Entry `json:"entries"`
	// Problems are the duties that are not Ready, by region and name.
	Problems []Problem `json:"problems,omitempty"`
}

// Run makes a forecast. An error about the Input as a whole leaves it empty. One about
// duties, such as a duty with more changes than MaxSteps, names each of them; the
// forecast then holds all others, and of those what comes before the bound.
func Run(in Input) (Forecast, error) {
	if in.Until.Before(in.From) {
		return Forecast{}, fmt.Errorf("the end of the forecast, %s, lies before its beginning, %s",
			in.Until.Format(time.RFC3339), in.From.Format(time.RFC3339))
	}
	subjects, err := Subjects(in)
	if err != nil {
		return Forecast{}, err
	}
	out := Forecast{From: in.From, Until: in.Until}
	var failed []error
	for i := range subjects {
		failed = append(failed, out.add(subjects[i], in.MaxSteps))
	}
	slices.SortFunc(out.Entries, Compare)
	slices.SortFunc(out.Problems, compareProblems)
	return out, errors.Join(failed...)
}

// Subjects returns, for each duty that the forecast is about, what it is evaluated from
// at From: itself, its region, and its records.
func Subjects(in Input) ([]duty.Input, error) {
	regions := newRegions(in.Jurisdictions)
	included, err := regions.subtree(in.Root)
	if err != nil {
		return nil, err
	}
	records := newRecords(in.Reports, in.Rulings)
	var subjects []duty.Input
	for i := range in.Duties {
		object := &in.Duties[i]
		region := regions.byNamespace[object.Namespace]
		if in.Root != "" && (region == nil || !included[region.Name]) {
			continue
		}
		subject := records.of(object)
		subject.Duty, subject.Now, subject.Cascade = object, in.From, cascadeOf(object)
		if region != nil {
			subject.Jurisdiction = region
			subject.Ancestors = regions.ancestors(region)
			subject.Calendar = in.Calendars[v1alpha1.JurisdictionName(region.Name)]
		}
		subjects = append(subjects, subject)
	}
	return subjects, nil
}

// cascadeOf returns how the copies of a duty stand, which the forecast takes to stay as
// it is; nil where it is not handed down.
func cascadeOf(object *v1alpha1.DepartmentDuty) *v1alpha1.CascadeStatus {
	if !cascade.Declared(object) {
		return nil
	}
	return &object.Status.Cascade
}

// add forecasts one duty.
func (f *Forecast) add(in duty.Input, maxSteps int) error {
	seen := walk{subject: in, since: in.Now}
	for step, err := range Steps(in, f.Until, maxSteps) {
		if err != nil {
			f.Entries = append(f.Entries, seen.entries...)
			return err
		}
		if seen.status == nil {
			f.Problems = append(f.Problems, problemsOf(in, &step.Result.Status)...)
		} else {
			seen.to(step.Time, &step.Result.Status)
		}
		seen.since, seen.status = step.Time, &step.Result.Status
	}
	seen.fall(f.Until, nil)
	f.Entries = append(f.Entries, seen.entries...)
	return nil
}

// problemsOf says why a duty is not Ready, if it is not.
func problemsOf(in duty.Input, status *v1alpha1.DepartmentDutyStatus) []Problem {
	ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
	if ready == nil || ready.Status == metav1.ConditionTrue {
		return nil
	}
	problem := Problem{
		Namespace: in.Duty.Namespace, Duty: v1alpha1.ObjectName(in.Duty.Name), Title: in.Duty.Spec.Title,
		Reason: ready.Reason, Message: ready.Message,
		Stalled: meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionStalled),
	}
	if in.Jurisdiction != nil {
		problem.Jurisdiction = v1alpha1.JurisdictionName(in.Jurisdiction.Name)
	}
	return []Problem{problem}
}

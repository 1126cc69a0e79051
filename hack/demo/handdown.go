// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	city       = "shanghai"
	handedDown = "demo-winter-check"
	copyOf     = city + "." + handedDown
	// handedDownAhead is how far ahead its deadline lies: a slow machine needs some
	// seconds until all but two districts have reported.
	handedDownAhead = 12 * time.Second
	// laggards are the districts that do not report in time.
	laggard, otherLaggard = "chongming", "jinshan"
)

// handDown hands a duty of a city down to its districts. Two of them miss it; one is
// interviewed, rectifies, and is looked at again.
func (d *demo) handDown(ctx context.Context) error {
	deadline := time.Now().Add(handedDownAhead).Truncate(time.Second).Add(time.Second)
	d.beginf("A duty that Shanghai hands down to its districts, due in twelve seconds")
	if err := d.client.Create(ctx, winterCheck(deadline)); err != nil {
		return fmt.Errorf("create the duty: %w", err)
	}
	copies, err := d.awaitCopies(ctx)
	if err != nil {
		return err
	}
	if err := d.tryToEdit(ctx, laggard, copyOf); err != nil {
		return err
	}
	for i := range copies {
		if district := copies[i].Labels[districtLabel]; district != laggard && district != otherLaggard {
			if err := d.reportOf(ctx, district, copyOf); err != nil {
				return err
			}
		}
	}
	if err := d.reportOf(ctx, city, handedDown); err != nil {
		return err
	}
	d.donef("%s itself and %d districts have reported; %s and %s have not", city, len(copies)-2, laggard, otherLaggard)
	if err := d.awaitLaggards(ctx, deadline); err != nil {
		return err
	}
	return d.interview(ctx)
}

// districtLabel is what the demo knows a copy's district by.
const districtLabel = "demo/district"

func winterCheck(deadline time.Time) *v1alpha1.DepartmentDuty {
	none := v1alpha1.Period{Days: new(int32)}
	return &v1alpha1.DepartmentDuty{
		ObjectMeta: metav1.ObjectMeta{Name: handedDown, Namespace: v1alpha1.NamespacePrefix + city},
		Spec: v1alpha1.DepartmentDutySpec{
			Title: "冬季传染病防控自查（演示）", Leads: []v1alpha1.DepartmentName{office}, Review: v1alpha1.ReviewNone,
			Due:     v1alpha1.DueDate(deadline.Format(time.RFC3339)),
			Cascade: v1alpha1.Cascade{Levels: []v1alpha1.Level{v1alpha1.LevelCounty}},
			Escalation: []v1alpha1.EscalationRung{
				{Action: v1alpha1.EscalationNotice, After: none}, {Action: v1alpha1.EscalationInterview, After: none},
			},
		},
	}
}

// awaitCopies waits until every district has its copy, and returns them.
func (d *demo) awaitCopies(ctx context.Context) ([]v1alpha1.DepartmentDuty, error) {
	var copies v1alpha1.DepartmentDutyList
	err := d.eventually(ctx, "every district has its copy", func(ctx context.Context) (bool, error) {
		origin, err := d.duty(ctx, city, handedDown)
		if err != nil {
			return false, err
		}
		err = d.client.List(ctx, &copies, client.MatchingLabels{v1alpha1.LabelOriginJurisdiction: city, v1alpha1.LabelOriginDuty: handedDown})
		total := int(number(origin.Status.Cascade.Total))
		return total > 0 && len(copies.Items) == total && number(origin.Status.Cascade.Troubled) == 0, err
	})
	if err != nil {
		return nil, err
	}
	for i := range copies.Items {
		metav1.SetMetaDataLabel(&copies.Items[i].ObjectMeta, districtLabel, copies.Items[i].Namespace[len(v1alpha1.NamespacePrefix):])
	}
	d.donef("%d copies: DepartmentDuty %s in the namespace of each district", len(copies.Items), copyOf)
	return copies.Items, nil
}

// tryToEdit has a region's repository put the deadline of a duty off that is not its own
// to change, which admission refuses.
func (d *demo) tryToEdit(ctx context.Context, region, name string) error {
	gitops, err := d.repositoryOf(region)
	if err != nil {
		return err
	}
	duty, err := d.duty(ctx, region, name)
	if err != nil {
		return err
	}
	later := duty.DeepCopy()
	later.Spec.Due, later.Spec.DueWithin = "2099", v1alpha1.Period{}
	if err = gitops.Patch(ctx, later, client.MergeFrom(duty)); !apierrors.IsForbidden(err) && !apierrors.IsInvalid(err) {
		return fmt.Errorf("the repository of %s moved the deadline of DepartmentDuty %s, want it refused: %w", region, name, err)
	}
	d.donef("the repository of %s may not put its deadline off; the API server says:", region)
	d.sayf("%v", err)
	return nil
}

// repositoryOf acts as what syncs the repository of a region.
func (d *demo) repositoryOf(region string) (client.Client, error) {
	namespace := v1alpha1.NamespacePrefix + region
	return d.as("system:serviceaccount:"+namespace+":gitops", "system:serviceaccounts", "system:serviceaccounts:"+namespace)
}

// reportOf has the health commission of a region report a duty as done.
func (d *demo) reportOf(ctx context.Context, region, duty string) error {
	desk := region + "-health-desk"
	department, err := d.as(desk, region+":"+string(office))
	if err != nil {
		return err
	}
	err = department.Create(ctx, &v1alpha1.DutyReport{
		ObjectMeta: metav1.ObjectMeta{Name: handedDown + "-done", Namespace: v1alpha1.NamespacePrefix + region},
		Spec: v1alpha1.DutyReportSpec{
			DutyRef: v1alpha1.DutyReference{Name: v1alpha1.ObjectName(duty)}, Department: office, Type: v1alpha1.ReportCompletion,
			Statement: "已完成自查。", FiledBy: desk,
		},
	})
	if err != nil {
		return fmt.Errorf("file the report of %s: %w", region, err)
	}
	return nil
}

// awaitLaggards waits until the city sees who is behind.
func (d *demo) awaitLaggards(ctx context.Context, deadline time.Time) error {
	var origin *v1alpha1.DepartmentDuty
	err := d.eventually(ctx, "the city sees two districts behind", func(ctx context.Context) (bool, error) {
		var err error
		origin, err = d.duty(ctx, city, handedDown)
		return err == nil && number(origin.Status.Cascade.Overdue) == 2, err
	})
	if err != nil {
		return err
	}
	if time.Now().Before(deadline) {
		return errors.New("two districts were overdue before the deadline")
	}
	standing := origin.Status.Cascade
	d.donef("the city sees: %d districts, %d completed, %d overdue", number(standing.Total), number(standing.Completed), number(standing.Overdue))
	for i := range standing.Worst {
		d.sayf("%-10s %s since %s", standing.Worst[i].Jurisdiction, standing.Worst[i].Light, standing.Worst[i].OverdueSince.UTC().Format(time.RFC3339))
	}
	return d.awaitDuty(ctx, "the ladder has reached Interview", func(duty *v1alpha1.DepartmentDuty) bool {
		return duty.Status.Escalation.Rung == v1alpha1.EscalationInterview
	})
}

// interview has the city's office call the district in, and look back after it has
// rectified.
func (d *demo) interview(ctx context.Context) error {
	rectifyBy := v1alpha1.DueDate(time.Now().AddDate(0, 1, 0).Format(time.DateOnly))
	if err := d.ruleAsCity(ctx, "interview", &v1alpha1.DutyRulingSpec{Type: v1alpha1.RulingInterview, RectifyBy: rectifyBy, Reason: "逾期未完成自查。"}); err != nil {
		return err
	}
	if err := d.awaitInterview(ctx, v1alpha1.InterviewRectifying); err != nil {
		return err
	}
	if err := d.reportOf(ctx, laggard, copyOf); err != nil {
		return err
	}
	d.donef("%s reports, late", laggard)
	if err := d.awaitInterview(ctx, v1alpha1.InterviewLookBackDue); err != nil {
		return err
	}
	if err := d.awaitDuty(ctx, "the duty is not closed before the look-back", completed(metav1.ConditionFalse, v1alpha1.ReasonAwaitingLookBack)); err != nil {
		return err
	}
	if err := d.ruleAsCity(ctx, "look-back", &v1alpha1.DutyRulingSpec{Type: v1alpha1.RulingLookBack, Result: v1alpha1.LookBackPassed}); err != nil {
		return err
	}
	if err := d.awaitInterview(ctx, v1alpha1.InterviewClosed); err != nil {
		return err
	}
	return d.awaitDuty(ctx, "the duty is completed, late", completed(metav1.ConditionTrue, v1alpha1.ReasonCompletedLate))
}

// ruleAsCity files a ruling of the city's office on the copy of the laggard.
func (d *demo) ruleAsCity(ctx context.Context, name string, spec *v1alpha1.DutyRulingSpec) error {
	desk := city + "-office-desk"
	rules, err := d.as(desk, city+":office")
	if err != nil {
		return err
	}
	spec.DutyRef, spec.Parent, spec.FiledBy = v1alpha1.DutyReference{Name: copyOf}, city, desk
	err = rules.Create(ctx, &v1alpha1.DutyRuling{
		ObjectMeta: metav1.ObjectMeta{Name: handedDown + "-" + name, Namespace: v1alpha1.NamespacePrefix + laggard}, Spec: *spec,
	})
	if err != nil {
		return fmt.Errorf("file the %s: %w", name, err)
	}
	d.donef("%s files DutyRuling %s-%s in region-%s", desk, handedDown, name, laggard)
	return nil
}

func (d *demo) awaitInterview(ctx context.Context, state v1alpha1.InterviewState) error {
	return d.awaitDuty(ctx, "the interview is "+string(state), func(duty *v1alpha1.DepartmentDuty) bool {
		return len(duty.Status.Interviews) == 1 && duty.Status.Interviews[0].State == state
	})
}

func completed(status metav1.ConditionStatus, reason string) func(*v1alpha1.DepartmentDuty) bool {
	return func(duty *v1alpha1.DepartmentDuty) bool {
		for _, condition := range duty.Status.Conditions {
			if condition.Type == v1alpha1.ConditionCompleted {
				return condition.Status == status && condition.Reason == reason
			}
		}
		return false
	}
}

// awaitDuty waits until the copy of the laggard is as it should be, and says so.
func (d *demo) awaitDuty(ctx context.Context, what string, holds func(*v1alpha1.DepartmentDuty) bool) error {
	err := d.eventually(ctx, what, func(ctx context.Context) (bool, error) {
		duty, err := d.duty(ctx, laggard, copyOf)
		return err == nil && holds(duty), err
	})
	if err != nil {
		return err
	}
	d.donef("%s: %s", laggard, what)
	return nil
}

// duty reads a duty of a region.
func (d *demo) duty(ctx context.Context, region, name string) (*v1alpha1.DepartmentDuty, error) {
	duty := &v1alpha1.DepartmentDuty{}
	if err := d.client.Get(ctx, types.NamespacedName{Namespace: v1alpha1.NamespacePrefix + region, Name: name}, duty); err != nil {
		return nil, fmt.Errorf("read the duty %s of %s: %w", name, region, err)
	}
	return duty, nil
}

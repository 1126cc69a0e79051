// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	// ahead is how far ahead the deadline lies.
	ahead = 20 * time.Second
	// lookWithin bounds the wait for a light, beyond the deadline.
	lookWithin = time.Minute
	// tickEvery is how often the time left is printed.
	tickEvery = 5 * time.Second

	demoDuty   = "demo-twenty-seconds"
	demoReport = "demo-twenty-seconds-done"
	lead       = v1alpha1.DepartmentName("market-regulation")
	other      = v1alpha1.DepartmentName("finance")
	office     = v1alpha1.DepartmentName("health-commission")
)

// missADeadline lets a deadline pass, then has the department report and the
// office accept.
func (d *demo) missADeadline(ctx context.Context) error {
	deadline := time.Now().Add(ahead).Truncate(time.Second).Add(time.Second)
	d.beginf("A duty of %s that is due in twenty seconds", lead)
	duty := &v1alpha1.DepartmentDuty{
		ObjectMeta: metav1.ObjectMeta{Name: demoDuty, Namespace: regionOf},
		Spec: v1alpha1.DepartmentDutySpec{
			Title: "二十秒后到期的演示任务", Leads: []v1alpha1.DepartmentName{lead},
			Due: v1alpha1.DueDate(deadline.Format(time.RFC3339)),
		},
	}
	if err := d.client.Create(ctx, duty); err != nil {
		return fmt.Errorf("create the duty: %w", err)
	}
	lights, err := d.watch(ctx)
	if err != nil {
		return err
	}
	defer lights.Stop()
	if _, err := d.await(ctx, lights, v1alpha1.LightYellow, deadline); err != nil {
		return err
	}
	if err := d.tryForAnother(ctx); err != nil {
		return err
	}
	seen, err := d.await(ctx, lights, v1alpha1.LightRed, deadline)
	if err != nil {
		return err
	}
	if seen.Before(deadline) {
		return fmt.Errorf("the duty turned red %s before its deadline", deadline.Sub(seen))
	}
	d.donef("flagged %s after the deadline", seen.Sub(deadline).Round(time.Millisecond))
	if err := d.reportAndAccept(ctx); err != nil {
		return err
	}
	_, err = d.await(ctx, lights, v1alpha1.LightGreen, deadline)
	return err
}

func (d *demo) watch(ctx context.Context) (watch.Interface, error) {
	lights, err := d.client.Watch(ctx, &v1alpha1.DepartmentDutyList{}, &client.ListOptions{
		Namespace: regionOf, FieldSelector: fields.OneTermEqualSelector("metadata.name", demoDuty),
	})
	if err != nil {
		return nil, fmt.Errorf("watch the duty: %w", err)
	}
	return lights, nil
}

// await looks on until the duty shows a light, and returns when it was seen.
func (d *demo) await(ctx context.Context, lights watch.Interface, want v1alpha1.Light, deadline time.Time) (time.Time, error) {
	timeout := time.NewTimer(time.Until(deadline.Add(lookWithin)))
	defer timeout.Stop()
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		case <-timeout.C:
			return time.Time{}, fmt.Errorf("the duty did not turn %s; the operator's log ends with\n%s", want, d.operator.LogTail())
		case <-ticker.C:
			if left := time.Until(deadline); left >= time.Second {
				d.sayf("%2.0f s left", left.Seconds())
			}
		case event, open := <-lights.ResultChan():
			if !open {
				return time.Time{}, errors.New("the watch of the duty was closed")
			}
			duty, ok := event.Object.(*v1alpha1.DepartmentDuty)
			if ok && duty.Status.Light == want {
				d.donef("%s: %s", want, summary(duty))
				return time.Now(), nil
			}
		}
	}
}

// summary says why a duty shows its light.
func summary(duty *v1alpha1.DepartmentDuty) string {
	for _, name := range []string{v1alpha1.ConditionDeadlineMissed, v1alpha1.ConditionDueSoon, v1alpha1.ConditionCompleted} {
		if condition := meta.FindStatusCondition(duty.Status.Conditions, name); condition != nil && condition.Status == metav1.ConditionTrue {
			if condition.Message == "" {
				return fmt.Sprintf("%s (%s)", condition.Type, condition.Reason)
			}
			return fmt.Sprintf("%s (%s): %s", condition.Type, condition.Reason, condition.Message)
		}
	}
	return "under way"
}

// tryForAnother has a department file for another, which admission must refuse.
func (d *demo) tryForAnother(ctx context.Context) error {
	user := "xicheng-" + string(other) + "-desk"
	c, err := d.as(user, xicheng+":"+string(other))
	if err != nil {
		return err
	}
	err = c.Create(ctx, completion(user))
	if !apierrors.IsForbidden(err) && !apierrors.IsInvalid(err) {
		return fmt.Errorf("%s filed a report for %s, want it refused: %w", user, lead, err)
	}
	d.donef("%s may not report for %s; the API server says:", other, lead)
	d.sayf("%v", err)
	return nil
}

// reportAndAccept has the department file its report and the office accept it.
func (d *demo) reportAndAccept(ctx context.Context) error {
	desk := "xicheng-" + string(lead) + "-desk"
	department, err := d.as(desk, xicheng+":"+string(lead))
	if err != nil {
		return err
	}
	if err := department.Create(ctx, completion(desk)); err != nil {
		return fmt.Errorf("file the report of %s: %w", lead, err)
	}
	d.donef("%s filed DutyReport %s", desk, demoReport)
	ruler := "xicheng-office-desk"
	rules, err := d.as(ruler, xicheng+":office")
	if err != nil {
		return err
	}
	err = rules.Create(ctx, &v1alpha1.DutyRuling{
		ObjectMeta: metav1.ObjectMeta{Name: demoReport + "-accepted", Namespace: regionOf},
		Spec: v1alpha1.DutyRulingSpec{
			DutyRef: v1alpha1.DutyReference{Name: demoDuty}, RulingDepartment: office, Type: v1alpha1.RulingAccept,
			Report: demoReport, FiledBy: ruler,
		},
	})
	if err != nil {
		return fmt.Errorf("accept the report: %w", err)
	}
	d.donef("%s accepted it with DutyRuling %s-accepted", ruler, demoReport)
	return nil
}

func completion(user string) *v1alpha1.DutyReport {
	return &v1alpha1.DutyReport{
		ObjectMeta: metav1.ObjectMeta{Name: demoReport, Namespace: regionOf},
		Spec: v1alpha1.DutyReportSpec{
			DutyRef: v1alpha1.DutyReference{Name: demoDuty}, Department: lead, Type: v1alpha1.ReportCompletion,
			Statement: "演示任务已完成。", FiledBy: user,
		},
	}
}

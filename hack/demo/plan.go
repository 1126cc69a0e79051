// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
)

// What the demo applies, from config/.
const (
	installed     = "config/local"
	regions       = "config/samples/regions/"
	recordAccess  = "config/samples/records/access"
	paperReports  = "config/samples/records/reports"
	paperRulings  = "config/samples/records/rulings"
	beijing       = "beijing"
	xicheng       = "xicheng"
	regionOf      = v1alpha1.NamespacePrefix + xicheng
	stationsDuty  = "emergency-stations"
	paperStations = "stations-2020"
)

const (
	settleWithin = time.Minute
	settleEvery  = 50 * time.Millisecond
)

// applyPlan applies what the repositories of the regions hold, from the top down.
func (d *demo) applyPlan(ctx context.Context) error {
	d.beginf("Beijing and Xicheng, as their repositories hold them")
	for _, repository := range []struct{ folder, makes string }{{"platform", beijing}, {beijing, xicheng}, {xicheng, ""}} {
		objects, err := deploy.Render(regions + repository.folder)
		if err != nil {
			return err
		}
		if err := deploy.Apply(ctx, d.place.admin(), objects, nothing{}); err != nil {
			return err
		}
		d.donef("%s: %d to apply", regions+repository.folder, len(objects))
		if repository.makes == "" {
			continue
		}
		if err := d.awaitRegion(ctx, repository.makes); err != nil {
			return err
		}
	}
	if err := d.awaitDuties(ctx); err != nil {
		return err
	}
	return d.printDuties(ctx)
}

func (d *demo) awaitRegion(ctx context.Context, name string) error {
	var region v1alpha1.Jurisdiction
	return d.eventually(ctx, fmt.Sprintf("Jurisdiction %s is Ready", name), func(ctx context.Context) (bool, error) {
		err := d.client.Get(ctx, types.NamespacedName{Name: name}, &region)
		return meta.IsStatusConditionTrue(region.Status.Conditions, v1alpha1.ConditionReady), err
	})
}

// awaitDuties waits until every duty is evaluated and the regions have counted them.
func (d *demo) awaitDuties(ctx context.Context) error {
	return d.eventually(ctx, "every duty is evaluated, and counted by its region", func(ctx context.Context) (bool, error) {
		duties, err := d.duties(ctx)
		if err != nil {
			return false, err
		}
		red := int32(0)
		for i := range duties {
			if !meta.IsStatusConditionTrue(duties[i].Status.Conditions, v1alpha1.ConditionReady) {
				return false, nil
			}
			if duties[i].Status.Light == v1alpha1.LightRed {
				red++
			}
		}
		var region v1alpha1.Jurisdiction
		if err := d.client.Get(ctx, types.NamespacedName{Name: xicheng}, &region); err != nil {
			return false, err
		}
		counts := region.Status.Own.Duties
		return counts.Total != nil && int(*counts.Total) == len(duties) && counts.Overdue != nil && *counts.Overdue == red, nil
	})
}

func (d *demo) duties(ctx context.Context) ([]v1alpha1.DepartmentDuty, error) {
	var list v1alpha1.DepartmentDutyList
	if err := d.client.List(ctx, &list, client.InNamespace(regionOf)); err != nil {
		return nil, fmt.Errorf("list duties: %w", err)
	}
	return list.Items, nil
}

// importRecords files the paper record of the first stations as the archive, and
// has the office accept it: what was missed on paper only is set right.
func (d *demo) importRecords(ctx context.Context) error {
	d.beginf("A paper record from before the system: 4 stations stood at the end of 2020")
	access, err := deploy.Render(recordAccess)
	if err != nil {
		return err
	}
	if err := deploy.Apply(ctx, d.place.admin(), access, nothing{}); err != nil {
		return err
	}
	for _, record := range []struct {
		folder, user string
		groups       []string
	}{
		{paperReports, "system:serviceaccount:" + regionOf + ":archive", []string{"system:serviceaccounts", "system:serviceaccounts:" + regionOf}},
		{paperRulings, "xicheng-office-desk", []string{"xicheng:office"}},
	} {
		if err := d.file(ctx, record.folder, record.user, record.groups); err != nil {
			return err
		}
		d.donef("%s: filed by %s", record.folder, record.user)
	}
	var duty v1alpha1.DepartmentDuty
	err = d.eventually(ctx, "the milestone of 2020 counts as met in time", func(ctx context.Context) (bool, error) {
		err := d.client.Get(ctx, types.NamespacedName{Namespace: regionOf, Name: stationsDuty}, &duty)
		return stateOf(&duty, paperStations) == v1alpha1.CheckpointCompleted, err
	})
	if err != nil {
		return err
	}
	if err := d.expectStations(&duty); err != nil {
		return err
	}
	if err := d.awaitDuties(ctx); err != nil {
		return err
	}
	return d.printRegionsAndWorst(ctx)
}

// file creates the objects of a kustomization as a user. Rights that were granted
// a moment ago may take the API server a moment to know.
func (d *demo) file(ctx context.Context, folder, user string, groups []string) error {
	objects, err := deploy.Render(folder)
	if err != nil {
		return err
	}
	c, err := d.as(user, groups...)
	if err != nil {
		return err
	}
	for _, object := range objects {
		err := d.eventually(ctx, fmt.Sprintf("%s files %s", user, object.GetName()), func(ctx context.Context) (bool, error) {
			return true, c.Create(ctx, object)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// expectStations holds the duty against what the plan and the record say.
func (d *demo) expectStations(duty *v1alpha1.DepartmentDuty) error {
	var wrong []error
	for _, expected := range []struct {
		checkpoint v1alpha1.CheckpointName
		state      v1alpha1.CheckpointState
	}{
		{paperStations, v1alpha1.CheckpointCompleted},
		{"stations-2021", v1alpha1.CheckpointMissed},
		{"stations-2022", v1alpha1.CheckpointMissed},
	} {
		if state := stateOf(duty, expected.checkpoint); state != expected.state {
			wrong = append(wrong, fmt.Errorf("checkpoint %s of %s is %s, want %s", expected.checkpoint, duty.Name, state, expected.state))
			continue
		}
		d.donef("checkpoint %s: %s", expected.checkpoint, expected.state)
	}
	return errors.Join(wrong...)
}

func stateOf(duty *v1alpha1.DepartmentDuty, name v1alpha1.CheckpointName) v1alpha1.CheckpointState {
	for _, checkpoint := range duty.Status.Checkpoints {
		if checkpoint.Name == name {
			return checkpoint.State
		}
	}
	return ""
}

func (d *demo) printDuties(ctx context.Context) error {
	duties, err := d.duties(ctx)
	if err != nil {
		return err
	}
	rows := make([]string, 0, len(duties))
	for i := range duties {
		duty := &duties[i]
		rows = append(rows, fmt.Sprintf("%s\t%s\t%d\t%s\t%s", duty.Status.Light, duty.Name, len(duty.Spec.Participants), duty.Spec.Leads[0], duty.Spec.Title))
	}
	d.printf("\n")
	d.table("LIGHT\tDUTY\tWITH\tLEAD\tTITLE", rows)
	return nil
}

// printRegionsAndWorst prints the regions, then each deadline that stands missed,
// the longest first.
func (d *demo) printRegionsAndWorst(ctx context.Context) error {
	var jurisdictions v1alpha1.JurisdictionList
	if err := d.client.List(ctx, &jurisdictions); err != nil {
		return fmt.Errorf("list regions: %w", err)
	}
	names := map[string]string{}
	var rows []string
	for i := range jurisdictions.Items {
		region := &jurisdictions.Items[i]
		counts := region.Status.Own.Duties
		rows = append(rows, fmt.Sprintf("%s\t%d\t%d\t%d\t%d\t%s", region.Status.Path,
			number(counts.Total), number(counts.Open), number(counts.Overdue), number(counts.Completed)+number(counts.CompletedLate), region.Spec.DisplayName))
		for _, department := range region.Spec.Departments {
			names[region.Status.Namespace+"/"+string(department.Name)] = department.DisplayName
		}
	}
	d.printf("\n")
	d.table("REGION\tDUTIES\tOPEN\tOVERDUE\tCOMPLETED\tNAME", rows)
	duties, err := d.duties(ctx)
	if err != nil {
		return err
	}
	d.printf("\n")
	d.table("DAYS LATE\tDUTY\tCHECKPOINT\tDEPARTMENT\tREASON\tWHO AND WHAT", worst(duties, names))
	return nil
}

// worst describes every miss that stands, the longest first.
func worst(duties []v1alpha1.DepartmentDuty, names map[string]string) []string {
	type late struct {
		days int
		row  string
	}
	var all []late
	for i := range duties {
		duty := &duties[i]
		for _, miss := range duty.Status.Misses {
			if miss.State != v1alpha1.MissStanding {
				continue
			}
			days := int(math.Floor(time.Since(miss.MissedTime.Time).Hours() / 24))
			codes, locals := make([]string, 0, len(miss.Departments)), make([]string, 0, len(miss.Departments))
			for _, department := range miss.Departments {
				codes = append(codes, string(department))
				locals = append(locals, names[duty.Namespace+"/"+string(department)])
			}
			all = append(all, late{days, fmt.Sprintf("%d\t%s\t%s\t%s\t%s\t%s：%s", days, duty.Name, miss.Checkpoint,
				strings.Join(codes, ","), miss.Reason, strings.Join(locals, "、"), duty.Spec.Title)})
		}
	}
	slices.SortStableFunc(all, func(a, b late) int { return cmp.Compare(b.days, a.days) })
	rows := make([]string, 0, len(all))
	for _, late := range all {
		rows = append(rows, late.row)
	}
	return rows
}

func number(count *int32) int32 {
	if count == nil {
		return 0
	}
	return *count
}

// eventually waits until something holds. An error is the answer only if it does
// not pass.
func (d *demo) eventually(ctx context.Context, what string, holds func(context.Context) (bool, error)) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, settleEvery, settleWithin, true, func(ctx context.Context) (bool, error) {
		var ok bool
		ok, last = holds(ctx)
		return ok && last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("it did not happen within %s that %s: %w", settleWithin, what, errors.Join(err, last))
	}
	return nil
}

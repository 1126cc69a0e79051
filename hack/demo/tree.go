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

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// worstShown is how many missed deadlines are shown of each region.
const worstShown = 3

// printTree prints the regions with their lights, each below its parent.
func (d *demo) printTree(ctx context.Context) error {
	var jurisdictions v1alpha1.JurisdictionList
	if err := d.client.List(ctx, &jurisdictions); err != nil {
		return fmt.Errorf("list regions: %w", err)
	}
	slices.SortFunc(jurisdictions.Items, func(a, b v1alpha1.Jurisdiction) int {
		return strings.Compare(a.Status.Path, b.Status.Path)
	})
	rows := make([]string, 0, len(jurisdictions.Items))
	for i := range jurisdictions.Items {
		region := &jurisdictions.Items[i]
		subtree := region.Status.Subtree
		rows = append(rows, fmt.Sprintf("%s\t%s%s\t%d\t%d\t%d\t%d\t%s", region.Status.Light,
			strings.Repeat("  ", strings.Count(region.Status.Path, "/")), region.Name, number(subtree.Regions),
			number(subtree.Duties.Total), number(subtree.Duties.Overdue), running(region.Status.Workloads), region.Spec.DisplayName))
	}
	d.printf("\n")
	d.table("LIGHT\tREGION\tREGIONS\tDUTIES\tOVERDUE\tWORKLOADS\tNAME", rows)
	d.printf("\n")
	d.sayf("Regions and duties are counted with all regions below; red: a duty of one of them is overdue. Workloads run in the region itself.")
	return nil
}

// running counts the workloads that are not switched off.
func running(workloads []v1alpha1.WorkloadStatus) (count int) {
	for i := range workloads {
		if workloads[i].State != v1alpha1.WorkloadSwitchedOff {
			count++
		}
	}
	return count
}

// late is a deadline that stands missed.
type late struct {
	days int
	row  string
}

// printWorst prints the deadlines that are missed the longest, of each region
// that has any.
func (d *demo) printWorst(ctx context.Context) error {
	var duties v1alpha1.DepartmentDutyList
	var jurisdictions v1alpha1.JurisdictionList
	if err := errors.Join(d.client.List(ctx, &duties), d.client.List(ctx, &jurisdictions)); err != nil {
		return fmt.Errorf("list regions and duties: %w", err)
	}
	var rows []string
	for i := range jurisdictions.Items {
		region := &jurisdictions.Items[i]
		all := missesOf(region, duties.Items)
		slices.SortStableFunc(all, func(a, b late) int { return cmp.Compare(b.days, a.days) })
		for j, miss := range all {
			if j == worstShown {
				rows = append(rows, fmt.Sprintf("\t%s\t\t\t\tand %d more", region.Name, len(all)-worstShown))
				break
			}
			rows = append(rows, miss.row)
		}
	}
	d.printf("\n")
	d.sayf("What is late the longest, of each region: a deadline is a checkpoint of a duty. What was handed down is shown where it comes from.")
	d.table("DAYS LATE\tREGION\tDUTY\tCHECKPOINT\tREASON\tWHO AND WHAT", rows)
	return nil
}

// missesOf lists the misses that stand in a region, but for those of copies.
func missesOf(region *v1alpha1.Jurisdiction, duties []v1alpha1.DepartmentDuty) []late {
	names := map[v1alpha1.DepartmentName]string{}
	for _, department := range region.Spec.Departments {
		names[department.Name] = department.DisplayName
	}
	var all []late
	for i := range duties {
		duty := &duties[i]
		if duty.Namespace != region.Status.Namespace || duty.Spec.Origin.Name != "" {
			continue
		}
		for _, miss := range duty.Status.Misses {
			if miss.State != v1alpha1.MissStanding {
				continue
			}
			days := int(math.Floor(time.Since(miss.MissedTime.Time).Hours() / 24))
			departments := make([]string, 0, len(miss.Departments))
			for _, department := range miss.Departments {
				departments = append(departments, names[department])
			}
			all = append(all, late{days, fmt.Sprintf("%d\t%s\t%s\t%s\t%s\t%s：%s", days, region.Name, duty.Name,
				miss.Checkpoint, miss.Reason, strings.Join(departments, "、"), duty.Spec.Title)})
		}
	}
	return all
}

func number(count *int32) int32 {
	if count == nil {
		return 0
	}
	return *count
}

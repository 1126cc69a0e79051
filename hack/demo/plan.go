// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"

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
	platform      = "platform"
	xicheng       = "xicheng"
	regionOf      = v1alpha1.NamespacePrefix + xicheng
	stationsDuty  = "emergency-stations"
	paperStations = "stations-2020"
)

// repositories are those of the platform and of the regions, each below the one
// that declares its region.
var repositories = []string{
	platform, "beijing", xicheng, "shanghai", "jilin", "jiangsu", "xuzhou", "yunnan", "dehong", "mangshi",
}

const (
	settleWithin = time.Minute
	settleEvery  = 50 * time.Millisecond
)

// applyPlans applies what the repositories of the regions hold, from the top down.
func (d *demo) applyPlans(ctx context.Context) error {
	d.beginf("Five published plans, as the repositories of their regions hold them")
	for _, repository := range repositories {
		if repository != platform {
			if err := d.awaitNamespace(ctx, repository); err != nil {
				return err
			}
		}
		objects, err := deploy.Render(regions + repository)
		if err != nil {
			return err
		}
		if err := deploy.Apply(ctx, d.place.admin(), objects, nothing{}); err != nil {
			return err
		}
		d.donef("%-9s regions: %2d   duties: %2d   meetings: %d", repository, countKind(objects, "Jurisdiction"),
			countKind(objects, "DepartmentDuty"), countKind(objects, "JointMeeting"))
		d.applied = append(d.applied, objects...)
	}
	if err := d.awaitDuties(ctx); err != nil {
		return err
	}
	return d.printTree(ctx)
}

func (d *demo) awaitNamespace(ctx context.Context, name string) error {
	var region v1alpha1.Jurisdiction
	return d.eventually(ctx, fmt.Sprintf("Jurisdiction %s has its namespace", name), func(ctx context.Context) (bool, error) {
		err := d.client.Get(ctx, types.NamespacedName{Name: name}, &region)
		return region.Status.Namespace != "", err
	})
}

// awaitDuties waits until every duty is evaluated, and counted by its region and
// by all above it.
func (d *demo) awaitDuties(ctx context.Context) error {
	return d.eventually(ctx, "every duty is evaluated, and counted up to its province", func(ctx context.Context) (bool, error) {
		var duties v1alpha1.DepartmentDutyList
		var jurisdictions v1alpha1.JurisdictionList
		if err := errors.Join(d.client.List(ctx, &duties), d.client.List(ctx, &jurisdictions)); err != nil {
			return false, fmt.Errorf("list regions and duties: %w", err)
		}
		evaluated, red, copies, handedTo := 0, 0, 0, 0
		for i := range duties.Items {
			if duties.Items[i].Spec.Origin.Name != "" {
				copies++
			}
			handedTo += int(number(duties.Items[i].Status.Cascade.Total))
			if meta.IsStatusConditionTrue(duties.Items[i].Status.Conditions, v1alpha1.ConditionReady) {
				evaluated++
			}
			if duties.Items[i].Status.Light == v1alpha1.LightRed {
				red++
			}
		}
		known, counted, overdue := 0, 0, 0
		for i := range jurisdictions.Items {
			if region := &jurisdictions.Items[i]; region.Spec.ParentRef.Name == "" {
				subtree := region.Status.Subtree
				known += int(number(subtree.Regions))
				counted += int(number(subtree.Duties.Total))
				overdue += int(number(subtree.Duties.Overdue))
			}
		}
		return len(duties.Items)-copies == countKind(d.applied, "DepartmentDuty") && copies == handedTo && copies > 0 && evaluated == len(duties.Items) &&
			known == len(jurisdictions.Items) && counted == len(duties.Items) && overdue == red, nil
	})
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

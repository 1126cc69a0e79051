// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"context"
	"errors"
	"fmt"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/regions"
	keeper "github.com/jianguan/supervision-operator/controllers/upkeep"
	"github.com/jianguan/supervision-operator/internal/cascade"
	"github.com/jianguan/supervision-operator/internal/region"
)

// Regions reads how a duty stands in the regions to which it is handed down.
type Regions struct {
	client    client.Reader
	calendars *calendars.Finder
}

// NewRegions returns what reads from a cache with the indexes of package index, and
// finds calendars. The finder may be nil, but each calendar is then parsed anew.
func NewRegions(reader client.Reader, finder *calendars.Finder) Regions {
	return Regions{client: reader, calendars: calendars.OrNew(finder, reader)}
}

// Standing counts how the copies of a duty stand. It returns nil for one that is not
// handed down, and what was counted last while no Jurisdiction holds its namespace, or
// its selector cannot be understood.
func (r Regions) Standing(
	ctx context.Context, duty *v1alpha1.DepartmentDuty, holder *v1alpha1.Jurisdiction,
) (*v1alpha1.CascadeStatus, error) {
	if !cascade.Declared(duty) {
		return nil, nil
	}
	if holder == nil {
		return duty.Status.Cascade.DeepCopy(), nil
	}
	targets, err := r.targets(ctx, holder, duty)
	var selector *cascade.SelectorError
	switch {
	case errors.As(err, &selector):
		return cascade.Unclear(&duty.Status.Cascade, holder.Name, selector), nil
	case err != nil:
		return nil, err
	}
	origin := client.ObjectKeyFromObject(duty)
	copies, err := copiesOf(ctx, r.client, origin)
	if err != nil {
		return nil, err
	}
	found := make([]cascade.Region, 0, len(targets))
	for _, target := range targets {
		each, err := r.regionOf(ctx, duty, holder, target.Jurisdiction, copies)
		if err != nil {
			return nil, err
		}
		found = append(found, each)
	}
	return cascade.RollUp(origin, found), nil
}

// regionOf reads what there is in a region that matches.
func (r Regions) regionOf(
	ctx context.Context, duty *v1alpha1.DepartmentDuty, holder, target *v1alpha1.Jurisdiction, copies copies,
) (cascade.Region, error) {
	key := copyKey(holder, target, duty)
	found := cascade.Region{Name: v1alpha1.JurisdictionName(target.Name)}
	taken, err := r.taken(ctx, target)
	if err != nil || taken {
		return found, err
	}
	found.Duty = copies[key]
	if target.Status.Namespace != key.Namespace {
		return found, nil
	}
	found.Namespace = key.Namespace
	if found.Duty != nil {
		return found, nil
	}
	stranger, err := keeper.Get(ctx, r.client, key)
	if err != nil || stranger != nil {
		found.Duty = stranger
		return found, err
	}
	from, err := r.placeOf(ctx, holder)
	if err != nil {
		return found, err
	}
	to, err := r.placeOf(ctx, target)
	if err != nil {
		return found, err
	}
	_, found.Problem = cascade.Copy(duty, from, to, key.Namespace)
	return found, nil
}

// targets finds the regions below one that match.
func (r Regions) targets(
	ctx context.Context, holder *v1alpha1.Jurisdiction, duty *v1alpha1.DepartmentDuty,
) ([]cascade.Target, error) {
	return cascade.Targets(holder, &duty.Spec.Cascade, func(name string) ([]*v1alpha1.Jurisdiction, error) {
		return regions.Children(ctx, r.client, name)
	})
}

// placeOf finds the calendar of a region.
func (r Regions) placeOf(ctx context.Context, jurisdiction *v1alpha1.Jurisdiction) (cascade.Place, error) {
	ancestors, err := regions.Ancestors(ctx, r.client, jurisdiction)
	if err != nil {
		return cascade.Place{}, err
	}
	found, err := r.calendars.Find(ctx, jurisdiction, ancestors)
	return cascade.Place{Jurisdiction: jurisdiction, Calendar: found}, err
}

// taken tells whether the namespace that a region asks for is that of another.
func (r Regions) taken(ctx context.Context, target *v1alpha1.Jurisdiction) (bool, error) {
	namespace := region.NamespaceName(target)
	if target.Status.Namespace == namespace {
		return false, nil
	}
	holder, err := regions.Holder(ctx, r.client, namespace)
	return holder != nil, err
}

// copyKey is where the copy of a duty goes in a region.
func copyKey(holder, target *v1alpha1.Jurisdiction, duty *v1alpha1.DepartmentDuty) types.NamespacedName {
	return types.NamespacedName{Namespace: region.NamespaceName(target), Name: cascade.CopyName(holder.Name, duty.Name)}
}

// copies are those of one duty.
type copies map[types.NamespacedName]*v1alpha1.DepartmentDuty

func copiesOf(ctx context.Context, reader client.Reader, origin types.NamespacedName) (copies, error) {
	var list v1alpha1.DepartmentDutyList
	// They are compared, and there may be thousands; whoever changes one copies it first.
	if err := reader.List(ctx, &list, client.MatchingFields{index.DutyOrigin: origin.String()}, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("list the copies of DepartmentDuty %s: %w", origin, err)
	}
	found := make(copies, len(list.Items))
	for i := range list.Items {
		found[client.ObjectKeyFromObject(&list.Items[i])] = &list.Items[i]
	}
	return found, nil
}

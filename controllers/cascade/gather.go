// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	logf "sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/regions"
	keeper "github.com/jianguan/supervision-operator/controllers/upkeep"
	"github.com/jianguan/supervision-operator/internal/cascade"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// facts is everything that the copies of one duty follow from.
type facts struct {
	// origin is nil if there is none of that name.
	origin   *v1alpha1.DepartmentDuty
	wanted   []upkeep.Wanted
	existing []upkeep.Existing
	// unclear says why it cannot be told which regions match, so that nothing is done;
	// waiting is set where that ends by itself.
	unclear string
	waiting bool
}

// gather reads from the cache. What it reads may be a little old: what was made
// already is refused then, and so is a change of what is newer.
func (r *Reconciler) gather(ctx context.Context, key types.NamespacedName) (*facts, error) {
	origin, err := keeper.Get(ctx, r.Client, key)
	if err != nil {
		return nil, err
	}
	copies, err := copiesOf(ctx, r.Client, key)
	if err != nil {
		return nil, err
	}
	found := &facts{origin: origin}
	if origin != nil && cascade.Declared(origin) {
		if err := r.gatherWanted(ctx, found); err != nil || found.unclear != "" {
			return found, err
		}
	}
	found.existing, err = keeper.Gather(ctx, r.Client, slices.Collect(maps.Values(copies)), found.wanted)
	return found, err
}

// gatherWanted finds what each region that matches is to have.
func (r *Reconciler) gatherWanted(ctx context.Context, found *facts) error {
	holder, err := r.holder(ctx, found)
	if err != nil || holder == nil {
		return err
	}
	reader := NewRegions(r.Client, r.Calendars)
	targets, err := reader.targets(ctx, holder, found.origin)
	var selector *cascade.SelectorError
	switch {
	case errors.As(err, &selector):
		found.unclear = selector.Error()
		return nil
	case err != nil:
		return err
	}
	from, err := reader.placeOf(ctx, holder)
	if err != nil {
		return err
	}
	for _, target := range targets {
		wanted := upkeep.Wanted{NamespacedName: copyKey(holder, target.Jurisdiction, found.origin)}
		taken, err := reader.taken(ctx, target.Jurisdiction)
		if err != nil {
			return err
		}
		if taken {
			continue // what is there is that of another region, which matches itself or does not
		}
		if target.Jurisdiction.Status.Namespace == wanted.Namespace {
			to, err := reader.placeOf(ctx, target.Jurisdiction)
			if err != nil {
				return err
			}
			made, problem := cascade.Copy(found.origin, from, to, wanted.Namespace)
			if problem == nil {
				wanted.Copy = made
			} else {
				// People read it in the status of the origin, which is written elsewhere.
				logf.FromContext(ctx).V(1).Info("what is there stays as it is", "copy", wanted.NamespacedName, "reason", problem.Reason, "message", problem.Message)
			}
		}
		found.wanted = append(found.wanted, wanted)
	}
	return nil
}

// holder finds the Jurisdiction that hands the duty down. There is none, and nil is
// returned, once no Jurisdiction asks for the namespace any more. As long as one does
// and does not hold it yet, as after a restore without statuses, nothing is clear: to
// take all copies away would be wrong.
func (r *Reconciler) holder(ctx context.Context, found *facts) (*v1alpha1.Jurisdiction, error) {
	namespace := found.origin.Namespace
	holder, err := regions.Holder(ctx, r.Client, namespace)
	if err != nil || holder != nil {
		return holder, err
	}
	var all v1alpha1.JurisdictionList
	if err := r.Client.List(ctx, &all, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("find a Jurisdiction that asks for namespace %s: %w", namespace, err)
	}
	for i := range all.Items {
		if asks := &all.Items[i]; asks.DeletionTimestamp == nil && region.NamespaceName(asks) == namespace {
			found.unclear = fmt.Sprintf("Jurisdiction %q does not hold namespace %q yet", asks.Name, namespace)
			found.waiting = true
		}
	}
	return nil, nil
}

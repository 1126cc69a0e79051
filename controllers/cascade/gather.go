// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	logf "sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/regions"
	"github.com/jianguan/supervision-operator/internal/cascade"
	"github.com/jianguan/supervision-operator/internal/region"
)

// facts is everything that the copies of one duty follow from.
type facts struct {
	// origin is nil if there is none of that name.
	origin   *v1alpha1.DepartmentDuty
	wanted   []cascade.Wanted
	existing []cascade.Existing
	// unclear says why it cannot be told which regions match, so that nothing is done;
	// waiting is set where that ends by itself.
	unclear string
	waiting bool
}

// gather reads from the cache. What it reads may be a little old: what was made
// already is refused then, and so is a change of what is newer.
func (r *Reconciler) gather(ctx context.Context, key types.NamespacedName) (*facts, error) {
	found := &facts{origin: &v1alpha1.DepartmentDuty{}}
	switch err := r.Client.Get(ctx, key, found.origin); {
	case apierrors.IsNotFound(err):
		found.origin = nil
	case err != nil:
		return nil, fmt.Errorf("get DepartmentDuty %s: %w", key, err)
	}
	copies, err := copiesOf(ctx, r.Client, key)
	if err != nil {
		return nil, err
	}
	if found.origin != nil && cascade.Declared(found.origin) {
		if err := r.gatherWanted(ctx, found, copies); err != nil || found.unclear != "" {
			return found, err
		}
	}
	return found, r.gatherRecords(ctx, found, copies)
}

// gatherWanted finds what each region that matches is to have, and the strangers that
// bear the name of a copy.
func (r *Reconciler) gatherWanted(ctx context.Context, found *facts, copies copies) error {
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
		wanted := cascade.Wanted{NamespacedName: copyKey(holder, target.Jurisdiction, found.origin)}
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
		if _, isCopy := copies[wanted.NamespacedName]; !isCopy {
			stranger, err := get(ctx, r.Client, wanted.NamespacedName)
			if err != nil {
				return err
			}
			if stranger != nil {
				found.existing = append(found.existing, cascade.Existing{Duty: stranger})
			}
		}
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

// gatherRecords adds the copies, and of those that are not wanted whether they have
// records.
func (r *Reconciler) gatherRecords(ctx context.Context, found *facts, copies copies) error {
	wanted := map[types.NamespacedName]bool{}
	for i := range found.wanted {
		wanted[found.wanted[i].NamespacedName] = true
	}
	for _, key := range copies.keys() {
		existing := cascade.Existing{Duty: copies[key]}
		if !wanted[key] && !cascade.HasLedger(existing.Duty) {
			recorded, err := hasRecords(ctx, r.Client, key, client.MatchingFields{index.RecordDuty: key.Name})
			if err != nil {
				return err
			}
			existing.Recorded = recorded
		}
		found.existing = append(found.existing, existing)
	}
	return nil
}

// hasRecords tells whether there are records of a duty. Only the cache has an index
// of them.
func hasRecords(ctx context.Context, reader client.Reader, key types.NamespacedName, options ...client.ListOption) (bool, error) {
	options = append(options, client.InNamespace(key.Namespace), client.UnsafeDisableDeepCopy)
	var reports v1alpha1.DutyReportList
	if err := reader.List(ctx, &reports, options...); err != nil {
		return false, fmt.Errorf("list DutyReports of %s: %w", key, err)
	}
	for i := range reports.Items {
		if string(reports.Items[i].Spec.DutyRef.Name) == key.Name {
			return true, nil
		}
	}
	var rulings v1alpha1.DutyRulingList
	if err := reader.List(ctx, &rulings, options...); err != nil {
		return false, fmt.Errorf("list DutyRulings of %s: %w", key, err)
	}
	for i := range rulings.Items {
		if string(rulings.Items[i].Spec.DutyRef.Name) == key.Name {
			return true, nil
		}
	}
	return false, nil
}

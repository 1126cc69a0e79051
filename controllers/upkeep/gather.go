// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upkeep

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// Gather reads what internal/upkeep plans by from a cache with the indexes of package
// index: the duties of others that have the name of one that is wanted, and of those
// made before which have records, if they are not wanted any more. The same is returned
// in the same order each time. What was made before is not changed, so it may be that of
// the cache.
func Gather(
	ctx context.Context, cache client.Reader, made []*v1alpha1.DepartmentDuty, wanted []upkeep.Wanted,
) ([]upkeep.Existing, error) {
	strangers, err := strangersOf(ctx, cache, made, wanted)
	if err != nil {
		return nil, err
	}
	own, err := recordsOf(ctx, cache, made, wanted)
	if err != nil {
		return nil, err
	}
	return append(strangers, own...), nil
}

// strangersOf finds the duties that have the name of one that is wanted and were not made
// before.
func strangersOf(
	ctx context.Context, cache client.Reader, made []*v1alpha1.DepartmentDuty, wanted []upkeep.Wanted,
) ([]upkeep.Existing, error) {
	known := map[types.NamespacedName]bool{}
	for _, duty := range made {
		known[client.ObjectKeyFromObject(duty)] = true
	}
	var found []upkeep.Existing
	for i := range wanted {
		if known[wanted[i].NamespacedName] {
			continue
		}
		stranger, err := Get(ctx, cache, wanted[i].NamespacedName)
		if err != nil {
			return nil, err
		}
		if stranger != nil {
			found = append(found, upkeep.Existing{Duty: stranger})
		}
	}
	return found, nil
}

// recordsOf finds which of the duties made before have records, if they are not wanted
// any more.
func recordsOf(
	ctx context.Context, cache client.Reader, made []*v1alpha1.DepartmentDuty, wanted []upkeep.Wanted,
) ([]upkeep.Existing, error) {
	named := map[types.NamespacedName]bool{}
	for i := range wanted {
		named[wanted[i].NamespacedName] = true
	}
	found := make([]upkeep.Existing, 0, len(made))
	for _, duty := range slices.SortedFunc(slices.Values(made), compareKeys) {
		existing := upkeep.Existing{Duty: duty}
		if key := client.ObjectKeyFromObject(duty); !named[key] && !upkeep.HasLedger(duty) {
			recorded, err := hasRecords(ctx, cache, key, client.MatchingFields{index.RecordDuty: key.Name})
			if err != nil {
				return nil, err
			}
			existing.Recorded = recorded
		}
		found = append(found, existing)
	}
	return found, nil
}

func compareKeys(a, b *v1alpha1.DepartmentDuty) int {
	return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

// Get returns nil for a duty that does not exist.
func Get(ctx context.Context, reader client.Reader, key types.NamespacedName) (*v1alpha1.DepartmentDuty, error) {
	duty := &v1alpha1.DepartmentDuty{}
	err := reader.Get(ctx, key, duty)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("get DepartmentDuty %s: %w", key, err)
	}
	return duty, nil
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

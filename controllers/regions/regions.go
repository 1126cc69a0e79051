// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package regions reads the tree of regions from a cache with the indexes of package
// index: which region holds a namespace, what lies above one, and what below.
package regions

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
)

// Get returns the Jurisdiction of that name, nil if there is none.
func Get(
	ctx context.Context, reader client.Reader, name v1alpha1.JurisdictionName, options ...client.GetOption,
) (*v1alpha1.Jurisdiction, error) {
	jurisdiction := &v1alpha1.Jurisdiction{}
	err := reader.Get(ctx, client.ObjectKey{Name: string(name)}, jurisdiction, options...)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("get Jurisdiction %s: %w", name, err)
	}
	return jurisdiction, nil
}

// Holder returns the Jurisdiction that holds a namespace, nil if none does.
func Holder(ctx context.Context, reader client.Reader, namespace string) (*v1alpha1.Jurisdiction, error) {
	var holders v1alpha1.JurisdictionList
	if err := reader.List(ctx, &holders, client.MatchingFields{index.JurisdictionNamespace: namespace}); err != nil {
		return nil, fmt.Errorf("find the Jurisdiction that holds namespace %s: %w", namespace, err)
	}
	if len(holders.Items) == 0 {
		return nil, nil
	}
	return &holders.Items[0], nil
}

// Ancestors returns the line of parents, the nearest first, as far as it is known. They
// belong to the cache and must not be changed.
func Ancestors(
	ctx context.Context, reader client.Reader, jurisdiction *v1alpha1.Jurisdiction,
) ([]*v1alpha1.Jurisdiction, error) {
	ancestors, err := evaluate.Ancestors(jurisdiction, func(name v1alpha1.JurisdictionName) (*v1alpha1.Jurisdiction, error) {
		return Get(ctx, reader, name, client.UnsafeDisableDeepCopy)
	})
	if err != nil {
		return nil, fmt.Errorf("find the regions above Jurisdiction %s: %w", jurisdiction.Name, err)
	}
	return ancestors, nil
}

// Children returns the regions that name one as their parent. They belong to the cache
// and must not be changed.
func Children(ctx context.Context, reader client.Reader, name string) ([]*v1alpha1.Jurisdiction, error) {
	var list v1alpha1.JurisdictionList
	if err := reader.List(ctx, &list, client.MatchingFields{index.JurisdictionParent: name}, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("list the regions below Jurisdiction %s: %w", name, err)
	}
	children := make([]*v1alpha1.Jurisdiction, len(list.Items))
	for i := range list.Items {
		children[i] = &list.Items[i]
	}
	return children, nil
}

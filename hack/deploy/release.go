// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"context"
	"fmt"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// jurisdictions is the CRD whose objects the operator holds by a finalizer.
const jurisdictions = "jurisdictions.supervision.jianguan.io"

// releaseRegions takes the operator's finalizer off every Jurisdiction, once their CRD is being deleted: the operator
// that would do so may be gone already, and the CRD would wait for it for ever. What was set up for the regions stays
// in their namespaces.
func releaseRegions(ctx context.Context, c client.Client, removed []*unstructured.Unstructured) error {
	if !slices.ContainsFunc(removed, func(o *unstructured.Unstructured) bool {
		return o.GetKind() == "CustomResourceDefinition" && o.GetName() == jurisdictions
	}) {
		return nil
	}
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("JurisdictionList"))
	if err := c.List(ctx, list); err != nil {
		if apierrors.IsNotFound(err) || meta.IsNoMatchError(err) {
			return nil
		}
		return fmt.Errorf("list Jurisdictions: %w", err)
	}
	for i := range list.Items {
		held := &list.Items[i]
		released := held.DeepCopy()
		if !controllerutil.RemoveFinalizer(released, v1alpha1.FinalizerRegion) {
			continue
		}
		if err := client.IgnoreNotFound(c.Patch(ctx, released, client.MergeFrom(held))); err != nil {
			return fmt.Errorf("release Jurisdiction %s: %w", held.GetName(), err)
		}
	}
	return nil
}

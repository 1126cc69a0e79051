// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"context"
	"fmt"
	"io"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Instances says how many objects of a kind a cluster holds.
type Instances struct {
	// Resource is the plural name of the kind, such as "departmentduties".
	Resource string
	// Count is how many there are in all namespaces.
	Count int64
}

// Count tells, for each CRD among the objects, how many objects of its kind would be lost with it. Kinds of which there
// are none are left out.
func Count(ctx context.Context, config *rest.Config, objects []*unstructured.Unstructured, progress io.Writer) ([]Instances, error) {
	c, err := newClient(config, progress)
	if err != nil {
		return nil, err
	}
	var counts []Instances
	for _, crd := range ofKind(objects, crdKind) {
		resource, _, err := unstructured.NestedString(crd.Object, "spec", "names", "plural")
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", describe(crd), err)
		}
		count, err := countInstances(ctx, c, crd)
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", resource, err)
		}
		if count > 0 {
			counts = append(counts, Instances{Resource: resource, Count: count})
		}
	}
	return counts, nil
}

func countInstances(ctx context.Context, c client.Client, crd *unstructured.Unstructured) (int64, error) {
	kind, err := servedKind(crd)
	if err != nil {
		return 0, err
	}
	list := &metav1.PartialObjectMetadataList{}
	list.SetGroupVersionKind(kind.GroupVersion().WithKind(kind.Kind + "List"))
	// One object and how many remain behind it: a province may hold hundreds of thousands.
	err = c.List(ctx, list, client.Limit(1))
	if apierrors.IsNotFound(err) || meta.IsNoMatchError(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	count := int64(len(list.Items))
	if list.RemainingItemCount != nil {
		count += *list.RemainingItemCount
	}
	return count, nil
}

// servedKind returns the kind that a CRD declares, in the first of its versions that is served.
func servedKind(crd *unstructured.Unstructured) (schema.GroupVersionKind, error) {
	group, _, err := unstructured.NestedString(crd.Object, "spec", "group")
	if err != nil {
		return schema.GroupVersionKind{}, err
	}
	kind, _, err := unstructured.NestedString(crd.Object, "spec", "names", "kind")
	if err != nil {
		return schema.GroupVersionKind{}, err
	}
	versions, _, err := unstructured.NestedSlice(crd.Object, "spec", "versions")
	if err != nil {
		return schema.GroupVersionKind{}, err
	}
	for _, item := range versions {
		version, ok := item.(map[string]any)
		if !ok || version["served"] != true {
			continue
		}
		name, ok := version["name"].(string)
		if !ok {
			continue
		}
		return schema.GroupVersionKind{Group: group, Version: name, Kind: kind}, nil
	}
	return schema.GroupVersionKind{}, fmt.Errorf("%s serves no version", describe(crd))
}

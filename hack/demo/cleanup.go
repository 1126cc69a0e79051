// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
)

// cleanupWithin bounds what happens after the demo.
const cleanupWithin = 3 * time.Minute

// leave stops the operator and gives the cluster back.
func (d *demo) leave(ctx context.Context) error {
	d.printf("\nCleaning up.\n")
	var err error
	if d.operator != nil {
		err = d.operator.Stop()
	}
	if err = errors.Join(err, d.place.leave(ctx, nothing{})); err != nil {
		return fmt.Errorf("clean up: %w", err)
	}
	d.donef("nothing of the demo is left")
	return nil
}

// removeRegions deletes the namespaces of the regions with everything in them. The
// Jurisdictions go with their CRD.
func removeRegions(ctx context.Context, config *rest.Config, progress io.Writer) error {
	namespaces, err := regionNamespaces(ctx, config)
	if err != nil {
		return err
	}
	return deploy.Delete(ctx, config, namespaces, progress)
}

// regionNamespaces lists the namespaces that belong to some region.
func regionNamespaces(ctx context.Context, config *rest.Config) ([]*unstructured.Unstructured, error) {
	c, err := client.New(config, client.Options{})
	if err != nil {
		return nil, fmt.Errorf("connect to the cluster: %w", err)
	}
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(schema.GroupVersionKind{Version: "v1", Kind: "NamespaceList"})
	if err := c.List(ctx, list, client.HasLabels{v1alpha1.LabelJurisdiction}); err != nil {
		return nil, fmt.Errorf("list the namespaces of regions: %w", err)
	}
	namespaces := make([]*unstructured.Unstructured, len(list.Items))
	for i := range list.Items {
		namespaces[i] = &list.Items[i]
	}
	return namespaces, nil
}

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
	"k8s.io/client-go/rest"

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

// removeRegions deletes the Jurisdictions of the samples and their namespaces with
// everything in them.
func removeRegions(ctx context.Context, config *rest.Config, progress io.Writer) error {
	var objects []*unstructured.Unstructured
	for _, region := range []string{beijing, xicheng} {
		objects = append(objects, object("v1", "Namespace", v1alpha1.NamespacePrefix+region))
	}
	if err := deploy.Delete(ctx, config, objects, progress); err != nil {
		return err
	}
	objects = nil
	for _, region := range []string{beijing, xicheng} {
		objects = append(objects, object(v1alpha1.GroupVersion.String(), "Jurisdiction", region))
	}
	return deploy.Delete(ctx, config, objects, progress)
}

func object(apiVersion, kind, name string) *unstructured.Unstructured {
	o := &unstructured.Unstructured{}
	o.SetAPIVersion(apiVersion)
	o.SetKind(kind)
	o.SetName(name)
	return o
}

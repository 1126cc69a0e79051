// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"context"
	"fmt"
	"io"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Apply puts objects on a cluster by server-side apply: Namespaces first, then CRDs, and the rest once these are
// served. Applying again changes nothing. A line for each object goes to progress.
func Apply(ctx context.Context, config *rest.Config, objects []*unstructured.Unstructured, progress io.Writer) error {
	c, err := newClient(config, progress)
	if err != nil {
		return err
	}
	for _, group := range inStages(objects) {
		for _, object := range group {
			if err := apply(ctx, c, object); err != nil {
				return fmt.Errorf("apply %s: %w", describe(object), err)
			}
			if err := say(progress, "applied %s", describe(object)); err != nil {
				return err
			}
		}
		crds := ofKind(group, crdKind)
		if len(crds) == 0 {
			continue
		}
		for _, crd := range crds {
			if err := waitEstablished(ctx, c, crd); err != nil {
				return fmt.Errorf("wait until %s is served: %w", describe(crd), err)
			}
		}
		// Custom resources may follow, whose kinds the old client may know to be absent.
		if c, err = newClient(config, progress); err != nil {
			return err
		}
	}
	return nil
}

func apply(ctx context.Context, c client.Client, object *unstructured.Unstructured) error {
	return eventually(ctx, applyWithin, func(ctx context.Context) (waiting, failed error) {
		configuration := client.ApplyConfigurationFromUnstructured(object.DeepCopy()) // the answer is written into it
		err := c.Apply(ctx, configuration, client.FieldOwner(FieldManager), client.ForceOwnership)
		if err != nil && !passing(err) {
			return nil, err
		}
		return err, nil
	})
}

// waitEstablished waits until a CRD is served, or explains why it never will be.
func waitEstablished(ctx context.Context, c client.Client, crd *unstructured.Unstructured) error {
	return eventually(ctx, settleWithin, func(ctx context.Context) (waiting, failed error) {
		current := &unstructured.Unstructured{}
		current.SetGroupVersionKind(crd.GroupVersionKind())
		if err := c.Get(ctx, client.ObjectKeyFromObject(crd), current); err != nil {
			if passing(err) {
				return err, nil
			}
			return nil, err
		}
		if status, message := condition(current, "NamesAccepted"); status == "False" {
			return nil, fmt.Errorf("its names are taken: %s", message)
		}
		if status, message := condition(current, "Established"); status != "True" {
			return fmt.Errorf("not established: %s", message), nil
		}
		return nil, nil
	})
}

// condition returns the status and the message of a condition, or nothing where there is none.
func condition(object *unstructured.Unstructured, conditionType string) (status, message string) {
	conditions, _, err := unstructured.NestedSlice(object.Object, "status", "conditions")
	if err != nil {
		return "", err.Error()
	}
	for _, item := range conditions {
		fields, ok := item.(map[string]any)
		if !ok || fields["type"] != conditionType {
			continue
		}
		status, _ = fields["status"].(string)
		message, _ = fields["message"].(string)
		return status, message
	}
	return "", "no condition " + conditionType + " yet"
}

func say(progress io.Writer, format string, args ...any) error {
	if _, err := fmt.Fprintf(progress, format+"\n", args...); err != nil {
		return fmt.Errorf("write progress: %w", err)
	}
	return nil
}

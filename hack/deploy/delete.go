// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Delete removes objects from a cluster in the reverse order of Apply, and waits until those of one stage are gone
// before it goes on to the next. What is not there is passed over. Deleting a CRD deletes every object of its kind; see
// Count.
func Delete(ctx context.Context, config *rest.Config, objects []*unstructured.Unstructured, progress io.Writer) error {
	c, err := newClient(config, progress)
	if err != nil {
		return err
	}
	if len(ofKind(objects, policyKind)) > 0 {
		if err := removeSentinels(ctx, c); err != nil {
			return err
		}
	}
	groups := inStages(objects)
	for _, group := range slices.Backward(groups) {
		slices.Reverse(group)
		var removed []*unstructured.Unstructured
		for _, object := range group {
			found, err := remove(ctx, c, object)
			if err != nil {
				return fmt.Errorf("delete %s: %w", describe(object), err)
			}
			if found {
				removed = append(removed, object)
			} else if err := say(progress, "no %s", describe(object)); err != nil {
				return err
			}
		}
		if err := releaseRegions(ctx, c, removed); err != nil {
			return err
		}
		for _, object := range removed {
			if err := waitGone(ctx, c, object); err != nil {
				return fmt.Errorf("wait until %s is gone: %w", describe(object), err)
			}
			if err := say(progress, "deleted %s", describe(object)); err != nil {
				return err
			}
		}
	}
	return nil
}

// remove asks for the deletion of an object, and says whether it was there.
func remove(ctx context.Context, c client.Client, object *unstructured.Unstructured) (found bool, err error) {
	err = eventually(ctx, applyWithin, func(ctx context.Context) (waiting, failed error) {
		err := c.Delete(ctx, object.DeepCopy(), client.PropagationPolicy(metav1.DeletePropagationBackground))
		switch {
		case err == nil:
			found = true
			return nil, nil
		case apierrors.IsNotFound(err), meta.IsNoMatchError(err):
			return nil, nil
		case passing(err):
			return err, nil
		default:
			return nil, err
		}
	})
	return found, err
}

func waitGone(ctx context.Context, c client.Client, object *unstructured.Unstructured) error {
	return eventually(ctx, settleWithin, func(ctx context.Context) (waiting, failed error) {
		current := &unstructured.Unstructured{}
		current.SetGroupVersionKind(object.GroupVersionKind())
		err := c.Get(ctx, client.ObjectKeyFromObject(object), current)
		switch {
		case err == nil:
			return errors.New("it is still there" + holdUp(current)), nil
		case apierrors.IsNotFound(err), meta.IsNoMatchError(err):
			return nil, nil
		case passing(err):
			return err, nil
		default:
			return nil, err
		}
	})
}

// holdUp says what the deletion of an object waits for, as far as the object tells.
func holdUp(object *unstructured.Unstructured) string {
	finalizers := object.GetFinalizers()
	if object.GetKind() == "Namespace" {
		found, _, err := unstructured.NestedStringSlice(object.Object, "spec", "finalizers")
		if err == nil {
			finalizers = append(finalizers, found...)
		}
	}
	if len(finalizers) == 0 {
		return ""
	}
	return ", held by the finalizers " + strings.Join(finalizers, ", ")
}

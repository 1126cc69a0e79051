// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package framework

import (
	"context"
	"fmt"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/util/retry"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
)

// Copy returns a copy of an object: clients write the answer of the API server into what they are given, and the objects
// of a table are used by more than one test.
func Copy(object client.Object) client.Object {
	duplicate, ok := object.DeepCopyObject().(client.Object)
	if !ok {
		panic(fmt.Sprintf("the copy of a %T is no object", object))
	}
	return duplicate
}

// ApplyConfiguration makes of an object what server-side apply sends.
func ApplyConfiguration(scheme *runtime.Scheme, object client.Object) (runtime.ApplyConfiguration, error) {
	gvk, err := apiutil.GVKForObject(object, scheme)
	if err != nil {
		return nil, err
	}
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		return nil, fmt.Errorf("convert %s: %w", gvk, err)
	}
	result := &unstructured.Unstructured{Object: content}
	result.SetGroupVersionKind(gvk)
	return client.ApplyConfigurationFromUnstructured(result), nil
}

// Get reads an object as it is now.
func Get[T client.Object](ctx context.Context, c client.Client, object T) T {
	ginkgo.GinkgoHelper()
	gomega.Expect(c.Get(ctx, client.ObjectKeyFromObject(object), object)).To(gomega.Succeed())
	return object
}

// Edit changes an object that exists, again where a controller wrote its status in between.
func Edit[T client.Object](ctx context.Context, c client.Client, object T, change func(T)) {
	ginkgo.GinkgoHelper()
	gomega.Expect(retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		if err := c.Get(ctx, client.ObjectKeyFromObject(object), object); err != nil {
			return err
		}
		change(object)
		return c.Update(ctx, object)
	})).To(gomega.Succeed())
}

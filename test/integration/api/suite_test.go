// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package api tests what the API server itself accepts and refuses of each kind: the schemas and the CEL rules of the
// CustomResourceDefinitions.
package api

import (
	"context"
	"fmt"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

// namespace holds the objects of every test here.
const namespace = "region-api"

// nowhere is the field that a refusal names where it means the whole object.
const nowhere = "<nil>"

var env *framework.Environment

func TestAPI(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "API")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	// Without the admission policies: who may file is tested elsewhere.
	env = framework.Start(ctx, framework.Options{Install: []string{framework.CRDs}})
	Expect(env.Admin.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}})).To(Succeed())
})

// accept is a table's way to say that the API server takes an object.
func accept(ctx SpecContext, object client.Object) {
	GinkgoHelper()
	Expect(offer(ctx, object)).To(Succeed())
}

// refuse is a table's way to say that the API server refuses an object, names the field, and says what is written there
// and what may be.
func refuse(ctx SpecContext, object client.Object, field string, saying ...string) {
	GinkgoHelper()
	Expect(offer(ctx, object)).To(framework.RefuseField(field, saying...))
}

// offer has the API server validate an object without keeping it.
func offer(ctx context.Context, object client.Object) error {
	return env.Admin.Create(ctx, framework.Copy(object), client.DryRunAll)
}

// raw returns an object as JSON has it, for what the Go types cannot say. The edit changes its spec.
func raw(object client.Object, edit func(spec map[string]any)) client.Object {
	gvk := v1alpha1.GroupVersion.WithKind(kindOf(object))
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		panic(fmt.Errorf("convert %s: %w", gvk, err)) // while the tables are built nothing can fail but the program
	}
	result := &unstructured.Unstructured{Object: content}
	result.SetGroupVersionKind(gvk)
	spec, ok := content["spec"].(map[string]any)
	if !ok {
		panic(fmt.Sprintf("%s has no spec", gvk))
	}
	edit(spec)
	return result
}

func kindOf(object client.Object) string {
	gvks, _, err := framework.NewScheme().ObjectKinds(object)
	if err != nil {
		panic(err) // as above
	}
	return gvks[0].Kind
}

// set returns an edit that sets one field of the spec.
func set(field string, value any) func(map[string]any) {
	return func(spec map[string]any) { spec[field] = value }
}

// without returns an edit that removes one field of the spec.
func without(field string) func(map[string]any) {
	return func(spec map[string]any) { delete(spec, field) }
}

// withoutSpec removes the spec of an object made by raw.
func withoutSpec(object client.Object) client.Object {
	content, ok := object.(*unstructured.Unstructured)
	if !ok {
		panic(fmt.Sprintf("%T is not raw", object))
	}
	delete(content.Object, "spec")
	return content
}

// patch changes an object that exists.
func patch(ctx context.Context, object client.Object, patchType types.PatchType, patch string) error {
	return env.Admin.Patch(ctx, framework.Copy(object), client.RawPatch(patchType, []byte(patch)))
}

// create makes an object for the rest of a test.
func create(ctx SpecContext, object client.Object) {
	GinkgoHelper()
	Expect(env.Admin.Create(ctx, object)).To(Succeed())
	DeferCleanup(func(ctx SpecContext) {
		Expect(client.IgnoreNotFound(env.Admin.Delete(ctx, object))).To(Succeed())
	})
}

// numbered makes n values of one form.
func numbered[T ~string](n int, form string) []T {
	values := make([]T, 0, n)
	for i := range n {
		values = append(values, T(fmt.Sprintf(form, i)))
	}
	return values
}

// long makes a text of n Chinese characters, which a limit counts as n and not as 3n.
func long(n int) string { return strings.Repeat("责", n) }

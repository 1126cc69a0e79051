// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// kind holds the objects of a kind, and is its informer.
type kind struct {
	schema.GroupVersionKind
	server  *Server
	objects toolscache.Indexer

	// mutex guards the handlers, and is not held while one is called.
	mutex    sync.Mutex
	handlers []*registration
}

// find returns an object as it is kept, or nil.
func (k *kind) find(key client.ObjectKey) client.Object {
	found, _, err := k.objects.GetByKey(toolscache.NewObjectName(key.Namespace, key.Name).String())
	utilruntime.Must(err) // an indexer in memory has none to return
	if object, ok := found.(client.Object); ok {
		return object
	}
	return nil
}

// sorted are the objects of a kind in the order of namespaces and names.
func sorted[T client.Object](k *kind) []T {
	var objects []T
	for _, each := range k.objects.List() {
		if object, ok := each.(T); ok {
			objects = append(objects, object)
		}
	}
	slices.SortFunc(objects, func(a, b T) int {
		return cmp.Or(cmp.Compare(a.GetNamespace(), b.GetNamespace()), cmp.Compare(a.GetName(), b.GetName()))
	})
	return objects
}

// holds tells whether an object is the one, and the version, that a write is meant for: it returns a conflict if not.
func (k *kind) holds(object client.Object, preconditions *metav1.Preconditions) error {
	if preconditions == nil {
		return nil
	}
	if uid := preconditions.UID; uid != nil && *uid != object.GetUID() {
		return k.conflict(object.GetName(), "uid", string(*uid), string(object.GetUID()))
	}
	if version := preconditions.ResourceVersion; version != nil && *version != object.GetResourceVersion() {
		return k.conflict(object.GetName(), "resourceVersion", *version, object.GetResourceVersion())
	}
	return nil
}

// resource is what errors call the kind.
func (k *kind) resource() schema.GroupResource {
	plural, _ := meta.UnsafeGuessKindToResource(k.GroupVersionKind)
	return plural.GroupResource()
}

func (k *kind) notFound(name string) error { return apierrors.NewNotFound(k.resource(), name) }

// conflict says that a write is meant for another object, or another version, than is kept.
func (k *kind) conflict(name, field, meant, is string) error {
	return apierrors.NewConflict(k.resource(), name, fmt.Errorf("metadata.%s: meant is %q, and kept %q", field, meant, is))
}

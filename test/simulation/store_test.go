// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
)

// statusWrite is one write of a status by the operator.
type statusWrite struct {
	at   time.Time
	kind string
	key  types.NamespacedName
	// before and after are the statuses as the API server keeps them.
	before, after json.RawMessage
}

// store plays the API server, and the operator's cache with its indexes. The fake client
// of controller-runtime looks through all objects of a namespace for each list, which is
// too slow for a year; so it only carries the calls to here.
type store struct {
	tb      testing.TB
	scheme  *runtime.Scheme
	kinds   map[schema.GroupVersionKind]cache.Indexer
	version int
	// now is the instant at which a write is received.
	now func() time.Time
	// written is told of each status write.
	written func(statusWrite)
}

func newStore(tb testing.TB, now func() time.Time) *store {
	tb.Helper()
	s := &store{
		tb: tb, scheme: runtime.NewScheme(), kinds: map[schema.GroupVersionKind]cache.Indexer{},
		now: now, written: func(statusWrite) {},
	}
	utilruntime.Must(corev1.AddToScheme(s.scheme))
	utilruntime.Must(v1alpha1.AddToScheme(s.scheme))
	if err := index.Setup(tb.Context(), s); err != nil {
		tb.Fatal(err)
	}
	return s
}

// IndexField makes the store what index.Setup registers its indexes with.
func (s *store) IndexField(_ context.Context, object client.Object, field string, extract client.IndexerFunc) error {
	return s.indexer(object).AddIndexers(cache.Indexers{field: func(o any) ([]string, error) {
		found, ok := o.(client.Object)
		if !ok {
			return nil, fmt.Errorf("%T is no object", o)
		}
		return extract(found), nil
	}})
}

func (s *store) kindOf(object runtime.Object) schema.GroupVersionKind {
	kind, err := apiutil.GVKForObject(object, s.scheme)
	utilruntime.Must(err)
	kind.Kind = strings.TrimSuffix(kind.Kind, "List")
	return kind
}

// indexer holds the objects of the type of an object, or of a list.
func (s *store) indexer(object runtime.Object) cache.Indexer {
	kind := s.kindOf(object)
	if s.kinds[kind] == nil {
		s.kinds[kind] = cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	}
	return s.kinds[kind]
}

// find returns an object as it is kept, or nil.
func (s *store) find(like client.Object) client.Object {
	key, err := cache.MetaNamespaceKeyFunc(like)
	utilruntime.Must(err)
	found, exists, err := s.indexer(like).GetByKey(key)
	utilruntime.Must(err)
	if object, ok := found.(client.Object); exists && ok {
		return object
	}
	return nil
}

// keep puts an object into the store under a new version.
func (s *store) keep(object client.Object) {
	s.version++
	object.SetResourceVersion(strconv.Itoa(s.version))
	utilruntime.Must(s.indexer(object).Add(object))
}

// list returns all objects of a kind, in the order of namespaces and names. They belong
// to the store.
func list[T client.Object](s *store, like T) []T {
	var objects []T
	for _, each := range s.indexer(like).List() {
		if object, ok := each.(T); ok {
			objects = append(objects, object)
		}
	}
	slices.SortFunc(objects, func(a, b T) int {
		return cmp.Or(cmp.Compare(a.GetNamespace(), b.GetNamespace()), cmp.Compare(a.GetName(), b.GetName()))
	})
	return objects
}

// client is what the reconciler reads and writes with.
func (s *store) client() client.Client {
	return interceptor.NewClient(fake.NewClientBuilder().WithScheme(s.scheme).Build(), interceptor.Funcs{
		Get: func(_ context.Context, _ client.WithWatch, key client.ObjectKey, o client.Object, _ ...client.GetOption) error {
			o.SetNamespace(key.Namespace)
			o.SetName(key.Name)
			found := s.find(o)
			if found == nil {
				return apierrors.NewNotFound(schema.GroupResource{Resource: s.kindOf(o).Kind}, key.Name)
			}
			reflect.ValueOf(o).Elem().Set(reflect.ValueOf(found.DeepCopyObject()).Elem())
			return nil
		},
		List: func(_ context.Context, _ client.WithWatch, into client.ObjectList, opts ...client.ListOption) error {
			return s.listInto(into, opts)
		},
		SubResourcePatch: func(_ context.Context, _ client.Client, _ string, o client.Object, _ client.Patch, _ ...client.SubResourcePatchOption) error {
			return s.patchStatus(o)
		},
		Patch: func(_ context.Context, _ client.WithWatch, o client.Object, _ client.Patch, _ ...client.PatchOption) error {
			return fmt.Errorf("%T %s is patched, and not its status", o, o.GetName())
		},
		Create: func(_ context.Context, _ client.WithWatch, o client.Object, _ ...client.CreateOption) error {
			return fmt.Errorf("%T %s is created by the operator", o, o.GetName())
		},
	})
}

func (s *store) listInto(into client.ObjectList, opts []client.ListOption) error {
	var options client.ListOptions
	options.ApplyOptions(opts)
	field, value := cache.NamespaceIndex, options.Namespace
	if options.FieldSelector != nil {
		wanted := options.FieldSelector.Requirements()[0]
		field, value = wanted.Field, wanted.Value
	}
	found := s.indexer(into).List()
	if value != "" {
		var err error
		if found, err = s.indexer(into).ByIndex(field, value); err != nil {
			return err
		}
	}
	var objects []runtime.Object
	for _, each := range found {
		object, ok := each.(client.Object)
		if !ok || options.Namespace != "" && object.GetNamespace() != options.Namespace ||
			options.LabelSelector != nil && !options.LabelSelector.Matches(labels.Set(object.GetLabels())) {
			continue
		}
		objects = append(objects, object.DeepCopyObject())
	}
	return meta.SetList(into, objects)
}

// patchStatus keeps the status of an object alone, by way of JSON, as the API server
// does, and refuses one that was made from another version.
func (s *store) patchStatus(object client.Object) error {
	kept := s.find(object)
	if kept == nil {
		return apierrors.NewNotFound(schema.GroupResource{Resource: s.kindOf(object).Kind}, object.GetName())
	}
	if kept.GetResourceVersion() != object.GetResourceVersion() {
		return apierrors.NewConflict(schema.GroupResource{Resource: s.kindOf(object).Kind}, object.GetName(), nil)
	}
	before, after := statusOf(s.tb, kept), statusOf(s.tb, object)
	if bytes.Equal(before, after) {
		s.tb.Errorf("%s: the status of %T %s/%s is written, and nothing of it changed: %s",
			s.now().Format(time.RFC3339Nano), object, object.GetNamespace(), object.GetName(), after)
	}
	next, ok := kept.DeepCopyObject().(client.Object)
	if !ok {
		return fmt.Errorf("%T is no object", kept)
	}
	status := reflect.ValueOf(next).Elem().FieldByName("Status")
	status.SetZero()
	if err := json.Unmarshal(after, status.Addr().Interface()); err != nil {
		return err
	}
	s.keep(next)
	object.SetResourceVersion(next.GetResourceVersion())
	s.written(statusWrite{
		at: s.now(), kind: s.kindOf(object).Kind, key: client.ObjectKeyFromObject(object), before: before, after: after,
	})
	return nil
}

// statusOf is the status of an object as JSON.
func statusOf(tb testing.TB, object client.Object) json.RawMessage {
	tb.Helper()
	return encode(tb, reflect.ValueOf(object).Elem().FieldByName("Status").Addr().Interface())
}

func encode(tb testing.TB, value any) json.RawMessage {
	tb.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func decode[T any](tb testing.TB, text json.RawMessage) *T {
	tb.Helper()
	value := new(T)
	if err := json.Unmarshal(text, value); err != nil {
		tb.Fatal(err)
	}
	return value
}

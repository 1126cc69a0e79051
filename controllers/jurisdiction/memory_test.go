// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
)

// memory holds objects as the operator's cache does, with its indexes, and tells
// at once what changes. The fake client of controller-runtime looks through all
// objects of a kind for each list, which thousands of regions are too many for.
type memory struct {
	scheme *runtime.Scheme
	kinds  map[schema.GroupVersionKind]cache.Indexer
	// changed hears of each change; before is nil for what is new.
	changed func(before, after client.Object)

	mutex   sync.Mutex
	version int
	// statusWrites counts those of each Jurisdiction, and otherWrites all else.
	statusWrites map[string]int
	otherWrites  int
}

func newMemory(ctx context.Context) (*memory, error) {
	m := &memory{
		scheme: runtime.NewScheme(), kinds: map[schema.GroupVersionKind]cache.Indexer{},
		changed: func(client.Object, client.Object) {}, statusWrites: map[string]int{},
	}
	utilruntime.Must(clientgoscheme.AddToScheme(m.scheme))
	utilruntime.Must(v1alpha1.AddToScheme(m.scheme))
	return m, index.Setup(ctx, m)
}

// IndexField makes memory what index.Setup registers its indexes with.
func (m *memory) IndexField(_ context.Context, object client.Object, field string, extract client.IndexerFunc) error {
	return m.indexer(object).AddIndexers(cache.Indexers{field: func(o any) ([]string, error) {
		found, ok := o.(client.Object)
		if !ok {
			return nil, fmt.Errorf("%T is no object", o)
		}
		return extract(found), nil
	}})
}

// indexer holds the objects of the type of an object, or of a list.
func (m *memory) indexer(object runtime.Object) cache.Indexer {
	kind, err := apiutil.GVKForObject(object, m.scheme)
	utilruntime.Must(err)
	kind.Kind = strings.TrimSuffix(kind.Kind, "List")
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.kinds[kind] == nil {
		m.kinds[kind] = cache.NewIndexer(cache.MetaNamespaceKeyFunc,
			cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	}
	return m.kinds[kind]
}

// find returns an object as it is kept, or nil.
func (m *memory) find(like client.Object) client.Object {
	found, exists, err := m.indexer(like).GetByKey(client.ObjectKeyFromObject(like).String())
	if like.GetNamespace() == "" {
		found, exists, err = m.indexer(like).GetByKey(like.GetName())
	}
	utilruntime.Must(err)
	if object, ok := found.(client.Object); exists && ok {
		return object
	}
	return nil
}

// put keeps an object, unless another was kept since the one that it was made
// from, and tells of it.
func (m *memory) put(object client.Object) error {
	before := m.find(object)
	if before != nil && before.GetResourceVersion() != object.GetResourceVersion() {
		return apierrors.NewConflict(schema.GroupResource{}, object.GetName(), nil)
	}
	m.mutex.Lock()
	m.version++
	object.SetResourceVersion(strconv.Itoa(m.version))
	if before == nil {
		object.SetUID(types.UID(object.GetResourceVersion()))
	}
	m.mutex.Unlock()
	kept, ok := object.DeepCopyObject().(client.Object)
	if !ok {
		return fmt.Errorf("%T is no object", object)
	}
	if err := m.indexer(kept).Add(kept); err != nil {
		return err
	}
	m.changed(before, kept)
	return nil
}

// client reads and writes what is in memory.
func (m *memory) client() client.Client {
	return interceptor.NewClient(fake.NewClientBuilder().WithScheme(m.scheme).Build(), interceptor.Funcs{
		Get: func(_ context.Context, _ client.WithWatch, key client.ObjectKey, o client.Object, _ ...client.GetOption) error {
			o.SetNamespace(key.Namespace)
			o.SetName(key.Name)
			found := m.find(o)
			if found == nil {
				return apierrors.NewNotFound(schema.GroupResource{}, key.Name)
			}
			reflect.ValueOf(o).Elem().Set(reflect.ValueOf(found.DeepCopyObject()).Elem())
			return nil
		},
		List: func(_ context.Context, _ client.WithWatch, list client.ObjectList, opts ...client.ListOption) error {
			return m.list(list, opts)
		},
		Create: func(_ context.Context, _ client.WithWatch, o client.Object, _ ...client.CreateOption) error {
			m.countOther()
			return m.put(o)
		},
		Patch: func(_ context.Context, _ client.WithWatch, o client.Object, _ client.Patch, _ ...client.PatchOption) error {
			m.countOther()
			return m.put(o)
		},
		SubResourcePatch: func(_ context.Context, _ client.Client, _ string, o client.Object, _ client.Patch,
			_ ...client.SubResourcePatchOption,
		) error {
			m.mutex.Lock()
			m.statusWrites[o.GetName()]++
			m.mutex.Unlock()
			return m.put(o)
		},
	})
}

func (m *memory) list(list client.ObjectList, opts []client.ListOption) error {
	var options client.ListOptions
	options.ApplyOptions(opts)
	field, value := cache.NamespaceIndex, options.Namespace
	if options.FieldSelector != nil {
		wanted := options.FieldSelector.Requirements()[0]
		field, value = wanted.Field, wanted.Value
	}
	found, err := m.indexer(list).ByIndex(field, value)
	if err != nil {
		return err
	}
	var objects []runtime.Object
	for _, each := range found {
		object, ok := each.(client.Object)
		if !ok {
			return fmt.Errorf("%T is no object", each)
		}
		if options.LabelSelector != nil && !options.LabelSelector.Matches(labelsOf(object)) {
			continue
		}
		objects = append(objects, object.DeepCopyObject())
	}
	return meta.SetList(list, objects)
}

func (m *memory) countOther() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.otherWrites++
}

// countsAnew forgets what was counted.
func (m *memory) countsAnew() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.statusWrites, m.otherWrites = map[string]int{}, 0
}

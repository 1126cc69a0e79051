// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade_test

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/cache/informertest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
)

// memory is an API server and the operator's cache in one: it holds objects with the
// cache's indexes, and informers hear of each change at once. The fake client of
// controller-runtime looks through all objects of a kind for each list, which is too
// slow for hundreds of regions.
type memory struct {
	informertest.FakeInformers

	scheme *runtime.Scheme

	mutex   sync.Mutex
	kinds   map[schema.GroupVersionKind]cache.Indexer
	version int
	// writes counts those of each object, as "create DepartmentDuty region-a/x".
	writes map[string]int
}

func newMemory(ctx context.Context) (*memory, error) {
	scheme := runtime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	m := &memory{scheme: scheme, kinds: map[schema.GroupVersionKind]cache.Indexer{}, writes: map[string]int{}}
	m.Scheme = scheme
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

func (m *memory) kindOf(object runtime.Object) schema.GroupVersionKind {
	kind, err := apiutil.GVKForObject(object, m.scheme)
	utilruntime.Must(err)
	kind.Kind = strings.TrimSuffix(kind.Kind, "List")
	return kind
}

// indexer holds the objects of the type of an object, or of a list.
func (m *memory) indexer(object runtime.Object) cache.Indexer {
	kind := m.kindOf(object)
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
	key := client.ObjectKeyFromObject(like).String()
	if like.GetNamespace() == "" {
		key = like.GetName()
	}
	found, exists, err := m.indexer(like).GetByKey(key)
	utilruntime.Must(err)
	if object, ok := found.(client.Object); exists && ok {
		return object
	}
	return nil
}

// put keeps an object, unless another was kept since the one that it was made from,
// and tells of it.
func (m *memory) put(ctx context.Context, object client.Object) error {
	before := m.find(object)
	if before != nil && before.GetResourceVersion() != object.GetResourceVersion() {
		return apierrors.NewConflict(schema.GroupResource{}, object.GetName(), nil)
	}
	m.mutex.Lock()
	m.version++
	object.SetResourceVersion(strconv.Itoa(m.version))
	m.mutex.Unlock()
	if before == nil {
		object.SetUID(types.UID(object.GetResourceVersion()))
		object.SetGeneration(1)
		object.SetCreationTimestamp(metav1.NewTime(time.Now().Truncate(time.Second)))
	} else if !equality.Semantic.DeepEqual(specOf(before), specOf(object)) {
		object.SetGeneration(before.GetGeneration() + 1)
	}
	kept, ok := object.DeepCopyObject().(client.Object)
	if !ok {
		return fmt.Errorf("%T is no object", object)
	}
	if err := m.indexer(kept).Add(kept); err != nil {
		return err
	}
	informer, err := m.FakeInformerForKind(ctx, m.kindOf(kept))
	if err != nil {
		return err
	}
	if before == nil {
		informer.Add(kept)
	} else {
		informer.Update(before, kept)
	}
	return nil
}

func specOf(object client.Object) any {
	if spec := reflect.ValueOf(object).Elem().FieldByName("Spec"); spec.IsValid() {
		return spec.Interface()
	}
	return nil
}

func (m *memory) count(verb string, object client.Object) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	key := object.GetName()
	if object.GetNamespace() != "" {
		key = object.GetNamespace() + "/" + key
	}
	m.writes[verb+" "+m.nameOfKind(object)+" "+key]++
}

func (m *memory) nameOfKind(object client.Object) string {
	kind, err := apiutil.GVKForObject(object, m.scheme)
	utilruntime.Must(err)
	return kind.Kind
}

// counted returns the writes since it was last called.
func (m *memory) counted() map[string]int {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	counted := m.writes
	m.writes = map[string]int{}
	return counted
}

// Get reads as the cache does.
func (m *memory) Get(_ context.Context, key client.ObjectKey, o client.Object, _ ...client.GetOption) error {
	o.SetNamespace(key.Namespace)
	o.SetName(key.Name)
	found := m.find(o)
	if found == nil {
		return apierrors.NewNotFound(schema.GroupResource{}, key.Name)
	}
	reflect.ValueOf(o).Elem().Set(reflect.ValueOf(found.DeepCopyObject()).Elem())
	return nil
}

// List reads as the cache does.
func (m *memory) List(_ context.Context, list client.ObjectList, opts ...client.ListOption) error {
	var options client.ListOptions
	options.ApplyOptions(opts)
	var found []any
	var err error
	switch indexer := m.indexer(list); {
	case options.FieldSelector != nil:
		wanted := options.FieldSelector.Requirements()[0]
		found, err = indexer.ByIndex(wanted.Field, wanted.Value)
	case options.Namespace != "":
		found, err = indexer.ByIndex(cache.NamespaceIndex, options.Namespace)
	default:
		found = indexer.List()
	}
	if err != nil {
		return err
	}
	var objects []runtime.Object
	for _, each := range found {
		object, ok := each.(client.Object)
		if !ok {
			return fmt.Errorf("%T is no object", each)
		}
		if options.LabelSelector != nil && !options.LabelSelector.Matches(labels.Set(object.GetLabels())) ||
			options.Namespace != "" && object.GetNamespace() != options.Namespace {
			continue
		}
		objects = append(objects, object.DeepCopyObject())
	}
	return meta.SetList(list, objects)
}

// client reads and writes what is in memory.
func (m *memory) client() client.Client {
	return interceptor.NewClient(fake.NewClientBuilder().WithScheme(m.scheme).Build(), interceptor.Funcs{
		Get: func(ctx context.Context, _ client.WithWatch, key client.ObjectKey, o client.Object, opts ...client.GetOption) error {
			return m.Get(ctx, key, o, opts...)
		},
		List: func(ctx context.Context, _ client.WithWatch, list client.ObjectList, opts ...client.ListOption) error {
			return m.List(ctx, list, opts...)
		},
		Create: func(ctx context.Context, _ client.WithWatch, o client.Object, _ ...client.CreateOption) error {
			m.count("create", o)
			return m.put(ctx, o)
		},
		Patch: func(ctx context.Context, _ client.WithWatch, o client.Object, _ client.Patch, _ ...client.PatchOption) error {
			m.count("patch", o)
			return m.put(ctx, o)
		},
		SubResourcePatch: func(ctx context.Context, _ client.Client, _ string, o client.Object, _ client.Patch,
			_ ...client.SubResourcePatchOption,
		) error {
			m.count("status", o)
			return m.put(ctx, o)
		},
	})
}

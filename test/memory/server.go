// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
)

// Server holds objects as an API server and a cache do. It may be used by many at once, and must be made by New.
type Server struct {
	scheme *runtime.Scheme
	now    func() time.Time

	// writing is held from the check of a write until all have heard of it, so that they hear of the versions of an object in
	// their order. Who hears of a write may therefore read, and must not write.
	writing sync.Mutex
	version int

	// mutex guards what follows. It is held for moments only, and never while somebody else is called.
	mutex  sync.Mutex
	kinds  map[schema.GroupVersionKind]*kind
	counts map[string]int
	heard  func(Write) error
}

// New returns a Server without objects, which knows the kinds of Kubernetes and the operator's own. It has the indexes of the
// operator's cache, and takes from now the instant at which it receives a write.
func New(ctx context.Context, now func() time.Time) (*Server, error) {
	s := &Server{
		scheme: runtime.NewScheme(), now: now,
		kinds: map[schema.GroupVersionKind]*kind{}, counts: map[string]int{},
	}
	utilruntime.Must(clientgoscheme.AddToScheme(s.scheme))
	utilruntime.Must(v1alpha1.AddToScheme(s.scheme))
	if err := index.Setup(ctx, s); err != nil {
		return nil, err
	}
	return s, nil
}

// Scheme is that of the kinds that the server knows.
func (s *Server) Scheme() *runtime.Scheme { return s.scheme }

// IndexField adds an index, by which List then finds the objects of a kind.
func (s *Server) IndexField(_ context.Context, object client.Object, field string, extract client.IndexerFunc) error {
	k, err := s.kindOf(object)
	if err != nil {
		return err
	}
	return k.objects.AddIndexers(toolscache.Indexers{field: func(indexed any) ([]string, error) {
		found, ok := indexed.(client.Object)
		if !ok {
			return nil, fmt.Errorf("%T is no object", indexed)
		}
		return extract(found), nil
	}})
}

// kindOf returns the kind of an object, or that of the items of a list.
func (s *Server) kindOf(object runtime.Object) (*kind, error) {
	gvk, err := apiutil.GVKForObject(object, s.scheme)
	if err != nil {
		return nil, err
	}
	if meta.IsListType(object) {
		gvk.Kind = strings.TrimSuffix(gvk.Kind, "List")
	}
	return s.kindFor(gvk), nil
}

func (s *Server) kindFor(gvk schema.GroupVersionKind) *kind {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.kinds[gvk] == nil {
		s.kinds[gvk] = &kind{
			GroupVersionKind: gvk, server: s,
			objects: toolscache.NewIndexer(toolscache.MetaNamespaceKeyFunc,
				toolscache.Indexers{toolscache.NamespaceIndex: toolscache.MetaNamespaceIndexFunc}),
		}
	}
	return s.kinds[gvk]
}

// Find returns the object of the kind, namespace and name of another as it is kept, and whether there is one. It belongs to
// the server: change a copy. A kind that the server does not know makes it panic.
func Find[T client.Object](s *Server, like T) (found T, exists bool) {
	k, err := s.kindOf(like)
	utilruntime.Must(err)
	found, exists = k.find(client.ObjectKeyFromObject(like)).(T)
	return found, exists
}

// All returns the objects of a kind as they are kept, in the order of namespaces and names. They belong to the server: change
// copies. A kind that the server does not know makes it panic.
func All[T client.Object](s *Server, like T) []T {
	k, err := s.kindOf(like)
	utilruntime.Must(err)
	return sorted[T](k)
}

// copyOf is a copy of an object that is as deep as it is.
func copyOf(object client.Object) client.Object {
	copied, ok := object.DeepCopyObject().(client.Object)
	if !ok {
		panic(fmt.Sprintf("the copy of a %T is no object", object))
	}
	return copied
}

// field is a field of an object, which is not valid if it has none of that name.
func field(object client.Object, name string) reflect.Value {
	return reflect.ValueOf(object).Elem().FieldByName(name)
}

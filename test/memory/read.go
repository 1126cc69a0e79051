// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/selection"
	toolscache "k8s.io/client-go/tools/cache"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Get reads one object, as the cache does: it is a copy, unless the caller wants none.
func (s *Server) Get(_ context.Context, key client.ObjectKey, into client.Object, opts ...client.GetOption) error {
	options := (&client.GetOptions{}).ApplyOptions(opts)
	k, err := s.kindOf(into)
	if err != nil {
		return err
	}
	found := k.find(key)
	if found == nil {
		return k.notFound(key.Name)
	}
	if is, wanted := reflect.TypeOf(found), reflect.TypeOf(into); is != wanted {
		return fmt.Errorf("%s %s is a %s, and not a %s", k.Kind, key, is, wanted)
	}
	fill(into, k.handedOut(found, ptr.Deref(options.UnsafeDisableDeepCopy, false)))
	return nil
}

// List reads the objects of a kind, as the cache does: those of a namespace, those with the labels, and those that an index
// finds. They come in no order, and are copies, unless the caller wants none.
func (s *Server) List(_ context.Context, into client.ObjectList, opts ...client.ListOption) error {
	options := (&client.ListOptions{}).ApplyOptions(opts)
	k, err := s.kindOf(into)
	if err != nil {
		return err
	}
	found, err := k.candidates(options)
	if err != nil {
		return err
	}
	objects := make([]runtime.Object, 0, len(found))
	for _, each := range found {
		object, ok := each.(client.Object)
		if !ok {
			return fmt.Errorf("%T is no object", each)
		}
		if selected(object, options) {
			objects = append(objects, k.handedOut(object, ptr.Deref(options.UnsafeDisableDeepCopy, false)))
		}
	}
	return meta.SetList(into, objects)
}

// candidates are objects of a kind among which are all that are wanted.
func (k *kind) candidates(options *client.ListOptions) ([]any, error) {
	switch {
	case options.Limit > 0 || options.Continue != "":
		return nil, errors.New("a list is not given in parts")
	case options.FieldSelector != nil:
		wanted := options.FieldSelector.Requirements()
		if len(wanted) != 1 || !slices.Contains([]selection.Operator{selection.Equals, selection.DoubleEquals}, wanted[0].Operator) {
			return nil, fmt.Errorf("field selector %q: only field=value is played", options.FieldSelector)
		}
		return k.objects.ByIndex(wanted[0].Field, wanted[0].Value)
	case options.Namespace != "":
		return k.objects.ByIndex(toolscache.NamespaceIndex, options.Namespace)
	default:
		return k.objects.List(), nil
	}
}

// selected tells whether an object is of the namespace and has the labels that are wanted.
func selected(object client.Object, options *client.ListOptions) bool {
	return (options.Namespace == "" || object.GetNamespace() == options.Namespace) &&
		(options.LabelSelector == nil || options.LabelSelector.Matches(labels.Set(object.GetLabels())))
}

// handedOut is an object as the cache hands it out: a copy that names its kind, or the very object that is kept.
func (k *kind) handedOut(kept client.Object, itself bool) client.Object {
	if itself {
		return kept
	}
	copied := copyOf(kept)
	copied.GetObjectKind().SetGroupVersionKind(k.GroupVersionKind)
	return copied
}

// fill makes an object what another of its type is.
func fill(object, with client.Object) {
	reflect.ValueOf(object).Elem().Set(reflect.ValueOf(with).Elem())
}

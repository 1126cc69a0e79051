// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// stamp gives an object that is to be kept what no client gives: UID, generation, creation time and version. What does not
// differ from the one before is the one before.
func (s *Server) stamp(before, after client.Object) (client.Object, error) {
	if after.GetName() == "" {
		return nil, errors.New("metadata.name: empty: names are not generated")
	}
	after.GetObjectKind().SetGroupVersionKind(schema.GroupVersionKind{})
	spec, generation := field(after, "Spec"), int64(0)
	if before == nil {
		after.SetUID(types.UID("uid-" + s.nextVersion()))
		after.SetCreationTimestamp(*s.stampOfNow())
		after.SetDeletionTimestamp(nil)
		if spec.IsValid() {
			generation = 1
		}
		after.SetGeneration(generation)
	} else {
		after.SetUID(before.GetUID())
		after.SetCreationTimestamp(before.GetCreationTimestamp())
		after.SetDeletionTimestamp(before.GetDeletionTimestamp())
		after.SetResourceVersion(before.GetResourceVersion())
		generation = before.GetGeneration()
		if spec.IsValid() && !equality.Semantic.DeepEqual(spec.Interface(), field(before, "Spec").Interface()) {
			generation++
		}
		after.SetGeneration(generation)
		if equality.Semantic.DeepEqual(before, after) {
			return before, nil
		}
	}
	after.SetResourceVersion(s.nextVersion())
	return after, nil
}

// nextVersion is the one that the next object gets which is kept.
func (s *Server) nextVersion() string { return strconv.Itoa(s.version + 1) }

// stampOfNow is the instant in the resolution of a stamp.
func (s *Server) stampOfNow() *metav1.Time { return new(metav1.NewTime(s.now().Truncate(time.Second))) }

// marked is what a deletion makes of an object: nothing, or what is marked while it has finalizers.
func (s *Server) marked(object client.Object) client.Object {
	switch {
	case len(object.GetFinalizers()) == 0:
		return nil
	case object.GetDeletionTimestamp() != nil:
		return object
	}
	marked := copyOf(object)
	marked.SetDeletionTimestamp(s.stampOfNow())
	marked.SetGeneration(object.GetGeneration() + 1)
	marked.SetResourceVersion(s.nextVersion())
	return marked
}

// keep keeps an object in the place of the one before it, or none in its place, and tells who watches.
func (s *Server) keep(k *kind, before, after client.Object) error {
	if before == after {
		return nil
	}
	s.version++
	if after == nil || after.GetDeletionTimestamp() != nil && len(after.GetFinalizers()) == 0 {
		if err := k.objects.Delete(before); err != nil {
			return err
		}
		k.changed(before, nil)
		return nil
	}
	if err := k.objects.Add(after); err != nil {
		return err
	}
	k.changed(before, after)
	return nil
}

// answer makes an object that a client sent what was kept. What it says of its kind stays.
func answer(object, kept client.Object) {
	gvk := object.GetObjectKind().GroupVersionKind()
	fill(object, copyOf(kept))
	object.GetObjectKind().SetGroupVersionKind(gvk)
}

// decoded is what the server reads from what a client sends: what JSON does not carry is lost.
func decoded(object client.Object) (client.Object, error) {
	document, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	return fromJSON(object, document)
}

// fromJSON reads an object of the type of another.
func fromJSON(like client.Object, document []byte) (client.Object, error) {
	object, err := empty(like)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(document, object); err != nil {
		return nil, fmt.Errorf("read a %T: %w", like, err)
	}
	return object, nil
}

// empty is a new object of the type of another.
func empty(like client.Object) (client.Object, error) {
	object, ok := reflect.TypeAssert[client.Object](reflect.New(reflect.TypeOf(like).Elem()))
	if !ok {
		return nil, fmt.Errorf("%T is no object", like)
	}
	return object, nil
}

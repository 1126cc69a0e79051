// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Put has somebody else than a client under test make an object, or replace it: whole, its status included. It is not counted,
// and OnWrite does not hear of it; who watches does. With a resourceVersion the object replaces that very version, and without
// one whatever is there. It is filled in with what was kept.
func (s *Server) Put(object client.Object) error {
	k, err := s.kindOf(object)
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	before := k.find(client.ObjectKeyFromObject(object))
	if version := object.GetResourceVersion(); version != "" {
		if before == nil {
			return k.notFound(object.GetName())
		}
		if err := k.holds(before, &metav1.Preconditions{ResourceVersion: &version}); err != nil {
			return err
		}
	}
	after, err := decoded(object)
	if err != nil {
		return err
	}
	kept, err := s.stamp(before, after)
	if err != nil {
		return err
	}
	answer(object, kept)
	return s.keep(k, before, kept)
}

// Remove has somebody else than a client under test delete an object. It is not counted, and OnWrite does not hear of it; who
// watches does. One with finalizers stays, marked as being deleted.
func (s *Server) Remove(object client.Object) error {
	k, err := s.kindOf(object)
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	before := k.find(client.ObjectKeyFromObject(object))
	if before == nil {
		return k.notFound(object.GetName())
	}
	return s.keep(k, before, s.marked(before))
}

func (s *Server) create(object client.Object) error {
	k, err := s.kindOf(object)
	if err != nil {
		return err
	}
	s.count(Create, k, object)
	s.writing.Lock()
	defer s.writing.Unlock()
	if version := object.GetResourceVersion(); version != "" {
		return apierrors.NewBadRequest(fmt.Sprintf("metadata.resourceVersion: %q: must not be set on an object to be created", version))
	}
	if k.find(client.ObjectKeyFromObject(object)) != nil {
		return apierrors.NewAlreadyExists(k.resource(), object.GetName())
	}
	after, err := decoded(object)
	if err != nil {
		return err
	}
	if status := field(after, "Status"); status.IsValid() {
		status.SetZero()
	}
	return s.carryOut(Create, k, object, nil, after)
}

// patch carries out a patch of an object's status, or of all the rest.
func (s *Server) patch(verb Verb, object client.Object, patch client.Patch) error {
	k, err := s.kindOf(object)
	if err != nil {
		return err
	}
	s.count(verb, k, object)
	s.writing.Lock()
	defer s.writing.Unlock()
	before := k.find(client.ObjectKeyFromObject(object))
	if before == nil {
		return k.notFound(object.GetName())
	}
	after, err := k.patched(verb, before, object, patch)
	if err != nil {
		return err
	}
	return s.carryOut(verb, k, object, before, after)
}

// delete deletes an object. One with finalizers is marked, and goes with the last of them.
func (s *Server) delete(object client.Object, options *client.DeleteOptions) error {
	k, err := s.kindOf(object)
	if err != nil {
		return err
	}
	s.count(Delete, k, object)
	s.writing.Lock()
	defer s.writing.Unlock()
	before := k.find(client.ObjectKeyFromObject(object))
	if before == nil {
		return k.notFound(object.GetName())
	}
	if err := k.holds(before, options.Preconditions); err != nil {
		return err
	}
	after := s.marked(before)
	if err := s.tell(Delete, k, before, after); err != nil {
		return err
	}
	return s.keep(k, before, after)
}

// carryOut keeps what a client wrote, unless whoever hears of it refuses.
func (s *Server) carryOut(verb Verb, k *kind, object, before, after client.Object) error {
	kept, err := s.stamp(before, after)
	if err != nil {
		return err
	}
	if err := s.tell(verb, k, before, kept); err != nil {
		return err
	}
	answer(object, kept)
	return s.keep(k, before, kept)
}

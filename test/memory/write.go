// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"fmt"
	"maps"
	"time"

	"k8s.io/apimachinery/pkg/types"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Verb is what a write does, as Counted names it.
type Verb string

const (
	// Create makes an object, without its status.
	Create Verb = "create"
	// Patch changes an object, but for its status.
	Patch Verb = "patch"
	// Status changes the status of an object, and nothing else.
	Status Verb = "status"
	// Delete deletes an object, or marks it as being deleted while it has finalizers.
	Delete Verb = "delete"
)

// Write is a write of a client's that the server is about to carry out.
type Write struct {
	Verb Verb
	// Kind is that of the object, such as "DepartmentDuty".
	Kind string
	// Time is the instant at which the server received it.
	Time time.Time
	// Before is the object as it is kept, nil if it is created; and After as it will be kept, nil if a deletion takes it away.
	// Of a write that changes nothing, both are the same. They belong to the server: change copies.
	Before, After client.Object
}

// Key names the object.
func (w Write) Key() types.NamespacedName {
	if w.After != nil {
		return client.ObjectKeyFromObject(w.After)
	}
	return client.ObjectKeyFromObject(w.Before)
}

// OnWrite has a function hear of each write of a client's, in the place of one that heard of them until now; nil hears of none.
// It is asked before the write is carried out, one at a time, and may read but not write. If it returns an error, the write is
// refused with it: an operator of which every write from the nth on is refused leaves behind what one leaves that is killed
// before the nth.
func (s *Server) OnWrite(hear func(Write) error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.heard = hear
}

// Counted returns how often clients wrote each object since it was last called, by keys such as "create DepartmentDuty
// region-a/x" and "status Jurisdiction a". Writes that were refused count too: they cost as much.
func (s *Server) Counted() map[string]int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	counted := maps.Clone(s.counts)
	clear(s.counts)
	return counted
}

func (s *Server) count(verb Verb, k *kind, object client.Object) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.counts[fmt.Sprintf("%s %s %s", verb, k.Kind, toolscache.MetaObjectToName(object))]++
}

func (s *Server) tell(verb Verb, k *kind, before, after client.Object) error {
	s.mutex.Lock()
	heard := s.heard
	s.mutex.Unlock()
	if heard == nil {
		return nil
	}
	return heard(Write{Verb: verb, Kind: k.Kind, Time: s.now(), Before: before, After: after})
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// successor is a record that may name another that it supersedes.
type successor interface {
	recordName() v1alpha1.ObjectName
	superseded() v1alpha1.ObjectName
}

// supersessions finds out, for records of one kind, which one each supersedes.
type supersessions[R successor] struct {
	byName map[v1alpha1.ObjectName]R
	// cyclic names the records that supersede each other.
	cyclic map[v1alpha1.ObjectName]bool
	// once tells of a name whether a record under it was ever received.
	once func(v1alpha1.ObjectName) bool
	kind v1alpha1.RecordKind
}

func newSupersessions[R successor](kind v1alpha1.RecordKind, records []R, once func(v1alpha1.ObjectName) bool) *supersessions[R] {
	s := &supersessions[R]{
		byName: make(map[v1alpha1.ObjectName]R, len(records)), cyclic: map[v1alpha1.ObjectName]bool{}, once: once, kind: kind,
	}
	for _, r := range records {
		s.byName[r.recordName()] = r
	}
	s.findCycles(records)
	return s
}

// findCycles walks each line of superseded records once, from where no walk has
// been yet. A walk that meets its own path closed a cycle there.
func (s *supersessions[R]) findCycles(records []R) {
	walkOf := make(map[v1alpha1.ObjectName]int, len(records))
	for walk, r := range records {
		at, found := r, true
		for found && !has(walkOf, at.recordName()) {
			walkOf[at.recordName()] = walk
			at, found = s.byName[at.superseded()]
		}
		for found && walkOf[at.recordName()] == walk && !s.cyclic[at.recordName()] {
			s.cyclic[at.recordName()] = true
			at = s.byName[at.superseded()]
		}
	}
}

// inOrder returns records, which stand in the order of their receipt, in the order
// in which they took effect. GitOps applies records in any order, so a correction
// may have been received before what it corrects: it takes effect right after it,
// so that it takes nothing from what was received in between.
func (s *supersessions[R]) inOrder(records []R) []R {
	ordered := make([]R, 0, len(records))
	placed := make(map[v1alpha1.ObjectName]bool, len(records))
	waiting := map[v1alpha1.ObjectName][]R{}
	var place func(r R)
	place = func(r R) {
		name := r.recordName()
		ordered, placed[name] = append(ordered, r), true
		for _, next := range waiting[name] {
			place(next)
		}
	}
	for _, r := range records {
		name := r.superseded()
		if has(s.byName, name) && !placed[name] && !s.cyclic[r.recordName()] {
			waiting[name] = append(waiting[name], r)
			continue
		}
		place(r)
	}
	return ordered
}

// lookup returns the record that r supersedes; found is false where it names
// none, or one that was deleted since and so cannot count any more. A problem
// says why r does not count.
func (s *supersessions[R]) lookup(r R) (previous R, found bool, why *problem) {
	name := r.superseded()
	if name == "" {
		return previous, false, nil
	}
	previous, found = s.byName[name]
	if !found {
		if s.once(name) {
			return previous, false, nil
		}
		return previous, false, &problem{reason: v1alpha1.ReasonSupersededNotFound, waiting: true, message: fmt.Sprintf(
			"spec.supersedes: there is no %s %q of this duty yet", s.kind, name)}
	}
	if s.cyclic[r.recordName()] {
		return previous, false, &problem{reason: v1alpha1.ReasonSupersedesCycle, message: fmt.Sprintf(
			"spec.supersedes: %q leads back to this record; records that supersede each other do not count", name)}
	}
	return previous, true, nil
}

func has[K comparable, V any](set map[K]V, key K) bool {
	_, ok := set[key]
	return ok
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// link is a record that only supersedes.
type link struct{ name, previous v1alpha1.ObjectName }

func (l *link) recordName() v1alpha1.ObjectName { return l.name }
func (l *link) superseded() v1alpha1.ObjectName { return l.previous }

// TestSupersessionsAgreeWithWalks holds cycles and the order of effect against what
// one finds by walking from each record.
func TestSupersessionsAgreeWithWalks(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		random := rand.New(rand.NewPCG(seed, 0))
		n := 1 + random.IntN(9)
		var links []*link
		for i := range n {
			l := &link{name: v1alpha1.ObjectName(fmt.Sprintf("r%d", i))}
			if random.IntN(4) > 0 {
				l.previous = v1alpha1.ObjectName(fmt.Sprintf("r%d", random.IntN(n+1)))
			}
			links = append(links, l)
		}
		s := newSupersessions(v1alpha1.RecordDutyReport, links, func(v1alpha1.ObjectName) bool { return false })
		for _, l := range links {
			at, steps := l.previous, 0
			for ; at != l.name && s.byName[at] != nil && steps <= n; steps++ {
				at = s.byName[at].previous
			}
			if want := at == l.name; s.cyclic[l.name] != want {
				t.Fatalf("seed %d: %s is in a cycle: %t, want %t", seed, l.name, s.cyclic[l.name], want)
			}
		}
		ordered := s.inOrder(links)
		if len(ordered) != n {
			t.Fatalf("seed %d: %d records of %d", seed, len(ordered), n)
		}
		for i, l := range ordered {
			if s.byName[l.previous] != nil && !s.cyclic[l.name] && !slices.Contains(ordered[:i], s.byName[l.previous]) {
				t.Fatalf("seed %d: %s stands before %s, which it supersedes", seed, l.name, l.previous)
			}
			// Who waits for nothing takes effect when it was received.
			if i == 0 || waits(s, links, l) {
				continue
			}
			for _, later := range ordered[:i] {
				if slices.Index(links, later) > slices.Index(links, l) {
					t.Fatalf("seed %d: %s stands before %s, which was received earlier and waits for nothing", seed, later.name, l.name)
				}
			}
		}
	}
}

// waits tells whether l, or what it supersedes, was received before the record that
// it supersedes in turn.
func waits(s *supersessions[*link], links []*link, l *link) bool {
	for l.previous != "" && !s.cyclic[l.name] && has(s.byName, l.previous) {
		at := slices.IndexFunc(links, func(other *link) bool { return other.name == l.previous })
		if at > slices.Index(links, l) {
			return true
		}
		l = links[at]
	}
	return false
}

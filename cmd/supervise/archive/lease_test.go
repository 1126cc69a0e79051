// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"context"
	"strings"
	"testing"

	coordinationv1 "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
)

const operatorNamespace = "supervision-system"

// leaseOf is the operator's lease in a version, which lasts the shortest time that can be written.
func leaseOf(holder, version string) *coordinationv1.Lease {
	return &coordinationv1.Lease{
		ObjectMeta: metav1.ObjectMeta{Namespace: operatorNamespace, Name: "supervision-operator", ResourceVersion: version},
		Spec:       coordinationv1.LeaseSpec{HolderIdentity: new(holder), LeaseDurationSeconds: new(int32(1))},
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		// lease at first; renewed while it is watched, if told so; later is put in its place after begin.
		lease, later *coordinationv1.Lease
		renewed      bool
		// watched tells that people are told what takes so long.
		watched bool
		// refused by begin, or later by check.
		refused, refusedLater bool
	}{
		"there never was an operator":              {},
		"the operator was stopped":                 {lease: leaseOf("", "1")},
		"the operator was killed":                  {lease: leaseOf("pod-1", "1"), watched: true},
		"the operator runs":                        {lease: leaseOf("pod-1", "1"), renewed: true, watched: true, refused: true},
		"the operator starts on a new cluster":     {later: leaseOf("pod-1", "1"), refusedLater: true},
		"the operator starts after it was stopped": {lease: leaseOf("", "1"), later: leaseOf("pod-2", "2"), refusedLater: true},
		"the operator starts after it was killed":  {lease: leaseOf("pod-1", "1"), watched: true, later: leaseOf("pod-2", "2"), refusedLater: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := fake.NewClientset()
			put := func(lease *coordinationv1.Lease) {
				if lease == nil {
					return
				}
				if err := client.Tracker().Update(coordinationv1.SchemeGroupVersion.WithResource("leases"), lease, operatorNamespace); err == nil {
					return
				}
				if err := client.Tracker().Add(lease); err != nil {
					t.Fatal(err)
				}
			}
			watched := false
			g := &guard{
				leases: client.CoordinationV1().Leases(operatorNamespace), namespace: operatorNamespace,
				tell: func(string, ...any) error {
					watched = true
					if test.renewed {
						put(leaseOf("pod-1", "2"))
					}
					return nil
				},
			}
			put(test.lease)
			expectRefusal(t, "begin", g.begin(t.Context()), test.refused)
			if watched != test.watched {
				t.Errorf("people were told to wait: %t, want %t", watched, test.watched)
			}
			if test.refused {
				return
			}
			expectRefusal(t, "check", g.check(t.Context()), false)
			put(test.later)
			expectRefusal(t, "a later check", g.check(t.Context()), test.refusedLater)
		})
	}
}

func expectRefusal(t *testing.T, what string, err error, want bool) {
	t.Helper()
	if (err != nil) != want {
		t.Errorf("%s returns %v, want a refusal: %t", what, err, want)
	}
	if want && err != nil && !strings.Contains(err.Error(), "the operator runs: its lease supervision-system/supervision-operator is held by pod-") {
		t.Errorf("%s returns %v, which does not say that the operator runs", what, err)
	}
}

func TestGuardIsToldToStop(t *testing.T) {
	client := fake.NewClientset(leaseOf("pod-1", "1"))
	ctx, cancel := context.WithCancel(t.Context())
	g := &guard{leases: client.CoordinationV1().Leases(operatorNamespace), namespace: operatorNamespace, tell: func(string, ...any) error {
		cancel()
		return nil
	}}
	if err := g.begin(ctx); err == nil {
		t.Error("a watch that was interrupted takes the lease for abandoned")
	}
}

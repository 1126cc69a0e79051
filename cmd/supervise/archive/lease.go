// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"context"
	"fmt"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	coordinationv1client "k8s.io/client-go/kubernetes/typed/coordination/v1"
	"k8s.io/utils/ptr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

const (
	lookEvery = 500 * time.Millisecond
	// usualLease is how long a lease lasts that does not say.
	usualLease = 15 * time.Second
)

// guard knows by its lease whether the operator runs. It compares no clocks: who runs renews.
type guard struct {
	leases    coordinationv1client.LeaseInterface
	namespace string
	// tell says that something takes a while, and why.
	tell func(format string, args ...any) error
	// abandoned is the version of a lease that nobody renews any more.
	abandoned string
}

// begin returns an error if the operator runs. Where it was killed, that takes until its lease has run out.
func (g *guard) begin(ctx context.Context) error {
	lease, err := g.held(ctx)
	if err != nil || lease == nil {
		return err
	}
	lasts := usualLease
	if seconds := ptr.Deref(lease.Spec.LeaseDurationSeconds, 0); seconds > 0 {
		lasts = time.Duration(seconds) * time.Second
	}
	if err := g.tell("the operator may run, as %s holds its lease: watching for %s whether it is renewed", holder(lease), lasts); err != nil {
		return err
	}
	g.abandoned = lease.ResourceVersion
	err = wait.PollUntilContextTimeout(ctx, lookEvery, lasts, true, func(ctx context.Context) (bool, error) {
		return false, g.check(ctx)
	})
	if wait.Interrupted(err) && ctx.Err() == nil {
		return nil // it ran out
	}
	return err
}

// check returns an error if the operator was started since begin.
func (g *guard) check(ctx context.Context) error {
	lease, err := g.held(ctx)
	if err != nil || lease == nil || lease.ResourceVersion == g.abandoned {
		return err
	}
	return fmt.Errorf("the operator runs: its lease %s/%s is held by %s; it would judge a half of the records, so stop it "+
		"(kubectl -n %s scale deployment %s --replicas=0) and run this again",
		g.namespace, lease.Name, holder(lease), g.namespace, v1alpha1.ManagedByOperator)
}

// held returns the lease; nil where nobody holds it.
func (g *guard) held(ctx context.Context) (*coordinationv1.Lease, error) {
	lease, err := g.leases.Get(ctx, v1alpha1.ManagedByOperator, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find out whether the operator runs: %w", err)
	}
	if holder(lease) == "" {
		return nil, nil
	}
	return lease, nil
}

func holder(lease *coordinationv1.Lease) string { return ptr.Deref(lease.Spec.HolderIdentity, "") }

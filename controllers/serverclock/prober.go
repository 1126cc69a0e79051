// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package serverclock

import (
	"context"
	"fmt"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	coordinationv1client "k8s.io/client-go/kubernetes/typed/coordination/v1"
	"k8s.io/client-go/rest"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Prober asks the API server for a stamp: its time at some moment of the call, cut off to the second.
type Prober func(ctx context.Context) (time.Time, error)

// NewDryRunProber returns a Prober that creates a Lease in the operator's namespace as a dry run: the API server stamps
// it as it stamps every object, and keeps nothing. Why a Lease: the operator may create them there anyway, for leader
// election, so that knowing the time asks for no right beyond.
func NewDryRunProber(config *rest.Config, namespace string) (Prober, error) {
	config = rest.CopyConfig(config)
	// What the operator writes otherwise must not queue before the probe. It asks a dozen times in five minutes.
	config.QPS = -1
	config.RateLimiter = nil
	client, err := coordinationv1client.NewForConfig(config)
	if err != nil {
		return nil, fmt.Errorf("client to measure the API server's clock with: %w", err)
	}
	return func(ctx context.Context) (time.Time, error) {
		lease := &coordinationv1.Lease{ObjectMeta: metav1.ObjectMeta{GenerateName: "supervision-operator-clock-"}}
		stamped, err := client.Leases(namespace).Create(ctx, lease, metav1.CreateOptions{
			DryRun:       []string{metav1.DryRunAll},
			FieldManager: v1alpha1.ManagedByOperator,
		})
		if err != nil {
			return time.Time{}, explain(err, namespace)
		}
		return stamped.CreationTimestamp.Time, nil
	}, nil
}

// explain adds to a refusal what to do about it.
func explain(err error, namespace string) error {
	switch {
	case apierrors.IsForbidden(err), apierrors.IsUnauthorized(err):
		return fmt.Errorf("the operator must be allowed to create Leases in namespace %s, if only as a dry run (config/rbac grants it): %w", namespace, err)
	case apierrors.IsNotFound(err):
		return fmt.Errorf("namespace %s must exist (config/rbac holds it; --namespace names another): %w", namespace, err)
	default:
		return fmt.Errorf("create a Lease in namespace %s as a dry run: %w", namespace, err)
	}
}

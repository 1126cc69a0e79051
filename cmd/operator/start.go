// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"k8s.io/apimachinery/pkg/api/meta"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/manager"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/controllers/serverclock"
)

// requireKinds says what to do where the cluster does not know the operator's kinds. Without it, the caches would wait
// for them without a word.
func requireKinds(mapper meta.RESTMapper) error {
	for _, kind := range []string{"Jurisdiction", "DepartmentDuty", "DutyReport", "DutyRuling", "JointMeeting", "MeetingMinutes"} {
		_, err := mapper.RESTMapping(v1alpha1.GroupVersion.WithKind(kind).GroupKind(), v1alpha1.GroupVersion.Version)
		if meta.IsNoMatchError(err) {
			return fmt.Errorf("the cluster does not know the kind %s: install the CRDs with \"make install\" or "+
				"\"kubectl apply --server-side -k config/install\": %w", kind, err)
		}
		if err != nil {
			return fmt.Errorf("ask the API server for the kind %s: %w", kind, err)
		}
	}
	return nil
}

// cachesSynced is a readiness check that passes once the caches hold what the cluster holds.
type cachesSynced struct{ done chan struct{} }

// warmCaches asks for all caches at once, so that they fill side by side, also while another replica leads.
func warmCaches(ctx context.Context, mgr ctrl.Manager) (*cachesSynced, error) {
	kinds := []client.Object{
		&v1alpha1.Jurisdiction{}, &v1alpha1.DepartmentDuty{}, &v1alpha1.DutyReport{}, &v1alpha1.DutyRuling{},
		&v1alpha1.JointMeeting{}, &v1alpha1.MeetingMinutes{},
	}
	for kind := range jurisdiction.CacheOptions() {
		kinds = append(kinds, kind)
	}
	for _, kind := range kinds {
		if _, err := mgr.GetCache().GetInformer(ctx, kind, cache.BlockUntilSynced(false)); err != nil {
			return nil, fmt.Errorf("watch %T: %w", kind, err)
		}
	}
	synced := &cachesSynced{done: make(chan struct{})}
	return synced, mgr.Add(synced)
}

// Start is called by the manager once the caches are filled.
func (s *cachesSynced) Start(context.Context) error {
	close(s.done)
	return nil
}

// NeedLeaderElection is false: a replica that stands by is ready too.
func (s *cachesSynced) NeedLeaderElection() bool { return false }

// Check is a healthz.Checker.
func (s *cachesSynced) Check(*http.Request) error {
	select {
	case <-s.done:
		return nil
	default:
		return errors.New("the caches are not filled yet")
	}
}

// afterClock is a manager that holds back what is added until the clock is measured. No deadline can be judged before,
// but the caches need not wait for that, nor the clock for the caches.
type afterClock struct {
	manager.Manager

	clock *serverclock.Clock
}

// Add registers a Runnable that starts once the clock is measured.
func (m afterClock) Add(runnable manager.Runnable) error {
	return m.Manager.Add(&heldBack{Runnable: runnable, until: m.clock.Measured()})
}

type heldBack struct {
	manager.Runnable

	until <-chan struct{}
}

// Start waits, and then runs what was held back.
func (h *heldBack) Start(ctx context.Context) error {
	select {
	case <-h.until:
		return h.Runnable.Start(ctx)
	case <-ctx.Done():
		return nil
	}
}

// NeedLeaderElection is what it is for the Runnable that is held back.
func (h *heldBack) NeedLeaderElection() bool {
	runnable, ok := h.Runnable.(manager.LeaderElectionRunnable)
	return !ok || runnable.NeedLeaderElection()
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/manager"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

func TestHeldBackWaits(t *testing.T) {
	until := make(chan struct{})
	started := make(chan struct{})
	held := &heldBack{
		until: until,
		Runnable: manager.RunnableFunc(func(context.Context) error {
			select {
			case <-until:
			default:
				t.Error("started before it was let go")
			}
			close(started)
			return errors.New("its own error")
		}),
	}
	result := make(chan error)
	go func() { result <- held.Start(t.Context()) }()
	close(until)
	<-started
	if err := <-result; err == nil || err.Error() != "its own error" {
		t.Errorf("Start returns %v, want what was held back returns", err)
	}
}

func TestHeldBackIsToldToStop(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	held := &heldBack{
		until:    make(chan struct{}),
		Runnable: manager.RunnableFunc(func(context.Context) error { return errors.New("must not start") }),
	}
	if err := held.Start(ctx); err != nil {
		t.Error(err)
	}
}

func TestHeldBackKeepsToLeaderElection(t *testing.T) {
	everywhere := &heldBack{Runnable: &cachesSynced{}}
	leader := &heldBack{Runnable: manager.RunnableFunc(func(context.Context) error { return nil })}
	if everywhere.NeedLeaderElection() || !leader.NeedLeaderElection() {
		t.Errorf("need leader election: %t and %t, want false and true", everywhere.NeedLeaderElection(), leader.NeedLeaderElection())
	}
}

func TestCachesSynced(t *testing.T) {
	synced := &cachesSynced{done: make(chan struct{})}
	if synced.Check(nil) == nil {
		t.Error("ready before the caches were filled")
	}
	if err := synced.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := synced.Check(nil); err != nil {
		t.Error(err)
	}
}

func TestRequireKinds(t *testing.T) {
	mapper := meta.NewDefaultRESTMapper([]schema.GroupVersion{v1alpha1.GroupVersion})
	for _, kind := range []string{"Jurisdiction", "DepartmentDuty", "DutyReport", "DutyRuling", "JointMeeting"} {
		mapper.Add(v1alpha1.GroupVersion.WithKind(kind), meta.RESTScopeNamespace)
	}
	err := requireKinds(mapper)
	if err == nil || !strings.Contains(err.Error(), "does not know the kind MeetingMinutes") || !strings.Contains(err.Error(), "make install") {
		t.Errorf("error %v, want one that names MeetingMinutes and says what to do", err)
	}
	mapper.Add(v1alpha1.GroupVersion.WithKind("MeetingMinutes"), meta.RESTScopeNamespace)
	if err := requireKinds(mapper); err != nil {
		t.Error(err)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command operator watches duties, reports and rulings, tells in their statuses who has missed which deadline, hands
// duties down to the regions below, and sets up the namespaces and rights of the regions.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // every region has a time zone, and the image holds no other file

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/cmd/internal/version"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/cascade"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/jointmeeting"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/controllers/serverclock"
)

func main() {
	// The first signal ends the operator in good order, the second at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	if err := newCommand(run).ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

// run runs the operator until the context ends. It returns nil only if it was told to stop.
func run(ctx context.Context, o *options) error {
	if err := o.logging.apply(os.Stderr); err != nil {
		return err
	}
	config, err := o.client.config()
	if err != nil {
		return err
	}
	ctrl.Log.Info("Starting", "version", version.String(), "apiServer", config.Host, "namespace", o.namespace)

	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return fmt.Errorf("register the kinds: %w", err)
	}
	mgr, err := ctrl.NewManager(config, o.managerOptions(scheme))
	if err != nil {
		return fmt.Errorf("reach the API server at %s: %w", config.Host, err)
	}
	if err := requireKinds(mgr.GetRESTMapper()); err != nil {
		return err
	}
	serverClock, err := newServerClock(config, o.namespace)
	if err != nil {
		return err
	}
	defer metrics.Registry.Unregister(serverClock)

	synced, err := warmCaches(ctx, mgr)
	if err != nil {
		return err
	}
	// The controllers start once the clock is measured; meanwhile the caches fill.
	if err := addControllers(ctx, afterClock{Manager: mgr, clock: serverClock}, serverClock, o); err != nil {
		return err
	}
	if err := errors.Join(
		mgr.AddHealthzCheck("ping", healthz.Ping),
		mgr.AddReadyzCheck("caches", synced.Check),
		mgr.AddReadyzCheck("clock", serverClock.Check),
	); err != nil {
		return fmt.Errorf("add health checks: %w", err)
	}

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return serverClock.Start(ctx) })
	group.Go(func() error { return mgr.Start(ctx) })
	if err := group.Wait(); err != nil {
		return err
	}
	ctrl.Log.Info("Stopped")
	return nil
}

// newServerClock returns the clock that all controllers go by, not measured yet, and registers its metrics.
func newServerClock(config *rest.Config, namespace string) (*serverclock.Clock, error) {
	probe, err := serverclock.NewDryRunProber(config, namespace)
	if err != nil {
		return nil, err
	}
	c := serverclock.New(probe, clock.RealClock{})
	if err := metrics.Registry.Register(c); err != nil {
		return nil, fmt.Errorf("register the metrics of the clock: %w", err)
	}
	return c, nil
}

// addControllers registers the indexes and the controllers.
func addControllers(ctx context.Context, mgr ctrl.Manager, serverClock *serverclock.Clock, o *options) error {
	if err := index.Setup(ctx, mgr.GetFieldIndexer()); err != nil {
		return err
	}
	recorder := mgr.GetEventRecorder(v1alpha1.ManagedByOperator)
	workingDays := &calendars.Finder{Client: mgr.GetClient()}
	duties := &departmentduty.Reconciler{
		Client:      mgr.GetClient(),
		Calendars:   workingDays,
		Recorder:    recorder,
		Clock:       serverClock,
		OnClockStep: serverClock.OnStep,
		Concurrency: o.concurrentDuties,
	}
	regions := &jurisdiction.Reconciler{
		Client:    mgr.GetClient(),
		APIReader: mgr.GetAPIReader(),
		Calendars: workingDays,
		Recorder:  recorder,
		Clock:     serverClock,
	}
	cascades := &cascade.Reconciler{
		Client:    mgr.GetClient(),
		APIReader: mgr.GetAPIReader(),
		Calendars: workingDays,
		Recorder:  recorder,
		Clock:     serverClock,
	}
	meetings := &jointmeeting.Reconciler{
		Client:      mgr.GetClient(),
		APIReader:   mgr.GetAPIReader(),
		Calendars:   workingDays,
		Recorder:    recorder,
		Clock:       serverClock,
		OnClockStep: serverClock.OnStep,
	}
	if err := duties.SetupWithManager(mgr); err != nil {
		return fmt.Errorf("set up the controller of duties: %w", err)
	}
	if err := cascades.SetupWithManager(mgr); err != nil {
		return err
	}
	if err := meetings.SetupWithManager(mgr); err != nil {
		return err
	}
	if err := regions.SetupWithManager(mgr); err != nil {
		return fmt.Errorf("set up the controller of jurisdictions: %w", err)
	}
	return nil
}

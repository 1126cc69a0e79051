// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/hack/localoperator"
	"github.com/jianguan/supervision-operator/internal/calendar"
)

// demo is one run on one cluster.
type demo struct {
	*screen
	place    place
	client   client.WithWatch
	operator *localoperator.Operator
	// applied are the objects of the regions' repositories.
	applied []*unstructured.Unstructured
	// dir holds the kubeconfig and the log of the operator.
	dir string
	// zone is that of all regions here.
	zone *time.Location
}

// run shows everything, and leaves nothing behind.
func run(ctx context.Context, o *options, s *screen) (err error) {
	d := &demo{screen: s}
	if d.zone, err = calendar.Location(calendar.DefaultTimeZone); err != nil {
		return err
	}
	if d.dir, err = os.MkdirTemp("", "supervision-demo-"); err != nil {
		return fmt.Errorf("make a folder for the operator's log: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(d.dir), s.err) }()
	if err := d.takePlace(ctx, o); err != nil {
		return err
	}
	defer func() {
		// The interrupt that ended the demo must not end the cleaning up.
		cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupWithin)
		defer cancel()
		err = errors.Join(err, d.leave(cleanup))
	}()
	if err := d.show(ctx); err != nil {
		if ctx.Err() != nil {
			return errors.New("interrupted before the end")
		}
		return err
	}
	d.printf("\nDEMO PASSED in %s: deadlines were missed, flagged, made good and shown, here and in the regions below; departments met, "+
		"and what they decided has become duties.\n", time.Since(s.start).Round(time.Second))
	if o.once {
		return nil
	}
	return d.stay(ctx)
}

// show runs the steps after the cluster is there.
func (d *demo) show(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		d.install, d.startOperator, d.applyPlans, d.importRecords, d.missADeadline, d.handDown, d.showMeetings, d.meet,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) takePlace(ctx context.Context, o *options) (err error) {
	if o.kubeconfig == "" {
		d.beginf("A Kubernetes control plane on this machine (the first time it is built from Go modules: some 7 minutes)")
		d.place, err = ownPlace(ctx, d.screen)
	} else {
		d.beginf("The cluster of %s", o.kubeconfig)
		d.place, err = existingPlace(ctx, o.kubeconfig)
	}
	if err != nil {
		return err
	}
	scheme := runtime.NewScheme()
	if err := errors.Join(clientgoscheme.AddToScheme(scheme), v1alpha1.AddToScheme(scheme)); err != nil {
		return fmt.Errorf("register types: %w", err)
	}
	if d.client, err = client.NewWithWatch(d.place.admin(), client.Options{Scheme: scheme}); err != nil {
		return fmt.Errorf("connect to the cluster: %w", err)
	}
	d.donef("API server at %s", d.place.admin().Host)
	return nil
}

func (d *demo) install(ctx context.Context) error {
	d.beginf("Custom resources, admission policies, and the operator's own rights")
	objects, err := deploy.Render(installed)
	if err != nil {
		return err
	}
	if err := d.place.claim(ctx, objects); err != nil {
		return err
	}
	if err := deploy.Apply(ctx, d.place.admin(), objects, nothing{}); err != nil {
		return err
	}
	if err := deploy.WaitForPolicies(ctx, d.place.admin(), objects, nothing{}); err != nil {
		return err
	}
	for _, kind := range []struct{ name, plural string }{
		{"CustomResourceDefinition", "kinds of resource"},
		{"ValidatingAdmissionPolicy", "admission policies"},
		{"ClusterRole", "roles for the whole cluster"},
	} {
		d.donef("%d %s", countKind(objects, kind.name), kind.plural)
	}
	return nil
}

func (d *demo) startOperator(ctx context.Context) error {
	d.beginf("The operator, as ServiceAccount %s/%s and no administrator", localoperator.Namespace, localoperator.ServiceAccount)
	binary, err := localoperator.Build(ctx)
	if err != nil {
		return err
	}
	started := time.Now()
	d.operator, err = localoperator.Start(ctx, binary, localoperator.Options{Admin: d.place.admin(), Dir: d.dir})
	if err != nil {
		return err
	}
	d.donef("ready after %s", time.Since(started).Round(100*time.Millisecond))
	return nil
}

// stay keeps everything running until it is interrupted or something breaks.
func (d *demo) stay(ctx context.Context) error {
	d.printf("\nEverything runs on until you press Ctrl+C. In another terminal:\n\n")
	d.printf("    export KUBECONFIG=%s\n", d.place.kubeconfig())
	d.printf("    kubectl get jurisdictions\n    kubectl get duty -A\n    kubectl get jm -A\n    kubectl explain duty.spec.due\n\n")
	d.printf("The operator's log: %s\n", filepath.Join(d.dir, "operator.log"))
	select {
	case <-ctx.Done():
		return nil
	case err := <-d.place.failed():
		return err
	case <-d.operator.Done():
		return fmt.Errorf("the operator ended; its log ends with\n%s", d.operator.LogTail())
	}
}

// as returns a client that acts as a user.
func (d *demo) as(user string, groups ...string) (client.Client, error) {
	config, err := d.place.user(user, groups...)
	if err != nil {
		return nil, err
	}
	return d.clientOf(config)
}

func (d *demo) clientOf(config *rest.Config) (client.Client, error) {
	c, err := client.New(config, client.Options{Scheme: d.client.Scheme()})
	if err != nil {
		return nil, fmt.Errorf("connect to the cluster: %w", err)
	}
	return c, nil
}

// nothing takes progress that is too detailed for the demo.
type nothing struct{}

func (nothing) Write(text []byte) (int, error) { return len(text), nil }

func countKind(objects []*unstructured.Unstructured, kind string) int {
	count := 0
	for _, object := range objects {
		if object.GetKind() == kind {
			count++
		}
	}
	return count
}

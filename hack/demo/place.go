// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/hack/localcluster"
)

// place is the cluster on which the demo runs.
type place interface {
	// admin may do everything.
	admin() *rest.Config
	// user acts as a user of some groups.
	user(name string, groups ...string) (*rest.Config, error)
	// kubeconfig is the file that a person may use.
	kubeconfig() string
	// claim refuses a cluster on which the objects to be installed are there
	// already: the demo would remove them at its end.
	claim(ctx context.Context, objects []*unstructured.Unstructured) error
	// failed tells of a control plane that broke down.
	failed() <-chan error
	// leave gives the place back, given what was installed.
	leave(ctx context.Context, progress io.Writer) error
}

// own is a control plane that the demo started.
type own struct {
	cluster *localcluster.Cluster
	path    string
}

func ownPlace(ctx context.Context, progress io.Writer) (place, error) {
	root, err := deploy.Root()
	if err != nil {
		return nil, err
	}
	cluster, err := localcluster.Start(ctx, localcluster.Options{Log: progress})
	if err != nil {
		return nil, err
	}
	path := filepath.Join(root, ".local", "demo.kubeconfig")
	if err := localcluster.WriteKubeconfig(path, cluster.Config()); err != nil {
		return nil, errors.Join(err, cluster.Stop())
	}
	return &own{cluster: cluster, path: path}, nil
}

func (p *own) admin() *rest.Config { return p.cluster.Config() }
func (p *own) kubeconfig() string  { return p.path }

// user authenticates with a client certificate, as a real user would.
func (p *own) user(name string, groups ...string) (*rest.Config, error) {
	return p.cluster.UserConfig(name, groups...)
}

func (p *own) claim(context.Context, []*unstructured.Unstructured) error { return nil }

func (p *own) failed() <-chan error { return p.cluster.Failed() }

func (p *own) leave(context.Context, io.Writer) error { return p.cluster.Stop() }

// existing is a cluster that was there before, and will be afterwards.
type existing struct {
	config  *rest.Config
	path    string
	claimed bool
}

func existingPlace(_ context.Context, path string) (place, error) {
	config, err := clientcmd.BuildConfigFromFlags("", path)
	if err != nil {
		return nil, fmt.Errorf("read kubeconfig %s: %w", path, err)
	}
	config.QPS, config.Burst = 200, 400
	return &existing{config: config, path: path}, nil
}

func (p *existing) admin() *rest.Config  { return rest.CopyConfig(p.config) }
func (p *existing) kubeconfig() string   { return p.path }
func (p *existing) failed() <-chan error { return nil }

// user impersonates: how people log in on an existing cluster is its own affair.
func (p *existing) user(name string, groups ...string) (*rest.Config, error) {
	config := rest.CopyConfig(p.config)
	config.Impersonate = rest.ImpersonationConfig{UserName: name, Groups: append([]string{"system:authenticated"}, groups...)}
	return config, nil
}

func (p *existing) claim(ctx context.Context, objects []*unstructured.Unstructured) error {
	c, err := client.New(p.admin(), client.Options{})
	if err != nil {
		return fmt.Errorf("connect to the cluster: %w", err)
	}
	for _, wanted := range objects {
		found := &unstructured.Unstructured{}
		found.SetGroupVersionKind(wanted.GroupVersionKind())
		switch err := c.Get(ctx, client.ObjectKeyFromObject(wanted), found); {
		case err == nil:
			return fmt.Errorf("%s %s is on this cluster already; the demo installs it and removes it at its end, "+
				"so give it a cluster on which supervision-operator is not installed", wanted.GetKind(), wanted.GetName())
		case !apierrors.IsNotFound(err):
			return fmt.Errorf("look for %s %s: %w", wanted.GetKind(), wanted.GetName(), err)
		}
	}
	regions, err := regionNamespaces(ctx, p.admin())
	if err != nil {
		return err
	}
	if len(regions) > 0 {
		return fmt.Errorf("namespace %s on this cluster belongs to a region; the demo removes the namespaces of all regions at its end, "+
			"so give it a cluster without any", regions[0].GetName())
	}
	p.claimed = true
	return nil
}

// leave removes what the demo made, regions first.
func (p *existing) leave(ctx context.Context, progress io.Writer) error {
	if !p.claimed {
		return nil
	}
	objects, err := deploy.Render(installed)
	if err != nil {
		return err
	}
	if err := removeRegions(ctx, p.admin(), progress); err != nil {
		return err
	}
	return deploy.Delete(ctx, p.admin(), objects, progress)
}

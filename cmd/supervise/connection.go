// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/spf13/pflag"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/jianguan/supervision-operator/cmd/internal/version"
)

// connection says which cluster is meant, and as whom to speak to it: the flags that kubectl has.
type connection struct {
	rules     *clientcmd.ClientConfigLoadingRules
	overrides *clientcmd.ConfigOverrides
}

func newConnection() *connection {
	return &connection{rules: clientcmd.NewDefaultClientConfigLoadingRules(), overrides: &clientcmd.ConfigOverrides{}}
}

func (c *connection) addTo(f *pflag.FlagSet) {
	f.StringVar(&c.rules.ExplicitPath, "kubeconfig", "", "`file` that names the cluster (default $KUBECONFIG, else ~/.kube/config)")
	names := clientcmd.RecommendedConfigOverrideFlags("")
	// No command works on one namespace.
	names.ContextOverrideFlags.Namespace = clientcmd.FlagInfo{}
	names.Timeout = clientcmd.FlagInfo{}
	clientcmd.BindOverrideFlags(c.overrides, f, names)
}

// config finds the API server.
func (c *connection) config() (*rest.Config, error) {
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(c.rules, c.overrides).ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("find the API server (set --kubeconfig or KUBECONFIG): %w", err)
	}
	// How much may be asked of it is for the API server's own fairness to say.
	config.QPS = -1
	config.UserAgent = "supervise/" + version.String()
	return config, nil
}

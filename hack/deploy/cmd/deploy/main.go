// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command deploy puts the kustomizations of this repository on a cluster and takes them off again; "make install" and
// "make uninstall" run it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"

	"github.com/jianguan/supervision-operator/hack/deploy"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	root := newCommand()
	root.SetOut(os.Stdout) // cobra prints to standard error unless told
	err := root.ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

type options struct {
	kubeconfig    string
	kustomization string
}

func newCommand() *cobra.Command {
	o := &options{}
	root := &cobra.Command{
		Use:           "deploy",
		Short:         "Put the operator's resources on a cluster, or take them off again",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&o.kustomization, "kustomization", "config/install",
		"the kustomization, from the root of the repository: config/install is the CRDs and the admission policies")
	root.AddCommand(newInstallCommand(o), newUninstallCommand(o), newRenderCommand(o))
	return root
}

func (o *options) addKubeconfigFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.kubeconfig, "kubeconfig", "",
		"the cluster, and who you are there (default $KUBECONFIG, else .local/kubeconfig in the repository)")
}

// config finds the cluster: the flag, else $KUBECONFIG, else the cluster that "make local-up" started.
func (o *options) config() (*rest.Config, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules() // reads $KUBECONFIG
	switch {
	case o.kubeconfig != "":
		rules.ExplicitPath = o.kubeconfig
	case os.Getenv(clientcmd.RecommendedConfigPathEnvVar) == "":
		root, err := deploy.Root()
		if err != nil {
			return nil, err
		}
		rules.ExplicitPath = filepath.Join(root, ".local", "kubeconfig")
		if _, err := os.Stat(rules.ExplicitPath); err != nil {
			return nil, fmt.Errorf("no cluster: set KUBECONFIG or --kubeconfig, or start a local one with \"make local-up\": %w", err)
		}
	}
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, nil).ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("read the kubeconfig: %w", err)
	}
	return config, nil
}

// load renders the kustomization and finds the cluster.
func (o *options) load() ([]*unstructured.Unstructured, *rest.Config, error) {
	objects, err := deploy.Render(o.kustomization)
	if err != nil {
		return nil, nil, err
	}
	config, err := o.config()
	return objects, config, err
}

func newInstallCommand(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Apply the kustomization, and wait until CRDs are served and policies in force",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			objects, config, err := o.load()
			if err != nil {
				return err
			}
			cmd.Printf("Installing %s on %s\n", o.kustomization, config.Host)
			if err := deploy.Apply(cmd.Context(), config, objects, cmd.OutOrStdout()); err != nil {
				return err
			}
			return deploy.WaitForPolicies(cmd.Context(), config, objects, cmd.OutOrStdout())
		},
	}
	o.addKubeconfigFlag(cmd)
	return cmd
}

func newUninstallCommand(o *options) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "uninstall",
		Short: "Delete what the kustomization declares; refuses to lose jurisdictions, plans and records unless forced",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			objects, config, err := o.load()
			if err != nil {
				return err
			}
			counts, err := deploy.Count(cmd.Context(), config, objects, cmd.OutOrStdout())
			if err != nil {
				return err
			}
			if len(counts) > 0 && !force {
				return wouldLose(counts)
			}
			cmd.Printf("Uninstalling %s from %s\n", o.kustomization, config.Host)
			return deploy.Delete(cmd.Context(), config, objects, cmd.OutOrStdout())
		},
	}
	o.addKubeconfigFlag(cmd)
	cmd.Flags().BoolVar(&force, "force", false, "delete the CRDs even though objects of their kinds exist, and these with them")
	return cmd
}

func wouldLose(counts []deploy.Instances) error {
	parts := make([]string, 0, len(counts))
	for _, c := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", c.Count, c.Resource))
	}
	return errors.New("the cluster holds " + strings.Join(parts, ", ") + ", which would be deleted with their CRDs for good.\n" +
		"Nothing was changed. Delete them first, or use --force; the namespaces of the regions stay either way")
}

func newRenderCommand(o *options) *cobra.Command {
	return &cobra.Command{
		Use:   "render",
		Short: "Print what the kustomization declares, as YAML",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			objects, err := deploy.Render(o.kustomization)
			if err != nil {
				return err
			}
			for i, object := range objects {
				content, err := yaml.Marshal(object)
				if err != nil {
					return fmt.Errorf("print %s: %w", object.GetName(), err)
				}
				if i > 0 {
					cmd.Println("---")
				}
				cmd.Print(string(content))
			}
			return nil
		},
	}
}

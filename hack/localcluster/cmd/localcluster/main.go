// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command localcluster builds, starts and stops the local control plane; "make local-up" and "make local-down" run it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/jianguan/supervision-operator/hack/localcluster"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newCommand().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}

// paths are where things are kept; empty ones are below .local in the repository.
type paths struct {
	dataDir    string
	kubeconfig string
}

func newCommand() *cobra.Command {
	p := &paths{}
	root := &cobra.Command{
		Use:               "localcluster",
		Short:             "A real Kubernetes control plane on this machine, built from Go modules",
		SilenceUsage:      true,
		SilenceErrors:     true,
		PersistentPreRunE: func(*cobra.Command, []string) error { return p.complete() },
	}
	root.SetOut(os.Stdout) // else what commands print goes to standard error
	flags := root.PersistentFlags()
	flags.StringVar(&p.dataDir, "data-dir", "", "where data, certificates and logs are kept (default .local/cluster in the repository)")
	flags.StringVar(&p.kubeconfig, "kubeconfig", "", "the administrator's kubeconfig to write (default .local/kubeconfig in the repository)")
	root.AddCommand(newBuildCommand(), newUpCommand(p), newDownCommand(p), newStatusCommand(p))
	return root
}

func (p *paths) complete() error {
	for target, name := range map[*string]string{&p.dataDir: "cluster", &p.kubeconfig: "kubeconfig"} {
		if *target != "" {
			continue
		}
		root, err := localcluster.RepoRoot()
		if err != nil {
			return err
		}
		*target = filepath.Join(root, ".local", name)
	}
	return nil
}

func newBuildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "build",
		Short: "Build the control plane's binaries, unless they are there",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			binaries, err := localcluster.EnsureBinaries(cmd.Context(), cmd.OutOrStdout())
			if err != nil {
				return err
			}
			return table(cmd.OutOrStdout(), func(w io.Writer) {
				for _, c := range localcluster.AllComponents() {
					fmt.Fprintf(w, "%s\t%s\n", c, binaries.Paths[c]) //nolint:errcheck // the table reports it
				}
			})
		},
	}
}

func newUpCommand(p *paths) *cobra.Command {
	var nodes int
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Start the control plane, unless it is up; it runs until \"down\"",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return up(cmd, p, nodes) },
	}
	cmd.Flags().IntVar(&nodes, "nodes", 2, "how many nodes kwok plays")
	return cmd
}

func up(cmd *cobra.Command, p *paths, nodes int) error {
	started := time.Now()
	out := cmd.OutOrStdout()
	news := "is already up"
	cluster, err := localcluster.Load(p.dataDir)
	if errors.Is(err, localcluster.ErrNotRunning) || err == nil && !cluster.Healthy() {
		cluster, err = localcluster.Start(cmd.Context(), localcluster.Options{
			DataDir: p.dataDir, Detach: true, Durable: true, Nodes: nodes, Log: out,
		})
		if err == nil {
			news = fmt.Sprintf("is up after %s", time.Since(started).Round(100*time.Millisecond))
		}
	}
	if errors.Is(err, localcluster.ErrRunning) { // another "up" was faster
		cluster, err = localcluster.Load(p.dataDir)
	}
	if err != nil {
		return err
	}
	if err := localcluster.WriteKubeconfig(p.kubeconfig, cluster.Config()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "The control plane %s: %s\n\n  export KUBECONFIG=%s\n\nIt runs on until \"make local-down\".\n",
		news, cluster.Config().Host, p.kubeconfig)
	return err
}

func newDownCommand(p *paths) *cobra.Command {
	var purge bool
	cmd := &cobra.Command{
		Use:   "down",
		Short: "Stop the control plane, if it is up; its data is kept",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cluster, err := localcluster.Load(p.dataDir)
			switch {
			case err == nil:
				if err := cluster.Stop(); err != nil {
					return err
				}
				cmd.Println("the control plane is down")
			case errors.Is(err, localcluster.ErrNotRunning):
				cmd.Println("the control plane is not up")
			default:
				return err
			}
			if !purge {
				return nil
			}
			return errors.Join(localcluster.Purge(p.dataDir), removeIfThere(p.kubeconfig))
		},
	}
	cmd.Flags().BoolVar(&purge, "purge", false, "remove its data, certificates and logs too")
	return cmd
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

func newStatusCommand(p *paths) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Tell which components run; fails unless all do",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cluster, err := localcluster.Load(p.dataDir)
			if err != nil {
				return err
			}
			if err := table(cmd.OutOrStdout(), func(w io.Writer) { printStatus(w, cluster) }); err != nil {
				return err
			}
			if !cluster.Healthy() {
				return errors.New("not every component runs")
			}
			return nil
		},
	}
}

func printStatus(w io.Writer, cluster *localcluster.Cluster) {
	fmt.Fprintln(w, "COMPONENT\tRUNNING\tPID\tENDPOINT\tLOG") //nolint:errcheck // the table reports it
	for _, s := range cluster.Status() {
		fmt.Fprintf(w, "%s\t%t\t%d\t%s\t%s\n", s.Component, s.Running, s.PID, s.Endpoint, s.LogPath) //nolint:errcheck // as above
	}
}

func table(out io.Writer, fill func(io.Writer)) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fill(w)
	return w.Flush()
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Command demo shows the operator at work on a real control plane: five plans with
// what has been missed, a deadline that passes while one looks on, a duty that is
// handed down to the districts of a city, and a meeting whose decisions become duties.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // every region has a time zone, and not every machine has a file of it

	"github.com/spf13/cobra"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
)

// options are the flags of the demo.
type options struct {
	kubeconfig string
	once       bool
}

func main() {
	// The demo speaks to people; what the client libraries log is not for them.
	ctrl.SetLogger(klog.Background().V(1))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := newCommand().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "\nDEMO FAILED:", err)
		os.Exit(1)
	}
}

func newCommand() *cobra.Command {
	o := &options{}
	cmd := &cobra.Command{
		Use:           "demo",
		Short:         "Show duties that are missed and met while one looks on, and a meeting whose decisions become duties",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return run(cmd.Context(), o, newScreen(cmd.OutOrStdout()))
		},
	}
	cmd.SetOut(os.Stdout)
	cmd.Flags().BoolVar(&o.once, "once", false, "exit after the check, with an error where anything expected did not happen")
	cmd.Flags().StringVar(&o.kubeconfig, "kubeconfig", "", "`file` of an existing cluster to use, and to clean up afterwards (default: a control plane of its own)")
	return cmd
}

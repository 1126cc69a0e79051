// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/go-logr/logr"
	"github.com/spf13/pflag"
	"k8s.io/klog/v2"
	ctrl "sigs.k8s.io/controller-runtime"
)

// loggingOptions say what is logged, and how.
type loggingOptions struct {
	level  string
	format string
}

func (o *loggingOptions) addTo(f *pflag.FlagSet) {
	f.StringVar(&o.level, "log-level", "info", "debug, info, warn or error")
	f.StringVar(&o.format, "log-format", "text", "text or json")
}

// apply makes every logger of the process, also those of the Kubernetes libraries, log to out.
func (o *loggingOptions) apply(out io.Writer) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(o.level)); err != nil {
		return fmt.Errorf("--log-level is %q, and must be debug, info, warn or error", o.level)
	}
	var handler slog.Handler
	switch o.format {
	case "text":
		handler = slog.NewTextHandler(out, &slog.HandlerOptions{Level: level})
	case "json":
		handler = slog.NewJSONHandler(out, &slog.HandlerOptions{Level: level})
	default:
		return fmt.Errorf("--log-format is %q, and must be text or json", o.format)
	}
	logger := logr.FromSlogHandler(handler)
	ctrl.SetLogger(logger)
	klog.SetLogger(logger)
	return nil
}

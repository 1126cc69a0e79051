// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

const (
	// FieldManager is under which name server-side apply records what is applied here.
	FieldManager = "supervision-install"

	// The client's own default of five requests a second is meant for controllers, not for one installation.
	clientQPS, clientBurst = 100, 200

	pollEvery = 100 * time.Millisecond
	// applyWithin bounds the retries for one object.
	applyWithin = 30 * time.Second
	// settleWithin bounds each wait for the cluster to do its part: CRDs to be served, policies to be in force, objects to
	// be gone.
	settleWithin = time.Minute
)

// newClient returns a client whose knowledge of the cluster's kinds is fresh. Warnings of the API server go to out.
func newClient(config *rest.Config, out io.Writer) (client.Client, error) {
	config = rest.CopyConfig(config)
	if config.QPS == 0 {
		config.QPS, config.Burst = clientQPS, clientBurst
	}
	config.WarningHandler = rest.NewWarningWriter(out, rest.WarningWriterOptions{Deduplicate: true})
	c, err := client.New(config, client.Options{})
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", config.Host, err)
	}
	// Where no API server is, say so at once: only later it may be one that restarts, and be worth waiting for.
	if _, err := c.RESTMapper().RESTMapping(schema.GroupKind{Kind: "Namespace"}); err != nil {
		return nil, fmt.Errorf("connect to %s: %w", config.Host, err)
	}
	return c, nil
}

// eventually calls reached until it returns true or an error, at most for the time given. reached says by waiting what
// it still waits for, which ends up in the error.
func eventually(ctx context.Context, within time.Duration, reached func(context.Context) (waiting, failed error)) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, pollEvery, within, true, func(ctx context.Context) (bool, error) {
		waiting, failed := reached(ctx)
		if waiting != nil && ctx.Err() == nil { // a request cut off by the end of the wait says nothing of the cluster
			last = waiting
		}
		return waiting == nil && failed == nil, failed
	})
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return errors.Join(context.Cause(ctx), last)
	case wait.Interrupted(err) && last != nil:
		return fmt.Errorf("gave up after %s: %w", within, last)
	default:
		return err
	}
}

// passing says whether an error may go away by itself: the kind is not served yet, somebody else wrote at the same
// time, or the API server is busy or starting.
func passing(err error) bool {
	return meta.IsNoMatchError(err) || apierrors.IsConflict(err) || apierrors.IsTooManyRequests(err) ||
		apierrors.IsServerTimeout(err) || apierrors.IsTimeout(err) || apierrors.IsServiceUnavailable(err) ||
		net.IsConnectionRefused(err) || net.IsConnectionReset(err) || net.IsHTTP2ConnectionLost(err)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

const (
	readyPollEvery = 50 * time.Millisecond
	probeTimeout   = 5 * time.Second
	// probeBodyBytes is how much of a refusal is quoted; a readyz lists each check that fails.
	probeBodyBytes = 4 << 10
)

// freePort returns a port that nobody listens on. Someone else may take it before the component does, which launch
// notices.
func freePort() (int, error) {
	listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	address, err := netip.ParseAddrPort(listener.Addr().String())
	if err := errors.Join(err, listener.Close()); err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	return int(address.Port()), nil
}

// lostPort says whether a log tells that the port was taken.
func lostPort(log string) bool {
	return strings.Contains(log, "address already in use")
}

// prober asks components whether they are ready. It trusts only certificates of this cluster, so that a foreign
// process that has taken the port is never mistaken for the component.
func (c *Cluster) prober(component Component) (*http.Client, error) {
	trusted, user := clusterCA, c.admin
	if component == Etcd {
		pair, err := readKeyPair(c.path("pki"), etcdClient)
		if err != nil {
			return nil, err
		}
		trusted, user = etcdCA, pair
	}
	authority, err := readKeyPair(c.path("pki"), trusted)
	if err != nil {
		return nil, err
	}
	certificate, err := tls.X509KeyPair(user.certificate, user.key)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority.certificate)
	return &http.Client{
		Timeout: probeTimeout,
		Transport: &http.Transport{
			DisableKeepAlives: true,
			TLSClientConfig:   &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
		},
	}, nil
}

func probe(ctx context.Context, client *http.Client, url string) (err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	body, err := io.ReadAll(io.LimitReader(response.Body, probeBodyBytes))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", response.Status, lastLines(string(body), logTailLines))
	}
	return nil
}

// awaitReady waits until the component says that it is ready, or explains why it never will be.
func (c *Cluster) awaitReady(ctx context.Context, p *process, url string) error {
	client, err := c.prober(p.component)
	if err != nil {
		return fmt.Errorf("probe %s: %w", p.component, err)
	}
	return c.await(ctx, p, "become ready", func(ctx context.Context) error { return probe(ctx, client, url) })
}

// await polls a condition that the process brings about, for at most StartTimeout.
func (c *Cluster) await(ctx context.Context, p *process, what string, reached func(context.Context) error) error {
	deadline, cancel := context.WithTimeout(ctx, c.options.StartTimeout)
	defer cancel()
	ticker := time.NewTicker(readyPollEvery)
	defer ticker.Stop()
	for {
		err := reached(deadline)
		if p.exited() {
			return c.failure(p, "ended before it could "+what)
		}
		if err == nil {
			return nil
		}
		select {
		case <-ticker.C:
		case <-deadline.Done():
			if ctx.Err() != nil {
				return fmt.Errorf("wait for %s to %s: %w", p.component, what, context.Cause(ctx))
			}
			return c.failure(p, fmt.Sprintf("did not %s within %s (%v)", what, c.options.StartTimeout, err))
		}
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package localcluster starts and stops a real Kubernetes control plane on this machine: etcd, the API server, the
// controller manager, the scheduler, and kwok, which plays the nodes.
//
// It needs no container runtime and no prebuilt binaries: hack/controlplane pins the components as Go modules, and they
// are built once into .local/bin. Binaries found in the folder that KUBEBUILDER_ASSETS names are used instead.
// "make local-up", "make demo" and the test suites all start their control plane here, so that what a test sees is what
// a person sees.
//
// Everything listens on 127.0.0.1 only, authorization is RBAC, and every client has a certificate or a token of its own.
package localcluster

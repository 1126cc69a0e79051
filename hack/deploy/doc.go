// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package deploy renders the kustomizations of this repository and puts them on a cluster, for "make install", the demo
// and the test suites alike. It does what "kubectl apply --server-side -k" does, needs no kubectl, and waits until what
// it applied is in force.
package deploy

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package localoperator builds the operator and runs it on this machine against
// some cluster, as the ServiceAccount that the cluster's manifests give it and
// never as an administrator. The demo and the end-to-end tests run it through here.
package localoperator

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package samples holds the sample manifests, so that tests and the demo find them wherever they run.
package samples

import "embed"

// Files are the regions' repositories below regions/ and the records below records/.
//
//go:embed regions records
var Files embed.FS

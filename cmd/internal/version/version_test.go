// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package version

import "testing"

func TestString(t *testing.T) {
	if String() == "" {
		t.Error("a build that is no release has no version")
	}
	release = "v1.2.3"
	t.Cleanup(func() { release = "" })
	if got := String(); got != "v1.2.3" {
		t.Errorf("the version of a release is %q, want v1.2.3", got)
	}
}

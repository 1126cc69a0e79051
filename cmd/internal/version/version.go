// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package version tells which version of the project a command was built from.
package version

import "runtime/debug"

// release is set by releases: -ldflags "-X github.com/jianguan/supervision-operator/cmd/internal/version.release=v1.2.3".
var release string

// String is the release, else the revision that this was built from, as far as the build knows.
func String() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, modified := "", ""
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			revision = setting.Value
		case setting.Key == "vcs.modified" && setting.Value == "true":
			modified = "+modified"
		}
	}
	if revision != "" {
		return revision[:min(len(revision), 12)] + modified
	}
	return info.Main.Version // "(devel)" for a build without version control
}

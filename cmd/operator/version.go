// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import "runtime/debug"

// release is set by releases: -ldflags "-X main.release=v1.2.3".
var release string

// version is the release, else the revision that this was built from, as far as the build knows.
func version() string {
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

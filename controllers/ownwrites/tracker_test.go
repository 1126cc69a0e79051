// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package ownwrites_test

import (
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/ownwrites"
)

// version is an object as the API server kept it under a version.
func version(uid types.UID, version string) *v1alpha1.DepartmentDuty {
	object := &v1alpha1.DepartmentDuty{}
	object.UID, object.ResourceVersion = uid, version
	return object
}

var now = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func TestBehind(t *testing.T) {
	t.Parallel()
	tracker := &ownwrites.Tracker{}
	behind := func(object *v1alpha1.DepartmentDuty, want bool, when string) {
		t.Helper()
		if got := tracker.Behind(object); got != want {
			t.Errorf("%s: behind is %t", when, got)
		}
	}
	behind(version("a", "1"), false, "before any write")
	tracker.Wrote(version("a", "1"), version("a", "2"), now)
	tracker.Wrote(version("a", "2"), version("a", "3"), now)
	behind(version("a", "1"), true, "before both writes")
	behind(version("a", "2"), true, "between the writes")
	behind(version("b", "1"), false, "another object of that version")
	behind(version("a", "3"), false, "caught up")
	behind(version("a", "1"), false, "forgotten, as a cache never goes back")

	tracker.Wrote(version("a", "3"), version("a", "3"), now)
	behind(version("a", "3"), false, "a write that changed nothing")

	tracker.Wrote(version("a", "3"), version("a", "4"), now)
	behind(version("a", "9"), false, "somebody else wrote since")
}

func TestWhatIsGoneIsForgotten(t *testing.T) {
	t.Parallel()
	tracker := &ownwrites.Tracker{}
	tracker.Wrote(version("a", "1"), version("a", "2"), now)
	for at := now; at.Before(now.Add(20 * time.Minute)); at = at.Add(4 * time.Minute) {
		tracker.Wrote(version("b", "1"), version("b", "2"), at)
		if !tracker.Behind(version("b", "1")) {
			t.Error("what was just written is forgotten")
		}
	}
	if tracker.Behind(version("a", "1")) {
		t.Error("it is remembered after twenty minutes")
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// forest holds Jurisdictions by name.
type forest map[string]*v1alpha1.Jurisdiction

// tree makes Jurisdictions from one line: "P:beijing:110000 > C:xicheng:110102" is a
// county below a province; ";" begins the next branch, in which a region that
// was named before is named alone. The first letter is that of the level, the
// code may be left out.
func tree(t *testing.T, line string) forest {
	t.Helper()
	regions := forest{}
	for branch := range strings.SplitSeq(line, ";") {
		parent := ""
		for text := range strings.SplitSeq(branch, ">") {
			name := regions.plant(t, strings.TrimSpace(text))
			if parent != "" {
				regions[name].Spec.ParentRef = v1alpha1.JurisdictionReference{Name: v1alpha1.JurisdictionName(parent)}
			}
			parent = name
		}
	}
	return regions
}

// plant adds the region of a text, unless it is there, and returns its name.
func (f forest) plant(t *testing.T, text string) string {
	t.Helper()
	if f[text] != nil {
		return text
	}
	parts := strings.Split(text, ":")
	if len(parts) < 2 {
		t.Fatalf("region %q is not known yet: name its level too", text)
	}
	level, known := map[string]v1alpha1.Level{
		"P": v1alpha1.LevelProvince, "M": v1alpha1.LevelPrefecture, "C": v1alpha1.LevelCounty, "T": v1alpha1.LevelTownship,
	}[parts[0]]
	if !known {
		t.Fatalf("unknown level %q", parts[0])
	}
	region := wrappers.Jurisdiction(parts[1]).Level(level).Generation(1)
	if len(parts) == 3 {
		region.DivisionCode(parts[2])
	}
	f[parts[1]] = region.Obj()
	return parts[1]
}

func (f forest) find(name v1alpha1.JurisdictionName) (*v1alpha1.Jurisdiction, error) {
	if name == "unreadable" {
		return nil, errors.New("no answer")
	}
	return f[string(name)], nil
}

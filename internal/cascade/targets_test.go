// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/cascade"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// forest finds regions by the name of their parent.
type forest []*v1alpha1.Jurisdiction

func (f forest) children(name string) ([]*v1alpha1.Jurisdiction, error) {
	var found []*v1alpha1.Jurisdiction
	for _, region := range f {
		if string(region.Spec.ParentRef.Name) == name {
			found = append(found, region)
		}
	}
	return found, nil
}

func (f forest) named(name string) *v1alpha1.Jurisdiction {
	for _, region := range f {
		if region.Name == name {
			return region
		}
	}
	return nil
}

func going(jurisdiction *v1alpha1.Jurisdiction) *v1alpha1.Jurisdiction {
	jurisdiction.DeletionTimestamp = new(metav1.Now())
	return jurisdiction
}

func region(name string, level v1alpha1.Level, parent v1alpha1.JurisdictionName) *wrappers.JurisdictionWrapper {
	made := wrappers.Jurisdiction(name).Level(level)
	if parent != "" {
		made.Parent(parent)
	}
	return made
}

func namesOf(targets []cascade.Target) []string {
	names := []string{}
	for _, target := range targets {
		names = append(names, target.Jurisdiction.Name)
	}
	return names
}

const (
	province   = v1alpha1.LevelProvince
	prefecture = v1alpha1.LevelPrefecture
	county     = v1alpha1.LevelCounty
	township   = v1alpha1.LevelTownship
)

func TestTargets(t *testing.T) {
	t.Parallel()
	regions := forest{
		region("jilin", province, "").Obj(),
		region("siping", prefecture, "jilin").Label("area", "west").Obj(),
		region("changchun", prefecture, "jilin").Label("area", "middle").Obj(),
		region("nongan", county, "changchun").Label("area", "middle").Obj(),
		region("meihekou", county, "jilin").Label("area", "south").Obj(),
		region("helong", township, "nongan").Obj(),
		going(region("baishan", prefecture, "jilin").Obj()),
		region("linjiang", county, "baishan").Obj(),
		region("upside-down", prefecture, "nongan").Obj(),
		region("below-upside-down", county, "upside-down").Obj(),
		region("itself", county, "itself").Obj(),
		region("a-circle", prefecture, "of-two").Obj(),
		region("of-two", prefecture, "a-circle").Obj(),
		region("adrift", county, "nobody").Obj(),
		region("elsewhere", county, "liaoning").Obj(),
	}
	tests := map[string]struct {
		origin  string
		cascade *wrappers.CascadeWrapper
		want    []string
	}{
		"all below, at any depth":      {"jilin", wrappers.Cascade(), []string{"changchun", "helong", "linjiang", "meihekou", "nongan", "siping"}},
		"those of a level":             {"jilin", wrappers.Cascade(county), []string{"linjiang", "meihekou", "nongan"}},
		"those of two levels":          {"jilin", wrappers.Cascade(prefecture, township), []string{"changchun", "helong", "siping"}},
		"those with a label":           {"jilin", wrappers.Cascade().Matching("area", "middle"), []string{"changchun", "nongan"}},
		"those of a level and a label": {"jilin", wrappers.Cascade(county).Matching("area", "middle"), []string{"nongan"}},
		"those without a label": {"jilin", wrappers.Cascade(prefecture, county).Selector(metav1.LabelSelector{
			MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "area", Operator: metav1.LabelSelectorOpDoesNotExist}},
		}), []string{"linjiang"}},
		"below a prefecture":     {"changchun", wrappers.Cascade(), []string{"helong", "nongan"}},
		"below the lowest":       {"helong", wrappers.Cascade(), []string{}},
		"none of the level":      {"siping", wrappers.Cascade(county), []string{}},
		"below its own parent":   {"itself", wrappers.Cascade(), []string{}},
		"in a circle":            {"a-circle", wrappers.Cascade(), []string{}},
		"below one that is gone": {"baishan", wrappers.Cascade(), []string{"linjiang"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handedDown := test.cascade.Obj()
			got, err := cascade.Targets(regions.named(test.origin), &handedDown, regions.children)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, namesOf(got)); diff != "" {
				t.Errorf("targets (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTargetsNameTheRegionsAbove(t *testing.T) {
	t.Parallel()
	regions := forest{
		region("jilin", province, "").Obj(), region("changchun", prefecture, "jilin").Obj(), region("nongan", county, "changchun").Obj(),
	}
	handedDown := wrappers.Cascade(county).Obj()
	got, err := cascade.Targets(regions[0], &handedDown, regions.children)
	if err != nil || len(got) != 1 {
		t.Fatalf("targets %v, error %v", namesOf(got), err)
	}
	if above := got[0].Above; len(above) != 2 || above[0].Name != "changchun" || above[1].Name != "jilin" {
		t.Errorf("above nongan are %v", above)
	}
}

func TestTargetsTellWhatWentWrong(t *testing.T) {
	t.Parallel()
	regions := forest{region("jilin", province, "").Obj()}
	unknown := wrappers.Cascade().Selector(metav1.LabelSelector{
		MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "area", Operator: "Near"}},
	}).Obj()
	var selector *cascade.SelectorError
	if _, err := cascade.Targets(regions[0], &unknown, regions.children); !errors.As(err, &selector) {
		t.Errorf("error %v, want one about the selector", err)
	}
	lost := errors.New("lost")
	handedDown := wrappers.Cascade().Obj()
	_, err := cascade.Targets(regions[0], &handedDown, func(string) ([]*v1alpha1.Jurisdiction, error) { return nil, lost })
	if !errors.Is(err, lost) {
		t.Errorf("error %v, want that of children", err)
	}
}

// TestTargetsAgainstTheLineUpward holds the search downward against a look upward from
// each region, in random forests with circles.
func TestTargetsAgainstTheLineUpward(t *testing.T) {
	t.Parallel()
	ranks := []v1alpha1.Level{province, prefecture, county, township}
	for seed := range uint64(300) {
		dice := rand.New(rand.NewPCG(seed, 4))
		var regions forest
		for i := range 1 + dice.IntN(12) {
			made := region(fmt.Sprintf("r%d", i), ranks[dice.IntN(len(ranks))], "")
			if dice.IntN(6) > 0 {
				made.Parent(v1alpha1.JurisdictionName(fmt.Sprintf("r%d", dice.IntN(12))))
			}
			if dice.IntN(2) == 0 {
				made.Label("picked", "yes")
			}
			regions = append(regions, made.Obj())
			if dice.IntN(8) == 0 {
				going(regions[i])
			}
		}
		handedDown := wrappers.Cascade(ranks[1+dice.IntN(3)], ranks[1+dice.IntN(3)]).Matching("picked", "yes").Obj()
		origin := regions[dice.IntN(len(regions))]
		want := []string{}
		for _, target := range regions {
			if target.DeletionTimestamp == nil && target.Labels["picked"] == "yes" && slices.Contains(handedDown.Levels, target.Spec.Level) &&
				liesBelow(regions, target, origin, ranks) {
				want = append(want, target.Name)
			}
		}
		slices.Sort(want)
		got, err := cascade.Targets(origin, &handedDown, regions.children)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, namesOf(got)); diff != "" {
			t.Fatalf("seed %d (-want +got):\n%s", seed, diff)
		}
	}
}

func liesBelow(regions forest, target, origin *v1alpha1.Jurisdiction, ranks []v1alpha1.Level) bool {
	for at := target; ; {
		parent := regions.named(string(at.Spec.ParentRef.Name))
		if parent == nil || slices.Index(ranks, parent.Spec.Level) >= slices.Index(ranks, at.Spec.Level) {
			return false
		}
		if parent == origin {
			return true
		}
		at = parent
	}
}

func TestDeclared(t *testing.T) {
	t.Parallel()
	if cascade.Declared(wrappers.Duty("own").Obj()) {
		t.Error("a duty without a cascade is handed down")
	}
	for _, handedDown := range []v1alpha1.Cascade{
		{Levels: []v1alpha1.Level{county}},
		{Complete: v1alpha1.CascadeCompleteOwn},
		{DueOffset: wrappers.Days(0)},
		{Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"a": "b"}}},
		{Selector: &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "a", Operator: "Exists"}}}},
	} {
		duty := wrappers.Duty("handed").Obj()
		duty.Spec.Cascade = handedDown
		if !cascade.Declared(duty) {
			t.Errorf("%+v is not handed down", handedDown)
		}
	}
}

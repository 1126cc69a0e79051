// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
)

// lineage is what the status says of a line of parents.
type lineage struct {
	Path     string
	Resolved metav1.ConditionStatus
	Reason   string
	Message  string
	// Stalled is the status of the condition.
	Stalled metav1.ConditionStatus
}

func TestParents(t *testing.T) {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	cases := map[string]struct {
		tree string
		// missing names a region of the tree that does not exist after all.
		missing string
		of      string
		want    lineage
	}{
		"a province has no parent": {
			tree: "P:beijing:110000", of: "beijing",
			want: lineage{"beijing", yes, "NoParent", "a Province without a parent", no},
		},
		"a county whose parent was not declared": {
			tree: "C:xicheng:110102", of: "xicheng",
			want: lineage{"xicheng", yes, "NoParent", "a County without a parent", no},
		},
		"a county directly below a province agrees with two digits": {
			tree: "P:beijing:110000 > C:xicheng:110102", of: "xicheng",
			want: lineage{"beijing/xicheng", yes, "ParentFound", "the line of parents is beijing/xicheng", no},
		},
		"four levels": {
			tree: "P:yunnan:530000 > M:dehong:533100 > C:mangshi:533103 > T:menghuan:533103001", of: "menghuan",
			want: lineage{"yunnan/dehong/mangshi/menghuan", yes, "ParentFound",
				"the line of parents is yunnan/dehong/mangshi/menghuan", no},
		},
		"a township directly below a prefecture agrees with four digits": {
			tree: "M:dongguan:441900 > T:humen:441900121", of: "humen",
			want: lineage{"dongguan/humen", yes, "ParentFound", "the line of parents is dongguan/humen", no},
		},
		"without codes nothing has to agree": {
			tree: "P:yunnan > M:dehong:533100 > C:mangshi", of: "mangshi",
			want: lineage{"yunnan/dehong/mangshi", yes, "ParentFound", "the line of parents is yunnan/dehong/mangshi", no},
		},
		"a parent that does not exist yet": {
			tree: "P:beijing > C:xicheng", missing: "beijing", of: "xicheng",
			want: lineage{"xicheng", no, "ParentNotFound",
				`spec.parentRef.name "beijing": there is no such Jurisdiction yet`, no},
		},
		"a grandparent that does not exist yet": {
			tree: "P:yunnan > M:dehong > C:mangshi", missing: "yunnan", of: "mangshi",
			want: lineage{"dehong/mangshi", no, "ParentNotFound",
				`Jurisdiction "dehong": spec.parentRef.name "yunnan": there is no such Jurisdiction yet`, no},
		},
		"a region that is its own parent": {
			tree: "C:xicheng > xicheng", of: "xicheng",
			want: lineage{"xicheng", no, "ParentCycle", `spec.parentRef.name "xicheng": the line of parents goes in a circle ` +
				"(xicheng → xicheng); every line must end at a region without a parent", yes},
		},
		"two regions below each other": {
			tree: "M:beijing > C:xicheng > beijing", of: "xicheng",
			want: lineage{"xicheng", no, "ParentCycle", `spec.parentRef.name "beijing": the line of parents goes in a circle ` +
				"(xicheng → beijing → xicheng); every line must end at a region without a parent", yes},
		},
		"a circle of three": {
			tree: "M:a > C:b > T:c > a", of: "b",
			want: lineage{"b", no, "ParentCycle", `spec.parentRef.name "a": the line of parents goes in a circle ` +
				"(b → a → c → b); every line must end at a region without a parent", yes},
		},
		"a line that leads into a circle": {
			tree: "M:a > C:b > a; b > T:c", of: "c",
			want: lineage{"c", no, "ParentCycle", `spec.parentRef.name "b": the line of parents goes in a circle ` +
				"(c → b → a → b); every line must end at a region without a parent", yes},
		},
		"a parent of the same level": {
			tree: "C:dongcheng > C:xicheng", of: "xicheng",
			want: lineage{"xicheng", no, "ParentLevel", `spec.parentRef.name "dongcheng": that is a County, and this a County; ` +
				"its parent must be a Province or a Prefecture", yes},
		},
		"a parent of a lower level": {
			tree: "C:mangshi > M:dehong", of: "dehong",
			want: lineage{"dehong", no, "ParentLevel", `spec.parentRef.name "mangshi": that is a County, and this a Prefecture; ` +
				"its parent must be a Province", yes},
		},
		"a wrong level further up, which comes before a missing region": {
			tree: "P:x > M:dehong > M:kunming > C:mangshi", missing: "x", of: "mangshi",
			want: lineage{"kunming/mangshi", no, "ParentLevel",
				`Jurisdiction "kunming": spec.parentRef.name "dehong": that is a Prefecture, and this a Prefecture; ` +
					"its parent must be a Province", yes},
		},
		"a code of another province": {
			tree: "P:beijing:110000 > C:xicheng:120102", of: "xicheng",
			want: lineage{"beijing/xicheng", no, "DivisionCodeMismatch", `spec.divisionCode "120102" does not lie within ` +
				`Province "beijing", which has 110000: its first 2 digits must be 11`, yes},
		},
		"a code of another prefecture": {
			tree: "P:yunnan:530000 > M:dehong:533100 > C:mangshi:530103", of: "mangshi",
			want: lineage{"yunnan/dehong/mangshi", no, "DivisionCodeMismatch", `spec.divisionCode "530103" does not lie within ` +
				`Prefecture "dehong", which has 533100: its first 4 digits must be 5331`, yes},
		},
		"a code of another county": {
			tree: "C:mangshi:533103 > T:menghuan:533122001", of: "menghuan",
			want: lineage{"mangshi/menghuan", no, "DivisionCodeMismatch", `spec.divisionCode "533122001" does not lie within ` +
				`County "mangshi", which has 533103: its first 6 digits must be 533103`, yes},
		},
		"a prefecture without a code hides no other province": {
			tree: "P:yunnan:530000 > M:dehong > C:mangshi:520103", of: "mangshi",
			want: lineage{"yunnan/dehong/mangshi", no, "DivisionCodeMismatch", `spec.divisionCode "520103" does not lie within ` +
				`Province "yunnan", which has 530000: its first 2 digits must be 53`, yes},
		},
		"a wrong code further up": {
			tree: "P:yunnan:530000 > M:dehong:523100 > C:mangshi:523103", of: "mangshi",
			want: lineage{"yunnan/dehong/mangshi", no, "DivisionCodeMismatch", `spec.divisionCode "523103" does not lie within ` +
				`Province "yunnan", which has 530000: its first 2 digits must be 53`, yes},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			regions := tree(t, tc.tree)
			delete(regions, tc.missing)
			if diff := cmp.Diff(tc.want, lineageOf(t, regions, tc.of)); diff != "" {
				t.Errorf("lineage (-want +got):\n%s", diff)
			}
		})
	}
}

// lineageOf evaluates a region that is set up, so that all there is to tell is
// of its parents.
func lineageOf(t *testing.T, regions forest, name string) lineage {
	t.Helper()
	of := regions[name]
	ancestors, err := jurisdiction.Ancestors(of, regions.find)
	if err != nil {
		t.Fatal(err)
	}
	status := jurisdiction.Evaluate(jurisdiction.Input{
		Jurisdiction: of, Ancestors: ancestors, Setup: region.Outcome{Namespace: "region-" + name}, Now: time.Unix(0, 0),
	}).Status
	resolved := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionParentResolved)
	stalled := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionStalled)
	ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
	if ready.Status != resolved.Status {
		t.Errorf("Ready is %s, and ParentResolved %s", ready.Status, resolved.Status)
	}
	if jurisdiction.Resolved(of, ancestors) != (resolved.Status == metav1.ConditionTrue) {
		t.Errorf("Resolved disagrees with ParentResolved, which is %s", resolved.Status)
	}
	if resolved.Status == metav1.ConditionFalse && ready.Message != resolved.Message {
		t.Errorf("Ready says %q, and ParentResolved %q", ready.Message, resolved.Message)
	}
	return lineage{status.Path, resolved.Status, resolved.Reason, resolved.Message, stalled.Status}
}

func TestAncestorsTellsWhatCannotBeRead(t *testing.T) {
	regions := tree(t, "P:unreadable > C:xicheng")
	if _, err := jurisdiction.Ancestors(regions["xicheng"], regions.find); err == nil {
		t.Error("no error for a parent that cannot be read")
	}
}

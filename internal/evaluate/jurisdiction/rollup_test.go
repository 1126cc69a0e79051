// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// childrenOf returns the regions of the forest that name one as their parent.
func (f forest) childrenOf(name string) []*v1alpha1.Jurisdiction {
	var children []*v1alpha1.Jurisdiction
	for _, j := range f {
		if string(j.Spec.ParentRef.Name) == name {
			children = append(children, j)
		}
	}
	return children
}

// evaluate evaluates a region of the forest with the duties of its own, and
// stores its status.
func (f forest) evaluate(t *testing.T, name string, setup region.Outcome, duties []v1alpha1.DepartmentDuty) {
	t.Helper()
	ancestors, err := jurisdiction.Ancestors(f[name], f.find)
	if err != nil {
		t.Fatal(err)
	}
	f[name].Status = jurisdiction.Evaluate(jurisdiction.Input{
		Jurisdiction: f[name], Ancestors: ancestors, Children: f.childrenOf(name),
		Setup: setup, Duties: duties, Now: now.Time,
	}).Status
}

// summary is what the status says of a region and its subtree.
type summary struct {
	Regions, OffTrack int32
	Duties            v1alpha1.DutyCounts
	Light             v1alpha1.Light
	OnTrack           said
}

func TestRollUp(t *testing.T) {
	const yes, no, unknown = metav1.ConditionTrue, metav1.ConditionFalse, metav1.ConditionUnknown
	duties := func(states ...int) []v1alpha1.DepartmentDuty {
		var some []v1alpha1.DepartmentDuty
		for _, at := range states {
			some = append(some, everyState()[at])
		}
		return some
	}
	const blue, yellow, red, green, late, escalated = 1, 2, 4, 6, 8, 9 // of everyState
	cases := map[string]struct {
		tree string
		// duties of the regions; one that is not named here was not evaluated
		// yet, except for the last.
		duties map[string][]v1alpha1.DepartmentDuty
		// homeless regions hold no namespace.
		homeless []string
		// order in which the regions are evaluated. The last is looked at.
		order []string
		want  summary
	}{
		"a region alone, with nothing to do": {
			tree: "P:beijing", order: []string{"beijing"},
			want: summary{1, 0, counts(0, 0, 0, 0, 0, 0, 0, 0).Duties, v1alpha1.LightBlue,
				said{yes, "OnTrack", "the region is on track, and has none below it"}},
		},
		"duties under way": {
			tree: "P:beijing > C:xicheng", order: []string{"xicheng", "beijing"},
			duties: map[string][]v1alpha1.DepartmentDuty{"xicheng": duties(blue, green)},
			want: summary{2, 0, counts(2, 1, 0, 0, 0, 1, 0, 0).Duties, v1alpha1.LightBlue,
				said{yes, "OnTrack", "the region and the 1 below it are on track"}},
		},
		"every duty of the subtree completed, in time or late": {
			tree: "P:beijing > C:xicheng", order: []string{"xicheng", "beijing"},
			duties: map[string][]v1alpha1.DepartmentDuty{"xicheng": duties(green), "beijing": duties(late)},
			want: summary{2, 0, counts(2, 0, 0, 0, 0, 1, 1, 1).Duties, v1alpha1.LightGreen,
				said{yes, "OnTrack", "the region and the 1 below it are on track"}},
		},
		"a duty due soon further down": {
			tree: "P:jilin > M:siping > C:lishu", order: []string{"lishu", "siping", "jilin"},
			duties: map[string][]v1alpha1.DepartmentDuty{"lishu": duties(yellow), "jilin": duties(green)},
			want: summary{3, 0, counts(2, 1, 1, 0, 0, 1, 0, 0).Duties, v1alpha1.LightYellow,
				said{yes, "OnTrack", "the region and the 2 below it are on track"}},
		},
		"a duty further down that has reached a rung": {
			tree: "P:jilin > M:siping > C:lishu", order: []string{"lishu", "siping", "jilin"},
			duties: map[string][]v1alpha1.DepartmentDuty{"lishu": duties(escalated, red), "jilin": duties(escalated)},
			want: summary{3, 2, counts(3, 0, 0, 3, 2, 0, 0, 0).Duties, v1alpha1.LightRed,
				said{no, "RegionOffTrack", "not True here: DutiesOnTrack; not on track below: 1 of 2 regions"}},
		},
		"a duty overdue further down": {
			tree:   "P:jilin > M:siping > C:lishu; jilin > M:baishan; siping > C:yitong",
			order:  []string{"lishu", "yitong", "siping", "baishan", "jilin"},
			duties: map[string][]v1alpha1.DepartmentDuty{"lishu": duties(red, red, yellow), "yitong": duties(red)},
			want: summary{5, 2, counts(4, 1, 1, 3, 0, 0, 0, 0).Duties, v1alpha1.LightRed,
				said{no, "SubtreeOffTrack", "not on track below: 2 of 4 regions, in or below siping (3 overdue)"}},
		},
		"children off track are named in their order": {
			tree: "P:beijing > C:xicheng; beijing > C:dongcheng; beijing > C:haidian", order: []string{"xicheng", "haidian", "dongcheng", "beijing"},
			duties: map[string][]v1alpha1.DepartmentDuty{"xicheng": duties(red), "dongcheng": duties(red, red)},
			want: summary{4, 2, counts(3, 0, 0, 3, 0, 0, 0, 0).Duties, v1alpha1.LightRed,
				said{no, "SubtreeOffTrack", "not on track below: 2 of 3 regions, in or below dongcheng (2 overdue), xicheng (1 overdue)"}},
		},
		"a region off track for itself says so first": {
			tree: "P:beijing > C:xicheng; beijing > C:dongcheng", order: []string{"xicheng", "dongcheng", "beijing"},
			duties: map[string][]v1alpha1.DepartmentDuty{"xicheng": duties(red), "beijing": duties(red)},
			want: summary{3, 2, counts(2, 0, 0, 2, 0, 0, 0, 0).Duties, v1alpha1.LightRed,
				said{no, "RegionOffTrack", "not True here: DutiesOnTrack; not on track below: 1 of 2 regions"}},
		},
		"a child that was not evaluated yet counts as one region": {
			tree: "P:beijing > C:xicheng", order: []string{"beijing"},
			want: summary{2, 0, counts(0, 0, 0, 0, 0, 0, 0, 0).Duties, v1alpha1.LightBlue,
				said{yes, "OnTrack", "the region and the 1 below it are on track"}},
		},
		"a region without a namespace counts its children": {
			tree: "P:beijing > C:xicheng", order: []string{"xicheng", "beijing"}, homeless: []string{"beijing"},
			duties: map[string][]v1alpha1.DepartmentDuty{"xicheng": duties(green)},
			want: summary{2, 1, counts(1, 0, 0, 0, 0, 1, 0, 0).Duties, v1alpha1.LightYellow,
				said{unknown, "NamespaceTaken", "not True here: DutiesOnTrack, MeetingsOnSchedule"}},
		},
		"what is false below decides, though little is known here": {
			tree: "P:beijing > C:xicheng", order: []string{"xicheng", "beijing"}, homeless: []string{"beijing"},
			duties: map[string][]v1alpha1.DepartmentDuty{"xicheng": duties(red)},
			want: summary{2, 2, counts(1, 0, 0, 1, 0, 0, 0, 0).Duties, v1alpha1.LightRed,
				said{no, "RegionOffTrack", "not True here: DutiesOnTrack, MeetingsOnSchedule; not on track below: 1 of 1 regions"}},
		},
		"a child of which little is known is not on track": {
			tree: "P:beijing > C:xicheng", order: []string{"xicheng", "beijing"}, homeless: []string{"xicheng"},
			want: summary{2, 1, counts(0, 0, 0, 0, 0, 0, 0, 0).Duties, v1alpha1.LightYellow,
				said{no, "SubtreeOffTrack", "not on track below: 1 of 1 regions, in or below xicheng (0 overdue)"}},
		},
		"a child of the same level is no part of the subtree": {
			tree: "C:dongcheng > C:xicheng", order: []string{"xicheng", "dongcheng"},
			duties: map[string][]v1alpha1.DepartmentDuty{"xicheng": duties(red), "dongcheng": duties(green)},
			want: summary{1, 0, counts(1, 0, 0, 0, 0, 1, 0, 0).Duties, v1alpha1.LightGreen,
				said{yes, "OnTrack", "the region is on track, and has none below it"}},
		},
		"nor is one of a higher level": {
			tree: "C:mangshi > M:dehong", order: []string{"dehong", "mangshi"},
			duties: map[string][]v1alpha1.DepartmentDuty{"dehong": duties(red)},
			want: summary{1, 0, counts(0, 0, 0, 0, 0, 0, 0, 0).Duties, v1alpha1.LightBlue,
				said{yes, "OnTrack", "the region is on track, and has none below it"}},
		},
		"a region that is its own parent counts once": {
			tree: "C:xicheng > xicheng", order: []string{"xicheng", "xicheng", "xicheng"},
			duties: map[string][]v1alpha1.DepartmentDuty{"xicheng": duties(red)},
			want: summary{1, 1, counts(1, 0, 0, 1, 0, 0, 0, 0).Duties, v1alpha1.LightRed,
				said{no, "RegionOffTrack", "not True here: DutiesOnTrack"}},
		},
		"no circle feeds its own counts": {
			tree: "M:a > C:b > T:c > a", order: []string{"a", "b", "c", "a", "b", "c", "a", "b", "c", "b", "a"},
			duties: map[string][]v1alpha1.DepartmentDuty{"a": duties(green), "b": duties(green), "c": duties(green)},
			want: summary{3, 0, counts(3, 0, 0, 0, 0, 3, 0, 0).Duties, v1alpha1.LightGreen,
				said{yes, "OnTrack", "the region and the 2 below it are on track"}},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			regions := tree(t, tc.tree)
			for _, name := range tc.order {
				setup := region.Outcome{Namespace: "region-" + name}
				if slices.Contains(tc.homeless, name) {
					setup = unknownRegion
				}
				regions.evaluate(t, name, setup, tc.duties[name])
			}
			status := regions[tc.order[len(tc.order)-1]].Status
			got := summary{
				*status.Subtree.Regions, *status.Subtree.RegionsOffTrack, status.Subtree.Duties,
				status.Light, saidBy(t, status, "OnTrack"),
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBelow(t *testing.T) {
	cases := map[string]struct {
		tree, of string
		want     []string
	}{
		"a lower level":               {tree: "P:beijing > C:xicheng", of: "beijing", want: []string{"xicheng"}},
		"the same level":              {tree: "C:dongcheng > C:xicheng", of: "dongcheng"},
		"a higher level":              {tree: "C:mangshi > M:dehong", of: "mangshi"},
		"a region that names itself":  {tree: "C:xicheng > xicheng", of: "xicheng"},
		"the higher one of a circle":  {tree: "M:a > C:b > a", of: "a", want: []string{"b"}},
		"the lower one of a circle":   {tree: "M:a > C:b > a", of: "b"},
		"not what is below a child":   {tree: "M:a > C:b > T:c", of: "a", want: []string{"b"}},
		"a region that has none":      {tree: "P:beijing", of: "beijing"},
		"a level that is passed over": {tree: "P:beijing > T:yuetan", of: "beijing", want: []string{"yuetan"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			regions := tree(t, tc.tree)
			if diff := cmp.Diff(tc.want, jurisdiction.Below(regions[tc.of], regions.childrenOf(tc.of))); diff != "" {
				t.Errorf("below (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRegionOffTrackNamesEveryCondition(t *testing.T) {
	off := wrappers.Jurisdiction("xicheng").Scopes("blood").Grid(wrappers.Grid("g1")).MinimumStaff(30).Obj()
	want := map[string]said{
		"region-xicheng": {metav1.ConditionFalse, "RegionOffTrack",
			"not True here: DutiesOnTrack, MeetingsOnSchedule, ScopesCovered, GridsStaffed, StaffingAdequate"},
		// Unknown alone would leave it Unknown, but grids and staff are known.
		"": {metav1.ConditionFalse, "RegionOffTrack",
			"not True here: DutiesOnTrack, MeetingsOnSchedule, ScopesCovered, GridsStaffed, StaffingAdequate"},
	}
	for namespace, want := range want {
		status := jurisdiction.Evaluate(jurisdiction.Input{
			Jurisdiction: off, Setup: region.Outcome{Namespace: namespace},
			Duties: everyState(), Meetings: convened(missed("plenary")), Now: now.Time,
		}).Status
		if diff := cmp.Diff(want, saidBy(t, status, "OnTrack")); diff != "" {
			t.Errorf("OnTrack in namespace %q (-want +got):\n%s", namespace, diff)
		}
		if *status.Subtree.RegionsOffTrack != 1 {
			t.Errorf("in namespace %q: %d regions off track, want 1", namespace, *status.Subtree.RegionsOffTrack)
		}
	}
}

// TestCountsThatAreNotThere is of a status that holds some counts only: what an
// older operator left out, or a person edited.
func TestCountsThatAreNotThere(t *testing.T) {
	child := wrappers.Jurisdiction("xicheng").Parent("beijing").Subtree(v1alpha1.SubtreeCounts{
		RegionsOffTrack: new(int32(2)),
		Duties:          v1alpha1.DutyCounts{Total: new(int32(3)), Overdue: new(int32(1))},
		Meetings:        v1alpha1.MeetingCounts{OffSchedule: new(int32(1))},
	}).Obj()
	status := jurisdiction.Evaluate(jurisdiction.Input{
		Jurisdiction: wrappers.Jurisdiction("beijing").Level(v1alpha1.LevelProvince).Obj(),
		Children:     []*v1alpha1.Jurisdiction{child},
		Setup:        region.Outcome{Namespace: "region-beijing"},
		Now:          now.Time,
	}).Status
	want := whole(2, 2, counts(3, 0, 0, 1, 0, 0, 0, 0))
	want.Meetings = meetingCounts(0, 1, 0)
	if diff := cmp.Diff(want, status.Subtree); diff != "" {
		t.Errorf("subtree (-want +got):\n%s", diff)
	}
}

// counties returns so many evaluated counties of a province, each with two duties,
// one of them overdue.
func counties(n int) []*v1alpha1.Jurisdiction {
	children := make([]*v1alpha1.Jurisdiction, n)
	for i := range children {
		children[i] = wrappers.Jurisdiction(fmt.Sprintf("county-%04d", n-i)).Parent("jilin").
			Subtree(whole(1, 1, counts(2, 1, 0, 1, 0, 0, 0, 0))).Obj()
	}
	return children
}

func provinceOf(children []*v1alpha1.Jurisdiction) jurisdiction.Input {
	return jurisdiction.Input{
		Jurisdiction: wrappers.Jurisdiction("jilin").Level(v1alpha1.LevelProvince).Generation(1).Obj(),
		Children:     children,
		Setup:        region.Outcome{Namespace: "region-jilin"},
		Now:          now.Time,
	}
}

func TestProvinceOf3000Counties(t *testing.T) {
	in := provinceOf(counties(3000))
	status := jurisdiction.Evaluate(in).Status
	if diff := cmp.Diff(whole(3001, 3000, counts(6000, 3000, 0, 3000, 0, 0, 0, 0)), status.Subtree); diff != "" {
		t.Errorf("subtree (-want +got):\n%s", diff)
	}
	want := said{metav1.ConditionFalse, "SubtreeOffTrack", "not on track below: 3000 of 3000 regions, in or below " +
		"county-0001 (1 overdue), county-0002 (1 overdue), county-0003 (1 overdue), county-0004 (1 overdue), " +
		"county-0005 (1 overdue), county-0006 (1 overdue), county-0007 (1 overdue), county-0008 (1 overdue), " +
		"county-0009 (1 overdue), county-0010 (1 overdue), and 2990 more"}
	if diff := cmp.Diff(want, saidBy(t, status, "OnTrack")); diff != "" {
		t.Errorf("OnTrack (-want +got):\n%s", diff)
	}

	// Children belong to the cache: none may be copied. Only the list of those
	// off track grows, by doubling.
	few := provinceOf(in.Children[:30])
	least := testing.AllocsPerRun(10, func() { jurisdiction.Evaluate(few) })
	most := testing.AllocsPerRun(10, func() { jurisdiction.Evaluate(in) })
	if most > least+20 {
		t.Errorf("%v allocations for 3,000 children, and %v for 30", most, least)
	}
}

func BenchmarkEvaluate(b *testing.B) {
	for _, n := range []int{30, 300, 3000} {
		in := provinceOf(counties(n))
		b.Run(fmt.Sprintf("children/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				jurisdiction.Evaluate(in)
			}
		})
	}
}

func TestRollUpOf(t *testing.T) {
	child := wrappers.Jurisdiction("xicheng").Parent("beijing").Subtree(whole(3, 1, counts(9, 4, 1, 2, 0, 2, 1, 2)))
	before := jurisdiction.RollUpOf(child.Obj())
	changes := map[string]struct {
		change func(*v1alpha1.Jurisdiction)
		same   bool
	}{
		"conditions": {same: true, change: func(j *v1alpha1.Jurisdiction) {
			meta := metav1.Condition{Type: "Ready", Status: metav1.ConditionTrue}
			j.Status.Conditions = append(j.Status.Conditions, meta)
		}},
		"what the child alone shows": {same: true, change: func(j *v1alpha1.Jurisdiction) {
			j.Status.Own, j.Status.Light, j.Status.Namespace = counts(1, 1, 0, 0, 0, 0, 0, 0), v1alpha1.LightRed, "region-xicheng"
			j.Spec.DisplayName, j.ResourceVersion = "西城区", "7"
		}},
		"counts written anew": {same: true, change: func(j *v1alpha1.Jurisdiction) {
			j.Status.Subtree = whole(3, 1, counts(9, 4, 1, 2, 0, 2, 1, 2))
		}},
		"the parent":           {change: func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = "tianjin" }},
		"the level":            {change: func(j *v1alpha1.Jurisdiction) { j.Spec.Level = v1alpha1.LevelTownship }},
		"regions":              {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Regions = 4 }},
		"regions off track":    {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.RegionsOffTrack = 0 }},
		"total":                {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Duties.Total = 10 }},
		"open":                 {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Duties.Open = 5 }},
		"due soon":             {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Duties.DueSoon = 0 }},
		"overdue":              {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Duties.Overdue = 3 }},
		"escalated":            {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Duties.Escalated = 1 }},
		"completed":            {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Duties.Completed = 3 }},
		"completed late":       {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Duties.CompletedLate = 2 }},
		"self-ruled":           {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Duties.SelfRuled = 3 }},
		"meetings":             {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Meetings.Total = 1 }},
		"meetings off":         {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Meetings.OffSchedule = 1 }},
		"sessions missed":      {change: func(j *v1alpha1.Jurisdiction) { *j.Status.Subtree.Meetings.SessionsMissed = 1 }},
		"counts that are gone": {change: func(j *v1alpha1.Jurisdiction) { j.Status.Subtree = v1alpha1.SubtreeCounts{} }},
	}
	for name, tc := range changes {
		t.Run(name, func(t *testing.T) {
			after := child.Obj()
			tc.change(after)
			if same := jurisdiction.RollUpOf(after) == before; same != tc.same {
				t.Errorf("the same roll-up: %t, want %t", same, tc.same)
			}
			// What the parent says must not depend on anything else.
			in := provinceOf([]*v1alpha1.Jurisdiction{child.Obj()})
			was := jurisdiction.Evaluate(in).Status
			in.Children[0] = after
			if diff := cmp.Diff(was, jurisdiction.Evaluate(in).Status); tc.same && diff != "" {
				t.Errorf("the same roll-up, but the parent's status changed (-before +after):\n%s", diff)
			}
		})
	}
}

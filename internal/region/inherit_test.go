// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// described says what runs, and who declares it.
func described(running []region.Running) []string {
	var lines []string
	for _, r := range running {
		what := r.Deployment.Image + r.CronJob.Image
		if r.Off() {
			what = "absent"
		}
		lines = append(lines, string(r.Name)+": "+what+" of "+r.DeclaredBy)
	}
	return lines
}

func TestWorkloads(t *testing.T) {
	const province, prefecture, county = v1alpha1.LevelProvince, v1alpha1.LevelPrefecture, v1alpha1.LevelCounty
	type workloads []*wrappers.WorkloadWrapper
	portal := func(image string) *wrappers.WorkloadWrapper { return wrappers.Deployment("portal").Image(image) }

	cases := map[string]struct {
		// of the county itself, of its prefecture and of its province
		county, prefecture, province workloads
		want                         []string
	}{
		"none": {},
		"its own without levels": {
			county: workloads{portal("a")}, want: []string{"portal: a of county"},
		},
		"its own for its level": {
			county: workloads{portal("a").Levels(county)}, want: []string{"portal: a of county"},
		},
		"its own for another level is none of its own": {
			county: workloads{portal("a").Levels(v1alpha1.LevelTownship)},
		},
		"what a region above declares without levels is that one's own": {
			prefecture: workloads{portal("b")}, province: workloads{portal("c")},
		},
		"what any region above declares for its level, among others": {
			prefecture: workloads{portal("b").Levels(county)},
			province:   workloads{wrappers.CronJob("sync", "0 6 * * *").Image("c").Levels(prefecture, county)},
			want:       []string{"portal: b of prefecture", "sync: c of province"},
		},
		"not what is for another level": {
			province: workloads{portal("c").Levels(province, prefecture)},
		},
		"of one name the nearest counts": {
			county:     workloads{portal("a")},
			prefecture: workloads{portal("b").Levels(county), wrappers.Deployment("sync").Image("b").Levels(county)},
			province:   workloads{portal("c").Levels(county), wrappers.Deployment("sync").Image("c").Levels(county)},
			want:       []string{"portal: a of county", "sync: b of prefecture"},
		},
		"an override for another level does not count": {
			prefecture: workloads{portal("b").Levels(prefecture)},
			province:   workloads{portal("c").Levels(prefecture, county)},
			want:       []string{"portal: c of province"},
		},
		"an override of the level above by that one alone does not count": {
			prefecture: workloads{portal("b")},
			province:   workloads{portal("c").Levels(prefecture, county)},
			want:       []string{"portal: c of province"},
		},
		"absent by its own declaration": {
			county:   workloads{wrappers.Absent("portal")},
			province: workloads{portal("c").Levels(county)},
			want:     []string{"portal: absent of county"},
		},
		"absent by a declaration in between, and there again by its own": {
			county:     workloads{wrappers.Deployment("sync").Image("a")},
			prefecture: workloads{wrappers.Absent("portal").Levels(county), wrappers.Absent("sync").Levels(county)},
			province:   workloads{portal("c").Levels(county), wrappers.Deployment("sync").Image("c").Levels(county)},
			want:       []string{"portal: absent of prefecture", "sync: a of county"},
		},
		"in the order of names": {
			county:   workloads{wrappers.Deployment("b").Image("2"), wrappers.Deployment("c").Image("3")},
			province: workloads{wrappers.Deployment("a").Image("1").Levels(county)},
			want:     []string{"a: 1 of province", "b: 2 of county", "c: 3 of county"},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			with := func(j *wrappers.JurisdictionWrapper, workloads []*wrappers.WorkloadWrapper) *v1alpha1.Jurisdiction {
				for _, workload := range workloads {
					j.Workload(workload)
				}
				return j.Obj()
			}
			got := region.Workloads(with(wrappers.Jurisdiction("county"), tc.county), []*v1alpha1.Jurisdiction{
				with(wrappers.Jurisdiction("prefecture").Level(prefecture), tc.prefecture),
				with(wrappers.Jurisdiction("province").Level(province), tc.province),
			})
			if diff := cmp.Diff(tc.want, described(got)); diff != "" {
				t.Errorf("workloads (-want +got):\n%s", diff)
			}
		})
	}
}

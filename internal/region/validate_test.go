// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"strings"
	"testing"

	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func TestInvalidWorkloads(t *testing.T) {
	cases := map[string]struct {
		workload   *wrappers.WorkloadWrapper
		declaredBy string
		want       string
	}{
		"a Deployment":                {workload: wrappers.Deployment("sync"), declaredBy: "xicheng"},
		"one that is absent":          {workload: wrappers.Absent("sync"), declaredBy: "xicheng"},
		"five fields":                 {workload: wrappers.CronJob("sync", "*/10 6-18 1,15 jan MON-FRI"), declaredBy: "xicheng"},
		"inherited, and as it should": {workload: wrappers.CronJob("sync", "0 6 * * 1-5"), declaredBy: "beijing"},
		"a name for a schedule": {
			workload: wrappers.CronJob("sync", "@hourly"), declaredBy: "xicheng",
			want: `InvalidWorkload, needs a person: spec.workloads[sync].cronJob.schedule "@hourly": `,
		},
		"an interval, which would start a pod each second": {
			workload: wrappers.CronJob("sync", "@every 1s"), declaredBy: "xicheng",
			want: `InvalidWorkload, needs a person: spec.workloads[sync].cronJob.schedule "@every 1s": `,
		},
		"a day for a schedule": {
			workload: wrappers.CronJob("sync", "@daily"), declaredBy: "xicheng",
			want: `InvalidWorkload, needs a person: spec.workloads[sync].cronJob.schedule "@daily": `,
		},
		"a time zone, said in short": {
			workload: wrappers.CronJob("sync", "TZ=UTC 0 6 * * *"), declaredBy: "xicheng",
			want: `InvalidWorkload, needs a person: spec.workloads[sync].cronJob.schedule "TZ=UTC 0 6 * * *": names a time zone`,
		},
		"six fields": {
			workload: wrappers.CronJob("sync", "0 0 6 * * 1"), declaredBy: "xicheng",
			want: `InvalidWorkload, needs a person: spec.workloads[sync].cronJob.schedule "0 0 6 * * 1": expected exactly 5 fields`,
		},
		"no such hour, inherited": {
			workload: wrappers.CronJob("sync", "0 24 * * *"), declaredBy: "beijing",
			want: `InvalidWorkload, needs a person: Jurisdiction "beijing": spec.workloads[sync].cronJob.schedule "0 24 * * *": ` +
				`end of range (24) above maximum (23): 24; write minute, hour, day of month, month and day of week`,
		},
		"a time zone of its own": {
			workload: wrappers.CronJob("sync", "CRON_TZ=UTC 0 6 * * *"), declaredBy: "xicheng",
			want: `InvalidWorkload, needs a person: spec.workloads[sync].cronJob.schedule "CRON_TZ=UTC 0 6 * * *": names a time zone`,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			workloads := []region.Running{{Workload: tc.workload.Obj(), DeclaredBy: tc.declaredBy}}
			got := describe(region.InvalidWorkloads("xicheng", workloads))
			if !strings.HasPrefix(got, tc.want) || (tc.want == "") != (got == "") {
				t.Errorf("problem %q, want %q", got, tc.want)
			}
		})
	}
}

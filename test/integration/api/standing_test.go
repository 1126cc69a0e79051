// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/test/wrappers"
)

// standing is a duty that recurs on a schedule.
func standing(cron string) *wrappers.RecurrenceWrapper {
	return wrappers.Recurrence(cron, wrappers.Months(2))
}

// recurring is a duty with this recurrence.
func recurring(recurrence *wrappers.RecurrenceWrapper) client.Object {
	return duty().Recurrence(recurrence).Obj()
}

// recurrence is a duty whose recurrence JSON has so.
func recurrence(fields map[string]any) client.Object {
	return raw(duty().Obj(), set("recurrence", fields))
}

var _ = Describe("The recurrence of a DepartmentDuty", func() {
	DescribeTable("is accepted with", accept,
		Entry("nothing but a schedule and how long a cycle takes", recurring(standing("0 0 16 4 *"))),
		Entry("the shortest schedule", recurring(standing("* * * * *"))),
		Entry("lists, ranges and steps", recurring(standing("0,30 8-17/3 1 1-12/6 MON-FRI"))),
		Entry("a schedule of 100 characters", recurring(standing("0 0 16 4 "+strings.Repeat("1", 91)))),
		Entry("a cycle in working days", recurring(wrappers.Recurrence("0 0 1 * *", wrappers.WorkingDays(5)))),
		Entry("a cycle in days", recurring(wrappers.Recurrence("0 0 1 * *", wrappers.Days(10)))),
		Entry("a first and a last day", recurring(standing("0 0 16 4 *").Starting("2021-04-16").Until("2025-12-31"))),
		Entry("a single day", recurring(standing("0 0 16 4 *").Starting("2021-04-16").Until("2021-04-16"))),
		Entry("a last day alone", recurring(standing("0 0 16 4 *").Until("2025-12-31"))),
		Entry("a due date before it", duty().Due("2021-04-15").Recurrence(standing("0 0 16 4 *")).Obj()),
		Entry("a time to complete it before it", duty().DueWithin(wrappers.Months(1)).Recurrence(standing("0 0 16 4 *")).Obj()),
		Entry("a cascade", duty().Cascade(wrappers.Cascade()).Recurrence(standing("0 0 16 4 *")).Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("nothing in it", recurrence(map[string]any{}), "spec.recurrence.cron", "Required value"),
		Entry("no schedule", recurrence(map[string]any{"dueWithin": map[string]any{"days": int64(1)}}),
			"spec.recurrence.cron", "Required value"),
		Entry("no time for a cycle", recurrence(map[string]any{"cron": "0 0 16 4 *"}), "spec.recurrence.dueWithin", "Required value"),
		Entry("a time for a cycle in no unit", recurrence(map[string]any{"cron": "0 0 16 4 *", "dueWithin": map[string]any{}}),
			"spec.recurrence.dueWithin", oneUnit),
		Entry("a time for a cycle in two units", recurrence(map[string]any{"cron": "0 0 16 4 *",
			"dueWithin": map[string]any{"days": int64(1), "workingDays": int64(1)}}), "spec.recurrence.dueWithin", oneUnit),
		Entry("a long schedule", recurring(standing("0 0 16 4 "+strings.Repeat("1", 92))), "spec.recurrence.cron", "100"),
		Entry("a first day that there is not", recurring(standing("0 0 16 4 *").Starting("2021-02-30")),
			"spec.recurrence.starting", `"2021-02-30" is not a day of the calendar`),
		Entry("a month as the first day", recurring(standing("0 0 16 4 *").Starting("2021-04")), "spec.recurrence.starting", "at least 10 chars"),
		Entry("a last day that there is not", recurring(standing("0 0 16 4 *").Until("2021-04-31")),
			"spec.recurrence.until", `"2021-04-31" is not a day of the calendar`),
		Entry("an instant as the last day", recurring(standing("0 0 16 4 *").Until("2021-04-16T00:00:00Z")), "spec.recurrence.until", "10"),
		Entry("a last day before the first", recurring(standing("0 0 16 4 *").Starting("2021-04-16").Until("2021-04-15")),
			"spec.recurrence.until", `"2021-04-15" lies before starting, "2021-04-16"`),
	)

	DescribeTable("is refused with the schedule", func(ctx SpecContext, cron string) {
		refuse(ctx, recurring(standing(cron)), "spec.recurrence.cron", `"`+cron+`" is not a schedule`,
			"write the five fields minute, hour, day of the month, month and day of the week", `"0 0 16 4 *"`)
	},
		EntryDescription("%q"),
		Entry(nil, "every year"),
		Entry(nil, "@annually"),
		Entry(nil, "0 0 16 april"),
		Entry(nil, "0 0 0 16 4 *"),
		Entry(nil, "0  0 16 4 *"),
		Entry(nil, " 0 0 16 4 *"),
		Entry(nil, "0 0 16 4 * "),
		Entry(nil, "CRON_TZ=UTC 0 0 16 4 *"),
	)
})

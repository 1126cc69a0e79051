// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	. "github.com/onsi/ginkgo/v2"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// stages is a duty with milestones due then, and the duty itself due last unless that is empty.
func stages(due v1alpha1.DueDate, milestones ...v1alpha1.DueDate) *v1alpha1.DepartmentDuty {
	w := duty().Due(due)
	for i, name := range numbered[v1alpha1.CheckpointName](len(milestones), "stage-%d") {
		w.Milestone(name, milestones[i])
	}
	return w.Obj()
}

// stations is a duty with two targets in these units.
func stations(first int64, firstUnit string, second int64, secondUnit string) *wrappers.DutyWrapper {
	return duty().Target("stations-2021", "2021", first, firstUnit).Target("stations-2022", "2022", second, secondUnit)
}

// milestone is a duty with one milestone, as JSON has it.
func milestone(fields map[string]any) client.Object {
	return raw(duty().Obj(), set("milestones", []any{fields}))
}

var _ = Describe("The milestones of a DepartmentDuty", func() {
	DescribeTable("are accepted with", accept,
		Entry("targets that rise", duty().Due("2022").
			Target("stations-2020", "2020", 4, "个").Target("stations-2021", "2021", 13, "个").Target("stations-2022", "2022", 18, "个").Obj()),
		Entry("targets that stay", stations(4, "stations", 4, "stations").Obj()),
		Entry("a target between stages without one", duty().
			Milestone("plan", "2021-03").Target("stations-2021", "2021", 4, "stations").Milestone("handover", "2022").Obj()),
		Entry("the greatest target", stations(1, "yuan", 1_000_000_000, "yuan").Obj()),
		Entry("as many as there may be", stages("", numbered[v1alpha1.DueDate](24, "20%02d")...)),

		Entry("names that only begin or end as a day does", duty().Milestone("2021-04-16-a", "2021").Milestone("a-2021-04-16", "2021").
			Milestone("2021-04", "2021").Obj()),
		Entry("a recurrence after the last", duty().Milestone("plan", "2021").Recurrence(wrappers.Recurrence("0 0 1 1 *", wrappers.Months(1))).Obj()),
		Entry("one form after the other", stages("2024-01-15", "2021-04-15", "2021-04", "2021", "2022", "2023-01", "2023-01-31", "2024-01-14")),
		Entry("a year and its last month, which end together", stages("", "2021", "2021-12")),
		Entry("a year and its last day, which end together", stages("", "2021", "2021-12-31")),
		Entry("a month and its last day, which end together", stages("", "2021-04", "2021-04-30")),
		Entry("February and its last day", stages("", "2021-02", "2021-02-28")),
		Entry("February and its last day in a leap year", stages("", "2020-02", "2020-02-29")),
		Entry("the same day twice", stages("", "2021-04-15", "2021-04-15")),
		Entry("instants, whose order depends on the time zone of the region", stages("2021-04-15", "2021-04-15T23:00:00-08:00", "2021-04-15")),
		Entry("the last one due as the duty is, said as a year", stages("2021-12-31", "2021")),
		Entry("the last one due as the duty is, said as a month", stages("2021", "2021-12")),
		Entry("the last one due as the duty is, said as a day", stages("2021-02", "2021-02-28")),
	)

	DescribeTable("are refused with", refuse,
		Entry("none in the list", raw(duty().Obj(), set("milestones", []any{})), "spec.milestones", "at least 1 items"),
		Entry("too many", stages("", numbered[v1alpha1.DueDate](25, "20%02d")...), "spec.milestones", "at most 24 items"),
		Entry("a name twice", duty().Milestone("plan", "2021").Milestone("plan", "2022").Obj(),
			"spec.milestones[1]", "Duplicate value"),
		Entry("no name", milestone(map[string]any{"due": "2021"}), "spec.milestones[0].name", "Required value"),
		Entry("a name of two words", duty().Milestone("first half", "2021").Obj(),
			"spec.milestones[0].name", `"first half" is not a checkpoint name`, `"stations-2021"`),
		Entry("the name final", duty().Milestone("plan", "2021").Milestone("final", "2022").Obj(),
			"spec.milestones[1].name", `"final" is the checkpoint of the duty's own due date, and a day that of a cycle; choose another name`),
		Entry("the name of a cycle", duty().Milestone("2021-04-16", "2021").Obj(),
			"spec.milestones[0].name", "a day that of a cycle; choose another name"),
		Entry("the name of a cycle on a day that there is not", duty().Milestone("2021-02-30", "2021").Obj(),
			"spec.milestones[0].name", "a day that of a cycle; choose another name"),
		Entry("no due date", milestone(map[string]any{"name": "plan"}), "spec.milestones[0].due", "Required value"),
		Entry("a due date as an integer", milestone(map[string]any{"name": "plan", "due": int64(2021)}),
			"spec.milestones[0].due", "must be of type string"),
		Entry("a due date that does not exist", duty().Milestone("plan", "2021-02-30").Obj(),
			"spec.milestones[0].due", `"2021-02-30" is not a due date`),

		Entry("a target of nothing", milestone(map[string]any{"name": "plan", "due": "2021", "target": int64(0), "unit": "stations"}),
			"spec.milestones[0].target", "0", "1"),
		Entry("a target beyond all measure", stations(4, "yuan", 1_000_000_001, "yuan").Obj(),
			"spec.milestones[1].target", "1000000001", "1000000000"),
		Entry("a target without a unit", stations(4, "stations", 13, "").Obj(),
			"spec.milestones[1]", "target and unit go together"),
		Entry("a unit without a target", milestone(map[string]any{"name": "plan", "due": "2021", "unit": "stations"}),
			"spec.milestones[0]", "target and unit go together"),
		Entry("a long unit", stations(4, long(33), 13, long(33)).Obj(), "spec.milestones[0].unit", "32"),
		Entry("a unit of two lines", stations(4, "stations\r\n", 13, "stations\r\n").Obj(), "spec.milestones[0].unit", controls),
		Entry("a unit that turns the text around", stations(4, "\u2067个", 13, "\u2067个").Obj(), "spec.milestones[1].unit", controls),
		Entry("falling targets", stations(13, "stations", 4, "stations").Obj(),
			"spec.milestones", "targets are cumulative and must not fall, but are [13, 4]"),
		Entry("mixed units", stations(4, "stations", 13, "beds").Obj(),
			"spec.milestones", `targets are cumulative, so all must count the same unit, but the units are ["stations", "beds"]`),

		Entry("years out of order", stages("", "2022", "2021"),
			"spec.milestones", `must stand in the order of their due dates, but are due ["2022", "2021"]`),
		Entry("months out of order", stages("", "2021-05", "2021-04"), "spec.milestones", "in the order of their due dates"),
		Entry("days out of order", stages("", "2021-04-15", "2021-04-14"), "spec.milestones", "in the order of their due dates"),
		Entry("a year before a month of it", stages("", "2021", "2021-11"), "spec.milestones", "in the order of their due dates"),
		Entry("a month before a day of it", stages("", "2021-04", "2021-04-29"),
			"spec.milestones", "in the order of their due dates"),
		Entry("February before a day of it that is the last in other years", stages("", "2020-02", "2020-02-28"),
			"spec.milestones", "in the order of their due dates"),
		Entry("days out of order around an instant", stages("", "2022", "2021-04-15T17:00:00+08:00", "2021"),
			"spec.milestones", "in the order of their due dates"),
		Entry("one after the duty itself", stages("2022", "2021", "2023"),
			"spec.milestones", `none may be due after the duty itself, which is due 2022, but they are due ["2021", "2023"]`),
		Entry("one a day after the duty itself", stages("2021-04-14", "2021-04-15"),
			"spec.milestones", "which is due 2021-04-14"),
		Entry("one that ends after the duty itself", stages("2021-12-30", "2021"), "spec.milestones", "which is due 2021-12-30"),
		Entry("one that ends after the month of the duty itself", stages("2021-11", "2021"),
			"spec.milestones", "which is due 2021-11"),
	)
})

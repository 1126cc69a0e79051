// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	. "github.com/onsi/ginkgo/v2"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// laddered are the two kinds that declare a ladder.
var laddered = map[string]func(...v1alpha1.EscalationRung) client.Object{
	"DepartmentDuty": func(rungs ...v1alpha1.EscalationRung) client.Object { return duty().Escalation(rungs...).Obj() },
	"Jurisdiction":   func(rungs ...v1alpha1.EscalationRung) client.Object { return region().Escalation(rungs...).Obj() },
}

var _ = Describe("The ladder of", func() {
	const (
		notice         = v1alpha1.EscalationNotice
		interview      = v1alpha1.EscalationInterview
		listed         = v1alpha1.EscalationListedSupervision
		circular       = v1alpha1.EscalationCircular
		accountability = v1alpha1.EscalationAccountability
	)
	reminder := wrappers.Reminder(wrappers.Days(7))
	rung := wrappers.Rung

	for kind, with := range laddered {
		// anyRung is a ladder of one rung, as JSON has it.
		anyRung := func(fields map[string]any) client.Object { return raw(with(), set("escalation", []any{fields})) }
		period := map[string]any{"days": int64(1)}

		Describe("a "+kind, func() {
			DescribeTable("is accepted with", accept,
				Entry("every rung", with(reminder, rung(notice, wrappers.Days(0)), rung(interview, wrappers.WorkingDays(10)),
					rung(listed, wrappers.Months(1)), rung(circular, wrappers.Months(2)), rung(accountability, wrappers.Months(3)))),
				Entry("a reminder alone", with(wrappers.Reminder(wrappers.WorkingDays(5)))),
				Entry("the last rung alone", with(rung(accountability, wrappers.Months(1200)))),
				Entry("rungs left out between", with(reminder, rung(interview, wrappers.Days(1)), rung(accountability, wrappers.Days(2)))),
				Entry("two rungs at the same time", with(rung(notice, wrappers.Days(1)), rung(interview, wrappers.Days(1)))),
			)

			DescribeTable("is refused with", refuse,
				Entry("no rungs", raw(with(), set("escalation", []any{})), "spec.escalation", "at least 1 items"),
				Entry("a rung without an action", anyRung(map[string]any{"after": period}), "spec.escalation[0].action", "Required value"),
				Entry("another action", with(rung("Dismissal", wrappers.Days(1))), "spec.escalation[0].action", `"Dismissal"`,
					`"Reminder", "Notice", "Interview", "ListedSupervision", "Circular", "Accountability"`),
				Entry("a rung twice", with(rung(notice, wrappers.Days(1)), rung(notice, wrappers.Days(2))),
					"spec.escalation[1]", "Duplicate value"),
				Entry("a reminder twice", with(reminder, wrappers.Reminder(wrappers.Days(1))), "spec.escalation[1]", "Duplicate value"),
				Entry("a reminder after the first rung", with(rung(notice, wrappers.Days(0)), reminder), "spec.escalation",
					"rungs stand in the order Reminder, Notice, Interview, ListedSupervision, Circular, Accountability, "+
						`and not in the order ["Notice", "Reminder"]`),
				Entry("the last two the other way round", with(rung(accountability, wrappers.Days(0)), rung(circular, wrappers.Days(0))),
					"spec.escalation", `not in the order ["Accountability", "Circular"]`),
				Entry("an interview after the listing", with(rung(listed, wrappers.Days(0)), rung(interview, wrappers.Days(0))),
					"spec.escalation", `not in the order ["ListedSupervision", "Interview"]`),

				Entry("a reminder at no time", anyRung(map[string]any{"action": "Reminder"}), "spec.escalation[0]", remindBefore),
				Entry("a reminder after the miss", anyRung(map[string]any{"action": "Reminder", "after": period}),
					"spec.escalation[0]", remindBefore),
				Entry("a reminder before and after", anyRung(map[string]any{"action": "Reminder", "before": period, "after": period}),
					"spec.escalation[0]", remindBefore),
				Entry("a notice at no time", anyRung(map[string]any{"action": "Notice"}),
					"spec.escalation[0]", "Notice comes after the deadline was missed: set after, and not before"),
				Entry("an interview before the deadline", anyRung(map[string]any{"action": "Interview", "before": period}),
					"spec.escalation[0]", "Interview comes after the deadline was missed: set after, and not before"),
				Entry("a circular before and after", anyRung(map[string]any{"action": "Circular", "before": period, "after": period}),
					"spec.escalation[0]", "Circular comes after the deadline was missed: set after, and not before"),
				Entry("a time before in no unit", anyRung(map[string]any{"action": "Reminder", "before": map[string]any{}}),
					"spec.escalation[0].before", oneUnit),
				Entry("a time after in two units", anyRung(map[string]any{"action": "Notice",
					"after": map[string]any{"workingDays": int64(1), "months": int64(1)}}), "spec.escalation[0].after", oneUnit),
			)
		})
	}
})

const remindBefore = "a Reminder comes before the deadline: set before, and not after"

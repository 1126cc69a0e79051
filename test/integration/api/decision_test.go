// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// decided is a duty that a decision became.
func decided() *wrappers.DutyWrapper { return duty().Decision("plenary", "2026-03-16", "d1", "m1") }

// withDecision is a duty whose decision JSON has so, but for a field that is left out.
func withDecision(leftOut string) client.Object {
	fields := map[string]any{"meeting": "plenary", "session": "2026-03-16", "id": "d1", "minutes": "m1"}
	delete(fields, leftOut)
	return raw(duty().Obj(), set("decision", fields))
}

var _ = Describe("The DepartmentDuty that a decision became", func() {
	DescribeTable("is accepted", accept,
		Entry("under any name", decided().Obj()),
		Entry("under the longest name that the operator gives it", func() client.Object {
			meeting, id := strings.Repeat("m", 63), strings.Repeat("d", 40)
			return wrappers.Duty(meeting+"-2026-03-16-"+id).Namespace(namespace).
				Decision(v1alpha1.ObjectName(meeting), "2026-03-16", v1alpha1.DecisionID(id), "m1").Obj()
		}()),
		Entry("withdrawn", decided().Withdrawn(time.Date(2026, 4, 15, 0, 0, 0, 0, time.UTC)).Obj()),
		Entry("with a time to complete it", decided().Kind(v1alpha1.SourceDecision).Issued("2026-03-16").DueWithin(wrappers.WorkingDays(15)).Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("an origin", decided().Origin("jilin", "jl-03").Obj(),
			"spec.decision", "the duty of a decision is neither handed down nor a copy"),
		Entry("a cascade", decided().Cascade(wrappers.Cascade()).Obj(),
			"spec.decision", "the duty of a decision is neither handed down nor a copy"),
		Entry("no meeting", withDecision("meeting"), "spec.decision.meeting", "Required value"),
		Entry("no session", withDecision("session"), "spec.decision.session", "Required value"),
		Entry("no id", withDecision("id"), "spec.decision.id", "Required value"),
		Entry("no minutes", withDecision("minutes"), "spec.decision.minutes", "Required value"),
		Entry("a meeting of another namespace", duty().Decision("region-beijing/plenary", "2026-03-16", "d1", "m1").Obj(),
			"spec.decision.meeting", `"region-beijing/plenary" is not the name of an object`),
		Entry("a session on no day", duty().Decision("plenary", "2026-02-30", "d1", "m1").Obj(),
			"spec.decision.session", `"2026-02-30" is not a day of the calendar`),
		Entry("an id that is none", duty().Decision("plenary", "2026-03-16", "d.1", "m1").Obj(),
			"spec.decision.id", `"d.1" is not the id of a decision`),
		Entry("minutes of another namespace", duty().Decision("plenary", "2026-03-16", "d1", "region-beijing/m1").Obj(),
			"spec.decision.minutes", `"region-beijing/m1" is not the name of an object`),
		Entry("the name of a copy", wrappers.Duty("plenary.d1").Namespace(namespace).Decision("plenary", "2026-03-16", "d1", "m1").Obj(),
			nowhere, `metadata.name "plenary.d1" `+dotted),
	)

	It("is found by its meeting", func(ctx SpecContext) {
		create(ctx, decided().Obj())
		create(ctx, wrappers.Duty("other").Namespace(namespace).Decision("liaison", "2026-03-16", "d1", "m1").Obj())
		var found v1alpha1.DepartmentDutyList
		Expect(env.Admin.List(ctx, &found, client.InNamespace(namespace), client.MatchingFields{"spec.decision.meeting": "plenary"})).
			To(Succeed())
		Expect(found.Items).To(HaveExactElements(HaveField("Name", "duty")))
	})
})

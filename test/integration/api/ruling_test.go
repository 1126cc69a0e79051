// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// ruling begins a ruling that is accepted.
func ruling() *wrappers.RulingWrapper { return wrappers.Ruling("ruling").Namespace(namespace) }

const oneBody = "exactly one of the fields in [rulingDepartment parent] must be set"

var _ = Describe("A DutyRuling", func() {
	DescribeTable("is accepted with", accept,
		Entry("nothing but what it needs", ruling().Obj()),
		Entry("the parent's office", ruling().Parent("beijing").Obj()),
		Entry("a reason to accept", ruling().Reason("all 13 stations seen").Obj()),
		Entry("a return and its reason", ruling().Return(long(4000)).Obj()),
		Entry("a ruling that it supersedes", ruling().Supersedes("xc-09.1").Obj()),
		Entry("a name that the API server makes", ruling().GenerateName("xc-09-").Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("no duty", raw(ruling().Obj(), without("dutyRef")), "spec.dutyRef", "Required value"),
		Entry("a duty that is no name", ruling().Duty("the ninth").Obj(),
			"spec.dutyRef.name", `"the ninth" is not the name of an object`),
		Entry("neither a department nor the parent", raw(ruling().Obj(), without("rulingDepartment")), "spec", oneBody),
		Entry("both a department and the parent", raw(ruling().Obj(), set("parent", "beijing")), "spec", oneBody),
		Entry("a department by its local name", ruling().Office("卫健委").Obj(),
			"spec.rulingDepartment", `"卫健委" is not a department code`),
		Entry("the parent as a department", ruling().Office("parent:beijing").Obj(),
			"spec.rulingDepartment", `"parent:beijing" is not a department code`),
		Entry("a parent that is no name", ruling().Parent("Beijing").Obj(),
			"spec.parent", `"Beijing" is not the name of a jurisdiction`, `"xicheng"`),
		Entry("a parent with a long name", ruling().Parent(v1alpha1.JurisdictionName(strings.Repeat("a", 57))).Obj(),
			"spec.parent", "56"),
		Entry("no type", raw(ruling().Obj(), without("type")), "spec.type", "Required value"),
		Entry("an unknown type", raw(ruling().Obj(), set("type", "Waive")), "spec.type", `"Waive"`, `"Accept", "Return"`),
		Entry("no report", raw(ruling().Obj(), without("report")), "spec.report", "Required value"),
		Entry("a report that is no name", ruling().Report("the first one").Obj(),
			"spec.report", `"the first one" is not the name of an object`),
		Entry("a return without a reason", ruling().Return("").Obj(), "spec", "reason: say why the report is returned"),
		Entry("an empty reason", raw(ruling().Obj(), set("reason", "")), "spec.reason", "at least 1 chars"),
		Entry("a long reason", ruling().Return(long(4001)).Obj(), "spec.reason", "4000"),
		Entry("a ruling to supersede that is no name", ruling().Supersedes("the first one").Obj(),
			"spec.supersedes", `"the first one"`),
		Entry("nobody who files", raw(ruling().Obj(), without("filedBy")), "spec.filedBy", "Required value"),
		Entry("a long name of who files", ruling().FiledBy(strings.Repeat("a", 340)).Obj(), "spec.filedBy", "339"),
		Entry("no spec", withoutSpec(raw(ruling().Obj(), func(map[string]any) {})), "spec", "Required value"),
	)

	Describe("once filed", func() {
		var filed *v1alpha1.DutyRuling

		BeforeEach(func(ctx SpecContext) {
			filed = ruling().Return("two stations have no ambulance").Obj()
			create(ctx, filed)
		})

		DescribeTable("cannot be changed by", func(ctx SpecContext, change string) {
			Expect(patch(ctx, filed, types.MergePatchType, change)).
				To(framework.RefuseField("spec", "a DutyRuling cannot be changed: file another that supersedes it"))
		},
			EntryDescription("%s"),
			Entry(nil, `{"spec":{"dutyRef":{"name":"other"}}}`),
			Entry(nil, `{"spec":{"rulingDepartment":"police"}}`),
			Entry(nil, `{"spec":{"rulingDepartment":null,"parent":"beijing"}}`),
			Entry(nil, `{"spec":{"type":"Accept"}}`),
			Entry(nil, `{"spec":{"report":"other"}}`),
			Entry(nil, `{"spec":{"reason":"three stations have no ambulance"}}`),
			Entry(nil, `{"spec":{"supersedes":"earlier"}}`),
			Entry(nil, `{"spec":{"filedBy":"li"}}`),
		)

		It("cannot have its spec unset, to be set anew in a second step", func(ctx SpecContext) {
			Expect(patch(ctx, filed, types.MergePatchType, `{"spec":null}`)).To(framework.RefuseField("spec", "Required value"))
		})

		It("can have its labels and annotations changed", func(ctx SpecContext) {
			Expect(patch(ctx, filed, types.MergePatchType, `{"metadata":{"labels":{"a":"b"},"annotations":{"a":"b"}}}`)).To(Succeed())
		})
	})
})

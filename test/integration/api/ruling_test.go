// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"fmt"
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

// What is said of a field that does not fit the type of a ruling.
const (
	onReport     = "name the DutyReport that the ruling is on"
	eitherOr     = "name either the checkpoint, or in report the ExtensionRequest"
	noCheckpoint = "leave it out: %s is for the checkpoint of its report"
	onTheWhole   = "leave it out: %s is on the duty as a whole"
	noUntil      = "leave it out: only Extend and Waive last until a day"
)

const oneBody = "exactly one of the fields in [rulingDepartment parent] must be set"

var _ = Describe("A DutyRuling", func() {
	DescribeTable("is accepted with", accept,
		Entry("nothing but what it needs", ruling().Obj()),
		Entry("the parent's office", ruling().Parent("beijing").Obj()),
		Entry("a reason to accept", ruling().Reason("all 13 stations seen").Obj()),
		Entry("a return and its reason", ruling().Return(long(4000)).Obj()),
		Entry("a ruling that it supersedes", ruling().Supersedes("xc-09.1").Obj()),
		Entry("time on a request", ruling().Extend("2022-06").Obj()),
		Entry("time for a checkpoint", ruling().Extend("2022").Checkpoint("stations-2021").Reason("floods").Obj()),
		Entry("time until an instant", ruling().Extend("2022-06-30T12:00:00+08:00").Checkpoint("final").Obj()),
		Entry("a waiver on a request", ruling().Waive("the station was merged").Obj()),
		Entry("a waiver for a checkpoint, until a day", ruling().Waive("floods").Checkpoint("2022-04-16").Until("2023").Obj()),
		Entry("an interview of everyone who owes something", ruling().Interview("2022-06", "no report for two months").Obj()),
		Entry("an interview of one department, and when to look back", ruling().Interview("2022-06", "no report").
			Subject("police").LookBackAfter(wrappers.WorkingDays(20)).Parent("beijing").Obj()),
		Entry("an interview to look back at once", ruling().Interview("2022-06", "no report").LookBackAfter(wrappers.Days(0)).Obj()),
		Entry("a look-back that passed", ruling().LookBack(v1alpha1.LookBackPassed, "").Obj()),
		Entry("a look-back that passed, of a department, with a reason",
			ruling().LookBack(v1alpha1.LookBackPassed, "all seen").Subject("police").Obj()),
		Entry("a look-back that failed, and why", ruling().LookBack(v1alpha1.LookBackFailed, "one station is closed").Obj()),
		Entry("a look-back that replaces another", ruling().LookBack(v1alpha1.LookBackPassed, "").Supersedes("first").Obj()),
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
		Entry("an unknown type", raw(ruling().Obj(), set("type", "Forgive")), "spec.type", `"Forgive"`,
			`"Accept", "Return", "Extend", "Waive", "Interview", "LookBack"`),
		Entry("a report that is no name", ruling().Report("the first one").Obj(),
			"spec.report", `"the first one" is not the name of an object`),
		Entry("an empty reason", raw(ruling().Obj(), set("reason", "")), "spec.reason", "at least 1 chars"),
		Entry("a long reason", ruling().Return(long(4001)).Obj(), "spec.reason", "4000"),
		Entry("a ruling to supersede that is no name", ruling().Supersedes("the first one").Obj(),
			"spec.supersedes", `"the first one"`),
		Entry("nobody who files", raw(ruling().Obj(), without("filedBy")), "spec.filedBy", "Required value"),
		Entry("a long name of who files", ruling().FiledBy(strings.Repeat("a", 340)).Obj(), "spec.filedBy", "339"),
		Entry("no spec", withoutSpec(raw(ruling().Obj(), func(map[string]any) {})), "spec", "Required value"),
	)

	DescribeTable("is refused, for what its type asks for, with", refuse,
		Entry("an acceptance of nothing", ruling().OnDuty().Obj(), "spec.report", onReport),
		Entry("a return of nothing", ruling().Return("incomplete").OnDuty().Obj(), "spec.report", onReport),
		Entry("an interview on a report", ruling().Interview("2022-06", "no report").Report("report").Obj(),
			"spec.report", "leave it out: Interview is on the duty, not on a report"),
		Entry("a look-back on a report", ruling().LookBack(v1alpha1.LookBackPassed, "").Report("report").Obj(),
			"spec.report", "leave it out: LookBack is on the duty, not on a report"),

		Entry("an acceptance for a checkpoint", ruling().Checkpoint("final").Report("report").Obj(),
			"spec.checkpoint", fmt.Sprintf(noCheckpoint, "Accept")),
		Entry("a return for a checkpoint", ruling().Return("incomplete").Checkpoint("final").Report("report").Obj(),
			"spec.checkpoint", fmt.Sprintf(noCheckpoint, "Return")),
		Entry("time for a checkpoint beside the request", ruling().Extend("2022").Checkpoint("final").Report("report").Obj(),
			"spec.checkpoint", eitherOr),
		Entry("a waiver for a checkpoint beside the request", ruling().Waive("floods").Checkpoint("final").Report("report").Obj(),
			"spec.checkpoint", eitherOr),
		Entry("time for nothing", ruling().Extend("2022").OnDuty().Obj(), "spec.checkpoint", eitherOr),
		Entry("a waiver of nothing", ruling().Waive("floods").OnDuty().Obj(), "spec.checkpoint", eitherOr),
		Entry("an interview for a checkpoint", ruling().Interview("2022-06", "no report").Checkpoint("final").Obj(),
			"spec.checkpoint", fmt.Sprintf(onTheWhole, "Interview")),
		Entry("a look-back for a checkpoint", ruling().LookBack(v1alpha1.LookBackPassed, "").Checkpoint("final").Obj(),
			"spec.checkpoint", fmt.Sprintf(onTheWhole, "LookBack")),
		Entry("a checkpoint that is no name", ruling().Waive("floods").Checkpoint("first half").Obj(),
			"spec.checkpoint", `"first half" is not a checkpoint name`),

		Entry("time without an end", ruling().Extend("").Obj(), "spec.until", "say until when the time is extended"),
		Entry("time until no day", ruling().Extend("2022-02-30").Obj(), "spec.until", `"2022-02-30" is not a due date`),
		Entry("a waiver until no day", ruling().Waive("floods").Until("soon").Obj(), "spec.until", `"soon" is not a due date`),
		Entry("an acceptance until a day", ruling().Until("2022").Obj(), "spec.until", noUntil),
		Entry("a return until a day", ruling().Return("incomplete").Until("2022").Obj(), "spec.until", noUntil),
		Entry("an interview until a day", ruling().Interview("2022-06", "no report").Until("2022").Obj(), "spec.until", noUntil),
		Entry("a look-back until a day", ruling().LookBack(v1alpha1.LookBackPassed, "").Until("2022").Obj(), "spec.until", noUntil),

		Entry("an interview without a day to rectify by", ruling().Interview("", "no report").Obj(),
			"spec.rectifyBy", "say by when to rectify"),
		Entry("a day to rectify by that there is not", ruling().Interview("2022-13", "no report").Obj(),
			"spec.rectifyBy", `"2022-13" is not a due date`),
		Entry("a return by when to rectify", raw(ruling().Return("incomplete").Obj(), set("rectifyBy", "2022")),
			"spec.rectifyBy", "leave it out: only an Interview says by when to rectify"),
		Entry("a look-back by when to rectify", raw(ruling().LookBack(v1alpha1.LookBackFailed, "closed").Obj(), set("rectifyBy", "2022")),
			"spec.rectifyBy", "leave it out: only an Interview says by when to rectify"),
		Entry("an acceptance after which to look back", ruling().LookBackAfter(wrappers.Days(30)).Obj(),
			"spec.lookBackAfter", "leave it out: only an Interview says when to look back"),
		Entry("a look-back after which to look back", ruling().LookBack(v1alpha1.LookBackFailed, "closed").LookBackAfter(wrappers.Days(30)).Obj(),
			"spec.lookBackAfter", "leave it out: only an Interview says when to look back"),
		Entry("a time to look back in no unit", raw(ruling().Interview("2022-06", "no report").Obj(), set("lookBackAfter", map[string]any{})),
			"spec.lookBackAfter", oneUnit),

		Entry("a look-back without a result", raw(ruling().LookBack(v1alpha1.LookBackPassed, "").Obj(), without("result")),
			"spec.result", "say what was found: Passed or Failed"),
		Entry("a look-back with another result", ruling().LookBack("Partly", "half").Obj(), "spec.result", `"Partly"`, `"Passed", "Failed"`),
		Entry("an acceptance with a result", raw(ruling().Obj(), set("result", "Passed")),
			"spec.result", "leave it out: only a LookBack has a result"),
		Entry("an interview with a result", raw(ruling().Interview("2022-06", "no report").Obj(), set("result", "Failed")),
			"spec.result", "leave it out: only a LookBack has a result"),

		Entry("an acceptance of a department", ruling().Subject("police").Obj(),
			"spec.subject", "leave it out: only an Interview or a LookBack is of a department"),
		Entry("time for a department", ruling().Extend("2022").Subject("police").Obj(),
			"spec.subject", "leave it out: only an Interview or a LookBack is of a department"),
		Entry("a waiver for a department", ruling().Waive("floods").Subject("police").Obj(),
			"spec.subject", "leave it out: only an Interview or a LookBack is of a department"),
		Entry("an interview of a department by its local name", ruling().Interview("2022-06", "no report").Subject("公安").Obj(),
			"spec.subject", `"公安" is not a department code`),

		Entry("a return without a reason", ruling().Return("").Obj(), "spec.reason", "say why: Return needs a reason"),
		Entry("a waiver without a reason", ruling().Waive("").Obj(), "spec.reason", "say why: Waive needs a reason"),
		Entry("an interview without a reason", ruling().Interview("2022-06", "").Obj(), "spec.reason", "say why: Interview needs a reason"),
		Entry("a failed look-back without a reason", ruling().LookBack(v1alpha1.LookBackFailed, "").Obj(),
			"spec.reason", "say why: LookBack needs a reason"),
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
			Entry(nil, `{"spec":{"type":"Waive","until":"2022"}}`),
			Entry(nil, `{"spec":{"type":"LookBack","result":"Failed","report":null}}`),
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

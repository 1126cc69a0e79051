// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// duty begins a duty that is accepted.
func duty() *wrappers.DutyWrapper { return wrappers.Duty("duty").Namespace(namespace) }

// oneUnit is what is said of a Period in no unit, or in several.
const oneUnit = "exactly one of the fields in [days workingDays months] must be set"

var _ = Describe("A DepartmentDuty", func() {
	It("gets defaults", func(ctx SpecContext) {
		given := duty().Obj()
		create(ctx, given)
		Expect(given.Spec.Reporters).To(Equal(v1alpha1.ReportersLeads))
		Expect(given.Spec.Review).To(Equal(v1alpha1.ReviewRequired))
		Expect(given.Spec.WarnBefore).To(Equal(wrappers.Days(30)))
	})

	It("keeps what is given in place of a default", func(ctx SpecContext) {
		given := duty().Reporters(v1alpha1.ReportersAll).Review(v1alpha1.ReviewNone).WarnBefore(wrappers.Months(3)).Obj()
		create(ctx, given)
		Expect(given.Spec.Reporters).To(Equal(v1alpha1.ReportersAll))
		Expect(given.Spec.Review).To(Equal(v1alpha1.ReviewNone))
		Expect(given.Spec.WarnBefore).To(Equal(wrappers.Months(3)))
	})

	It("can be changed, since it is a plan", func(ctx SpecContext) {
		given := duty().Due("2021").Obj()
		create(ctx, given)
		given.Spec.Due = "2022-06"
		Expect(env.Admin.Update(ctx, given)).To(Succeed())
		Expect(given.Generation).To(BeEquivalentTo(2))
	})

	DescribeTable("is accepted with", accept,
		Entry("nothing but a title and a lead", duty().Obj()),
		Entry("a title of 200 characters", duty().Title(long(200)).Obj()),
		Entry("a description of 4000 characters", duty().Description(long(4000)).Obj()),
		Entry("a source", duty().Source("西政办发〔2022〕5号", "三（九）").Issued("2022-08-23").Obj()),
		Entry("as many departments as there may be", duty().
			Leads(numbered[v1alpha1.DepartmentName](20, "lead-%d")...).
			Participants(numbered[v1alpha1.DepartmentName](60, "participant-%d")...).Obj()),
		Entry("a complaint, and the institution it is about", duty().Kind(v1alpha1.SourceComplaint).Problem(long(1000)).
			Issued("2022-08-23").DueWithin(wrappers.WorkingDays(15)).About("clinic-17").Obj()),
		Entry("a risk warning of an institution", duty().Kind(v1alpha1.SourceRiskWarning).About("hospital.no-3").Obj()),
		Entry("a finding", duty().Kind(v1alpha1.SourceFinding).Obj()),
		Entry("a decision", duty().Kind(v1alpha1.SourceDecision).Source("联席会议纪要第3号", "4").Obj()),
		Entry("a plan that says that it is one", duty().Kind(v1alpha1.SourcePlan).Obj()),
		Entry("a time to complete it instead of a date", duty().DueWithin(wrappers.Months(3)).Obj()),
		Entry("a time to complete it that ends on the day of issue", duty().Issued("2022-08-23").DueWithin(wrappers.Days(0)).Obj()),
		Entry("warnings that never come", duty().WarnBefore(wrappers.Days(0)).Obj()),
		Entry("the longest warning in days", duty().WarnBefore(wrappers.Days(36500)).Obj()),
		Entry("the longest warning in working days", duty().WarnBefore(wrappers.WorkingDays(5000)).Obj()),
		Entry("the longest warning in months", duty().WarnBefore(wrappers.Months(1200)).Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("no title", duty().Title("").Obj(), "spec.title", "Required value"),
		Entry("an empty title", raw(duty().Obj(), set("title", "")), "spec.title", "at least 1 chars"),
		Entry("a long title", duty().Title(long(201)).Obj(), "spec.title", "200"),
		Entry("a title of two lines", duty().Title("建立\n制度").Obj(), "spec.title", controls),
		Entry("a title that turns the text around", duty().Title("建立\u202e制度").Obj(), "spec.title", controls),
		Entry("a title with a tab", duty().Title("建立\t制度").Obj(), "spec.title", controls),
		Entry("an empty description", raw(duty().Obj(), set("description", "")), "spec.description", "at least 1 chars"),
		Entry("a long description", duty().Description(long(4001)).Obj(), "spec.description", "4000"),
		Entry("a long document", duty().Source(long(201), "1").Obj(), "spec.source.document", "200"),
		Entry("a long item", duty().Source("西政办发〔2022〕5号", long(65)).Obj(), "spec.source.item", "64"),
		Entry("an empty source", raw(duty().Obj(), set("source", map[string]any{})), "spec.source", "at least 1 properties"),
		Entry("an empty document", raw(duty().Obj(), set("source", map[string]any{"document": ""})),
			"spec.source.document", "at least 1 chars"),
		Entry("an empty item", raw(duty().Obj(), set("source", map[string]any{"item": ""})),
			"spec.source.item", "at least 1 chars"),
		Entry("a source of another kind", duty().Kind("Rumour").Obj(),
			"spec.source.kind", `"Rumour"`, `"Plan", "Decision", "Finding", "Complaint", "RiskWarning"`),
		Entry("an empty problem", raw(duty().Obj(), set("source", map[string]any{"problem": ""})),
			"spec.source.problem", "at least 1 chars"),
		Entry("a long problem", duty().Problem(long(1001)).Obj(), "spec.source.problem", "1000"),
		Entry("being about nothing", raw(duty().Obj(), set("about", map[string]any{})), "spec.about", "at least 1 properties"),
		Entry("being about an institution by its title", duty().About("第三医院").Obj(),
			"spec.about.institution", `"第三医院" is not the name of an object`),
		Entry("both a date and a time to complete it", duty().Due("2022").DueWithin(wrappers.Months(3)).Obj(),
			"spec.dueWithin", "due says already by when: set one of the two"),
		Entry("a time to complete it in no unit", raw(duty().Obj(), set("dueWithin", map[string]any{})), "spec.dueWithin", oneUnit),
		Entry("a time to complete it in two units", raw(duty().Obj(), set("dueWithin", map[string]any{"workingDays": int64(1), "months": int64(1)})),
			"spec.dueWithin", oneUnit),
		Entry("a day of issue that is not on the calendar", duty().Issued("2022-02-30").Obj(),
			"spec.source.issued", `"2022-02-30" is not a day of the calendar`, `"2022-08-23"`),
		Entry("a day of issue in digits of another width", duty().Issued("2022-8-23").Obj(),
			"spec.source.issued", "at least 10 chars"),
		Entry("an instant of issue", duty().Issued("2022-08-23T00:00:00Z").Obj(), "spec.source.issued", "10"),
		Entry("no spec", withoutSpec(raw(duty().Obj(), func(map[string]any) {})), "spec", "Required value"),

		Entry("no leads", duty().Leads().Obj(), "spec.leads", "Required value"),
		Entry("empty leads", raw(duty().Obj(), set("leads", []any{})), "spec.leads", "at least 1 items"),
		Entry("too many leads", duty().Leads(numbered[v1alpha1.DepartmentName](21, "lead-%d")...).Obj(),
			"spec.leads", "at most 20 items"),
		Entry("a lead twice", duty().Leads("police", "police").Obj(), "spec.leads[1]", `Duplicate value: "police"`),
		Entry("a lead by its local name", duty().Leads("区卫生健康委").Obj(),
			"spec.leads[0]", `"区卫生健康委" is not a department code`, `"health-commission"`),
		Entry("a lead in capitals", duty().Leads("Police").Obj(), "spec.leads[0]", `"Police" is not a department code`),
		Entry("a lead with a colon, as the parent is named", duty().Leads("parent:beijing").Obj(),
			"spec.leads[0]", "not a department code"),
		Entry("a lead of 64 letters", duty().Leads(v1alpha1.DepartmentName(strings.Repeat("a", 64))).Obj(),
			"spec.leads[0]", "63"),
		Entry("empty participants", raw(duty().Obj(), set("participants", []any{})), "spec.participants", "at least 1 items"),
		Entry("too many participants", duty().Participants(numbered[v1alpha1.DepartmentName](61, "participant-%d")...).Obj(),
			"spec.participants", "at most 60 items"),
		Entry("a participant twice", duty().Participants("police", "police").Obj(),
			"spec.participants[1]", `Duplicate value: "police"`),
		Entry("a participant that is no code", duty().Participants("公安").Obj(),
			"spec.participants[0]", `"公安" is not a department code`),
		Entry("participants that also lead", duty().Leads("police", "health-commission", "finance").
			Participants("education", "finance", "police").Obj(),
			"spec.participants", `["finance", "police"] is already one of leads`, "name a department once"),

		Entry("unknown reporters", duty().Reporters("Participants").Obj(), "spec.reporters", `"Participants"`, `"Leads", "All"`),
		Entry("an unknown review", duty().Review("Optional").Obj(), "spec.review", `"Optional"`, `"Required", "None"`),

		Entry("a warning in no unit", raw(duty().Obj(), set("warnBefore", map[string]any{})),
			"spec.warnBefore", oneUnit),
		Entry("a warning in days and months", raw(duty().Obj(), set("warnBefore", map[string]any{"days": int64(1), "months": int64(1)})),
			"spec.warnBefore", oneUnit),
		Entry("a warning in days and working days", raw(duty().Obj(), set("warnBefore", map[string]any{"days": int64(1), "workingDays": int64(1)})),
			"spec.warnBefore", oneUnit),
		Entry("a warning in every unit", raw(duty().Obj(), set("warnBefore",
			map[string]any{"days": int64(0), "workingDays": int64(0), "months": int64(0)})), "spec.warnBefore", oneUnit),
		Entry("a warning of fewer than no working days", duty().WarnBefore(wrappers.WorkingDays(-1)).Obj(),
			"spec.warnBefore.workingDays", "-1", "0"),
		Entry("a warning of too many working days", duty().WarnBefore(wrappers.WorkingDays(5001)).Obj(),
			"spec.warnBefore.workingDays", "5001", "5000"),
		Entry("a warning of half a working day", raw(duty().Obj(), set("warnBefore", map[string]any{"workingDays": 0.5})),
			"spec.warnBefore.workingDays", "must be of type int32"),
		Entry("a warning of fewer than no days", duty().WarnBefore(wrappers.Days(-1)).Obj(), "spec.warnBefore.days", "-1", "0"),
		Entry("a warning of too many days", duty().WarnBefore(wrappers.Days(36501)).Obj(),
			"spec.warnBefore.days", "36501", "36500"),
		Entry("a warning of fewer than no months", duty().WarnBefore(wrappers.Months(-1)).Obj(),
			"spec.warnBefore.months", "-1", "0"),
		Entry("a warning of too many months", duty().WarnBefore(wrappers.Months(1201)).Obj(),
			"spec.warnBefore.months", "1201", "1200"),
		Entry("a warning of half a day", raw(duty().Obj(), set("warnBefore", map[string]any{"days": 0.5})),
			"spec.warnBefore.days", "must be of type int32"),
	)

	DescribeTable("is accepted when due", func(ctx SpecContext, due v1alpha1.DueDate) { accept(ctx, duty().Due(due).Obj()) },
		EntryDescription("%q"),
		Entry(nil, v1alpha1.DueDate("2021")),
		Entry(nil, v1alpha1.DueDate("2021-04")),
		Entry(nil, v1alpha1.DueDate("2021-12")),
		Entry(nil, v1alpha1.DueDate("2021-04-15")),
		Entry(nil, v1alpha1.DueDate("2020-02-29")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T17:00:00+08:00")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T17:00:00-03:30")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T23:59:59Z")),
	)

	DescribeTable("is refused when due", func(ctx SpecContext, due v1alpha1.DueDate) {
		refuse(ctx, duty().Due(due).Obj(), "spec.due", `"`+string(due)+`" is not a due date`,
			`"2021-04-15" (until the end of the day)`, `"2021-04" (of the month)`, `"2021" (of the year)`, "RFC 3339 instant with whole seconds")
	},
		EntryDescription("%q"),
		Entry(nil, v1alpha1.DueDate("2021-13")),
		Entry(nil, v1alpha1.DueDate("2021-00")),
		Entry(nil, v1alpha1.DueDate("2021-02-30")),
		Entry(nil, v1alpha1.DueDate("2021-02-29")),
		Entry(nil, v1alpha1.DueDate("2021-04-31")),
		Entry(nil, v1alpha1.DueDate("2021-04-00")),
		Entry(nil, v1alpha1.DueDate("2021-2-3")),
		Entry(nil, v1alpha1.DueDate("2021-4")),
		Entry(nil, v1alpha1.DueDate("20210415")),
		Entry(nil, v1alpha1.DueDate("2021/04/15")),
		Entry(nil, v1alpha1.DueDate("2021年4月")),
		Entry(nil, v1alpha1.DueDate("0021")),
		Entry(nil, v1alpha1.DueDate("year")),
		Entry(nil, v1alpha1.DueDate("2021-04-15 ")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T17:00")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T17:00:00")),
		Entry(nil, v1alpha1.DueDate("2021-04-15t17:00:00z")),
		Entry(nil, v1alpha1.DueDate("2021-04-15 17:00:00Z")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T24:00:00Z")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T17:60:00Z")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T17:00:60Z")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T17:00:00.5Z")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T17:00:00+24:00")),
		Entry(nil, v1alpha1.DueDate("2021-04-15T17:00:00+0800")),
		Entry(nil, v1alpha1.DueDate("2021-02-30T17:00:00Z")),
	)

	DescribeTable("is refused when due in a form of another size or type, such as", refuse,
		Entry("2021, unquoted", raw(duty().Obj(), set("due", int64(2021))), "spec.due", `"integer"`, "must be of type string"),
		Entry("2021.5, unquoted", raw(duty().Obj(), set("due", 2021.5)), "spec.due", "must be of type string"),
		Entry("nothing between quotes", raw(duty().Obj(), set("due", "")), "spec.due", "at least 4 chars"),
		Entry("a fraction of a second", duty().Due("2021-04-15T17:00:00.000+08:00").Obj(), "spec.due", "25"),
	)

	DescribeTable("is found by", func(ctx SpecContext, field, value string) {
		given := duty().Kind(v1alpha1.SourceComplaint).Origin("jilin", "d").Obj()
		create(ctx, given)
		other := wrappers.Duty("other").Namespace(namespace).Kind(v1alpha1.SourceFinding).Origin("beijing", "d").Obj()
		create(ctx, other)
		var found v1alpha1.DepartmentDutyList
		Expect(env.Admin.List(ctx, &found, client.InNamespace(namespace), client.MatchingFields{field: value})).To(Succeed())
		Expect(found.Items).To(HaveLen(1))
		Expect(found.Items[0].Name).To(Equal(given.Name))
	},
		Entry("the kind of its source", "spec.source.kind", "Complaint"),
		Entry("the region that hands it down", "spec.origin.jurisdiction", "jilin"),
	)

	It("has room in its status for every list at its longest", func(ctx SpecContext) {
		given := duty().Obj()
		create(ctx, given)
		given.Status = fullStatus(0)
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
	})

	It("is refused a status whose lists are longer", func(ctx SpecContext) {
		given := duty().Obj()
		create(ctx, given)
		given.Status = fullStatus(1)
		Expect(env.Admin.Status().Update(ctx, given)).To(SatisfyAll(
			framework.RefuseField("status.conditions", "at most 16 items"),
			framework.RefuseField("status.checkpoints", "at most 256 items"),
			framework.RefuseField("status.departments", "at most 80 items"),
			framework.RefuseField("status.interviews", "at most 20 items"),
			framework.RefuseField("status.cascade.worst", "at most 20 items"),
			framework.RefuseField("status.cascade.problems", "at most 20 items"),
			framework.RefuseField("status.cycles", "at most 100 items"),
			framework.RefuseField("status.rungs", "at most 200 items"),
			framework.RefuseField("status.receipts", "at most 1000 items"),
			framework.RefuseField("status.misses", "at most 100 items"),
		))
	})
})

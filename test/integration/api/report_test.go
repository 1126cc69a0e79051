// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// report begins a report that is accepted.
func report() *wrappers.ReportWrapper { return wrappers.Report("report").Namespace(namespace) }

// received is a report whose receipt is attested in the text that is given.
func received(at string) client.Object { return raw(report().Obj(), set("receivedTime", at)) }

// someDigest looks like the SHA-256 of a document.
var someDigest = strings.Repeat("0123456789abcdef", 4)

var _ = Describe("A DutyReport", func() {
	DescribeTable("is accepted with", accept,
		Entry("nothing but what it needs", report().Obj()),
		Entry("progress", report().Progress().Quantity(0).Obj()),
		Entry("a request for time until a day", report().ExtensionRequest("2022-06-30").Obj()),
		Entry("a request for time until an instant", report().ExtensionRequest("2022-06-30T12:00:00+08:00").Checkpoint("stations-2021").Obj()),
		Entry("a request that leaves it open until when", report().ExtensionRequest("").Obj()),
		Entry("the checkpoint of a cycle", report().Checkpoint("2022-04-16").Obj()),
		Entry("the checkpoint of the duty itself", report().Checkpoint(v1alpha1.CheckpointFinal).Obj()),
		Entry("the checkpoint of a milestone", report().Checkpoint("stations-2021").Quantity(1_000_000_000).Obj()),
		Entry("a statement of 4000 characters", report().Statement(long(4000)).Obj()),
		Entry("evidence", report().Evidence("https://www.bjxch.gov.cn/a?b=c", someDigest, long(200)).Evidence("urn:doc:1", "", "").Obj()),
		Entry("a report that it supersedes", report().Supersedes("xc-09.1").Obj()),
		Entry("a receipt that is attested", report().Received(time.Date(2020, 12, 31, 15, 59, 59, 0, time.UTC)).Obj()),
		Entry("a receipt with an offset", received("2020-12-31T23:59:59+08:00")),
		Entry("a service account that files", report().FiledBy("system:serviceaccount:region-xicheng:archive").Obj()),
		Entry("the longest name of a service account", report().FiledBy("system:serviceaccount:"+strings.Repeat("a", 63)+":"+strings.Repeat("b", 253)).Obj()),
		Entry("a name that the API server makes", report().GenerateName("xc-09-").Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("no duty", raw(report().Obj(), without("dutyRef")), "spec.dutyRef", "Required value"),
		Entry("a duty without a name", raw(report().Obj(), set("dutyRef", map[string]any{})),
			"spec.dutyRef.name", "Required value"),
		Entry("a duty in another namespace", report().Duty("region-beijing/xc-09").Obj(),
			"spec.dutyRef.name", `"region-beijing/xc-09" is not the name of an object`, "lower-case letters, digits, hyphens and dots"),
		Entry("a duty with a long name", report().Duty(v1alpha1.ObjectName(strings.Repeat("a", 254))).Obj(),
			"spec.dutyRef.name", "253"),
		Entry("no department", raw(report().Obj(), without("department")), "spec.department", "Required value"),
		Entry("a department by its local name", report().Department("公安").Obj(),
			"spec.department", `"公安" is not a department code`),
		Entry("the parent as its department", report().Department("parent:beijing").Obj(),
			"spec.department", "not a department code"),
		Entry("a checkpoint of two words", report().Checkpoint("first half").Obj(),
			"spec.checkpoint", `"first half" is not a checkpoint name`, `"final"`),
		Entry("no type", raw(report().Obj(), without("type")), "spec.type", "Required value"),
		Entry("an unknown type", raw(report().Obj(), set("type", "Complaint")),
			"spec.type", `"Complaint"`, `"Progress", "Completion", "ExtensionRequest"`),
		Entry("progress until a day", raw(report().Progress().Obj(), set("until", "2022")),
			"spec.until", "only an ExtensionRequest asks for time"),
		Entry("a completion until a day", raw(report().Obj(), set("until", "2022")),
			"spec.until", "only an ExtensionRequest asks for time"),
		Entry("a request until a day that there is not", report().ExtensionRequest("2022-02-30").Obj(),
			"spec.until", `"2022-02-30" is not a due date`),
		Entry("a request until a year without quotes", raw(report().ExtensionRequest("").Obj(), set("until", int64(2022))),
			"spec.until", "must be of type string"),
		Entry("no statement", report().Statement("").Obj(), "spec.statement", "Required value"),
		Entry("an empty statement", raw(report().Obj(), set("statement", "")), "spec.statement", "at least 1 chars"),
		Entry("a long statement", report().Statement(long(4001)).Obj(), "spec.statement", "4000"),
		Entry("a quantity below nothing", report().Quantity(-1).Obj(), "spec.quantity", "-1", "0"),
		Entry("a quantity beyond all measure", report().Quantity(1_000_000_001).Obj(),
			"spec.quantity", "1000000001", "1000000000"),
		Entry("half a quantity", raw(report().Obj(), set("quantity", 0.5)), "spec.quantity", "must be of type int64"),
		Entry("a quantity in quotes", raw(report().Obj(), set("quantity", "4")), "spec.quantity", "integer"),

		Entry("empty evidence", raw(report().Obj(), set("evidence", []any{})), "spec.evidence", "at least 1 items"),
		Entry("too much evidence", func() client.Object {
			w := report()
			for _, uri := range numbered[string](33, "urn:doc:%d") {
				w.Evidence(uri, "", "")
			}
			return w.Obj()
		}(), "spec.evidence", "at most 32 items"),
		Entry("evidence without a place", raw(report().Obj(), set("evidence", []any{map[string]any{"title": "a paper"}})),
			"spec.evidence[0].uri", "Required value"),
		Entry("evidence that is a path", report().Evidence("/home/wei/report.pdf", "", "").Obj(),
			"spec.evidence[0].uri", `"/home/wei/report.pdf" is not a URI`, `"https:"`),
		Entry("evidence with a long place", report().Evidence("urn:"+strings.Repeat("a", 1021), "", "").Obj(),
			"spec.evidence[0].uri", "1024"),
		Entry("a digest in capitals", report().Evidence("urn:doc:1", strings.ToUpper(someDigest), "").Obj(),
			"spec.evidence[0].sha256", "64 lower-case hexadecimal digits"),
		Entry("a digest that is short", report().Evidence("urn:doc:1", someDigest[1:], "").Obj(),
			"spec.evidence[0].sha256", "64 lower-case hexadecimal digits"),
		Entry("a digest that is long", report().Evidence("urn:doc:1", someDigest+"0", "").Obj(), "spec.evidence[0].sha256", "64"),
		Entry("a long title of evidence", report().Evidence("urn:doc:1", "", long(201)).Obj(), "spec.evidence[0].title", "200"),
		Entry("a report to supersede that is no name", report().Supersedes("the first one").Obj(),
			"spec.supersedes", `"the first one" is not the name of an object`),

		Entry("nobody who files", raw(report().Obj(), without("filedBy")), "spec.filedBy", "Required value"),
		Entry("an empty name of who files", raw(report().Obj(), set("filedBy", "")), "spec.filedBy", "at least 1 chars"),
		Entry("a long name of who files", report().FiledBy(strings.Repeat("a", 340)).Obj(), "spec.filedBy", "339"),
		Entry("no spec", withoutSpec(raw(report().Obj(), func(map[string]any) {})), "spec", "Required value"),
	)

	// The format date-time admits more than clients can decode; one such report would blind every client that lists
	// reports.
	DescribeTable("is refused with a receipt written as", func(ctx SpecContext, at string) {
		refuse(ctx, received(at), "spec.receivedTime", at)
	},
		EntryDescription("%q"),
		Entry(nil, "2021-04-15"),
		Entry(nil, "2021-04-15T10:00:00"),
		Entry(nil, "2021-04-15t10:00:00z"),
		Entry(nil, "2021-04-15T10:00:00.5Z"),
		Entry(nil, "2021-04-15T10:00:00x5Z"),
		Entry(nil, "2021-04-15T10:00:00Zt"),
		Entry(nil, "2021-04-15T10:00:00+99:99"),
		Entry(nil, "2021-04-15T24:00:00Z"),
		Entry(nil, "2021-02-30T10:00:00Z"),
		Entry(nil, "0000-01-01T00:00:00+08:00"),
	)

	It("begins without a status, whatever its author writes there", func(ctx SpecContext) {
		given := report().Status(v1alpha1.RecordStatus{
			Verdict: v1alpha1.VerdictAccepted, ReceivedTime: new(metav1.NewTime(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))),
		}).Obj()
		create(ctx, given)
		Expect(given.Status).To(Equal(v1alpha1.RecordStatus{}))
	})

	Describe("once filed", func() {
		var filed *v1alpha1.DutyReport

		BeforeEach(func(ctx SpecContext) {
			filed = report().Checkpoint("stations-2021").Quantity(4).
				Evidence("urn:doc:1", someDigest, "one").Evidence("urn:doc:2", "", "two").Obj()
			create(ctx, filed)
		})

		DescribeTable("cannot be changed by", func(ctx SpecContext, change string) {
			Expect(patch(ctx, filed, types.MergePatchType, change)).
				To(framework.RefuseField("spec", "a DutyReport cannot be changed: file another that supersedes it"))
		},
			EntryDescription("%s"),
			Entry(nil, `{"spec":{"dutyRef":{"name":"other"}}}`),
			Entry(nil, `{"spec":{"department":"police"}}`),
			Entry(nil, `{"spec":{"checkpoint":"final"}}`),
			Entry(nil, `{"spec":{"checkpoint":null}}`),
			Entry(nil, `{"spec":{"type":"Progress"}}`),
			Entry(nil, `{"spec":{"type":"ExtensionRequest","until":"2022"}}`),
			Entry(nil, `{"spec":{"statement":"more"}}`),
			Entry(nil, `{"spec":{"quantity":13}}`),
			Entry(nil, `{"spec":{"quantity":null}}`),
			Entry(nil, `{"spec":{"supersedes":"earlier"}}`),
			Entry(nil, `{"spec":{"receivedTime":"2020-01-01T00:00:00Z"}}`),
			Entry(nil, `{"spec":{"filedBy":"li"}}`),
			Entry(nil, `{"spec":{"evidence":null}}`),
			Entry(nil, `{"spec":{"evidence":[{"uri":"urn:doc:2","title":"two"},{"uri":"urn:doc:1","sha256":"`+someDigest+`","title":"one"}]}}`),
			Entry(nil, `{"spec":{"evidence":[{"uri":"urn:doc:1","sha256":"`+someDigest+`","title":"one"}]}}`),
		)

		DescribeTable("cannot have its spec unset, to be set anew in a second step", func(ctx SpecContext, patchType types.PatchType, change string) {
			Expect(patch(ctx, filed, patchType, change)).To(framework.RefuseField("spec", "Required value"))
		},
			Entry("by removal", types.JSONPatchType, `[{"op":"remove","path":"/spec"}]`),
			Entry("by null", types.MergePatchType, `{"spec":null}`),
		)

		It("cannot have its spec changed by way of its status", func(ctx SpecContext) {
			changed := filed.DeepCopy()
			changed.Spec.Statement = "more"
			changed.Status.Verdict = v1alpha1.VerdictUnderReview
			Expect(env.Admin.Status().Update(ctx, changed)).To(Succeed())
			Expect(changed.Spec).To(Equal(filed.Spec))
		})

		It("can have its labels and annotations changed", func(ctx SpecContext) {
			Expect(patch(ctx, filed, types.MergePatchType, `{"metadata":{"labels":{"a":"b"},"annotations":{"a":"b"}}}`)).To(Succeed())
		})

		It("can be applied again as it is", func(ctx SpecContext) {
			Expect(env.Admin.Update(ctx, filed)).To(Succeed())
			Expect(filed.Generation).To(BeEquivalentTo(1))
		})
	})

	DescribeTable("is refused a status with", func(ctx SpecContext, change, field string, saying ...string) {
		create(ctx, report().Obj())
		err := env.Admin.Status().Patch(ctx, report().Obj(), client.RawPatch(types.MergePatchType, []byte(change)))
		Expect(err).To(framework.RefuseField(field, saying...))
	},
		Entry("nothing in it", `{"status":{}}`, "status", "at least 1 properties"),
		Entry("an unknown verdict", `{"status":{"verdict":"Lost"}}`, "status.verdict", `"Lost"`, `"UnderReview"`),
		Entry("no generation", `{"status":{"observedGeneration":0}}`, "status.observedGeneration", "0"),
		Entry("a checkpoint that is no name", `{"status":{"checkpoint":"first half"}}`, "status.checkpoint", `"first half"`),
	)
})

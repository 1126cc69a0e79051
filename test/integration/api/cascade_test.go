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

// handedDown is a duty with this cascade.
func handedDown(cascade *wrappers.CascadeWrapper) client.Object { return duty().Cascade(cascade).Obj() }

// withCascade is a duty whose cascade JSON has so.
func withCascade(fields map[string]any) client.Object {
	return raw(duty().Obj(), set("cascade", fields))
}

// named is a duty of a name with a cascade.
func named(name string) client.Object {
	return wrappers.Duty(name).Namespace(namespace).Cascade(wrappers.Cascade()).Obj()
}

// copied is a duty that was handed down.
func copied() *wrappers.DutyWrapper { return duty().Origin("jilin", "jl-03") }

// withOrigin is a duty whose origin JSON has so.
func withOrigin(fields map[string]any) client.Object { return raw(duty().Obj(), set("origin", fields)) }

// dotted is what somebody reads who gives the name of a copy to what is none.
const dotted = "holds a dot: such names are for duties that are handed down, which bear the name of the region that does before " +
	"the dot; use letters, digits and hyphens"

const tooLong = "is too long to be handed down: it becomes the value of a label, of at most 63 characters"

var _ = Describe("The cascade of a DepartmentDuty", func() {
	It("waits for every copy unless declared otherwise", func(ctx SpecContext) {
		given := withCascade(map[string]any{"levels": []any{"County"}})
		create(ctx, given)
		Expect(framework.Get(ctx, env.Admin, duty().Obj()).Spec.Cascade.Complete).To(Equal(v1alpha1.CascadeCompleteAll))
	})

	It("reaches all regions below where nothing of it is declared but the braces", func(ctx SpecContext) {
		given := withCascade(map[string]any{})
		create(ctx, given)
		Expect(framework.Get(ctx, env.Admin, duty().Obj()).Spec.Cascade).
			To(Equal(v1alpha1.Cascade{Complete: v1alpha1.CascadeCompleteAll}))
	})

	DescribeTable("is accepted with", accept,
		Entry("levels", handedDown(wrappers.Cascade(v1alpha1.LevelPrefecture, v1alpha1.LevelCounty, v1alpha1.LevelTownship))),
		Entry("labels", handedDown(wrappers.Cascade().Matching("supervision/pilot", "yes"))),
		Entry("an expression of labels", handedDown(wrappers.Cascade().Selector(metav1.LabelSelector{
			MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "pilot", Operator: metav1.LabelSelectorOpExists}},
		}))),
		Entry("an offset in working days", handedDown(wrappers.Cascade().DueOffset(wrappers.WorkingDays(10)))),
		Entry("nothing asked of the copies", handedDown(wrappers.Cascade().Complete(v1alpha1.CascadeCompleteOwn))),
		Entry("the longest name", named(strings.Repeat("a", 63))),
	)

	DescribeTable("is refused with", refuse,
		Entry("empty levels", withCascade(map[string]any{"levels": []any{}}), "spec.cascade.levels", "at least 1 items"),
		Entry("too many levels", handedDown(wrappers.Cascade("Province", "Prefecture", "County", "Township")),
			"spec.cascade.levels", "at most 3 items"),
		Entry("a level twice", handedDown(wrappers.Cascade("County", "County")), "spec.cascade.levels[1]", "Duplicate value"),
		Entry("another level", handedDown(wrappers.Cascade("Village")), "spec.cascade.levels[0]", `"Village"`, `"County"`),
		Entry("an offset in no unit", withCascade(map[string]any{"dueOffset": map[string]any{}}), "spec.cascade.dueOffset", oneUnit),
		Entry("an offset in two units", withCascade(map[string]any{"dueOffset": map[string]any{"days": int64(1), "months": int64(1)}}),
			"spec.cascade.dueOffset", oneUnit),
		Entry("a part of the copies", handedDown(wrappers.Cascade().Complete("Most")), "spec.cascade.complete", `"Most"`, `"All", "Own"`),
		Entry("an origin", copied().Cascade(wrappers.Cascade()).Obj(), "spec.cascade",
			"what was handed down is not handed on: the region that handed it down names all that get a copy"),
		Entry("a name of 64 letters", named(strings.Repeat("a", 64)),
			nowhere, `metadata.name "`+strings.Repeat("a", 64)+`" `+tooLong),
	)

	It("is not added to a duty of a long name later", func(ctx SpecContext) {
		given := wrappers.Duty(strings.Repeat("a", 64)).Namespace(namespace).Obj()
		create(ctx, given)
		Expect(patch(ctx, given, types.MergePatchType, `{"spec":{"cascade":{"levels":["County"]}}}`)).
			To(framework.RefuseField(nowhere, tooLong))
	})
})

var _ = Describe("The copy of a DepartmentDuty", func() {
	DescribeTable("is accepted", accept,
		Entry("under the name that the operator gives it", func() client.Object {
			w := wrappers.Duty(strings.Repeat("j", 56) + "." + strings.Repeat("d", 63)).Namespace(namespace)
			return w.Origin(v1alpha1.JurisdictionName(strings.Repeat("j", 56)), v1alpha1.ObjectName(strings.Repeat("d", 63))).Obj()
		}()),
		Entry("under the name of a region and a duty", wrappers.Duty("jilin.task-09").Namespace(namespace).Origin("jilin", "task-09").Obj()),
		Entry("under a name without a dot", copied().Obj()),
		Entry("withdrawn", copied().Withdrawn(time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)).Obj()),
		Entry("of a region that chose its namespace", copied().OriginNamespace("region-jl").Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("no region", withOrigin(map[string]any{"namespace": "region-jilin", "name": "jl-03"}),
			"spec.origin.jurisdiction", "Required value"),
		Entry("a region that is no name", withOrigin(map[string]any{"jurisdiction": "Jilin", "namespace": "region-jilin", "name": "jl-03"}),
			"spec.origin.jurisdiction", `"Jilin" is not the name of a jurisdiction`),
		Entry("no namespace", withOrigin(map[string]any{"jurisdiction": "jilin", "name": "jl-03"}),
			"spec.origin.namespace", "Required value"),
		Entry("a long namespace", copied().OriginNamespace(strings.Repeat("a", 64)).Obj(), "spec.origin.namespace", "63"),
		Entry("no duty", withOrigin(map[string]any{"jurisdiction": "jilin", "namespace": "region-jilin"}),
			"spec.origin.name", "Required value"),
		Entry("a duty that is no name", copied().Origin("jilin", "the third").Obj(),
			"spec.origin.name", `"the third" is not the name of an object`),
		Entry("a withdrawal, and neither an origin nor a decision", duty().Withdrawn(time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)).Obj(),
			"spec.withdrawnTime", "only a copy, or the duty of a decision, is withdrawn: a region takes a duty of its own out of its plan"),
	)

	DescribeTable("has its name for itself:", refuse,
		Entry("from a duty of the region", wrappers.Duty("jilin.task-09").Namespace(namespace).Obj(),
			nowhere, `metadata.name "jilin.task-09" `+dotted),
		Entry("from one that is handed down", named("jilin.task-09"), nowhere, `metadata.name "jilin.task-09" `+dotted),
		Entry("from one that has the labels of a copy", wrappers.Duty("jilin.task-09").Namespace(namespace).
			Label(v1alpha1.LabelOriginJurisdiction, "jilin").Label(v1alpha1.LabelOriginDuty, "task-09").Obj(),
			nowhere, `metadata.name "jilin.task-09" `+dotted),
		Entry("from a name with more than one dot", wrappers.Duty("a.b.c").Namespace(namespace).Obj(), nowhere, `metadata.name "a.b.c" `+dotted),
	)

	It("stays one, and may become no duty of the region under its name", func(ctx SpecContext) {
		given := wrappers.Duty("jilin.task-09").Namespace(namespace).Origin("jilin", "task-09").Obj()
		create(ctx, given)
		Expect(patch(ctx, given, types.MergePatchType, `{"spec":{"origin":null}}`)).To(framework.RefuseField(nowhere, dotted))
	})

	// As of a receipt: what clients cannot decode would blind them to every duty.
	DescribeTable("is refused when withdrawn at", func(ctx SpecContext, at string) {
		refuse(ctx, raw(copied().Obj(), set("withdrawnTime", at)), "spec.withdrawnTime", at)
	},
		EntryDescription("%q"),
		Entry(nil, "2021-04-15"),
		Entry(nil, "2021-04-15T10:00:00"),
		Entry(nil, "2021-02-30T10:00:00Z"),
		Entry(nil, "2021-04-15T24:00:00Z"),
		Entry(nil, "2021-04-15T10:00:00x5Z"),
		Entry(nil, "2021-04-15t10:00:00z"),
		Entry(nil, "2021-04-15T10:00:00Zt"),
		Entry(nil, "2021-04-15T10:00:00+99:99"),
		Entry(nil, "0000-01-01T00:00:00+08:00"),
	)
})

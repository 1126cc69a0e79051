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

// withScopes is a jurisdiction with so many scopes.
func withScopes(n int) *v1alpha1.Jurisdiction {
	return region().Scopes(numbered[v1alpha1.ScopeName](n, "scope-%d")...).Obj()
}

// withGrids is a jurisdiction with so many grids, each as full as it may be.
func withGrids(n int) *v1alpha1.Jurisdiction {
	w := region()
	for i := range n {
		w.Grid(wrappers.Grid(fmt.Sprintf("xc-%d", i)).Staff(numbered[string](64, "员%d")...).
			Responsibilities(numbered[string](32, "责%d")...))
	}
	return w.Obj()
}

// withGrid is a jurisdiction with one grid.
func withGrid(grid *wrappers.GridWrapper) *v1alpha1.Jurisdiction { return region().Grid(grid).Obj() }

// namespaced is a jurisdiction with these fields of its namespace, as JSON has it.
func namespaced(fields map[string]any) func(map[string]any) { return set("namespace", fields) }

const ownCalendar = "is the region's own namespace: a region does not set its own working days"

var _ = Describe("What a Jurisdiction answers for", func() {
	DescribeTable("is accepted with", accept,
		Entry("as many scopes as there may be", withScopes(100)),
		Entry("as many grids as there may be", withGrids(500)),
		Entry("a grid without people, which is told in its status", withGrid(wrappers.Grid("新街口-01"))),
		Entry("the least staff", region().Staff(0, 0, 0).MinimumStaff(1).Obj()),
		Entry("the most staff", region().Staff(1_000_000, 1_000_000, 1_000_000).MinimumStaff(1_000_000).Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("empty scopes", raw(region().Obj(), set("scopes", []any{})), "spec.scopes", "at least 1 items"),
		Entry("too many scopes", withScopes(101), "spec.scopes", "at most 100 items"),
		Entry("a scope twice", region().Scopes("medical", "medical").Obj(), "spec.scopes[1]", "Duplicate value"),
		Entry("a scope by its title", region().Scopes("医疗").Obj(), "spec.scopes[0].name", `"医疗" is not the name of a scope`, `"public-health"`),
		Entry("a scope without a title", raw(region().Obj(), set("scopes", []any{map[string]any{"name": "medical"}})),
			"spec.scopes[0].title", "Required value"),
		Entry("a scope with a long title", raw(region().Obj(), set("scopes", []any{map[string]any{"name": "a", "title": long(201)}})),
			"spec.scopes[0].title", "200"),

		Entry("empty grids", raw(region().Obj(), set("grids", []any{})), "spec.grids", "at least 1 items"),
		Entry("too many grids", withGrids(501), "spec.grids", "at most 500 items"),
		Entry("a grid twice", region().Grid(wrappers.Grid("a")).Grid(wrappers.Grid("a")).Obj(), "spec.grids[1]", "Duplicate value"),
		Entry("a grid with a long code", withGrid(wrappers.Grid(strings.Repeat("a", 64))), "spec.grids[0].code", "63"),
		Entry("a grid without a title", raw(region().Obj(), set("grids", []any{map[string]any{"code": "a"}})),
			"spec.grids[0].title", "Required value"),
		Entry("too many people in a grid", withGrid(wrappers.Grid("a").Staff(numbered[string](65, "员%d")...)),
			"spec.grids[0].staff", "at most 64 items"),
		Entry("one of the people twice", withGrid(wrappers.Grid("a").Staff("王伟", "王伟")), "spec.grids[0].staff[1]", "Duplicate value"),
		Entry("a long name of one of them", withGrid(wrappers.Grid("a").Staff(long(101))), "spec.grids[0].staff[0]", "100"),
		Entry("no people in the list", raw(region().Obj(), set("grids", []any{map[string]any{"code": "a", "title": "a", "staff": []any{}}})),
			"spec.grids[0].staff", "at least 1 items"),
		Entry("too many responsibilities", withGrid(wrappers.Grid("a").Responsibilities(numbered[string](33, "责%d")...)),
			"spec.grids[0].responsibilities", "at most 32 items"),
		Entry("a long responsibility", withGrid(wrappers.Grid("a").Responsibilities(long(201))), "spec.grids[0].responsibilities[0]", "200"),

		Entry("staffing of nothing", raw(region().Obj(), set("staffing", map[string]any{})), "spec.staffing", "at least 1 properties"),
		Entry("a minimum of nobody", raw(region().Obj(), set("staffing", map[string]any{"minimum": int64(0)})), "spec.staffing.minimum", "0", "1"),
		Entry("a minimum beyond all measure", region().MinimumStaff(1_000_001).Obj(), "spec.staffing.minimum", "1000001", "1000000"),
		Entry("fewer officers than none", region().Staff(-1, 0, 0).Obj(), "spec.staffing.administrative", "-1", "0"),
		Entry("a smaller team than none", region().Staff(0, -1, 0).Obj(), "spec.staffing.team", "-1", "0"),
		Entry("fewer assistants than none", region().Staff(0, 0, -1).Obj(), "spec.staffing.auxiliary", "-1", "0"),
		Entry("more assistants than people", region().Staff(0, 0, 1_000_001).Obj(), "spec.staffing.auxiliary", "1000001", "1000000"),
	)
})

var _ = Describe("The namespace of a Jurisdiction", func() {
	It("is isolated and retained unless declared otherwise", func(ctx SpecContext) {
		given := region().NamespaceLabel("a", "b").Obj()
		create(ctx, given)
		Expect(given.Spec.Namespace.Isolation).To(Equal(v1alpha1.IsolationIsolated))
		Expect(given.Spec.Namespace.DeletionPolicy).To(Equal(v1alpha1.DeletionRetain))
	})

	It("gets its defaults also where nothing of it is declared but the braces", func(ctx SpecContext) {
		given := raw(region().Obj(), namespaced(map[string]any{}))
		create(ctx, given)
		stored := framework.Get(ctx, env.Admin, region().Obj())
		Expect(stored.Spec.Namespace).To(Equal(v1alpha1.RegionNamespace{
			Isolation: v1alpha1.IsolationIsolated, DeletionPolicy: v1alpha1.DeletionRetain,
		}))
	})

	DescribeTable("is accepted with", accept,
		Entry("no bounds", region().Isolation(v1alpha1.IsolationOpen).DeletionPolicy(v1alpha1.DeletionDelete).Obj()),
		Entry("the defaults spelled out", region().Isolation(v1alpha1.IsolationIsolated).DeletionPolicy(v1alpha1.DeletionRetain).Obj()),
		Entry("a quota", region().Quota(v1alpha1.NamespaceQuota{
			Pods: new(int32(1_000_000)), Requests: wrappers.Amounts("4", "8Gi"), Limits: wrappers.Amounts("8", "16Gi"),
		}).Obj()),
		Entry("a quota of nothing at all", region().Quota(v1alpha1.NamespaceQuota{Pods: new(int32(0))}).Obj()),
		Entry("a quota of one amount", region().Quota(v1alpha1.NamespaceQuota{Limits: wrappers.Amounts("", "16Gi")}).Obj()),
	)

	DescribeTable("is refused with", refuse,
		Entry("another isolation", region().Isolation("Private").Obj(), "spec.namespace.isolation", `"Private"`, `"Isolated", "Open"`),
		Entry("another policy", region().DeletionPolicy("Orphan").Obj(),
			"spec.namespace.deletionPolicy", `"Orphan"`, `"Retain", "Delete"`),
		Entry("an empty quota", raw(region().Obj(), namespaced(map[string]any{"quota": map[string]any{}})),
			"spec.namespace.quota", "at least 1 properties"),
		Entry("fewer pods than none", region().Quota(v1alpha1.NamespaceQuota{Pods: new(int32(-1))}).Obj(),
			"spec.namespace.quota.pods", "-1", "0"),
		Entry("too many pods", region().Quota(v1alpha1.NamespaceQuota{Pods: new(int32(1_000_001))}).Obj(),
			"spec.namespace.quota.pods", "1000001", "1000000"),
		Entry("a quota without quotes", raw(region().Obj(), namespaced(map[string]any{"quota": map[string]any{
			"requests": map[string]any{"cpu": int64(4)},
		}})), "spec.namespace.quota.requests.cpu", "must be of type string"),
		Entry("a quota that is no amount", region().Quota(v1alpha1.NamespaceQuota{Limits: wrappers.Amounts("8000000u", "")}).Obj(),
			"spec.namespace.quota.limits.cpu", `"8000000u" is not an amount of processor time`),
		Entry("a quota of memory that is no amount", region().Quota(v1alpha1.NamespaceQuota{Requests: wrappers.Amounts("", "1GB")}).Obj(),
			"spec.namespace.quota.requests.memory", `"1GB" is not an amount of memory`),
	)
})

var _ = Describe("The calendar of a Jurisdiction", func() {
	DescribeTable("is accepted", accept,
		Entry("in the namespace of another region", region().CalendarRef("region-beijing", "working-days").Obj()),
		Entry("in a namespace of no region", region().CalendarRef("supervision-system", "working-days.v2").Obj()),
		Entry("in what would be its own namespace, had it not chosen another",
			region().NamespaceName("region-xc").CalendarRef("region-xicheng", "working-days").Obj()),
	)

	DescribeTable("is refused", refuse,
		Entry("in its own namespace", region().CalendarRef("region-xicheng", "working-days").Obj(),
			"spec.calendarRef.namespace", `"region-xicheng" `+ownCalendar, "name one of the region above"),
		Entry("in its own namespace, beside other fields of that",
			region().NamespaceLabel("a", "b").CalendarRef("region-xicheng", "working-days").Obj(),
			"spec.calendarRef.namespace", `"region-xicheng" `+ownCalendar),
		Entry("in the namespace that it chose", region().NamespaceName("region-xc").CalendarRef("region-xc", "working-days").Obj(),
			"spec.calendarRef.namespace", `"region-xc" `+ownCalendar),
		Entry("without a namespace", raw(region().Obj(), set("calendarRef", map[string]any{"name": "working-days"})),
			"spec.calendarRef.namespace", "Required value"),
		Entry("without a name", raw(region().Obj(), set("calendarRef", map[string]any{"namespace": "region-beijing"})),
			"spec.calendarRef.name", "Required value"),
		Entry("in a namespace that is no label", region().CalendarRef("region.beijing", "working-days").Obj(),
			"spec.calendarRef.namespace", `"region.beijing" is not the name of a namespace`),
		Entry("under a name that is none", region().CalendarRef("region-beijing", "Working Days").Obj(),
			"spec.calendarRef.name", `"Working Days" is not the name of an object`),
	)

	It("cannot be moved into the region's own namespace later", func(ctx SpecContext) {
		given := region().CalendarRef("region-beijing", "working-days").Obj()
		create(ctx, given)
		Expect(patch(ctx, given, types.MergePatchType, `{"spec":{"calendarRef":{"namespace":"region-xicheng"}}}`)).
			To(framework.RefuseField("spec.calendarRef.namespace", ownCalendar))
	})
})

var _ = Describe("The status of a Jurisdiction", func() {
	// listing is one whose inventory lists so many objects, each of the longest name.
	listing := func(n int) v1alpha1.JurisdictionStatus {
		status := v1alpha1.JurisdictionStatus{ObservedGeneration: 1}
		for i := range n {
			status.Inventory = append(status.Inventory, v1alpha1.InventoryEntry{
				Kind: "ServiceAccount", Name: fmt.Sprintf("%s%06d", strings.Repeat("a", 247), i),
			})
		}
		return status
	}

	It("holds the inventory of the largest region, and no more", func(ctx SpecContext) {
		given := region().Obj()
		create(ctx, given)
		given.Status = listing(4096)
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
		Expect(framework.Get(ctx, env.Admin, region().Obj()).Status.Inventory).To(HaveLen(4096))
		given.Status = listing(4097)
		Expect(env.Admin.Status().Update(ctx, given)).To(framework.RefuseField("status.inventory", "at most 4096 items"))
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("a parent whose namespace is somebody else's, as it runs", Ordered, func() {
	const city, county, cityNamespace = "trust-city", "trust-county", "region-trust-city"
	var kept keeper

	// bound waits until exactly these hold the rights of the parent's office in the county.
	bound := func(ctx SpecContext, subjects string) {
		GinkgoHelper()
		Eventually(rights).WithContext(ctx).WithArguments("region-" + county).WithTimeout(settle).
			Should(ContainElement("parent-office → parent-office: " + subjects))
	}
	hold := func(ctx SpecContext, by string) {
		GinkgoHelper()
		edit(ctx, namespaceNamed(cityNamespace), func(n *corev1.Namespace) { n.Labels[holder] = by })
	}

	BeforeAll(func(ctx SpecContext) {
		DeferCleanup(kept.remove)
		r := start(ctx)
		DeferCleanup(func() { r.stop() })
		kept.keep(ctx, namespaceNamed(cityNamespace, "team", "others"),
			wrappers.Jurisdiction(city).Level(v1alpha1.LevelPrefecture).Departments("police").
				Office("police", wrappers.User("hong"), wrappers.ServiceAccount("", "clerk")).Obj(),
			wrappers.Jurisdiction(county).Parent(city).Obj())
	})

	It("has no account of its own trusted below", func(ctx SpecContext) {
		becomes(ctx, city, beStalled(v1alpha1.ReasonNamespaceTaken))
		becomes(ctx, county, beReady())
		bound(ctx, "hong")
	})

	It("is not woken by objects in namespaces of no region", func(ctx SpecContext) {
		hold(ctx, city) // of which no watch tells, as the operator's label is not on it
		elsewhere := roleNamed("default", "elsewhere")
		elsewhere.Labels = map[string]string{managedBy: byOperator, holder: city}
		declare(ctx, elsewhere)
		Consistently(statusOf).WithContext(ctx).WithArguments(city).WithTimeout(time.Second).
			Should(beStalled(v1alpha1.ReasonNamespaceTaken))

		within := roleNamed(cityNamespace, "within")
		within.Labels = map[string]string{managedBy: byOperator, holder: city}
		declare(ctx, within)
		becomes(ctx, city, beReady())
	})

	It("has its account trusted once it holds the namespace, and only as long", func(ctx SpecContext) {
		bound(ctx, "hong, clerk")
		hold(ctx, "somebody-else")
		becomes(ctx, city, beStalled(v1alpha1.ReasonNamespaceTaken))
		bound(ctx, "hong")
	})

	It("gets its finalizer back", func(ctx SpecContext) {
		edit(ctx, regionNamed(county), func(j *v1alpha1.Jurisdiction) { j.Finalizers = nil })
		Eventually(func(ctx SpecContext) []string { return get(ctx, regionNamed(county)).Finalizers }).
			WithContext(ctx).WithTimeout(settle).Should(ConsistOf(v1alpha1.FinalizerRegion))
	})
})

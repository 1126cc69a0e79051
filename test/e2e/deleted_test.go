// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"math/rand/v2"
	"time"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// ofDeletedRegions is the end of regions that are full of records, each of which must be clean: nothing that the
// operator made is left, and no namespace is on its way out for ever.
func ofDeletedRegions() {
	It("retains plans and records, and takes them up again as they were", func(ctx SpecContext) {
		beRunning(ctx)
		county := newFullCounty(ctx, "retained", v1alpha1.DeletionRetain)
		county.file(ctx)
		beQuiet()
		evidence, standing, inventory := county.evidence(ctx), county.standing(ctx), county.inventory(ctx)
		told := county.told(ctx)
		namespace := unstructuredOf(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: county.namespace}})

		By("deleting it")
		county.abolish(ctx)
		Eventually(county.gone).WithArguments(ctx).Should(BeTrue())
		Eventually(county.leftovers).WithArguments(ctx).Should(BeEmpty())
		retained := unstructuredOf(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: county.namespace}})
		Expect(retained.GetUID()).To(Equal(namespace.GetUID()))
		Expect(kstatusOf(retained)).To(Equal(status.CurrentStatus))
		Expect(county.desk.Create(ctx, county.report("silent", "too-late").Obj())).To(framework.BeForbidden())
		Eventually(county.duty).WithArguments(ctx, "missed").Should(beWaiting(v1alpha1.ReasonJurisdictionNotFound))
		beQuiet()
		Expect(county.evidence(ctx)).To(Equal(evidence))

		By("declaring it again")
		county.enter(ctx)
		Eventually(county.standing).WithArguments(ctx).Should(Equal(standing))
		Expect(county.evidence(ctx)).To(Equal(evidence))
		Expect(county.inventory(ctx)).To(Equal(inventory))
		Expect(county.told(ctx)).To(ConsistOf(told), "nothing happened to them that a person should hear of")
		Expect(county.desk.Create(ctx, county.report("silent", "at-last").Obj())).To(Succeed())
		beQuiet()
		county.abolish(ctx)
		Eventually(county.gone).WithArguments(ctx).Should(BeTrue())
	})

	for _, release := range []struct {
		name string
		do   func(ctx SpecContext, c *county)
	}{
		{"an administrator has purged them", func(ctx SpecContext, c *county) { c.purge(ctx) }},
		{"somebody deletes the namespace", func(ctx SpecContext, c *county) {
			Expect(env.Admin.Delete(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: c.namespace}})).To(Succeed())
		}},
	} {
		It("waits because of the records, and is gone with the namespace once "+release.name, func(ctx SpecContext) {
			beRunning(ctx)
			county := newFullCounty(ctx, "deleted", v1alpha1.DeletionDelete)
			county.file(ctx)
			inventory := county.inventory(ctx)
			county.abolish(ctx)
			expectBlocked(ctx, county, v1alpha1.ReasonHasRecords)
			Expect(county.inventory(ctx)).To(Equal(inventory), "as long as it waits, everything stands")
			Expect(county.desk.Create(ctx, county.report("silent", "still-here").Obj())).To(Succeed())

			release.do(ctx, county)
			Eventually(county.gone).WithArguments(ctx).Should(BeTrue())
			Eventually(county.namespaceGone).WithArguments(ctx).Should(BeTrue())
		})
	}

	It("waits because of the records, and leaves them where they are once told so", func(ctx SpecContext) {
		beRunning(ctx)
		county := newFullCounty(ctx, "relented", v1alpha1.DeletionDelete)
		county.file(ctx)
		evidence := county.evidence(ctx)
		county.abolish(ctx)
		expectBlocked(ctx, county, v1alpha1.ReasonHasRecords)
		framework.Edit(ctx, env.Admin, wrappers.Jurisdiction(county.name).Obj(), func(declared *v1alpha1.Jurisdiction) {
			declared.Spec.Namespace.DeletionPolicy = v1alpha1.DeletionRetain
		})
		Eventually(county.gone).WithArguments(ctx).Should(BeTrue())
		Eventually(county.leftovers).WithArguments(ctx).Should(BeEmpty())
		Expect(county.evidence(ctx)).To(Equal(evidence))
	})

	It("waits for the regions below it", func(ctx SpecContext) {
		beRunning(ctx)
		above := declareCounty(ctx, "above", func(declared *wrappers.JurisdictionWrapper) {
			declared.Level(v1alpha1.LevelPrefecture).DeletionPolicy(v1alpha1.DeletionDelete)
		})
		below := declareCounty(ctx, "below", func(declared *wrappers.JurisdictionWrapper) {
			declared.Parent("above").DeletionPolicy(v1alpha1.DeletionDelete)
		})
		above.abolish(ctx)
		expectBlocked(ctx, above, v1alpha1.ReasonHasChildren)
		below.abolish(ctx)
		for _, county := range []*county{below, above} {
			Eventually(county.gone).WithArguments(ctx).Should(BeTrue())
			Eventually(county.namespaceGone).WithArguments(ctx).Should(BeTrue())
		}
	})
}

// expectBlocked expects a region to wait for its deletion, and GitOps tools to understand that.
func expectBlocked(ctx SpecContext, c *county, reason string) {
	GinkgoHelper()
	jurisdiction := wrappers.Jurisdiction(c.name).Obj()
	Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, jurisdiction).Should(And(
		haveCondition(v1alpha1.ConditionDeletionBlocked, metav1.ConditionTrue, reason),
		haveCondition(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonDeleting)))
	Expect(kstatusOf(unstructuredOf(ctx, jurisdiction))).To(Equal(status.TerminatingStatus))
}

// killedAmidDeletions has regions deleted, under both policies, while the operator is killed after every few writes.
func killedAmidDeletions() {
	It("ends deletions as one would that was never killed", func(ctx SpecContext) {
		stopRunning()
		dir, seed := newDir("killed-amid-deletions"), GinkgoRandomSeed()
		random := rand.New(rand.NewPCG(uint64(seed), 0))
		o := start(ctx, dir, alone)
		retained := newFullCounty(ctx, "killed-retained", v1alpha1.DeletionRetain)
		retained.file(ctx)
		deleted := newFullCounty(ctx, "killed-deleted", v1alpha1.DeletionDelete)
		beQuiet()
		evidence := retained.evidence(ctx)
		kill(o)

		retained.abolish(ctx)
		deleted.abolish(ctx)
		bothGone := func() bool {
			first, err := retained.gone(ctx)
			Expect(err).NotTo(HaveOccurred())
			second, err := deleted.gone(ctx)
			Expect(err).NotTo(HaveOccurred())
			return first && second
		}
		kills := 0
		for ; !bothGone(); kills++ {
			from, most := audit.now(), 1+random.IntN(20)
			o := launch(ctx, dir, alone)
			Eventually(func() bool { return len(audit.operatorWrites(from)) >= most || bothGone() }).
				WithPolling(2 * time.Millisecond).Should(BeTrue())
			kill(o)
		}
		AddReportEntry("killed amid deletions", kills)

		start(ctx, dir, alone)
		Eventually(deleted.namespaceGone).WithArguments(ctx).Should(BeTrue())
		Eventually(retained.leftovers).WithArguments(ctx).Should(BeEmpty())
		Eventually(retained.duty).WithArguments(ctx, "missed").Should(beWaiting(v1alpha1.ReasonJurisdictionNotFound))
		beQuiet()
		Expect(retained.evidence(ctx)).To(Equal(evidence))
		var namespaces corev1.NamespaceList
		Expect(env.Admin.List(ctx, &namespaces, client.HasLabels{v1alpha1.LabelJurisdiction})).To(Succeed())
		Expect(namespaces.Items).To(HaveEach(HaveField("DeletionTimestamp", BeNil())), "none is stuck")
	})
}

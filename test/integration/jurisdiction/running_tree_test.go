// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"maps"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// tally counts how often each Jurisdiction changes.
type tally struct {
	mutex  sync.Mutex
	writes map[string]int
}

// watchWrites counts from now on, until the test is over.
func watchWrites(ctx context.Context) *tally {
	GinkgoHelper()
	watching, err := client.NewWithWatch(env.Config(), client.Options{Scheme: env.Scheme})
	Expect(err).NotTo(HaveOccurred())
	var now v1alpha1.JurisdictionList
	Expect(env.Admin.List(ctx, &now)).To(Succeed())
	changes, err := watching.Watch(ctx, &v1alpha1.JurisdictionList{},
		&client.ListOptions{Raw: &metav1.ListOptions{ResourceVersion: now.ResourceVersion}})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(changes.Stop)
	t := &tally{writes: map[string]int{}}
	go func() {
		for change := range changes.ResultChan() {
			if jurisdiction, ok := change.Object.(*v1alpha1.Jurisdiction); ok && change.Type == watch.Modified {
				t.mutex.Lock()
				t.writes[jurisdiction.Name]++
				t.mutex.Unlock()
			}
		}
	}()
	return t
}

// counted is how often each Jurisdiction changed so far.
func (t *tally) counted() map[string]int {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return maps.Clone(t.writes)
}

var _ = Describe("a tree of regions as it runs", Ordered, func() {
	const village, county, city, province = "tree-village", "tree-county", "tree-city", "tree-province"
	var (
		r    *running
		kept keeper
	)

	// goes waits until a region is gone.
	goes := func(ctx context.Context, name string) {
		GinkgoHelper()
		Eventually(isGone).WithContext(ctx).WithArguments(name).WithTimeout(settle).Should(BeTrue(), name)
	}
	regions := func(expected int32) OmegaMatcher {
		return WithTransform(func(s v1alpha1.JurisdictionStatus) *int32 { return s.Subtree.Regions }, HaveValue(Equal(expected)))
	}

	BeforeAll(func(ctx SpecContext) {
		DeferCleanup(kept.remove)
		r = start(ctx)
		DeferCleanup(func() { r.stop() })
		kept.keep(ctx,
			wrappers.Jurisdiction(village).Level(v1alpha1.LevelTownship).Parent(county).Obj(),
			wrappers.Jurisdiction(county).Parent(city).Obj(),
			wrappers.Jurisdiction(city).Level(v1alpha1.LevelPrefecture).Parent(province).Obj(),
			wrappers.Jurisdiction(province).Level(v1alpha1.LevelProvince).Obj())
		for _, name := range []string{village, county, city, province} {
			becomes(ctx, name, beReady())
		}
		becomes(ctx, province, regions(4))
	})

	It("adds up to the root within seconds, with one write of each region on the way", func(ctx SpecContext) {
		duty := wrappers.Duty("duty").Namespace("region-" + county).Obj()
		kept.keep(ctx, duty)
		becomes(ctx, province, WithTransform(func(s v1alpha1.JurisdictionStatus) *int32 { return s.Subtree.Duties.Total },
			HaveValue(BeEquivalentTo(1))))

		writes := watchWrites(ctx)
		before := r.writes.Load()
		stand(ctx, duty, v1alpha1.DepartmentDutyStatus{Light: v1alpha1.LightRed})
		Eventually(statusOf).WithContext(ctx).WithArguments(province).WithTimeout(5 * time.Second).Should(And(overdueBelow(1),
			have(v1alpha1.ConditionOnTrack, metav1.ConditionFalse, v1alpha1.ReasonSubtreeOffTrack, city+" (1 overdue)")))
		once := Equal(map[string]int{county: 1, city: 1, province: 1})
		Eventually(writes.counted).WithTimeout(5*time.Second).Should(once, "the watch may be behind what was just read")
		Consistently(writes.counted).WithTimeout(time.Second).Should(once)
		Expect(r.writes.Load()-before).To(BeEquivalentTo(3), "and no other requests")
		Expect(statusOf(ctx, province).Light).To(Equal(v1alpha1.LightRed))
		Expect(statusOf(ctx, village).Light).To(Equal(v1alpha1.LightBlue))
	})

	It("moves a region with its counts from one parent to another", func(ctx SpecContext) {
		kept.keep(ctx, wrappers.Jurisdiction("tree-other").Level(v1alpha1.LevelPrefecture).Parent(province).Obj())
		becomes(ctx, province, regions(5))
		edit(ctx, regionNamed(county), func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = "tree-other" })
		becomes(ctx, "tree-other", And(regions(3), overdueBelow(1)))
		becomes(ctx, city, And(regions(1), overdueBelow(0)))
		becomes(ctx, province, And(regions(5), overdueBelow(1)))
	})

	It("lets a region go with the last one below it", func(ctx SpecContext) {
		for _, name := range []string{"tree-other", county} {
			deleteRegion(ctx, name)
			becomes(ctx, name, beBlocked(v1alpha1.ReasonHasChildren))
		}
		deleteRegion(ctx, village)
		for _, name := range []string{village, county, "tree-other"} {
			goes(ctx, name)
		}
		becomes(ctx, province, And(regions(2), overdueBelow(0)))
		Expect(exists(ctx, namespaceNamed("region-"+county))).To(BeTrue())
		Expect(objects(ctx, "region-"+county)).To(BeEmpty())
	})

	It("lets a region go with the last of its records, and its namespace with it", func(ctx SpecContext) {
		edit(ctx, regionNamed(city), setPolicy(v1alpha1.DeletionDelete))
		namespace := "region-" + city
		report, missed := reportIn(namespace, "r"), missedIn(ctx, namespace, "missed")
		declare(ctx, report)
		becomes(ctx, province, overdueBelow(1))
		deleteRegion(ctx, city)
		becomes(ctx, city, beBlocked(v1alpha1.ReasonHasRecords, "1 DutyReports"))
		Expect(env.Admin.Delete(ctx, missed)).To(Succeed())
		becomes(ctx, city, beBlocked(v1alpha1.ReasonHasRecords, "0 DepartmentDuties"))
		Expect(env.Admin.Delete(ctx, report)).To(Succeed())
		becomes(ctx, city, And(beDeleting(), notBeBlocked()))
		Eventually(func(ctx SpecContext) *metav1.Time { return get(ctx, namespaceNamed(namespace)).DeletionTimestamp }).
			WithContext(ctx).WithTimeout(settle).ShouldNot(BeNil())
		finish(ctx, namespace)
		goes(ctx, city)
		becomes(ctx, province, And(regions(1), overdueBelow(0)))
	})
})

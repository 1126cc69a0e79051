// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// reportIn is a report that the administrator filed.
func reportIn(namespace, name string) *v1alpha1.DutyReport {
	return wrappers.Report(name).Namespace(namespace).FiledBy(env.Admin.Name).Obj()
}

func rulingIn(namespace, name string) *v1alpha1.DutyRuling {
	return wrappers.Ruling(name).Namespace(namespace).FiledBy(env.Admin.Name).Obj()
}

// missedIn makes a duty with a recorded miss.
func missedIn(ctx context.Context, namespace, name string) *v1alpha1.DepartmentDuty {
	GinkgoHelper()
	duty := wrappers.Duty(name).Namespace(namespace).Obj()
	declare(ctx, duty)
	at := metav1.Unix(1618502400, 0)
	stand(ctx, duty, v1alpha1.DepartmentDutyStatus{
		Light: v1alpha1.LightRed,
		Misses: []v1alpha1.Miss{{
			Checkpoint: v1alpha1.CheckpointFinal, Deadline: &at, MissedTime: &at, State: v1alpha1.MissStanding,
			Reason: v1alpha1.ReasonDeadlinePassed, Departments: []v1alpha1.DepartmentName{wrappers.DefaultDepartment},
		}},
	})
	return duty
}

// deleteRegion has somebody delete a region, which goes once the operator lets it.
func deleteRegion(ctx context.Context, name string) {
	GinkgoHelper()
	Expect(env.Admin.Delete(ctx, regionNamed(name))).To(Succeed())
}

// isGone tells whether a region is no longer there.
func isGone(ctx context.Context, name string) bool {
	GinkgoHelper()
	return !exists(ctx, regionNamed(name))
}

// beBlocked matches the status of a region that something keeps from going.
func beBlocked(reason string, saying ...string) OmegaMatcher {
	return And(beDeleting(saying...), have(v1alpha1.ConditionDeletionBlocked, metav1.ConditionTrue, reason, saying...))
}

// beDeleting matches the status of a region that is being taken down.
func beDeleting(saying ...string) OmegaMatcher {
	return have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonDeleting, saying...)
}

func notBeBlocked() OmegaMatcher {
	return WithTransform(func(s v1alpha1.JurisdictionStatus) *metav1.Condition {
		return meta.FindStatusCondition(s.Conditions, v1alpha1.ConditionDeletionBlocked)
	}, BeNil())
}

func setPolicy(policy v1alpha1.DeletionPolicy) func(*v1alpha1.Jurisdiction) {
	return func(j *v1alpha1.Jurisdiction) { j.Spec.Namespace.DeletionPolicy = policy }
}

var _ = Describe("deleting a region", func() {
	const deletes, retains = v1alpha1.DeletionDelete, v1alpha1.DeletionRetain
	var r *run

	BeforeEach(func() { r = newRun() })

	It("is held up from the first, before there is anything to be taken down", func(ctx SpecContext) {
		declare(ctx, withRights("held").Obj())
		var first []string
		r.beforeWrite = func(ctx context.Context, object string) error {
			if first == nil {
				first = []string{object}
				Expect(exists(ctx, namespaceNamed("region-held"))).To(BeFalse())
				Expect(statusOf(ctx, "held").Inventory).To(BeEmpty())
				return nil
			}
			return apierrors.NewServiceUnavailable("killed")
		}
		_, err := r.try(ctx, "held")
		Expect(err).To(HaveOccurred())
		Expect(first).To(ConsistOf("held"))
		Expect(get(ctx, regionNamed("held")).Finalizers).To(ConsistOf(v1alpha1.FinalizerRegion))
	})

	DescribeTable("waits for the regions below, whatever becomes of the namespace",
		func(ctx SpecContext, policy v1alpha1.DeletionPolicy, name string) {
			below := wrappers.Jurisdiction(name + "-county").Parent(v1alpha1.JurisdictionName(name)).Obj()
			other := wrappers.Jurisdiction(name + "-other").Parent(v1alpha1.JurisdictionName(name)).Obj()
			declare(ctx, withRights(name).Level(v1alpha1.LevelPrefecture).DeletionPolicy(policy).Obj(), below, other)
			r.reconcile(ctx, name, below.Name, other.Name)
			r.told()
			deleteRegion(ctx, name)
			r.reconcile(ctx, name)
			Expect(statusOf(ctx, name)).To(beBlocked(v1alpha1.ReasonHasChildren, "2: "+below.Name+", "+other.Name))
			Expect(r.told()).To(ConsistOf(HavePrefix("Warning HasChildren ")))
			Expect(objects(ctx, "region-"+name)).To(ContainElements("Role office", "RoleBinding gitops"), "it is not taken down yet")

			r.writes.Store(0)
			r.reconcile(ctx, name)
			Expect(r.writes.Load()).To(BeZero())
			Expect(r.told()).To(BeEmpty())

			By("one of them moving away, and the other being deleted")
			edit(ctx, below, func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = "" })
			r.reconcile(ctx, name)
			Expect(statusOf(ctx, name)).To(beBlocked(v1alpha1.ReasonHasChildren, "1: "+other.Name))
			deleteRegion(ctx, other.Name)
			r.reconcile(ctx, name)
			Expect(statusOf(ctx, name)).To(beBlocked(v1alpha1.ReasonHasChildren), "it is still there")
			r.reconcile(ctx, other.Name)
			Expect(isGone(ctx, other.Name)).To(BeTrue())
			r.reconcile(ctx, name)
			if policy == deletes {
				finish(ctx, "region-"+name)
				r.reconcile(ctx, name)
			}
			Expect(isGone(ctx, name)).To(BeTrue())
		},
		Entry("Retain", retains, "above-retained"),
		Entry("Delete", deletes, "above-deleted"),
	)

	It("goes from the bottom where the line of parents is a circle", func(ctx SpecContext) {
		declare(ctx,
			wrappers.Jurisdiction("round-a").Level(v1alpha1.LevelPrefecture).Parent("round-b").Obj(),
			wrappers.Jurisdiction("round-b").Parent("round-a").Obj(),
			wrappers.Jurisdiction("even-a").Parent("even-b").Obj(), wrappers.Jurisdiction("even-b").Parent("even-a").Obj(),
			wrappers.Jurisdiction("itself").Parent("itself").Obj())
		all := []string{"round-a", "round-b", "even-a", "even-b", "itself"}
		r.reconcile(ctx, all...)
		for _, name := range all {
			deleteRegion(ctx, name)
		}
		r.reconcile(ctx, all...)
		Expect(statusOf(ctx, "round-a")).To(beBlocked(v1alpha1.ReasonHasChildren, "round-b"))
		r.reconcile(ctx, "round-a")
		for _, name := range all {
			Expect(isGone(ctx, name)).To(BeTrue(), name)
		}
	})

	It("under Retain takes down what it set up, and nothing else, and takes it up again", func(ctx SpecContext) {
		const name, namespace = "kept", "region-kept"
		declare(ctx, withEverything(name).Obj())
		r.reconcile(ctx, name)
		set := objects(ctx, namespace)
		labelled, halfLabelled, foreign := roleNamed(namespace, "labelled"), roleNamed(namespace, "half"), roleNamed(namespace, "foreign")
		labelled.Labels = map[string]string{managedBy: byOperator, holder: name}
		halfLabelled.Labels = map[string]string{managedBy: byOperator}
		left := []client.Object{
			labelled, halfLabelled, foreign,
			&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "settings"}},
			reportIn(namespace, "r"), rulingIn(namespace, "r"), minutesIn(namespace, "r"),
			wrappers.Duty("plain").Namespace(namespace).Obj(), wrappers.Meeting("new").Namespace(namespace).Obj(),
		}
		declare(ctx, left...)
		left = append(left, missedIn(ctx, namespace, "missed"), metIn(ctx, namespace, "met"), namespaceNamed(namespace))
		versions := map[client.Object]string{}
		for _, object := range left {
			versions[object] = get(ctx, object).GetResourceVersion()
		}

		deleteRegion(ctx, name)
		r.reconcile(ctx, name)
		Expect(isGone(ctx, name)).To(BeTrue())
		Expect(objects(ctx, namespace)).To(ConsistOf("Role labelled", "Role half", "Role foreign"))
		for _, object := range left {
			Expect(get(ctx, object).GetResourceVersion()).To(Equal(versions[object]), object.GetName())
		}

		By("applying it again")
		declare(ctx, withEverything(name).Obj())
		r.reconcile(ctx, name)
		Expect(objects(ctx, namespace)).To(ConsistOf(append(set, "Role labelled", "Role half", "Role foreign")))
		status := statusOf(ctx, name)
		Expect(status.Namespace).To(Equal(namespace))
		Expect(status.Own.Duties.Total).To(HaveValue(BeEquivalentTo(2)))
		Expect(status.Own.Duties.Overdue).To(HaveValue(BeEquivalentTo(1)))
		Expect(status.Own.Meetings.Total).To(HaveValue(BeEquivalentTo(2)))
		Expect(inventoryOf(ctx, name)).To(ConsistOf(set))
	})

	It("says what it could not take down, and stays until it is", func(ctx SpecContext) {
		declare(ctx, withRights("clinging").Obj())
		r.reconcile(ctx, "clinging")
		deleteRegion(ctx, "clinging")
		r.beforeWrite = func(_ context.Context, object string) error {
			if object == "office" {
				return apierrors.NewServiceUnavailable("too busy")
			}
			return nil
		}
		_, err := r.try(ctx, "clinging")
		Expect(err).To(MatchError(ContainSubstring("too busy")))
		Expect(statusOf(ctx, "clinging")).To(And(beDeleting("delete RoleBinding region-clinging/office", "(and 1 more)"), notBeBlocked()))
		Expect(objects(ctx, "region-clinging")).To(ConsistOf("RoleBinding office", "Role office"), "the rest is down")

		r.beforeWrite = nil
		r.reconcile(ctx, "clinging")
		Expect(isGone(ctx, "clinging")).To(BeTrue())
		Expect(objects(ctx, "region-clinging")).To(BeEmpty())
	})

	It("under Delete deletes the namespace and waits for it", func(ctx SpecContext) {
		const name, namespace = "emptied", "region-emptied"
		declare(ctx, withEverything(name).DeletionPolicy(deletes).Obj())
		r.reconcile(ctx, name)
		declare(ctx, wrappers.Duty("plain").Namespace(namespace).Obj())
		deleteRegion(ctx, name)
		result, err := r.try(ctx, name)
		Expect(err).NotTo(HaveOccurred())
		Expect(result.RequeueAfter).NotTo(BeZero(), "should the watch miss that it is gone")
		Expect(get(ctx, namespaceNamed(namespace)).DeletionTimestamp).NotTo(BeNil())
		Expect(objects(ctx, namespace)).To(BeEmpty())
		Expect(statusOf(ctx, name)).To(And(beDeleting(`it waits until namespace "region-emptied" is gone`), notBeBlocked()))

		r.writes.Store(0)
		r.clock.SetTime(r.clock.Now().Add(time.Hour))
		r.reconcile(ctx, name)
		Expect(r.writes.Load()).To(BeZero())
		Expect(isGone(ctx, name)).To(BeFalse())

		finish(ctx, namespace)
		r.reconcile(ctx, name)
		Expect(isGone(ctx, name)).To(BeTrue())
		Expect(exists(ctx, namespaceNamed(namespace))).To(BeFalse())
	})

	Context("under Delete with records in the namespace", func() {
		// blocked is a region that waits as it holds a record of every kind, with how to purge them.
		blocked := func(ctx context.Context, name string) (purge func()) {
			GinkgoHelper()
			namespace := "region-" + name
			declare(ctx, withRights(name).DeletionPolicy(deletes).Obj())
			r.reconcile(ctx, name)
			records := []client.Object{
				reportIn(namespace, "a"), reportIn(namespace, "b"), rulingIn(namespace, "a"), minutesIn(namespace, "a"),
			}
			declare(ctx, records...)
			records = append(records, missedIn(ctx, namespace, "missed"), metIn(ctx, namespace, "met"))
			declare(ctx, wrappers.Duty("plain").Namespace(namespace).Obj(), wrappers.Meeting("new").Namespace(namespace).Obj())
			r.told()
			deleteRegion(ctx, name)
			r.reconcile(ctx, name)
			Expect(statusOf(ctx, name)).To(beBlocked(v1alpha1.ReasonHasRecords,
				`"`+namespace+`" holds 2 DutyReports, 1 DutyRulings, 1 MeetingMinutes, `+
					"1 DepartmentDuties with a recorded miss and 1 JointMeetings with a recorded session"))
			Expect(r.told()).To(ConsistOf(HavePrefix("Warning HasRecords ")))
			Expect(rights(ctx, namespace)).To(ConsistOf(allRights), "it is not taken down yet")
			return func() {
				for _, record := range records {
					Expect(env.Admin.Delete(ctx, record)).To(Succeed())
				}
			}
		}

		It("goes on when they are purged", func(ctx SpecContext) {
			purge := blocked(ctx, "purged")
			purge()
			r.reconcile(ctx, "purged")
			Expect(statusOf(ctx, "purged")).To(notBeBlocked())
			finish(ctx, "region-purged")
			r.reconcile(ctx, "purged")
			Expect(isGone(ctx, "purged")).To(BeTrue())
		})

		It("counts each kind of them", func(ctx SpecContext) {
			blocked(ctx, "counted")
			Expect(env.Admin.Delete(ctx, reportIn("region-counted", "a"))).To(Succeed())
			Expect(env.Admin.Delete(ctx, rulingIn("region-counted", "a"))).To(Succeed())
			r.reconcile(ctx, "counted")
			Expect(statusOf(ctx, "counted")).To(beBlocked(v1alpha1.ReasonHasRecords, "1 DutyReports, 0 DutyRulings, 1 MeetingMinutes, 1 DepartmentDuties"))
			Expect(env.Admin.Delete(ctx, reportIn("region-counted", "b"))).To(Succeed())
			r.reconcile(ctx, "counted")
			Expect(statusOf(ctx, "counted")).To(beBlocked(v1alpha1.ReasonHasRecords, "0 DutyReports, 0 DutyRulings, 1 MeetingMinutes, 1 DepartmentDuties"))
			Expect(r.told()).To(BeEmpty(), "it is blocked as before")
		})

		It("leaves them when the policy becomes Retain", func(ctx SpecContext) {
			blocked(ctx, "spared")
			edit(ctx, regionNamed("spared"), setPolicy(retains))
			r.reconcile(ctx, "spared")
			Expect(isGone(ctx, "spared")).To(BeTrue())
			Expect(get(ctx, namespaceNamed("region-spared")).DeletionTimestamp).To(BeNil())
			Expect(objects(ctx, "region-spared")).To(BeEmpty())
			Expect(exists(ctx, reportIn("region-spared", "a"))).To(BeTrue())
		})

		It("waits no longer when somebody deletes the namespace, and them with it", func(ctx SpecContext) {
			blocked(ctx, "razed")
			Expect(env.Admin.Delete(ctx, namespaceNamed("region-razed"))).To(Succeed())
			r.reconcile(ctx, "razed")
			Expect(statusOf(ctx, "razed")).To(And(beDeleting(), notBeBlocked()))
			Expect(isGone(ctx, "razed")).To(BeFalse(), "the namespace is still there")
			finish(ctx, "region-razed")
			r.reconcile(ctx, "razed")
			Expect(isGone(ctx, "razed")).To(BeTrue())
		})
	})

	It("finds a record that was filed after the cache was asked", func(ctx SpecContext) {
		const name, namespace = "last-minute", "region-last-minute"
		declare(ctx, withRights(name).DeletionPolicy(deletes).Obj())
		r.reconcile(ctx, name)
		deleteRegion(ctx, name)
		var once sync.Once
		r.beforeWrite = func(ctx context.Context, object string) error {
			if object == "department-police" {
				once.Do(func() { declare(ctx, reportIn(namespace, "late")) })
			}
			return nil
		}
		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(beBlocked(v1alpha1.ReasonHasRecords, "1 DutyReports"))
		Expect(get(ctx, namespaceNamed(namespace)).DeletionTimestamp).To(BeNil())
		Expect(exists(ctx, reportIn(namespace, "late"))).To(BeTrue())
	})

	DescribeTable("lets one that holds no namespace go at once, and leaves the namespace",
		func(ctx SpecContext, policy v1alpha1.DeletionPolicy, name string) {
			namespace := namespaceNamed("region-" + name)
			office := roleNamed(namespace.Name, "office")
			declare(ctx, namespace, office, withRights(name).DeletionPolicy(policy).Obj(), reportIn(namespace.Name, "r"))
			r.reconcile(ctx, name)
			Expect(statusOf(ctx, name)).To(beStalled(v1alpha1.ReasonNamespaceTaken))
			deleteRegion(ctx, name)
			r.reconcile(ctx, name)
			Expect(isGone(ctx, name)).To(BeTrue())
			Expect(get(ctx, namespaceNamed(namespace.Name)).ResourceVersion).To(Equal(namespace.ResourceVersion))
			Expect(exists(ctx, office)).To(BeTrue())
		},
		Entry("Retain", retains, "squatter-retained"),
		Entry("Delete", deletes, "squatter-deleted"),
	)

	It("goes on after an operator that was killed before it could let go", func(ctx SpecContext) {
		declare(ctx, withRights("interrupted").Obj())
		r.reconcile(ctx, "interrupted")
		deleteRegion(ctx, "interrupted")
		r.beforeWrite = func(_ context.Context, object string) error {
			if object == "interrupted" {
				return apierrors.NewServiceUnavailable("killed")
			}
			return nil
		}
		_, err := r.try(ctx, "interrupted")
		Expect(err).To(HaveOccurred())
		Expect(objects(ctx, "region-interrupted")).To(BeEmpty())
		r.beforeWrite = nil
		r.reconcile(ctx, "interrupted")
		Expect(isGone(ctx, "interrupted")).To(BeTrue())
	})
})

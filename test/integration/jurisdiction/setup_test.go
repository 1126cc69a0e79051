// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"errors"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// withRights is a region in which somebody reports and somebody rules.
func withRights(name string) *wrappers.JurisdictionWrapper {
	return wrappers.Jurisdiction(name).
		Department(wrappers.Department("police").Subjects(wrappers.User("wei"))).
		Department(wrappers.Department("medical-insurance")).
		Office("police", wrappers.User("lan"))
}

// allRights are those of withRights.
var allRights = []string{
	"department-police", "office", "gitops",
	"department-police → department-police: wei", "office → office: lan", "gitops → gitops: gitops",
}

var _ = Describe("setting a region up", func() {
	var r *run

	BeforeEach(func() { r = newRun() })

	It("makes the namespace with its rights, says so, and then writes nothing more", func(ctx SpecContext) {
		declare(ctx, withRights("new").NamespaceLabel("team", "health").Obj())
		r.reconcile(ctx, "new")

		namespace := get(ctx, namespaceNamed("region-new"))
		Expect(namespace.Labels).To(And(
			HaveKeyWithValue(managedBy, byOperator), HaveKeyWithValue(holder, "new"),
			HaveKeyWithValue("pod-security.kubernetes.io/enforce", "restricted"), HaveKeyWithValue("team", "health")))
		Expect(namespace.OwnerReferences).To(BeEmpty())
		Expect(rights(ctx, "region-new")).To(ConsistOf(allRights))
		Expect(objects(ctx, "region-new")).To(ConsistOf(inventoryOf(ctx, "new")), "and no other objects")
		status := statusOf(ctx, "new")
		Expect(status).To(beReady())
		Expect(status.Namespace).To(Equal("region-new"))
		Expect(status.Path).To(Equal("new"))
		Expect(status.ObservedGeneration).To(BeEquivalentTo(1))
		Expect(r.told()).To(ConsistOf("Normal NamespaceClaimed holds namespace region-new"))

		before := get(ctx, regionNamed("new"))
		Expect(before.Finalizers).To(ConsistOf(v1alpha1.FinalizerRegion))
		r.writes.Store(0)
		r.clock.SetTime(r.clock.Now().Add(time.Hour))
		r.reconcile(ctx, "new")
		Expect(r.writes.Load()).To(BeZero())
		Expect(get(ctx, regionNamed("new")).ResourceVersion).To(Equal(before.ResourceVersion))
		Expect(get(ctx, namespaceNamed("region-new")).ResourceVersion).To(Equal(namespace.ResourceVersion))
		Expect(r.told()).To(BeEmpty())
	})

	It("adopts a namespace that bears its label, and keeps what else is on it", func(ctx SpecContext) {
		declare(ctx, namespaceNamed("region-adopted", holder, "adopted", "team", "health"),
			wrappers.Jurisdiction("adopted").Obj())
		r.reconcile(ctx, "adopted")
		Expect(statusOf(ctx, "adopted").Namespace).To(Equal("region-adopted"))
		Expect(get(ctx, namespaceNamed("region-adopted")).Labels).To(And(
			HaveKeyWithValue(managedBy, byOperator), HaveKeyWithValue("team", "health")))

		r.writes.Store(0)
		r.reconcile(ctx, "adopted")
		Expect(r.writes.Load()).To(BeZero())
	})

	It("leaves a namespace of somebody else alone, until it is handed over", func(ctx SpecContext) {
		taken := namespaceNamed("region-taken")
		declare(ctx, taken, withRights("taken").Obj())
		result, err := r.try(ctx, "taken")
		Expect(err).NotTo(HaveOccurred())
		Expect(result.RequeueAfter).To(Equal(time.Minute), "no watch tells when the namespace goes")

		status := statusOf(ctx, "taken")
		Expect(status).To(beStalled(v1alpha1.ReasonNamespaceTaken, `"region-taken"`, holder+"=taken"))
		Expect(status).To(have(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionUnknown, v1alpha1.ReasonNamespaceTaken))
		Expect(status.Namespace).To(BeEmpty())
		Expect(get(ctx, namespaceNamed("region-taken")).ResourceVersion).To(Equal(taken.ResourceVersion))
		Expect(rights(ctx, "region-taken")).To(BeEmpty())
		Expect(r.told()).To(ConsistOf(HavePrefix("Warning NamespaceTaken namespace \"region-taken\" exists")))

		r.writes.Store(0)
		r.reconcile(ctx, "taken")
		Expect(r.writes.Load()).To(BeZero())
		Expect(r.told()).To(BeEmpty())

		edit(ctx, taken, func(n *corev1.Namespace) { metav1.SetMetaDataLabel(&n.ObjectMeta, holder, "taken") })
		r.reconcile(ctx, "taken")
		Expect(statusOf(ctx, "taken")).To(beReady())
		Expect(rights(ctx, "region-taken")).To(ConsistOf(allRights))
	})

	It("leaves the namespace of another region alone", func(ctx SpecContext) {
		declare(ctx, wrappers.Jurisdiction("first").NamespaceName("region-shared").Obj(),
			wrappers.Jurisdiction("second").NamespaceName("region-shared").Obj())
		r.reconcile(ctx, "first", "second")
		Expect(statusOf(ctx, "first")).To(beReady())
		Expect(statusOf(ctx, "second")).To(beStalled(v1alpha1.ReasonNamespaceTaken, `belongs to Jurisdiction "first"`))
	})

	It("waits for a namespace that is being deleted, and makes it anew", func(ctx SpecContext) {
		declare(ctx, withRights("ending").Obj())
		r.reconcile(ctx, "ending")
		ending := get(ctx, namespaceNamed("region-ending"))
		Expect(env.Admin.Delete(ctx, ending)).To(Succeed())

		r.reconcile(ctx, "ending")
		Expect(statusOf(ctx, "ending")).To(beWaiting(v1alpha1.ReasonNamespaceTerminating, `"region-ending"`))
		Expect(statusOf(ctx, "ending").Namespace).To(Equal("region-ending"), "its duties are still there")

		finish(ctx, "region-ending")
		r.reconcile(ctx, "ending")
		Expect(get(ctx, namespaceNamed("region-ending")).UID).NotTo(Equal(ending.UID))
		Expect(statusOf(ctx, "ending")).To(beReady())
		Expect(rights(ctx, "region-ending")).To(ConsistOf(allRights))
	})

	It("leaves a Role of somebody else alone, and sets up the rest", func(ctx SpecContext) {
		taken := roleNamed("region-name-taken", "office")
		declare(ctx, namespaceNamed("region-name-taken", holder, "name-taken"), taken, withRights("name-taken").Obj())
		result, err := r.try(ctx, "name-taken")
		Expect(err).NotTo(HaveOccurred())
		Expect(result.RequeueAfter).To(Equal(time.Minute))
		Expect(statusOf(ctx, "name-taken")).To(beStalled(v1alpha1.ReasonNameTaken, "Role office"))
		Expect(get(ctx, roleNamed("region-name-taken", "office")).ResourceVersion).To(Equal(taken.ResourceVersion))
		Expect(rights(ctx, "region-name-taken")).To(ContainElement("department-police → department-police: wei"))
		Expect(inventoryOf(ctx, "name-taken")).NotTo(ContainElement("Role office"))
		Expect(r.told()).To(ContainElement(HavePrefix("Warning NameTaken ")))

		r.writes.Store(0)
		r.reconcile(ctx, "name-taken")
		Expect(r.writes.Load()).To(BeZero())

		Expect(env.Admin.Delete(ctx, taken)).To(Succeed())
		r.reconcile(ctx, "name-taken")
		Expect(statusOf(ctx, "name-taken")).To(beReady())
		Expect(get(ctx, roleNamed("region-name-taken", "office")).Rules).NotTo(BeEmpty())
	})

	It("undoes whatever was changed of its own, and leaves what others added", func(ctx SpecContext) {
		declare(ctx, withRights("drift").NamespaceLabel("team", "health").Obj())
		r.reconcile(ctx, "drift")
		police := get(ctx, roleNamed("region-drift", "department-police")).Rules

		edit(ctx, namespaceNamed("region-drift"), func(n *corev1.Namespace) {
			delete(n.Labels, holder)
			n.Labels["team"], n.Labels["others"] = "none", "too"
		})
		edit(ctx, roleNamed("region-drift", "department-police"), func(role *rbacv1.Role) {
			delete(role.Labels, managedBy)
			role.Rules = append(role.Rules, rbacv1.PolicyRule{
				APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"get"},
			})
		})
		edit(ctx, bindingNamed("region-drift", "office"), func(b *rbacv1.RoleBinding) {
			b.Subjects[0].Name, b.Labels["others"] = "intruder", "too"
		})
		// A roleRef cannot be changed, but the object be replaced.
		old := get(ctx, bindingNamed("region-drift", "department-police"))
		Expect(env.Admin.Delete(ctx, old)).To(Succeed())
		other := bindingNamed("region-drift", "department-police")
		other.Labels, other.RoleRef.Name, other.Subjects = old.Labels, "office", old.Subjects
		Expect(env.Admin.Create(ctx, other)).To(Succeed())

		r.reconcile(ctx, "drift")
		Expect(rights(ctx, "region-drift")).To(ConsistOf(allRights))
		role := get(ctx, roleNamed("region-drift", "department-police"))
		Expect(role.Rules).To(Equal(police))
		Expect(role.Labels).To(HaveKeyWithValue(managedBy, byOperator))
		Expect(get(ctx, bindingNamed("region-drift", "office")).Labels).To(HaveKeyWithValue("others", "too"))
		Expect(get(ctx, namespaceNamed("region-drift")).Labels).To(And(HaveKeyWithValue(holder, "drift"),
			HaveKeyWithValue("team", "health"), HaveKeyWithValue("others", "too")))
		Expect(statusOf(ctx, "drift")).To(beReady())

		r.writes.Store(0)
		r.reconcile(ctx, "drift")
		Expect(r.writes.Load()).To(BeZero())
	})

	It("prunes what is no longer declared, and nothing of anybody else", func(ctx SpecContext) {
		region := withRights("pruned").NamespaceLabel("team", "health").NamespaceLabel("cost", "17").Obj()
		declare(ctx, region)
		r.reconcile(ctx, "pruned")
		auditors := roleNamed("region-pruned", "auditors")
		auditors.Labels = map[string]string{holder: "pruned"}
		declare(ctx, auditors)

		edit(ctx, region, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Departments[0].Subjects = nil
			j.Spec.Office = v1alpha1.Office{}
			delete(j.Spec.Namespace.Labels, "cost")
		})
		r.reconcile(ctx, "pruned")
		Expect(rights(ctx, "region-pruned")).To(ConsistOf("auditors", "gitops", "gitops → gitops: gitops"))
		r.reconcile(ctx, "pruned")
		Expect(inventoryOf(ctx, "pruned")).NotTo(ContainElement(ContainSubstring("office")), "it is seen to be gone")
		Expect(get(ctx, namespaceNamed("region-pruned")).Labels).To(And(
			HaveKeyWithValue("team", "health"), Not(HaveKey("cost")), HaveKeyWithValue(holder, "pruned")))
		Expect(statusOf(ctx, "pruned").ObservedGeneration).To(Equal(region.Generation))
	})

	It("tells what the API server refused, tries the rest, and comes back", func(ctx SpecContext) {
		declare(ctx, withRights("refused").Obj())
		r.beforeWrite = func(_ context.Context, object string) error {
			if object == "office" {
				return apierrors.NewForbidden(schema.GroupResource{Resource: "roles"}, object, errors.New("not today"))
			}
			return nil
		}
		_, err := r.try(ctx, "refused")
		Expect(err).To(MatchError(ContainSubstring("not today")), "so that it is tried again")
		Expect(statusOf(ctx, "refused")).To(beStalled(v1alpha1.ReasonSetupFailed,
			"create Role region-refused/office", "not today", "(and 1 more)"))
		Expect(statusOf(ctx, "refused").Namespace).To(Equal("region-refused"))
		Expect(rights(ctx, "region-refused")).To(ContainElement("department-police → department-police: wei"))

		r.beforeWrite = func(_ context.Context, object string) error {
			if object == "office" {
				return apierrors.NewServiceUnavailable("too busy")
			}
			return nil
		}
		_, err = r.try(ctx, "refused")
		Expect(err).To(MatchError(ContainSubstring("too busy")))
		Expect(statusOf(ctx, "refused")).To(beWaiting(v1alpha1.ReasonSetupFailed, "too busy"))

		r.beforeWrite = nil
		r.reconcile(ctx, "refused")
		Expect(statusOf(ctx, "refused")).To(beReady())
		Expect(rights(ctx, "region-refused")).To(ConsistOf(allRights))
	})

	It("reports that the namespace itself could not be made", func(ctx SpecContext) {
		declare(ctx, withRights("nowhere").Obj())
		r.beforeWrite = func(_ context.Context, object string) error {
			if object == "region-nowhere" {
				return apierrors.NewServiceUnavailable("too busy")
			}
			return nil
		}
		_, err := r.try(ctx, "nowhere")
		Expect(err).To(MatchError(ContainSubstring("too busy")))
		Expect(statusOf(ctx, "nowhere")).To(And(beWaiting(v1alpha1.ReasonSetupFailed, "create Namespace"),
			have(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionUnknown, v1alpha1.ReasonSetupFailed)))
		Expect(statusOf(ctx, "nowhere").Namespace).To(BeEmpty())
	})

	DescribeTable("does not overwrite a status that changed meanwhile", func(ctx SpecContext, name string, nth int) {
		region := wrappers.Jurisdiction(name).Obj()
		declare(ctx, region)
		r.beforeWrite = func(ctx context.Context, object string) error {
			if object == "status" {
				if nth--; nth == 0 {
					edit(ctx, region, func(j *v1alpha1.Jurisdiction) { metav1.SetMetaDataLabel(&j.ObjectMeta, "touched", "yes") })
				}
			}
			return nil
		}
		result, err := r.try(ctx, name)
		Expect(err).NotTo(HaveOccurred())
		Expect(result.RequeueAfter).To(BeNumerically("~", 0, time.Second))
		Expect(result.RequeueAfter).NotTo(BeZero())
		Expect(statusOf(ctx, name).Conditions).To(BeEmpty())
		Expect(r.told()).To(BeEmpty(), "nothing was written, so nothing is told")

		r.beforeWrite = nil
		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(beReady())
		Expect(r.told()).To(ConsistOf(HavePrefix("Normal NamespaceClaimed")))
	},
		Entry("before anything is made", "conflict-before", 1),
		Entry("after all is made", "conflict-after", 2),
	)

	It("does nothing for a region that waits for somebody's finalizer", func(ctx SpecContext) {
		region := wrappers.Jurisdiction("finalized").Obj()
		region.Finalizers = []string{"example.org/wait"}
		declare(ctx, region)
		Expect(env.Admin.Delete(ctx, region)).To(Succeed())
		r.reconcile(ctx, "finalized")
		Expect(r.writes.Load()).To(BeZero())
		edit(ctx, region, func(j *v1alpha1.Jurisdiction) { j.Finalizers = nil })
	})

	It("works in a time zone that exists alone", func(ctx SpecContext) {
		region := wrappers.Jurisdiction("zone").TimeZone("Asia/Peking").Obj()
		declare(ctx, region)
		r.reconcile(ctx, "zone")
		Expect(statusOf(ctx, "zone")).To(beStalled(v1alpha1.ReasonUnknownTimeZone,
			"spec.timeZone", `"Asia/Peking"`, `"Asia/Shanghai"`))
		Expect(statusOf(ctx, "zone").Namespace).To(Equal("region-zone"))
		edit(ctx, region, func(j *v1alpha1.Jurisdiction) { j.Spec.TimeZone = "Asia/Urumqi" })
		r.reconcile(ctx, "zone")
		Expect(statusOf(ctx, "zone")).To(beReady())
	})
})

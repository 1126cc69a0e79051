// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// running is a controller with its caches and watches, as the operator runs it.
type running struct {
	// writes counts the requests that may change something.
	writes atomic.Int32
	stop   func()
}

func start(ctx context.Context) *running {
	GinkgoHelper()
	r := &running{}
	mgr, err := ctrl.NewManager(operator.Config, ctrl.Options{
		Scheme:     env.Scheme,
		Metrics:    server.Options{BindAddress: "0"},
		Cache:      cache.Options{ByObject: jurisdiction.CacheOptions()},
		NewClient:  r.countingClient,
		Controller: config.Controller{SkipNameValidation: new(true)}, // it is started more than once here
	})
	Expect(err).NotTo(HaveOccurred())
	Expect(index.Setup(ctx, mgr.GetFieldIndexer())).To(Succeed())
	reconciler := &jurisdiction.Reconciler{
		Client: mgr.GetClient(), APIReader: mgr.GetAPIReader(),
		Recorder: mgr.GetEventRecorder("jurisdiction"), Clock: clock.RealClock{},
	}
	Expect(reconciler.SetupWithManager(mgr)).To(Succeed())

	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(running) }()
	r.stop = func() {
		cancel()
		Expect(<-ended).To(Succeed())
	}
	return r
}

func (r *running) countingClient(credentials *rest.Config, options client.Options) (client.Client, error) {
	direct, err := client.NewWithWatch(credentials, options)
	if err != nil {
		return nil, err
	}
	return interceptor.NewClient(direct, interceptor.Funcs{
		Create: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.CreateOption) error {
			r.writes.Add(1)
			return c.Create(ctx, o, opts...)
		},
		Delete: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.DeleteOption) error {
			r.writes.Add(1)
			return c.Delete(ctx, o, opts...)
		},
		Patch: func(ctx context.Context, c client.WithWatch, o client.Object, p client.Patch, opts ...client.PatchOption) error {
			r.writes.Add(1)
			return c.Patch(ctx, o, p, opts...)
		},
		Apply: func(ctx context.Context, c client.WithWatch, o runtime.ApplyConfiguration, opts ...client.ApplyOption) error {
			r.writes.Add(1)
			return c.Apply(ctx, o, opts...)
		},
		SubResourcePatch: func(ctx context.Context, c client.Client, sub string, o client.Object, p client.Patch,
			opts ...client.SubResourcePatchOption,
		) error {
			r.writes.Add(1)
			return c.SubResource(sub).Patch(ctx, o, p, opts...)
		},
	}), nil
}

// becomes waits until a region's status is as it should be.
func becomes(ctx context.Context, name string, matcher OmegaMatcher) {
	GinkgoHelper()
	Eventually(statusOf).WithContext(ctx).WithArguments(name).WithTimeout(settle).Should(matcher)
}

// overdueBelow matches the status of a region by how many duties are overdue in its subtree.
func overdueBelow(expected int32) OmegaMatcher {
	return WithTransform(func(s v1alpha1.JurisdictionStatus) *int32 { return s.Subtree.Duties.Overdue },
		HaveValue(Equal(expected)))
}

// keeper declares objects for all tests of a container.
type keeper struct{ objects []client.Object }

func (k *keeper) keep(ctx context.Context, objects ...client.Object) {
	GinkgoHelper()
	for _, object := range objects {
		Expect(env.Admin.Create(ctx, object)).To(Succeed())
		k.objects = append(k.objects, object)
	}
}

func (k *keeper) remove(ctx SpecContext) {
	GinkgoHelper()
	for _, object := range k.objects {
		remove(ctx, object)
	}
}

var _ = Describe("the controller as it runs", Ordered, func() {
	const namespace = "region-live-county"
	var r *running

	path := func(expected string) OmegaMatcher {
		return WithTransform(func(s v1alpha1.JurisdictionStatus) string { return s.Path }, Equal(expected))
	}
	overdue := func(expected int32) OmegaMatcher {
		return WithTransform(func(s v1alpha1.JurisdictionStatus) *int32 { return s.Own.Duties.Overdue },
			HaveValue(Equal(expected)))
	}

	// keep declares objects for all tests here: each builds on the one before.
	var kept keeper
	keep := kept.keep

	// grants waits until the rights in the county are as they should be.
	grants := func(ctx context.Context, matcher OmegaMatcher) {
		GinkgoHelper()
		Eventually(rights).WithContext(ctx).WithArguments(namespace).WithTimeout(settle).Should(matcher)
	}

	BeforeAll(func(ctx SpecContext) {
		DeferCleanup(kept.remove)
		r = start(ctx)
		DeferCleanup(func() { r.stop() })
	})

	It("sets a region up as soon as it is declared", func(ctx SpecContext) {
		keep(ctx, wrappers.Jurisdiction("live-village").Level(v1alpha1.LevelTownship).Parent("live-county").Obj())
		becomes(ctx, "live-village", beWaiting(v1alpha1.ReasonParentNotFound))
	})

	It("hears of a parent that is declared later, and of its parent", func(ctx SpecContext) {
		keep(ctx, withRights("live-county").Parent("live-city").Obj())
		becomes(ctx, "live-village", And(path("live-county/live-village"), beWaiting(v1alpha1.ReasonParentNotFound)))
		keep(ctx, wrappers.Jurisdiction("live-city").Level(v1alpha1.LevelPrefecture).
			Departments("health-commission").Obj())
		becomes(ctx, "live-village", And(path("live-city/live-county/live-village"), beReady()))
		grants(ctx, ConsistOf(allRights))
	})

	It("hears of a change two levels up", func(ctx SpecContext) {
		city := wrappers.Jurisdiction("live-city").Obj()
		edit(ctx, city, func(j *v1alpha1.Jurisdiction) { j.Spec.Level = v1alpha1.LevelTownship })
		becomes(ctx, "live-village", beStalled(v1alpha1.ReasonParentLevel, `Jurisdiction "live-county"`))
		edit(ctx, city, func(j *v1alpha1.Jurisdiction) { j.Spec.Level = v1alpha1.LevelPrefecture })
		becomes(ctx, "live-village", beReady())
	})

	It("binds the office of the parent when it is declared", func(ctx SpecContext) {
		city := wrappers.Jurisdiction("live-city").Obj()
		edit(ctx, city, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Office = wrappers.Jurisdiction("").Office("health-commission", wrappers.User("hong")).Obj().Spec.Office
		})
		grants(ctx, ContainElement("parent-office → parent-office: hong"))
		edit(ctx, city, func(j *v1alpha1.Jurisdiction) { j.Spec.Office = v1alpha1.Office{} })
		grants(ctx, ConsistOf(allRights))
	})

	It("brings back what is deleted, and undoes what is changed", func(ctx SpecContext) {
		Expect(env.Admin.Delete(ctx, roleNamed(namespace, "office"))).To(Succeed())
		Expect(env.Admin.Delete(ctx, bindingNamed(namespace, "department-police"))).To(Succeed())
		grants(ctx, ConsistOf(allRights))

		edit(ctx, bindingNamed(namespace, "office"), func(b *rbacv1.RoleBinding) { b.Subjects[0].Name = "intruder" })
		grants(ctx, ConsistOf(allRights))

		// Without its label the object leaves the cache.
		edit(ctx, roleNamed(namespace, "department-police"), func(role *rbacv1.Role) { delete(role.Labels, managedBy) })
		Eventually(func(ctx SpecContext) map[string]string {
			return get(ctx, roleNamed(namespace, "department-police")).Labels
		}).WithContext(ctx).WithTimeout(settle).Should(HaveKeyWithValue(managedBy, byOperator))

		for _, label := range []string{managedBy, holder, "pod-security.kubernetes.io/enforce"} {
			edit(ctx, namespaceNamed(namespace), func(n *corev1.Namespace) { delete(n.Labels, label) })
			Eventually(func(ctx SpecContext) map[string]string { return get(ctx, namespaceNamed(namespace)).Labels }).
				WithContext(ctx).WithTimeout(settle).Should(HaveKey(label))
		}
		becomes(ctx, "live-county", beReady())
	})

	It("keeps its workloads as they are declared, and hears how they stand", func(ctx SpecContext) {
		edit(ctx, regionNamed("live-county"), func(j *v1alpha1.Jurisdiction) {
			j.Spec.Workloads = []v1alpha1.Workload{wrappers.Deployment("portal").Replicas(1).Levels(
				v1alpha1.LevelCounty, v1alpha1.LevelTownship).Obj()}
		})
		for _, name := range []string{"live-county", "live-village"} {
			becomes(ctx, name, beWaiting(v1alpha1.ReasonWorkloadsNotAvailable, "portal"))
			rollOut(ctx, "region-"+name, deploymentCondition(appsv1.DeploymentAvailable, corev1.ConditionTrue))
			becomes(ctx, name, beReady())
		}
		edit(ctx, deploymentNamed("region-live-village", "portal"), func(d *appsv1.Deployment) { d.Spec.Replicas = new(int32(9)) })
		Eventually(func(ctx SpecContext) *int32 {
			return get(ctx, deploymentNamed("region-live-village", "portal")).Spec.Replicas
		}).WithContext(ctx).WithTimeout(settle).Should(HaveValue(BeEquivalentTo(1)))

		edit(ctx, regionNamed("live-county"), func(j *v1alpha1.Jurisdiction) { j.Spec.Workloads = nil })
		for _, name := range []string{"live-county", "live-village"} {
			Eventually(objects).WithContext(ctx).WithArguments("region-" + name).WithTimeout(settle).
				ShouldNot(ContainElement("Deployment portal"))
			becomes(ctx, name, And(beReady(), have(v1alpha1.ConditionWorkloadsReady, metav1.ConditionTrue, v1alpha1.ReasonNoWorkloads)))
		}
	})

	It("counts duties that change together in few writes", func(ctx SpecContext) {
		const many = 40
		before := r.writes.Load()
		duties := make([]*v1alpha1.DepartmentDuty, many)
		for i := range duties {
			duties[i] = wrappers.Duty(fmt.Sprintf("duty-%d", i)).Namespace(namespace).Obj()
			keep(ctx, duties[i])
			stand(ctx, duties[i], v1alpha1.DepartmentDutyStatus{Light: v1alpha1.LightRed})
		}
		becomes(ctx, "live-county", overdue(many))
		Expect(r.writes.Load()-before).To(BeNumerically("<", many/2), "each write covers what changed within 200 ms")

		stand(ctx, duties[0], completed(v1alpha1.ReasonCompletedLate, v1alpha1.RulingBodyOffice))
		becomes(ctx, "live-county", overdue(many-1))
		Expect(env.Admin.Delete(ctx, duties[1])).To(Succeed())
		becomes(ctx, "live-county", overdue(many-2))
		becomes(ctx, "live-city", overdueBelow(many-2))
	})

	It("writes nothing for a change of a duty that is not counted, nor for none at all", func(ctx SpecContext) {
		becomes(ctx, "live-county", beReady())
		before := r.writes.Load()
		stand(ctx, wrappers.Duty("duty-2").Namespace(namespace).Obj(),
			v1alpha1.DepartmentDutyStatus{Light: v1alpha1.LightRed, ObservedGeneration: 1})
		Consistently(r.writes.Load).WithTimeout(time.Second).Should(Equal(before))
	})

	It("makes a namespace anew once it is gone", func(ctx SpecContext) {
		Expect(env.Admin.Delete(ctx, namespaceNamed("region-live-village"))).To(Succeed())
		becomes(ctx, "live-village", beWaiting(v1alpha1.ReasonNamespaceTerminating))
		finish(ctx, "region-live-village")
		becomes(ctx, "live-village", beReady())
	})

	It("writes nothing after a restart, though somebody changed what nobody watched", func(ctx SpecContext) {
		r.stop()
		edit(ctx, bindingNamed(namespace, "office"), func(b *rbacv1.RoleBinding) { b.Subjects[0].Name = "intruder" })
		r = start(ctx)
		grants(ctx, ConsistOf(allRights))
		Consistently(r.writes.Load).WithTimeout(time.Second).Should(BeEquivalentTo(1), "the one that undid it")
	})

	It("emits its events", func(ctx SpecContext) {
		Eventually(func(ctx SpecContext) []string {
			var list corev1.EventList
			Expect(env.Admin.List(ctx, &list)).To(Succeed())
			var reasons []string
			for i := range list.Items {
				if list.Items[i].InvolvedObject.Name == "live-village" {
					reasons = append(reasons, list.Items[i].Reason)
				}
			}
			return reasons
		}).WithContext(ctx).WithTimeout(settle).Should(ContainElements("NamespaceClaimed", "ParentFound", "ParentLevel"))
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/retry"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func deploymentNamed(namespace, name string) *appsv1.Deployment {
	return &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}
}

func cronJobNamed(namespace, name string) *batchv1.CronJob {
	return &batchv1.CronJob{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}
}

func serviceNamed(namespace, name string) *corev1.Service {
	return &corev1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}
}

// container is that of a Deployment as it is now.
func container(ctx context.Context, namespace, name string) corev1.Container {
	GinkgoHelper()
	return get(ctx, deploymentNamed(namespace, name)).Spec.Template.Spec.Containers[0]
}

// rollOut writes the status of the Deployment "portal", as Kubernetes' own controller would, which does not run here.
func rollOut(ctx context.Context, namespace string, conditions ...appsv1.DeploymentCondition) {
	GinkgoHelper()
	Expect(retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		deployment := get(ctx, deploymentNamed(namespace, "portal"))
		deployment.Status = appsv1.DeploymentStatus{ObservedGeneration: deployment.Generation, Conditions: conditions}
		return env.Admin.Status().Update(ctx, deployment)
	})).To(Succeed())
}

func deploymentCondition(of appsv1.DeploymentConditionType, status corev1.ConditionStatus) appsv1.DeploymentCondition {
	return appsv1.DeploymentCondition{Type: of, Status: status, Message: "as the test says"}
}

// workloadsOf says how the workloads of a region stand.
func workloadsOf(ctx context.Context, name string) []string {
	GinkgoHelper()
	var lines []string
	for _, w := range statusOf(ctx, name).Workloads {
		lines = append(lines, fmt.Sprintf("%s %s of %s: %s", w.Kind, w.Name, w.DeclaredBy, w.State))
	}
	return lines
}

var _ = Describe("workloads", func() {
	const county, prefecture = v1alpha1.LevelCounty, v1alpha1.LevelPrefecture
	var r *run

	BeforeEach(func() { r = newRun() })

	It("sets up the nearest declaration of each, and prunes what is no longer declared", func(ctx SpecContext) {
		province := wrappers.Jurisdiction("works-province").Level(v1alpha1.LevelProvince).
			Workload(wrappers.Deployment("portal").Image("portal:1").Port(80).Levels(prefecture, county)).
			Workload(wrappers.CronJob("sync", "0 6 * * 1-5").Levels(county)).
			Workload(wrappers.Deployment("archive").Levels(county)).
			Workload(wrappers.Deployment("desk")).Obj()
		below := wrappers.Jurisdiction("works-county").Parent("works-province").
			Workload(wrappers.Deployment("portal").Image("portal:2")).
			Workload(wrappers.Absent("archive")).Obj()
		declare(ctx, province, below)
		r.reconcile(ctx, "works-province", "works-county")

		Expect(objects(ctx, "region-works-province")).To(And(ContainElement("Deployment desk"),
			Not(ContainElements("Deployment portal", "CronJob sync", "Deployment archive"))))
		Expect(objects(ctx, "region-works-county")).To(And(ContainElements("Deployment portal", "CronJob sync"),
			Not(ContainElement(BeElementOf("Deployment archive", "Deployment desk", "Service portal")))))
		Expect(objects(ctx, "region-works-county")).To(ConsistOf(inventoryOf(ctx, "works-county")))
		Expect(container(ctx, "region-works-county", "portal").Image).To(Equal("portal:2"))
		Expect(container(ctx, "region-works-county", "portal").Env).To(ContainElements(
			corev1.EnvVar{Name: "SUPERVISION_JURISDICTION", Value: "works-county"},
			corev1.EnvVar{Name: "TZ", Value: "Asia/Shanghai"}))
		r.reconcile(ctx, "works-county")
		Expect(workloadsOf(ctx, "works-county")).To(HaveExactElements(" archive of works-county: Absent",
			"Deployment portal of works-county: Progressing", "CronJob sync of works-province: Ready"))

		By("inheriting what it overrode")
		edit(ctx, below, func(j *v1alpha1.Jurisdiction) { j.Spec.Workloads = nil })
		r.reconcile(ctx, "works-county", "works-county")
		Expect(container(ctx, "region-works-county", "portal").Image).To(Equal("portal:1"))
		Expect(objects(ctx, "region-works-county")).To(ContainElements("Service portal", "Deployment archive"))
		Expect(workloadsOf(ctx, "works-county")).To(ConsistOf("Deployment archive of works-province: Progressing",
			"Deployment portal of works-province: Progressing", "CronJob sync of works-province: Ready"))

		By("declaring nothing for it any more")
		edit(ctx, province, func(j *v1alpha1.Jurisdiction) { j.Spec.Workloads = nil })
		r.reconcile(ctx, "works-county", "works-county")
		Expect(objects(ctx, "region-works-county")).NotTo(ContainElement(
			BeElementOf("Service portal", "Deployment archive", "Deployment portal", "CronJob sync")))
		Expect(objects(ctx, "region-works-county")).To(ConsistOf(inventoryOf(ctx, "works-county")))
		Expect(statusOf(ctx, "works-county")).To(And(beReady(),
			have(v1alpha1.ConditionWorkloadsReady, metav1.ConditionTrue, v1alpha1.ReasonNoWorkloads)))
		Expect(exists(ctx, serviceNamed("region-works-county", "portal"))).To(BeFalse())
	})

	It("replaces one by another kind of the same name", func(ctx SpecContext) {
		declared := wrappers.Jurisdiction("works-kind").Workload(wrappers.Deployment("portal").Port(8080)).Obj()
		declare(ctx, declared)
		r.reconcile(ctx, "works-kind")
		edit(ctx, declared, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Workloads = []v1alpha1.Workload{wrappers.CronJob("portal", "0 6 * * *").Obj()}
		})
		r.reconcile(ctx, "works-kind")
		Expect(objects(ctx, "region-works-kind")).To(And(ContainElement("CronJob portal"),
			Not(ContainElement(BeElementOf("Deployment portal", "Service portal")))))
	})

	It("is ready once its Deployments are available, whatever its CronJobs do", func(ctx SpecContext) {
		const namespace, name = "region-works-ready", "works-ready"
		waiting := func(state, reason string) OmegaMatcher {
			return And(beWaiting(v1alpha1.ReasonWorkloadsNotAvailable, "portal ("+state+")"),
				have(v1alpha1.ConditionWorkloadsReady, metav1.ConditionFalse, reason, "portal"))
		}
		declare(ctx, wrappers.Jurisdiction(name).Workload(wrappers.Deployment("portal")).
			Workload(wrappers.CronJob("sync", "0 6 * * *")).Obj())
		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(waiting("Progressing", v1alpha1.ReasonWorkloadsProgressing))

		rollOut(ctx, namespace, deploymentCondition(appsv1.DeploymentAvailable, corev1.ConditionTrue))
		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(And(beReady(), have(v1alpha1.ConditionWorkloadsReady, metav1.ConditionTrue,
			v1alpha1.ReasonWorkloadsReady, "2 ready")))

		rollOut(ctx, namespace, deploymentCondition(appsv1.DeploymentAvailable, corev1.ConditionFalse),
			deploymentCondition(appsv1.DeploymentProgressing, corev1.ConditionFalse))
		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(And(waiting("Failing", v1alpha1.ReasonWorkloadsFailing),
			have(v1alpha1.ConditionWorkloadsReady, metav1.ConditionFalse, v1alpha1.ReasonWorkloadsFailing, "as the test says")))

		rollOut(ctx, namespace, deploymentCondition(appsv1.DeploymentAvailable, corev1.ConditionTrue))
		job := get(ctx, cronJobNamed(namespace, "sync"))
		job.Status.LastScheduleTime = &metav1.Time{Time: time.Unix(1, 0)}
		Expect(env.Admin.Status().Update(ctx, job)).To(Succeed())
		r.reconcile(ctx, name)
		Expect(statusOf(ctx, name)).To(And(beReady(), have(v1alpha1.ConditionWorkloadsReady, metav1.ConditionFalse,
			v1alpha1.ReasonWorkloadsFailing, "sync: ", "did not succeed")))
	})

	It("keeps what it inherited while the line of parents is not known", func(ctx SpecContext) {
		city := func() *wrappers.JurisdictionWrapper {
			return wrappers.Jurisdiction("works-city").Level(prefecture)
		}
		above := city().Workload(wrappers.Deployment("portal").Port(80).Levels(county)).Obj()
		below := wrappers.Jurisdiction("works-orphan").Parent("works-city").Office(wrappers.DefaultDepartment, wrappers.User("lan")).Obj()
		declare(ctx, above, below)
		r.reconcile(ctx, "works-orphan")
		Expect(objects(ctx, "region-works-orphan")).To(ContainElements("Deployment portal", "Service portal", "Role office"))

		remove(ctx, above)
		edit(ctx, below, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Office = v1alpha1.Office{}
			j.Spec.Workloads = []v1alpha1.Workload{wrappers.Deployment("desk").Obj()}
		})
		r.reconcile(ctx, "works-orphan", "works-orphan")
		Expect(statusOf(ctx, "works-orphan")).To(beWaiting(v1alpha1.ReasonParentNotFound))
		Expect(workloadsOf(ctx, "works-orphan")).To(ConsistOf("Deployment desk of works-orphan: Progressing",
			"Deployment portal of works-city: Progressing"))
		Expect(objects(ctx, "region-works-orphan")).To(And(
			ContainElements("Deployment portal", "Service portal", "Deployment desk"), Not(ContainElement("Role office"))))
		Expect(objects(ctx, "region-works-orphan")).To(ConsistOf(inventoryOf(ctx, "works-orphan")))
		r.reconcile(ctx, "works-orphan")
		r.writes.Store(0)
		r.reconcile(ctx, "works-orphan")
		Expect(r.writes.Load()).To(BeZero())

		declare(ctx, city().Obj())
		r.reconcile(ctx, "works-orphan")
		Expect(objects(ctx, "region-works-orphan")).To(And(ContainElement("Deployment desk"),
			Not(ContainElement(BeElementOf("Deployment portal", "Service portal")))))
	})

	It("tells a schedule that is none, and sets up the rest", func(ctx SpecContext) {
		declared := wrappers.Jurisdiction("works-schedule").
			Workload(wrappers.CronJob("daily", "0 5 * * *")).Workload(wrappers.CronJob("sync", "0 24 * * *")).Obj()
		declare(ctx, declared)
		r.reconcile(ctx, "works-schedule")
		Expect(statusOf(ctx, "works-schedule")).To(beStalled(v1alpha1.ReasonInvalidWorkload,
			`spec.workloads[sync].cronJob.schedule "0 24 * * *"`))
		Expect(objects(ctx, "region-works-schedule")).To(And(ContainElement("CronJob daily"), Not(ContainElement("CronJob sync"))))

		edit(ctx, declared, func(j *v1alpha1.Jurisdiction) { j.Spec.Workloads[1].CronJob.Schedule = "0 23 * * *" })
		r.reconcile(ctx, "works-schedule")
		Expect(statusOf(ctx, "works-schedule")).To(beReady())
		Expect(get(ctx, cronJobNamed("region-works-schedule", "sync")).Spec.Schedule).To(Equal("0 23 * * *"))
		Expect(get(ctx, cronJobNamed("region-works-schedule", "daily")).Spec.Schedule).To(Equal("0 5 * * *"))
	})

	It("keeps the CronJob that stands while its schedule cannot be read, and tells how that stands", func(ctx SpecContext) {
		const name, namespace = "works-kept", "region-works-kept"
		declared := withRights(name).Workload(wrappers.CronJob("sync", "0 6 * * *")).Obj()
		declare(ctx, declared)
		r.reconcile(ctx, name, name)
		job := get(ctx, cronJobNamed(namespace, "sync"))
		job.Status.LastScheduleTime = &metav1.Time{Time: time.Unix(1, 0)}
		Expect(env.Admin.Status().Update(ctx, job)).To(Succeed())

		for _, schedule := range []string{"@every 1s", "@daily", "TZ=UTC 0 6 * * *", "0 0 6 * * *"} {
			edit(ctx, declared, func(j *v1alpha1.Jurisdiction) {
				j.Spec.Workloads[0].CronJob.Schedule, j.Spec.Office = schedule, v1alpha1.Office{}
			})
			r.reconcile(ctx, name, name)
			Expect(statusOf(ctx, name)).To(And(beStalled(v1alpha1.ReasonInvalidWorkload, schedule),
				have(v1alpha1.ConditionWorkloadsReady, metav1.ConditionFalse, v1alpha1.ReasonWorkloadsFailing, "sync: ")))
			Expect(workloadsOf(ctx, name)).To(ConsistOf("CronJob sync of works-kept: Failing"))
			Expect(get(ctx, cronJobNamed(namespace, "sync"))).To(And(HaveField("UID", job.UID), HaveField("Spec.Schedule", "0 6 * * *")))
			Expect(inventoryOf(ctx, name)).To(And(ContainElement("CronJob sync"), ConsistOf(objects(ctx, namespace))))
			Expect(rights(ctx, namespace)).NotTo(ContainElement("office"), "the rest is set up")
			r.writes.Store(0)
			r.reconcile(ctx, name)
			Expect(r.writes.Load()).To(BeZero())
		}

		edit(ctx, declared, func(j *v1alpha1.Jurisdiction) { j.Spec.Workloads[0] = wrappers.Absent("sync").Obj() })
		r.reconcile(ctx, name, name)
		Expect(exists(ctx, cronJobNamed(namespace, "sync"))).To(BeFalse())
	})

	It("asks for pods that the namespace admits, and for no others", func(ctx SpecContext) {
		const namespace = "region-works-pods"
		declare(ctx, wrappers.Jurisdiction("works-pods").
			Workload(wrappers.Deployment("portal").Port(8080)).Workload(wrappers.Deployment("web").Port(80)).
			Workload(wrappers.CronJob("sync", "0 6 * * *").Requests("2", "")).Obj())
		r.reconcile(ctx, "works-pods")
		admit := func(template corev1.PodTemplateSpec) (*corev1.Pod, error) {
			pod := &corev1.Pod{ObjectMeta: template.ObjectMeta, Spec: template.Spec}
			pod.Namespace, pod.GenerateName = namespace, "dry-"
			return pod, env.Admin.Create(ctx, pod, client.DryRunAll)
		}
		for _, name := range []string{"portal", "web"} {
			_, err := admit(get(ctx, deploymentNamed(namespace, name)).Spec.Template)
			Expect(err).NotTo(HaveOccurred(), name)
		}
		_, err := admit(get(ctx, cronJobNamed(namespace, "sync")).Spec.JobTemplate.Spec.Template)
		Expect(err).NotTo(HaveOccurred())

		bare := get(ctx, deploymentNamed(namespace, "portal")).Spec.Template
		bare.Spec.Containers[0].Resources = corev1.ResourceRequirements{}
		pod, err := admit(bare)
		Expect(err).NotTo(HaveOccurred())
		Expect(pod.Spec.Containers[0].Resources).To(Equal(container(ctx, namespace, "portal").Resources),
			"the LimitRange gives to others what the operator gives to its own")

		bare.Spec.SecurityContext = nil
		_, err = admit(bare)
		Expect(err).To(framework.BeForbidden("restricted"))
	})
})

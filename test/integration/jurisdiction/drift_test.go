// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// withEverything is a region with something of every kind.
func withEverything(name string) *wrappers.JurisdictionWrapper {
	return withRights(name).
		Quota(v1alpha1.NamespaceQuota{Pods: new(int32(20)), Limits: wrappers.Amounts("8", "")}).
		Workload(wrappers.Deployment("portal").Command("serve").Env("MODE", "strict").Replicas(2).Port(8080)).
		Workload(wrappers.Deployment("desk").Env("EMPTY", "")).
		Workload(wrappers.CronJob("sync", "0 6 * * *").Args("--all"))
}

// declaredOf is an object without what the API server counts and notes.
func declaredOf(ctx context.Context, object client.Object) map[string]any {
	GinkgoHelper()
	current := framework.Copy(object)
	get(ctx, current)
	current.SetResourceVersion("")
	current.SetManagedFields(nil)
	current.SetGeneration(0)
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(current)
	Expect(err).NotTo(HaveOccurred())
	return content
}

var _ = Describe("drift", Ordered, func() {
	const name, namespace = "drifting", "region-drifting"
	var r *run

	in := metav1.ObjectMeta{Namespace: namespace}
	of := func(name string) metav1.ObjectMeta {
		meta := in
		meta.Name = name
		return meta
	}
	quiet := func(ctx context.Context) {
		GinkgoHelper()
		r.writes.Store(0)
		r.reconcile(ctx, name)
		Expect(r.writes.Load()).To(BeZero())
	}

	BeforeAll(func(ctx SpecContext) {
		r = newRun()
		declare(ctx, withEverything(name).Obj())
		r.reconcile(ctx, name, name)
	})

	BeforeEach(quiet)

	DescribeTable("is undone", func(ctx SpecContext, object client.Object, change func(client.Object)) {
		before := declaredOf(ctx, object)
		edit(ctx, framework.Copy(object), change)
		Expect(declaredOf(ctx, object)).NotTo(Equal(before))
		r.reconcile(ctx, name)
		Expect(declaredOf(ctx, object)).To(Equal(before))
		quiet(ctx)
	},
		Entry("of replicas that are declared", &appsv1.Deployment{ObjectMeta: of("portal")},
			changing(func(d *appsv1.Deployment) { d.Spec.Replicas = new(int32(9)) })),
		Entry("of an image", &appsv1.Deployment{ObjectMeta: of("desk")},
			changing(func(d *appsv1.Deployment) { d.Spec.Template.Spec.Containers[0].Image = "other:1" })),
		Entry("of a variable", &appsv1.Deployment{ObjectMeta: of("portal")},
			changing(func(d *appsv1.Deployment) { d.Spec.Template.Spec.Containers[0].Env[5].Value = "lax" })),
		Entry("of a port", &corev1.Service{ObjectMeta: of("portal")},
			changing(func(s *corev1.Service) { s.Spec.Ports[0].Port = 81 })),
		Entry("of a port of a container", &appsv1.Deployment{ObjectMeta: of("portal")},
			changing(func(d *appsv1.Deployment) { d.Spec.Template.Spec.Containers[0].Ports[0].ContainerPort = 81 })),
		Entry("of a port whose number somebody else's port has", &corev1.Service{ObjectMeta: of("portal")},
			changing(func(s *corev1.Service) {
				s.Spec.Ports[0].Port = 81
				s.Spec.Ports = append(s.Spec.Ports, corev1.ServicePort{Name: "other", Port: 8080})
			})),
		Entry("of a port of a container whose number another port has", &appsv1.Deployment{ObjectMeta: of("portal")},
			changing(func(d *appsv1.Deployment) {
				container := &d.Spec.Template.Spec.Containers[0]
				container.Ports[0].ContainerPort = 81
				container.Ports = append(container.Ports, corev1.ContainerPort{Name: "other", ContainerPort: 8080})
			})),
		Entry("of the protocol of a port", &corev1.Service{ObjectMeta: of("portal")},
			changing(func(s *corev1.Service) { s.Spec.Ports[0].Protocol = corev1.ProtocolUDP })),
		Entry("of a variable that is declared empty", &appsv1.Deployment{ObjectMeta: of("desk")}, setting("EMPTY")),
		Entry("of a variable that is empty, as the region has no code", &appsv1.Deployment{ObjectMeta: of("desk")},
			setting("SUPERVISION_DIVISION_CODE")),
		Entry("of that in a CronJob", &batchv1.CronJob{ObjectMeta: of("sync")}, changing(func(j *batchv1.CronJob) {
			setVariable(&j.Spec.JobTemplate.Spec.Template.Spec, "SUPERVISION_DIVISION_CODE")
		})),
		Entry("of an empty variable, by something else", &appsv1.Deployment{ObjectMeta: of("desk")},
			changing(func(d *appsv1.Deployment) {
				variable := variableOf(&d.Spec.Template.Spec, "EMPTY")
				variable.ValueFrom = &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: "metadata.name"}}
			})),
		Entry("of a variable that is set twice, of which the last counts", &appsv1.Deployment{ObjectMeta: of("portal")},
			changing(func(d *appsv1.Deployment) {
				main := &d.Spec.Template.Spec.Containers[0]
				main.Env = append(main.Env, corev1.EnvVar{Name: "MODE", Value: "lax"})
			})),
		Entry("of a sidecar that stands first", &appsv1.Deployment{ObjectMeta: of("desk")},
			changing(func(d *appsv1.Deployment) {
				d.Spec.Template.Spec.Containers = append([]corev1.Container{{Name: "proxy", Image: "proxy:1"}},
					d.Spec.Template.Spec.Containers...)
			})),
		Entry("of what a volume is", &appsv1.Deployment{ObjectMeta: of("desk")},
			changing(func(d *appsv1.Deployment) {
				d.Spec.Template.Spec.Volumes[0].VolumeSource = corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: "token"}}
			})),
		Entry("of a Deployment that is paused", &appsv1.Deployment{ObjectMeta: of("desk")},
			changing(func(d *appsv1.Deployment) { d.Spec.Paused = true })),
		Entry("of a CronJob that is suspended", &batchv1.CronJob{ObjectMeta: of("sync")},
			changing(func(j *batchv1.CronJob) { j.Spec.Suspend = new(true) })),
		Entry("of a schedule", &batchv1.CronJob{ObjectMeta: of("sync")},
			changing(func(j *batchv1.CronJob) { j.Spec.Schedule = "* * * * *" })),
		Entry("of subjects", &rbacv1.RoleBinding{ObjectMeta: of("office")},
			changing(func(b *rbacv1.RoleBinding) {
				b.Subjects = append(b.Subjects, rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: "User", Name: "intruder"})
			})),
		Entry("of rules", &rbacv1.Role{ObjectMeta: of("gitops")},
			changing(func(role *rbacv1.Role) { role.Rules[0].Resources = []string{"*"} })),
		Entry("of a ServiceAccount", &corev1.ServiceAccount{ObjectMeta: of("workload")},
			changing(func(a *corev1.ServiceAccount) { a.AutomountServiceAccountToken = nil })),
		Entry("of the defaults", &corev1.LimitRange{ObjectMeta: of("defaults")},
			changing(func(l *corev1.LimitRange) { l.Spec.Limits[0].Default[corev1.ResourceCPU] = resource.MustParse("64") })),
		Entry("of the quota, changed", &corev1.ResourceQuota{ObjectMeta: of("quota")},
			changing(func(q *corev1.ResourceQuota) { q.Spec.Hard[corev1.ResourcePods] = resource.MustParse("2000") })),
		Entry("of the quota, added to", &corev1.ResourceQuota{ObjectMeta: of("quota")},
			changing(func(q *corev1.ResourceQuota) { q.Spec.Hard[corev1.ResourceServices] = resource.MustParse("0") })),
		Entry("of a policy that was opened", &networkingv1.NetworkPolicy{ObjectMeta: of("default-deny")},
			changing(func(p *networkingv1.NetworkPolicy) { p.Spec.Egress = []networkingv1.NetworkPolicyEgressRule{{}} })),
		Entry("of a policy that was narrowed", &networkingv1.NetworkPolicy{ObjectMeta: of("default-deny")},
			changing(func(p *networkingv1.NetworkPolicy) { p.Spec.PodSelector.MatchLabels = map[string]string{"app": "none"} })),
		Entry("of one label", &corev1.LimitRange{ObjectMeta: of("defaults")},
			changing(func(l *corev1.LimitRange) { delete(l.Labels, managedBy) })),
		Entry("of the other label", &networkingv1.NetworkPolicy{ObjectMeta: of("allow-within-region")},
			changing(func(p *networkingv1.NetworkPolicy) { delete(p.Labels, holder) })),
		Entry("of the label that names the workload", &batchv1.CronJob{ObjectMeta: of("sync")},
			changing(func(j *batchv1.CronJob) { delete(j.Labels, "app.kubernetes.io/name") })),
	)

	It("is undone where objects were deleted, of every kind", func(ctx SpecContext) {
		all := objects(ctx, namespace)
		for _, kind := range region.Kinds {
			Expect(env.Admin.DeleteAllOf(ctx, kind.New(), client.InNamespace(namespace))).To(Succeed())
		}
		Expect(objects(ctx, namespace)).To(BeEmpty())
		r.reconcile(ctx, name, name)
		Expect(objects(ctx, namespace)).To(ConsistOf(all))
		Expect(inventoryOf(ctx, name)).To(ConsistOf(all))
		quiet(ctx)
	})

	DescribeTable("is not what the declaration leaves to others", func(ctx SpecContext, object client.Object, change func(client.Object)) {
		edit(ctx, framework.Copy(object), change)
		after := declaredOf(ctx, object)
		quiet(ctx)
		Expect(declaredOf(ctx, object)).To(Equal(after))

		By("setting something else right beside it")
		edit(ctx, framework.Copy(object), func(o client.Object) { delete(o.GetLabels(), holder) })
		r.reconcile(ctx, name)
		Expect(declaredOf(ctx, object)).To(Equal(after))
		quiet(ctx)
	},
		Entry("replicas", &appsv1.Deployment{ObjectMeta: of("desk")},
			changing(func(d *appsv1.Deployment) { d.Spec.Replicas = new(int32(9)) })),
		Entry("how it is rolled out", &appsv1.Deployment{ObjectMeta: of("desk")},
			changing(func(d *appsv1.Deployment) { d.Spec.MinReadySeconds = 10 })),
		Entry("a port of their own", &corev1.Service{ObjectMeta: of("portal")},
			changing(func(s *corev1.Service) {
				s.Spec.Ports = append([]corev1.ServicePort{{Name: "metrics", Port: 9090}}, s.Spec.Ports...)
			})),
		Entry("the type of a Service", &corev1.Service{ObjectMeta: of("portal")},
			changing(func(s *corev1.Service) { s.Spec.Type = corev1.ServiceTypeNodePort })),
		Entry("labels and annotations", &rbacv1.Role{ObjectMeta: of("office")},
			changing(func(role *rbacv1.Role) {
				role.Labels["team"], role.Annotations = "health", map[string]string{"note": "ours"}
			})),
		Entry("secrets to pull images with", &corev1.ServiceAccount{ObjectMeta: of("workload")},
			changing(func(a *corev1.ServiceAccount) {
				a.ImagePullSecrets = []corev1.LocalObjectReference{{Name: "registry"}}
			})),
	)

	It("is not another order", func(ctx SpecContext) {
		edit(ctx, deploymentNamed(namespace, "portal"), func(d *appsv1.Deployment) {
			slices.Reverse(d.Spec.Template.Spec.Containers[0].Env)
		})
		quiet(ctx)
	})

	It("is not an object that was given away by taking off both labels", func(ctx SpecContext) {
		office := roleNamed(namespace, "office")
		edit(ctx, office, func(role *rbacv1.Role) { role.Labels, role.Rules = nil, nil })
		r.reconcile(ctx, name)
		Expect(get(ctx, roleNamed(namespace, "office")).ResourceVersion).To(Equal(office.ResourceVersion))
		Expect(statusOf(ctx, name)).To(beStalled(v1alpha1.ReasonNameTaken, "Role office"))
		Expect(inventoryOf(ctx, name)).NotTo(ContainElement("Role office"))
		quiet(ctx)

		Expect(env.Admin.Delete(ctx, office)).To(Succeed())
		r.reconcile(ctx, name)
		Expect(get(ctx, roleNamed(namespace, "office")).Rules).NotTo(BeEmpty())
		Expect(inventoryOf(ctx, name)).To(ContainElement("Role office"))
	})
})

// variableOf finds a variable of a pod's first container.
func variableOf(pod *corev1.PodSpec, name string) *corev1.EnvVar {
	GinkgoHelper()
	variables := pod.Containers[0].Env
	at := slices.IndexFunc(variables, func(v corev1.EnvVar) bool { return v.Name == name })
	Expect(at).To(BeNumerically(">=", 0), name)
	return &variables[at]
}

func setVariable(pod *corev1.PodSpec, name string) { variableOf(pod, name).Value = "by hand" }

// setting gives a variable of a Deployment a value.
func setting(name string) func(client.Object) {
	return changing(func(d *appsv1.Deployment) { setVariable(&d.Spec.Template.Spec, name) })
}

// changing makes a change of one type a change of any object.
func changing[T client.Object](change func(T)) func(client.Object) {
	return func(o client.Object) {
		object, ok := o.(T)
		Expect(ok).To(BeTrue(), "it is a %T", o)
		change(object)
	}
}

var _ = Describe("a declaration that shrinks", func() {
	It("takes out of the objects what it no longer says, however it got there", func(ctx SpecContext) {
		const name, namespace = "shrinking", "region-shrinking"
		r := newRun()
		declared := withEverything(name).Obj()
		full := declared.Spec
		declare(ctx, declared)
		r.reconcile(ctx, name)

		// What is there first was created; what comes back was applied.
		for range 2 {
			edit(ctx, declared, func(j *v1alpha1.Jurisdiction) {
				j.Spec.Namespace.Quota.Pods = nil
				j.Spec.Workloads = []v1alpha1.Workload{
					wrappers.Deployment("portal").Obj(), wrappers.Deployment("desk").Obj(),
					wrappers.CronJob("sync", "0 6 * * *").Obj(),
				}
			})
			r.reconcile(ctx, name)
			portal := get(ctx, deploymentNamed(namespace, "portal"))
			Expect(portal.Spec.Template.Spec.Containers[0].Env).NotTo(ContainElement(HaveField("Name", "MODE")))
			Expect(portal.Spec.Template.Spec.Containers[0].Command).To(BeEmpty())
			Expect(portal.Spec.Template.Spec.Containers[0].Ports).To(BeEmpty())
			Expect(get(ctx, cronJobNamed(namespace, "sync")).Spec.JobTemplate.Spec.Template.Spec.Containers[0].Args).To(BeEmpty())
			Expect(exists(ctx, serviceNamed(namespace, "portal"))).To(BeFalse())
			quota := get(ctx, &corev1.ResourceQuota{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "quota"}})
			Expect(quota.Spec.Hard).To(And(HaveLen(1), HaveKey(corev1.ResourceLimitsCPU)))
			r.reconcile(ctx, name)
			r.writes.Store(0)
			r.reconcile(ctx, name)
			Expect(r.writes.Load()).To(BeZero())

			edit(ctx, declared, func(j *v1alpha1.Jurisdiction) { j.Spec = *full.DeepCopy() })
			r.reconcile(ctx, name)
			portal = get(ctx, deploymentNamed(namespace, "portal"))
			Expect(portal.Spec.Template.Spec.Containers[0].Env).To(ContainElement(corev1.EnvVar{Name: "MODE", Value: "strict"}))
			Expect(portal.Spec.Replicas).To(HaveValue(BeEquivalentTo(2)))
			Expect(container(ctx, namespace, "desk").Command).To(BeEmpty())

			edit(ctx, declared, func(j *v1alpha1.Jurisdiction) { j.Spec.Workloads[0].Deployment.Port = 9090 })
			r.reconcile(ctx, name)
			Expect(container(ctx, namespace, "portal").Ports).To(ConsistOf(HaveField("ContainerPort", BeEquivalentTo(9090))))
			Expect(get(ctx, serviceNamed(namespace, "portal")).Spec.Ports).To(ConsistOf(HaveField("Port", BeEquivalentTo(9090))))
		}
	})
})

var _ = Describe("amounts", func() {
	It("are stored as they are declared, however they are written", func(ctx SpecContext) {
		const name = "amounts"
		r := newRun()
		region := wrappers.Jurisdiction(name)
		for i, amounts := range []struct{ cpu, memory string }{
			{"2", "1Gi"}, {"1.5m", "1.5Gi"}, {"0.001", "1.001Ki"}, {"0.5", "0.5"}, {"1000m", "1024Mi"}, {"007", "1000k"},
			{"999999999.999", "999999999.999Ti"}, {"0", "0"},
		} {
			workload := v1alpha1.WorkloadName(fmt.Sprintf("w%d", i))
			region.Workload(wrappers.Deployment(workload).Limits(amounts.cpu, amounts.memory))
			region.Workload(wrappers.CronJob(workload+"-job", "0 6 * * *").Requests(amounts.cpu, amounts.memory))
		}
		declared := region.Quota(v1alpha1.NamespaceQuota{
			Requests: wrappers.Amounts("1.5m", "1.001Ki"), Limits: wrappers.Amounts("0.5", "1.5Gi"),
		}).Obj()
		declare(ctx, declared)
		r.reconcile(ctx, name, name)
		Expect(statusOf(ctx, name)).To(beWaiting(v1alpha1.ReasonWorkloadsNotAvailable))
		Expect(inventoryOf(ctx, name)).To(ConsistOf(objects(ctx, "region-"+name)))
		r.writes.Store(0)
		r.reconcile(ctx, name)
		Expect(r.writes.Load()).To(BeZero())
	})
})

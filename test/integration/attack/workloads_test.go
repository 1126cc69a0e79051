// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// extras is all that a workload would need to leave its bounds, as fields of its container.
var extras = map[string]string{
	"privileged":                   `true`,
	"securityContext":              `{"privileged":true,"runAsUser":0,"capabilities":{"add":["SYS_ADMIN"]}}`,
	"hostNetwork":                  `true`,
	"hostPID":                      `true`,
	"hostIPC":                      `true`,
	"hostPath":                     `"/"`,
	"volumes":                      `[{"name":"host","hostPath":{"path":"/"}}]`,
	"volumeMounts":                 `[{"name":"host","mountPath":"/host"}]`,
	"serviceAccountName":           `"gitops"`,
	"serviceAccount":               `"gitops"`,
	"automountServiceAccountToken": `true`,
	"nodeName":                     `"node-0"`,
	"initContainers":               `[{"name":"first","image":"evil:1"}]`,
	"envFrom":                      `[{"secretRef":{"name":"token"}}]`,
	"lifecycle":                    `{"postStart":{"exec":{"command":["sh"]}}}`,
	"template":                     `{"spec":{"hostNetwork":true}}`,
	"annotations":                  `{"seccomp.security.alpha.kubernetes.io/pod":"unconfined"}`,
}

// forgedWorkload is a Jurisdiction with a Deployment and a CronJob that have all of the fields given.
func forgedWorkload(name string, fields ...string) *unstructured.Unstructured {
	GinkgoHelper()
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(wrappers.Jurisdiction(name).
		Workload(wrappers.Deployment("app").Env("A", "a")).Workload(wrappers.CronJob("job", "0 6 * * *")).Obj())
	Expect(err).NotTo(HaveOccurred())
	for _, field := range fields {
		for i, part := range []string{"deployment", "cronJob"} {
			var value any
			Expect(json.Unmarshal([]byte(extras[field]), &value)).To(Succeed())
			workloads, _, err := unstructured.NestedSlice(content, "spec", "workloads")
			Expect(err).NotTo(HaveOccurred())
			workload, ok := workloads[i].(map[string]any)
			Expect(ok).To(BeTrue())
			Expect(unstructured.SetNestedField(workload, value, part, field)).To(Succeed())
			Expect(unstructured.SetNestedSlice(content, workloads, "spec", "workloads")).To(Succeed())
		}
	}
	region := &unstructured.Unstructured{Object: content}
	region.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("Jurisdiction"))
	return region
}

var _ = Describe("A workload", func() {
	It("is refused by name what it has no field for, where fields are checked", func(ctx SpecContext) {
		guard(ctx)
		for field := range extras {
			Expect(platform.Create(ctx, forgedWorkload("forged", field), client.FieldValidation(metav1.FieldValidationStrict))).
				To(status(apierrors.IsBadRequest, fmt.Sprintf(`unknown field "spec.workloads[0].deployment.%s"`, field)), field)
		}
	})

	It("does not get it where they are not, and its pods meet Pod Security restricted", func(ctx SpecContext) {
		var all []string
		for field := range extras {
			all = append(all, field)
		}
		region := forgedWorkload("unbound", all...)
		Expect(platform.Create(ctx, region, client.FieldValidation(metav1.FieldValidationIgnore))).To(Succeed())
		DeferCleanup(func(ctx SpecContext) {
			Expect(env.Admin.Delete(ctx, region)).To(Succeed())
			Eventually(exists).WithContext(ctx).WithArguments(region).WithTimeout(within).WithPolling(every).Should(BeFalse())
		})
		meta := metav1.ObjectMeta{Namespace: "region-unbound", Name: "app"}
		deployment, job := &appsv1.Deployment{ObjectMeta: meta}, &batchv1.CronJob{ObjectMeta: meta}
		job.Name = "job"
		for _, object := range []client.Object{deployment, job} {
			Eventually(exists).WithContext(ctx).WithArguments(object).WithTimeout(within).WithPolling(every).Should(BeTrue())
		}
		for name, template := range map[string]corev1.PodTemplateSpec{
			"app": framework.Get(ctx, env.Admin, deployment).Spec.Template,
			"job": framework.Get(ctx, env.Admin, job).Spec.JobTemplate.Spec.Template,
		} {
			expectBound(ctx, "region-unbound", name, template)
		}
	})

	It("gets what it declares as plain strings", func(ctx SpecContext) {
		nasty := []string{
			`"; rm -rf / #`, "$(cat /etc/passwd)", "`id`", "${IFS}", "a: b\n- c", "{{ .Values }}", `","privileged":true,"x":"`,
			"---\napiVersion: v1\nkind: Pod", "\u202e\u2066", "%s%n", "--", "../../..",
		}
		declare(ctx, platform, wrappers.Jurisdiction("nasty").DisplayName(nasty[6]).
			Workload(wrappers.Deployment("app").Command(nasty...).Args(nasty...).Env("NASTY", nasty[7])).Obj())
		deployment := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Namespace: "region-nasty", Name: "app"}}
		Eventually(exists).WithContext(ctx).WithArguments(deployment).WithTimeout(within).WithPolling(every).Should(BeTrue())
		template := framework.Get(ctx, env.Admin, deployment).Spec.Template
		expectBound(ctx, "region-nasty", "app", template)
		container := template.Spec.Containers[0]
		Expect(container.Command).To(Equal(nasty))
		Expect(container.Args).To(Equal(nasty))
		Expect(container.Env).To(ContainElements(
			corev1.EnvVar{Name: "NASTY", Value: nasty[7]}, corev1.EnvVar{Name: "SUPERVISION_DISPLAY_NAME", Value: nasty[6]}))
	})

	It("of the name of an object of the operator's leaves that alone", func(ctx SpecContext) {
		names := []v1alpha1.WorkloadName{
			"gitops", "workload", "default", "office", "parent-office", "department-police", "defaults", "quota", "default-deny",
			"allow-within-region", "kubernetes", "region-namesakes",
		}
		region := wrappers.Jurisdiction("namesakes").Department(wrappers.Department(police).Subjects(wrappers.User("wei"))).
			Quota(v1alpha1.NamespaceQuota{Pods: new(int32(1))})
		for _, name := range names {
			region.Workload(wrappers.Deployment(name).Port(80))
		}
		declare(ctx, platform, region.Obj())
		for _, name := range names {
			meta := metav1.ObjectMeta{Namespace: "region-namesakes", Name: string(name)}
			for _, object := range []client.Object{&appsv1.Deployment{ObjectMeta: meta}, &corev1.Service{ObjectMeta: meta}} {
				Eventually(exists).WithContext(ctx).WithArguments(object).WithTimeout(within).WithPolling(every).Should(BeTrue(), meta.Name)
			}
		}
		becomes(ctx, "namesakes", Not(beStalled(v1alpha1.ReasonNameTaken)))
		of := func(name string) metav1.ObjectMeta {
			return metav1.ObjectMeta{Namespace: "region-namesakes", Name: name}
		}
		Expect(framework.Get(ctx, env.Admin, &corev1.ServiceAccount{ObjectMeta: of("workload")}).AutomountServiceAccountToken).
			To(HaveValue(BeFalse()))
		plans := framework.Records("departmentduties", "get", "list", "watch", "create", "update", "patch", "delete")
		plans.Resources = append(plans.Resources, "jointmeetings")
		Expect(framework.Get(ctx, env.Admin, &rbacv1.Role{ObjectMeta: of("gitops")}).Rules).To(ConsistOf(plans))
		Expect(exists(ctx, &corev1.ResourceQuota{ObjectMeta: of("quota")})).To(BeTrue())
	})
})

// expectBound checks a pod template, and that the API server lets such a pod in.
func expectBound(ctx context.Context, namespace, name string, template corev1.PodTemplateSpec) {
	GinkgoHelper()
	spec := template.Spec
	Expect(spec.ServiceAccountName).To(Equal("workload"), name)
	Expect(spec.AutomountServiceAccountToken).To(HaveValue(BeFalse()), name)
	Expect([]bool{spec.HostNetwork, spec.HostPID, spec.HostIPC}).To(HaveEach(false), name)
	Expect(spec.NodeName).To(BeEmpty(), name)
	Expect(spec.InitContainers).To(BeEmpty(), name)
	Expect(spec.Volumes).To(HaveEach(HaveField("VolumeSource.EmptyDir", Not(BeNil()))), name)
	Expect(template.Annotations).To(BeEmpty(), name)
	Expect(spec.Containers).To(ConsistOf(And(HaveField("EnvFrom", BeEmpty()), HaveField("Lifecycle", BeNil()),
		HaveField("SecurityContext.Privileged", BeNil()), HaveField("SecurityContext.AllowPrivilegeEscalation", HaveValue(BeFalse())),
	)), name)

	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: template.Labels}, Spec: spec}
	Expect(env.Admin.Create(ctx, pod, client.DryRunAll)).To(Succeed())
	Expect(pod.Spec.Volumes).To(HaveEach(HaveField("VolumeSource.Projected", BeNil())), "no token is mounted")
	Expect(pod.Spec.Containers[0].VolumeMounts).To(HaveEach(HaveField("MountPath", "/tmp")))

	pod = &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "bare"}, Spec: corev1.PodSpec{
		Containers: []corev1.Container{{Name: "main", Image: "app:1"}},
	}}
	Expect(env.Admin.Create(ctx, pod, client.DryRunAll)).To(framework.BeForbidden(`violates PodSecurity "restricted`),
		"Pod Security is at work here")
}

var _ = DescribeTable("A workload is refused", refused,
	Entry("an image that is none", declaring(forgedRegion().Workload(wrappers.Deployment("app").Image("app:1; rm -rf /"))),
		framework.RefuseField("spec.workloads[0].deployment.image", "is not the name of an image")),
	Entry("an image with a line end", declaring(forgedRegion().Workload(wrappers.Deployment("app").Image("app:1\nhostNetwork: true"))),
		framework.RefuseField("spec.workloads[0].deployment.image")),
	Entry("a variable of the operator's", declaring(forgedRegion().Workload(wrappers.Deployment("app").Env("SUPERVISION_JURISDICTION", "xuzhou"))),
		framework.RefuseField("spec.workloads[0].deployment.env[0].name", `"SUPERVISION_JURISDICTION" is set by the operator`)),
	Entry("a variable with more in its name", declaring(forgedRegion().Workload(wrappers.Deployment("app").Env("A=B\nC", "x"))),
		framework.RefuseField("spec.workloads[0].deployment.env[0].name")),
	Entry("a name that is a path", declaring(forgedRegion().Workload(wrappers.Deployment("../app"))),
		framework.RefuseField("spec.workloads[0].name")),
	Entry("a name that looks like another", declaring(forgedRegion().Workload(wrappers.Deployment("\u0430pp"))),
		framework.RefuseField("spec.workloads[0].name")),
	Entry("to be two things", declaring(forgedRegion().Workload(wrappers.Deployment("app")).Workload(wrappers.CronJob("app", "0 6 * * *"))),
		framework.BeInvalid("spec.workloads[1]", "Duplicate value")),
	Entry("more pods than a cluster has", declaring(forgedRegion().Workload(wrappers.Deployment("app").Replicas(1001))),
		framework.RefuseField("spec.workloads[0].deployment.replicas", "1000")),
)

// What the schema lets through, the operator must be able to read and to reckon with: one object that it cannot read
// would keep it from all others.
var _ = DescribeTable("An amount that the operator cannot read is refused:", func(ctx SpecContext, amount, says string) {
	guard(ctx)
	for _, region := range []string{
		`"workloads":[{"name":"app","deployment":{"image":"app:1","resources":{"requests":{"cpu":%q}}}}]`,
		`"workloads":[{"name":"app","cronJob":{"image":"app:1","schedule":"0 6 * * *","resources":{"limits":{"memory":%q}}}}]`,
		`"namespace":{"quota":{"limits":{"memory":%q}}}`,
	} {
		given := &unstructured.Unstructured{}
		Expect(given.UnmarshalJSON([]byte(`{"apiVersion":"supervision.jianguan.io/v1alpha1","kind":"Jurisdiction","metadata":{"name":"forged"},` +
			`"spec":{"displayName":"forged","level":"County","departments":[{"name":"police","displayName":"police"}],` +
			fmt.Sprintf(region, amount) + `}}`))).To(Succeed())
		// Were it let in, it would stop the operator of this very suite.
		Expect(platform.Create(ctx, given, client.DryRunAll)).To(framework.BeInvalid(says))
	}
},
	Entry("an exponent that is no whole number", "1e1.5", `"1e1.5" is not an amount`),
	Entry("an exponent that takes minutes to reckon with", "1e999999999", `"1e999999999" is not an amount`),
	Entry("an exponent that no type holds", "1e99999999999999999999", "Too long"),
	Entry("less than nothing", "-1", `"-1" is not an amount`),
)

var _ = Describe("A schedule that is none", func() {
	It("is told, runs nothing, and keeps nothing else from running", func(ctx SpecContext) {
		schedules := []string{
			"* * * * * *", "60 * * * *", "*/0 * * * *", "99999999999999999999 * * * *", "; rm -rf /", "@reboot", "@every 1s",
			"TZ=0", "CRON_TZ=", "TZ=UTC * * * * *", "0-99999999999999999999/1 * * * *", "\u0660 * * * *", "* * * * *\n* * * * *",
		}
		region := wrappers.Jurisdiction("untimely").Workload(wrappers.CronJob("good", "0 0 30 2 *"))
		for i, schedule := range schedules {
			region.Workload(wrappers.CronJob(v1alpha1.WorkloadName(fmt.Sprintf("bad-%d", i)), schedule))
		}
		declare(ctx, platform, region.Obj())
		becomes(ctx, "untimely", And(beStalled(v1alpha1.ReasonInvalidWorkload, "spec.workloads[bad-0].cronJob.schedule"),
			HaveField("Workloads", ContainElement(And(HaveField("Name", BeEquivalentTo("good")), HaveField("State", v1alpha1.WorkloadReady))))))
		var jobs batchv1.CronJobList
		Expect(env.Admin.List(ctx, &jobs, client.InNamespace("region-untimely"))).To(Succeed())
		var running []string
		for i := range jobs.Items {
			running = append(running, jobs.Items[i].Spec.Schedule)
		}
		Expect(running).To(ConsistOf("0 0 30 2 *"))
	})
})

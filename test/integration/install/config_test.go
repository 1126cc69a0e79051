// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package install

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

var _ = Describe("config/default", func() {
	It("holds nothing that the API server refuses, or does not know", func(ctx SpecContext) {
		objects := render("config/default")
		Expect(len(objects)).To(BeNumerically(">", 20))
		for _, object := range objects {
			By(object.GetKind() + " " + object.GetName())
			// Server-side apply refuses fields that the kind does not have.
			Expect(env.Admin.Apply(ctx, client.ApplyConfigurationFromUnstructured(object),
				client.DryRunAll, client.FieldOwner(deploy.FieldManager), client.ForceOwnership)).To(Succeed())
		}
	})

	It("names no registry: whoever installs it says where the image is", func() {
		Expect(operatorDeployment().Spec.Template.Spec.Containers).To(HaveExactElements(
			HaveField("Image", MatchRegexp(`^supervision-operator:[a-z0-9.]+$`))))
	})

	It("runs pods that the namespace admits, which is restricted", func(ctx SpecContext) {
		template := operatorDeployment().Spec.Template
		pod := &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "operator", Labels: template.Labels},
			Spec:       template.Spec,
		}
		Expect(env.Admin.Create(ctx, pod.DeepCopy(), client.DryRunAll)).To(Succeed())

		By("refusing the same pod with more rights")
		pod.Spec.Containers[0].SecurityContext.AllowPrivilegeEscalation = new(true)
		Expect(env.Admin.Create(ctx, pod, client.DryRunAll)).To(framework.BeForbidden("PodSecurity", "restricted"))
	})
})

// operatorDeployment is the Deployment of config/default, decoded strictly.
func operatorDeployment() *appsv1.Deployment {
	GinkgoHelper()
	for _, object := range render("config/default") {
		if object.GetKind() == "Deployment" {
			deployment := &appsv1.Deployment{}
			Expect(runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(object.Object, deployment, true)).To(Succeed())
			return deployment
		}
	}
	Fail("config/default holds no Deployment")
	return nil
}

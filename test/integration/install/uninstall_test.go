// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package install

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// Ordered with the other tests that take the CRDs away: those of Ginkgo's containers do not run side by side.
var _ = Describe("make uninstall", Ordered, func() {
	above, below := wrappers.Jurisdiction("above").Level(v1alpha1.LevelPrefecture), wrappers.Jurisdiction("below").Parent("above")
	var kubeconfig string

	BeforeAll(func(ctx SpecContext) {
		kubeconfig = writeKubeconfig(env.Config())
		By("having an operator set regions up, and stop")
		p := startOperator(ctx)
		p.beReady(ctx)
		for _, region := range []*wrappers.JurisdictionWrapper{above, below} {
			Expect(env.Admin.Create(ctx, region.Obj())).To(Succeed())
		}
		for _, region := range []*wrappers.JurisdictionWrapper{above, below} {
			declared := region.Obj()
			Eventually(func() (*v1alpha1.Jurisdiction, error) {
				return declared, env.Admin.Get(ctx, client.ObjectKeyFromObject(declared), declared)
			}).WithTimeout(soon).WithPolling(pollEvery).Should(And(
				HaveField("Finalizers", ContainElement(v1alpha1.FinalizerRegion)),
				HaveField("Status.Namespace", Not(BeEmpty()))))
		}
		p.stop()
		DeferCleanup(func(ctx SpecContext) {
			objects := render("config/install")
			Expect(deploy.Apply(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
			Expect(deploy.WaitForPolicies(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
		})
	})

	It("refuses while there are regions, and touches none", func(ctx SpecContext) {
		session := run(ctx, deployProgram, "uninstall", "--kubeconfig", kubeconfig)
		Eventually(session).WithTimeout(soon).Should(gexec.Exit(1))
		Expect(session.Err).To(gbytes.Say("2 jurisdictions"))
		for _, region := range []*wrappers.JurisdictionWrapper{above, below} {
			declared := region.Obj()
			Expect(env.Admin.Get(ctx, client.ObjectKeyFromObject(declared), declared)).To(Succeed())
			Expect(declared.DeletionTimestamp).To(BeNil())
			Expect(controllerutil.ContainsFinalizer(declared, v1alpha1.FinalizerRegion)).To(BeTrue())
		}
	})

	It("ends when forced, although no operator takes its finalizers off, and leaves the namespaces", func(ctx SpecContext) {
		session := run(ctx, deployProgram, "uninstall", "--force", "--kubeconfig", kubeconfig)
		Eventually(session).WithTimeout(2 * soon).Should(gexec.Exit(0))
		for _, object := range render("config/install") {
			_, err := current(ctx, object)
			Expect(err).To(MatchError(apierrors.IsNotFound, "IsNotFound"), object.GetName())
		}
		for _, region := range []*wrappers.JurisdictionWrapper{above, below} {
			namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: v1alpha1.NamespacePrefix + region.Obj().Name}}
			Expect(env.Admin.Get(ctx, client.ObjectKeyFromObject(namespace), namespace)).To(Succeed())
			Expect(namespace.DeletionTimestamp).To(BeNil())
		}
	})
})

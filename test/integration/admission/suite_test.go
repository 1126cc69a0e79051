// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package admission tests who may file and delete records: each ValidatingAdmissionPolicy with real users, who have
// certificates or tokens and the rights that RBAC gives them.
package admission

import (
	"context"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/hack/localcluster"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

const (
	within = 60 * time.Second
	every  = 50 * time.Millisecond
)

var env *framework.Environment

func TestAdmission(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Admission")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	// The controller manager deletes what is in a namespace, collects garbage, and type checks the policies.
	env = framework.Start(ctx, framework.Options{Components: []localcluster.Component{localcluster.ControllerManager}})
})

// as returns a client of the administrator's that acts for somebody else, as GitOps tools do.
func as(user string, groups []string) client.Client {
	GinkgoHelper()
	config := rest.CopyConfig(env.Config())
	config.Impersonate = rest.ImpersonationConfig{UserName: user, Groups: groups}
	c, err := client.New(config, client.Options{Scheme: env.Scheme})
	Expect(err).NotTo(HaveOccurred())
	return c
}

// exists says whether an object is there.
func exists(ctx context.Context, object client.Object) (bool, error) {
	err := env.Admin.Get(ctx, client.ObjectKeyFromObject(object), framework.Copy(object))
	return err == nil, client.IgnoreNotFound(err)
}

var _ = Describe("Every admission policy", func() {
	It("was type checked without a warning, refuses when in doubt, and has something to say in any case", func(ctx SpecContext) {
		policies := &admissionregistrationv1.ValidatingAdmissionPolicyList{}
		Eventually(func(g Gomega) {
			g.Expect(env.Admin.List(ctx, policies)).To(Succeed())
			for _, policy := range policies.Items {
				g.Expect(policy.Status.ObservedGeneration).To(Equal(policy.Generation), policy.Name)
			}
		}).WithTimeout(within).WithPolling(every).Should(Succeed())
		Expect(policies.Items).NotTo(BeEmpty())
		for _, policy := range policies.Items {
			Expect(policy.Status.TypeChecking).To(HaveField("ExpressionWarnings", BeEmpty()), policy.Name)
			Expect(policy.Spec.FailurePolicy).To(HaveValue(Equal(admissionregistrationv1.Fail)), policy.Name)
			for _, validation := range policy.Spec.Validations {
				Expect(validation).To(SatisfyAll(
					HaveField("Message", Not(BeEmpty())),
					HaveField("MessageExpression", Not(BeEmpty())),
					HaveField("Reason", Not(BeNil())),
				), policy.Name)
			}
			binding := &admissionregistrationv1.ValidatingAdmissionPolicyBinding{}
			Expect(env.Admin.Get(ctx, client.ObjectKey{Name: policy.Name}, binding)).To(Succeed())
			Expect(binding.Spec.PolicyName).To(Equal(policy.Name))
			Expect(binding.Spec.ValidationActions).To(ConsistOf(admissionregistrationv1.Deny), policy.Name)
		}
	})
})

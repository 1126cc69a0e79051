// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package install

import (
	"fmt"
	"os/exec"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

// zoo is a kind that nobody knew, an object of it, and a policy.
const zoo = `
apiVersion: zoo.example.com/v1
kind: Animal
metadata: {name: panda, namespace: zoo}
legs: 4
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: no-crocodiles}
spec: {policyName: no-crocodiles, validationActions: [Deny]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: no-crocodiles}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [zoo.example.com], apiVersions: [v1], resources: [animals], operations: [CREATE], resourceNames: [crocodile]}
  validations:
  - {expression: "false", message: the pond is full}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: animals.zoo.example.com}
spec:
  group: zoo.example.com
  scope: Namespaced
  names: {kind: Animal, plural: animals, singular: animal, listKind: AnimalList}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema: {type: object, properties: {legs: {type: integer, minimum: 0}}}
---
apiVersion: v1
kind: Namespace
metadata: {name: zoo}
`

var _ = Describe("hack/deploy", Ordered, func() {
	var path string

	BeforeAll(func() { path = writeKustomization(zoo) })

	It("applies objects in the order of their needs, however they are declared", func(ctx SpecContext) {
		objects := render(path)
		progress := gbytes.NewBuffer()
		Expect(deploy.Apply(ctx, env.Config(), objects, progress)).To(Succeed())
		Expect(progress).To(gbytes.Say("namespace/zoo\n(.*\n)*.*customresourcedefinition/animals(.*\n)*.*animal/panda in zoo"))
		for _, object := range objects {
			_, err := current(ctx, object)
			Expect(err).NotTo(HaveOccurred(), object.GetKind())
		}
	})

	It("returns once policies are in force", func(ctx SpecContext) {
		objects := render(path)
		Expect(deploy.WaitForPolicies(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
		for _, object := range objects {
			if object.GetKind() == "Animal" {
				crocodile := object.DeepCopy()
				crocodile.SetName("crocodile")
				Expect(env.Admin.Create(ctx, crocodile)).To(framework.BeInvalid("the pond is full"))
			}
		}
	})

	It("says so as surely of a policy that was only just created", func(ctx SpecContext) {
		for i := range 3 {
			name := fmt.Sprintf("refused-%d", i)
			objects := render(writeKustomization(refusing(name)))
			Expect(deploy.Apply(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
			Expect(deploy.WaitForPolicies(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
			unwanted := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "default"}}
			Expect(env.Admin.Create(ctx, unwanted)).To(framework.BeInvalid("unwanted"))
			Expect(deploy.Delete(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
		}
		By("leaving no sentinel behind")
		var policies admissionregistrationv1.ValidatingAdmissionPolicyList
		Expect(env.Admin.List(ctx, &policies)).To(Succeed())
		Expect(policies.Items).NotTo(ContainElement(HaveField("Name", HavePrefix("supervision-install"))))
	})

	It("changes nothing when it applies again", func(ctx SpecContext) {
		objects := render(path)
		versions := func(g Gomega) (found []string) {
			for _, object := range objects {
				object, err := current(ctx, object)
				g.Expect(err).NotTo(HaveOccurred())
				found = append(found, object.GetName()+" "+object.GetResourceVersion())
			}
			return found
		}
		// Not at once: the controller manager still writes the status of the policy, and the second of all applications
		// records who manages fields that nobody set.
		Eventually(func(g Gomega) {
			before := versions(g)
			g.Expect(deploy.Apply(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
			g.Expect(versions(g)).To(Equal(before))
		}).WithTimeout(soon).WithPolling(pollEvery).Should(Succeed())
	})

	It("says which object the API server refuses, and why", func(ctx SpecContext) {
		objects := render(writeKustomization(`
apiVersion: zoo.example.com/v1
kind: Animal
metadata: {name: snake, namespace: zoo}
legs: -1
`))
		Expect(deploy.Apply(ctx, env.Config(), objects, GinkgoWriter)).To(MatchError(And(
			ContainSubstring("apply animal/snake in zoo"), ContainSubstring("legs"))))
	})

	It("counts what would be lost with a CRD", func(ctx SpecContext) {
		counts, err := deploy.Count(ctx, env.Config(), render(path), GinkgoWriter)
		Expect(err).NotTo(HaveOccurred())
		Expect(counts).To(Equal([]deploy.Instances{{Resource: "animals", Count: 1}}))
	})

	It("refuses to uninstall a CRD while objects of its kind exist", func(ctx SpecContext) {
		session := run(ctx, deployProgram, "uninstall", "--kubeconfig", writeKubeconfig(env.Config()), "--kustomization", path)
		Eventually(session).WithTimeout(soon).Should(gexec.Exit(1))
		Expect(session.Err).To(gbytes.Say("the cluster holds 1 animals"))
		Expect(session.Err).To(gbytes.Say("--force"))
		for _, object := range render(path) {
			_, err := current(ctx, object)
			Expect(err).NotTo(HaveOccurred(), object.GetKind())
		}
	})

	It("uninstalls everything when forced, and says when it is gone", func(ctx SpecContext) {
		kubeconfig := writeKubeconfig(env.Config())
		session := run(ctx, deployProgram, "uninstall", "--force", "--kubeconfig", kubeconfig, "--kustomization", path)
		Eventually(session).WithTimeout(2 * soon).Should(gexec.Exit(0))
		Expect(session.Out).To(gbytes.Say("animal/panda in zoo(.*\n)*.*customresourcedefinition/animals(.*\n)*.*namespace/zoo"))
		for _, object := range render(path) {
			_, err := current(ctx, object)
			Expect(err).To(Or(MatchError(apierrors.IsNotFound, "IsNotFound"), MatchError(ContainSubstring("no matches for kind"))))
		}

		By("doing it again")
		session = run(ctx, deployProgram, "uninstall", "--kubeconfig", kubeconfig, "--kustomization", path)
		Eventually(session).WithTimeout(soon).Should(gexec.Exit(0))
		Expect(session.Out).To(gbytes.Say("no namespace/zoo"))
	})

	It("says that there is no cluster", func(ctx SpecContext) {
		nowhere := env.Cluster.Config()
		nowhere.Host = "https://127.0.0.1:1"
		session := run(ctx, deployProgram, "install", "--kubeconfig", writeKubeconfig(nowhere))
		Eventually(session).WithTimeout(2 * soon).Should(gexec.Exit(1))
		Expect(session.Err).To(gbytes.Say("127.0.0.1:1: connect: connection refused"))
	})
})

// refusing is a policy that refuses a ConfigMap.
func refusing(name string) string {
	return fmt.Sprintf(`
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: %[1]s}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], resources: [configmaps], operations: [CREATE], resourceNames: [%[1]s]}
  validations:
  - {expression: "false", message: unwanted}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: %[1]s}
spec: {policyName: %[1]s, validationActions: [Deny]}
`, name)
}

// run starts a program that ends at the latest with the test.
func run(ctx SpecContext, program string, args ...string) *gexec.Session {
	GinkgoHelper()
	session, err := gexec.Start(exec.CommandContext(ctx, program, args...), GinkgoWriter, GinkgoWriter)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { session.Kill().Wait(soon) })
	return session
}

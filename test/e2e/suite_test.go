// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package e2e tests what only the operator as a whole can show: its program, run as its own ServiceAccount with the
// rights of config/rbac, on a real API server with the policies of config/admission, while real people file. Kubernetes'
// own controllers run too, and kwok plays the nodes: so workloads run, and what is deleted goes.
//
// Time is the wall clock's here: it is the clock of the API server, on the same machine, by which deadlines pass. Lags
// are measured and printed, not judged; what is judged is bounded so widely that a busy machine does not fail it.
package e2e

import (
	"context"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
	"k8s.io/client-go/discovery"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/hack/localcluster"
	"github.com/jianguan/supervision-operator/hack/localoperator"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

const (
	// soon bounds every wait for what takes a moment, or a few seconds, on an idle machine.
	soon      = time.Minute
	pollEvery = 50 * time.Millisecond
)

var (
	env *framework.Environment
	// watching is the administrator's client, for watches.
	watching client.WithWatch
	// audit is what the API server writes down about requests.
	audit *auditLog
	// kubernetes knows every kind that the API server serves.
	kubernetes discovery.DiscoveryInterface
	// program is the operator's binary.
	program string
	// suiteDir holds the logs, and lasts as long as the suite.
	suiteDir string
	// errWithoutKinds is how the operator ended on a cluster that granted it its rights, but had no CRDs.
	errWithoutKinds error
)

func TestE2E(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "End to end")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	ctrl.SetLogger(GinkgoLogr)
	SetDefaultEventuallyTimeout(soon)
	SetDefaultEventuallyPollingInterval(pollEvery)

	suiteDir = GinkgoT().TempDir()
	audit = newAuditLog(suiteDir)
	cluster, err := localcluster.Start(ctx, localcluster.Options{
		ExtraArgs: map[localcluster.Component][]string{localcluster.APIServer: audit.arguments()},
		Log:       GinkgoWriter,
	})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(cluster.Stop)
	env = &framework.Environment{Cluster: cluster, Scheme: framework.NewScheme()}
	env.Admin = env.User(ctx, "administrator", "system:masters")
	watching, err = client.NewWithWatch(env.Config(), client.Options{Scheme: env.Scheme})
	Expect(err).NotTo(HaveOccurred())

	kubernetes, err = discovery.NewDiscoveryClientForConfig(env.Config())
	Expect(err).NotTo(HaveOccurred())

	program, err = gexec.Build("github.com/jianguan/supervision-operator/cmd/operator")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(gexec.CleanupBuildArtifacts)

	install(ctx, "config/rbac")
	_, errWithoutKinds = localoperator.Start(ctx, program, localoperator.Options{Admin: env.Config(), Dir: newDir("without-kinds")})
	install(ctx, "config/local")
})

var _ = AfterSuite(func() {
	stopRunning()
	expectNoRefusals()
})

// The story of the suite: what stands at the end of one part is there in the next.
var _ = Describe("The operator", Ordered, ContinueOnFailure, func() {
	JustAfterEach(func() {
		if CurrentSpecReport().Failed() && running != nil {
			GinkgoWriter.Println("The operator's log ends with\n" + running.LogTail())
		}
	})

	It("refuses to start where its kinds are not installed, and says what to do", func() {
		Expect(errWithoutKinds).To(MatchError(And(
			ContainSubstring("does not know the kind Jurisdiction"),
			ContainSubstring(`install the CRDs with "make install"`),
		)))
	})

	Describe("on the samples", onTheSamples)
	Describe("at deadlines", atDeadlines)
	Describe("with records", withRecords)
	Describe("of a region that is deleted", ofDeletedRegions)
	Describe("in the eyes of others", inTheEyesOfOthers)
	Describe("in its events", tellingAnew)
	Describe("with nothing to do", withNothingToDo)
	Describe("killed", killed)
	Describe("killed amid deletions", killedAmidDeletions)
	Describe("as one of two", asOneOfTwo)
	// The last, as it looks at all that the others made the operator do.
	Describe("with its rights", withItsRights)
})

// install applies a kustomization, and returns once its CRDs are served and its policies are in force.
func install(ctx context.Context, path string) {
	GinkgoHelper()
	objects, err := deploy.Render(path)
	Expect(err).NotTo(HaveOccurred())
	Expect(deploy.Apply(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
	Expect(deploy.WaitForPolicies(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
}

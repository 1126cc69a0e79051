// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package restore

import (
	"context"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/hack/localcluster"
	"github.com/jianguan/supervision-operator/hack/localoperator"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

// place is a control plane of its own, with nothing in it but CRDs, policies and the operator's rights.
type place struct {
	*framework.Environment

	dir      string
	audit    *auditLog
	operator *localoperator.Operator
	// keeper may back up and restore; kubeconfig is how.
	keeper     *framework.Actor
	kubeconfig string
}

// newPlace starts a control plane, which ends with the test, or the container whose BeforeAll calls this.
func newPlace(ctx context.Context) *place {
	GinkgoHelper()
	p := &place{dir: GinkgoT().TempDir()}
	p.audit = newAuditLog(p.dir)
	cluster, err := localcluster.Start(ctx, localcluster.Options{
		Components: []localcluster.Component{localcluster.APIServer},
		ExtraArgs:  map[localcluster.Component][]string{localcluster.APIServer: p.audit.arguments()},
		Log:        GinkgoWriter,
	})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(cluster.Stop)
	p.Environment = &framework.Environment{Cluster: cluster, Scheme: framework.NewScheme()}
	p.Admin = p.User(ctx, "administrator", "system:masters")

	objects, err := deploy.Render("config/local")
	Expect(err).NotTo(HaveOccurred())
	Expect(deploy.Apply(ctx, p.Config(), objects, GinkgoWriter)).To(Succeed())
	Expect(deploy.WaitForPolicies(ctx, p.Config(), objects, GinkgoWriter)).To(Succeed())

	p.keeper = p.User(ctx, "keeper")
	p.kubeconfig = filepath.Join(p.dir, "keeper.kubeconfig")
	Expect(localcluster.WriteKubeconfig(p.kubeconfig, p.keeper.Config)).To(Succeed())
	p.grantDocumentedRights(ctx)
	return p
}

// start runs the operator as its own ServiceAccount until stop, or the end of the test.
func (p *place) start(ctx context.Context) {
	GinkgoHelper()
	o, err := localoperator.Start(ctx, operatorProgram, localoperator.Options{Admin: p.Config(), Dir: p.dir})
	Expect(err).NotTo(HaveOccurred())
	p.operator = o
	DeferCleanup(o.Stop)
	DeferCleanup(func() {
		if CurrentSpecReport().Failed() {
			GinkgoWriter.Println("The operator's log ends with\n" + o.LogTail())
		}
	})
}

func (p *place) stop() {
	GinkgoHelper()
	Expect(p.operator.Done()).NotTo(BeClosed(), "the operator ended by itself: %s", p.operator.LogTail())
	Expect(p.operator.Stop()).To(Succeed())
}

// settle waits until every object is evaluated as it is now, and the operator writes nothing any more.
func (p *place) settle(ctx context.Context) {
	GinkgoHelper()
	Eventually(func(g Gomega) {
		for _, kind := range ownKinds {
			objects := p.list(ctx, g, kind)
			g.Expect(objects).NotTo(BeEmpty(), kind)
			for _, object := range objects {
				observed, _, err := unstructured.NestedInt64(object.Object, "status", "observedGeneration")
				g.Expect(err).NotTo(HaveOccurred())
				g.Expect(observed).To(Equal(object.GetGeneration()), nameOf(object))
			}
		}
	}).Should(Succeed())
	Eventually(p.audit.silence).Should(BeNumerically(">", silence))
}

// create makes objects as somebody.
func create(ctx context.Context, as client.Client, objects ...client.Object) {
	GinkgoHelper()
	for _, object := range objects {
		Expect(as.Create(ctx, object)).To(Succeed())
	}
}

// current reads an object as it is now.
func current[T client.Object](ctx context.Context, p *place, object T) (T, error) {
	return object, p.Admin.Get(ctx, client.ObjectKeyFromObject(object), object)
}

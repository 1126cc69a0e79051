// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package framework

import (
	"context"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/hack/localcluster"
)

const (
	// CRDs is the kustomization of the CustomResourceDefinitions.
	CRDs = "config/crd"
	// AdmissionPolicies is the kustomization of the ValidatingAdmissionPolicies.
	AdmissionPolicies = "config/admission"

	// settleWithin bounds every wait for something that the API server does in milliseconds on an idle machine.
	settleWithin = time.Minute
	pollEvery    = 20 * time.Millisecond
)

// Options says what a suite needs. The zero value is etcd and an API server with CRDs and admission policies.
type Options struct {
	// Components run besides etcd and the API server.
	Components []localcluster.Component
	// Install lists the kustomizations to apply; CRDs and AdmissionPolicies when empty.
	Install []string
}

// Environment is a control plane for a suite.
type Environment struct {
	// Cluster is the control plane.
	Cluster *localcluster.Cluster
	// Scheme knows Kubernetes' own kinds and those of this project.
	Scheme *runtime.Scheme
	// Admin may do everything but file in another's name: the admission policies hold for administrators too.
	Admin *Actor
}

// Start brings a control plane up for the suite and stops it when the suite is over. Call it in BeforeSuite.
func Start(ctx context.Context, options Options) *Environment {
	ginkgo.GinkgoHelper()
	ctrl.SetLogger(ginkgo.GinkgoLogr)
	cluster, err := localcluster.Start(ctx, localcluster.Options{
		// etcd and the API server always run; naming one of them keeps the others from being started by default.
		Components: append([]localcluster.Component{localcluster.APIServer}, options.Components...),
		Log:        ginkgo.GinkgoWriter,
	})
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	ginkgo.DeferCleanup(cluster.Stop)

	e := &Environment{Cluster: cluster, Scheme: NewScheme()}
	e.Admin = e.actor(ctx, cluster.Config())
	if options.Install == nil {
		options.Install = []string{CRDs, AdmissionPolicies}
	}
	e.install(ctx, options.Install)
	return e
}

// NewScheme returns a scheme that knows Kubernetes' own kinds and those of this project.
func NewScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	return scheme
}

// Config returns a client configuration of the administrator.
func (e *Environment) Config() *rest.Config { return e.Cluster.Config() }

// install applies kustomizations, and returns once CRDs are served and policies are in force.
func (e *Environment) install(ctx context.Context, paths []string) {
	ginkgo.GinkgoHelper()
	var objects []*unstructured.Unstructured
	for _, path := range paths {
		rendered, err := deploy.Render(path)
		gomega.Expect(err).NotTo(gomega.HaveOccurred())
		objects = append(objects, rendered...)
	}
	gomega.Expect(deploy.Apply(ctx, e.Config(), objects, ginkgo.GinkgoWriter)).To(gomega.Succeed())
	gomega.Expect(deploy.WaitForPolicies(ctx, e.Config(), objects, ginkgo.GinkgoWriter)).To(gomega.Succeed())
}

// Namespace makes a namespace that no other test knows, and returns its name.
func (e *Environment) Namespace(ctx context.Context) string {
	ginkgo.GinkgoHelper()
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: v1alpha1.NamespacePrefix}}
	gomega.Expect(e.Admin.Create(ctx, namespace)).To(gomega.Succeed())
	return namespace.Name
}

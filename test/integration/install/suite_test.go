// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package install tests what the kustomizations under config/ put on a cluster, how hack/deploy puts them there, and
// that the operator's program lives with the rights that they grant, and with no others.
package install

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/hack/localcluster"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

const (
	module    = "github.com/jianguan/supervision-operator/"
	namespace = "supervision-system"
	account   = "supervision-operator"

	// soon bounds the waits for what takes a second or two on an idle machine.
	soon      = 30 * time.Second
	pollEvery = 50 * time.Millisecond
)

var (
	env *framework.Environment
	// Programs under test.
	operatorProgram, deployProgram string
)

func TestInstall(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Install")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	// The controller manager fills the roles view, edit and admin, and deletes namespaces.
	env = framework.Start(ctx, framework.Options{
		Components: []localcluster.Component{localcluster.ControllerManager},
		Install:    []string{"config/local"},
	})
	var err error
	operatorProgram, err = gexec.Build(module + "cmd/operator")
	Expect(err).NotTo(HaveOccurred())
	deployProgram, err = gexec.Build(module + "hack/deploy/cmd/deploy")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(gexec.CleanupBuildArtifacts)
})

// render returns what a kustomization declares.
func render(path string) []*unstructured.Unstructured {
	GinkgoHelper()
	objects, err := deploy.Render(path)
	Expect(err).NotTo(HaveOccurred())
	return objects
}

// writeKustomization makes a kustomization for a test, of one file.
func writeKustomization(content string) (path string) {
	GinkgoHelper()
	dir := GinkgoT().TempDir()
	for name, content := range map[string]string{"kustomization.yaml": "resources: [objects.yaml]\n", "objects.yaml": content} {
		Expect(os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600)).To(Succeed())
	}
	return dir
}

// writeKubeconfig makes a kubeconfig for a program.
func writeKubeconfig(config *rest.Config) (path string) {
	GinkgoHelper()
	path = filepath.Join(GinkgoT().TempDir(), "kubeconfig")
	Expect(localcluster.WriteKubeconfig(path, config)).To(Succeed())
	return path
}

// current reads an object as it is on the cluster.
func current(ctx context.Context, object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	found := &unstructured.Unstructured{}
	found.SetGroupVersionKind(object.GroupVersionKind())
	return found, env.Admin.Get(ctx, client.ObjectKeyFromObject(object), found)
}

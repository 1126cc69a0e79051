// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestRoot(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	// Also from within a module of its own, whose go.mod is closer.
	for _, dir := range []string{"config/crd/bases", "hack/tools"} {
		t.Chdir(filepath.Join(root, dir))
		if got, err := Root(); err != nil || got != root {
			t.Errorf("from %s: %q, %v, want %q", dir, got, err, root)
		}
	}
	t.Chdir(t.TempDir())
	if got, err := Root(); err == nil {
		t.Errorf("outside the repository: %q, want an error", got)
	}
}

func TestRender(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "kustomization.yaml", "namespace: region-a\nresources: [list.yaml]\n")
	write(t, dir, "list.yaml", `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
- {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}, spec: {replicas: 3}}
`)
	objects, err := Render(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"configmap/a in region-a", "deployment/b in region-a"}, described(objects)); diff != "" {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
	// Panics on an integer that is not an int64.
	replicas, _, err := unstructured.NestedInt64(objects[1].DeepCopy().Object, "spec", "replicas")
	if err != nil || replicas != 3 {
		t.Errorf("replicas %d, %v, want 3", replicas, err)
	}
}

func TestRenderErrors(t *testing.T) {
	if _, err := Render("config/no-such-folder"); err == nil || !strings.Contains(err.Error(), "config/no-such-folder") {
		t.Errorf("error %v, want one that names the folder", err)
	}
}

// Every kustomization renders, and none declares an object twice.
func TestRenderRepository(t *testing.T) {
	for _, path := range []string{"config/install", "config/local", "config/default"} {
		objects, err := Render(path)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, name := range described(objects) {
			if seen[name] {
				t.Errorf("%s declares %s twice", path, name)
			}
			seen[name] = true
		}
	}
}

func TestInStages(t *testing.T) {
	var objects []*unstructured.Unstructured
	for _, object := range []struct{ apiVersion, kind, name string }{
		{"supervision.jianguan.io/v1alpha1", "Jurisdiction", "xicheng"},
		{"apps/v1", "Deployment", "operator"},
		{"admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", "filing"},
		{"admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "filing"},
		{"example.com/v1", "Namespace", "not-a-core-namespace"},
		{"apiextensions.k8s.io/v1", "CustomResourceDefinition", "b"},
		{"apiextensions.k8s.io/v1", "CustomResourceDefinition", "a"},
		{"rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "operator"},
		{"v1", "ServiceAccount", "operator"},
		{"rbac.authorization.k8s.io/v1", "ClusterRole", "operator"},
		{"v1", "Namespace", "system"},
	} {
		o := &unstructured.Unstructured{}
		o.SetAPIVersion(object.apiVersion)
		o.SetKind(object.kind)
		o.SetName(object.name)
		objects = append(objects, o)
	}
	var got [][]string
	for _, group := range inStages(objects) {
		got = append(got, described(group))
	}
	want := [][]string{
		{"namespace/system"},
		{"customresourcedefinition/b", "customresourcedefinition/a"},
		{"serviceaccount/operator"},
		{"clusterrole/operator"},
		{"clusterrolebinding/operator"},
		{"validatingadmissionpolicy/filing"},
		{"validatingadmissionpolicybinding/filing"},
		{"deployment/operator"},
		{"jurisdiction/xicheng", "namespace/not-a-core-namespace"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
	if objects[0].GetKind() != "Jurisdiction" {
		t.Error("the caller's slice was reordered")
	}
}

func described(objects []*unstructured.Unstructured) []string {
	var names []string
	for _, object := range objects {
		names = append(names, describe(object))
	}
	return names
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

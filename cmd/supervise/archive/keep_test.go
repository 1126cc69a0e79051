// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// parse reads what a test writes as YAML.
func parse(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	object, err := decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return object
}

// TestKindsAreThoseOfTheCRDs fails for a kind that was added and would not be backed up.
func TestKindsAreThoseOfTheCRDs(t *testing.T) {
	files, err := filepath.Glob("../../../config/crd/bases/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d CRDs, error %v", len(files), err)
	}
	defined := map[string]bool{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var crd struct {
			Spec struct {
				Scope string
				Names struct{ Kind, Plural string }
			}
		}
		if err := yaml.Unmarshal(content, &crd); err != nil {
			t.Fatal(err)
		}
		defined[crd.Spec.Names.Kind+" "+crd.Spec.Names.Plural+" "+crd.Spec.Scope] = true
	}
	known := map[string]bool{}
	for _, k := range ownKinds {
		scope := "Cluster"
		if k.within {
			scope = "Namespaced"
		}
		known[k.name+" "+k.resource.Resource+" "+scope] = true
	}
	if diff := cmp.Diff(defined, known); diff != "" {
		t.Errorf("kinds (-CRDs +backup):\n%s", diff)
	}
}

func TestKeep(t *testing.T) {
	for name, test := range map[string]struct{ object, want string }{
		"what others than the API server said, and when it was created": {
			object: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: DutyReport
metadata:
  name: r
  namespace: region-xicheng
  labels: {team: police}
  annotations:
    kustomize.toolkit.fluxcd.io/prune: disabled
    kubectl.kubernetes.io/last-applied-configuration: '{}'
  creationTimestamp: "2026-01-02T03:04:05Z"
  generation: 1
  resourceVersion: "4711"
  uid: 0b56c1b6-a2ac-4f5a-a4c8-0d3a1a4c2c9b
  selfLink: /somewhere
  generateName: r-
  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: c, uid: x}]
  managedFields: [{manager: kubectl, operation: Apply}]
spec: {department: police, quantity: 4}
status: {verdict: Accepted, observedGeneration: 1}`,
			want: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: DutyReport
metadata:
  name: r
  namespace: region-xicheng
  labels: {team: police}
  annotations:
    kustomize.toolkit.fluxcd.io/prune: disabled
    kubectl.kubernetes.io/last-applied-configuration: '{}'
  creationTimestamp: "2026-01-02T03:04:05Z"
  generation: 1
spec: {department: police, quantity: 4}
status: {verdict: Accepted, observedGeneration: 1}`,
		},
		"finalizers, and that it is being deleted": {
			object: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: Jurisdiction
metadata:
  name: xicheng
  creationTimestamp: "2026-01-02T03:04:05Z"
  deletionTimestamp: "2026-01-02T03:04:06Z"
  deletionGracePeriodSeconds: 0
  finalizers: [supervision.jianguan.io/region]
  generation: 3
  uid: u
spec: {level: County}`,
			want: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: Jurisdiction
metadata:
  name: xicheng
  creationTimestamp: "2026-01-02T03:04:05Z"
  deletionTimestamp: "2026-01-02T03:04:06Z"
  finalizers: [supervision.jianguan.io/region]
  generation: 3
spec: {level: County}`,
		},
		"fields of a newer version": {
			object: `{apiVersion: supervision.jianguan.io/v1, kind: DutyReport, metadata: {name: r}, spec: {}, later: {a: 1}}`,
			want:   `{apiVersion: supervision.jianguan.io/v1, kind: DutyReport, metadata: {name: r}, spec: {}, later: {a: 1}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			object := parse(t, test.object)
			before := object.DeepCopy()
			if diff := cmp.Diff(parse(t, test.want), keep(object)); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, object); diff != "" {
				t.Errorf("the object itself was changed:\n%s", diff)
			}
		})
	}
}

func TestKeepNamespace(t *testing.T) {
	const operatorFields = `{"f:metadata":{"f:labels":{"f:app.kubernetes.io/managed-by":{},"f:supervision.jianguan.io/jurisdiction":{},
		"f:team":{},"f:shared":{}}}}`
	const otherFields = `{"f:metadata":{"f:annotations":{".":{},"f:contact":{}},"f:labels":{".":{},"f:shared":{},"f:cost-centre":{}}}}`
	managed := func(manager, fields string) metav1.ManagedFieldsEntry {
		return metav1.ManagedFieldsEntry{Manager: manager, FieldsV1: metav1.NewFieldsV1(fields)}
	}
	namespace := &metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{
		Name: "region-xicheng", UID: "u", ResourceVersion: "1", Finalizers: []string{"example.org/f"},
		Labels: map[string]string{
			"kubernetes.io/metadata.name":          "region-xicheng",
			"app.kubernetes.io/managed-by":         "supervision-operator",
			"supervision.jianguan.io/jurisdiction": "xicheng",
			"team":                                 "health", "shared": "both", "cost-centre": "4711",
		},
		Annotations: map[string]string{"contact": "wei"},
		ManagedFields: []metav1.ManagedFieldsEntry{
			managed("kubectl", otherFields), managed("supervision-operator", operatorFields), {Manager: "nobody"},
		},
	}}
	want := parse(t, `
apiVersion: v1
kind: Namespace
metadata:
  name: region-xicheng
  labels: {supervision.jianguan.io/jurisdiction: xicheng, shared: both, cost-centre: "4711"}
  annotations: {contact: wei}`)
	got, err := keepNamespace(namespace)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	bare := &metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{Name: "bare", Labels: map[string]string{"kubernetes.io/metadata.name": "bare"}}}
	got, err = keepNamespace(bare)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(parse(t, `{apiVersion: v1, kind: Namespace, metadata: {name: bare}}`), got); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	bare.ManagedFields = []metav1.ManagedFieldsEntry{managed("kubectl", "[")}
	if _, err := keepNamespace(bare); err == nil {
		t.Error("managed fields that cannot be read are no error")
	}
}

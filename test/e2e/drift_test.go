// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/internal/region"
)

// drift is a change of something that the operator set up, by somebody who may make it.
type drift struct {
	kind, object string
	// path of the field that is set to value, as a JSON pointer; value is JSON.
	path, value string
}

var drifts = []drift{
	{"Namespace", "", "/metadata/labels/pod-security.kubernetes.io~1enforce", `"privileged"`},
	{"ServiceAccount", "workload", "/automountServiceAccountToken", `true`},
	{"LimitRange", "defaults", "/spec/limits/0/default/cpu", `"8"`},
	{"ResourceQuota", "quota", "/spec/hard/pods", `"1000"`},
	{"NetworkPolicy", "default-deny", "/spec/policyTypes", `["Ingress"]`},
	{"Role", "gitops", "/rules/0/resources", `["departmentduties", "dutyrulings"]`},
	{"RoleBinding", "gitops", "/subjects", `[{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "intruder"}]`},
	{"Service", string(board), "/spec/selector", `{"app": "intruder"}`},
	{"Deployment", string(board), "/spec/template/spec/containers/0/image", `"intruder:1"`},
	{"CronJob", string(minutely), "/spec/schedule", `"0 0 1 1 *"`},
}

// name of the object in a county. The namespace is an object of no namespace.
func (d drift) name(c *county) string {
	if d.kind == "Namespace" {
		return c.namespace
	}
	return d.object
}

// look reads the object as it is.
func (d drift) look(ctx context.Context, c *county) *unstructured.Unstructured {
	GinkgoHelper()
	kind, namespace := schema.GroupVersionKind{Version: "v1", Kind: "Namespace"}, ""
	for _, known := range region.Kinds {
		if known.Name == d.kind {
			kind, namespace = known.GroupVersionKind(), c.namespace
		}
	}
	found := &unstructured.Unstructured{}
	found.SetGroupVersionKind(kind)
	Expect(env.Admin.Get(ctx, client.ObjectKey{Namespace: namespace, Name: d.name(c)}, found)).To(Succeed())
	return found
}

// expectUndone makes the change, and expects the object to be soon as it was before, and the same one.
func (d drift) expectUndone(ctx context.Context, c *county) {
	GinkgoHelper()
	before := d.look(ctx, c)
	patch := fmt.Sprintf(`[{"op": "replace", "path": %q, "value": %s}]`, d.path, d.value)
	changed := before.DeepCopy()
	Expect(env.Admin.Patch(ctx, changed, client.RawPatch(types.JSONPatchType, []byte(patch)))).To(Succeed())
	Expect(declared(changed)).NotTo(Equal(declared(before)), "nothing was changed")
	Eventually(func() map[string]any { return declared(d.look(ctx, c)) }).Should(Equal(declared(before)))
	Expect(d.look(ctx, c).GetUID()).To(Equal(before.GetUID()))
}

// declared is what an object says, without what Kubernetes itself keeps up.
func declared(object *unstructured.Unstructured) map[string]any {
	content := object.DeepCopy().Object
	delete(content, "metadata")
	delete(content, "status")
	content["labels"] = object.GetLabels()
	return content
}

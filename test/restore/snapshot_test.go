// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package restore

import (
	"context"
	"maps"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
)

// ownKinds are the kinds of the group.
var ownKinds = []string{"Jurisdiction", "DepartmentDuty", "JointMeeting", "DutyReport", "DutyRuling", "MeetingMinutes"}

// plansAndRecords are those of them that live in namespaces.
var plansAndRecords = ownKinds[1:]

// list reads all objects of a kind of the group.
func (p *place) list(ctx context.Context, g Gomega, kind string) []*unstructured.Unstructured {
	list := &unstructured.UnstructuredList{}
	list.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind(kind + "List"))
	g.Expect(p.Admin.List(ctx, list)).To(Succeed())
	objects := make([]*unstructured.Unstructured, 0, len(list.Items))
	for i := range list.Items {
		objects = append(objects, &list.Items[i])
	}
	return objects
}

func nameOf(object client.Object) string {
	return object.GetObjectKind().GroupVersionKind().Kind + " " + object.GetNamespace() + "/" + object.GetName()
}

// meaning is what must be the same of an object wherever it is: all but the marks of the API server, and of the restore.
func meaning(object *unstructured.Unstructured) map[string]any {
	GinkgoHelper()
	annotations := maps.Clone(object.GetAnnotations())
	delete(annotations, v1alpha1.AnnotationRestored)
	if len(annotations) == 0 {
		annotations = nil
	}
	status, _, err := unstructured.NestedMap(object.Object, "status")
	Expect(err).NotTo(HaveOccurred())
	// That it is of the generation of its object is looked at apart.
	delete(status, "observedGeneration")
	conditions, _ := status["conditions"].([]any)
	for _, condition := range conditions {
		delete(condition.(map[string]any), "observedGeneration") //nolint:forcetypeassert // the schema has it so
	}
	return map[string]any{
		"labels": object.GetLabels(), "annotations": annotations, "finalizers": object.GetFinalizers(),
		"spec": object.Object["spec"], "status": status,
	}
}

// meanings are those of everything of the group.
func (p *place) meanings(ctx context.Context) map[string]any {
	GinkgoHelper()
	all := map[string]any{}
	for _, kind := range ownKinds {
		for _, object := range p.list(ctx, Default, kind) {
			all[nameOf(object)] = meaning(object)
		}
	}
	return all
}

// versions are those of the objects of some kinds.
func (p *place) versions(ctx context.Context, kinds ...string) map[string]string {
	GinkgoHelper()
	versions := map[string]string{}
	for _, kind := range kinds {
		for _, object := range p.list(ctx, Default, kind) {
			versions[nameOf(object)] = object.GetResourceVersion()
		}
	}
	return versions
}

// setUp names everything that the operator set up in the regions, with its labels.
func (p *place) setUp(ctx context.Context) (map[string]map[string]string, error) {
	objects := map[string]map[string]string{}
	mine := client.MatchingLabels{v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator}
	for _, kind := range region.Kinds {
		list := &unstructured.UnstructuredList{}
		list.SetGroupVersionKind(kind.Version.WithKind(kind.Name + "List"))
		if err := p.Admin.List(ctx, list, mine); err != nil {
			return nil, err
		}
		for i := range list.Items {
			objects[nameOf(&list.Items[i])] = list.Items[i].GetLabels()
		}
	}
	namespaces, err := p.regionNamespaces(ctx)
	for name, namespace := range namespaces {
		objects["Namespace "+name] = namespace.Labels
	}
	return objects, err
}

func (p *place) regionNamespaces(ctx context.Context) (map[string]corev1.Namespace, error) {
	var list corev1.NamespaceList
	err := p.Admin.List(ctx, &list, client.HasLabels{v1alpha1.LabelJurisdiction})
	namespaces := map[string]corev1.Namespace{}
	for i := range list.Items {
		namespaces[list.Items[i].Name] = list.Items[i]
	}
	return namespaces, err
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"encoding/json"
	"fmt"
	"maps"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// keptMetadata is what a backup keeps of an object's metadata. The generation is what observedGeneration in the status
// is to be compared with.
var keptMetadata = []string{
	"name", "namespace", "labels", "annotations", "creationTimestamp", "deletionTimestamp", "finalizers", "generation",
}

// keep returns what a backup holds of an object.
func keep(object *unstructured.Unstructured) *unstructured.Unstructured {
	kept := maps.Clone(object.Object)
	metadata := map[string]any{}
	if full, ok := object.Object["metadata"].(map[string]any); ok {
		for _, field := range keptMetadata {
			if value, there := full[field]; there {
				metadata[field] = value
			}
		}
	}
	kept["metadata"] = metadata
	return &unstructured.Unstructured{Object: kept}
}

// keepNamespace returns what a backup holds of a namespace: the labels and annotations that somebody else than the
// operator set, and whose region it is. What the operator set it sets again; were it restored, it would no longer be the
// operator's alone, and stay when it is no longer declared.
func keepNamespace(namespace *metav1.PartialObjectMetadata) (*unstructured.Unstructured, error) {
	labels, annotations, err := setByOperatorAlone(namespace)
	if err != nil {
		return nil, err
	}
	delete(labels, v1alpha1.LabelJurisdiction)
	labels[corev1.LabelMetadataName] = true // the API server sets it
	kept := &unstructured.Unstructured{}
	kept.SetGroupVersionKind(namespaces.groupVersionKind())
	kept.SetName(namespace.Name)
	kept.SetCreationTimestamp(namespace.CreationTimestamp)
	kept.SetDeletionTimestamp(namespace.DeletionTimestamp)
	kept.SetLabels(without(namespace.Labels, labels))
	kept.SetAnnotations(without(namespace.Annotations, annotations))
	return kept, nil
}

func without(values map[string]string, excluded map[string]bool) map[string]string {
	kept := maps.Clone(values)
	maps.DeleteFunc(kept, func(key, _ string) bool { return excluded[key] })
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// setByOperatorAlone returns the keys of the labels and annotations that the operator set, and nobody else.
func setByOperatorAlone(object metav1.Object) (labels, annotations map[string]bool, err error) {
	labels, annotations = map[string]bool{}, map[string]bool{}
	// First those of the operator, then out with those of others.
	for _, others := range []bool{false, true} {
		for _, entry := range object.GetManagedFields() {
			if entry.FieldsV1 == nil || (entry.Manager != v1alpha1.ManagedByOperator) != others {
				continue
			}
			var fields struct {
				Metadata struct {
					Labels      map[string]json.RawMessage `json:"f:labels"`
					Annotations map[string]json.RawMessage `json:"f:annotations"`
				} `json:"f:metadata"`
			}
			if err := json.Unmarshal(entry.FieldsV1.GetRawBytes(), &fields); err != nil {
				return nil, nil, fmt.Errorf("read who manages the fields of %s: %w", object.GetName(), err)
			}
			mark(labels, fields.Metadata.Labels, !others)
			mark(annotations, fields.Metadata.Annotations, !others)
		}
	}
	return labels, annotations, nil
}

func mark(keys map[string]bool, fields map[string]json.RawMessage, value bool) {
	const field = "f:"
	for name := range fields {
		if len(name) > len(field) {
			keys[name[len(field):]] = value
		}
	}
}

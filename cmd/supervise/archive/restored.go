// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"errors"
	"maps"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// toCreate returns what is to be created for an object of a backup.
func toCreate(k kind, saved *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	object := &unstructured.Unstructured{Object: maps.Clone(saved.Object)}
	delete(object.Object, "status")
	object.Object["metadata"] = map[string]any{}
	object.SetName(saved.GetName())
	object.SetNamespace(saved.GetNamespace())
	object.SetLabels(saved.GetLabels())
	annotations := saved.GetAnnotations()
	if k.finalizers {
		object.SetFinalizers(saved.GetFinalizers())
	}
	if k != namespaces {
		created, err := firstCreated(saved)
		if err != nil {
			return nil, err
		}
		if annotations == nil {
			annotations = map[string]string{}
		}
		annotations[v1alpha1.AnnotationRestored] = created
	}
	object.SetAnnotations(annotations)
	return object, nil
}

// firstCreated tells when an object had first been created, also where that was before an earlier restore.
func firstCreated(saved *unstructured.Unstructured) (string, error) {
	if told, earlier := saved.GetAnnotations()[v1alpha1.AnnotationRestored]; earlier {
		return told, nil
	}
	created := saved.GetCreationTimestamp()
	if created.IsZero() {
		return "", errors.New("the backup does not tell in metadata.creationTimestamp when it had been created")
	}
	return created.UTC().Format(time.RFC3339), nil
}

// statusOf returns the status of an object; nil where it has none.
func statusOf(object *unstructured.Unstructured) (map[string]any, error) {
	status, _, err := unstructured.NestedMap(object.Object, "status")
	if err != nil {
		return nil, err
	}
	if len(status) == 0 {
		return nil, nil
	}
	return status, nil
}

// renumber makes a status that was of one generation of an object one of the restored object, whose generations the API
// server counts from 1. What was of an older generation must not look as if it were of this one.
func renumber(status map[string]any, before, now int64) {
	renumberIn(status, before, now)
	conditions, _ := status["conditions"].([]any)
	for _, condition := range conditions {
		if fields, ok := condition.(map[string]any); ok {
			renumberIn(fields, before, now)
		}
	}
}

func renumberIn(fields map[string]any, before, now int64) {
	const field = "observedGeneration"
	observed, ok := fields[field].(int64)
	switch {
	case !ok:
	case observed == before:
		fields[field] = now
	case observed == now:
		fields[field] = before
	}
}

// wasDeleted tells since when an object was being deleted at the time of the backup.
func wasDeleted(saved *unstructured.Unstructured) (since metav1.Time, deleted bool) {
	if at := saved.GetDeletionTimestamp(); at != nil {
		return *at, true
	}
	return metav1.Time{}, false
}

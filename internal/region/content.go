// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// Content is what the operator declares of an object, as it is sent. A zero that
// means something is in it, while in the types it could not be told from what
// was left out.
func Content(object Object) map[string]any {
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		panic(err) // types of the API always encode
	}
	delete(content, "status")
	spec, _ := content["spec"].(map[string]any)
	switch object.(type) {
	case *appsv1.Deployment:
		spellOut(spec, "paused", false)
	case *batchv1.CronJob:
		spellOut(spec, "suspend", false)
	}
	for _, path := range [][]string{
		{"spec", "template", "spec", "containers"},
		{"spec", "jobTemplate", "spec", "template", "spec", "containers"},
	} {
		containers, found, err := unstructured.NestedSlice(content, path...)
		if err != nil || !found {
			continue
		}
		for _, container := range containers {
			spellOutEmpty(container)
		}
		if err := unstructured.SetNestedSlice(content, containers, path...); err != nil {
			panic(err) // it was read there
		}
	}
	return content
}

// spellOut gives a field that was left out the value that this means.
func spellOut(fields map[string]any, field string, value any) {
	if fields != nil && fields[field] == nil {
		fields[field] = value
	}
}

// spellOutEmpty gives each variable of a container that has no value an empty
// one: left out, a value that somebody set by hand would stay.
func spellOutEmpty(container any) {
	fields, _ := container.(map[string]any)
	variables, _ := fields["env"].([]any)
	for _, variable := range variables {
		if fields, ok := variable.(map[string]any); ok && fields["valueFrom"] == nil {
			spellOut(fields, "value", "")
		}
	}
}

// holds tells whether what is observed holds all that is desired. The rest of it
// belongs to others, such as the API server with its defaults. What has a name
// is found by it, wherever it stands.
func holds(desired, observed any) bool {
	switch desired := desired.(type) {
	case map[string]any:
		observed, _ := observed.(map[string]any)
		for key, value := range desired {
			if !holds(value, observed[key]) {
				return false
			}
		}
		return true
	case []any:
		observed, _ := observed.([]any)
		for i, value := range desired {
			if at := placeOf(value, i, observed); at < 0 || !holds(value, observed[at]) {
				return false
			}
		}
		return true
	default:
		return desired == observed
	}
}

// placeOf finds the counterpart of an item in a list; -1 if there is none.
func placeOf(item any, at int, list []any) int {
	name := nameOf(item)
	if name == nil {
		if at < len(list) {
			return at
		}
		return -1
	}
	return slices.IndexFunc(list, func(other any) bool { return nameOf(other) == name })
}

func nameOf(item any) any {
	fields, _ := item.(map[string]any)
	return fields["name"]
}

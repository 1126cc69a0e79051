// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"fmt"
	"reflect"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// patched is an object after a patch of its status, or of all the rest. It is a conflict if the patch is meant for another
// version.
func (k *kind) patched(verb Verb, before, object client.Object, patch client.Patch) (client.Object, error) {
	var err error
	if !whole(before, object, patch) {
		if object, err = merged(before, object, patch); err != nil {
			return nil, err
		}
	}
	meant := metav1.Preconditions{UID: new(object.GetUID()), ResourceVersion: new(object.GetResourceVersion())}
	if err := k.holds(before, &meant); err != nil {
		return nil, err
	}
	if verb == Status {
		return withStatus(before, object)
	}
	after, err := decoded(object)
	if status := field(before, "Status"); err == nil && status.IsValid() {
		field(after, "Status").Set(status)
	}
	return after, err
}

// withStatus is an object with the status of another, by way of JSON.
func withStatus(object, of client.Object) (client.Object, error) {
	after, err := empty(object)
	if err != nil {
		return nil, err
	}
	fill(after, object)
	status := field(after, "Status")
	if !status.IsValid() {
		return nil, fmt.Errorf("a %T has no status", object)
	}
	document, err := json.Marshal(field(of, "Status").Interface())
	if err != nil {
		return nil, err
	}
	status.SetZero()
	return after, json.Unmarshal(document, status.Addr().Interface())
}

// fromAnother is the type of patches that lead from one object to another.
var fromAnother = reflect.TypeOf(client.MergeFrom(nil))

// whole tells whether what a patch makes of an object that is kept is the object that comes with it, so that the patch itself
// need not be looked at, which takes most of the time of a large test. It is, if it leads there from the version that is kept.
func whole(before, object client.Object, patch client.Patch) bool {
	return reflect.TypeOf(patch) == fromAnother && object.GetUID() == before.GetUID() && object.GetResourceVersion() == before.GetResourceVersion()
}

// merged is an object after a merge patch (RFC 7386), by way of JSON.
func merged(before, object client.Object, patch client.Patch) (client.Object, error) {
	if patch.Type() != types.MergePatchType {
		return nil, fmt.Errorf("a patch of type %q: only %q is played", patch.Type(), types.MergePatchType)
	}
	data, err := patch.Data(object)
	if err != nil {
		return nil, err
	}
	var changes, content map[string]any
	if err := json.Unmarshal(data, &changes); err != nil {
		return nil, fmt.Errorf("read the patch of a %T: %w", object, err)
	}
	document, err := json.Marshal(before)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(document, &content); err != nil {
		return nil, err
	}
	merge(content, changes)
	if document, err = json.Marshal(content); err != nil {
		return nil, err
	}
	return fromJSON(before, document)
}

// merge makes the changes to the content: null takes away, an object is merged, and anything else is put in the place of what
// there was.
func merge(content, changes map[string]any) {
	for name, change := range changes {
		if change == nil {
			delete(content, name)
			continue
		}
		within, nested := change.(map[string]any)
		if !nested {
			content[name] = change
			continue
		}
		held, ok := content[name].(map[string]any)
		if !ok {
			held = map[string]any{}
			content[name] = held
		}
		merge(held, within)
	}
}

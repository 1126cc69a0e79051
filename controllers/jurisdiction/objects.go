// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/util/csaupgrade"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
)

// create makes an object that must not exist. It is no apply, which would take
// over what somebody else makes under the name at the same moment.
func (r *Reconciler) create(ctx context.Context, object client.Object) error {
	// What is desired is looked at again; a create would fill it in.
	made, ok := object.DeepCopyObject().(client.Object)
	if !ok {
		return fmt.Errorf("%T is no object", object)
	}
	return described("create", object, r.Client.Create(ctx, made, owner))
}

// createOrTakeUp makes an object of the region. Where one of its name exists, it
// is brought in order if it is the operator's: a cache may lag, and what lost its
// label is not in it. Otherwise it is not mine, and stays as it is.
func (r *Reconciler) createOrTakeUp(ctx context.Context, jurisdiction string, object region.Object) (mine bool, err error) {
	err = r.create(ctx, object)
	if !apierrors.IsAlreadyExists(err) {
		return true, err
	}
	existing, err := r.findObject(ctx, object)
	if err != nil || existing == nil {
		return true, err // it went in between: the next attempt makes it
	}
	if !region.Own(jurisdiction, existing) {
		return false, nil
	}
	if region.Same(object, existing) {
		return true, nil
	}
	return true, r.apply(ctx, region.Application{Desired: object, UID: existing.GetUID()})
}

// apply brings the very object that was observed in order.
func (r *Reconciler) apply(ctx context.Context, application region.Application) error {
	desired := application.Desired
	existing, err := r.findObject(ctx, desired)
	if err != nil {
		return err
	}
	// Of another object of the name, the apply says what is wrong.
	if existing != nil && existing.GetUID() == application.UID {
		if err := r.makeWay(ctx, desired, existing); err != nil {
			return err
		}
	}
	configuration := unstructuredOf(region.Content(desired), region.KindOf(desired).GroupVersionKind(), application.UID)
	err = r.Client.Apply(ctx, client.ApplyConfigurationFromUnstructured(configuration), owner, client.ForceOwnership)
	return described("apply", desired, err)
}

// makeWay prepares an object for being applied. An apply takes nothing away but
// what it owns: so it is handed what the operator's create had set, and what
// others added where nothing may be added is taken out.
func (r *Reconciler) makeWay(ctx context.Context, desired, existing region.Object) error {
	patch, err := csaupgrade.UpgradeManagedFieldsPatch(existing, sets.New(v1alpha1.ManagedByOperator), v1alpha1.ManagedByOperator)
	if err != nil {
		return described("read the managed fields of", existing, err)
	}
	if len(patch) > 0 {
		if err := r.Client.Patch(ctx, existing, client.RawPatch(types.JSONPatchType, patch), owner); err != nil {
			return described("hand over", existing, err)
		}
	}
	exact := region.Exact(desired, existing)
	if exact == nil {
		return nil
	}
	err = r.Client.Patch(ctx, exact, client.MergeFromWithOptions(existing, client.MergeFromWithOptimisticLock{}), owner)
	return described("take out additions of", existing, err)
}

// delete removes the very object that was observed.
func (r *Reconciler) delete(ctx context.Context, object client.Object) error {
	uid := object.GetUID()
	err := r.Client.Delete(ctx, object, client.Preconditions{UID: &uid})
	return described("delete", object, client.IgnoreNotFound(err))
}

// sortOutTaken finds objects of others among those that are to be made: a cache
// that holds only what bears the operator's label does not know them. What is in
// the inventory already is not looked for, nor anything in a new namespace.
func (r *Reconciler) sortOutTaken(ctx context.Context, f *facts, plan *region.Plan) error {
	if !f.holdsNamespace() {
		return nil
	}
	listed := sets.New(f.jurisdiction.Status.Inventory...)
	var taken []v1alpha1.InventoryEntry
	for _, object := range plan.Create {
		entry := region.EntryOf(object)
		if listed.Has(entry) {
			continue
		}
		existing, err := r.findObject(ctx, object)
		if err != nil {
			return err
		}
		if existing != nil && !region.Own(f.jurisdiction.Name, existing) {
			taken = append(taken, entry)
		}
	}
	if len(taken) > 0 {
		others := sets.New(taken...)
		plan.Create = slices.DeleteFunc(plan.Create, func(o region.Object) bool { return others.Has(region.EntryOf(o)) })
		plan.Taken = append(plan.Taken, taken...)
	}
	plan.Inventory = without(plan.Inventory, plan.Taken)
	return nil
}

// described says which step failed on which object.
func described(verb string, object client.Object, err error) error {
	if err == nil {
		return nil
	}
	kind := "Namespace"
	if _, isNamespace := object.(*corev1.Namespace); !isNamespace {
		kind = region.KindOf(object).Name
	}
	return fmt.Errorf("%s %s %s: %w", verb, kind, client.ObjectKeyFromObject(object), err)
}

// unstructuredOf is an object to apply, and only to the one of the UID.
func unstructuredOf(content map[string]any, kind schema.GroupVersionKind, uid types.UID) *unstructured.Unstructured {
	object := &unstructured.Unstructured{Object: content}
	object.SetGroupVersionKind(kind)
	object.SetUID(uid)
	return object
}

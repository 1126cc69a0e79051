// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
)

// facts is everything that one reconciliation reads.
type facts struct {
	jurisdiction *v1alpha1.Jurisdiction
	ancestors    []*v1alpha1.Jurisdiction
	desired      region.Objects
	observed     region.Observed
	// duties belong to the cache: they must not be changed.
	duties []v1alpha1.DepartmentDuty
}

// parent of the region, or nil.
func (f *facts) parent() *v1alpha1.Jurisdiction {
	if len(f.ancestors) == 0 {
		return nil
	}
	return f.ancestors[0]
}

// holdsNamespace tells whether the region's namespace exists and is its own.
func (f *facts) holdsNamespace() bool {
	return f.observed.Namespace != nil && region.Holds(f.jurisdiction, f.observed.Namespace)
}

// gather reads everything. It returns nil for a Jurisdiction that is gone or
// going: what it set up stays as it is.
func (r *Reconciler) gather(ctx context.Context, name string) (*facts, error) {
	jurisdiction, err := r.findJurisdiction(ctx, v1alpha1.JurisdictionName(name))
	if err != nil || jurisdiction == nil || jurisdiction.DeletionTimestamp != nil {
		return nil, err
	}
	f := &facts{jurisdiction: jurisdiction}
	f.ancestors, err = evaluate.Ancestors(jurisdiction,
		func(name v1alpha1.JurisdictionName) (*v1alpha1.Jurisdiction, error) {
			return r.findJurisdiction(ctx, name)
		})
	if err != nil {
		return nil, fmt.Errorf("gather the parents of Jurisdiction %s: %w", name, err)
	}
	f.desired = region.Desired(jurisdiction, f.parent())
	f.observed.Namespace, err = r.findNamespace(ctx, f.desired.Namespace.Name)
	if err != nil {
		return nil, err
	}
	if !f.holdsNamespace() {
		return f, nil
	}
	if err := r.gatherRights(ctx, f); err != nil {
		return nil, err
	}
	var duties v1alpha1.DepartmentDutyList
	// They are only counted, and there may be thousands.
	if err := r.Client.List(ctx, &duties, client.InNamespace(f.observed.Namespace.Name),
		client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("list the duties in namespace %s: %w", f.observed.Namespace.Name, err)
	}
	f.duties = duties.Items
	return f, nil
}

// findJurisdiction returns nil for one that does not exist.
func (r *Reconciler) findJurisdiction(
	ctx context.Context, name v1alpha1.JurisdictionName,
) (*v1alpha1.Jurisdiction, error) {
	var jurisdiction v1alpha1.Jurisdiction
	err := r.Client.Get(ctx, client.ObjectKey{Name: string(name)}, &jurisdiction)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("get Jurisdiction %s: %w", name, err)
	}
	return &jurisdiction, nil
}

// findNamespace returns nil for one that does not exist. The cache knows only
// those that the operator set up.
func (r *Reconciler) findNamespace(ctx context.Context, name string) (*corev1.Namespace, error) {
	for _, reader := range []client.Reader{r.Client, r.APIReader} {
		var namespace corev1.Namespace
		err := reader.Get(ctx, client.ObjectKey{Name: name}, &namespace)
		if err == nil {
			return &namespace, nil
		}
		if !apierrors.IsNotFound(err) {
			return nil, fmt.Errorf("get namespace %s: %w", name, err)
		}
	}
	return nil, nil
}

// gatherRights reads the Roles and RoleBindings of the region. Where the cache
// lacks one that is needed, something else may bear its name, so everything in
// the namespace is read past the cache.
func (r *Reconciler) gatherRights(ctx context.Context, f *facts) error {
	namespace := client.InNamespace(f.observed.Namespace.Name)

	var roles rbacv1.RoleList
	if err := r.Client.List(ctx, &roles, namespace); err != nil {
		return fmt.Errorf("list the Roles in namespace %s: %w", namespace, err)
	}
	if lacks(roles.Items, f.desired.Roles) {
		if err := r.APIReader.List(ctx, &roles, namespace); err != nil {
			return fmt.Errorf("list all Roles in namespace %s: %w", namespace, err)
		}
	}
	var bindings rbacv1.RoleBindingList
	if err := r.Client.List(ctx, &bindings, namespace); err != nil {
		return fmt.Errorf("list the RoleBindings in namespace %s: %w", namespace, err)
	}
	if lacks(bindings.Items, f.desired.RoleBindings) {
		if err := r.APIReader.List(ctx, &bindings, namespace); err != nil {
			return fmt.Errorf("list all RoleBindings in namespace %s: %w", namespace, err)
		}
	}
	f.observed.Roles, f.observed.RoleBindings = roles.Items, bindings.Items
	return nil
}

// lacks tells whether a desired name is missing among the items.
func lacks[T any, P interface {
	*T
	client.Object
}](items []T, desired []P) bool {
	names := make(map[string]bool, len(items))
	for i := range items {
		names[P(&items[i]).GetName()] = true
	}
	for _, d := range desired {
		if !names[d.GetName()] {
			return true
		}
	}
	return false
}

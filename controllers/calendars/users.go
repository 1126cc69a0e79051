// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendars

import (
	"bytes"
	"context"
	"fmt"
	"maps"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/predicate"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/regions"
)

// isCalendar selects the ConfigMaps that bear LabelCalendar, with whatever value.
var isCalendar = labels.NewSelector().Add(exists(v1alpha1.LabelCalendar))

// exists panics as the key is part of the program.
func exists(key string) labels.Requirement {
	requirement, err := labels.NewRequirement(key, selection.Exists, nil)
	if err != nil {
		panic(err)
	}
	return *requirement
}

// CacheOptions restricts the cache of ConfigMaps to calendars: of the others the
// operator is told nothing.
func CacheOptions() cache.ByObject {
	return cache.ByObject{Label: isCalendar, Transform: cache.TransformStripManagedFields()}
}

// Users returns the Jurisdictions that count on a ConfigMap: those that name it, and
// those below them that name none. They belong to the cache behind reader, which has
// the indexes of package index, and must not be changed.
func Users(ctx context.Context, reader client.Reader, namespace, name string) ([]*v1alpha1.Jurisdiction, error) {
	var naming v1alpha1.JurisdictionList
	reference := index.CalendarReference(v1alpha1.CalendarReference{Namespace: namespace, Name: v1alpha1.ObjectName(name)})
	if err := reader.List(ctx, &naming, client.MatchingFields{index.JurisdictionCalendar: reference}, client.UnsafeDisableDeepCopy); err != nil {
		return nil, fmt.Errorf("find the Jurisdictions that name ConfigMap %s: %w", reference, err)
	}
	var users []*v1alpha1.Jurisdiction
	for i := range naming.Items {
		user := &naming.Items[i]
		users = append(users, user)
		err := regions.Below(ctx, reader, user.Name, func(below *v1alpha1.Jurisdiction) bool {
			inherits := below.Spec.CalendarRef == (v1alpha1.CalendarReference{})
			if inherits {
				users = append(users, below)
			}
			return inherits
		})
		if err != nil {
			return nil, err
		}
	}
	return users, nil
}

// Changed passes what makes another calendar of a ConfigMap. Those that are there at
// the start pass not: everything is evaluated then anyhow.
func Changed() predicate.Predicate {
	return predicate.Funcs{
		CreateFunc:  func(e event.CreateEvent) bool { return !e.IsInInitialList },
		GenericFunc: func(event.GenericEvent) bool { return false },
		UpdateFunc: func(e event.UpdateEvent) bool {
			before, wasConfigMap := e.ObjectOld.(*corev1.ConfigMap)
			after, isConfigMap := e.ObjectNew.(*corev1.ConfigMap)
			return wasConfigMap && isConfigMap && (before.UID != after.UID || !maps.Equal(before.Data, after.Data) ||
				!maps.EqualFunc(before.BinaryData, after.BinaryData, bytes.Equal))
		},
	}
}

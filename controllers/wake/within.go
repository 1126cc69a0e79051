// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package wake finds what has to be evaluated anew after a region or a calendar
// changed: the one way in which every controller of what lives in regions does.
package wake

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	logf "sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/regions"
)

// Within maps to all objects of one kind in the namespaces of regions. Its methods are
// handler.MapFuncs; what cannot be listed is logged, as the cache refuses a list only
// for a missing index or while it stops.
type Within struct {
	// Reader reads from a cache with the indexes of controllers/index.
	Reader client.Reader
	// NewList returns an empty list of the kind.
	NewList func() client.ObjectList
}

// OfRegion maps a Jurisdiction to the objects in the namespace that it holds.
func (w Within) OfRegion(ctx context.Context, object client.Object) []ctrl.Request {
	jurisdiction, ok := object.(*v1alpha1.Jurisdiction)
	if !ok || jurisdiction.Status.Namespace == "" {
		return nil
	}
	return w.Requests(ctx, client.InNamespace(jurisdiction.Status.Namespace))
}

// Below maps a Jurisdiction to the objects of all regions below it.
func (w Within) Below(ctx context.Context, object client.Object) []ctrl.Request {
	var requests []ctrl.Request
	err := regions.Below(ctx, w.Reader, object.GetName(), func(below *v1alpha1.Jurisdiction) bool {
		requests = append(requests, w.OfRegion(ctx, below)...)
		return true
	})
	if err != nil {
		logf.FromContext(ctx).Error(err, "listing regions to evaluate what is in them anew", "jurisdiction", object.GetName())
	}
	return requests
}

// OfCalendar maps a ConfigMap to the objects of the regions that count on it.
func (w Within) OfCalendar(ctx context.Context, object client.Object) []ctrl.Request {
	users, err := calendars.Users(ctx, w.Reader, object.GetNamespace(), object.GetName())
	if err != nil {
		logf.FromContext(ctx).Error(err, "finding who counts on a calendar", "configMap", client.ObjectKeyFromObject(object))
	}
	var requests []ctrl.Request
	for _, user := range users {
		requests = append(requests, w.OfRegion(ctx, user)...)
	}
	return requests
}

// Everything maps whatever it is to all objects of the kind.
func (w Within) Everything(ctx context.Context, _ client.Object) []ctrl.Request {
	return w.Requests(ctx)
}

// Requests returns a request for each object of the kind that the options choose.
func (w Within) Requests(ctx context.Context, options ...client.ListOption) []ctrl.Request {
	list := w.NewList()
	err := w.Reader.List(ctx, list, append(options, client.UnsafeDisableDeepCopy)...)
	requests := make([]ctrl.Request, 0, meta.LenList(list))
	if err == nil {
		err = meta.EachListItem(list, func(item runtime.Object) error {
			object, ok := item.(client.Object)
			if !ok {
				return fmt.Errorf("%T is no object", item)
			}
			requests = append(requests, ctrl.Request{NamespacedName: client.ObjectKeyFromObject(object)})
			return nil
		})
	}
	if err != nil {
		logf.FromContext(ctx).Error(err, "listing objects to evaluate them anew", "kind", fmt.Sprintf("%T", list))
	}
	return requests
}

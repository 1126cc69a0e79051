// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package calendars finds the calendar of working days of a region: the one way in
// which every controller does.
package calendars

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
)

// maxParsed bounds how many calendars are kept. A cluster has one, or one for each
// province; what is beyond that is parsed anew.
const maxParsed = 256

// Finder finds calendars. Any number of goroutines may share it.
type Finder struct {
	// Client reads from a cache that holds the ConfigMaps with LabelCalendar.
	Client client.Reader

	lock   sync.Mutex
	parsed map[client.ObjectKey]parsed
}

// OrNew returns the finder or, where it is nil, one that knows nothing yet: it parses
// each calendar anew.
func OrNew(finder *Finder, reader client.Reader) *Finder {
	if finder == nil {
		return &Finder{Client: reader}
	}
	return finder
}

// parsed is what one version of a ConfigMap says. Every duty of every region asks
// for it whenever it is evaluated.
type parsed struct {
	uid             types.UID
	resourceVersion string
	workdays        workdays.Calendar
	// problem says why it cannot be read; "" if it can.
	problem string
}

// The operator reads calendars from watches alone, and keeps only those ConfigMaps
// that bear the label.
//
// +kubebuilder:rbac:groups="",resources=configmaps,verbs=list;watch

// Find returns the calendar on which a region counts working days: that of its
// spec.calendarRef, else of its nearest ancestor that has one, else the one that the
// operator brings. Ancestors are the line of parents as far as it is known, the
// nearest first. Why there is none is part of what is found, and not an error.
func (f *Finder) Find(
	ctx context.Context, jurisdiction *v1alpha1.Jurisdiction, ancestors []*v1alpha1.Jurisdiction,
) (calendar.Found, error) {
	last := jurisdiction
	for _, region := range slices.Concat([]*v1alpha1.Jurisdiction{jurisdiction}, ancestors) {
		if region.Spec.CalendarRef != (v1alpha1.CalendarReference{}) {
			return f.read(ctx, region)
		}
		last = region
	}
	if missing := last.Spec.ParentRef.Name; missing != "" {
		// To count on the wrong calendar until then could record a miss, which stays.
		return calendar.Found{
			Reason: v1alpha1.ReasonParentNotFound,
			Message: fmt.Sprintf("the calendar of Jurisdiction %q follows from its line of parents, which is not known beyond %q: "+
				"spec.parentRef.name %q does not exist, or leads back", jurisdiction.Name, last.Name, missing),
			Waiting: true,
		}, nil
	}
	return calendar.Found{Workdays: workdays.Builtin()}, nil
}

// read reads the ConfigMap that a region names.
func (f *Finder) read(ctx context.Context, region *v1alpha1.Jurisdiction) (calendar.Found, error) {
	key := client.ObjectKey{Namespace: region.Spec.CalendarRef.Namespace, Name: string(region.Spec.CalendarRef.Name)}
	where := fmt.Sprintf("Jurisdiction %q: spec.calendarRef: ConfigMap %s", region.Name, key)
	var configMap corev1.ConfigMap
	if err := client.IgnoreNotFound(f.Client.Get(ctx, key, &configMap, client.UnsafeDisableDeepCopy)); err != nil {
		return calendar.Found{}, fmt.Errorf("find the calendar of Jurisdiction %s: get ConfigMap %s: %w", region.Name, key, err)
	}
	// One that does not exist has no label either, and the cache does not tell the two apart.
	if _, labelled := configMap.Labels[v1alpha1.LabelCalendar]; !labelled {
		return calendar.Found{
			Reason:  v1alpha1.ReasonCalendarNotFound,
			Message: fmt.Sprintf("%s does not exist, or does not bear the label %s", where, v1alpha1.LabelCalendar),
			Waiting: true,
		}, nil
	}
	known := f.parse(key, &configMap)
	if known.problem != "" {
		return calendar.Found{
			Reason:  v1alpha1.ReasonInvalidCalendar,
			Message: fmt.Sprintf("%s: %s", where, known.problem),
		}, nil
	}
	return calendar.Found{Workdays: known.workdays}, nil
}

// parse returns what a ConfigMap says, parsed once for each of its versions.
func (f *Finder) parse(key client.ObjectKey, configMap *corev1.ConfigMap) parsed {
	f.lock.Lock()
	defer f.lock.Unlock()
	known, ok := f.parsed[key]
	if ok && known.uid == configMap.UID && known.resourceVersion == configMap.ResourceVersion {
		return known
	}
	known = parsed{uid: configMap.UID, resourceVersion: configMap.ResourceVersion}
	var err error
	if known.workdays, err = workdaysOf(key, configMap); err != nil {
		known.problem = err.Error()
	}
	if f.parsed == nil || (!ok && len(f.parsed) >= maxParsed) {
		f.parsed = map[client.ObjectKey]parsed{}
	}
	f.parsed[key] = known
	return known
}

func workdaysOf(key client.ObjectKey, configMap *corev1.ConfigMap) (workdays.Calendar, error) {
	for _, name := range slices.Sorted(maps.Keys(configMap.BinaryData)) {
		return workdays.Calendar{}, fmt.Errorf("key %q stands in binaryData, and is not text: write it in UTF-8", name)
	}
	notices, err := workdays.Parse(configMap.Data)
	if err != nil {
		return workdays.Calendar{}, err
	}
	return workdays.Builtin().WithOverrides(key.String(), notices)
}

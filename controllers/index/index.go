// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package index holds the keys by which controllers look objects up in the cache.
package index

import (
	"context"
	"fmt"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/cascade"
)

const (
	// JurisdictionNamespace finds the Jurisdiction that holds a namespace.
	JurisdictionNamespace = "status.namespace"
	// JurisdictionParent finds the regions directly below one.
	JurisdictionParent = "spec.parentRef.name"
	// JurisdictionCalendar finds the Jurisdictions that name a ConfigMap as their
	// calendar, by its CalendarReference.
	JurisdictionCalendar = "spec.calendarRef"
	// RecordDuty finds the reports and rulings of a duty of the same namespace.
	RecordDuty = "spec.dutyRef.name"
	// MinutesMeeting finds the minutes of a meeting of the same namespace.
	MinutesMeeting = "spec.meetingRef.name"
	// DutyOrigin finds the copies of a duty by its namespace and name, as a
	// NamespacedName writes them.
	DutyOrigin = "spec.origin"
	// DutyCascade finds, with the value Cascades, the duties that are handed down.
	DutyCascade = "spec.cascade"
	// Cascades is the one value of DutyCascade.
	Cascades = "true"
)

// Setup registers every index with the cache behind indexer. It must be called
// before the cache starts.
func Setup(ctx context.Context, indexer client.FieldIndexer) error {
	indexes := []struct {
		object  client.Object
		field   string
		extract client.IndexerFunc
	}{
		{&v1alpha1.Jurisdiction{}, JurisdictionNamespace, jurisdictionNamespace},
		{&v1alpha1.Jurisdiction{}, JurisdictionParent, jurisdictionParent},
		{&v1alpha1.DepartmentDuty{}, DutyOrigin, dutyOrigin},
		{&v1alpha1.DepartmentDuty{}, DutyCascade, dutyCascade},
		{&v1alpha1.Jurisdiction{}, JurisdictionCalendar, jurisdictionCalendar},
		{&v1alpha1.DutyReport{}, RecordDuty, reportDuty},
		{&v1alpha1.DutyRuling{}, RecordDuty, rulingDuty},
		{&v1alpha1.MeetingMinutes{}, MinutesMeeting, minutesMeeting},
	}
	for _, i := range indexes {
		if err := indexer.IndexField(ctx, i.object, i.field, i.extract); err != nil {
			return fmt.Errorf("index %T by %s: %w", i.object, i.field, err)
		}
	}
	return nil
}

func jurisdictionNamespace(object client.Object) []string {
	jurisdiction, ok := object.(*v1alpha1.Jurisdiction)
	if !ok || jurisdiction.Status.Namespace == "" {
		return nil
	}
	return []string{jurisdiction.Status.Namespace}
}

func jurisdictionParent(object client.Object) []string {
	jurisdiction, ok := object.(*v1alpha1.Jurisdiction)
	if !ok || jurisdiction.Spec.ParentRef.Name == "" {
		return nil
	}
	return []string{string(jurisdiction.Spec.ParentRef.Name)}
}

func dutyOrigin(object client.Object) []string {
	duty, ok := object.(*v1alpha1.DepartmentDuty)
	if !ok || !cascade.IsCopy(duty) {
		return nil
	}
	return []string{cascade.OriginOf(duty).String()}
}

func dutyCascade(object client.Object) []string {
	duty, ok := object.(*v1alpha1.DepartmentDuty)
	if !ok || !cascade.Declared(duty) {
		return nil
	}
	return []string{Cascades}
}

// CalendarReference is the value of JurisdictionCalendar for a ConfigMap.
func CalendarReference(reference v1alpha1.CalendarReference) string {
	return reference.Namespace + "/" + string(reference.Name)
}

func jurisdictionCalendar(object client.Object) []string {
	jurisdiction, ok := object.(*v1alpha1.Jurisdiction)
	if !ok || jurisdiction.Spec.CalendarRef == (v1alpha1.CalendarReference{}) {
		return nil
	}
	return []string{CalendarReference(jurisdiction.Spec.CalendarRef)}
}

func reportDuty(object client.Object) []string {
	report, ok := object.(*v1alpha1.DutyReport)
	if !ok {
		return nil
	}
	return []string{string(report.Spec.DutyRef.Name)}
}

func rulingDuty(object client.Object) []string {
	ruling, ok := object.(*v1alpha1.DutyRuling)
	if !ok {
		return nil
	}
	return []string{string(ruling.Spec.DutyRef.Name)}
}

func minutesMeeting(object client.Object) []string {
	minutes, ok := object.(*v1alpha1.MeetingMinutes)
	if !ok {
		return nil
	}
	return []string{string(minutes.Spec.MeetingRef.Name)}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

var (
	// GroupVersion is the API group and version of every kind in this package.
	GroupVersion = schema.GroupVersion{Group: "supervision.jianguan.io", Version: "v1alpha1"}

	// SchemeBuilder registers the kinds of this package with a runtime.Scheme.
	SchemeBuilder = runtime.NewSchemeBuilder(addKnownTypes)

	// AddToScheme adds the kinds of this package to a runtime.Scheme.
	AddToScheme = SchemeBuilder.AddToScheme
)

func addKnownTypes(scheme *runtime.Scheme) error {
	scheme.AddKnownTypes(GroupVersion,
		&Jurisdiction{}, &JurisdictionList{},
		&DepartmentDuty{}, &DepartmentDutyList{},
		&DutyReport{}, &DutyReportList{},
		&DutyRuling{}, &DutyRulingList{},
		&JointMeeting{}, &JointMeetingList{},
		&MeetingMinutes{}, &MeetingMinutesList{},
	)
	metav1.AddToGroupVersion(scheme, GroupVersion)
	return nil
}

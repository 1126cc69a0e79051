// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upkeep

import (
	"maps"

	"k8s.io/apimachinery/pkg/api/equality"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// defaultWarnBefore is what the API server makes of a duty that does not say, in days.
const defaultWarnBefore int32 = 30

// SetDefaults writes what the API server adds, so that what is wanted equals what is
// kept.
func SetDefaults(spec *v1alpha1.DepartmentDutySpec) {
	if spec.Reporters == "" {
		spec.Reporters = v1alpha1.ReportersLeads
	}
	if spec.Review == "" {
		spec.Review = v1alpha1.ReviewRequired
	}
	if spec.WarnBefore == (v1alpha1.Period{}) {
		spec.WarnBefore = v1alpha1.Period{Days: new(defaultWarnBefore)}
	}
}

// same tells whether a duty says what it should. Other labels than those that it
// should have are not looked at, nor are annotations: GitOps tools and people set them.
func same(wanted, is *v1alpha1.DepartmentDuty) bool {
	for key, value := range wanted.Labels {
		if is.Labels[key] != value {
			return false
		}
	}
	return equality.Semantic.DeepEqual(&wanted.Spec, &is.Spec)
}

// correct returns a duty as it is, with what it should say.
func correct(wanted, is *v1alpha1.DepartmentDuty) *v1alpha1.DepartmentDuty {
	after := is.DeepCopy()
	wanted.Spec.DeepCopyInto(&after.Spec)
	if after.Labels == nil {
		after.Labels = map[string]string{}
	}
	maps.Copy(after.Labels, wanted.Labels)
	return after
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import "github.com/jianguan/supervision-operator/api/v1alpha1"

// Days is a Period of days.
func Days(days int32) v1alpha1.Period { return v1alpha1.Period{Days: &days} }

// WorkingDays is a Period of working days.
func WorkingDays(days int32) v1alpha1.Period { return v1alpha1.Period{WorkingDays: &days} }

// Months is a Period of months.
func Months(months int32) v1alpha1.Period { return v1alpha1.Period{Months: &months} }

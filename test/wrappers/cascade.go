// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package wrappers

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// CascadeWrapper builds what hands a duty down.
type CascadeWrapper struct{ cascade v1alpha1.Cascade }

// Cascade begins one to all regions below, or to those of some levels, of which every copy must be completed.
func Cascade(levels ...v1alpha1.Level) *CascadeWrapper {
	return &CascadeWrapper{cascade: v1alpha1.Cascade{Levels: levels, Complete: v1alpha1.CascadeCompleteAll}}
}

// Obj returns the cascade.
func (w *CascadeWrapper) Obj() v1alpha1.Cascade { return *w.cascade.DeepCopy() }

// Matching adds a label that a region must bear.
func (w *CascadeWrapper) Matching(key, value string) *CascadeWrapper {
	if w.cascade.Selector == nil {
		w.cascade.Selector = &metav1.LabelSelector{}
	}
	metav1.AddLabelToSelector(w.cascade.Selector, key, value)
	return w
}

// Selector sets the whole selector.
func (w *CascadeWrapper) Selector(selector metav1.LabelSelector) *CascadeWrapper {
	w.cascade.Selector = &selector
	return w
}

// DueOffset sets how much earlier the copies are due.
func (w *CascadeWrapper) DueOffset(period v1alpha1.Period) *CascadeWrapper {
	w.cascade.DueOffset = period
	return w
}

// Complete says what of the copies must be completed.
func (w *CascadeWrapper) Complete(complete v1alpha1.CascadeComplete) *CascadeWrapper {
	w.cascade.Complete = complete
	return w
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
)

// Target is a region to which a duty is handed down.
type Target struct {
	Jurisdiction *v1alpha1.Jurisdiction
	// Above are the regions between it and the one that hands the duty down, and
	// that one, the nearest first.
	Above []*v1alpha1.Jurisdiction
}

// Targets finds the regions below one that match, at any depth, in the order of
// their names; children finds those directly below one. A region counts as below
// another only if it is of a lower level too, as in the roll-up: so no circle of
// parents is ever followed. One that is being deleted gets nothing any more, but
// those below it do.
//
// The error is one of children, or tells that the selector cannot be understood.
func Targets(
	origin *v1alpha1.Jurisdiction, cascade *v1alpha1.Cascade,
	children func(name string) ([]*v1alpha1.Jurisdiction, error),
) ([]Target, error) {
	selector, err := selectorOf(cascade)
	if err != nil {
		return nil, err
	}
	var targets []Target
	for pending := []Target{{Jurisdiction: origin}}; len(pending) > 0; pending = pending[1:] {
		parent := pending[0]
		below, err := children(parent.Jurisdiction.Name)
		if err != nil {
			return nil, err
		}
		line := append([]*v1alpha1.Jurisdiction{parent.Jurisdiction}, parent.Above...)
		lower := evaluate.Below(parent.Jurisdiction, below)
		for _, child := range below {
			if !slices.Contains(lower, child.Name) {
				continue
			}
			target := Target{Jurisdiction: child, Above: line}
			pending = append(pending, target)
			if child.DeletionTimestamp == nil && selector.Matches(labels.Set(child.Labels)) && matchesLevel(cascade, child) {
				targets = append(targets, target)
			}
		}
	}
	slices.SortFunc(targets, func(a, b Target) int { return strings.Compare(a.Jurisdiction.Name, b.Jurisdiction.Name) })
	return targets, nil
}

func matchesLevel(cascade *v1alpha1.Cascade, jurisdiction *v1alpha1.Jurisdiction) bool {
	return len(cascade.Levels) == 0 || slices.Contains(cascade.Levels, jurisdiction.Spec.Level)
}

// SelectorError tells that a selector cannot be understood.
type SelectorError struct{ problem error }

// Error says what is wrong with the selector.
func (e *SelectorError) Error() string { return "spec.cascade.selector: " + e.problem.Error() }

// Unwrap returns what the selector was refused for.
func (e *SelectorError) Unwrap() error { return e.problem }

// selectorOf returns what picks regions by their labels: everything if there is none.
func selectorOf(cascade *v1alpha1.Cascade) (labels.Selector, error) {
	if cascade.Selector == nil {
		return labels.Everything(), nil
	}
	selector, err := metav1.LabelSelectorAsSelector(cascade.Selector)
	if err != nil {
		return nil, fmt.Errorf("read the cascade: %w", &SelectorError{problem: err})
	}
	return selector, nil
}

// Declared tells whether a duty is handed down.
func Declared(duty *v1alpha1.DepartmentDuty) bool {
	cascade := &duty.Spec.Cascade
	return len(cascade.Levels) > 0 || cascade.Selector != nil ||
		given(cascade.DueOffset) || cascade.Complete != ""
}

// given tells whether a period is set.
func given(period v1alpha1.Period) bool { return period != v1alpha1.Period{} }

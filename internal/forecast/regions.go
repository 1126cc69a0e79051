// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package forecast

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
)

// regions finds Jurisdictions.
type regions struct {
	byName      map[string]*v1alpha1.Jurisdiction
	byNamespace map[string]*v1alpha1.Jurisdiction
	byParent    map[string][]*v1alpha1.Jurisdiction
}

func newRegions(list []*v1alpha1.Jurisdiction) *regions {
	r := &regions{
		byName:      make(map[string]*v1alpha1.Jurisdiction, len(list)),
		byNamespace: make(map[string]*v1alpha1.Jurisdiction, len(list)),
		byParent:    map[string][]*v1alpha1.Jurisdiction{},
	}
	byName := func(a, b *v1alpha1.Jurisdiction) int { return strings.Compare(a.Name, b.Name) }
	for _, region := range slices.SortedFunc(slices.Values(list), byName) {
		r.byName[region.Name] = region
		if namespace := region.Status.Namespace; namespace != "" && r.byNamespace[namespace] == nil {
			r.byNamespace[namespace] = region
		}
		if parent := string(region.Spec.ParentRef.Name); parent != "" {
			r.byParent[parent] = append(r.byParent[parent], region)
		}
	}
	return r
}

// subtree names the regions of a subtree, of which only those belong to it that are of
// a lower level than their parent. That of "" is empty.
func (r *regions) subtree(root v1alpha1.JurisdictionName) (map[string]bool, error) {
	if root == "" {
		return nil, nil
	}
	if r.byName[string(root)] == nil {
		return nil, fmt.Errorf("there is no Jurisdiction %q", root)
	}
	included := map[string]bool{}
	for open := []string{string(root)}; len(open) > 0; {
		name := open[0]
		included[name] = true
		open = append(open[1:], evaluate.Below(r.byName[name], r.byParent[name])...)
	}
	return included, nil
}

// ancestors of a region, the nearest first.
func (r *regions) ancestors(region *v1alpha1.Jurisdiction) []*v1alpha1.Jurisdiction {
	line, err := evaluate.Ancestors(region, func(name v1alpha1.JurisdictionName) (*v1alpha1.Jurisdiction, error) {
		return r.byName[string(name)], nil
	})
	if err != nil {
		return nil // what is in memory is always found, or not there
	}
	return line
}

// records finds the records of duties.
type records struct {
	reports map[types.NamespacedName][]v1alpha1.DutyReport
	rulings map[types.NamespacedName][]v1alpha1.DutyRuling
}

func newRecords(reports []v1alpha1.DutyReport, rulings []v1alpha1.DutyRuling) *records {
	r := &records{reports: map[types.NamespacedName][]v1alpha1.DutyReport{}, rulings: map[types.NamespacedName][]v1alpha1.DutyRuling{}}
	for i := range reports {
		key := types.NamespacedName{Namespace: reports[i].Namespace, Name: string(reports[i].Spec.DutyRef.Name)}
		r.reports[key] = append(r.reports[key], reports[i])
	}
	for i := range rulings {
		key := types.NamespacedName{Namespace: rulings[i].Namespace, Name: string(rulings[i].Spec.DutyRef.Name)}
		r.rulings[key] = append(r.rulings[key], rulings[i])
	}
	return r
}

// of begins the input of an evaluation with the records of a duty.
func (r *records) of(object *v1alpha1.DepartmentDuty) duty.Input {
	key := types.NamespacedName{Namespace: object.Namespace, Name: object.Name}
	return duty.Input{Reports: r.reports[key], Rulings: r.rulings[key]}
}

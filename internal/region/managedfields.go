// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// fieldPrefix stands before the name of each field in managed fields.
const fieldPrefix = "f:"

// staleLabels are the labels that the operator once applied to an object and
// that are no longer wanted: applying again without them takes them away. Labels
// of others are none of its business.
func staleLabels(object metav1.Object, wanted map[string]string) ([]string, error) {
	var stale []string
	for _, entry := range object.GetManagedFields() {
		if entry.Manager != v1alpha1.ManagedByOperator || entry.Operation != metav1.ManagedFieldsOperationApply ||
			entry.FieldsV1 == nil {
			continue
		}
		var owned struct {
			Metadata struct {
				Labels map[string]json.RawMessage `json:"f:labels"`
			} `json:"f:metadata"`
		}
		if err := json.Unmarshal(entry.FieldsV1.GetRawBytes(), &owned); err != nil {
			return nil, fmt.Errorf("read its managed fields: %w", err)
		}
		for field := range owned.Metadata.Labels {
			key, isField := strings.CutPrefix(field, fieldPrefix)
			if _, ok := wanted[key]; isField && !ok {
				stale = append(stale, key)
			}
		}
	}
	slices.Sort(stale)
	return stale, nil
}

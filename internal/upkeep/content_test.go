// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upkeep_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/upkeep"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// definition is what TestDefaultsAreThoseOfTheAPIServer reads of a CustomResourceDefinition.
type definition struct {
	Spec struct {
		Versions []struct {
			Schema struct {
				Object property `json:"openAPIV3Schema"`
			} `json:"schema"`
		} `json:"versions"`
	} `json:"spec"`
}

type property struct {
	Default    json.RawMessage     `json:"default"`
	Properties map[string]property `json:"properties"`
}

// TestDefaultsAreThoseOfTheAPIServer holds them against what is put on a cluster: with any
// other, what is kept would never equal what is wanted, and would be written forever.
func TestDefaultsAreThoseOfTheAPIServer(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../config/crd/bases/supervision.jianguan.io_departmentduties.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var duties definition
	if err := yaml.Unmarshal(content, &duties); err != nil {
		t.Fatal(err)
	}
	if len(duties.Spec.Versions) != 1 {
		t.Fatalf("%d versions", len(duties.Spec.Versions))
	}
	defaults := map[string]json.RawMessage{}
	for name, field := range duties.Spec.Versions[0].Schema.Object.Properties["spec"].Properties {
		if field.Default != nil {
			defaults[name] = field.Default
		}
	}
	written, err := json.Marshal(defaults)
	if err != nil {
		t.Fatal(err)
	}
	var want, got v1alpha1.DepartmentDutySpec
	if err := json.Unmarshal(written, &want); err != nil {
		t.Fatal(err)
	}
	upkeep.SetDefaults(&got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
}

func TestDefaultsKeepWhatIsSaid(t *testing.T) {
	t.Parallel()
	duty := wrappers.Duty("d").Reporters(v1alpha1.ReportersAll).Review(v1alpha1.ReviewNone).WarnBefore(wrappers.Days(0)).Obj()
	want := duty.DeepCopy()
	upkeep.SetDefaults(&duty.Spec)
	if diff := cmp.Diff(want, duty); diff != "" {
		t.Errorf("duty (-want +got):\n%s", diff)
	}
}

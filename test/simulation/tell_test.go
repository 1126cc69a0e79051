// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"fmt"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// dossier is a duty as it is now with its region and its records, as YAML, for whoever
// looks into a difference.
func (y *year) dossier(about string) string {
	namespace, name, _ := strings.Cut(about, "/")
	duty := y.find(namespace, name)
	if duty == nil {
		return about + " is not there"
	}
	region := y.region(v1alpha1.JurisdictionName(strings.TrimPrefix(namespace, v1alpha1.NamespacePrefix)))
	objects := []any{region, duty}
	for _, report := range y.reportsOf(duty) {
		objects = append(objects, report)
	}
	for _, ruling := range y.rulingsOf(duty) {
		objects = append(objects, ruling)
	}
	var text strings.Builder
	for _, object := range objects {
		document, err := yaml.Marshal(object)
		if err != nil {
			y.tb.Fatal(err)
		}
		fmt.Fprintf(&text, "---\n%s", document)
	}
	return text.String()
}

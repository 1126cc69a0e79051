// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// shortNames of a resource, as kubectl knows them. It lies in the category supervision.
func shortNames(resource string) []string {
	GinkgoHelper()
	resources, err := discover().ServerResourcesForGroupVersion(v1alpha1.GroupVersion.String())
	Expect(err).NotTo(HaveOccurred())
	for _, r := range resources.APIResources {
		if r.Name == resource {
			Expect(r.Categories).To(HaveExactElements("supervision"))
			return r.ShortNames
		}
	}
	Fail("the API server does not serve " + resource)
	return nil
}

// printed is the row of an object as kubectl prints it, each cell behind the title of its column.
func printed(ctx context.Context, resource, name string) []string {
	GinkgoHelper()
	content, err := discover().RESTClient().Get().
		AbsPath("/apis", v1alpha1.GroupVersion.Group, v1alpha1.GroupVersion.Version, "namespaces", namespace, resource, name).
		SetHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").Do(ctx).Raw()
	Expect(err).NotTo(HaveOccurred())
	var table metav1.Table
	Expect(json.Unmarshal(content, &table)).To(Succeed())
	Expect(table.Rows).To(HaveLen(1))
	var cells []string
	for i, column := range table.ColumnDefinitions {
		wide := ""
		if column.Priority > 0 {
			wide = " (wide)"
		}
		cells = append(cells, fmt.Sprintf("%s%s: %v", column.Name, wide, table.Rows[0].Cells[i]))
	}
	return cells
}

func discover() *discovery.DiscoveryClient {
	GinkgoHelper()
	c, err := discovery.NewDiscoveryClientForConfig(env.Config())
	Expect(err).NotTo(HaveOccurred())
	return c
}

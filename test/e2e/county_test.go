// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	authorizationv1 "k8s.io/api/authorization/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// Departments of the counties of these tests. The office sits in the commission.
const (
	commission = wrappers.DefaultDepartment
	police     = v1alpha1.DepartmentName("public-security")
)

// county is a region that the operator has set up, with the people who work there. What they may do they may because of
// the Roles that the operator made.
type county struct {
	name, namespace string
	// desk files for the police, office rules.
	desk, office *framework.Actor
	// declared is its Jurisdiction.
	declared *v1alpha1.Jurisdiction
}

// newCounty declares a region, and returns once its people can work and its workloads run.
func newCounty(ctx context.Context, name string, workloads ...*wrappers.WorkloadWrapper) *county {
	GinkgoHelper()
	return declareCounty(ctx, name, func(region *wrappers.JurisdictionWrapper) {
		for _, workload := range workloads {
			region.Workload(workload)
		}
	})
}

// declareCounty is a newCounty of which something is declared besides the departments.
func declareCounty(ctx context.Context, name string, also func(*wrappers.JurisdictionWrapper)) *county {
	GinkgoHelper()
	c := &county{
		name:      name,
		namespace: v1alpha1.NamespacePrefix + name,
		desk:      env.User(ctx, name+"-police-desk"),
		office:    env.User(ctx, name+"-office-desk"),
	}
	declared := wrappers.Jurisdiction(name).
		Department(wrappers.Department(commission)).
		Department(wrappers.Department(police).Subjects(wrappers.User(c.desk.Name))).
		Office(commission, wrappers.User(c.office.Name))
	also(declared)
	c.declared = declared.Obj()
	c.enter(ctx)
	return c
}

// enter declares the county, which may have been there before.
func (c *county) enter(ctx context.Context) {
	GinkgoHelper()
	region := c.declared.DeepCopy()
	Expect(env.Admin.Create(ctx, region)).To(Succeed())
	Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, region).Should(beReady())
	// The operator learns of the region that it holds by a watch of its own, and the API server of the rights.
	Eventually(may).WithArguments(ctx, c.desk, c.namespace, v1alpha1.VerbReport, police).Should(BeTrue())
	Eventually(may).WithArguments(ctx, c.office, c.namespace, v1alpha1.VerbRule, commission).Should(BeTrue())
}

// may asks the API server whether somebody has a right on a department.
func may(ctx context.Context, who *framework.Actor, namespace, verb string, department v1alpha1.DepartmentName) (bool, error) {
	review := &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{
		ResourceAttributes: &authorizationv1.ResourceAttributes{
			Group: v1alpha1.GroupVersion.Group, Resource: v1alpha1.DepartmentsResource, Name: string(department),
			Namespace: namespace, Verb: verb,
		},
	}}
	err := who.Create(ctx, review)
	return review.Status.Allowed, err
}

// declare creates duties.
func (c *county) declare(ctx context.Context, duties ...*wrappers.DutyWrapper) {
	GinkgoHelper()
	for _, duty := range duties {
		Expect(env.Admin.Create(ctx, duty.Namespace(c.namespace).Obj())).To(Succeed())
	}
}

// report begins a completion that the police desk files.
func (c *county) report(duty, name string) *wrappers.ReportWrapper {
	return wrappers.Report(name).Namespace(c.namespace).Duty(v1alpha1.ObjectName(duty)).Department(police).FiledBy(c.desk.Name)
}

// ruling begins an acceptance of a report by the office.
func (c *county) ruling(duty, report string) *wrappers.RulingWrapper {
	return wrappers.Ruling(report + "-ruling").Namespace(c.namespace).
		Duty(v1alpha1.ObjectName(duty)).Report(v1alpha1.ObjectName(report)).Office(commission).FiledBy(c.office.Name)
}

// duty is a duty of the county as it is now.
func (c *county) duty(ctx context.Context, name string) (*v1alpha1.DepartmentDuty, error) {
	return current(ctx, wrappers.Duty(name).Namespace(c.namespace).Obj())
}

// current reads an object as it is now.
func current[T client.Object](ctx context.Context, object T) (T, error) {
	return object, env.Admin.Get(ctx, client.ObjectKeyFromObject(object), object)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package framework

import (
	"context"
	"fmt"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"
	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/rand"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Resources of the records, for Records.
const (
	Reports = "dutyreports"
	Rulings = "dutyrulings"
	Minutes = "meetingminutes"
)

// Verb is a right on a department, or on "parent:<name>": report, rule, minute,
// backdate, purge or restore.
func Verb(verb, department string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{
		APIGroups:     []string{v1alpha1.GroupVersion.Group},
		Resources:     []string{v1alpha1.DepartmentsResource},
		ResourceNames: []string{department},
		Verbs:         []string{verb},
	}
}

// Records is a right on a resource of this project.
func Records(resource string, verbs ...string) rbacv1.PolicyRule {
	return rbacv1.PolicyRule{
		APIGroups: []string{v1alpha1.GroupVersion.Group},
		Resources: []string{resource},
		Verbs:     verbs,
	}
}

// DepartmentRules are what the operator grants to the subjects of a department.
func DepartmentRules(department string) []rbacv1.PolicyRule {
	return append(readRules(), Records(Reports, "create"), Verb(v1alpha1.VerbReport, department))
}

// OfficeRules are what the operator grants to the subjects of an office, to rule: of this region, in the name of the
// department in which it sits, or of the parent, in the name of "parent:<name>".
func OfficeRules(body string) []rbacv1.PolicyRule {
	return append(readRules(), Records(Rulings, "create"), Verb(v1alpha1.VerbRule, body))
}

// MinutesRules are what the operator grants to the subjects of the region's own office beside OfficeRules, to keep the
// minutes of its meetings.
func MinutesRules(office string) []rbacv1.PolicyRule {
	return append(readRules(), Records(Minutes, "create"), Verb(v1alpha1.VerbMinute, office))
}

func readRules() []rbacv1.PolicyRule {
	var rules []rbacv1.PolicyRule
	for _, resource := range []string{"departmentduties", "jointmeetings", Reports, Rulings, Minutes} {
		rules = append(rules, Records(resource, "get", "list", "watch"))
	}
	return rules
}

// Grant gives a subject rights in a namespace, and returns once the API server acts on them.
func (e *Environment) Grant(ctx context.Context, namespace string, to rbacv1.Subject, rules ...rbacv1.PolicyRule) {
	ginkgo.GinkgoHelper()
	meta := metav1.ObjectMeta{Namespace: namespace, Name: "grant-" + rand.String(8)}
	gomega.Expect(e.Admin.Create(ctx, &rbacv1.Role{ObjectMeta: meta, Rules: rules})).To(gomega.Succeed())
	gomega.Expect(e.Admin.Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: meta,
		Subjects:   []rbacv1.Subject{to},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: meta.Name},
	})).To(gomega.Succeed())
	for i := range rules {
		for _, review := range questions(namespace, to, &rules[i]) {
			gomega.Eventually(e.allowed).WithContext(ctx).WithArguments(review).
				WithTimeout(settleWithin).WithPolling(pollEvery).Should(gomega.BeTrue())
		}
	}
}

func (e *Environment) allowed(ctx context.Context, review *authorizationv1.SubjectAccessReview) (bool, error) {
	review = review.DeepCopy()
	err := e.Admin.Create(ctx, review)
	return review.Status.Allowed, err
}

// questions asks for everything that a rule grants to a subject in a namespace.
func questions(namespace string, subject rbacv1.Subject, rule *rbacv1.PolicyRule) []*authorizationv1.SubjectAccessReview {
	var spec authorizationv1.SubjectAccessReviewSpec
	switch subject.Kind {
	case rbacv1.GroupKind:
		spec.Groups = []string{subject.Name}
	case rbacv1.ServiceAccountKind:
		spec.User = fmt.Sprintf("system:serviceaccount:%s:%s", subject.Namespace, subject.Name)
	default:
		spec.User = subject.Name
	}
	names := rule.ResourceNames
	if len(names) == 0 {
		names = []string{""}
	}
	var reviews []*authorizationv1.SubjectAccessReview
	for _, group := range rule.APIGroups {
		for _, resource := range rule.Resources {
			for _, name := range names {
				for _, verb := range rule.Verbs {
					question := spec
					question.ResourceAttributes = &authorizationv1.ResourceAttributes{
						Namespace: namespace, Group: group, Resource: resource, Name: name, Verb: verb,
					}
					reviews = append(reviews, &authorizationv1.SubjectAccessReview{Spec: question})
				}
			}
		}
	}
	return reviews
}

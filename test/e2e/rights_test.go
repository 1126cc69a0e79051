// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/localoperator"
)

// right is one verb on one resource that RBAC grants.
type right struct {
	// namespace in which it holds; everywhere if empty.
	namespace string
	group     string
	// resource, perhaps with its subresource after a slash.
	resource string
	// name of the one object on which it holds; on all if empty.
	name string
	verb string
}

// GomegaString is what a failure shows.
func (r right) GomegaString() string {
	text := fmt.Sprintf("%s %s", r.verb, r.resource)
	if r.group != "" {
		text += "." + r.group
	}
	if r.name != "" {
		text += " " + r.name
	}
	if r.namespace != "" {
		text += " in " + r.namespace
	}
	return text
}

// rightsOf spells rules out.
func rightsOf(namespace string, rules []rbacv1.PolicyRule) []right {
	var all []right
	for _, rule := range rules {
		names := rule.ResourceNames
		if len(names) == 0 {
			names = []string{""}
		}
		for _, group := range rule.APIGroups {
			for _, resource := range rule.Resources {
				for _, name := range names {
					for _, verb := range rule.Verbs {
						all = append(all, right{namespace, group, resource, name, verb})
					}
				}
			}
		}
	}
	return all
}

// coveredBy tells whether a request needed the right.
func (r right) coveredBy(request request) bool {
	resource := request.ObjectRef.Resource
	if request.ObjectRef.Subresource != "" {
		resource += "/" + request.ObjectRef.Subresource
	}
	if r.resource == v1alpha1.DepartmentsResource && r.verb == v1alpha1.VerbHandDown {
		// No request is for a virtual resource. Admission asks for this one where a copy is made.
		return request.Verb == "create" && resource == "departmentduties"
	}
	return request.Verb == r.verb && request.ObjectRef.APIGroup == r.group && resource == r.resource &&
		(r.namespace == "" || r.namespace == request.ObjectRef.Namespace) && (r.name == "" || r.name == request.ObjectRef.Name)
}

func withItsRights() {
	It("undoes what others do to anything that it set up", func(ctx SpecContext) {
		// On an API server that cannot stream lists (1.33 does not by default) caches are filled by list.
		GinkgoT().Setenv("KUBE_FEATURE_WatchListClient", "false")
		stopRunning()
		metrics := freeAddress()
		o := start(ctx, newDir("rights"), "--metrics-bind-address="+metrics)
		county := newFullCounty(ctx, "rights", v1alpha1.DeletionRetain)
		for _, d := range drifts {
			By(d.kind + " " + d.name(county))
			d.expectUndone(ctx, county)
		}

		By("showing its metrics to who may see them")
		expectMetrics(ctx, "https://"+metrics+"/metrics")

		By("taking down what it set up")
		county.abolish(ctx)
		Eventually(county.gone).WithArguments(ctx).Should(BeTrue())
		Eventually(county.leftovers).WithArguments(ctx).Should(BeEmpty())
		county = newFullCounty(ctx, "rights", v1alpha1.DeletionDelete)
		county.abolish(ctx)
		Eventually(county.gone).WithArguments(ctx).Should(BeTrue())
		Eventually(county.namespaceGone).WithArguments(ctx).Should(BeTrue())
		Expect(o.Stop()).To(Succeed())
	})

	It("holds none that it neither uses nor hands on", func(ctx SpecContext) {
		requests := slices.DeleteFunc(audit.since(0), func(r request) bool {
			return r.User.Username != operatorUser || !r.authorized()
		})
		handedOn := rightsHandedOn(ctx)
		idle := func(granted []right) []right {
			return slices.DeleteFunc(granted, func(r right) bool {
				return slices.ContainsFunc(requests, r.coveredBy) ||
					slices.Contains(handedOn, right{group: r.group, resource: r.resource, verb: r.verb})
			})
		}
		granted := rightsGranted(ctx)
		Expect(len(granted)).To(BeNumerically(">", 80))
		Expect(idle(granted)).To(BeEmpty(), "take these out of the markers above Reconcile, or out of config/rbac")

		By("finding one that is not used")
		superfluous := right{resource: "secrets", verb: "get"}
		Expect(idle(append(rightsGranted(ctx), superfluous))).To(ContainElement(superfluous))
	})
}

// rightsGranted are those that every role grants to which the operator's account is bound.
func rightsGranted(ctx context.Context) []right {
	GinkgoHelper()
	account := rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Namespace: localoperator.Namespace, Name: localoperator.ServiceAccount}
	var granted []right
	var everywhere rbacv1.ClusterRoleBindingList
	Expect(env.Admin.List(ctx, &everywhere)).To(Succeed())
	for _, binding := range everywhere.Items {
		if slices.Contains(binding.Subjects, account) {
			role, err := current(ctx, &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: binding.RoleRef.Name}})
			Expect(err).NotTo(HaveOccurred())
			granted = append(granted, rightsOf("", role.Rules)...)
		}
	}
	var within rbacv1.RoleBindingList
	Expect(env.Admin.List(ctx, &within)).To(Succeed())
	for _, binding := range within.Items {
		if slices.Contains(binding.Subjects, account) {
			Expect(binding.RoleRef.Kind).To(Equal("Role"), binding.Name)
			role, err := current(ctx, &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Namespace: binding.Namespace, Name: binding.RoleRef.Name}})
			Expect(err).NotTo(HaveOccurred())
			granted = append(granted, rightsOf(binding.Namespace, role.Rules)...)
		}
	}
	slices.SortFunc(granted, func(a, b right) int { return cmp.Compare(a.GomegaString(), b.GomegaString()) })
	return granted
}

// rightsHandedOn are those that the operator grants to others: nobody may grant what they do not hold.
func rightsHandedOn(ctx context.Context) []right {
	GinkgoHelper()
	var roles rbacv1.RoleList
	Expect(env.Admin.List(ctx, &roles, client.MatchingLabels{v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator},
		client.HasLabels{v1alpha1.LabelJurisdiction})).To(Succeed())
	Expect(roles.Items).NotTo(BeEmpty())
	var all []right
	for _, role := range roles.Items {
		for _, r := range rightsOf("", role.Rules) {
			all = append(all, right{group: r.group, resource: r.resource, verb: r.verb})
		}
	}
	return all
}

// expectMetrics reads the metrics as a ServiceAccount that may.
func expectMetrics(ctx context.Context, url string) {
	GinkgoHelper()
	prometheus := env.ServiceAccount(ctx, metav1.NamespaceDefault, "prometheus")
	Expect(env.Admin.Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "prometheus"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "supervision-operator-metrics-reader"},
		Subjects:   []rbacv1.Subject{prometheus.Subject()},
	})).To(Succeed())
	// The operator's certificate is of its own making, and it runs on this machine.
	reader := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // see above
	}}
	Eventually(func() (int, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return 0, err
		}
		request.Header.Set("Authorization", "Bearer "+prometheus.Config.BearerToken)
		response, err := reader.Do(request)
		if err != nil {
			return 0, err
		}
		return response.StatusCode, response.Body.Close()
	}).Should(Equal(http.StatusOK))
}

// freeAddress is one of the loopback that nobody uses.
func freeAddress() string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed in the next line
	Expect(err).NotTo(HaveOccurred())
	Expect(listener.Close()).To(Succeed())
	return listener.Addr().String()
}

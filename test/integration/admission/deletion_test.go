// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// mayNotDelete is what somebody reads who deletes a record.
func mayNotDelete(user, kind, name, body, namespace string) string {
	return fmt.Sprintf(`user %q may not delete %s %q in %s: that needs the verb "purge" on departments/%s in this namespace, `+
		`which nobody holds unless an administrator grants it; to correct a record, file another that supersedes it`,
		user, kind, name, namespace, body)
}

// kubeSystem is the identity of one of Kubernetes' own controllers.
func kubeSystem(controller string) (name string, groups []string) {
	return "system:serviceaccount:kube-system:" + controller,
		[]string{"system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"}
}

var _ = Describe("Deleting a record", func() {
	var (
		namespace string
		wei       *framework.Actor
	)

	// wei files for the police, rules for it and the parent and keeps its minutes, and RBAC lets him delete records of every
	// kind.
	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		wei = env.User(ctx, "wei")
		rules := append(framework.DepartmentRules("police"), framework.OfficeRules("police")...)
		rules = append(rules, framework.OfficeRules("parent:beijing")...)
		rules = append(rules, framework.MinutesRules("police")...)
		env.Grant(ctx, namespace, wei.Subject(), append(rules,
			framework.Records(framework.Reports, "delete", "deletecollection"),
			framework.Records(framework.Rulings, "delete", "deletecollection"),
			framework.Records(framework.Minutes, "delete", "deletecollection"))...)
	})

	report := func(name string) *wrappers.ReportWrapper {
		return wrappers.Report(name).Namespace(namespace).Department("police").FiledBy(wei.Name)
	}
	ruling := func(name string) *wrappers.RulingWrapper {
		return wrappers.Ruling(name).Namespace(namespace).Office("police").FiledBy(wei.Name)
	}
	minutes := func(name string) *wrappers.MinutesWrapper {
		return wrappers.Minutes(name).Namespace(namespace).Office("police").FiledBy(wei.Name)
	}
	purge := func(ctx SpecContext, body string) {
		env.Grant(ctx, namespace, wei.Subject(), framework.Verb(v1alpha1.VerbPurge, body))
	}
	deleteReports := func(ctx SpecContext, c client.Client) error {
		return c.DeleteAllOf(ctx, &v1alpha1.DutyReport{}, client.InNamespace(namespace))
	}

	It("is not for whoever filed it, in whatever way", func(ctx SpecContext) {
		given := report("report").Obj()
		Expect(wei.Create(ctx, given)).To(Succeed())
		refusal := framework.BeForbidden(mayNotDelete("wei", "DutyReport", "report", "police", namespace))
		Expect(wei.Delete(ctx, given)).To(refusal)
		Expect(wei.Delete(ctx, given, client.DryRunAll)).To(refusal)
		Expect(wei.Delete(ctx, given, client.GracePeriodSeconds(0))).To(refusal)
		Expect(wei.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationForeground))).To(refusal)
		Expect(wei.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationOrphan))).To(refusal)
		Expect(deleteReports(ctx, wei)).To(refusal)
		Expect(exists(ctx, given)).To(BeTrue())
	})

	It("is not for whoever ruled, in the name of a department or of the parent", func(ctx SpecContext) {
		own, parents := ruling("own").Obj(), ruling("parents").Parent("beijing").Obj()
		Expect(wei.Create(ctx, own)).To(Succeed())
		Expect(wei.Create(ctx, parents)).To(Succeed())
		Expect(wei.Delete(ctx, own)).To(framework.BeForbidden(mayNotDelete("wei", "DutyRuling", "own", "police", namespace)))
		Expect(wei.Delete(ctx, parents)).
			To(framework.BeForbidden(mayNotDelete("wei", "DutyRuling", "parents", "parent:beijing", namespace)))
		Expect(wei.DeleteAllOf(ctx, &v1alpha1.DutyRuling{}, client.InNamespace(namespace))).
			To(framework.BeForbidden(`user "wei" may not delete DutyRuling`))
	})

	It("is not for whoever kept the minutes, in whatever way", func(ctx SpecContext) {
		given := minutes("minutes").Obj()
		Expect(wei.Create(ctx, given)).To(Succeed())
		refusal := framework.BeForbidden(mayNotDelete("wei", "MeetingMinutes", "minutes", "police", namespace))
		Expect(wei.Delete(ctx, given)).To(refusal)
		Expect(wei.Delete(ctx, given, client.DryRunAll)).To(refusal)
		Expect(wei.DeleteAllOf(ctx, &v1alpha1.MeetingMinutes{}, client.InNamespace(namespace))).To(refusal)
		purge(ctx, "finance")
		Expect(wei.Delete(ctx, given)).To(refusal)
		Expect(exists(ctx, given)).To(BeTrue())
	})

	It("is for whoever may purge its department", func(ctx SpecContext) {
		purge(ctx, "police")
		first, second, third := report("first").Obj(), ruling("second").Obj(), minutes("third").Obj()
		kept := ruling("kept").Parent("beijing").Obj()
		for _, given := range []client.Object{first, second, third, kept} {
			Expect(wei.Create(ctx, given)).To(Succeed())
		}
		for _, given := range []client.Object{first, second, third} {
			Expect(wei.Delete(ctx, given)).To(Succeed())
		}
		Expect(wei.Delete(ctx, kept)).To(framework.BeForbidden(mayNotDelete("wei", "DutyRuling", "kept", "parent:beijing", namespace)))
		purge(ctx, "parent:beijing")
		Expect(wei.Delete(ctx, kept)).To(Succeed())
	})

	It("is for an administrator", func(ctx SpecContext) {
		given := report("report").Obj()
		Expect(wei.Create(ctx, given)).To(Succeed())
		Expect(env.Admin.Delete(ctx, given)).To(Succeed())
	})

	It("together with others stops at those of another department", func(ctx SpecContext) {
		purge(ctx, "police")
		env.Grant(ctx, namespace, wei.Subject(), framework.DepartmentRules("finance")...)
		others := report("others").Department("finance").Obj()
		Expect(wei.Create(ctx, report("own").Obj())).To(Succeed())
		Expect(wei.Create(ctx, others)).To(Succeed())
		Expect(deleteReports(ctx, wei)).
			To(framework.BeForbidden(mayNotDelete("wei", "DutyReport", "others", "finance", namespace)))
		Expect(exists(ctx, others)).To(BeTrue())
		purge(ctx, "finance")
		Expect(deleteReports(ctx, wei)).To(Succeed())
		Expect(exists(ctx, others)).To(BeFalse())
	})

	It("is for whoever may purge also when it waits for dependents, and then ends", func(ctx SpecContext) {
		purge(ctx, "police")
		given := report("report").Obj()
		Expect(wei.Create(ctx, given)).To(Succeed())
		Expect(wei.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationForeground))).To(Succeed())
		// The record now has a finalizer, which the API server put there and the collector takes away. The collector does so
		// by itself as well, half a minute after a CRD was installed: then the record is gone already.
		collector := as(kubeSystem("generic-garbage-collector"))
		for _, change := range []string{`{"metadata":{"annotations":{"a":"b"}}}`, `{"metadata":{"finalizers":null}}`} {
			err := collector.Patch(ctx, framework.Copy(given), client.RawPatch(types.MergePatchType, []byte(change)))
			Expect(client.IgnoreNotFound(err)).To(Succeed())
		}
		Expect(exists(ctx, given)).To(BeFalse())
	})

	// A record that had an owner before the policies were installed must outlive it, so the collector is asked directly.
	DescribeTable("is not for Kubernetes' own", func(ctx SpecContext, controller string) {
		given := report("report").Obj()
		Expect(wei.Create(ctx, given)).To(Succeed())
		name, groups := kubeSystem(controller)
		Expect(as(name, groups).Delete(ctx, given)).
			To(framework.BeForbidden(mayNotDelete(name, "DutyReport", "report", "police", namespace)))
	},
		Entry(nil, "generic-garbage-collector"),
		Entry(nil, "namespace-controller"),
	)

	It("happens when its namespace is deleted, and does not hold that up", func(ctx SpecContext) {
		const each = 40
		for i := range each {
			Expect(wei.Create(ctx, report(fmt.Sprintf("report-%d", i)).Obj())).To(Succeed())
			Expect(wei.Create(ctx, ruling(fmt.Sprintf("ruling-%d", i)).Obj())).To(Succeed())
			Expect(wei.Create(ctx, minutes(fmt.Sprintf("minutes-%d", i)).Obj())).To(Succeed())
		}
		Expect(wei.Delete(ctx, report("report-0").Obj())).To(framework.BeForbidden("may not delete DutyReport"))
		Expect(deleteReports(ctx, wei)).To(framework.BeForbidden("may not delete DutyReport"))
		reports := &v1alpha1.DutyReportList{}
		Expect(env.Admin.List(ctx, reports, client.InNamespace(namespace))).To(Succeed())
		Expect(reports.Items).To(HaveLen(each))

		region := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
		Expect(env.Admin.Delete(ctx, region)).To(Succeed())
		Eventually(exists).WithContext(ctx).WithArguments(region).WithTimeout(within).WithPolling(every).Should(BeFalse())
		Expect(env.Admin.List(ctx, reports, client.InNamespace(namespace))).To(Succeed())
		Expect(reports.Items).To(BeEmpty())
	})
})

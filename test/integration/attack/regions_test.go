// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"fmt"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gstruct"
	gomegatypes "github.com/onsi/gomega/types"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func networkPolicy(name string) *networkingv1.NetworkPolicy {
	return &networkingv1.NetworkPolicy{ObjectMeta: named(name)}
}

// regionStatus reads the status of a region.
func regionStatus(ctx context.Context, name string) (v1alpha1.JurisdictionStatus, error) {
	var region v1alpha1.Jurisdiction
	err := env.Admin.Get(ctx, client.ObjectKey{Name: name}, &region)
	return region.Status, err
}

// becomes waits until a region's status is as it should be.
func becomes(ctx context.Context, name string, matcher gomegatypes.GomegaMatcher) {
	GinkgoHelper()
	Eventually(regionStatus).WithContext(ctx).WithArguments(name).WithTimeout(within).WithPolling(every).Should(matcher)
}

// have matches a status with a condition whose message says all of what is given.
func have(conditionType string, status metav1.ConditionStatus, reason string, saying ...string) gomegatypes.GomegaMatcher {
	message := []gomegatypes.GomegaMatcher{}
	for _, text := range saying {
		message = append(message, ContainSubstring(text))
	}
	return HaveField("Conditions", ContainElement(gstruct.MatchFields(gstruct.IgnoreExtras, gstruct.Fields{
		"Type": Equal(conditionType), "Status": Equal(status), "Reason": Equal(reason), "Message": SatisfyAll(message...),
	})))
}

func beStalled(reason string, saying ...string) gomegatypes.GomegaMatcher {
	return And(have(v1alpha1.ConditionReady, metav1.ConditionFalse, reason, saying...),
		have(v1alpha1.ConditionStalled, metav1.ConditionTrue, reason, saying...))
}

// forgedRegion begins a Jurisdiction that tries something.
func forgedRegion() *wrappers.JurisdictionWrapper {
	return wrappers.Jurisdiction("forged").Departments(police)
}

// declaring is the attempt to declare a region.
func declaring(region *wrappers.JurisdictionWrapper) attempt {
	return func(ctx context.Context) error { return platform.Create(ctx, region.Obj()) }
}

var _ = DescribeTable("A Jurisdiction is refused that asks for", refused,
	Entry("kube-system", declaring(forgedRegion().NamespaceName("kube-system")),
		framework.RefuseField("spec.namespace.name", `"kube-system" cannot be a region's namespace: use "region-"`)),
	Entry("kube-public", declaring(forgedRegion().NamespaceName("kube-public")), framework.RefuseField("spec.namespace.name")),
	Entry("default", declaring(forgedRegion().NamespaceName("default")), framework.BeInvalid("spec.namespace.name")),
	Entry("the operator's namespace", declaring(forgedRegion().NamespaceName("supervision-system")), framework.RefuseField("spec.namespace.name")),
	Entry("a namespace by way of a path", declaring(forgedRegion().NamespaceName("region-/../kube-system")),
		framework.RefuseField("spec.namespace.name")),
	Entry("a namespace with a line end", declaring(forgedRegion().NamespaceName("region-xuzhou\n")), framework.RefuseField("spec.namespace.name")),
	Entry("a namespace in capitals", declaring(forgedRegion().NamespaceName("region-Xuzhou")), framework.RefuseField("spec.namespace.name")),
	Entry("another Pod Security level", declaring(forgedRegion().NamespaceLabel("pod-security.kubernetes.io/enforce", "privileged")),
		framework.RefuseField("spec.namespace.labels", "pod-security.kubernetes.io/enforce")),
	Entry("another version of Pod Security", declaring(forgedRegion().NamespaceLabel("pod-security.kubernetes.io/enforce-version", "v1.0")),
		framework.RefuseField("spec.namespace.labels", "pod-security.kubernetes.io/enforce-version")),
	Entry("the label of another region", declaring(forgedRegion().NamespaceLabel(v1alpha1.LabelJurisdiction, otherPrefecture)),
		framework.RefuseField("spec.namespace.labels", v1alpha1.LabelJurisdiction)),
	Entry("another manager", declaring(forgedRegion().NamespaceLabel(v1alpha1.LabelManagedBy, "somebody")),
		framework.RefuseField("spec.namespace.labels", v1alpha1.LabelManagedBy)),
	Entry("another name of the namespace", declaring(forgedRegion().NamespaceLabel("kubernetes.io/metadata.name", "kube-system")),
		framework.RefuseField("spec.namespace.labels", "kubernetes.io/metadata.name")),
	Entry("the parent's name as a department", declaring(wrappers.Jurisdiction("forged").Departments("parent:jilin")),
		framework.RefuseField("spec.departments[0].name", `"parent:jilin" is not a department code`)),
	Entry("every department", declaring(wrappers.Jurisdiction("forged").Departments("*")), framework.RefuseField("spec.departments[0].name")),
	Entry("two departments in one", declaring(wrappers.Jurisdiction("forged").Departments("police,finance")),
		framework.RefuseField("spec.departments[0].name")),
	Entry("a department of a department", declaring(wrappers.Jurisdiction("forged").Departments("police/finance")),
		framework.RefuseField("spec.departments[0].name")),
	Entry("its calendar in its own namespace", declaring(forgedRegion().CalendarRef("region-forged", "days")),
		framework.RefuseField("spec.calendarRef.namespace", `"region-forged" is the region's own namespace`)),
	Entry("its calendar in its own namespace of another name", declaring(forgedRegion().NamespaceName("region-other").CalendarRef("region-other", "days")),
		framework.RefuseField("spec.calendarRef.namespace", `"region-other" is the region's own namespace`)),
	Entry("a parent by way of a path", declaring(forgedRegion().Parent("../jilin")), framework.RefuseField("spec.parentRef.name")),
	Entry("a name that makes a longer namespace", declaring(wrappers.Jurisdiction("a.kube-system").Departments(police)),
		framework.BeInvalid("is not the name of a jurisdiction")),
)

var _ = DescribeTable("A Jurisdiction that exists is refused", refused,
	Entry("another namespace", attempt(func(ctx context.Context) error {
		return platform.Patch(ctx, wrappers.Jurisdiction(prefecture).Obj(), merge(`{"spec":{"namespace":{"name":"region-xuzhou"}}}`))
	}), framework.RefuseField("spec.namespace.name", "cannot be changed")),
	Entry("its own calendar, later", attempt(func(ctx context.Context) error {
		return platform.Patch(ctx, wrappers.Jurisdiction(prefecture).Obj(),
			merge(`{"spec":{"calendarRef":{"namespace":"region-changchun","name":"days"}}}`))
	}), framework.RefuseField("spec.calendarRef.namespace")),
	Entry("another name", attempt(func(ctx context.Context) error {
		return platform.Patch(ctx, wrappers.Jurisdiction(prefecture).Obj(), merge(`{"metadata":{"name":"xuzhou"}}`))
	}), MatchError(ContainSubstring("the name of the object"))),
)

var _ = Describe("A namespace of somebody else", func() {
	DescribeTable("is not touched by a Jurisdiction that names it, nor when that is deleted:", func(ctx SpecContext, namespace string, saying string) {
		if namespace == "region-foreign" {
			declareNamespace(ctx, namespace)
		}
		region := wrappers.Jurisdiction("squatter").NamespaceName(namespace).DeletionPolicy(v1alpha1.DeletionDelete).
			Department(wrappers.Department(police).Subjects(wrappers.User("stranger"))).Workload(wrappers.Deployment("app")).Obj()
		guard(ctx)
		Expect(platform.Create(ctx, region)).To(Succeed())
		becomes(ctx, "squatter", And(beStalled(v1alpha1.ReasonNamespaceTaken, namespace, saying), HaveField("Namespace", BeEmpty())))
		Expect(platform.Delete(ctx, region)).To(Succeed())
		Eventually(exists).WithContext(ctx).WithArguments(region).WithTimeout(within).WithPolling(every).Should(BeFalse())
	},
		Entry("another region's", elsewhere, `belongs to Jurisdiction "xuzhou"`),
		Entry("the parent's", "region-jilin", `belongs to Jurisdiction "jilin"`),
		Entry("one of a fitting name", "region-foreign", "made by somebody else"),
	)
})

// declareNamespace makes a namespace that no region holds; the controller manager takes it away.
func declareNamespace(ctx context.Context, name string) {
	GinkgoHelper()
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
	declare(ctx, env.Admin, namespace)
	// The controller manager makes these, and they belong to what must not change.
	Eventually(exists).WithContext(ctx).WithArguments(&corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: name, Name: "default"}}).
		WithTimeout(within).WithPolling(every).Should(BeTrue())
}

var _ = Describe("A Jurisdiction gives nobody more than it says", func() {
	It("where its subjects look like all users", func(ctx SpecContext) {
		declare(ctx, platform, wrappers.Jurisdiction("wildcards").
			Department(wrappers.Department(police).Subjects(wrappers.User("*"), wrappers.Group("*"), wrappers.User("we?"), wrappers.User("system:serviceaccount:*"))).
			Department(wrappers.Department(market).Subjects(wrappers.User("sentinel"), wrappers.Group("system:masters"))).
			Office(market, wrappers.Group("system:serviceaccounts:*")).Obj())
		sentinel := env.User(ctx, "sentinel")
		namespace := "region-wildcards"
		Eventually(func(ctx context.Context) error {
			return sentinel.Create(ctx, wrappers.Report("sentinel").Namespace(namespace).Department(market).FiledBy("sentinel").Obj())
		}).WithContext(ctx).WithTimeout(within).WithPolling(every).Should(Succeed())
		guard(ctx)
		Expect(wei.Create(ctx, report(namespace, wei, police).Obj())).To(mayNot("wei", "create", "dutyreports"))
		Expect(gateway.Create(ctx, ruling(namespace, gateway).Office(market).Obj())).To(mayNot(gateway.Name, "create", "dutyrulings"))
		Expect(sentinel.Create(ctx, report(namespace, sentinel, police).Obj())).To(framework.BeForbidden(`departments/police`))
		Expect(sentinel.List(ctx, &corev1.SecretList{}, client.InNamespace(namespace))).To(mayNot("sentinel", "list", "secrets"))
	})

	It("where two regions are each other's parents, to rule over itself", func(ctx SpecContext) {
		ring := func(name string, parent v1alpha1.JurisdictionName, office string) *v1alpha1.Jurisdiction {
			return wrappers.Jurisdiction(name).Level(v1alpha1.LevelPrefecture).Parent(parent).Departments(commission).
				Office(commission, wrappers.User(office)).Obj()
		}
		declare(ctx, platform, ring("ring-a", "ring-b", "anna"))
		declare(ctx, platform, ring("ring-b", "ring-a", "bela"))
		declare(ctx, platform, ring("ring-self", "ring-self", "anna"))
		for _, name := range []string{"ring-a", "ring-b", "ring-self"} {
			becomes(ctx, name, beStalled(v1alpha1.ReasonParentCycle))
		}
		anna := env.User(ctx, "anna")
		for _, region := range []string{"ring-a", "ring-self"} {
			namespace := "region-" + region
			Eventually(func(ctx context.Context) error {
				return anna.Create(ctx, wrappers.Ruling("own").Namespace(namespace).Office(commission).FiledBy("anna").Obj())
			}).WithContext(ctx).WithTimeout(within).WithPolling(every).Should(Succeed())
			Expect(anna.Create(ctx, ruling(namespace, anna).Parent(v1alpha1.JurisdictionName(region)).Obj())).
				To(framework.BeForbidden("departments/parent:" + region))
		}
		Expect(anna.Create(ctx, ruling("region-ring-a", anna).Parent("ring-b").Obj())).To(framework.BeForbidden("departments/parent:ring-b"))
	})
})

var _ = Describe("A Jurisdiction tells what it cannot be, and is otherwise set up", func() {
	It("with a time zone that is a file, or that of some machine", func(ctx SpecContext) {
		region := declare(ctx, platform, wrappers.Jurisdiction("untimed").TimeZone("../../etc/passwd").
			Department(wrappers.Department(police).Subjects(wrappers.User("wei"))).Workload(wrappers.CronJob("job", "0 6 * * *")).Obj())
		for _, zone := range []string{"../../etc/passwd", "/etc/localtime", "Local", "Asia/Shanghai\x00", "Asia/Shanghai\n", "asia/../Asia/Shanghai"} {
			framework.Edit(ctx, platform, region, func(j *v1alpha1.Jurisdiction) { j.Spec.TimeZone = zone })
			becomes(ctx, "untimed", beStalled(v1alpha1.ReasonUnknownTimeZone, "spec.timeZone: "+strconv.Quote(zone)+" is not a time zone"))
		}
		Expect(exists(ctx, &rbacv1.RoleBinding{ObjectMeta: metav1.ObjectMeta{Namespace: "region-untimed", Name: "department-police"}})).To(BeTrue())
	})

	It("with a subject that cannot be", func(ctx SpecContext) {
		region := wrappers.Jurisdiction("misnamed").
			Department(wrappers.Department(police).Subjects(wrappers.ServiceAccount("", "system:masters"))).
			Department(wrappers.Department(market).Subjects(wrappers.User("wei"))).Obj()
		if err := platform.Create(ctx, region.DeepCopy()); err != nil {
			Expect(err).To(framework.BeInvalid("spec.departments[0].subjects[0]", "system:masters"))
			return
		}
		DeferCleanup(func(ctx SpecContext) { Expect(env.Admin.Delete(ctx, region)).To(Succeed()) })
		Eventually(regionStatus).WithContext(ctx).WithArguments("misnamed").WithTimeout(noLonger).WithPolling(every).
			Should(beStalled(v1alpha1.ReasonSetupFailed, "system:masters"))
		Expect(exists(ctx, &rbacv1.RoleBinding{ObjectMeta: metav1.ObjectMeta{Namespace: "region-misnamed", Name: "department-market-regulation"}})).
			To(BeTrue())
	})

	It("with as many accounts as nobody has", func(ctx SpecContext) {
		region := wrappers.Jurisdiction("overflowing")
		for i := range 100 {
			var subjects []v1alpha1.Subject
			for k := range 10 {
				subjects = append(subjects, wrappers.ServiceAccount("", fmt.Sprintf("account-%d-%d", i, k)))
			}
			region.Department(wrappers.Department(v1alpha1.DepartmentName(fmt.Sprintf("department-%d", i))).Subjects(subjects...))
		}
		given := region.Obj()
		Expect(platform.Create(ctx, given)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) {
			namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "region-overflowing"}}
			for _, object := range []client.Object{given, namespace} {
				Expect(env.Admin.Delete(ctx, object)).To(Succeed())
				// Nothing of it may go while another attempt looks whether something changed.
				Eventually(exists).WithContext(ctx).WithArguments(object).WithTimeout(time.Minute).WithPolling(every).Should(BeFalse())
			}
		})
		Eventually(regionStatus).WithContext(ctx).WithArguments(given.Name).WithTimeout(time.Minute).WithPolling(every).
			Should(And(HaveField("Namespace", "region-overflowing"), HaveField("Inventory", HaveLen(1000+2*100+7))),
				"what is made for it stands in its status")
	})
})

var _ = Describe("Labels of the operator's", func() {
	both := func(region string) map[string]string {
		return map[string]string{v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator, v1alpha1.LabelJurisdiction: region}
	}

	It("do not get deleted what somebody else made", func(ctx SpecContext) {
		region := declare(ctx, platform, wrappers.Jurisdiction("lures").Departments(police).Obj())
		becomes(ctx, "lures", HaveField("Inventory", Not(BeEmpty())))
		meta := metav1.ObjectMeta{Namespace: "region-lures", Name: "lured", Labels: both("lures")}
		foreign := []client.Object{
			&rbacv1.Role{ObjectMeta: meta}, &corev1.ServiceAccount{ObjectMeta: meta},
			&corev1.ResourceQuota{ObjectMeta: meta}, &networkingv1.NetworkPolicy{ObjectMeta: meta},
		}
		for _, object := range foreign {
			Expect(env.Admin.Create(ctx, object)).To(Succeed())
		}
		framework.Edit(ctx, platform, region, func(j *v1alpha1.Jurisdiction) { j.Spec.DisplayName = "looked at again" })
		becomes(ctx, "lures", have(v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonEvaluated, "stand in no inventory"))
		Expect(platform.Delete(ctx, region)).To(Succeed())
		Eventually(exists).WithContext(ctx).WithArguments(region).WithTimeout(within).WithPolling(every).Should(BeFalse())
		for _, object := range foreign {
			Expect(exists(ctx, object)).To(BeTrue())
		}
	})

	It("do not lead a region into another's namespace", func(ctx SpecContext) {
		declare(ctx, platform, wrappers.Jurisdiction("robbed").Department(wrappers.Department(police).Subjects(wrappers.User("wei"))).Obj())
		robber := declare(ctx, platform, wrappers.Jurisdiction("robber").Departments(police).Obj())
		becomes(ctx, "robber", HaveField("Namespace", "region-robber"))
		role := &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Namespace: "region-robbed", Name: "department-police"}}
		Eventually(exists).WithContext(ctx).WithArguments(role).WithTimeout(within).WithPolling(every).Should(BeTrue())
		rules := framework.Get(ctx, env.Admin, role).Rules
		framework.Edit(ctx, env.Admin, role, func(r *rbacv1.Role) { r.Labels = both("robber") })
		becomes(ctx, "robbed", beStalled(v1alpha1.ReasonNameTaken, "Role department-police"))
		framework.Edit(ctx, platform, robber, func(j *v1alpha1.Jurisdiction) { j.Spec.DisplayName = "looked at again" })
		becomes(ctx, "robber", HaveField("ObservedGeneration", BeEquivalentTo(2)))
		Expect(framework.Get(ctx, env.Admin, role).Rules).To(Equal(rules))
	})

	It("and the rights that bear them come back where the admin of a namespace deletes them", func(ctx SpecContext) {
		binding := &rbacv1.RoleBinding{ObjectMeta: named("department-police")}
		before := framework.Get(ctx, env.Admin, binding).Subjects
		for _, object := range []client.Object{binding, &rbacv1.Role{ObjectMeta: named("department-police")}, networkPolicy("default-deny")} {
			Expect(chief.Delete(ctx, framework.Copy(object))).To(Succeed())
			Eventually(exists).WithContext(ctx).WithArguments(object).WithTimeout(within).WithPolling(every).Should(BeTrue())
		}
		Expect(framework.Get(ctx, env.Admin, binding).Subjects).To(Equal(before))
		Eventually(func(ctx context.Context) error {
			return wei.Create(ctx, report(home, wei, police).Obj(), client.DryRunAll)
		}).
			WithContext(ctx).WithTimeout(within).WithPolling(every).Should(Succeed())
	})

	It("mean nothing on a record", func(ctx SpecContext) {
		object := wrappers.Report("labelled").Namespace(home).Duty(openDuty).Department(police).FiledBy("wei").Obj()
		object.Labels = both(prefecture)
		Expect(wei.Create(ctx, object)).To(Succeed())
		settled(ctx)
		framework.Edit(ctx, platform, wrappers.Jurisdiction(prefecture).Obj(), func(j *v1alpha1.Jurisdiction) { j.Spec.DisplayName += "." })
		generation := framework.Get(ctx, env.Admin, wrappers.Jurisdiction(prefecture).Obj()).Generation
		becomes(ctx, prefecture, HaveField("ObservedGeneration", BeEquivalentTo(generation)))
		Expect(exists(ctx, object)).To(BeTrue())
	})
})

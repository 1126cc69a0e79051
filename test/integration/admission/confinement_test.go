// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// Whatever RBAC would let the operator's account do: here it may do everything.
var _ = Describe("The operator's account", Ordered, func() {
	const (
		account = "system:serviceaccount:supervision-system:supervision-operator"
		region  = "region-confined"
		foreign = "somebody-elses"
	)
	var operator, another client.Client

	named := func(namespace, name string) metav1.ObjectMeta {
		return metav1.ObjectMeta{Namespace: namespace, Name: name}
	}
	mayNot := func(operation, resource, namespace string) string {
		return `user "` + account + `" may not ` + operation + " " + resource + ` in namespace "` + namespace +
			`": the operator sets up nothing but the namespaces of regions, which begin with "region-", and what is in them`
	}

	BeforeAll(func(ctx SpecContext) {
		operator = as(account, []string{"system:masters"})
		another = as("system:serviceaccount:supervision-system:other", []string{"system:masters"})
		for _, name := range []string{region, foreign} {
			Expect(env.Admin.Create(ctx, &corev1.Namespace{ObjectMeta: named("", name)})).To(Succeed())
		}
	})

	It("sets up the namespaces of regions, and what is in them", func(ctx SpecContext) {
		Expect(operator.Create(ctx, &corev1.Namespace{ObjectMeta: named("", "region-made")})).To(Succeed())
		role := &rbacv1.Role{ObjectMeta: named(region, "made")}
		Expect(operator.Create(ctx, role)).To(Succeed())
		changed := role.DeepCopy()
		changed.Labels = map[string]string{"changed": "yes"}
		Expect(operator.Patch(ctx, changed, client.MergeFrom(role))).To(Succeed())
		Expect(operator.Delete(ctx, role)).To(Succeed())
		Expect(operator.Delete(ctx, &corev1.Namespace{ObjectMeta: named("", "region-made")})).To(Succeed())
	})

	DescribeTable("sets nothing up elsewhere:",
		func(ctx SpecContext, object client.Object, resource, namespace string) {
			Expect(operator.Create(ctx, framework.Copy(object), client.DryRunAll)).
				To(framework.BeForbidden(mayNot("CREATE", resource, namespace)))
			Expect(another.Create(ctx, object, client.DryRunAll)).To(Succeed())
		},
		Entry("a namespace", &corev1.Namespace{ObjectMeta: named("", "other")}, "namespaces", "other"),
		Entry("a namespace that only looks like one", &corev1.Namespace{ObjectMeta: named("", "a-region-x")}, "namespaces", "a-region-x"),
		Entry("a Role", &rbacv1.Role{ObjectMeta: named(foreign, "r")}, "roles", foreign),
		Entry("a RoleBinding", &rbacv1.RoleBinding{
			ObjectMeta: named("kube-system", "r"), RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "view"},
		}, "rolebindings", "kube-system"),
		Entry("a ServiceAccount", &corev1.ServiceAccount{ObjectMeta: named("default", "s")}, "serviceaccounts", "default"),
	)

	It("changes and deletes nothing elsewhere", func(ctx SpecContext) {
		role := &rbacv1.Role{ObjectMeta: named(foreign, "theirs")}
		Expect(env.Admin.Create(ctx, role)).To(Succeed())
		changed := role.DeepCopy()
		changed.Labels = map[string]string{"changed": "yes"}
		Expect(operator.Patch(ctx, changed, client.MergeFrom(role))).To(framework.BeForbidden(mayNot("UPDATE", "roles", foreign)))
		Expect(operator.Delete(ctx, role)).To(framework.BeForbidden(mayNot("DELETE", "roles", foreign)))
		Expect(operator.Delete(ctx, &corev1.Namespace{ObjectMeta: named("", foreign)})).
			To(framework.BeForbidden(mayNot("DELETE", "namespaces", foreign)))
	})

	It("writes no plans of a region, and no records, though it holds the rights to hand them on", func(ctx SpecContext) {
		const refusal = `user "` + account + `" may not`
		duty := wrappers.Duty("planned").Namespace(region).Obj()
		Expect(operator.Create(ctx, framework.Copy(duty))).To(framework.BeForbidden(refusal + " CREATE departmentduties"))
		Expect(env.Admin.Create(ctx, duty)).To(Succeed())
		changed := duty.DeepCopy()
		changed.Labels = map[string]string{"changed": "yes"}
		Expect(operator.Patch(ctx, changed, client.MergeFrom(duty))).To(framework.BeForbidden(refusal + " UPDATE departmentduties"))
		Expect(operator.Delete(ctx, duty)).To(framework.BeForbidden(refusal + " DELETE departmentduties"))
		report := wrappers.Report("filed").Namespace(region).Duty("planned").FiledBy(account).Obj()
		Expect(operator.Create(ctx, report)).To(framework.BeForbidden(refusal + " CREATE dutyreports"))
		ruling := wrappers.Ruling("ruled").Namespace(region).Duty("planned").Report("filed").Office("police").FiledBy(account).Obj()
		Expect(operator.Create(ctx, ruling)).To(framework.BeForbidden(refusal + " CREATE dutyrulings"))
		minutes := wrappers.Minutes("kept").Namespace(region).Meeting("planned").Office("police").FiledBy(account).Obj()
		Expect(operator.Create(ctx, minutes)).To(framework.BeForbidden(refusal + " CREATE meetingminutes"))
		judged := duty.DeepCopy()
		judged.Status.ObservedGeneration = 1
		Expect(operator.Status().Patch(ctx, judged, client.MergeFrom(duty))).To(Succeed())
	})

	It("writes no meetings of a region, but their status", func(ctx SpecContext) {
		const refusal = `user "` + account + `" may not`
		meeting := wrappers.Meeting("planned").Namespace(region).Obj()
		Expect(operator.Create(ctx, framework.Copy(meeting))).To(framework.BeForbidden(refusal + " CREATE jointmeetings"))
		Expect(env.Admin.Create(ctx, meeting)).To(Succeed())
		changed := meeting.DeepCopy()
		changed.Spec.Title = "other"
		Expect(operator.Patch(ctx, changed, client.MergeFrom(meeting))).To(framework.BeForbidden(refusal + " UPDATE jointmeetings"))
		Expect(operator.Delete(ctx, meeting)).To(framework.BeForbidden(refusal + " DELETE jointmeetings"))
		judged := meeting.DeepCopy()
		judged.Status.ObservedGeneration = 1
		Expect(operator.Status().Patch(ctx, judged, client.MergeFrom(meeting))).To(Succeed())
		elsewhere := wrappers.Meeting("planned").Namespace(foreign).Obj()
		Expect(operator.Create(ctx, elsewhere)).To(framework.BeForbidden(mayNot("CREATE", meetings, foreign)))
	})

	It("changes no minutes, but their status", func(ctx SpecContext) {
		minutes := wrappers.Minutes("filed").Namespace(region).FiledBy(env.Admin.Name).Obj()
		Expect(env.Admin.Create(ctx, minutes)).To(Succeed())
		labelled := minutes.DeepCopy()
		labelled.Labels = map[string]string{"changed": "yes"}
		Expect(operator.Patch(ctx, labelled, client.MergeFrom(minutes))).
			To(framework.BeForbidden(`user "` + account + `" may not UPDATE meetingminutes`))
		Expect(operator.Delete(ctx, minutes)).To(framework.BeForbidden(`user "` + account + `" may not DELETE meetingminutes`))
		judged := minutes.DeepCopy()
		judged.Status.Verdict = v1alpha1.VerdictInForce
		Expect(operator.Status().Patch(ctx, judged, client.MergeFrom(minutes))).To(Succeed())
	})

	It("makes, changes and deletes what was decided, in the namespaces of regions, also by other minutes", func(ctx SpecContext) {
		decided := wrappers.Duty("plenary-2026-03-16-d1").Decision("plenary", "2026-03-16", "d1", "m1")
		made := decided.Namespace(region).Obj()
		Expect(operator.Create(ctx, made)).To(Succeed())
		changed := made.DeepCopy()
		changed.Spec.Due, changed.Spec.Decision.Minutes = "2099", "m2"
		Expect(operator.Patch(ctx, changed, client.MergeFrom(made))).To(Succeed())
		withdrawn := changed.DeepCopy()
		withdrawn.Spec.WithdrawnTime = new(metav1.Now())
		Expect(operator.Patch(ctx, withdrawn, client.MergeFrom(changed))).To(Succeed())
		Expect(operator.Delete(ctx, made)).To(Succeed())

		Expect(operator.Create(ctx, decided.Namespace(foreign).Obj())).To(framework.BeForbidden(mayNot("CREATE", duties, foreign)))
	})

	DescribeTable("makes of the duty of one decision", func(ctx SpecContext, change func(*v1alpha1.DepartmentDuty)) {
		const refusal = `user "` + account + `" may not UPDATE departmentduties: the operator writes no plans but the copies of duties ` +
			`that are handed down and the duties of decisions, and no records, only their status`
		decided := wrappers.Duty("decided").Namespace(region).Decision("plenary", "2026-03-16", "d1", "m1").Obj()
		Expect(env.Admin.Create(ctx, decided)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) { Expect(env.Admin.Delete(ctx, decided)).To(Succeed()) })
		changed := decided.DeepCopy()
		change(changed)
		Expect(operator.Patch(ctx, changed, client.MergeFrom(decided))).To(framework.BeForbidden(refusal))
	},
		Entry("none of another decision", func(d *v1alpha1.DepartmentDuty) { d.Spec.Decision.ID = "d2" }),
		Entry("none of another session", func(d *v1alpha1.DepartmentDuty) { d.Spec.Decision.Session = "2026-06-15" }),
		Entry("none of another meeting", func(d *v1alpha1.DepartmentDuty) { d.Spec.Decision.Meeting = "liaison" }),
		Entry("no duty of the region's own", func(d *v1alpha1.DepartmentDuty) {
			d.Spec.Decision, d.Labels = v1alpha1.DutyDecision{}, nil
		}),
		Entry("no copy", func(d *v1alpha1.DepartmentDuty) {
			d.Spec.Decision, d.Labels = v1alpha1.DutyDecision{}, nil
			d.Spec.Origin = v1alpha1.DutyOrigin{Jurisdiction: "jilin", Namespace: "region-jilin", Name: "clinics"}
		}),
	)

	It("makes, changes and deletes what was handed down, in the namespaces of regions", func(ctx SpecContext) {
		made := wrappers.Duty("jilin.clinics").Namespace(region).Origin("jilin", "clinics").Obj()
		Expect(operator.Create(ctx, made)).To(Succeed())
		changed := made.DeepCopy()
		changed.Spec.Due = "2099"
		Expect(operator.Patch(ctx, changed, client.MergeFrom(made))).To(Succeed())
		Expect(operator.Delete(ctx, made)).To(Succeed())

		elsewhere := wrappers.Duty("jilin.clinics").Namespace(foreign).Origin("jilin", "clinics").Obj()
		Expect(operator.Create(ctx, elsewhere)).To(framework.BeForbidden(mayNot("CREATE", duties, foreign)))
	})

	It("makes no copy of a region's own duty, nor the reverse, nor one of another origin", func(ctx SpecContext) {
		const refusal = `user "` + account + `" may not UPDATE departmentduties: the operator writes no plans but the copies of duties that are handed down`
		own := wrappers.Duty("own").Namespace(region).Obj()
		copied := wrappers.Duty("stations").Namespace(region).Origin("jilin", "stations").Obj()
		for _, duty := range []*v1alpha1.DepartmentDuty{own, copied} {
			Expect(env.Admin.Create(ctx, duty)).To(Succeed())
		}
		claimed := own.DeepCopy()
		claimed.Spec.Origin = copied.Spec.Origin
		Expect(operator.Patch(ctx, claimed, client.MergeFrom(own))).To(framework.BeForbidden(refusal))
		decided := own.DeepCopy()
		decided.Spec.Decision = v1alpha1.DutyDecision{Meeting: "plenary", Session: "2026-03-16", ID: "d1", Minutes: "m1"}
		Expect(operator.Patch(ctx, decided, client.MergeFrom(own))).To(framework.BeForbidden(refusal))
		released := copied.DeepCopy()
		released.Spec.Origin, released.Labels = v1alpha1.DutyOrigin{}, nil
		Expect(operator.Patch(ctx, released, client.MergeFrom(copied))).To(framework.BeForbidden(refusal))
		moved := copied.DeepCopy()
		moved.Spec.Origin.Name = "other"
		Expect(operator.Patch(ctx, moved, client.MergeFrom(copied))).To(framework.BeForbidden(refusal))
	})
})

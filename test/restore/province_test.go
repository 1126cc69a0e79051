// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package restore

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/fixtures"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	commission = wrappers.DefaultDepartment
	police     = v1alpha1.DepartmentName("public-security")

	fengtai          = "fengtai"
	fengtaiNamespace = v1alpha1.NamespacePrefix + fengtai
	xichengNamespace = v1alpha1.NamespacePrefix + "xicheng"
	// elsewhere is a namespace of no region, in which there is a duty nevertheless.
	elsewhere = "elsewhere"
)

// province is what is backed up: Beijing with Xicheng as in the samples, and Fengtai, to which everything has happened
// that can happen to a duty.
type province struct {
	*place
	// desk files for the police, health for the commission, in which office sits; archivist may purge.
	desk, health, office, archivist *framework.Actor
}

// build declares the province and lets its people work, until the operator has nothing to do any more.
func build(ctx context.Context, p *place) {
	GinkgoHelper()
	pr := &province{
		place: p, desk: p.User(ctx, "police-desk"), health: p.User(ctx, "health-desk"),
		office: p.User(ctx, "office-desk"), archivist: p.User(ctx, "archivist"),
	}
	pr.declareBeijing(ctx)
	pr.declareFengtai(ctx)
	pr.handDown(ctx)
	pr.work(ctx)
	pr.meet(ctx)
	pr.beReturned(ctx)
	pr.settle(ctx)
	pr.loseRecord(ctx)
	pr.moveDeadline(ctx)
	// No controller of Kubernetes runs here: this is as far as workloads get.
	Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, p, wrappers.Jurisdiction(fengtai).Obj()).Should(HaveField(
		"Status.Workloads", ConsistOf(
			HaveField("Message", ContainSubstring("has not been taken up yet")),
			HaveField("State", v1alpha1.WorkloadReady))))
	pr.settle(ctx)
}

// declareBeijing creates Beijing and Xicheng, and imports the paper records of Xicheng, by which a miss is refuted.
func (pr *province) declareBeijing(ctx context.Context) {
	GinkgoHelper()
	xicheng := fixtures.Region(GinkgoTB(), "xicheng")
	create(ctx, pr.Admin, fixtures.Region(GinkgoTB(), "beijing").Jurisdiction, xicheng.Jurisdiction)
	Eventually(pr.ready).WithArguments(ctx, "xicheng").Should(BeTrue())
	for _, duty := range xicheng.Duties {
		create(ctx, pr.Admin, duty)
	}
	// The miss must be there to be refuted.
	Eventually(pr.misses).WithArguments(ctx, xichengNamespace, "emergency-stations").Should(HaveLen(3))
	create(ctx, pr.Admin, xicheng.Access...)
	archive := pr.ServiceAccount(ctx, xichengNamespace, "archive")
	Eventually(may).WithArguments(ctx, archive, xichengNamespace, v1alpha1.VerbBackdate, commission).Should(BeTrue())
	for _, report := range xicheng.Reports {
		create(ctx, archive, report)
	}
	office := pr.User(ctx, "xicheng-office-desk", "xicheng:office")
	for _, ruling := range xicheng.Rulings {
		create(ctx, office, ruling)
	}
	Eventually(pr.misses).WithArguments(ctx, xichengNamespace, "emergency-stations").Should(ContainElement(HaveField("State", v1alpha1.MissRefuted)))
}

// declareFengtai creates a county with workloads, and in its namespace what somebody else has set.
func (pr *province) declareFengtai(ctx context.Context) {
	GinkgoHelper()
	create(ctx, pr.Admin, wrappers.Jurisdiction(fengtai).Parent("beijing").NamespaceLabel("team", "health").
		Department(wrappers.Department(commission).Subjects(wrappers.User(pr.health.Name))).
		Department(wrappers.Department(police).Subjects(wrappers.User(pr.desk.Name))).
		Office(commission, wrappers.User(pr.office.Name)).
		Scopes("fire-safety").Staff(10, 10, 10).MinimumStaff(30).
		Workload(wrappers.Deployment("portal").Port(8080)).
		Workload(wrappers.CronJob("reminder", "0 9 * * 1")).Obj())
	Eventually(may).WithArguments(ctx, pr.desk, fengtaiNamespace, v1alpha1.VerbReport, police).Should(BeTrue())
	Eventually(may).WithArguments(ctx, pr.health, fengtaiNamespace, v1alpha1.VerbReport, commission).Should(BeTrue())
	Eventually(may).WithArguments(ctx, pr.office, fengtaiNamespace, v1alpha1.VerbRule, commission).Should(BeTrue())
	pr.Grant(ctx, fengtaiNamespace, pr.archivist.Subject(),
		framework.Records(framework.Reports, "delete"), framework.Verb(v1alpha1.VerbPurge, string(police)))

	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: fengtaiNamespace}}
	framework.Edit(ctx, pr.Admin, namespace, func(n *corev1.Namespace) {
		n.Labels["cost-centre"] = "4711"
		metav1.SetMetaDataAnnotation(&n.ObjectMeta, "contact", "丰台区卫生健康委")
	})
	create(ctx, pr.Admin, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: elsewhere}},
		wrappers.Duty("homeless").Namespace(elsewhere).Leads(police).Obj())
}

// handDown has Beijing hand a duty down to both counties, of which one has reported.
func (pr *province) handDown(ctx context.Context) {
	GinkgoHelper()
	origin := wrappers.Duty("checked").Namespace(v1alpha1.NamespacePrefix + "beijing").Leads(commission).Due("2099").
		Cascade(wrappers.Cascade(v1alpha1.LevelCounty)).Obj()
	create(ctx, pr.Admin, origin)
	Eventually(current[*v1alpha1.DepartmentDuty]).WithArguments(ctx, pr.place, wrappers.Duty("beijing.checked").Namespace(fengtaiNamespace).Obj()).
		ShouldNot(BeNil())
	create(ctx, pr.health, pr.report("beijing.checked", "checked").Department(commission).FiledBy(pr.health.Name).Obj())
	Eventually(current[*v1alpha1.DepartmentDuty]).WithArguments(ctx, pr.place, origin).Should(
		HaveField("Status.Cascade.Total", HaveValue(BeEquivalentTo(2))))
}

// work lets the people of Fengtai do all but what needs time to pass.
func (pr *province) work(ctx context.Context) {
	GinkgoHelper()
	for _, duty := range []*wrappers.DutyWrapper{
		wrappers.Duty("late").Leads(police).Issued("2021-01-04").Due("2021-04-15"),
		wrappers.Duty("moved").Leads(police).Issued("2021-01-04").Due("2021-04-15"),
		wrappers.Duty("corrected").Leads(police),
		wrappers.Duty("purged").Leads(police),
		wrappers.Duty("self-ruled").Leads(commission),
		wrappers.Duty("under-review").Leads(police).Due("2099"),
	} {
		create(ctx, pr.Admin, duty.Namespace(fengtaiNamespace).Obj())
	}
	// Found missed before it is made good.
	Eventually(pr.misses).WithArguments(ctx, fengtaiNamespace, "late").Should(HaveLen(1))
	Eventually(pr.misses).WithArguments(ctx, fengtaiNamespace, "moved").Should(HaveLen(1))
	create(ctx, pr.desk,
		pr.report("late", "late-done").Obj(),
		pr.report("corrected", "first").Statement("完成 3 项").Obj(),
		pr.report("corrected", "second").Statement("更正：完成 4 项").Supersedes("first").Obj(),
		pr.report("corrected", "third").Statement("2021-04-15\n---\n完成 5 项").Supersedes("second").Obj(),
		pr.report("purged", "to-be-purged").Obj(),
		pr.report("under-review", "waiting").Obj(),
		pr.report("not-declared-yet", "early").Obj(),
	)
	create(ctx, pr.health, pr.report("self-ruled", "own-work").Department(commission).FiledBy(pr.health.Name).Obj())
	create(ctx, pr.office,
		pr.ruling("late", "late-done").Obj(), pr.ruling("corrected", "third").Obj(), pr.ruling("self-ruled", "own-work").Obj())
}

// beReturned files in time, and has it returned once the deadline has passed.
func (pr *province) beReturned(ctx context.Context) {
	GinkgoHelper()
	// Time to file, also on a busy machine.
	const ahead = 10 * time.Second
	deadline := time.Now().Add(ahead).UTC().Truncate(time.Second)
	create(ctx, pr.Admin, wrappers.Duty("returned").Namespace(fengtaiNamespace).Leads(police).
		Due(v1alpha1.DueDate(deadline.Format(time.RFC3339))).Obj())
	report := pr.report("returned", "half-done").Obj()
	create(ctx, pr.desk, report)
	Expect(report.CreationTimestamp.Time).To(BeTemporally("<", deadline), "this machine is too busy for the test")
	Eventually(time.Now).Should(BeTemporally(">", deadline.Add(time.Second)))
	create(ctx, pr.office, pr.ruling("returned", "half-done").Return("不完整").Obj())
}

// loseRecord purges a record, whose receipt stays in the ledger.
func (pr *province) loseRecord(ctx context.Context) {
	GinkgoHelper()
	Expect(pr.archivist.Delete(ctx, pr.report("purged", "to-be-purged").Obj())).To(Succeed())
}

// moveDeadline edits a plan after the miss: only the ledger knows of it now.
func (pr *province) moveDeadline(ctx context.Context) {
	GinkgoHelper()
	framework.Edit(ctx, pr.Admin, wrappers.Duty("moved").Namespace(fengtaiNamespace).Obj(),
		func(duty *v1alpha1.DepartmentDuty) { duty.Spec.Due = "2099-12-31" })
	framework.Edit(ctx, pr.Admin, wrappers.Duty("moved").Namespace(fengtaiNamespace).Obj(),
		func(duty *v1alpha1.DepartmentDuty) { duty.Spec.Title += "（延期）" })
}

// report begins a completion that the police desk files.
func (pr *province) report(duty, name string) *wrappers.ReportWrapper {
	return wrappers.Report(name).Namespace(fengtaiNamespace).Duty(v1alpha1.ObjectName(duty)).Department(police).FiledBy(pr.desk.Name)
}

// ruling begins an acceptance of a report by the office.
func (pr *province) ruling(duty, report string) *wrappers.RulingWrapper {
	return wrappers.Ruling(report + "-ruling").Namespace(fengtaiNamespace).
		Duty(v1alpha1.ObjectName(duty)).Report(v1alpha1.ObjectName(report)).Office(commission).FiledBy(pr.office.Name)
}

// misses are those in the ledger of a duty.
func (p *place) misses(ctx context.Context, namespace, name string) ([]v1alpha1.Miss, error) {
	duty, err := current(ctx, p, wrappers.Duty(name).Namespace(namespace).Obj())
	return duty.Status.Misses, err
}

// ready tells whether a region is set up.
func (p *place) ready(ctx context.Context, name string) (bool, error) {
	region, err := current(ctx, p, wrappers.Jurisdiction(name).Obj())
	return region.Status.Namespace != "", err
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

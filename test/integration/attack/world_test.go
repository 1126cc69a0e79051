// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// Two provinces with a prefecture each, and a county below the first of these. Most attempts are made in home.
const (
	province, otherProvince     = "jilin", "jiangsu"
	prefecture, otherPrefecture = "changchun", "xuzhou"
	county                      = "nongan"

	home, elsewhere = "region-changchun", "region-xuzhou"
	below           = "region-nongan"

	commission = "health-commission"
	police     = "police"
	market     = "market-regulation"
	insurance  = "medical-insurance"
)

// What stands in home before anything is tried, and in elsewhere under the same names.
const (
	// openDuty of the police is due in 2099, and holds filed and ruled.
	openDuty = "clinics"
	filed    = "clinics-done"
	ruled    = "clinics-returned"
	// missedDuty of the police was due in 2021: its ledger holds a miss.
	missedDuty = "licences"
	// originDuty of the province is handed down to its prefecture, where copiedDuty is its copy.
	originDuty = "stations"
	copiedDuty = province + "." + originDuty
	// heldMeeting was held in heldSession, as recorded tells: its ledger holds that. decidedDuty is what its decision became.
	heldMeeting = "plenary"
	heldSession = "2021-03-15"
	recorded    = "plenary-held"
	decidedDuty = heldMeeting + "-" + heldSession + "-d1"
)

// Everybody who tries something. What they may do, the operator gave them, but for the last two.
var (
	// wei and clerk report for the police of home, ming for its market regulation, and gateway, an account of its
	// namespace, for its medical insurance. double reports for the police of home and for the market regulation of
	// elsewhere.
	wei, clerk, ming, gateway, double *framework.Actor
	// jun reports for the police of elsewhere, and otherGateway is what gateway is, there.
	jun, otherGateway *framework.Actor
	// lan rules for the office of home, hong for that of its province; mei and tao for those of the others.
	lan, hong, mei, tao *framework.Actor
	// The accounts of home, and one of elsewhere.
	gitops, workload, otherGitops *framework.Actor

	// platform may write Jurisdictions, and nothing else.
	platform *framework.Actor
	// chief is admin of home, by the role that Kubernetes brings.
	chief *framework.Actor
)

// makeWorld declares the regions, and returns once everybody has their rights.
func makeWorld(ctx context.Context) {
	GinkgoHelper()
	makePeople(ctx)
	for _, region := range regions() {
		Expect(platform.Create(ctx, region)).To(Succeed())
	}
	for _, namespace := range []string{home, elsewhere} {
		Eventually(exists).WithContext(ctx).WithArguments(&rbacv1.RoleBinding{
			ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "gitops"},
		}).WithTimeout(within).WithPolling(every).Should(BeTrue())
	}
	gateway, otherGateway = env.ServiceAccount(ctx, home, "gateway"), env.ServiceAccount(ctx, elsewhere, "gateway")
	gitops, otherGitops = env.ServiceAccount(ctx, home, "gitops"), env.ServiceAccount(ctx, elsewhere, "gitops")
	workload = env.ServiceAccount(ctx, home, "workload")
	bindChief(ctx)

	fill(ctx, home, gitops, wei, lan)
	fill(ctx, elsewhere, otherGitops, jun, mei)
	handDown(ctx)
	mayRead := func(ctx context.Context, who *framework.Actor, namespace string) error {
		return who.List(ctx, &v1alpha1.DepartmentDutyList{}, client.InNamespace(namespace))
	}
	for who, namespaces := range map[*framework.Actor][]string{
		wei: {home}, clerk: {home}, ming: {home}, gateway: {home}, double: {home, elsewhere}, lan: {home, below},
		hong: {home, "region-jilin"}, jun: {elsewhere}, otherGateway: {elsewhere}, mei: {elsewhere}, tao: {elsewhere}, chief: {home},
	} {
		for _, namespace := range namespaces {
			Eventually(mayRead).WithContext(ctx).WithArguments(who, namespace).WithTimeout(within).WithPolling(every).
				Should(Succeed(), who.Name)
		}
	}
}

func makePeople(ctx context.Context) {
	GinkgoHelper()
	clerk = env.User(ctx, "clerk", "changchun:police")
	for name, actor := range map[string]**framework.Actor{
		"wei": &wei, "ming": &ming, "double": &double, "jun": &jun, "lan": &lan, "hong": &hong, "mei": &mei, "tao": &tao,
		"platform": &platform, "chief": &chief,
	} {
		*actor = env.User(ctx, name)
	}
	role := &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: "writes-jurisdictions"},
		Rules: []rbacv1.PolicyRule{{
			APIGroups: []string{v1alpha1.GroupVersion.Group}, Resources: []string{"jurisdictions"},
			Verbs: []string{"get", "list", "watch", "create", "update", "patch", "delete"},
		}},
	}
	Expect(env.Admin.Create(ctx, role)).To(Succeed())
	Expect(env.Admin.Create(ctx, &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: role.Name},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role.Name},
		Subjects:   []rbacv1.Subject{platform.Subject()},
	})).To(Succeed())
	Eventually(func(ctx context.Context) error { return platform.List(ctx, &v1alpha1.JurisdictionList{}) }).
		WithContext(ctx).WithTimeout(within).WithPolling(every).Should(Succeed())
}

func regions() []*v1alpha1.Jurisdiction {
	top := func(name, office string) *v1alpha1.Jurisdiction {
		return wrappers.Jurisdiction(name).Level(v1alpha1.LevelProvince).
			Departments(commission).Office(commission, wrappers.User(office)).Obj()
	}
	city := func(name string, parent v1alpha1.JurisdictionName, office string, policemen, marketers []v1alpha1.Subject) *v1alpha1.Jurisdiction {
		return wrappers.Jurisdiction(name).Level(v1alpha1.LevelPrefecture).Parent(parent).
			Department(wrappers.Department(commission)).
			Department(wrappers.Department(police).Subjects(policemen...)).
			Department(wrappers.Department(market).Subjects(marketers...)).
			Department(wrappers.Department(insurance).Subjects(wrappers.ServiceAccount("", "gateway"))).
			Office(commission, wrappers.User(office)).Obj()
	}
	return []*v1alpha1.Jurisdiction{
		top(province, "hong"), top(otherProvince, "tao"),
		city(prefecture, province, "lan",
			[]v1alpha1.Subject{wrappers.User("wei"), wrappers.User("double"), wrappers.Group("changchun:police")},
			[]v1alpha1.Subject{wrappers.User("ming")}),
		city(otherPrefecture, otherProvince, "mei",
			[]v1alpha1.Subject{wrappers.User("jun")}, []v1alpha1.Subject{wrappers.User("double")}),
		wrappers.Jurisdiction(county).Parent(prefecture).Departments(commission, police).Obj(),
	}
}

// fill gives a region its duties and its meeting, by its own repository, the records of the duty that is open, and the minutes
// of the meeting. It returns once the decision of these has become a duty.
func fill(ctx context.Context, namespace string, repository, reporter, office *framework.Actor) {
	GinkgoHelper()
	soon := func(c client.Client, object client.Object) {
		GinkgoHelper()
		Eventually(func(ctx context.Context) error { return c.Create(ctx, framework.Copy(object)) }).
			WithContext(ctx).WithTimeout(within).WithPolling(every).Should(Succeed())
	}
	soon(repository, wrappers.Duty(openDuty).Namespace(namespace).Leads(police).Due("2099").Obj())
	soon(repository, wrappers.Duty(missedDuty).Namespace(namespace).Leads(police).Issued("2020-01-01").Due("2021").Obj())
	soon(reporter, wrappers.Report(filed).Namespace(namespace).Department(police).Duty(openDuty).Quantity(3).
		Evidence("https://example.org/1", "", "first").Evidence("https://example.org/2", "", "second").FiledBy(reporter.Name).Obj())
	soon(office, wrappers.Ruling(ruled).Namespace(namespace).Duty(openDuty).Report(filed).Office(commission).
		Return("two clinics are missing").FiledBy(office.Name).Obj())
	soon(repository, wrappers.Meeting(heldMeeting).Namespace(namespace).Obj())
	soon(office, wrappers.Minutes(recorded).Namespace(namespace).Meeting(heldMeeting).Session(heldSession).Office(commission).
		Attendees(commission, police, market).Apologies(insurance).
		Decisions(wrappers.Decision("d1").Leads(police, market).Due("2099"), wrappers.Decision("d2").Leads(market).Due("2099")).
		FiledBy(office.Name).Obj())
	Eventually(exists).WithContext(ctx).WithArguments(wrappers.Duty(decidedDuty).Namespace(namespace).Obj()).
		WithTimeout(within).WithPolling(every).Should(BeTrue())
}

// handDown has the province hand a duty down, and returns once all is as it stays.
func handDown(ctx context.Context) {
	GinkgoHelper()
	origin := wrappers.Duty(originDuty).Namespace("region-jilin").Leads(commission).Due("2099").
		Cascade(wrappers.Cascade(v1alpha1.LevelPrefecture)).Obj()
	Eventually(func(ctx context.Context) error { return env.Admin.Create(ctx, framework.Copy(origin)) }).
		WithContext(ctx).WithTimeout(within).WithPolling(every).Should(Succeed())
	Eventually(func(ctx context.Context) bool {
		status := framework.Get(ctx, env.Admin, origin).Status
		return meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionHandedDown)
	}).WithContext(ctx).WithTimeout(within).WithPolling(every).Should(BeTrue())
}

func bindChief(ctx context.Context) {
	GinkgoHelper()
	Expect(env.Admin.Create(ctx, &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Namespace: home, Name: "chief"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "admin"},
		Subjects:   []rbacv1.Subject{chief.Subject()},
	})).To(Succeed())
}

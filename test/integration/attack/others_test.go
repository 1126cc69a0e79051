// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// report begins an attempt's report on the open duty of a region.
func report(namespace string, by *framework.Actor, department v1alpha1.DepartmentName) *wrappers.ReportWrapper {
	return wrappers.Report("forged").Namespace(namespace).Duty(openDuty).Department(department).FiledBy(by.Name)
}

// ruling begins an attempt's ruling on what was filed in a region.
func ruling(namespace string, by *framework.Actor) *wrappers.RulingWrapper {
	return wrappers.Ruling("forged").Namespace(namespace).Duty(openDuty).Report(filed).Office(commission).FiledBy(by.Name)
}

var _ = DescribeTable("Filing or ruling for another is refused:", refused,
	Entry("a department for another of its region", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, report(home, wei, market).Obj())
	}), framework.BeForbidden(`user "wei" may not report for department "market-regulation" in region-changchun`, `"report" on departments/market-regulation`)),
	Entry("a group of a department for another", attempt(func(ctx context.Context) error {
		return clerk.Create(ctx, report(home, clerk, insurance).Obj())
	}), framework.BeForbidden(`user "clerk" may not report for department "medical-insurance"`)),
	Entry("a department in another region, under the code that it has in its own", attempt(func(ctx context.Context) error {
		return jun.Create(ctx, report(home, jun, police).Obj())
	}), mayNot("jun", "create", "dutyreports")),
	Entry("a department of two regions, in the one as what it is in the other", attempt(func(ctx context.Context) error {
		return double.Create(ctx, report(elsewhere, double, police).Obj())
	}), framework.BeForbidden(`user "double" may not report for department "police" in region-xuzhou`)),
	Entry("an account of the same name in another region", attempt(func(ctx context.Context) error {
		return otherGateway.Create(ctx, report(home, otherGateway, insurance).Obj())
	}), mayNot(account(elsewhere, "gateway"), "create", "dutyreports")),
	Entry("a department in the region below", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, report(below, wei, police).Obj())
	}), mayNot("wei", "create", "dutyreports")),
	Entry("a department that rules", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, ruling(home, wei).Obj())
	}), mayNot("wei", "create", "dutyrulings")),
	Entry("an office that reports", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, report(home, lan, commission).Obj())
	}), mayNot("lan", "create", "dutyreports")),
	Entry("the repository of the region that reports", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, report(home, gitops, police).Obj())
	}), mayNot(account(home, "gitops"), "create", "dutyreports")),
	Entry("an office in the name of another department", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, ruling(home, lan).Office(police).Obj())
	}), framework.BeForbidden(`user "lan" may not rule in the name of department "police"`, `"rule" on departments/police`)),
	Entry("an office in the name of the parent", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, ruling(home, lan).Parent(province).Obj())
	}), framework.BeForbidden(`user "lan" may not rule in the name of the parent region "jilin"`, `departments/parent:jilin`)),
	Entry("an office in the region above", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, ruling("region-jilin", lan).Obj())
	}), mayNot("lan", "create", "dutyrulings")),
	Entry("an office in another region", attempt(func(ctx context.Context) error {
		return mei.Create(ctx, ruling(home, mei).Obj())
	}), mayNot("mei", "create", "dutyrulings")),
	Entry("the parent's office in the name of the region's", attempt(func(ctx context.Context) error {
		return hong.Create(ctx, ruling(home, hong).Obj())
	}), framework.BeForbidden(`user "hong" may not rule in the name of department "health-commission" in region-changchun`)),
	Entry("the office of another parent", attempt(func(ctx context.Context) error {
		return tao.Create(ctx, ruling(home, tao).Parent(otherProvince).Obj())
	}), mayNot("tao", "create", "dutyrulings")),
	Entry("the parent's office in the name of another parent", attempt(func(ctx context.Context) error {
		return tao.Create(ctx, ruling(elsewhere, tao).Parent(province).Obj())
	}), framework.BeForbidden(`user "tao" may not rule in the name of the parent region "jilin" in region-xuzhou`)),
	Entry("the office of a parent's parent", attempt(func(ctx context.Context) error {
		return hong.Create(ctx, ruling(below, hong).Parent(province).Obj())
	}), mayNot("hong", "create", "dutyrulings")),
	Entry("an office as the parent of its own region", attempt(func(ctx context.Context) error {
		return hong.Create(ctx, ruling("region-jilin", hong).Parent(province).Obj())
	}), framework.BeForbidden(`user "hong" may not rule in the name of the parent region "jilin" in region-jilin`)),
)

var _ = DescribeTable("Signing with another's name is refused to", func(ctx SpecContext, who func() *framework.Actor, as string) {
	guard(ctx)
	by := who()
	department := v1alpha1.DepartmentName(police)
	if by == gateway {
		department = insurance
	}
	err := by.Create(ctx, report(home, by, department).FiledBy(as).Obj())
	Expect(err).To(framework.BeInvalid("may not file in the name of "+inQuotes(as), `spec.filedBy must be "`+by.Name+`"`))
},
	Entry("a user, with that of another", user("wei"), "ming"),
	Entry("a user, with that of a colleague", user("wei"), "clerk"),
	Entry("a user, with that of its group", user("clerk"), "changchun:police"),
	Entry("a user, in capitals", user("wei"), "Wei"),
	Entry("a user, with a space behind", user("wei"), "wei "),
	Entry("a user, with a space before", user("wei"), " wei"),
	Entry("a user, with a line end", user("wei"), "wei\n"),
	Entry("a user, with a NUL", user("wei"), "wei\x00"),
	Entry("a user, with a Cyrillic letter", user("wei"), "w\u0435i"),
	Entry("a user, in fullwidth letters", user("wei"), "\uff57ei"),
	Entry("a user, with a letter of no width", user("wei"), "we\u200bi"),
	Entry("a user, turned around", user("wei"), "\u202eiew"),
	Entry("a user, with that of an account", user("wei"), account(home, "gateway")),
	Entry("a user, with that of the administrator", user("wei"), "system:admin"),
	Entry("an account, with that of its namesake", user("gateway"), account(elsewhere, "gateway")),
	Entry("an account, without its prefix", user("gateway"), "gateway"),
)

// user names an actor, who is there only once the suite runs.
func user(name string) func() *framework.Actor {
	return func() *framework.Actor {
		return map[string]*framework.Actor{"wei": wei, "clerk": clerk, "gateway": gateway}[name]
	}
}

var _ = DescribeTable("A user whose name looks like another's has none of the rights:", func(ctx SpecContext, name string) {
	guard(ctx)
	lookalike := env.User(ctx, name)
	Expect(lookalike.Create(ctx, report(home, lookalike, police).Obj())).To(framework.BeForbidden("cannot create resource"))
	Expect(lookalike.Create(ctx, report(home, wei, police).Obj())).To(framework.BeForbidden("cannot create resource"))
},
	Entry("in capitals", "WEI"),
	Entry("with a space behind", "wei "),
	Entry("with a Cyrillic letter", "w\u0435i"),
	Entry("in fullwidth letters", "\uff57ei"),
	Entry("the bare name of an account", "gateway"),
)

var _ = DescribeTable("Impersonation is refused:", refused,
	Entry("of a colleague", attempt(func(ctx context.Context) error {
		return impersonating(wei, rest.ImpersonationConfig{UserName: "ming"}).Create(ctx, report(home, ming, market).Obj())
	}), framework.BeForbidden(`User "wei" cannot impersonate`)),
	Entry("of oneself in another group", attempt(func(ctx context.Context) error {
		return impersonating(wei, rest.ImpersonationConfig{UserName: "wei", Groups: []string{"system:masters"}}).
			Create(ctx, ruling(home, wei).Obj())
	}), framework.BeForbidden(`User "wei" cannot impersonate`)),
	Entry("of the operator, by the repository", attempt(func(ctx context.Context) error {
		return impersonating(gitops, rest.ImpersonationConfig{UserName: account("supervision-system", "supervision-operator")}).
			Create(ctx, report(home, gitops, police).Obj())
	}), framework.BeForbidden(`User "`+account(home, "gitops")+`" cannot impersonate`)),
	Entry("of an office, by the platform team", attempt(func(ctx context.Context) error {
		return impersonating(platform, rest.ImpersonationConfig{UserName: "lan"}).Create(ctx, ruling(home, lan).Obj())
	}), framework.BeForbidden(`User "platform" cannot impersonate`)),
	Entry("of an account of the region, by its pods", attempt(func(ctx context.Context) error {
		return impersonating(workload, rest.ImpersonationConfig{UserName: gateway.Name}).Create(ctx, report(home, gateway, insurance).Obj())
	}), framework.BeForbidden(`User "`+account(home, "workload")+`" cannot impersonate`)),
)

var _ = Describe("What is filed for another's sake", func() {
	It("does not count where a department supersedes the report of another", func(ctx SpecContext) {
		settled(ctx)
		before := framework.Get(ctx, env.Admin, wrappers.Duty(openDuty).Namespace(home).Obj()).Status
		theirs := framework.Get(ctx, env.Admin, wrappers.Report(filed).Namespace(home).Obj())
		intruder := wrappers.Report("supersedes-others").Namespace(home).Duty(openDuty).Department(market).
			Supersedes(filed).FiledBy("ming").Obj()
		Expect(ming.Create(ctx, intruder)).To(Succeed())
		settled(ctx)
		expectVerdict(ctx, intruder, v1alpha1.VerdictIgnored)
		Expect(framework.Get(ctx, env.Admin, wrappers.Report(filed).Namespace(home).Obj())).To(Equal(theirs))
		after := framework.Get(ctx, env.Admin, wrappers.Duty(openDuty).Namespace(home).Obj()).Status
		Expect(after.Checkpoints).To(Equal(before.Checkpoints))
		Expect(after.Departments).To(Equal(before.Departments))
	})

	It("does not count where an office rules over the parent's ruling", func(ctx SpecContext) {
		const name = "contested"
		Expect(gitops.Create(ctx, wrappers.Duty(name).Namespace(home).Leads(police).Due("2099").Obj())).To(Succeed())
		done := wrappers.Report(name).Namespace(home).Duty(name).Department(police).FiledBy("wei").Obj()
		Expect(wei.Create(ctx, done)).To(Succeed())
		Expect(hong.Create(ctx, wrappers.Ruling("contested-parent").Namespace(home).Duty(name).Report(name).Parent(province).
			Return("not so").FiledBy("hong").Obj())).To(Succeed())
		settled(ctx)
		for again, supersedes := range map[string]v1alpha1.ObjectName{"contested-too": "", "contested-twice": "contested-parent"} {
			given := wrappers.Ruling(again).Namespace(home).Duty(name).Report(name).Office(commission).
				Supersedes(supersedes).FiledBy("lan").Obj()
			Expect(lan.Create(ctx, given)).To(Succeed())
			expectVerdict(ctx, given, v1alpha1.VerdictIgnored)
		}
		expectVerdict(ctx, done, v1alpha1.VerdictReturned)
	})

	// Stamps have whole seconds. Whoever watches can file within the second of the parent's ruling, under any name.
	It("does not count where an office overtakes the parent's ruling within its second", func(ctx SpecContext) {
		const name = "overtaken"
		Expect(gitops.Create(ctx, wrappers.Duty(name).Namespace(home).Leads(police).Due("2099").Obj())).To(Succeed())
		stampedAlike := false
		for i := 0; !stampedAlike; i++ {
			Expect(i).To(BeNumerically("<", 20), "two rulings fall into one second sooner or later")
			report := v1alpha1.ObjectName(name + strconv.Itoa(i))
			Expect(wei.Create(ctx, wrappers.Report(string(report)).Namespace(home).Duty(name).Department(police).
				FiledBy("wei").Obj())).To(Succeed())
			parents := wrappers.Ruling("z-parents" + strconv.Itoa(i)).Namespace(home).Duty(name).Report(report).Parent(province).
				Return("not so").FiledBy("hong").Obj()
			Expect(hong.Create(ctx, parents)).To(Succeed())
			own := wrappers.Ruling("a-own" + strconv.Itoa(i)).Namespace(home).Duty(name).Report(report).Office(commission).FiledBy("lan").Obj()
			Expect(lan.Create(ctx, own)).To(Succeed())
			if stampedAlike = parents.CreationTimestamp.Equal(&own.CreationTimestamp); stampedAlike {
				settled(ctx)
				expectVerdict(ctx, parents, v1alpha1.VerdictInForce)
				expectVerdict(ctx, own, v1alpha1.VerdictIgnored)
			}
		}
	})

	It("is refused once a Jurisdiction drops its office", func(ctx SpecContext) {
		former := env.User(ctx, "former")
		region := declare(ctx, platform, wrappers.Jurisdiction("dropped").Departments(commission).
			Office(commission, wrappers.User("former")).Obj())
		rule := func(ctx context.Context, name string) error {
			return former.Create(ctx, wrappers.Ruling(name).Namespace("region-dropped").Office(commission).FiledBy("former").Obj())
		}
		Eventually(rule).WithContext(ctx).WithArguments("before").WithTimeout(within).WithPolling(every).Should(Succeed())
		framework.Edit(ctx, platform, region, func(j *v1alpha1.Jurisdiction) { j.Spec.Office = v1alpha1.Office{} })
		binding := &rbacv1.RoleBinding{ObjectMeta: metav1.ObjectMeta{Namespace: "region-dropped", Name: "office"}}
		Eventually(exists).WithContext(ctx).WithArguments(binding).WithTimeout(within).WithPolling(every).Should(BeFalse())
		Eventually(rule).WithContext(ctx).WithArguments("after").WithTimeout(within).WithPolling(every).
			Should(mayNot("former", "create", "dutyrulings"))
	})
})

// expectVerdict waits for what becomes of a record: it may be looked at before what it speaks of is seen.
func expectVerdict(ctx context.Context, record client.Object, expected v1alpha1.Verdict) {
	GinkgoHelper()
	Eventually(func(ctx context.Context) (v1alpha1.Verdict, error) {
		err := env.Admin.Get(ctx, client.ObjectKeyFromObject(record), record)
		switch r := record.(type) {
		case *v1alpha1.DutyReport:
			return r.Status.Verdict, err
		case *v1alpha1.DutyRuling:
			return r.Status.Verdict, err
		case *v1alpha1.MeetingMinutes:
			return r.Status.Verdict, err
		default:
			return "", fmt.Errorf("%T is no record", record)
		}
	}).WithContext(ctx).WithTimeout(noLonger).WithPolling(every).Should(Equal(expected), record.GetName())
}

// inQuotes is a text as a message quotes it: in one line, whatever is in it.
func inQuotes(text string) string { return `"` + strings.ReplaceAll(text, "\n", `\n`) + `"` }

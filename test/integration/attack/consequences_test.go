// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gstruct"
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// lenient begins a ruling by which somebody would like to get the open duty of home off the hook, in the name of a
// department: an Extend, a Waive, an Interview that stops the ladder, or a look-back that closes one.
func lenient(kind v1alpha1.RulingType, by string, department v1alpha1.DepartmentName) *v1alpha1.DutyRuling {
	w := wrappers.Ruling("lenient").Namespace(home).Duty(openDuty).Office(department).FiledBy(by)
	switch kind {
	case v1alpha1.RulingExtend:
		w.Extend("2199").Checkpoint("final")
	case v1alpha1.RulingWaive:
		w.Waive("it is not ours").Checkpoint("final")
	case v1alpha1.RulingInterview:
		w.Interview("2199", "we talked").Subject(police)
	case v1alpha1.RulingLookBack:
		w.LookBack(v1alpha1.LookBackPassed, "").Subject(police)
	case v1alpha1.RulingAccept, v1alpha1.RulingReturn:
	}
	return w.Obj()
}

var _ = DescribeTable("Getting out of a duty by a ruling is refused,", func(ctx SpecContext, kind v1alpha1.RulingType) {
	guard(ctx)
	By("to the department itself")
	Expect(wei.Create(ctx, lenient(kind, "wei", police))).To(mayNot("wei", "create", "dutyrulings"))
	By("to the office, in the name of that department")
	Expect(lan.Create(ctx, lenient(kind, "lan", police))).To(framework.BeForbidden(
		`user "lan" may not rule in the name of department "police"`, `"rule" on departments/police`))
	By("to the office of another region")
	Expect(mei.Create(ctx, lenient(kind, "mei", commission))).To(mayNot("mei", "create", "dutyrulings"))
	By("to the office of another region's parent")
	Expect(tao.Create(ctx, lenient(kind, "tao", commission))).To(mayNot("tao", "create", "dutyrulings"))
	By("to the repository of the region")
	Expect(gitops.Create(ctx, lenient(kind, gitops.Name, commission))).To(mayNot(account(home, "gitops"), "create", "dutyrulings"))
	By("to whoever signs with the name of the office")
	Expect(hong.Create(ctx, lenient(kind, "lan", commission))).To(framework.BeForbidden(
		`user "hong" may not rule in the name of department "health-commission"`))
},
	Entry("one that extends it", v1alpha1.RulingExtend),
	Entry("one that waives it", v1alpha1.RulingWaive),
	Entry("one that stops the ladder", v1alpha1.RulingInterview),
	Entry("one that closes an interview", v1alpha1.RulingLookBack),
)

var _ = DescribeTable("Asking for time is refused", refused,
	Entry("as if it had been asked for before the deadline", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, report(home, wei, police).Duty(missedDuty).ExtensionRequest("2199").Received(longAgo).Obj())
	}), framework.BeForbidden(`user "wei" may not say when a paper record of department "police" was received`, `"backdate"`)),
	Entry("as if it came from a backup", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, backdated(report(home, wei, police).Duty(missedDuty).ExtensionRequest("2199").Obj()))
	}), framework.BeForbidden(`user "wei" may not restore a report of department "police"`)),
	Entry("for another department", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, report(home, wei, market).ExtensionRequest("2199").Obj())
	}), framework.BeForbidden(`user "wei" may not report for department "market-regulation"`)),
	Entry("under cover of a completion", attempt(func(ctx context.Context) error {
		object := report(home, wei, police).Obj()
		object.Spec.Until = "2199"
		return wei.Create(ctx, object)
	}), framework.RefuseField("spec.until", "only an ExtensionRequest asks for time")),
	Entry("by an extension from long ago", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, backdated(lenient(v1alpha1.RulingExtend, "lan", commission)))
	}), framework.BeForbidden(`user "lan" may not restore a ruling`, `"restore"`)),
)

// missed begins a duty of home whose only deadline passed long ago.
func missed(name string, lead v1alpha1.DepartmentName) *wrappers.DutyWrapper {
	return wrappers.Duty(name).Namespace(home).Leads(lead).Issued("2020-01-01").Due("2021")
}

// reasonOf waits until a ruling is ignored, and says why.
func reasonOf(ctx context.Context, ruling *v1alpha1.DutyRuling) string {
	GinkgoHelper()
	expectVerdict(ctx, ruling, v1alpha1.VerdictIgnored)
	return meta.FindStatusCondition(ruling.Status.Conditions, v1alpha1.ConditionReady).Reason
}

var _ = Describe("A miss stays, and what was not rectified stays open,", func() {
	stands := HaveField("Misses", ConsistOf(HaveField("State", v1alpha1.MissStanding)))
	statusOf := func(ctx context.Context, duty *v1alpha1.DepartmentDuty) v1alpha1.DepartmentDutyStatus {
		return framework.Get(ctx, env.Admin, duty).Status
	}

	It("where a department looks back at itself", func(ctx SpecContext) {
		const name = "looked-at-by-itself"
		duty := declare(ctx, gitops, missed(name, commission).Obj())
		begin := func(ruling string) *wrappers.RulingWrapper {
			return wrappers.Ruling(ruling).Namespace(home).Duty(name).Office(commission).FiledBy("lan")
		}
		declare(ctx, lan, begin("own-interview").Interview("2099", "we talked to ourselves").Subject(commission).Obj())
		done := declare(ctx, env.Admin, wrappers.Report("own-done").Namespace(home).Duty(name).Department(commission).FiledBy(env.Admin.Name).Obj())
		declare(ctx, lan, begin("own-accept").Report("own-done").Obj())
		expectVerdict(ctx, done, v1alpha1.VerdictAccepted)
		for _, ruling := range []*v1alpha1.DutyRuling{
			begin("own-look-back").LookBack(v1alpha1.LookBackPassed, "").Subject(commission).Obj(),
			begin("own-look-back-at-all").LookBack(v1alpha1.LookBackPassed, "").Obj(),
		} {
			Expect(reasonOf(ctx, declare(ctx, lan, ruling))).To(Equal(v1alpha1.ReasonOwnLookBack))
		}
		settled(ctx)
		Expect(statusOf(ctx, duty).Interviews).To(ConsistOf(HaveField("State", v1alpha1.InterviewLookBackDue)))
		Expect(meta.IsStatusConditionFalse(statusOf(ctx, duty).Conditions, v1alpha1.ConditionCompleted)).To(BeTrue())

		By("until the office of the region above does")
		passed := declare(ctx, hong, wrappers.Ruling("parents-look-back").Namespace(home).Duty(name).Parent(province).
			LookBack(v1alpha1.LookBackPassed, "").Subject(commission).FiledBy("hong").Obj())
		expectVerdict(ctx, passed, v1alpha1.VerdictInForce)
		Expect(statusOf(ctx, duty).Interviews).To(ConsistOf(HaveField("State", v1alpha1.InterviewClosed)))
	})

	It("where the office extends a deadline after it had passed, to whatever day", func(ctx SpecContext) {
		const name = "extended-afterwards"
		duty := declare(ctx, gitops, missed(name, police).Obj())
		Eventually(statusOf).WithContext(ctx).WithArguments(duty).WithTimeout(within).WithPolling(every).Should(stands)
		extend := func(ruling string, until v1alpha1.DueDate) *v1alpha1.DutyRuling {
			return declare(ctx, lan, wrappers.Ruling(ruling).Namespace(home).Duty(name).Office(commission).FiledBy("lan").
				Extend(until).Checkpoint("final").Obj())
		}
		Expect(reasonOf(ctx, extend("to-the-past", "2022"))).To(Equal(v1alpha1.ReasonUntilNotAfterRuling))
		expectVerdict(ctx, extend("to-the-future", "2199"), v1alpha1.VerdictInForce)
		settled(ctx)
		Expect(statusOf(ctx, duty)).To(And(stands, HaveField("Light", v1alpha1.LightRed), HaveField("Conditions", ContainElement(And(
			HaveField("Type", v1alpha1.ConditionDeadlineMissed), HaveField("Reason", v1alpha1.ReasonDeadlineExtended))))))
	})

	It("where the plan of a standing duty is edited afterwards", func(ctx SpecContext) {
		given := wrappers.Duty("edited-afterwards").Namespace(home).Leads(police).
			Recurrence(wrappers.Recurrence("0 9 1 1 *", wrappers.Days(10))).Obj()
		given.Annotations = map[string]string{v1alpha1.AnnotationRestored: time.Now().AddDate(-2, -6, 0).UTC().Format(time.RFC3339)}
		duty := declare(ctx, env.Admin, given)
		Eventually(statusOf).WithContext(ctx).WithArguments(duty).WithTimeout(within).WithPolling(every).Should(And(
			HaveField("Misses", Not(BeEmpty())), HaveField("Escalation.Rung", v1alpha1.EscalationAccountability)))
		before := statusOf(ctx, duty)
		Expect(lan.Patch(ctx, wrappers.Duty(duty.Name).Namespace(home).Obj(), merge(`{"spec":{"recurrence":null}}`))).To(mayNot("lan", "patch", "departmentduties"))
		Expect(wei.Patch(ctx, framework.Copy(duty), merge(`{"spec":{"recurrence":null}}`))).To(mayNot("wei", "patch", "departmentduties"))
		for _, change := range []string{
			`{"spec":{"recurrence":{"dueWithin":{"days":5000}}}}`,
			`{"spec":{"recurrence":{"starting":"2090-01-01"}}}`,
			`{"spec":{"recurrence":{"cron":"0 9 29 2 *"}}}`,
			`{"spec":{"recurrence":{"cron":"nonsense at the very end"}}}`,
			`{"spec":{"recurrence":null,"due":"2199"}}`,
			`{"spec":{"escalation":[{"action":"Reminder","before":{"days":1}}]}}`,
			`{"spec":{"leads":["market-regulation"]}}`,
		} {
			By(change)
			Expect(gitops.Patch(ctx, framework.Copy(duty), merge(change))).To(Succeed())
			settled(ctx)
			Expect(statusOf(ctx, duty)).To(And(HaveField("Misses", HaveExactElements(sameMisses(before.Misses)...)),
				HaveField("Rungs", Equal(before.Rungs)), HaveField("Light", v1alpha1.LightRed)))
		}
		Expect(gitops.Delete(ctx, framework.Copy(duty))).To(framework.BeForbidden("purge"))
	})
})

// sameMisses matches misses of which all that was recorded is as it was, and which stand.
func sameMisses(misses []v1alpha1.Miss) []any {
	var same []any
	for i := range misses {
		miss := &misses[i]
		same = append(same, gstruct.MatchAllFields(gstruct.Fields{
			"Checkpoint": Equal(miss.Checkpoint), "Deadline": Equal(miss.Deadline), "MissedTime": Equal(miss.MissedTime),
			"Departments": Equal(miss.Departments), "Reason": Equal(miss.Reason), "State": Equal(v1alpha1.MissStanding),
		}))
	}
	return same
}

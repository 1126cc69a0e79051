// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// march is the session whose decisions these tests are about.
const march v1alpha1.PlainDate = "2024-03-15"

// dutyOf is the name of the duty that a decision of that session becomes.
func dutyOf(id string) string { return plenary + "-" + string(march) + "-" + id }

// minutesOf begins minutes of that session.
func minutesOf(name string) *wrappers.MinutesWrapper {
	return wrappers.Minutes(name).Meeting(plenary).Session(march)
}

// counts matches decisions by how many there are, and how many of them are open, overdue and completed.
func counts(total, open, overdue, completed int32) types.GomegaMatcher {
	return Equal(v1alpha1.DecisionCounts{Total: &total, Open: &open, Overdue: &overdue, Completed: &completed})
}

// stand gives a duty the status that its own controller would have written.
func (r *region) stand(ctx context.Context, name string, change func(*v1alpha1.DepartmentDutyStatus)) {
	GinkgoHelper()
	duty := r.duty(ctx, name)
	duty.Status.ObservedGeneration = duty.Generation
	change(&duty.Status)
	Expect(env.Admin.Status().Update(ctx, duty)).To(Succeed())
}

// condition of a status that a test writes.
func condition(name string, status metav1.ConditionStatus, reason string) metav1.Condition {
	return metav1.Condition{Type: name, Status: status, Reason: reason, Message: reason, LastTransitionTime: metav1.Unix(0, 0)}
}

var _ = Describe("The decisions of a session", func() {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	var r *region
	BeforeEach(func(ctx SpecContext) {
		r = newRegion(ctx)
		r.convene(ctx, wrappers.Meeting(plenary).Title("联席会议").Schedule(quarterly))
		r.on(ctx, "2024-03-15 09:00", plenary)
		r.told()
	})

	It("become duties, which say what was decided and cannot be changed by the region", func(ctx SpecContext) {
		r.at(ctx, "2024-03-20 10:00", minutesOf("first").Decision(
			wrappers.Decision("d1").Title("急救站").Description("建设").Leads(health).Participants(finance).Due("2024-06-30").Scope("practice"),
		).Decision(wrappers.Decision("d2").Title("巡查").Leads(police, "weather-bureau").DueWithin(wrappers.WorkingDays(10))).Obj())
		writes, _ := r.settle(ctx, plenary)
		Expect(writes).To(HaveExactElements("STATUS JointMeeting plenary", "STATUS MeetingMinutes first",
			"CREATE DepartmentDuty "+dutyOf("d1"), "CREATE DepartmentDuty "+dutyOf("d2"),
			"STATUS JointMeeting plenary"), "the meeting first, which holds the ledger, and again with the duties on its agenda")
		Expect(reasons(r.told())).To(ConsistOf("SessionHeld", "InForce", v1alpha1.ReasonNotMembers, "Decided", "Decided"))
		r.quiet(ctx)

		first := r.duty(ctx, dutyOf("d1"))
		Expect(first.Labels).To(Equal(map[string]string{
			v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator, v1alpha1.LabelMeeting: plenary,
		}))
		Expect(first.OwnerReferences).To(BeEmpty(), "the garbage collector would delete it with the meeting")
		Expect(first.Spec).To(Equal(v1alpha1.DepartmentDutySpec{
			Title: "急救站", Description: "建设", Scope: "practice",
			Source: v1alpha1.DutySource{Kind: v1alpha1.SourceDecision, Document: "联席会议", Item: "2024-03-15 d1", Issued: march},
			Leads:  []v1alpha1.DepartmentName{health}, Participants: []v1alpha1.DepartmentName{finance}, Due: "2024-06-30",
			Decision:  v1alpha1.DutyDecision{Meeting: plenary, Session: march, ID: "d1", Minutes: "first"},
			Reporters: v1alpha1.ReportersLeads, Review: v1alpha1.ReviewRequired, WarnBefore: wrappers.Days(30),
		}))
		Expect(r.duty(ctx, dutyOf("d2")).Spec).To(And(HaveField("DueWithin", wrappers.WorkingDays(10)), HaveField("Due", BeEmpty()),
			HaveField("Leads", []v1alpha1.DepartmentName{police, "weather-bureau"})))

		By("being told by the minutes and by the meeting")
		Expect(r.minutes(ctx, "first").Status).To(And(HaveField("Verdict", v1alpha1.VerdictInForce),
			HaveField("Duties", HaveExactElements(v1alpha1.DecisionDuty{ID: "d1", Duty: v1alpha1.ObjectName(dutyOf("d1"))},
				v1alpha1.DecisionDuty{ID: "d2", Duty: v1alpha1.ObjectName(dutyOf("d2"))})),
			HaveField("Conditions", And(have(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated),
				have(v1alpha1.ConditionLeadsAreMembers, no, v1alpha1.ReasonNotMembers, "d2 is led by weather-bureau")))))
		meeting := r.meeting(ctx, plenary)
		Expect(meeting.Status.Decisions).To(counts(2, 2, 0, 0))
		Expect(meeting.Status.Sessions).To(ConsistOf(HaveField("Decisions", counts(2, 2, 0, 0))))
		Expect(meeting.Status.Conditions).To(And(have(v1alpha1.ConditionDecisionsOnTrack, yes, v1alpha1.ReasonNoDecisionOverdue),
			have(v1alpha1.ConditionMembersConsistent, no, v1alpha1.ReasonNotMembers, "weather-bureau holds 1 ("+dutyOf("d2")+")")))

		By("the account with which the region applies its plans, which may edit duties")
		gitops := env.ServiceAccount(ctx, r.namespace, "gitops")
		env.Grant(ctx, r.namespace, gitops.Subject(), framework.Records("departmentduties", "get", "create", "update", "patch", "delete"))
		changed := first.DeepCopy()
		changed.Spec.Due = "2099"
		Expect(gitops.Update(ctx, changed)).To(framework.BeForbidden("handdown", dutyOf("d1")))
		Expect(gitops.Delete(ctx, first.DeepCopy())).To(framework.BeForbidden("handdown", dutyOf("d1")))

		By("being completed, and overdue")
		r.stand(ctx, dutyOf("d1"), func(s *v1alpha1.DepartmentDutyStatus) {
			s.Conditions = []metav1.Condition{condition(v1alpha1.ConditionCompleted, yes, v1alpha1.ReasonCompletedInTime)}
			s.Light = v1alpha1.LightGreen
		})
		r.stand(ctx, dutyOf("d2"), func(s *v1alpha1.DepartmentDutyStatus) { s.Light = v1alpha1.LightRed })
		meeting, _ = r.on(ctx, "2024-04-01 10:00", plenary)
		Expect(meeting.Status.Decisions).To(counts(2, 0, 1, 1))
		Expect(meeting.Status.Conditions).To(have(v1alpha1.ConditionDecisionsOnTrack, no, v1alpha1.ReasonDecisionsOverdue, "1 of 2"))
		r.quiet(ctx)
	})

	It("are changed, struck out and added by minutes that supersede", func(ctx SpecContext) {
		decided := func(name string) *wrappers.MinutesWrapper {
			return minutesOf(name).Decision(wrappers.Decision("kept").Title("was"))
		}
		r.at(ctx, "2024-03-20 10:00", decided("first").Decision(wrappers.Decision("unused")).Decision(wrappers.Decision("reported")).Obj())
		r.settle(ctx, plenary)
		r.at(ctx, "2024-03-22 10:00", wrappers.Report("done").Duty(v1alpha1.ObjectName(dutyOf("reported"))).Department(health).Obj())
		r.told()

		correction := minutesOf("correction").Supersedes("first").
			Decision(wrappers.Decision("kept").Title("is")).Decision(wrappers.Decision("added"))
		r.at(ctx, "2024-03-25 10:00", correction.Obj())
		writes, _ := r.settle(ctx, plenary)
		Expect(writes).To(HaveExactElements("STATUS JointMeeting plenary",
			"STATUS MeetingMinutes correction", "STATUS MeetingMinutes first",
			"CREATE DepartmentDuty "+dutyOf("added"), "PATCH DepartmentDuty "+dutyOf("kept"),
			"PATCH DepartmentDuty "+dutyOf("reported"), "DELETE DepartmentDuty "+dutyOf("unused"),
			"STATUS JointMeeting plenary"))
		Expect(reasons(r.told())).To(ConsistOf("InForce", string(v1alpha1.VerdictSuperseded), "Decided", "Changed", "Withdrawn", "StruckOut"))
		Expect(r.duties(ctx)).To(ConsistOf(dutyOf("kept"), dutyOf("added"), dutyOf("reported")))
		Expect(r.duty(ctx, dutyOf("kept")).Spec).To(And(HaveField("Title", "is"), HaveField("Decision.Minutes", v1alpha1.ObjectName("correction"))))
		Expect(r.duty(ctx, dutyOf("reported")).Spec.WithdrawnTime).To(be("2024-03-25 10:00"))
		meeting := r.meeting(ctx, plenary)
		Expect(meeting.Status.Decisions).To(counts(2, 2, 0, 0))
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("Minutes.Name", "correction"),
			HaveField("Minutes.ReceivedTime", be("2024-03-20 10:00")))), "a correction does not make minutes late")
		Expect(r.minutes(ctx, "first").Status).To(And(HaveField("Verdict", v1alpha1.VerdictSuperseded), HaveField("Duties", BeEmpty())))
		r.clock.SetTime(moment("2024-03-26 10:00"))
		r.quiet(ctx)

		By("one that is decided after all")
		r.at(ctx, "2024-03-27 10:00", minutesOf("third").Supersedes("correction").
			Decision(wrappers.Decision("kept").Title("is")).Decision(wrappers.Decision("added")).Decision(wrappers.Decision("reported")).Obj())
		r.settle(ctx, plenary)
		Expect(reasons(r.told())).To(ConsistOf("InForce", string(v1alpha1.VerdictSuperseded), "Changed", "Changed", "Reinstated"))
		Expect(r.duty(ctx, dutyOf("reported")).Spec.WithdrawnTime).To(BeNil())
		r.quiet(ctx)
	})

	It("leave a duty alone that has the name of one, tell of it, and become theirs once it is gone", func(ctx SpecContext) {
		foreign := wrappers.Duty(dutyOf("d1")).Namespace(r.namespace).Title("theirs").Leads(health).Obj()
		Expect(env.Admin.Create(ctx, foreign)).To(Succeed())
		r.at(ctx, "2024-03-20 10:00", minutesOf("first").Decision(wrappers.Decision("d1").Title("ours")).Decision(wrappers.Decision("d2")).Obj())
		r.settle(ctx, plenary)
		Expect(r.told()).To(ContainElement(And(HavePrefix("Warning Stalled NameTaken"), ContainSubstring(dutyOf("d1")))))
		meeting := r.meeting(ctx, plenary)
		Expect(meeting.Status.Conditions).To(And(have(v1alpha1.ConditionReady, no, v1alpha1.ReasonNameTaken, dutyOf("d1")),
			have(v1alpha1.ConditionStalled, yes, v1alpha1.ReasonNameTaken)))
		Expect(r.duties(ctx)).To(ConsistOf(dutyOf("d1"), dutyOf("d2")))
		version := foreign.ResourceVersion
		Expect(get(ctx, foreign).ResourceVersion).To(Equal(version))
		r.quiet(ctx)

		Expect(env.Admin.Delete(ctx, foreign)).To(Succeed())
		r.settle(ctx, plenary)
		Expect(reasons(r.told())).To(ConsistOf("Decided"))
		Expect(r.meeting(ctx, plenary).Status.Conditions).To(And(have(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated),
			have(v1alpha1.ConditionStalled, no, v1alpha1.ReasonNotStalled)))
		Expect(r.duty(ctx, dutyOf("d1")).Spec.Title).To(Equal("ours"))
		r.quiet(ctx)
	})

	It("are what their duties say, whatever an administrator does", func(ctx SpecContext) {
		r.at(ctx, "2024-03-20 10:00", minutesOf("first").Decision(wrappers.Decision("d1").Title("decided").Due("2024-06-30")).Obj())
		r.settle(ctx, plenary)
		r.told()
		duty := r.duty(ctx, dutyOf("d1"))
		change := func(how func(*v1alpha1.DepartmentDuty)) []string {
			GinkgoHelper()
			edit(ctx, duty, how)
			writes, _ := r.settle(ctx, plenary)
			return writes
		}
		patch := "PATCH DepartmentDuty " + dutyOf("d1")
		Expect(change(func(d *v1alpha1.DepartmentDuty) { d.Spec.Due = "2099" })).To(ConsistOf(patch))
		Expect(change(func(d *v1alpha1.DepartmentDuty) { delete(d.Labels, v1alpha1.LabelMeeting) })).To(ConsistOf(patch))
		Expect(change(func(d *v1alpha1.DepartmentDuty) { d.Spec.WithdrawnTime = new(metav1.Now().Rfc3339Copy()) })).To(ContainElement(patch))
		Expect(change(func(d *v1alpha1.DepartmentDuty) {
			d.Labels["app.kubernetes.io/instance"], d.Annotations = "x", map[string]string{"note": "ours"}
		})).To(BeEmpty(), "labels and annotations of others stay")
		Expect(r.duty(ctx, dutyOf("d1"))).To(And(HaveField("Spec.Due", v1alpha1.DueDate("2024-06-30")), HaveField("Spec.WithdrawnTime", BeNil()),
			HaveField("Labels", HaveLen(3))))
		Expect(reasons(r.told())).To(ConsistOf("Changed", "Changed", "Reinstated"))

		Expect(env.Admin.Delete(ctx, duty)).To(Succeed())
		r.settle(ctx, plenary)
		Expect(r.duty(ctx, dutyOf("d1")).Spec.Title).To(Equal("decided"))
		Expect(reasons(r.told())).To(ConsistOf("Decided"))
		r.quiet(ctx)
	})

	It("stay when their minutes are purged, and when the meeting is deleted", func(ctx SpecContext) {
		r.at(ctx, "2024-03-20 10:00", minutesOf("first").Decision(wrappers.Decision("d1")).Obj())
		r.settle(ctx, plenary)
		version := r.duty(ctx, dutyOf("d1")).ResourceVersion
		r.told()

		By("minutes that are purged: the session stays held, and the decision counted")
		first := r.minutes(ctx, "first")
		Expect(env.Admin.Delete(ctx, first)).To(Succeed())
		meeting, _ := r.on(ctx, "2024-03-21 10:00", plenary)
		Expect(meeting.Status.Sessions).To(ConsistOf(And(HaveField("State", v1alpha1.SessionHeld), HaveField("Minutes.Name", "first"),
			HaveField("Decisions", counts(1, 1, 0, 0)))))
		Expect(r.told()).To(BeEmpty())

		By("the same minutes again, which keep their receipt")
		r.at(ctx, "2024-03-28 10:00", minutesOf("first").Decision(wrappers.Decision("d1")).Obj())
		meeting, _ = r.on(ctx, "2024-03-28 10:00", plenary)
		Expect(meeting.Status.Sessions).To(ConsistOf(HaveField("Minutes.ReceivedTime", be("2024-03-20 10:00"))))
		Expect(r.minutes(ctx, "first").Status.ReceivedTime).To(be("2024-03-20 10:00"))
		Expect(reasons(r.told())).To(ConsistOf("InForce"))
		Expect(r.duty(ctx, dutyOf("d1")).ResourceVersion).To(Equal(version))

		By("the meeting being deleted, which its ledger keeps others than an administrator from")
		gitops := env.ServiceAccount(ctx, r.namespace, "gitops")
		env.Grant(ctx, r.namespace, gitops.Subject(), framework.Records("jointmeetings", "delete"))
		Expect(gitops.Delete(ctx, meeting.DeepCopy())).To(framework.BeForbidden("purge"))
		Expect(env.Admin.Delete(ctx, meeting)).To(Succeed())
		writes, next := r.settle(ctx, plenary)
		Expect(writes).To(ConsistOf("STATUS MeetingMinutes first"))
		Expect(next).To(BeZero())
		Expect(r.minutes(ctx, "first").Status).To(And(HaveField("Verdict", v1alpha1.VerdictInForce),
			HaveField("Conditions", And(have(v1alpha1.ConditionReady, no, v1alpha1.ReasonMeetingNotFound),
				have(v1alpha1.ConditionStalled, no, v1alpha1.ReasonNotStalled)))))
		Expect(r.duty(ctx, dutyOf("d1")).ResourceVersion).To(Equal(version))
		Expect(r.told()).To(BeEmpty())

		By("the meeting declared again: the session is known from its minutes, and nothing is made twice")
		again := wrappers.Meeting(plenary).Namespace(r.namespace).Title("联席会议").Schedule(quarterly).Obj()
		Expect(env.Admin.Create(ctx, again)).To(Succeed())
		writes, _ = r.settle(ctx, plenary)
		Expect(writes).NotTo(ContainElement(ContainSubstring("DepartmentDuty")))
		Expect(get(ctx, again).Status.Sessions).To(ConsistOf(And(HaveField("Type", v1alpha1.SessionRecorded),
			HaveField("State", v1alpha1.SessionHeld), HaveField("Decisions", counts(1, 1, 0, 0)))))
		Expect(r.duty(ctx, dutyOf("d1")).ResourceVersion).To(Equal(version))
		Expect(client.IgnoreNotFound(env.Admin.Delete(ctx, again))).To(Succeed())
	})
})

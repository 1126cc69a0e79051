// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	// sampleMinutes are the minutes of the samples, of a session of the meeting of Xicheng.
	sampleMinutes = "config/samples/records/minutes"

	coordination = "coordination"
	// session is the key of the session, and the name of its minutes ends with it.
	session = v1alpha1.PlainDate("2026-10-01")
)

// withoutSeat are the meetings of the plans, each with the departments that hold duties on which it is, and how many, and
// have no seat there: as test/fixtures has counted them in the plans.
var withoutSeat = map[string][]string{
	"jilin/joint-meeting":           {"water-resources holds 3"},
	"mangshi/joint-meeting":         {"publicity-department holds 1", "radio-television holds 1", "court holds 1", "procuratorate holds 2"},
	"shanghai/consultation":         {"conduct-meeting-members holds 1", "district-governments holds 9"},
	"shanghai/consultation-liaison": {"conduct-meeting-members holds 1", "district-governments holds 9"},
	"shanghai/false-advertising":    {"health-commission holds 1"},
	"shanghai/medical-conduct":      {"hospital-development-centre holds 2", "healthcare-security holds 1", "district-governments holds 4"},
	"xicheng/coordination":          {},
	"xuzhou/coordination":           {"health-institutions holds 6", "industry-associations holds 4"},
}

// theMeetingsOfThePlans are understood, and their members held against the duties.
func theMeetingsOfThePlans(ctx SpecContext) {
	found := map[string]bool{}
	for _, samples := range sampleRegions() {
		for _, sample := range samples.Meetings {
			name := samples.Jurisdiction.Name + "/" + sample.Name
			found[name] = true
			Expect(withoutSeat).To(HaveKey(name))
			Eventually(current[*v1alpha1.JointMeeting]).WithArguments(ctx, wrappers.Meeting(sample.Name).Namespace(sample.Namespace).Obj()).Should(And(
				beReady(), haveSeats(withoutSeat[name]),
				haveCondition(v1alpha1.ConditionSessionMissed, metav1.ConditionFalse, v1alpha1.ReasonNoSessionYet),
				HaveField("Status.Next", WithTransform(announcedAhead, BeTrue()))), name)
		}
	}
	Expect(found).To(HaveLen(len(withoutSeat)))
	By("having on an agenda what is overdue")
	Eventually(current[*v1alpha1.JointMeeting]).WithArguments(ctx, coordinationMeeting()).Should(HaveField("Status.Next.Agenda",
		ContainElement(And(HaveField("Kind", v1alpha1.AgendaOverdueDuty), HaveField("Ref.Name", stations)))))
}

// announcedAhead tells whether the members of a session are invited before it begins.
func announcedAhead(next v1alpha1.NextSession) bool {
	return next.NoticeTime != nil && next.NoticeTime.Before(next.StartTime)
}

// haveSeats matches a meeting by which departments have no seat, each with how many duties it holds.
func haveSeats(without []string) types.GomegaMatcher {
	return WithTransform(func(meeting *v1alpha1.JointMeeting) (string, error) {
		condition := meta.FindStatusCondition(meeting.Status.Conditions, v1alpha1.ConditionMembersConsistent)
		switch {
		case condition == nil:
			return "", fmt.Errorf("it is not known yet whether the members of %s hold the duties", meeting.Name)
		case condition.Reason == v1alpha1.ReasonAllMembers:
			return fmt.Sprint(condition.Status), nil
		}
		return fmt.Sprintf("%s %d: %s", condition.Status, strings.Count(condition.Message, " holds "), condition.Message), nil
	}, seats(without))
}

func seats(without []string) types.GomegaMatcher {
	if len(without) == 0 {
		return Equal(string(metav1.ConditionTrue))
	}
	matchers := []types.GomegaMatcher{HavePrefix("%s %d: ", metav1.ConditionFalse, len(without))}
	for _, department := range without {
		matchers = append(matchers, ContainSubstring(department+" ("))
	}
	return And(matchers...)
}

// theMinutesOfXicheng are filed by its office, and what they decided becomes duties.
func theMinutesOfXicheng(ctx SpecContext) {
	minutes, err := deploy.Render(sampleMinutes)
	Expect(err).NotTo(HaveOccurred())
	office := env.User(ctx, "xicheng-office-desk", "xicheng:office")
	for _, object := range minutes {
		Expect(office.Create(ctx, object)).To(Succeed())
	}
	name := coordination + "-" + string(session)
	Eventually(current[*v1alpha1.MeetingMinutes]).WithArguments(ctx, wrappers.Minutes(name).Namespace(xichengNamespace).Obj()).Should(And(
		beReady(), haveCondition(v1alpha1.ConditionLeadsAreMembers, metav1.ConditionTrue, v1alpha1.ReasonAllMembers),
		HaveField("Status.Verdict", v1alpha1.VerdictInForce)))
	Eventually(current[*v1alpha1.JointMeeting]).WithArguments(ctx, coordinationMeeting()).Should(And(
		haveCondition(v1alpha1.ConditionSessionMissed, metav1.ConditionFalse, v1alpha1.ReasonSessionHeld),
		HaveField("Status.Sessions", ContainElement(And(
			HaveField("Date", session), HaveField("State", v1alpha1.SessionHeld), HaveField("Attendance.Quorum", v1alpha1.QuorumMet)))),
		HaveField("Status.Decisions.Total", HaveValue(BeEquivalentTo(2)))))
	for _, id := range []string{"shared-list", "clinic-checks"} {
		Eventually(current[*v1alpha1.DepartmentDuty]).WithArguments(ctx, wrappers.Duty(name+"-"+id).Namespace(xichengNamespace).Obj()).
			Should(And(beReady(), HaveField("Spec.Source.Kind", v1alpha1.SourceDecision)), id)
	}
	Eventually(agreeOnDuties).WithArguments(ctx, "xicheng").Should(Succeed())
}

func coordinationMeeting() *v1alpha1.JointMeeting {
	return wrappers.Meeting(coordination).Namespace(xichengNamespace).Obj()
}

// meet has a county meet, and returns once what was decided has become a duty.
func (c *county) meet(ctx context.Context) {
	GinkgoHelper()
	const held = v1alpha1.PlainDate("2024-03-15")
	Expect(env.Admin.Create(ctx, wrappers.Meeting("plenary").Namespace(c.namespace).Schedule("0 9 15 3,6,9,12 *").Obj())).To(Succeed())
	Eventually(may).WithArguments(ctx, c.office, c.namespace, v1alpha1.VerbMinute, commission).Should(BeTrue())
	Expect(c.office.Create(ctx, wrappers.Minutes("march").Namespace(c.namespace).Meeting("plenary").Session(held).FiledBy(c.office.Name).
		Decision(wrappers.Decision("d1").Leads(police)).Obj())).To(Succeed())
	Eventually(c.duty).WithArguments(ctx, "plenary-2024-03-15-d1").Should(beReady())
}

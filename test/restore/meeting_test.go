// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package restore

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// The sessions of the meeting of Fengtai, all beside a schedule: that of which there are minutes, that of which there are
// none, and that which lies ahead.
const (
	recorded = v1alpha1.PlainDate("2024-03-15")
	missed   = v1alpha1.PlainDate("2024-06-14")
	ahead    = v1alpha1.PlainDate("2099-03-16")
)

// plenary names the meeting.
func plenary() *v1alpha1.JointMeeting {
	return wrappers.Meeting("plenary").Namespace(fengtaiNamespace).
		Extra(recorded, "09:00").Extra(missed, "09:00").Extra(ahead, "09:00").Obj()
}

// decided names the duty of a decision.
func (p *place) decided(id string) *v1alpha1.DepartmentDuty {
	return wrappers.Duty("plenary-" + string(recorded) + "-" + id).Namespace(fengtaiNamespace).Obj()
}

// meet has Fengtai meet: the minutes of one session come late and are corrected, by which a decision is struck out on which
// was reported; and another session is missed.
func (pr *province) meet(ctx context.Context) {
	GinkgoHelper()
	pr.stop()
	meeting := plenary()
	create(ctx, pr.Admin, meeting)
	// As an operator has left it that saw these sessions begin.
	meeting.Status = v1alpha1.JointMeetingStatus{
		ObservedGeneration: meeting.Generation, Sessions: []v1alpha1.SessionStatus{begun(recorded), begun(missed)},
	}
	Expect(pr.Admin.Status().Update(ctx, meeting)).To(Succeed())
	pr.start(ctx)
	Eventually(current[*v1alpha1.JointMeeting]).WithArguments(ctx, pr.place, plenary()).Should(And(
		haveSession(recorded, v1alpha1.SessionMissed), haveSession(missed, v1alpha1.SessionMissed)))

	Eventually(may).WithArguments(ctx, pr.office, fengtaiNamespace, v1alpha1.VerbMinute, commission).Should(BeTrue())
	kept := wrappers.Decision("kept").Leads(police).Due("2099")
	create(ctx, pr.office, pr.minutes("first").Decision(kept).Decision(wrappers.Decision("struck-out").Leads(police)).Obj())
	struckOut := pr.decided("struck-out")
	Eventually(current[*v1alpha1.DepartmentDuty]).WithArguments(ctx, pr.place, struckOut).Should(HaveField("Status.ObservedGeneration", BeNumerically(">", 0)))
	create(ctx, pr.desk, pr.report(struckOut.Name, "on-struck-out").Obj())
	Eventually(current[*v1alpha1.DepartmentDuty]).WithArguments(ctx, pr.place, struckOut).Should(HaveField("Status.Receipts", HaveLen(1)))
	create(ctx, pr.office, pr.minutes("corrected").Supersedes("first").Decision(kept).Obj())
	Eventually(current[*v1alpha1.DepartmentDuty]).WithArguments(ctx, pr.place, struckOut).Should(HaveField("Spec.WithdrawnTime", Not(BeNil())))
	Eventually(current[*v1alpha1.JointMeeting]).WithArguments(ctx, pr.place, plenary()).Should(And(
		haveSession(recorded, v1alpha1.SessionHeld), haveSession(missed, v1alpha1.SessionMissed),
		HaveField("Status.Sessions", ContainElement(And(HaveField("Date", recorded), HaveField("MissedTime", Not(BeNil()))))),
		HaveField("Status.Next.Date", ahead), HaveField("Status.Next.Agenda", ContainElement(HaveField("Ref.Name", pr.decided("kept").Name)))))
}

// begun is a session that has begun, and of which there are no minutes yet.
func begun(date v1alpha1.PlainDate) v1alpha1.SessionStatus {
	GinkgoHelper()
	day, err := time.Parse(time.DateOnly, string(date))
	Expect(err).NotTo(HaveOccurred())
	start, none := metav1.NewTime(day.Add(time.Hour)), int32(0)
	due, graceEnd := metav1.NewTime(start.AddDate(0, 0, 14)), metav1.NewTime(start.AddDate(0, 1, 0))
	return v1alpha1.SessionStatus{
		Date: date, Type: v1alpha1.SessionExtra, State: v1alpha1.SessionAwaitingMinutes, StartTime: &start,
		MinutesDueTime: &due, GraceEndTime: &graceEnd, AgendaTotal: &none,
	}
}

// haveSession matches a meeting by how a session stands.
func haveSession(date v1alpha1.PlainDate, state v1alpha1.SessionState) types.GomegaMatcher {
	return HaveField("Status.Sessions", ContainElement(And(HaveField("Date", date), HaveField("State", state))))
}

// minutes begins those of the session that was recorded, which the office files.
func (pr *province) minutes(name string) *wrappers.MinutesWrapper {
	return wrappers.Minutes(name).Namespace(fengtaiNamespace).Meeting("plenary").Session(recorded).
		Attendees(commission, police).FiledBy(pr.office.Name)
}

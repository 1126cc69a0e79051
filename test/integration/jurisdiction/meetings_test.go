// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// minutesIn are minutes that the administrator filed.
func minutesIn(namespace, name string) *v1alpha1.MeetingMinutes {
	return wrappers.Minutes(name).Namespace(namespace).Session("2021-03-15").FiledBy(env.Admin.Name).Obj()
}

// metIn makes a meeting that has held a session.
func metIn(ctx context.Context, namespace, name string) *v1alpha1.JointMeeting {
	GinkgoHelper()
	meeting := wrappers.Meeting(name).Namespace(namespace).Obj()
	declare(ctx, meeting)
	meets(ctx, meeting, session(v1alpha1.SessionHeld))
	return meeting
}

// meets gives a meeting the status that its own controller would have written.
func meets(ctx context.Context, meeting *v1alpha1.JointMeeting, status v1alpha1.JointMeetingStatus) {
	GinkgoHelper()
	get(ctx, meeting)
	meeting.Status = status
	Expect(env.Admin.Status().Update(ctx, meeting)).To(Succeed())
}

// session is the status of a meeting of which one session is known.
func session(state v1alpha1.SessionState) v1alpha1.JointMeetingStatus {
	condition := func(conditionType string, status metav1.ConditionStatus, reason, message string) metav1.Condition {
		return metav1.Condition{
			Type: conditionType, Status: status, Reason: reason, Message: message, LastTransitionTime: metav1.Unix(0, 0),
		}
	}
	missed := condition(v1alpha1.ConditionSessionMissed, metav1.ConditionFalse, v1alpha1.ReasonNoSessionYet, "none yet")
	minutes := condition(v1alpha1.ConditionMinutesOverdue, metav1.ConditionFalse, v1alpha1.ReasonMinutesInTime, "none overdue")
	switch state {
	case v1alpha1.SessionScheduled, v1alpha1.SessionAwaitingMinutes:
	case v1alpha1.SessionHeld:
		missed.Reason = v1alpha1.ReasonSessionHeld
	case v1alpha1.SessionMissed:
		missed = condition(missed.Type, metav1.ConditionTrue, v1alpha1.ReasonNoMinutesFiled, "nothing is known of 2021-03-15")
	case v1alpha1.SessionInquorate:
		missed = condition(missed.Type, metav1.ConditionTrue, v1alpha1.ReasonInquorate, "2 of 5 came on 2021-03-15")
	case v1alpha1.SessionMinutesOverdue:
		minutes = condition(minutes.Type, metav1.ConditionTrue, v1alpha1.ReasonMinutesNotFiled, "no minutes of 2021-03-15")
	}
	return v1alpha1.JointMeetingStatus{
		Conditions: []metav1.Condition{missed, minutes},
		Sessions:   []v1alpha1.SessionStatus{{Date: "2021-03-15", Type: v1alpha1.SessionRegular, State: state}},
	}
}

// meetings matches the status of a region by what it counts below it, itself included.
func meetings(total, offSchedule, sessionsMissed int32) OmegaMatcher {
	return WithTransform(func(s v1alpha1.JurisdictionStatus) v1alpha1.MeetingCounts { return s.Subtree.Meetings },
		Equal(v1alpha1.MeetingCounts{Total: &total, OffSchedule: &offSchedule, SessionsMissed: &sessionsMissed}))
}

// beOnTrack matches the status of a region that is on track with all below it.
func beOnTrack() OmegaMatcher {
	return have(v1alpha1.ConditionOnTrack, metav1.ConditionTrue, v1alpha1.ReasonOnTrack)
}

var _ = Describe("counting meetings", func() {
	It("tells which are off schedule, here and up to the root, until that is made good", func(ctx SpecContext) {
		const county, city, province = "meeting-county", "meeting-city", "meeting-province"
		const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
		r := newRun()
		declare(ctx, wrappers.Jurisdiction(county).Parent(city).Obj(),
			wrappers.Jurisdiction(city).Level(v1alpha1.LevelPrefecture).Parent(province).Obj(),
			wrappers.Jurisdiction(province).Level(v1alpha1.LevelProvince).Obj())
		r.reconcile(ctx, county, city, province)
		Expect(statusOf(ctx, county)).To(And(meetings(0, 0, 0), beOnTrack(),
			have(v1alpha1.ConditionMeetingsOnSchedule, yes, v1alpha1.ReasonNoMeetings)))

		By("meetings that are on schedule")
		plenary := wrappers.Meeting("plenary").Namespace("region-" + county).Obj()
		liaison := wrappers.Meeting("liaison").Liaison().Namespace("region-" + county).Obj()
		declare(ctx, plenary, liaison, wrappers.Meeting("plenary").Namespace("region-"+province).Obj())
		meets(ctx, plenary, session(v1alpha1.SessionAwaitingMinutes))
		r.reconcile(ctx, county, city, province)
		Expect(statusOf(ctx, county)).To(And(meetings(2, 0, 0), beOnTrack(),
			have(v1alpha1.ConditionMeetingsOnSchedule, yes, v1alpha1.ReasonAllOnSchedule, "none of 2 meetings")))
		Expect(statusOf(ctx, province)).To(And(meetings(3, 0, 0), beOnTrack()))

		// off expects that the county is off schedule, and that all above it know.
		off := func(message string, missed int32) {
			GinkgoHelper()
			r.reconcile(ctx, county, city, province)
			status := statusOf(ctx, county)
			Expect(status).To(And(meetings(2, 1, missed), beReady(),
				have(v1alpha1.ConditionMeetingsOnSchedule, no, v1alpha1.ReasonMeetingsOffSchedule, "1 of 2 meetings: "+message),
				have(v1alpha1.ConditionOnTrack, no, v1alpha1.ReasonRegionOffTrack, "not True here: "+v1alpha1.ConditionMeetingsOnSchedule)))
			Expect(status.Own.Meetings).To(Equal(status.Subtree.Meetings))
			Expect(status.Light).To(Equal(v1alpha1.LightYellow))
			Expect(statusOf(ctx, city)).To(have(v1alpha1.ConditionMeetingsOnSchedule, yes, v1alpha1.ReasonNoMeetings))
			Expect(statusOf(ctx, province)).To(have(v1alpha1.ConditionMeetingsOnSchedule, yes, v1alpha1.ReasonAllOnSchedule))
			for above, total := range map[string]int32{city: 2, province: 3} {
				status := statusOf(ctx, above)
				Expect(status).To(And(meetings(total, 1, missed),
					have(v1alpha1.ConditionOnTrack, no, v1alpha1.ReasonSubtreeOffTrack, "(0 overdue, 1 meetings off schedule)")), above)
				Expect(status.Subtree.RegionsOffTrack).To(HaveValue(BeEquivalentTo(1)), above)
				Expect(status.Light).To(Equal(v1alpha1.LightYellow), above)
			}
		}
		By("minutes that are overdue")
		meets(ctx, plenary, session(v1alpha1.SessionMinutesOverdue))
		off("plenary: no minutes of 2021-03-15", 0)
		By("a session that was missed")
		meets(ctx, plenary, session(v1alpha1.SessionMissed))
		off("plenary: nothing is known of 2021-03-15", 1)
		By("its minutes, which tell that few came")
		meets(ctx, plenary, session(v1alpha1.SessionInquorate))
		off("plenary: 2 of 5 came on 2021-03-15", 0)

		By("a session that was held")
		meets(ctx, plenary, session(v1alpha1.SessionHeld))
		r.reconcile(ctx, county, city, province)
		Expect(statusOf(ctx, county)).To(And(meetings(2, 0, 0), beOnTrack(),
			have(v1alpha1.ConditionMeetingsOnSchedule, yes, v1alpha1.ReasonAllOnSchedule)))
		Expect(statusOf(ctx, province)).To(And(meetings(3, 0, 0), beOnTrack()))
		r.writes.Store(0)
		r.clock.SetTime(r.clock.Now().Add(time.Hour))
		r.reconcile(ctx, county, city, province)
		Expect(r.writes.Load()).To(BeZero())
	})
})

var _ = Describe("deleting a region with meetings", func() {
	var r *run

	BeforeEach(func() { r = newRun() })

	DescribeTable("under Delete waits until what is on record is purged",
		func(ctx SpecContext, name, holds string, record func(ctx context.Context, namespace string) client.Object) {
			namespace := "region-" + name
			declare(ctx, withRights(name).DeletionPolicy(v1alpha1.DeletionDelete).Obj())
			r.reconcile(ctx, name)
			kept := record(ctx, namespace)
			deleteRegion(ctx, name)
			r.reconcile(ctx, name)
			Expect(statusOf(ctx, name)).To(beBlocked(v1alpha1.ReasonHasRecords, holds))
			Expect(get(ctx, namespaceNamed(namespace)).DeletionTimestamp).To(BeNil())
			Expect(rights(ctx, namespace)).To(ConsistOf(allRights), "it is not taken down yet")

			Expect(env.Admin.Delete(ctx, kept)).To(Succeed())
			r.reconcile(ctx, name)
			Expect(statusOf(ctx, name)).To(And(beDeleting(), notBeBlocked()))
			Expect(get(ctx, namespaceNamed(namespace)).DeletionTimestamp).NotTo(BeNil())
			finish(ctx, namespace)
			r.reconcile(ctx, name)
			Expect(isGone(ctx, name)).To(BeTrue())
		},
		Entry("minutes", "with-minutes", "1 MeetingMinutes, 0 DepartmentDuties with a recorded miss and 0 JointMeetings",
			func(ctx context.Context, namespace string) client.Object {
				minutes := minutesIn(namespace, "m")
				declare(ctx, minutes)
				return minutes
			}),
		Entry("a meeting that has met", "with-meeting", "0 MeetingMinutes, 0 DepartmentDuties with a recorded miss and 1 JointMeetings",
			func(ctx context.Context, namespace string) client.Object { return metIn(ctx, namespace, "m") }),
	)

	DescribeTable("under Delete goes at once with a meeting of which nothing is on record",
		func(ctx SpecContext, name string, status v1alpha1.JointMeetingStatus) {
			namespace := "region-" + name
			declare(ctx, withRights(name).DeletionPolicy(v1alpha1.DeletionDelete).Obj())
			r.reconcile(ctx, name)
			meeting := wrappers.Meeting("m").Namespace(namespace).Obj()
			declare(ctx, meeting)
			meets(ctx, meeting, status)
			deleteRegion(ctx, name)
			r.reconcile(ctx, name)
			Expect(statusOf(ctx, name)).To(And(beDeleting(), notBeBlocked()))
			finish(ctx, namespace)
			r.reconcile(ctx, name)
			Expect(isGone(ctx, name)).To(BeTrue())
		},
		Entry("one that was understood", "with-plan", v1alpha1.JointMeetingStatus{ObservedGeneration: 1}),
		Entry("one to which its members were invited", "with-notice", session(v1alpha1.SessionScheduled)),
	)

	It("under Retain leaves meetings and minutes as they are", func(ctx SpecContext) {
		const name, namespace = "meetings-kept", "region-meetings-kept"
		declare(ctx, withRights(name).Obj())
		r.reconcile(ctx, name)
		minutes := minutesIn(namespace, "m")
		declare(ctx, minutes)
		meeting := metIn(ctx, namespace, "m")
		deleteRegion(ctx, name)
		r.reconcile(ctx, name)
		Expect(isGone(ctx, name)).To(BeTrue())
		Expect(objects(ctx, namespace)).To(BeEmpty())
		Expect(get(ctx, namespaceNamed(namespace)).DeletionTimestamp).To(BeNil())
		for _, left := range []client.Object{minutes, meeting} {
			version := left.GetResourceVersion()
			Expect(get(ctx, left).GetResourceVersion()).To(Equal(version))
		}
	})
})

var _ = Describe("meetings of a region as it runs", Ordered, func() {
	const county, city = "convened-county", "convened-city"
	const namespace = "region-" + county
	var (
		r       *running
		kept    keeper
		plenary = wrappers.Meeting("plenary").Namespace(namespace).Obj()
	)

	BeforeAll(func(ctx SpecContext) {
		DeferCleanup(kept.remove)
		r = start(ctx)
		DeferCleanup(func() { r.stop() })
		kept.keep(ctx, wrappers.Jurisdiction(county).Parent(city).DeletionPolicy(v1alpha1.DeletionDelete).Obj(),
			wrappers.Jurisdiction(city).Level(v1alpha1.LevelPrefecture).Obj())
		becomes(ctx, county, beReady())
		becomes(ctx, city, beReady())
		kept.keep(ctx, plenary)
		becomes(ctx, city, meetings(1, 0, 0))
	})

	It("adds up to the root, with one write of each region on the way", func(ctx SpecContext) {
		writes, before := watchWrites(ctx), r.writes.Load()
		meets(ctx, plenary, session(v1alpha1.SessionMissed))
		becomes(ctx, city, And(meetings(1, 1, 1), have(v1alpha1.ConditionOnTrack, metav1.ConditionFalse,
			v1alpha1.ReasonSubtreeOffTrack, county+" (0 overdue, 1 meetings off schedule)")))
		once := Equal(map[string]int{county: 1, city: 1})
		Eventually(writes.counted).WithTimeout(5*time.Second).Should(once, "the watch may be behind what was just read")
		Consistently(writes.counted).WithTimeout(time.Second).Should(once)
		Expect(r.writes.Load()-before).To(BeEquivalentTo(2), "and no other requests")
	})

	It("writes nothing when a meeting changes in what is not counted", func(ctx SpecContext) {
		before := r.writes.Load()
		status := session(v1alpha1.SessionMissed)
		status.Next = v1alpha1.NextSession{
			Date: "2021-06-15", StartTime: new(metav1.Unix(1623718800, 0)), NoticeTime: new(metav1.Unix(1623081600, 0)),
		}
		meets(ctx, plenary, status)
		Consistently(r.writes.Load).WithTimeout(time.Second).Should(Equal(before))
	})

	It("lets the region go with the last of its minutes and of the meetings that met", func(ctx SpecContext) {
		minutes := minutesIn(namespace, "m")
		kept.keep(ctx, minutes)
		deleteRegion(ctx, county)
		becomes(ctx, county, beBlocked(v1alpha1.ReasonHasRecords, "1 MeetingMinutes", "1 JointMeetings"))
		Expect(env.Admin.Delete(ctx, plenary)).To(Succeed())
		becomes(ctx, county, beBlocked(v1alpha1.ReasonHasRecords, "1 MeetingMinutes", "0 JointMeetings"))
		Expect(env.Admin.Delete(ctx, minutes)).To(Succeed())
		becomes(ctx, county, And(beDeleting(), notBeBlocked()))
		Eventually(func(ctx SpecContext) *metav1.Time { return get(ctx, namespaceNamed(namespace)).DeletionTimestamp }).
			WithContext(ctx).WithTimeout(settle).ShouldNot(BeNil())
		finish(ctx, namespace)
		becomes(ctx, city, meetings(0, 0, 0))
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	"context"
	"maps"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/rand"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/jointmeeting"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	// settle bounds every wait for the running controllers.
	settle = time.Minute
	// lull is how long nothing must be written for there to be nothing to write. They write within milliseconds of a change;
	// what they gather waits for 200 ms.
	lull = time.Second
)

// town is a region that the controllers set up, with an office that keeps the minutes.
type town struct {
	name, namespace string
	clock           *clocktesting.FakePassiveClock
	// wei acts for the office, as far as the operator lets him.
	wei *framework.Actor
	// steps tell the controllers that the clock was set.
	steps []func()
	stop  func()
}

// newTown runs the controllers, on a clock that shows the time at which it is made, and declares a region.
func newTown(ctx context.Context) *town {
	GinkgoHelper()
	t := &town{name: "town-" + rand.String(6), clock: clocktesting.NewFakePassiveClock(time.Now())}
	t.namespace = v1alpha1.NamespacePrefix + t.name
	t.wei = env.User(ctx, "wei-"+t.name)
	t.start(ctx)
	Expect(env.Admin.Create(ctx, wrappers.Jurisdiction(t.name).Departments(health, finance, police).
		Office(health, wrappers.User(t.wei.Name)).Obj())).To(Succeed())
	Eventually(t.mayKeepMinutes).WithContext(ctx).WithTimeout(settle).Should(BeTrue())
	return t
}

// start runs the controllers with their caches and watches until stop, or the end of the test.
func (t *town) start(ctx context.Context) {
	GinkgoHelper()
	mgr, err := ctrl.NewManager(operator.Config, ctrl.Options{
		Scheme: env.Scheme, Metrics: server.Options{BindAddress: "0"},
		Cache:      cache.Options{ByObject: jurisdiction.CacheOptions()},
		Controller: config.Controller{SkipNameValidation: new(true)}, // it is started more than once here
	})
	Expect(err).NotTo(HaveOccurred())
	Expect(index.Setup(ctx, mgr.GetFieldIndexer())).To(Succeed())
	t.steps = nil
	onStep := func(f func()) { t.steps = append(t.steps, f) }
	recorder := mgr.GetEventRecorder(v1alpha1.ManagedByOperator)
	for _, controller := range []interface{ SetupWithManager(ctrl.Manager) error }{
		&jointmeeting.Reconciler{Client: mgr.GetClient(), APIReader: mgr.GetAPIReader(), Recorder: recorder, Clock: t.clock, OnClockStep: onStep},
		&departmentduty.Reconciler{Client: mgr.GetClient(), Recorder: recorder, Clock: t.clock, Concurrency: 2, OnClockStep: onStep},
		&jurisdiction.Reconciler{Client: mgr.GetClient(), APIReader: mgr.GetAPIReader(), Recorder: recorder, Clock: t.clock},
	} {
		Expect(controller.SetupWithManager(mgr)).To(Succeed())
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(running) }()
	stopped := false
	t.stop = func() {
		if !stopped {
			stopped = true
			cancel()
			Expect(<-ended).To(Succeed())
		}
	}
	DeferCleanup(t.stop)
}

// step sets the clock, as the operator's own does when it finds itself wrong.
func (t *town) step(when string) {
	GinkgoHelper()
	t.clock.SetTime(moment(when))
	for _, tell := range t.steps {
		tell()
	}
}

func (t *town) mayKeepMinutes(ctx context.Context) (bool, error) {
	review := &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{
		ResourceAttributes: &authorizationv1.ResourceAttributes{
			Group: v1alpha1.GroupVersion.Group, Resource: v1alpha1.DepartmentsResource, Name: string(health),
			Namespace: t.namespace, Verb: v1alpha1.VerbMinute,
		},
	}}
	err := t.wei.Create(ctx, review)
	return review.Status.Allowed, err
}

// declare creates objects in the region.
func (t *town) declare(ctx context.Context, as *framework.Actor, objects ...client.Object) {
	GinkgoHelper()
	for _, object := range objects {
		object.SetNamespace(t.namespace)
		Expect(as.Create(ctx, object)).To(Succeed())
	}
}

// minutes begins minutes of a session that wei files. Whatever the clock shows, the API server lets nobody file what is to
// come, so the session was held the moment before.
func (t *town) minutes(name string, session v1alpha1.PlainDate) *wrappers.MinutesWrapper {
	return wrappers.Minutes(name).Meeting(plenary).Session(session).Held(time.Now().Truncate(time.Second).Add(-time.Minute)).FiledBy(t.wei.Name)
}

// becomes waits until an object that is written by the controllers is as it should be.
func becomes[T client.Object](ctx context.Context, object T, matchers ...types.GomegaMatcher) {
	GinkgoHelper()
	Eventually(func(ctx context.Context) (T, error) {
		return object, env.Admin.Get(ctx, client.ObjectKeyFromObject(object), object)
	}).WithContext(ctx).WithTimeout(settle).Should(And(matchers...))
}

// state matches a meeting by how a session stands.
func state(date v1alpha1.PlainDate, state v1alpha1.SessionState) types.GomegaMatcher {
	return HaveField("Status.Sessions", ContainElement(And(HaveField("Date", date), HaveField("State", state))))
}

// agenda matches a meeting by that of its next session.
func agenda(items ...string) types.GomegaMatcher {
	return WithTransform(func(m *v1alpha1.JointMeeting) []string { return show(m.Status.Next.Agenda) }, Equal(append([]string{}, items...)))
}

// is matches an object by one of its conditions.
func is(conditionType string, status metav1.ConditionStatus, reason string, saying ...string) types.GomegaMatcher {
	return HaveField("Status.Conditions", have(conditionType, status, reason, saying...))
}

// versions are those of everything in the region that a controller of meetings writes or reads.
func (t *town) versions(ctx context.Context) map[string]string {
	GinkgoHelper()
	versions := map[string]string{}
	for _, list := range []client.ObjectList{
		&v1alpha1.JointMeetingList{}, &v1alpha1.MeetingMinutesList{}, &v1alpha1.DepartmentDutyList{},
	} {
		Expect(env.Admin.List(ctx, list, client.InNamespace(t.namespace))).To(Succeed())
		objects, err := meta.ExtractList(list)
		Expect(err).NotTo(HaveOccurred())
		for _, object := range objects {
			accessor, err := meta.Accessor(object)
			Expect(err).NotTo(HaveOccurred())
			versions[accessor.GetName()] = accessor.GetResourceVersion()
		}
	}
	versions["region"] = get(ctx, wrappers.Jurisdiction(t.name).Obj()).ResourceVersion
	return versions
}

// rest waits until nothing has been written for a while, and returns the versions then.
func (t *town) rest(ctx context.Context) map[string]string {
	GinkgoHelper()
	last, since := t.versions(ctx), time.Now()
	Eventually(func(ctx context.Context) time.Duration {
		if versions := t.versions(ctx); !maps.Equal(versions, last) {
			last, since = versions, time.Now()
		}
		return time.Since(since)
	}).WithContext(ctx).WithTimeout(settle).Should(BeNumerically(">", lull))
	return last
}

// told are the events about a meeting for a reason.
func (t *town) told(ctx context.Context, reason string) ([]eventsv1.Event, error) {
	var list eventsv1.EventList
	err := env.Admin.List(ctx, &list, client.InNamespace(t.namespace), client.MatchingFields{"reason": reason})
	return list.Items, err
}

var _ = Describe("The controller as it runs", func() {
	const yes, no = metav1.ConditionTrue, metav1.ConditionFalse
	// The sessions of these tests lie so far ahead that no clock on which they run has reached them: both are Mondays.
	const first, second = v1alpha1.PlainDate("2099-03-16"), v1alpha1.PlainDate("2099-06-15")
	convened := func() *v1alpha1.JointMeeting {
		return wrappers.Meeting(plenary).Extra(first, "09:00").Extra(second, "09:00").Obj()
	}

	It("is woken by the clock, by minutes, by duties and by the region, and tells the region how it stands", func(ctx SpecContext) {
		t := newTown(ctx)
		region, meeting := wrappers.Jurisdiction(t.name).Obj(), convened()
		t.declare(ctx, env.Admin, meeting)
		becomes(ctx, meeting, HaveField("Status.Next.Date", first), is(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated))
		becomes(ctx, region, HaveField("Status.Own.Meetings.Total", HaveValue(BeEquivalentTo(1))),
			is(v1alpha1.ConditionMeetingsOnSchedule, yes, v1alpha1.ReasonAllOnSchedule))

		By("the notice")
		t.step("2099-03-09 00:00")
		becomes(ctx, meeting, state(first, v1alpha1.SessionScheduled))
		Eventually(t.told).WithContext(ctx).WithArguments("SessionNotice").WithTimeout(settle).Should(ConsistOf(
			And(HaveField("Regarding.Name", plenary), HaveField("Note", ContainSubstring("2099-03-16")), HaveField("Action", "Evaluate/2099-03-16"))))

		By("minutes, whose decisions the controller of duties takes up")
		t.step("2099-03-16 09:00")
		becomes(ctx, meeting, state(first, v1alpha1.SessionAwaitingMinutes), HaveField("Status.Next.Date", second))
		minutes := t.minutes("march", first).Decision(wrappers.Decision("d1").Due("2099-04").Leads(health)).
			Decision(wrappers.Decision("d2").Leads(finance)).Obj()
		t.declare(ctx, t.wei, minutes)
		becomes(ctx, meeting, state(first, v1alpha1.SessionHeld))
		d1 := wrappers.Duty("plenary-2099-03-16-d1").Namespace(t.namespace).Obj()
		d2 := wrappers.Duty("plenary-2099-03-16-d2").Namespace(t.namespace).Obj()
		becomes(ctx, d1, is(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated))
		becomes(ctx, d2, is(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated))
		becomes(ctx, meeting, agenda("40 OpenDecision "+d1.Name, "40 OpenDecision "+d2.Name), HaveField("Status.Decisions", counts(2, 2, 0, 0)))
		becomes(ctx, minutes, HaveField("Status.Verdict", v1alpha1.VerdictInForce), HaveField("Status.Duties", HaveLen(2)))

		By("a duty that an administrator changes, and one that he deletes")
		edit(ctx, d1, func(d *v1alpha1.DepartmentDuty) { d.Spec.Title, d.Labels = "drift", nil })
		becomes(ctx, d1, HaveField("Spec.Title", "d1"), HaveField("Labels", HaveKeyWithValue(v1alpha1.LabelMeeting, plenary)))
		Expect(env.Admin.Delete(ctx, d2)).To(Succeed())
		becomes(ctx, d2, HaveField("Spec.Title", "d2"))

		By("a duty that turns overdue")
		t.step("2099-05-02 00:00")
		becomes(ctx, meeting, agenda("60 OverdueDuty Notice "+d1.Name, "40 OpenDecision "+d2.Name), HaveField("Status.Decisions", counts(2, 1, 1, 0)),
			is(v1alpha1.ConditionDecisionsOnTrack, no, v1alpha1.ReasonDecisionsOverdue))

		By("a member that the region declares no more")
		edit(ctx, region, func(j *v1alpha1.Jurisdiction) { j.Spec.Departments = j.Spec.Departments[:1] })
		becomes(ctx, meeting, is(v1alpha1.ConditionMembersConsistent, no, v1alpha1.ReasonNotMembers, "finance"))

		By("a session without minutes")
		t.step("2099-07-01 00:00")
		becomes(ctx, meeting, state(second, v1alpha1.SessionMinutesOverdue))
		becomes(ctx, region, is(v1alpha1.ConditionMeetingsOnSchedule, no, v1alpha1.ReasonMeetingsOffSchedule, plenary),
			HaveField("Status.Own.Meetings.OffSchedule", HaveValue(BeEquivalentTo(1))))
		t.step("2099-07-16 00:00")
		becomes(ctx, meeting, state(second, v1alpha1.SessionMissed))
		becomes(ctx, region, HaveField("Status.Own.Meetings.SessionsMissed", HaveValue(BeEquivalentTo(1))))
		Eventually(t.told).WithContext(ctx).WithArguments(v1alpha1.ConditionSessionMissed).WithTimeout(settle).Should(HaveLen(1))
		t.declare(ctx, t.wei, t.minutes("june", second).Obj())
		becomes(ctx, meeting, state(second, v1alpha1.SessionHeld))
		becomes(ctx, region, is(v1alpha1.ConditionMeetingsOnSchedule, yes, v1alpha1.ReasonAllOnSchedule))

		By("the region going away")
		Expect(env.Admin.Delete(ctx, region)).To(Succeed())
		becomes(ctx, meeting, is(v1alpha1.ConditionReady, no, v1alpha1.ReasonJurisdictionNotFound))
	})

	It("takes up minutes that came before their meeting, and a name that becomes free", func(ctx SpecContext) {
		t := newTown(ctx)
		minutes := t.minutes("march", first).Decision(wrappers.Decision("d1")).Obj()
		foreign := wrappers.Duty("plenary-2099-03-16-d1").Title("theirs").Leads(police).Obj()
		t.declare(ctx, env.Admin, foreign)
		t.declare(ctx, t.wei, minutes)
		becomes(ctx, minutes, is(v1alpha1.ConditionReady, no, v1alpha1.ReasonMeetingNotFound))
		meeting := convened()
		t.declare(ctx, env.Admin, meeting)
		becomes(ctx, meeting, state(first, v1alpha1.SessionHeld), is(v1alpha1.ConditionReady, no, v1alpha1.ReasonNameTaken))
		becomes(ctx, minutes, HaveField("Status.Verdict", v1alpha1.VerdictInForce))
		Expect(env.Admin.Delete(ctx, foreign)).To(Succeed())
		becomes(ctx, meeting, is(v1alpha1.ConditionReady, yes, v1alpha1.ReasonEvaluated))
		becomes(ctx, foreign, HaveField("Spec.Title", "d1"))

		By("the meeting going away: its minutes say so, and its duties stay")
		Expect(env.Admin.Delete(ctx, meeting)).To(Succeed())
		becomes(ctx, minutes, is(v1alpha1.ConditionReady, no, v1alpha1.ReasonMeetingNotFound))
		Expect(get(ctx, foreign).Spec.Title).To(Equal("d1"))
	})

	It("is woken by a calendar that arrives, and changes", func(ctx SpecContext) {
		t := newTown(ctx)
		edit(ctx, wrappers.Jurisdiction(t.name).Obj(), func(j *v1alpha1.Jurisdiction) {
			j.Spec.CalendarRef = v1alpha1.CalendarReference{Namespace: "default", Name: v1alpha1.ObjectName(t.name)}
		})
		meeting := wrappers.Meeting(plenary).Extra(first, "09:00").Notice(wrappers.WorkingDays(1)).Obj()
		t.declare(ctx, env.Admin, meeting)
		becomes(ctx, meeting, is(v1alpha1.ConditionReady, no, v1alpha1.ReasonCalendarNotFound))
		const year = "2099-01-01 holiday\n2099-05-01 holiday\n2099-10-01..2099-10-07 holiday\n"
		days := &corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: t.name, Labels: map[string]string{v1alpha1.LabelCalendar: ""}},
			Data:       map[string]string{"2099": year},
		}
		Expect(env.Admin.Create(ctx, days)).To(Succeed())
		becomes(ctx, meeting, HaveField("Status.Next.NoticeTime", be("2099-03-13 00:00")))
		days.Data["2099"] = year + "2099-03-12..2099-03-13 holiday\n"
		Expect(env.Admin.Update(ctx, days)).To(Succeed())
		becomes(ctx, meeting, HaveField("Status.Next.NoticeTime", be("2099-03-11 00:00")))
	})

	It("writes nothing when it starts again and nothing has changed", func(ctx SpecContext) {
		t := newTown(ctx)
		meeting := convened()
		t.declare(ctx, env.Admin, meeting)
		t.step("2099-03-16 09:00")
		becomes(ctx, meeting, state(first, v1alpha1.SessionAwaitingMinutes))
		minutes := t.minutes("march", first).Decision(wrappers.Decision("d1").Due("2099-04")).Decision(wrappers.Decision("d2").Leads("weather-bureau")).Obj()
		t.declare(ctx, t.wei, minutes, t.minutes("not-counted", first).Obj())
		becomes(ctx, meeting, agenda("40 OpenDecision plenary-2099-03-16-d1", "40 OpenDecision plenary-2099-03-16-d2",
			"30 PlanFinding "+v1alpha1.ConditionDepartmentsDeclared+" "+t.name))
		becomes(ctx, wrappers.Duty("plenary-2099-03-16-d2").Namespace(t.namespace).Obj(), is(v1alpha1.ConditionReady, no, v1alpha1.ReasonUnknownDepartment))
		before := t.rest(ctx)
		Expect(before).To(HaveLen(1 + 2 + 2 + 1))
		t.stop()
		t.clock.SetTime(t.clock.Now().Add(time.Hour))
		t.start(ctx)
		// Whoever starts looks at all there is before it looks at what comes then.
		marker := wrappers.Meeting("marker").Namespace("region-nowhere-" + rand.String(4)).Obj()
		Expect(env.Admin.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: marker.Namespace}})).To(Succeed())
		Expect(env.Admin.Create(ctx, marker)).To(Succeed())
		becomes(ctx, marker, is(v1alpha1.ConditionReady, no, v1alpha1.ReasonJurisdictionNotFound))
		Consistently(t.versions).WithContext(ctx).WithTimeout(lull).Should(Equal(before))
	})
})

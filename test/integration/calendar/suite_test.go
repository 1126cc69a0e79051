// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package calendar tests on a real API server, with the operator's controllers and its own service account, on which
// calendar of working days a region counts, and what follows when that changes.
package calendar

import (
	"context"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	. "github.com/onsi/gomega/gstruct"
	"github.com/onsi/gomega/types"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// settle bounds every wait for the controllers.
const settle = 30 * time.Second

// platform is the namespace of the ConfigMaps.
const platform = "platform"

var env *framework.Environment

func TestCalendar(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Calendar")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	env = framework.Start(ctx, framework.Options{
		Install: []string{framework.CRDs, framework.AdmissionPolicies, "config/rbac"},
	})
	Expect(env.Admin.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: platform}})).To(Succeed())
	run(ctx, env.ServiceAccount(ctx, "supervision-system", "supervision-operator"))
})

// run runs the operator's controllers until the suite ends, as cmd/operator does.
func run(ctx context.Context, operator *framework.Actor) {
	GinkgoHelper()
	mgr, err := ctrl.NewManager(operator.Config, ctrl.Options{
		Scheme: env.Scheme, Metrics: server.Options{BindAddress: "0"},
		Cache: cache.Options{ByObject: jurisdiction.CacheOptions()},
	})
	Expect(err).NotTo(HaveOccurred())
	Expect(index.Setup(ctx, mgr.GetFieldIndexer())).To(Succeed())
	finder := &calendars.Finder{Client: mgr.GetClient()}
	recorder := mgr.GetEventRecorder(v1alpha1.ManagedByOperator)
	Expect((&departmentduty.Reconciler{
		Client: mgr.GetClient(), Calendars: finder, Recorder: recorder, Clock: clock.RealClock{}, Concurrency: 2,
	}).SetupWithManager(mgr)).To(Succeed())
	Expect((&jurisdiction.Reconciler{
		Client: mgr.GetClient(), APIReader: mgr.GetAPIReader(), Calendars: finder, Recorder: recorder, Clock: clock.RealClock{},
	}).SetupWithManager(mgr)).To(Succeed())

	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(running) }()
	DeferCleanup(func() {
		cancel()
		Expect(<-ended).To(Succeed())
	})
}

// declare creates objects.
func declare(ctx context.Context, objects ...client.Object) {
	GinkgoHelper()
	for _, object := range objects {
		Expect(env.Admin.Create(ctx, object)).To(Succeed())
	}
}

// edit changes an object that exists.
func edit[T client.Object](ctx context.Context, object T, change func(T)) {
	GinkgoHelper()
	framework.Edit(ctx, env.Admin, object, change)
}

// dueOf declares a duty of a region, as soon as that has its namespace, that is due within five working days of a
// Wednesday. No notice for its year will be known for long.
func dueOf(ctx context.Context, region string) *v1alpha1.DepartmentDuty {
	GinkgoHelper()
	namespace := v1alpha1.NamespacePrefix + region
	Eventually(func(g Gomega) {
		var held v1alpha1.Jurisdiction
		g.Expect(env.Admin.Get(ctx, client.ObjectKey{Name: region}, &held)).To(Succeed())
		g.Expect(held.Status.Namespace).To(Equal(namespace))
	}).WithTimeout(settle).Should(Succeed())
	duty := wrappers.Duty("five-days").Namespace(namespace).Issued("2090-03-01").DueWithin(wrappers.WorkingDays(5)).Obj()
	declare(ctx, duty)
	return duty
}

const (
	// mondayToFriday is when five working days after 2090-03-01 are over without a notice, and shifted when they are
	// by shifting.
	mondayToFriday = "2090-03-09T00:00:00+08:00"
	shifted        = "2090-03-10T00:00:00+08:00"
)

// shifting is a notice by which Thursday and Friday are holidays, and the Saturday after is worked.
func shifting() map[string]string {
	return map[string]string{"2090": `# for tests
2090-01-01 holiday 元旦
2090-03-02..2090-03-03 holiday
2090-03-04 workday
2090-05-01 holiday 劳动节
2090-10-01 holiday 国庆节
`}
}

func configMap(name string, data map[string]string) *corev1.ConfigMap {
	return &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: platform, Name: name, Labels: map[string]string{v1alpha1.LabelCalendar: "working-days"}},
		Data:       data,
	}
}

// dutyBecomes waits until the status of a duty is as it should be.
func dutyBecomes(ctx context.Context, duty *v1alpha1.DepartmentDuty, matchers ...types.GomegaMatcher) {
	GinkgoHelper()
	Eventually(func(g Gomega) v1alpha1.DepartmentDutyStatus {
		g.Expect(env.Admin.Get(ctx, client.ObjectKeyFromObject(duty), duty)).To(Succeed())
		return duty.Status
	}).WithTimeout(settle).Should(SatisfyAll(matchers...))
}

// regionBecomes waits until the status of a region is as it should be.
func regionBecomes(ctx context.Context, name string, matchers ...types.GomegaMatcher) {
	GinkgoHelper()
	Eventually(func(g Gomega) v1alpha1.JurisdictionStatus {
		var region v1alpha1.Jurisdiction
		g.Expect(env.Admin.Get(ctx, client.ObjectKey{Name: name}, &region)).To(Succeed())
		return region.Status
	}).WithTimeout(settle).Should(SatisfyAll(matchers...))
}

// dueAt matches the status of a duty by the deadline of its only checkpoint.
func dueAt(deadline string) types.GomegaMatcher {
	instant, err := time.Parse(time.RFC3339, deadline)
	Expect(err).NotTo(HaveOccurred())
	return WithTransform(func(s v1alpha1.DepartmentDutyStatus) time.Time {
		if len(s.Checkpoints) != 1 || s.Checkpoints[0].Deadline == nil {
			return time.Time{}
		}
		return s.Checkpoints[0].Deadline.Time
	}, BeTemporally("==", instant))
}

// countedOn matches a status by the calendar in it.
func countedOn(source string, certainty v1alpha1.CalendarCertainty) types.GomegaMatcher {
	return HaveField("Calendar", MatchAllFields(Fields{
		"Source": Equal(source), "Version": Not(BeEmpty()), "Certainty": Equal(certainty),
	}))
}

// have matches a status with a condition.
func have(conditionType string, status metav1.ConditionStatus, reason string, saying ...string) types.GomegaMatcher {
	message := []types.GomegaMatcher{}
	for _, text := range saying {
		message = append(message, ContainSubstring(text))
	}
	return HaveField("Conditions", ContainElement(MatchFields(IgnoreExtras, Fields{
		"Type": Equal(conditionType), "Status": Equal(status), "Reason": Equal(reason), "Message": SatisfyAll(message...),
	})))
}

// ready matches a status with nothing wrong.
var ready = have(v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonEvaluated)

// calendarEvents returns the events of reason CalendarChanged about a duty.
func calendarEvents(ctx context.Context, duty *v1alpha1.DepartmentDuty) []eventsv1.Event {
	GinkgoHelper()
	var all eventsv1.EventList
	Expect(env.Admin.List(ctx, &all, client.InNamespace(duty.Namespace))).To(Succeed())
	var found []eventsv1.Event
	for i := range all.Items {
		if all.Items[i].Reason == "CalendarChanged" && all.Items[i].Regarding.UID == duty.UID {
			found = append(found, all.Items[i])
		}
	}
	return found
}

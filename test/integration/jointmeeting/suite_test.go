// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package jointmeeting tests the controller of meetings on a real API server with the admission policies, on which it works
// as the operator's own service account. Most tests call Reconcile themselves, with a clock that they set; running_test.go
// lets the controllers run with their caches and watches.
package jointmeeting

import (
	"context"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	. "github.com/onsi/gomega/gstruct"
	"github.com/onsi/gomega/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/events"
	clocktesting "k8s.io/utils/clock/testing"
	"k8s.io/utils/ptr"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/jointmeeting"
	"github.com/jianguan/supervision-operator/internal/record"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	// health hosts the office of the region.
	health  = wrappers.DefaultDepartment
	finance = v1alpha1.DepartmentName("finance")
	police  = v1alpha1.DepartmentName("public-security")

	// plenary is the meeting of most tests.
	plenary = "plenary"
	// longest is more rounds of evaluation than anything takes that ends.
	longest = 5
)

var (
	env *framework.Environment
	// operator is who the controller works as.
	operator *framework.Actor
)

func TestJointMeeting(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "JointMeeting")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	env = framework.Start(ctx, framework.Options{
		Install: []string{framework.CRDs, framework.AdmissionPolicies, "config/rbac"},
	})
	operator = env.ServiceAccount(ctx, "supervision-system", "supervision-operator")
})

// region is a namespace with a Jurisdiction that holds it, and a controller for the meetings in it.
type region struct {
	namespace, name string
	reconciler      *jointmeeting.Reconciler
	clock           *clocktesting.FakePassiveClock
	events          chan string
	// writes are the requests that would change something, such as "PATCH DepartmentDuty d" and "STATUS JointMeeting m".
	writes []string
	// beforeWrite and afterWrite, if set, run before each of them, which they may fail, and after, when they may lose the
	// answer.
	beforeWrite, afterWrite func() error
}

// newRegion makes a region whose clock shows 2 January 2024, 09:00: the calendar of that year is known, and what is
// restored from a backup says that it was filed at any moment since.
func newRegion(ctx context.Context) *region {
	GinkgoHelper()
	r := &region{namespace: env.Namespace(ctx), clock: clocktesting.NewFakePassiveClock(moment("2024-01-02 09:00"))}
	r.name = r.namespace[len(v1alpha1.NamespacePrefix):]
	r.hold(ctx, wrappers.Jurisdiction(r.name).Departments(health, finance, police).Office(health).Scopes("practice", "advertising").Obj())
	r.restart()
	return r
}

// hold creates a Jurisdiction and says, as its controller would, that it holds the namespace.
func (r *region) hold(ctx context.Context, jurisdiction *v1alpha1.Jurisdiction) {
	GinkgoHelper()
	Expect(env.Admin.Create(ctx, jurisdiction)).To(Succeed())
	DeferCleanup(func(ctx SpecContext) {
		Expect(client.IgnoreNotFound(env.Admin.Delete(ctx, jurisdiction))).To(Succeed())
	})
	jurisdiction.Status.Namespace = r.namespace
	Expect(env.Admin.Status().Update(ctx, jurisdiction)).To(Succeed())
}

// jurisdiction names that of the region.
func (r *region) jurisdiction() *v1alpha1.Jurisdiction { return wrappers.Jurisdiction(r.name).Obj() }

// restart replaces the controller by one that knows nothing of what the other did.
func (r *region) restart() {
	GinkgoHelper()
	direct, err := client.NewWithWatch(operator.Config, client.Options{Scheme: env.Scheme})
	Expect(err).NotTo(HaveOccurred())
	recorder := events.NewFakeRecorder(100)
	r.events, r.beforeWrite, r.afterWrite = recorder.Events, nil, nil
	r.reconciler = &jointmeeting.Reconciler{
		Client: interceptor.NewClient(direct, r.intercept()), APIReader: direct, Recorder: recorder, Clock: r.clock,
	}
}

// intercept notes writes, and answers what the operator has no right to get one of: its cache knows from its watch.
func (r *region) intercept() interceptor.Funcs {
	return interceptor.Funcs{
		Get: func(ctx context.Context, _ client.WithWatch, key client.ObjectKey, o client.Object, _ ...client.GetOption) error {
			return env.Admin.Get(ctx, key, o)
		},
		Create: func(ctx context.Context, c client.WithWatch, o client.Object, options ...client.CreateOption) error {
			return r.write("CREATE", o, func() error { return c.Create(ctx, o, options...) })
		},
		Patch: func(ctx context.Context, c client.WithWatch, o client.Object, patch client.Patch, options ...client.PatchOption) error {
			return r.write("PATCH", o, func() error { return c.Patch(ctx, o, patch, options...) })
		},
		Delete: func(ctx context.Context, c client.WithWatch, o client.Object, options ...client.DeleteOption) error {
			return r.write("DELETE", o, func() error { return c.Delete(ctx, o, options...) })
		},
		SubResourcePatch: func(ctx context.Context, c client.Client, sub string, o client.Object, patch client.Patch,
			options ...client.SubResourcePatchOption,
		) error {
			return r.write(strings.ToUpper(sub), o, func() error { return c.SubResource(sub).Patch(ctx, o, patch, options...) })
		},
	}
}

func (r *region) write(verb string, o client.Object, carryOut func() error) error {
	kind, err := apiutil.GVKForObject(o, env.Scheme)
	if err != nil {
		return err
	}
	r.writes = append(r.writes, verb+" "+kind.Kind+" "+o.GetName())
	if r.beforeWrite != nil {
		if err := r.beforeWrite(); err != nil {
			return err
		}
	}
	if err := carryOut(); err != nil || r.afterWrite == nil {
		return err
	}
	return r.afterWrite()
}

// convene creates a meeting that somebody declared at the moment that the clock shows, as its ledger tells: the API server
// stamps it with its own time.
func (r *region) convene(ctx context.Context, meeting *wrappers.MeetingWrapper) {
	GinkgoHelper()
	object := meeting.Namespace(r.namespace).Obj()
	Expect(env.Admin.Create(ctx, object)).To(Succeed())
	object.Status.ObservedGeneration = object.Generation
	if object.Spec.Schedule.Cron != "" {
		since := metav1.NewTime(r.clock.Now())
		object.Status.Schedule = v1alpha1.MeetingScheduleStatus{Digest: record.Digest(object.Spec.Schedule), Since: &since}
	}
	Expect(env.Admin.Status().Update(ctx, object)).To(Succeed())
}

// file creates objects as if the time at which they are filed were the clock's.
func (r *region) file(ctx context.Context, objects ...client.Object) {
	GinkgoHelper()
	for _, object := range objects {
		object.SetNamespace(r.namespace)
		object.SetAnnotations(map[string]string{v1alpha1.AnnotationRestored: r.clock.Now().UTC().Format(time.RFC3339)})
		Expect(env.Admin.Create(ctx, object)).To(Succeed())
	}
}

// at sets the clock, and files objects at that moment.
func (r *region) at(ctx context.Context, when string, objects ...client.Object) {
	GinkgoHelper()
	r.clock.SetTime(moment(when))
	r.file(ctx, objects...)
}

// try reconciles a meeting once.
func (r *region) try(ctx context.Context, name string) (ctrl.Result, error) {
	return r.reconciler.Reconcile(ctx, ctrl.Request{NamespacedName: client.ObjectKey{Namespace: r.namespace, Name: name}})
}

// settle reconciles a meeting until nothing is left to be written, and returns what was, and when the controller comes back:
// never, if that is zero. A write of a duty wakes the controller, as agendas take from duties.
func (r *region) settle(ctx context.Context, name string) (writes []string, next time.Time) {
	GinkgoHelper()
	for range longest {
		r.writes = nil
		result, err := r.try(ctx, name)
		Expect(err).NotTo(HaveOccurred())
		writes = append(writes, r.writes...)
		if len(r.writes) > 0 {
			continue
		}
		if result.RequeueAfter > 0 {
			next = r.clock.Now().Add(result.RequeueAfter)
		}
		return writes, next
	}
	Fail("it never ends: " + strings.Join(writes, ", "))
	return nil, time.Time{}
}

// on evaluates a meeting at a moment until nothing is left to be written, and returns it and when the controller comes back.
func (r *region) on(ctx context.Context, when, name string) (*v1alpha1.JointMeeting, time.Time) {
	GinkgoHelper()
	r.clock.SetTime(moment(when))
	_, next := r.settle(ctx, name)
	return r.meeting(ctx, name), next
}

// quiet expects that a controller that knows nothing of what the last one did has nothing to write about the plenary a
// moment later, nor to tell.
func (r *region) quiet(ctx context.Context) {
	GinkgoHelper()
	Expect(r.told()).To(BeEmpty(), "it was looked at before")
	r.clock.SetTime(r.clock.Now().Add(time.Second))
	r.restart()
	writes, _ := r.settle(ctx, plenary)
	Expect(writes).To(BeEmpty())
	Expect(r.told()).To(BeEmpty())
}

// notBefore expects that nothing is written nor told just before a moment.
func (r *region) notBefore(ctx context.Context, when string) {
	GinkgoHelper()
	r.clock.SetTime(moment(when).Add(-time.Millisecond))
	writes, _ := r.settle(ctx, plenary)
	Expect(writes).To(BeEmpty())
	Expect(r.told()).To(BeEmpty())
}

// told returns the events since it was last called.
func (r *region) told() []string {
	told := []string{}
	for {
		select {
		case event := <-r.events:
			told = append(told, event)
		default:
			return told
		}
	}
}

func (r *region) meeting(ctx context.Context, name string) *v1alpha1.JointMeeting {
	GinkgoHelper()
	return get(ctx, wrappers.Meeting(name).Namespace(r.namespace).Obj())
}

func (r *region) minutes(ctx context.Context, name string) *v1alpha1.MeetingMinutes {
	GinkgoHelper()
	return get(ctx, wrappers.Minutes(name).Namespace(r.namespace).Obj())
}

func (r *region) duty(ctx context.Context, name string) *v1alpha1.DepartmentDuty {
	GinkgoHelper()
	return get(ctx, wrappers.Duty(name).Namespace(r.namespace).Obj())
}

// duties are the names of all duties of the region.
func (r *region) duties(ctx context.Context) []string {
	GinkgoHelper()
	var list v1alpha1.DepartmentDutyList
	Expect(env.Admin.List(ctx, &list, client.InNamespace(r.namespace))).To(Succeed())
	names := []string{}
	for i := range list.Items {
		names = append(names, list.Items[i].Name)
	}
	return names
}

// moment is a time in Asia/Shanghai, the zone of every region that names none, such as "2024-07-01 00:00".
func moment(text string) time.Time {
	GinkgoHelper()
	instant, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("CST", 8*60*60))
	Expect(err).NotTo(HaveOccurred())
	return instant
}

// be matches an instant of the API, and not where there is none.
func be(when string) types.GomegaMatcher {
	return WithTransform(func(at *metav1.Time) time.Time { return ptr.Deref(at, metav1.Time{}).Time }, BeTemporally("==", moment(when)))
}

// reasons are what events are about: the second word of each.
func reasons(told []string) []string {
	all := []string{}
	for _, event := range told {
		all = append(all, strings.Fields(event)[1])
	}
	return all
}

// get reads an object as it is now.
func get[T client.Object](ctx context.Context, object T) T {
	GinkgoHelper()
	return framework.Get(ctx, env.Admin, object)
}

// edit changes an object that exists.
func edit[T client.Object](ctx context.Context, object T, change func(T)) {
	GinkgoHelper()
	framework.Edit(ctx, env.Admin, object, change)
}

// have matches a list of conditions that has one.
func have(conditionType string, status metav1.ConditionStatus, reason string, saying ...string) types.GomegaMatcher {
	message := []types.GomegaMatcher{}
	for _, text := range saying {
		message = append(message, ContainSubstring(text))
	}
	return ContainElement(MatchFields(IgnoreExtras, Fields{
		"Type": Equal(conditionType), "Status": Equal(status), "Reason": Equal(reason), "Message": SatisfyAll(message...),
	}))
}

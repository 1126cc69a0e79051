// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package departmentduty tests the controller of duties on a real API server, on which it works as the operator's own
// service account. Reconcile is called by the tests themselves, with a clock that they set.
package departmentduty

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	. "github.com/onsi/gomega/gstruct"
	"github.com/onsi/gomega/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/events"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const health, finance = v1alpha1.DepartmentName("health-commission"), v1alpha1.DepartmentName("finance")

var (
	env *framework.Environment
	// operator is who the controller works as.
	operator *framework.Actor
)

func TestDepartmentDuty(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "DepartmentDuty")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	env = framework.Start(ctx, framework.Options{
		Install: []string{framework.CRDs, framework.AdmissionPolicies, "config/rbac"},
	})
	operator = env.ServiceAccount(ctx, "supervision-system", "supervision-operator")
})

// region is a namespace with a Jurisdiction that holds it, and a controller for the duties in it.
type region struct {
	namespace  string
	name       string
	reconciler *departmentduty.Reconciler
	clock      *clocktesting.FakePassiveClock
	events     chan string
	// writes counts the status writes, failed ones included.
	writes atomic.Int32
	// beforeWrite, if set, runs before each of them, and may fail it.
	beforeWrite func(object client.Object) error
}

// newRegion makes a region whose clock shows the time at which it is made: records are stamped by the API server, so
// deadlines lie around its time.
func newRegion(ctx context.Context) *region {
	GinkgoHelper()
	r := &region{namespace: env.Namespace(ctx), clock: clocktesting.NewFakePassiveClock(time.Now())}
	r.name = r.namespace[len(v1alpha1.NamespacePrefix):]
	r.hold(ctx, wrappers.Jurisdiction(r.name).Departments(health, finance).Obj())
	r.restart()
	return r
}

// restart replaces the controller by one that knows nothing of what the other did.
func (r *region) restart() {
	GinkgoHelper()
	direct, err := client.NewWithWatch(operator.Config, client.Options{Scheme: env.Scheme})
	Expect(err).NotTo(HaveOccurred())
	recorder := events.NewFakeRecorder(100)
	r.events = recorder.Events
	r.reconciler = &departmentduty.Reconciler{Client: interceptor.NewClient(direct, r.intercept()), Recorder: recorder, Clock: r.clock}
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

func (r *region) intercept() interceptor.Funcs {
	return interceptor.Funcs{
		Get: func(ctx context.Context, c client.WithWatch, key client.ObjectKey, o client.Object, opts ...client.GetOption) error {
			if _, ok := o.(*v1alpha1.Jurisdiction); ok {
				// The operator's cache answers this from its watch. The operator has no right to get one from the API server.
				return env.Admin.Get(ctx, key, o)
			}
			return c.Get(ctx, key, o, opts...)
		},
		SubResourcePatch: func(ctx context.Context, c client.Client, sub string, o client.Object, p client.Patch,
			opts ...client.SubResourcePatchOption,
		) error {
			r.writes.Add(1)
			if r.beforeWrite != nil {
				if err := r.beforeWrite(o); err != nil {
					return err
				}
			}
			return c.SubResource(sub).Patch(ctx, o, p, opts...)
		},
	}
}

// try reconciles a duty once.
func (r *region) try(ctx context.Context, name string) (ctrl.Result, error) {
	return r.reconciler.Reconcile(ctx, ctrl.Request{NamespacedName: client.ObjectKey{Namespace: r.namespace, Name: name}})
}

// reconcile reconciles a duty, expects that nothing goes wrong, and returns the duty and when to come back.
func (r *region) reconcile(ctx context.Context, name string) (*v1alpha1.DepartmentDuty, time.Duration) {
	GinkgoHelper()
	result, err := r.try(ctx, name)
	Expect(err).NotTo(HaveOccurred())
	duty := &v1alpha1.DepartmentDuty{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: name}}
	get(ctx, duty)
	return duty, result.RequeueAfter
}

// declare creates objects in the region.
func (r *region) declare(ctx context.Context, objects ...client.Object) {
	GinkgoHelper()
	for _, object := range objects {
		object.SetNamespace(r.namespace)
		switch record := object.(type) {
		case *v1alpha1.DutyReport:
			record.Spec.FiledBy = env.Admin.Name
		case *v1alpha1.DutyRuling:
			record.Spec.FiledBy = env.Admin.Name
		}
		Expect(env.Admin.Create(ctx, object)).To(Succeed())
	}
}

// told returns the events since it was last called.
func (r *region) told() []string {
	var told []string
	for {
		select {
		case event := <-r.events:
			told = append(told, event)
		default:
			return told
		}
	}
}

// due is the due date of an instant.
func due(instant time.Time) v1alpha1.DueDate { return v1alpha1.DueDate(instant.Format(time.RFC3339)) }

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

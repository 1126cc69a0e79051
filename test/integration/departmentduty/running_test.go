// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// settle bounds every wait for the running controller.
const settle = time.Minute

// run runs the controller with its caches and watches for the rest of a test. It returns what sets the clock to an
// instant and tells the controller of the step, as the operator's clock does.
func (r *region) run(ctx context.Context) (step func(time.Time)) {
	GinkgoHelper()
	mgr, err := ctrl.NewManager(operator.Config, ctrl.Options{
		Scheme: env.Scheme, Metrics: server.Options{BindAddress: "0"},
		Controller: config.Controller{SkipNameValidation: new(true)}, // it is started more than once here
	})
	Expect(err).NotTo(HaveOccurred())
	Expect(index.Setup(ctx, mgr.GetFieldIndexer())).To(Succeed())
	var stepped func()
	reconciler := &departmentduty.Reconciler{
		Client: mgr.GetClient(), Recorder: mgr.GetEventRecorder("departmentduty"), Clock: r.clock, Concurrency: 2,
		OnClockStep: func(f func()) { stepped = f },
	}
	Expect(reconciler.SetupWithManager(mgr)).To(Succeed())
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(running) }()
	DeferCleanup(func() {
		cancel()
		Expect(<-ended).To(Succeed())
	})
	return func(instant time.Time) {
		r.clock.SetTime(instant)
		stepped()
	}
}

// becomes waits until an object that is written by the controller is as it should be.
func becomes[T client.Object, V any](ctx context.Context, object T, value func(T) V, want V) {
	GinkgoHelper()
	Eventually(func(g Gomega) V {
		g.Expect(env.Admin.Get(ctx, client.ObjectKeyFromObject(object), object)).To(Succeed())
		return value(object)
	}).WithTimeout(settle).Should(Equal(want))
}

var _ = Describe("the controller as it runs", func() {
	lightOf := func(d *v1alpha1.DepartmentDuty) v1alpha1.Light { return d.Status.Light }
	verdictOf := func(d *v1alpha1.DutyReport) v1alpha1.Verdict { return d.Status.Verdict }

	It("is woken by the clock, by records, and by the region", func(ctx SpecContext) {
		r := newRegion(ctx)
		deadline := r.clock.Now().AddDate(0, 1, 0).Truncate(time.Second)
		duty := wrappers.Duty("live").Due(due(deadline)).WarnBefore(wrappers.Days(0)).Obj()
		stranger := wrappers.Duty("stranger").Leads("weather-bureau").Obj()
		r.declare(ctx, duty, stranger)
		step := r.run(ctx)
		becomes(ctx, duty, lightOf, v1alpha1.LightBlue)

		By("finding its clock wrong")
		step(deadline)
		becomes(ctx, duty, lightOf, v1alpha1.LightRed)

		By("a report and a ruling that come")
		report := wrappers.Report("live-done").Duty("live").Department(health).Completion().Obj()
		r.declare(ctx, report)
		becomes(ctx, report, verdictOf, v1alpha1.VerdictUnderReview)
		ruling := wrappers.Ruling("live-accepted").Duty("live").Report("live-done").Office(health).Accept().Obj()
		r.declare(ctx, ruling)
		becomes(ctx, report, verdictOf, v1alpha1.VerdictAccepted)
		becomes(ctx, duty, func(d *v1alpha1.DepartmentDuty) v1alpha1.CheckpointState { return d.Status.Checkpoints[0].State },
			v1alpha1.CheckpointCompleted)

		By("a ruling that is purged")
		Expect(env.Admin.Delete(ctx, ruling)).To(Succeed())
		becomes(ctx, report, verdictOf, v1alpha1.VerdictUnderReview)

		By("a department that the region declares after all")
		readyReason := func(d *v1alpha1.DepartmentDuty) string {
			for _, condition := range d.Status.Conditions {
				if condition.Type == v1alpha1.ConditionReady {
					return condition.Reason
				}
			}
			return ""
		}
		becomes(ctx, stranger, readyReason, v1alpha1.ReasonUnknownDepartment)
		held := &v1alpha1.Jurisdiction{}
		held.Name = r.name
		edit(ctx, held, func(j *v1alpha1.Jurisdiction) {
			j.Spec.Departments = append(j.Spec.Departments, wrappers.Department("weather-bureau").Obj())
		})
		becomes(ctx, stranger, readyReason, v1alpha1.ReasonEvaluated)

		By("the region going away")
		Expect(env.Admin.Delete(ctx, held)).To(Succeed())
		becomes(ctx, stranger, readyReason, v1alpha1.ReasonJurisdictionNotFound)
	})
})

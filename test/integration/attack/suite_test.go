// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package attack tries to break what the operator promises, with the rights that the operator hands out and with those
// of a platform team: real users and tokens, a real API server, and the controllers at work as the operator's own
// account. Each attempt is refused, and leaves nothing behind. docs/security.md lists what is tried.
package attack

import (
	"context"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/cascade"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/jointmeeting"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/hack/localcluster"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

const (
	// within bounds the waits for what takes a moment on an idle machine.
	within = 60 * time.Second
	every  = 50 * time.Millisecond
	// noLonger is for what happens within a second or never.
	noLonger = 15 * time.Second
)

var env *framework.Environment

func TestAttack(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Attack")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	// The controller manager makes pods of what the operator sets up, and collects garbage.
	env = framework.Start(ctx, framework.Options{
		Components: []localcluster.Component{localcluster.ControllerManager},
		Install:    []string{framework.CRDs, framework.AdmissionPolicies, "config/rbac"},
	})
	startOperator(ctx)
	makeWorld(ctx)
})

// startOperator runs all controllers as the operator's own account, until the suite is over.
func startOperator(ctx context.Context) {
	GinkgoHelper()
	operator := env.ServiceAccount(ctx, "supervision-system", "supervision-operator")
	mgr, err := ctrl.NewManager(operator.Config, ctrl.Options{
		Scheme:  env.Scheme,
		Metrics: server.Options{BindAddress: "0"},
		Cache:   cache.Options{ByObject: jurisdiction.CacheOptions()},
	})
	Expect(err).NotTo(HaveOccurred())
	Expect(index.Setup(ctx, mgr.GetFieldIndexer())).To(Succeed())
	recorder := mgr.GetEventRecorder(v1alpha1.ManagedByOperator)
	duties := &departmentduty.Reconciler{Client: mgr.GetClient(), Recorder: recorder, Clock: clock.RealClock{}}
	Expect(duties.SetupWithManager(mgr)).To(Succeed())
	regions := &jurisdiction.Reconciler{
		Client: mgr.GetClient(), APIReader: mgr.GetAPIReader(), Recorder: recorder, Clock: clock.RealClock{},
	}
	Expect(regions.SetupWithManager(mgr)).To(Succeed())
	cascades := &cascade.Reconciler{
		Client: mgr.GetClient(), APIReader: mgr.GetAPIReader(), Recorder: recorder, Clock: clock.RealClock{},
	}
	Expect(cascades.SetupWithManager(mgr)).To(Succeed())
	meetings := &jointmeeting.Reconciler{
		Client: mgr.GetClient(), APIReader: mgr.GetAPIReader(), Recorder: recorder, Clock: clock.RealClock{},
	}
	Expect(meetings.SetupWithManager(mgr)).To(Succeed())

	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(running) }()
	DeferCleanup(func() {
		stop()
		Expect(<-ended).To(Succeed())
	})
}

// impersonating returns a client that acts for somebody else, with an actor's own credentials.
func impersonating(by *framework.Actor, whom rest.ImpersonationConfig) client.Client {
	GinkgoHelper()
	config := rest.CopyConfig(by.Config)
	config.Impersonate = whom
	c, err := client.New(config, client.Options{Scheme: env.Scheme, Mapper: by.RESTMapper()})
	Expect(err).NotTo(HaveOccurred())
	return c
}

// declare creates an object for the rest of a test, after which it is gone.
func declare[T client.Object](ctx context.Context, by client.Client, object T) T {
	GinkgoHelper()
	Expect(by.Create(ctx, object)).To(Succeed())
	DeferCleanup(func(ctx SpecContext) {
		Expect(client.IgnoreNotFound(env.Admin.Delete(ctx, object))).To(Succeed())
		Eventually(exists).WithContext(ctx).WithArguments(object).WithTimeout(within).WithPolling(every).Should(BeFalse())
	})
	return object
}

// exists says whether an object is there.
func exists(ctx context.Context, object client.Object) (bool, error) {
	err := env.Admin.Get(ctx, client.ObjectKeyFromObject(object), framework.Copy(object))
	return err == nil, client.IgnoreNotFound(err)
}

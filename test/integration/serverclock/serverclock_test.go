// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package serverclock measures the clock of a real API server, with the rights that config/rbac grants to the operator.
// The API server runs on this machine, so the truth is known: it is the machine's own time.
package serverclock

import (
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	coordinationv1 "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/controllers/serverclock"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

const (
	namespace = "supervision-system"
	// uncertain is far more than an idle machine needs (about 20 ms): others may be at work on it.
	uncertain = 300 * time.Millisecond
)

var (
	env      *framework.Environment
	operator *framework.Actor
)

func TestServerClock(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Server clock")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	env = framework.Start(ctx, framework.Options{Install: []string{"config/rbac"}})
	operator = env.ServiceAccount(ctx, namespace, "supervision-operator")
})

// skewedClock is a local clock that goes wrong by a constant.
type skewedClock struct {
	clock.RealClock

	by time.Duration
}

func (c skewedClock) Now() time.Time                  { return c.RealClock.Now().Add(c.by) }
func (c skewedClock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

func newClock(by time.Duration) *serverclock.Clock {
	GinkgoHelper()
	probe, err := serverclock.NewDryRunProber(operator.Config, namespace)
	Expect(err).NotTo(HaveOccurred())
	return serverclock.New(probe, skewedClock{by: by})
}

var _ = Describe("The clock of the API server", func() {
	DescribeTable("is found whatever the local clock shows",
		func(ctx SpecContext, skew time.Duration) {
			c := newClock(skew)
			started := time.Now()
			Expect(c.Measure(ctx)).To(Succeed())
			took := time.Since(started)

			before := time.Now()
			low, high, known := c.Bounds()
			after := time.Now()
			Expect(known).To(BeTrue())
			Expect(low).To(BeTemporally("<=", after), "the clock runs ahead of the API server")
			Expect(high).To(BeTemporally(">", before), "the clock runs behind more than it says")
			AddReportEntry("measured", "within "+high.Sub(low).Round(time.Microsecond).String()+", in "+took.Round(time.Millisecond).String())
			Expect(high.Sub(low)).To(BeNumerically("<", uncertain))
			Expect(c.Now()).To(BeTemporally("~", time.Now(), uncertain))
		},
		Entry("the same", time.Duration(0)),
		Entry("fast by 3.2 s", 3200*time.Millisecond),
		Entry("slow by 0.7 s", -700*time.Millisecond),
		Entry("slow by a year", -365*24*time.Hour),
	)

	It("never shows a time that a stamp given afterwards has not reached", func(ctx SpecContext) {
		c := newClock(-3 * time.Second)
		Expect(c.Measure(ctx)).To(Succeed())
		probe, err := serverclock.NewDryRunProber(operator.Config, namespace)
		Expect(err).NotTo(HaveOccurred())
		for range 200 {
			shown := c.Now()
			stamp, err := probe(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(stamp).To(BeTemporally(">=", shown.Truncate(time.Second)))
		}
	})

	It("is measured without leaving anything behind", func(ctx SpecContext) {
		Expect(newClock(0).Measure(ctx)).To(Succeed())
		var leases coordinationv1.LeaseList
		Expect(env.Admin.List(ctx, &leases, client.InNamespace(namespace))).To(Succeed())
		Expect(leases.Items).To(BeEmpty())
	})

	It("cannot be measured without the right to, and the refusal says where it comes from", func(ctx SpecContext) {
		stranger := env.User(ctx, "stranger")
		probe, err := serverclock.NewDryRunProber(stranger.Config, namespace)
		Expect(err).NotTo(HaveOccurred())
		_, err = probe(ctx)
		Expect(err).To(framework.BeForbidden("create Leases in namespace supervision-system", "config/rbac"))
	})

	It("cannot be measured in a namespace that is not there, and the refusal says so", func(ctx SpecContext) {
		probe, err := serverclock.NewDryRunProber(env.Admin.Config, "nowhere")
		Expect(err).NotTo(HaveOccurred())
		_, err = probe(ctx)
		Expect(err).To(MatchError(ContainSubstring("namespace nowhere must exist")))
	})

	It("is the clock that stamps records", func(ctx SpecContext) {
		c := newClock(3200 * time.Millisecond)
		Expect(c.Measure(ctx)).To(Succeed())
		lease := &coordinationv1.Lease{ObjectMeta: metav1.ObjectMeta{GenerateName: "kept-", Namespace: namespace}}
		Expect(env.Admin.Create(ctx, lease)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) { Expect(env.Admin.Delete(ctx, lease)).To(Succeed()) })
		// Stamped a moment ago, cut off to the second.
		Expect(c.Since(lease.CreationTimestamp.Time)).To(And(
			BeNumerically(">", -uncertain), BeNumerically("<", time.Second+5*uncertain)))
	})
})

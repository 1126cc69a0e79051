// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	coordinationv1 "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/localoperator"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func asOneOfTwo() {
	// A lease that is shorter than the default, so that the test is; longer than a busy machine stands still.
	election := []string{
		"--leader-election-lease-duration=5s", "--leader-election-renew-deadline=4s", "--leader-election-retry-period=500ms",
	}

	It("takes over from one that was killed, and flags the deadline that passed meanwhile", func(ctx SpecContext) {
		stopRunning()
		first := start(ctx, newDir("leader"), election...)
		Eventually(leader).WithArguments(ctx).ShouldNot(BeEmpty())
		killed, err := leader(ctx)
		Expect(err).NotTo(HaveOccurred())
		second := start(ctx, newDir("stand-by"), election...)
		county := newCounty(ctx, "leaders")
		Expect(leader(ctx)).To(Equal(killed))

		kill(first)
		killedTime := time.Now()
		now, err := serverTime(ctx)
		Expect(err).NotTo(HaveOccurred())
		deadline := now.Add(2 * time.Second)
		county.declare(ctx, wrappers.Duty("orphaned").Leads(police).Due(instant(deadline)))

		Eventually(leader).WithArguments(ctx).Should(And(Not(BeEmpty()), Not(Equal(killed))))
		tookOver := time.Since(killedTime)
		Eventually(county.duty).WithArguments(ctx, "orphaned").Should(And(
			haveCondition(v1alpha1.ConditionDeadlineMissed, metav1.ConditionTrue, v1alpha1.ReasonDeadlinePassed),
			HaveField("Status.Misses", HaveExactElements(HaveField("MissedTime.Time", BeTemporally("==", deadline)))),
		))
		AddReportEntry("takeover", "after "+tookOver.Round(time.Millisecond).String()+" of a lease of 5 s; the deadline was flagged "+
			time.Since(deadline).Round(time.Millisecond).String()+" after it had passed")
		Expect(second.Stop()).To(Succeed())
		Expect(leader(ctx)).To(BeEmpty(), "who ends in good order gives the lease back")
	})
}

// leader is who holds the operator's lease, or nothing.
func leader(ctx context.Context) (string, error) {
	lease := &coordinationv1.Lease{}
	key := client.ObjectKey{Namespace: localoperator.Namespace, Name: v1alpha1.ManagedByOperator}
	err := env.Admin.Get(ctx, key, lease)
	return ptr.Deref(lease.Spec.HolderIdentity, ""), client.IgnoreNotFound(err)
}

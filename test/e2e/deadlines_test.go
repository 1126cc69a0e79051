// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"fmt"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func atDeadlines() {
	const (
		duties    = 16
		perSecond = 4
		// ahead leaves time to create all duties before the first deadline.
		ahead = 3 * time.Second
		// tooLate is far beyond the second that an idle machine takes.
		tooLate = 10 * time.Second
	)

	It("flags them within a second on an idle machine, and never before", func(ctx SpecContext) {
		beRunning(ctx)
		county := newCounty(ctx, "deadlines")
		sights := observe(ctx, county.namespace)
		now, err := serverTime(ctx)
		Expect(err).NotTo(HaveOccurred())
		deadlines := map[string]time.Time{}
		for i := range duties {
			name := fmt.Sprintf("duty-%02d", i)
			deadlines[name] = now.Add(ahead + time.Duration(i/perSecond)*time.Second)
			county.declare(ctx, wrappers.Duty(name).Leads(police).Due(instant(deadlines[name])))
		}

		var lags []time.Duration
		for flagged := map[string]bool{}; len(flagged) < duties; {
			var seen sight
			Eventually(sights).WithContext(ctx).Should(Receive(&seen))
			name, deadline := seen.duty.Name, deadlines[seen.duty.Name]
			if flagged[name] || !meta.IsStatusConditionTrue(seen.duty.Status.Conditions, v1alpha1.ConditionDeadlineMissed) {
				continue
			}
			flagged[name] = true
			lags = append(lags, seen.at.Sub(deadline))
			By(fmt.Sprintf("seeing %s flagged %s after its deadline", name, seen.at.Sub(deadline)))
			Expect(writtenTime(seen.duty)).NotTo(BeTemporally("<", deadline), "the API server's stamp of the write")
			Expect(serverTime(ctx)).NotTo(BeTemporally("<", deadline), "the API server's stamp of an object created now")
			Expect(seen.duty.Status.Misses).To(HaveExactElements(HaveField("MissedTime.Time", BeTemporally("==", deadline))))
			Expect(seen.duty.Status.Light).To(Equal(v1alpha1.LightRed))
		}
		AddReportEntry("lags from the deadline to the flag", describeLags(lags))
		Expect(slices.Max(lags)).To(BeNumerically("<", tooLate))
	})
}

// instant is a due date to the second.
func instant(at time.Time) v1alpha1.DueDate {
	return v1alpha1.DueDate(at.UTC().Format(time.RFC3339))
}

// writtenTime is when the operator last changed the status, by the clock of the API server and cut off to the second.
func writtenTime(duty *v1alpha1.DepartmentDuty) time.Time {
	GinkgoHelper()
	for _, entry := range duty.ManagedFields {
		if entry.Subresource == "status" && entry.Manager == v1alpha1.ManagedByOperator {
			return entry.Time.Time
		}
	}
	Fail("nobody manages the status of " + duty.Name)
	return time.Time{}
}

func describeLags(lags []time.Duration) string {
	slices.Sort(lags)
	all := make([]string, 0, len(lags))
	for _, lag := range lags {
		all = append(all, lag.Round(time.Millisecond).String())
	}
	return fmt.Sprintf("%d deadlines: median %s, longest %s (all: %s)",
		len(lags), all[len(all)/2], all[len(all)-1], strings.Join(all, ", "))
}

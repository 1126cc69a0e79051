// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// silence is how long the operator must not have written for its work to count as done. It writes within milliseconds
// of a change; what it gathers waits for 200 ms.
const silence = 2 * time.Second

// beQuiet waits until the operator writes nothing any more. Wait for what it is expected to write before.
func beQuiet() {
	GinkgoHelper()
	Eventually(audit.silence).Should(BeNumerically(">", silence))
}

func withNothingToDo() {
	It("writes nothing for a minute", func(ctx SpecContext) {
		beRunning(ctx)
		By("having duties and records in every state, besides what the tests before have left")
		county := newCounty(ctx, "quiet", wrappers.Deployment("board").Port(80), wrappers.CronJob("minutely", "* * * * *"))
		now := time.Now()
		county.declare(ctx,
			wrappers.Duty("undated").Leads(police),
			wrappers.Duty("due-soon").Leads(police).Due(instant(now.Add(time.Hour))),
			wrappers.Duty("due-later").Leads(police).Due(v1alpha1.DueDate(now.AddDate(1, 0, 0).Format(time.DateOnly))),
			wrappers.Duty("passed").Leads(police).Due("2021"),
			wrappers.Duty("in-stages").Leads(police, commission).
				Target("half", v1alpha1.DueDate(now.AddDate(0, 6, 0).Format(time.DateOnly)), 4, "stations").
				Target("all", v1alpha1.DueDate(now.AddDate(1, 0, 0).Format(time.DateOnly)), 8, "stations"),
			wrappers.Duty("done").Leads(police).Due(instant(now.Add(time.Hour))),
			wrappers.Duty("returned").Leads(police).Due(instant(now.Add(time.Hour))),
			wrappers.Duty("under-review").Leads(police).Due(instant(now.Add(time.Hour))),
			wrappers.Duty("unknown-lead").Leads("weather-bureau"),
			wrappers.Duty("standing").Leads(police).Recurrence(wrappers.Recurrence("0 0 1 1 *", wrappers.Months(24))).
				WarnBefore(wrappers.Days(0)),
			wrappers.Duty("interviewed").Leads(police).Due("2022"),
			wrappers.Duty("waived").Leads(police).Due("2022"),
		)
		for _, duty := range []string{"done", "returned", "under-review", "not-declared-yet"} {
			Expect(county.desk.Create(ctx, county.report(duty, "on-"+duty).Obj())).To(Succeed())
		}
		Expect(county.office.Create(ctx, county.ruling("done", "on-done").Obj())).To(Succeed())
		Expect(county.office.Create(ctx, county.ruling("returned", "on-returned").Return("incomplete").Obj())).To(Succeed())
		Expect(county.desk.Create(ctx, county.report("interviewed", "more-time").ExtensionRequest("2099").Obj())).To(Succeed())
		Expect(county.office.Create(ctx, county.ruling("interviewed", "interview").Interview("2099", "late").Obj())).To(Succeed())
		Expect(county.office.Create(ctx, county.ruling("waived", "waived").Waive("done by the city").Checkpoint("final").Obj())).To(Succeed())
		lights := map[string]v1alpha1.Light{
			"undated": v1alpha1.LightBlue, "due-soon": v1alpha1.LightYellow, "due-later": v1alpha1.LightBlue,
			"passed": v1alpha1.LightRed, "in-stages": v1alpha1.LightBlue, "done": v1alpha1.LightGreen,
			"returned": v1alpha1.LightYellow, "under-review": v1alpha1.LightBlue, "unknown-lead": v1alpha1.LightBlue,
			"standing": v1alpha1.LightBlue, "interviewed": v1alpha1.LightRed, "waived": v1alpha1.LightGreen,
		}
		Eventually(lightsOf).WithArguments(ctx, county.namespace).Should(Equal(lights))
		Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, wrappers.Jurisdiction(county.name).Obj()).
			Should(haveCondition(v1alpha1.ConditionWorkloadsReady, metav1.ConditionTrue, v1alpha1.ReasonWorkloadsReady))
		beQuiet()

		By("letting a minute pass")
		from := audit.now()
		Consistently(audit.operatorWrites).WithArguments(from).
			WithTimeout(time.Minute).WithPolling(time.Second).Should(BeEmpty())
		var jobs batchv1.JobList
		Expect(env.Admin.List(ctx, &jobs, client.InNamespace(county.namespace))).To(Succeed())
		Expect(jobs.Items).NotTo(BeEmpty(), "a run began within the minute, and changed nothing of what the operator says")
		AddReportEntry("requests of a quiet minute", audit.counts(from))
	})
}

func lightsOf(ctx context.Context, namespace string) (map[string]v1alpha1.Light, error) {
	duties, err := dutiesOf(ctx, namespace)
	lights := map[string]v1alpha1.Light{}
	for _, duty := range duties {
		lights[duty.Name] = duty.Status.Light
	}
	return lights, err
}

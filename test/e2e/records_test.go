// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/record"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func withRecords() {
	It("keeps the receipt of a record that was purged and applied again, but gives none to another content", func(ctx SpecContext) {
		beRunning(ctx)
		county := newCounty(ctx, "records")
		archivist := env.User(ctx, "records-archivist")
		env.Grant(ctx, county.namespace, archivist.Subject(),
			framework.Records(framework.Reports, "get", "delete"), framework.Verb(v1alpha1.VerbPurge, string(police)))
		county.declare(ctx, wrappers.Duty("fire-drill").Leads(police).Due(instant(time.Now().Add(time.Hour))))

		first := county.report("fire-drill", "drill-done").Obj()
		again, another := first.DeepCopy(), first.DeepCopy()
		another.Spec.Statement = "not what it said before"
		Expect(county.desk.Create(ctx, first)).To(Succeed())
		ruling := county.ruling("fire-drill", first.Name).Obj()
		Expect(county.office.Create(ctx, ruling)).To(Succeed())
		received := first.CreationTimestamp
		beCompleted := haveCondition(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonCompletedInTime)
		Eventually(county.duty).WithArguments(ctx, "fire-drill").Should(beCompleted)

		By("purging it, which only the archivist may")
		Expect(county.desk.Delete(ctx, first.DeepCopy())).To(framework.BeForbidden())
		Expect(archivist.Delete(ctx, first.DeepCopy())).To(Succeed())
		Eventually(county.duty).WithArguments(ctx, "fire-drill").Should(And(Not(beCompleted), haveReceipts(first, received, ruling)))

		By("applying it again, later")
		Eventually(serverTime).WithArguments(ctx).Should(BeTemporally(">", ruling.CreationTimestamp.Time))
		Expect(county.desk.Create(ctx, again)).To(Succeed())
		Expect(again.CreationTimestamp.Time).To(BeTemporally(">", received.Time))
		Eventually(current[*v1alpha1.DutyReport]).WithArguments(ctx, again.DeepCopy()).Should(beReceived(received, v1alpha1.VerdictAccepted))
		Eventually(county.duty).WithArguments(ctx, "fire-drill").Should(And(beCompleted,
			HaveField("Status.Checkpoints", HaveExactElements(HaveField("ReceivedTime.Time", BeTemporally("==", received.Time)))),
			haveReceipts(first, received, ruling)))

		By("applying another content under its name")
		Expect(archivist.Delete(ctx, again)).To(Succeed())
		Expect(county.desk.Create(ctx, another)).To(Succeed())
		Eventually(current[*v1alpha1.DutyReport]).WithArguments(ctx, another.DeepCopy()).
			Should(beReceived(another.CreationTimestamp, v1alpha1.VerdictUnderReview))
		Eventually(current[*v1alpha1.DutyRuling]).WithArguments(ctx, ruling).Should(beStalled(v1alpha1.ReasonRuledBeforeReport))
		Eventually(county.duty).WithArguments(ctx, "fire-drill").Should(And(Not(beCompleted),
			haveCondition(v1alpha1.ConditionUnderReview, metav1.ConditionTrue, ""),
			HaveField("Status.Receipts", HaveLen(3)), haveReceipt(another, another.CreationTimestamp)))
	})
}

// beReceived matches a report by its receipt and its verdict.
func beReceived(at metav1.Time, verdict v1alpha1.Verdict) types.GomegaMatcher {
	return And(
		HaveField("Status.ReceivedTime", HaveValue(HaveField("Time", BeTemporally("==", at.Time)))),
		HaveField("Status.Verdict", verdict))
}

// haveReceipts matches a duty whose ledger holds the receipts of a report and of the ruling on it, and no others.
func haveReceipts(report *v1alpha1.DutyReport, received metav1.Time, ruling *v1alpha1.DutyRuling) types.GomegaMatcher {
	return And(HaveField("Status.Receipts", HaveLen(2)), haveReceipt(report, received), HaveField("Status.Receipts", ContainElement(And(
		HaveField("Kind", v1alpha1.RecordDutyRuling),
		HaveField("Name", v1alpha1.ObjectName(ruling.Name)),
		HaveField("ReceivedTime.Time", BeTemporally("==", ruling.CreationTimestamp.Time))))))
}

// haveReceipt matches a duty whose ledger holds the receipt of a report.
func haveReceipt(report *v1alpha1.DutyReport, received metav1.Time) types.GomegaMatcher {
	return HaveField("Status.Receipts", ContainElement(And(
		HaveField("Kind", v1alpha1.RecordDutyReport),
		HaveField("Name", v1alpha1.ObjectName(report.Name)),
		HaveField("Digest", record.Digest(report.Spec)),
		HaveField("ReceivedTime.Time", BeTemporally("==", received.Time)))))
}

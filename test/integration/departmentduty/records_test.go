// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("receipts", func() {
	It("keeps the receipt of a report that is deleted and applied again, and not of another under its name", func(ctx SpecContext) {
		r := newRegion(ctx)
		first := r.clock.Now().AddDate(0, 0, -1).Truncate(time.Second)
		report := func() *v1alpha1.DutyReport {
			return wrappers.Report("again").Duty("kept").Department(health).Completion().Received(first).Obj()
		}
		filed := report()
		r.declare(ctx, wrappers.Duty("kept").Obj(), filed)
		duty, _ := r.reconcile(ctx, "kept")
		Expect(duty.Status.Receipts).To(HaveLen(1))
		receipt := duty.Status.Receipts[0]
		Expect(receipt.Basis).To(Equal(v1alpha1.ReceiptAttested))
		Expect(receipt.ReceivedTime.Time).To(BeTemporally("==", first))

		Expect(env.Admin.Delete(ctx, filed)).To(Succeed())
		duty, _ = r.reconcile(ctx, "kept")
		Expect(duty.Status.Receipts).To(ConsistOf(receipt), "deleting a record leaves its receipt")

		filed = report()
		r.declare(ctx, filed)
		duty, _ = r.reconcile(ctx, "kept")
		Expect(duty.Status.Receipts).To(ConsistOf(receipt))

		Expect(env.Admin.Delete(ctx, filed)).To(Succeed())
		other := wrappers.Report("again").Duty("kept").Department(health).Completion().Statement("another").Obj()
		r.declare(ctx, other)
		duty, _ = r.reconcile(ctx, "kept")
		Expect(duty.Status.Receipts).To(HaveLen(2))
		Expect(duty.Status.Receipts[0]).To(Equal(receipt))
		Expect(duty.Status.Receipts[1].ReceivedTime.Time).To(BeTemporally("==", other.CreationTimestamp.Time))
	})
})

var _ = Describe("records that do not count", func() {
	It("are told why, with the field, the value and what is allowed", func(ctx SpecContext) {
		r := newRegion(ctx)
		r.declare(ctx,
			wrappers.Duty("told").Target("stations-2021", "2021", 13, "stations").Due("2022").Obj(),
			wrappers.Report("no-checkpoint").Duty("told").Department(health).Checkpoint("stations-2020").Completion().Obj(),
			wrappers.Report("no-part").Duty("told").Department(finance).Completion().Obj(),
			wrappers.Report("too-few").Duty("told").Department(health).Checkpoint("stations-2021").Completion().Quantity(12).Obj(),
			wrappers.Report("circle-a").Duty("told").Department(health).Completion().Supersedes("circle-b").Obj(),
			wrappers.Report("circle-b").Duty("told").Department(health).Completion().Supersedes("circle-a").Obj(),
			wrappers.Ruling("of-nothing").Duty("told").Report("unfiled").Office(health).Accept().Obj(),
			wrappers.Ruling("of-a-stranger").Duty("told").Report("unfiled").Parent("elsewhere").Accept().Obj(),
		)
		r.reconcile(ctx, "told")
		for name, expected := range map[string]struct {
			reason string
			saying []string
		}{
			"no-checkpoint": {v1alpha1.ReasonUnknownCheckpoint, []string{"spec.checkpoint", `"stations-2020"`, "stations-2021, final"}},
			"no-part":       {v1alpha1.ReasonNotAReporter, []string{"spec.department", `"finance"`, "health-commission"}},
			"too-few":       {v1alpha1.ReasonQuantityBelowTarget, []string{"spec.quantity", "12", "at least 13 stations"}},
			"circle-a":      {v1alpha1.ReasonSupersedesCycle, []string{"spec.supersedes", `"circle-b"`}},
			"circle-b":      {v1alpha1.ReasonSupersedesCycle, []string{"spec.supersedes", `"circle-a"`}},
		} {
			status := get(ctx, &v1alpha1.DutyReport{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: name}}).Status
			Expect(status.Verdict).To(Equal(v1alpha1.VerdictIgnored), name)
			Expect(status.Conditions).To(have(v1alpha1.ConditionReady, metav1.ConditionFalse, expected.reason, expected.saying...), name)
			Expect(status.Conditions).To(have(v1alpha1.ConditionStalled, metav1.ConditionTrue, expected.reason), name)
		}
		nothing := get(ctx, &v1alpha1.DutyRuling{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: "of-nothing"}}).Status
		Expect(nothing.Conditions).To(have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonReportNotFound, `"unfiled"`))
		Expect(nothing.Conditions).To(have(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled), "the report may still come")
		stranger := get(ctx, &v1alpha1.DutyRuling{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: "of-a-stranger"}}).Status
		Expect(stranger.Conditions).To(have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonNotTheParent, "spec.parent", `"elsewhere"`))
	})

	It("wait for a duty that is not there yet", func(ctx SpecContext) {
		r := newRegion(ctx)
		r.declare(ctx, wrappers.Report("early").Duty("to-come").Department(health).Completion().Obj())
		_, err := r.try(ctx, "to-come")
		Expect(err).NotTo(HaveOccurred())
		early := &v1alpha1.DutyReport{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: "early"}}
		Expect(get(ctx, early).Status.Conditions).To(have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonDutyNotFound))

		r.declare(ctx, wrappers.Duty("to-come").Obj())
		r.reconcile(ctx, "to-come")
		Expect(get(ctx, early).Status.Verdict).To(Equal(v1alpha1.VerdictUnderReview))
	})
})

var _ = Describe("what a duty takes from its region", func() {
	It("waits for a Jurisdiction, and is evaluated in its time zone", func(ctx SpecContext) {
		r := newRegion(ctx)
		held := get(ctx, &v1alpha1.Jurisdiction{ObjectMeta: metav1.ObjectMeta{Name: r.name}})
		Expect(env.Admin.Delete(ctx, held)).To(Succeed())
		r.declare(ctx, wrappers.Duty("zoned").Due("2021-04-15").Obj(),
			wrappers.Report("waiting").Duty("zoned").Department(health).Completion().Obj())
		duty, _ := r.reconcile(ctx, "zoned")
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonJurisdictionNotFound, r.namespace))
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled))
		Expect(duty.Status.Receipts).To(HaveLen(1), "what was received is recorded all the same")

		r.hold(ctx, wrappers.Jurisdiction(r.name).Departments(health).TimeZone("Asia/Urumqi").Obj())
		duty, _ = r.reconcile(ctx, "zoned")
		Expect(duty.Status.Checkpoints[0].Deadline.UTC().Format(time.RFC3339)).To(Equal("2021-04-15T18:00:00Z"))
	})

	It("tells a department that the Jurisdiction does not declare", func(ctx SpecContext) {
		r := newRegion(ctx)
		r.declare(ctx, wrappers.Duty("unknown").Leads("weather-bureau").Due("2021").Obj())
		duty, _ := r.reconcile(ctx, "unknown")
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonUnknownDepartment,
			"spec.leads[0]", `"weather-bureau"`, "health-commission, finance"))
		Expect(duty.Status.Light).To(Equal(v1alpha1.LightRed), "it is late all the same")
		Expect(r.told()).To(ContainElement(ContainSubstring("Warning Stalled")))
	})

	It("tells milestones that CEL cannot compare", func(ctx SpecContext) {
		r := newRegion(ctx)
		r.declare(ctx, wrappers.Duty("mixed").Milestone("second", "2022").Milestone("first", "2021-12-31T12:00:00+08:00").Obj())
		duty, _ := r.reconcile(ctx, "mixed")
		Expect(duty.Status.Conditions).To(have(v1alpha1.ConditionStalled, metav1.ConditionTrue, v1alpha1.ReasonInvalidMilestones,
			"spec.milestones[1].due", `"second"`))
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// stand gives a duty the status that its own controller would have written.
func stand(ctx context.Context, duty *v1alpha1.DepartmentDuty, status v1alpha1.DepartmentDutyStatus) {
	GinkgoHelper()
	get(ctx, duty)
	duty.Status = status
	Expect(env.Admin.Status().Update(ctx, duty)).To(Succeed())
}

// completed is the status of a duty that was completed, and ruled upon by whom.
func completed(reason string, by v1alpha1.RulingBody) v1alpha1.DepartmentDutyStatus {
	return v1alpha1.DepartmentDutyStatus{
		Light: v1alpha1.LightGreen,
		Conditions: []metav1.Condition{{
			Type: v1alpha1.ConditionCompleted, Status: metav1.ConditionTrue, Reason: reason, LastTransitionTime: metav1.Unix(0, 0),
		}},
		Checkpoints: []v1alpha1.Checkpoint{{
			Name: v1alpha1.CheckpointFinal, State: v1alpha1.CheckpointCompleted, RuledBy: by,
		}},
	}
}

var _ = Describe("counting duties", func() {
	It("counts each once, and tells whether any is overdue", func(ctx SpecContext) {
		r := newRun()
		declare(ctx, wrappers.Jurisdiction("counting").Obj())
		r.reconcile(ctx, "counting")
		Expect(statusOf(ctx, "counting")).To(have(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionTrue,
			v1alpha1.ReasonNoneOverdue, "no duties"))

		duty := func(name string) *v1alpha1.DepartmentDuty {
			d := wrappers.Duty(name).Namespace("region-counting").Obj()
			declare(ctx, d)
			return d
		}
		duty("new")
		stand(ctx, duty("blue"), v1alpha1.DepartmentDutyStatus{Light: v1alpha1.LightBlue})
		stand(ctx, duty("yellow"), v1alpha1.DepartmentDutyStatus{Light: v1alpha1.LightYellow})
		red := duty("red")
		stand(ctx, red, v1alpha1.DepartmentDutyStatus{Light: v1alpha1.LightRed})
		stand(ctx, duty("escalated"), v1alpha1.DepartmentDutyStatus{
			Light: v1alpha1.LightRed, Escalation: v1alpha1.EscalationStatus{Rung: v1alpha1.EscalationNotice},
		})
		withdrawn := wrappers.Duty("jilin.withdrawn").Namespace("region-counting").Origin("jilin", "withdrawn").
			Withdrawn(r.clock.Now()).Obj()
		declare(ctx, withdrawn)
		stand(ctx, withdrawn, v1alpha1.DepartmentDutyStatus{Light: v1alpha1.LightRed})
		stand(ctx, duty("green"), completed(v1alpha1.ReasonCompletedInTime, v1alpha1.RulingBodyOffice))
		stand(ctx, duty("standing"), completed(v1alpha1.ReasonContinuing, v1alpha1.RulingBodyOffice))
		stand(ctx, duty("late"), completed(v1alpha1.ReasonCompletedLate, v1alpha1.RulingBodyOwnLead))

		r.clock.SetTime(r.clock.Now().Add(time.Hour))
		overdueSince := metav1.NewTime(r.clock.Now())
		r.reconcile(ctx, "counting")
		status := statusOf(ctx, "counting")
		Expect(status.Own.Duties).To(Equal(v1alpha1.DutyCounts{
			Total: new(int32(8)), Open: new(int32(3)), DueSoon: new(int32(1)), Overdue: new(int32(2)), Escalated: new(int32(1)),
			Completed: new(int32(2)), CompletedLate: new(int32(1)), SelfRuled: new(int32(1)),
		}))
		Expect(status).To(have(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionFalse,
			v1alpha1.ReasonDutiesOverdue, "overdue: 2 of 8 duties"))
		Expect(status).To(beReady(), "lateness is not health")

		r.clock.SetTime(r.clock.Now().Add(time.Hour))
		stand(ctx, duty("second"), v1alpha1.DepartmentDutyStatus{Light: v1alpha1.LightRed})
		r.reconcile(ctx, "counting")
		onTrack := meta.FindStatusCondition(statusOf(ctx, "counting").Conditions, v1alpha1.ConditionDutiesOnTrack)
		Expect(onTrack.Message).To(Equal("overdue: 3 of 9 duties"))
		Expect(onTrack.LastTransitionTime.Equal(&overdueSince)).To(BeTrue(), "it has been overdue since the first")
	})

	It("says what is wrong with the plan, which leaves the region on track", func(ctx SpecContext) {
		r := newRun()
		declare(ctx, wrappers.Jurisdiction("linting").
			Department(wrappers.Department("police").Aliases("治安")).
			Department(wrappers.Department("traffic-police").Aliases("治安")).Obj())
		r.reconcile(ctx, "linting")
		for _, duty := range []*wrappers.DutyWrapper{
			wrappers.Duty("d2").Scope("roads").Leads("traffic-police"),
			wrappers.Duty("d1").Scope("roads").Leads("police").Participants("fire"),
			wrappers.Duty("jilin.d3").Scope("roads").Leads("education").Origin("jilin", "d3").Withdrawn(r.clock.Now()),
		} {
			declare(ctx, duty.Namespace("region-linting").Obj())
		}
		r.reconcile(ctx, "linting")
		Expect(statusOf(ctx, "linting")).To(SatisfyAll(
			have(v1alpha1.ConditionDepartmentsDeclared, metav1.ConditionFalse, v1alpha1.ReasonDepartmentsUndeclared, "fire by d1"),
			have(v1alpha1.ConditionAliasesUnique, metav1.ConditionFalse, v1alpha1.ReasonAmbiguousNames,
				`"治安" by police, traffic-police`),
			have(v1alpha1.ConditionLeadsConsistent, metav1.ConditionFalse, v1alpha1.ReasonDifferentLeads,
				"roads: d1 is led by police, d2 by traffic-police"),
			have(v1alpha1.ConditionOnTrack, metav1.ConditionTrue, v1alpha1.ReasonOnTrack),
			beReady(),
		))
	})
})

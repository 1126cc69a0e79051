// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/internal/record"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// found is a duty of the drama with its records, as it is in the end.
type found struct {
	duty    *v1alpha1.DepartmentDuty
	reports []v1alpha1.DutyReport
	rulings []v1alpha1.DutyRuling
}

// find reads what is there.
func (d *drama) find(ctx context.Context) ([]found, error) {
	duties, err := dutiesOf(ctx, d.namespace)
	if err != nil {
		return nil, err
	}
	var reports v1alpha1.DutyReportList
	if err := env.Admin.List(ctx, &reports, client.InNamespace(d.namespace)); err != nil {
		return nil, err
	}
	var rulings v1alpha1.DutyRulingList
	if err := env.Admin.List(ctx, &rulings, client.InNamespace(d.namespace)); err != nil {
		return nil, err
	}
	all := make([]found, 0, len(duties))
	for _, duty := range duties {
		f := found{duty: duty}
		for i := range reports.Items {
			if string(reports.Items[i].Spec.DutyRef.Name) == duty.Name {
				f.reports = append(f.reports, reports.Items[i])
			}
		}
		for i := range rulings.Items {
			if string(rulings.Items[i].Spec.DutyRef.Name) == duty.Name {
				f.rulings = append(f.rulings, rulings.Items[i])
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// expectEvaluated holds what the operator wrote against what follows from plan and records alone, by an evaluation that
// knows of nothing that was written before but of the rungs: whether one of a miss that was made good had been reached
// depends on whether an operator was there. Those that stand are found anew.
func (d *drama) expectEvaluated(g Gomega, ctx context.Context) { //nolint:revive // Eventually wants the Gomega first
	all, err := d.find(ctx)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(all).To(HaveLen(len(d.duties)))
	region, err := current(ctx, wrappers.Jurisdiction(d.name).Obj())
	g.Expect(err).NotTo(HaveOccurred())
	now, err := serverTime(ctx)
	g.Expect(err).NotTo(HaveOccurred())
	// When a condition turned depends on when somebody looked, and so does the turn of what was received within one second:
	// what came to be known first is first. A miss that was refuted is known only to who was there before it was.
	ignoring := []cmp.Option{
		cmpopts.IgnoreFields(metav1.Condition{}, "LastTransitionTime"),
		cmpopts.IgnoreSliceElements(func(miss v1alpha1.Miss) bool { return miss.State == v1alpha1.MissRefuted }),
		cmpopts.EquateEmpty(),
		cmpopts.SortSlices(func(a, b v1alpha1.Receipt) bool {
			if !a.ReceivedTime.Equal(b.ReceivedTime) {
				return a.ReceivedTime.Before(b.ReceivedTime)
			}
			return string(a.Kind)+"/"+string(a.Name) < string(b.Kind)+"/"+string(b.Name)
		}),
	}
	overdue := int32(0)
	for _, f := range all {
		blank := f.duty.DeepCopy()
		blank.Status = v1alpha1.DepartmentDutyStatus{Rungs: f.duty.Status.Rungs}
		anew := evaluate.Evaluate(evaluate.Input{Duty: blank, Jurisdiction: region, Reports: f.reports, Rulings: f.rulings, Now: now})
		g.Expect(anew.Next).To(BeZero(), f.duty.Name)
		g.Expect(f.duty.Status).To(BeComparableTo(anew.Status, ignoring...), f.duty.Name)
		for i := range f.reports {
			g.Expect(f.reports[i].Status).To(BeComparableTo(anew.Reports[i], ignoring...), f.reports[i].Name)
		}
		for i := range f.rulings {
			g.Expect(f.rulings[i].Status).To(BeComparableTo(anew.Rulings[i], ignoring...), f.rulings[i].Name)
		}
		if f.duty.Status.Light == v1alpha1.LightRed {
			overdue++
		}
	}
	g.Expect(region.Status.Own.Duties.Overdue).To(HaveValue(Equal(overdue)))
}

// expectMisses works out from the stamps of the records alone what must have been missed, without the evaluator.
func (d *drama) expectMisses(ctx context.Context) {
	GinkgoHelper()
	all, err := d.find(ctx)
	Expect(err).NotTo(HaveOccurred())
	missed := 0
	for _, f := range all {
		deadlines := map[v1alpha1.CheckpointName]v1alpha1.DueDate{v1alpha1.CheckpointFinal: f.duty.Spec.Due}
		for _, milestone := range f.duty.Spec.Milestones {
			deadlines[milestone.Name] = milestone.Due
		}
		var misses []v1alpha1.Miss
		for _, miss := range f.duty.Status.Misses {
			if miss.State != v1alpha1.MissRefuted {
				misses = append(misses, miss)
			}
		}
		expected := 0
		for name, due := range deadlines {
			deadline, err := time.Parse(time.RFC3339, string(due))
			Expect(err).NotTo(HaveOccurred())
			if from, late := missedFrom(deadline, f.reports, f.rulings); late {
				expected++
				Expect(misses).To(ContainElement(And(
					HaveField("Checkpoint", name),
					HaveField("Deadline.Time", BeTemporally("==", deadline)),
					HaveField("MissedTime.Time", BeTemporally("==", from)),
					HaveField("Departments", HaveExactElements(police)))), f.duty.Name)
			}
		}
		Expect(misses).To(HaveLen(expected), f.duty.Name)
		missed += expected
	}
	AddReportEntry("misses", fmt.Sprintf("%d in %d duties", missed, len(all)))
	Expect(missed).To(BeNumerically(">=", (1+3)*eachPlot), "those of which nobody reported: one deadline each, or three")
}

// expectRungs looks for rungs that were entered twice, or on account of nothing.
func (d *drama) expectRungs(ctx context.Context) {
	GinkgoHelper()
	all, err := d.find(ctx)
	Expect(err).NotTo(HaveOccurred())
	notices := 0
	for _, f := range all {
		reached := map[string]int{}
		for _, rung := range f.duty.Status.Rungs {
			reached[fmt.Sprintf("%s of %s for %s", rung.Action, f.duty.Name, rung.Checkpoint)]++
			if rung.Action == v1alpha1.EscalationReminder {
				Expect(rung.ReachedTime).To(Equal(&f.duty.CreationTimestamp), "less than 7 days were left")
				continue
			}
			notices++
			Expect(f.duty.Status.Misses).To(ContainElement(And(HaveField("Checkpoint", rung.Checkpoint),
				HaveField("Deadline", Equal(rung.Deadline)), HaveField("MissedTime", Equal(rung.ReachedTime)))), f.duty.Name)
		}
		for rung, times := range reached {
			Expect(times).To(Equal(1), rung)
		}
	}
	Expect(notices).To(BeNumerically(">=", 2*eachPlot), "those of which nobody reported: the earliest of its deadlines climbs")
}

// missedFrom tells since when a deadline is missed, if it is.
func missedFrom(deadline time.Time, reports []v1alpha1.DutyReport, rulings []v1alpha1.DutyRuling) (from time.Time, late bool) {
	from = deadline
	for i := range reports {
		if !receiptOf(&reports[i], reports[i].Spec.ReceivedTime).Before(deadline) {
			continue
		}
		returned := slices.IndexFunc(rulings, func(ruling v1alpha1.DutyRuling) bool {
			return string(ruling.Spec.Report) == reports[i].Name && ruling.Spec.Type == v1alpha1.RulingReturn
		})
		if returned < 0 {
			return time.Time{}, false
		}
		if at := rulings[returned].CreationTimestamp.Time; at.After(from) {
			from = at
		}
	}
	return from, true
}

// receiptOf is what the receipt of a record must be: what it attests, else when the API server created it.
func receiptOf(object client.Object, attested *metav1.Time) time.Time {
	if attested != nil {
		return attested.Time
	}
	return object.GetCreationTimestamp().Time
}

func (d *drama) expectReceipts(ctx context.Context) {
	GinkgoHelper()
	all, err := d.find(ctx)
	Expect(err).NotTo(HaveOccurred())
	records := 0
	for _, f := range all {
		Expect(f.duty.Status.Receipts).To(HaveLen(len(f.reports)+len(f.rulings)), f.duty.Name)
		records += len(f.duty.Status.Receipts)
		for i := range f.reports {
			report := &f.reports[i]
			d.expectReceipt(f.duty, v1alpha1.RecordDutyReport, report, report.Spec, &report.Status, receiptOf(report, report.Spec.ReceivedTime))
		}
		for i := range f.rulings {
			ruling := &f.rulings[i]
			d.expectReceipt(f.duty, v1alpha1.RecordDutyRuling, ruling, ruling.Spec, &ruling.Status, receiptOf(ruling, nil))
		}
	}
	Expect(records).To(Equal(len(d.acts)), "every record that was filed is in a ledger")
}

func (*drama) expectReceipt(
	duty *v1alpha1.DepartmentDuty, kind v1alpha1.RecordKind, object client.Object, spec any, status *v1alpha1.RecordStatus, at time.Time,
) {
	GinkgoHelper()
	Expect(duty.Status.Receipts).To(ContainElement(And(
		HaveField("Kind", kind),
		HaveField("Name", v1alpha1.ObjectName(object.GetName())),
		HaveField("Digest", record.Digest(spec)),
		HaveField("ReceivedTime.Time", BeTemporally("==", at)))))
	Expect(status.ReceivedTime).To(HaveValue(HaveField("Time", BeTemporally("==", at))), object.GetName())
}

// expectHistory looks at every version of every duty that ever was: what is in the ledger once stays there as it is.
func (d *drama) expectHistory() {
	GinkgoHelper()
	d.mu.Lock()
	defer d.mu.Unlock()
	Expect(len(d.history)).To(BeNumerically(">", 2*len(d.duties)))
	before := map[string]*v1alpha1.DepartmentDuty{}
	for _, s := range d.history {
		was := before[s.duty.Name]
		before[s.duty.Name] = s.duty
		if was == nil {
			continue
		}
		for _, receipt := range was.Status.Receipts {
			Expect(s.duty.Status.Receipts).To(ContainElement(BeComparableTo(receipt)), s.duty.Name)
		}
		for _, miss := range was.Status.Misses {
			Expect(s.duty.Status.Misses).To(ContainElement(
				BeComparableTo(miss, cmpopts.IgnoreFields(v1alpha1.Miss{}, "State"))), s.duty.Name)
		}
		for _, rung := range was.Status.Rungs {
			Expect(s.duty.Status.Rungs).To(ContainElement(BeComparableTo(rung)), s.duty.Name)
		}
	}
}

// expectEvents looks for events that were told twice. That one is missing is no fault: whoever is killed between a write
// and its event tells it no more.
func (d *drama) expectEvents(ctx context.Context) {
	GinkgoHelper()
	var list eventsv1.EventList
	Expect(env.Admin.List(ctx, &list)).To(Succeed())
	all, err := d.find(ctx)
	Expect(err).NotTo(HaveOccurred())
	misses, rungs := map[string]int{}, map[string]int{}
	for _, f := range all {
		misses[f.duty.Name] = len(f.duty.Status.Misses)
		for _, rung := range f.duty.Status.Rungs {
			rungs[f.duty.Name+" Escalated"+string(rung.Action)]++
		}
	}
	told, notes := map[string]int{}, map[string]int{}
	for i := range list.Items {
		event := &list.Items[i]
		if event.Regarding.Namespace != d.namespace && event.Regarding.Name != d.name {
			continue
		}
		key := fmt.Sprintf("%s of %s %s", event.Reason, event.Regarding.Kind, event.Regarding.Name)
		told[key]++
		notes[key+": "+event.Note]++
		atMost := 1
		if event.Regarding.Kind == "DepartmentDuty" && slices.Contains([]string{"DeadlineMissed", "MissMadeGood", "MissRefuted"}, event.Reason) {
			atMost = misses[event.Regarding.Name]
		}
		if strings.HasPrefix(event.Reason, "Escalated") {
			atMost = rungs[event.Regarding.Name+" "+event.Reason]
		}
		Expect(told[key]).To(BeNumerically("<=", atMost), key)
		Expect(event.Series).To(BeNil(), "of a series only one note is kept, and its count is written minutes later: "+key)
	}
	AddReportEntry("events", fmt.Sprintf("%d, of which none twice", len(told)))
	Expect(notes).To(HaveEach(1))
	Expect(len(told)).To(BeNumerically(">", len(all)/2), "most of what happened was told")
}

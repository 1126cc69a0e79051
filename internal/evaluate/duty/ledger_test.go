// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/internal/record"
)

// TestDigestNeverChanges pins digests that stand in ledgers: were they computed in
// another way, or fields put in another order, every receipt would be lost.
func TestDigestNeverChanges(t *testing.T) {
	t.Parallel()
	full := report("r1").Checkpoint("spring").Statement("完成 <4>").Quantity(4).Evidence("https://example.org/1", "", "photograph").
		Supersedes("r0").Received(instant("2021-04-10 09:00:00")).Obj()
	for name, test := range map[string]struct {
		spec any
		want string
	}{
		"a report of few words": {report("r1").Obj().Spec, "e59aac3ecf4379d54bd2edf0a99b3455463ca8ba5c6e9638effdf64c16ab6161"},
		"a report with all":     {full.Spec, "f83ca6095dc8824b16ceab25d102b6b7ad5be2c4c112f66f00fdc5df0065424a"},
		"an Accept":             {accepting("a1", "r1").Obj().Spec, "075ffed35e97139b06355a224aff8ad7ad01256a1944b2de2578b6cc3c5f31c7"},
		"a Return":              {returning("b1", "r1").Parent(beijing).Supersedes("a1").Obj().Spec, "03ee380a831fd2b021341f64da930767cfd5ae2a5b3cfd5e285c80898a83d1c0"},
	} {
		if got := record.Digest(test.spec); got != test.want {
			t.Errorf("the digest of %s is %s, want %s", name, got, test.want)
		}
	}
}

func TestDigestIsOfTheContent(t *testing.T) {
	t.Parallel()
	base := report("r1").Received(instant("2021-04-10 09:00:00")).Evidence("https://example.org/1", "", "photograph").Obj()
	same := base.DeepCopy()
	same.Name, same.CreationTimestamp, same.Labels = "r2", metav1.NewTime(instant(created)), map[string]string{"a": "b"}
	same.Spec.ReceivedTime = new(metav1.NewTime(instant("2021-04-10 09:00:00").UTC()))
	if record.Digest(base.Spec) != record.Digest(same.Spec) {
		t.Error("the digest depends on more than the content")
	}
	for name, change := range map[string]func(spec *v1alpha1.DutyReportSpec){
		"statement": func(spec *v1alpha1.DutyReportSpec) { spec.Statement += "." },
		"quantity":  func(spec *v1alpha1.DutyReportSpec) { spec.Quantity = new(int64(0)) },
		"evidence":  func(spec *v1alpha1.DutyReportSpec) { spec.Evidence[0].Title = "" },
		"receivedTime": func(spec *v1alpha1.DutyReportSpec) {
			spec.ReceivedTime = new(metav1.NewTime(instant("2021-04-10 09:00:01")))
		},
		"filedBy": func(spec *v1alpha1.DutyReportSpec) { spec.FiledBy = "li" },
	} {
		other := base.DeepCopy()
		change(&other.Spec)
		if record.Digest(base.Spec) == record.Digest(other.Spec) {
			t.Errorf("the digest does not tell another %s", name)
		}
	}
}

// gone is the receipt of a record that was deleted.
func gone(i int, received time.Time) v1alpha1.Receipt {
	return v1alpha1.Receipt{
		Kind: v1alpha1.RecordDutyReport, Name: v1alpha1.ObjectName(fmt.Sprintf("gone-%04d", i)), Digest: fmt.Sprintf("%064d", i),
		ReceivedTime: new(metav1.NewTime(received)), Basis: v1alpha1.ReceiptStamped,
	}
}

func names(receipts []v1alpha1.Receipt) []string {
	var names []string
	for _, receipt := range receipts {
		names = append(names, string(receipt.Name))
	}
	return names
}

func TestReceiptsHaveABound(t *testing.T) {
	t.Parallel()
	start := instant(created)
	records := func(from, to int) []v1alpha1.DutyReport {
		var reports []v1alpha1.DutyReport
		for i := from; i < to; i++ {
			reports = append(reports, *report(fmt.Sprintf("r-%04d", i)).Created(start.Add(time.Duration(i) * time.Second)).Progress().Obj())
		}
		return reports
	}
	ledger := func(n int) []v1alpha1.Receipt {
		var receipts []v1alpha1.Receipt
		for i := range n {
			receipts = append(receipts, gone(i, start.Add(time.Duration(i)*time.Second)))
		}
		return receipts
	}
	// reapplied was received before all others and is there again.
	reapplied := report("r-0000").Created(start.Add(time.Hour)).Progress().Obj()
	first := v1alpha1.Receipt{
		Kind: v1alpha1.RecordDutyReport, Name: "r-0000", Digest: record.Digest(reapplied.Spec),
		ReceivedTime: new(metav1.NewTime(start.Add(-time.Hour))), Basis: v1alpha1.ReceiptStamped,
	}
	for name, test := range map[string]struct {
		ledger  []v1alpha1.Receipt
		reports []v1alpha1.DutyReport
		// first and last names of the ledger afterwards, and how many there are.
		first, last string
		count       int
	}{
		"all are kept up to the bound": {reports: records(0, 1000), first: "r-0000", last: "r-0999", count: 1000},
		"the oldest that can be read off their records go first": {
			reports: records(0, 1003), first: "r-0003", last: "r-1002", count: 1000,
		},
		"those of deleted records stay": {
			ledger: ledger(999), reports: records(0, 3), first: "gone-0000", last: "gone-0998", count: 1000,
		},
		"that of a record applied again stays": {
			ledger: append([]v1alpha1.Receipt{first}, ledger(998)...), reports: append(records(1, 4), *reapplied), first: "r-0000", last: "gone-0997", count: 1000,
		},
		"there is no room but for those of deleted records": {
			ledger: ledger(1000), reports: records(0, 3), first: "gone-0000", last: "gone-0999", count: 1000,
		},
		"the oldest go where none can be read": {ledger: ledger(1002), first: "gone-0002", last: "gone-1001", count: 1000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object := dutyDue("2021").Obj()
			object.Status.Receipts = test.ledger
			in := duty.Input{Duty: object, Jurisdiction: xicheng().Obj(), Reports: test.reports, Now: start.Add(2 * time.Hour)}
			result := duty.Evaluate(in)
			got := names(result.Status.Receipts)
			if len(got) != test.count || got[0] != test.first || got[len(got)-1] != test.last {
				t.Errorf("%d receipts from %s to %s, want %d from %s to %s", len(got), got[0], got[len(got)-1], test.count, test.first, test.last)
			}
			for i := range test.reports {
				want := test.reports[i].CreationTimestamp
				if test.reports[i].Name == "r-0000" && slices.Contains(names(test.ledger), "r-0000") {
					want = *first.ReceivedTime
				}
				if !result.Reports[i].ReceivedTime.Equal(&want) {
					t.Errorf("%s was received %s, want %s", test.reports[i].Name, result.Reports[i].ReceivedTime, want)
				}
			}
			mustEqual(t, "evaluating twice differs from once", result, duty.Evaluate(stored(in, result)))
		})
	}
}

func TestMissesHaveABound(t *testing.T) {
	t.Parallel()
	start := instant(created)
	// A ledger of 100 milestones that the plan no longer names.
	ledger := func() []v1alpha1.Miss {
		var misses []v1alpha1.Miss
		for i := range 100 {
			missed := metav1.NewTime(start.Add(time.Duration(i) * time.Hour))
			misses = append(misses, v1alpha1.Miss{
				Checkpoint: v1alpha1.CheckpointName(fmt.Sprintf("m-%02d", i)), Deadline: &missed, MissedTime: &missed,
				Departments: []v1alpha1.DepartmentName{health}, Reason: v1alpha1.ReasonDeadlinePassed, State: v1alpha1.MissStanding,
			})
		}
		return misses
	}
	for name, test := range map[string]struct {
		now     string
		reports []v1alpha1.DutyReport
		gone    v1alpha1.CheckpointName
	}{
		"all are kept up to the bound":    {now: "2021-04-15 23:59:59"},
		"the oldest goes where all stand": {now: "2021-04-16 00:00:00", gone: "m-01"},
		"all are kept up to the bound, whether they stand or not": {
			now:     "2021-04-15 23:59:59",
			reports: []v1alpha1.DutyReport{*report("r1").Checkpoint("m-50").Received(start.Add(49 * time.Hour)).Created(instant("2021-04-01 09:00:00")).Obj()},
		},
		"one that does not stand goes first": {
			now: "2021-04-16 00:00:00", gone: "m-50",
			reports: []v1alpha1.DutyReport{*report("r1").Checkpoint("m-50").Received(start.Add(49 * time.Hour)).Created(instant("2021-04-01 09:00:00")).Obj()},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object := dutyDue("2021-04-15").Obj()
			object.Status.Misses = ledger()
			result := duty.Evaluate(duty.Input{Duty: object, Jurisdiction: xicheng().Obj(), Reports: test.reports, Now: instant(test.now)})
			kept := map[v1alpha1.CheckpointName]bool{}
			for _, miss := range result.Status.Misses {
				kept[miss.Checkpoint] = true
			}
			if len(result.Status.Misses) != 100 || len(result.Status.Checkpoints) > 128 {
				t.Errorf("%d misses, %d checkpoints, want 100 and at most 128", len(result.Status.Misses), len(result.Status.Checkpoints))
			}
			for _, miss := range ledger() {
				if kept[miss.Checkpoint] == (miss.Checkpoint == test.gone) {
					t.Errorf("%s is kept: %t", miss.Checkpoint, kept[miss.Checkpoint])
				}
			}
			if kept["final"] != (test.gone != "") {
				t.Errorf("the miss of today is there: %t", kept["final"])
			}
		})
	}
}

// TestMissNamesBoundedDepartments holds that the departments of a miss stay within
// what the API server accepts, however often the plan changes hands.
func TestMissNamesBoundedDepartments(t *testing.T) {
	t.Parallel()
	deadline := metav1.NewTime(instant("2021-04-16 00:00:00"))
	object := dutyDue("2021-04-15").Leads(health, police).Obj()
	miss := v1alpha1.Miss{Checkpoint: "final", Deadline: &deadline, MissedTime: &deadline, Reason: v1alpha1.ReasonDeadlinePassed, State: v1alpha1.MissStanding}
	for i := range 79 {
		miss.Departments = append(miss.Departments, v1alpha1.DepartmentName(fmt.Sprintf("bureau-%d", i)))
	}
	object.Status.Misses = []v1alpha1.Miss{miss}
	filed, ruledAt := instant("2021-04-10 09:00:00"), instant("2021-05-01 09:00:00")
	result := duty.Evaluate(duty.Input{
		Duty: object, Jurisdiction: xicheng().Obj(), Now: instant("2021-05-02 09:00:00"),
		Reports: []v1alpha1.DutyReport{*report("r1").Created(filed).Obj(), *report("r2").Department(police).Created(filed).Obj()},
		Rulings: []v1alpha1.DutyRuling{*returning("b1", "r1").Created(ruledAt).Obj(), *returning("b2", "r2").Created(ruledAt).Obj()},
	})
	if got := result.Status.Misses[0].Departments; len(got) != 80 || got[79] != health {
		t.Errorf("%d departments, the last %s, want 80, the last %s", len(got), got[len(got)-1], health)
	}
}

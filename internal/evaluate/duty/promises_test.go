// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/conversion"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// equalities compare as the controller does before it writes.
var equalities = func() conversion.Equalities {
	equalities := equality.Semantic.Copy()
	if err := equalities.AddFuncs(time.Time.Equal, sameCalendar); err != nil {
		panic(err)
	}
	return equalities
}()

func sameCalendar(a, b workdays.Calendar) bool {
	return a.Source() == b.Source() && a.Version() == b.Version()
}

func same(a, b any) bool { return equalities.DeepEqual(a, b) }

// mustEqual stops the test where want and got differ, and says how.
func mustEqual[T any](tb testing.TB, what string, want, got T) {
	tb.Helper()
	if !same(want, got) {
		tb.Fatalf("%s (-want +got):\n%s", what, cmp.Diff(want, got, cmp.Comparer(sameCalendar)))
	}
}

// stored returns the input of an evaluation that finds result written.
func stored(in duty.Input, result duty.Result) duty.Input {
	next := in
	next.Duty = in.Duty.DeepCopy()
	next.Duty.Status = result.Status
	next.Reports, next.Rulings = slices.Clone(in.Reports), slices.Clone(in.Rulings)
	for i := range next.Reports {
		next.Reports[i].Status = result.Reports[i]
	}
	for i := range next.Rulings {
		next.Rulings[i].Status = result.Rulings[i]
	}
	return next
}

// checkPromises holds what Evaluate promises of any result: it lasts until Next
// and not longer, it is its own fixed point, and the order in which the records
// are listed is nothing to it.
func checkPromises(tb testing.TB, dice dice, in duty.Input, result duty.Result) {
	tb.Helper()
	again := stored(in, result)
	mustEqual(tb, "evaluating twice differs from once", result, duty.Evaluate(again))
	lasts := func(until time.Time) {
		tb.Helper()
		again.Now = until
		mustEqual(tb, "the result changes by "+until.String(), result, duty.Evaluate(again))
	}
	if result.Next.IsZero() {
		lasts(in.Now.AddDate(pick(dice, 0, 1, 30, 1000), dice(12), dice(31)))
	} else {
		if !result.Next.After(in.Now) {
			tb.Fatalf("Next is %s, not after now, %s", result.Next, in.Now)
		}
		lasts(result.Next.Add(-1))
		lasts(in.Now.Add(result.Next.Sub(in.Now) / time.Duration(1000) * time.Duration(dice(1000))))
		again.Now = result.Next
		then := duty.Evaluate(again)
		if same(result.Status, then.Status) && same(result.Reports, then.Reports) && same(result.Rulings, then.Rulings) {
			tb.Fatalf("nothing changes at Next, %s, seen from %s: %s", result.Next, in.Now, cmp.Diff(nil, result.Status))
		}
	}
	checkOrder(tb, dice, in, result)
}

// checkOrder holds that records may be listed in any order.
func checkOrder(tb testing.TB, dice dice, in duty.Input, result duty.Result) {
	tb.Helper()
	shuffled := in
	shuffled.Reports, shuffled.Rulings = slices.Clone(in.Reports), slices.Clone(in.Rulings)
	reports, rulings := shuffle(dice, shuffled.Reports), shuffle(dice, shuffled.Rulings)
	other := duty.Evaluate(shuffled)
	mustEqual(tb, "the order of the records matters to the duty", result.Status, other.Status)
	for i, was := range reports {
		mustEqual(tb, "the order of the records matters to DutyReport "+in.Reports[was].Name, result.Reports[was], other.Reports[i])
	}
	for i, was := range rulings {
		mustEqual(tb, "the order of the records matters to DutyRuling "+in.Rulings[was].Name, result.Rulings[was], other.Rulings[i])
	}
}

// checkLedger holds that nothing disappears from the ledger below its bounds, and
// that what it says of a receipt or a miss stays.
func checkLedger(tb testing.TB, before, after *v1alpha1.DepartmentDutyStatus) {
	tb.Helper()
	bound := duty.TheBounds().Misses
	if len(after.Receipts) > 1000 || len(after.Misses) > bound {
		tb.Fatalf("%d receipts and %d misses, want at most 1000 and %d", len(after.Receipts), len(after.Misses), bound)
	}
	for _, receipt := range before.Receipts {
		if len(before.Receipts) < 1000 && !slices.ContainsFunc(after.Receipts, func(other v1alpha1.Receipt) bool { return same(receipt, other) }) {
			tb.Fatalf("the receipt %v is gone from %v", receipt, after.Receipts)
		}
	}
	for _, miss := range before.Misses {
		at := slices.IndexFunc(after.Misses, func(other v1alpha1.Miss) bool {
			return other.Checkpoint == miss.Checkpoint && other.Deadline.Equal(miss.Deadline)
		})
		if at < 0 && len(after.Misses) == bound {
			continue
		}
		if at < 0 {
			tb.Fatalf("the miss %v is gone from %v", miss, after.Misses)
		}
		other := &after.Misses[at]
		switch {
		case miss.State == v1alpha1.MissRefuted && other.State != v1alpha1.MissRefuted:
			// Missed again, and so written anew.
		case other.State != v1alpha1.MissRefuted && !slices.ContainsFunc(miss.Departments, func(department v1alpha1.DepartmentName) bool {
			return slices.Contains(other.Departments, department)
		}):
			// Refuted for all who had missed it, and at the same time missed by others.
		case !other.MissedTime.Equal(miss.MissedTime), other.Reason != miss.Reason, !slices.ContainsFunc(other.Departments, func(department v1alpha1.DepartmentName) bool {
			return slices.Contains(miss.Departments, department)
		}):
			tb.Fatalf("the miss %v was rewritten to %v", miss, *other)
		}
	}
}

// checkEdits holds that nothing refutes a miss but a record that is new: neither an
// edit of plan or region, nor a record that goes.
func checkEdits(tb testing.TB, in duty.Input, result duty.Result) {
	tb.Helper()
	isNew := func(verdict v1alpha1.Verdict) bool { return verdict == "" }
	if slices.ContainsFunc(in.Reports, func(r v1alpha1.DutyReport) bool { return isNew(r.Status.Verdict) }) ||
		slices.ContainsFunc(in.Rulings, func(r v1alpha1.DutyRuling) bool { return isNew(r.Status.Verdict) }) {
		return
	}
	refuted := func(misses []v1alpha1.Miss) (count int) {
		for i := range misses {
			if misses[i].State == v1alpha1.MissRefuted {
				count++
			}
		}
		return count
	}
	if before, after := in.Duty.Status.Misses, result.Status.Misses; refuted(after) > refuted(before) {
		tb.Fatalf("no record is new, but of the misses %v some are refuted now: %v", before, after)
	}
}

// checkStatus holds what must be true of the parts of a result toward each other.
func checkStatus(tb testing.TB, in duty.Input, result duty.Result) {
	tb.Helper()
	status := &result.Status
	if len(result.Reports) != len(in.Reports) || len(result.Rulings) != len(in.Rulings) {
		tb.Fatalf("statuses of %d reports and %d rulings, want %d and %d", len(result.Reports), len(result.Rulings), len(in.Reports), len(in.Rulings))
	}
	if status.ObservedGeneration != in.Duty.Generation {
		tb.Fatalf("observedGeneration is %d, want %d", status.ObservedGeneration, in.Duty.Generation)
	}
	if !understood(status) && len(in.Duty.Status.Checkpoints) == 0 {
		// The plan was never understood: there is nothing to judge by.
		return
	}
	if status.NextDeadline != nil && (result.Next.IsZero() || result.Next.After(status.NextDeadline.Time)) {
		tb.Fatalf("Next is %s, after the next deadline, %s", result.Next, status.NextDeadline)
	}
	checkMisses(tb, in, status)
	checkLight(tb, status)
	checkEscalation(tb, in, status)
	checkInterviews(tb, status)
	checkCompleted(tb, in, status)
	for i := range status.Checkpoints {
		checkCheckpoint(tb, in, status, &status.Checkpoints[i])
	}
	var ahead *v1alpha1.Checkpoint
	for i := range status.Checkpoints {
		c := &status.Checkpoints[i]
		if c.Deadline != nil && in.Now.Before(c.Deadline.Time) && c.ReceivedTime == nil && !waivedForGood(c) && in.Duty.Spec.WithdrawnTime == nil && (ahead == nil || c.Deadline.Before(ahead.Deadline)) {
			ahead = c
		}
	}
	switch {
	case ahead == nil && status.NextDeadline != nil:
		tb.Fatalf("nextDeadline is %s, but nothing is owed ahead: %v", status.NextDeadline, status.Checkpoints)
	case ahead != nil && !ahead.Deadline.Equal(status.NextDeadline):
		tb.Fatalf("nextDeadline is %v, want that of %q, %s", status.NextDeadline, ahead.Name, ahead.Deadline)
	}
}

// waivedForGood tells whether nothing will be owed.
func waivedForGood(c *v1alpha1.Checkpoint) bool {
	return c.State == v1alpha1.CheckpointWaived && c.WaivedUntil == nil
}

// understood tells whether the plan was.
func understood(status *v1alpha1.DepartmentDutyStatus) bool {
	ready := meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady)
	return ready.Status == metav1.ConditionTrue || ready.Reason == v1alpha1.ReasonUnknownDepartment
}

// checkLastPlan holds that while the plan cannot be understood, that is missed which
// would be if nobody had touched its dates, its names and who owes a report.
func checkLastPlan(tb testing.TB, last, in duty.Input, result duty.Result) {
	tb.Helper()
	want := duty.Evaluate(untouched(last, in))
	if len(want.Status.Cycles) != len(result.Status.Cycles) || lastOpened(&want.Status) != lastOpened(&result.Status) || timeRuled(last, in, result) {
		// No cycle opens before the plan can be understood again, and the deadline that
		// was last in force is one with what rulings gave until then.
		return
	}
	if in.Jurisdiction == nil && slices.ContainsFunc(result.Rulings, waits) {
		// Without a region nobody knows who may rule.
		return
	}
	for i := range result.Reports {
		if result.Reports[i].Checkpoint != want.Reports[i].Checkpoint {
			// A report that does not say what it is for, where milestones are named no more,
			// or an earlier one was purged.
			return
		}
	}
	if len(want.Status.Misses) != len(result.Status.Misses) {
		tb.Fatalf("the misses are %v, of an untouched plan %v", result.Status.Misses, want.Status.Misses)
	}
	named := namesAll(&in.Duty.Spec, in.Duty.Status.Checkpoints)
	for _, miss := range want.Status.Misses {
		at := slices.IndexFunc(result.Status.Misses, func(other v1alpha1.Miss) bool {
			return other.Checkpoint == miss.Checkpoint && other.Deadline.Equal(miss.Deadline)
		})
		if at < 0 {
			tb.Fatalf("the misses are %v, of an untouched plan also %v", result.Status.Misses, miss)
		}
		got := result.Status.Misses[at]
		got.Reason, miss.Reason = "", "" // The day of issue may have been edited too.
		if !named {
			// What was missed before is left as it was.
			got.Departments, miss.Departments, got.MissedTime, miss.MissedTime = nil, nil, nil, nil
		}
		mustEqual(tb, "a miss of an untouched plan differs", miss, got)
	}
	mustEqual(tb, "an untouched plan has another deadline ahead", want.Status.NextDeadline, result.Status.NextDeadline)
}

// lastOpened names the last cycle that opened; "" if there is none.
func lastOpened(status *v1alpha1.DepartmentDutyStatus) v1alpha1.CheckpointName {
	if len(status.Cycles) == 0 {
		return ""
	}
	return status.Cycles[len(status.Cycles)-1].Name
}

// timeRuled tells whether what rulings say of time may differ from what they said when
// the plan was last understood: one does not count any more, or the zone is not known
// in which a new one names a day.
func timeRuled(last, in duty.Input, result duty.Result) bool {
	zone := in.Jurisdiction != nil && in.Jurisdiction.Spec.TimeZone == last.Jurisdiction.Spec.TimeZone
	for i := range in.Rulings {
		kind := in.Rulings[i].Spec.Type
		if kind == v1alpha1.RulingReturn {
			continue
		}
		onTime := kind == v1alpha1.RulingExtend || kind == v1alpha1.RulingWaive
		if onTime && (!zone || result.Rulings[i].Verdict != v1alpha1.VerdictInForce) {
			return true
		}
	}
	// What a ruling that was purged since had given stays as well.
	return slices.ContainsFunc(in.Duty.Status.Receipts, func(receipt v1alpha1.Receipt) bool {
		return receipt.Kind == v1alpha1.RecordDutyRuling &&
			!slices.ContainsFunc(in.Rulings, func(r v1alpha1.DutyRuling) bool { return r.Name == string(receipt.Name) })
	})
}

// untouched returns in with the plan last understood; what else was edited is in force
// at once.
func untouched(last, in duty.Input) duty.Input {
	in.Duty = in.Duty.DeepCopy()
	review := in.Duty.Spec.Review
	withdrawn := in.Duty.Spec.WithdrawnTime
	last.Duty.Spec.DeepCopyInto(&in.Duty.Spec)
	in.Duty.Spec.WithdrawnTime = withdrawn
	in.Duty.Spec.Review, in.Calendar = review, last.Calendar
	zone := last.Jurisdiction.Spec.TimeZone
	if in.Jurisdiction == nil {
		in.Jurisdiction = last.Jurisdiction
	}
	in.Jurisdiction = in.Jurisdiction.DeepCopy()
	in.Jurisdiction.Spec.TimeZone = zone
	return in
}

// waits tells whether a record cannot be weighed yet.
func waits(status v1alpha1.RecordStatus) bool {
	return meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady).Reason == v1alpha1.ReasonDutyNotReady
}

// namesAll tells whether the spec names each of the checkpoints.
func namesAll(spec *v1alpha1.DepartmentDutySpec, checkpoints []v1alpha1.Checkpoint) bool {
	return !slices.ContainsFunc(checkpoints, func(c v1alpha1.Checkpoint) bool {
		switch {
		case c.OpenedTime != nil:
			return false
		case c.Name == v1alpha1.CheckpointFinal:
			return spec.Due == "" && spec.DueWithin == (v1alpha1.Period{}) && (len(spec.Milestones) > 0 || spec.Recurrence.Cron != "")
		}
		return !slices.ContainsFunc(spec.Milestones, func(m v1alpha1.Milestone) bool { return m.Name == c.Name })
	})
}

func checkMisses(tb testing.TB, in duty.Input, status *v1alpha1.DepartmentDutyStatus) {
	tb.Helper()
	standing := false
	for i := range status.Misses {
		miss := &status.Misses[i]
		if miss.MissedTime.Before(miss.Deadline) || miss.MissedTime.After(in.Now) || len(miss.Departments) == 0 {
			tb.Fatalf("now is %s, the miss %v", in.Now, *miss)
		}
		if i > 0 && miss.MissedTime.Before(status.Misses[i-1].MissedTime) {
			tb.Fatalf("misses do not stand in the order of missedTime: %v", status.Misses)
		}
		if miss.State == v1alpha1.MissStanding && !standing {
			standing = true
			if !miss.MissedTime.Equal(status.OverdueSince) {
				tb.Fatalf("overdueSince is %v, want %s", status.OverdueSince, miss.MissedTime)
			}
		}
	}
	if !standing && status.OverdueSince != nil {
		tb.Fatalf("overdueSince is %s, but no miss stands", status.OverdueSince)
	}
	if meta.IsStatusConditionTrue(status.Conditions, v1alpha1.ConditionDeadlineMissed) != standing {
		tb.Fatalf("DeadlineMissed is %t, misses are %v", !standing, status.Misses)
	}
}

func checkLight(tb testing.TB, status *v1alpha1.DepartmentDutyStatus) {
	tb.Helper()
	want := v1alpha1.LightBlue
	for _, rank := range []struct {
		condition string
		light     v1alpha1.Light
	}{
		{v1alpha1.ConditionCompleted, v1alpha1.LightGreen},
		{v1alpha1.ConditionBehindSchedule, v1alpha1.LightYellow},
		{v1alpha1.ConditionDueSoon, v1alpha1.LightYellow},
		{v1alpha1.ConditionDeadlineMissed, v1alpha1.LightRed},
	} {
		if meta.IsStatusConditionTrue(status.Conditions, rank.condition) {
			want = rank.light
		}
	}
	if status.Light != want {
		tb.Fatalf("the light is %s, want %s: %v", status.Light, want, status.Conditions)
	}
}

func checkCheckpoint(tb testing.TB, in duty.Input, status *v1alpha1.DepartmentDutyStatus, c *v1alpha1.Checkpoint) {
	tb.Helper()
	stands, missed := false, false
	for _, miss := range status.Misses {
		if miss.Checkpoint == c.Name {
			stands = stands || miss.State == v1alpha1.MissStanding
			missed = missed || miss.State != v1alpha1.MissRefuted
		}
	}
	inTime := c.ReceivedTime != nil && (c.Deadline == nil || c.ReceivedTime.Before(c.Deadline))
	ok := missed == (c.MissedTime != nil)
	switch c.State {
	case v1alpha1.CheckpointOpen:
		ok = ok && !missed && c.ReceivedTime == nil && (c.Deadline == nil || in.Now.Before(c.Deadline.Time))
	case v1alpha1.CheckpointUnderReview:
		ok = ok && !missed && inTime
	case v1alpha1.CheckpointMissed:
		ok = ok && stands
	case v1alpha1.CheckpointCompleted:
		ok = ok && !missed && (inTime || waives(in))
	case v1alpha1.CheckpointWaived:
		ok = ok && !stands && waives(in)
	case v1alpha1.CheckpointCompletedLate:
		ok = ok && missed && !stands && c.ReceivedTime != nil
	}
	// Of what was missed the ledger may have had to forget some.
	full := len(status.Misses) == duty.TheBounds().Misses
	if !ok && !full && (understood(status) || namesAll(&in.Duty.Spec, status.Checkpoints)) {
		tb.Fatalf("now is %s, checkpoint %s, misses %v", in.Now, cmp.Diff(nil, c), status.Misses)
	}
}

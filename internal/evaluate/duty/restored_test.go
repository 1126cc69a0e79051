// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/internal/record"
)

// recreate does to an object what a restore does: the API server stamps it anew, and
// the annotation tells when it had been created.
func recreate(object metav1.Object, now metav1.Time) {
	created := object.GetCreationTimestamp()
	object.SetAnnotations(map[string]string{v1alpha1.AnnotationRestored: created.UTC().Format(time.RFC3339)})
	object.SetCreationTimestamp(now)
	object.SetUID(types.UID("restored-" + object.GetName()))
	object.SetGeneration(1)
}

// restored returns the world that another cluster finds after everything was restored
// there from a backup of this one, taken just now.
func (w *world) restored(withStatus bool) *world {
	w.t.Helper()
	other := newWorld(w.t, w.dice, w.region, w.duty)
	other.now, other.down = w.now, w.down
	other.calendar, other.ancestors, other.cascade = w.calendar, w.ancestors, w.cascade
	recreate(other.duty, w.stamp())
	for name, object := range w.reports {
		other.reports[name] = object.DeepCopy()
		recreate(other.reports[name], w.stamp())
	}
	for name, object := range w.rulings {
		other.rulings[name] = object.DeepCopy()
		recreate(other.rulings[name], w.stamp())
	}
	if !withStatus {
		other.forget()
	}
	return other
}

// forget takes every status away.
func (w *world) forget() {
	w.duty.Status = v1alpha1.DepartmentDutyStatus{}
	for _, object := range w.reports {
		object.Status = v1alpha1.RecordStatus{}
	}
	for _, object := range w.rulings {
		object.Status = v1alpha1.RecordStatus{}
	}
}

// regardless returns a copy of result in which every observedGeneration is 1: the API
// server counts the generations of a restored object from there.
func regardless(tb testing.TB, result duty.Result) duty.Result {
	tb.Helper()
	var out duty.Result
	write(tb, &out, result)
	observe := func(generation *int64, list []metav1.Condition) {
		*generation = 1
		for i := range list {
			list[i].ObservedGeneration = 1
		}
	}
	observe(&out.Status.ObservedGeneration, out.Status.Conditions)
	for i := range out.Reports {
		observe(&out.Reports[i].ObservedGeneration, out.Reports[i].Conditions)
	}
	for i := range out.Rulings {
		observe(&out.Rulings[i].ObservedGeneration, out.Rulings[i].Conditions)
	}
	return out
}

// aged grows a random history, and lets some time pass before the backup.
func aged(t *testing.T, dice dice) *history {
	t.Helper()
	h := newHistory(t, dice, !oneIn(dice, 4))
	h.world.evaluate()
	for range 5 + dice(25) {
		h.step()
	}
	h.world.start()
	h.world.advance(h.world.now.Add(time.Duration(1+dice(60*24*20)) * time.Minute))
	h.world.evaluate()
	return h
}

// TestRestoreWithStatusChangesNothing holds that a restore with status is not to be
// seen in any status, neither at once nor by what happens afterwards.
func TestRestoreWithStatusChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		h := aged(t, dice)
		other := h.world.restored(true)
		mustEqual(t, "the restored world differs", regardless(t, h.world.last), regardless(t, duty.Evaluate(other.input())))
		other.evaluate()
		for range dice(8) {
			told := len(h.log)
			h.step()
			other.advance(h.world.now)
			other.down = h.world.down
			for _, act := range h.log[told:] {
				act(other)
			}
			other.evaluate()
			mustEqual(t, "the restored world goes another way", regardless(t, h.world.last), regardless(t, other.last))
		}
	})
}

// What random histories seldom come to: the creation of a report decides.
func TestRestoreWithStatusKeepsCreations(t *testing.T) {
	t.Parallel()
	again := func(w *world) { w.t.Helper(); w.purge("r1"); w.file(report("r1").Statement("done, really").Obj()) }
	attested := func(w *world) {
		w.t.Helper()
		w.purge("r1")
		w.file(report("r1").Statement("done, really").Received(instant("2021-04-01 09:00:00")).Obj())
	}
	for name, test := range map[string]struct {
		before story
		then   []step
		want   []string
	}{
		"an Accept of the content that came second": {
			before: story{edited: true, steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1"))),
				at("2021-04-11 09:00:00", again),
				at("2021-04-12 09:00:00", ruled(accepting("a1", "r1"))),
				at("2021-05-01 09:00:00"),
			}},
			want: []string{"Green CompletedInTime", "final Completed received 2021-04-11 09:00:00 by r1 ruled by Office in a1"},
		},
		"an Accept of the content that came first": {
			before: story{edited: true, steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))),
				at("2021-04-11 09:00:00", attested),
				at("2021-05-01 09:00:00"),
			}},
			want: []string{"Blue AwaitingRuling InProgress", "final UnderReview received 2021-04-01 09:00:00 by r1"},
		},
		"a target that was lowered after the deadline, while there is no region": {
			before: story{edited: true, duty: dutyDue("").Target("stations", "2021-04-15", 13, "stations"), steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1").Quantity(4))),
				at("2021-04-20 09:00:00", planned(func(spec *v1alpha1.DepartmentDutySpec) { spec.Milestones[0].Target = 4 })),
				at("2021-04-21 09:00:00", within(nil)),
			}},
			then: []step{at("2021-05-01 09:00:00", within(xicheng()))},
			want: []string{
				"Red DeadlinePassed AwaitingRuling InProgress", "stations Missed missed 2021-04-16 00:00:00 received 2021-04-10 09:00:00 by r1",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := test.before.play(t, false)
			w.advance(w.now.Add(time.Hour))
			other := w.restored(true)
			for _, world := range []*world{w, other} {
				world.evaluate()
				for _, step := range test.then {
					step(world)
				}
				if diff := cmp.Diff(test.want, summary(&world.duty.Status)); diff != "" {
					t.Errorf("restored: %t, status (-want +got):\n%s", world == other, diff)
				}
			}
			mustEqual(t, "the restored world differs", regardless(t, w.last), regardless(t, other.last))
		})
	}
}

// TestRestoreWithoutStatusLosesTheLedgerAlone holds that a restore without status
// comes to what can be derived from the objects of the backup, and says that this is
// all.
func TestRestoreWithoutStatusLosesTheLedgerAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dice dice) {
		t.Helper()
		h := aged(t, dice)
		other := h.world.restored(false)
		h.world.forget()
		want, in := duty.Evaluate(h.world.input()), other.input()
		got := duty.Evaluate(in)
		checkPromises(t, dice, in, got)
		checkStatus(t, in, got)
		lost := meta.FindStatusCondition(got.Status.Conditions, v1alpha1.ConditionLedgerLost)
		if lost == nil || lost.Status != metav1.ConditionTrue {
			t.Fatalf("LedgerLost is %v", lost)
		}
		if vouched := fmt.Sprintf("the receipts of %d records", len(in.Reports)+len(in.Rulings)); !strings.Contains(lost.Message, vouched) {
			t.Fatalf("LedgerLost says %q, want %q", lost.Message, vouched)
		}
		meta.RemoveStatusCondition(&got.Status.Conditions, v1alpha1.ConditionLedgerLost)
		for i := range got.Status.Receipts {
			if got.Status.Receipts[i].Basis != v1alpha1.ReceiptAttested {
				t.Fatalf("the receipt %v rests on no stamp of this cluster", got.Status.Receipts[i])
			}
			want.Status.Receipts[i].Basis = v1alpha1.ReceiptAttested
		}
		mustEqual(t, "the restored world differs", regardless(t, want), regardless(t, got))
	})
}

// restoredAt marks an object as restored from a backup in which it had been created
// at then.
func restoredAt[T metav1.Object](object T, then string) T {
	object.SetAnnotations(map[string]string{v1alpha1.AnnotationRestored: then})
	return object
}

func TestReceiptOfRestoredRecord(t *testing.T) {
	t.Parallel()
	const restored = "2021-05-01 09:00:00"
	entry := func(received string) []v1alpha1.Receipt {
		return []v1alpha1.Receipt{{
			Kind: v1alpha1.RecordDutyReport, Name: "r1", Digest: record.Digest(report("r1").Obj().Spec),
			ReceivedTime: new(metav1.NewTime(instant(received))), Basis: v1alpha1.ReceiptStamped,
		}}
	}
	for name, test := range map[string]struct {
		annotation string
		ledger     []v1alpha1.Receipt
		paper      string
		want       string
		basis      v1alpha1.ReceiptBasis
		state      v1alpha1.CheckpointState
	}{
		"is when it had been created": {
			annotation: "2021-04-10T01:00:00Z", want: "2021-04-10 09:00:00", basis: v1alpha1.ReceiptAttested, state: v1alpha1.CheckpointUnderReview,
		},
		"is so in whatever zone that is written": {
			annotation: "2021-04-10T09:00:00+08:00", want: "2021-04-10 09:00:00", basis: v1alpha1.ReceiptAttested, state: v1alpha1.CheckpointUnderReview,
		},
		"is late where that was": {
			annotation: "2021-04-15T16:00:00Z", want: "2021-04-16 00:00:00", basis: v1alpha1.ReceiptAttested, state: v1alpha1.CheckpointMissed,
		},
		"is the ledger's where it has one": {
			annotation: "2021-04-10T01:00:00Z", ledger: entry("2021-04-02 09:00:00"),
			want: "2021-04-02 09:00:00", basis: v1alpha1.ReceiptStamped, state: v1alpha1.CheckpointUnderReview,
		},
		"is that of the paper before it": {
			annotation: "2021-04-10T01:00:00Z", paper: "2021-04-01 09:00:00",
			want: "2021-04-01 09:00:00", basis: v1alpha1.ReceiptAttested, state: v1alpha1.CheckpointUnderReview,
		},
		"is not that of a paper from after it": {
			annotation: "2021-04-10T01:00:00Z", paper: "2021-04-11 09:00:00",
			want: "2021-04-10 09:00:00", basis: v1alpha1.ReceiptAttested, state: v1alpha1.CheckpointUnderReview,
		},
		"is its own where the annotation is empty":      {want: restored, basis: v1alpha1.ReceiptStamped, state: v1alpha1.CheckpointMissed},
		"is its own where the annotation is no instant": {annotation: "2021-04-10", want: restored, basis: v1alpha1.ReceiptStamped, state: v1alpha1.CheckpointMissed},
		"is its own where the annotation has fractions": {
			annotation: "2021-04-10T01:00:00.5Z", want: restored, basis: v1alpha1.ReceiptStamped, state: v1alpha1.CheckpointMissed,
		},
		"is its own where the annotation lies ahead": {
			annotation: "2021-05-01T01:00:01Z", want: restored, basis: v1alpha1.ReceiptStamped, state: v1alpha1.CheckpointMissed,
		},
		"is its own where the annotation tells the same": {
			annotation: "2021-05-01T01:00:00Z", want: restored, basis: v1alpha1.ReceiptStamped, state: v1alpha1.CheckpointMissed,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := report("r1").Created(instant(restored))
			if test.paper != "" {
				w.Received(instant(test.paper))
			}
			object := dutyDue("2021-04-15").Obj()
			object.Status.Receipts = test.ledger
			result := duty.Evaluate(duty.Input{
				Duty: object, Jurisdiction: xicheng().Obj(), Now: instant(restored).Add(time.Minute),
				Reports: []v1alpha1.DutyReport{*restoredAt(w.Obj(), test.annotation)},
			})
			got := result.Status.Receipts[0]
			if shown(got.ReceivedTime) != test.want || got.Basis != test.basis || shown(result.Reports[0].ReceivedTime) != test.want {
				t.Errorf("received %s, %s, the report says %s, want %s, %s",
					shown(got.ReceivedTime), got.Basis, shown(result.Reports[0].ReceivedTime), test.want, test.basis)
			}
			if state := result.Status.Checkpoints[0].State; state != test.state {
				t.Errorf("the checkpoint is %s, want %s", state, test.state)
			}
		})
	}
}

// TestRestoredRulingKeepsItsTurn holds that of two rulings that were restored the one
// that had been made first is in force, whichever was restored first.
func TestRestoredRulingKeepsItsTurn(t *testing.T) {
	t.Parallel()
	result := duty.Evaluate(duty.Input{
		Duty: dutyDue("2021-04-15").Obj(), Jurisdiction: xicheng().Obj(), Now: instant("2021-05-02 09:00:00"),
		Reports: []v1alpha1.DutyReport{*restoredAt(report("r1").Created(instant("2021-05-01 09:00:02")).Obj(), "2021-04-10T01:00:00Z")},
		Rulings: []v1alpha1.DutyRuling{
			*restoredAt(returning("a1", "r1").Created(instant("2021-05-01 09:00:00")).Obj(), "2021-04-12T01:00:00Z"),
			*restoredAt(accepting("a2", "r1").Created(instant("2021-05-01 09:00:01")).Obj(), "2021-04-11T01:00:00Z"),
		},
	})
	if got := []v1alpha1.Verdict{result.Rulings[0].Verdict, result.Rulings[1].Verdict}; got[0] != v1alpha1.VerdictIgnored || got[1] != v1alpha1.VerdictInForce {
		t.Errorf("the verdicts are %v", got)
	}
}

// TestRestoredPieceByPiece holds that a duty whose records are restored after it ends
// up with every deadline met that had been met.
func TestRestoredPieceByPiece(t *testing.T) {
	t.Parallel()
	tell(t, map[string]story{
		"the records come after the duty": {
			steps: []step{
				at("2021-05-01 09:00:00"),
				at("2021-05-01 09:00:01", func(w *world) { w.t.Helper(); w.rule(restoredAt(accepting("a1", "r1").Obj(), "2021-04-11T01:00:00Z")) }),
				at("2021-05-01 09:00:02", func(w *world) { w.t.Helper(); w.file(restoredAt(report("r1").Obj(), "2021-04-10T01:00:00Z")) }),
			},
			want: []string{"Green CompletedInTime", "final Completed received 2021-04-10 09:00:00 by r1 ruled by Office in a1"},
		},
		"a record that had been returned late does too": {
			steps: []step{
				at("2021-05-01 09:00:00"),
				at("2021-05-01 09:00:01", func(w *world) { w.t.Helper(); w.file(restoredAt(report("r1").Obj(), "2021-04-10T01:00:00Z")) }),
				at("2021-05-01 09:00:02", func(w *world) { w.t.Helper(); w.rule(restoredAt(returning("b1", "r1").Obj(), "2021-04-20T01:00:00Z")) }),
			},
			want: []string{"Red ReportReturned InProgress", "final Missed missed 2021-04-20 09:00:00"},
		},
	})
}

func TestCreationOfRestoredDuty(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		annotation, issued string
		want               string
	}{
		"before the deadline":                     {annotation: "2021-04-01T01:00:00Z", want: v1alpha1.ReasonDeadlinePassed},
		"at the deadline":                         {annotation: "2021-04-15T16:00:00Z", want: v1alpha1.ReasonCreatedAfterDeadline},
		"issued before it, created after it":      {annotation: "2021-04-20T01:00:00Z", issued: "2021-04-01", want: v1alpha1.ReasonDeadlinePassed},
		"an annotation that is no instant":        {annotation: "April", want: v1alpha1.ReasonCreatedAfterDeadline},
		"an annotation that lies ahead":           {annotation: "2031-04-01T01:00:00Z", want: v1alpha1.ReasonCreatedAfterDeadline},
		"an annotation that cannot be a creation": {annotation: "2021-04-01T01:00:00.001Z", want: v1alpha1.ReasonCreatedAfterDeadline},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := dutyDue("2021-04-15").Created(instant("2021-05-01 09:00:00"))
			if test.issued != "" {
				w.Issued(test.issued)
			}
			result := duty.Evaluate(duty.Input{
				Duty: restoredAt(w.Obj(), test.annotation), Jurisdiction: xicheng().Obj(), Now: instant("2021-05-01 09:00:01"),
			})
			if got := result.Status.Misses[0].Reason; got != test.want {
				t.Errorf("the miss is recorded as %s, want %s", got, test.want)
			}
		})
	}
}

// TestStraightLineOfRestoredDuty holds that the line begins where it did.
func TestStraightLineOfRestoredDuty(t *testing.T) {
	t.Parallel()
	object := dutyDue("").Target("stations", "2021-04-15", 4, "stations").Created(instant("2021-04-01 09:00:00")).Obj()
	in := duty.Input{Duty: object, Jurisdiction: xicheng().Obj(), Now: instant("2021-04-02 09:00:00")}
	want := duty.Evaluate(in)
	in.Duty = object.DeepCopy()
	recreate(in.Duty, metav1.NewTime(in.Now))
	in.Duty.Generation = object.Generation
	if got := duty.Evaluate(in); want.Next.IsZero() || !got.Next.Equal(want.Next) {
		t.Errorf("the duty falls behind at %s, want %s", got.Next, want.Next)
	}
}

func TestLedgerLost(t *testing.T) {
	t.Parallel()
	const then = "2021-03-01T01:00:00Z"
	evaluate := func(object *v1alpha1.DepartmentDuty, region *v1alpha1.Jurisdiction) duty.Input {
		in := duty.Input{
			Duty: object, Jurisdiction: region, Now: instant("2021-04-01 09:00:00"),
			Reports: []v1alpha1.DutyReport{
				*restoredAt(report("r1").Created(instant("2021-04-01 08:00:00")).Obj(), then),
				*report("r2").Created(instant("2021-04-01 08:30:00")).Obj(),
			},
			Rulings: []v1alpha1.DutyRuling{*restoredAt(accepting("a1", "r1").Created(instant("2021-04-01 08:00:00")).Obj(), then)},
		}
		return stored(in, duty.Evaluate(in))
	}
	lost := func(in duty.Input) *metav1.Condition {
		return meta.FindStatusCondition(in.Duty.Status.Conditions, v1alpha1.ConditionLedgerLost)
	}
	fresh := func() *v1alpha1.DepartmentDuty {
		return dutyDue("2021-04-15").Generation(1).Created(instant("2021-04-01 08:00:00")).Obj()
	}
	without := evaluate(restoredAt(fresh(), then), xicheng().Obj())

	t.Run("tells what is not known", func(t *testing.T) {
		t.Parallel()
		const want = "restored at 2021-04-01T08:00:00+08:00 without its status, and with it the ledger; the receipts of 2 records are those that " +
			"the restore vouches for; deadlines missed under earlier plans, and records purged before, are not known; once this was looked into, " +
			"remove the annotation supervision.jianguan.io/restored"
		got := lost(without)
		if got == nil || got.Status != metav1.ConditionTrue || got.Reason != v1alpha1.ReasonRestoredWithoutStatus || got.Message != want {
			t.Errorf("LedgerLost is %v, want %q", got, want)
		}
	})
	t.Run("stays while the annotation does", func(t *testing.T) {
		t.Parallel()
		again := without
		again.Now = again.Now.Add(100 * 24 * time.Hour)
		if got := lost(stored(again, duty.Evaluate(again))); got == nil || got.Status != metav1.ConditionTrue {
			t.Errorf("LedgerLost is %v", got)
		}
	})
	t.Run("goes with the annotation", func(t *testing.T) {
		t.Parallel()
		again := without
		again.Duty = again.Duty.DeepCopy()
		again.Duty.Annotations = nil
		if got := lost(stored(again, duty.Evaluate(again))); got != nil {
			t.Errorf("LedgerLost is %v", got)
		}
	})
	t.Run("is there also while there is no region, and after", func(t *testing.T) {
		t.Parallel()
		waiting := evaluate(restoredAt(fresh(), then), nil)
		if got := lost(waiting); got == nil || !strings.Contains(got.Message, "restored at 2021-04-01T00:00:00Z ") {
			t.Errorf("LedgerLost is %v", got)
		}
		waiting.Jurisdiction = xicheng().Obj()
		if got := lost(stored(waiting, duty.Evaluate(waiting))); got == nil || got.Message != lost(without).Message {
			t.Errorf("LedgerLost is %v", got)
		}
	})
	t.Run("is not there on a duty that came with its status", func(t *testing.T) {
		t.Parallel()
		before := evaluate(fresh(), xicheng().Obj())
		restoredAt(before.Duty, then)
		if got := lost(stored(before, duty.Evaluate(before))); got != nil {
			t.Errorf("LedgerLost is %v", got)
		}
	})
	t.Run("is not there on a duty that was never restored", func(t *testing.T) {
		t.Parallel()
		if got := lost(evaluate(fresh(), xicheng().Obj())); got != nil {
			t.Errorf("LedgerLost is %v", got)
		}
	})
}

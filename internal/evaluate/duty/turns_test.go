// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// Stamps have whole seconds: within one, what is in force stays in force.
func TestRulingsOfOneSecond(t *testing.T) {
	t.Parallel()
	filed := at("2021-04-15 09:00:00", reported(report("r1")))
	parents := func(name string) step { return ruled(returning(name, "r1").Parent(beijing)) }
	own := func(name string) step { return ruled(accepting(name, "r1")) }
	ten := func(steps ...step) step { return at("2021-04-15 10:00:00", steps...) }
	tell(t, map[string]story{
		"the office does not overtake the parent": {
			steps:    []step{filed, ten(parents("z1"), own("a1"))},
			verdicts: map[string]string{"z1": "InForce", "a1": "Ignored AlreadyRuled", "r1": "Returned"},
		},
		"nor within the second of its own ruling": {
			steps:    []step{filed, ten(own("b1"), own("a1"))},
			verdicts: map[string]string{"b1": "InForce", "a1": "Ignored AlreadyRuled"}, edited: true,
		},
		"nor does the parent overtake the office: it may supersede": {
			steps:    []step{filed, ten(own("b1"), parents("a1"))},
			verdicts: map[string]string{"b1": "InForce", "a1": "Ignored AlreadyRuled"}, edited: true,
		},
		"seen together, the parent's is first": {
			steps:    []step{filed, stopped, ten(own("a1"), parents("z1")), started},
			verdicts: map[string]string{"z1": "InForce", "a1": "Ignored AlreadyRuled"},
		},
		"seen together, the first by name is": {
			steps:    []step{filed, stopped, ten(own("b1"), own("a1")), started},
			verdicts: map[string]string{"a1": "InForce", "b1": "Ignored AlreadyRuled"},
		},
		"one that goes and comes again has its turn again": {
			steps: []step{
				filed, ten(own("b1"), own("a1")), at("2021-04-15 11:00:00", purged("b1")), at("2021-04-15 12:00:00", own("b1")),
			},
			verdicts: map[string]string{"b1": "InForce", "a1": "Ignored AlreadyRuled"}, edited: true,
		},
		"so it stays while the plan cannot be understood": {
			steps: []step{
				filed, ten(parents("z1")), movedTo("2021-02-30"), own("a1"), at("2021-04-15 11:00:00", within(nil)), at("2021-05-01 09:00:00"),
				within(xicheng()), movedTo("2021-04-15"),
			},
			verdicts: map[string]string{"z1": "InForce", "a1": "Ignored AlreadyRuled"}, edited: true,
		},
		"so it is with reports that supersede the same": {
			steps:    []step{filed, ten(reported(report("s2").Supersedes("r1")), reported(report("s1").Supersedes("r1")))},
			verdicts: map[string]string{"r1": "Superseded", "s2": "UnderReview", "s1": "Ignored AlreadySuperseded"}, edited: true,
		},
	})
}

// TestRestoreKeepsTurns holds that after a restore with status what was in force of
// one second is, and without one the parent's ruling.
func TestRestoreKeepsTurns(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first, second *v1alpha1.DutyRuling
		withStatus    bool
		want          string
	}{
		"with status":                          {accepting("b1", "r1").Obj(), returning("a1", "r1").Obj(), true, "b1"},
		"with status, after the parent":        {returning("b1", "r1").Parent(beijing).Obj(), accepting("a1", "r1").Obj(), true, "b1"},
		"with status, before the parent":       {accepting("b1", "r1").Obj(), returning("a1", "r1").Parent(beijing).Obj(), true, "b1"},
		"without status, the parent's":         {returning("b1", "r1").Parent(beijing).Obj(), accepting("a1", "r1").Obj(), false, "b1"},
		"without status, the first by name is": {accepting("b1", "r1").Obj(), returning("a1", "r1").Obj(), false, "a1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := story{steps: []step{
				at("2021-04-15 09:00:00", reported(report("r1"))),
				at("2021-04-15 10:00:00", func(w *world) { w.t.Helper(); w.rule(test.first); w.rule(test.second) }),
				at("2021-05-01 09:00:00"),
			}}
			other := s.play(t, false).restored(test.withStatus)
			other.evaluate()
			for _, ruling := range []string{"a1", "b1"} {
				want := "Ignored AlreadyRuled"
				if ruling == test.want {
					want = "InForce"
				}
				if got := other.verdict(ruling); got != want {
					t.Errorf("the verdict on %s is %q, want %q", ruling, got, want)
				}
			}
		})
	}
}

// TestBoundKeepsTurns holds that the bound of the ledger changes no turn: of the
// records of one second it drops only those that come to the same turn without it.
func TestBoundKeepsTurns(t *testing.T) {
	t.Parallel()
	second := instant("2021-04-01 10:00:00")
	ruling := func(name string, parent bool) v1alpha1.DutyRuling {
		w := accepting(name, "r1").Created(second)
		if parent {
			w.Parent(beijing)
		}
		return *w.Obj()
	}
	for name, test := range map[string]struct {
		// first and then are seen one after the other; the ledger has room for left of them.
		first, then []v1alpha1.DutyRuling
		left        int
		want, kept  []string
	}{
		"room for all": {
			first: []v1alpha1.DutyRuling{ruling("b", false)}, then: []v1alpha1.DutyRuling{ruling("a", false)}, left: 2,
			want: []string{"b"}, kept: []string{"b", "a"},
		},
		"the first goes": {
			first: []v1alpha1.DutyRuling{ruling("b", false)}, then: []v1alpha1.DutyRuling{ruling("a", false)}, left: 1,
			want: []string{"b"}, kept: []string{"a"},
		},
		"the second stays, for alone it would come first": {
			first: []v1alpha1.DutyRuling{ruling("b", false)}, then: []v1alpha1.DutyRuling{ruling("a", false)}, left: 0,
			want: []string{"b"}, kept: []string{"a"},
		},
		"both go in the order of their names": {
			first: []v1alpha1.DutyRuling{ruling("a", false)}, then: []v1alpha1.DutyRuling{ruling("b", false)}, left: 0,
			want: []string{"a"},
		},
		"both go, the parent's before": {
			first: []v1alpha1.DutyRuling{ruling("z", true)}, then: []v1alpha1.DutyRuling{ruling("a", false)}, left: 0,
			want: []string{"z"},
		},
		"the parent's stays behind who was first": {
			first: []v1alpha1.DutyRuling{ruling("a", false)}, then: []v1alpha1.DutyRuling{ruling("z", true)}, left: 0,
			want: []string{"a"}, kept: []string{"z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := duty.Input{
				Duty: dutyDue("2021-04-15").Obj(), Jurisdiction: xicheng().Obj(), Now: instant("2021-04-10 09:00:00"),
				Reports: []v1alpha1.DutyReport{*report("r1").Created(second.Add(-time.Minute)).Obj()}, Rulings: test.first,
			}
			for i := range 1000 - test.left {
				in.Duty.Status.Receipts = append(in.Duty.Status.Receipts, gone(i, second.Add(time.Duration(i-2000)*time.Second)))
			}
			in = stored(in, duty.Evaluate(in))
			in.Rulings = append(slices.Clone(in.Rulings), test.then...)
			result := duty.Evaluate(in)
			for range 3 {
				checkPromises(t, seeded(1), in, result)
				in = stored(in, result)
				result = duty.Evaluate(in)
			}
			var inForce, kept []string
			for i, status := range result.Rulings {
				if status.Verdict == v1alpha1.VerdictInForce {
					inForce = append(inForce, in.Rulings[i].Name)
				}
			}
			for _, receipt := range result.Status.Receipts {
				if receipt.Kind == v1alpha1.RecordDutyRuling {
					kept = append(kept, string(receipt.Name))
				}
			}
			if diff := cmp.Diff([][]string{test.want, test.kept}, [][]string{inForce, kept}); diff != "" {
				t.Errorf("in force, and kept (-want +got):\n%s", diff)
			}
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package forecast

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// DefaultMaxSteps bounds the evaluations of one duty where no other bound is set. A
// duty with a cycle each day takes some 3,000 a year if nothing is ever filed.
const DefaultMaxSteps = 20_000

// Step is one evaluation of a duty.
type Step struct {
	// Time of the evaluation.
	Time time.Time
	// Before is how the duty stood until then, and Result what the evaluation says. In
	// the first step Before is the status that was given.
	Before v1alpha1.DepartmentDutyStatus
	Result duty.Result
}

// Steps runs the evaluator forward, from in.Now to until, which is included. The first
// step is at in.Now, each further one at the Next of the one before it. It yields an
// error, and ends, where that would take more than maxSteps (0: DefaultMaxSteps), or
// where an evaluation names an instant that does not lie ahead.
//
// The input is not changed. What a step holds belongs to the caller, and must not be
// changed before the sequence has ended.
func Steps(in duty.Input, until time.Time, maxSteps int) iter.Seq2[Step, error] {
	if maxSteps <= 0 {
		maxSteps = DefaultMaxSteps
	}
	return func(yield func(Step, error) bool) {
		in := writable(in)
		for range maxSteps {
			step := Step{Time: in.Now, Before: in.Duty.Status, Result: duty.Evaluate(in)}
			if !yield(step, nil) {
				return
			}
			next := step.Result.Next
			if next.IsZero() || next.After(until) {
				return
			}
			if !next.After(in.Now) {
				yield(Step{}, fmt.Errorf("DepartmentDuty %s/%s: evaluated at %s it is to change at %s, which does not lie ahead",
					in.Duty.Namespace, in.Duty.Name, in.Now.Format(time.RFC3339Nano), next.Format(time.RFC3339Nano)))
				return
			}
			write(&in, &step.Result)
			in.Now = next
		}
		yield(Step{}, fmt.Errorf("DepartmentDuty %s/%s: more than %d changes until %s, the next at %s; forecast a shorter time",
			in.Duty.Namespace, in.Duty.Name, maxSteps, until.Format(time.RFC3339), in.Now.Format(time.RFC3339)))
	}
}

// writable returns an input whose statuses can be replaced without changing those of in.
func writable(in duty.Input) duty.Input {
	object := *in.Duty
	in.Duty = &object
	in.Reports, in.Rulings = slices.Clone(in.Reports), slices.Clone(in.Rulings)
	return in
}

// write makes a result the ledger of the next evaluation.
func write(in *duty.Input, result *duty.Result) {
	in.Duty.Status = result.Status
	for i := range in.Reports {
		in.Reports[i].Status = result.Reports[i]
	}
	for i := range in.Rulings {
		in.Rulings[i].Status = result.Rulings[i]
	}
}

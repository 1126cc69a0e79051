// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
)

// BenchmarkEvaluate measures a duty as most are, and ones that somebody made as
// costly as they could.
func BenchmarkEvaluate(b *testing.B) {
	start := instant(created)
	measure := func(name string, in duty.Input) {
		in.Jurisdiction, in.Now = xicheng().Obj(), start.AddDate(0, 6, 0)
		for range 2 {
			in = stored(in, duty.Evaluate(in))
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				duty.Evaluate(in)
			}
		})
	}
	typical := duty.Input{Duty: dutyDue("2021-12").Milestone("survey", "2021-03").Milestone("report", "2021-05").Obj()}
	for i := range 4 {
		typical.Reports = append(typical.Reports, *report(fmt.Sprintf("r%d", i)).Created(start.AddDate(0, i, 0)).Obj())
		typical.Rulings = append(typical.Rulings, *accepting(fmt.Sprintf("a%d", i), v1alpha1.ObjectName(fmt.Sprintf("r%d", i))).Created(start.AddDate(0, i, 1)).Obj())
	}
	measure("typical", typical)

	none := func(int, int) int { return -1 }
	previous := func(i, _ int) int { return i - 1 }
	next := func(i, n int) int { return (i + 1) % n }
	for _, kind := range []struct {
		name             string
		reports, rulings func(i, n int) int
	}{
		{"omitted checkpoints", none, none},
		{"omitted checkpoints, rulings in line", none, previous},
		{"omitted checkpoints, rulings in a circle", none, next},
		{"in line", previous, previous},
		{"in a circle", next, next},
		{"in a fork", func(i, _ int) int { return min(i-1, 0) }, none},
		{"in line, all received in the wrong order", func(i, _ int) int { return i + 1 }, func(i, _ int) int { return i + 1 }},
		{"superseding what is not there", func(i, n int) int { return n + i }, func(i, n int) int { return n + i }},
	} {
		for _, n := range []int{250, 500, 1000} {
			measure(fmt.Sprintf("%s/%d", kind.name, n), adversarial(start, n, kind.reports, kind.rulings))
		}
	}
}

// adversarial returns a duty with as many milestones as the API
// allows, and n reports and rulings that supersede each other; a number below 0 is
// none.
func adversarial(start time.Time, n int, reports, rulings func(i, n int) int) duty.Input {
	w := dutyDue("2021-12").Leads(health, police)
	for i := range 24 {
		w.Milestone(v1alpha1.CheckpointName(fmt.Sprintf("m%d", i)), v1alpha1.DueDate(start.AddDate(0, 0, 10*i).Format(time.DateOnly)))
	}
	name := func(kind string, i int) v1alpha1.ObjectName {
		if i < 0 {
			return ""
		}
		return v1alpha1.ObjectName(fmt.Sprintf("%s-%04d", kind, i))
	}
	in := duty.Input{Duty: w.Obj()}
	for i := range n {
		at := start.Add(time.Duration(i) * time.Minute)
		in.Reports = append(in.Reports, *report(string(name("r", i))).Created(at).Supersedes(name("r", reports(i, n))).Obj())
		in.Rulings = append(in.Rulings, *accepting(string(name("a", i)), name("r", i)).Created(at).Supersedes(name("a", rulings(i, n))).Obj())
	}
	return in
}

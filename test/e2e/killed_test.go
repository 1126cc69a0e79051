// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/jianguan/supervision-operator/hack/localoperator"
)

// alone lets an operator work as soon as it runs: nobody waits for the lease of one that was killed.
const alone = "--leader-elect=false"

// moments are when an operator is killed, counted from its launch.
var moments = []struct {
	name  string
	times int
	wait  func(ctx context.Context, d *drama, o *localoperator.Operator)
}{
	{"while it starts", 2, func(ctx context.Context, d *drama, _ *localoperator.Operator) {
		until(ctx, d.after(time.Now(), 0, 2500))
	}},
	{"while it works", 2, func(ctx context.Context, d *drama, o *localoperator.Operator) {
		Expect(o.AwaitReady(ctx)).To(Succeed())
		until(ctx, d.after(time.Now(), 0, 1000))
	}},
	{"as a record comes in", 3, func(ctx context.Context, d *drama, o *localoperator.Operator) {
		Expect(o.AwaitReady(ctx)).To(Succeed())
		next(ctx, d.filed, 1)
		until(ctx, d.after(time.Now(), 0, 30))
	}},
	{"amid its writes", 3, func(ctx context.Context, d *drama, _ *localoperator.Operator) {
		next(ctx, d.seen, 1+d.random.IntN(6))
	}},
	{"at a deadline", 2, func(ctx context.Context, d *drama, o *localoperator.Operator) {
		Expect(o.AwaitReady(ctx)).To(Succeed())
		ahead := slices.IndexFunc(d.deadlines, func(deadline time.Time) bool { return time.Until(deadline) > 0 })
		if ahead >= 0 {
			until(ctx, d.after(d.deadlines[ahead], -20, 60))
		}
	}},
}

// next waits for so many signals to come, but not for long: there may be none any more.
func next(ctx context.Context, signals <-chan struct{}, times int) {
	for len(signals) > 0 {
		<-signals
	}
	const atMost = 5 * time.Second
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	for range times {
		select {
		case <-signals:
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

func killed() {
	var (
		d   *drama
		dir string
	)

	BeforeAll(func(ctx SpecContext) {
		stopRunning()
		dir = newDir("killed")
		o := start(ctx, dir, alone)
		seed := GinkgoRandomSeed()
		d = newDrama(ctx, "killed", uint64(seed))
		kill(o)

		d.open(ctx)
		var told []string
		for _, i := range d.shuffledMoments() {
			o := launch(ctx, dir, alone)
			moments[i].wait(ctx, d, o)
			told = append(told, fmt.Sprintf("%s %s", time.Now().Format("05.000"), moments[i].name))
			kill(o)
		}
		AddReportEntry(fmt.Sprintf("killed %d times (to repeat: -ginkgo.seed=%d)", len(told), seed), strings.Join(told, "; "))

		Eventually(d.played).Should(BeClosed())
		Eventually(serverTime).WithArguments(ctx).Should(BeTemporally(">", d.deadlines[len(d.deadlines)-1]))
		o = start(ctx, dir, alone)
		Eventually(d.expectEvaluated).WithArguments(ctx).Should(Succeed())
		beQuiet()
		kill(o)
	})

	It("ends where one would that was never killed", func(ctx SpecContext) { d.expectEvaluated(NewGomega(Fail), ctx) })
	It("has recorded each deadline that passed without a report once", func(ctx SpecContext) { d.expectMisses(ctx) })
	It("has entered no rung twice", func(ctx SpecContext) { d.expectRungs(ctx) })
	It("has changed no receipt", func(ctx SpecContext) { d.expectReceipts(ctx) })
	It("has never lost anything of the ledger", func() { d.expectHistory() })
	It("has told nothing twice", func(ctx SpecContext) { d.expectEvents(ctx) })

	It("writes nothing when it is started again, and again", func(ctx SpecContext) {
		from, before := audit.now(), versionsIn(ctx, d.namespace)
		kill(start(ctx, dir, alone))
		o := start(ctx, dir, alone)
		Consistently(audit.operatorWrites).WithArguments(from).WithTimeout(silence).Should(BeEmpty())
		Expect(versionsIn(ctx, d.namespace)).To(Equal(before))
		d.expectEvents(ctx)
		kill(o)
	})
}

// shuffledMoments names each moment as often as it is to be tried, in an order that the seed decides.
func (d *drama) shuffledMoments() []int {
	var order []int
	for i := range moments {
		order = append(order, slices.Repeat([]int{i}, moments[i].times)...)
	}
	d.random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}

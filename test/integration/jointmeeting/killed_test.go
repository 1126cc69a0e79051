// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	"context"
	"errors"
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// errKilled is what every write ends with after the operator was killed.
var errKilled = errors.New("killed")

// busyDay makes a region in which one evaluation has to write everything that one can: a session was missed, members are to
// be invited to another, and minutes correct what had been decided.
func busyDay(ctx context.Context) *region {
	GinkgoHelper()
	r := newRegion(ctx)
	r.convene(ctx, wrappers.Meeting(plenary).Schedule("0 9 15 2,3,6 *").MissedAfter(wrappers.Days(113)))
	r.on(ctx, "2024-03-15 09:00", plenary)
	decided := func(name, title string, others ...v1alpha1.DecisionID) *v1alpha1.MeetingMinutes {
		minutes := minutesOf(name).Decision(wrappers.Decision("changed").Title(title))
		for _, id := range others {
			minutes.Decision(wrappers.Decision(id))
		}
		if name != "first" {
			minutes.Supersedes("first")
		}
		return minutes.Obj()
	}
	r.at(ctx, "2024-03-20 10:00", decided("first", "was", "reported", "unused"))
	r.settle(ctx, plenary)
	r.at(ctx, "2024-03-21 10:00", wrappers.Report("done").Duty(v1alpha1.ObjectName(dutyOf("reported"))).Department(health).Obj())
	r.at(ctx, "2024-06-08 00:00", decided("second", "is", "added"))
	r.told()
	return r
}

var _ = Describe("An operator that is killed between any two writes", func() {
	// What the busy day tells, and the writes that it takes.
	told := []string{"SessionNotice", "SessionMissed", "InForce", "Superseded", "Decided", "Changed", "Withdrawn", "StruckOut"}
	const writes = 7

	// kill evaluates until so many writes went through, and one more where the answer to it is lost, and returns whether
	// that ended it.
	kill := func(ctx context.Context, r *region, allowed int, answerLost bool) bool {
		GinkgoHelper()
		count := 0
		die := func() error {
			if count++; count > allowed {
				return errKilled
			}
			return nil
		}
		if answerLost {
			r.afterWrite = die
			r.beforeWrite = func() error {
				if count > allowed {
					return errKilled
				}
				return nil
			}
		} else {
			r.beforeWrite = die
		}
		_, err := r.try(ctx, plenary)
		if err != nil {
			Expect(err).To(MatchError(errKilled))
		}
		return err != nil
	}
	DescribeTable("finishes what it began, and does and tells nothing twice", func(ctx SpecContext, answerLost bool) {
		for allowed := 0; ; allowed++ {
			By(fmt.Sprintf("after %d writes", allowed))
			r := busyDay(ctx)
			killed := kill(ctx, r, allowed, answerLost)
			all := r.told()
			r.restart()
			r.settle(ctx, plenary)
			all = append(all, r.told()...)

			if answerLost && killed {
				// What was written is there, and nobody was told: an event is lost then, and none comes twice.
				Expect(slices.Compact(slices.Sorted(slices.Values(reasons(all))))).To(HaveLen(len(all)), "%v", all)
				Expect(told).To(ContainElements(reasons(all)))
			} else {
				Expect(reasons(all)).To(ConsistOf(told), "%v", all)
			}
			Expect(r.duties(ctx)).To(ConsistOf(dutyOf("changed"), dutyOf("added"), dutyOf("reported")))
			Expect(r.duty(ctx, dutyOf("changed")).Spec).To(And(HaveField("Title", "is"), HaveField("Decision.Minutes", v1alpha1.ObjectName("second"))))
			Expect(r.duty(ctx, dutyOf("reported")).Spec.WithdrawnTime).To(be("2024-06-08 00:00"))
			Expect(r.meeting(ctx, plenary).Status.Sessions).To(HaveExactElements(
				And(HaveField("State", v1alpha1.SessionMissed), HaveField("MissedTime", be("2024-06-08 00:00"))),
				And(HaveField("State", v1alpha1.SessionHeld), HaveField("Minutes.Name", "second"), HaveField("Decisions", counts(2, 2, 0, 0))),
				And(HaveField("State", v1alpha1.SessionScheduled), HaveField("NotifiedTime", be("2024-06-08 00:00")))))
			Expect(r.minutes(ctx, "first").Status.Verdict).To(Equal(v1alpha1.VerdictSuperseded))
			Expect(r.minutes(ctx, "second").Status.Verdict).To(Equal(v1alpha1.VerdictInForce))
			r.quiet(ctx)
			if !killed {
				Expect(allowed).To(Equal(writes))
				return
			}
		}
	}, Entry("before the next one", false), Entry("before it hears that one succeeded", true))

	It("is held up by no decision whose duty cannot be written", func(ctx SpecContext) {
		r := busyDay(ctx)
		broken := 0
		r.beforeWrite = func() error {
			if broken++; broken == 4 { // the first of the duties
				return errKilled
			}
			return nil
		}
		_, err := r.try(ctx, plenary)
		Expect(err).To(MatchError(ContainSubstring(dutyOf("added"))))
		Expect(r.duties(ctx)).To(ConsistOf(dutyOf("changed"), dutyOf("reported")))
		Expect(r.duty(ctx, dutyOf("changed")).Spec.Title).To(Equal("is"))
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// interviewing begins an interview by the office of everyone who owes a completion,
// and lookingBack a look-back at them.
func interviewing(name string, rectifyBy v1alpha1.DueDate) *wrappers.RulingWrapper {
	return wrappers.Ruling(name).Office(office).Interview(rectifyBy, "nothing was filed")
}

func lookingBack(name string, result v1alpha1.LookBackResult) *wrappers.RulingWrapper {
	return wrappers.Ruling(name).Office(office).LookBack(result, "seen on site")
}

func TestInterview(t *testing.T) {
	t.Parallel()
	interviewed := at("2021-05-01 09:00:00", ruled(interviewing("i1", "2021-05-20")))
	completed := at("2021-05-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")))
	passed := func(when string) step { return at(when, ruled(lookingBack("l1", v1alpha1.LookBackPassed))) }
	failed := func(when string) step { return at(when, ruled(lookingBack("l1", v1alpha1.LookBackFailed))) }
	late := "final CompletedLate missed 2021-04-16 00:00:00 received 2021-05-10 09:00:00 by r1 ruled by Office in a1"
	tell(t, map[string]story{
		"rectifying": {steps: []step{interviewed}, show: showInterviews, told: []string{"i1 Rectifying by 2021-05-21 00:00:00"}},
		"overdue": {
			steps: []step{interviewed, at("2021-05-21 00:00:00")}, show: showInterviews, told: []string{"i1 RectificationOverdue by 2021-05-21 00:00:00"},
		},
		"nothing is owed any more: the look-back is due at once": {
			steps: []step{interviewed, completed}, want: []string{"Blue AwaitingLookBack", late},
			show: showInterviews, told: []string{"i1 LookBackDue by 2021-05-21 00:00:00, look back 2021-05-10 09:00:00"},
		},
		"or later": {
			steps: []step{at("2021-05-01 09:00:00", ruled(interviewing("i1", "2021-05-20").LookBackAfter(wrappers.Days(10)))), completed},
			show:  showInterviews, told: []string{"i1 AwaitingLookBack by 2021-05-21 00:00:00, look back 2021-05-20 09:00:00"},
		},
		"and then it is": {
			steps: []step{at("2021-05-01 09:00:00", ruled(interviewing("i1", "2021-05-20").LookBackAfter(wrappers.Days(10)))), completed, at("2021-05-20 09:00:00")},
			show:  showInterviews, told: []string{"i1 LookBackDue by 2021-05-21 00:00:00, look back 2021-05-20 09:00:00"},
		},
		"a look-back that passes closes it": {
			steps: []step{interviewed, completed, passed("2021-05-15 09:00:00")}, want: []string{"Green CompletedLate", late},
			show: showInterviews, told: []string{"i1 Closed by 2021-05-21 00:00:00, last l1"},
		},
		"one that is too early does not": {
			steps: []step{interviewed, passed("2021-05-05 09:00:00"), completed}, want: []string{"Blue AwaitingLookBack", late},
			show: showInterviews, told: []string{"i1 LookBackDue by 2021-05-21 00:00:00, look back 2021-05-10 09:00:00, last l1"},
		},
		"one that fails takes the completion back": {
			steps: []step{interviewed, completed, failed("2021-05-15 09:00:00")},
			want:  []string{"Red DeadlinePassed InProgress", "final Missed missed 2021-04-16 00:00:00"},
			show:  showInterviews, told: []string{"i1 LookBackFailed by 2021-05-21 00:00:00, last l1"},
		},
		"until another counts, and passes": {
			steps: []step{
				interviewed, completed, failed("2021-05-15 09:00:00"), at("2021-06-01 09:00:00", reported(report("r2")), ruled(accepting("a2", "r2"))),
				at("2021-06-02 09:00:00", ruled(lookingBack("l2", v1alpha1.LookBackPassed))),
			},
			want: []string{"Green CompletedLate", "final CompletedLate missed 2021-04-16 00:00:00 received 2021-06-01 09:00:00 by r2 ruled by Office in a2"},
			show: showInterviews, told: []string{"i1 Closed by 2021-05-21 00:00:00, last l2"},
		},
		"one that fails lets what was in time be missed": {
			steps: []step{
				at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))), interviewed, failed("2021-05-15 09:00:00"),
			},
			want: []string{"Red LookBackFailed InProgress", "final Missed missed 2021-05-15 09:00:00"},
		},
		"what was completed before the interview does not complete the duty": {
			steps: []step{at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1"))), interviewed},
			want:  []string{"Blue AwaitingLookBack", "final Completed received 2021-04-10 09:00:00 by r1 ruled by Office in a1"},
		},
		"a look-back of one's own is void": {
			steps:    []step{interviewed, completed, at("2021-05-15 09:00:00", ruled(lookingBack("l1", v1alpha1.LookBackPassed).Office(health)))},
			verdicts: map[string]string{"l1": "Ignored OwnLookBack"}, want: []string{"Blue AwaitingLookBack", late},
		},
		"one by the parent is not": {
			steps: []step{interviewed, completed, at("2021-05-15 09:00:00", ruled(lookingBack("l1", v1alpha1.LookBackPassed).Parent(beijing)))},
			want:  []string{"Green CompletedLate", late},
		},
		"nor one by a department that was not interviewed, although it takes part": {
			duty:  dutyDue("2021-04-15").Participants(police),
			steps: []step{interviewed, completed, at("2021-05-15 09:00:00", ruled(lookingBack("l1", v1alpha1.LookBackPassed).Office(police)))},
			want:  []string{"Green CompletedLate", late},
		},
		"there is nothing to look back at": {
			steps: []step{completed, passed("2021-05-15 09:00:00")}, verdicts: map[string]string{"l1": "Ignored NothingToLookBackAt"}, want: []string{"Green CompletedLate", late},
		},
		"before the interview neither": {
			steps:    []step{passed("2021-04-30 09:00:00"), interviewed, completed},
			verdicts: map[string]string{"l1": "Ignored NothingToLookBackAt"}, want: []string{"Blue AwaitingLookBack", late},
		},
		"nobody of that name takes part": {
			steps: []step{at("2021-05-01 09:00:00", ruled(interviewing("i1", "2021-05-20").Subject(police)))}, verdicts: map[string]string{"i1": "Ignored NotAReporter"},
		},
		"one that supersedes it moves the end": {
			steps: []step{interviewed, at("2021-05-10 09:00:00", ruled(interviewing("i2", "2021-06-20").Supersedes("i1")))},
			show:  showInterviews, told: []string{"i2 Rectifying by 2021-06-21 00:00:00"}, verdicts: map[string]string{"i1": "Superseded"},
		},
		"one of a single department closes when that has rectified": {
			duty: dutyDue("2021-04-15").Leads(health, police),
			steps: []step{
				at("2021-05-01 09:00:00", ruled(interviewing("i1", "2021-05-20").Subject(health))), completed,
				at("2021-05-15 09:00:00", ruled(lookingBack("l1", v1alpha1.LookBackPassed).Subject(health))),
			},
			show: showInterviews, told: []string{"i1 Closed by 2021-05-21 00:00:00, last l1"},
		},
		"the end had passed": {
			steps: []step{at("2021-05-01 09:00:00", ruled(interviewing("i1", "2021-04-20")))}, verdicts: map[string]string{"i1": "Ignored UntilNotAfterRuling"},
		},
	})
}

func TestClosedStaysClosed(t *testing.T) {
	t.Parallel()
	closed := []string{"i1 Closed by 2021-02-21 00:00:00, last l1"}
	interviewed := func(when string) step { return at(when, ruled(interviewing("i1", "2021-02-20"))) }
	passed := at("2021-02-16 09:00:00", ruled(lookingBack("l1", v1alpha1.LookBackPassed)))
	tell(t, map[string]story{
		"when a later cycle is missed": {
			duty: carriedOn(), steps: []step{interviewed("2021-02-12 09:00:00"), done("2021-02-15 09:00:00", "1", "2021-02-01"), passed, at("2021-03-20 09:00:00")},
			show: showInterviews, told: closed,
		},
		"when nothing had been missed, and a later cycle opens": {
			duty: carriedOn(), steps: []step{interviewed("2021-02-02 09:00:00"), done("2021-02-05 09:00:00", "1", "2021-02-01"), passed, at("2021-03-02 09:00:00")},
			show: showInterviews, told: closed, want: []string{"Green Continuing", february, "2021-03-01 Open"},
		},
		"until the completion is returned": {
			duty: carriedOn(), steps: []step{
				interviewed("2021-02-12 09:00:00"), done("2021-02-15 09:00:00", "1", "2021-02-01"), passed,
				at("2021-02-17 09:00:00", ruled(returning("b1", "r1").Supersedes("a1").Parent(beijing))),
			},
			show: showInterviews, told: []string{"i1 Rectifying by 2021-02-21 00:00:00, last l1"}, edited: true,
		},
	})
}

func TestCascadeInput(t *testing.T) {
	t.Parallel()
	completed := at("2021-04-10 09:00:00", reported(report("r1")), ruled(accepting("a1", "r1")))
	final := "final Completed received 2021-04-10 09:00:00 by r1 ruled by Office in a1"
	stands := func(cascade v1alpha1.CascadeStatus) step {
		return func(w *world) { w.t.Helper(); w.cascade = &cascade; w.evaluate() }
	}
	all := v1alpha1.CascadeStatus{Total: new(int32(2)), Completed: new(int32(2)), Overdue: new(int32(0))}
	one := v1alpha1.CascadeStatus{Total: new(int32(2)), Completed: new(int32(1)), Overdue: new(int32(1)), Worst: []v1alpha1.CascadeRegion{
		{Jurisdiction: "a-county", OverdueSince: new(metav1.NewTime(instant("2021-04-12 00:00:00")))},
	}}
	own := dutyDue("2021-04-15").Cascade(wrappers.Cascade().Complete(v1alpha1.CascadeCompleteOwn))
	tell(t, map[string]story{
		"completed where all regions have": {steps: []step{completed, stands(all)}, want: []string{"Green CompletedInTime", final}, edited: true},
		"a region has not":                 {steps: []step{completed, stands(one)}, want: []string{"Yellow RegionsBehind RegionsInProgress", final}, edited: true},
		"its own completion is enough":     {duty: own, steps: []step{completed, stands(one)}, want: []string{"Green CompletedInTime", final}, edited: true},
		"what regions miss is their own":   {steps: []step{stands(one)}, want: []string{"Yellow RegionsBehind InProgress", "final Open"}, edited: true},
	})
	for name, test := range map[string]struct {
		cascade *v1alpha1.CascadeStatus
		want    string
	}{
		"not handed down":                {nil, ""},
		"handed down to all that match":  {&all, "True AllHandedDown"},
		"none matches":                   {&v1alpha1.CascadeStatus{Total: new(int32(0))}, "False NoRegions"},
		"one of them has no copy as yet": {&v1alpha1.CascadeStatus{Total: new(int32(2)), Troubled: new(int32(1))}, "False RegionsTroubled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := story{steps: []step{stands(all), func(w *world) { w.t.Helper(); w.cascade = test.cascade; w.evaluate() }}, edited: true}
			if got := handedDown(&s.play(t, false).duty.Status); got != test.want {
				t.Errorf("HandedDown is %q, want %q", got, test.want)
			}
		})
	}
}

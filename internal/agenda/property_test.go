// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package agenda_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/agenda"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// anyDuties are duties of all sorts, with few different instants, so that many are alike.
func anyDuties(dice *rand.Rand, n int) []v1alpha1.DepartmentDuty {
	pick := func() *metav1.Time { return stamp(days(dice.IntN(7) - 4)) }
	rungs := []v1alpha1.EscalationAction{
		"", v1alpha1.EscalationReminder, v1alpha1.EscalationNotice, v1alpha1.EscalationInterview, v1alpha1.EscalationAccountability,
	}
	var duties []v1alpha1.DepartmentDuty
	for i := range n {
		made := duty(fmt.Sprintf("duty-%04d", i)).Scope([]v1alpha1.ScopeName{"", "advertising", "blood"}[dice.IntN(3)]).Obj()
		switch dice.IntN(7) {
		case 0:
			made.Status.Light, made.Status.OverdueSince = v1alpha1.LightRed, pick()
			made.Status.Escalation.Rung = rungs[dice.IntN(len(rungs))]
		case 1:
			made.Status.Interviews = []v1alpha1.Interview{owes(v1alpha1.InterviewRectifying, pick().Time)}
		case 2:
			made.Status.Interviews = []v1alpha1.Interview{awaits(v1alpha1.InterviewAwaitingLookBack, pick())}
		case 3:
			made.Status.Cascade = handedDown("", int32(dice.IntN(2)), 16).Status.Cascade
		case 4:
			made.Spec.Decision = decided("", "meeting").Spec.Decision
		case 5:
			made = with(everything(), func(all *v1alpha1.DepartmentDuty) { all.Name = made.Name })
		default: // nothing to look at
		}
		if dice.IntN(10) == 0 {
			withdraw(made)
		}
		duties = append(duties, *made)
	}
	return duties
}

func anyMeeting(dice *rand.Rand) *v1alpha1.JointMeeting {
	return []*wrappers.MeetingWrapper{
		wrappers.Meeting("meeting"), wrappers.Meeting("meeting").Liaison(),
		wrappers.Meeting("meeting").Special(), wrappers.Meeting("meeting").Special("advertising"),
	}[dice.IntN(4)].Obj()
}

// onceEach fails where a duty is on an agenda twice.
func onceEach(t *testing.T, items []v1alpha1.AgendaItem) {
	t.Helper()
	seen := map[string]bool{}
	for i := range items {
		reference := items[i].Ref
		if reference.Kind == v1alpha1.AgendaDepartmentDuty && seen[reference.Name] {
			t.Fatalf("%s is on the agenda twice:\n%v", reference.Name, show(items))
		}
		seen[reference.Name] = true
	}
}

// TestComposeWhateverTheOrder holds the agenda of duties in one order against that of the
// same in another.
func TestComposeWhateverTheOrder(t *testing.T) {
	for seed := range uint64(300) {
		dice := rand.New(rand.NewPCG(seed, 1))
		duties := anyDuties(dice, dice.IntN(80))
		region := wrappers.Jurisdiction("jilin").
			Condition(v1alpha1.ConditionScopesCovered, metav1.ConditionFalse, "Because", start).
			Condition(v1alpha1.ConditionAliasesUnique, metav1.ConditionFalse, "Because", start).Obj()
		in := agenda.Input{Meeting: anyMeeting(dice), Jurisdiction: region, Duties: duties, Start: start}

		items, total := agenda.Compose(in)
		if len(items) != min(int(total), 30) {
			t.Fatalf("seed %d: %d items of %d", seed, len(items), total)
		}
		onceEach(t, items)

		shuffled := in
		shuffled.Jurisdiction, shuffled.Duties = region.DeepCopy(), slices.Clone(duties)
		slices.Reverse(shuffled.Jurisdiction.Status.Conditions)
		dice.Shuffle(len(duties), func(i, j int) {
			shuffled.Duties[i], shuffled.Duties[j] = shuffled.Duties[j], shuffled.Duties[i]
		})
		again, totalAgain := agenda.Compose(shuffled)
		if diff := cmp.Diff(items, again); diff != "" || total != totalAgain {
			t.Fatalf("seed %d: in another order the agenda is another, of %d and of %d items (-one +other):\n%s", seed, total, totalAgain, diff)
		}
	}
}

// TestComposeLeavesItsInput composes, changes the agenda, and looks at what it was given.
func TestComposeLeavesItsInput(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	in := agenda.Input{
		Meeting: wrappers.Meeting("meeting").Special("advertising").Obj(), Duties: anyDuties(dice, 60), Start: start,
		Jurisdiction: wrappers.Jurisdiction("jilin").Condition(v1alpha1.ConditionScopesCovered, metav1.ConditionFalse, "Because", start).Obj(),
	}
	before := agenda.Input{
		Meeting: in.Meeting.DeepCopy(), Jurisdiction: in.Jurisdiction.DeepCopy(), Start: in.Start,
		Duties: (&v1alpha1.DepartmentDutyList{Items: in.Duties}).DeepCopy().Items,
	}
	items, _ := agenda.Compose(in)
	if len(items) == 0 {
		t.Fatal("no items: the test proves nothing")
	}
	for i := range items {
		if len(items[i].Leads) > 0 {
			items[i].Leads[0] = "changed"
		}
		if items[i].Time != nil {
			items[i].Time.Time = days(100)
		}
	}
	if diff := cmp.Diff(before, in); diff != "" {
		t.Errorf("the input was changed (-before +after):\n%s", diff)
	}
}

func BenchmarkCompose(b *testing.B) {
	duties := anyDuties(rand.New(rand.NewPCG(1, 2)), 5000)
	in := agenda.Input{Meeting: wrappers.Meeting("meeting").Obj(), Duties: duties, Start: start}
	b.ReportAllocs()
	for b.Loop() {
		agenda.Compose(in)
	}
}

func BenchmarkAlike(b *testing.B) {
	before, after := everything(), everything()
	b.ReportAllocs()
	for b.Loop() {
		agenda.Alike(before, after)
	}
}

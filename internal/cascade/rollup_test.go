// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/cascade"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var (
	origin = types.NamespacedName{Namespace: "region-jilin", Name: "clinics"}
	now    = time.Date(2021, 4, 16, 0, 0, 0, 0, time.UTC)
)

// handed is the copy in a region, as Copy writes it.
func handed(region, title string) *wrappers.DutyWrapper {
	return wrappers.Duty("jilin.clinics").Namespace("region-"+region).Title(title).Origin("jilin", "clinics").
		Label(v1alpha1.LabelManagedBy, v1alpha1.ManagedByOperator)
}

// ready makes a copy one that was evaluated.
func ready(duty *wrappers.DutyWrapper) *wrappers.DutyWrapper {
	return duty.Condition(v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonEvaluated, now)
}

func standing(region string, light v1alpha1.Light) *wrappers.DutyWrapper {
	return ready(handed(region, "is")).Light(light)
}

func within(name string, duty *v1alpha1.DepartmentDuty) cascade.Region {
	return cascade.Region{Name: v1alpha1.JurisdictionName(name), Namespace: "region-" + name, Duty: duty}
}

func day(n int) *metav1.Time { return new(metav1.NewTime(time.Date(2021, 4, n, 0, 0, 0, 0, time.UTC))) }

func missedSince(region string, since *metav1.Time) cascade.Region {
	duty := standing(region, v1alpha1.LightRed).Obj()
	duty.Status.OverdueSince = since
	return within(region, duty)
}

func dueNext(region string, next *metav1.Time) cascade.Region {
	duty := standing(region, v1alpha1.LightYellow).Obj()
	duty.Status.NextDeadline = next
	return within(region, duty)
}

func completed(duty *wrappers.DutyWrapper) *v1alpha1.DepartmentDuty {
	return duty.Condition(v1alpha1.ConditionCompleted, metav1.ConditionTrue, v1alpha1.ReasonCompletedLate, now).Obj()
}

// counts are total, completed, overdue, behind and troubled.
func counts(status *v1alpha1.CascadeStatus) []int32 {
	return []int32{*status.Total, *status.Completed, *status.Overdue, *status.Behind, *status.Troubled}
}

func TestRollUpCounts(t *testing.T) {
	t.Parallel()
	far := standing("a", v1alpha1.LightBlue).Obj()
	tests := map[string]struct {
		region cascade.Region
		want   []int32
	}{
		"under way":                    {within("a", far), []int32{1, 0, 0, 0, 0}},
		"completed":                    {within("a", completed(standing("a", v1alpha1.LightGreen))), []int32{1, 1, 0, 0, 0}},
		"carried on, and due soon":     {within("a", completed(standing("a", v1alpha1.LightYellow))), []int32{1, 1, 0, 1, 0}},
		"carried on, and lapsed":       {within("a", completed(standing("a", v1alpha1.LightRed))), []int32{1, 0, 1, 0, 0}},
		"overdue":                      {missedSince("a", day(1)), []int32{1, 0, 1, 0, 0}},
		"behind":                       {dueNext("a", day(1)), []int32{1, 0, 0, 1, 0}},
		"withdrawn":                    {within("a", standing("a", v1alpha1.LightRed).Withdrawn(now).Obj()), []int32{1, 0, 0, 0, 1}},
		"another of the name":          {within("a", ready(wrappers.Duty("jilin.clinics").Namespace("region-a")).Light(v1alpha1.LightRed).Obj()), []int32{1, 0, 0, 0, 1}},
		"not there":                    {within("a", nil), []int32{1, 0, 0, 0, 1}},
		"not evaluated":                {within("a", handed("a", "is").Obj()), []int32{1, 0, 0, 0, 1}},
		"no namespace":                 {cascade.Region{Name: "a"}, []int32{1, 0, 0, 0, 1}},
		"overdue, and no such a lead":  {within("a", unready(handed("a", "is").Light(v1alpha1.LightRed))), []int32{1, 0, 1, 0, 1}},
		"completed in a lost namspace": {cascade.Region{Name: "a", Duty: completed(standing("a", v1alpha1.LightGreen))}, []int32{1, 1, 0, 0, 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, counts(cascade.RollUp(origin, []cascade.Region{test.region}))); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
		})
	}
	if diff := cmp.Diff([]int32{0, 0, 0, 0, 0}, counts(cascade.RollUp(origin, nil))); diff != "" {
		t.Errorf("no regions (-want +got):\n%s", diff)
	}
}

func unready(duty *wrappers.DutyWrapper) *v1alpha1.DepartmentDuty {
	made := duty.Condition(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonUnknownDepartment, now).Obj()
	made.Status.Conditions[0].Message = `spec.leads[0]: "weather"`
	return made
}

func TestRollUpTellsWhatTroublesRegions(t *testing.T) {
	t.Parallel()
	long := unready(handed("g", "is"))
	long.Status.Conditions[0].Message = strings.Repeat("卫", 600)
	got := cascade.RollUp(origin, []cascade.Region{
		{Name: "a"}, within("b", nil), within("c", wrappers.Duty("jilin.clinics").Namespace("region-c").Obj()),
		within("d", unready(handed("d", "is"))), within("e", handed("e", "is").Obj()), within("f", handed("f", "is").Withdrawn(now).Obj()),
		within("g", long), {Name: "h", Namespace: "region-h", Problem: &cascade.Problem{Reason: v1alpha1.ReasonCalendarNotFound, Message: "no days"}},
	})
	var reasons []string
	for _, problem := range got.Problems {
		reasons = append(reasons, string(problem.Jurisdiction)+" "+problem.Reason)
		if size := utf8.RuneCountInString(problem.Message); size < 5 || size > 512 {
			t.Errorf("%s: message of %d characters", problem.Jurisdiction, size)
		}
	}
	want := []string{
		"a NamespaceNotReady", "b NotHandedDownYet", "c NameTaken", "d UnknownDepartment", "e NotHandedDownYet", "f NotHandedDownYet",
		"g UnknownDepartment", "h NotHandedDownYet",
	}
	if diff := cmp.Diff(want, reasons); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if got.Problems[3].Message != `spec.leads[0]: "weather"` || got.Problems[7].Message != "CalendarNotFound: no days" {
		t.Errorf("messages %q, %q", got.Problems[3].Message, got.Problems[7].Message)
	}
}

func TestRollUpNamesTheWorst(t *testing.T) {
	t.Parallel()
	got := cascade.RollUp(origin, []cascade.Region{
		missedSince("a", day(9)), dueNext("b", day(20)), missedSince("c", day(2)), within("d", standing("d", v1alpha1.LightBlue).Obj()),
		dueNext("e", day(18)), missedSince("f", day(2)), dueNext("g", nil), missedSince("h", nil),
	})
	var names []string
	for _, worst := range got.Worst {
		names = append(names, string(worst.Jurisdiction))
	}
	if diff := cmp.Diff([]string{"c", "f", "a", "h", "e", "b", "g"}, names); diff != "" {
		t.Errorf("worst (-want +got):\n%s", diff)
	}
	want := v1alpha1.CascadeRegion{Jurisdiction: "c", Light: v1alpha1.LightRed, OverdueSince: day(2)}
	if diff := cmp.Diff(want, got.Worst[0]); diff != "" {
		t.Errorf("the worst (-want +got):\n%s", diff)
	}
}

func TestUnclearKeepsWhatWasCounted(t *testing.T) {
	t.Parallel()
	last := cascade.RollUp(origin, []cascade.Region{missedSince("a", day(9)), within("b", nil)})
	got := cascade.Unclear(last, "jilin", errors.New("no such operator"))
	if diff := cmp.Diff([]int32{2, 0, 1, 0, 1}, counts(got)); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	want := []v1alpha1.CascadeProblem{{Jurisdiction: "jilin", Reason: "InvalidCascade", Message: "no such operator"}}
	if diff := cmp.Diff(want, got.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int32{0, 0, 0, 0, 1}, counts(cascade.Unclear(&v1alpha1.CascadeStatus{}, "jilin", errors.New("x")))); diff != "" {
		t.Errorf("never counted (-want +got):\n%s", diff)
	}
}

func TestRollUpIsBounded(t *testing.T) {
	t.Parallel()
	var regions []cascade.Region
	for i := range 50 {
		region := missedSince(fmt.Sprintf("r%02d", i), day(1+i%28))
		region.Duty.Status.Conditions = nil
		regions = append(regions, region)
	}
	got := cascade.RollUp(origin, regions)
	if len(got.Worst) != 20 || len(got.Problems) != 20 || *got.Overdue != 50 || *got.Troubled != 50 || got.Problems[19].Jurisdiction != "r19" {
		t.Errorf("%d worst, %d problems, %v", len(got.Worst), len(got.Problems), counts(got))
	}
}

// TestSameStandingsSameRollUp holds that an origin need not be looked at again as long
// as the Standings of its copies stay the same.
func TestSameStandingsSameRollUp(t *testing.T) {
	t.Parallel()
	lights := []v1alpha1.Light{"", v1alpha1.LightBlue, v1alpha1.LightYellow, v1alpha1.LightRed, v1alpha1.LightGreen}
	random := func(dice *rand.Rand) *v1alpha1.DepartmentDuty {
		made := handed("a", strconv.Itoa(dice.IntN(2))).Light(lights[dice.IntN(len(lights))])
		for _, condition := range []string{v1alpha1.ConditionReady, v1alpha1.ConditionCompleted, v1alpha1.ConditionUnderReview} {
			status := []metav1.ConditionStatus{metav1.ConditionTrue, metav1.ConditionFalse}[dice.IntN(2)]
			made.Condition(condition, status, strconv.Itoa(dice.IntN(2)), now)
		}
		if dice.IntN(4) == 0 {
			made.Withdrawn(now)
		}
		duty := made.Obj()
		if dice.IntN(2) == 0 {
			duty.Status.OverdueSince = day(1 + dice.IntN(2))
		}
		if dice.IntN(2) == 0 {
			duty.Status.NextDeadline = day(3 + dice.IntN(2))
		}
		return duty
	}
	compared := 0
	for seed := range uint64(3000) {
		dice := rand.New(rand.NewPCG(seed, 7))
		one, other := random(dice), random(dice)
		if cascade.StandingOf(one) != cascade.StandingOf(other) {
			continue
		}
		compared++
		was, is := cascade.RollUp(origin, []cascade.Region{within("a", one)}), cascade.RollUp(origin, []cascade.Region{within("a", other)})
		if diff := cmp.Diff(was, is); diff != "" {
			t.Fatalf("seed %d: same standing, another roll-up:\n%s", seed, diff)
		}
	}
	if compared < 20 {
		t.Errorf("only %d pairs were the same", compared)
	}
}

// TestReportsThatDoNotMatterChangeNothing holds that what is filed on a copy which is
// under way is no business of the origin's.
func TestReportsThatDoNotMatterChangeNothing(t *testing.T) {
	t.Parallel()
	before := standing("a", v1alpha1.LightBlue).Obj()
	before.Status.NextDeadline = day(20)
	after := before.DeepCopy()
	after.Status.NextDeadline = day(25)
	after.Status.Receipts = []v1alpha1.Receipt{{Name: "r"}}
	after.Generation++
	if cascade.StandingOf(before) != cascade.StandingOf(after) {
		t.Error("the standing changed")
	}
}

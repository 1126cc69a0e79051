// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package forecast_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/internal/forecast"
)

var (
	cmpEmpty     = cmpopts.EquateEmpty()
	cmpCalendars = cmpopts.IgnoreUnexported(workdays.Calendar{})
)

// country is a province with two prefectures and three counties, a region that names one
// of them its parent but stands no lower, and a namespace that no region holds. Each has
// one duty.
func country() forecast.Input {
	in := county(dutyDue("2021-04-15"))
	in.Jurisdictions = []*v1alpha1.Jurisdiction{
		region("province", v1alpha1.LevelProvince, ""),
		region("east", v1alpha1.LevelPrefecture, "province"),
		region("east-1", v1alpha1.LevelCounty, "east"),
		region("east-2", v1alpha1.LevelCounty, "east"),
		region("beside", v1alpha1.LevelPrefecture, "east"),
		region("west", v1alpha1.LevelPrefecture, "province"),
		region("west-1", v1alpha1.LevelCounty, "west"),
	}
	in.Duties = nil
	for _, region := range in.Jurisdictions {
		in.Duties = append(in.Duties, *dutyDue("2021-04-15").Namespace(region.Status.Namespace).Obj())
	}
	in.Duties = append(in.Duties, *dutyDue("2021-04-15").Namespace("elsewhere").Obj())
	return in
}

func TestRootAndItsSubtree(t *testing.T) {
	t.Parallel()
	for root, want := range map[v1alpha1.JurisdictionName][]v1alpha1.JurisdictionName{
		"":         {"beside", "east", "east-1", "east-2", "province", "west", "west-1"},
		"province": {"east", "east-1", "east-2", "province", "west", "west-1"},
		"east":     {"east", "east-1", "east-2"},
		"east-1":   {"east-1"},
	} {
		t.Run("of "+string(root), func(t *testing.T) {
			t.Parallel()
			in := country()
			in.Root = root
			made := run(t, in)
			var got []v1alpha1.JurisdictionName
			for i := range made.Entries {
				got = append(got, made.Entries[i].Jurisdiction)
			}
			slices.Sort(got)
			if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
				t.Errorf("regions (-want +got):\n%s", diff)
			}
			if listed := len(made.Problems) > 0; listed != (root == "") {
				t.Errorf("problems: %v, want the duty that is in no region, where no root is named", made.Problems)
			}
		})
	}
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(in *forecast.Input)
		want   string
	}{
		"a root that is not there": {
			func(in *forecast.Input) { in.Root = "north" }, `there is no Jurisdiction "north"`,
		},
		"an end before the beginning": {
			func(in *forecast.Input) { in.Until = in.From.Add(-time.Second) },
			"the end of the forecast, 2021-03-02T08:59:59+08:00, lies before its beginning, 2021-03-02T09:00:00+08:00",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := country()
			test.change(&in)
			made, err := forecast.Run(in)
			if err == nil || err.Error() != test.want {
				t.Errorf("the error is %v, want %s", err, test.want)
			}
			if diff := cmp.Diff(forecast.Forecast{}, made); diff != "" {
				t.Errorf("a forecast all the same:\n%s", diff)
			}
		})
	}
}

// TestBoundNamesTheDuty holds that a duty with too many changes is named, and hides no other.
func TestBoundNamesTheDuty(t *testing.T) {
	t.Parallel()
	in := country()
	in.Root, in.MaxSteps = "east", 4
	in.Duties[1].Spec.Escalation = in.Duties[1].Spec.Escalation[:1]
	made, err := forecast.Run(in)
	for _, want := range []string{
		"DepartmentDuty region-east-1/duty: more than 4 changes until 2021-06-01T00:00:00+08:00, the next at 2021-04-30T00:00:00+08:00; forecast a shorter time",
		"DepartmentDuty region-east-2/duty",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %s", err, want)
		}
	}
	if err != nil && strings.Contains(err.Error(), "region-east/duty") {
		t.Errorf("the error is %v, and region-east/duty comes to its end", err)
	}
	last := made.Entries[len(made.Entries)-1]
	if last.Kind != forecast.Missed && last.Kind != forecast.RungReached {
		t.Errorf("the last entry is %v", last)
	}
	in.MaxSteps = 0
	if _, err := forecast.Run(in); err != nil {
		t.Error(err)
	}
}

// TestOrderOfTheInput holds that it is nothing to the forecast.
func TestOrderOfTheInput(t *testing.T) {
	t.Parallel()
	in := country()
	want := run(t, in)
	if !slices.IsSortedFunc(want.Entries, forecast.Compare) {
		t.Errorf("not in order: %v", say(want.Entries))
	}
	slices.Reverse(in.Jurisdictions)
	slices.Reverse(in.Duties)
	if diff := cmp.Diff(want, run(t, in)); diff != "" {
		t.Errorf("in another order (-want +got):\n%s", diff)
	}
}

func TestDutiesThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	// Once understood, and garbled since: it is judged by what it was.
	garbled := lived(t, county(dutyDue("2021-04-15")))
	garbled.Duties[0].Spec.Due = "2021-02-30"
	for name, test := range map[string]struct {
		in      forecast.Input
		problem forecast.Problem
		entries int
	}{
		"a day that does not exist": {
			in: county(dutyDue("2021-02-30")),
			problem: forecast.Problem{
				Jurisdiction: "county", Reason: v1alpha1.ReasonInvalidDueDate, Stalled: true,
			},
		},
		"garbled since": {
			in:      garbled,
			problem: forecast.Problem{Jurisdiction: "county", Reason: v1alpha1.ReasonInvalidDueDate, Stalled: true},
			entries: 6,
		},
		"a department that is not declared": {
			in:      county(dutyDue("2021-04-15").Leads("weather")),
			problem: forecast.Problem{Jurisdiction: "county", Reason: v1alpha1.ReasonUnknownDepartment, Stalled: true},
			entries: 6,
		},
		"no region yet": {
			in:      county(dutyDue("2021-04-15").Namespace("elsewhere")),
			problem: forecast.Problem{Reason: v1alpha1.ReasonJurisdictionNotFound},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := run(t, test.in)
			if len(made.Problems) != 1 {
				t.Fatalf("problems: %v, want one", made.Problems)
			}
			got := made.Problems[0]
			if got.Message == "" {
				t.Error("no message")
			}
			want := test.problem
			want.Namespace, want.Duty, want.Title, want.Message = test.in.Duties[0].Namespace, "duty", "duty", got.Message
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the problem (-want +got):\n%s", diff)
			}
			if len(made.Entries) != test.entries {
				t.Errorf("%d entries, want %d: %v", len(made.Entries), test.entries, say(made.Entries))
			}
		})
	}
}

// TestInheritedLadder holds that a ladder above the root is heeded.
func TestInheritedLadder(t *testing.T) {
	t.Parallel()
	in := country()
	in.Root = "east-1"
	in.Jurisdictions[0].Spec.Escalation = dutyDue("").Obj().Spec.Escalation[:1]
	for i := range in.Duties {
		in.Duties[i].Spec.Escalation = nil
	}
	var rungs []v1alpha1.EscalationAction
	for _, entry := range run(t, in).Entries {
		if entry.Kind == forecast.RungReached {
			rungs = append(rungs, entry.Action)
		}
	}
	if diff := cmp.Diff([]v1alpha1.EscalationAction{v1alpha1.EscalationReminder}, rungs); diff != "" {
		t.Errorf("rungs (-want +got):\n%s", diff)
	}
}

// TestStepsEndEarly holds that whoever has seen enough may stop.
func TestStepsEndEarly(t *testing.T) {
	t.Parallel()
	in := county(dutyDue("2021-04-15"))
	subjects, err := forecast.Subjects(in)
	if err != nil {
		t.Fatal(err)
	}
	var seen []forecast.Step
	for step, err := range forecast.Steps(subjects[0], in.Until, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if seen = append(seen, step); len(seen) == 2 {
			break
		}
	}
	if !seen[0].Time.Equal(in.From) || !seen[1].Time.Equal(seen[0].Result.Next) {
		t.Errorf("steps at %s and %s, want %s and %s", seen[0].Time, seen[1].Time, in.From, seen[0].Result.Next)
	}
	subjects[0].Now = seen[1].Time
	subjects[0].Duty.Status = seen[0].Result.Status
	if diff := cmp.Diff(seen[1].Result, duty.Evaluate(subjects[0])); diff != "" {
		t.Errorf("the step differs from the evaluation (-step +evaluation):\n%s", diff)
	}
}

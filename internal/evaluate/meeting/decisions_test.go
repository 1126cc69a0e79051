// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/evaluate/meeting"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// decided is the duty of a decision of the session of National Day.
func decided(id v1alpha1.DecisionID) *wrappers.DutyWrapper {
	return wrappers.Duty("plenary-2018-10-01-"+string(id)).Decision("plenary", day, id, "a")
}

// wanted tells the duties as they should be; those left alone in brackets.
func wanted(w *world) (lines []string) {
	for _, want := range w.last.Wanted {
		if want.Copy == nil {
			lines = append(lines, "("+want.Name+")")
			continue
		}
		lines = append(lines, fmt.Sprintf("%s %s by %s", want.Name, want.Copy.Spec.Title, want.Copy.Spec.Decision.Minutes))
	}
	return lines
}

// counted tells how the decisions stand: of the meeting, then of each session.
func counted(w *world) []string {
	show := func(c v1alpha1.DecisionCounts) string {
		if c.Total == nil {
			return "none"
		}
		return fmt.Sprintf("%d: %d open, %d overdue, %d completed", *c.Total, *c.Open, *c.Overdue, *c.Completed)
	}
	lines := []string{condition(v1alpha1.ConditionDecisionsOnTrack)(w)[0], show(w.meeting.Status.Decisions)}
	for i := range w.meeting.Status.Sessions {
		lines = append(lines, show(w.meeting.Status.Sessions[i].Decisions))
	}
	return lines
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	noon, later := "2018-10-09 12:00:00", "2018-10-10 12:00:00"
	two := func() *wrappers.MinutesWrapper {
		return october("a").Decision(wrappers.Decision("d1")).Decision(wrappers.Decision("d2"))
	}
	one, other := "plenary-2018-10-01-d1 d1 by a", "plenary-2018-10-01-d2 d2 by a"
	stories := map[string]story{
		"each becomes a duty": {steps: []step{at(noon, filed(two()))}, want: []string{one, other}},
		"none of minutes that do not count": {
			steps: []step{at(noon, filed(two().Office(police)))}, want: []string{},
		},
		"superseded: changed, struck out and new": {
			steps: []step{
				at(noon, filed(two())),
				at(later, hold(decided("d1")), hold(decided("d2")), filed(october("b").Supersedes("a").
					Decision(wrappers.Decision("d3")).Decision(wrappers.Decision("d1").Title("other")))),
			},
			want: []string{"plenary-2018-10-01-d3 d3 by b", "plenary-2018-10-01-d1 other by b"},
		},
		"another title of the meeting changes no duty": {
			steps: []step{
				at(noon, filed(two())), at(later, hold(decided("d1").Source("the title of then", "")),
					planned(func(spec *v1alpha1.JointMeetingSpec) { spec.Title = "another" })),
			},
			show: func(w *world) (lines []string) {
				for _, wanted := range w.last.Wanted {
					lines = append(lines, wanted.Copy.Spec.Source.Document)
				}
				return lines
			},
			want: []string{"the title of then", "another"},
		},
		"purged minutes leave them as they are": {
			steps: []step{at(noon, filed(two())), at(later, hold(decided("d1")), hold(decided("d2")), purged("a"))},
			want:  []string{"(plenary-2018-10-01-d1)", "(plenary-2018-10-01-d2)"},
		},
		"duties of others are none of it": {
			steps: []step{at(noon, hold(wrappers.Duty("x")), hold(wrappers.Duty("liaison-2018-10-01-d1").Decision("liaison", day, "d1", "l")))}, want: []string{},
		},
		"a name that is taken": {
			steps: []step{at(noon, hold(wrappers.Duty("plenary-2018-10-01-d1")), filed(two()))}, show: condition(v1alpha1.ConditionReady),
			want: []string{"False NameTaken", "DepartmentDuties that come from no decision of this meeting bear the name that one is to have: plenary-2018-10-01-d1; have them deleted, or give the decision another id"},
		},
		"counted: not made yet": {steps: []step{at(noon, filed(two()))}, show: counted, want: []string{
			"True NoDecisionOverdue", "2: 2 open, 0 overdue, 0 completed", "2: 2 open, 0 overdue, 0 completed",
		}},
		"counted: each as it stands": {
			steps: []step{at(noon, filed(two().Decision(wrappers.Decision("d3")).Decision(wrappers.Decision("d4"))),
				hold(decided("d1").Light(v1alpha1.LightRed)),
				hold(decided("d2").Condition(v1alpha1.ConditionCompleted, metav1.ConditionTrue, "X", instant(noon))),
				hold(decided("d3").Condition(v1alpha1.ConditionCompleted, metav1.ConditionFalse, "X", instant(noon)).Light(v1alpha1.LightYellow)),
				hold(wrappers.Duty("plenary-2018-10-01-d4").Light(v1alpha1.LightRed)))},
			show: counted,
			want: []string{"False DecisionsOverdue", "4: 2 open, 1 overdue, 1 completed", "4: 2 open, 1 overdue, 1 completed"},
		},
		"counted: of purged minutes what is left": {
			steps: []step{
				at(noon, filed(two()), hold(decided("d1").Light(v1alpha1.LightRed)), hold(decided("d2").Withdrawn(instant(noon))), purged("a")),
			},
			show: counted, want: []string{"False DecisionsOverdue", "1: 0 open, 1 overdue, 0 completed", "1: 0 open, 1 overdue, 0 completed"},
		},
		"counted: of purged minutes nothing is left": {
			steps: []step{at(noon, filed(two()), purged("a"))}, show: counted, want: []string{"True NoDecisions", "none", "none"},
		},
		"leads are members": {
			meeting: autumn().Members(health), steps: []step{at(noon, filed(two()))}, show: leads,
			want: []string{"True AllMembers", "led by no member: none of 2 decisions"},
		},
		"leads are no members": {
			meeting: autumn().Members(health), show: leads,
			steps: []step{at(noon, filed(two().Decision(wrappers.Decision("d3").Leads(police, health))))},
			want:  []string{"False NotMembers", "led by no member: d3 is led by police"},
		},
		"no decisions, no leads": {steps: []step{at(noon, filed(october("a")))}, show: leads, want: []string{}},
	}
	for name, story := range stories {
		if story.meeting == nil {
			story.meeting = autumn()
		}
		if story.show == nil {
			story.show = func(w *world) []string { return append([]string{}, wanted(w)...) }
		}
		stories[name] = story
	}
	tell(t, stories)
}

// leads tells of the minutes "a" whether members lead their decisions.
func leads(w *world) []string {
	for _, c := range w.minutes["a"].Status.Conditions {
		if c.Type == v1alpha1.ConditionLeadsAreMembers {
			return []string{string(c.Status) + " " + c.Reason, c.Message}
		}
	}
	return []string{}
}

// TestDutyOfADecision holds a duty against what the API server would keep.
func TestDutyOfADecision(t *testing.T) {
	t.Parallel()
	s := story{meeting: autumn().Title("联席会议"), steps: []step{at("2018-10-09 12:00:00", filed(
		october("a").Held(instant("2018-10-08 00:30:00")).Decision(wrappers.Decision("d1").Title("title").Description("description").Scope("blood").
			Leads(health, police).Participants(insurance).DueWithin(wrappers.WorkingDays(20)))))}}
	w := s.play(t)
	want := &v1alpha1.DepartmentDuty{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: "region-xicheng", Name: "plenary-2018-10-01-d1",
			Labels: map[string]string{v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator, v1alpha1.LabelMeeting: "plenary"},
		},
		Spec: v1alpha1.DepartmentDutySpec{
			Title: "title", Description: "description", Scope: "blood",
			Source: v1alpha1.DutySource{Kind: v1alpha1.SourceDecision, Document: "联席会议", Item: "2018-10-01 d1", Issued: "2018-10-08"},
			Leads:  []v1alpha1.DepartmentName{health, police}, Participants: []v1alpha1.DepartmentName{insurance},
			DueWithin: wrappers.WorkingDays(20),
			Decision:  v1alpha1.DutyDecision{Meeting: "plenary", Session: day, ID: "d1", Minutes: "a"},
			Reporters: v1alpha1.ReportersLeads, Review: v1alpha1.ReviewRequired, WarnBefore: wrappers.Days(30),
		},
	}
	if diff := cmp.Diff(want, w.last.Wanted[0].Copy); diff != "" {
		t.Errorf("duty (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]v1alpha1.DecisionDuty{{ID: "d1", Duty: "plenary-2018-10-01-d1"}}, w.last.Minutes[0].Duties); diff != "" {
		t.Errorf("status.duties (-want +got):\n%s", diff)
	}
	if !meeting.IsOwn("plenary", want) || meeting.IsOwn("liaison", want) || meeting.IsOwn("plenary", wrappers.Duty("plenary-2018-10-01-d1").Obj()) {
		t.Error("IsOwn")
	}
}

func TestMembersConsistent(t *testing.T) {
	t.Parallel()
	water, fire := v1alpha1.DepartmentName("water"), v1alpha1.DepartmentName("fire")
	region := func() *wrappers.JurisdictionWrapper {
		return xicheng().Departments(health, police, office, water, fire).Scopes("blood")
	}
	holding := []step{
		hold(wrappers.Duty("d1").Leads(water).Scope("blood")), hold(wrappers.Duty("d2").Participants(water)), hold(wrappers.Duty("d3").Leads(water)),
		hold(wrappers.Duty("d4").Leads(fire, water)), hold(wrappers.Duty("d5").Leads(fire).Withdrawn(instant(created))),
	}
	seats := func(w *wrappers.MeetingWrapper) *wrappers.MeetingWrapper { return w.Members(health, police) }
	all := []string{"False NotMembers", "no members: 2 of 3 departments that hold duties: fire holds 1 (d4); water holds 4 (d1, d2, d3 and 1 more)"}
	show := condition(v1alpha1.ConditionMembersConsistent)
	tell(t, map[string]story{
		"all departments are members": {meeting: bare(), region: region(), steps: holding, show: show, want: []string{"True AllMembers", "no members: none of 3 departments that hold duties"}},
		"a plenary":                   {meeting: seats(bare()), region: region(), steps: holding, show: show, want: all},
		"of liaison officers":         {meeting: seats(bare()).Liaison(), region: region(), steps: holding, show: show, want: all},
		"special":                     {meeting: seats(bare()).Special("blood"), region: region(), steps: holding, show: show, want: []string{"False NotMembers", "no members: 1 of 1 departments that hold duties: water holds 1 (d1)"}},
		"special without a theme":     {meeting: seats(bare()).Special(), region: region(), steps: holding, show: show, want: []string{"True NoTheme", "the meeting names no scopes, so no duty of the region is known to concern it"}},
		"special with a theme that is not declared": {
			meeting: seats(bare()).Special("purchasing"), region: region(), steps: holding, show: show,
			want: []string{"True AllMembers", `no members: none of 0 departments that hold duties; spec.scopes names what Jurisdiction "xicheng" does not declare: purchasing`},
		},
	})
}

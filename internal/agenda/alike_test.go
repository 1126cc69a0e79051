// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package agenda_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/agenda"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// plain is a duty that is on no agenda; everything is one.
func plain() *v1alpha1.DepartmentDuty {
	return duty("duty").Scope("advertising").Leads("health-commission", "finance").Participants("housing").
		Light(v1alpha1.LightBlue).Condition(v1alpha1.ConditionCompleted, metav1.ConditionFalse, "InProgress", days(-9)).Obj()
}

// everything is a duty that is on agendas for every reason there is.
func everything() *v1alpha1.DepartmentDuty {
	all := plain()
	all.Spec.Decision = decided("duty", "meeting").Spec.Decision
	all.Status.Light, all.Status.OverdueSince = v1alpha1.LightRed, stamp(days(-9))
	all.Status.Escalation.Rung = v1alpha1.EscalationNotice
	all.Status.Interviews = []v1alpha1.Interview{
		owes(v1alpha1.InterviewRectifying, days(-3)), awaits(v1alpha1.InterviewAwaitingLookBack, stamp(days(-2))),
	}
	all.Status.Cascade = handedDown("duty", 2, 16).Status.Cascade
	return all
}

func TestAlike(t *testing.T) {
	type change = func(*v1alpha1.DepartmentDuty)
	shanghai := time.FixedZone("CST", 8*60*60)
	for name, test := range map[string]struct {
		of     *v1alpha1.DepartmentDuty
		change change
		want   bool
	}{
		"nothing":                 {everything(), func(*v1alpha1.DepartmentDuty) {}, true},
		"version and generation":  {everything(), func(d *v1alpha1.DepartmentDuty) { d.ResourceVersion, d.Generation = "2", 2 }, true},
		"what is told at length":  {everything(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Description = "at length" }, true},
		"due date":                {everything(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Due = "2027" }, true},
		"next deadline":           {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.NextDeadline = stamp(days(5)) }, true},
		"a receipt":               {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Receipts = []v1alpha1.Receipt{{Name: "report"}} }, true},
		"a second miss":           {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Misses = []v1alpha1.Miss{{Checkpoint: "final"}} }, true},
		"blue to yellow":          {plain(), func(d *v1alpha1.DepartmentDuty) { d.Status.Light = v1alpha1.LightYellow }, true},
		"a reminder":              {plain(), func(d *v1alpha1.DepartmentDuty) { d.Status.Escalation.Rung = v1alpha1.EscalationReminder }, true},
		"the next rung":           {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Escalation.Next = v1alpha1.EscalationInterview }, true},
		"another zone":            {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.OverdueSince = stamp(days(-9).In(shanghai)) }, true},
		"more regions, none late": {handedDown("duty", 0, 16), func(d *v1alpha1.DepartmentDuty) { d.Status.Cascade.Total = new(int32(17)) }, true},
		"regions completed":       {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Cascade.Completed = new(int32(4)) }, true},
		"rectification overdue": {everything(), func(d *v1alpha1.DepartmentDuty) {
			d.Status.Interviews[0].State = v1alpha1.InterviewRectificationOverdue
		}, true},
		"look-back due":            {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Interviews[1].State = v1alpha1.InterviewLookBackDue }, true},
		"reason of completion":     {plain(), func(d *v1alpha1.DepartmentDuty) { d.Status.Conditions[0].Reason = "AwaitingLookBack" }, true},
		"since when it was struck": {with(everything(), withdraw), func(d *v1alpha1.DepartmentDuty) { d.Spec.WithdrawnTime = stamp(days(-5)) }, true},

		"title":                   {plain(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Title = "other" }, false},
		"scope":                   {plain(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Scope = "purchasing" }, false},
		"a lead":                  {plain(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Leads[1] = "water" }, false},
		"order of leads":          {plain(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Leads[0], d.Spec.Leads[1] = d.Spec.Leads[1], d.Spec.Leads[0] }, false},
		"a participant":           {plain(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Participants = append(d.Spec.Participants, "water") }, false},
		"withdrawn":               {plain(), withdraw, false},
		"meeting of the decision": {everything(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Decision.Meeting = "other" }, false},
		"session of the decision": {everything(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Decision.Session = "2026-03-15" }, false},
		"id of the decision":      {everything(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Decision.ID = "d2" }, false},
		"minutes of the decision": {everything(), func(d *v1alpha1.DepartmentDuty) { d.Spec.Decision.Minutes = "corrected" }, false},
		"overdue":                 {plain(), func(d *v1alpha1.DepartmentDuty) { d.Status.Light = v1alpha1.LightRed }, false},
		"overdue since":           {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.OverdueSince = stamp(days(-8)) }, false},
		"rung":                    {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Escalation.Rung = v1alpha1.EscalationInterview }, false},
		"an interview": {plain(), func(d *v1alpha1.DepartmentDuty) {
			d.Status.Interviews = []v1alpha1.Interview{owes(v1alpha1.InterviewRectifying, days(3))}
		}, false},
		"rectified": {everything(), func(d *v1alpha1.DepartmentDuty) {
			d.Status.Interviews[0] = awaits(v1alpha1.InterviewAwaitingLookBack, stamp(days(9)))
		}, false},
		"looked back":     {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Interviews[1].State = v1alpha1.InterviewClosed }, false},
		"rectify by":      {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Interviews[0].RectifyBy = stamp(days(1)) }, false},
		"look-back time":  {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Interviews[1].LookBackTime = stamp(days(1)) }, false},
		"regions overdue": {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Cascade.Overdue = new(int32(3)) }, false},
		"regions":         {everything(), func(d *v1alpha1.DepartmentDuty) { d.Status.Cascade.Total = new(int32(17)) }, false},
		"completed":       {plain(), func(d *v1alpha1.DepartmentDuty) { d.Status.Conditions[0].Status = metav1.ConditionTrue }, false},
	} {
		t.Run(name, func(t *testing.T) {
			after := test.of.DeepCopy()
			test.change(after)
			if got := agenda.Alike(test.of, after); got != test.want {
				t.Errorf("Alike is %v, want %v", got, test.want)
			}
			if got := agenda.Alike(after, test.of); got != test.want {
				t.Errorf("the other way round Alike is %v, want %v", got, test.want)
			}
		})
	}
}

// TestAlikeSeesWhatComposeReads changes each field of the spec and the status of duties
// in turn. Whenever the agenda of some meeting changes with it, Alike must tell.
func TestAlikeSeesWhatComposeReads(t *testing.T) {
	closed := interviewed("duty", owes(v1alpha1.InterviewClosed, days(-3)), awaits(v1alpha1.InterviewClosed, stamp(days(-2))))
	read := map[string]bool{}
	for _, before := range []*v1alpha1.DepartmentDuty{
		plain(), everything(), with(everything(), withdraw), overdue("duty", days(-1), ""), closed,
		interviewed("duty", owes(v1alpha1.InterviewRectifying, days(-1))),
		interviewed("duty", awaits(v1alpha1.InterviewAwaitingLookBack, stamp(days(-1)))),
		interviewed("duty", awaits(v1alpha1.InterviewAwaitingLookBack, nil)),
		handedDown("duty", 2, 16), with(decided("duty", "meeting"), completed(metav1.ConditionFalse)),
		with(decided("duty", "meeting"), completed(metav1.ConditionTrue)),
	} {
		agendas := agendasWith(before)
		after := before.DeepCopy()
		mutate := func(path string) {
			if cmp.Equal(agendas, agendasWith(after)) {
				return
			}
			read[path] = true
			if agenda.Alike(before, after) {
				t.Errorf("%s changes an agenda, and Alike does not tell:\n%s", path, cmp.Diff(before, after))
			}
		}
		eachChange("spec", reflect.ValueOf(&after.Spec).Elem(), mutate)
		eachChange("status", reflect.ValueOf(&after.Status).Elem(), mutate)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatalf("the changes were not taken back (-before +after):\n%s", diff)
		}
	}
	// What is not read is not put to the test above: so it must be seen that these were.
	for _, path := range []string{
		"spec.Title", "spec.Scope", "spec.Leads", "spec.Leads[]", "spec.Decision.Meeting", "spec.WithdrawnTime",
		"status.Light", "status.OverdueSince", "status.OverdueSince.Time", "status.Escalation.Rung",
		"status.Interviews", "status.Interviews[].State", "status.Interviews[].RectifyBy", "status.Interviews[].RectifyBy.Time",
		"status.Interviews[].LookBackTime", "status.Interviews[].LookBackTime.Time",
		"status.Cascade.Overdue", "status.Cascade.Overdue*", "status.Cascade.Total", "status.Cascade.Total*",
		"status.Conditions", "status.Conditions[].Type", "status.Conditions[].Status",
	} {
		if !read[path] {
			t.Errorf("no change of %s changed an agenda: the test proves nothing of it", path)
		}
		delete(read, path)
	}
	if len(read) > 0 {
		t.Errorf("agendas depend on more than this test names: %v", read)
	}
}

// agendasWith composes the agendas of meetings of all kinds.
func agendasWith(duty *v1alpha1.DepartmentDuty) [][]v1alpha1.AgendaItem {
	var agendas [][]v1alpha1.AgendaItem
	for _, meeting := range []*wrappers.MeetingWrapper{
		wrappers.Meeting("meeting"), wrappers.Meeting("other").Liaison(),
		wrappers.Meeting("meeting").Special(), wrappers.Meeting("special").Special("advertising"),
	} {
		items, _ := agenda.Compose(agenda.Input{Meeting: meeting.Obj(), Duties: list(duty), Start: start})
		agendas = append(agendas, items)
	}
	return agendas
}

// words are put wherever a text may stand, so that each enumeration takes all its values.
var words = []string{
	"", "other", "meeting", "advertising", "True", "False", v1alpha1.ConditionCompleted,
	string(v1alpha1.LightRed), string(v1alpha1.LightBlue),
	string(v1alpha1.EscalationReminder), string(v1alpha1.EscalationNotice), string(v1alpha1.EscalationAccountability),
	string(v1alpha1.InterviewRectifying), string(v1alpha1.InterviewRectificationOverdue),
	string(v1alpha1.InterviewAwaitingLookBack), string(v1alpha1.InterviewLookBackDue),
	string(v1alpha1.InterviewLookBackFailed), string(v1alpha1.InterviewClosed),
}

var timeType = reflect.TypeFor[time.Time]()

// eachChange changes a value and everything in it, one thing at a time, calls changed
// with the path of it, and takes the change back.
func eachChange(path string, value reflect.Value, changed func(path string)) {
	try := func(others ...reflect.Value) {
		original := reflect.New(value.Type()).Elem()
		original.Set(value)
		for _, other := range others {
			value.Set(other)
			changed(path)
		}
		value.Set(original)
	}
	zero := reflect.Zero(value.Type())
	switch value.Kind() {
	case reflect.String:
		for _, word := range words {
			try(reflect.ValueOf(word).Convert(value.Type()))
		}
	case reflect.Int32, reflect.Int64:
		try(zero, reflect.ValueOf(value.Int()+1).Convert(value.Type()))
	case reflect.Bool:
		try(reflect.ValueOf(!value.Bool()).Convert(value.Type()))
	case reflect.Pointer:
		try(zero, reflect.New(value.Type().Elem()))
		if !value.IsNil() {
			inner := path
			if value.Elem().Kind() != reflect.Struct {
				inner += "*"
			}
			eachChange(inner, value.Elem(), changed)
		}
	case reflect.Slice:
		try(zero, reflect.Append(value.Slice3(0, value.Len(), value.Len()), reflect.Zero(value.Type().Elem())))
		for i := range value.Len() {
			eachChange(path+"[]", value.Index(i), changed)
		}
	case reflect.Map:
		try(zero, reflect.MakeMap(value.Type()))
	case reflect.Struct:
		if value.Type() == timeType {
			at, _ := reflect.TypeAssert[time.Time](value)
			for _, by := range []time.Duration{-time.Hour, time.Hour, 200 * 24 * time.Hour} {
				try(reflect.ValueOf(at.Add(by)))
			}
			return
		}
		for i := range value.NumField() {
			eachChange(path+"."+value.Type().Field(i).Name, value.Field(i), changed)
		}
	default:
		panic("no change is known for " + path + ", a " + value.Kind().String())
	}
}

func TestAlikeRegion(t *testing.T) {
	before := wrappers.Jurisdiction("jilin").Departments("health-commission").
		Condition(v1alpha1.ConditionScopesCovered, metav1.ConditionFalse, "ScopesUncovered", days(-1)).
		Condition(v1alpha1.ConditionGridsStaffed, metav1.ConditionTrue, "AllStaffed", days(-1)).
		Condition(v1alpha1.ConditionDutiesOnTrack, metav1.ConditionTrue, "NoneOverdue", days(-1)).Obj()
	for name, test := range map[string]struct {
		change func(*v1alpha1.Jurisdiction)
		want   bool
	}{
		"nothing":                     {func(*v1alpha1.Jurisdiction) {}, true},
		"version":                     {func(j *v1alpha1.Jurisdiction) { j.ResourceVersion = "2" }, true},
		"a condition of another sort": {func(j *v1alpha1.Jurisdiction) { j.Status.Conditions[2].Status = metav1.ConditionFalse }, true},
		"the message of no finding":   {func(j *v1alpha1.Jurisdiction) { j.Status.Conditions[1].Message = "incomplete: none of 3 grids" }, true},
		"when it was last seen": {func(j *v1alpha1.Jurisdiction) {
			j.Status.Conditions[0].LastTransitionTime = metav1.NewTime(start)
			j.Status.Conditions[0].ObservedGeneration = 7
		}, true},
		"another finding":           {func(j *v1alpha1.Jurisdiction) { j.Status.Conditions[1].Status = metav1.ConditionFalse }, false},
		"a finding less":            {func(j *v1alpha1.Jurisdiction) { j.Status.Conditions[0].Status = metav1.ConditionTrue }, false},
		"the message of a finding":  {func(j *v1alpha1.Jurisdiction) { j.Status.Conditions[0].Message = "not covered: blood" }, false},
		"all findings are unknown":  {func(j *v1alpha1.Jurisdiction) { j.Status.Conditions[0].Status = metav1.ConditionUnknown }, false},
		"the status is not written": {func(j *v1alpha1.Jurisdiction) { j.Status = v1alpha1.JurisdictionStatus{} }, false},
	} {
		t.Run(name, func(t *testing.T) {
			after := before.DeepCopy()
			test.change(after)
			if got := agenda.AlikeRegion(before, after); got != test.want {
				t.Errorf("AlikeRegion is %v, want %v", got, test.want)
			}
		})
	}
}

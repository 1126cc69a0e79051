// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package invitation_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/jianguan/supervision-operator/internal/invitation"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var update = flag.Bool("update", false, "write testdata/jilin.ics anew")

// write writes an invitation, and looks at what holds for every one of them.
func write(t *testing.T, in invitation.Input) string {
	t.Helper()
	text, err := invitation.Calendar(in)
	if err != nil {
		t.Fatal(err)
	}
	checkLines(t, text)
	return text
}

func TestCalendarOfASession(t *testing.T) {
	in := input(plenary(), jilin())
	in.Agenda, in.AgendaTotal = items(), 6
	text := write(t, in)

	// The file has the line ends that git gives it; checkLines has looked at those.
	const file = "testdata/jilin.ics"
	got := strings.ReplaceAll(text, "\r\n", "\n")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got); -update writes it anew:\n%s", file, diff)
	}

	tag := "tag:supervision.jianguan.io,2026:jilin/"
	office := participant{Name: "省卫生健康委", Address: "mailto:lianxi@health.jilin.example"}
	wanted := invited{
		Method: "REQUEST", UID: "region-jilin.joint-meeting.2026-03-15@supervision.jianguan.io", Status: "CONFIRMED", Sequence: "0",
		Summary: "吉林省综合监管联席会议全体会议", Place: "省政府第一会议室",
		Start: start, End: start.Add(2 * time.Hour), Stamp: stamped, Organizer: office,
		Description: strings.Join([]string{
			"Agenda:",
			"1. 药品、医用耗材采购：联合检查",
			"   OverdueDuty (Circular), weight 90, since 2025-10-01T00:00:00+08:00; 省卫生健康委, 省财政厅",
			"   kubectl get departmentduty -n region-jilin content-04-procurement",
			"2. 投诉举报, 限期办结",
			"   LookBack, weight 75, due 2026-03-02T00:00:00+08:00; court",
			"   kubectl get departmentduty -n region-jilin mechanism-10-complaints",
			"3. 网格化管理; 定格、定员、定责",
			"   Rectification, weight 65, due 2026-03-14T00:00:00+08:00; 省水利厅",
			"   kubectl get departmentduty -n region-jilin mechanism-07-grids",
			"4. 落实综合监管责任 (2 of 9 regions overdue)",
			"   RegionsOverdue, weight 55; 省卫生健康委",
			"   kubectl get departmentduty -n region-jilin support-01-implementation",
			"5. 通报联合执法结果",
			"   OpenDecision, weight 40; 省卫生健康委",
			"   kubectl get departmentduty -n region-jilin joint-meeting-2025-12-15-d1",
			"6. not covered by any duty's spec.scope: 1 of 9 scopes: blood",
			"   PlanFinding (ScopesCovered), weight 30",
			"   kubectl get jurisdiction jilin",
		}, "\n"),
		Attendees: []participant{
			{Name: office.Name, Address: office.Address, Type: "GROUP", Role: "CHAIR", RSVP: "TRUE"},
			{Name: "省委宣传部", Address: tag + "publicity-department", Type: "GROUP", Role: "REQ-PARTICIPANT", RSVP: "TRUE"},
			{Name: "省财政厅", Address: tag + "finance", Type: "GROUP", Role: "REQ-PARTICIPANT", RSVP: "TRUE"},
			{Name: "court", Address: tag + "court", Type: "GROUP", Role: "REQ-PARTICIPANT", RSVP: "TRUE"}, // not declared
		},
	}
	for name, read := range readers {
		t.Run("read by "+name, func(t *testing.T) {
			if diff := cmp.Diff(wanted, read(t, text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestCalendarProperties changes one thing of a session each.
func TestCalendarProperties(t *testing.T) {
	tag := "tag:supervision.jianguan.io,2026:jilin/"
	extra := func() *wrappers.MeetingWrapper { return plenary().Extra("2026-03-15", "09:00") }
	contact := func(contact string) invitation.Input {
		return input(plenary(), wrappers.Jurisdiction("jilin").Office("health-commission").
			Department(wrappers.Department("health-commission").Liaison("值班室", contact)))
	}
	with := func(change func(*invitation.Input)) invitation.Input {
		in := input(plenary(), jilin())
		change(&in)
		return in
	}
	cancelled := with(func(in *invitation.Input) { in.Cancelled = true })
	urumqi := input(plenary(), jilin().TimeZone("Asia/Urumqi"))
	urumqi.Agenda, urumqi.AgendaTotal = items()[2:3], 1

	description := func(in invited) any { return in.Description }
	sequence := func(in invited) any { return in.Sequence }
	organizer := func(in invited) any { return in.Organizer }
	address := func(in invited) any { return in.Organizer.Address }
	answer := func(in invited) any { return in.Attendees[1].RSVP }
	end := func(in invited) any { return in.End }
	roles := func(in invited) any {
		shown := []string{}
		for _, attendee := range in.Attendees {
			shown = append(shown, attendee.Role+" "+attendee.Name)
		}
		return shown
	}

	for name, test := range map[string]struct {
		in   invitation.Input
		get  func(invited) any
		want any
	}{
		"no agenda":          {input(plenary(), jilin()), description, "Agenda: nothing so far."},
		"the purpose":        {input(extra().Purpose("专题: 非法医美"), jilin()), description, "专题: 非法医美\n\nAgenda: nothing so far."},
		"no purpose":         {input(extra(), jilin()), description, "Agenda: nothing so far."},
		"purpose of another": {input(plenary().Extra("2026-04-01", "09:00").Purpose("other"), jilin()), description, "Agenda: nothing so far."},
		"more items than room": {
			with(func(in *invitation.Input) { in.Agenda, in.AgendaTotal = items()[4:5], 34 }), description,
			"Agenda, the 1 heaviest of 34 items:\n1. 通报联合执法结果\n   OpenDecision, weight 40; 省卫生健康委\n" +
				"   kubectl get departmentduty -n region-jilin joint-meeting-2025-12-15-d1",
		},
		"times in the zone of the region": {
			urumqi, description,
			"Agenda:\n1. 网格化管理; 定格、定员、定责\n   Rectification, weight 65, due 2026-03-13T22:00:00+06:00; 省水利厅\n" +
				"   kubectl get departmentduty -n region-jilin mechanism-07-grids",
		},
		"no place":  {input(plenary().Place(""), jilin()), func(in invited) any { return in.Place }, ""},
		"length":    {input(plenary().Length(45), jilin()), end, start.Add(45 * time.Minute)},
		"no length": {input(plenary().Length(0), jilin()), end, start.Add(2 * time.Hour)},
		"start in any zone": {
			with(func(in *invitation.Input) { in.Start = start.In(time.FixedZone("CST", 8*3600)) }),
			func(in invited) any { return in.Start }, start,
		},

		"cancelled, the method":      {cancelled, func(in invited) any { return in.Method }, "CANCEL"},
		"cancelled, the state":       {cancelled, func(in invited) any { return in.Status }, "CANCELLED"},
		"cancelled, nobody is asked": {cancelled, answer, ""},

		"moved":          {with(func(in *invitation.Input) { in.Revised = time.Date(2020, 1, 2, 0, 5, 59, 0, time.UTC) }), sequence, "1445"},
		"moved long ago": {with(func(in *invitation.Input) { in.Revised = time.Date(2019, 1, 2, 0, 0, 0, 0, time.UTC) }), sequence, "1"},
		"moved, and the same session": {
			with(func(in *invitation.Input) { in.Start, in.Revised = start.AddDate(0, 0, 3), stamped }),
			func(in invited) any { return in.UID }, "region-jilin.joint-meeting.2026-03-15@supervision.jianguan.io",
		},

		"all departments": {
			input(plenary().Members(), jilin()), roles,
			[]string{"CHAIR 省卫生健康委", "REQ-PARTICIPANT 省委宣传部", "REQ-PARTICIPANT 省财政厅", "REQ-PARTICIPANT 省水利厅"},
		},
		"another convener": {
			input(plenary().Members("finance", "health-commission").Convener("finance"), jilin()), roles,
			[]string{"CHAIR 省财政厅", "REQ-PARTICIPANT 省卫生健康委"},
		},
		"nobody convenes": {input(plenary().Members("finance"), jilin().LeadDepartment("")), roles, []string{"REQ-PARTICIPANT 省财政厅"}},
		"office of the meeting": {
			input(plenary().Office("finance"), jilin()), organizer, participant{Name: "省财政厅", Address: tag + "finance"},
		},
		"nobody to answer to": {input(plenary().Office("finance"), jilin()), answer, ""},
		"the convener invites": {
			input(plenary().Convener("finance"), jilin().Office("")), organizer, participant{Name: "省财政厅", Address: tag + "finance"},
		},
		"the lead department does": {
			input(plenary(), jilin().Office("").LeadDepartment("water-resources")), organizer,
			participant{Name: "省水利厅", Address: tag + "water-resources"},
		},

		"a mail address":                    {contact("a+b@health.example"), address, "mailto:a+b@health.example"},
		"a mail address with a name":        {contact("值班室 <duty@health.example>"), address, "mailto:duty@health.example"},
		"a mail address of unusual letters": {contact("卫健?委@health.example"), address, "mailto:%E5%8D%AB%E5%81%A5%3F%E5%A7%94@health.example"},
		"a telephone number":                {contact("+86 431 0000 0000"), address, tag + "health-commission"},
		"two mail addresses":                {contact("a@health.example, b@health.example"), address, tag + "health-commission"},
		"a line that breaks out":            {contact("a@health.example\r\nX-EVIL:1"), address, tag + "health-commission"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.get(readByICal(t, write(t, test.in)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCalendarRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		in   invitation.Input
		want string
	}{
		"no start": {
			invitation.Input{Meeting: plenary().Obj(), Jurisdiction: jilin().Obj(), Date: "2026-03-15", Stamp: stamped},
			`session "2026-03-15" of JointMeeting "joint-meeting": it has no start, as one that is known from its minutes alone; nobody can be invited to it`,
		},
		"no stamp": {
			invitation.Input{Meeting: plenary().Obj(), Jurisdiction: jilin().Obj(), Date: "2026-03-15", Start: start},
			`session "2026-03-15" of JointMeeting "joint-meeting": the invitation has no stamp; it is needed to tell which of two is the later one`,
		},
		"no such zone": {
			input(plenary(), jilin().TimeZone("Asia/Changchun")),
			`spec.timeZone of Jurisdiction "jilin": "Asia/Changchun" is not a time zone: use an IANA name such as "Asia/Shanghai" or "Asia/Urumqi"`,
		},
		"nobody invites": {
			input(plenary(), jilin().Office("").LeadDepartment("")),
			`nobody invites to JointMeeting "joint-meeting": set its spec.office or spec.convener, or spec.office or spec.leadDepartment of Jurisdiction "jilin"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := invitation.Calendar(test.in)
			if text != "" || err == nil || err.Error() != test.want {
				t.Errorf("got %q and error\n%v\nwant\n%s", text, err, test.want)
			}
		})
	}
}

// TestCalendarLater tells of two objects of one session which a calendar keeps.
func TestCalendarLater(t *testing.T) {
	moved := input(plenary(), jilin())
	moved.Start, moved.Revised = start.AddDate(0, 0, 1), stamped
	back := input(plenary(), jilin())
	back.Revised = stamped.Add(time.Hour)
	last := ""
	for _, in := range []invitation.Input{input(plenary(), jilin()), moved, back} {
		sequence := readByICal(t, write(t, in)).Sequence
		if len(sequence) < len(last) || (len(sequence) == len(last) && sequence <= last) {
			t.Errorf("sequence %s does not follow %s", sequence, last)
		}
		last = sequence
	}
}

func TestCalendarLeavesItsInput(t *testing.T) {
	in := input(plenary().Members(), jilin())
	in.Agenda, in.AgendaTotal = items(), 6
	before := input(plenary().Members(), jilin())
	before.Agenda, before.AgendaTotal = items(), 6
	first, second := write(t, in), write(t, in)
	if first != second {
		t.Errorf("the same input gives another text:\n%s", cmp.Diff(first, second))
	}
	if diff := cmp.Diff(before, in); diff != "" {
		t.Errorf("the input was changed (-before +after):\n%s", diff)
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package invitation_test

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	ical "github.com/emersion/go-ical"
)

// invited is what a calendar reads in an invitation.
type invited struct {
	Method, UID, Status, Summary, Place, Description, Sequence string

	Start, End, Stamp time.Time
	Organizer         participant
	Attendees         []participant
}

type participant struct{ Name, Address, Type, Role, RSVP string }

// readers read an invitation by two libraries that know nothing of each other.
var readers = map[string]func(t *testing.T, text string) invited{"golang-ical": readByICS, "go-ical": readByICal}

// readByICal reads by the stricter of the two. Once read, it checks in addition whether
// each property is there as often as it may be.
func readByICal(t *testing.T, text string) invited {
	t.Helper()
	decoder := ical.NewDecoder(strings.NewReader(text))
	object, err := decoder.Decode()
	if err != nil {
		t.Fatalf("go-ical cannot read it: %v\n%s", err, text)
	}
	if _, err := decoder.Decode(); !errors.Is(err, io.EOF) {
		t.Fatalf("something stands behind the object: %v\n%s", err, text)
	}
	if err := ical.NewEncoder(&bytes.Buffer{}).Encode(object); err != nil {
		t.Fatalf("go-ical finds fault with it: %v\n%s", err, text)
	}
	if events := object.Events(); len(object.Children) != 1 || len(events) != 1 {
		t.Fatalf("there is not one event and nothing else:\n%s", text)
	}
	event := object.Events()[0]
	textOf := func(properties ical.Props, name string) string {
		t.Helper()
		property := properties.Get(name)
		if property == nil {
			return ""
		}
		// Not Text, which ends at a comma that is not escaped: there must be none.
		parts, err := property.TextList()
		if err != nil || len(parts) != 1 {
			t.Fatalf("%s is not one text: %q, %v", name, parts, err)
		}
		return parts[0]
	}
	instant := func(name string) time.Time {
		t.Helper()
		at, err := event.Props.Get(name).DateTime(time.FixedZone("not UTC", 5000))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return at.UTC()
	}
	who := func(property *ical.Prop) participant {
		if address, err := url.Parse(property.Value); err != nil || !address.IsAbs() {
			t.Fatalf("%s is no address: %v", property.Value, err)
		}
		return participant{
			Name: property.Params.Get("CN"), Address: property.Value, Type: property.Params.Get("CUTYPE"),
			Role: property.Params.Get("ROLE"), RSVP: property.Params.Get("RSVP"),
		}
	}
	read := invited{
		Method: textOf(object.Props, "METHOD"), UID: textOf(event.Props, "UID"), Status: textOf(event.Props, "STATUS"),
		Summary: textOf(event.Props, "SUMMARY"), Place: textOf(event.Props, "LOCATION"),
		Description: textOf(event.Props, "DESCRIPTION"), Sequence: event.Props.Get("SEQUENCE").Value,
		Start: instant("DTSTART"), End: instant("DTEND"), Stamp: instant("DTSTAMP"),
		Organizer: who(event.Props.Get("ORGANIZER")),
	}
	for _, attendee := range event.Props.Values("ATTENDEE") {
		read.Attendees = append(read.Attendees, who(&attendee))
	}
	return read
}

func readByICS(t *testing.T, text string) invited {
	t.Helper()
	object, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatalf("golang-ical cannot read it: %v\n%s", err, text)
	}
	if events := object.Events(); len(object.Components) != 1 || len(events) != 1 {
		t.Fatalf("there is not one event and nothing else:\n%s", text)
	}
	event := object.Events()[0]
	value := func(name ics.ComponentProperty) string {
		if property := event.GetProperty(name); property != nil {
			return property.Value
		}
		return ""
	}
	instant := func(read func() (time.Time, error)) time.Time {
		t.Helper()
		at, err := read()
		if err != nil {
			t.Fatal(err)
		}
		return at.UTC()
	}
	who := func(property *ics.BaseProperty) participant {
		parameter := func(name string) string { return strings.Join(property.ICalParameters[name], ",") }
		return participant{
			Name: parameter("CN"), Address: property.Value, Type: parameter("CUTYPE"), Role: parameter("ROLE"), RSVP: parameter("RSVP"),
		}
	}
	read := invited{
		UID: event.Id(), Status: value(ics.ComponentPropertyStatus), Summary: value(ics.ComponentPropertySummary),
		Place: value(ics.ComponentPropertyLocation), Description: value(ics.ComponentPropertyDescription),
		Sequence: value(ics.ComponentPropertySequence),
		Start:    instant(event.GetStartAt), End: instant(event.GetEndAt), Stamp: instant(event.GetDtStampTime),
		Organizer: who(&event.GetProperty(ics.ComponentPropertyOrganizer).BaseProperty),
	}
	for _, property := range object.CalendarProperties {
		if property.IANAToken == string(ics.PropertyMethod) {
			read.Method = property.Value
		}
	}
	for _, attendee := range event.Attendees() {
		read.Attendees = append(read.Attendees, who(&attendee.BaseProperty))
	}
	return read
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/invitation"
)

// linesShown is how many lines of a long property are shown.
const linesShown = 3

// invite shows the invitation to the session as calendars import it.
func (d *demo) invite(ctx context.Context, s *session) error {
	meeting, err := d.called(ctx)
	if err != nil {
		return err
	}
	var region v1alpha1.Jurisdiction
	if err := d.client.Get(ctx, types.NamespacedName{Name: city}, &region); err != nil {
		return fmt.Errorf("read Jurisdiction %s: %w", city, err)
	}
	text, err := invitation.Calendar(invitation.Input{
		Meeting: meeting, Jurisdiction: &region, Date: s.key, Start: s.start,
		Agenda: s.shown, AgendaTotal: number(meeting.Status.Next.AgendaTotal), Stamp: time.Now(),
	})
	if err != nil {
		return fmt.Errorf("write the invitation: %w", err)
	}
	event, err := eventOf(text)
	if err != nil {
		return err
	}
	d.donef("the invitation as an iCalendar object, which calendars import:")
	for _, line := range shortened(event) {
		d.sayf("%s", line)
	}
	return nil
}

// eventOf returns the lines of the one VEVENT of an iCalendar object.
func eventOf(text string) ([]string, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
	for begin, line := range lines {
		if line != "BEGIN:VEVENT" {
			continue
		}
		for end := begin; end < len(lines); end++ {
			if lines[end] == "END:VEVENT" {
				return lines[begin : end+1], nil
			}
		}
	}
	return nil, fmt.Errorf("the invitation holds no VEVENT:\n%s", text)
}

// shortened leaves out most lines of a long property: what goes on in the next line
// begins with a space there.
func shortened(lines []string) []string {
	var short []string
	of := 0 // lines of the property
	for i, line := range lines {
		of++
		if !strings.HasPrefix(line, " ") {
			of = 1
		}
		if of <= linesShown {
			short = append(short, line)
		} else if i+1 == len(lines) || !strings.HasPrefix(lines[i+1], " ") {
			short = append(short, fmt.Sprintf(" ... (%d more lines)", of-linesShown))
		}
	}
	return short
}

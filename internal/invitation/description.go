// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package invitation

import (
	"fmt"
	"strings"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// description says what the session is for, and what it has to look at: for each item
// its subject, why it is on the agenda, and where to read more.
func (in *Input) description(location *time.Location) string {
	var b strings.Builder
	if purpose := in.purpose(); purpose != "" {
		b.WriteString(purpose + "\n\n")
	}
	switch {
	case len(in.Agenda) == 0:
		b.WriteString("Agenda: nothing so far.\n")
	case int(in.AgendaTotal) > len(in.Agenda):
		fmt.Fprintf(&b, "Agenda, the %d heaviest of %d items:\n", len(in.Agenda), in.AgendaTotal)
	default:
		b.WriteString("Agenda:\n")
	}
	for i := range in.Agenda {
		item := &in.Agenda[i]
		fmt.Fprintf(&b, "%d. %s\n   %s\n   %s\n", i+1, item.Subject, in.because(item, location), in.reference(&item.Ref))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// purpose of an extra session.
func (in *Input) purpose() string {
	for i := range in.Meeting.Spec.ExtraSessions {
		if extra := &in.Meeting.Spec.ExtraSessions[i]; extra.Date == in.Date {
			return extra.Purpose
		}
	}
	return ""
}

// because tells why an item is on the agenda, how much it weighs, since or by when, and
// who answers for it.
func (in *Input) because(item *v1alpha1.AgendaItem, location *time.Location) string {
	why := string(item.Kind)
	if item.Reason != "" {
		why += " (" + item.Reason + ")"
	}
	why += fmt.Sprintf(", weight %d", item.Weight)
	if item.Time != nil {
		word := "due"
		if item.Kind == v1alpha1.AgendaOverdueDuty {
			word = "since"
		}
		why += fmt.Sprintf(", %s %s", word, item.Time.In(location).Format(time.RFC3339))
	}
	if len(item.Leads) == 0 {
		return why
	}
	names := make([]string, 0, len(item.Leads))
	for _, lead := range item.Leads {
		names = append(names, in.nameOf(v1alpha1.DepartmentName(lead)))
	}
	return why + "; " + strings.Join(names, ", ")
}

// reference is how kubectl shows what an item is about.
func (in *Input) reference(of *v1alpha1.AgendaReference) string {
	kind := strings.ToLower(string(of.Kind))
	if of.Kind == v1alpha1.AgendaJurisdiction {
		return fmt.Sprintf("kubectl get %s %s", kind, of.Name)
	}
	return fmt.Sprintf("kubectl get %s -n %s %s", kind, in.Meeting.Namespace, of.Name)
}

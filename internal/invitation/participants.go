// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package invitation

import (
	"cmp"
	"fmt"
	"net/mail"
	"net/url"
	"strings"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// organizer is the department that invites: the office of the meeting, else that of the
// region, else whoever convenes the meeting.
func (in *Input) organizer() (v1alpha1.DepartmentName, error) {
	office := cmp.Or(in.Meeting.Spec.Office, in.Jurisdiction.Spec.Office.Department, in.convener())
	if office == "" {
		return "", fmt.Errorf("nobody invites to JointMeeting %q: set its spec.office or spec.convener, or spec.office or spec.leadDepartment of Jurisdiction %q",
			in.Meeting.Name, in.Jurisdiction.Name)
	}
	return office, nil
}

func (in *Input) convener() v1alpha1.DepartmentName {
	return cmp.Or(in.Meeting.Spec.Convener, in.Jurisdiction.Spec.LeadDepartment)
}

// members of the meeting; all departments of the region if it names none.
func (in *Input) members() []v1alpha1.DepartmentName {
	members := in.Meeting.Spec.Members
	if len(members) == 0 {
		for i := range in.Jurisdiction.Spec.Departments {
			members = append(members, in.Jurisdiction.Spec.Departments[i].Name)
		}
	}
	return members
}

// writeParticipants writes who invites, and who is to come. They are asked for an answer
// where there is somebody to send it to.
func (in *Input) writeParticipants(o *object, organizer v1alpha1.DepartmentName) {
	to := in.address(organizer)
	o.line("ORGANIZER;CN="+parameter(in.nameOf(organizer)), to)
	answer := ""
	if strings.HasPrefix(to, "mailto:") && !in.Cancelled {
		answer = ";RSVP=TRUE"
	}
	for _, member := range in.members() {
		role := "REQ-PARTICIPANT"
		if member == in.convener() {
			role = "CHAIR"
		}
		o.line("ATTENDEE;CN="+parameter(in.nameOf(member))+";CUTYPE=GROUP;ROLE="+role+answer, in.address(member))
	}
}

// department is nil where the region does not declare the code.
func (in *Input) department(code v1alpha1.DepartmentName) *v1alpha1.Department {
	for i := range in.Jurisdiction.Spec.Departments {
		if department := &in.Jurisdiction.Spec.Departments[i]; department.Name == code {
			return department
		}
	}
	return nil
}

// nameOf is the local name of a department, or its code where the region has no other.
func (in *Input) nameOf(code v1alpha1.DepartmentName) string {
	if department := in.department(code); department != nil && department.DisplayName != "" {
		return department.DisplayName
	}
	return string(code)
}

// address is what calendars know a department by. It is the mail address of its liaison,
// if the contact is one. Else it is a tag (RFC 4151), which names the department of this region and
// leads nowhere: iCalendar asks for some URI, and to make up a mail address could have
// mail sent to a stranger.
func (in *Input) address(code v1alpha1.DepartmentName) string {
	if department := in.department(code); department != nil {
		if contact, err := mail.ParseAddress(department.Liaison.Contact); err == nil {
			return "mailto:" + url.PathEscape(contact.Address)
		}
	}
	return fmt.Sprintf("tag:%s,2026:%s/%s", v1alpha1.GroupVersion.Group, in.Jurisdiction.Name, code)
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/escalation"
	"github.com/jianguan/supervision-operator/internal/record"
)

// checkpoint is one deadline of the plan.
type checkpoint struct {
	name v1alpha1.CheckpointName
	// index in plan.checkpoints: what completes a checkpoint completes those of
	// a lower index.
	index int
	// opened is when the cycle of a standing duty opened; zero for any other checkpoint.
	opened time.Time
	// planned is the deadline as the plan has it, and deadline the first instant that is
	// too late, extensions counted; both are zero for an undated duty.
	planned  time.Time
	deadline time.Time
	grants
	// target is the quantity to be reached; 0 if the checkpoint has none.
	target int64
	unit   string
	// removed is set on a checkpoint that only the ledger knows.
	removed bool
	// unnamed is set on a checkpoint of the plan as it was last understood that the
	// spec of today does not name, so that it may have been removed before.
	unnamed bool
	// missed are the deadlines that the ledger knows as missed, on a checkpoint of the
	// plan as it was last understood.
	missed []time.Time
	// beyond is set on a removed checkpoint whose deadline lies after all that are
	// left. What those ask for was never enough to meet it.
	beyond bool
}

// dated tells whether the checkpoint has a deadline.
func (c *checkpoint) dated() bool { return !c.deadline.IsZero() }

// meant tells whether what is filed then, and does not say what it is for, may be
// for the checkpoint. For one that may have been removed it is not once the deadline
// has passed.
func (c *checkpoint) meant(then time.Time) bool {
	return !c.removed && (!c.unnamed || then.Before(c.deadline))
}

// cycle tells whether the checkpoint is a cycle of a standing duty.
func (c *checkpoint) cycle() bool { return !c.opened.IsZero() }

// openedBy tells whether the checkpoint was there at all by then.
func (c *checkpoint) openedBy(then time.Time) bool { return !c.opened.After(then) }

// plan is the spec of a duty, read in the time zone of its region.
type plan struct {
	spec        *v1alpha1.DepartmentDutySpec
	region      calendar.Region
	checkpoints []*checkpoint
	// everMissed are the misses that the ledger knows.
	everMissed []v1alpha1.Miss
	// owing are the departments that owe a completion for every checkpoint.
	owing []v1alpha1.DepartmentName
	// issued is when the duty was given out, and created when its object was.
	issued  time.Time
	created time.Time
	// schedule of the recurrence; nil without one.
	schedule *calendar.Schedule
	// withdrawal is the last time during which the duty was withdrawn, and resumed when
	// that ended; zero if it has not.
	withdrawal v1alpha1.Withdrawal
	resumed    time.Time
	// since is when the recurrence was first what it is.
	since time.Time
	// recurrence is the same for the ledger.
	recurrence v1alpha1.RecurrenceStatus
	// days is what is known of the calendar of working days.
	days workingDays
	// ladder of what follows on a miss.
	ladder escalation.Ladder
	// parent is the region above, "" if there is none.
	parent v1alpha1.JurisdictionName
	// declared are the departments of the region.
	declared []v1alpha1.DepartmentName
	// last is set where the plan cannot be understood today, and is what it was when
	// it last could be.
	last bool
	// regionless is set while no region says who may rule.
	regionless bool
	// problem is why the duty, which is evaluated all the same, is not Ready.
	problem *problem
}

// newPlan reads the plan, or says why it cannot be evaluated.
func newPlan(in Input) (*plan, *problem) {
	if in.Jurisdiction == nil {
		return nil, &problem{
			reason: v1alpha1.ReasonJurisdictionNotFound, waiting: true,
			message: fmt.Sprintf("no Jurisdiction holds namespace %q yet", in.Duty.Namespace),
		}
	}
	location, err := calendar.Location(in.Jurisdiction.Spec.TimeZone)
	if err != nil {
		return nil, &problem{
			reason:  v1alpha1.ReasonUnknownTimeZone,
			message: fmt.Sprintf("spec.timeZone of Jurisdiction %q: %v", in.Jurisdiction.Name, err),
		}
	}
	p := beginPlan(in, location)
	if problem := p.readDates(in.Duty); problem != nil {
		return nil, problem
	}
	if problem := p.readRecurrence(in); problem != nil {
		return nil, problem
	}
	p.addRemoved(in.Duty.Status.Misses)
	p.owing = slices.Clone(p.spec.Leads)
	if p.spec.Reporters == v1alpha1.ReportersAll {
		p.owing = append(p.owing, p.spec.Participants...)
	}
	p.readRegion(in.Jurisdiction)
	return p, nil
}

// beginPlan returns a plan without checkpoints, given out when the duty was created.
func beginPlan(in Input, location *time.Location) *plan {
	created, _ := record.FirstCreated(in.Duty)
	p := &plan{
		spec: &in.Duty.Spec, region: calendar.Region{Location: location, Workdays: in.Calendar.Workdays},
		issued: created.Time, created: created.Time, days: workingDays{calendar.Tally{Found: in.Calendar}},
	}
	p.readWithdrawal(in)
	var line []*v1alpha1.Jurisdiction
	if in.Jurisdiction != nil {
		line = append([]*v1alpha1.Jurisdiction{in.Jurisdiction}, in.Ancestors...)
	}
	p.ladder = escalation.Resolve(p.spec.Escalation, line)
	return p
}

// readDates reads every date of the spec. CEL refuses most bad dates at
// admission; what it cannot compare, such as an instant with a day, is told here.
func (p *plan) readDates(object *v1alpha1.DepartmentDuty) *problem {
	if problem := p.readIssued(object); problem != nil {
		return problem
	}
	for i := range p.spec.Milestones {
		milestone := &p.spec.Milestones[i]
		deadline, err := calendar.Deadline(milestone.Due, p.region.Location)
		if err != nil {
			return &problem{reason: v1alpha1.ReasonInvalidDueDate, message: fmt.Sprintf("spec.milestones[%d].due: %v", i, err)}
		}
		p.add(&checkpoint{name: milestone.Name, deadline: deadline, target: milestone.Target, unit: milestone.Unit})
	}
	if problem := p.readFinal(); problem != nil {
		return problem
	}
	return p.checkOrder()
}

// readFinal adds the checkpoint of the duty's own due date, or that of a duty that
// has no deadline at all.
func (p *plan) readFinal() *problem {
	var deadline time.Time
	switch {
	case p.spec.Due != "":
		var err error
		if deadline, err = calendar.Deadline(p.spec.Due, p.region.Location); err != nil {
			return &problem{reason: v1alpha1.ReasonInvalidDueDate, message: "spec.due: " + err.Error()}
		}
	case !isZero(p.spec.DueWithin):
		var ok bool
		if deadline, ok = p.dueWithin(); !ok {
			return p.days.problem("spec.dueWithin")
		}
	}
	if p.hasFinal() {
		p.add(&checkpoint{name: v1alpha1.CheckpointFinal, deadline: deadline})
	}
	return nil
}

// hasFinal tells whether the spec asks for something beside milestones and cycles.
func (p *plan) hasFinal() bool {
	dated := p.spec.Due != "" || !isZero(p.spec.DueWithin)
	return dated || (len(p.spec.Milestones) == 0 && p.spec.Recurrence.Cron == "")
}

func (p *plan) readIssued(object *v1alpha1.DepartmentDuty) *problem {
	issued, err := Issued(object, p.region.Location)
	if err != nil {
		return &problem{reason: v1alpha1.ReasonInvalidDueDate, message: err.Error()}
	}
	p.issued = issued
	return nil
}

// Issued returns when a duty was given out: the beginning, in location, of the day that
// spec.source.issued names, else its creation, of one that was restored the first. The
// error names field and value.
func Issued(object *v1alpha1.DepartmentDuty, location *time.Location) (time.Time, error) {
	day := object.Spec.Source.Issued
	if day == "" {
		created, _ := record.FirstCreated(object)
		return created.Time, nil
	}
	issued, err := calendar.DayStart(day, location)
	if err != nil {
		return time.Time{}, fmt.Errorf("spec.source.issued: %w", err)
	}
	return issued, nil
}

func (p *plan) add(c *checkpoint) {
	c.index, c.planned = len(p.checkpoints), c.deadline
	p.checkpoints = append(p.checkpoints, c)
}

func (p *plan) checkOrder() *problem {
	var target int64
	for i, c := range p.checkpoints {
		if i > 0 && c.deadline.Before(p.checkpoints[i-1].deadline) {
			field := fmt.Sprintf("spec.milestones[%d].due", i)
			if c.name == v1alpha1.CheckpointFinal {
				field = "spec.due"
				if p.spec.Due == "" {
					field = "spec.dueWithin"
				}
			}
			return &problem{reason: v1alpha1.ReasonInvalidMilestones, message: fmt.Sprintf(
				"%s: deadline %s lies before that of milestone %q, %s; milestones stand in the order of their due dates, and none after spec.due",
				field, p.format(c.deadline), p.checkpoints[i-1].name, p.format(p.checkpoints[i-1].deadline))}
		}
		if c.target != 0 {
			if c.target < target {
				return &problem{reason: v1alpha1.ReasonInvalidMilestones, message: fmt.Sprintf(
					"spec.milestones[%d].target: %d is below the %d of a milestone before it; targets are cumulative and do not fall", i, c.target, target)}
			}
			target = c.target
		}
	}
	return nil
}

// addRemoved adds the checkpoints that the ledger knows as missed and the plan no
// longer names. They stand before the last checkpoint of the plan, whose
// completion makes them good at the latest.
func (p *plan) addRemoved(misses []v1alpha1.Miss) {
	p.everMissed = misses
	for _, miss := range misses {
		if p.settled(miss.Checkpoint) && miss.State != v1alpha1.MissStanding {
			continue
		}
		if known := p.find(miss.Checkpoint); known != nil {
			if known.removed && known.planned.Before(miss.Deadline.Time) {
				known.planned, known.deadline = miss.Deadline.Time, miss.Deadline.Time
			}
			continue
		}
		c := &checkpoint{name: miss.Checkpoint, planned: miss.Deadline.Time, deadline: miss.Deadline.Time, removed: true}
		at := slices.IndexFunc(p.checkpoints, func(other *checkpoint) bool {
			return other.dated() && !other.deadline.Before(c.deadline)
		})
		if last := len(p.checkpoints) - 1; at < 0 {
			at = last
			if last < 0 || p.checkpoints[last].removed {
				// A standing duty that has no checkpoint of its own yet.
				at = len(p.checkpoints)
			} else {
				c.beyond = p.checkpoints[last].dated()
			}
		}
		p.checkpoints = slices.Insert(p.checkpoints, at, c)
	}
	for i, c := range p.checkpoints {
		c.index = i
	}
}

// placeRemoved finds anew the places of removed checkpoints, between others than before.
func (p *plan) placeRemoved() {
	p.checkpoints = slices.DeleteFunc(p.checkpoints, func(c *checkpoint) bool { return c.removed })
	p.addRemoved(p.everMissed)
}

// readRegion reads what the Jurisdiction declares.
func (p *plan) readRegion(jurisdiction *v1alpha1.Jurisdiction) {
	p.parent = jurisdiction.Spec.ParentRef.Name
	for i := range jurisdiction.Spec.Departments {
		p.declared = append(p.declared, jurisdiction.Spec.Departments[i].Name)
	}
	var unknown []string
	for field, names := range map[string][]v1alpha1.DepartmentName{"spec.leads": p.spec.Leads, "spec.participants": p.spec.Participants} {
		for i, name := range names {
			if !slices.Contains(p.declared, name) {
				unknown = append(unknown, fmt.Sprintf("%s[%d]: %q", field, i, name))
			}
		}
	}
	if len(unknown) == 0 {
		return
	}
	slices.Sort(unknown)
	p.problem = &problem{reason: v1alpha1.ReasonUnknownDepartment, message: fmt.Sprintf(
		"%s: no such department in spec.departments of Jurisdiction %q, which declares %s",
		strings.Join(unknown, ", "), jurisdiction.Name, joinNames(p.declared))}
}

// find returns the checkpoint of that name, or nil.
func (p *plan) find(name v1alpha1.CheckpointName) *checkpoint {
	for _, c := range p.checkpoints {
		if c.name == name {
			return c
		}
	}
	return nil
}

// takesPart tells whether the department is a lead or a participant, or was one that
// owes a report when the plan was last understood.
func (p *plan) takesPart(department v1alpha1.DepartmentName) bool {
	return slices.Contains(p.spec.Leads, department) || slices.Contains(p.spec.Participants, department) || slices.Contains(p.owing, department)
}

// format writes an instant in the time zone of the region.
func (p *plan) format(instant time.Time) string {
	return instant.In(p.region.Location).Format(time.RFC3339)
}

// joinNames joins names with commas, for messages.
func joinNames[S ~string](names []S) string {
	texts := make([]string, 0, len(names))
	for _, name := range names {
		texts = append(texts, string(name))
	}
	return strings.Join(texts, ", ")
}

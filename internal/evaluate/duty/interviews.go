// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"fmt"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// maxInterviews bounds status.interviews, as the API says.
const maxInterviews = 20

// subjectProblem says why there is nobody to interview, or to look at.
func (v *view) subjectProblem(r *ruling) *problem {
	spec := &r.object.Spec
	// Whoever was interviewed stays so, also where the plan does not name them any more.
	weighed := r.object.Status.Verdict == v1alpha1.VerdictInForce || r.object.Status.Verdict == v1alpha1.VerdictSuperseded
	if spec.Subject != "" && !weighed && !v.plan.takesPart(spec.Subject) {
		return &problem{reason: v1alpha1.ReasonNotAReporter, message: fmt.Sprintf(
			"spec.subject: %q has no part in this duty; its leads are %s, its participants %s",
			spec.Subject, joinNames(v.plan.spec.Leads), orNone(v.plan.spec.Participants))}
	}
	if spec.Type != v1alpha1.RulingLookBack || spec.RulingDepartment == "" {
		return nil
	}
	if slices.Contains(v.plan.subjects(spec.Subject), spec.RulingDepartment) {
		return &problem{reason: v1alpha1.ReasonOwnLookBack, message: fmt.Sprintf(
			"spec.rulingDepartment: %q is looked at itself; a look-back is another department's, or the parent's", spec.RulingDepartment)}
	}
	return nil
}

// subjects are the departments that an interview or a look-back is of.
func (p *plan) subjects(subject v1alpha1.DepartmentName) []v1alpha1.DepartmentName {
	if subject != "" {
		return []v1alpha1.DepartmentName{subject}
	}
	return p.owing
}

// readInterviews collects the interviews and look-backs in force, and voids the
// look-backs before which there was no interview.
func (v *view) readInterviews(rulings []*ruling) {
	for _, r := range rulings {
		decided := v.outcomes[r]
		if decided.rejected != nil || decided.settled || decided.next != nil {
			continue
		}
		switch r.object.Spec.Type {
		case v1alpha1.RulingInterview:
			v.interviews = append(v.interviews, r)
		case v1alpha1.RulingLookBack:
			if !slices.ContainsFunc(v.interviews, func(i *ruling) bool { return r.looksBackAt(i) }) {
				decided.rejected = &problem{reason: v1alpha1.ReasonNothingToLookBackAt, waiting: true, message: fmt.Sprintf(
					"there was no interview of %s when this ruling was received, at %s",
					joinNames(v.plan.subjects(r.object.Spec.Subject)), v.plan.format(r.receipt.ReceivedTime.Time))}
				continue
			}
			v.lookBacks = append(v.lookBacks, r)
		case v1alpha1.RulingAccept, v1alpha1.RulingReturn, v1alpha1.RulingExtend, v1alpha1.RulingWaive:
		}
	}
}

// looksBackAt tells whether the look-back is of who was interviewed, and came after.
// One of everybody is of each.
func (r *ruling) looksBackAt(interview *ruling) bool {
	subject := r.object.Spec.Subject
	return (subject == "" || subject == interview.object.Spec.Subject) && !r.receipt.ReceivedTime.Before(interview.receipt.ReceivedTime)
}

// failed returns when the first failed look-back at the department was received, of
// those not before an instant; zero if there is none.
func (v *view) failed(department v1alpha1.DepartmentName, from time.Time) time.Time {
	for _, r := range v.lookBacks {
		spec, received := &r.object.Spec, r.receipt.ReceivedTime.Time
		of := spec.Subject == "" || spec.Subject == department
		if spec.Result == v1alpha1.LookBackFailed && of && !received.Before(from) {
			return received
		}
	}
	return time.Time{}
}

// interviews tells what came of each interview.
func (e *evaluation) interviews(misses []v1alpha1.Miss) []v1alpha1.Interview {
	var interviews []v1alpha1.Interview
	for _, r := range e.view.interviews {
		interviews = append(interviews, e.interview(r, misses))
	}
	surplus := len(interviews) - maxInterviews
	interviews = slices.DeleteFunc(interviews, func(i v1alpha1.Interview) bool {
		drop := surplus > 0 && i.State == v1alpha1.InterviewClosed
		if drop {
			surplus--
		}
		return drop
	})
	return interviews[max(0, len(interviews)-maxInterviews):]
}

func (e *evaluation) interview(r *ruling, misses []v1alpha1.Miss) v1alpha1.Interview {
	spec := &r.object.Spec
	rectifyBy := e.view.outcomes[r].until
	interview := v1alpha1.Interview{
		Ruling: r.recordName(), Subject: spec.Subject, ReceivedTime: r.receipt.ReceivedTime.DeepCopy(), RectifyBy: &metav1.Time{Time: rectifyBy},
	}
	last := v1alpha1.LookBackResult("")
	for _, look := range e.view.lookBacks {
		if !look.looksBackAt(r) {
			continue
		}
		interview.LookBack, last = look.recordName(), look.object.Spec.Result
		if last == v1alpha1.LookBackPassed && e.rectifiedBy(r, misses, look.receipt.ReceivedTime.Time) {
			interview.State = v1alpha1.InterviewClosed
			return interview
		}
	}
	since, rectified := e.rectified(r, misses, e.now)
	switch {
	case rectified:
		due, ok := e.plan.after(since, &spec.LookBackAfter)
		interview.State = v1alpha1.InterviewAwaitingLookBack
		if ok {
			interview.LookBackTime = &metav1.Time{Time: due}
			if e.passed(due) {
				interview.State = v1alpha1.InterviewLookBackDue
			}
		}
	case last == v1alpha1.LookBackFailed:
		interview.State = v1alpha1.InterviewLookBackFailed
	case e.passed(rectifyBy):
		interview.State = v1alpha1.InterviewRectificationOverdue
	default:
		interview.State = v1alpha1.InterviewRectifying
	}
	return interview
}

// rectifiedBy tells whether what was missed by then had been rectified by then.
func (e *evaluation) rectifiedBy(r *ruling, misses []v1alpha1.Miss, then time.Time) bool {
	since, ok := e.rectified(r, misses, then)
	return ok && !since.After(then)
}

// rectified tells since when it has been known that who was interviewed owes nothing
// any more of what had been missed by then. Where nothing had, it is the current
// checkpoint.
func (e *evaluation) rectified(r *ruling, misses []v1alpha1.Miss, then time.Time) (since time.Time, ok bool) {
	since = r.receipt.ReceivedTime.Time
	missed := false
	for i := range misses {
		miss := &misses[i]
		if miss.State == v1alpha1.MissRefuted || miss.MissedTime.After(then) {
			continue
		}
		for _, department := range e.plan.subjects(r.object.Spec.Subject) {
			if !slices.Contains(miss.Departments, department) {
				continue
			}
			missed = true
			if miss.State == v1alpha1.MissLifted {
				continue
			}
			c := e.plan.find(miss.Checkpoint)
			if c == nil {
				continue
			}
			known, done := e.countedSince(department, c, then)
			if !done {
				return time.Time{}, false
			}
			if known.After(since) {
				since = known
			}
		}
	}
	if missed {
		return since, true
	}
	return e.currentDone(r, since, then)
}

// currentDone is rectified where nothing was missed: of the checkpoint for which
// something was owed at the interview. What is asked for only later reopens nothing.
func (e *evaluation) currentDone(r *ruling, since, then time.Time) (time.Time, bool) {
	c := e.currentAt(r.receipt.ReceivedTime.Time)
	if c == nil || c.waivedForGood() {
		return since, true
	}
	for _, department := range e.plan.subjects(r.object.Spec.Subject) {
		known, done := e.countedSince(department, c, then)
		if !done {
			return time.Time{}, false
		}
		if known.After(since) {
			since = known
		}
	}
	return since, true
}

// currentAt is current as it was at an instant.
func (e *evaluation) currentAt(then time.Time) *checkpoint {
	var last *checkpoint
	for _, c := range e.plan.checkpoints {
		if !c.openedBy(then) || c.removed {
			continue
		}
		last = c
		if since, done := e.doneSince(c); !done || since.After(then) {
			break
		}
	}
	return last
}

// countedSince tells since when it was known, at an instant, that the completion of a
// department counts. A correction that was filed only later takes nothing from that.
func (e *evaluation) countedSince(department v1alpha1.DepartmentName, c *checkpoint, then time.Time) (since time.Time, done bool) {
	for _, r := range e.view.runsOf[department] {
		if !r.covers(c) || (!r.live() && !r.ended.After(then)) {
			continue
		}
		if known, counted := e.view.countedBy(r, then); counted && (!done || known.Before(since)) {
			since, done = known, true
		}
	}
	return since, done
}

// countedBy tells whether a run counted at an instant, and since when that was known.
func (v *view) countedBy(r *run, then time.Time) (since time.Time, counted bool) {
	for _, report := range r.reports {
		filed := report.filed()
		if filed.After(then) {
			break
		}
		ruled := v.inForce[report]
		switch {
		case ruled != nil && !ruled.receipt.ReceivedTime.After(then):
			since, counted = ruled.receipt.ReceivedTime.Time, true
		default:
			since, counted = filed, v.plan.spec.Review == v1alpha1.ReviewNone
		}
		if since.Before(filed) {
			since = filed
		}
	}
	return since, counted
}

// underInterview returns the interviews that hold the completion of the duty back.
func underInterview(interviews []v1alpha1.Interview) []v1alpha1.Interview {
	return slices.DeleteFunc(slices.Clone(interviews), func(i v1alpha1.Interview) bool { return i.State == v1alpha1.InterviewClosed })
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meeting

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// resolution goes through the minutes of one session after the other.
type resolution struct {
	e      *evaluation
	byName map[v1alpha1.ObjectName]*minutes
}

// resolve finds out which minutes are in force: of each session the first that were
// received, or what supersedes them in an unbroken line.
func (e *evaluation) resolve(objects []v1alpha1.MeetingMinutes) {
	r := &resolution{e: e, byName: make(map[v1alpha1.ObjectName]*minutes, len(objects))}
	e.kept, e.inForce = map[v1alpha1.PlainDate]bool{}, map[v1alpha1.PlainDate]*minutes{}
	for i := range objects {
		m := e.read(&objects[i])
		e.minutes = append(e.minutes, m)
		r.byName[v1alpha1.ObjectName(m.object.Name)] = m
	}
	for _, m := range e.minutes {
		if m.known {
			e.kept[m.session()] = true
			r.markLine(m)
		}
	}
	sessions := map[v1alpha1.PlainDate][]*minutes{}
	for _, m := range e.minutes {
		e.check(m)
		if m.rejected == nil {
			sessions[m.session()] = append(sessions[m.session()], m)
		}
	}
	for key, candidates := range sessions {
		if last := r.inForce(candidates); last != nil {
			e.inForce[key] = last
		}
	}
}

// markLine marks the line that leads to what is in force.
func (r *resolution) markLine(known *minutes) {
	for m := known; m != nil && !m.line && m.session() == known.session(); m = r.byName[m.supersedes()] {
		m.line = true
		verdict := m.object.Status.Verdict
		// What was in force last may not have been told yet that it gave way.
		m.judged = m.judged || verdict == v1alpha1.VerdictSuperseded || verdict == v1alpha1.VerdictInForce
	}
}

// inOrder puts first what is in force, then what led to it, and then what was received
// first. Stamps have whole seconds: the rest goes by name, so that the order never
// depends on how the minutes were listed.
func inOrder(a, b *minutes) int {
	first := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	}
	return cmp.Or(first(a.known, b.known), first(a.line, b.line), a.receipt.Compare(b.receipt), cmp.Compare(a.object.Name, b.object.Name))
}

// inForce returns the minutes that are in force of those of one session, and gives the
// others their verdicts.
func (r *resolution) inForce(candidates []*minutes) *minutes {
	for _, m := range candidates {
		r.link(m)
	}
	slices.SortFunc(candidates, inOrder)
	successors := map[v1alpha1.ObjectName][]*minutes{}
	for _, m := range candidates {
		if m.rejected == nil && !m.root {
			successors[m.supersedes()] = append(successors[m.supersedes()], m)
		}
	}
	current, receipt := r.first(candidates)
	if current != nil {
		current = r.follow(current, receipt, successors)
	}
	for _, m := range candidates {
		if m.verdict == "" {
			r.leftOver(m, current)
		}
	}
	return current
}

// link finds out whether m supersedes nothing that counts, or nothing that is there any
// more. It rejects what supersedes something else, and what waits for it. Neither what is
// in force nor what led to it falls because what it superseded is gone.
func (r *resolution) link(m *minutes) {
	if m.linked || m.rejected != nil {
		return
	}
	m.linked = true
	name := m.supersedes()
	previous := r.byName[name]
	switch {
	case name == "":
		m.root = true
	case previous == nil:
		s := r.e.sessions[m.session()]
		if m.root = m.known || m.judged || s != nil && s.Minutes.Name == string(name); !m.root { // else it was purged
			m.ignore(notFound("there are no MeetingMinutes %q of this meeting yet", name))
		}
	case previous.session() != m.session():
		m.clearWith(previous.receipt)
		if m.root = m.known; !m.root {
			m.reject(v1alpha1.ReasonSupersedesMismatch, fmt.Sprintf("spec.supersedes: %q are of session %q, and these of %q",
				name, previous.session(), m.session()))
		}
	default:
		r.linkTo(previous, m)
	}
}

// linkTo is link where what m supersedes is of the same session. What does not count is
// corrected by what does, from when both were there: applied in the other order, it
// waited for it.
func (r *resolution) linkTo(previous, m *minutes) {
	r.link(previous)
	m.clearWith(previous.clear)
	switch {
	case previous.rejected == nil:
	case m.known || m.judged:
		m.root = true
	case previous.rejected.reason != v1alpha1.ReasonSupersededNotFound:
		m.root, m.receipt = true, m.clear
	default:
		m.ignore(notFound("%q wait for what they supersede themselves", m.supersedes()))
	}
}

func (m *minutes) clearWith(other time.Time) {
	if other.After(m.clear) {
		m.clear = other
	}
}

func notFound(format string, name v1alpha1.ObjectName) *problem {
	return &problem{reason: v1alpha1.ReasonSupersededNotFound, waiting: true, message: "spec.supersedes: " + fmt.Sprintf(format, name)}
}

// first returns the minutes with which the line begins that is in force, nil if there
// are none, and the receipt of the line. Where the ledger knows one it is that one,
// else that which was received first.
func (r *resolution) first(candidates []*minutes) (root *minutes, receipt time.Time) {
	s := r.e.sessions[candidates[0].session()]
	if known := candidates[0]; known.known {
		receipt = known.receipt
		if s != nil {
			receipt = s.Minutes.ReceivedTime.Time
		}
		return r.rootOf(known, len(candidates)), receipt
	}
	corrects := func(m *minutes) bool {
		return m.root && s != nil && s.recorded() && string(m.supersedes()) == s.Minutes.Name
	}
	at := slices.IndexFunc(candidates, corrects) // what was purged since, whatever that had corrected
	if at < 0 {
		at = slices.IndexFunc(candidates, func(m *minutes) bool { return m.root })
	}
	if at < 0 {
		return nil, receipt
	}
	root = candidates[at]
	if s != nil && s.recorded() && string(root.supersedes()) == s.Minutes.Name {
		return root, s.Minutes.ReceivedTime.Time // It corrects what was purged since.
	}
	return root, root.receipt
}

// rootOf returns the minutes with which the line begins that leads to known, of so many
// at most. Where it leads in a circle, because a name was given again, that is known
// itself.
func (r *resolution) rootOf(known *minutes, most int) *minutes {
	at := known
	for range most {
		if at.root {
			return at
		}
		at = r.byName[at.supersedes()]
	}
	return known
}

// follow goes from the first minutes of a session to those that are in force. Their
// receipt is that of the first: to correct minutes does not make them late.
func (r *resolution) follow(current *minutes, receipt time.Time, successors map[v1alpha1.ObjectName][]*minutes) *minutes {
	for {
		current.receipt, current.verdict = receipt, v1alpha1.VerdictSuperseded
		next := slices.DeleteFunc(successors[v1alpha1.ObjectName(current.object.Name)], func(m *minutes) bool {
			return m.verdict != "" || current.known && m.line // which would lead in a circle
		})
		if len(next) == 0 {
			current.verdict = v1alpha1.VerdictInForce
			return current
		}
		for _, late := range next[1:] {
			late.reject(v1alpha1.ReasonAlreadySuperseded, fmt.Sprintf("spec.supersedes: %q supersedes %q already; supersede that one",
				next[0].object.Name, current.object.Name))
		}
		current = next[0]
	}
}

// leftOver rejects what no line reaches: further minutes of a session that has some, or
// such as supersede each other.
func (r *resolution) leftOver(m, current *minutes) {
	at := m
	for range r.byName {
		if at = r.byName[at.supersedes()]; at == nil {
			break
		}
		if at == m {
			m.reject(v1alpha1.ReasonSupersedesCycle, fmt.Sprintf(
				"spec.supersedes: %q leads back to these minutes; minutes that supersede each other do not count", m.supersedes()))
			return
		}
	}
	if current == nil {
		m.reject(v1alpha1.ReasonSupersedesCycle, fmt.Sprintf(
			"spec.supersedes: %q supersede each other in a circle, and do not count", m.supersedes()))
		return
	}
	m.reject(v1alpha1.ReasonAlreadyRecorded, fmt.Sprintf("spec.session: %q has minutes already, %q; to correct them, supersede those",
		m.session(), current.object.Name))
}

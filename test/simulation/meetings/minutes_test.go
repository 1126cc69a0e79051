// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"slices"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/simulation/province"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// throwFates throws what becomes of the minutes of each session that has begun.
func (e *era) throwFates() {
	for _, b := range e.books {
		for _, s := range b.sorted() {
			if e.fated[b][s.key] || !s.begun(e.now()) || s.recorded() {
				continue
			}
			e.fated[b][s.key] = true
			e.throwFate(b, s.key)
		}
		if len(b.entries) > 80 && b.spec.Schedule.Cron != "0 9 15 3,6,9,12 *" {
			e.rarer(b)
			e.settle()
		}
	}
}

func (e *era) throwFate(b *book, key v1alpha1.PlainDate) {
	file := func(days int) { e.after(days, func() { e.file(b, e.draft(b, key)) }) }
	switch throw := e.dice(100); {
	case throw < 12: // Nobody ever files.
	case throw < 24:
		file(15 + e.dice(15))
	case throw < 34:
		file(35 + e.dice(50))
	case throw < 40:
		e.after(e.dice(5), func() { e.file(b, e.draft(b, key).Office("police")) })
		file(5 + e.dice(20))
	case throw < 46:
		e.after(e.dice(5), func() {
			first := e.file(b, e.draft(b, key).Office("archives"))
			e.after(e.dice(10), func() { e.file(b, e.draft(b, key).Supersedes(v1alpha1.ObjectName(first))) })
		})
	default:
		file(e.dice(12))
	}
	if e.oneIn(3) {
		e.after(14+e.dice(60), func() { e.correctSession(b, key) })
	}
	if e.oneIn(8) {
		e.after(10+e.dice(100), func() { e.correctSession(b, key) })
	}
}

// draft drafts minutes of a session.
func (e *era) draft(b *book, key v1alpha1.PlainDate) *wrappers.MinutesWrapper {
	held := e.now().Add(-time.Duration(1+e.dice(3*24)) * time.Hour)
	if s := b.entries[key]; s != nil && s.begun(e.now()) {
		held = s.start
	}
	w := wrappers.Minutes(e.name("n")).Namespace(b.namespace).Meeting(v1alpha1.ObjectName(b.name)).Session(key).
		Held(held.Truncate(time.Second)).Office("health").Attendees(province.Departments()[:2+e.dice(4)]...)
	if b.spec.Office != "" && e.oneIn(2) {
		w.Office(b.spec.Office)
	}
	for i := range e.dice(3) {
		w.Decision(e.decision(i))
	}
	return w
}

// decision throws what is decided.
func (e *era) decision(number int) *wrappers.DecisionWrapper {
	w := wrappers.Decision(v1alpha1.DecisionID("d" + string(rune('1'+number)))).Title(e.name("decision ")).
		Leads(province.Departments()[e.dice(4)])
	if e.oneIn(3) {
		w.Participants("archives")
	}
	switch e.dice(6) {
	case 0:
		w.DueWithin(wrappers.WorkingDays(int32(e.dice(60))))
	case 1, 2:
		w.Due(v1alpha1.DueDate(e.day(e.dice(150) - 5)))
	}
	return w
}

// file files minutes, and returns their name.
func (e *era) file(b *book, w *wrappers.MinutesWrapper) string {
	e.submit(b, w.Obj())
	return w.Obj().Name
}

func (e *era) submit(b *book, object *v1alpha1.MeetingMinutes) {
	e.counts.minutes++
	e.counts.decisions += len(object.Spec.Decisions)
	if object.Spec.Supersedes != "" {
		e.counts.superseded++
	}
	e.put(object)
	b.papers = append(b.papers, newPaper(e.tb, object))
	e.happened(b)
}

// fileAhead files minutes of the session that takes place next, or took place while the operator was down.
func (e *era) fileAhead(b *book) {
	if b.next != nil && (!b.next.start.After(e.now()) || e.oneIn(8)) {
		e.file(b, e.draft(b, b.next.key))
	}
}

// fileOddly files minutes of which nothing, or not much, can come.
func (e *era) fileOddly(b *book) {
	switch e.dice(4) {
	case 0:
		e.file(b, e.draft(b, e.day(e.dice(40)-30)))
	case 1:
		e.file(b, e.draft(b, v1alpha1.PlainDate(b.created.AddDate(0, 0, -1-e.dice(300)).Format(time.DateOnly))))
	default:
		if len(b.papers) == 0 {
			return
		}
		p := province.Pick(e.dice, b.papers...)
		w := e.draft(b, p.key())
		switch e.dice(4) {
		case 0:
			w.Supersedes(v1alpha1.ObjectName(province.Pick(e.dice, b.papers...).name()))
		case 1:
			w.Supersedes("nothing")
		case 2:
			w.Supersedes(v1alpha1.ObjectName(p.name()))
		}
		e.file(b, w)
	}
}

// correct files minutes that supersede others of a meeting.
func (e *era) correct(b *book) {
	if recorded := slices.DeleteFunc(b.sorted(), func(s *entry) bool { return !s.recorded() }); len(recorded) > 0 {
		e.correctSession(b, province.Pick(e.dice, recorded...).key)
	}
}

// correctSession changes, adds or strikes out decisions of a session, or says that others attended.
func (e *era) correctSession(b *book, key v1alpha1.PlainDate) {
	s := b.entries[key]
	if s == nil || !s.recorded() {
		return
	}
	w := e.draft(b, key).Supersedes(v1alpha1.ObjectName(s.minutes))
	old := b.paper(s.minutes)
	if old == nil || e.oneIn(6) {
		e.file(b, w)
		return
	}
	object := w.Obj()
	decisions := old.object.DeepCopy().Spec.Decisions
	switch {
	case len(decisions) > 0 && e.oneIn(3):
		at := e.dice(len(decisions))
		decisions = slices.Delete(decisions, at, at+1)
	case len(decisions) > 0 && e.oneIn(2):
		at := e.dice(len(decisions))
		id := decisions[at].ID
		decisions[at] = e.decision(0).Obj()
		decisions[at].ID = id
	case len(decisions) < 5:
		added := e.decision(5 + len(decisions)).Obj()
		if !slices.ContainsFunc(decisions, func(d v1alpha1.Decision) bool { return d.ID == added.ID }) {
			decisions = append(decisions, added)
		}
	}
	if object.Spec.Decisions = decisions; len(decisions) == 0 {
		object.Spec.Decisions = nil
	}
	e.submit(b, object)
}

// purge deletes minutes. Some are applied again, as they were or in other words.
func (e *era) purge(b *book) {
	if len(b.papers) == 0 {
		return
	}
	gone := e.dice(len(b.papers))
	object := b.papers[gone].object.DeepCopy()
	b.papers = slices.Delete(b.papers, gone, gone+1)
	if err := e.operator.server.Remove(object); err != nil {
		e.tb.Fatal(err)
	}
	e.counts.purged++
	e.happened(b)
	if e.oneIn(2) {
		return
	}
	e.after(e.dice(20), func() {
		if _, there := memory.Find(e.operator.server, object); there {
			return
		}
		object.ResourceVersion, object.Status = "", v1alpha1.MeetingMinutesStatus{}
		if e.oneIn(3) {
			object.Spec.Notes = "in other words"
		}
		e.submit(b, object)
	})
}

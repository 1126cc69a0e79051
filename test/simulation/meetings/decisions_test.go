// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"fmt"
	"maps"
	"slices"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// duties are those of a namespace by their names. They belong to the server.
type duties map[string]*v1alpha1.DepartmentDuty

// written is what the operator did for a meeting since it was last compared.
type written struct {
	// base are the duties as they were before.
	base duties
	// verbs are the writes of each duty, and statuses those of the meeting's status.
	verbs    map[string][]memory.Verb
	statuses int
	// heard are the events about sessions.
	heard []string
	// killed is set where the operator was killed in between: it may then have begun what was not wanted any more.
	killed bool
}

// ofDecision tells whether a duty comes from a decision of the meeting.
func (b *book) ofDecision(duty *v1alpha1.DepartmentDuty) bool {
	return duty != nil && string(duty.Spec.Decision.Meeting) == b.name
}

// wanted are the duties of the decisions in force.
func (b *book) wanted() map[string]*v1alpha1.DepartmentDuty {
	wanted := map[string]*v1alpha1.DepartmentDuty{}
	for key, p := range b.inForce {
		for i := range p.object.Spec.Decisions {
			d := &p.object.Spec.Decisions[i]
			name := fmt.Sprintf("%s-%s-%s", b.name, key, d.ID)
			w := wrappers.Duty(name).Namespace(b.namespace).Title(d.Title).Description(d.Description).Scope(d.Scope).
				Leads(d.Leads...).Participants(d.Participants...).Due(d.Due).DueWithin(d.DueWithin).
				Kind(v1alpha1.SourceDecision).Source(b.seen.Title, fmt.Sprintf("%s %s", key, d.ID)).
				Issued(string(b.clocks.day(p.object.Spec.HeldTime.Time).key())).
				Reporters(v1alpha1.ReportersLeads).Review(v1alpha1.ReviewRequired).WarnBefore(wrappers.Days(30)).
				Decision(v1alpha1.ObjectName(b.name), key, d.ID, v1alpha1.ObjectName(p.name()))
			wanted[name] = w.Obj()
		}
	}
	return wanted
}

// compareDuties holds the duties against the decisions, and the writes against what had to be written.
func (b *book) compareDuties(now duties) {
	b.tb.Helper()
	wanted := b.wanted()
	names := maps.Clone(b.base)
	maps.Copy(names, now)
	maps.Copy(names, wanted)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		was, is, want := b.base[name], now[name], wanted[name]
		if want == nil && !b.ofDecision(was) && !b.ofDecision(is) {
			continue
		}
		if want != nil && b.ofDecision(was) {
			want.Spec.Source.Document = was.Spec.Source.Document // the title of when it was made
		}
		b.counts.compared++
		if told := b.wrong(was, is, want); told != "" {
			b.differf("duty %s: %s (-was +is):\n%s", name, told, cmp.Diff(was, is))
		}
		if told := b.wrongWrites(was, is, b.verbs[name]); told != "" {
			b.differf("duty %s: %s", name, told)
		}
	}
}

// wrong tells what is wrong about a duty of a decision.
func (b *book) wrong(was, is, want *v1alpha1.DepartmentDuty) string {
	same := was == is || was != nil && is != nil && equality.Semantic.DeepEqual(&was.Spec, &is.Spec)
	switch {
	case is != nil && !b.ofDecision(is):
		if !same {
			return "it is another's, and was changed"
		}
	case want != nil:
		if is == nil {
			return "decided, and not there"
		}
		if !equality.Semantic.DeepEqual(&want.Spec, &is.Spec) {
			return "not what was decided (-want +is):\n" + cmp.Diff(want.Spec, is.Spec)
		}
		if is.Labels[v1alpha1.LabelManagedBy] != v1alpha1.ManagedByOperator || is.Labels[v1alpha1.LabelMeeting] != b.name {
			return fmt.Sprintf("labels %v", is.Labels)
		}
	case is == nil && was != nil && b.inForce[was.Spec.Decision.Session] == nil:
		return "its minutes were purged, and it is gone"
	case is != nil && b.inForce[is.Spec.Decision.Session] == nil:
		if !same {
			return "its minutes were purged, and it was changed"
		}
	case is != nil && is.Spec.WithdrawnTime == nil:
		return "struck out, and still owed"
	case is != nil && was != nil && was.Spec.WithdrawnTime != nil && !same:
		return "withdrawn, and changed"
	}
	return ""
}

// wrongWrites tells which writes do not lead from what was to what is.
func (b *book) wrongWrites(was, is *v1alpha1.DepartmentDuty, verbs []memory.Verb) string {
	count := func(verb memory.Verb) (n int) {
		for _, v := range verbs {
			if v == verb {
				n++
			}
		}
		return n
	}
	var want []memory.Verb
	switch {
	case was == is:
	case was == nil:
		want = []memory.Verb{memory.Create}
	case is == nil:
		want = []memory.Verb{memory.Delete}
	case !equality.Semantic.DeepEqual(&was.Spec, &is.Spec) || !equality.Semantic.DeepEqual(was.Labels, is.Labels):
		want = []memory.Verb{memory.Patch}
	}
	there := func(duty *v1alpha1.DepartmentDuty) int {
		if duty == nil {
			return 0
		}
		return 1
	}
	switch {
	case slices.Equal(want, verbs):
		return ""
	case b.killed && count(memory.Create) <= 1 && count(memory.Create)-count(memory.Delete) == there(is)-there(was):
		return ""
	}
	return fmt.Sprintf("written %v, and needed were %v", verbs, want)
}

// tally counts the decisions of a session by how their duties stand.
func (b *book) tally(key v1alpha1.PlainDate, now duties) (counts [4]int32) {
	add := func(duty *v1alpha1.DepartmentDuty) {
		counts[0]++
		switch {
		case duty != nil && duty.Status.Light == v1alpha1.LightRed:
			counts[2]++
		case duty != nil && meta.IsStatusConditionTrue(duty.Status.Conditions, v1alpha1.ConditionCompleted):
			counts[3]++
		default:
			counts[1]++
		}
	}
	if p := b.inForce[key]; p != nil {
		for i := range p.object.Spec.Decisions {
			duty := now[fmt.Sprintf("%s-%s-%s", b.name, key, p.object.Spec.Decisions[i].ID)]
			if !b.ofDecision(duty) {
				duty = nil
			}
			add(duty)
		}
		return counts
	}
	for _, duty := range now {
		if b.ofDecision(duty) && duty.Spec.Decision.Session == key && duty.Spec.WithdrawnTime == nil {
			add(duty)
		}
	}
	return counts
}

// dutiesIn are those of a namespace.
func (e *era) dutiesIn(namespace string) duties {
	var list v1alpha1.DepartmentDutyList
	if err := e.operator.server.List(e.tb.Context(), &list, client.InNamespace(namespace), client.UnsafeDisableDeepCopy); err != nil {
		e.tb.Fatal(err)
	}
	found := duties{}
	for i := range list.Items {
		duty := &list.Items[i]
		found[duty.Name] = duty
	}
	return found
}

// filed tells whether anything was filed on a duty, or a deadline of it missed.
func (e *era) filed(duty *v1alpha1.DepartmentDuty) bool {
	if len(duty.Status.Receipts)+len(duty.Status.Misses) > 0 {
		return true
	}
	for _, report := range memory.All(e.operator.server, &v1alpha1.DutyReport{}) {
		if report.Namespace == duty.Namespace && string(report.Spec.DutyRef.Name) == duty.Name {
			return true
		}
	}
	for _, ruling := range memory.All(e.operator.server, &v1alpha1.DutyRuling{}) {
		if ruling.Namespace == duty.Namespace && string(ruling.Spec.DutyRef.Name) == duty.Name {
			return true
		}
	}
	return false
}

// hear hears of each write of the operator's.
func (e *era) hear(w memory.Write) {
	e.tb.Helper()
	switch w.Kind {
	case "JointMeeting":
		e.bookOf(w.Key()).statuses++
	case "DepartmentDuty":
		for _, b := range e.books {
			if b.namespace == w.Key().Namespace {
				b.causes++
			}
		}
		if w.Verb != memory.Status {
			e.hearDuty(w)
		}
	}
}

// hearDuty hears of a write of a duty of a decision's, and awaits the event that tells of it.
func (e *era) hearDuty(w memory.Write) {
	e.tb.Helper()
	before, _ := w.Before.(*v1alpha1.DepartmentDuty)
	after, _ := w.After.(*v1alpha1.DepartmentDuty)
	duty, withdrawn := after, func(d *v1alpha1.DepartmentDuty) bool { return d != nil && d.Spec.WithdrawnTime != nil }
	switch {
	case before == nil:
		e.counts.created++
		e.awaited = "Decided"
	case after == nil:
		e.counts.deleted++
		e.awaited, duty = "StruckOut", before
		if e.filed(before) {
			e.tb.Errorf("%s: duty %s is deleted, and something was filed on it, or missed", e.text(), w.Key())
		}
	case withdrawn(after) && !withdrawn(before):
		e.counts.withdrawn++
		e.awaited = "Withdrawn"
		if !e.filed(before) {
			e.tb.Errorf("%s: duty %s is withdrawn, and nothing was filed on it", e.text(), w.Key())
		}
	case withdrawn(before):
		e.counts.reinstated++
		e.awaited = "Reinstated"
	default:
		e.counts.changed++
		e.awaited = "Changed"
	}
	b := e.bookOf(client.ObjectKey{Namespace: w.Key().Namespace, Name: string(duty.Spec.Decision.Meeting)})
	b.verbs[w.Key().Name] = append(b.verbs[w.Key().Name], w.Verb)
}

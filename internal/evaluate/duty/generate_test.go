// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// zones of the generated regions: without summer time, with it, with clocks that
// change at midnight or by half an hour. The histories begin in October 2018, so
// that most of them see their clocks change.
var zones = []string{"", "Asia/Urumqi", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe"}

// The departments of the generated duties; "stranger" has no part in any.
var departments = []v1alpha1.DepartmentName{"health", "police", "insurance", "stranger"}

// history grows a random history of one duty.
type history struct {
	dice  dice
	world *world
	// turbulent histories also edit plan and region, and purge records.
	turbulent bool
	// paper histories import paper records. Unless they are turbulent, reports say what
	// they are for, and paper records supersede nothing: then they change nothing of
	// what is known of other reports.
	paper bool
	// backward histories name rulings so that each sorts before those made before it, and
	// rule often on the same report.
	backward bool
	reports  []v1alpha1.ObjectName
	rulings  []v1alpha1.ObjectName
	purged   []any
	// log repeats the history in another world.
	log []func(w *world)
}

func newHistory(tb testing.TB, dice dice, turbulent bool) *history {
	tb.Helper()
	region := wrappers.Jurisdiction("xicheng").TimeZone(pick(dice, zones...)).Parent("beijing").Departments(departments[:4-dice(2)]...).Obj()
	location, err := calendar.Location(region.Spec.TimeZone)
	if err != nil {
		tb.Fatal(err)
	}
	created := time.Date(2018, 10, 15+dice(20), dice(24), dice(60), dice(60), 0, location)
	h := &history{dice: dice, turbulent: turbulent, paper: turbulent || oneIn(dice, 2)}
	region.Spec.Escalation = h.ladder()
	object := wrappers.Duty("duty").Namespace("region-xicheng").Created(created).Obj()
	object.Spec = h.plan(created)
	h.world = newWorld(tb, dice, region, object)
	h.world.calendar = h.workdays()
	return h
}

// plan throws a plan with deadlines around the weeks after created.
func (h *history) plan(created time.Time) v1alpha1.DepartmentDutySpec {
	spec := wrappers.Duty("duty").Leads(departments[0]).Obj().Spec
	if oneIn(h.dice, 3) {
		spec.Leads = departments[:2]
	}
	if oneIn(h.dice, 2) {
		spec.Participants = departments[2:3]
	}
	spec.Reporters = pick(h.dice, v1alpha1.ReportersLeads, v1alpha1.ReportersLeads, v1alpha1.ReportersAll)
	spec.Review = pick(h.dice, v1alpha1.ReviewRequired, v1alpha1.ReviewRequired, v1alpha1.ReviewNone)
	spec.WarnBefore = h.period()
	if oneIn(h.dice, 4) {
		spec.Source = v1alpha1.DutySource{Issued: v1alpha1.PlainDate(created.AddDate(0, 0, h.dice(12)-8).Format(time.DateOnly))}
	}
	day, target := created.AddDate(0, 0, h.dice(10)-3), int64(0)
	for i := range h.dice(4) {
		milestone := v1alpha1.Milestone{Name: v1alpha1.CheckpointName(fmt.Sprintf("m%d", i)), Due: h.due(day)}
		if oneIn(h.dice, 2) {
			target += int64(h.dice(5))
			target = max(target, 1)
			milestone.Target, milestone.Unit = target, "stations"
		}
		spec.Milestones = append(spec.Milestones, milestone)
		day = day.AddDate(0, 0, h.dice(8))
	}
	switch h.dice(6) {
	case 0:
	case 1:
		spec.Due = v1alpha1.DueDate(day.Format("2006-01"))
	case 2:
		spec.Due = v1alpha1.DueDate(day.Format("2006"))
	case 3:
		// As a rule after the milestones.
		spec.DueWithin = h.within(12)
	default:
		spec.Due = h.due(day)
	}
	if oneIn(h.dice, 2) {
		spec.Escalation = h.ladder()
	}
	if oneIn(h.dice, 3) {
		spec.Recurrence = h.recurrence(created)
		if !h.turbulent || oneIn(h.dice, 2) {
			// A cycle that opened after a completion stays when that is returned, which an
			// operator that was not there did not see.
			spec.Due, spec.DueWithin, spec.Milestones = "", v1alpha1.Period{}, nil
		}
	}
	return spec
}

func (h *history) due(day time.Time) v1alpha1.DueDate {
	if oneIn(h.dice, 3) {
		return v1alpha1.DueDate(day.Format(time.RFC3339))
	}
	return v1alpha1.DueDate(day.Format(time.DateOnly))
}

func (h *history) period() v1alpha1.Period {
	switch h.dice(6) {
	case 0:
		return v1alpha1.Period{}
	case 5:
		return wrappers.WorkingDays(int32(h.dice(6)))
	case 1:
		return wrappers.Months(int32(h.dice(2)))
	default:
		return wrappers.Days(int32(h.dice(6)))
	}
}

// do lets something happen, here and in every world that the log is told to.
func (h *history) do(act func(w *world)) {
	at := h.world.now
	h.log = append(h.log, func(w *world) {
		w.advance(at)
		act(w)
	})
	act(h.world)
}

// step lets some time go by, and then something happen.
func (h *history) step() {
	h.world.advance(h.instant())
	switch throw := h.dice(21); {
	case throw < 10:
		h.fileReport()
	case throw < 16:
		h.fileRuling()
	case throw == 16:
		// The operator goes, or comes back.
		if h.world.down = !h.world.down; !h.world.down {
			h.world.evaluate()
		}
	case !h.turbulent:
	case throw == 17:
		h.purge()
	case throw == 18:
		h.editPlan()
	case throw == 19:
		h.editCalendar()
	default:
		h.editRegion()
	}
}

// instant throws when the next thing happens: often within the same second, or on
// either side of an instant at which the duty changes.
func (h *history) instant() time.Time {
	now, next := h.world.now, h.world.last.Next
	if oneIn(h.dice, 25) {
		return now.AddDate(0, 0, h.dice(20))
	}
	switch throw := h.dice(10); {
	case throw == 0:
		return now
	case throw == 1:
		return now.Add(time.Second)
	case throw == 2:
		return now.Add(time.Duration(h.dice(1000)) * time.Millisecond)
	case throw < 6 && next.After(now.Add(time.Second)):
		return next.Add(time.Duration(throw-4) * time.Second)
	default:
		return now.Add(time.Duration(h.dice(60*20))*time.Minute + time.Duration(h.dice(60))*time.Second)
	}
}

// checkpoint throws what a record may name: mostly nothing, or what is there.
func (h *history) checkpoint() v1alpha1.CheckpointName {
	cycle := h.cycle()
	switch {
	case oneIn(h.dice, 20):
		return "nowhere"
	case cycle != "" && (h.paper || oneIn(h.dice, 2)):
		return cycle
	case h.paper && !h.turbulent:
		return pick(h.dice, v1alpha1.CheckpointFinal, "m0", "m1")
	}
	return pick(h.dice, "", "", "", v1alpha1.CheckpointFinal, "m0", "m1")
}

func (h *history) fileReport() {
	name := v1alpha1.ObjectName(fmt.Sprintf("r%02d", len(h.reports)))
	w := wrappers.Report(string(name)).Department(pick(h.dice, "health", "health", "health", "police", "police", departments[h.dice(4)])).
		Checkpoint(h.checkpoint())
	switch h.dice(8) {
	case 0, 1:
		w.Progress()
	case 2:
		w.ExtensionRequest(h.due(h.world.now.AddDate(0, 0, h.dice(20))))
	}
	if oneIn(h.dice, 2) {
		w.Quantity(int64(h.dice(12)))
	}
	if oneIn(h.dice, 2) {
		previous := pick(h.dice, append(slices.Clone(h.reports), name)...)
		w.Supersedes(previous)
		if known := h.world.reports[string(previous)]; known != nil && !oneIn(h.dice, 4) {
			w.Department(known.Spec.Department).Checkpoint(pick(h.dice, "", known.Spec.Checkpoint))
		}
		if oneIn(h.dice, 4) {
			// Names a record that is yet to come.
			w.Supersedes(v1alpha1.ObjectName(fmt.Sprintf("r%02d", len(h.reports)+1+h.dice(2))))
		}
	}
	if h.paper && oneIn(h.dice, 4) && (h.turbulent || w.Obj().Spec.Supersedes == "") {
		w.Received(h.world.now.Truncate(time.Second).Add(time.Duration(h.dice(400)-390) * time.Hour / 2))
	}
	report := w.Obj()
	h.reports = append(h.reports, name)
	h.do(func(w *world) { w.file(report) })
}

func (h *history) fileRuling() {
	name := h.rulingName(len(h.rulings))
	w := wrappers.Ruling(string(name)).Office(departments[h.dice(3)]).Report(v1alpha1.ObjectName(fmt.Sprintf("r%02d", len(h.reports))))
	if open := h.unruled(); len(open) > 0 && !oneIn(h.dice, 6) {
		w.Report(pick(h.dice, open...))
	}
	if h.backward && len(h.rulings) > 0 && oneIn(h.dice, 2) {
		w.Report(h.world.rulings[string(h.rulings[len(h.rulings)-1])].Spec.Report)
	}
	if oneIn(h.dice, 4) {
		w.Parent(pick[v1alpha1.JurisdictionName](h.dice, "beijing", "beijing", "beijing", "tianjin"))
	}
	switch h.dice(5) {
	case 0, 1:
		w.Return("not enough")
	case 2, 3:
		h.timeRuling(w)
	}
	if oneIn(h.dice, 3) {
		previous := pick(h.dice, append(slices.Clone(h.rulings), name, h.rulingName(len(h.rulings)+1))...)
		w.Supersedes(previous)
		if known := h.world.rulings[string(previous)]; known != nil && !oneIn(h.dice, 4) {
			h.instead(w, known)
		}
	}
	ruling := w.Obj()
	if !h.turbulent && !h.backward && ruling.Spec.Parent != "" {
		// Who sees it together with another of its second only afterwards puts it first.
		h.world.advance(h.world.now.Add(time.Second))
	}
	h.rulings = append(h.rulings, name)
	h.do(func(w *world) { w.rule(ruling) })
}

// instead makes a ruling one that may replace another.
func (h *history) instead(w *wrappers.RulingWrapper, known *v1alpha1.DutyRuling) {
	w.Parent("beijing")
	if known.Spec.Report != "" {
		if kind := w.Obj().Spec.Type; kind == v1alpha1.RulingInterview || kind == v1alpha1.RulingLookBack {
			w.Accept()
		}
		w.Checkpoint("").Report(known.Spec.Report)
		return
	}
	until := h.due(h.world.now.AddDate(0, 0, h.dice(15)-2))
	switch known.Spec.Type {
	case v1alpha1.RulingExtend:
		w.Extend(until).Checkpoint(known.Spec.Checkpoint)
	case v1alpha1.RulingWaive:
		w.Waive("indeed").Until(until).Checkpoint(known.Spec.Checkpoint)
	case v1alpha1.RulingInterview:
		w.Interview(until, "indeed").Subject(known.Spec.Subject)
	case v1alpha1.RulingLookBack:
		w.LookBack(pick(h.dice, v1alpha1.LookBackPassed, v1alpha1.LookBackFailed), "seen").Subject(known.Spec.Subject)
	case v1alpha1.RulingAccept, v1alpha1.RulingReturn:
	}
}

func (h *history) rulingName(i int) v1alpha1.ObjectName {
	if h.backward {
		i = 99 - i
	}
	return v1alpha1.ObjectName(fmt.Sprintf("a%02d", i))
}

// unruled names the reports that the operator has said nothing final of.
func (h *history) unruled() []v1alpha1.ObjectName {
	var names []v1alpha1.ObjectName
	for _, name := range h.reports {
		if r := h.world.reports[string(name)]; r != nil && (r.Status.Verdict == "" || r.Status.Verdict == v1alpha1.VerdictUnderReview) {
			names = append(names, name)
		}
	}
	return names
}

// purge deletes a record, or applies one again that was deleted, now and then with
// other content.
func (h *history) purge() {
	if len(h.purged) > 0 && oneIn(h.dice, 2) {
		switch object := h.purged[0].(type) {
		case *v1alpha1.DutyReport:
			if oneIn(h.dice, 3) {
				object = object.DeepCopy()
				object.Spec.Statement += " indeed"
			}
			h.do(func(w *world) { w.file(object) })
		case *v1alpha1.DutyRuling:
			h.do(func(w *world) { w.rule(object) })
		}
		h.purged = h.purged[1:]
		return
	}
	names := h.world.records()
	if len(names) == 0 {
		return
	}
	name := pick(h.dice, names...)
	if report := h.world.reports[name]; report != nil {
		h.purged = append(h.purged, report)
	} else {
		h.purged = append(h.purged, h.world.rulings[name])
	}
	h.do(func(w *world) { w.purge(name) })
}

func (h *history) editPlan() {
	spec := *h.world.duty.Spec.DeepCopy()
	switch h.dice(15) {
	case 0:
		spec = h.plan(h.world.now)
	case 1:
		spec.Due = ""
	case 2:
		spec.Due = h.due(h.world.now.AddDate(0, 0, h.dice(30)))
	case 3:
		spec.Milestones = spec.Milestones[:len(spec.Milestones)/2]
	case 4:
		spec.Leads, spec.Participants = departments[1:2], departments[:1]
	case 5:
		spec.Reporters = pick(h.dice, v1alpha1.ReportersLeads, v1alpha1.ReportersAll)
	case 6:
		spec.Review = pick(h.dice, v1alpha1.ReviewNone, v1alpha1.ReviewRequired)
	case 7:
		for i := range spec.Milestones {
			if spec.Milestones[i].Target != 0 {
				spec.Milestones[i].Target++
			}
		}
	case 8:
		spec.Recurrence = h.recurrence(h.world.now)
	case 9:
		spec.Recurrence = v1alpha1.Recurrence{}
	case 10:
		spec.Escalation = h.ladder()
	case 11:
		spec.WithdrawnTime = nil
		if h.world.duty.Spec.WithdrawnTime == nil {
			spec.WithdrawnTime = new(h.world.stamp())
		}
	default:
		h.garble(&spec)
	}
	h.do(func(w *world) { w.edit(func(into *v1alpha1.DepartmentDutySpec) { *into = *spec.DeepCopy() }) })
}

// garble makes a plan that cannot be understood, and may change more of it.
func (h *history) garble(spec *v1alpha1.DepartmentDutySpec) {
	if oneIn(h.dice, 3) {
		*spec = h.plan(h.world.now)
	}
	switch h.dice(4) {
	case 0:
		spec.Due, spec.DueWithin = "2018-11-31", v1alpha1.Period{}
	case 3:
		spec.Recurrence = wrappers.Recurrence("0 0 31 2 *", wrappers.Days(1)).Obj()
	case 1:
		spec.Source.Issued = "2018-02-29"
	default:
		spec.Milestones = append(spec.Milestones,
			v1alpha1.Milestone{Name: pick[v1alpha1.CheckpointName](h.dice, "m5", "m6"), Due: "2018-06-01T00:00:00+08:00"},
			v1alpha1.Milestone{Name: "m7", Due: "2017"})
	}
}

func (h *history) editRegion() {
	zone, parent, remaining := pick(h.dice, zones...), pick[v1alpha1.JurisdictionName](h.dice, "beijing", "tianjin"), 2+h.dice(3)
	if oneIn(h.dice, 4) {
		zone = "Asia/Xicheng"
	}
	region := wrappers.Jurisdiction("xicheng").TimeZone(zone).Parent(parent).Departments(departments[:remaining]...).Obj()
	region.Spec.Escalation = h.ladder()
	if oneIn(h.dice, 6) {
		region = nil
	}
	h.do(func(w *world) {
		w.region = region
		w.evaluate()
	})
}

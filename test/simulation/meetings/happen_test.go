// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"fmt"
	"slices"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/simulation/province"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func (e *era) oneIn(n int) bool { return province.OneIn(e.dice, n) }

func (e *era) name(prefix string) string {
	e.serial++
	return fmt.Sprintf("%s%05d", prefix, e.serial)
}

// brew brews trouble for the operator at times: it is killed, or a write is refused.
func (e *era) brew() {
	trouble := e.operator.trouble
	if e.oneIn(35) {
		trouble.armed, trouble.killIn = true, e.dice(14)
	}
	if e.oneIn(12) {
		trouble.refuseIn = e.dice(6)
		trouble.refusal = province.Pick[error](e.dice, apierrors.NewServiceUnavailable("the API server is busy"),
			apierrors.NewConflict(schema.GroupResource{}, "", errKilled))
	}
}

// happen lets one thing happen, now.
func (e *era) happen() {
	switch throw := e.dice(100); {
	case throw < 6:
		e.edit(e.book())
	case throw < 12:
		e.editExtras(e.book())
	case throw < 20:
		e.fileAhead(e.book())
	case throw < 24:
		e.correct(e.book())
	case throw < 27:
		e.purge(e.book())
	case throw < 29:
		e.fileOddly(e.book())
	case throw < 62:
		e.report()
	case throw < 66:
		e.tamper()
	case throw < 68:
		e.newDuty()
	case throw < 70:
		e.stop()
	case throw < 72:
		e.restart()
	}
}

func (e *era) book() *book { return province.Pick(e.dice, e.books...) }

func (e *era) period() v1alpha1.Period {
	return province.Pick(e.dice, wrappers.WorkingDays(int32(e.dice(16))), wrappers.WorkingDays(int32(e.dice(11))),
		wrappers.Days(int32(e.dice(30))), wrappers.Months(int32(e.dice(3))))
}

func (e *era) schedule(w *wrappers.MeetingWrapper) {
	w.Schedule(province.Pick(e.dice, "0 9 * * 1", "30 14 * * 5", "0 9 1,15 * *", "30 2 * * 0", "0 9 15 * *", "0 9 31 * *", "0 10 1 */2 *",
		"0 9 15 3,6,9,12 *", "0 9,14 20 1,4,7,10 *", "0 0 1 * *", "15 8 25-28 2,5,8,11 *", "0 9 1 1,4,7,10 1", "30 23 5 * *"))
	if !e.oneIn(3) {
		w.NextWorkingDay()
	}
}

// convene declares a meeting.
func (e *era) convene() {
	e.counts.meetings++
	region := e.regions[e.counts.meetings%len(e.regions)]
	w := wrappers.Meeting(fmt.Sprintf("m-%02d", e.counts.meetings)).Namespace(v1alpha1.NamespacePrefix + string(region))
	switch e.dice(3) {
	case 0:
		w.Liaison()
	case 1:
		w.Special()
	}
	if !e.oneIn(10) {
		e.schedule(w)
	}
	if e.oneIn(2) {
		w.Notice(e.period())
	}
	if e.oneIn(2) {
		w.MinutesWithin(e.period()).MissedAfter(e.period())
	}
	if e.oneIn(3) {
		w.Office("market")
	}
	if e.oneIn(4) {
		w.Extra(e.day(e.dice(60)-10), "10:30")
	}
	e.quorum(w)
	object := w.Obj()
	object.Spec.Members = e.members()
	e.put(object)
	b := &book{
		tb: e.tb, name: object.Name, namespace: object.Namespace, clocks: e.clocks[region], created: object.CreationTimestamp.Time,
		spec: &object.Spec, entries: map[v1alpha1.PlainDate]*entry{}, counts: &e.counts,
		said: func() *sayings { return e.calendars["province"] },
	}
	if region == "south-2" {
		b.said = func() *sayings { return e.calendars["south-2"] }
	}
	b.written = written{base: e.dutiesIn(b.namespace), verbs: map[string][]memory.Verb{}}
	e.books, e.fated[b] = append(e.books, b), map[v1alpha1.PlainDate]bool{}
	e.happened(b)
	e.newDuty()
}

func (e *era) quorum(w *wrappers.MeetingWrapper) {
	switch e.dice(3) {
	case 0:
		w.Quorum(int32(1 + e.dice(3)))
	case 1:
		w.QuorumPercent(int32(20 + e.dice(60)))
	}
}

// members are all, or some.
func (e *era) members() []v1alpha1.DepartmentName {
	if e.oneIn(2) {
		return nil
	}
	return province.Departments()[e.dice(2) : 3+e.dice(3)]
}

// day is the key of a day so many days from now.
func (e *era) day(days int) v1alpha1.PlainDate {
	return v1alpha1.PlainDate(e.now().AddDate(0, 0, days).Format(time.DateOnly))
}

// change changes the spec of a meeting.
func (e *era) change(b *book, change func(spec *v1alpha1.JointMeetingSpec)) {
	meeting := e.meeting(b).DeepCopy()
	generation := meeting.Generation
	change(&meeting.Spec)
	e.put(meeting)
	if meeting.Generation == generation {
		return
	}
	e.counts.edits++
	b.spec, b.edited = &meeting.Spec, true
	e.happened(b)
}

// edit changes the plan of a meeting. One that meets often comes to meet less, so that the ledger has room for all.
func (e *era) edit(b *book) {
	e.change(b, func(spec *v1alpha1.JointMeetingSpec) {
		w := wrappers.Meeting(b.name)
		switch e.dice(9) {
		case 0:
			e.schedule(w)
			spec.Schedule = w.Obj().Spec.Schedule
		case 1:
			if spec.Schedule.Cron != "" {
				spec.Schedule.Adjust = province.Pick(e.dice, v1alpha1.AdjustNone, v1alpha1.AdjustNextWorkingDay)
			}
		case 2:
			spec.Notice = e.period()
		case 3:
			spec.MinutesWithin = e.period()
		case 4:
			spec.MissedAfter = e.period()
		case 5:
			spec.Members = e.members()
		case 6:
			e.quorum(w)
			spec.Quorum = w.Obj().Spec.Quorum
		case 7:
			spec.Title = e.name("meeting ")
		default:
			if e.oneIn(3) {
				spec.Schedule = v1alpha1.MeetingSchedule{}
			}
		}
	})
}

// rarer has a meeting meet less.
func (e *era) rarer(b *book) {
	e.change(b, func(spec *v1alpha1.JointMeetingSpec) {
		spec.Schedule = v1alpha1.MeetingSchedule{Cron: "0 9 15 3,6,9,12 *", Adjust: v1alpha1.AdjustNextWorkingDay}
	})
}

// editExtras adds an extra session, in time or late, or takes one away or changes it.
func (e *era) editExtras(b *book) {
	e.change(b, func(spec *v1alpha1.JointMeetingSpec) {
		extras := spec.ExtraSessions
		switch throw := e.dice(6); {
		case throw < 3 || len(extras) == 0:
			date := e.day(e.dice(50) - 8)
			if !slices.ContainsFunc(extras, func(x v1alpha1.ExtraSession) bool { return x.Date == date }) {
				extras = append(extras, v1alpha1.ExtraSession{Date: date, Time: province.Pick(e.dice, "09:00", "14:30", "00:00", "23:45")})
			}
		case throw < 4 || len(extras) > 10:
			at := e.dice(len(extras))
			extras = slices.Delete(extras, at, at+1)
		default:
			extras[len(extras)-1].Time = province.Pick(e.dice, "08:00", "16:15")
		}
		if spec.ExtraSessions = extras; len(extras) == 0 {
			spec.ExtraSessions = nil
		}
	})
}

// newDuty gives a region a duty that comes from no meeting.
func (e *era) newDuty() {
	w := wrappers.Duty(e.name("duty-")).Namespace(v1alpha1.NamespacePrefix + string(province.Pick(e.dice, e.regions...))).
		Leads(province.Departments()[e.dice(4)]).Due(v1alpha1.DueDate(e.day(e.dice(200))))
	e.put(w.Obj())
	e.stirred(w.Obj().Namespace)
}

// stirred notes that something happened to a duty of a namespace.
func (e *era) stirred(namespace string) {
	for _, b := range e.books {
		if b.namespace == namespace {
			b.causes++
		}
	}
}

// decided are the duties of decisions.
func (e *era) decided() []*v1alpha1.DepartmentDuty {
	return slices.DeleteFunc(memory.All(e.operator.server, &v1alpha1.DepartmentDuty{}), func(d *v1alpha1.DepartmentDuty) bool {
		return d.Spec.Decision.Meeting == ""
	})
}

// report has a department report on what was decided, or the office rule on a report.
func (e *era) report() {
	duties := e.decided()
	if len(duties) == 0 {
		return
	}
	duty := province.Pick(e.dice, duties[max(0, len(duties)-400):]...)
	e.counts.reports++
	reports := slices.DeleteFunc(memory.All(e.operator.server, &v1alpha1.DutyReport{}), func(r *v1alpha1.DutyReport) bool {
		return r.Namespace != duty.Namespace || string(r.Spec.DutyRef.Name) != duty.Name
	})
	if len(reports) == 0 || e.oneIn(4) {
		w := wrappers.Report(e.name("r")).Namespace(duty.Namespace).Duty(v1alpha1.ObjectName(duty.Name)).Department(duty.Spec.Leads[0])
		if e.oneIn(3) {
			w.Progress()
		}
		e.put(w.Obj())
		return
	}
	w := wrappers.Ruling(e.name("a")).Namespace(duty.Namespace).Duty(v1alpha1.ObjectName(duty.Name)).Office("health").
		Report(v1alpha1.ObjectName(province.Pick(e.dice, reports...).Name))
	if e.oneIn(4) {
		w.Return("the figures are missing")
	}
	e.put(w.Obj())
}

// tamper has somebody change or delete the duty of a decision, or take the name of one.
func (e *era) tamper() {
	e.settle()
	duties := e.decided()
	if len(duties) == 0 || e.operator.down {
		return
	}
	duty := province.Pick(e.dice, duties...).DeepCopy()
	b := e.bookOf(client.ObjectKey{Namespace: duty.Namespace, Name: string(duty.Spec.Decision.Meeting)})
	e.compare(b)
	e.counts.tampered++
	if e.oneIn(2) {
		duty.Spec.Title += " not"
		e.put(duty)
		b.base[duty.Name] = duty
	} else {
		if err := e.operator.server.Remove(duty); err != nil {
			e.tb.Fatal(err)
		}
		delete(b.base, duty.Name)
	}
	b.happened(e.now())
	e.stirred(duty.Namespace)
}

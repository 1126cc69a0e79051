// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"fmt"
	"slices"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/simulation/province"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// happen lets one thing happen, now.
func (y *year) happen() {
	switch throw := y.dice(100); {
	case throw < 42:
		y.report(y.duty())
	case throw < 70:
		y.ruleOnReport()
	case throw < 82:
		y.ruleOnDuty(y.duty())
	case throw < 88:
		y.editDuty(y.duty())
	case throw < 90:
		y.editRegion()
	case throw < 93:
		y.newDuty()
	case throw < 96:
		y.purge()
	case y.operator.down:
		y.operator.restart()
	default:
		y.operator.stop()
	}
}

// changed has the operator hear of an object, as its watches would.
func (y *year) changed(object client.Object) {
	key := client.ObjectKeyFromObject(object)
	switch o := object.(type) {
	case *v1alpha1.DutyReport:
		key.Name = string(o.Spec.DutyRef.Name)
	case *v1alpha1.DutyRuling:
		key.Name = string(o.Spec.DutyRef.Name)
	case *v1alpha1.DepartmentDuty:
	default:
		y.operator.wakeAll()
		return
	}
	y.operator.wake(key)
}

// put has somebody declare or change an object.
func (y *year) put(object client.Object) {
	y.tb.Helper()
	if err := y.operator.server.Put(object); err != nil {
		y.tb.Fatal(err)
	}
}

// duty picks one: more often than not one that is late, or soon due.
func (y *year) duty() *v1alpha1.DepartmentDuty {
	all := memory.All(y.operator.server, &v1alpha1.DepartmentDuty{})
	picked := province.Pick(y.dice, all...)
	for range 2 {
		if picked.Status.Light == v1alpha1.LightRed || picked.Status.Light == v1alpha1.LightYellow {
			break
		}
		picked = province.Pick(y.dice, all...)
	}
	return picked
}

// checkpoint throws what a record may name: mostly nothing, or what is open.
func (y *year) checkpoint(duty *v1alpha1.DepartmentDuty) v1alpha1.CheckpointName {
	if checkpoints := duty.Status.Checkpoints; len(checkpoints) > 0 && province.OneIn(y.dice, 2) {
		return province.Pick(y.dice, checkpoints...).Name
	}
	return province.Pick(y.dice, "", "", "", "", "", "", v1alpha1.CheckpointFinal, "nowhere")
}

func (y *year) name(prefix string) string {
	y.serial++
	return fmt.Sprintf("%s%05d", prefix, y.serial)
}

// report files one: progress, a completion or a request; at times from paper, or to
// correct another.
func (y *year) report(duty *v1alpha1.DepartmentDuty) {
	department := province.Pick(y.dice, slices.Concat(duty.Spec.Leads, duty.Spec.Leads, duty.Spec.Leads, duty.Spec.Participants, departments)...)
	w := wrappers.Report(y.name("r")).Namespace(duty.Namespace).Duty(v1alpha1.ObjectName(duty.Name)).
		Department(department).Checkpoint(y.checkpoint(duty))
	switch throw := y.dice(20); {
	case throw < 4:
		w.Progress()
	case throw < 6:
		w.ExtensionRequest(y.due(y.later(60)))
	}
	if !province.OneIn(y.dice, 3) {
		w.Quantity(int64(y.dice(30)))
	}
	if province.OneIn(y.dice, 8) {
		w.Received(y.now().Truncate(time.Second).Add(-time.Duration(1+y.dice(60*24)) * time.Hour))
	}
	if earlier := y.reportsOf(duty); len(earlier) > 0 && province.OneIn(y.dice, 5) {
		corrected := province.Pick(y.dice, earlier...)
		w.Supersedes(v1alpha1.ObjectName(corrected.Name)).Department(corrected.Spec.Department)
		if !province.OneIn(y.dice, 4) {
			w.Checkpoint(province.Pick(y.dice, "", corrected.Spec.Checkpoint))
		}
	}
	y.file(w.Obj())
}

func (y *year) reportsOf(duty *v1alpha1.DepartmentDuty) []*v1alpha1.DutyReport {
	return slices.DeleteFunc(memory.All(y.operator.server, &v1alpha1.DutyReport{}), func(r *v1alpha1.DutyReport) bool {
		return r.Namespace != duty.Namespace || string(r.Spec.DutyRef.Name) != duty.Name
	})
}

func (y *year) rulingsOf(duty *v1alpha1.DepartmentDuty) []*v1alpha1.DutyRuling {
	return slices.DeleteFunc(memory.All(y.operator.server, &v1alpha1.DutyRuling{}), func(r *v1alpha1.DutyRuling) bool {
		return r.Namespace != duty.Namespace || string(r.Spec.DutyRef.Name) != duty.Name
	})
}

// file creates a record.
func (y *year) file(record client.Object) {
	record.SetResourceVersion("")
	switch o := record.(type) {
	case *v1alpha1.DutyReport:
		o.Status = v1alpha1.RecordStatus{}
		y.counts.reports++
	case *v1alpha1.DutyRuling:
		o.Status = v1alpha1.RecordStatus{}
		y.counts.rulings++
		if o.Spec.Type == v1alpha1.RulingInterview {
			y.counts.interviews++
		}
	}
	y.put(record)
	y.changed(record)
}

// ruling begins one of a body that rules: the office, a lead of the duty, or the parent.
func (y *year) ruling(duty *v1alpha1.DepartmentDuty) *wrappers.RulingWrapper {
	w := wrappers.Ruling(y.name("a")).Namespace(duty.Namespace).Duty(v1alpha1.ObjectName(duty.Name)).Office("health")
	switch y.dice(6) {
	case 0:
		w.Office(duty.Spec.Leads[0])
	case 1:
		region := y.region(v1alpha1.JurisdictionName(duty.Namespace[len(v1alpha1.NamespacePrefix):]))
		if parent := region.Spec.ParentRef.Name; parent != "" {
			w.Parent(parent)
		}
	}
	return w
}

// ruleOnReport rules on a report that awaits it, or now and then on one that does not.
func (y *year) ruleOnReport() {
	reports := memory.All(y.operator.server, &v1alpha1.DutyReport{})
	if len(reports) == 0 {
		return
	}
	report := province.Pick(y.dice, reports...)
	for range 40 {
		if report.Status.Verdict == v1alpha1.VerdictUnderReview || report.Status.Verdict == "" {
			break
		}
		report = province.Pick(y.dice, reports...)
	}
	duty := y.find(report.Namespace, string(report.Spec.DutyRef.Name))
	if duty == nil {
		return
	}
	w := y.ruling(duty).Report(v1alpha1.ObjectName(report.Name))
	switch {
	case report.Spec.Type == v1alpha1.ReportExtensionRequest && !province.OneIn(y.dice, 4):
		if province.OneIn(y.dice, 3) {
			w.Waive("the hospital is closed")
			y.maybeUntil(w)
		} else {
			w.Extend(y.due(y.later(60)))
		}
	case province.OneIn(y.dice, 3):
		w.Return("the figures are missing")
	}
	y.maybeSupersede(w, duty)
	y.file(w.Obj())
}

func (y *year) maybeUntil(w *wrappers.RulingWrapper) {
	if !province.OneIn(y.dice, 3) {
		w.Until(y.due(y.later(60)))
	}
}

// maybeSupersede lets a ruling replace another on the duty at times.
func (y *year) maybeSupersede(w *wrappers.RulingWrapper, duty *v1alpha1.DepartmentDuty) {
	rulings := y.rulingsOf(duty)
	if len(rulings) == 0 || !province.OneIn(y.dice, 6) {
		return
	}
	replaced := province.Pick(y.dice, rulings...)
	w.Supersedes(v1alpha1.ObjectName(replaced.Name))
	if replaced.Spec.Report != "" && w.Obj().Spec.Report != "" {
		w.Report(replaced.Spec.Report)
	}
}

// ruleOnDuty extends, waives, interviews or looks back.
func (y *year) ruleOnDuty(duty *v1alpha1.DepartmentDuty) {
	w := y.ruling(duty)
	switch throw := y.dice(12); {
	case throw < 3:
		w.Extend(y.due(y.later(60))).Checkpoint(y.checkpoint(duty))
	case throw < 5:
		w.Waive("nothing to be done here").Checkpoint(y.checkpoint(duty))
		y.maybeUntil(w)
	case throw < 9 && len(duty.Status.Interviews) == 0:
		w.Interview(y.due(y.later(40)), "it is late again")
		if province.OneIn(y.dice, 2) {
			w.Subject(province.Pick(y.dice, duty.Spec.Leads...))
		}
		if !province.OneIn(y.dice, 3) {
			w.LookBackAfter(y.period(20))
		}
	case province.OneIn(y.dice, 3):
		w.LookBack(v1alpha1.LookBackFailed, "nothing had changed")
	default:
		w.LookBack(v1alpha1.LookBackPassed, "")
	}
	if w.Obj().Spec.Type == v1alpha1.RulingLookBack && province.OneIn(y.dice, 2) {
		w.Subject(province.Pick(y.dice, departments[:4]...))
	}
	y.maybeSupersede(w, duty)
	y.file(w.Obj())
}

// editDuty changes the plan of a duty.
func (y *year) editDuty(kept *v1alpha1.DepartmentDuty) {
	duty := kept.DeepCopy()
	spec := &duty.Spec
	switch y.dice(13) {
	case 0, 1, 2:
		spec.Due, spec.DueWithin = y.due(y.later(120)), v1alpha1.Period{}
	case 3:
		spec.Due = ""
	case 4:
		spec.Milestones = spec.Milestones[:len(spec.Milestones)/2]
	case 5:
		for i := range spec.Milestones {
			spec.Milestones[i].Due = y.due(y.now().AddDate(0, 0, 20*i+y.dice(20)))
		}
	case 6:
		spec.Recurrence = y.recurrence().Obj()
	case 7:
		spec.Recurrence = v1alpha1.Recurrence{}
	case 8:
		spec.Escalation = y.ladder()
	case 9:
		spec.WarnBefore = y.period(40)
	case 10:
		spec.Leads, spec.Participants = []v1alpha1.DepartmentName{departments[y.dice(4)]}, nil
	case 11:
		spec.Leads = []v1alpha1.DepartmentName{province.Pick[v1alpha1.DepartmentName](y.dice, "health", "weather")}
	default:
		if spec.Origin.Name != "" && spec.WithdrawnTime == nil {
			spec.WithdrawnTime = new(y.stamp())
		} else {
			spec.Due, spec.DueWithin = "2027-02-30", v1alpha1.Period{}
		}
	}
	if len(spec.Milestones) == 0 {
		spec.Milestones = nil
	}
	y.counts.edits++
	y.put(duty)
	y.changed(duty)
}

// editRegion changes what duties take from a region.
func (y *year) editRegion() {
	region := y.region(province.Pick(y.dice, y.regions...)).DeepCopy()
	switch y.dice(3) {
	case 0:
		region.Spec.Escalation = y.ladder()
	case 1:
		region.Spec.Escalation = nil
	default:
		region.Spec.TimeZone = province.Pick(y.dice, "", "", "Asia/Urumqi", "Australia/Lord_Howe")
	}
	y.counts.edits++
	y.put(region)
	y.changed(region)
}

// purge deletes a record, or applies one again that was deleted.
func (y *year) purge() {
	if len(y.purged) > 0 && province.OneIn(y.dice, 2) {
		record := y.purged[0]
		y.purged = y.purged[1:]
		if report, ok := record.(*v1alpha1.DutyReport); ok && province.OneIn(y.dice, 3) {
			report.Spec.Statement += " indeed"
		}
		y.file(record)
		return
	}
	reports := memory.All(y.operator.server, &v1alpha1.DutyReport{})
	if len(reports) == 0 {
		return
	}
	var record client.Object = province.Pick(y.dice, reports...)
	if rulings := memory.All(y.operator.server, &v1alpha1.DutyRuling{}); len(rulings) > 0 && province.OneIn(y.dice, 2) {
		record = province.Pick(y.dice, rulings...)
	}
	if copied, ok := record.DeepCopyObject().(client.Object); ok {
		y.purged = append(y.purged, copied)
	}
	if err := y.operator.server.Remove(record); err != nil {
		y.tb.Fatal(err)
	}
	y.counts.purged++
	y.changed(record)
}

func (y *year) region(name v1alpha1.JurisdictionName) *v1alpha1.Jurisdiction {
	found, ok := memory.Find(y.operator.server, wrappers.Jurisdiction(string(name)).Obj())
	if !ok {
		y.tb.Fatalf("there is no Jurisdiction %q", name)
	}
	return found
}

// find returns a duty, or nil.
func (y *year) find(namespace, name string) *v1alpha1.DepartmentDuty {
	found, ok := memory.Find(y.operator.server, wrappers.Duty(name).Namespace(namespace).Obj())
	if !ok {
		return nil
	}
	return found
}

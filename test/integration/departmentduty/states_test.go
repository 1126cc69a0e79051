// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"context"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// schema is what matters here of the schema of a field.
type schema struct {
	Enum       []string          `json:"enum"`
	Items      *schema           `json:"items"`
	Properties map[string]schema `json:"properties"`
}

// sights are the values of each enumeration in statuses, by where it stands, such as "checkpoints.state".
type sights map[string]map[string]bool

func (s sights) add(where, value string) {
	if s[where] == nil {
		s[where] = map[string]bool{}
	}
	if value != "" {
		s[where][value] = true
	}
}

// collect adds the enumerations of a schema, or, given what bears it too, the values that are there.
func (s sights) collect(where string, of *schema, found any) {
	for _, value := range of.Enum {
		if found == nil || found == value {
			s.add(where, value)
		}
	}
	if of.Items != nil {
		items, isList := found.([]any)
		if !isList {
			s.collect(where, of.Items, nil)
		}
		for _, item := range items {
			s.collect(where, of.Items, item)
		}
	}
	fields, _ := found.(map[string]any)
	for name := range of.Properties {
		if property := of.Properties[name]; name != "conditions" && (found == nil || fields[name] != nil) {
			s.collect(where+"."+name, &property, fields[name])
		}
	}
}

// statusSchema is the schema of the status of a kind, as it is installed.
func statusSchema(plural string) *schema {
	GinkgoHelper()
	content, err := os.ReadFile(filepath.Join("..", "..", "..", "config", "crd", "bases", "supervision.jianguan.io_"+plural+".yaml"))
	Expect(err).NotTo(HaveOccurred())
	var crd struct {
		Spec struct {
			Versions []struct {
				Schema struct {
					OpenAPIV3Schema schema `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	Expect(yaml.Unmarshal(content, &crd)).To(Succeed())
	Expect(crd.Spec.Versions).To(HaveLen(1))
	status, found := crd.Spec.Versions[0].Schema.OpenAPIV3Schema.Properties["status"]
	Expect(found).To(BeTrue())
	return &status
}

// look collects what the statuses of a namespace show.
func (s sights) look(ctx context.Context, namespace string) {
	GinkgoHelper()
	for kind, plural := range map[string]string{"DepartmentDuty": "departmentduties", "DutyReport": "dutyreports", "DutyRuling": "dutyrulings"} {
		list := &unstructured.UnstructuredList{}
		list.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind(kind + "List"))
		Expect(env.Admin.List(ctx, list, client.InNamespace(namespace))).To(Succeed())
		for i := range list.Items {
			if status, ok := list.Items[i].Object["status"]; ok {
				s.collect(enumerations(plural), statusSchema(plural), status)
			}
		}
	}
}

// enumerations names where those of a kind stand: both kinds of records have the same.
func enumerations(plural string) string {
	if plural == "departmentduties" {
		return "duty"
	}
	return "record"
}

var _ = Describe("every state", func() {
	It("that the schema knows is shown by the operator, and accepted by the API server", func(ctx SpecContext) {
		known, seen := sights{}, sights{}
		for _, plural := range []string{"departmentduties", "dutyreports", "dutyrulings"} {
			known.collect(enumerations(plural), statusSchema(plural), nil)
		}
		delete(known, "duty.cascade.worst.light")         // of copies: see the suite of cascades
		delete(known["duty.escalation.rung"], "Reminder") // a rung on account of a miss
		r := newPastRegion(ctx, "2024-01-01 09:00")
		above := wrappers.Jurisdiction(r.name + "-above").Level(v1alpha1.LevelProvince).Obj()
		Expect(env.Admin.Create(ctx, above)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) { Expect(env.Admin.Delete(ctx, above)).To(Succeed()) })
		held := get(ctx, wrappers.Jurisdiction(r.name).Obj())
		edit(ctx, held, func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = v1alpha1.JurisdictionName(above.Name) })
		at := func(when string, objects ...client.Object) {
			GinkgoHelper()
			r.clock.SetTime(moment(when))
			r.file(ctx, objects...)
			for _, name := range []string{"plain", "waived", "looked-at", "refuted"} {
				r.reconcile(ctx, name)
			}
			seen.look(ctx, r.namespace)
		}
		for _, name := range []string{"plain", "waived", "looked-at", "refuted"} {
			given := wrappers.Duty(name).Milestone("half", "2024-03-31").Due("2024-06-30").WarnBefore(wrappers.Days(10))
			if name == "looked-at" {
				given.Escalation(wrappers.Reminder(wrappers.Days(7)), wrappers.Rung(v1alpha1.EscalationNotice, wrappers.Days(5)))
			}
			r.give(ctx, given.Obj())
		}
		tellStory(at, v1alpha1.JurisdictionName(above.Name))

		By("counting working days of years for which there is no notice yet")
		r.clock.SetTime(moment("2024-12-31 10:00"))
		r.give(ctx, wrappers.Duty("provisional").DueWithin(wrappers.WorkingDays(1000)).Obj())
		r.reconcile(ctx, "provisional")
		seen.look(ctx, r.namespace)

		By("what the API server stamps itself")
		r.declare(ctx, wrappers.Report("stamped").Duty("plain").Department(health).Progress().Obj())
		r.reconcile(ctx, "plain")
		seen.look(ctx, r.namespace)
		Expect(seen).To(Equal(known))
	})
})

// tellStory files what leads four duties through every state.
func tellStory(at func(when string, objects ...client.Object), above v1alpha1.JurisdictionName) {
	GinkgoHelper()
	report := func(duty v1alpha1.ObjectName, name string) *wrappers.ReportWrapper {
		return wrappers.Report(name).Duty(duty).Department(health).Checkpoint("final")
	}
	ruling := func(duty v1alpha1.ObjectName, name string) *wrappers.RulingWrapper {
		return wrappers.Ruling(name).Duty(duty).Office(finance)
	}
	at("2024-01-01 09:00")
	at("2024-02-01 10:00", report("plain", "noted").Progress().Obj(), report("plain", "draft").Obj(),
		report("plain", "done").Supersedes("draft").Obj(), wrappers.Report("stranger").Duty("plain").Department(finance).Obj(),
		report("waived", "request").ExtensionRequest("").Obj(), report("looked-at", "half-done").Checkpoint("half").Obj(),
		report("refuted", "too-early").Checkpoint("half").Obj())
	at("2024-02-02 10:00", ruling("plain", "accepted").Report("done").Obj(), ruling("waived", "granted").Report("request").Waive("no need").Obj(),
		ruling("looked-at", "half-accepted").Report("half-done").Office(health).Obj(), ruling("refuted", "sent-back").Report("too-early").Return("half of it").Obj())
	at("2024-03-25 10:00")
	at("2024-04-01 00:00")
	at("2024-04-25 10:00")
	at("2024-05-02 10:00")
	at("2024-06-02 10:00")
	at("2024-06-24 00:00")
	at("2024-07-01 00:00", ruling("looked-at", "interview").Interview("2024-07-31", "late").LookBackAfter(wrappers.Days(30)).Obj())
	at("2024-08-01 00:00", ruling("waived", "enough").Waive("by the city").Checkpoint("half").Obj())
	at("2024-08-02 10:00", report("looked-at", "at-last").Obj())
	at("2024-08-03 10:00", ruling("looked-at", "at-last").Report("at-last").Parent(above).Obj())
	at("2024-09-02 10:00")
	at("2024-09-03 10:00", ruling("looked-at", "wanting").LookBack(v1alpha1.LookBackFailed, "half of it").Obj())
	at("2024-09-04 10:00", report("looked-at", "in-order").Obj())
	at("2024-09-05 10:00", ruling("looked-at", "in-order").Report("in-order").Obj(),
		ruling("looked-at", "closed").LookBack(v1alpha1.LookBackPassed, "").Obj())
	at("2024-12-31 10:00", report("refuted", "on-paper").Received(moment("2024-03-01 10:00")).Obj())
}

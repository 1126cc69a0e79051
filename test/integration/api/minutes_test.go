// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// minutes begins minutes that are accepted.
func minutes() *wrappers.MinutesWrapper { return wrappers.Minutes("minutes").Namespace(namespace) }

// deciding are minutes with one decision.
func deciding(decision *wrappers.DecisionWrapper) client.Object {
	return minutes().Decision(decision).Obj()
}

// decision are minutes with one decision, which JSON has so.
func decision(edit func(decision map[string]any)) client.Object {
	return raw(minutes().Obj(), func(spec map[string]any) {
		content := map[string]any{"id": "d1", "title": "d1", "leads": []any{"police"}}
		edit(content)
		spec["decisions"] = []any{content}
	})
}

// held are minutes of a session that was held at what the text says.
func held(at string) client.Object { return raw(minutes().Obj(), set("heldTime", at)) }

const (
	namedTwice = "a department stands in it twice; name it once"
	// minutesStand is what somebody reads who changes minutes.
	minutesStand = "MeetingMinutes cannot be changed: file others that supersede them"
)

var _ = Describe("MeetingMinutes", func() {
	DescribeTable("are accepted with", accept,
		Entry("nothing but what they need", minutes().Obj()),
		Entry("a session that was held with an offset", held("2026-03-16T09:00:00+08:00")),
		Entry("a session that was held in Greenwich", held("2026-03-16T01:00:00Z")),
		Entry("as many departments as there may be", minutes().
			Attendees(numbered[v1alpha1.DepartmentName](100, "attends-%d")...).
			Apologies(numbered[v1alpha1.DepartmentName](100, "excused-%d")...).Obj()),
		Entry("notes of 20000 characters, in lines", minutes().Notes("一、\n"+long(19_997)).Obj()),
		Entry("minutes that they supersede", minutes().Supersedes("plenary-2026-03.1").Obj()),
		Entry("an undated decision", deciding(wrappers.Decision("d1"))),
		Entry("a decision with all that there is", deciding(wrappers.Decision(v1alpha1.DecisionID(strings.Repeat("d", 40))).Title(long(200)).
			Description(long(2000)).Leads("police", "audit").Participants("finance").Due("2026-06").Scope("public-health"))),
		Entry("a decision with a time to complete it", deciding(wrappers.Decision("d1").DueWithin(wrappers.WorkingDays(15)))),
		Entry("as many decisions of as many departments as there may be", func() client.Object {
			w := minutes()
			for _, id := range numbered[v1alpha1.DecisionID](50, "d%d") {
				w.Decision(wrappers.Decision(id).Leads(numbered[v1alpha1.DepartmentName](20, "lead-%d")...).
					Participants(numbered[v1alpha1.DepartmentName](60, "participant-%d")...).Due("2026-06-30"))
			}
			return w.Obj()
		}()),
		Entry("the longest name of a service account", minutes().
			FiledBy("system:serviceaccount:"+strings.Repeat("a", 63)+":"+strings.Repeat("b", 253)).Obj()),
		Entry("a name that the API server makes", minutes().GenerateName("plenary-").Obj()),
	)

	DescribeTable("are refused with", refuse,
		Entry("no meeting", raw(minutes().Obj(), without("meetingRef")), "spec.meetingRef", "Required value"),
		Entry("a meeting without a name", raw(minutes().Obj(), set("meetingRef", map[string]any{})), "spec.meetingRef.name", "Required value"),
		Entry("a meeting in another namespace", minutes().Meeting("region-beijing/plenary").Obj(),
			"spec.meetingRef.name", `"region-beijing/plenary" is not the name of an object`),
		Entry("no office", raw(minutes().Obj(), without("office")), "spec.office", "Required value"),
		Entry("an office by its local name", minutes().Office("卫健委").Obj(), "spec.office", `"卫健委" is not a department code`),
		Entry("the parent as its office", minutes().Office("parent:beijing").Obj(), "spec.office", "not a department code"),
		Entry("no session", raw(minutes().Obj(), without("session")), "spec.session", "Required value"),
		Entry("a session on no day", minutes().Session("2026-02-30").Obj(),
			"spec.session", `"2026-02-30" is not a day of the calendar`, `"2022-08-23"`),
		Entry("a session in a month", minutes().Session("2026-03").Obj(), "spec.session", "at least 10 chars"),
		Entry("no time at which it was held", raw(minutes().Obj(), without("heldTime")), "spec.heldTime", "Required value"),

		Entry("nobody who attended", raw(minutes().Obj(), without("attendees")), "spec.attendees", "Required value"),
		Entry("empty attendees", raw(minutes().Obj(), set("attendees", []any{})), "spec.attendees", "at least 1 items"),
		Entry("too many attendees", minutes().Attendees(numbered[v1alpha1.DepartmentName](101, "attends-%d")...).Obj(),
			"spec.attendees", "at most 100 items"),
		Entry("an attendee twice", minutes().Attendees("police", "audit", "police").Obj(), "spec.attendees", namedTwice),
		Entry("an attendee that is no code", minutes().Attendees("公安").Obj(), "spec.attendees[0]", `"公安" is not a department code`),
		Entry("empty apologies", raw(minutes().Obj(), set("apologies", []any{})), "spec.apologies", "at least 1 items"),
		Entry("too many apologies", minutes().Apologies(numbered[v1alpha1.DepartmentName](101, "excused-%d")...).Obj(),
			"spec.apologies", "at most 100 items"),
		Entry("apologies twice", minutes().Apologies("police", "police").Obj(), "spec.apologies", namedTwice),
		Entry("apologies that are no code", minutes().Apologies("公安").Obj(), "spec.apologies[0]", `"公安" is not a department code`),
		Entry("apologies of who attended", minutes().Attendees("police", "audit", "finance").Apologies("finance", "education", "police").Obj(),
			"spec.apologies", `["finance", "police"] attended; a department does one of the two`),
		Entry("empty notes", raw(minutes().Obj(), set("notes", "")), "spec.notes", "at least 1 chars"),
		Entry("long notes", minutes().Notes(long(20_001)).Obj(), "spec.notes", "20000"),

		Entry("minutes to supersede that are no name", minutes().Supersedes("the first ones").Obj(),
			"spec.supersedes", `"the first ones" is not the name of an object`),
		Entry("nobody who files", raw(minutes().Obj(), without("filedBy")), "spec.filedBy", "Required value"),
		Entry("an empty name of who files", raw(minutes().Obj(), set("filedBy", "")), "spec.filedBy", "at least 1 chars"),
		Entry("a long name of who files", minutes().FiledBy(strings.Repeat("a", 340)).Obj(), "spec.filedBy", "339"),
		Entry("no spec", withoutSpec(raw(minutes().Obj(), func(map[string]any) {})), "spec", "Required value"),
	)

	// As of a receipt: what clients cannot decode would blind them to all minutes.
	DescribeTable("are refused of a session that was held at", func(ctx SpecContext, at string) {
		refuse(ctx, held(at), "spec.heldTime", at)
	},
		EntryDescription("%q"),
		Entry(nil, "2026-03-16"),
		Entry(nil, "2026-03-16T09:00:00"),
		Entry(nil, "2026-03-16t09:00:00z"),
		Entry(nil, "2026-03-16T09:00:00.5Z"),
		Entry(nil, "2026-03-16T09:00:00x5Z"),
		Entry(nil, "2026-03-16T09:00:00Zt"),
		Entry(nil, "2026-03-16T09:00:00+99:99"),
		Entry(nil, "2026-03-16T24:00:00Z"),
		Entry(nil, "2026-03-16T09:60:00Z"),
		Entry(nil, "2026-02-30T09:00:00Z"),
		Entry(nil, "0000-01-01T00:00:00+08:00"),
	)

	DescribeTable("are refused with decisions, of which", refuse,
		Entry("there are none", raw(minutes().Obj(), set("decisions", []any{})), "spec.decisions", "at least 1 items"),
		Entry("there are too many", func() client.Object {
			w := minutes()
			for _, id := range numbered[v1alpha1.DecisionID](51, "d%d") {
				w.Decision(wrappers.Decision(id))
			}
			return w.Obj()
		}(), "spec.decisions", "at most 50 items"),
		Entry("two have one id", minutes().Decisions(wrappers.Decision("d1"), wrappers.Decision("d2"), wrappers.Decision("d1")).Obj(),
			"spec.decisions", `an id names one decision, but the ids are ["d1", "d2", "d1"]`),
		Entry("one has no id", decision(func(d map[string]any) { delete(d, "id") }), "spec.decisions[0].id", "Required value"),
		Entry("one has an id in capitals", deciding(wrappers.Decision("D1")),
			"spec.decisions[0].id", `"D1" is not the id of a decision: use lower-case letters, digits and hyphens, such as "d1"`),
		Entry("one has an id with a dot", deciding(wrappers.Decision("d.1")), "spec.decisions[0].id", `"d.1" is not the id of a decision`),
		Entry("one has an id that begins with a hyphen", deciding(wrappers.Decision("-d1")), "spec.decisions[0].id", "is not the id of a decision"),
		Entry("one has a long id", deciding(wrappers.Decision(v1alpha1.DecisionID(strings.Repeat("d", 41)))), "spec.decisions[0].id", "40"),
		Entry("one has no title", deciding(wrappers.Decision("d1").Title("")), "spec.decisions[0].title", "Required value"),
		Entry("one has a long title", deciding(wrappers.Decision("d1").Title(long(201))), "spec.decisions[0].title", "200"),
		Entry("one has a title of two lines", deciding(wrappers.Decision("d1").Title("建立\n制度")), "spec.decisions[0].title", controls),
		Entry("one has an empty description", decision(func(d map[string]any) { d["description"] = "" }),
			"spec.decisions[0].description", "at least 1 chars"),
		Entry("one has a long description", deciding(wrappers.Decision("d1").Description(long(2001))), "spec.decisions[0].description", "2000"),
		Entry("one has no leads", deciding(wrappers.Decision("d1").Leads()), "spec.decisions[0].leads", "Required value"),
		Entry("one has empty leads", decision(func(d map[string]any) { d["leads"] = []any{} }), "spec.decisions[0].leads", "at least 1 items"),
		Entry("one has too many leads", deciding(wrappers.Decision("d1").Leads(numbered[v1alpha1.DepartmentName](21, "lead-%d")...)),
			"spec.decisions[0].leads", "at most 20 items"),
		Entry("one has a lead twice", deciding(wrappers.Decision("d1").Leads("police", "police")), "spec.decisions[0].leads", namedTwice),
		Entry("one has a lead that is no code", deciding(wrappers.Decision("d1").Leads("公安")),
			"spec.decisions[0].leads[0]", `"公安" is not a department code`),
		Entry("one has empty participants", decision(func(d map[string]any) { d["participants"] = []any{} }),
			"spec.decisions[0].participants", "at least 1 items"),
		Entry("one has too many participants", deciding(wrappers.Decision("d1").
			Participants(numbered[v1alpha1.DepartmentName](61, "participant-%d")...)), "spec.decisions[0].participants", "at most 60 items"),
		Entry("one has a participant twice", deciding(wrappers.Decision("d1").Participants("audit", "audit")),
			"spec.decisions[0].participants", namedTwice),
		Entry("one has a participant that also leads", deciding(wrappers.Decision("d1").Leads("police", "finance").
			Participants("education", "finance")), "spec.decisions[0].participants", `["finance"] is already one of leads; name a department once`),
		Entry("one is due on no day", deciding(wrappers.Decision("d1").Due("2026-02-30")), "spec.decisions[0].due", `"2026-02-30" is not a due date`),
		Entry("one is due in a year without quotes", decision(func(d map[string]any) { d["due"] = int64(2026) }),
			"spec.decisions[0].due", "must be of type string"),
		Entry("one has both a date and a time to complete it", deciding(wrappers.Decision("d1").Due("2026").DueWithin(wrappers.Days(30))),
			"spec.decisions[0].dueWithin", "due says already by when: set one of the two"),
		Entry("one has a time in no unit", decision(func(d map[string]any) { d["dueWithin"] = map[string]any{} }),
			"spec.decisions[0].dueWithin", oneUnit),
		Entry("one has a scope that is no name", deciding(wrappers.Decision("d1").Scope("公共卫生")),
			"spec.decisions[0].scope", `"公共卫生" is not the name of a scope`),
	)

	It("begin without a status, whatever their author writes there", func(ctx SpecContext) {
		given := minutes().Verdict(v1alpha1.VerdictInForce).Obj()
		create(ctx, given)
		Expect(given.Status).To(Equal(v1alpha1.MeetingMinutesStatus{}))
	})

	Describe("once filed", func() {
		var filed *v1alpha1.MeetingMinutes

		BeforeEach(func(ctx SpecContext) {
			filed = minutes().Attendees("health-commission", "police", "audit").Apologies("finance", "education").Notes("agreed").
				Decisions(wrappers.Decision("d1").Leads("police", "audit").Participants("finance", "education").Due("2026-06"),
					wrappers.Decision("d2").Leads("police")).Obj()
			create(ctx, filed)
		})

		DescribeTable("cannot be changed by", func(ctx SpecContext, change string) {
			Expect(patch(ctx, filed, types.MergePatchType, change)).To(framework.RefuseField("spec", minutesStand))
		},
			EntryDescription("%s"),
			Entry(nil, `{"spec":{"meetingRef":{"name":"other"}}}`),
			Entry(nil, `{"spec":{"office":"police"}}`),
			Entry(nil, `{"spec":{"session":"2026-06-15"}}`),
			Entry(nil, `{"spec":{"heldTime":"2026-03-16T10:00:00+08:00"}}`),
			Entry(nil, `{"spec":{"attendees":["police","audit"]}}`),
			Entry(nil, `{"spec":{"attendees":["police","health-commission","audit"]}}`),
			Entry(nil, `{"spec":{"apologies":["education","finance"]}}`),
			Entry(nil, `{"spec":{"apologies":null}}`),
			Entry(nil, `{"spec":{"notes":null}}`),
			Entry(nil, `{"spec":{"decisions":null}}`),
			Entry(nil, `{"spec":{"supersedes":"earlier"}}`),
			Entry(nil, `{"spec":{"filedBy":"li"}}`),
		)

		DescribeTable("cannot have the lists changed, nor their order:", func(ctx SpecContext, change string) {
			Expect(patch(ctx, filed, types.JSONPatchType, change)).To(framework.RefuseField("spec", minutesStand))
		},
			Entry("attendees", `[{"op":"move","from":"/spec/attendees/0","path":"/spec/attendees/2"}]`),
			Entry("apologies", `[{"op":"move","from":"/spec/apologies/0","path":"/spec/apologies/1"}]`),
			Entry("decisions", `[{"op":"move","from":"/spec/decisions/0","path":"/spec/decisions/1"}]`),
			Entry("decisions, of which one is struck out", `[{"op":"remove","path":"/spec/decisions/1"}]`),
			Entry("decisions, of which one is added", `[{"op":"add","path":"/spec/decisions/-","value":{"id":"d3","title":"t","leads":["police"]}}]`),
			Entry("leads of a decision", `[{"op":"move","from":"/spec/decisions/0/leads/0","path":"/spec/decisions/0/leads/1"}]`),
			Entry("participants of a decision", `[{"op":"move","from":"/spec/decisions/0/participants/0","path":"/spec/decisions/0/participants/1"}]`),
			Entry("the date of a decision", `[{"op":"replace","path":"/spec/decisions/0/due","value":"2099"}]`),
		)

		// A map list would take an order of its own from an apply, in spite of the rule.
		It("cannot have its decisions reordered by server-side apply", func(ctx SpecContext) {
			changed := filed.DeepCopy()
			changed.ManagedFields, changed.ResourceVersion = nil, ""
			changed.Spec.Decisions[0], changed.Spec.Decisions[1] = changed.Spec.Decisions[1], changed.Spec.Decisions[0]
			applied, err := framework.ApplyConfiguration(env.Scheme, changed)
			Expect(err).NotTo(HaveOccurred())
			Expect(env.Admin.Apply(ctx, applied, client.FieldOwner("other"), client.ForceOwnership)).
				To(framework.RefuseField("spec", minutesStand))
		})

		DescribeTable("cannot have their spec unset, to be set anew in a second step", func(ctx SpecContext, patchType types.PatchType, change string) {
			Expect(patch(ctx, filed, patchType, change)).To(framework.RefuseField("spec", "Required value"))
		},
			Entry("by removal", types.JSONPatchType, `[{"op":"remove","path":"/spec"}]`),
			Entry("by null", types.MergePatchType, `{"spec":null}`),
		)

		It("cannot have their spec changed by way of their status", func(ctx SpecContext) {
			changed := filed.DeepCopy()
			changed.Spec.Notes = "disagreed"
			changed.Status.Verdict = v1alpha1.VerdictInForce
			Expect(env.Admin.Status().Update(ctx, changed)).To(Succeed())
			Expect(changed.Spec).To(Equal(filed.Spec))
		})

		It("can have their labels and annotations changed", func(ctx SpecContext) {
			Expect(patch(ctx, filed, types.MergePatchType, `{"metadata":{"labels":{"a":"b"},"annotations":{"a":"b"}}}`)).To(Succeed())
		})

		It("can be applied again as they are", func(ctx SpecContext) {
			Expect(env.Admin.Update(ctx, filed)).To(Succeed())
			Expect(filed.Generation).To(BeEquivalentTo(1))
		})
	})

	DescribeTable("are found by", func(ctx SpecContext, field, value string) {
		given := minutes().Session("2026-06-15").Meeting("plenary").Obj()
		create(ctx, given)
		given.Status.Verdict = v1alpha1.VerdictInForce
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
		create(ctx, wrappers.Minutes("other").Namespace(namespace).Meeting("liaison").Obj())
		var found v1alpha1.MeetingMinutesList
		Expect(env.Admin.List(ctx, &found, client.InNamespace(namespace), client.MatchingFields{field: value})).To(Succeed())
		Expect(found.Items).To(HaveExactElements(HaveField("Name", "minutes")))
	},
		Entry("their meeting", "spec.meetingRef.name", "plenary"),
		Entry("their session", "spec.session", "2026-06-15"),
		Entry("what became of them", "status.verdict", "InForce"),
	)

	It("have room in their status for every list at its longest, and no more", func(ctx SpecContext) {
		at := metav1.NewTime(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
		full := func(longer int) v1alpha1.MeetingMinutesStatus {
			status := v1alpha1.MeetingMinutesStatus{ObservedGeneration: 1, ReceivedTime: &at, Verdict: v1alpha1.VerdictInForce}
			for i := range 8 + longer {
				status.Conditions = append(status.Conditions, metav1.Condition{
					Type: fmt.Sprintf("Condition%d", i), Status: metav1.ConditionTrue, Reason: "Full", LastTransitionTime: at,
				})
			}
			for _, id := range numbered[v1alpha1.DecisionID](50+longer, "d%d") {
				status.Duties = append(status.Duties, v1alpha1.DecisionDuty{ID: id, Duty: v1alpha1.ObjectName(strings.Repeat("d", 253))})
			}
			return status
		}
		given := minutes().Obj()
		create(ctx, given)
		given.Status = full(0)
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
		given.Status = full(1)
		Expect(env.Admin.Status().Update(ctx, given)).To(SatisfyAll(
			framework.RefuseField("status.conditions", "at most 8 items"),
			framework.RefuseField("status.duties", "at most 50 items"),
		))
	})

	DescribeTable("are refused a status with", func(ctx SpecContext, change, field string, saying ...string) {
		create(ctx, minutes().Obj())
		err := env.Admin.Status().Patch(ctx, minutes().Obj(), client.RawPatch(types.MergePatchType, []byte(change)))
		Expect(err).To(framework.RefuseField(field, saying...))
	},
		Entry("nothing in it", `{"status":{}}`, "status", "at least 1 properties"),
		Entry("an unknown verdict", `{"status":{"verdict":"Lost"}}`, "status.verdict", `"Lost"`, `"InForce"`),
		Entry("no generation", `{"status":{"observedGeneration":0}}`, "status.observedGeneration", "0"),
		Entry("a duty that is no name", `{"status":{"duties":[{"id":"d1","duty":"the first"}]}}`, "status.duties[0].duty", `"the first"`),
		Entry("two duties of one decision", `{"status":{"duties":[{"id":"d1","duty":"a"},{"id":"d1","duty":"b"}]}}`,
			"status.duties[1]", "Duplicate value"),
	)

	It("are called minutes, and tell people what became of them", func(ctx SpecContext) {
		given := minutes().Meeting("plenary").FiledBy("lan").Obj()
		create(ctx, given)
		at := metav1.NewTime(time.Date(2026, 3, 18, 1, 0, 0, 0, time.UTC))
		given.Status = v1alpha1.MeetingMinutesStatus{
			ReceivedTime: &at, Verdict: v1alpha1.VerdictInForce,
			Conditions: []metav1.Condition{
				{Type: v1alpha1.ConditionReady, Status: metav1.ConditionTrue, Reason: "Evaluated", LastTransitionTime: at},
				{Type: v1alpha1.ConditionLeadsAreMembers, Status: metav1.ConditionFalse, Reason: v1alpha1.ReasonNotMembers, LastTransitionTime: at},
			},
		}
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
		Expect(shortNames("meetingminutes")).To(HaveExactElements("minutes"))
		Expect(printed(ctx, "meetingminutes", "minutes")).To(HaveExactElements(
			"Name: minutes", "Meeting: plenary", "Session: 2026-03-16", "Held: 2026-03-16T01:00:00Z", "Verdict: InForce",
			"Received: 2026-03-18T01:00:00Z", "Leads members: False", "Reason (wide): Evaluated", "Filed by (wide): lan",
		))
	})
})

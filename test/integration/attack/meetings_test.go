// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	gomegatypes "github.com/onsi/gomega/types"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func theMeeting() *v1alpha1.JointMeeting {
	return wrappers.Meeting(heldMeeting).Namespace(home).Obj()
}

func theMinutes() *v1alpha1.MeetingMinutes {
	return wrappers.Minutes(recorded).Namespace(home).Obj()
}

// minutes begins an attempt's minutes of the meeting of a region.
func minutes(namespace string, by *framework.Actor) *wrappers.MinutesWrapper {
	return wrappers.Minutes("forged").Namespace(namespace).Meeting(heldMeeting).Session("2021-06-15").Office(commission).FiledBy(by.Name)
}

const (
	// keepsSessions is what a refusal tells of the ledger of a meeting.
	keepsSessions = "that would destroy its ledger (sessions that have begun or were recorded: "
	minutesStand  = "MeetingMinutes cannot be changed: file others that supersede them"
)

var _ = DescribeTable("Keeping the minutes of others is refused:", refused,
	Entry("to a department", attempt(func(ctx context.Context) error { return wei.Create(ctx, minutes(home, wei).Obj()) }),
		mayNot("wei", "create", "meetingminutes")),
	Entry("to a department, in its own name", attempt(func(ctx context.Context) error {
		return gateway.Create(ctx, minutes(home, gateway).Office(insurance).Obj())
	}), mayNot(account(home, "gateway"), "create", "meetingminutes")),
	Entry("to the office, in the name of another department", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, minutes(home, lan).Office(market).Obj())
	}), framework.BeForbidden(`user "lan" may not keep minutes for office "market-regulation" in region-changchun`,
		`"minute" on departments/market-regulation`)),
	Entry("to the office, in the name of the parent", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, minutes(home, lan).Office("parent:jilin").Obj())
	}), framework.RefuseField("spec.office", "not a department code")),
	Entry("to the parent's office", attempt(func(ctx context.Context) error { return hong.Create(ctx, minutes(home, hong).Obj()) }),
		mayNot("hong", "create", "meetingminutes")),
	Entry("to the office of the region above", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, minutes(below, lan).Obj())
	}), mayNot("lan", "create", "meetingminutes")),
	Entry("to an office, in the region above", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, minutes("region-jilin", lan).Obj())
	}), mayNot("lan", "create", "meetingminutes")),
	Entry("to the office of another region", attempt(func(ctx context.Context) error { return mei.Create(ctx, minutes(home, mei).Obj()) }),
		mayNot("mei", "create", "meetingminutes")),
	Entry("to the repository", attempt(func(ctx context.Context) error { return gitops.Create(ctx, minutes(home, gitops).Obj()) }),
		mayNot(account(home, "gitops"), "create", "meetingminutes")),
	Entry("to the admin of the namespace", attempt(func(ctx context.Context) error { return chief.Create(ctx, minutes(home, chief).Obj()) }),
		mayNot("chief", "create", "meetingminutes")),
	Entry("with another's name below them", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, minutes(home, lan).FiledBy("hong").Obj())
	}), framework.BeInvalid(`user "lan" may not file in the name of "hong": spec.filedBy must be "lan"`)),
	Entry("with another's name below them, by an administrator", attempt(func(ctx context.Context) error {
		return env.Admin.Create(ctx, minutes(home, lan).Obj())
	}), framework.BeInvalid(`may not file in the name of "lan"`)),
)

var _ = DescribeTable("Minutes are refused that tell a time which cannot be:", refused,
	Entry("of a session that is yet to be held", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, minutes(home, lan).Held(time.Now().Add(time.Hour).Truncate(time.Second)).Obj())
	}), framework.BeInvalid("spec.heldTime", `at which user "lan" files the minutes: a session has minutes once it was held`)),
	Entry("of a session that is yet to be held, created later", attempt(func(ctx context.Context) error {
		later := time.Now().Add(time.Hour).Truncate(time.Second)
		return lan.Create(ctx, minutes(home, lan).Held(later).Created(later.Add(time.Hour)).Obj())
	}), framework.BeInvalid("spec.heldTime", "must not lie after")),
	Entry("by the annotation of a restore", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, backdated(minutes(home, lan).Session("2020-12-30").Obj()))
	}), framework.BeForbidden(`user "lan" may not restore minutes of office "health-commission"`, `"restore"`)),
	Entry("by the annotation of a restore, later", attempt(func(ctx context.Context) error {
		return env.Admin.Patch(ctx, theMinutes(), merge(annotateRestored))
	}), framework.BeInvalid("may not change the annotation supervision.jianguan.io/restored of a MeetingMinutes from none")),
)

var unchangeableMinutes = framework.RefuseField("spec", minutesStand)

// As with reports: to the office for want of a right, and to an administrator, who has every right, by the schema.
var _ = DescribeTable("Changing minutes by a patch is refused:", func(ctx SpecContext, kind types.PatchType, content string, refusal gomegatypes.GomegaMatcher) {
	guard(ctx)
	patch, as := client.RawPatch(kind, []byte(content)), client.FieldOwner("attacker")
	for _, who := range []*framework.Actor{lan, wei, gitops, chief} {
		Expect(who.Patch(ctx, theMinutes(), patch, as)).To(mayNot(who.Name, "patch", "meetingminutes"))
	}
	Expect(env.Admin.Patch(ctx, theMinutes(), patch, as)).To(refusal)
},
	Entry("who attended", types.MergePatchType, `{"spec":{"attendees":["health-commission","police"]}}`, unchangeableMinutes),
	Entry("who sent apologies", types.MergePatchType, `{"spec":{"apologies":null}}`, unchangeableMinutes),
	Entry("when it was held", types.MergePatchType, `{"spec":{"heldTime":"2021-03-16T09:00:00+08:00"}}`, unchangeableMinutes),
	Entry("of which session", types.MergePatchType, `{"spec":{"session":"2021-06-15"}}`, unchangeableMinutes),
	Entry("a decision struck out", types.JSONPatchType, `[{"op":"remove","path":"/spec/decisions/1"}]`, unchangeableMinutes),
	Entry("all decisions struck out", types.MergePatchType, `{"spec":{"decisions":null}}`, unchangeableMinutes),
	Entry("the leads of a decision", types.JSONPatchType, `[{"op":"replace","path":"/spec/decisions/0/leads","value":["police"]}]`,
		unchangeableMinutes),
	Entry("the deadline of a decision", types.JSONPatchType, `[{"op":"replace","path":"/spec/decisions/0/due","value":"2199"}]`,
		unchangeableMinutes),
	Entry("decisions in another order", types.JSONPatchType, `[{"op":"move","from":"/spec/decisions/0","path":"/spec/decisions/1"}]`,
		unchangeableMinutes),
	Entry("leads in another order", types.JSONPatchType, `[{"op":"move","from":"/spec/decisions/0/leads/0","path":"/spec/decisions/0/leads/1"}]`,
		unchangeableMinutes),
	Entry("the first of two steps: no spec", types.MergePatchType, `{"spec":null}`, framework.RefuseField("spec", "Required value")),
	Entry("the same, as JSON patch", types.JSONPatchType, `[{"op":"remove","path":"/spec"}]`, framework.RefuseField("spec", "Required value")),
	Entry("an empty spec", types.JSONPatchType, `[{"op":"replace","path":"/spec","value":{}}]`,
		framework.RefuseField("spec.attendees", "Required value")),
	Entry("both steps in one", types.JSONPatchType,
		`[{"op":"copy","from":"/spec","path":"/metadata/x"},{"op":"remove","path":"/spec"},{"op":"move","from":"/metadata/x","path":"/spec"},`+
			`{"op":"replace","path":"/spec/notes","value":"other"}]`, Or(unchangeableMinutes, status(apierrors.IsInvalid))),
	Entry("who filed", types.MergePatchType, `{"spec":{"filedBy":"hong"}}`, unchangeableMinutes),
)

var _ = DescribeTable("Changing minutes in another way is refused:", refused,
	Entry("by update", attempt(func(ctx context.Context) error {
		stored := framework.Get(ctx, env.Admin, theMinutes())
		stored.Spec.Notes = "other"
		return env.Admin.Update(ctx, stored)
	}), unchangeableMinutes),
	Entry("by update of the order of decisions", attempt(func(ctx context.Context) error {
		stored := framework.Get(ctx, env.Admin, theMinutes())
		slices.Reverse(stored.Spec.Decisions)
		return env.Admin.Update(ctx, stored)
	}), unchangeableMinutes),
	Entry("by update, to their office", attempt(func(ctx context.Context) error {
		stored := framework.Get(ctx, env.Admin, theMinutes())
		stored.Spec.Notes = "other"
		return lan.Update(ctx, stored)
	}), mayNot("lan", "update", "meetingminutes")),
	Entry("by forced server-side apply in the operator's name", attempt(func(ctx context.Context) error {
		content := `{"apiVersion":"supervision.jianguan.io/v1alpha1","kind":"MeetingMinutes","metadata":{"name":"` + recorded + `"},` +
			`"spec":{"notes":"other"}}`
		return env.Admin.Patch(ctx, theMinutes(), client.RawPatch(types.ApplyPatchType, []byte(content)),
			client.ForceOwnership, client.FieldOwner(v1alpha1.ManagedByOperator))
	}), unchangeableMinutes),
)

var _ = DescribeTable("Deleting minutes, to file them anew, is refused:", refused,
	Entry("to their office", attempt(func(ctx context.Context) error { return lan.Delete(ctx, theMinutes()) }),
		mayNot("lan", "delete", "meetingminutes")),
	Entry("to their office, all at once", attempt(func(ctx context.Context) error {
		return lan.DeleteAllOf(ctx, &v1alpha1.MeetingMinutes{}, client.InNamespace(home))
	}), mayNot("lan", "deletecollection", "meetingminutes")),
	Entry("to a department", attempt(func(ctx context.Context) error { return wei.Delete(ctx, theMinutes()) }),
		mayNot("wei", "delete", "meetingminutes")),
	Entry("to the repository", attempt(func(ctx context.Context) error { return gitops.Delete(ctx, theMinutes()) }),
		mayNot(account(home, "gitops"), "delete", "meetingminutes")),
	Entry("to the admin of the namespace", attempt(func(ctx context.Context) error { return chief.Delete(ctx, theMinutes()) }),
		mayNot("chief", "delete", "meetingminutes")),
	Entry("by their name, which they keep", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, wrappers.Minutes(recorded).Namespace(home).Meeting(heldMeeting).Session(heldSession).Office(commission).
			FiledBy("lan").Obj())
	}), MatchError(ContainSubstring("already exists"))),
	Entry("by an owner, from the start", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, owned(minutes(home, lan).Obj()))
	}), framework.BeInvalid("ServiceAccount/workload", "metadata.ownerReferences of a record must be empty")),
	Entry("by an owner, later", attempt(func(ctx context.Context) error { return env.Admin.Patch(ctx, theMinutes(), merge(addOwner)) }),
		framework.BeInvalid("ServiceAccount/workload", "metadata.ownerReferences of a record must be empty")),
	Entry("by a finalizer, from the start", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, held(minutes(home, lan).Obj()))
	}), framework.BeInvalid("example.org/hold", "metadata.finalizers of a record must be empty")),
)

var _ = DescribeTable("Clearing the ledger of a meeting by deleting it is refused:", refused,
	Entry("to the repository", attempt(func(ctx context.Context) error { return gitops.Delete(ctx, theMeeting()) }),
		framework.BeForbidden(keepsSessions+"1)", `"purge" on departments, without resourceNames`)),
	Entry("to the repository, in the foreground", attempt(func(ctx context.Context) error {
		return gitops.Delete(ctx, theMeeting(), client.PropagationPolicy(metav1.DeletePropagationForeground))
	}), framework.BeForbidden(keepsSessions)),
	Entry("to the repository, leaving orphans", attempt(func(ctx context.Context) error {
		return gitops.Delete(ctx, theMeeting(), client.PropagationPolicy(metav1.DeletePropagationOrphan))
	}), framework.BeForbidden(keepsSessions)),
	Entry("to the repository, all at once", attempt(func(ctx context.Context) error {
		return gitops.DeleteAllOf(ctx, &v1alpha1.JointMeeting{}, client.InNamespace(home))
	}), mayNot(account(home, "gitops"), "deletecollection", "jointmeetings")),
	Entry("to the admin of the namespace, all at once", attempt(func(ctx context.Context) error {
		return chief.DeleteAllOf(ctx, &v1alpha1.JointMeeting{}, client.InNamespace(home))
	}), framework.BeForbidden(keepsSessions)),
	Entry("to the office that keeps its minutes", attempt(func(ctx context.Context) error { return lan.Delete(ctx, theMeeting()) }),
		mayNot("lan", "delete", "jointmeetings")),
	Entry("to a department", attempt(func(ctx context.Context) error { return wei.Delete(ctx, theMeeting()) }),
		mayNot("wei", "delete", "jointmeetings")),
	Entry("to the repository of another region", attempt(func(ctx context.Context) error { return otherGitops.Delete(ctx, theMeeting()) }),
		mayNot(account(elsewhere, "gitops"), "delete", "jointmeetings")),
	Entry("by an owner", attempt(func(ctx context.Context) error { return gitops.Patch(ctx, theMeeting(), merge(addOwner)) }),
		framework.BeInvalid("metadata.ownerReferences of a meeting must be empty")),
	Entry("by a finalizer", attempt(func(ctx context.Context) error { return gitops.Patch(ctx, theMeeting(), merge(addFinalizer)) }),
		framework.BeInvalid("metadata.finalizers of a meeting must be empty")),
)

var _ = DescribeTable("Changing a meeting is refused to whoever keeps no plan of the region:", refused,
	Entry("its office", attempt(func(ctx context.Context) error {
		return lan.Patch(ctx, theMeeting(), merge(`{"spec":{"quorum":{"number":1}}}`))
	}), mayNot("lan", "patch", "jointmeetings")),
	Entry("a department", attempt(func(ctx context.Context) error {
		return wei.Patch(ctx, theMeeting(), merge(`{"spec":{"members":["health-commission"]}}`))
	}), mayNot("wei", "patch", "jointmeetings")),
	Entry("the repository of another region", attempt(func(ctx context.Context) error {
		return otherGitops.Create(ctx, wrappers.Meeting("forged").Namespace(home).Obj())
	}), mayNot(account(elsewhere, "gitops"), "create", "jointmeetings")),
)

var _ = Describe("A meeting", func() {
	It("keeps the session that was held, whatever its repository makes of the plan", func(ctx SpecContext) {
		const name = "replanned"
		meeting := declare(ctx, gitops, wrappers.Meeting(name).Namespace(home).Obj())
		given := declare(ctx, lan, wrappers.Minutes(name).Namespace(home).Meeting(name).Session(heldSession).Office(commission).
			Attendees(commission, police).Apologies(insurance).FiledBy("lan").Obj())
		expectVerdict(ctx, given, v1alpha1.VerdictInForce)
		before := framework.Get(ctx, env.Admin, meeting).Status.Sessions
		Expect(before).To(HaveExactElements(And(HaveField("State", v1alpha1.SessionHeld), HaveField("Minutes.Name", name))))
		for _, change := range []string{
			`{"spec":{"members":["health-commission","medical-insurance"]}}`, `{"spec":{"quorum":{"percent":100}}}`,
			`{"spec":{"office":"police"}}`, `{"status":null}`, `{"status":{"sessions":[]}}`,
			`{"spec":{"members":null,"quorum":null,"office":null}}`,
		} {
			Expect(gitops.Patch(ctx, wrappers.Meeting(name).Namespace(home).Obj(), merge(change))).To(Succeed(), change)
			settled(ctx)
			Expect(framework.Get(ctx, env.Admin, meeting).Status.Sessions).To(HaveExactElements(And(
				HaveField("State", v1alpha1.SessionHeld), HaveField("Minutes", before[0].Minutes),
				HaveField("Attendance", before[0].Attendance))), change)
		}
		Expect(gitops.Delete(ctx, meeting)).To(framework.BeForbidden(keepsSessions))
	})

	It("goes when its repository prunes it before anything happened", func(ctx SpecContext) {
		meeting := wrappers.Meeting("pruned").Namespace(home).Schedule("0 9 1 1 *").Obj()
		Expect(gitops.Create(ctx, meeting)).To(Succeed())
		settled(ctx)
		Expect(gitops.Delete(ctx, meeting)).To(Succeed())
	})

	It("does not begin with a session of its repository's making", func(ctx SpecContext) {
		meeting := declare(ctx, gitops, wrappers.Meeting("painted").Namespace(home).Session(v1alpha1.SessionStatus{
			Date: heldSession, Type: v1alpha1.SessionRegular, State: v1alpha1.SessionHeld,
		}).Obj())
		settled(ctx)
		Expect(framework.Get(ctx, env.Admin, meeting).Status.Sessions).To(BeEmpty())
	})

	It("takes no receipt over from minutes that were purged to those that are filed under their name", func(ctx SpecContext) {
		const name = "purged"
		declare(ctx, gitops, wrappers.Meeting(name).Namespace(home).Obj())
		file := func(notes string) *v1alpha1.MeetingMinutes {
			given := wrappers.Minutes(name).Namespace(home).Meeting(name).Session("2021-09-15").Office(commission).Notes(notes).FiledBy("lan").Obj()
			Expect(lan.Create(ctx, given)).To(Succeed())
			expectVerdict(ctx, given, v1alpha1.VerdictInForce)
			return given
		}
		first := file("as it was")
		DeferCleanup(func(ctx SpecContext) {
			Expect(client.IgnoreNotFound(env.Admin.Delete(ctx, first))).To(Succeed())
		})
		Expect(env.Admin.Delete(ctx, first)).To(Succeed())
		// A stamp has whole seconds.
		Eventually(time.Now).WithTimeout(within).WithPolling(every).Should(BeTemporally(">=", first.CreationTimestamp.Add(time.Second)))
		second := file("as it should have been")
		Expect(second.Status.ReceivedTime.Time).To(BeTemporally("==", second.CreationTimestamp.Time))
		Expect(second.CreationTimestamp.Time).To(BeTemporally(">", first.CreationTimestamp.Time))
	})
})

var _ = Describe("A decision that names another's namespace", func() {
	const stray = "stray"
	// straying are minutes that would decide for another region, of a meeting that both could have.
	straying := func() client.Object {
		GinkgoHelper()
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(
			minutes(home, lan).Meeting(stray).Decision(wrappers.Decision("d1").Leads(police).Due("2099")).Obj())
		Expect(err).NotTo(HaveOccurred())
		given := &unstructured.Unstructured{Object: content}
		given.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("MeetingMinutes"))
		given.SetName(stray)
		decisions, _, err := unstructured.NestedSlice(content, "spec", "decisions")
		Expect(err).NotTo(HaveOccurred())
		decision, ok := decisions[0].(map[string]any)
		Expect(ok).To(BeTrue())
		decision["namespace"] = elsewhere
		Expect(unstructured.SetNestedSlice(content, decisions, "spec", "decisions")).To(Succeed())
		Expect(unstructured.SetNestedField(content, elsewhere, "spec", "meetingRef", "namespace")).To(Succeed())
		return given
	}

	It("is refused by name, where fields are checked", func(ctx SpecContext) {
		guard(ctx)
		Expect(lan.Create(ctx, straying(), client.FieldValidation(metav1.FieldValidationStrict))).To(status(apierrors.IsBadRequest,
			`unknown field "spec.meetingRef.namespace"`, `unknown field "spec.decisions[0].namespace"`))
	})

	It("decides for its own region alone, where they are not", func(ctx SpecContext) {
		given := straying()
		Expect(lan.Create(ctx, given, client.FieldValidation(metav1.FieldValidationIgnore))).To(Succeed())
		made := func(namespace string) *v1alpha1.DepartmentDuty {
			return wrappers.Duty(stray + "-2021-06-15-d1").Namespace(namespace).Obj()
		}
		DeferCleanup(func(ctx SpecContext) {
			Expect(env.Admin.Delete(ctx, given)).To(Succeed())
			Expect(env.Admin.Delete(ctx, made(home))).To(Succeed())
		})
		// The meetings come last and go first: nothing is made again of what was deleted.
		declare(ctx, otherGitops, wrappers.Meeting(stray).Namespace(elsewhere).Obj())
		declare(ctx, gitops, wrappers.Meeting(stray).Namespace(home).Obj())
		Eventually(exists).WithContext(ctx).WithArguments(made(home)).WithTimeout(within).WithPolling(every).Should(BeTrue())
		Expect(exists(ctx, made(elsewhere))).To(BeFalse())
	})

	It("does not reach a duty that somebody made under its name, which stays theirs", func(ctx SpecContext) {
		const name = "squatted"
		squatter := declare(ctx, gitops, wrappers.Duty(name+"-2021-06-15-d1").Namespace(home).Leads(market).Due("2098").Obj())
		meeting := declare(ctx, gitops, wrappers.Meeting(name).Namespace(home).Obj())
		given := declare(ctx, lan, wrappers.Minutes(name).Namespace(home).Meeting(name).Session("2021-06-15").Office(commission).
			Decision(wrappers.Decision("d1").Leads(police).Due("2099")).FiledBy("lan").Obj())
		expectVerdict(ctx, given, v1alpha1.VerdictInForce)
		Eventually(func(ctx context.Context) *metav1.Condition {
			return meta.FindStatusCondition(framework.Get(ctx, env.Admin, meeting).Status.Conditions, v1alpha1.ConditionReady)
		}).WithContext(ctx).WithTimeout(within).WithPolling(every).Should(HaveField("Reason", v1alpha1.ReasonNameTaken))
		after := framework.Get(ctx, env.Admin, wrappers.Duty(squatter.Name).Namespace(home).Obj())
		Expect(after.Spec).To(Equal(squatter.Spec))
		Expect(after.UID).To(Equal(squatter.UID))
	})
})

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// meetings is the resource of the meetings, for framework.Records.
const meetings = "jointmeetings"

// mayNotDeleteMeeting is what somebody reads who deletes the meeting "meeting", which holds a ledger.
func mayNotDeleteMeeting(user, namespace string, sessions int) string {
	return fmt.Sprintf(`user %q may not delete JointMeeting "meeting" in %s: that would destroy its ledger (sessions that have begun or were `+
		`recorded: %d), and needs the verb "purge" on departments, without resourceNames, in this namespace, which nobody holds unless `+
		`an administrator grants it; to hold no more sessions, take its schedule out, and annotate it so that GitOps tools do not `+
		`prune it: argocd.argoproj.io/sync-options: Prune=false,Delete=false or kustomize.toolkit.fluxcd.io/prune: disabled`,
		user, namespace, sessions)
}

var _ = Describe("Deleting a JointMeeting", func() {
	var (
		namespace string
		gitops    *framework.Actor
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		gitops = env.ServiceAccount(ctx, namespace, "gitops")
		env.Grant(ctx, namespace, gitops.Subject(),
			framework.Records(meetings, "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"))
	})

	// meeting makes a meeting with sessions in these states.
	meeting := func(ctx SpecContext, name string, states ...v1alpha1.SessionState) *v1alpha1.JointMeeting {
		GinkgoHelper()
		given := wrappers.Meeting(name).Namespace(namespace).Schedule("0 9 15 * *").Obj()
		Expect(gitops.Create(ctx, given)).To(Succeed())
		given.Status.ObservedGeneration = 1
		for i, state := range states {
			given.Status.Sessions = append(given.Status.Sessions, v1alpha1.SessionStatus{
				Date: v1alpha1.PlainDate(fmt.Sprintf("2026-%02d-15", i+1)), Type: v1alpha1.SessionRegular, State: state,
			})
		}
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
		return given
	}
	deleteAll := func(ctx SpecContext, c client.Client) error {
		return c.DeleteAllOf(ctx, &v1alpha1.JointMeeting{}, client.InNamespace(namespace))
	}

	It("without a ledger is for whoever may delete meetings, also when members were invited", func(ctx SpecContext) {
		Expect(gitops.Delete(ctx, meeting(ctx, "evaluated"))).To(Succeed())
		Expect(gitops.Delete(ctx, meeting(ctx, "announced", v1alpha1.SessionScheduled, v1alpha1.SessionScheduled))).To(Succeed())
		never := wrappers.Meeting("never-evaluated").Namespace(namespace).Obj()
		Expect(gitops.Create(ctx, never)).To(Succeed())
		Expect(gitops.Delete(ctx, never)).To(Succeed())
		meeting(ctx, "together", v1alpha1.SessionScheduled)
		Expect(deleteAll(ctx, gitops)).To(Succeed())
	})

	It("without a ledger is not for whom RBAC does not let", func(ctx SpecContext) {
		wei := env.User(ctx, "wei")
		env.Grant(ctx, namespace, wei.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge))
		Expect(wei.Delete(ctx, meeting(ctx, "meeting"))).To(framework.BeForbidden("cannot delete resource"))
	})

	DescribeTable("is not for whoever may delete meetings once a session is", func(ctx SpecContext, state v1alpha1.SessionState) {
		Expect(gitops.Delete(ctx, meeting(ctx, "meeting", state, v1alpha1.SessionScheduled))).
			To(framework.BeForbidden(mayNotDeleteMeeting(gitops.Name, namespace, 1)))
	},
		Entry(nil, v1alpha1.SessionAwaitingMinutes),
		Entry(nil, v1alpha1.SessionMinutesOverdue),
		Entry(nil, v1alpha1.SessionHeld),
		Entry(nil, v1alpha1.SessionInquorate),
		Entry(nil, v1alpha1.SessionMissed),
	)

	It("with a ledger is not for whoever may delete meetings, in whatever way", func(ctx SpecContext) {
		given := meeting(ctx, "meeting", v1alpha1.SessionMissed, v1alpha1.SessionHeld)
		refusal := framework.BeForbidden(mayNotDeleteMeeting(gitops.Name, namespace, 2))
		Expect(gitops.Delete(ctx, given)).To(refusal)
		Expect(gitops.Delete(ctx, given, client.DryRunAll)).To(refusal)
		Expect(gitops.Delete(ctx, given, client.GracePeriodSeconds(0))).To(refusal)
		Expect(gitops.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationForeground))).To(refusal)
		Expect(gitops.Delete(ctx, given, client.PropagationPolicy(metav1.DeletePropagationOrphan))).To(refusal)
		Expect(deleteAll(ctx, gitops)).To(refusal)
		Expect(exists(ctx, given)).To(BeTrue())
	})

	It("with a ledger is not for who can only write it away by the spec", func(ctx SpecContext) {
		given := meeting(ctx, "meeting", v1alpha1.SessionMissed)
		given.Spec.Schedule, given.Status = v1alpha1.MeetingSchedule{}, v1alpha1.JointMeetingStatus{}
		Expect(gitops.Update(ctx, given)).To(Succeed(), "which leaves the status alone")
		Expect(gitops.Delete(ctx, given)).To(framework.BeForbidden(mayNotDeleteMeeting(gitops.Name, namespace, 1)))
	})

	DescribeTable("with a ledger is not for whoever also", func(ctx SpecContext, rules ...rbacv1.PolicyRule) {
		env.Grant(ctx, namespace, gitops.Subject(), rules...)
		Expect(gitops.Delete(ctx, meeting(ctx, "meeting", v1alpha1.SessionHeld))).
			To(framework.BeForbidden(mayNotDeleteMeeting(gitops.Name, namespace, 1)))
	},
		Entry("may keep its minutes", framework.Verb(v1alpha1.VerbMinute, string(wrappers.DefaultDepartment))),
		Entry("may purge the records of departments by name",
			framework.Verb(v1alpha1.VerbPurge, string(wrappers.DefaultDepartment)), framework.Verb(v1alpha1.VerbPurge, "*")),
		Entry("may hand down and restore", framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbHandDown, v1alpha1.VerbRestore)),
	)

	It("with a ledger is for whoever may purge all departments of the region, and for an administrator", func(ctx SpecContext) {
		Expect(env.Admin.Delete(ctx, meeting(ctx, "admins", v1alpha1.SessionHeld))).To(Succeed())
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge))
		Expect(gitops.Delete(ctx, meeting(ctx, "meeting", v1alpha1.SessionHeld))).To(Succeed())
		meeting(ctx, "together", v1alpha1.SessionMissed)
		Expect(deleteAll(ctx, gitops)).To(Succeed())
	})

	It("with a ledger is not for whoever may purge all departments of another region", func(ctx SpecContext) {
		env.Grant(ctx, env.Namespace(ctx), gitops.Subject(), framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbPurge))
		Expect(gitops.Delete(ctx, meeting(ctx, "meeting", v1alpha1.SessionHeld))).To(framework.BeForbidden("may not delete JointMeeting"))
	})

	DescribeTable("with a ledger is not for Kubernetes' own", func(ctx SpecContext, controller string) {
		name, groups := kubeSystem(controller)
		Expect(as(name, groups).Delete(ctx, meeting(ctx, "meeting", v1alpha1.SessionHeld))).
			To(framework.BeForbidden(mayNotDeleteMeeting(name, namespace, 1)))
	},
		Entry(nil, "generic-garbage-collector"),
		Entry(nil, "namespace-controller"),
	)

	It("is decided also with as many sessions as a ledger takes", func(ctx SpecContext) {
		given := meeting(ctx, "meeting")
		day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := range 100 {
			given.Status.Sessions = append(given.Status.Sessions, v1alpha1.SessionStatus{
				Date: v1alpha1.PlainDate(day.AddDate(0, 0, i).Format(time.DateOnly)), Type: v1alpha1.SessionExtra, State: v1alpha1.SessionHeld,
			})
		}
		Expect(env.Admin.Status().Update(ctx, given)).To(Succeed())
		Expect(gitops.Delete(ctx, given)).To(framework.BeForbidden(mayNotDeleteMeeting(gitops.Name, namespace, 100)))
	})

	It("happens when its namespace is deleted, and does not hold that up", func(ctx SpecContext) {
		for i := range 5 {
			meeting(ctx, fmt.Sprintf("meeting-%d", i), v1alpha1.SessionHeld)
		}
		region := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
		Expect(env.Admin.Delete(ctx, region)).To(Succeed())
		Eventually(exists).WithContext(ctx).WithArguments(region).WithTimeout(within).WithPolling(every).Should(BeFalse())
	})
})

var _ = Describe("The metadata of a JointMeeting", func() {
	var (
		namespace string
		gitops    *framework.Actor
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		gitops = env.ServiceAccount(ctx, namespace, "gitops")
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records(meetings, "get", "create", "update", "patch", "delete"))
	})

	const (
		noOwner = `may not give a JointMeeting the owner ConfigMap/bait: metadata.ownerReferences of a meeting must be empty, as nobody ` +
			`may have it deleted along with something else`
		noFinalizer = `may not give a JointMeeting the finalizer example.org/mine: metadata.finalizers of a meeting must be empty, as ` +
			`nobody may hold up the deletion of its namespace`
	)
	owners := []metav1.OwnerReference{{APIVersion: "v1", Kind: "ConfigMap", Name: "bait", UID: "1"}}
	meeting := func() *v1alpha1.JointMeeting { return wrappers.Meeting("meeting").Namespace(namespace).Obj() }
	change := func(ctx SpecContext, by client.Client, patch string) error {
		return by.Patch(ctx, meeting(), client.RawPatch(types.MergePatchType, []byte(patch)))
	}

	It("names no owner, and gets none later", func(ctx SpecContext) {
		owned := meeting()
		owned.OwnerReferences = owners
		Expect(gitops.Create(ctx, owned)).To(framework.BeInvalid(fmt.Sprintf("user %q ", gitops.Name) + noOwner))
		given := meeting()
		Expect(gitops.Create(ctx, given)).To(Succeed())
		given.OwnerReferences = owners
		Expect(gitops.Update(ctx, given)).To(framework.BeInvalid(noOwner))
		Expect(env.Admin.Update(ctx, given)).To(framework.BeInvalid(noOwner))
	})

	It("names no finalizer, which would hold up the namespace, and gets none later", func(ctx SpecContext) {
		held := meeting()
		held.Finalizers = []string{"example.org/mine"}
		Expect(gitops.Create(ctx, held)).To(framework.BeInvalid(fmt.Sprintf("user %q ", gitops.Name) + noFinalizer))
		Expect(gitops.Create(ctx, meeting())).To(Succeed())
		Expect(change(ctx, gitops, `{"metadata":{"finalizers":["example.org/mine"]}}`)).To(framework.BeInvalid(noFinalizer))
	})

	It("takes labels and annotations, as GitOps tools set them", func(ctx SpecContext) {
		Expect(gitops.Create(ctx, meeting())).To(Succeed())
		Expect(change(ctx, gitops, `{"metadata":{"labels":{"a":"b"},"annotations":{"argocd.argoproj.io/sync-options":"Prune=false"}}}`)).
			To(Succeed())
	})

	It("takes the annotation of a restore, changed and removed, as long as it can be read", func(ctx SpecContext) {
		annotate := func(value string) string {
			return `{"metadata":{"annotations":{"supervision.jianguan.io/restored":` + value + `}}}`
		}
		Expect(gitops.Create(ctx, restored(meeting(), then))).To(Succeed())
		Expect(change(ctx, gitops, annotate(`"2020-04-15T09:00:00Z"`))).To(Succeed())
		Expect(change(ctx, gitops, annotate(`"soon"`))).To(framework.BeInvalid(notACreation("soon", "JointMeeting")))
		Expect(change(ctx, gitops, annotate("null"))).To(Succeed())
		Expect(change(ctx, gitops, annotate(`"`+then+`"`))).To(Succeed())
	})

	DescribeTable("is refused with a creation", func(ctx SpecContext, told string) {
		Expect(gitops.Create(ctx, restored(meeting(), told))).To(framework.BeInvalid(notACreation(told, "JointMeeting")))
	}, wrongCreations)

	It("is refused with a creation of great length", func(ctx SpecContext) {
		Expect(gitops.Create(ctx, restored(meeting(), strings.Repeat("2", 200_000)))).
			To(framework.BeInvalid(notACreation(strings.Repeat("2", 100)+"…", "JointMeeting")))
	})
})

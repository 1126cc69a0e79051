// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// What runs in a full county.
const (
	board    = v1alpha1.WorkloadName("board")
	minutely = v1alpha1.WorkloadName("minutely")
)

// newFullCounty declares a county with everything that the operator sets up, and returns once all of it stands.
func newFullCounty(ctx context.Context, name string, policy v1alpha1.DeletionPolicy) *county {
	GinkgoHelper()
	c := declareCounty(ctx, name, func(declared *wrappers.JurisdictionWrapper) {
		declared.
			Department(wrappers.Department("finance").Subjects(wrappers.ServiceAccount("", "finance-desk"))).
			Workload(wrappers.Deployment(board).Port(80)).
			Workload(wrappers.CronJob(minutely, "* * * * *")).
			Quota(v1alpha1.NamespaceQuota{Pods: new(int32(20))}).
			DeletionPolicy(policy)
	})
	found := map[string]bool{}
	for _, entry := range c.inventory(ctx) {
		found[entry.Kind] = true
	}
	for _, kind := range region.Kinds {
		Expect(found).To(HaveKey(kind.Name), "a full county lacks something that the operator sets up")
	}
	return c
}

func (c *county) inventory(ctx context.Context) []v1alpha1.InventoryEntry {
	GinkgoHelper()
	found, err := current(ctx, wrappers.Jurisdiction(c.name).Obj())
	Expect(err).NotTo(HaveOccurred())
	return found.Status.Inventory
}

// ledgers are the kinds of plans and records in a region.
var ledgers = []string{"DepartmentDuty", "JointMeeting", "DutyReport", "DutyRuling", "MeetingMinutes"}

// file has duties and records in the county, and returns once they are evaluated: a deadline that was missed, one that
// was met, one that was made good, a duty of which nobody said anything, and a meeting that decided one.
func (c *county) file(ctx context.Context) {
	GinkgoHelper()
	c.declare(ctx,
		wrappers.Duty("missed").Leads(police).Due("2021"),
		wrappers.Duty("met").Leads(police).Due(instant(time.Now().Add(time.Hour))),
		wrappers.Duty("late").Leads(police).Due("2022"),
		wrappers.Duty("silent").Leads(police))
	for _, duty := range []string{"met", "late"} {
		Expect(c.desk.Create(ctx, c.report(duty, "on-"+duty).Obj())).To(Succeed())
		Expect(c.office.Create(ctx, c.ruling(duty, "on-"+duty).Obj())).To(Succeed())
	}
	Eventually(lightsOf).WithArguments(ctx, c.namespace).Should(Equal(map[string]v1alpha1.Light{
		"missed": v1alpha1.LightRed, "met": v1alpha1.LightGreen, "late": v1alpha1.LightGreen, "silent": v1alpha1.LightBlue,
	}))
	c.meet(ctx)
}

// purge deletes the records of the county, the duties with a miss, and the meeting, as an administrator.
func (c *county) purge(ctx context.Context) {
	GinkgoHelper()
	Expect(env.Admin.DeleteAllOf(ctx, &v1alpha1.DutyRuling{}, client.InNamespace(c.namespace))).To(Succeed())
	Expect(env.Admin.DeleteAllOf(ctx, &v1alpha1.DutyReport{}, client.InNamespace(c.namespace))).To(Succeed())
	Expect(env.Admin.DeleteAllOf(ctx, &v1alpha1.MeetingMinutes{}, client.InNamespace(c.namespace))).To(Succeed())
	Expect(env.Admin.DeleteAllOf(ctx, &v1alpha1.JointMeeting{}, client.InNamespace(c.namespace))).To(Succeed())
	for _, duty := range []string{"missed", "late"} {
		Expect(env.Admin.Delete(ctx, wrappers.Duty(duty).Namespace(c.namespace).Obj())).To(Succeed())
	}
}

// abolish asks for the deletion of the region.
func (c *county) abolish(ctx context.Context) {
	GinkgoHelper()
	Expect(env.Admin.Delete(ctx, c.declared.DeepCopy())).To(Succeed())
}

func (c *county) gone(ctx context.Context) (bool, error) {
	return isGone(ctx, wrappers.Jurisdiction(c.name).Obj())
}

func (c *county) namespaceGone(ctx context.Context) (bool, error) {
	return isGone(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: c.namespace}})
}

func isGone(ctx context.Context, object client.Object) (bool, error) {
	_, err := current(ctx, object)
	return apierrors.IsNotFound(err), client.IgnoreNotFound(err)
}

// leftovers names what is in the namespace besides plans, records and what Kubernetes itself puts into every namespace.
func (c *county) leftovers(ctx context.Context) []string {
	GinkgoHelper()
	var names []string
	for _, object := range everythingIn(ctx, c.namespace) {
		name := object.GetKind() + " " + object.GetName()
		if !slices.Contains(ledgers, object.GetKind()) && object.GetKind() != "Event" && name != "ServiceAccount default" && name != "ConfigMap kube-root-ca.crt" {
			names = append(names, name)
		}
	}
	return names
}

// evidence is what must never be lost of plans and records: who they are, since when, what they say, and the ledger.
func (c *county) evidence(ctx context.Context) map[string]any {
	GinkgoHelper()
	all := map[string]any{}
	for _, object := range everythingIn(ctx, c.namespace) {
		if slices.Contains(ledgers, object.GetKind()) {
			all[object.GetKind()+" "+object.GetName()] = []any{
				object.GetUID(), object.GetCreationTimestamp(), object.GetGeneration(), object.Object["spec"],
				nested(object, "status", "receipts"), nested(object, "status", "misses"), nested(object, "status", "sessions"),
				nested(object, "status", "receivedTime"),
			}
		}
	}
	return all
}

// standing is all that is said of plans and records, but for since when they are Ready.
func (c *county) standing(ctx context.Context) map[string]any {
	GinkgoHelper()
	all := map[string]any{}
	for _, object := range everythingIn(ctx, c.namespace) {
		if slices.Contains(ledgers, object.GetKind()) {
			status, ok := nested(object, "status").(map[string]any)
			Expect(ok).To(BeTrue(), object.GetName())
			for _, found := range nested(object, "status", "conditions").([]any) { //nolint:forcetypeassert // as the CRD says
				condition := found.(map[string]any) //nolint:forcetypeassert // likewise
				if condition["type"] == v1alpha1.ConditionReady {
					delete(condition, "lastTransitionTime")
				}
			}
			all[object.GetKind()+" "+object.GetName()] = status
		}
	}
	return all
}

// told are the events about plans and records.
func (c *county) told(ctx context.Context) []string {
	GinkgoHelper()
	var list eventsv1.EventList
	Expect(env.Admin.List(ctx, &list, client.InNamespace(c.namespace))).To(Succeed())
	var all []string
	for i := range list.Items {
		if event := &list.Items[i]; event.ReportingController == v1alpha1.ManagedByOperator {
			all = append(all, fmt.Sprintf("%s %s: %s %s", event.Regarding.Kind, event.Regarding.Name, event.Reason, event.Note))
		}
	}
	return all
}

func nested(object *unstructured.Unstructured, path ...string) any {
	GinkgoHelper()
	found, _, err := unstructured.NestedFieldNoCopy(object.Object, path...)
	Expect(err).NotTo(HaveOccurred())
	return found
}

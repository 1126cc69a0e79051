// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"slices"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// inTheEyesOfOthers is how GitOps tools see what the operator says: through kstatus, by which Flux and others tell
// whether an object is done with, on its way, or needs a person.
func inTheEyesOfOthers() {
	It("has everything of all five plans settled, on track or not", func(ctx SpecContext) {
		beRunning(ctx)
		kinds := map[string]int{}
		for _, samples := range sampleRegions() {
			objects := append(everythingIn(ctx, samples.Namespace()),
				unstructuredOf(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: samples.Namespace()}}),
				unstructuredOf(ctx, wrappers.Jurisdiction(samples.Jurisdiction.Name).Obj()))
			for _, object := range objects {
				kinds[object.GetKind()]++
				By(object.GetKind() + " " + object.GetNamespace() + "/" + object.GetName())
				Expect(kstatusOf(object)).To(Equal(status.CurrentStatus))
			}
		}
		Expect(kinds).To(And(
			HaveKeyWithValue("Jurisdiction", 34), HaveKeyWithValue("Namespace", 34),
			HaveKeyWithValue("DepartmentDuty", 153+9*16+7*9+2), HaveKeyWithValue("DutyReport", 1), HaveKeyWithValue("DutyRuling", 1),
			HaveKeyWithValue("JointMeeting", len(withoutSeat)), HaveKeyWithValue("MeetingMinutes", 1),
			HaveKeyWithValue("Deployment", 8), HaveKeyWithValue("Service", 8), HaveKeyWithValue("CronJob", 9),
			// Two in each region, gitops and workload, besides Kubernetes' own "default" and Xicheng's archive.
			HaveKeyWithValue("ServiceAccount", 3*34+1)))
	})

	It("tells what needs a person from what waits for others", func(ctx SpecContext) {
		county := newCounty(ctx, "kstatus")
		foreign := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: v1alpha1.NamespacePrefix + "somebody-elses"}}
		Expect(env.Admin.Create(ctx, foreign)).To(Succeed())
		for _, object := range []client.Object{
			wrappers.Jurisdiction("squatter").NamespaceName(foreign.Name).Obj(),
			wrappers.Jurisdiction("orphan").Parent("not-declared-yet").Obj(),
			wrappers.Duty("unknown-lead").Namespace(county.namespace).Leads("weather-bureau").Obj(),
			wrappers.Duty("understood").Namespace(county.namespace).Leads(police).Obj(),
			wrappers.Duty("homeless").Namespace(foreign.Name).Obj(),
			wrappers.Meeting("misplanned").Namespace(county.namespace).Office("weather-bureau").Obj(),
			wrappers.Meeting("convened").Namespace(county.namespace).Obj(),
			wrappers.Meeting("homeless-meeting").Namespace(foreign.Name).Obj(),
		} {
			Expect(env.Admin.Create(ctx, object)).To(Succeed())
		}
		early := county.report("not-declared-yet", "early").Obj()
		misled := county.report("understood", "misled").Checkpoint("no-such-milestone").Obj()
		good := county.report("understood", "good").Obj()
		for _, report := range []*v1alpha1.DutyReport{early, misled, good} {
			Expect(county.desk.Create(ctx, report)).To(Succeed())
		}

		held := func(name string, meeting v1alpha1.ObjectName) *wrappers.MinutesWrapper {
			return wrappers.Minutes(name).Namespace(county.namespace).Meeting(meeting).Session("2024-03-15").FiledBy(env.Admin.Name)
		}
		earlyMinutes, foreignMinutes := held("early-minutes", "not-declared-yet").Obj(), held("foreign-minutes", "convened").Office(police).Obj()
		goodMinutes := held("good-minutes", "convened").Obj()
		for _, minutes := range []*v1alpha1.MeetingMinutes{earlyMinutes, foreignMinutes, goodMinutes} {
			Expect(env.Admin.Create(ctx, minutes)).To(Succeed())
		}

		for _, expected := range []struct {
			object client.Object
			is     status.Status
			shows  OmegaMatcher
		}{
			{wrappers.Jurisdiction("squatter").Obj(), status.FailedStatus, beStalled(v1alpha1.ReasonNamespaceTaken)},
			{wrappers.Jurisdiction("orphan").Obj(), status.InProgressStatus, beWaiting(v1alpha1.ReasonParentNotFound)},
			{wrappers.Duty("unknown-lead").Namespace(county.namespace).Obj(), status.FailedStatus, beStalled(v1alpha1.ReasonUnknownDepartment)},
			{wrappers.Duty("homeless").Namespace(foreign.Name).Obj(), status.InProgressStatus, beWaiting(v1alpha1.ReasonJurisdictionNotFound)},
			{early, status.InProgressStatus, beWaiting(v1alpha1.ReasonDutyNotFound)},
			{misled, status.FailedStatus, beStalled(v1alpha1.ReasonUnknownCheckpoint)},
			{good, status.CurrentStatus, beReady()},
			{wrappers.Meeting("misplanned").Namespace(county.namespace).Obj(), status.FailedStatus, beStalled(v1alpha1.ReasonUnknownDepartment)},
			{wrappers.Meeting("convened").Namespace(county.namespace).Obj(), status.CurrentStatus, beReady()},
			{wrappers.Meeting("homeless-meeting").Namespace(foreign.Name).Obj(), status.InProgressStatus, beWaiting(v1alpha1.ReasonJurisdictionNotFound)},
			{earlyMinutes, status.InProgressStatus, beWaiting(v1alpha1.ReasonMeetingNotFound)},
			{foreignMinutes, status.FailedStatus, beStalled(v1alpha1.ReasonNotTheOffice)},
			{goodMinutes, status.CurrentStatus, beReady()},
		} {
			By(expected.object.GetName())
			Eventually(current[client.Object]).WithArguments(ctx, expected.object).Should(expected.shows)
			Expect(kstatusOf(unstructuredOf(ctx, expected.object))).To(Equal(expected.is))
		}
	})
}

// tellingAnew is what becomes of events that come twice. The recorder would make a series of two that are alike in
// everything but their time, and change the first; but events are of a version of an object, and tell of a change of it.
func tellingAnew() {
	It("tells of each in an event of its own, also where one comes again for the same reason", func(ctx SpecContext) {
		beRunning(ctx)
		region := wrappers.Jurisdiction("restless").Obj()
		Expect(env.Admin.Create(ctx, region)).To(Succeed())
		for range 3 {
			Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, region).Should(beReady())
			framework.Edit(ctx, env.Admin, region, func(declared *v1alpha1.Jurisdiction) { declared.Spec.TimeZone = "Mars/Olympus" })
			Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, region).Should(beStalled(v1alpha1.ReasonUnknownTimeZone))
			framework.Edit(ctx, env.Admin, region, func(declared *v1alpha1.Jurisdiction) { declared.Spec.TimeZone = "Asia/Shanghai" })
		}
		Eventually(eventsAbout).WithArguments(ctx, region, v1alpha1.ReasonUnknownTimeZone).Should(
			And(HaveLen(3), HaveEach(HaveField("Series", BeNil()))))
	})
}

// kstatusOf is what kstatus makes of an object.
func kstatusOf(object *unstructured.Unstructured) (status.Status, error) {
	result, err := status.Compute(object)
	if err != nil {
		return "", err
	}
	return result.Status, nil
}

// unstructuredOf reads an object as a tool sees it that does not know its type.
func unstructuredOf(ctx context.Context, object client.Object) *unstructured.Unstructured {
	GinkgoHelper()
	kind, err := apiutil.GVKForObject(object, env.Scheme)
	Expect(err).NotTo(HaveOccurred())
	found := &unstructured.Unstructured{}
	found.SetGroupVersionKind(kind)
	Expect(env.Admin.Get(ctx, client.ObjectKeyFromObject(object), found)).To(Succeed())
	return found
}

// everythingIn lists every object of a namespace, of whatever kind the API server knows.
func everythingIn(ctx context.Context, namespace string) []*unstructured.Unstructured {
	GinkgoHelper()
	lists, err := kubernetes.ServerPreferredNamespacedResources()
	Expect(err).NotTo(HaveOccurred())
	var objects []*unstructured.Unstructured
	for _, list := range lists {
		group, err := schema.ParseGroupVersion(list.GroupVersion)
		Expect(err).NotTo(HaveOccurred())
		for i := range list.APIResources {
			if !slices.Contains(list.APIResources[i].Verbs, "list") {
				continue
			}
			found := &unstructured.UnstructuredList{}
			found.SetGroupVersionKind(group.WithKind(list.APIResources[i].Kind + "List"))
			Expect(env.Admin.List(ctx, found, client.InNamespace(namespace))).To(Succeed())
			Expect(found.EachListItem(func(object runtime.Object) error {
				objects = append(objects, object.(*unstructured.Unstructured)) //nolint:forcetypeassert // of an UnstructuredList
				return nil
			})).To(Succeed())
		}
	}
	return objects
}

// versionsIn are the resource versions of everything in a namespace, and of the region that holds it, but for events,
// which tell of changes and are none.
func versionsIn(ctx context.Context, namespace string) map[string]string {
	GinkgoHelper()
	versions := map[string]string{}
	for _, object := range everythingIn(ctx, namespace) {
		if object.GetKind() != "Event" {
			versions[object.GetKind()+" "+object.GetName()] = object.GetResourceVersion()
		}
	}
	var regions v1alpha1.JurisdictionList
	Expect(env.Admin.List(ctx, &regions)).To(Succeed())
	for i := range regions.Items {
		if regions.Items[i].Status.Namespace == namespace {
			versions["Jurisdiction "+regions.Items[i].Name] = regions.Items[i].ResourceVersion
		}
	}
	return versions
}

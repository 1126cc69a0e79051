// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gstruct"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// longAgo is when an attacker would like to have filed.
var longAgo = time.Date(2020, time.December, 31, 9, 0, 0, 0, time.UTC)

// backdated puts the annotation of a restore on an object.
func backdated[T client.Object](object T) T {
	object.SetAnnotations(map[string]string{v1alpha1.AnnotationRestored: longAgo.Format(time.RFC3339)})
	return object
}

// merge is a merge patch.
func merge(content string) client.Patch {
	return client.RawPatch(types.MergePatchType, []byte(content))
}

const annotateRestored = `{"metadata":{"annotations":{"supervision.jianguan.io/restored":"2020-12-31T09:00:00Z"}}}`

var _ = DescribeTable("Back-dating is refused:", refused,
	Entry("a receipt on paper, without the right", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, report(home, wei, police).Received(longAgo).Obj())
	}), framework.BeForbidden(`user "wei" may not say when a paper record of department "police" was received`, `"backdate"`)),
	Entry("a report that says it was restored", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, backdated(report(home, wei, police).Obj()))
	}), framework.BeForbidden(`user "wei" may not restore a report of department "police"`, `"restore"`)),
	Entry("a report that says it was restored, at no time", attempt(func(ctx context.Context) error {
		object := report(home, wei, police).Obj()
		object.Annotations = map[string]string{v1alpha1.AnnotationRestored: ""}
		return wei.Create(ctx, object)
	}), Or(framework.BeForbidden(`user "wei" may not restore a report of department "police"`), framework.BeInvalid(v1alpha1.AnnotationRestored))),
	Entry("a ruling that says it was restored", attempt(func(ctx context.Context) error {
		return lan.Create(ctx, backdated(ruling(home, lan).Obj()))
	}), framework.BeForbidden(`user "lan" may not restore a ruling`, `"restore"`)),
	Entry("a ruling in the parent's name that says it was restored", attempt(func(ctx context.Context) error {
		return hong.Create(ctx, backdated(ruling(home, hong).Parent(province).Obj()))
	}), framework.BeForbidden(`user "hong" may not restore a ruling`, "departments/parent:jilin")),
	Entry("the annotation added by its department", attempt(func(ctx context.Context) error {
		return wei.Patch(ctx, wrappers.Report(filed).Namespace(home).Obj(), merge(annotateRestored))
	}), mayNot("wei", "patch", "dutyreports")),
	Entry("the annotation added by an administrator", attempt(func(ctx context.Context) error {
		return env.Admin.Patch(ctx, wrappers.Report(filed).Namespace(home).Obj(), merge(annotateRestored))
	}), framework.BeInvalid("may not change the annotation supervision.jianguan.io/restored", `to "2020-12-31T09:00:00Z"`)),
	Entry("the receipt added by an administrator", attempt(func(ctx context.Context) error {
		return env.Admin.Patch(ctx, wrappers.Report(filed).Namespace(home).Obj(),
			merge(`{"spec":{"receivedTime":"2020-12-31T09:00:00Z"}}`))
	}), framework.RefuseField("spec", "a DutyReport cannot be changed")),
	Entry("the stamp of the creation moved by an administrator", attempt(func(ctx context.Context) error {
		// The API server answers with the report as it was.
		return env.Admin.Patch(ctx, wrappers.Report(filed).Namespace(home).Obj(),
			merge(`{"metadata":{"creationTimestamp":"2020-12-31T09:00:00Z"}}`))
	}), Succeed()),
)

var _ = Describe("Times that whoever files brings along", func() {
	It("count for nothing, nor does a status or an identity", func(ctx SpecContext) {
		before := time.Now().Truncate(time.Second)
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(
			wrappers.Report("brings-times").Namespace(home).Duty(missedDuty).Department(police).FiledBy("wei").
				Status(v1alpha1.RecordStatus{Verdict: v1alpha1.VerdictAccepted, ReceivedTime: new(metav1.NewTime(longAgo))}).Obj())
		Expect(err).NotTo(HaveOccurred())
		given := &unstructured.Unstructured{Object: content}
		given.SetGroupVersionKind(v1alpha1.GroupVersion.WithKind("DutyReport"))
		given.SetCreationTimestamp(metav1.NewTime(longAgo))
		given.SetDeletionTimestamp(new(metav1.NewTime(longAgo)))
		given.SetGeneration(7)
		given.SetUID("00000000-0000-0000-0000-000000000001")
		given.SetManagedFields([]metav1.ManagedFieldsEntry{{
			Manager: v1alpha1.ManagedByOperator, Operation: metav1.ManagedFieldsOperationUpdate, APIVersion: v1alpha1.GroupVersion.String(),
			Time: new(metav1.NewTime(longAgo)), FieldsType: "FieldsV1", FieldsV1: metav1.NewFieldsV1(`{"f:spec":{"f:statement":{}}}`),
		}})
		Expect(wei.Create(ctx, given)).To(Succeed())
		settled(ctx)

		stored := framework.Get(ctx, env.Admin, wrappers.Report("brings-times").Namespace(home).Obj())
		Expect(stored.CreationTimestamp.Time).To(BeTemporally(">=", before))
		Expect(stored.DeletionTimestamp).To(BeNil())
		Expect(stored.Generation).To(BeEquivalentTo(1))
		Expect(stored.UID).NotTo(BeEquivalentTo("00000000-0000-0000-0000-000000000001"))
		Expect(stored.Status.ReceivedTime).To(gstruct.PointTo(Equal(stored.CreationTimestamp)))
		Expect(stored.Status.Verdict).To(Equal(v1alpha1.VerdictUnderReview))
		Expect(dutyStatus(ctx, missedDuty).Misses).To(ConsistOf(HaveField("State", v1alpha1.MissStanding)))
	})

	It("do not make up for a miss where a report supersedes one from elsewhere", func(ctx SpecContext) {
		given := wrappers.Report("borrows-a-receipt").Namespace(home).Duty(missedDuty).Department(police).
			Supersedes(filed).FiledBy("wei").Obj()
		Expect(wei.Create(ctx, given)).To(Succeed())
		expectVerdict(ctx, given, v1alpha1.VerdictIgnored)
	})
})

// dutyStatus reads the status of a duty of home.
func dutyStatus(ctx context.Context, name string) v1alpha1.DepartmentDutyStatus {
	GinkgoHelper()
	return framework.Get(ctx, env.Admin, wrappers.Duty(name).Namespace(home).Obj()).Status
}

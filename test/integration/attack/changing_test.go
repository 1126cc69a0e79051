// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	gomegatypes "github.com/onsi/gomega/types"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// status matches an error by one of the functions of apierrors.
func status(is func(error) bool, saying ...string) gomegatypes.GomegaMatcher {
	matchers := []gomegatypes.GomegaMatcher{MatchError(is, "the expected reason")}
	for _, text := range saying {
		matchers = append(matchers, MatchError(ContainSubstring(text)))
	}
	return SatisfyAll(matchers...)
}

var unchangeable = framework.RefuseField("spec", "a DutyReport cannot be changed: file another that supersedes it")

func theReport() *v1alpha1.DutyReport { return wrappers.Report(filed).Namespace(home).Obj() }
func theRuling() *v1alpha1.DutyRuling { return wrappers.Ruling(ruled).Namespace(home).Obj() }

// Each is refused to its department for want of a right, and to an administrator, who has every right, by the schema.
var _ = DescribeTable("Changing a report by a patch is refused:", func(ctx SpecContext, kind types.PatchType, content string, refusal gomegatypes.GomegaMatcher) {
	guard(ctx)
	patch, as := client.RawPatch(kind, []byte(content)), client.FieldOwner("attacker")
	Expect(wei.Patch(ctx, theReport(), patch, as)).To(mayNot("wei", "patch", "dutyreports"))
	Expect(gitops.Patch(ctx, theReport(), patch, as)).To(mayNot(account(home, "gitops"), "patch", "dutyreports"))
	Expect(env.Admin.Patch(ctx, theReport(), patch, as)).To(refusal)
},
	Entry("one field", types.MergePatchType, `{"spec":{"statement":"other"}}`, unchangeable),
	Entry("the first of two steps: no spec", types.MergePatchType, `{"spec":null}`, framework.RefuseField("spec", "Required value")),
	Entry("the same, as JSON patch", types.JSONPatchType, `[{"op":"remove","path":"/spec"}]`, framework.RefuseField("spec", "Required value")),
	Entry("an empty spec", types.JSONPatchType, `[{"op":"replace","path":"/spec","value":{}}]`, framework.RefuseField("spec.statement", "Required value")),
	Entry("both steps in one", types.JSONPatchType,
		`[{"op":"copy","from":"/spec","path":"/metadata/x"},{"op":"remove","path":"/spec"},{"op":"move","from":"/metadata/x","path":"/spec"},`+
			`{"op":"replace","path":"/spec/statement","value":"other"}]`, unchangeable),
	Entry("a field removed", types.MergePatchType, `{"spec":{"quantity":null}}`, unchangeable),
	Entry("a list removed", types.MergePatchType, `{"spec":{"evidence":null}}`, unchangeable),
	Entry("a list emptied", types.MergePatchType, `{"spec":{"evidence":[]}}`, framework.BeInvalid("spec.evidence")),
	Entry("an item removed", types.JSONPatchType, `[{"op":"remove","path":"/spec/evidence/1"}]`, unchangeable),
	Entry("items in another order", types.JSONPatchType, `[{"op":"move","from":"/spec/evidence/0","path":"/spec/evidence/1"}]`, unchangeable),
	Entry("an item added", types.JSONPatchType, `[{"op":"add","path":"/spec/evidence/-","value":{"uri":"https:x"}}]`, unchangeable),
	Entry("the department", types.MergePatchType, `{"spec":{"department":"market-regulation"}}`, unchangeable),
	Entry("who filed", types.MergePatchType, `{"spec":{"filedBy":"ming"}}`, unchangeable),
	Entry("a field added", types.MergePatchType, `{"spec":{"checkpoint":"final"}}`, unchangeable),
	Entry("strategic", types.StrategicMergePatchType, `{"spec":{"$patch":"replace","statement":"other"}}`,
		status(apierrors.IsUnsupportedMediaType)),
	Entry("the name", types.MergePatchType, `{"metadata":{"name":"other"}}`, status(apierrors.IsBadRequest)),
	Entry("the namespace", types.MergePatchType, `{"metadata":{"namespace":"region-xuzhou"}}`, status(apierrors.IsBadRequest)),
	Entry("another object's identity", types.MergePatchType, `{"metadata":{"uid":"00000000-0000-0000-0000-000000000001"}}`,
		framework.RefuseField("metadata.uid", "field is immutable")),
	Entry("a version of long ago", types.MergePatchType, `{"metadata":{"resourceVersion":"1"},"spec":{"statement":"other"}}`,
		status(apierrors.IsConflict)),
	Entry("server-side apply of one field", types.ApplyPatchType, apply(`"spec":{"statement":"other"}`), status(apierrors.IsConflict)),
)

// apply is a report as server-side apply sends it.
func apply(rest string) string {
	return `{"apiVersion":"supervision.jianguan.io/v1alpha1","kind":"DutyReport","metadata":{"name":"` + filed + `"},` + rest + `}`
}

var _ = DescribeTable("Changing a record in another way is refused:", refused,
	Entry("a report, by forced server-side apply", attempt(func(ctx context.Context) error {
		return env.Admin.Patch(ctx, theReport(), client.RawPatch(types.ApplyPatchType, []byte(apply(`"spec":{"statement":"other"}`))),
			client.ForceOwnership, client.FieldOwner("attacker"))
	}), unchangeable),
	Entry("a report, by forced server-side apply in the operator's name", attempt(func(ctx context.Context) error {
		return env.Admin.Patch(ctx, theReport(), client.RawPatch(types.ApplyPatchType, []byte(apply(`"spec":{"evidence":[{"uri":"https:x"}]}`))),
			client.ForceOwnership, client.FieldOwner(v1alpha1.ManagedByOperator))
	}), unchangeable),
	Entry("a report, by its department's apply", attempt(func(ctx context.Context) error {
		return wei.Patch(ctx, theReport(), client.RawPatch(types.ApplyPatchType, []byte(apply(`"spec":{"statement":"other"}`))),
			client.ForceOwnership, client.FieldOwner("attacker"))
	}), mayNot("wei", "patch", "dutyreports")),
	Entry("a report, by update", attempt(func(ctx context.Context) error {
		return rewrite(ctx, env.Admin, func(r *v1alpha1.DutyReport) { r.Spec.Statement = "other" })
	}), unchangeable),
	Entry("a report, by update of its lists' order", attempt(func(ctx context.Context) error {
		return rewrite(ctx, env.Admin, func(r *v1alpha1.DutyReport) { slices.Reverse(r.Spec.Evidence) })
	}), unchangeable),
	Entry("a report, by update without a version", attempt(func(ctx context.Context) error {
		return rewrite(ctx, env.Admin, func(r *v1alpha1.DutyReport) { r.ResourceVersion, r.Spec.Statement = "", "other" })
	}), Or(unchangeable, framework.BeInvalid("metadata.resourceVersion"))),
	Entry("a report, by update under another identity", attempt(func(ctx context.Context) error {
		return rewrite(ctx, env.Admin, func(r *v1alpha1.DutyReport) { r.UID, r.Spec.Statement = "other", "other" })
	}), status(apierrors.IsConflict)),
	Entry("a report, by its department's update", attempt(func(ctx context.Context) error {
		return rewrite(ctx, wei, func(r *v1alpha1.DutyReport) { r.Spec.Statement = "other" })
	}), mayNot("wei", "update", "dutyreports")),
	Entry("a report that is not there, by update", attempt(func(ctx context.Context) error {
		return rewrite(ctx, env.Admin, func(r *v1alpha1.DutyReport) { r.Name, r.UID = "not-there", "" })
	}), status(apierrors.IsNotFound)),
	Entry("a report, by its scale", attempt(func(ctx context.Context) error {
		return env.Admin.SubResource("scale").Get(ctx, theReport(), &autoscalingv1.Scale{})
	}), status(apierrors.IsNotFound)),
	Entry("a ruling, the first of two steps", attempt(func(ctx context.Context) error {
		return env.Admin.Patch(ctx, theRuling(), merge(`{"spec":null}`))
	}), framework.RefuseField("spec", "Required value")),
	Entry("a ruling, by an administrator", attempt(func(ctx context.Context) error {
		return env.Admin.Patch(ctx, theRuling(), merge(`{"spec":{"type":"Accept"}}`))
	}), framework.RefuseField("spec", "a DutyRuling cannot be changed: file another that supersedes it")),
	Entry("a ruling, into one of the parent", attempt(func(ctx context.Context) error {
		return env.Admin.Patch(ctx, theRuling(), merge(`{"spec":{"rulingDepartment":null,"parent":"jilin"}}`))
	}), framework.RefuseField("spec", "a DutyRuling cannot be changed: file another that supersedes it")),
	Entry("a ruling, by its office", attempt(func(ctx context.Context) error {
		return lan.Patch(ctx, theRuling(), merge(`{"spec":{"type":"Accept"}}`))
	}), mayNot("lan", "patch", "dutyrulings")),
	Entry("a ruling, by the parent's office", attempt(func(ctx context.Context) error {
		return hong.Patch(ctx, theRuling(), merge(`{"spec":{"type":"Accept"}}`))
	}), mayNot("hong", "patch", "dutyrulings")),
	Entry("a report, by the admin of its namespace", attempt(func(ctx context.Context) error {
		return chief.Patch(ctx, theReport(), merge(`{"spec":{"statement":"other"}}`))
	}), mayNot("chief", "patch", "dutyreports")),
)

// rewrite sends a whole report, as it is stored but for a change.
func rewrite(ctx context.Context, by client.Client, change func(*v1alpha1.DutyReport)) error {
	GinkgoHelper()
	stored := framework.Get(ctx, env.Admin, theReport())
	change(stored)
	return by.Update(ctx, stored)
}

var _ = Describe("What is written past the spec of a record", func() {
	It("does not change it by way of the status", func(ctx SpecContext) {
		guard(ctx)
		stored := framework.Get(ctx, env.Admin, theReport())
		stored.Spec.Statement = "other"
		Expect(env.Admin.Status().Update(ctx, stored)).To(Succeed())
		Expect(env.Admin.Status().Patch(ctx, theReport(), merge(`{"spec":null}`))).To(Succeed())
	})
})

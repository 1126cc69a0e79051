// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package attack

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	gomegatypes "github.com/onsi/gomega/types"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// long is a text of so many characters of four bytes each.
func long(characters int) string { return strings.Repeat("\U00020000", characters) }

// post sends a report of the police of home as it is written, fields that the schema lacks and all.
func post(ctx context.Context, content string) error {
	config := rest.CopyConfig(wei.Config)
	config.APIPath, config.GroupVersion = "/apis", &v1alpha1.GroupVersion
	config.NegotiatedSerializer = clientgoscheme.Codecs.WithoutConversion()
	raw, err := rest.RESTClientFor(config)
	if err != nil {
		return err
	}
	return raw.Post().Namespace(home).Resource("dutyreports").SetHeader("Content-Type", "application/json").
		Body([]byte(content)).Do(ctx).Error()
}

// written is a report with more in its spec, and in its metadata.
func written(inSpec, inMetadata string) string {
	return `{"apiVersion":"supervision.jianguan.io/v1alpha1","kind":"DutyReport","metadata":{"name":"forged"` + inMetadata + `},` +
		`"spec":{"dutyRef":{"name":"clinics"},"department":"police","type":"Completion","statement":"done","filedBy":"wei"` + inSpec + `}}`
}

func posting(content func() string) attempt {
	return func(ctx context.Context) error { return post(ctx, content()) }
}

func reporting(change func(*wrappers.ReportWrapper)) attempt {
	return func(ctx context.Context) error {
		given := report(home, wei, police)
		change(given)
		return wei.Create(ctx, given.Obj())
	}
}

// answering does what anybody does who is no attacker, after each attempt.
func answering(ctx SpecContext, try attempt, refusal gomegatypes.GomegaMatcher) {
	GinkgoHelper()
	refused(ctx, try, refusal)
	Expect(wei.Create(ctx, report(home, wei, police).Obj(), client.DryRunAll)).To(Succeed(), "the API server is well")
}

var _ = DescribeTable("What is too much is refused, and the next one is served:", answering,
	Entry("a statement", reporting(func(r *wrappers.ReportWrapper) { r.Statement(long(4001)) }),
		framework.RefuseField("spec.statement", "4000")),
	Entry("a statement of megabytes", reporting(func(r *wrappers.ReportWrapper) { r.Statement(strings.Repeat("x", 2<<20)) }),
		framework.BeInvalid("spec.statement")),
	Entry("a request of more megabytes", reporting(func(r *wrappers.ReportWrapper) { r.Statement(strings.Repeat("x", 4<<20)) }),
		Or(status(apierrors.IsRequestEntityTooLargeError), framework.BeInvalid("spec.statement"))),
	Entry("evidence", reporting(func(r *wrappers.ReportWrapper) {
		for range 33 {
			r.Evidence("https:x", "", "")
		}
	}), framework.RefuseField("spec.evidence", "32")),
	Entry("evidence by the hundred thousand", posting(func() string {
		return written(`,"evidence":[`+strings.Repeat(`{"uri":"a:b"},`, 100_000)+`{"uri":"a:b"}]`, "")
	}), framework.BeInvalid("spec.evidence")),
	Entry("a URI", reporting(func(r *wrappers.ReportWrapper) { r.Evidence("https:"+long(1020), "", "") }),
		framework.RefuseField("spec.evidence[0].uri", "1024")),
	Entry("a user name", reporting(func(r *wrappers.ReportWrapper) { r.FiledBy(long(340)) }), framework.RefuseField("spec.filedBy", "339")),
	Entry("a department", reporting(func(r *wrappers.ReportWrapper) { r.Department(v1alpha1.DepartmentName(strings.Repeat("x", 64))) }),
		framework.RefuseField("spec.department", "63")),
	Entry("a quantity", reporting(func(r *wrappers.ReportWrapper) { r.Quantity(1_000_000_001) }), framework.RefuseField("spec.quantity", "1000000000")),
	Entry("a quantity that no type holds", posting(func() string { return written(`,"quantity":1e400`, "") }), MatchError(apierrors.IsBadRequest, "IsBadRequest")),
	Entry("annotations", posting(func() string {
		return written("", fmt.Sprintf(`,"annotations":{"a":%q}`, strings.Repeat("x", 257<<10)))
	}), framework.BeInvalid("metadata.annotations")),
	Entry("depth where there is no field", posting(func() string {
		return written(`,"deep":`+strings.Repeat(`{"a":`, 10_000)+"1"+strings.Repeat("}", 10_000), "")
	}), MatchError(apierrors.IsBadRequest, "IsBadRequest")),
	Entry("depth of lists in a field", posting(func() string {
		return written(`,"evidence":`+strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000), "")
	}), MatchError(apierrors.IsBadRequest, "IsBadRequest")),
	Entry("a name", reporting(func(r *wrappers.ReportWrapper) { r.Duty(v1alpha1.ObjectName(strings.Repeat("x", 254))) }),
		framework.RefuseField("spec.dutyRef.name", "253")),
	Entry("milestones", attempt(func(ctx context.Context) error {
		duty := wrappers.Duty("forged").Namespace(home)
		for i := range 25 {
			duty.Milestone(v1alpha1.CheckpointName(fmt.Sprintf("m-%d", i)), "2099")
		}
		return gitops.Create(ctx, duty.Obj())
	}), framework.RefuseField("spec.milestones", "24")),
	Entry("a title", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("forged").Namespace(home).Title(long(201)).Obj())
	}), framework.RefuseField("spec.title", "200")),
	Entry("departments", attempt(func(ctx context.Context) error {
		var names []v1alpha1.DepartmentName
		for i := range 101 {
			names = append(names, v1alpha1.DepartmentName(fmt.Sprintf("d-%d", i)))
		}
		return platform.Create(ctx, wrappers.Jurisdiction("forged").Departments(names...).Obj())
	}), framework.RefuseField("spec.departments", "100")),
	Entry("subjects", attempt(func(ctx context.Context) error {
		var subjects []v1alpha1.Subject
		for i := range 25 {
			subjects = append(subjects, wrappers.User(fmt.Sprintf("u-%d", i)))
		}
		return platform.Create(ctx, wrappers.Jurisdiction("forged").Department(wrappers.Department(police).Subjects(subjects...)).Obj())
	}), framework.RefuseField("spec.departments[0].subjects", "24")),
)

var _ = DescribeTable("What looks like something else is refused:", answering,
	Entry("a department with a Cyrillic letter", reporting(func(r *wrappers.ReportWrapper) { r.Department("p\u043elice") }),
		framework.RefuseField("spec.department", "is not a department code")),
	Entry("a department in capitals", reporting(func(r *wrappers.ReportWrapper) { r.Department("Police") }),
		framework.RefuseField("spec.department")),
	Entry("a department with a line end", reporting(func(r *wrappers.ReportWrapper) { r.Department("police\n") }),
		framework.RefuseField("spec.department")),
	Entry("a department with a NUL", reporting(func(r *wrappers.ReportWrapper) { r.Department("police\x00") }),
		framework.RefuseField("spec.department")),
	Entry("a department with a letter of no width", reporting(func(r *wrappers.ReportWrapper) { r.Department("pol\u200bice") }),
		framework.RefuseField("spec.department")),
	Entry("a checkpoint with a ligature", reporting(func(r *wrappers.ReportWrapper) { r.Checkpoint("\ufb01nal") }),
		framework.RefuseField("spec.checkpoint", "is not a checkpoint name")),
	Entry("a checkpoint with a Cyrillic letter", reporting(func(r *wrappers.ReportWrapper) { r.Checkpoint("fin\u0430l") }),
		framework.RefuseField("spec.checkpoint")),
	Entry("a duty in fullwidth letters", reporting(func(r *wrappers.ReportWrapper) { r.Duty("\uff43linics") }),
		framework.RefuseField("spec.dutyRef.name")),
	Entry("a report superseded by a path", reporting(func(r *wrappers.ReportWrapper) { r.Supersedes("../xuzhou/" + filed) }),
		framework.RefuseField("spec.supersedes")),
	Entry("a type in another case", posting(func() string {
		return strings.Replace(written("", ""), "Completion", "completion", 1)
	}), framework.RefuseField("spec.type", "supported values")),
	Entry("a field in another case, which is none", posting(func() string {
		return strings.Replace(written("", ""), "filedBy", "FiledBy", 1)
	}), framework.RefuseField("spec.filedBy", "Required value")),
	Entry("a field twice", posting(func() string { return written(`,"filedBy":"ming"`, "") }),
		framework.BeInvalid(`may not file in the name of "ming"`)),
	Entry("the name of a report", attempt(func(ctx context.Context) error {
		return wei.Create(ctx, wrappers.Report("clinics-d\u043ene").Namespace(home).Department(police).FiledBy("wei").Obj())
	}), framework.RefuseField("metadata.name")),
	Entry("a milestone that is the final one in another case", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("forged").Namespace(home).Milestone("Final", "2099").Obj())
	}), framework.RefuseField("spec.milestones[0].name")),
	Entry("a lead", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("forged").Namespace(home).Leads("p\u043elice").Obj())
	}), framework.RefuseField("spec.leads[0]")),
	Entry("a scope", declaring(forgedRegion().Scopes("he\u0430lth")), framework.RefuseField("spec.scopes[0].name")),
	Entry("a parent", declaring(forgedRegion().Parent("j\u0456lin")), framework.RefuseField("spec.parentRef.name")),
	Entry("a region", declaring(wrappers.Jurisdiction("j\u0456lin")), framework.RefuseField("metadata.name")),
	Entry("a digit of another script in a division code", declaring(forgedRegion().DivisionCode("22010\u0661")),
		framework.RefuseField("spec.divisionCode")),
	Entry("a digit of another script in a date", attempt(func(ctx context.Context) error {
		return gitops.Create(ctx, wrappers.Duty("forged").Namespace(home).Due("209\u0669").Obj())
	}), framework.RefuseField("spec.due")),
)

var _ = Describe("A text for people", func() {
	It("may hold any characters, and stays where it was written", func(ctx SpecContext) {
		text := "\u202e\u2066\u200b\x00\x1b[2J\n\r" + long(100)
		titled := wrappers.Duty("strange").Namespace(home).Leads(police).Due("2099")
		Expect(gitops.Create(ctx, titled.Title(text).Obj())).To(framework.RefuseField("spec.title", "control characters"),
			"titles stand in tables and messages")
		Expect(gitops.Create(ctx, titled.Title("plain").Description(text).Obj())).To(Succeed())
		given := report(home, wei, police).Duty("strange").Statement(text).Evidence("https:x", "", text).Obj()
		given.Name = "strange"
		Expect(wei.Create(ctx, given)).To(Succeed())
		settled(ctx)
		duty := framework.Get(ctx, env.Admin, wrappers.Duty("strange").Namespace(home).Obj())
		Expect(duty.Spec.Description).To(Equal(text))
		Expect(framework.Get(ctx, env.Admin, given).Spec.Statement).To(Equal(text))
		written, err := json.Marshal([]any{duty.Status, given.Status})
		Expect(err).NotTo(HaveOccurred())
		Expect(string(written)).To(MatchRegexp(`^[ -~]*$`), "statuses hold names and codes alone")
	})

	It("is taken at its full length, in characters", func(ctx SpecContext) {
		Expect(wei.Create(ctx, report(home, wei, police).Statement(long(4000)).Obj(), client.DryRunAll)).To(Succeed())
	})
})

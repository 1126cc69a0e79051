// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// then is when the records of these tests had been created in the backup.
const then = "2021-04-15T09:00:00Z"

// restored marks an object as one from a backup.
func restored[T client.Object](object T, told string) T {
	object.SetAnnotations(map[string]string{v1alpha1.AnnotationRestored: told})
	return object
}

// mayNotRestore is what somebody reads who restores a record of a body that is not theirs to restore.
func mayNotRestore(user, kind, whose, body, namespace, now string) string {
	return fmt.Sprintf(`user %q may not restore a %s of %s in %s: the annotation supervision.jianguan.io/restored needs the verb `+
		`"restore" on departments/%s in this namespace, which nobody holds unless an administrator grants it; without the annotation `+
		`the %s is %s now`, user, kind, whose, namespace, body, kind, now)
}

func mayNotRestoreReport(user, department, namespace string) string {
	return mayNotRestore(user, "report", fmt.Sprintf("department %q", department), department, namespace, "filed")
}

// notACreation is what somebody reads who says of an object that it was created when it cannot have been.
func notACreation(told, kind string) string {
	return fmt.Sprintf(`metadata.annotations["supervision.jianguan.io/restored"]: %q is not the creation time that this %s can have had `+
		`in a backup: write it in RFC 3339 with whole seconds, such as "2021-04-15T09:00:00Z"; it must lie before "`, told, kind)
}

// creations that no object can have had, as an administrator may try them.
var wrongCreations = []TableEntry{
	Entry("that is empty", ""),
	Entry("in words", "yesterday"),
	Entry("that is a day", "2021-04-15"),
	Entry("without a zone", "2021-04-15T09:00:00"),
	Entry("that the calendar does not have", "2021-02-29T09:00:00Z"),
	Entry("that no clock shows", "2021-04-15T24:00:00Z"),
	Entry("in a zone that there is not", "2021-04-15T09:00:00+24:00"),
	Entry("with fractions of a second", "2021-04-15T09:00:00.5Z"),
	Entry("in small letters", "2021-04-15t09:00:00z"),
	Entry("with something behind it", "2021-04-15T09:00:00Z\n"),
	Entry("that lies ahead", "2999-04-15T09:00:00Z"),
}

var _ = Describe("Restoring a DutyReport", func() {
	var (
		namespace              string
		wei, one, all, archive *framework.Actor
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		wei = env.User(ctx, "wei")
		env.Grant(ctx, namespace, wei.Subject(), append(framework.DepartmentRules("police"), framework.Verb(v1alpha1.VerbBackdate, "police"))...)
		create := framework.Records(framework.Reports, "create")
		one = env.ServiceAccount(ctx, namespace, "one")
		env.Grant(ctx, namespace, one.Subject(), create, framework.Verb(v1alpha1.VerbRestore, "police"))
		all = env.User(ctx, "all")
		env.Grant(ctx, namespace, all.Subject(), create, framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbRestore))
		archive = env.ServiceAccount(ctx, namespace, "archive")
		env.Grant(ctx, namespace, archive.Subject(), create,
			framework.Verb(v1alpha1.VerbReport, "police"), framework.Verb(v1alpha1.VerbRestore, "police"))
	})

	report := func(filedBy string) *wrappers.ReportWrapper {
		return wrappers.Report("report").Namespace(namespace).Department("police").FiledBy(filedBy)
	}
	before, after := time.Date(2021, 4, 15, 8, 59, 59, 0, time.UTC), time.Date(2021, 4, 15, 9, 0, 1, 0, time.UTC)

	It("is for whoever may restore its department, as filed by somebody else and received on paper", func(ctx SpecContext) {
		given := restored(report("somebody who left").Received(before).Obj(), then)
		Expect(one.Create(ctx, given.DeepCopy(), client.DryRunAll)).To(Succeed())
		Expect(one.Create(ctx, given)).To(Succeed())
		Expect(given.Spec.FiledBy).To(Equal("somebody who left"))
		Expect(given.Annotations).To(HaveKeyWithValue(v1alpha1.AnnotationRestored, then))
		Expect(given.CreationTimestamp.Time).To(BeTemporally("~", time.Now(), time.Minute))
	})

	It("is for whoever may restore its department also as filed by themselves", func(ctx SpecContext) {
		Expect(one.Create(ctx, restored(report(one.Name).Obj(), "2021-04-15T17:00:00+08:00"))).To(Succeed())
	})

	It("is for whoever may restore its department also by server-side apply", func(ctx SpecContext) {
		env.Grant(ctx, namespace, one.Subject(), framework.Records(framework.Reports, "patch"))
		apply := func(given *v1alpha1.DutyReport) error {
			configuration, err := framework.ApplyConfiguration(env.Scheme, given)
			if err != nil {
				return err
			}
			return one.Apply(ctx, configuration, client.FieldOwner("test"))
		}
		Expect(apply(restored(report("wei").Department("finance").Obj(), then))).
			To(framework.BeForbidden(mayNotRestoreReport(one.Name, "finance", namespace)))
		Expect(apply(restored(report("wei").Obj(), then))).To(Succeed())
		Expect(apply(restored(report("wei").Obj(), then))).To(Succeed(), "a second time changes nothing")
	})

	It("is not for whoever may restore another department", func(ctx SpecContext) {
		given := restored(report("wei").Department("finance").Obj(), then)
		Expect(one.Create(ctx, given.DeepCopy())).To(framework.BeForbidden(mayNotRestoreReport(one.Name, "finance", namespace)))
		Expect(all.Create(ctx, given)).To(Succeed())
	})

	It("is not for whoever may restore in another region", func(ctx SpecContext) {
		other := env.Namespace(ctx)
		env.Grant(ctx, other, all.Subject(), framework.Records(framework.Reports, "create"))
		Expect(all.Create(ctx, restored(report("wei").Namespace(other).Obj(), then))).
			To(framework.BeForbidden(mayNotRestoreReport("all", "police", other)))
	})

	It("is not for whoever may report and backdate, in whoever's name", func(ctx SpecContext) {
		for _, filedBy := range []string{"wei", "li"} {
			Expect(wei.Create(ctx, restored(report(filedBy).Obj(), then))).
				To(framework.BeForbidden(mayNotRestoreReport("wei", "police", namespace)))
		}
		Expect(wei.Create(ctx, restored(report("wei").Received(before).Obj(), then))).
			To(framework.BeForbidden(mayNotRestoreReport("wei", "police", namespace)))
		Expect(wei.Create(ctx, restored(report("wei").Obj(), ""))).To(HaveOccurred())
		Expect(wei.Create(ctx, report("wei").Received(before).Obj())).To(Succeed(), "without the annotation all is as ever")
	})

	It("is not for a GitOps tool", func(ctx SpecContext) {
		gitops := env.ServiceAccount(ctx, namespace, "gitops")
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records("departmentduties", "create"), framework.Records(framework.Reports, "create"))
		Expect(gitops.Create(ctx, restored(report("wei").Obj(), then))).
			To(framework.BeForbidden(mayNotRestoreReport(gitops.Name, "police", namespace)))
	})

	It("is for an administrator, who cannot sign for others without the annotation", func(ctx SpecContext) {
		Expect(env.Admin.Create(ctx, report("wei").Obj())).To(framework.BeInvalid(mayNotFileFor(env.Admin.Name, "wei")))
		Expect(env.Admin.Create(ctx, restored(report("wei").Obj(), then))).To(Succeed())
	})

	It("lends nothing to a report without the annotation", func(ctx SpecContext) {
		Expect(one.Create(ctx, report(one.Name).Obj())).To(framework.BeForbidden(mayNotReport(one.Name, "police", namespace)))
		Expect(all.Create(ctx, report("wei").Obj())).To(framework.BeForbidden(mayNotReport("all", "police", namespace)))
		Expect(archive.Create(ctx, report("wei").Obj())).To(framework.BeInvalid(mayNotFileFor(archive.Name, "wei")))
		Expect(archive.Create(ctx, report(archive.Name).Received(before).Obj())).
			To(framework.BeForbidden(mayNotBackdate(archive.Name, "police", namespace)))
		Expect(archive.Create(ctx, report(archive.Name).Obj())).To(Succeed())
	})

	DescribeTable("is refused with a creation", func(ctx SpecContext, told string) {
		Expect(one.Create(ctx, restored(report("wei").Obj(), told))).To(framework.BeInvalid(notACreation(told, "DutyReport")))
		Expect(env.Admin.Create(ctx, restored(report("wei").Received(before).Obj(), told))).
			To(framework.BeInvalid(notACreation(told, "DutyReport")))
	}, wrongCreations)

	It("is refused with a creation of great length", func(ctx SpecContext) {
		Expect(one.Create(ctx, restored(report("wei").Obj(), strings.Repeat("2", 200_000)))).
			To(framework.BeInvalid(notACreation(strings.Repeat("2", 100)+"…", "DutyReport")))
	})

	It("is refused with a creation of this very second", func(ctx SpecContext) {
		// The second may end on the way, so it takes more than one try now and then.
		Eventually(func() error {
			return one.Create(ctx, restored(report("wei").Obj(), time.Now().UTC().Format(time.RFC3339)), client.DryRunAll)
		}).WithTimeout(within).WithPolling(every).Should(framework.BeInvalid("it must lie before"))
	})

	It("is refused with a paper that was received after it had been filed", func(ctx SpecContext) {
		for _, received := range []time.Time{after, time.Date(2021, 4, 15, 9, 0, 0, 0, time.UTC)} {
			Expect(one.Create(ctx, restored(report("wei").Received(received).Obj(), then))).To(framework.BeInvalid(fmt.Sprintf(
				`spec.receivedTime %q must lie before %q, at which the report was first filed, as its annotation `+
					`supervision.jianguan.io/restored tells`, received.Format(time.RFC3339), then)))
		}
	})
})

var _ = Describe("Restoring a DutyRuling", func() {
	var (
		namespace              string
		desk, one, parent, all *framework.Actor
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		desk = env.User(ctx, "desk")
		env.Grant(ctx, namespace, desk.Subject(), framework.OfficeRules("health-commission")...)
		create := framework.Records(framework.Rulings, "create")
		one = env.User(ctx, "one")
		env.Grant(ctx, namespace, one.Subject(), create, framework.Verb(v1alpha1.VerbRestore, "health-commission"))
		parent = env.ServiceAccount(ctx, namespace, "parent")
		env.Grant(ctx, namespace, parent.Subject(), create, framework.Verb(v1alpha1.VerbRestore, "parent:beijing"))
		all = env.ServiceAccount(ctx, namespace, "all")
		env.Grant(ctx, namespace, all.Subject(), create, framework.Records(v1alpha1.DepartmentsResource, v1alpha1.VerbRestore))
	})

	own := func() *v1alpha1.DutyRuling {
		return restored(wrappers.Ruling("own").Namespace(namespace).Office("health-commission").FiledBy("desk").Obj(), then)
	}
	parents := func() *v1alpha1.DutyRuling {
		return restored(wrappers.Ruling("parents").Namespace(namespace).Parent("beijing").FiledBy("capital").Obj(), then)
	}
	mayNotRestoreOwn := func(user string) string {
		return mayNotRestore(user, "ruling", `department "health-commission"`, "health-commission", namespace, "made")
	}
	mayNotRestoreParents := func(user string) string {
		return mayNotRestore(user, "ruling", `the parent region "beijing"`, "parent:beijing", namespace, "made")
	}

	It("is for whoever may restore the rulings of its body", func(ctx SpecContext) {
		Expect(one.Create(ctx, own())).To(Succeed())
		Expect(one.Create(ctx, parents())).To(framework.BeForbidden(mayNotRestoreParents("one")))
		Expect(parent.Create(ctx, own())).To(framework.BeForbidden(mayNotRestoreOwn(parent.Name)))
		Expect(parent.Create(ctx, parents())).To(Succeed())
	})

	It("is for whoever may restore all", func(ctx SpecContext) {
		Expect(all.Create(ctx, own())).To(Succeed())
		Expect(all.Create(ctx, parents())).To(Succeed())
	})

	It("is for an administrator, who cannot sign for others without the annotation", func(ctx SpecContext) {
		forged := own()
		forged.Annotations = nil
		Expect(env.Admin.Create(ctx, forged)).To(framework.BeInvalid(mayNotFileFor(env.Admin.Name, "desk")))
		Expect(env.Admin.Create(ctx, own())).To(Succeed())
	})

	It("is not for the office", func(ctx SpecContext) {
		Expect(desk.Create(ctx, own())).To(framework.BeForbidden(mayNotRestoreOwn("desk")))
	})

	It("lends nothing to a ruling without the annotation", func(ctx SpecContext) {
		given := own()
		given.Annotations = nil
		Expect(one.Create(ctx, given)).To(framework.BeForbidden(mayNotRule("one", "health-commission", namespace)))
		Expect(all.Create(ctx, given)).To(framework.BeForbidden(mayNotRule(all.Name, "health-commission", namespace)))
	})

	DescribeTable("is refused with a creation", func(ctx SpecContext, told string) {
		Expect(one.Create(ctx, restored(own(), told))).To(framework.BeInvalid(notACreation(told, "DutyRuling")))
	}, wrongCreations)
})

var _ = Describe("The annotation of a restore", func() {
	var (
		namespace   string
		wei, gitops *framework.Actor
	)

	// wei holds every right on records of the police.
	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		wei = env.User(ctx, "wei")
		env.Grant(ctx, namespace, wei.Subject(), framework.Records(framework.Reports, "*"), framework.Records(framework.Rulings, "*"),
			framework.Records(framework.Minutes, "*"), framework.Verb("*", "police"))
		gitops = env.ServiceAccount(ctx, namespace, "gitops")
		env.Grant(ctx, namespace, gitops.Subject(), framework.Records("departmentduties", "get", "create", "update", "patch", "delete"))
	})

	annotate := func(value string) client.Patch {
		return client.RawPatch(types.MergePatchType, []byte(`{"metadata":{"annotations":{"supervision.jianguan.io/restored":`+value+`}}}`))
	}
	mayNotChange := func(user, kind, from, to string) string {
		return fmt.Sprintf(`user %q may not change the annotation supervision.jianguan.io/restored of a %s from %s to %s: a record gets it `+
			`when it is restored from a backup, and keeps it`, user, kind, from, to)
	}
	report := func() *v1alpha1.DutyReport {
		return wrappers.Report("report").Namespace(namespace).Department("police").FiledBy("wei").Obj()
	}
	ruling := func() *v1alpha1.DutyRuling {
		return wrappers.Ruling("ruling").Namespace(namespace).Office("police").FiledBy("wei").Obj()
	}
	minutes := func() *v1alpha1.MeetingMinutes {
		return wrappers.Minutes("minutes").Namespace(namespace).Office("police").Session("2021-04-14").FiledBy("wei").Obj()
	}

	It("cannot be given to a record later", func(ctx SpecContext) {
		for _, given := range []client.Object{report(), ruling(), minutes()} {
			Expect(wei.Create(ctx, given)).To(Succeed())
		}
		Expect(wei.Patch(ctx, report(), annotate(`"`+then+`"`))).
			To(framework.BeInvalid(mayNotChange("wei", "DutyReport", "none", `"`+then+`"`)))
		Expect(wei.Patch(ctx, report(), annotate(`""`))).To(framework.BeInvalid(mayNotChange("wei", "DutyReport", "none", `""`)))
		Expect(env.Admin.Patch(ctx, ruling(), annotate(`"`+then+`"`))).
			To(framework.BeInvalid(mayNotChange(env.Admin.Name, "DutyRuling", "none", `"`+then+`"`)))
		Expect(wei.Patch(ctx, minutes(), annotate(`"`+then+`"`))).
			To(framework.BeInvalid(mayNotChange("wei", "MeetingMinutes", "none", `"`+then+`"`)))
	})

	It("stays with a record as it is, whatever else is annotated", func(ctx SpecContext) {
		for _, given := range []client.Object{restored(report(), then), restored(ruling(), then), restored(minutes(), then)} {
			Expect(wei.Create(ctx, given)).To(Succeed())
		}
		Expect(wei.Patch(ctx, report(), annotate(`"2020-04-15T09:00:00Z"`))).
			To(framework.BeInvalid(mayNotChange("wei", "DutyReport", `"`+then+`"`, `"2020-04-15T09:00:00Z"`)))
		Expect(wei.Patch(ctx, ruling(), annotate("null"))).
			To(framework.BeInvalid(mayNotChange("wei", "DutyRuling", `"`+then+`"`, "none")))
		Expect(wei.Patch(ctx, minutes(), annotate("null"))).
			To(framework.BeInvalid(mayNotChange("wei", "MeetingMinutes", `"`+then+`"`, "none")))
		Expect(env.Admin.Patch(ctx, report(), annotate("null"))).
			To(framework.BeInvalid(mayNotChange(env.Admin.Name, "DutyReport", `"`+then+`"`, "none")))
		other := client.RawPatch(types.MergePatchType, []byte(`{"metadata":{"annotations":{"a":"b"}}}`))
		Expect(wei.Patch(ctx, report(), other)).To(Succeed())
		Expect(wei.Patch(ctx, ruling(), other)).To(Succeed())
		Expect(wei.Patch(ctx, minutes(), other)).To(Succeed())
	})

	It("is given to a duty by whoever may write duties, changed and removed", func(ctx SpecContext) {
		given := restored(wrappers.Duty("duty").Namespace(namespace).Obj(), then)
		Expect(gitops.Create(ctx, given.DeepCopy())).To(Succeed())
		Expect(gitops.Patch(ctx, given.DeepCopy(), annotate(`"2020-04-15T09:00:00Z"`))).To(Succeed())
		Expect(gitops.Patch(ctx, given.DeepCopy(), annotate(`"soon"`))).To(framework.BeInvalid(notACreation("soon", "DepartmentDuty")))
		Expect(gitops.Patch(ctx, given.DeepCopy(), annotate("null"))).To(Succeed())
		Expect(gitops.Patch(ctx, given.DeepCopy(), annotate(`"2999-04-15T09:00:00Z"`))).
			To(framework.BeInvalid(notACreation("2999-04-15T09:00:00Z", "DepartmentDuty")))
		Expect(gitops.Patch(ctx, given.DeepCopy(), annotate(`"`+then+`"`))).To(Succeed())
	})

	DescribeTable("is refused to a duty with a creation", func(ctx SpecContext, told string) {
		given := restored(wrappers.Duty("duty").Namespace(namespace).Obj(), told)
		Expect(gitops.Create(ctx, given)).To(framework.BeInvalid(notACreation(told, "DepartmentDuty")))
	}, wrongCreations)
})

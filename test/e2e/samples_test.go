// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// What the samples hold, as their READMEs have it applied.
const (
	platform     = "config/samples/regions/platform"
	beijing      = "config/samples/regions/beijing"
	xicheng      = "config/samples/regions/xicheng"
	recordAccess = "config/samples/records/access"
	paperReports = "config/samples/records/reports"
	paperRulings = "config/samples/records/rulings"

	xichengNamespace = v1alpha1.NamespacePrefix + "xicheng"
	stations         = "emergency-stations"
)

func onTheSamples() {
	It("sets up Beijing and Xicheng and understands all 22 duties", func(ctx SpecContext) {
		beRunning(ctx)
		applyAs(ctx, env.Config(), platform)
		applyAs(ctx, env.Config(), beijing)
		Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, wrappers.Jurisdiction("xicheng").Obj()).Should(beReady())
		applyAs(ctx, env.Config(), xicheng)

		Eventually(xichengDuties).WithArguments(ctx).Should(And(HaveLen(22), HaveEach(beReady())))
	})

	It("gives them their lights, and counts them", func(ctx SpecContext) {
		duties, err := xichengDuties(ctx)
		Expect(err).NotTo(HaveOccurred())
		for _, duty := range duties {
			if duty.Name == stations {
				Expect(duty.Status.Light).To(Equal(v1alpha1.LightRed), duty.Name)
				continue
			}
			// Undated: under way until a completion is accepted.
			Expect(duty.Status.Light).To(Equal(v1alpha1.LightBlue), duty.Name)
			Expect(duty).To(haveCondition(v1alpha1.ConditionCompleted, "False", v1alpha1.ReasonContinuing), duty.Name)
		}
		Eventually(xichengCounts).WithArguments(ctx).Should(Equal(counts(22, 21, 1)))
		Expect(current(ctx, wrappers.Jurisdiction("xicheng").Obj())).To(And(
			haveCondition(v1alpha1.ConditionDutiesOnTrack, "False", v1alpha1.ReasonDutiesOverdue),
			HaveField("Status.Path", "beijing/xicheng")))
		Expect(current(ctx, wrappers.Jurisdiction("beijing").Obj())).To(haveCondition(
			v1alpha1.ConditionDutiesOnTrack, "True", v1alpha1.ReasonNoneOverdue))
	})

	It("says of each date of the emergency stations why it was missed", func(ctx SpecContext) {
		duty, err := current(ctx, stationsDuty())
		Expect(err).NotTo(HaveOccurred())
		Expect(duty.Status.Misses).To(HaveExactElements(
			missed("stations-2020", v1alpha1.ReasonCreatedAfterDeadline, v1alpha1.MissStanding),
			missed("stations-2021", v1alpha1.ReasonCreatedAfterDeadline, v1alpha1.MissStanding),
			missed("stations-2022", v1alpha1.ReasonDeadlinePassed, v1alpha1.MissStanding)))
	})

	It("tells of each in an event of its own", func(ctx SpecContext) {
		told := func(checkpoint string) types.GomegaMatcher {
			return And(HaveField("Note", ContainSubstring(checkpoint)), HaveField("Series", BeNil()))
		}
		Eventually(eventsAbout).WithArguments(ctx, stationsDuty(), v1alpha1.ConditionDeadlineMissed).Should(
			ConsistOf(told("stations-2020"), told("stations-2021"), told("stations-2022")))
	})

	It("takes a paper record for what it proves, once the office accepts it", func(ctx SpecContext) {
		importRecords(ctx)
		Eventually(current[*v1alpha1.DepartmentDuty]).WithArguments(ctx, stationsDuty()).Should(And(
			HaveField("Status.Checkpoints", HaveExactElements(
				And(
					HaveField("Name", v1alpha1.CheckpointName("stations-2020")),
					HaveField("State", v1alpha1.CheckpointCompleted),
					HaveField("RuledBy", v1alpha1.RulingBodyOwnLead),
					HaveField("Quantity", HaveValue(BeEquivalentTo(4))),
				),
				And(HaveField("Name", v1alpha1.CheckpointName("stations-2021")), HaveField("State", v1alpha1.CheckpointMissed)),
				And(HaveField("Name", v1alpha1.CheckpointName("stations-2022")), HaveField("State", v1alpha1.CheckpointMissed)),
			)),
			HaveField("Status.Misses", HaveExactElements(
				missed("stations-2020", v1alpha1.ReasonCreatedAfterDeadline, v1alpha1.MissRefuted),
				missed("stations-2021", v1alpha1.ReasonCreatedAfterDeadline, v1alpha1.MissStanding),
				missed("stations-2022", v1alpha1.ReasonDeadlinePassed, v1alpha1.MissStanding))),
			HaveField("Status.Light", v1alpha1.LightRed),
			HaveField("Status.Receipts", ContainElement(And(
				HaveField("Kind", v1alpha1.RecordDutyReport), HaveField("Basis", v1alpha1.ReceiptAttested)))),
		))
		Expect(xichengCounts(ctx)).To(Equal(counts(22, 21, 1)))
	})

	It("writes nothing when a repository is applied again by an account that may keep plans and nothing else", func(ctx SpecContext) {
		gitops := env.ServiceAccount(ctx, xichengNamespace, "gitops")
		env.Grant(ctx, xichengNamespace, gitops.Subject(), framework.Records("departmentduties", "get", "list", "watch", "create", "patch"))
		archive := env.ServiceAccount(ctx, xichengNamespace, "archive")
		sync := func() {
			applyAs(ctx, gitops.Config, xicheng)
			applyAs(ctx, archive.Config, paperReports)
		}
		sync() // as the account that from now on manages the fields
		beQuiet()

		from, before := audit.now(), versionsIn(ctx, xichengNamespace)
		sync()
		Expect(versionsIn(ctx, xichengNamespace)).To(Equal(before))
		Consistently(audit.operatorWrites).WithArguments(from).WithTimeout(silence).Should(BeEmpty())
	})
}

// applyAs does what "kubectl apply --server-side -k" does.
func applyAs(ctx context.Context, as *rest.Config, path string) {
	GinkgoHelper()
	objects, err := deploy.Render(path)
	Expect(err).NotTo(HaveOccurred())
	Expect(deploy.Apply(ctx, as, objects, GinkgoWriter)).To(Succeed())
}

// importRecords files what the samples hold as who they say has filed it.
func importRecords(ctx context.Context) {
	GinkgoHelper()
	applyAs(ctx, env.Config(), recordAccess)
	archive := env.ServiceAccount(ctx, xichengNamespace, "archive")
	Eventually(may).WithArguments(ctx, archive, xichengNamespace, v1alpha1.VerbBackdate, commission).Should(BeTrue())
	applyAs(ctx, archive.Config, paperReports)

	office := env.User(ctx, "xicheng-office-desk", "xicheng:office")
	rulings, err := deploy.Render(paperRulings)
	Expect(err).NotTo(HaveOccurred())
	for _, ruling := range rulings {
		Expect(office.Create(ctx, ruling)).To(Succeed())
	}
}

func stationsDuty() *v1alpha1.DepartmentDuty {
	return wrappers.Duty(stations).Namespace(xichengNamespace).Obj()
}

func xichengDuties(ctx context.Context) ([]*v1alpha1.DepartmentDuty, error) {
	return dutiesOf(ctx, xichengNamespace)
}

// dutiesOf returns the duties of a namespace.
func dutiesOf(ctx context.Context, namespace string) ([]*v1alpha1.DepartmentDuty, error) {
	var list v1alpha1.DepartmentDutyList
	err := env.Admin.List(ctx, &list, client.InNamespace(namespace))
	duties := make([]*v1alpha1.DepartmentDuty, 0, len(list.Items))
	for i := range list.Items {
		duties = append(duties, &list.Items[i])
	}
	return duties, err
}

func xichengCounts(ctx context.Context) (v1alpha1.DutyCounts, error) {
	region, err := current(ctx, wrappers.Jurisdiction("xicheng").Obj())
	return region.Status.Own.Duties, err
}

// counts are those of a region without completed duties, and none due soon.
func counts(total, open, overdue int32) v1alpha1.DutyCounts {
	return v1alpha1.DutyCounts{
		Total: &total, Open: &open, Overdue: &overdue,
		DueSoon: new(int32), Completed: new(int32), CompletedLate: new(int32), SelfRuled: new(int32),
	}
}

// missed matches a miss.
func missed(checkpoint v1alpha1.CheckpointName, reason string, state v1alpha1.MissState) types.GomegaMatcher {
	return And(HaveField("Checkpoint", checkpoint), HaveField("Reason", reason), HaveField("State", state))
}

// eventsAbout are the events of a reason about an object.
func eventsAbout(ctx context.Context, object client.Object, reason string) ([]eventsv1.Event, error) {
	var list eventsv1.EventList
	err := env.Admin.List(ctx, &list, client.InNamespace(object.GetNamespace()))
	return slices.DeleteFunc(list.Items, func(event eventsv1.Event) bool {
		return event.Regarding.Name != object.GetName() || event.Reason != reason
	}), err
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/duty"
	"github.com/jianguan/supervision-operator/test/fixtures"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// What the samples hold, as their READMEs have it applied.
const (
	regions      = "config/samples/regions/"
	recordAccess = "config/samples/records/access"
	paperReports = "config/samples/records/reports"
	paperRulings = "config/samples/records/rulings"

	xichengNamespace = v1alpha1.NamespacePrefix + "xicheng"
	stations         = "emergency-stations"
)

// repositories are those of the platform and of the regions, each after the one that declares its region.
var repositories = []string{
	"platform", "beijing", "xicheng", "shanghai", "jilin", "jiangsu", "xuzhou", "yunnan", "dehong", "mangshi",
}

// plans are the five, with how many duties each has, and how many of them are overdue: all of their dates have passed.
// Above each stands the topmost region whose subtree it is all of.
var plans = map[string]struct {
	root            string
	duties, overdue int32
	// regions of the root's subtree.
	regions int32
}{
	"xicheng":  {root: "beijing", regions: 2, duties: 22, overdue: 1},
	"shanghai": {root: "shanghai", regions: 17, duties: 21, overdue: 17},
	"jilin":    {root: "jilin", regions: 10, duties: 31},
	"xuzhou":   {root: "jiangsu", regions: 2, duties: 28, overdue: 4},
	"mangshi":  {root: "yunnan", regions: 3, duties: 48, overdue: 3},
}

func onTheSamples() {
	It("sets up all regions, and understands the duties of all five plans", func(ctx SpecContext) {
		beRunning(ctx)
		for _, repository := range repositories {
			if repository != "platform" {
				Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, wrappers.Jurisdiction(repository).Obj()).
					Should(HaveField("Status.Namespace", Not(BeEmpty())), repository)
			}
			applyAs(ctx, env.Config(), regions+repository)
		}
		declared, duties := sampleRegions(), 0
		for _, samples := range declared {
			Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, wrappers.Jurisdiction(samples.Jurisdiction.Name).Obj()).
				Should(beReady(), samples.Jurisdiction.Name)
			duties += len(samples.Duties)
			for _, duty := range samples.Duties {
				Eventually(current[*v1alpha1.DepartmentDuty]).WithArguments(ctx, wrappers.Duty(duty.Name).Namespace(duty.Namespace).Obj()).
					Should(beReady(), duty.Name)
			}
		}
		Expect(declared).To(HaveLen(2 + 17 + 10 + 2 + 3))
		Expect(duties).To(Equal(22 + 21 + 31 + 28 + 48))
	})

	It("gives every duty the light that follows from the plan alone", func(ctx SpecContext) {
		now, err := serverTime(ctx)
		Expect(err).NotTo(HaveOccurred())
		for _, samples := range sampleRegions() {
			lights := map[string]v1alpha1.Light{}
			for _, duty := range samples.Duties {
				result := evaluate.Evaluate(evaluate.Input{Duty: duty, Jurisdiction: samples.Jurisdiction, Now: now})
				Expect(result.Next).To(BeZero(), "all dates of %s have passed", duty.Name)
				lights[duty.Name] = result.Status.Light
			}
			Eventually(lightsOf).WithArguments(ctx, samples.Namespace()).Should(Equal(lights), samples.Jurisdiction.Name)
		}
	})

	It("counts them, and adds them up to the root", func(ctx SpecContext) {
		for name, plan := range plans {
			expected := counts(plan.duties, plan.duties-plan.overdue, plan.overdue)
			light := v1alpha1.LightBlue
			if plan.overdue > 0 {
				light = v1alpha1.LightRed
			}
			Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, wrappers.Jurisdiction(name).Obj()).Should(
				HaveField("Status.Own.Duties", Equal(expected)), name)
			Eventually(current[*v1alpha1.Jurisdiction]).WithArguments(ctx, wrappers.Jurisdiction(plan.root).Obj()).Should(And(
				HaveField("Status.Subtree.Duties", Equal(expected)),
				HaveField("Status.Subtree.Regions", HaveValue(Equal(plan.regions))),
				HaveField("Status.Light", light)), plan.root)
		}
		Expect(current(ctx, wrappers.Jurisdiction("xicheng").Obj())).To(And(
			haveCondition(v1alpha1.ConditionDutiesOnTrack, "False", v1alpha1.ReasonDutiesOverdue),
			haveCondition(v1alpha1.ConditionOnTrack, "False", v1alpha1.ReasonRegionOffTrack),
			HaveField("Status.Path", "beijing/xicheng")))
		Expect(current(ctx, wrappers.Jurisdiction("beijing").Obj())).To(And(
			haveCondition(v1alpha1.ConditionDutiesOnTrack, "True", v1alpha1.ReasonNoneOverdue),
			haveCondition(v1alpha1.ConditionOnTrack, "False", v1alpha1.ReasonSubtreeOffTrack)))
		Expect(current(ctx, wrappers.Jurisdiction("jilin").Obj())).To(
			haveCondition(v1alpha1.ConditionOnTrack, "True", v1alpha1.ReasonOnTrack))
		Expect(current(ctx, wrappers.Jurisdiction("mangshi").Obj())).To(And(
			haveCondition(v1alpha1.ConditionStaffingAdequate, "False", v1alpha1.ReasonBelowMinimum),
			HaveField("Status.Path", "yunnan/dehong/mangshi")))
	})

	It("runs what Jilin gives to its prefectures, as far as they take it", func(ctx SpecContext) {
		for _, samples := range sampleRegions() {
			if samples.Jurisdiction.Spec.ParentRef.Name != "jilin" {
				continue
			}
			name, board := samples.Jurisdiction.Name, v1alpha1.WorkloadReady
			if name == "yanbian" {
				board = v1alpha1.WorkloadSwitchedOff
			}
			Expect(current(ctx, wrappers.Jurisdiction(name).Obj())).To(And(
				haveCondition(v1alpha1.ConditionWorkloadsReady, "True", v1alpha1.ReasonWorkloadsReady),
				HaveField("Status.Workloads", HaveExactElements(
					And(HaveField("Name", heartbeat), HaveField("State", v1alpha1.WorkloadReady)),
					And(HaveField("Name", noticeBoard), HaveField("State", board))))), name)
			Expect(deploymentsIn(ctx, samples.Namespace())).To(availableBoards(name), name)
		}
		Expect(deploymentsIn(ctx, v1alpha1.NamespacePrefix+"jilin")).To(BeEmpty(), "a Province runs neither")
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
		Expect(current(ctx, wrappers.Jurisdiction("xicheng").Obj())).To(HaveField("Status.Own.Duties", Equal(counts(22, 21, 1))))
	})

	It("writes nothing when repositories are applied again by the accounts that the operator made for that", func(ctx SpecContext) {
		synced := []string{"xicheng", "xuzhou", "mangshi"}
		sync := func() {
			for _, region := range synced {
				applyAs(ctx, env.ServiceAccount(ctx, v1alpha1.NamespacePrefix+region, "gitops").Config, regions+region)
			}
			applyAs(ctx, env.ServiceAccount(ctx, xichengNamespace, "archive").Config, paperReports)
		}
		sync() // as the accounts that from now on manage the fields
		beQuiet()

		from, before := audit.now(), map[string]map[string]string{}
		for _, region := range synced {
			before[region] = versionsIn(ctx, v1alpha1.NamespacePrefix+region)
		}
		sync()
		for _, region := range synced {
			Expect(versionsIn(ctx, v1alpha1.NamespacePrefix+region)).To(Equal(before[region]), region)
		}
		Consistently(audit.operatorWrites).WithArguments(from).WithTimeout(silence).Should(BeEmpty())
	})
}

// Workloads of the samples.
const (
	noticeBoard = v1alpha1.WorkloadName("notice-board")
	heartbeat   = v1alpha1.WorkloadName("heartbeat")
)

// availableBoards matches the Deployments of a prefecture of Jilin: Changchun runs two pods, and Yanbian none.
func availableBoards(name string) types.GomegaMatcher {
	pods := int32(1)
	switch name {
	case "changchun":
		pods = 2
	case "yanbian":
		return BeEmpty()
	}
	return HaveExactElements(And(
		HaveField("Name", string(noticeBoard)),
		HaveField("Status.AvailableReplicas", pods),
		HaveField("Status.Conditions", ContainElement(And(
			HaveField("Type", appsv1.DeploymentAvailable), HaveField("Status", corev1.ConditionTrue))))))
}

// deploymentsIn lists the Deployments of a namespace.
func deploymentsIn(ctx context.Context, namespace string) ([]appsv1.Deployment, error) {
	var list appsv1.DeploymentList
	err := env.Admin.List(ctx, &list, client.InNamespace(namespace))
	return list.Items, err
}

// sampleRegions are the samples as their files have them, parents first.
func sampleRegions() []*fixtures.Samples {
	GinkgoHelper()
	all, err := fixtures.Load()
	Expect(err).NotTo(HaveOccurred())
	return all
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

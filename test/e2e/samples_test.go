// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
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

// plans are the five, with how many duties each has, and how many copies of them are handed down. Above each stands the
// topmost region whose subtree it is all of.
var plans = map[string]struct {
	root           string
	duties, copies int32
	// regions of the root's subtree.
	regions int32
}{
	"xicheng":  {root: "beijing", regions: 2, duties: 24},
	"shanghai": {root: "shanghai", regions: 17, duties: 21, copies: 9 * 16},
	"jilin":    {root: "jilin", regions: 10, duties: 32, copies: 7 * 9},
	"xuzhou":   {root: "jiangsu", regions: 2, duties: 28},
	"mangshi":  {root: "yunnan", regions: 3, duties: 48},
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
		Expect(duties).To(Equal(24 + 21 + 32 + 28 + 48))
	})

	It("gives every duty the light that follows from the plan alone", func(ctx SpecContext) {
		now, err := serverTime(ctx)
		Expect(err).NotTo(HaveOccurred())
		declared := map[string]*v1alpha1.Jurisdiction{}
		for _, samples := range sampleRegions() {
			declared[samples.Jurisdiction.Name] = samples.Jurisdiction
		}
		for _, samples := range sampleRegions() {
			var ancestors []*v1alpha1.Jurisdiction
			for parent := samples.Jurisdiction.Spec.ParentRef.Name; parent != ""; parent = ancestors[len(ancestors)-1].Spec.ParentRef.Name {
				ancestors = append(ancestors, declared[string(parent)])
			}
			lights := []types.GomegaMatcher{}
			for _, duty := range samples.Duties {
				// A standing duty asks for nothing that was due before it was there.
				duty.CreationTimestamp = metav1.NewTime(now)
				result := evaluate.Evaluate(evaluate.Input{
					Duty: duty, Jurisdiction: samples.Jurisdiction, Ancestors: ancestors, Calendar: calendar.Found{Workdays: workdays.Builtin()}, Now: now,
				})
				lights = append(lights, HaveKeyWithValue(duty.Name, result.Status.Light))
			}
			Eventually(lightsOf).WithArguments(ctx, samples.Namespace()).Should(And(lights...), samples.Jurisdiction.Name)
		}
	})

	It("hands down what the plans hand down", func(ctx SpecContext) {
		for name, plan := range plans {
			copies := func(ctx context.Context) (copies, troubled int32, err error) {
				duties, err := dutiesOf(ctx, v1alpha1.NamespacePrefix+name)
				for _, duty := range duties {
					if cascade := duty.Status.Cascade; cascade.Total != nil {
						copies, troubled = copies+*cascade.Total, troubled+*cascade.Troubled
					}
				}
				return copies, troubled, err
			}
			Eventually(copies).WithArguments(ctx).Should(Equal(plan.copies), name)
			Eventually(func(ctx context.Context) (int32, error) {
				_, troubled, err := copies(ctx)
				return troubled, err
			}).WithArguments(ctx).Should(BeZero(), name)
		}
		// What was due in 2021 is missed in each district as it is in the city.
		Eventually(lightsOf).WithArguments(ctx, v1alpha1.NamespacePrefix+"huangpu").Should(And(HaveLen(9), HaveEach(v1alpha1.LightRed)))
		Eventually(current[*v1alpha1.DepartmentDuty]).WithArguments(ctx,
			wrappers.Duty("problem-02-district-plans").Namespace(v1alpha1.NamespacePrefix+"shanghai").Obj()).Should(And(
			HaveField("Status.Cascade.Overdue", HaveValue(BeEquivalentTo(16))),
			haveCondition(v1alpha1.ConditionHandedDown, "True", v1alpha1.ReasonAllHandedDown)))
	})

	It("understands their meetings, and holds the members against the duties", theMeetingsOfThePlans)

	It("counts them, and adds them up to the root", func(ctx SpecContext) {
		for name, plan := range plans {
			Eventually(agreeOnDuties).WithArguments(ctx, name).Should(Succeed(), name)
			Expect(current(ctx, wrappers.Jurisdiction(name).Obj())).To(HaveField("Status.Own.Duties.Total", HaveValue(Equal(plan.duties))), name)
			Eventually(agreeOnSubtree).WithArguments(ctx, plan.root).Should(Succeed(), plan.root)
			Expect(current(ctx, wrappers.Jurisdiction(plan.root).Obj())).To(And(
				HaveField("Status.Subtree.Duties.Total", HaveValue(Equal(plan.duties+plan.copies))),
				HaveField("Status.Subtree.Regions", HaveValue(Equal(plan.regions)))), plan.root)
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
		Eventually(agreeOnDuties).WithArguments(ctx, "xicheng").Should(Succeed())
	})

	It("takes the minutes of a session, and makes duties of what was decided", theMinutesOfXicheng)

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

// agreeOnDuties holds what a region counts of its own against its duties.
func agreeOnDuties(g Gomega, ctx context.Context, name string) { //nolint:revive // Eventually wants the Gomega first
	region, err := current(ctx, wrappers.Jurisdiction(name).Obj())
	g.Expect(err).NotTo(HaveOccurred())
	duties, err := dutiesOf(ctx, v1alpha1.NamespacePrefix+name)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(region.Status.Own.Duties).To(Equal(tally(duties)))
}

// agreeOnSubtree holds what a root counts against the duties of all regions below it.
func agreeOnSubtree(g Gomega, ctx context.Context, root string) { //nolint:revive // Eventually wants the Gomega first
	var regions v1alpha1.JurisdictionList
	g.Expect(env.Admin.List(ctx, &regions)).To(Succeed())
	var all []*v1alpha1.DepartmentDuty
	var counted v1alpha1.DutyCounts
	for i := range regions.Items {
		region := &regions.Items[i]
		if region.Name == root {
			counted = region.Status.Subtree.Duties
		}
		if top, _, _ := strings.Cut(region.Status.Path, "/"); top == root {
			duties, err := dutiesOf(ctx, region.Status.Namespace)
			g.Expect(err).NotTo(HaveOccurred())
			all = append(all, duties...)
		}
	}
	g.Expect(counted).To(Equal(tally(all)))
}

// tally counts duties by what their conditions say; none of them is completed by a ruling of its own lead.
func tally(duties []*v1alpha1.DepartmentDuty) v1alpha1.DutyCounts {
	total := int32(len(duties))
	counts := v1alpha1.DutyCounts{
		Total: &total, Open: new(int32), DueSoon: new(int32), Overdue: new(int32), Escalated: new(int32),
		Completed: new(int32), CompletedLate: new(int32), SelfRuled: new(int32),
	}
	for _, duty := range duties {
		holds := func(condition string) bool { return meta.IsStatusConditionTrue(duty.Status.Conditions, condition) }
		switch {
		case holds(v1alpha1.ConditionDeadlineMissed):
			*counts.Overdue++
			if holds(v1alpha1.ConditionEscalated) {
				*counts.Escalated++
			}
		case holds(v1alpha1.ConditionCompleted):
			*counts.Completed++
		default:
			*counts.Open++
			if holds(v1alpha1.ConditionDueSoon) || holds(v1alpha1.ConditionBehindSchedule) {
				*counts.DueSoon++
			}
		}
	}
	return counts
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

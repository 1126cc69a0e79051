// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package restore

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("A province", Ordered, ContinueOnFailure, func() {
	var (
		// backup was made of the province, which is gone; the rest is what it was then.
		backup string
		before map[string]any
		setUp  map[string]map[string]string
	)

	BeforeAll(func(ctx SpecContext) {
		origin := newPlace(ctx)
		origin.start(ctx)
		build(ctx, origin)
		origin.stop()

		var err error
		before = origin.meanings(ctx)
		setUp, err = origin.setUp(ctx)
		Expect(err).NotTo(HaveOccurred())
		backup = origin.backup(ctx)
		Expect(origin.backup(ctx)).To(Equal(backup), "two backups of the same differ")
		Expect(origin.Cluster.Stop()).To(Succeed())
	})

	It("is backed up with all that people said, and nothing that the operator makes again", func() {
		Expect(backup).To(HaveSuffix("\n...\n"))
		kinds := map[string]int{}
		edited(backup, func(object map[string]any) {
			Expect(object).To(HaveKeyWithValue("metadata", And(HaveKey("creationTimestamp"), Not(Or(
				HaveKey("managedFields"), HaveKey("resourceVersion"), HaveKey("uid"), HaveKey("selfLink"))))))
			kinds[object["kind"].(string)]++ //nolint:forcetypeassert // each has one
		})
		Expect(kinds).To(Equal(map[string]int{
			"Namespace": 4, "Jurisdiction": 3, "DepartmentDuty": 24 + 7 + 1 + 3 + 2, "JointMeeting": 1,
			"DutyReport": 1 + 9 + 1, "DutyRuling": 1 + 4, "MeetingMinutes": 2,
		}))
	})

	It("is the same on another control plane, and the operator goes on as if nothing had happened", func(ctx SpecContext) {
		p := newPlace(ctx)
		done := p.restore(ctx, backup)
		Expect(done.code).To(BeZero(), done.stderr)
		Expect(done.stdout).To(And(
			ContainSubstring("departmentduties: 37 created, 0 completed with their status, 0 already there, 0 failed\n"),
			HaveSuffix("Everything is restored. Start the operator.\n")))
		Expect(p.meanings(ctx)).To(BeComparableTo(before))
		records := p.versions(ctx, plansAndRecords...)

		By("starting the operator")
		p.start(ctx)
		Eventually(p.setUp).WithArguments(ctx).Should(BeComparableTo(setUp))
		// However long the operator takes on a busy machine; and then it stays so.
		Eventually(p.meanings).WithArguments(ctx).Should(BeComparableTo(before))
		p.settle(ctx)
		Expect(p.meanings(ctx)).To(BeComparableTo(before))
		Expect(p.versions(ctx, plansAndRecords...)).To(Equal(records))
		times := map[string]int{}
		for _, w := range p.audit.writes() {
			if w.ObjectRef.APIGroup == v1alpha1.GroupVersion.Group {
				times[w.target()]++
			}
		}
		AddReportEntry("what the operator wrote to objects of the group", fmt.Sprint(times))
		// That its workloads are about to be made, and then that they are there.
		Expect(times).To(HaveKeyWithValue("jurisdictions/status /"+fengtai, BeNumerically("<=", 2)))
		delete(times, "jurisdictions/status /"+fengtai)
		for target, count := range times {
			Expect(target).To(HavePrefix("jurisdictions/status"))
			Expect(count).To(Equal(1), target)
		}

		By("finding what others had set on a namespace")
		namespaces, err := p.regionNamespaces(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(namespaces).To(HaveKeyWithValue(fengtaiNamespace, And(
			HaveField("Labels", HaveKeyWithValue("cost-centre", "4711")),
			HaveField("Annotations", HaveKeyWithValue("contact", "丰台区卫生健康委")))))

		By("knowing a purged record again by its receipt")
		desk := p.User(ctx, "police-desk")
		purged := (&province{place: p, desk: desk}).report("purged", "to-be-purged").Obj()
		create(ctx, desk, purged)
		Eventually(current[*v1alpha1.DutyReport]).WithArguments(ctx, p, purged.DeepCopy()).Should(
			HaveField("Status.ReceivedTime.Time", BeTemporally("<", purged.CreationTimestamp.Time)))

		By("restoring while the operator runs, which is refused")
		refused := p.restore(ctx, backup)
		Expect(refused.code).To(Equal(1))
		Expect(refused.stderr).To(And(ContainSubstring("the operator runs: its lease supervision-system/supervision-operator is held by"),
			ContainSubstring("kubectl -n supervision-system scale deployment supervision-operator --replicas=0")))
		Expect(refused.stdout).To(BeEmpty())

		By("telling of labels of a region that were the operator's alone, and can be taken away again")
		framework.Edit(ctx, p.Admin, wrappers.Jurisdiction(fengtai).Obj(), func(j *v1alpha1.Jurisdiction) { j.Spec.Namespace.Labels = nil })
		Eventually(p.regionNamespaces).WithArguments(ctx).Should(
			HaveKeyWithValue(fengtaiNamespace, HaveField("Labels", Not(HaveKey("team")))))
	})

	It("says without its statuses what is lost, and guesses nothing", func(ctx SpecContext) {
		p := newPlace(ctx)
		done := p.restore(ctx, withoutStatus(backup))
		Expect(done.code).To(BeZero(), done.stderr)
		p.start(ctx)
		p.settle(ctx)

		By("looking at each duty")
		var duties v1alpha1.DepartmentDutyList
		Expect(p.Admin.List(ctx, &duties)).To(Succeed())
		Expect(duties.Items).To(HaveLen(37))
		for i := range duties.Items {
			duty := &duties.Items[i]
			condition := meta.FindStatusCondition(duty.Status.Conditions, v1alpha1.ConditionLedgerLost)
			Expect(condition).To(HaveValue(And(HaveField("Status", metav1.ConditionTrue), HaveField("Reason", v1alpha1.ReasonRestoredWithoutStatus))), duty.Name)
			Expect(duty.Status.Receipts).NotTo(ContainElement(HaveField("Basis", v1alpha1.ReceiptStamped)), duty.Name)
		}

		By("looking at what only the ledger had known")
		Expect(p.misses(ctx, fengtaiNamespace, "moved")).To(BeEmpty())
		purged, err := current(ctx, p, wrappers.Duty("purged").Namespace(fengtaiNamespace).Obj())
		Expect(err).NotTo(HaveOccurred())
		Expect(purged.Status.Receipts).To(BeEmpty())

		By("looking at what the records tell")
		Expect(p.misses(ctx, fengtaiNamespace, "returned")).To(HaveExactElements(HaveField("Reason", v1alpha1.ReasonReportReturned)))
		Expect(p.misses(ctx, fengtaiNamespace, "late")).To(HaveExactElements(HaveField("State", v1alpha1.MissMadeGood)))
		for _, kind := range []string{"DutyReport", "DutyRuling", "MeetingMinutes"} {
			for _, record := range p.list(ctx, Default, kind) {
				was := before[nameOf(record)].(map[string]any) //nolint:forcetypeassert // as meaning makes it
				Expect(findings(meaning(record))).To(BeComparableTo(findings(was)), nameOf(record))
			}
		}

		By("looking at the meeting, and at the duties of its decisions")
		meeting, err := current(ctx, p, plenary())
		Expect(err).NotTo(HaveOccurred())
		Expect(meta.FindStatusCondition(meeting.Status.Conditions, v1alpha1.ConditionLedgerLost)).To(HaveValue(And(
			HaveField("Status", metav1.ConditionTrue), HaveField("Reason", v1alpha1.ReasonRestoredWithoutStatus))))
		Expect(meeting.Status.Sessions).To(HaveEach(HaveField("MissedTime", BeNil())), "which were missed is not known")
		Expect(meeting.Status.Sessions).To(ContainElement(And(HaveField("Date", recorded), HaveField("State", v1alpha1.SessionHeld),
			HaveField("Minutes.Name", "corrected"))))
		for _, duty := range p.list(ctx, Default, "DepartmentDuty") {
			if _, decided := duty.GetLabels()[v1alpha1.LabelMeeting]; decided {
				was, is := before[nameOf(duty)].(map[string]any), meaning(duty) //nolint:forcetypeassert // as meaning makes it
				Expect(is["spec"]).To(BeComparableTo(was["spec"]))
				Expect(is["labels"]).To(BeComparableTo(was["labels"]))
			}
		}
		for _, w := range p.audit.writes() {
			Expect(w.target()).NotTo(HavePrefix("departmentduties "), "no duty was made, changed or deleted")
		}
	})

	It("is restored after interruptions by doing it again", func(ctx SpecContext) {
		p := newPlace(ctx)
		By("refusing a file that was cut off")
		cut := p.restore(ctx, backup[:len(backup)*2/3])
		Expect(cut.code).To(Equal(1))
		Expect(cut.stderr).To(ContainSubstring("was cut off"))
		Expect(p.list(ctx, Default, "Jurisdiction")).To(BeEmpty())

		By("finding a duty that somebody has applied already")
		create(ctx, p.Admin, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: elsewhere}},
			wrappers.Duty("homeless").Namespace(elsewhere).Leads(police).Obj())

		By("being killed before the statuses were written, and before most of the duties")
		p.killWhile(ctx, withoutStatus(backup))
		Expect(p.list(ctx, Default, "DutyReport")).To(BeEmpty())
		const note = "Note: DepartmentDuty elsewhere/homeless was there with the same spec, but was created anew at "

		By("doing it again")
		done := p.restore(ctx, backup)
		Expect(done.code).To(BeZero(), done.stderr)
		Expect(done.stdout).To(MatchRegexp(`namespaces: 0 created, 0 completed with their status, 4 already there, 0 failed
jurisdictions: 0 created, 3 completed with their status, 0 already there, 0 failed
departmentduties: [1-9]\d* created, [1-9]\d* completed with their status, 0 already there, 0 failed
jointmeetings: 1 created, 0 completed with their status, 0 already there, 0 failed
dutyreports: 11 created, 0 completed with their status, 0 already there, 0 failed`))
		Expect(done.stderr).To(HavePrefix(note))
		Expect(p.meanings(ctx)).To(BeComparableTo(before))

		By("doing it once more, which changes nothing")
		versions := p.versions(ctx, ownKinds...)
		done = p.restore(ctx, backup)
		Expect(done.code).To(BeZero(), done.stderr)
		Expect(done.stdout).To(ContainSubstring("departmentduties: 0 created, 0 completed with their status, 37 already there, 0 failed\n"))
		Expect(done.stderr).To(HavePrefix(note))
		Expect(strings.Count(done.stderr, "\n")).To(Equal(1))
		Expect(p.versions(ctx, ownKinds...)).To(Equal(versions))

		By("restoring another backup, which says something else")
		done = p.restore(ctx, strings.Replace(backup, "完成 5 项", "完成 6 项", 1))
		Expect(done.code).To(Equal(1))
		Expect(done.stderr).To(And(
			ContainSubstring("Error: DutyReport region-fengtai/third: it is there with another spec than in the backup"),
			ContainSubstring("1 dutyreports could not be restored")))
		Expect(p.versions(ctx, ownKinds...)).To(Equal(versions))

		By("finding a namespace that is another region's")
		framework.Edit(ctx, p.Admin, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: fengtaiNamespace}},
			func(n *corev1.Namespace) { n.Labels[v1alpha1.LabelJurisdiction] = "xicheng" })
		done = p.restore(ctx, backup)
		Expect(done.code).To(Equal(1))
		Expect(done.stderr).To(ContainSubstring(
			`Error: Namespace region-fengtai: it is there, and its label supervision.jianguan.io/jurisdiction is "xicheng" where the backup has "fengtai"`))
		Expect(done.stdout).To(HaveSuffix("3 already there, 1 failed\n"))
	})
})

// killWhile restores the first half of a backup, and is killed once some duties are there.
func (p *place) killWhile(ctx context.Context, backup string) {
	GinkgoHelper()
	reports := strings.Index(backup, "\nkind: DutyReport\n")
	Expect(reports).To(BeNumerically(">", 0))
	command := p.command(ctx, "restore", "-f", "-")
	in, err := command.StdinPipe()
	Expect(err).NotTo(HaveOccurred())
	log, err := os.Create(filepath.Join(p.dir, "killed.log"))
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(log.Close)
	command.Stdout, command.Stderr = log, log
	Expect(command.Start()).To(Succeed())
	_, err = in.Write([]byte(backup[:reports/2]))
	Expect(err).NotTo(HaveOccurred())
	Eventually(func(g Gomega) int { return len(p.list(ctx, g, "DepartmentDuty")) }).Should(BeNumerically(">=", 3))
	Expect(command.Process.Kill()).To(Succeed())
	Expect(command.Wait()).To(MatchError("signal: killed"))
}

// findings are what was found about a record: all of its status but since when, and in whose words.
func findings(meaning map[string]any) map[string]any {
	status := meaning["status"].(map[string]any) //nolint:forcetypeassert // the schema has it so
	found := map[string]any{"receivedTime": status["receivedTime"], "verdict": status["verdict"]}
	conditions, _ := status["conditions"].([]any)
	for _, condition := range conditions {
		fields := condition.(map[string]any)              //nolint:forcetypeassert // the schema has it so
		found[fields["type"].(string)] = fields["reason"] //nolint:forcetypeassert // the schema has it so
	}
	return found
}

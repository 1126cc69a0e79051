// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	gomegatypes "github.com/onsi/gomega/types"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/rand"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/cascade"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// settle bounds every wait for the running controllers.
const settle = 60 * time.Second

// start runs all controllers as the operator does, until the function that it returns is called.
func start(ctx context.Context) (stop func()) {
	GinkgoHelper()
	mgr, err := ctrl.NewManager(operator.Config, ctrl.Options{
		Scheme: env.Scheme, Metrics: server.Options{BindAddress: "0"},
		Cache:      cache.Options{ByObject: jurisdiction.CacheOptions()},
		Controller: config.Controller{SkipNameValidation: new(true)}, // it is started more than once here
	})
	Expect(err).NotTo(HaveOccurred())
	Expect(index.Setup(ctx, mgr.GetFieldIndexer())).To(Succeed())
	recorder, now := mgr.GetEventRecorder(v1alpha1.ManagedByOperator), clock.RealClock{}
	for _, controller := range []interface{ SetupWithManager(ctrl.Manager) error }{
		&departmentduty.Reconciler{Client: mgr.GetClient(), Recorder: recorder, Clock: now, Concurrency: 2},
		&jurisdiction.Reconciler{Client: mgr.GetClient(), APIReader: mgr.GetAPIReader(), Recorder: recorder, Clock: now},
		&cascade.Reconciler{Client: mgr.GetClient(), APIReader: mgr.GetAPIReader(), Recorder: recorder, Clock: now},
	} {
		Expect(controller.SetupWithManager(mgr)).To(Succeed())
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(running) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			Expect(<-ended).To(Succeed())
		}
	}
	DeferCleanup(stop)
	return stop
}

// country is a province whose regions the controllers set up.
type country struct{ name string }

// newCountry declares a province with the counties a and b.
func newCountry(ctx context.Context) *country {
	GinkgoHelper()
	c := &country{name: "p" + rand.String(6)}
	Expect(env.Admin.Create(ctx, wrappers.Jurisdiction(c.name).Level(v1alpha1.LevelProvince).
		Department(wrappers.Department(health).Aliases("卫健委")).Department(wrappers.Department(finance)).Office(health).Obj())).To(Succeed())
	for _, county := range []string{"a", "b"} {
		c.add(ctx, c.county(county).Departments(health, finance).Office(finance))
	}
	Eventually(func(ctx context.Context) string {
		return framework.Get(ctx, env.Admin, c.region("")).Status.Namespace
	}).WithContext(ctx).WithTimeout(settle).Should(Equal(c.namespace("")))
	return c
}

func (c *country) county(name string) *wrappers.JurisdictionWrapper {
	return wrappers.Jurisdiction(c.name + "-" + name).Level(v1alpha1.LevelCounty).Parent(v1alpha1.JurisdictionName(c.name))
}

func (c *country) add(ctx context.Context, region *wrappers.JurisdictionWrapper) {
	GinkgoHelper()
	Expect(env.Admin.Create(ctx, region.Obj())).To(Succeed())
}

func (c *country) region(name string) *v1alpha1.Jurisdiction {
	if name != "" {
		name = "-" + name
	}
	return wrappers.Jurisdiction(c.name + name).Obj()
}

func (c *country) namespace(region string) string {
	return v1alpha1.NamespacePrefix + c.region(region).Name
}

// plan creates a duty of the province, and returns it.
func (c *country) plan(ctx context.Context, duty *wrappers.DutyWrapper) *v1alpha1.DepartmentDuty {
	GinkgoHelper()
	planned := duty.Namespace(c.namespace("")).Obj()
	Expect(env.Admin.Create(ctx, planned)).To(Succeed())
	return planned
}

// copy names the copy of a duty in a region.
func (c *country) copy(name, region string) *v1alpha1.DepartmentDuty {
	return wrappers.Duty(c.name + "." + name).Namespace(c.namespace(region)).Obj()
}

// becomes waits until a duty is as it should be.
func becomes(ctx context.Context, duty *v1alpha1.DepartmentDuty, matcher gomegatypes.GomegaMatcher) {
	GinkgoHelper()
	Eventually(func(ctx context.Context) (*v1alpha1.DepartmentDuty, error) {
		found := &v1alpha1.DepartmentDuty{}
		err := env.Admin.Get(ctx, client.ObjectKeyFromObject(duty), found)
		return found, err
	}).WithContext(ctx).WithTimeout(settle).Should(matcher)
}

// goes waits until a duty is gone.
func goes(ctx context.Context, duty *v1alpha1.DepartmentDuty) {
	GinkgoHelper()
	Eventually(func(ctx context.Context) error {
		return env.Admin.Get(ctx, client.ObjectKeyFromObject(duty), &v1alpha1.DepartmentDuty{})
	}).WithContext(ctx).WithTimeout(settle).ShouldNot(Succeed())
}

// cascadeIs matches a duty by total, completed and troubled, and by the problems of regions, as "<region> <reason>".
func (c *country) cascadeIs(total, completed int32, problems ...string) gomegatypes.GomegaMatcher {
	return WithTransform(func(duty *v1alpha1.DepartmentDuty) []any {
		status := &duty.Status.Cascade
		if status.Total == nil {
			return nil
		}
		told := []string{}
		for _, problem := range status.Problems {
			told = append(told, string(problem.Jurisdiction)[len(c.name)+1:]+" "+problem.Reason)
		}
		return []any{*status.Total, *status.Completed, told}
	}, Equal([]any{total, completed, append([]string{}, problems...)}))
}

func have(condition string, status metav1.ConditionStatus, reason string) gomegatypes.GomegaMatcher {
	return WithTransform(func(duty *v1alpha1.DepartmentDuty) string {
		found := meta.FindStatusCondition(duty.Status.Conditions, condition)
		if found == nil {
			return "none"
		}
		return string(found.Status) + " " + found.Reason
	}, Equal(string(status)+" "+reason))
}

var _ = Describe("All controllers together", func() {
	It("hand a duty down, keep it so, and tell its origin how it stands", func(ctx SpecContext) {
		start(ctx)
		c := newCountry(ctx)
		origin := c.plan(ctx, wrappers.Duty("d").Due("2099").Cascade(wrappers.Cascade()))
		becomes(ctx, c.copy("d", "a"), have(v1alpha1.ConditionReady, metav1.ConditionTrue, v1alpha1.ReasonEvaluated))
		becomes(ctx, origin, And(c.cascadeIs(2, 0), have(v1alpha1.ConditionHandedDown, metav1.ConditionTrue, v1alpha1.ReasonAllHandedDown)))

		By("undoing what somebody did to a copy who could")
		edit(ctx, c.copy("d", "a"), func(d *v1alpha1.DepartmentDuty) { d.Spec.Due, d.Labels = "2000", nil })
		becomes(ctx, c.copy("d", "a"), And(HaveField("Spec.Due", v1alpha1.DueDate("2099")), HaveField("Labels", HaveLen(3))))
		Expect(env.Admin.Delete(ctx, c.copy("d", "b"))).To(Succeed())
		becomes(ctx, c.copy("d", "b"), HaveField("Spec.Due", v1alpha1.DueDate("2099")))

		By("a county that is added, and lacks the department")
		c.add(ctx, c.county("late").Departments(finance))
		becomes(ctx, origin, And(c.cascadeIs(3, 0, "late UnknownDepartment"),
			have(v1alpha1.ConditionHandedDown, metav1.ConditionFalse, v1alpha1.ReasonRegionsTroubled)))
		Expect(framework.Get(ctx, env.Admin, origin).Status.Cascade.Problems[0].Message).To(ContainSubstring("health-commission"))
		edit(ctx, c.region("late"), func(j *v1alpha1.Jurisdiction) {
			j.Spec.Departments = append(j.Spec.Departments, wrappers.Department("health-office").Aliases("卫健委").Obj())
		})
		becomes(ctx, c.copy("d", "late"), HaveField("Spec.Leads", []v1alpha1.DepartmentName{"health-office"}))
		becomes(ctx, origin, c.cascadeIs(3, 0))

		By("a department that reports, and its own office that accepts")
		declare := func(object client.Object) {
			GinkgoHelper()
			Expect(env.Admin.Create(ctx, object)).To(Succeed())
		}
		name := v1alpha1.ObjectName(c.name + ".d")
		declare(wrappers.Report("done").Namespace(c.namespace("a")).Duty(name).Department(health).FiledBy(env.Admin.Name).Obj())
		becomes(ctx, c.copy("d", "a"), HaveField("Status.Receipts", HaveLen(1)))
		declare(wrappers.Ruling("accepted").Namespace(c.namespace("a")).Duty(name).Report("done").Office(finance).FiledBy(env.Admin.Name).Obj())
		becomes(ctx, origin, c.cascadeIs(3, 1))

		By("regions that are taken out, with records and without")
		edit(ctx, origin, func(d *v1alpha1.DepartmentDuty) { d.Spec.Cascade.Levels = []v1alpha1.Level{v1alpha1.LevelTownship} })
		becomes(ctx, c.copy("d", "a"), HaveField("Spec.WithdrawnTime", Not(BeNil())))
		goes(ctx, c.copy("d", "b"))
		becomes(ctx, origin, c.cascadeIs(0, 0))
		for _, region := range []string{"a", "b"} {
			edit(ctx, c.region(region), func(j *v1alpha1.Jurisdiction) { j.Spec.Level = v1alpha1.LevelTownship })
		}
		becomes(ctx, c.copy("d", "a"), HaveField("Spec.WithdrawnTime", BeNil()))
		becomes(ctx, origin, c.cascadeIs(2, 1))
		edit(ctx, c.region("b"), func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = "elsewhere" })
		goes(ctx, c.copy("d", "b"))
		becomes(ctx, origin, c.cascadeIs(1, 1))
	})

	It("tell of a name that is taken, and hand down once it is free", func(ctx SpecContext) {
		start(ctx)
		c := newCountry(ctx)
		By("a copy with a record, handed down when another region had the name of this one")
		report := wrappers.Report("done").Namespace(c.namespace("a")).Duty(v1alpha1.ObjectName(c.name + ".d")).
			Department(health).FiledBy(env.Admin.Name).Obj()
		taken := c.copy("d", "a")
		taken.Spec.Origin = v1alpha1.DutyOrigin{Jurisdiction: v1alpha1.JurisdictionName(c.name), Namespace: "region-before", Name: "d"}
		for _, object := range []client.Object{report, taken} {
			Eventually(func(ctx context.Context) error { return env.Admin.Create(ctx, framework.Copy(object)) }).
				WithContext(ctx).WithTimeout(settle).Should(Succeed())
		}
		becomes(ctx, taken, And(HaveField("Spec.WithdrawnTime", Not(BeNil())), HaveField("Status.Receipts", HaveLen(1))))
		origin := c.plan(ctx, wrappers.Duty("d").Cascade(wrappers.Cascade()))
		becomes(ctx, origin, c.cascadeIs(2, 0, "a NameTaken"))
		Expect(env.Admin.Delete(ctx, taken)).To(Succeed())
		becomes(ctx, origin, c.cascadeIs(2, 0))
		becomes(ctx, taken, And(HaveField("Spec.Origin.Namespace", c.namespace("")), HaveField("Status.Receipts", HaveLen(1))))
	})

	It("bring copies along when a calendar arrives", func(ctx SpecContext) {
		start(ctx)
		c := newCountry(ctx)
		days := &corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: c.name, Labels: map[string]string{v1alpha1.LabelCalendar: ""}},
		}
		edit(ctx, c.region(""), func(j *v1alpha1.Jurisdiction) {
			j.Spec.CalendarRef = v1alpha1.CalendarReference{Namespace: "default", Name: v1alpha1.ObjectName(c.name)}
		})
		origin := c.plan(ctx, wrappers.Duty("d").Due("2041-03-08").Cascade(wrappers.Cascade().DueOffset(wrappers.WorkingDays(3))))
		becomes(ctx, origin, c.cascadeIs(2, 0, "a NotHandedDownYet", "b NotHandedDownYet"))
		Expect(framework.Get(ctx, env.Admin, origin).Status.Cascade.Problems[0].Message).To(ContainSubstring(v1alpha1.ReasonCalendarNotFound))
		days.Data = map[string]string{"2041": "2041-01-01 holiday\n2041-05-01 holiday\n2041-10-01..2041-10-07 holiday\n"}
		Expect(env.Admin.Create(ctx, days)).To(Succeed())
		becomes(ctx, c.copy("d", "a"), HaveField("Spec.Due", v1alpha1.DueDate("2041-03-05")))
		days.Data["2041"] += "2041-03-07..2041-03-08 holiday\n"
		Expect(env.Admin.Update(ctx, days)).To(Succeed())
		becomes(ctx, c.copy("d", "b"), HaveField("Spec.Due", v1alpha1.DueDate("2041-03-03")))
		becomes(ctx, origin, c.cascadeIs(2, 0))
	})

	It("take away what lost its origin while nobody watched", func(ctx SpecContext) {
		stop := start(ctx)
		c := newCountry(ctx)
		deleted := c.plan(ctx, wrappers.Duty("deleted").Cascade(wrappers.Cascade()))
		kept := c.plan(ctx, wrappers.Duty("kept-here").Cascade(wrappers.Cascade()))
		left := c.plan(ctx, wrappers.Duty("left").Cascade(wrappers.Cascade()))
		for _, origin := range []*v1alpha1.DepartmentDuty{deleted, kept, left} {
			becomes(ctx, origin, c.cascadeIs(2, 0))
		}
		Expect(env.Admin.Create(ctx, wrappers.Report("done").Namespace(c.namespace("a")).Duty(v1alpha1.ObjectName(c.name+".deleted")).
			Department(health).FiledBy(env.Admin.Name).Obj())).To(Succeed())
		becomes(ctx, c.copy("deleted", "a"), HaveField("Status.Receipts", HaveLen(1)))
		stop()

		Expect(env.Admin.Delete(ctx, deleted)).To(Succeed())
		edit(ctx, kept, func(d *v1alpha1.DepartmentDuty) { d.Spec.Cascade = v1alpha1.Cascade{} })
		edit(ctx, c.region("b"), func(j *v1alpha1.Jurisdiction) { j.Spec.ParentRef.Name = "elsewhere" })
		start(ctx)
		becomes(ctx, c.copy("deleted", "a"), HaveField("Spec.WithdrawnTime", Not(BeNil())))
		for _, gone := range []*v1alpha1.DepartmentDuty{
			c.copy("deleted", "b"), c.copy("kept-here", "a"), c.copy("kept-here", "b"), c.copy("left", "b"),
		} {
			goes(ctx, gone)
		}
		becomes(ctx, left, c.cascadeIs(1, 0))
		becomes(ctx, kept, HaveField("Status.Conditions", Not(ContainElement(HaveField("Type", v1alpha1.ConditionHandedDown)))))
	})
})

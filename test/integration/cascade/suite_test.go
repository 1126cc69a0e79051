// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package cascade tests how duties are handed down, on a real API server with the admission policies, on which the
// controller works as the operator's own service account. Most tests call Reconcile themselves, with a clock that they
// set; running_test.go lets all controllers run.
package cascade

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/apiutil"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/cascade"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const health, finance = v1alpha1.DepartmentName("health-commission"), v1alpha1.DepartmentName("finance")

var (
	env *framework.Environment
	// operator is who the controller works as.
	operator *framework.Actor
	// lookups are the indexes of the operator's cache.
	lookups = indexes{}
)

func TestCascade(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Cascade")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	env = framework.Start(ctx, framework.Options{
		Install: []string{framework.CRDs, framework.AdmissionPolicies, "config/rbac"},
	})
	operator = env.ServiceAccount(ctx, "supervision-system", "supervision-operator")
	Expect(index.Setup(ctx, lookups)).To(Succeed())
})

// indexes makes index.Setup tell what a lookup means, which the API server does not know.
type indexes map[string]client.IndexerFunc

// IndexField keeps an index.
func (i indexes) IndexField(_ context.Context, object client.Object, field string, extract client.IndexerFunc) error {
	i[fmt.Sprintf("%T", object)+field] = extract
	return nil
}

// list answers as the operator's cache does.
func (i indexes) list(ctx context.Context, list client.ObjectList, options []client.ListOption) error {
	var asked client.ListOptions
	asked.ApplyOptions(options)
	fields := asked.FieldSelector
	asked.FieldSelector, asked.UnsafeDisableDeepCopy = nil, nil
	if err := env.Admin.List(ctx, list, &asked); err != nil || fields == nil {
		return err
	}
	wanted := fields.Requirements()[0]
	items, err := meta.ExtractList(list)
	if err != nil {
		return err
	}
	return meta.SetList(list, slices.DeleteFunc(items, func(item runtime.Object) bool {
		object, ok := item.(client.Object)
		extract := i[fmt.Sprintf("%T", item)+wanted.Field]
		return !ok || extract == nil || !slices.Contains(extract(object), wanted.Value)
	}))
}

// province is a region that hands duties down, and a controller that does it.
type province struct {
	name, namespace string
	reconciler      *cascade.Reconciler
	clock           *clocktesting.FakePassiveClock
	events          chan string
	// writes are the requests that would change something, as "CREATE <namespace>/<name>".
	writes []string
	// beforeWrite, if set, runs before each of them, and may fail it.
	beforeWrite func() error
	// unseen are records that a cache which lags has not seen yet.
	unseen bool
}

func newProvince(ctx context.Context) *province {
	GinkgoHelper()
	recorder := events.NewFakeRecorder(100)
	p := &province{
		namespace: env.Namespace(ctx), events: recorder.Events,
		clock: clocktesting.NewFakePassiveClock(time.Date(2026, time.April, 16, 1, 2, 3, 4, time.UTC)),
	}
	p.name = p.namespace[len(v1alpha1.NamespacePrefix):]
	p.hold(ctx, wrappers.Jurisdiction(p.name).Level(v1alpha1.LevelProvince).
		Department(wrappers.Department(health).DisplayName("省卫生健康委").Aliases("卫健委")).
		Department(wrappers.Department(finance).DisplayName("省财政厅")))
	direct, err := client.NewWithWatch(operator.Config, client.Options{Scheme: env.Scheme})
	Expect(err).NotTo(HaveOccurred())
	p.reconciler = &cascade.Reconciler{
		Client: interceptor.NewClient(direct, p.intercept()), APIReader: direct, Recorder: recorder, Clock: p.clock,
	}
	return p
}

// intercept answers reads as the cache would, and notes writes.
func (p *province) intercept() interceptor.Funcs {
	write := func(verb string, o client.Object) error {
		p.writes = append(p.writes, verb+" "+client.ObjectKeyFromObject(o).String())
		if p.beforeWrite != nil {
			return p.beforeWrite()
		}
		return nil
	}
	return interceptor.Funcs{
		Get: func(ctx context.Context, _ client.WithWatch, key client.ObjectKey, o client.Object, _ ...client.GetOption) error {
			return env.Admin.Get(ctx, key, o)
		},
		List: func(ctx context.Context, _ client.WithWatch, list client.ObjectList, options ...client.ListOption) error {
			kind, err := apiutil.GVKForObject(list, env.Scheme)
			if err != nil || p.unseen && (kind.Kind == "DutyReportList" || kind.Kind == "DutyRulingList") {
				return err
			}
			return lookups.list(ctx, list, options)
		},
		Create: func(ctx context.Context, c client.WithWatch, o client.Object, options ...client.CreateOption) error {
			if err := write("CREATE", o); err != nil {
				return err
			}
			return c.Create(ctx, o, options...)
		},
		Patch: func(ctx context.Context, c client.WithWatch, o client.Object, patch client.Patch, options ...client.PatchOption) error {
			if err := write("PATCH", o); err != nil {
				return err
			}
			return c.Patch(ctx, o, patch, options...)
		},
		Delete: func(ctx context.Context, c client.WithWatch, o client.Object, options ...client.DeleteOption) error {
			if err := write("DELETE", o); err != nil {
				return err
			}
			return c.Delete(ctx, o, options...)
		},
	}
}

// hold creates a Jurisdiction and says, as its controller would, that it holds its namespace.
func (p *province) hold(ctx context.Context, region *wrappers.JurisdictionWrapper) *v1alpha1.Jurisdiction {
	GinkgoHelper()
	jurisdiction := region.Obj()
	Expect(env.Admin.Create(ctx, jurisdiction)).To(Succeed())
	DeferCleanup(func(ctx SpecContext) {
		Expect(client.IgnoreNotFound(env.Admin.Delete(ctx, jurisdiction))).To(Succeed())
	})
	jurisdiction.Status.Namespace = v1alpha1.NamespacePrefix + jurisdiction.Name
	Expect(env.Admin.Status().Update(ctx, jurisdiction)).To(Succeed())
	return jurisdiction
}

// below begins a region below another, whose name begins with that of the province. It declares the departments health
// and finance.
func (p *province) below(name string, level v1alpha1.Level, parent string) *wrappers.JurisdictionWrapper {
	region := wrappers.Jurisdiction(p.regionName(name)).Level(level).Departments(health, finance)
	return region.Parent(v1alpha1.JurisdictionName(p.regionName(parent)))
}

// regionName is the name of a region, "" being the province itself.
func (p *province) regionName(name string) string {
	if name == "" {
		return p.name
	}
	return p.name + "-" + name
}

// declare creates a region with its namespace.
func (p *province) declare(ctx context.Context, region *wrappers.JurisdictionWrapper) *v1alpha1.Jurisdiction {
	GinkgoHelper()
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: v1alpha1.NamespacePrefix + region.Obj().Name}}
	Expect(env.Admin.Create(ctx, namespace)).To(Succeed())
	return p.hold(ctx, region)
}

// counties creates counties directly below the province.
func (p *province) counties(ctx context.Context, names ...string) {
	GinkgoHelper()
	for _, name := range names {
		p.declare(ctx, p.below(name, v1alpha1.LevelCounty, ""))
	}
}

// plan creates a duty of the province.
func (p *province) plan(ctx context.Context, duty *wrappers.DutyWrapper) *v1alpha1.DepartmentDuty {
	GinkgoHelper()
	planned := duty.Namespace(p.namespace).Obj()
	Expect(env.Admin.Create(ctx, planned)).To(Succeed())
	return planned
}

// try reconciles a duty of the province once.
func (p *province) try(ctx context.Context, name string) (ctrl.Result, error) {
	return p.reconciler.Reconcile(ctx, ctrl.Request{NamespacedName: client.ObjectKey{Namespace: p.namespace, Name: name}})
}

// reconcile reconciles a duty, expects that nothing goes wrong, and that nothing is left to be written. It returns what
// was written.
func (p *province) reconcile(ctx context.Context, name string) []string {
	GinkgoHelper()
	p.writes = nil
	result, err := p.try(ctx, name)
	Expect(err).NotTo(HaveOccurred())
	Expect(result).To(Equal(ctrl.Result{}))
	writes := p.short(p.writes)
	p.writes = nil
	_, err = p.try(ctx, name)
	Expect(err).NotTo(HaveOccurred())
	Expect(p.writes).To(BeEmpty(), "nothing is left to be written")
	return writes
}

// short names writes by the region alone, in order.
func (p *province) short(writes []string) []string {
	short := []string{}
	for _, write := range writes {
		region, _, _ := strings.Cut(strings.Replace(write, v1alpha1.NamespacePrefix+p.name+"-", "", 1), "/")
		short = append(short, region)
	}
	slices.Sort(short)
	return short
}

// copies are those of a duty of the province, by region.
func (p *province) copies(ctx context.Context, name string) map[string]*v1alpha1.DepartmentDuty {
	GinkgoHelper()
	var list v1alpha1.DepartmentDutyList
	key := types.NamespacedName{Namespace: p.namespace, Name: name}
	Expect(lookups.list(ctx, &list, []client.ListOption{client.MatchingFields{index.DutyOrigin: key.String()}})).To(Succeed())
	found := map[string]*v1alpha1.DepartmentDuty{}
	for i := range list.Items {
		found[strings.TrimPrefix(list.Items[i].Namespace, p.namespace+"-")] = &list.Items[i]
	}
	return found
}

// copy is that in one region.
func (p *province) copy(ctx context.Context, name, region string) *v1alpha1.DepartmentDuty {
	GinkgoHelper()
	found := p.copies(ctx, name)[region]
	Expect(found).NotTo(BeNil(), "no copy of %s in %s", name, region)
	return found
}

// regions are those that have a copy.
func (p *province) regions(ctx context.Context, name string) []string {
	GinkgoHelper()
	names := []string{}
	for region := range p.copies(ctx, name) {
		names = append(names, region)
	}
	slices.Sort(names)
	return names
}

// record gives a copy a ledger, as the evaluation would.
func record(ctx context.Context, duty *v1alpha1.DepartmentDuty) {
	GinkgoHelper()
	at := metav1.NewTime(time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC))
	duty.Status.ObservedGeneration = 1
	duty.Status.Receipts = []v1alpha1.Receipt{{
		Kind: v1alpha1.RecordDutyReport, Name: "filed", Digest: strings.Repeat("0", 64), ReceivedTime: &at, Basis: v1alpha1.ReceiptStamped,
	}}
	Expect(env.Admin.Status().Update(ctx, duty)).To(Succeed())
}

// told returns the events since it was last called.
func (p *province) told() []string {
	told := []string{}
	for {
		select {
		case event := <-p.events:
			told = append(told, event)
		default:
			return told
		}
	}
}

// errKilled is what every write ends with after the operator was killed.
var errKilled = errors.New("killed")

// edit changes an object that exists.
func edit[T client.Object](ctx context.Context, object T, change func(T)) {
	GinkgoHelper()
	framework.Edit(ctx, env.Admin, object, change)
}

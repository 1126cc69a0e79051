// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package jurisdiction tests the controller of Jurisdictions on a real API server, on which it works as the operator's
// own service account: what it may not do there, it may not do anywhere.
package jurisdiction

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/events"
	clocktesting "k8s.io/utils/clock/testing"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/integration/framework"
)

const (
	managedBy  = v1alpha1.LabelManagedBy
	byOperator = v1alpha1.ManagedByOperator
	holder     = v1alpha1.LabelJurisdiction
)

var (
	env *framework.Environment
	// operator is who the controller works as.
	operator *framework.Actor
)

func TestJurisdiction(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Jurisdiction")
}

var _ = BeforeSuite(func(ctx SpecContext) {
	ctrl.SetLogger(GinkgoLogr)
	env = framework.Start(ctx, framework.Options{
		Install: []string{framework.CRDs, framework.AdmissionPolicies, "config/rbac"},
	})
	operator = env.ServiceAccount(ctx, "supervision-system", "supervision-operator")
})

// run is one controller whose Reconcile a test calls itself.
type run struct {
	reconciler *jurisdiction.Reconciler
	clock      *clocktesting.FakePassiveClock
	events     chan string

	// writes counts the requests that would change something.
	writes atomic.Int32
	// beforeWrite, if set, runs before each of them, and may fail it.
	beforeWrite func(ctx context.Context, object string) error
	// unseen are objects, by kind and name, that a cache which lags has not seen yet.
	unseen []string
}

// newRun makes a controller without a cache, so that it sees at once what a test did. In place of the cache the
// administrator reads for it, and like the cache overlooks what does not bear the operator's label.
func newRun() *run {
	recorder := events.NewFakeRecorder(100)
	r := &run{
		clock:  clocktesting.NewFakePassiveClock(time.Date(2021, time.April, 16, 0, 0, 0, 0, time.UTC)),
		events: recorder.Events,
	}
	direct, err := client.NewWithWatch(operator.Config, client.Options{Scheme: env.Scheme})
	Expect(err).NotTo(HaveOccurred())
	r.reconciler = &jurisdiction.Reconciler{
		Client: interceptor.NewClient(direct, r.intercept()), APIReader: direct, Recorder: recorder, Clock: r.clock,
	}
	return r
}

func (r *run) intercept() interceptor.Funcs {
	write := func(ctx context.Context, object string) error {
		r.writes.Add(1)
		if r.beforeWrite != nil {
			return r.beforeWrite(ctx, object)
		}
		return nil
	}
	return interceptor.Funcs{
		Get: func(ctx context.Context, _ client.WithWatch, key client.ObjectKey, o client.Object, opts ...client.GetOption) error {
			err := env.Admin.Get(ctx, key, o, opts...)
			if err == nil && setUpByOperator(o) && o.GetLabels()[managedBy] != byOperator {
				return apierrors.NewNotFound(schema.GroupResource{}, key.Name)
			}
			return err
		},
		List: func(ctx context.Context, _ client.WithWatch, l client.ObjectList, opts ...client.ListOption) error {
			if setUpByOperator(l) {
				opts = append(opts, client.MatchingLabels{managedBy: byOperator})
			}
			if err := env.Admin.List(ctx, l, opts...); err != nil || !setUpByOperator(l) {
				return err
			}
			return r.hide(l)
		},
		Create: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.CreateOption) error {
			if err := write(ctx, o.GetName()); err != nil {
				return err
			}
			return c.Create(ctx, o, opts...)
		},
		Delete: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.DeleteOption) error {
			if err := write(ctx, o.GetName()); err != nil {
				return err
			}
			return c.Delete(ctx, o, opts...)
		},
		Patch: func(ctx context.Context, c client.WithWatch, o client.Object, p client.Patch, opts ...client.PatchOption) error {
			if err := write(ctx, o.GetName()); err != nil {
				return err
			}
			return c.Patch(ctx, o, p, opts...)
		},
		Apply: func(ctx context.Context, c client.WithWatch, o runtime.ApplyConfiguration, opts ...client.ApplyOption) error {
			if err := write(ctx, ""); err != nil {
				return err
			}
			return c.Apply(ctx, o, opts...)
		},
		SubResourcePatch: func(ctx context.Context, c client.Client, sub string, o client.Object, p client.Patch,
			opts ...client.SubResourcePatchOption,
		) error {
			if err := write(ctx, sub); err != nil {
				return err
			}
			return c.SubResource(sub).Patch(ctx, o, p, opts...)
		},
	}
}

// hide takes out of a list what the cache has not seen yet.
func (r *run) hide(list client.ObjectList) error {
	items, err := meta.ExtractList(list)
	if err != nil {
		return err
	}
	return meta.SetList(list, slices.DeleteFunc(items, func(item runtime.Object) bool {
		object, err := meta.Accessor(item)
		return err == nil && slices.Contains(r.unseen, gvkOf(item).Kind+" "+object.GetName())
	}))
}

// setUpByOperator tells whether the cache holds only labelled objects of this type, or of this list.
func setUpByOperator(o runtime.Object) bool {
	kind := gvkOf(o)
	kind.Kind = strings.TrimSuffix(kind.Kind, "List")
	for cached := range jurisdiction.CacheOptions() {
		if gvkOf(cached) == kind {
			return true
		}
	}
	return false
}

func gvkOf(o runtime.Object) schema.GroupVersionKind {
	GinkgoHelper()
	kinds, _, err := env.Scheme.ObjectKinds(o)
	Expect(err).NotTo(HaveOccurred())
	return kinds[0]
}

// try reconciles a region once.
func (r *run) try(ctx context.Context, name string) (ctrl.Result, error) {
	return r.reconciler.Reconcile(ctx, ctrl.Request{NamespacedName: client.ObjectKey{Name: name}})
}

// reconcile reconciles regions in turn, and expects that nothing goes wrong.
func (r *run) reconcile(ctx context.Context, names ...string) {
	GinkgoHelper()
	for _, name := range names {
		_, err := r.try(ctx, name)
		Expect(err).NotTo(HaveOccurred())
	}
}

// told returns the events since it was last called.
func (r *run) told() []string {
	var told []string
	for {
		select {
		case event := <-r.events:
			told = append(told, event)
		default:
			return told
		}
	}
}

// declare creates an object for the rest of a test.
func declare(ctx context.Context, objects ...client.Object) {
	GinkgoHelper()
	for _, object := range objects {
		Expect(env.Admin.Create(ctx, object)).To(Succeed())
		DeferCleanup(remove, object)
	}
}

// remove deletes an object, and does not wait for the operator to let it go.
func remove(ctx SpecContext, object client.Object) {
	GinkgoHelper()
	Expect(client.IgnoreNotFound(env.Admin.Delete(ctx, object))).To(Succeed())
	if _, isJurisdiction := object.(*v1alpha1.Jurisdiction); isJurisdiction {
		letGo := client.RawPatch(types.MergePatchType, []byte(`{"metadata":{"finalizers":null}}`))
		Expect(client.IgnoreNotFound(env.Admin.Patch(ctx, object, letGo))).To(Succeed())
	}
}

// edit changes an object that exists.
func edit[T client.Object](ctx context.Context, object T, change func(T)) {
	GinkgoHelper()
	framework.Edit(ctx, env.Admin, object, change)
}

// get reads an object as it is now.
func get[T client.Object](ctx context.Context, object T) T {
	GinkgoHelper()
	return framework.Get(ctx, env.Admin, object)
}

// regionNamed is a Jurisdiction to be read or edited.
func regionNamed(name string) *v1alpha1.Jurisdiction {
	return &v1alpha1.Jurisdiction{ObjectMeta: metav1.ObjectMeta{Name: name}}
}

func statusOf(ctx context.Context, name string) v1alpha1.JurisdictionStatus {
	GinkgoHelper()
	return get(ctx, regionNamed(name)).Status
}

func namespaceNamed(name string, labels ...string) *corev1.Namespace {
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
	for i := 0; i < len(labels); i += 2 {
		metav1.SetMetaDataLabel(&namespace.ObjectMeta, labels[i], labels[i+1])
	}
	return namespace
}

func roleNamed(namespace, name string) *rbacv1.Role {
	return &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}
}

func bindingNamed(namespace, name string) *rbacv1.RoleBinding {
	return &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: name},
	}
}

// rights lists the Roles of a namespace, and the RoleBindings that bind each to somebody, by name.
func rights(ctx context.Context, namespace string) []string {
	GinkgoHelper()
	var roles rbacv1.RoleList
	Expect(env.Admin.List(ctx, &roles, client.InNamespace(namespace))).To(Succeed())
	var names []string
	for i := range roles.Items {
		names = append(names, roles.Items[i].Name)
	}
	var bindings rbacv1.RoleBindingList
	Expect(env.Admin.List(ctx, &bindings, client.InNamespace(namespace))).To(Succeed())
	for i := range bindings.Items {
		b := &bindings.Items[i]
		var subjects []string
		for _, s := range b.Subjects {
			subjects = append(subjects, s.Name)
		}
		names = append(names, b.Name+" → "+b.RoleRef.Name+": "+strings.Join(subjects, ", "))
	}
	return names
}

// objects lists what the operator set up, or somebody else made, in a namespace: everything of the kinds that it knows.
func objects(ctx context.Context, namespace string) []string {
	GinkgoHelper()
	var names []string
	for _, kind := range region.Kinds {
		list, ok := kind.NewList().(client.ObjectList)
		Expect(ok).To(BeTrue())
		Expect(env.Admin.List(ctx, list, client.InNamespace(namespace))).To(Succeed())
		Expect(meta.EachListItem(list, func(item runtime.Object) error {
			object, err := meta.Accessor(item)
			names = append(names, kind.Name+" "+object.GetName())
			return err
		})).To(Succeed())
	}
	return names
}

// inventoryOf lists what stands in the inventory of a region, as objects does.
func inventoryOf(ctx context.Context, name string) []string {
	GinkgoHelper()
	var names []string
	for _, entry := range statusOf(ctx, name).Inventory {
		names = append(names, entry.Kind+" "+entry.Name)
	}
	return names
}

// exists tells whether an object is there.
func exists(ctx context.Context, object client.Object) bool {
	GinkgoHelper()
	err := env.Admin.Get(ctx, client.ObjectKeyFromObject(object), object)
	Expect(client.IgnoreNotFound(err)).To(Succeed())
	return err == nil
}

// finish does what Kubernetes' namespace controller does in the end, which does not run here.
func finish(ctx context.Context, namespace string) {
	GinkgoHelper()
	clients, err := kubernetes.NewForConfig(env.Config())
	Expect(err).NotTo(HaveOccurred())
	kinds := []client.Object{
		&v1alpha1.DutyRuling{}, &v1alpha1.DutyReport{}, &v1alpha1.MeetingMinutes{}, &v1alpha1.DepartmentDuty{},
		&v1alpha1.JointMeeting{}, &corev1.ConfigMap{},
	}
	for _, kind := range region.Kinds {
		kinds = append(kinds, kind.New())
	}
	for _, kind := range kinds {
		Expect(env.Admin.DeleteAllOf(ctx, kind, client.InNamespace(namespace))).To(Succeed())
	}
	ending, err := clients.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
	Expect(err).NotTo(HaveOccurred())
	ending.Spec.Finalizers = nil
	_, err = clients.CoreV1().Namespaces().Finalize(ctx, ending, metav1.UpdateOptions{})
	Expect(err).NotTo(HaveOccurred())
}

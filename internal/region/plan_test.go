// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// changes lists a plan in words, in the order in which it is carried out.
func changes(plan region.Plan) []string {
	var lines []string
	if o := plan.Namespace.Create; o != nil {
		lines = append(lines, fmt.Sprintf("create Namespace %s %v", o.Name, o.Labels))
	}
	if o := plan.Namespace.Apply; o != nil {
		lines = append(lines, fmt.Sprintf("apply Namespace %s %q", o.Name, plan.Namespace.UID))
	}
	for _, o := range plan.Delete {
		lines = append(lines, fmt.Sprintf("delete %s %q", nameOf(o), o.GetUID()))
	}
	for _, o := range plan.Create {
		lines = append(lines, "create "+nameOf(o))
	}
	for _, a := range plan.Apply {
		lines = append(lines, fmt.Sprintf("apply %s %q", nameOf(a.Desired), a.UID))
	}
	if len(plan.Taken) > 0 {
		lines = append(lines, "taken: "+region.Enumerate(plan.Taken))
	}
	if len(plan.Unlisted) > 0 {
		lines = append(lines, "unlisted: "+region.Enumerate(plan.Unlisted))
	}
	return lines
}

func nameOf(o region.Object) string {
	return region.KindOf(o).Name + " " + o.GetName()
}

func describe(problems []region.Problem) string {
	var texts []string
	for _, p := range problems {
		who := ""
		if p.NeedsPerson {
			who = ", needs a person"
		}
		texts = append(texts, p.Reason+who+": "+p.Message)
	}
	return strings.Join(texts, "\n")
}

// xicheng is a region with something of every kind.
func xicheng() *wrappers.JurisdictionWrapper {
	return wrappers.Jurisdiction("xicheng").NamespaceLabel("team", "health").
		Department(wrappers.Department("police").Subjects(wrappers.User("wei"), wrappers.ServiceAccount("", "gateway"))).
		Office("police", wrappers.User("lan")).
		Quota(v1alpha1.NamespaceQuota{Pods: new(int32(20)), Limits: wrappers.Amounts("8", "")}).
		Workload(wrappers.Deployment("portal").Env("MODE", "strict").Replicas(2).Port(8080)).
		Workload(wrappers.CronJob("sync", "0 6 * * *"))
}

// objects of xicheng, in the order in which they are set up.
var objects = []v1alpha1.InventoryEntry{
	{Kind: "ServiceAccount", Name: "gateway"}, {Kind: "ServiceAccount", Name: "gitops"},
	{Kind: "ServiceAccount", Name: "workload"},
	{Kind: "LimitRange", Name: "defaults"}, {Kind: "ResourceQuota", Name: "quota"},
	{Kind: "NetworkPolicy", Name: "default-deny"}, {Kind: "NetworkPolicy", Name: "allow-within-region"},
	{Kind: "Role", Name: "department-police"}, {Kind: "Role", Name: "office"}, {Kind: "Role", Name: "gitops"},
	{Kind: "RoleBinding", Name: "department-police"}, {Kind: "RoleBinding", Name: "office"},
	{Kind: "RoleBinding", Name: "gitops"},
	{Kind: "Service", Name: "portal"}, {Kind: "Deployment", Name: "portal"}, {Kind: "CronJob", Name: "sync"},
}

// listed has a region's inventory list these objects.
func listed(jurisdiction *wrappers.JurisdictionWrapper, entries ...v1alpha1.InventoryEntry) *v1alpha1.Jurisdiction {
	for _, entry := range entries {
		jurisdiction.Inventory(entry.Kind, entry.Name)
	}
	return jurisdiction.Obj()
}

// standing is xicheng as it is once set up. The UID of each object is its name.
func standing() region.Observed {
	observed := region.Observed(objectsOf(xicheng().Obj()))
	observed.Namespace.UID = "ns"
	observed.Namespace.ManagedFields = []metav1.ManagedFieldsEntry{applied("team")}
	for _, o := range observed.Within {
		o.SetUID(types.UID(o.GetName()))
	}
	return observed
}

// one finds an object among those observed, as what it is.
func one[T region.Object](o *region.Observed, name string) T {
	for _, object := range o.Within {
		if found, ok := object.(T); ok && found.GetName() == name {
			return found
		}
	}
	panic("there is no such object: " + name)
}

// applied is what the API server notes of labels that the operator applied.
func applied(labels ...string) metav1.ManagedFieldsEntry {
	keys := make([]string, 0, len(labels))
	for _, label := range labels {
		keys = append(keys, fmt.Sprintf(`"f:%s":{}`, label))
	}
	return metav1.ManagedFieldsEntry{
		Manager: "supervision-operator", Operation: metav1.ManagedFieldsOperationApply,
		FieldsV1: metav1.NewFieldsV1(`{"f:metadata":{"f:labels":{` + strings.Join(keys, ",") + `}}}`),
	}
}

// compare is Compare of a region with itself, as far as observed differs.
func compare(t *testing.T, jurisdiction *v1alpha1.Jurisdiction, observed region.Observed, keep region.Kept) region.Plan {
	t.Helper()
	plan, err := region.Compare(jurisdiction, objectsOf(jurisdiction), observed, keep)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

const createNamespace = "create Namespace region-xicheng map[app.kubernetes.io/managed-by:supervision-operator " +
	"pod-security.kubernetes.io/enforce:restricted supervision.jianguan.io/jurisdiction:xicheng]"

func TestCompareNamespace(t *testing.T) {
	cases := map[string]struct {
		jurisdiction *wrappers.JurisdictionWrapper
		change       func(*region.Observed)
		want         []string
		problem      string
	}{
		"a region that stands needs nothing": {
			change: func(*region.Observed) {},
		},
		"one that bears the label is adopted": {
			change: func(o *region.Observed) { o.Namespace.Labels = map[string]string{holder: "xicheng"} },
			want:   []string{`apply Namespace region-xicheng "ns"`},
		},
		"one without labels is taken": {
			change:  func(o *region.Observed) { o.Namespace.Labels = nil },
			problem: `NamespaceTaken, needs a person: namespace "region-xicheng" exists and was made by somebody else`,
		},
		"the operator's label alone claims nothing": {
			change:  func(o *region.Observed) { o.Namespace.Labels = map[string]string{managedBy: "supervision-operator"} },
			problem: `NamespaceTaken, needs a person: namespace "region-xicheng" exists and was made by somebody else`,
		},
		"one of another region is taken, though it was held before": {
			jurisdiction: xicheng().Holds(namespace),
			change:       func(o *region.Observed) { o.Namespace.Labels[holder] = "dongcheng" },
			problem:      `NamespaceTaken, needs a person: namespace "region-xicheng" exists and belongs to Jurisdiction "dongcheng"`,
		},
		"one that was held gets the lost label back": {
			jurisdiction: xicheng().Holds(namespace),
			change:       func(o *region.Observed) { delete(o.Namespace.Labels, holder) },
			want:         []string{`apply Namespace region-xicheng "ns"`},
		},
		"nothing is set up in one that is being deleted": {
			change: func(o *region.Observed) {
				o.Namespace.DeletionTimestamp = &metav1.Time{Time: time.Unix(1, 0)}
				o.Within = nil
			},
			problem: `NamespaceTerminating: namespace "region-xicheng" is being deleted; it is made anew once it is gone`,
		},
		"a label that was changed": {
			change: func(o *region.Observed) { o.Namespace.Labels["pod-security.kubernetes.io/enforce"] = "privileged" },
			want:   []string{`apply Namespace region-xicheng "ns"`},
		},
		"a label that is no longer declared is taken away": {
			change: func(o *region.Observed) {
				o.Namespace.Labels["cost-centre"] = "17"
				o.Namespace.ManagedFields = []metav1.ManagedFieldsEntry{applied("team", "cost-centre")}
			},
			want: []string{`apply Namespace region-xicheng "ns"`},
		},
		"a label of somebody else stays": {
			change: func(o *region.Observed) {
				o.Namespace.Labels["cost-centre"] = "17"
				other := applied("cost-centre")
				other.Manager = "kubectl"
				o.Namespace.ManagedFields = append(o.Namespace.ManagedFields, other)
			},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if tc.jurisdiction == nil {
				tc.jurisdiction = xicheng()
			}
			jurisdiction, observed := listed(tc.jurisdiction, objects...), standing()
			tc.change(&observed)
			plan := compare(t, jurisdiction, observed, nil)
			if diff := cmp.Diff(tc.want, changes(plan)); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			if got := describe(plan.Problems); !strings.HasPrefix(got, tc.problem) || (tc.problem == "") != (got == "") {
				t.Errorf("problem %q, want %q", got, tc.problem)
			}
			if tc.problem != "" {
				if diff := cmp.Diff(jurisdiction.Status.Inventory, plan.Inventory); diff != "" {
					t.Errorf("what is not touched stays in the inventory (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestCompareANewRegion(t *testing.T) {
	t.Run("all is made in order; declared labels are applied, so that they can be taken back", func(t *testing.T) {
		plan := compare(t, xicheng().Obj(), region.Observed{}, nil)
		want := []string{createNamespace, `apply Namespace region-xicheng ""`}
		for _, entry := range objects {
			want = append(want, "create "+entry.Kind+" "+entry.Name)
		}
		if diff := cmp.Diff(want, changes(plan)); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		inventory := slices.SortedFunc(slices.Values(objects), func(a, b v1alpha1.InventoryEntry) int {
			return strings.Compare(a.Kind+" "+a.Name, b.Kind+" "+b.Name)
		})
		if diff := cmp.Diff(inventory, plan.Inventory); diff != "" {
			t.Errorf("inventory (-want +got):\n%s", diff)
		}
	})
	t.Run("without labels of its own it needs no apply", func(t *testing.T) {
		plan := compare(t, wrappers.Jurisdiction("xicheng").Obj(), region.Observed{}, nil)
		if got := changes(plan); got[0] != createNamespace || got[1] != "create ServiceAccount gitops" {
			t.Errorf("changes %q", got)
		}
	})
}

func TestComparePrunes(t *testing.T) {
	bare := func() *wrappers.JurisdictionWrapper {
		return wrappers.Jurisdiction("xicheng").NamespaceLabel("team", "health").Departments("police").
			Isolation(v1alpha1.IsolationOpen)
	}
	kept := []v1alpha1.InventoryEntry{
		{Kind: "LimitRange", Name: "defaults"}, {Kind: "Role", Name: "gitops"}, {Kind: "RoleBinding", Name: "gitops"},
		{Kind: "ServiceAccount", Name: "gitops"}, {Kind: "ServiceAccount", Name: "workload"},
	}
	rights := []string{
		`delete RoleBinding department-police "department-police"`, `delete RoleBinding office "office"`,
		`delete Role department-police "department-police"`, `delete Role office "office"`,
		`delete NetworkPolicy default-deny "default-deny"`,
		`delete NetworkPolicy allow-within-region "allow-within-region"`,
		`delete ResourceQuota quota "quota"`, `delete ServiceAccount gateway "gateway"`,
	}
	workloads := []string{
		`delete CronJob sync "sync"`, `delete Deployment portal "portal"`, `delete Service portal "portal"`,
	}

	t.Run("what is in the inventory and no longer declared, in reverse, and lists it until it is gone", func(t *testing.T) {
		plan := compare(t, listed(bare(), objects...), standing(), nil)
		if diff := cmp.Diff(slices.Concat(workloads, rights), changes(plan)); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		if got := len(plan.Inventory); got != len(objects) {
			t.Errorf("the inventory lists %d objects, of %d that are there", got, len(objects))
		}
	})
	t.Run("nothing inherited while it is not known what is", func(t *testing.T) {
		jurisdiction := listed(bare(), objects...)
		jurisdiction.Status.Workloads = []v1alpha1.WorkloadStatus{
			{Name: "portal", DeclaredBy: "beijing"}, {Name: "sync", DeclaredBy: "xicheng"},
		}
		plan := compare(t, jurisdiction, standing(), region.Keep(jurisdiction, nil, false))
		if diff := cmp.Diff(slices.Concat(workloads[:1], rights), changes(plan)); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		for _, entry := range objects[13:] {
			if !slices.Contains(plan.Inventory, entry) {
				t.Errorf("%v stays, but not in the inventory", entry)
			}
		}
		plan = compare(t, jurisdiction, standing(), region.Keep(jurisdiction, nil, true))
		if diff := cmp.Diff(slices.Concat(workloads, rights), changes(plan)); diff != "" {
			t.Errorf("changes once it is known (-want +got):\n%s", diff)
		}
	})
	t.Run("nothing inherited is taken into the inventory that did not stand in it", func(t *testing.T) {
		jurisdiction := listed(bare(), objects...)
		jurisdiction.Status.Workloads = []v1alpha1.WorkloadStatus{{Name: "portal", DeclaredBy: "beijing"}}
		observed := standing()
		copied := one[*appsv1.Deployment](&observed, "portal").DeepCopy()
		copied.Name = "portal-copy"
		observed.Within = append(observed.Within, copied)
		plan := compare(t, jurisdiction, observed, region.Keep(jurisdiction, nil, false))
		want := append(append(slices.Clone(workloads[:1]), rights...), "unlisted: Deployment portal-copy")
		if diff := cmp.Diff(want, changes(plan)); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		if slices.Contains(plan.Inventory, region.EntryOf(copied)) {
			t.Error("the copy is in the inventory")
		}
	})
	t.Run("an inherited workload that the region itself switches off, whatever is known", func(t *testing.T) {
		jurisdiction := listed(bare().Workload(wrappers.Absent("portal")), objects...)
		jurisdiction.Status.Workloads = []v1alpha1.WorkloadStatus{
			{Name: "portal", DeclaredBy: "beijing"}, {Name: "sync", DeclaredBy: "beijing"},
		}
		plan := compare(t, jurisdiction, standing(), region.Keep(jurisdiction, region.Workloads(jurisdiction, nil), false))
		if diff := cmp.Diff(slices.Concat(workloads[1:], rights), changes(plan)); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
	})
	t.Run("nothing of a workload that cannot be set up as it is declared", func(t *testing.T) {
		jurisdiction := listed(bare().Workload(wrappers.CronJob("sync", "daily")), objects...)
		plan := compare(t, jurisdiction, standing(), region.Keep(jurisdiction, region.Workloads(jurisdiction, nil), true))
		if diff := cmp.Diff(slices.Concat(workloads[1:], rights), changes(plan)); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
	})
	t.Run("nothing that is going already; it stays in the inventory until it is gone", func(t *testing.T) {
		observed := standing()
		one[*rbacv1.Role](&observed, "office").DeletionTimestamp = &metav1.Time{Time: time.Unix(1, 0)}
		plan := compare(t, listed(bare(), objects...), observed, nil)
		if slices.Contains(changes(plan), `delete Role office "office"`) {
			t.Error("it is deleted again")
		}
		if !slices.Contains(plan.Inventory, v1alpha1.InventoryEntry{Kind: "Role", Name: "office"}) {
			t.Error("it is no longer in the inventory")
		}
	})
	t.Run("nothing that stands in no inventory: it is told", func(t *testing.T) {
		plan := compare(t, listed(bare(), kept...), standing(), nil)
		want := []string{"unlisted: CronJob sync, Deployment portal, Service portal, " +
			"RoleBinding department-police, RoleBinding office, Role department-police, Role office, " +
			"NetworkPolicy default-deny, NetworkPolicy allow-within-region, ResourceQuota quota, ServiceAccount gateway"}
		if diff := cmp.Diff(want, changes(plan)); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(kept, plan.Inventory); diff != "" {
			t.Errorf("inventory (-want +got):\n%s", diff)
		}
	})
	t.Run("what is declared comes into the inventory, also if it was made before there was one", func(t *testing.T) {
		plan := compare(t, bare().Obj(), region.Observed{
			Namespace: standing().Namespace, Within: objectsOf(bare().Obj()).Within,
		}, nil)
		if got := changes(plan); got != nil {
			t.Errorf("changes %q", got)
		}
		if diff := cmp.Diff(kept, plan.Inventory); diff != "" {
			t.Errorf("inventory (-want +got):\n%s", diff)
		}
	})
	t.Run("what is listed and not there leaves the inventory", func(t *testing.T) {
		observed := region.Observed{Namespace: standing().Namespace, Within: objectsOf(bare().Obj()).Within}
		plan := compare(t, listed(bare(), objects...), observed, nil)
		if diff := cmp.Diff(kept, plan.Inventory); diff != "" {
			t.Errorf("inventory (-want +got):\n%s", diff)
		}
	})
}

func TestComparePrunesByLabelsAndInventory(t *testing.T) {
	prune, tell := []string{`delete Role auditors ""`}, []string{"unlisted: Role auditors"}
	cases := map[string]struct {
		labels                   map[string]string
		wantListed, wantUnlisted []string
	}{
		"both labels":                   {labels: ownLabels(), wantListed: prune, wantUnlisted: tell},
		"one was lost":                  {labels: map[string]string{holder: "xicheng"}, wantListed: prune},
		"the other was lost":            {labels: map[string]string{managedBy: "supervision-operator"}, wantListed: prune},
		"none: it was given away":       {},
		"managed by somebody else":      {labels: map[string]string{managedBy: "Helm", holder: "xicheng"}},
		"the operator's, elsewhere":     {labels: map[string]string{managedBy: "supervision-operator", holder: "dongcheng"}},
		"labels of somebody else alone": {labels: map[string]string{"team": "health"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			observed := standing()
			observed.Within = append(observed.Within, &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "auditors", Labels: tc.labels}})
			all := append(slices.Clone(objects), v1alpha1.InventoryEntry{Kind: "Role", Name: "auditors"})
			if diff := cmp.Diff(tc.wantListed, changes(compare(t, listed(xicheng(), all...), observed, nil))); diff != "" {
				t.Errorf("changes if the inventory lists it (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.wantUnlisted, changes(compare(t, listed(xicheng(), objects...), observed, nil))); diff != "" {
				t.Errorf("changes if the inventory does not (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCompareLeavesTakenNames(t *testing.T) {
	for i, entry := range objects {
		for _, labels := range []map[string]string{
			{"team": "health"},
			{managedBy: "Helm", holder: "xicheng"},
			{managedBy: "supervision-operator", holder: "dongcheng"},
		} {
			observed := standing()
			taken := region.KindOf(observed.Within[i]).New()
			taken.SetName(entry.Name)
			taken.SetLabels(labels)
			observed.Within[i] = taken
			plan := compare(t, listed(xicheng(), objects...), observed, nil)
			want := []string{"taken: " + entry.Kind + " " + entry.Name}
			if diff := cmp.Diff(want, changes(plan)); diff != "" {
				t.Errorf("with labels %v (-want +got):\n%s", labels, diff)
			}
		}
	}
}

func TestNameTaken(t *testing.T) {
	if problem := region.NameTaken(nil); problem != nil {
		t.Errorf("problem %v, though nothing is taken", problem)
	}
	problem := region.NameTaken([]v1alpha1.InventoryEntry{
		{Kind: "Role", Name: "office"}, {Kind: "Deployment", Name: "portal"},
	})
	want := "NameTaken, needs a person: made by somebody else, and left untouched: Role office, Deployment portal; " +
		"delete or rename them, and the operator's own take their place"
	if diff := cmp.Diff(want, describe([]region.Problem{*problem})); diff != "" {
		t.Errorf("problem (-want +got):\n%s", diff)
	}
}

func TestEnumerateNamesTwenty(t *testing.T) {
	var entries []v1alpha1.InventoryEntry
	for i := range 22 {
		entries = append(entries, v1alpha1.InventoryEntry{Kind: "Role", Name: fmt.Sprintf("r%02d", i)})
	}
	if got := region.Enumerate(entries); !strings.HasSuffix(got, ", Role r19, and 2 more") {
		t.Errorf("got %q", got)
	}
	if got := region.Enumerate(entries[:20]); !strings.HasSuffix(got, ", Role r19") {
		t.Errorf("got %q", got)
	}
}

func TestCompareTellsUnreadableManagedFields(t *testing.T) {
	observed := standing()
	observed.Namespace.ManagedFields[0].FieldsV1 = metav1.NewFieldsV1("[]")
	jurisdiction := xicheng().Obj()
	if _, err := region.Compare(jurisdiction, objectsOf(jurisdiction), observed, nil); err == nil {
		t.Error("no error for managed fields of another form")
	}
}

func TestHolds(t *testing.T) {
	cases := map[string]struct {
		held   string
		labels map[string]string
		want   bool
	}{
		"its own label":                                 {labels: map[string]string{holder: "xicheng"}, want: true},
		"another's label":                               {held: namespace, labels: map[string]string{holder: "dongcheng"}},
		"no label":                                      {held: namespace},
		"held before, and still the operator's":         {held: namespace, labels: map[string]string{managedBy: "supervision-operator"}, want: true},
		"held before, and now somebody else's":          {held: namespace, labels: map[string]string{managedBy: "Helm"}},
		"another was held before":                       {held: "region-xc", labels: map[string]string{managedBy: "supervision-operator"}},
		"the operator's, but not held by anyone before": {labels: map[string]string{managedBy: "supervision-operator"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if got := region.Holds(xicheng().Holds(tc.held).Obj(), namespaceOf(namespace, tc.labels)); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

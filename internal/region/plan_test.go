// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// changes lists a plan in words, in the order in which it is carried out.
func changes(plan region.Plan) []string {
	var lines []string
	for _, o := range plan.Namespace.Create {
		lines = append(lines, fmt.Sprintf("create Namespace %s %v", o.Name, o.Labels))
	}
	for _, a := range plan.Namespace.Apply {
		lines = append(lines, fmt.Sprintf("apply Namespace %s %q", a.Desired.Name, a.UID))
	}
	lines = append(lines, words("Role", plan.Roles)...)
	return append(lines, words("RoleBinding", plan.RoleBindings)...)
}

func words[T metav1.Object](kind string, c region.Changes[T]) []string {
	var lines []string
	for _, o := range c.Delete {
		lines = append(lines, fmt.Sprintf("delete %s %s %q", kind, o.GetName(), o.GetUID()))
	}
	for _, o := range c.Create {
		lines = append(lines, fmt.Sprintf("create %s %s", kind, o.GetName()))
	}
	for _, a := range c.Apply {
		lines = append(lines, fmt.Sprintf("apply %s %s %q", kind, a.Desired.GetName(), a.UID))
	}
	return lines
}

// standing is a region as it is once set up.
func standing() region.Observed {
	objects := region.Desired(xicheng().Obj(), nil)
	observed := region.Observed{Namespace: objects.Namespace}
	observed.Namespace.UID = "ns"
	observed.Namespace.ManagedFields = []metav1.ManagedFieldsEntry{applied("team")}
	for i, o := range objects.Roles {
		o.UID = types.UID(fmt.Sprintf("role-%d", i))
		observed.Roles = append(observed.Roles, *o)
	}
	for i, o := range objects.RoleBindings {
		o.UID = types.UID(fmt.Sprintf("binding-%d", i))
		observed.RoleBindings = append(observed.RoleBindings, *o)
	}
	return observed
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

func xicheng() *wrappers.JurisdictionWrapper {
	return wrappers.Jurisdiction("xicheng").NamespaceLabel("team", "health").
		Department(wrappers.Department("police").Subjects(wrappers.User("wei"))).
		Office("police", wrappers.User("lan"))
}

func TestCompare(t *testing.T) {
	const police, office = 0, 1
	cases := map[string]struct {
		jurisdiction *wrappers.JurisdictionWrapper
		change       func(*region.Observed)
		want         []string
		problem      string
	}{
		"a region that stands needs nothing": {
			change: func(*region.Observed) {},
		},
		"a new region: declared labels are applied, so that they can be taken back": {
			change: func(o *region.Observed) { *o = region.Observed{} },
			want: []string{
				"create Namespace region-xicheng map[app.kubernetes.io/managed-by:supervision-operator " +
					"pod-security.kubernetes.io/enforce:restricted supervision.jianguan.io/jurisdiction:xicheng]",
				`apply Namespace region-xicheng ""`,
				"create Role department-police", "create Role office",
				"create RoleBinding department-police", "create RoleBinding office",
			},
		},
		"a new region without labels of its own needs no apply": {
			jurisdiction: wrappers.Jurisdiction("xicheng"),
			change:       func(o *region.Observed) { *o = region.Observed{} },
			want: []string{
				"create Namespace region-xicheng map[app.kubernetes.io/managed-by:supervision-operator " +
					"pod-security.kubernetes.io/enforce:restricted supervision.jianguan.io/jurisdiction:xicheng]",
			},
		},
		"a namespace that bears the label is adopted": {
			change: func(o *region.Observed) { o.Namespace.Labels = map[string]string{holder: "xicheng"} },
			want:   []string{`apply Namespace region-xicheng "ns"`},
		},
		"a namespace without labels is taken": {
			change:  func(o *region.Observed) { o.Namespace.Labels = nil },
			problem: `NamespaceTaken, needs a person: namespace "region-xicheng" exists and was made by somebody else`,
		},
		"the operator's label alone claims nothing": {
			change:  func(o *region.Observed) { o.Namespace.Labels = map[string]string{managedBy: "supervision-operator"} },
			problem: `NamespaceTaken, needs a person: namespace "region-xicheng" exists and was made by somebody else`,
		},
		"a namespace of another region is taken, though it was held before": {
			jurisdiction: xicheng().Holds(namespace),
			change:       func(o *region.Observed) { o.Namespace.Labels[holder] = "dongcheng" },
			problem:      `NamespaceTaken, needs a person: namespace "region-xicheng" exists and belongs to Jurisdiction "dongcheng"`,
		},
		"a namespace that was held gets the lost label back": {
			jurisdiction: xicheng().Holds(namespace),
			change:       func(o *region.Observed) { delete(o.Namespace.Labels, holder) },
			want:         []string{`apply Namespace region-xicheng "ns"`},
		},
		"nothing is set up in a namespace that is being deleted": {
			change: func(o *region.Observed) {
				o.Namespace.DeletionTimestamp = &metav1.Time{Time: time.Unix(1, 0)}
				o.Roles = nil
			},
			problem: `NamespaceTerminating: namespace "region-xicheng" is being deleted; it is made anew once it is gone`,
		},
		"labels of the namespace: changed, and no longer declared": {
			change: func(o *region.Observed) {
				o.Namespace.Labels["pod-security.kubernetes.io/enforce"] = "privileged"
			},
			want: []string{`apply Namespace region-xicheng "ns"`},
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
		"drift of a Role and of a RoleBinding": {
			change: func(o *region.Observed) {
				o.Roles[police].Rules[1].Verbs = []string{"create", "delete"}
				o.RoleBindings[office].Subjects = append(o.RoleBindings[office].Subjects, user("intruder"))
			},
			want: []string{`apply Role department-police "role-0"`, `apply RoleBinding office "binding-1"`},
		},
		"a label lost is drift, of others' additions none": {
			change: func(o *region.Observed) {
				delete(o.Roles[police].Labels, managedBy)
				delete(o.Roles[office].Labels, holder)
				o.RoleBindings[police].Labels["team"] = "health"
			},
			want: []string{`apply Role department-police "role-0"`, `apply Role office "role-1"`},
		},
		"what was deleted comes back": {
			change: func(o *region.Observed) { o.Roles, o.RoleBindings = o.Roles[:1], o.RoleBindings[1:] },
			want:   []string{"create Role office", "create RoleBinding department-police"},
		},
		"another roleRef cannot be changed, only replaced": {
			change: func(o *region.Observed) { o.RoleBindings[police].RoleRef.Name = "office" },
			want:   []string{`delete RoleBinding department-police "binding-0"`, "create RoleBinding department-police"},
		},
		"what is no longer declared is pruned": {
			jurisdiction: wrappers.Jurisdiction("xicheng").NamespaceLabel("team", "health").
				Departments("police").Office("police", wrappers.User("lan")),
			change: func(*region.Observed) {},
			want:   []string{`delete Role department-police "role-0"`, `delete RoleBinding department-police "binding-0"`},
		},
		"what somebody else made is never pruned": {
			change: func(o *region.Observed) {
				for _, labels := range []map[string]string{
					nil,
					{managedBy: "supervision-operator"},
					{holder: "xicheng"},
					{managedBy: "Helm", holder: "xicheng"},
				} {
					o.Roles = append(o.Roles, rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "auditors", Labels: labels}})
				}
			},
		},
		"names taken are named, and the rest is set up": {
			change: func(o *region.Observed) {
				o.Roles[office].Labels = map[string]string{"team": "health"}
				o.Roles[office].Rules = nil
				o.RoleBindings[office].Labels = map[string]string{managedBy: "Helm", holder: "xicheng"}
				o.Roles = o.Roles[1:]
			},
			want: []string{"create Role department-police"},
			problem: "NameTaken, needs a person: made by somebody else, and left untouched: Role office, RoleBinding office; " +
				"delete or rename them, and the operator's own take their place",
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			if tc.jurisdiction == nil {
				tc.jurisdiction = xicheng()
			}
			jurisdiction, observed := tc.jurisdiction.Obj(), standing()
			tc.change(&observed)
			plan, err := region.Compare(jurisdiction, region.Desired(jurisdiction, nil), observed)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, changes(plan)); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
			if got := describe(plan.Problems); !strings.HasPrefix(got, tc.problem) || (tc.problem == "") != (got == "") {
				t.Errorf("problem %q, want %q", got, tc.problem)
			}
		})
	}
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

func TestCompareTellsUnreadableManagedFields(t *testing.T) {
	observed := standing()
	observed.Namespace.ManagedFields[0].FieldsV1 = metav1.NewFieldsV1("[]")
	jurisdiction := xicheng().Obj()
	if _, err := region.Compare(jurisdiction, region.Desired(jurisdiction, nil), observed); err == nil {
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
			existing := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace, Labels: tc.labels}}
			if got := region.Holds(xicheng().Holds(tc.held).Obj(), existing); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

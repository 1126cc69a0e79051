// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestToCreate(t *testing.T) {
	for name, test := range map[string]struct {
		kind        kind
		saved, want string
	}{
		"tells when it had been created": {
			kind: ownKinds[3],
			saved: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: DutyReport
metadata: {name: r, namespace: region-x, labels: {a: b}, creationTimestamp: "2026-01-02T11:04:05+08:00", generation: 1}
spec: {quantity: 4}
status: {verdict: Accepted}`,
			want: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: DutyReport
metadata: {name: r, namespace: region-x, labels: {a: b}, annotations: {supervision.jianguan.io/restored: "2026-01-02T03:04:05Z"}}
spec: {quantity: 4}`,
		},
		"tells so still after another restore": {
			kind: ownKinds[1],
			saved: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: DepartmentDuty
metadata:
  name: d
  namespace: region-x
  annotations: {supervision.jianguan.io/restored: "2020-01-02T03:04:05Z", a: b}
  creationTimestamp: "2026-01-02T03:04:05Z"
  finalizers: [example.org/from-before-the-policies]
  deletionTimestamp: "2026-01-02T03:04:06Z"
spec: {}`,
			want: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: DepartmentDuty
metadata: {name: d, namespace: region-x, annotations: {supervision.jianguan.io/restored: "2020-01-02T03:04:05Z", a: b}}
spec: {}`,
		},
		"gives a Jurisdiction its finalizers": {
			kind: ownKinds[0],
			saved: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: Jurisdiction
metadata: {name: j, finalizers: [supervision.jianguan.io/region], creationTimestamp: "2026-01-02T03:04:05Z"}
spec: {}`,
			want: `
apiVersion: supervision.jianguan.io/v1alpha1
kind: Jurisdiction
metadata: {name: j, finalizers: [supervision.jianguan.io/region], annotations: {supervision.jianguan.io/restored: "2026-01-02T03:04:05Z"}}
spec: {}`,
		},
		"annotates no namespace": {
			kind:  namespaces,
			saved: `{apiVersion: v1, kind: Namespace, metadata: {name: region-x, annotations: {a: b}, creationTimestamp: "2026-01-02T03:04:05Z"}}`,
			want:  `{apiVersion: v1, kind: Namespace, metadata: {name: region-x, annotations: {a: b}}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			saved := parse(t, test.saved)
			before := saved.DeepCopy()
			got, err := toCreate(test.kind, saved)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(parse(t, test.want), got); diff != "" {
				t.Errorf("to create (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, saved); diff != "" {
				t.Errorf("the backup itself was changed:\n%s", diff)
			}
		})
	}
	_, err := toCreate(ownKinds[1], parse(t, `{apiVersion: v1, kind: K, metadata: {name: d}}`))
	if err == nil || !strings.Contains(err.Error(), "creationTimestamp") {
		t.Errorf("error %v, want one that says that creationTimestamp is missing", err)
	}
}

func TestRenumber(t *testing.T) {
	for name, test := range map[string]struct {
		before       int64
		status, want string
	}{
		"what was up to date is so": {
			before: 3,
			status: `{observedGeneration: 3, conditions: [{type: A, observedGeneration: 3}, {type: B, observedGeneration: 2}, {type: C}]}`,
			want:   `{observedGeneration: 1, conditions: [{type: A, observedGeneration: 1}, {type: B, observedGeneration: 2}, {type: C}]}`,
		},
		"what was behind does not look up to date": {
			before: 2,
			status: `{observedGeneration: 1, conditions: [{type: A, observedGeneration: 1}]}`,
			want:   `{observedGeneration: 2, conditions: [{type: A, observedGeneration: 2}]}`,
		},
		"nothing changes in a first generation": {
			before: 1,
			status: `{observedGeneration: 1, conditions: [{type: A, observedGeneration: 1}]}`,
			want:   `{observedGeneration: 1, conditions: [{type: A, observedGeneration: 1}]}`,
		},
		"nothing is made up": {before: 2, status: `{verdict: Accepted}`, want: `{verdict: Accepted}`},
	} {
		t.Run(name, func(t *testing.T) {
			const object = "{apiVersion: v1, kind: K, status: "
			saved := parse(t, object+test.status+"}")
			status, err := statusOf(saved)
			if err != nil {
				t.Fatal(err)
			}
			renumber(status, test.before, 1)
			want, err := statusOf(parse(t, object+test.want+"}"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, status); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(parse(t, object+test.status+"}"), saved); diff != "" {
				t.Errorf("the backup itself was changed:\n%s", diff)
			}
		})
	}
}

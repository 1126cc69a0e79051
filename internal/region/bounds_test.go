// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const metaOf = `{namespace: region-xicheng, labels: {
  app.kubernetes.io/managed-by: supervision-operator, supervision.jianguan.io/jurisdiction: xicheng}, name: `

const (
	limitRange = `
metadata: ` + metaOf + `defaults}
spec:
  limits:
  - type: Container
    defaultRequest: {cpu: 50m, memory: 64Mi}
    default: {cpu: 500m, memory: 256Mi}
`
	defaultDeny = `
metadata: ` + metaOf + `default-deny}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
`
	allowWithinRegion = `
metadata: ` + metaOf + `allow-within-region}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{podSelector: {}}]
  egress:
  - to: [{podSelector: {}}]
  - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
    ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
`
	wholeQuota = `
metadata: ` + metaOf + `quota}
spec:
  hard: {pods: "20", requests.cpu: "4", requests.memory: 8Gi, limits.cpu: "8", limits.memory: 16Gi}
`
	quotaOfPods = `
metadata: ` + metaOf + `quota}
spec:
  hard: {pods: "0"}
`
)

// decoded reads objects of which each is written out after its kind.
func decoded(t *testing.T, kindsAndTexts ...string) []region.Object {
	t.Helper()
	var objects []region.Object
	for i := 0; i < len(kindsAndTexts); i += 2 {
		object := kindNamed(t, kindsAndTexts[i]).New()
		if err := yaml.UnmarshalStrict([]byte(kindsAndTexts[i+1]), object); err != nil {
			t.Fatalf("%s: %v", kindsAndTexts[i], err)
		}
		objects = append(objects, object)
	}
	return objects
}

func kindNamed(t *testing.T, name string) region.Kind {
	t.Helper()
	for _, kind := range region.Kinds {
		if kind.Name == name {
			return kind
		}
	}
	t.Fatalf("there is no kind %q", name)
	return region.Kind{}
}

func TestDesiredBounds(t *testing.T) {
	whole := v1alpha1.NamespaceQuota{
		Pods: new(int32(20)), Requests: wrappers.Amounts("4", "8Gi"), Limits: wrappers.Amounts("8", "16Gi"),
	}
	cases := map[string]struct {
		jurisdiction *wrappers.JurisdictionWrapper
		want         []string
	}{
		"isolated unless it says otherwise": {
			jurisdiction: wrappers.Jurisdiction("xicheng"),
			want: []string{
				"LimitRange", limitRange, "NetworkPolicy", defaultDeny, "NetworkPolicy", allowWithinRegion,
			},
		},
		"isolated with a quota": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Isolation(v1alpha1.IsolationIsolated).Quota(whole),
			want: []string{
				"LimitRange", limitRange, "ResourceQuota", wholeQuota,
				"NetworkPolicy", defaultDeny, "NetworkPolicy", allowWithinRegion,
			},
		},
		"open, with a quota of no pods: nothing is bounded that is left out": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Isolation(v1alpha1.IsolationOpen).
				Quota(v1alpha1.NamespaceQuota{Pods: new(int32)}),
			want: []string{"LimitRange", limitRange, "ResourceQuota", quotaOfPods},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := ofKinds(objectsOf(tc.jurisdiction.Obj()), "LimitRange", "ResourceQuota", "NetworkPolicy")
			if diff := cmp.Diff(decoded(t, tc.want...), got); diff != "" {
				t.Errorf("bounds (-want +got):\n%s", diff)
			}
		})
	}
}

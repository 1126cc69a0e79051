// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	workloadMeta = `{namespace: region-xicheng, name: portal, labels: ` + workloadLabels + `}`

	workloadLabels = `{
  app.kubernetes.io/managed-by: supervision-operator, supervision.jianguan.io/jurisdiction: xicheng,
  app.kubernetes.io/name: portal}`

	selector = `{app.kubernetes.io/name: portal, supervision.jianguan.io/jurisdiction: xicheng}`

	podSecurity = `
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile: {type: RuntimeDefault}`

	containerSecurity = `
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities: {drop: [ALL]}`

	wholeDeployment = `
metadata: ` + workloadMeta + `
spec:
  replicas: 2
  selector: {matchLabels: ` + selector + `}
  template:
    metadata: {labels: ` + workloadLabels + `}
    spec:
      serviceAccountName: workload
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext:` + podSecurity + `
        sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]
      containers:
      - name: main
        image: portal:2
        command: [serve]
        args: [--verbose]
        env:
        - {name: SUPERVISION_JURISDICTION, value: xicheng}
        - {name: SUPERVISION_DISPLAY_NAME, value: 北京市西城区}
        - {name: SUPERVISION_LEVEL, value: County}
        - {name: SUPERVISION_DIVISION_CODE, value: "110102"}
        - {name: TZ, value: Asia/Urumqi}
        - {name: MODE, value: strict}
        - {name: EMPTY}
        ports: [{name: main, containerPort: 80, protocol: TCP}]
        resources:
          requests: {cpu: 100m, memory: 64Mi}
          limits: {cpu: 500m, memory: 1Gi}
        securityContext:` + containerSecurity + `
        volumeMounts: [{name: tmp, mountPath: /tmp}]
      volumes: [{name: tmp, emptyDir: {sizeLimit: 64Mi}}]
`
	wholeService = `
metadata: ` + workloadMeta + `
spec:
  selector: ` + selector + `
  ports: [{name: main, port: 80, targetPort: main, protocol: TCP}]
`
	wholeCronJob = `
metadata: ` + workloadMeta + `
spec:
  schedule: "0 6 * * 1-5"
  timeZone: Asia/Shanghai
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 600
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 1
  jobTemplate:
    metadata: {labels: ` + workloadLabels + `}
    spec:
      backoffLimit: 2
      template:
        metadata: {labels: ` + workloadLabels + `}
        spec:
          restartPolicy: Never
          serviceAccountName: workload
          automountServiceAccountToken: false
          enableServiceLinks: false
          securityContext: {runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532,
            seccompProfile: {type: RuntimeDefault}}
          containers:
          - name: main
            image: app:1
            env:
            - {name: SUPERVISION_JURISDICTION, value: xicheng}
            - {name: SUPERVISION_DISPLAY_NAME, value: xicheng}
            - {name: SUPERVISION_LEVEL, value: County}
            - {name: SUPERVISION_DIVISION_CODE, value: ""}
            - {name: TZ, value: Asia/Shanghai}
            resources:
              requests: {cpu: 50m, memory: 64Mi}
              limits: {cpu: 500m, memory: 256Mi}
            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
            volumeMounts: [{name: tmp, mountPath: /tmp}]
          volumes: [{name: tmp, emptyDir: {sizeLimit: 64Mi}}]
`
)

func TestDesiredWorkloads(t *testing.T) {
	cases := map[string]struct {
		jurisdiction *wrappers.JurisdictionWrapper
		want         []string
	}{
		"a Deployment with all that can be declared, and its Service": {
			jurisdiction: wrappers.Jurisdiction("xicheng").DisplayName("北京市西城区").DivisionCode("110102").
				TimeZone("Asia/Urumqi").
				Workload(wrappers.Deployment("portal").Image("portal:2").Command("serve").Args("--verbose").
					Env("MODE", "strict").Env("EMPTY", "").Requests("100m", "").Limits("", "1Gi").Replicas(2).Port(80)),
			want: []string{"Service", wholeService, "Deployment", wholeDeployment},
		},
		"a CronJob with nothing but its schedule": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Workload(wrappers.CronJob("portal", "0 6 * * 1-5")),
			want:         []string{"CronJob", wholeCronJob},
		},
		"nothing of one that is absent, nor of one whose schedule is none": {
			jurisdiction: wrappers.Jurisdiction("xicheng").Workload(wrappers.Absent("portal")).
				Workload(wrappers.CronJob("sync", "daily")),
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := ofKinds(objectsOf(tc.jurisdiction.Obj()), "Service", "Deployment", "CronJob")
			for _, object := range got {
				digest := object.GetAnnotations()[region.AnnotationDigest]
				if !regexp.MustCompile("^[0-9a-f]{16}$").MatchString(digest) {
					t.Errorf("%v has digest %q", region.EntryOf(object), digest)
				}
				object.SetAnnotations(nil)
			}
			if diff := cmp.Diff(decoded(t, tc.want...), got); diff != "" {
				t.Errorf("objects (-want +got):\n%s", diff)
			}
		})
	}
}

// deploymentOf is the Deployment of a region that declares one workload.
func deploymentOf(t *testing.T, workload *wrappers.WorkloadWrapper) *appsv1.Deployment {
	t.Helper()
	objects := ofKinds(objectsOf(wrappers.Jurisdiction("xicheng").Workload(workload).Obj()), "Deployment")
	if len(objects) != 1 {
		t.Fatalf("there are %d Deployments", len(objects))
	}
	deployment, ok := objects[0].(*appsv1.Deployment)
	if !ok {
		t.Fatalf("it is a %T", objects[0])
	}
	return deployment
}

func TestDesiredPorts(t *testing.T) {
	cases := map[string]struct {
		port        int32
		wantService bool
		wantSysctl  bool
	}{
		"none":                                {},
		"a low port needs no right":           {port: 1023, wantService: true, wantSysctl: true},
		"one that anybody may use, no sysctl": {port: 1024, wantService: true},
		"the lowest":                          {port: 1, wantService: true, wantSysctl: true},
		"the highest is one that anybody may use, too": {port: 65535, wantService: true},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			workload := wrappers.Deployment("portal").Port(tc.port)
			pod := deploymentOf(t, workload).Spec.Template.Spec
			if got := len(pod.SecurityContext.Sysctls) > 0; got != tc.wantSysctl {
				t.Errorf("sysctls %v", pod.SecurityContext.Sysctls)
			}
			if got := len(pod.Containers[0].Ports) > 0; got != tc.wantService {
				t.Errorf("ports %v", pod.Containers[0].Ports)
			}
			objects := objectsOf(wrappers.Jurisdiction("xicheng").Workload(workload).Obj())
			if got := len(ofKinds(objects, "Service")) > 0; got != tc.wantService {
				t.Errorf("a Service: %v, want %v", got, tc.wantService)
			}
		})
	}
}

func TestDesiredLeavesReplicasToOthers(t *testing.T) {
	if got := deploymentOf(t, wrappers.Deployment("portal")).Spec.Replicas; got != nil {
		t.Errorf("replicas %d, although none are declared", *got)
	}
	if got := deploymentOf(t, wrappers.Deployment("portal").Replicas(0)).Spec.Replicas; got == nil || *got != 0 {
		t.Errorf("replicas %v, although none shall run", got)
	}
}

func TestResourcesAreCompleted(t *testing.T) {
	amounts := func(requestedCPU, limitCPU, requestedMemory, limitMemory string) corev1.ResourceRequirements {
		list := func(amounts v1alpha1.ResourceAmounts) corev1.ResourceList {
			return corev1.ResourceList{
				corev1.ResourceCPU: resource.MustParse(string(amounts.CPU)), corev1.ResourceMemory: resource.MustParse(string(amounts.Memory)),
			}
		}
		return corev1.ResourceRequirements{
			Requests: list(wrappers.Amounts(requestedCPU, requestedMemory)),
			Limits:   list(wrappers.Amounts(limitCPU, limitMemory)),
		}
	}
	cases := map[string]struct {
		workload *wrappers.WorkloadWrapper
		want     corev1.ResourceRequirements
	}{
		"nothing declared": {
			workload: wrappers.Deployment("portal"),
			want:     amounts("50m", "500m", "64Mi", "256Mi"),
		},
		"all declared": {
			workload: wrappers.Deployment("portal").Requests("1", "1Gi").Limits("2", "2Gi"),
			want:     amounts("1", "2", "1Gi", "2Gi"),
		},
		"a request below the default limit leaves it": {
			workload: wrappers.Deployment("portal").Requests("500m", "128Mi"),
			want:     amounts("500m", "500m", "128Mi", "256Mi"),
		},
		"a request above the default limit raises it": {
			workload: wrappers.Deployment("portal").Requests("501m", "1Gi"),
			want:     amounts("501m", "501m", "1Gi", "1Gi"),
		},
		"amounts are rounded as the API server stores them": {
			workload: wrappers.Deployment("portal").Requests("1.5m", "1.001Ki").Limits("1.0001", "1.5Gi"),
			want:     amounts("2m", "1001m", "1025024m", "1536Mi"),
		},
		"a limit above the default request leaves it": {
			workload: wrappers.Deployment("portal").Limits("2", "64Mi"),
			want:     amounts("50m", "2", "64Mi", "64Mi"),
		},
		"a limit below the default request lowers it": {
			workload: wrappers.Deployment("portal").Limits("10m", "16Mi"),
			want:     amounts("10m", "10m", "16Mi", "16Mi"),
		},
		"processor time and memory each for itself": {
			workload: wrappers.Deployment("portal").Requests("2", "").Limits("", "32Mi"),
			want:     amounts("2", "2", "32Mi", "32Mi"),
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			got := deploymentOf(t, tc.workload).Spec.Template.Spec.Containers[0].Resources
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("resources (-want +got):\n%s", diff)
			}
		})
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

func TestKindsInOrder(t *testing.T) {
	want := []string{
		"/v1, Kind=ServiceAccount", "/v1, Kind=LimitRange", "/v1, Kind=ResourceQuota",
		"networking.k8s.io/v1, Kind=NetworkPolicy",
		"rbac.authorization.k8s.io/v1, Kind=Role", "rbac.authorization.k8s.io/v1, Kind=RoleBinding",
		"/v1, Kind=Service", "apps/v1, Kind=Deployment", "batch/v1, Kind=CronJob",
	}
	var got []string
	for _, kind := range region.Kinds {
		got = append(got, kind.GroupVersionKind().String())
		if of := region.KindOf(kind.New()); of.Name != kind.Name {
			t.Errorf("a new %s is a %s", kind.Name, of.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}

func TestInReverse(t *testing.T) {
	within := standing().Within
	var got []string
	for _, object := range region.InReverse(within) {
		if kind := region.KindOf(object).Name; len(got) == 0 || got[len(got)-1] != kind {
			got = append(got, kind)
		}
	}
	var want []string
	for _, kind := range slices.Backward(region.Kinds) {
		want = append(want, kind.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
	if first := region.KindOf(within[0]).Name; first != "ServiceAccount" {
		t.Errorf("the list itself was turned: it begins with a %s", first)
	}
}

// difference is one way in which an observed object may differ from the desired
// one.
type difference struct {
	change func(*region.Observed)
	want   []string
}

func checkDifferences(t *testing.T, cases map[string]difference) {
	t.Helper()
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			observed := standing()
			tc.change(&observed)
			plan := compare(t, listed(xicheng(), objects...), observed, nil)
			if diff := cmp.Diff(tc.want, changes(plan)); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDriftIsSeen(t *testing.T) {
	checkDifferences(t, map[string]difference{
		"of a ServiceAccount": {
			change: func(o *region.Observed) {
				one[*corev1.ServiceAccount](o, "workload").AutomountServiceAccountToken = nil
			},
			want: []string{`apply ServiceAccount workload "workload"`},
		},
		"of the LimitRange": {
			change: func(o *region.Observed) {
				one[*corev1.LimitRange](o, "defaults").Spec.Limits[0].Default[corev1.ResourceCPU] = resource.MustParse("64")
			},
			want: []string{`apply LimitRange defaults "defaults"`},
		},
		"of the ResourceQuota, changed": {
			change: func(o *region.Observed) {
				one[*corev1.ResourceQuota](o, "quota").Spec.Hard[corev1.ResourcePods] = resource.MustParse("21")
			},
			want: []string{`apply ResourceQuota quota "quota"`},
		},
		"of the ResourceQuota, more than is declared": {
			change: func(o *region.Observed) {
				one[*corev1.ResourceQuota](o, "quota").Spec.Hard[corev1.ResourceServices] = resource.MustParse("1")
			},
			want: []string{`apply ResourceQuota quota "quota"`},
		},
		"of a NetworkPolicy": {
			change: func(o *region.Observed) {
				one[*networkingv1.NetworkPolicy](o, "default-deny").Spec.Egress = []networkingv1.NetworkPolicyEgressRule{{}}
			},
			want: []string{`apply NetworkPolicy default-deny "default-deny"`},
		},
		"of a Role": {
			change: func(o *region.Observed) {
				one[*rbacv1.Role](o, "department-police").Rules[1].Verbs = []string{"create", "delete"}
			},
			want: []string{`apply Role department-police "department-police"`},
		},
		"of the subjects of a RoleBinding": {
			change: func(o *region.Observed) {
				b := one[*rbacv1.RoleBinding](o, "office")
				b.Subjects = append(b.Subjects, user("intruder"))
			},
			want: []string{`apply RoleBinding office "office"`},
		},
		"of a roleRef, which cannot be changed, only replaced": {
			change: func(o *region.Observed) { one[*rbacv1.RoleBinding](o, "office").RoleRef.Name = "gitops" },
			want:   []string{`delete RoleBinding office "office"`, "create RoleBinding office"},
		},
		"of the port of a Service": {
			change: func(o *region.Observed) { one[*corev1.Service](o, "portal").Spec.Ports[0].Port = 81 },
			want:   []string{`apply Service portal "portal"`},
		},
		"of an image": {
			change: func(o *region.Observed) {
				one[*appsv1.Deployment](o, "portal").Spec.Template.Spec.Containers[0].Image = "evil:1"
			},
			want: []string{`apply Deployment portal "portal"`},
		},
		"of declared replicas": {
			change: func(o *region.Observed) { one[*appsv1.Deployment](o, "portal").Spec.Replicas = new(int32(9)) },
			want:   []string{`apply Deployment portal "portal"`},
		},
		"of a schedule": {
			change: func(o *region.Observed) { one[*batchv1.CronJob](o, "sync").Spec.Schedule = "* * * * *" },
			want:   []string{`apply CronJob sync "sync"`},
		},
		"of labels: one lost": {
			change: func(o *region.Observed) {
				delete(one[*rbacv1.Role](o, "department-police").Labels, managedBy)
				delete(one[*rbacv1.Role](o, "office").Labels, holder)
				delete(one[*appsv1.Deployment](o, "portal").Labels, "app.kubernetes.io/name")
			},
			want: []string{
				`apply Role department-police "department-police"`, `apply Role office "office"`,
				`apply Deployment portal "portal"`,
			},
		},
		"of what is not there any more": {
			change: func(o *region.Observed) { o.Within = o.Within[:13] },
			want:   []string{"create Service portal", "create Deployment portal", "create CronJob sync"},
		},
	})
}

func TestAdditionsOfOthersAreNoDrift(t *testing.T) {
	checkDifferences(t, map[string]difference{
		"what the API server fills in": {change: fillIn},
		"labels and annotations": {
			change: func(o *region.Observed) {
				for _, object := range o.Within {
					labels, annotations := object.GetLabels(), map[string]string{"deployment.kubernetes.io/revision": "3"}
					labels["team"] = "health"
					if digest, found := object.GetAnnotations()[region.AnnotationDigest]; found {
						annotations[region.AnnotationDigest] = digest
					}
					object.SetAnnotations(annotations)
				}
			},
		},
		"secrets of a ServiceAccount": {
			change: func(o *region.Observed) {
				a := one[*corev1.ServiceAccount](o, "workload")
				a.ImagePullSecrets = []corev1.LocalObjectReference{{Name: "registry"}}
			},
		},
		"how a Deployment is rolled out, and where it is scheduled": {
			change: func(o *region.Observed) {
				spec := &one[*appsv1.Deployment](o, "portal").Spec
				spec.Template.Annotations = map[string]string{"kubectl.kubernetes.io/restartedAt": "2021-04-16T00:00:00Z"}
				spec.Template.Spec.NodeSelector = map[string]string{"pool": "supervision"}
				spec.MinReadySeconds = 10
			},
		},
		"the order of what has a name": {
			change: func(o *region.Observed) {
				slices.Reverse(one[*appsv1.Deployment](o, "portal").Spec.Template.Spec.Containers[0].Env)
				spec := &one[*corev1.Service](o, "portal").Spec
				spec.Ports = append([]corev1.ServicePort{{Name: "metrics", Port: 9090}}, spec.Ports...)
			},
		},
		"a Service opened to the nodes": {
			change: func(o *region.Observed) {
				spec := &one[*corev1.Service](o, "portal").Spec
				spec.Type, spec.Ports[0].NodePort, spec.PublishNotReadyAddresses = corev1.ServiceTypeNodePort, 30080, true
			},
		},
	})
}

func TestWhatAPodRunsIsDrift(t *testing.T) {
	deployment := func(change func(*appsv1.DeploymentSpec)) difference {
		return difference{
			change: func(o *region.Observed) { change(&one[*appsv1.Deployment](o, "portal").Spec) },
			want:   []string{`apply Deployment portal "portal"`},
		}
	}
	pod := func(change func(*corev1.PodSpec)) difference {
		return deployment(func(spec *appsv1.DeploymentSpec) { change(&spec.Template.Spec) })
	}
	main := func(change func(*corev1.Container)) difference {
		return pod(func(spec *corev1.PodSpec) { change(&spec.Containers[0]) })
	}
	checkDifferences(t, map[string]difference{
		"paused": deployment(func(spec *appsv1.DeploymentSpec) { spec.Paused = true }),
		"suspended": {
			change: func(o *region.Observed) { one[*batchv1.CronJob](o, "sync").Spec.Suspend = new(true) },
			want:   []string{`apply CronJob sync "sync"`},
		},
		"a sidecar": pod(func(spec *corev1.PodSpec) {
			spec.Containers = append([]corev1.Container{{Name: "proxy", Image: "proxy:1"}}, spec.Containers...)
		}),
		"an init container": pod(func(spec *corev1.PodSpec) {
			spec.InitContainers = []corev1.Container{{Name: "first", Image: "first:1"}}
		}),
		"a volume": pod(func(spec *corev1.PodSpec) {
			spec.Volumes = append(spec.Volumes, corev1.Volume{Name: "secrets"})
		}),
		"the host's network":             pod(func(spec *corev1.PodSpec) { spec.HostNetwork = true }),
		"a variable":                     main(func(c *corev1.Container) { c.Env = append(c.Env, corev1.EnvVar{Name: "MORE", Value: "x"}) }),
		"variables of a ConfigMap":       main(func(c *corev1.Container) { c.EnvFrom = []corev1.EnvFromSource{{Prefix: "X_"}} }),
		"a variable that is there twice": main(func(c *corev1.Container) { c.Env = append(c.Env, corev1.EnvVar{Name: "MODE", Value: "lax"}) }),
		"a variable that shall be empty": main(func(c *corev1.Container) { c.Env[3].Value = "110102" }),
		"what a volume is": pod(func(spec *corev1.PodSpec) {
			spec.Volumes[0].VolumeSource = corev1.VolumeSource{Secret: &corev1.SecretVolumeSource{SecretName: "token"}}
		}),
		"a mount": main(func(c *corev1.Container) {
			c.VolumeMounts = append(c.VolumeMounts, corev1.VolumeMount{Name: "tmp", MountPath: "/data"})
		}),
		"names of hosts": pod(func(spec *corev1.PodSpec) {
			spec.HostAliases = []corev1.HostAlias{{IP: "10.0.0.9", Hostnames: []string{"portal"}}}
		}),
		"another DNS":      pod(func(spec *corev1.PodSpec) { spec.DNSConfig = &corev1.PodDNSConfig{Nameservers: []string{"10.0.0.9"}} }),
		"a working folder": main(func(c *corev1.Container) { c.WorkingDir = "/data" }),
		"a hook":           main(func(c *corev1.Container) { c.Lifecycle = &corev1.Lifecycle{} }),
		"a probe":          main(func(c *corev1.Container) { c.LivenessProbe = &corev1.Probe{} }),
	})
}

// fillIn adds defaults as the API server does.
func fillIn(o *region.Observed) {
	deployment := one[*appsv1.Deployment](o, "portal")
	deployment.Generation = 1
	deployment.Spec.RevisionHistoryLimit = new(int32(10))
	deployment.Spec.ProgressDeadlineSeconds = new(int32(600))
	deployment.Spec.Strategy = appsv1.DeploymentStrategy{Type: appsv1.RollingUpdateDeploymentStrategyType}
	pod := &deployment.Spec.Template.Spec
	pod.RestartPolicy, pod.DNSPolicy, pod.SchedulerName = corev1.RestartPolicyAlways, corev1.DNSClusterFirst, "default-scheduler"
	pod.DeprecatedServiceAccount = pod.ServiceAccountName
	pod.TerminationGracePeriodSeconds = new(int64(30))
	pod.Containers[0].ImagePullPolicy = corev1.PullIfNotPresent
	pod.Containers[0].TerminationMessagePath = "/dev/termination-log"

	service := one[*corev1.Service](o, "portal")
	service.Spec.ClusterIP, service.Spec.ClusterIPs = "10.0.0.1", []string{"10.0.0.1"}
	service.Spec.Type, service.Spec.SessionAffinity = corev1.ServiceTypeClusterIP, corev1.ServiceAffinityNone

	job := one[*batchv1.CronJob](o, "sync")
	job.Spec.Suspend = new(false)
	job.Spec.JobTemplate.Spec.Template.Spec.SchedulerName = "default-scheduler"
}

// TestWhatIsTakenOutIsSeen holds of objects in which the API server fills in so
// much that what a declaration leaves open says nothing.
func TestWhatIsTakenOutIsSeen(t *testing.T) {
	// declared is the region with one Deployment and one CronJob in place of its own.
	declared := func(portal, sync *wrappers.WorkloadWrapper) *v1alpha1.Jurisdiction {
		j := xicheng().Obj()
		j.Spec.Workloads = []v1alpha1.Workload{portal.Obj(), sync.Obj()}
		return j
	}
	portal := func() *wrappers.WorkloadWrapper {
		return wrappers.Deployment("portal").Command("serve").Env("MODE", "strict").Replicas(2).Port(8080)
	}
	sync := func() *wrappers.WorkloadWrapper { return wrappers.CronJob("sync", "0 6 * * *").Args("--all") }
	cases := map[string]struct {
		portal, sync *wrappers.WorkloadWrapper
		want         []string
	}{
		"nothing taken out": {portal: portal(), sync: sync()},
		"replicas": {
			portal: wrappers.Deployment("portal").Command("serve").Env("MODE", "strict").Port(8080), sync: sync(),
			want: []string{`apply Deployment portal "portal"`},
		},
		"a variable": {
			portal: wrappers.Deployment("portal").Command("serve").Replicas(2).Port(8080), sync: sync(),
			want: []string{`apply Deployment portal "portal"`},
		},
		"the value of a variable": {
			portal: wrappers.Deployment("portal").Command("serve").Env("MODE", "").Replicas(2).Port(8080), sync: sync(),
			want: []string{`apply Deployment portal "portal"`},
		},
		"the command": {
			portal: wrappers.Deployment("portal").Env("MODE", "strict").Replicas(2).Port(8080), sync: sync(),
			want: []string{`apply Deployment portal "portal"`},
		},
		"the port, and the Service with it": {
			portal: wrappers.Deployment("portal").Command("serve").Env("MODE", "strict").Replicas(2), sync: sync(),
			want: []string{`delete Service portal "portal"`, `apply Deployment portal "portal"`},
		},
		"arguments of a CronJob": {
			portal: portal(), sync: wrappers.CronJob("sync", "0 6 * * *"),
			want: []string{`apply CronJob sync "sync"`},
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			observed := standing()
			observed.Within = objectsOf(declared(portal(), sync())).Within
			for _, o := range observed.Within {
				o.SetUID(types.UID(o.GetName()))
			}
			fillIn(&observed)
			after := declared(tc.portal, tc.sync)
			after.Status.Inventory = objects
			if diff := cmp.Diff(tc.want, changes(compare(t, after, observed, nil))); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

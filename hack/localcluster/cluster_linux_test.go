// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// workLimit bounds the wait for what the controllers do; it takes about a second.
const workLimit = time.Minute

// One control plane for one story, told in order.
func TestControlPlane(t *testing.T) {
	began := time.Now()
	cluster, err := Start(t.Context(), Options{Log: os.Stderr})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("up after %s", time.Since(began).Round(time.Millisecond))
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	client := clientFor(t, cluster.Config())

	t.Run("a Deployment becomes available", func(t *testing.T) { deploymentBecomesAvailable(t, client) })
	t.Run("a Job completes", func(t *testing.T) { jobCompletes(t, client) })
	t.Run("RBAC holds for users", func(t *testing.T) { rbacHoldsForUsers(t, cluster, client) })
	t.Run("service accounts have credentials", func(t *testing.T) { serviceAccountIsKnown(t, cluster) })
	t.Run("the kubeconfig works", func(t *testing.T) { kubeconfigWorks(t, cluster) })
	t.Run("only loopback listens", func(t *testing.T) { onlyLoopbackListens(t, cluster) })
	t.Run("a component starts again", func(t *testing.T) { componentStartsAgain(t, cluster, client) })
	t.Run("a component that dies is told", func(t *testing.T) { deathIsTold(t, cluster) })
	t.Run("stop leaves nothing", func(t *testing.T) { stopLeavesNothing(t, cluster) })
}

func clientFor(t *testing.T, config *rest.Config) *kubernetes.Clientset {
	t.Helper()
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func podSpec(restart corev1.RestartPolicy) corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": "test"}},
		Spec: corev1.PodSpec{
			RestartPolicy: restart,
			Containers:    []corev1.Container{{Name: "main", Image: "example.org/none"}},
		},
	}
}

func deploymentBecomesAvailable(t *testing.T, client kubernetes.Interface) {
	t.Helper()
	deployments := client.AppsV1().Deployments(metav1.NamespaceDefault)
	_, err := deployments.Create(t.Context(), &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "test"},
		Spec: appsv1.DeploymentSpec{
			Replicas: new(int32(2)),
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": "test"}},
			Template: podSpec(corev1.RestartPolicyAlways),
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, workLimit, "the Deployment", func() bool {
		current, err := deployments.Get(t.Context(), "test", metav1.GetOptions{})
		return err == nil && current.Status.AvailableReplicas == 2
	})
}

func jobCompletes(t *testing.T, client kubernetes.Interface) {
	t.Helper()
	jobs := client.BatchV1().Jobs(metav1.NamespaceDefault)
	_, err := jobs.Create(t.Context(), &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: "test"},
		Spec:       batchv1.JobSpec{Template: podSpec(corev1.RestartPolicyNever)},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, workLimit, "the Job", func() bool {
		current, err := jobs.Get(t.Context(), "test", metav1.GetOptions{})
		return err == nil && current.Status.Succeeded == 1 && current.Status.CompletionTime != nil
	})
}

func rbacHoldsForUsers(t *testing.T, cluster *Cluster, admin kubernetes.Interface) {
	t.Helper()
	config, err := cluster.UserConfig("zhang", "health-bureau")
	if err != nil {
		t.Fatal(err)
	}
	user := clientFor(t, config)
	_, err = user.CoreV1().ConfigMaps(metav1.NamespaceDefault).List(t.Context(), metav1.ListOptions{})
	if !apierrors.IsForbidden(err) || !strings.Contains(err.Error(), `"zhang"`) {
		t.Fatalf("a user without any role: %v", err)
	}
	_, err = admin.RbacV1().RoleBindings(metav1.NamespaceDefault).Create(t.Context(), &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "health-bureau"},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "view"},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.GroupKind, Name: "health-bureau"}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// The API server learns of a binding by a watch.
	eventually(t, workLimit, "the user's group to be let in", func() bool {
		_, err = user.CoreV1().ConfigMaps(metav1.NamespaceDefault).List(t.Context(), metav1.ListOptions{})
		return err == nil
	})
	if _, err := cluster.UserConfig(""); err == nil {
		t.Error("a user without a name is given credentials")
	}
}

func serviceAccountIsKnown(t *testing.T, cluster *Cluster) {
	t.Helper()
	config, err := cluster.ServiceAccountConfig(t.Context(), metav1.NamespaceDefault, "default")
	if err != nil {
		t.Fatal(err)
	}
	_, err = clientFor(t, config).CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	if !apierrors.IsForbidden(err) || !strings.Contains(err.Error(), "system:serviceaccount:default:default") {
		t.Errorf("got %v", err)
	}
}

func kubeconfigWorks(t *testing.T, cluster *Cluster) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "new", "kubeconfig")
	if err := WriteKubeconfig(path, cluster.Config()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, cluster.KubeconfigPath()} {
		config, err := clientcmd.BuildConfigFromFlags("", path)
		if err != nil {
			t.Fatal(err)
		}
		nodes, err := clientFor(t, config).CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
		if err != nil || len(nodes.Items) != defaultNodes {
			t.Errorf("%s: %v, %v", path, nodes, err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s holds a key: mode %v, %v", path, info.Mode(), err)
		}
	}
}

func componentStartsAgain(t *testing.T, cluster *Cluster, client kubernetes.Interface) {
	t.Helper()
	if err := cluster.StartComponent(t.Context(), APIServer); err == nil {
		t.Error("a component that runs is started a second time")
	}
	before := cluster.PID(APIServer)
	if err := cluster.StopComponent(APIServer); err != nil {
		t.Fatal(err)
	}
	if pid := cluster.PID(APIServer); pid != 0 {
		t.Errorf("a stopped component has pid %d", pid)
	}
	if err := cluster.StartComponent(t.Context(), APIServer, "--max-requests-inflight=500"); err != nil {
		t.Fatal(err)
	}
	if after := cluster.PID(APIServer); after == 0 || after == before {
		t.Errorf("pid %d, before %d", after, before)
	}
	// The same client, so the same address, and the data is there.
	if _, err := client.AppsV1().Deployments(metav1.NamespaceDefault).Get(t.Context(), "test", metav1.GetOptions{}); err != nil {
		t.Error(err)
	}
	select {
	case err := <-cluster.Failed():
		t.Errorf("a component that was told to stop is told as failed: %v", err)
	default:
	}
}

func deathIsTold(t *testing.T, cluster *Cluster) {
	t.Helper()
	if err := syscall.Kill(cluster.PID(Scheduler), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-cluster.Failed():
		var failure *ComponentError
		if !errors.As(err, &failure) || failure.Component != Scheduler || failure.Log == "" {
			t.Errorf("got %v", err)
		}
	case <-time.After(workLimit):
		t.Error("nobody tells")
	}
}

func stopLeavesNothing(t *testing.T, cluster *Cluster) {
	t.Helper()
	var processes []identity
	for _, s := range cluster.Status() {
		processes = append(processes, cluster.process(s.Component).id)
	}
	if len(processes) != len(AllComponents()) {
		t.Fatalf("%d components", len(processes))
	}
	if err := cluster.Stop(); err != nil {
		t.Fatal(err)
	}
	for _, id := range processes {
		if id.alive() {
			t.Errorf("process %d is alive", id.PID)
		}
	}
	if _, err := os.Stat(cluster.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the temporary data directory is there: %v", err)
	}
	if err := cluster.Stop(); err != nil {
		t.Errorf("stopping again: %v", err)
	}
}

func TestComponentThatFailsIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []Component{Etcd, APIServer, Scheduler} {
		t.Run(string(c), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			cluster, err := Start(t.Context(), Options{
				Components: []Component{c},
				DataDir:    dir,
				ExtraArgs:  map[Component][]string{c: {"--no-such-flag"}},
				Log:        os.Stderr,
			})
			if err == nil {
				t.Fatal("it started", cluster.Stop())
			}
			var failure *ComponentError
			if !errors.As(err, &failure) || failure.Component != c {
				t.Fatalf("got %v", err)
			}
			log := filepath.Join(dir, "logs", string(c)+".log")
			for _, want := range []string{string(c), "no-such-flag", log} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not tell %q:\n%v", want, err)
				}
			}
		})
	}
}

func TestComponentThatIsNeverReadyIsNamed(t *testing.T) {
	t.Parallel()
	cluster, err := Start(t.Context(), Options{Components: []Component{Etcd}, StartTimeout: time.Nanosecond, Log: os.Stderr})
	if err == nil {
		t.Fatal("it started", cluster.Stop())
	}
	if !strings.Contains(err.Error(), "etcd did not become ready within 1ns") {
		t.Errorf("got %v", err)
	}
}

// Another port is tried when someone takes the one that was free; here every try meets the same taken port.
func TestTakenPortIsTriedAgain(t *testing.T) {
	t.Parallel()
	taken, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // it only occupied a port
	dir := t.TempDir()
	url := "https://" + taken.Addr().String()
	cluster, err := Start(t.Context(), Options{
		Components: []Component{Etcd},
		DataDir:    dir,
		ExtraArgs:  map[Component][]string{Etcd: {"--listen-client-urls=" + url, "--advertise-client-urls=" + url}},
		Log:        os.Stderr,
	})
	if err == nil {
		t.Fatal("it started", cluster.Stop())
	}
	if !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("got %v", err)
	}
	log, err := os.ReadFile(filepath.Join(dir, "logs", "etcd.log"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(log), `"Running: "`); got != portAttempts {
		t.Errorf("%d attempts, want %d:\n%s", got, portAttempts, log)
	}
}

func TestDataDirIsNotShared(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	unlock, err := tryLockFile(filepath.Join(dir, lockName))
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := Start(t.Context(), Options{Components: []Component{Etcd}, DataDir: dir, Log: os.Stderr})
	if err == nil {
		t.Fatal("it started", cluster.Stop())
	}
	if !errors.Is(err, ErrRunning) {
		t.Errorf("got %v", err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
}

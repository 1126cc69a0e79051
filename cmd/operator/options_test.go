// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"

	"github.com/jianguan/supervision-operator/cmd/internal/version"
)

// parse runs the command with a run that only keeps its options.
func parse(t *testing.T, args ...string) (got *options, output string, err error) {
	t.Helper()
	var out bytes.Buffer
	cmd := newCommand(func(_ context.Context, o *options) error {
		got = o
		return nil
	})
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(args)
	err = cmd.ExecuteContext(t.Context())
	return got, out.String(), err
}

func defaults() *options {
	return &options{
		namespace:        "supervision-system",
		concurrentDuties: 16,
		client:           clientOptions{qps: -1, burst: 200},
		election: electionOptions{
			enabled: true, namespace: "supervision-system",
			leaseDuration: 15 * time.Second, renewDeadline: 10 * time.Second, retryPeriod: 2 * time.Second,
		},
		serving: servingOptions{healthAddress: ":8081", metricsAddress: "0", metricsSecure: true},
		logging: loggingOptions{level: "info", format: "text"},
	}
}

func TestFlags(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		edit func(*options)
	}{
		{"defaults", nil, func(*options) {}},
		{"the lease lies where the operator does", []string{"--namespace=here"}, func(o *options) {
			o.namespace, o.election.namespace = "here", "here"
		}},
		{"the lease lies elsewhere", []string{"--leader-election-namespace=there"}, func(o *options) {
			o.election.namespace = "there"
		}},
		{"quick election", []string{
			"--leader-election-lease-duration=3s", "--leader-election-renew-deadline=2s", "--leader-election-retry-period=500ms",
		}, func(o *options) {
			o.election.leaseDuration, o.election.renewDeadline = 3*time.Second, 2*time.Second
			o.election.retryPeriod = 500 * time.Millisecond
		}},
		{"no election", []string{"--leader-elect=false", "--leader-election-lease-duration=1s"}, func(o *options) {
			o.election.enabled, o.election.leaseDuration = false, time.Second
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, output, err := parse(t, tt.args...)
			if err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			want := defaults()
			tt.edit(want)
			unexported := cmp.AllowUnexported(options{}, clientOptions{}, electionOptions{}, servingOptions{}, loggingOptions{})
			if diff := cmp.Diff(want, got, unexported, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("options (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFlagsThatDoNotFit(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--namespace="}, "--namespace must not be empty"},
		{[]string{"--concurrent-duties=0"}, "--concurrent-duties is 0, and must be at least 1"},
		{[]string{"--kube-api-qps=10", "--kube-api-burst=0"}, "--kube-api-burst is 0"},
		{[]string{"--leader-election-lease-duration=10s"}, "the lease duration (10s) must be longer than the renew deadline (10s)"},
		{[]string{"--leader-election-retry-period=9s"}, "1.2 times the retry period (9s)"},
		{[]string{"--leader-election-retry-period=0s"}, "the retry period (0s)"},
		{[]string{"--no-such-flag"}, "unknown flag: --no-such-flag"},
		{[]string{"start"}, `unknown command "start"`},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			got, _, err := parse(t, tt.args...)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
			if got != nil {
				t.Error("the operator was run all the same")
			}
		})
	}
}

func TestHelp(t *testing.T) {
	got, output, err := parse(t, "--help")
	if err != nil || got != nil {
		t.Fatalf("--help: error %v, run %t", err, got != nil)
	}
	for _, s := range (&options{}).sections() {
		if !strings.Contains(output, "\n"+s.title+":\n") {
			t.Errorf("no section %q in\n%s", s.title, output)
		}
	}
	for line := range strings.Lines(output) {
		if len(line) > 160 {
			t.Errorf("%d characters are more than a line of the help takes: %s", len(line), line)
		}
	}
}

func TestVersion(t *testing.T) {
	want := "operator version " + version.String() + "\n"
	if _, output, err := parse(t, "--version"); err != nil || output != want {
		t.Errorf("--version: error %v, output %q, want %q", err, output, want)
	}
}

// What the Deployment passes must be flags, and serve what its probes and its Service ask for.
func TestDeploymentArguments(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "..", "config", "manager", "deployment.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var deployment appsv1.Deployment
	if err := yaml.UnmarshalStrict(content, &deployment); err != nil {
		t.Fatal(err)
	}
	container := deployment.Spec.Template.Spec.Containers[0]
	args := make([]string, 0, len(container.Args))
	for _, arg := range container.Args {
		args = append(args, strings.ReplaceAll(arg, "$(POD_NAMESPACE)", deployment.Namespace))
	}
	got, output, err := parse(t, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if got.namespace != defaultNamespace || !got.election.enabled || !got.serving.metricsSecure {
		t.Errorf("namespace %q, election %t, secure metrics %t", got.namespace, got.election.enabled, got.serving.metricsSecure)
	}
	for _, port := range container.Ports {
		address := map[string]string{"probes": got.serving.healthAddress, "metrics": got.serving.metricsAddress}[port.Name]
		if want := fmt.Sprintf(":%d", port.ContainerPort); address != want {
			t.Errorf("port %s is %s, but the operator serves it at %q", port.Name, want, address)
		}
	}
}

func TestManagerOptions(t *testing.T) {
	o := defaults()
	got := o.managerOptions(runtime.NewScheme())
	if !got.LeaderElection || !got.LeaderElectionReleaseOnCancel || got.LeaderElectionNamespace != "supervision-system" {
		t.Errorf("leader election %t, release %t, namespace %q",
			got.LeaderElection, got.LeaderElectionReleaseOnCancel, got.LeaderElectionNamespace)
	}
	if got.Metrics.FilterProvider == nil {
		t.Error("metrics over HTTPS are not protected")
	}
	o.serving.metricsSecure = false
	if got := o.managerOptions(runtime.NewScheme()); got.Metrics.FilterProvider != nil || got.Metrics.SecureServing {
		t.Error("plain metrics are protected")
	}
}

func TestLogging(t *testing.T) {
	for _, tt := range []struct {
		options loggingOptions
		want    string // of the error; empty for none
	}{
		{loggingOptions{"debug", "json"}, ""},
		{loggingOptions{"warn", "text"}, ""},
		{loggingOptions{"loud", "text"}, `--log-level is "loud"`},
		{loggingOptions{"info", "xml"}, `--log-format is "xml"`},
	} {
		err := tt.options.apply(&bytes.Buffer{})
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want %q", tt.options, err, tt.want)
		}
	}
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/metrics/filters"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/cmd/internal/version"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
)

// defaultNamespace is where config/ puts the operator.
const defaultNamespace = "supervision-system"

// options are all flags of the operator.
type options struct {
	namespace        string
	concurrentDuties int
	client           clientOptions
	election         electionOptions
	serving          servingOptions
	logging          loggingOptions
}

// clientOptions say which API server, and how hard it may be pressed.
type clientOptions struct {
	kubeconfig string
	qps        float32
	burst      int
}

// electionOptions say how replicas agree which of them works.
type electionOptions struct {
	enabled       bool
	namespace     string
	leaseDuration time.Duration
	renewDeadline time.Duration
	retryPeriod   time.Duration
}

// servingOptions say where health and metrics are served.
type servingOptions struct {
	healthAddress  string
	metricsAddress string
	metricsSecure  bool
	metricsCertDir string
}

// section is a group of flags under a title of the help.
type section struct {
	title string
	flags *pflag.FlagSet
}

// sections declares every flag with its default.
func (o *options) sections() []section {
	return []section{
		{"Operator", flags(func(f *pflag.FlagSet) {
			f.StringVar(&o.namespace, "namespace", defaultNamespace, "the operator's own `namespace`")
			f.IntVar(&o.concurrentDuties, "concurrent-duties", 16, "how many duties are evaluated at once")
		})},
		{"API server", flags(o.client.addTo)},
		{"Leader election", flags(o.election.addTo)},
		{"Health and metrics", flags(o.serving.addTo)},
		{"Logging", flags(o.logging.addTo)},
	}
}

func flags(add func(*pflag.FlagSet)) *pflag.FlagSet {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.SortFlags = false
	add(set)
	return set
}

func (o *clientOptions) addTo(f *pflag.FlagSet) {
	f.StringVar(&o.kubeconfig, "kubeconfig", "", "`file` that names the cluster (default $KUBECONFIG, else the cluster that this runs in, else ~/.kube/config)")
	f.Float32Var(&o.qps, "kube-api-qps", -1, "requests a second to the API server; -1 leaves the limit to the API server's own fairness")
	f.IntVar(&o.burst, "kube-api-burst", 200, "requests above --kube-api-qps that may come at once")
}

func (o *electionOptions) addTo(f *pflag.FlagSet) {
	f.BoolVar(&o.enabled, "leader-elect", true, "work only while holding the lease, so that of several replicas one works")
	f.StringVar(&o.namespace, "leader-election-namespace", "", "`namespace` of the lease (default --namespace)")
	f.DurationVar(&o.leaseDuration, "leader-election-lease-duration", 15*time.Second, "how long others wait for a leader that was killed")
	f.DurationVar(&o.renewDeadline, "leader-election-renew-deadline", 10*time.Second, "how long a leader tries to renew the lease before it gives up")
	f.DurationVar(&o.retryPeriod, "leader-election-retry-period", 2*time.Second, "the pause between tries to get or renew the lease")
}

func (o *servingOptions) addTo(f *pflag.FlagSet) {
	f.StringVar(&o.healthAddress, "health-probe-bind-address", ":8081", "`address` of /healthz and /readyz, over HTTP; 0 turns them off")
	f.StringVar(&o.metricsAddress, "metrics-bind-address", "0", "`address` of /metrics, such as :8443; 0 turns it off")
	f.BoolVar(&o.metricsSecure, "metrics-secure", true, "metrics over HTTPS, for those whom RBAC lets get /metrics; false: over HTTP, for everyone")
	f.StringVar(&o.metricsCertDir, "metrics-cert-dir", "", "`folder` with tls.crt and tls.key for the metrics (default a certificate of its own making)")
}

func newCommand(run func(context.Context, *options) error) *cobra.Command {
	o := &options{}
	cmd := &cobra.Command{
		Use:   "operator",
		Short: "Supervision as code: tells which department has missed which deadline",
		Long: "The operator watches Jurisdictions, DepartmentDuties, DutyReports and DutyRulings, tells in their statuses who owes\n" +
			"what and who has missed which deadline, and sets up the namespaces and rights of the regions.",
		Version:       version.String(),
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.complete(); err != nil {
				return err
			}
			return run(cmd.Context(), o)
		},
	}
	sections := o.sections()
	for _, s := range sections {
		cmd.Flags().AddFlagSet(s.flags)
	}
	cmd.SetUsageFunc(func(cmd *cobra.Command) error { return printUsage(cmd, sections) })
	return cmd
}

// printUsage prints the flags by section, one line each.
func printUsage(cmd *cobra.Command, sections []section) error {
	cmd.Printf("Usage:\n  %s [flags]\n", cmd.CommandPath())
	for _, s := range sections {
		cmd.Printf("\n%s:\n%s", s.title, s.flags.FlagUsages())
	}
	cmd.Printf("\nAlso:\n  -h, --help      print this\n  -v, --version   print the version\n")
	return nil
}

// complete checks the flags and fills in what follows from others.
func (o *options) complete() error {
	if o.election.namespace == "" {
		o.election.namespace = o.namespace
	}
	var errs []error
	if o.namespace == "" {
		errs = append(errs, errors.New("--namespace must not be empty"))
	}
	if o.concurrentDuties < 1 {
		errs = append(errs, fmt.Errorf("--concurrent-duties is %d, and must be at least 1", o.concurrentDuties))
	}
	if e := o.election; e.enabled && (e.leaseDuration <= e.renewDeadline || e.renewDeadline <= e.retryPeriod*6/5 || e.retryPeriod <= 0) {
		errs = append(errs, fmt.Errorf("leader election: the lease duration (%s) must be longer than the renew deadline (%s), "+
			"and that longer than 1.2 times the retry period (%s)", e.leaseDuration, e.renewDeadline, e.retryPeriod))
	}
	if o.client.qps > 0 && o.client.burst < 1 {
		errs = append(errs, fmt.Errorf("--kube-api-burst is %d, and must be at least 1 with --kube-api-qps", o.client.burst))
	}
	return errors.Join(errs...)
}

// config finds the API server.
func (o *clientOptions) config() (*rest.Config, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = o.kubeconfig
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, nil).ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("find the API server (set --kubeconfig or KUBECONFIG): %w", err)
	}
	config.QPS, config.Burst = o.qps, o.burst
	config.UserAgent = v1alpha1.ManagedByOperator + "/" + version.String()
	return config, nil
}

func (o *options) managerOptions(scheme *runtime.Scheme) ctrl.Options {
	metricsOptions := metricsserver.Options{
		BindAddress:   o.serving.metricsAddress,
		SecureServing: o.serving.metricsSecure,
		CertDir:       o.serving.metricsCertDir,
	}
	if o.serving.metricsSecure {
		metricsOptions.FilterProvider = filters.WithAuthenticationAndAuthorization
	}
	return ctrl.Options{
		Scheme: scheme,
		Cache: cache.Options{
			ByObject: jurisdiction.CacheOptions(),
			// Who set which field, which nobody here asks, would take as much memory as the fields.
			DefaultTransform: cache.TransformStripManagedFields(),
		},
		Metrics:                metricsOptions,
		HealthProbeBindAddress: o.serving.healthAddress,

		LeaderElection:          o.election.enabled,
		LeaderElectionID:        v1alpha1.ManagedByOperator,
		LeaderElectionNamespace: o.election.namespace,
		LeaseDuration:           &o.election.leaseDuration,
		RenewDeadline:           &o.election.renewDeadline,
		RetryPeriod:             &o.election.retryPeriod,
		// Who is told to stop gives the lease back, so that the next one need not wait for it to run out. That is safe as
		// the process ends with the manager.
		LeaderElectionReleaseOnCancel: true,
	}
}

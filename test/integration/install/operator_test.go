// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package install

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"github.com/onsi/gomega/gexec"
	coordinationv1 "k8s.io/api/coordination/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/hack/deploy"
)

// process is a running operator.
type process struct {
	*gexec.Session

	health, metrics string
}

// startOperator runs the operator's program as its ServiceAccount, as the Deployment would, but on the loopback.
func startOperator(ctx SpecContext) *process {
	GinkgoHelper()
	kubeconfig := writeKubeconfig(env.ServiceAccount(ctx, namespace, account).Config)
	p := &process{health: freeAddress(), metrics: freeAddress()}
	p.Session = run(ctx, operatorProgram, "--kubeconfig="+kubeconfig,
		"--health-probe-bind-address="+p.health, "--metrics-bind-address="+p.metrics)
	return p
}

// freeAddress returns an address of the loopback that nobody uses.
func freeAddress() string {
	GinkgoHelper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed in the next line
	Expect(err).NotTo(HaveOccurred())
	Expect(listener.Close()).To(Succeed())
	return listener.Addr().String()
}

// get asks a URL, with a token unless that is empty. The operator's certificate for its metrics is of its own making.
func get(ctx context.Context, url, token string) (status int, body string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, "", err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	httpClient := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // on the loopback, see above
	}}
	response, err := httpClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close() //nolint:errcheck // it was read to its end
	content, err := io.ReadAll(response.Body)
	return response.StatusCode, string(content), err
}

func (p *process) beReady(ctx SpecContext) {
	GinkgoHelper()
	Eventually(func() (int, error) {
		if p.ExitCode() >= 0 {
			return 0, StopTrying(fmt.Sprintf("the operator ended: %s", p.Err.Contents()))
		}
		status, _, err := get(ctx, "http://"+p.health+"/readyz", "")
		return status, err
	}).WithTimeout(2 * soon).WithPolling(pollEvery).Should(Equal(http.StatusOK))
}

func (p *process) stop() {
	GinkgoHelper()
	Eventually(p.Terminate()).WithTimeout(soon).Should(gexec.Exit(0))
}

// holder is who holds the lease, or nothing.
func holder(ctx context.Context) (string, error) {
	lease := &coordinationv1.Lease{}
	err := env.Admin.Get(ctx, client.ObjectKey{Namespace: namespace, Name: account}, lease)
	return ptr.Deref(lease.Spec.HolderIdentity, ""), client.IgnoreNotFound(err)
}

var _ = Describe("The operator's program", Ordered, func() {
	It("runs as its ServiceAccount, is ready, and ends in good order", func(ctx SpecContext) {
		p := startOperator(ctx)
		p.beReady(ctx)
		Eventually(holder).WithArguments(ctx).WithTimeout(soon).ShouldNot(BeEmpty())
		p.stop()
		Expect(p.Err).To(gbytes.Say("Stopped"))
		Expect(holder(ctx)).To(BeEmpty(), "the lease was not given back")
		Expect(string(p.Err.Contents())).NotTo(ContainSubstring("forbidden"))
	})

	It("ends in good order also before it is ready", func(ctx SpecContext) {
		p := startOperator(ctx)
		Eventually(p.Err).WithTimeout(soon).Should(gbytes.Say("Starting"))
		p.stop()
	})

	It("stands by, ready, while another leads, and takes over at once", func(ctx SpecContext) {
		first := startOperator(ctx)
		first.beReady(ctx)
		Eventually(holder).WithArguments(ctx).WithTimeout(soon).ShouldNot(BeEmpty())
		leader, err := holder(ctx)
		Expect(err).NotTo(HaveOccurred())

		second := startOperator(ctx)
		second.beReady(ctx)
		Consistently(holder).WithArguments(ctx).WithTimeout(time.Second).Should(Equal(leader))
		first.stop()
		// The lease would hold for 15 s.
		Eventually(holder).WithArguments(ctx).WithTimeout(10 * time.Second).Should(And(Not(BeEmpty()), Not(Equal(leader))))
		second.stop()
	})

	It("shows its metrics to those whom RBAC lets, and the clock among them", func(ctx SpecContext) {
		p := startOperator(ctx)
		p.beReady(ctx)
		url := "https://" + p.metrics + "/metrics"

		status, _, err := get(ctx, url, "")
		Expect(err).NotTo(HaveOccurred())
		Expect(status).To(Equal(http.StatusUnauthorized))

		stranger := env.ServiceAccount(ctx, "default", "stranger")
		status, _, err = get(ctx, url, token(stranger.Config))
		Expect(err).NotTo(HaveOccurred())
		Expect(status).To(Equal(http.StatusForbidden))

		prometheus := env.ServiceAccount(ctx, "default", "prometheus")
		binding := &rbacv1.ClusterRoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: "prometheus"},
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "supervision-operator-metrics-reader"},
			Subjects:   []rbacv1.Subject{prometheus.Subject()},
		}
		Expect(env.Admin.Create(ctx, binding)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) { Expect(env.Admin.Delete(ctx, binding)).To(Succeed()) })
		var body string
		Eventually(func() (int, error) {
			status, body, err = get(ctx, url, token(prometheus.Config))
			return status, err
		}).WithTimeout(soon).WithPolling(pollEvery).Should(Equal(http.StatusOK))
		Expect(body).To(ContainSubstring("\nsupervision_clock_offset_seconds "))
		Expect(body).To(ContainSubstring("\nsupervision_clock_uncertainty_seconds "))
		p.stop()
	})

	It("says what to do where the CRDs are not installed", func(ctx SpecContext) {
		objects := render("config/install")
		Expect(deploy.Delete(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
		DeferCleanup(func(ctx SpecContext) {
			Expect(deploy.Apply(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
			Expect(deploy.WaitForPolicies(ctx, env.Config(), objects, GinkgoWriter)).To(Succeed())
		})
		for _, object := range objects {
			_, err := current(ctx, object)
			Expect(err).To(MatchError(apierrors.IsNotFound, "IsNotFound"), object.GetName())
		}
		p := startOperator(ctx)
		Eventually(p).WithTimeout(soon).Should(gexec.Exit(1))
		Expect(p.Err).To(gbytes.Say("does not know the kind Jurisdiction: install the CRDs with \"make install\""))
	})
})

// token is what a client configuration identifies itself with.
func token(config *rest.Config) string { return config.BearerToken }

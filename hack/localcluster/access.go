// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"context"
	"errors"
	"fmt"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const (
	adminUser  = "local-admin"
	adminGroup = "system:masters"
	// contextName is the cluster, the user and the context in the kubeconfigs that are written here.
	contextName = "supervision-local"
	// The API server's own fairness rules apply; the client's default of five requests a second would only make
	// tests slow.
	clientQPS, clientBurst = 1000, 2000
	// tokenSeconds is one day: longer than any test, and a demo that runs on needs no refresh.
	tokenSeconds = 24 * 60 * 60
)

// Config returns a client configuration for an administrator who may do everything.
func (c *Cluster) Config() *rest.Config { return c.certificateConfig(c.admin) }

// KubeconfigPath is a kubeconfig of the administrator, within the data directory.
func (c *Cluster) KubeconfigPath() string { return c.path("admin.kubeconfig") }

// UserConfig returns a client configuration for a user: a client certificate signed by the cluster's authority, by
// which the API server knows the name and the groups. RBAC grants the user nothing until a test or a person does.
func (c *Cluster) UserConfig(name string, groups ...string) (*rest.Config, error) {
	if name == "" {
		return nil, errors.New("a user needs a name")
	}
	pair, err := c.ca.client(name, groups...)
	if err != nil {
		return nil, fmt.Errorf("credentials of user %q: %w", name, err)
	}
	return c.certificateConfig(pair), nil
}

// ServiceAccountConfig returns a client configuration for an existing service account, with a token that the API
// server issues for a day.
func (c *Cluster) ServiceAccountConfig(ctx context.Context, namespace, name string) (*rest.Config, error) {
	client, err := kubernetes.NewForConfig(c.Config())
	if err != nil {
		return nil, fmt.Errorf("credentials of service account %s/%s: %w", namespace, name, err)
	}
	request := &authenticationv1.TokenRequest{
		Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: new(int64(tokenSeconds))},
	}
	issued, err := client.CoreV1().ServiceAccounts(namespace).CreateToken(ctx, name, request, metav1.CreateOptions{})
	if err != nil {
		return nil, fmt.Errorf("credentials of service account %s/%s: %w", namespace, name, err)
	}
	config := c.anonymousConfig()
	config.BearerToken = issued.Status.Token
	return config, nil
}

// anonymousConfig reaches the API server without credentials.
func (c *Cluster) anonymousConfig() *rest.Config {
	return &rest.Config{
		Host:            endpoint(c.port(APIServer)),
		TLSClientConfig: rest.TLSClientConfig{CAData: c.ca.keyPair.certificate},
		QPS:             clientQPS,
		Burst:           clientBurst,
	}
}

func (c *Cluster) certificateConfig(pair *keyPair) *rest.Config {
	config := c.anonymousConfig()
	config.CertData, config.KeyData = pair.certificate, pair.key
	return config
}

// WriteKubeconfig writes a client configuration as a kubeconfig that only its owner may read. Certificates and tokens
// are embedded, so that the file can be moved.
func WriteKubeconfig(path string, config *rest.Config) error {
	content, err := clientcmd.Write(clientcmdapi.Config{
		Clusters: map[string]*clientcmdapi.Cluster{contextName: {
			Server:                   config.Host,
			CertificateAuthority:     config.CAFile,
			CertificateAuthorityData: config.CAData,
		}},
		AuthInfos: map[string]*clientcmdapi.AuthInfo{contextName: {
			ClientCertificate:     config.CertFile,
			ClientCertificateData: config.CertData,
			ClientKey:             config.KeyFile,
			ClientKeyData:         config.KeyData,
			Token:                 config.BearerToken,
		}},
		Contexts:       map[string]*clientcmdapi.Context{contextName: {Cluster: contextName, AuthInfo: contextName}},
		CurrentContext: contextName,
	})
	if err != nil {
		return fmt.Errorf("write kubeconfig %s: %w", path, err)
	}
	return writeFileAtomically(path, content, 0o600)
}

// writeComponentKubeconfigs gives each client of the API server the identity that Kubernetes' own roles expect.
func (c *Cluster) writeComponentKubeconfigs() error {
	if err := WriteKubeconfig(c.KubeconfigPath(), c.Config()); err != nil {
		return err
	}
	for _, component := range c.options.Components {
		user, groups := "system:"+string(component), []string(nil)
		if isServer(component) {
			continue
		}
		if component == Kwok {
			// kwok stands in for kubelets of any node; Kubernetes has no role for that.
			user, groups = string(Kwok), []string{adminGroup}
		}
		config, err := c.UserConfig(user, groups...)
		if err != nil {
			return err
		}
		if err := WriteKubeconfig(c.componentKubeconfig(component), config); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cluster) componentKubeconfig(component Component) string {
	return c.path("pki", string(component)+".kubeconfig")
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localoperator

import (
	"context"
	"fmt"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"
)

const (
	// Namespace in which config/rbac puts the operator's ServiceAccount.
	Namespace = "supervision-system"
	// ServiceAccount that config/rbac gives the operator.
	ServiceAccount = "supervision-operator"
	// tokenSeconds is one day: longer than any test, and a demo that runs on needs
	// no refresh.
	tokenSeconds = 24 * 60 * 60
)

// identity returns a configuration with which to act as the operator's
// ServiceAccount, on a token that admin asks the API server for.
func identity(ctx context.Context, admin *rest.Config) (*rest.Config, error) {
	clientset, err := kubernetes.NewForConfig(admin)
	if err != nil {
		return nil, fmt.Errorf("ask for a token of the operator: %w", err)
	}
	request := &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: ptr.To[int64](tokenSeconds)}}
	issued, err := clientset.CoreV1().ServiceAccounts(Namespace).CreateToken(ctx, ServiceAccount, request, metav1.CreateOptions{})
	if err != nil {
		return nil, fmt.Errorf("ask for a token of ServiceAccount %s/%s (is config/rbac applied?): %w", Namespace, ServiceAccount, err)
	}
	config := rest.AnonymousClientConfig(admin)
	config.BearerToken = issued.Status.Token
	return config, nil
}

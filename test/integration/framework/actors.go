// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package framework

import (
	"context"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"
	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// Actor is somebody who works on the cluster, with a client of their own.
type Actor struct {
	client.Client
	// Name is the user name as the API server knows it: what records have in spec.filedBy.
	Name string
	// Config is the client configuration.
	Config *rest.Config

	subject rbacv1.Subject
}

// Subject is the actor as RBAC speaks of it. It is empty for an administrator, to whom nothing needs to be granted.
func (a *Actor) Subject() rbacv1.Subject { return a.subject }

// User is a person with a client certificate, who may do nothing until Grant is called.
func (e *Environment) User(ctx context.Context, name string, groups ...string) *Actor {
	ginkgo.GinkgoHelper()
	config, err := e.Cluster.UserConfig(name, groups...)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	a := e.actor(ctx, config)
	a.subject = rbacv1.Subject{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: name}
	return a
}

// ServiceAccount makes a service account, unless it is there, and returns it with a token that the API server issued.
// It may do nothing until Grant is called.
func (e *Environment) ServiceAccount(ctx context.Context, namespace, name string) *Actor {
	ginkgo.GinkgoHelper()
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}
	gomega.Expect(client.IgnoreAlreadyExists(e.Admin.Create(ctx, account))).To(gomega.Succeed())
	config, err := e.Cluster.ServiceAccountConfig(ctx, namespace, name)
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	a := e.actor(ctx, config)
	a.subject = rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Namespace: namespace, Name: name}
	return a
}

// actor makes a client and asks the API server who that is.
func (e *Environment) actor(ctx context.Context, config *rest.Config) *Actor {
	ginkgo.GinkgoHelper()
	c, err := client.New(config, client.Options{Scheme: e.Scheme})
	gomega.Expect(err).NotTo(gomega.HaveOccurred())
	review := &authenticationv1.SelfSubjectReview{}
	gomega.Expect(c.Create(ctx, review)).To(gomega.Succeed())
	return &Actor{Client: c, Name: review.Status.UserInfo.Username, Config: config}
}

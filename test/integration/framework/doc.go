// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package framework gives a Ginkgo suite a real control plane with the CRDs and the admission policies of this
// repository, and the people who work on it: administrators, users with certificates, service accounts with tokens.
//
//	var env *framework.Environment
//
//	var _ = BeforeSuite(func(ctx SpecContext) { env = framework.Start(ctx, framework.Options{}) })
//
//	It("lets a department report", func(ctx SpecContext) {
//		namespace := env.Namespace(ctx)
//		wei := env.User(ctx, "wei")
//		env.Grant(ctx, namespace, wei.Subject(), framework.DepartmentRules("police")...)
//		report := wrappers.Report("r").Namespace(namespace).Department("police").FiledBy(wei.Name).Obj()
//		Expect(wei.Create(ctx, report)).To(Succeed())
//	})
//
// The control plane ends with the suite. What goes wrong here fails the test: nothing returns an error.
package framework

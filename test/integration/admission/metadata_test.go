// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package admission

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/test/integration/framework"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var _ = Describe("The metadata of a record", func() {
	var (
		namespace string
		wei       *framework.Actor
		owner     metav1.OwnerReference
	)

	BeforeEach(func(ctx SpecContext) {
		namespace = env.Namespace(ctx)
		wei = env.User(ctx, "wei")
		rules := append(framework.DepartmentRules("police"), framework.OfficeRules("police")...)
		rules = append(rules, framework.Records(framework.Reports, "update", "patch"), framework.Records(framework.Rulings, "update", "patch"))
		rules = append(append(rules, framework.MinutesRules("police")...), framework.Records(framework.Minutes, "update", "patch"))
		env.Grant(ctx, namespace, wei.Subject(), rules...)

		config := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "bait"}}
		Expect(env.Admin.Create(ctx, config)).To(Succeed())
		owner = metav1.OwnerReference{APIVersion: "v1", Kind: "ConfigMap", Name: config.Name, UID: config.UID}
	})

	report := func() *wrappers.ReportWrapper {
		return wrappers.Report("report").Namespace(namespace).Department("police").FiledBy(wei.Name)
	}
	ruling := func() *wrappers.RulingWrapper {
		return wrappers.Ruling("ruling").Namespace(namespace).Office("police").FiledBy(wei.Name)
	}
	minutes := func() *wrappers.MinutesWrapper {
		return wrappers.Minutes("minutes").Namespace(namespace).Office("police").FiledBy(wei.Name)
	}
	change := func(ctx SpecContext, object client.Object, patch string) error {
		return wei.Patch(ctx, object, client.RawPatch(types.MergePatchType, []byte(patch)))
	}

	const (
		noOwner = `the owner ConfigMap/bait: metadata.ownerReferences of a record must be empty, as nobody may have it deleted ` +
			`along with something else`
		noFinalizer = `the finalizer example.org/mine, example.org/yours: metadata.finalizers of a record must be empty, as nobody ` +
			`may hold up the deletion of its namespace`
	)

	It("names no owner, with which the record would be collected", func(ctx SpecContext) {
		Expect(wei.Create(ctx, report().OwnerReferences(owner).Obj())).
			To(framework.BeInvalid(`user "wei" may not give a DutyReport ` + noOwner))
		Expect(wei.Create(ctx, ruling().OwnerReferences(owner).Obj())).
			To(framework.BeInvalid(`user "wei" may not give a DutyRuling ` + noOwner))
		Expect(wei.Create(ctx, minutes().OwnerReferences(owner).Obj())).
			To(framework.BeInvalid(`user "wei" may not give a MeetingMinutes ` + noOwner))
	})

	It("gets no owner later", func(ctx SpecContext) {
		given := report().Obj()
		Expect(wei.Create(ctx, given)).To(Succeed())
		given.OwnerReferences = []metav1.OwnerReference{owner}
		Expect(wei.Update(ctx, given)).To(framework.BeInvalid(`user "wei" may not give a DutyReport ` + noOwner))
		Expect(env.Admin.Update(ctx, given)).To(framework.BeInvalid("may not give a DutyReport " + noOwner))
	})

	It("names no finalizers, which would hold up the namespace", func(ctx SpecContext) {
		Expect(wei.Create(ctx, report().Finalizers("example.org/mine", "example.org/yours").Obj())).
			To(framework.BeInvalid(`user "wei" may not give a DutyReport ` + noFinalizer))
		Expect(wei.Create(ctx, ruling().Finalizers("example.org/mine", "example.org/yours").Obj())).
			To(framework.BeInvalid(`user "wei" may not give a DutyRuling ` + noFinalizer))
		Expect(wei.Create(ctx, minutes().Finalizers("example.org/mine", "example.org/yours").Obj())).
			To(framework.BeInvalid(`user "wei" may not give a MeetingMinutes ` + noFinalizer))
	})

	It("gets no finalizers later", func(ctx SpecContext) {
		Expect(wei.Create(ctx, ruling().Obj())).To(Succeed())
		Expect(change(ctx, ruling().Obj(), `{"metadata":{"finalizers":["example.org/mine","example.org/yours"]}}`)).
			To(framework.BeInvalid(`user "wei" may not give a DutyRuling ` + noFinalizer))
		Expect(wei.Create(ctx, minutes().Obj())).To(Succeed())
		Expect(change(ctx, minutes().Obj(), `{"metadata":{"finalizers":["example.org/mine","example.org/yours"]}}`)).
			To(framework.BeInvalid(`user "wei" may not give a MeetingMinutes ` + noFinalizer))
	})

	It("takes labels and annotations, which say nothing of the record", func(ctx SpecContext) {
		for _, given := range []client.Object{report().Obj(), minutes().Obj()} {
			Expect(wei.Create(ctx, given)).To(Succeed())
			Expect(change(ctx, given, `{"metadata":{"labels":{"a":"b"},"annotations":{"a":"b"}}}`)).To(Succeed())
		}
	})

	It("keeps the creation that the API server stamped", func(ctx SpecContext) {
		given := report().Obj()
		Expect(wei.Create(ctx, given)).To(Succeed())
		stamped := given.CreationTimestamp
		Expect(change(ctx, given, `{"metadata":{"creationTimestamp":"2001-01-01T00:00:00Z"}}`)).To(Succeed())
		Expect(given.CreationTimestamp).To(Equal(stamped))
		Expect(change(ctx, given, `{"metadata":{"creationTimestamp":null}}`)).To(Succeed())
		Expect(given.CreationTimestamp).To(Equal(stamped))
	})
})

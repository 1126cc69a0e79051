// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/rand"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// sentinelLabel marks the policies that WaitForPolicies makes for a moment.
const sentinelLabel = "supervision.jianguan.io/install-sentinel"

// WaitForPolicies waits until the ValidatingAdmissionPolicies among the objects are in force. An API server enforces a
// policy up to a few seconds after it was created, and tells nobody: status.observedGeneration is written by the
// controller manager, which may not run, and says only that the expressions were type checked.
//
// So a sentinel is created behind them, a policy that refuses one ConfigMap that nobody will ever create, and this
// ConfigMap is offered as a dry run until it is refused. The API server learns of policies in the order of their
// creation and takes them all into force together: what came before the sentinel is in force with it. Of several API
// servers, that holds for the one that answered.
func WaitForPolicies(ctx context.Context, config *rest.Config, objects []*unstructured.Unstructured, progress io.Writer) (err error) {
	if len(ofKind(objects, policyKind)) == 0 {
		return nil
	}
	c, err := newClient(config, progress)
	if err != nil {
		return err
	}
	name := "supervision-install-" + rand.String(8)
	defer func() {
		// Also when interrupted: the sentinel must not stay.
		cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), applyWithin)
		defer cancel()
		for _, object := range sentinel(name) {
			if deleteErr := client.IgnoreNotFound(c.Delete(cleanup, object)); deleteErr != nil {
				err = errors.Join(err, fmt.Errorf("remove the sentinel %s: %w", name, deleteErr))
			}
		}
	}()
	for _, object := range sentinel(name) {
		if err := c.Create(ctx, object, client.FieldOwner(FieldManager)); err != nil {
			return fmt.Errorf("create the sentinel %s: %w", name, err)
		}
	}
	if err := eventually(ctx, settleWithin, func(ctx context.Context) (waiting, failed error) { return refused(ctx, c, name) }); err != nil {
		return fmt.Errorf("wait until the admission policies are in force: %w", err)
	}
	return say(progress, "admission policies are in force")
}

// removeSentinels removes what a WaitForPolicies that was killed has left behind.
func removeSentinels(ctx context.Context, c client.Client) error {
	for _, object := range sentinel("") {
		if err := c.DeleteAllOf(ctx, object, client.HasLabels{sentinelLabel}); err != nil {
			return fmt.Errorf("remove left-over sentinels: %w", err)
		}
	}
	return nil
}

// refused says whether the API server enforces the sentinel already.
func refused(ctx context.Context, c client.Client, name string) (waiting, failed error) {
	offer := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: metav1.NamespaceDefault}}
	err := c.Create(ctx, offer, client.DryRunAll, client.FieldOwner(FieldManager))
	switch {
	case err == nil:
		return errors.New("the API server still accepts what a new policy refuses"), nil
	case apierrors.IsInvalid(err): // how a policy refuses
		return nil, nil
	case passing(err):
		return err, nil
	default:
		return nil, fmt.Errorf("offer ConfigMap %s as a dry run: %w", name, err)
	}
}

// sentinel returns a policy that refuses the ConfigMap of its own name, and the binding that puts it into force.
func sentinel(name string) []client.Object {
	labels := map[string]string{sentinelLabel: ""}
	return []client.Object{
		&admissionregistrationv1.ValidatingAdmissionPolicy{
			ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels},
			Spec: admissionregistrationv1.ValidatingAdmissionPolicySpec{
				MatchConstraints: &admissionregistrationv1.MatchResources{
					ResourceRules: []admissionregistrationv1.NamedRuleWithOperations{{
						ResourceNames: []string{name},
						RuleWithOperations: admissionregistrationv1.RuleWithOperations{
							Operations: []admissionregistrationv1.OperationType{admissionregistrationv1.Create},
							Rule: admissionregistrationv1.Rule{
								APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"configmaps"},
							},
						},
					}},
				},
				Validations: []admissionregistrationv1.Validation{{Expression: "false", Message: "in force"}},
			},
		},
		&admissionregistrationv1.ValidatingAdmissionPolicyBinding{
			ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels},
			Spec: admissionregistrationv1.ValidatingAdmissionPolicyBindingSpec{
				PolicyName:        name,
				ValidationActions: []admissionregistrationv1.ValidationAction{admissionregistrationv1.Deny},
			},
		},
	}
}

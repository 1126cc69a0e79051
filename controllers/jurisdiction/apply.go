// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	rbacv1ac "k8s.io/client-go/applyconfigurations/rbac/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
)

// setUp carries the plan out. A step that fails does not keep the others from
// being tried, except that nothing goes without the namespace. The outcome tells
// what failed; the error is for the backoff.
func (r *Reconciler) setUp(ctx context.Context, f *facts, plan region.Plan) (region.Outcome, error) {
	outcome := region.Outcome{Problems: plan.Problems}
	for _, namespace := range plan.Namespace.Create {
		if err := r.create(ctx, namespace); err != nil {
			outcome.Problems = append(outcome.Problems, setupProblem([]error{err}))
			return outcome, err
		}
		outcome.Namespace = namespace.Name
	}
	if f.holdsNamespace() {
		outcome.Namespace = f.observed.Namespace.Name
	}

	failures := carryOut(ctx, r, region.Changes[*corev1.Namespace]{Apply: plan.Namespace.Apply}, namespaceConfiguration)
	// A Role stands before somebody is bound to it, and goes after.
	unbound := region.Changes[*rbacv1.RoleBinding]{Delete: plan.RoleBindings.Delete}
	failures = append(failures, carryOut(ctx, r, unbound, roleBindingConfiguration)...)
	failures = append(failures, carryOut(ctx, r, plan.Roles, roleConfiguration)...)
	plan.RoleBindings.Delete = nil
	failures = append(failures, carryOut(ctx, r, plan.RoleBindings, roleBindingConfiguration)...)
	if len(failures) > 0 {
		outcome.Problems = append(outcome.Problems, setupProblem(failures))
	}
	return outcome, errors.Join(failures...)
}

// carryOut makes all changes of one type of objects, and returns what failed.
func carryOut[T client.Object](
	ctx context.Context, r *Reconciler, changes region.Changes[T],
	configuration func(region.Application[T]) runtime.ApplyConfiguration,
) []error {
	var failures []error
	for _, object := range changes.Delete {
		failures = append(failures, r.delete(ctx, object))
	}
	for _, object := range changes.Create {
		failures = append(failures, r.create(ctx, object))
	}
	for _, application := range changes.Apply {
		err := r.Client.Apply(ctx, configuration(application),
			client.FieldOwner(v1alpha1.ManagedByOperator), client.ForceOwnership)
		failures = append(failures, described("apply", application.Desired, err))
	}
	return nonNil(failures)
}

// create makes an object that must not exist. It is no apply, which would take
// over what somebody else makes under the name at the same moment.
func (r *Reconciler) create(ctx context.Context, object client.Object) error {
	return described("create", object, r.Client.Create(ctx, object, client.FieldOwner(v1alpha1.ManagedByOperator)))
}

// delete removes the very object that was observed.
func (r *Reconciler) delete(ctx context.Context, object client.Object) error {
	uid := object.GetUID()
	err := r.Client.Delete(ctx, object, client.Preconditions{UID: &uid})
	return described("delete", object, client.IgnoreNotFound(err))
}

// described says which step failed on which object.
func described(verb string, object client.Object, err error) error {
	if err == nil {
		return nil
	}
	var kind string
	switch object.(type) {
	case *corev1.Namespace:
		kind = "Namespace"
	case *rbacv1.Role:
		kind = "Role"
	case *rbacv1.RoleBinding:
		kind = "RoleBinding"
	}
	return fmt.Errorf("%s %s %s: %w", verb, kind, client.ObjectKeyFromObject(object), err)
}

func nonNil(errs []error) []error {
	var found []error
	for _, err := range errs {
		if err != nil {
			found = append(found, err)
		}
	}
	return found
}

// setupProblem makes one problem of all failures. What the API server refuses it
// will refuse again until a person helps; anything else may pass with time.
func setupProblem(failures []error) region.Problem {
	problem := region.Problem{Reason: v1alpha1.ReasonSetupFailed, Message: failures[0].Error()}
	terminating := 0
	for _, err := range failures {
		switch {
		case apierrors.HasStatusCause(err, corev1.NamespaceTerminatingCause):
			terminating++
		case apierrors.IsForbidden(err), apierrors.IsInvalid(err):
			problem.NeedsPerson = true
		}
	}
	if terminating == len(failures) {
		problem.Reason = v1alpha1.ReasonNamespaceTerminating
	}
	if more := len(failures) - 1; more > 0 {
		problem.Message = fmt.Sprintf("%s (and %d more)", problem.Message, more)
	}
	return problem
}

func namespaceConfiguration(a region.Application[*corev1.Namespace]) runtime.ApplyConfiguration {
	configuration := corev1ac.Namespace(a.Desired.Name).WithLabels(a.Desired.Labels)
	if a.UID != "" {
		configuration.WithUID(a.UID)
	}
	return configuration
}

func roleConfiguration(a region.Application[*rbacv1.Role]) runtime.ApplyConfiguration {
	configuration := rbacv1ac.Role(a.Desired.Name, a.Desired.Namespace).WithLabels(a.Desired.Labels).WithUID(a.UID)
	for _, rule := range a.Desired.Rules {
		configuration.WithRules(rbacv1ac.PolicyRule().
			WithAPIGroups(rule.APIGroups...).
			WithResources(rule.Resources...).
			WithResourceNames(rule.ResourceNames...).
			WithVerbs(rule.Verbs...))
	}
	return configuration
}

func roleBindingConfiguration(a region.Application[*rbacv1.RoleBinding]) runtime.ApplyConfiguration {
	configuration := rbacv1ac.RoleBinding(a.Desired.Name, a.Desired.Namespace).
		WithLabels(a.Desired.Labels).
		WithUID(a.UID).
		WithRoleRef(rbacv1ac.RoleRef().
			WithAPIGroup(a.Desired.RoleRef.APIGroup).
			WithKind(a.Desired.RoleRef.Kind).
			WithName(a.Desired.RoleRef.Name))
	for _, subject := range a.Desired.Subjects {
		bound := rbacv1ac.Subject().WithKind(subject.Kind).WithName(subject.Name)
		if subject.APIGroup != "" {
			bound.WithAPIGroup(subject.APIGroup)
		}
		if subject.Namespace != "" {
			bound.WithNamespace(subject.Namespace)
		}
		configuration.WithSubjects(bound)
	}
	return configuration
}

// writeStatus writes the status once, if it changed, and only upon the object
// that it was computed from.
func (r *Reconciler) writeStatus(
	ctx context.Context, jurisdiction *v1alpha1.Jurisdiction, status v1alpha1.JurisdictionStatus,
) error {
	if equality.Semantic.DeepEqual(jurisdiction.Status, status) {
		return nil
	}
	changed := jurisdiction.DeepCopy()
	changed.Status = status
	patch := client.MergeFromWithOptions(jurisdiction, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Status().Patch(ctx, changed, patch, client.FieldOwner(v1alpha1.ManagedByOperator)); err != nil {
		return fmt.Errorf("write the status of Jurisdiction %s: %w", jurisdiction.Name, err)
	}
	return nil
}

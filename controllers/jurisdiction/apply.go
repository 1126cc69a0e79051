// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/sets"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
)

// sideBySide is how many objects of one region are written at once.
const sideBySide = 8

const owner = client.FieldOwner(v1alpha1.ManagedByOperator)

// setUp carries the plan out. A step that fails does not keep the others from
// being tried, except that nothing goes without the namespace. The outcome tells
// what failed; the error is for the backoff.
func (r *Reconciler) setUp(ctx context.Context, f *facts, plan region.Plan) (region.Outcome, error) {
	outcome := region.Outcome{
		Problems:  slices.Concat(plan.Problems, region.InvalidWorkloads(f.jurisdiction.Name, f.workloads)),
		Inventory: plan.Inventory,
		Unlisted:  plan.Unlisted,
		Workloads: region.States(f.jurisdiction, f.workloads, f.kept, f.observed.Within),
	}
	if f.holdsNamespace() {
		outcome.Namespace = f.observed.Namespace.Name
	}
	if err := r.recordInventory(ctx, f, plan); err != nil {
		outcome.Inventory = f.jurisdiction.Status.Inventory
		outcome.Problems = append(outcome.Problems, setupProblems([]error{err})...)
		return outcome, err
	}
	if created := plan.Namespace.Create; created != nil {
		if err := r.create(ctx, created); err != nil {
			outcome.Problems = append(outcome.Problems, setupProblems([]error{err})...)
			return outcome, err
		}
		outcome.Namespace = created.Name
	}
	// Labels that are refused keep no right from being given or taken away.
	failures := nonNil(r.applyNamespace(ctx, plan.Namespace))
	failures = append(failures, r.carryOut(ctx, f.jurisdiction.Name, &plan)...)
	taken := plan.Taken
	if problem := region.NameTaken(taken); problem != nil {
		outcome.Problems = append(outcome.Problems, *problem)
		outcome.Inventory = without(outcome.Inventory, taken)
	}
	if len(failures) > 0 {
		outcome.Problems = append(outcome.Problems, setupProblems(failures)...)
		return outcome, errors.Join(failures...)
	}
	return outcome, nil
}

// carryOut makes the changes within the namespace, those of one kind side by side,
// as each waits for the API server. It notes in the plan which names are taken,
// and returns what failed.
func (r *Reconciler) carryOut(ctx context.Context, jurisdiction string, plan *region.Plan) []error {
	failures := eachOfAKind(plan.Delete, itself, func(object region.Object) error { return r.delete(ctx, object) })
	var taken sync.Map
	failures = append(failures, eachOfAKind(plan.Create, itself, func(object region.Object) error {
		mine, err := r.createOrTakeUp(ctx, jurisdiction, object)
		if !mine {
			taken.Store(region.EntryOf(object), true)
		}
		return err
	})...)
	for _, object := range plan.Create {
		if _, found := taken.Load(region.EntryOf(object)); found {
			plan.Taken = append(plan.Taken, region.EntryOf(object))
		}
	}
	desired := func(application region.Application) region.Object { return application.Desired }
	return append(failures, eachOfAKind(plan.Apply, desired, func(application region.Application) error {
		return r.apply(ctx, application)
	})...)
}

func itself(object region.Object) region.Object { return object }

// eachOfAKind does something with each item of a list that is in the order of
// kinds: with those of one kind side by side, and with the next kind after them.
// It returns what failed, in the order of the list.
func eachOfAKind[T any](items []T, objectOf func(T) region.Object, do func(T) error) []error {
	errs := make([]error, len(items))
	for start := 0; start < len(items); {
		kind, end := region.KindOf(objectOf(items[start])).Name, start
		var group sync.WaitGroup
		slots := make(chan struct{}, sideBySide)
		for ; end < len(items) && region.KindOf(objectOf(items[end])).Name == kind; end++ {
			at := end
			slots <- struct{}{}
			group.Go(func() {
				errs[at] = do(items[at])
				<-slots
			})
		}
		group.Wait()
		start = end
	}
	return slices.DeleteFunc(errs, func(err error) bool { return err == nil })
}

func nonNil(err error) []error {
	if err == nil {
		return nil
	}
	return []error{err}
}

func (r *Reconciler) applyNamespace(ctx context.Context, changes region.NamespaceChanges) error {
	if changes.Apply == nil {
		return nil
	}
	configuration := corev1ac.Namespace(changes.Apply.Name).WithLabels(changes.Apply.Labels)
	if changes.UID != "" {
		configuration.WithUID(changes.UID)
	}
	return described("apply", changes.Apply, r.Client.Apply(ctx, configuration, owner, client.ForceOwnership))
}

// recordInventory writes down what is about to be made before it is made, so
// that nothing is made that nobody would take down again.
func (r *Reconciler) recordInventory(ctx context.Context, f *facts, plan region.Plan) error {
	listed := sets.New(f.jurisdiction.Status.Inventory...)
	if !slices.ContainsFunc(plan.Create, func(o region.Object) bool { return !listed.Has(region.EntryOf(o)) }) {
		return nil
	}
	status := f.jurisdiction.Status.DeepCopy()
	status.Inventory = plan.Inventory
	return r.writeStatus(ctx, f, *status)
}

// writeStatus writes the status once, if it changed, and only upon the object
// that it was computed from.
func (r *Reconciler) writeStatus(ctx context.Context, f *facts, status v1alpha1.JurisdictionStatus) error {
	if equality.Semantic.DeepEqual(f.jurisdiction.Status, status) {
		return nil
	}
	changed := f.jurisdiction.DeepCopy()
	changed.Status = status
	patch := client.MergeFromWithOptions(f.jurisdiction, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Status().Patch(ctx, changed, patch, owner); err != nil {
		return fmt.Errorf("write the status of Jurisdiction %s: %w", f.jurisdiction.Name, err)
	}
	r.written.Wrote(f.jurisdiction, changed, r.Clock.Now())
	f.jurisdiction = changed
	return nil
}

// changeFinalizer adds or removes the operator's finalizer.
func (r *Reconciler) changeFinalizer(
	ctx context.Context, f *facts, change func(client.Object, string) bool,
) error {
	changed := f.jurisdiction.DeepCopy()
	change(changed, v1alpha1.FinalizerRegion)
	patch := client.MergeFromWithOptions(f.jurisdiction, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Patch(ctx, changed, patch, owner); err != nil {
		return fmt.Errorf("write the finalizer of Jurisdiction %s: %w", f.jurisdiction.Name, err)
	}
	r.written.Wrote(f.jurisdiction, changed, r.Clock.Now())
	f.jurisdiction = changed
	return nil
}

func without(entries, others []v1alpha1.InventoryEntry) []v1alpha1.InventoryEntry {
	excluded := sets.New(others...)
	return slices.DeleteFunc(slices.Clone(entries), excluded.Has)
}

// setupProblems makes one problem of all failures; none of those that are nothing
// but another write coming first, which passes by itself. What the API server
// refuses it will refuse again until a person helps; anything else may pass with
// time.
func setupProblems(failures []error) []region.Problem {
	told := slices.DeleteFunc(slices.Clone(failures), onlyConflicts)
	if len(told) == 0 {
		return nil
	}
	problem := region.Problem{Reason: v1alpha1.ReasonSetupFailed, Message: told[0].Error()}
	terminating := 0
	for _, err := range told {
		switch {
		case apierrors.HasStatusCause(err, corev1.NamespaceTerminatingCause):
			terminating++
		case !problem.NeedsPerson && (apierrors.IsForbidden(err) || apierrors.IsInvalid(err)):
			problem.NeedsPerson, problem.Message = true, err.Error()
		}
	}
	if terminating == len(told) {
		problem.Reason = v1alpha1.ReasonNamespaceTerminating
	}
	if more := len(told) - 1; more > 0 {
		problem.Message = fmt.Sprintf("%s (and %d more)", problem.Message, more)
	}
	return []region.Problem{problem}
}

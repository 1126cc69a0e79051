// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/cascade"
)

// apply writes what has to be written. Each write stands for itself: one that fails
// holds up no other, and whoever is killed in between finds the rest to be done. It
// tells whether the cache turned out to be behind the API server.
func (r *Reconciler) apply(ctx context.Context, changes *cascade.Changes, now time.Time) (behind bool, err error) {
	var failed []error
	attempt := func(err error) {
		switch {
		case apierrors.IsConflict(err), apierrors.IsAlreadyExists(err):
			behind = true
		case err != nil:
			failed = append(failed, err)
		}
	}
	for _, made := range changes.Create {
		attempt(r.create(ctx, made))
	}
	for _, change := range changes.Update {
		attempt(r.change(ctx, change, eventChanged))
	}
	for _, change := range changes.Reinstate {
		attempt(r.change(ctx, change, eventReinstated))
	}
	for _, change := range changes.Withdraw {
		attempt(r.change(ctx, change, eventWithdrawn))
	}
	for _, duty := range changes.Delete {
		attempt(r.remove(ctx, duty, now))
	}
	return behind, errors.Join(failed...)
}

func (r *Reconciler) create(ctx context.Context, made *v1alpha1.DepartmentDuty) error {
	if err := r.Client.Create(ctx, made); err != nil {
		return fmt.Errorf("create DepartmentDuty %s: %w", client.ObjectKeyFromObject(made), err)
	}
	r.tell(made, eventHandedDown)
	return nil
}

// change writes under an optimistic lock, so that nothing is undone that was not seen.
func (r *Reconciler) change(ctx context.Context, change cascade.Change, event string) error {
	patch := client.MergeFromWithOptions(change.Before, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Patch(ctx, change.After, patch); err != nil {
		return client.IgnoreNotFound(fmt.Errorf("patch DepartmentDuty %s: %w", client.ObjectKeyFromObject(change.After), err))
	}
	r.tell(change.After, event)
	return nil
}

// remove deletes a copy without records, as it was seen. A record that the cache does
// not hold yet is looked for past it; and one that was received in between is in the
// ledger, for which the admission policy refuses the deletion. The copy is withdrawn
// then.
func (r *Reconciler) remove(ctx context.Context, duty *v1alpha1.DepartmentDuty, now time.Time) error {
	key := client.ObjectKeyFromObject(duty)
	recorded, err := hasRecords(ctx, r.APIReader, key)
	if err != nil {
		return err
	}
	if recorded {
		return r.change(ctx, cascade.Withdraw(duty, now), eventWithdrawn)
	}
	err = r.Client.Delete(ctx, duty.DeepCopy(), client.Preconditions{UID: &duty.UID, ResourceVersion: &duty.ResourceVersion})
	switch {
	case apierrors.IsNotFound(err):
		return nil
	case apierrors.IsForbidden(err):
		return r.change(ctx, cascade.Withdraw(duty, now), eventWithdrawn)
	case err != nil:
		return fmt.Errorf("delete DepartmentDuty %s: %w", key, err)
	}
	r.tell(duty, eventTakenBack)
	return nil
}

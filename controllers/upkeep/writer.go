// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package upkeep reads and writes for the controllers that make duties, before and after
// internal/upkeep plans. Which rights that takes, each of these controllers says itself.
package upkeep

import (
	"context"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// Writer writes what has to be written, and tells of each write that succeeded.
type Writer struct {
	Client client.Client
	// APIReader reads past the cache, before a duty is deleted.
	APIReader client.Reader
	Recorder  events.EventRecorder
	// Words are what Recorder is told.
	Words Words
}

// Apply writes. Each write stands for itself: one that fails holds up no other, and
// whoever is killed in between finds the rest to be done. It tells whether the cache
// turned out to be behind the API server; the error joins those of all writes that
// failed for another reason. now is written into what is withdrawn.
func (w *Writer) Apply(ctx context.Context, changes *upkeep.Changes, now time.Time) (behind bool, err error) {
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
		attempt(w.create(ctx, made))
	}
	for _, change := range changes.Update {
		attempt(w.change(ctx, change, corev1.EventTypeNormal, w.Words.Changed))
	}
	for _, change := range changes.Reinstate {
		attempt(w.change(ctx, change, corev1.EventTypeNormal, w.Words.Reinstated))
	}
	for _, change := range changes.Withdraw {
		attempt(w.withdraw(ctx, change))
	}
	for _, duty := range changes.Delete {
		attempt(w.remove(ctx, duty, now))
	}
	return behind, errors.Join(failed...)
}

func (w *Writer) create(ctx context.Context, made *v1alpha1.DepartmentDuty) error {
	if err := w.Client.Create(ctx, made); err != nil {
		return fmt.Errorf("create DepartmentDuty %s: %w", client.ObjectKeyFromObject(made), err)
	}
	w.tell(made, corev1.EventTypeNormal, w.Words.Created)
	return nil
}

// change writes under an optimistic lock, so that nothing is undone that was not seen.
func (w *Writer) change(ctx context.Context, change upkeep.Change, kind string, event Event) error {
	patch := client.MergeFromWithOptions(change.Before, client.MergeFromWithOptimisticLock{})
	if err := w.Client.Patch(ctx, change.After, patch); err != nil {
		return client.IgnoreNotFound(fmt.Errorf("patch DepartmentDuty %s: %w", client.ObjectKeyFromObject(change.After), err))
	}
	w.tell(change.After, kind, event)
	return nil
}

func (w *Writer) withdraw(ctx context.Context, change upkeep.Change) error {
	return w.change(ctx, change, corev1.EventTypeWarning, w.Words.Withdrawn)
}

// remove deletes a duty without records, as it was seen. A record that the cache does
// not hold yet is looked for past it; and one that was received in between is in the
// ledger, for which the admission policy refuses the deletion. The duty is withdrawn
// then.
func (w *Writer) remove(ctx context.Context, duty *v1alpha1.DepartmentDuty, now time.Time) error {
	key := client.ObjectKeyFromObject(duty)
	recorded, err := hasRecords(ctx, w.APIReader, key, client.MatchingFields{index.RecordDuty: key.Name})
	if err != nil {
		return err
	}
	if recorded {
		return w.withdraw(ctx, upkeep.Withdraw(duty, now))
	}
	err = w.Client.Delete(ctx, duty.DeepCopy(), client.Preconditions{UID: &duty.UID, ResourceVersion: &duty.ResourceVersion})
	switch {
	case apierrors.IsNotFound(err):
		return nil
	case apierrors.IsForbidden(err):
		return w.withdraw(ctx, upkeep.Withdraw(duty, now))
	case err != nil:
		return fmt.Errorf("delete DepartmentDuty %s: %w", key, err)
	}
	w.tell(duty, corev1.EventTypeWarning, w.Words.Deleted)
	return nil
}

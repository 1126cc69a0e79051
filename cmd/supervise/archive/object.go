// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"context"
	"errors"
	"fmt"

	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// fieldManager is under which name the API server records who restored an object.
const fieldManager = "supervise-restore"

// object sees to it that an object of the backup is there, with its status.
func (r *restore) object(ctx context.Context, k kind, saved *unstructured.Unstructured) (outcome, error) {
	status, err := statusOf(saved)
	if err != nil {
		return failed, err
	}
	wanted, err := toCreate(k, saved)
	if err != nil {
		return failed, err
	}
	client := r.client(k, saved)
	// Strict: a field that this cluster does not know would get lost without a word.
	live, err := client.Create(ctx, wanted, metav1.CreateOptions{FieldManager: fieldManager, FieldValidation: metav1.FieldValidationStrict})
	what := created
	if apierrors.IsAlreadyExists(err) {
		what = present
		live, err = client.Get(ctx, saved.GetName(), metav1.GetOptions{})
	}
	if err != nil {
		return failed, explain(err)
	}
	if what == present {
		if err := r.compare(k, saved, live); err != nil {
			return failed, err
		}
	}
	has, err := statusOf(live)
	if err != nil {
		return failed, err
	}
	if k == namespaces || status == nil || has != nil {
		return what, nil
	}
	renumber(status, saved.GetGeneration(), live.GetGeneration())
	live.Object["status"] = status
	_, err = client.UpdateStatus(ctx, live, metav1.UpdateOptions{FieldManager: fieldManager, FieldValidation: metav1.FieldValidationStrict})
	if err != nil {
		return failed, fmt.Errorf("it is there, but its status could not be written: %w", err)
	}
	if what == present {
		what = completed
	}
	return what, nil
}

func (r *restore) client(k kind, saved *unstructured.Unstructured) dynamic.ResourceInterface {
	if k.within {
		return r.objects.Resource(k.resource).Namespace(saved.GetNamespace())
	}
	return r.objects.Resource(k.resource)
}

// compare returns an error if what is there is not what the backup holds.
func (r *restore) compare(k kind, saved, live *unstructured.Unstructured) error {
	if live.GetDeletionTimestamp() != nil {
		return errors.New("it is there, and being deleted: run this again once it is gone")
	}
	if k == namespaces {
		mine, theirs := saved.GetLabels()[v1alpha1.LabelJurisdiction], live.GetLabels()[v1alpha1.LabelJurisdiction]
		if mine != theirs {
			return fmt.Errorf("it is there, and its label %s is %q where the backup has %q: whoever made it should set that, or delete it",
				v1alpha1.LabelJurisdiction, theirs, mine)
		}
		return nil
	}
	if !equality.Semantic.DeepEqual(saved.Object["spec"], live.Object["spec"]) {
		return errors.New("it is there with another spec than in the backup: delete the one that is wrong, here or in the backup")
	}
	if original := live.GetCreationTimestamp(); original.Equal(new(saved.GetCreationTimestamp())) {
		return nil
	}
	restored, err := firstCreated(saved)
	if err != nil {
		return err
	}
	if live.GetAnnotations()[v1alpha1.AnnotationRestored] != restored {
		return r.tell("Note: %s was there with the same spec, but was created anew at %s and not restored, as its annotation %s shows; it is left like that",
			describe(saved), live.GetCreationTimestamp().UTC(), v1alpha1.AnnotationRestored)
	}
	return nil
}

// explain adds what can be done about an error.
func explain(err error) error {
	if apierrors.IsNotFound(err) {
		return fmt.Errorf("%w (are the CRDs installed, and is its namespace there?)", err)
	}
	return err
}

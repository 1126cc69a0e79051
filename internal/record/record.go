// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package record tells of an object what makes it the same object again: the digest of
// its spec, and when it was first created.
package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Digest returns the SHA-256 of a record's spec, or of a part of a plan's, in
// lower-case hex: of its JSON as this API's types write it.
func Digest(spec any) string {
	text, err := json.Marshal(spec)
	if err != nil {
		// Specs hold only strings, numbers and times.
		panic(fmt.Sprintf("spec %T does not marshal: %v", spec, err))
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// FirstCreated returns when an object was created, and restored where that was in
// the backup from which it was restored. An annotation that cannot be true is as
// good as none; it may be there only from before the admission policies were.
func FirstCreated(object metav1.Object) (created metav1.Time, restored bool) {
	created = object.GetCreationTimestamp()
	told, err := time.Parse(time.RFC3339, object.GetAnnotations()[v1alpha1.AnnotationRestored])
	if err != nil || told.Nanosecond() != 0 || !told.Before(created.Time) {
		return created, false
	}
	return metav1.NewTime(told), true
}

// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package regions

import (
	"context"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Below visits the regions below one, the nearest first, and goes on below those of
// which visit says so. Each is visited once, so that a circle of parents ends. They
// belong to the cache and must not be changed.
func Below(ctx context.Context, reader client.Reader, name string, visit func(*v1alpha1.Jurisdiction) bool) error {
	seen := map[string]bool{name: true}
	for pending := []string{name}; len(pending) > 0; pending = pending[1:] {
		children, err := Children(ctx, reader, pending[0])
		if err != nil {
			return err
		}
		for _, child := range children {
			if seen[child.Name] {
				continue
			}
			seen[child.Name] = true
			if visit(child) {
				pending = append(pending, child.Name)
			}
		}
	}
	return nil
}

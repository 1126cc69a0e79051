// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade

import (
	"context"
	"time"

	keeper "github.com/jianguan/supervision-operator/controllers/upkeep"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// apply writes what has to be written. It tells whether the cache turned out to be
// behind the API server.
func (r *Reconciler) apply(ctx context.Context, changes *upkeep.Changes, now time.Time) (behind bool, err error) {
	writer := keeper.Writer{Client: r.Client, APIReader: r.APIReader, Recorder: r.Recorder, Words: words()}
	return writer.Apply(ctx, changes, now)
}

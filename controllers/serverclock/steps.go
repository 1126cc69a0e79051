// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package serverclock

import (
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/source"
)

// Steps is a source for a controller that is to look at everything anew after the clock
// was set. Register takes the function to be called then, as OnStep does; like says of
// which kind it is, and everything maps any object to all of that kind.
func Steps(register func(func()), like client.Object, everything handler.MapFunc) source.Source {
	steps := make(chan event.GenericEvent, 1)
	register(func() {
		select {
		case steps <- event.GenericEvent{Object: like}:
		default: // A step that is not yet handled covers this one too.
		}
	})
	return source.Channel(steps, handler.EnqueueRequestsFromMapFunc(everything))
}

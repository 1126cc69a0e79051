// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"context"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

var _ cache.Cache = &Server{}

// GetInformer returns the informer of the kind of an object. It has what the server holds, and needs no start.
func (s *Server) GetInformer(_ context.Context, object client.Object, _ ...cache.InformerGetOption) (cache.Informer, error) {
	return s.kindOf(object)
}

// GetInformerForKind is GetInformer for a kind by its name. The server must know it.
func (s *Server) GetInformerForKind(
	_ context.Context, gvk schema.GroupVersionKind, _ ...cache.InformerGetOption,
) (cache.Informer, error) {
	if _, err := s.scheme.New(gvk); err != nil {
		return nil, err
	}
	return s.kindFor(gvk), nil
}

// RemoveInformer lets nobody hear any more of the objects of a kind.
func (s *Server) RemoveInformer(_ context.Context, object client.Object) error {
	k, err := s.kindOf(object)
	if err != nil {
		return err
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.handlers = nil
	return nil
}

// Start does nothing until the context ends: a cache runs as long as its manager.
func (s *Server) Start(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// WaitForCacheSync returns at once: there is nothing to be fetched.
func (s *Server) WaitForCacheSync(context.Context) bool { return true }

var _ cache.Informer = &kind{}

// registration is a handler that was added, and always has synced: what was there it heard of as it was added.
type registration struct {
	toolscache.ResourceEventHandler
	always
}

// AddEventHandler has a handler hear of what there is, in the order of namespaces and names and before it returns, and from then
// on of each write. The handler is called while nothing is written: it may read, and must not write.
func (k *kind) AddEventHandler(handler toolscache.ResourceEventHandler) (toolscache.ResourceEventHandlerRegistration, error) {
	k.server.writing.Lock()
	defer k.server.writing.Unlock()
	added := &registration{ResourceEventHandler: handler}
	k.mutex.Lock()
	k.handlers = append(k.handlers, added)
	k.mutex.Unlock()
	for _, object := range sorted[client.Object](k) {
		handler.OnAdd(object, true)
	}
	return added, nil
}

// AddEventHandlerWithResyncPeriod is AddEventHandler: what is kept never differs from what was told.
func (k *kind) AddEventHandlerWithResyncPeriod(
	handler toolscache.ResourceEventHandler, _ time.Duration,
) (toolscache.ResourceEventHandlerRegistration, error) {
	return k.AddEventHandler(handler)
}

// AddEventHandlerWithOptions is AddEventHandler.
func (k *kind) AddEventHandlerWithOptions(
	handler toolscache.ResourceEventHandler, _ toolscache.HandlerOptions,
) (toolscache.ResourceEventHandlerRegistration, error) {
	return k.AddEventHandler(handler)
}

// RemoveEventHandler lets a handler hear no more.
func (k *kind) RemoveEventHandler(added toolscache.ResourceEventHandlerRegistration) error {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.handlers = slices.DeleteFunc(slices.Clone(k.handlers), func(r *registration) bool {
		return toolscache.ResourceEventHandlerRegistration(r) == added
	})
	return nil
}

// AddIndexers adds indexes to the objects of the kind.
func (k *kind) AddIndexers(indexers toolscache.Indexers) error {
	return k.objects.AddIndexers(indexers)
}

// HasSynced is true: there is nothing to be fetched.
func (k *kind) HasSynced() bool { return always{}.HasSynced() }

// HasSyncedChecker is done.
func (k *kind) HasSyncedChecker() toolscache.DoneChecker { return always{} }

// IsStopped is false.
func (k *kind) IsStopped() bool { return false }

// changed tells the handlers there are now. Before is nil of what is new, and after of what is gone.
func (k *kind) changed(before, after client.Object) {
	k.mutex.Lock()
	handlers := slices.Clone(k.handlers)
	k.mutex.Unlock()
	for _, handler := range handlers {
		switch {
		case before == nil:
			handler.OnAdd(after, false)
		case after == nil:
			handler.OnDelete(before)
		default:
			handler.OnUpdate(before, after)
		}
	}
}

// always has synced.
type always struct{}

var done = func() <-chan struct{} {
	channel := make(chan struct{})
	close(channel)
	return channel
}()

// HasSynced is true.
func (always) HasSynced() bool { return true }

// HasSyncedChecker is done.
func (always) HasSyncedChecker() toolscache.DoneChecker { return always{} }

// Name is that of the checker.
func (always) Name() string { return "memory" }

// Done is closed.
func (always) Done() <-chan struct{} { return done }

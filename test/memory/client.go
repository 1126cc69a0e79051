// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"
)

// Client returns a client that reads and writes what the server holds, and whose writes are counted and heard of. Whatever is
// not played (an update, an apply, a watch) is refused. The fake client of controller-runtime only carries the calls.
func (s *Server) Client() client.Client {
	return interceptor.NewClient(fake.NewClientBuilder().WithScheme(s.scheme).Build(), interceptor.Funcs{
		Get: func(ctx context.Context, _ client.WithWatch, key client.ObjectKey, into client.Object, opts ...client.GetOption) error {
			return s.Get(ctx, key, into, opts...)
		},
		List: func(ctx context.Context, _ client.WithWatch, into client.ObjectList, opts ...client.ListOption) error {
			return s.List(ctx, into, opts...)
		},
		Create: func(_ context.Context, _ client.WithWatch, object client.Object, _ ...client.CreateOption) error {
			return s.create(object)
		},
		Patch: func(_ context.Context, _ client.WithWatch, object client.Object, patch client.Patch, _ ...client.PatchOption) error {
			return s.patch(Patch, object, patch)
		},
		SubResourcePatch: func(_ context.Context, _ client.Client, resource string, object client.Object, patch client.Patch,
			_ ...client.SubResourcePatchOption,
		) error {
			if resource != "status" {
				return notPlayed("a patch of "+resource, object)
			}
			return s.patch(Status, object, patch)
		},
		Delete: func(_ context.Context, _ client.WithWatch, object client.Object, opts ...client.DeleteOption) error {
			return s.delete(object, (&client.DeleteOptions{}).ApplyOptions(opts))
		},
		DeleteAllOf: func(_ context.Context, _ client.WithWatch, object client.Object, _ ...client.DeleteAllOfOption) error {
			return notPlayed("a deletion of all", object)
		},
		Update: func(_ context.Context, _ client.WithWatch, object client.Object, _ ...client.UpdateOption) error {
			return notPlayed("an update", object)
		},
		Apply: func(_ context.Context, _ client.WithWatch, applied runtime.ApplyConfiguration, _ ...client.ApplyOption) error {
			return notPlayed("an apply", applied)
		},
		Watch: func(_ context.Context, _ client.WithWatch, list client.ObjectList, _ ...client.ListOption) (watch.Interface, error) {
			return nil, notPlayed("a watch", list)
		},
		SubResourceGet: func(_ context.Context, _ client.Client, resource string, object, _ client.Object, _ ...client.SubResourceGetOption) error {
			return notPlayed("a read of "+resource, object)
		},
		SubResourceCreate: func(_ context.Context, _ client.Client, resource string, object, _ client.Object,
			_ ...client.SubResourceCreateOption,
		) error {
			return notPlayed("a creation of "+resource, object)
		},
		SubResourceUpdate: func(_ context.Context, _ client.Client, resource string, object client.Object,
			_ ...client.SubResourceUpdateOption,
		) error {
			return notPlayed("an update of "+resource, object)
		},
		SubResourceApply: func(_ context.Context, _ client.Client, resource string, applied runtime.ApplyConfiguration,
			_ ...client.SubResourceApplyOption,
		) error {
			return notPlayed("an apply of "+resource, applied)
		},
	})
}

func notPlayed(what string, about any) error {
	return fmt.Errorf("%s of a %T is not played: only get, list, create, delete and merge patches are", what, about)
}
